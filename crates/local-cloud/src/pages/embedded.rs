//! The files of `shop` and `caller`, embedded by name. A test holds these lists against the folders.

use super::Page;

/// A file's path and bytes.
type File = (&'static str, &'static [u8]);

macro_rules! files {
    ($folder:literal: $($path:literal)*) => { &[$(($path, include_bytes!(concat!("../../", $folder, "/", $path)))),*] };
}

macro_rules! pages {
    ($($name:literal)*) => { &[$(($name, include_str!(concat!("../../shop/pages/", $name, ".html")))),*] };
}

/// The shop's pages before they are laid out: name (also the path) and text.
pub(super) const PAGES: &[(&str, &str)] = pages![
    "account/sign-up"
    "account/welcome"
    "basket"
    "checkout/delivery"
    "checkout/payment"
    "error"
    "help/returns"
    "help/size-guide"
    "home"
    "not-found"
    "orders"
    "search"
    "thank-you"
    "winter-sale"
];

/// What the shop serves as it is, by path below `/shop/`.
pub(super) const SHOP: &[File] = files!["shop":
    "drawings/beck-shell.svg"
    "drawings/cairn-vest.svg"
    "drawings/ember-stove.svg"
    "drawings/fell-45.svg"
    "drawings/fell-60.svg"
    "drawings/fern.svg"
    "drawings/ghyll-shoes.svg"
    "drawings/hills.svg"
    "drawings/hollow-bag.svg"
    "drawings/larch-tent.svg"
    "drawings/moor-boots.svg"
    "drawings/peat-gloves.svg"
    "drawings/skerry-jacket.svg"
    "drawings/tarn-parka.svg"
    "js/basket.js"
    "js/money.js"
    "js/pages/basket.js"
    "js/pages/checkout.js"
    "js/pages/error.js"
    "js/pages/orders.js"
    "js/pages/product.js"
    "js/pages/returns.js"
    "js/pages/search.js"
    "js/pages/sign-up.js"
    "js/pages/thanks.js"
    "js/parts.js"
    "js/shop.js"
    "products.json"
    "style/base.css"
    "style/doors.css"
    "style/shop.css"
    "style/tokens.css"
    "tracker.js"
    "tracker/chat.js"
    "tracker/client.js"
    "tracker/clock.js"
    "tracker/dom.js"
    "tracker/fields.js"
    "tracker/forms.js"
    "tracker/offers.js"
    "tracker/queue.js"
    "tracker/visitor.js"
];

/// What the telephone's page serves, by path below `/caller/`.
pub(super) const CALLER: &[File] = &[
    ("index.html", include_bytes!("../../caller/index.html")),
    ("caller.js", include_bytes!("../../caller/caller.js")),
    // Who calls belongs to the personas.
    ("people.json", include_bytes!("../../personas/callers.json")),
];

/// The file at `path`, with its content type.
pub(super) fn file(files: &[File], path: &str) -> Option<Page> {
    let (_, bytes) = files.iter().find(|(known, _)| *known == path)?;
    Some((mime(path), bytes))
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
