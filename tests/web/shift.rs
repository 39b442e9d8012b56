//! What stays behind after much of everything: nothing that grows.

use journey::effect::Timer;
use journey::input::{Input, Target};
use journey::model::ContactId;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, all_of, name_of, usual};
use crate::records::{self, CONTACT, VISIT, event_frame, web};
use crate::sockets::pages;

/// The usual cloud, whose agent has no interactions.
fn cloud(path: &str) -> Option<Value> {
    if path == "/api/v2/conversations" { Some(records::listing(&[])) } else { usual(path) }
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
    page.frames(views(0, 10)).await;
    page.lose_socket().await;
    page.pass(1).await;
    page.inputs(vec![Input::TimerFired(Timer::Reconnect), Input::TimerFired(Timer::Reconnect)]).await;
    page.frames(views(10, 10)).await;
    let last = all_of(&page.get("list", "Journey map"), "li > button").pop().expect("an event");
    page.press("button", &name_of(&last)).await;
    page.show(Target::Interactions).await;
    assert_eq!(page.all("article").len(), 0, "the customer is gone");
}

#[wasm_bindgen_test]
async fn a_shift_in_which_everything_is_mixed_needs_no_more_memory_at_its_end() {
    let page = Page::open_with(cloud).await;
    for _ in 0..6 {
        one_customer(&page).await;
    }
    let before = pages();
    for _ in 0..12 {
        one_customer(&page).await;
    }
    let more = pages() - before;
    assert!(more <= 1, "{more} pages of memory more");
}

#[wasm_bindgen_test]
async fn customers_who_come_and_go_are_forgotten() {
    let page = Page::open_with(cloud).await;
    let come_and_go = async || {
        page.show(customer()).await;
        page.pass(1).await;
        page.show(Target::Interactions).await;
    };
    for _ in 0..6 {
        come_and_go().await;
    }
    let before = pages();
    for _ in 0..60 {
        come_and_go().await;
    }
    // What their cards read of the page's own signals would be five of these.
    let more = pages() - before;
    assert!(more <= 1, "{more} pages of memory more");
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
