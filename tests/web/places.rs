//! What pages are called on the maps, and how many facts stand at once.

use customer_journey::desk::Choice;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;

use crate::page::{Page, all_of, name_of, settle, text_of, usual};
use crate::records::{self, VISIT, listing, web};

/// Names of the stations on all maps.
fn stations(root: &Element) -> Vec<String> {
    all_of(root, ".journey-map > .station > button").iter().map(name_of).collect()
}

/// A page with these events in the current visit, which is expanded.
async fn expanded(events: Vec<Value>) -> Page {
    let page = Page::open_with(move |path| {
        if path.contains(VISIT) && path.contains("/events") { Some(listing(&events)) } else { usual(path) }
    })
    .await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    page
}

#[wasm_bindgen_test]
async fn urls_call_pages_by_their_addresses_and_are_remembered() {
    let page =
        expanded(vec![web("e1", "14:02:10", "page_viewed", "/b%C3%BCcher?utm_source=x", "Books", json!({}))]).await;
    let switch = page.get("button", "URLs");
    assert_eq!(switch.get_attribute("aria-pressed").as_deref(), Some("false"));
    assert_eq!(stations(&page.root), ["Page viewed: Books, 14:02"]);
    page.press("button", "URLs").await;
    assert_eq!(switch.get_attribute("aria-pressed").as_deref(), Some("true"));
    assert_eq!(stations(&page.root), ["Page viewed: fernwell.example/bücher, 14:02"]);
    assert_eq!(text_of(&all_of(&page.root, ".station .label")[0]), "fernwell.example/bücher");
    assert!(page.has("button", "URLs"), "the switch keeps its name");
    page.press("button", "URLs").await;
    assert_eq!(stations(&page.root), ["Page viewed: Books, 14:02"]);
    assert_eq!(*page.browser.kept.borrow(), [Choice::Urls(true), Choice::Urls(false)]);
}

#[wasm_bindgen_test]
async fn one_switch_is_for_all_cards_and_what_comes_later() {
    let page = expanded(vec![web("e1", "14:02:10", "page_viewed", "/books", "Books", json!({}))]).await;
    page.desk.set_urls(true);
    settle().await;
    let event = web("e-gift", "14:20:00", "page_viewed", "/gifts", "Gift card", json!({ "totalEventCount": 26 }));
    page.frame(records::event_frame(&event)).await;
    assert_eq!(
        stations(&page.root),
        ["Page viewed: fernwell.example/books, 14:02", "Page viewed: fernwell.example/gifts, 14:20"]
    );
    // The switch is the map's: a card without one has none.
    page.press("button", &name_of(&page.card("Web visit"))).await;
    assert!(!page.has("button", "URLs"));
}

#[wasm_bindgen_test]
async fn card_and_header_call_the_page_as_the_map_does() {
    let page = Page::open_with(|path| {
        let view = |id: &str, time: &str, path: &str| web(id, time, "page_viewed", path, "Fernwell", json!({}));
        if path.contains(VISIT) && path.contains("/events") {
            return Some(listing(&[view("e2", "14:18:29", "/#/help"), view("e1", "14:02:10", "/#/shop")]));
        }
        let mut answer = usual(path)?;
        if let Some(visit) =
            answer["entities"].as_array_mut().and_then(|all| all.iter_mut().find(|it| it["id"] == VISIT))
        {
            visit["lastPage"]["url"] = "https://fernwell.example/#/help".into();
            visit["lastPage"]["title"] = "Fernwell".into();
        }
        Some(answer)
    })
    .await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    assert_eq!(
        stations(&page.root),
        ["Page viewed: Fernwell · /#/shop, 14:02", "Page viewed: Fernwell · /#/help, 14:18"]
    );
    let lead = text_of(&all_of(&page.card("Web visit"), ".lead")[0]);
    assert!(lead.contains("Fernwell · /#/help"), "{lead}");
    let presence = text_of(&all_of(&page.root, ".presence")[0]);
    assert!(presence.contains("Fernwell · /#/help"), "{presence}");
}

/// Forms left in the current visit, by these names.
fn left(names: &[String]) -> Vec<Value> {
    let of = |(n, name): (usize, &String)| {
        let form = json!({ "attributes": { "form_name": { "dataType": "STRING", "value": name } } });
        web(&format!("e{n:02}"), &format!("14:{:02}:00", n % 18), "form_abandoned", "/checkout", "Checkout", form)
    };
    names.iter().enumerate().map(of).collect()
}

fn facts(page: &Page) -> Vec<String> {
    all_of(&page.get("list", "Facts"), "li").iter().map(text_of).collect()
}

#[wasm_bindgen_test]
async fn thirty_forms_with_made_up_names_are_one_fact_on_the_page() {
    let names: Vec<String> = (0..30).map(|n| format!("form-{:04x}", 0x8f3a + n * 977)).collect();
    let page = expanded(left(&names)).await;
    let facts = facts(&page);
    assert!(facts.len() <= 7 && facts.iter().filter(|fact| fact.contains("form")).count() <= 1, "{facts:?}");
    let headline = text_of(&all_of(&page.get("region", "Catch-up"), ".headline")[0]);
    assert!(
        headline.starts_with("Left 30 forms") || facts.iter().any(|fact| fact == "30 forms left"),
        "{headline} {facts:?}"
    );
}

#[wasm_bindgen_test]
async fn at_most_seven_facts_stand_at_once_and_the_rest_behind_a_button() {
    let names = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Theta", "Iota", "Kappa", "Lambda", "Omega"];
    let page = expanded(left(&names.map(str::to_owned))).await;
    assert_eq!(facts(&page).len(), 7);
    let is_more = |name: &String| name.ends_with(" more") && !name.starts_with("Load");
    let name = page.names("button").into_iter().find(is_more).expect("a button");
    let n_more: usize = name.trim_end_matches(" more").parse().expect("a number");
    assert!(n_more >= 4, "{name}");
    let more = page.get("button", &name);
    assert_eq!(more.get_attribute("aria-expanded").as_deref(), Some("false"));
    page.press("button", &name).await;
    assert_eq!(more.get_attribute("aria-expanded").as_deref(), Some("true"));
    assert_eq!(facts(&page).len(), 7 + n_more);
    page.press("button", &name).await;
    assert_eq!(facts(&page).len(), 7);
    let marked = all_of(&page.root, ".journey-map > [data-signal=struggle]");
    assert!((1..=7).contains(&marked.len()), "{}", marked.len());
}
