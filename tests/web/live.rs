//! What follows the customer: events, bars, the clock; and what does not move with them.

use std::cell::Cell;
use std::rc::Rc;

use journey::input::Input;
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::map::focused;
use crate::page::{Page, all_of, name_of, settle, text_of, usual};
use crate::records::{self, CONTACT, event_frame, frame, visit, web};
use crate::watch::changes_in;

/// A page with the current visit expanded.
async fn expanded() -> Page {
    let page = Page::open().await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    page
}

/// The frame of one more page view.
fn one_more() -> String {
    event_frame(&web("e26", "14:20:30", "page_viewed", "/contact", "Contact us", json!({})))
}

#[wasm_bindgen_test]
async fn a_live_event_appears_at_its_place_and_touches_no_other_card() {
    let page = expanded().await;
    let others: Vec<_> =
        page.all("article").into_iter().filter(|card| !name_of(card).starts_with("Web visit, today")).collect();
    assert_eq!(others.len(), 6);
    for card in &others {
        // Each card is watched in turn, so that the number says which one moved.
        assert_eq!(changes_in(card, async {}).await, 0);
    }
    let before = all_of(&page.get("list", "Journey map"), "li").len();
    let watched = others[1].clone();
    let n_changes = changes_in(&watched, page.frame(one_more())).await;
    assert_eq!(n_changes, 0, "another card changed");
    let events = all_of(&page.get("list", "Journey map"), "li > button");
    assert_eq!(events.len(), before + 1);
    assert_eq!(events.last().map(name_of).as_deref(), Some("Page viewed: Contact us, 14:20"));
}

#[wasm_bindgen_test]
async fn a_live_event_changes_only_what_it_says() {
    let page = expanded().await;
    let card = page.card("Web visit");
    let n_changes = changes_in(&card, page.frame(one_more())).await;
    // The new item, the texts and marks it moves: not the map as a whole.
    assert!(n_changes > 0 && n_changes <= 16, "{n_changes} changes");
}

#[wasm_bindgen_test]
async fn a_late_event_takes_its_place_and_the_focus_stays() {
    let page = expanded().await;
    let events = all_of(&page.get("list", "Journey map"), "li > button");
    let name = name_of(&events[5]);
    page.get("button", &name).focus().expect("focus");
    let late = web("e00", "14:02:30", "product_searched", "/sale", "Winter sale", json!({ "searchQuery": "gloves" }));
    page.frame(event_frame(&late)).await;
    assert_eq!(focused(), name);
    let names: Vec<_> = all_of(&page.get("list", "Journey map"), "li > button").iter().map(name_of).collect();
    assert_eq!(names[2], "Search performed: gloves, 14:02", "{names:?}");
}

#[wasm_bindgen_test]
async fn a_second_that_passes_changes_a_few_texts() {
    let page = expanded().await;
    let n_changes = changes_in(&page.root, page.pass(1)).await;
    assert!(n_changes <= 8, "{n_changes} changes");
    let ended = page.all("article").pop().expect("a card");
    assert_eq!(changes_in(&ended, page.pass(1)).await, 0);
}

#[wasm_bindgen_test]
async fn a_card_turns_inactive_by_the_clock_alone() {
    let page = Page::open().await;
    let card = page.card("Web visit");
    page.pass(60 * 17).await;
    assert_eq!(card.get_attribute("data-state").as_deref(), Some("active"));
    page.pass(60).await;
    assert_eq!(card.get_attribute("data-state").as_deref(), Some("inactive"));
    assert_eq!(text_of(&all_of(&card, ".badge")[0]), "Inactive");
}

#[wasm_bindgen_test]
async fn a_new_session_comes_on_top_and_the_expanded_one_stays_expanded() {
    let page = expanded().await;
    let mut record = visit(1, "new", "14:20:33");
    record["id"] = json!("5e55-new");
    record["createdDate"] = json!("2026-11-17T14:20:33.000Z");
    page.frame(frame(&format!("v2.externalcontacts.contacts.{CONTACT}.journey.sessions"), &record)).await;
    assert_eq!(page.all("article").len(), 8);
    assert_eq!(all_of(&page.root, "[aria-expanded=true]").len(), 1);
    assert!(page.has("list", "Journey map"));
}

#[wasm_bindgen_test]
async fn a_lost_socket_is_said_and_what_was_shown_stays() {
    let page = Page::open().await;
    page.lose_socket().await;
    assert_eq!(text_of(&page.get("status", "Connection")), "Reconnecting");
    assert_eq!(page.all("article").len(), 7);
    assert_eq!(page.all("main")[0].get_attribute("data-stale").as_deref(), Some(""));
    assert!(page.root.text_content().is_some_and(|text| text.contains("Showing what we had")));
}

#[wasm_bindgen_test]
async fn bars_move_with_the_scores() {
    let likelihood = Rc::new(Cell::new(0.72));
    let asked = Rc::clone(&likelihood);
    let page =
        Page::open_with(
            move |path| {
                if path.contains("/outcomescores") { Some(records::scores(asked.get())) } else { usual(path) }
            },
        )
        .await;
    let before = page.get("meter", "Purchase");
    assert_eq!(before.get_attribute("aria-valuenow").as_deref(), Some("72"));
    likelihood.set(0.41);
    page.frame(one_more()).await;
    page.read_scores().await;
    settle().await;
    assert_eq!(before.get_attribute("aria-valuenow").as_deref(), Some("41"), "the same bar moves");
    assert_eq!(before.get_attribute("aria-valuetext").as_deref(), Some("41 percent, peak 72 percent, falling"));
}

#[wasm_bindgen_test]
async fn an_agent_whose_token_ends_before_the_page_was_live_finds_the_way_back_in() {
    let refused = json!({ "httpStatus": 503 });
    let cloud = move |path: &str| if path.ends_with("/channels") { Some(refused.clone()) } else { usual(path) };
    let page = Page::open_with(cloud).await;
    assert_eq!(text_of(&page.get("status", "Connection")), "Connecting");
    page.input(Input::TokenExpired).await;
    assert_eq!(text_of(&page.get("status", "Connection")), "Signed out");
    assert_eq!(page.all("article").len(), 7, "what was read stays");
    page.press("button", "Sign in").await;
    assert_eq!(*page.sent.borrow(), [journey::input::Command::SignIn]);
}

#[wasm_bindgen_test]
async fn a_signed_out_agent_finds_the_way_in() {
    let page = Page::start(usual, journey::input::Target::Interactions, false).await;
    page.press("button", "Sign in").await;
    assert_eq!(*page.sent.borrow(), [journey::input::Command::SignIn]);
    page.input(Input::Woke(journey::input::Wake::Visible)).await;
    assert!(page.has("button", "Sign in"));
}
