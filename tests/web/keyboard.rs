//! Single keys, the menu, the list of shortcuts.

use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlElement, KeyboardEvent, KeyboardEventInit};

use crate::map::focused;
use crate::page::{Page, settle, text_of};

/// Presses a key on an element.
pub fn key(element: &HtmlElement, key: &str) {
    let options = KeyboardEventInit::new();
    options.set_key(key);
    options.set_bubbles(true);
    options.set_cancelable(true);
    let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &options).expect("an event");
    element.dispatch_event(&event).expect("to dispatch");
}

/// The page's size, as its button says it.
fn is_full(page: &Page) -> bool {
    page.get("button", "Full-size view").get_attribute("aria-pressed").as_deref() == Some("true")
}

#[wasm_bindgen_test]
async fn f_toggles_the_full_size_view() {
    let page = Page::open().await;
    assert!(!is_full(&page));
    key(&page.root, "f");
    settle().await;
    assert!(is_full(&page));
    assert_eq!(page.all("main")[0].get_attribute("data-view").as_deref(), Some("full"));
    page.press("button", "Full-size view").await;
    assert!(!is_full(&page));
}

#[wasm_bindgen_test]
async fn single_keys_do_nothing_in_a_text_field_and_can_be_switched_off() {
    let page = Page::open().await;
    let field = leptos::prelude::document().create_element("input").expect("an element");
    page.root.append_child(&field).expect("a place");
    let field: HtmlElement = field.unchecked_into();
    key(&field, "f");
    settle().await;
    assert!(!is_full(&page));
    page.press("button", "More options").await;
    page.press("menuitem", "Single-key shortcuts").await;
    key(&page.root, "f");
    settle().await;
    assert!(!is_full(&page));
}

#[wasm_bindgen_test]
async fn a_question_mark_lists_the_shortcuts_and_escape_closes_the_list() {
    let page = Page::open().await;
    page.get("button", "Full-size view").focus().expect("focus");
    key(&page.root, "?");
    settle().await;
    let dialog = page.get("dialog", "Keyboard shortcuts");
    assert_eq!(focused(), "Keyboard shortcuts");
    assert!(text_of(&dialog).contains("Full-size"));
    key(&dialog, "Escape");
    settle().await;
    assert_eq!(page.all("dialog").len(), 0);
    assert_eq!(focused(), "Full-size view");
}

#[wasm_bindgen_test]
async fn the_menu_is_walked_by_arrows_and_escape_closes_it() {
    let page = Page::open().await;
    page.press("button", "More options").await;
    let names = page.names("menuitem");
    assert_eq!(names.last().map(String::as_str), Some("Sign out"));
    assert!(!names.contains(&"Cancel verification".to_owned()), "nobody was verified here");
    assert_eq!(focused(), names[0]);
    let entry = |name: &str| page.get("menuitem", name);
    key(&entry(&names[0]), "ArrowDown");
    assert_eq!(focused(), names[1]);
    key(&entry(&names[1]), "ArrowUp");
    key(&entry(&names[0]), "ArrowUp");
    assert_eq!(focused(), "Sign out");
    key(&entry("Sign out"), "Escape");
    settle().await;
    assert_eq!(page.all("menuitem").len(), 0);
    assert_eq!(focused(), "More options");
}
