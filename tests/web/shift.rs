//! What stays behind after much of everything: nothing that grows.

use journey::input::Target;
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, name_of, usual};
use crate::records::{self, VISIT, event_frame, web};

/// The usual cloud, whose agent has no interactions.
fn cloud(path: &str) -> Option<Value> {
    if path == "/api/v2/conversations" { Some(records::listing(&[])) } else { usual(path) }
}

/// Page views of the visit, each another.
fn views(from: usize, n: usize) -> Vec<String> {
    let view = |at: usize| {
        let (id, time) = (format!("w{at}"), format!("14:{:02}:{:02}", 19 + at / 60 % 40, at % 60));
        event_frame(&web(&id, &time, "page_viewed", &format!("/page-{at}"), &format!("Page {at}"), json!({})))
    };
    (from..from + n).map(view).collect()
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
