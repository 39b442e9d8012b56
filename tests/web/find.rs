//! Find in journey, and the digest that leads to its evidence; what the host page is told of new signs of friction.

use leptos::wasm_bindgen::JsCast;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Event, EventInit, HtmlInputElement};

use crate::keyboard::key;
use crate::map::focused;
use crate::page::{Page, all_of, name_of, settle, text_of};
use crate::records;

/// The page with the web visit expanded.
pub async fn expanded() -> Page {
    let page = Page::open().await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    page
}

/// Types into the searchbox.
pub async fn type_in(page: &Page, text: &str) -> HtmlInputElement {
    let field: HtmlInputElement = page.get("searchbox", "Find in journey").unchecked_into();
    field.set_value(text);
    let options = EventInit::new();
    options.set_bubbles(true);
    field.dispatch_event(&Event::new_with_event_init_dict("input", &options).expect("an event")).expect("to dispatch");
    settle().await;
    field
}

/// The line that says how much was found.
fn line(page: &Page) -> String {
    all_of(&page.root, ".find-line p").first().map(text_of).unwrap_or_default()
}

/// Names of the events that are not dimmed, of the one card that is open.
fn bright(page: &Page) -> Vec<String> {
    let items = all_of(&page.root, ".journey-map > :not([data-dim]):not(.cluster) > button");
    items.iter().filter_map(|item| item.get_attribute("aria-label")).collect()
}

fn chip(page: &Page, text: &str) -> Element {
    let chips = all_of(&page.root, ".fact-chip");
    let found = chips.iter().find(|chip| text_of(chip).starts_with(text)).cloned();
    found.unwrap_or_else(|| panic!("no fact {text:?} in {:?}", chips.iter().map(text_of).collect::<Vec<_>>()))
}

#[wasm_bindgen_test]
async fn what_is_typed_leaves_the_cards_and_events_that_hold_it() {
    let page = expanded().await;
    let n_cards = page.all("article").len();
    let n_events = bright(&page).len();
    type_in(&page, "RETURN policy").await;
    let left = bright(&page);
    assert!(!left.is_empty() && left.iter().all(|name| name.to_lowercase().contains("return policy")), "{left:?}");
    assert!(line(&page).starts_with(&format!("{} events, 1 of {n_cards} sessions", left.len())), "{}", line(&page));
    assert_eq!(page.all("article").len(), 1);

    page.press("button", "Show all").await;
    assert_eq!((page.all("article").len(), bright(&page).len()), (n_cards, n_events));
    assert_eq!(line(&page), "");
    assert_eq!(focused(), "Find in journey");

    type_in(&page, "no such thing").await;
    assert!(line(&page).starts_with("Nothing found in "), "{}", line(&page));
    assert_eq!(page.all("article").len(), 0);
}

#[wasm_bindgen_test]
async fn enter_walks_the_events_found_and_escape_shows_all() {
    let page = expanded().await;
    let field = type_in(&page, "return policy").await;
    let found = bright(&page);
    let at = || {
        let marked = all_of(&page.root, ".journey-map > [data-at] > button");
        marked.iter().filter_map(|item| item.get_attribute("aria-label")).collect::<Vec<_>>()
    };
    assert_eq!(at(), Vec::<String>::new());
    key(&field, "Enter");
    settle().await;
    assert_eq!(at(), found[..1]);
    key(&field, "Enter");
    settle().await;
    assert_eq!(at(), found[1..2]);
    key(&field, "Escape");
    settle().await;
    assert_eq!((at().len(), line(&page)), (0, String::new()));
}

#[wasm_bindgen_test]
async fn a_slash_leads_to_find_in_journey() {
    let page = Page::open().await;
    key(&page.root, "/");
    settle().await;
    assert_eq!(focused(), "Find in journey");
}

#[wasm_bindgen_test]
async fn a_live_event_that_fits_is_found_at_once() {
    let page = expanded().await;
    type_in(&page, "gift card").await;
    assert_eq!(bright(&page), Vec::<String>::new());
    let event =
        records::web("e-gift", "14:20:00", "page_viewed", "/gifts", "Gift card", json!({ "totalEventCount": 26 }));
    page.frame(records::event_frame(&event)).await;
    assert_eq!(bright(&page), ["Page viewed: Gift card, 14:20"]);
}

#[wasm_bindgen_test]
async fn the_digest_says_where_the_customer_got_stuck_and_leads_there() {
    let page = expanded().await;
    let digest = page.get("region", "Catch-up");
    let headline = text_of(&all_of(&digest, ".headline")[0]);
    assert!(headline.contains("“return policy”") || headline.contains("left the form"), "{headline}");
    assert!(page.has("list", "Facts"));
    let fact = chip(&page, "Searched “return policy”");
    all_of(&fact, "button")[0].clone().unchecked_into::<web_sys::HtmlElement>().click();
    settle().await;
    page.obey().await;
    assert!(focused().starts_with("Search performed: return policy"), "{}", focused());
    let marked = all_of(&page.root, ".journey-map > [data-signal=struggle]");
    assert!(!marked.is_empty(), "signs are marked on the map");
}

#[wasm_bindgen_test]
async fn evidence_in_a_collapsed_card_expands_it() {
    let page = expanded().await;
    let card = page.card("Web visit");
    let toggle = all_of(&card, "h2 button").first().cloned().expect("a button");
    toggle.clone().unchecked_into::<web_sys::HtmlElement>().click();
    page.obey().await;
    assert_eq!(toggle.get_attribute("aria-expanded").as_deref(), Some("false"));
    let fact = chip(&page, "Searched “return policy”");
    all_of(&fact, "button")[0].clone().unchecked_into::<web_sys::HtmlElement>().click();
    page.obey().await;
    settle().await;
    assert!(focused().starts_with("Search performed: return policy"), "{}", focused());
}

#[wasm_bindgen_test]
async fn new_signs_are_counted_to_the_host_while_the_agent_is_away() {
    let page = Page::open().await;
    let counts = || page.browser.attention.borrow().clone();
    let left = |id: &str, time: &str, form: &str| {
        let more =
            json!({ "attributes": { "form_name": { "dataType": "STRING", "value": form } }, "totalEventCount": 26 });
        records::event_frame(&records::web(id, time, "form_abandoned", "/checkout", "Checkout", more))
    };
    page.frame(left("e-one", "14:20:00", "Address")).await;
    assert_eq!(counts(), [0; 0], "the agent looks");
    page.desk.set_away(true);
    settle().await;
    page.frame(left("e-two", "14:20:05", "Payment")).await;
    page.frame(left("e-three", "14:20:10", "Voucher")).await;
    assert_eq!(counts(), [1, 2]);
    page.frame(left("e-four", "14:20:15", "Payment")).await;
    assert_eq!(counts(), [1, 2, 3], "a form that is left again is news");
    page.desk.set_away(false);
    settle().await;
    assert_eq!(counts(), [1, 2, 3, 0]);
    page.desk.set_away(true);
    settle().await;
    assert_eq!(counts(), [1, 2, 3, 0], "what was seen is no news");
    page.frame(left("e-five", "14:20:20", "Address")).await;
    assert_eq!(counts(), [1, 2, 3, 0, 1], "and left again after that it is");
}
