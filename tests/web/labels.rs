//! What lies under a label: with the real stylesheets and at the widths of the design, every point of what is written on a
//! control presses that control.

use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::page::{Page, all_of, name_of, settle, usual};
use crate::records::{self, web};

/// The stylesheets, in their order.
const STYLES: [&str; 15] = [
    include_str!("../../style/tokens.css"),
    include_str!("../../style/base.css"),
    include_str!("../../style/layout.css"),
    include_str!("../../style/header.css"),
    include_str!("../../style/interactions.css"),
    include_str!("../../style/digest.css"),
    include_str!("../../style/session_card.css"),
    include_str!("../../style/journey_map.css"),
    include_str!("../../style/event_details.css"),
    include_str!("../../style/outcome_predictions.css"),
    include_str!("../../style/segments_matched.css"),
    include_str!("../../style/contact_panel.css"),
    include_str!("../../style/more_menu.css"),
    include_str!("../../style/states.css"),
    include_str!("../../style/utilities.css"),
];

/// Widths of the design's pictures, in pixels.
const WIDTHS: [u32; 6] = [320, 420, 480, 1100, 1280, 1720];

/// The page wears its styles while this lives.
struct Worn(Element);

impl Worn {
    fn put_on(more: &str) -> Self {
        let document = leptos::prelude::document();
        let style = document.create_element("style").expect("an element");
        style.set_text_content(Some(&(STYLES.concat() + more)));
        document.head().expect("a head").append_child(&style).expect("a place");
        Self(style)
    }
}

impl Drop for Worn {
    fn drop(&mut self) {
        self.0.remove();
    }
}

/// Number of points looked at, and what is wrong.
fn covered(root: &HtmlElement) -> (u32, Vec<String>) {
    let check = js_sys::Function::new_with_args("root", include_str!("../covered.js"));
    let found = check.call1(&JsValue::NULL, root).expect("it runs");
    let part = |name: &str| js_sys::Reflect::get(&found, &name.into()).expect("a part");
    let faults = part("faults").unchecked_into::<js_sys::Array>();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    let n_points = part("points").as_f64().unwrap_or_default() as u32;
    (n_points, faults.iter().filter_map(|fault| fault.as_string()).collect())
}

/// A visit with titles of all kinds, from none to nine events on each page, pauses, and more than are drawn at once.
fn long_visit() -> Vec<Value> {
    let titles = [
        "Tents",
        "Returns and refunds: what goes back, how, and until when after Christmas",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamter",
        "خيمة لشخصين \"Larch 2\"",
        "テント・寝袋 🏕️",
        "404 – page not found",
        "W",
    ];
    let (mut events, mut seconds) = (Vec::new(), 0_usize);
    let mut add = |name: &str, title: &str, pause: usize, more: Value| {
        let n = events.len();
        seconds += pause;
        let time = format!("{:02}:{:02}:{:02}", 9 + seconds / 3600, seconds / 60 % 60, seconds % 60);
        events.push(web(&format!("n{n:04}"), &time, name, &format!("/p{}", n % 5), title, more));
    };
    for page in 0..40 {
        let title = titles[page % titles.len()];
        add("page_viewed", title, if page % 4 == 3 { 400 } else { 20 }, json!({}));
        for event in 0..page % 10 {
            let name = ["form_abandoned", "product_added", "product_removed"][event % 3];
            let pause = if page % 7 == 5 && event == 1 { 180 } else { 4 };
            add(
                name,
                title,
                pause,
                json!({ "attributes": { "formName": { "dataType": "STRING", "value": "Delivery" } } }),
            );
        }
    }
    events.reverse();
    events
}

/// A page with the long visit expanded, the window moved so that events are left out on both sides.
async fn expanded() -> Page {
    let page = Page::open_with(move |path| {
        let is_visit = path.contains(records::VISIT) && path.contains("/events");
        if is_visit { Some(records::listing(&long_visit())) } else { usual(path) }
    })
    .await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    let earlier = page.names("button").into_iter().find(|name| name.ends_with(" more events")).expect("a cluster");
    page.press("button", &earlier).await;
    page
}

/// Looks at every width; the views are those of the agent's choice.
async fn look(page: &Page, what: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for width in WIDTHS {
        page.root.set_attribute("style", &format!("inline-size: {width}px")).expect("a width");
        settle().await;
        let (n_points, faults) = covered(&page.root);
        assert!(n_points > 2_000, "only {n_points} points at {width} px");
        wrong.extend(faults.into_iter().map(|fault| format!("{what}, {width} px: {fault}")));
    }
    wrong
}

#[wasm_bindgen_test]
async fn every_point_of_a_label_presses_its_control_at_every_width() {
    let worn = Worn::put_on("");
    let page = expanded().await;
    let mut wrong = look(&page, "half").await;
    page.press("button", "Full-size view").await;
    wrong.extend(look(&page, "full").await);
    page.root.set_attribute("dir", "rtl").expect("an attribute");
    wrong.extend(look(&page, "full, right to left").await);
    drop(worn);
    assert!(wrong.is_empty(), "{} labels are covered:\n{}", wrong.len(), wrong.join("\n"));
}

#[wasm_bindgen_test]
async fn an_open_menu_and_open_details_cover_no_label_of_their_own() {
    let worn = Worn::put_on("");
    let page = expanded().await;
    let mut wrong = Vec::new();
    for (button, role) in [("More options", "[role=menu]"), ("", "[role=dialog]")] {
        let first = all_of(&page.get("list", "Journey map"), "li > button").get(4).map(name_of).expect("an event");
        page.press("button", if button.is_empty() { &first } else { button }).await;
        for width in WIDTHS {
            page.root.set_attribute("style", &format!("inline-size: {width}px")).expect("a width");
            settle().await;
            for part in all_of(&page.root, role) {
                let (n_points, faults) = covered(&part.unchecked_into());
                assert!(n_points > 20, "only {n_points} points of {role} at {width} px");
                wrong.extend(faults.into_iter().map(|fault| format!("{role}, {width} px: {fault}")));
            }
        }
        crate::keyboard::key(&page.get("main", "Customer journey"), "Escape");
        settle().await;
    }
    drop(worn);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[wasm_bindgen_test]
async fn a_label_that_is_covered_is_found() {
    // As it was: the items beside a page were as tall as their row.
    let worn = Worn::put_on(
        ".journey-map { align-items: stretch !important } .station > button::after { content: none !important }",
    );
    let page = expanded().await;
    page.root.set_attribute("style", "inline-size: 480px").expect("a width");
    settle().await;
    let (_, faults) = covered(&page.root);
    drop(worn);
    assert!(faults.len() > 10, "{faults:?}");
}
