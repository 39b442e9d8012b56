//! What the agent reads when something goes wrong, and the way out.

use std::cell::Cell;
use std::rc::Rc;

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, text_of, usual};

#[wasm_bindgen_test]
async fn an_error_is_an_alert_with_its_reference_and_a_way_to_try_again() {
    let is_broken = Rc::new(Cell::new(true));
    let broken = Rc::clone(&is_broken);
    let page = Page::open_with(move |path| {
        let is_list = path.split('?').next().unwrap_or_default().ends_with("/journey/sessions");
        if is_list && broken.get() { Some(json!({ "httpStatus": 400 })) } else { usual(path) }
    })
    .await;
    let alert = page.all("alert").into_iter().next().expect("an alert");
    let words = text_of(&alert);
    assert!(words.contains("could not be loaded") && words.contains("corr-1"), "{words}");
    assert_eq!(page.all("article").len(), 0);
    page.press("button", "Try again").await;
    assert_eq!(page.all("alert").len(), 1, "it is still broken");
    is_broken.set(false);
    page.press("button", "Try again").await;
    assert_eq!(page.all("alert").len(), 0);
    assert!(!page.all("article").is_empty());
}

#[wasm_bindgen_test]
async fn where_trying_again_cannot_help_there_is_no_button_for_it() {
    let page = Page::open_with(|path| {
        let is_contact = path.split('?').next().unwrap_or_default().ends_with(crate::records::CONTACT);
        if is_contact { Some(json!({ "httpStatus": 404 })) } else { usual(path) }
    })
    .await;
    assert_eq!(page.all("alert").len(), 1);
    assert!(!page.has("button", "Try again"));
}
