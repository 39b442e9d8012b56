//! The way to a verified contact, and the list of interactions.

use std::cell::Cell;
use std::rc::Rc;

use journey::input::{Command, Target};
use journey::model::{ContactId, ConversationId};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, all_of, name_of, text_of, usual};
use crate::records::{self, CONTACT, me};

/// A call from a number that two contacts share.
fn call() -> Value {
    let agent = me()["id"].clone();
    json!({ "id": "c0-9", "startTime": "2026-11-17T14:19:00.000Z", "participants": [
        { "id": "p1", "purpose": "customer", "address": "tel:+441134960187", "calls": [{ "id": "k1", "state": "connected", "direction": "inbound", "other": { "addressNormalized": "tel:+441134960187" } }] },
        { "id": "p2", "purpose": "agent", "userId": agent, "queueId": "q-1", "calls": [{ "id": "k2", "state": "connected", "direction": "inbound" }] },
    ] })
}

/// A cloud with that call; `found` contacts share the number.
pub fn cloud(found: Value) -> impl Fn(&str) -> Option<Value> {
    let associated = Rc::new(Cell::new(false));
    move |path| match path.split('?').next().unwrap_or_default() {
        "/api/v2/conversations" => Some(json!({ "entities": [call()] })),
        "/api/v2/conversations/c0-9" => Some(call()),
        "/api/v2/externalcontacts/reversewhitepageslookup" => Some(json!({ "contacts": found })),
        "/api/v2/externalcontacts/conversations/c0-9" => {
            associated.set(true);
            Some(
                json!({ "conversationId": "c0-9", "communicationId": "k1", "mediaType": "CALL", "externalContactId": CONTACT }),
            )
        }
        "/api/v2/externalcontacts/contacts" => Some(json!({ "entities": [crate::records::contact()] })),
        _ => usual(path),
    }
}

/// Two contacts.
pub fn two() -> Value {
    json!([crate::records::contact(), { "id": "c2", "type": "Curated", "firstName": "Joss", "lastName": "Tarvold" }])
}

#[wasm_bindgen_test]
async fn a_caller_whose_number_is_shared_is_verified_by_the_agent() {
    let page = Page::start(cloud(two()), Target::Conversation(ConversationId::from("c0-9")), true).await;
    let region = page.get("region", "Contact");
    assert!(text_of(&region).contains("Verify contact"));
    assert!(page.has("list", "Suggestions") && page.has("searchbox", "Search contacts"));
    assert!(page.has("button", "Verify Joss Tarvold"));
    page.press("button", "Verify Maren Okafor").await;
    assert_eq!(*page.sent.borrow(), [Command::Verify(ContactId::from(CONTACT))]);
    assert!(!page.has("region", "Contact"));
    assert!(page.all("article").len() > 1);
    page.press("button", "More options").await;
    page.press("menuitem", "Cancel verification").await;
    assert_eq!(page.sent.borrow().last(), Some(&Command::CancelVerification));
    assert!(page.has("region", "Contact"));
}

#[wasm_bindgen_test]
async fn an_unknown_number_leads_to_the_search() {
    let page = Page::start(cloud(json!([])), Target::Conversation(ConversationId::from("c0-9")), true).await;
    assert!(!page.has("list", "Suggestions"));
    let field: web_sys::HtmlInputElement =
        wasm_bindgen::JsCast::unchecked_into(page.get("searchbox", "Search contacts"));
    field.set_value("Okafor");
    let options = web_sys::EventInit::new();
    options.set_bubbles(true);
    let event = web_sys::Event::new_with_event_init_dict("input", &options).expect("an event");
    field.dispatch_event(&event).expect("to dispatch");
    page.obey().await;
    assert_eq!(*page.sent.borrow(), [Command::SearchContacts("Okafor".into())]);
    assert!(page.has("button", "Verify Maren Okafor"));
    assert_eq!(field.value(), "Okafor");
}

#[wasm_bindgen_test]
async fn a_page_that_stands_alone_lists_the_interactions() {
    let page = Page::start(cloud(two()), Target::Interactions, true).await;
    let list = page.get("list", "Interactions");
    let entries = all_of(&list, "button");
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].get_attribute("aria-current").as_deref(), Some("true"), "{}", name_of(&entries[0]));
}

#[wasm_bindgen_test]
async fn personal_data_are_masked_and_revealed_from_the_menu() {
    let page = Page::open().await;
    let name = || text_of(&page.all("heading")[0]);
    assert_eq!(name(), "Maren Okafor");
    page.press("button", "More options").await;
    page.press("menuitem", "Mask personal data").await;
    assert!(!name().contains("Maren"), "{}", name());
    let text = text_of(&page.root);
    assert!(!text.contains("maren.okafor") && !text.contains("4960142"), "{text}");
    assert!(!page.has("button", "Copy Email") && page.has("list", "Identifiers"));
    assert_eq!(page.get("menuitem", "Mask personal data").get_attribute("aria-checked").as_deref(), Some("true"));
    page.press("menuitem", "Mask personal data").await;
    assert!(name() == "Maren Okafor" && page.has("button", "Copy Email"));
}

/// A message from a visitor of whom only the cookie is known, with Ines since this minute.
fn message(id: &str, cookie: &str, minute: u32) -> Value {
    let context = json!({ "customer": { "id": cookie, "idType": "cookie" } });
    json!({ "id": id, "startTime": format!("2026-11-17T14:{minute}:00Z"), "participants": [
        { "purpose": "customer", "address": cookie, "messages": [{ "id": format!("{id}-1"), "state": "connected", "journeyContext": context }] },
        { "purpose": "agent", "userId": "a9e70000-0000-4000-8000-000000000001", "messages": [{ "id": format!("{id}-2"), "state": "connected" }] },
    ] })
}

#[wasm_bindgen_test]
async fn two_unknown_visitors_are_told_apart_in_the_list_and_the_header_says_unknown_once() {
    let talks = [
        message("i-1", "1e1462c8-eb24-4af7-9fee-d05e3af4fa90", 10),
        message("i-2", "6d1f2c9a-41b7-4f7e-8a55-0f6e3b7c1a06", 12),
    ];
    let listed = move |path: &str| match path.split('?').next() {
        Some("/api/v2/conversations") => Some(records::listing(&talks)),
        _ => usual(path).filter(|_| !path.contains("/externalcontacts/")),
    };
    let page = Page::start(listed, Target::Interactions, true).await;
    let details: Vec<_> = all_of(&page.get("list", "Interactions"), ".detail").iter().map(text_of).collect();
    assert_eq!(details.len(), 2, "{details:?}");
    for short in ["Unknown visitor 1e14", "Unknown visitor 6d1f"] {
        assert!(details.iter().any(|detail| detail == short), "{details:?}");
    }
    let who = text_of(&all_of(&page.root, ".who")[0]);
    assert_eq!(who.matches("Unknown").count(), 1, "{who}");
    assert!(page.has("heading", "Unknown"), "{:?}", page.names("heading"));
    assert!(page.has("button", "Copy Cookie"), "{:?}", page.names("button"));
}
