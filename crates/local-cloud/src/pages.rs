//! The pages that the local cloud brings along: the shop, the telephone, and the doors (start, sign-in, problem).
//!
//! Where to start: [`shop`] and [`caller`] answer what lies at a path, [`doors`] builds the pages that depend on a
//! request. Everything is embedded in the binary and rendered once; nothing here knows HTTP or the state of the world.

mod doors;
mod embedded;
mod site;

use std::collections::BTreeMap;
use std::sync::LazyLock;

pub use doors::{problem, sign_in, start};
pub(crate) use site::{Good, Head, found, goods};

/// Content type and bytes of one file.
pub type Page = (&'static str, &'static [u8]);

/// The policy under which all of these pages work: no inline script or style, nothing from elsewhere. Add
/// `frame-ancestors` and `base-uri` as the server likes.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'";

/// The shop's pages by their path below `/shop/`, rendered on first use.
static SITE: LazyLock<BTreeMap<String, site::Rendered>> = LazyLock::new(site::render);

/// What lies at `path` below `/shop/`; a page is found with and without the slash at its end.
#[must_use]
pub fn shop(path: &str) -> Option<Page> {
    let path = path.trim_start_matches('/');
    let page = if path.is_empty() || path.ends_with('/') { path.to_owned() } else { format!("{path}/") };
    if let Some(rendered) = SITE.get(&page) {
        return Some(("text/html; charset=utf-8", &rendered.bytes));
    }
    embedded::file(embedded::SHOP, path)
}

/// What to answer, with status 404, for a path of the shop where nothing lies.
#[must_use]
pub fn shop_not_found() -> Page {
    shop("not-found/").unwrap_or(("text/plain; charset=utf-8", b"Page not found"))
}

/// What the head of a page of the shop says: title and keywords, as a tracker would read them there.
pub(crate) fn shop_head(path: &str) -> Option<Head> {
    SITE.get(path).map(|rendered| rendered.head.clone())
}

/// What lies at `path` below `/caller/`.
#[must_use]
pub fn caller(path: &str) -> Option<Page> {
    let path = path.trim_start_matches('/');
    embedded::file(embedded::CALLER, if path.is_empty() { "index.html" } else { path })
}

#[cfg(test)]
mod tests;
