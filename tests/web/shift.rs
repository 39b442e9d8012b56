//! What stays behind after much of everything: nothing that grows.

use std::cell::Cell;

use journey::effect::Timer;
use journey::input::{Input, Target};
use journey::model::ContactId;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::HELD;
use crate::page::{Page, all_of, name_of, text_of, usual};
use crate::records::{self, CONTACT, VISIT, event_frame, web};

/// The usual cloud, whose agent has no interactions and whose channel lives on.
fn cloud(path: &str) -> Option<Value> {
    match path {
        "/api/v2/conversations" => Some(records::listing(&[])),
        "/api/v2/notifications/channels/channel-1" => Some(json!({})),
        _ => usual(path),
    }
}

fn customer() -> Target {
    Target::Contact(ContactId::from(CONTACT))
}

/// Page views of the visit, each another.
fn views(from: usize, n: usize) -> Vec<String> {
    let view = |at: usize| {
        let (id, time) = (format!("w{at}"), format!("14:{:02}:{:02}", 19 + at / 60 % 40, at % 60));
        event_frame(&web(&id, &time, "page_viewed", &format!("/page-{at}"), &format!("Page {at}"), json!({})))
    };
    (from..from + n).map(view).collect()
}

/// A customer comes, much happens at once, the line breaks in the middle of it, and the customer goes.
async fn one_customer(page: &Page) {
    page.show(customer()).await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    page.frames(views(0, 20)).await;
    lose_connection(page).await;
    page.frames(views(20, 25)).await;
    let last = all_of(&page.get("list", "Journey map"), "li > button").pop().expect("an event");
    page.press("button", &name_of(&last)).await;
    page.press("button", "Close").await;
    page.press("button", "More options").await;
    page.press("button", "More options").await;
    page.show(Target::Interactions).await;
    assert_eq!(page.all("article").len(), 0, "the customer is gone");
}

async fn lose_connection(page: &Page) {
    page.lose_socket().await;
    page.pass(1).await;
    page.press("button", "Retry now").await;
    // What was missed is read a moment later.
    page.input(Input::TimerFired(Timer::Reconnect)).await;
    page.pass(1).await;
    assert_eq!(text_of(&page.get("status", "Connection")), "Live");
}

/// How many bytes more the program holds after each time that something is done: the middle one of so many differences,
/// for now and then a store of anything doubles its size.
async fn bytes_each(page: &Page, n: usize, act: impl AsyncFn()) -> isize {
    let mut held = Vec::new();
    for _ in 0..n {
        act().await;
        // The views' clock forgets whoever read it, at each second.
        page.pass(1).await;
        page.sent.borrow_mut().clear();
        held.push(HELD.allocated().cast_signed());
    }
    let mut more: Vec<isize> = held.windows(2).map(|two| two[1] - two[0]).collect();
    more.sort_unstable();
    more[more.len() / 2]
}

#[wasm_bindgen_test]
async fn a_shift_in_which_everything_is_mixed_needs_no_more_memory_at_its_end() {
    let page = Page::open_with(cloud).await;
    let each = bytes_each(&page, 15, async || one_customer(&page).await).await;
    assert!(each <= 0, "{each} bytes for each customer");
}

#[wasm_bindgen_test]
async fn customers_who_come_and_go_are_forgotten() {
    let page = Page::open_with(cloud).await;
    let come_and_go = async || {
        page.show(customer()).await;
        page.pass(1).await;
        page.show(Target::Interactions).await;
    };
    let each = bytes_each(&page, 15, come_and_go).await;
    assert!(each <= 0, "{each} bytes for each customer");
}

#[wasm_bindgen_test]
async fn lost_connections_are_forgotten() {
    let page = Page::open_with(cloud).await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    let each = bytes_each(&page, 15, async || lose_connection(&page).await).await;
    assert!(each <= 0, "{each} bytes for each connection");
}

#[wasm_bindgen_test]
async fn events_that_left_the_map_are_forgotten_by_it() {
    let page = Page::open_with(cloud).await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    page.frames(views(0, 150)).await;
    let n = Cell::new(150);
    let ten_events = async || page.frames(views(n.replace(n.get() + 10), 10)).await;
    let each = bytes_each(&page, 15, ten_events).await / 10;
    // The event itself and what tells its page are six tenths of a kilobyte, and what read of it was another half.
    assert!(each < 640, "{each} bytes for each event");
}

#[wasm_bindgen_test]
async fn what_a_card_held_ends_with_the_card() {
    let page = Page::open_with(cloud).await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    page.frames(views(0, 3)).await;
    let held = page.session(VISIT).expect("the visit");
    assert!(held.upgrade().is_some());
    page.show(Target::Interactions).await;
    assert!(held.upgrade().is_none(), "something holds the session of a card that is gone");
}
