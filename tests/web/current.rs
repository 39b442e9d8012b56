//! The card of the interaction shown, and what is linked to the contact.

use journey::input::{Command, Input, Target};
use journey::model::ConversationId;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::page::{Page, all_of, name_of, settle, text_of, usual};
use crate::records::{CONTACT, VISIT, frame, me, sessions};

/// A chat out of the visit, whose own session is among the contact's.
fn chat() -> Value {
    let agent = me()["id"].clone();
    json!({ "id": "c0-1", "startTime": "2026-11-17T14:18:30.000Z", "participants": [
        { "id": "p1", "purpose": "customer", "externalContactId": CONTACT, "messages": [{ "id": "k1", "state": "connected", "direction": "inbound",
            "journeyContext": { "customer": { "id": "7f3a-91c2", "idType": "cookie" }, "customerSession": { "id": VISIT, "type": "web" } } }] },
        { "id": "p2", "purpose": "agent", "userId": agent, "messages": [{ "id": "k2", "state": "connected", "direction": "inbound" }] },
    ] })
}

fn cloud(path: &str) -> Option<Value> {
    if path.starts_with("/api/v2/conversations/c0-1") { Some(chat()) } else { usual(path) }
}

async fn open() -> Page {
    Page::start(cloud, Target::Conversation(ConversationId::from("c0-1")), true).await
}

fn window() -> (web_sys::Window, Element) {
    let body: HtmlElement = web_sys::js_sys::global()
        .unchecked_into::<web_sys::Window>()
        .document()
        .expect("a document")
        .body()
        .expect("a body");
    (web_sys::js_sys::global().unchecked_into(), body.unchecked_into())
}

#[wasm_bindgen_test]
async fn the_card_of_this_conversation_is_marked_in_words() {
    let page = open().await;
    let marked = all_of(&page.root, "article[data-current]");
    assert_eq!(marked.iter().map(name_of).collect::<Vec<_>>(), [name_of(&page.card("Web message"))]);
    assert!(text_of(&marked[0]).contains("This conversation"), "{}", text_of(&marked[0]));
    assert!(!text_of(&page.card("Web visit")).contains("This conversation"));
    assert!(!text_of(&page.root).contains("linked to the contact"));
}

#[wasm_bindgen_test]
async fn the_card_of_this_conversation_comes_into_view_once() {
    let (window, body) = window();
    let spacer: HtmlElement = window
        .document()
        .and_then(|document| document.create_element("div").ok())
        .expect("an element")
        .unchecked_into();
    spacer.style().set_property("height", "5000px").expect("a height");
    body.insert_before(&spacer, body.first_child().as_ref()).expect("a place");
    // Other tests may have left the window elsewhere: that would be the agent's own scrolling.
    window.scroll_to_with_x_and_y(0.0, 0.0);
    let page = open().await;
    settle().await;
    let top = all_of(&page.root, "[data-current]")[0].get_bounding_client_rect().top();
    let scrolled = window.scroll_y().expect("a place");
    assert!(scrolled > 1_000.0 && (-1.0..200.0).contains(&top), "{scrolled} {top}");
    // The agent scrolls away; what comes later leaves them there.
    window.scroll_to_with_x_and_y(0.0, 0.0);
    page.input(Input::Command(Command::LoadMore)).await;
    page.lose_socket().await;
    settle().await;
    let stays = window.scroll_y().expect("a place");
    spacer.remove();
    assert!(stays < 1.0, "{stays}");
}

#[wasm_bindgen_test]
async fn a_visit_that_is_not_linked_yet_is_told() {
    let page = Page::start(
        |path| {
            let own = format!("/api/v2/journey/sessions/{VISIT}");
            if path.split('?').next() == Some(&own) {
                return Some(json!({ "id": VISIT, "type": "web", "createdDate": "2026-11-17T14:02:10.000Z" }));
            }
            let mut answer = cloud(path)?;
            if path.contains("/journey/sessions?") {
                answer["entities"].as_array_mut().expect("a list").retain(|session| session["id"] != VISIT);
            }
            Some(answer)
        },
        Target::Conversation(ConversationId::from("c0-1")),
        true,
    )
    .await;
    let line = "This conversation is linked to the contact, its journey session is not yet.";
    assert!(text_of(&page.root).contains(line), "{}", text_of(&page.root));
}

#[wasm_bindgen_test]
async fn an_agent_who_has_scrolled_is_left_where_they_are() {
    let (window, body) = window();
    let tail: HtmlElement = window
        .document()
        .and_then(|document| document.create_element("div").ok())
        .expect("an element")
        .unchecked_into();
    tail.style().set_property("height", "5000px").expect("a height");
    let page = Page::start(
        |path| if path.contains("/journey/sessions?") { None } else { cloud(path) },
        Target::Conversation(ConversationId::from("c0-1")),
        true,
    )
    .await;
    body.append_child(&tail).expect("a place");
    assert_eq!(all_of(&page.root, "[data-current]").len(), 0);
    // Nor does the browser move the window when the page grows above it.
    let style = body.unchecked_ref::<HtmlElement>().style();
    style.set_property("overflow-anchor", "none").expect("a style");
    window.scroll_to_with_x_and_y(0.0, 1_500.0);
    let before = window.scroll_y().expect("a place");
    let session = sessions()["entities"][0].clone();
    page.frame(frame(&format!("v2.externalcontacts.contacts.{CONTACT}.journey.sessions"), &session)).await;
    settle().await;
    assert_eq!(all_of(&page.root, "[data-current]").len(), 1);
    let after = window.scroll_y().expect("a place");
    tail.remove();
    style.remove_property("overflow-anchor").expect("a style");
    assert!(before > 1_000.0 && (before - after).abs() < 1.0, "{before} {after}");
}
