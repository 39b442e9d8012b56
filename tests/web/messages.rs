//! Who is believed when windows send messages: the one window that is waited for, from exactly its origin.

use customer_journey::platform::is_from;
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlIFrameElement, MessageEvent, Window};

/// A window that is not this one.
fn other_window() -> Window {
    let document = web_sys::window().and_then(|window| window.document()).expect("a document");
    let frame: HtmlIFrameElement = document.create_element("iframe").expect("a frame").unchecked_into();
    document.body().expect("a body").append_child(&frame).expect("a place");
    frame.content_window().expect("a window")
}

fn message(source: &JsValue, origin: &str) -> MessageEvent {
    let make = Function::new_with_args("source, origin", "return new MessageEvent('message', {source, origin})");
    let event = make.call2(&JsValue::UNDEFINED, source, &origin.into()).expect("a message");
    event.unchecked_into()
}

const OURS: &str = "https://tab.example:8443";

#[wasm_bindgen_test]
fn only_an_origin_that_is_the_same_to_the_last_letter_is_believed() {
    let window = other_window();
    assert!(is_from(&message(&window, OURS), &window, OURS));
    for foreign in [
        "",
        "null",
        "https://tab.example",
        "https://tab.example:844",
        "https://tab.example:84430",
        "https://tab.example:8443.evil.example",
        "https://tab.example:8443/",
        "https://TAB.example:8443",
        "http://tab.example:8443",
        "https://evil.example",
        "https://tab.example.evil.example:8443",
        "https://eviltab.example:8443",
    ] {
        assert!(!is_from(&message(&window, foreign), &window, OURS), "{foreign}");
        // Nor the other way round: ours is no prefix of theirs.
        assert!(!is_from(&message(&window, OURS), &window, foreign), "{foreign}");
    }
}

#[wasm_bindgen_test]
fn a_page_without_an_origin_believes_nobody() {
    let window = other_window();
    assert!(!is_from(&message(&window, "null"), &window, "null"));
}

#[wasm_bindgen_test]
fn only_the_very_window_is_believed() {
    let (window, other) = (other_window(), other_window());
    for source in [other.as_ref(), &web_sys::window().expect("this one").into(), &JsValue::NULL] {
        assert!(!is_from(&message(source, OURS), &window, OURS));
    }
}
