//! The clipboard: plain text only, inside a click. Reading it is never asked for.

use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::window;
use crate::live::services::Task;

/// Copies text; the task says whether it worked. The copying itself begins in this call, which belongs into the event
/// handler: the browser asks for a click.
#[must_use]
pub fn copy(text: String) -> Task<bool> {
    let promise = window().map(|window| window.navigator()).and_then(|navigator| {
        // In an insecure page, or one that the host page does not trust with it, there is no clipboard at all.
        let is_there = Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|it| it.is_object());
        is_there.then(|| navigator.clipboard().write_text(&text))
    });
    let Some(promise) = promise else {
        let is_copied = copy_by_selection(&text);
        return Box::pin(async move { is_copied });
    };
    Box::pin(async move { JsFuture::from(promise).await.is_ok() || copy_by_selection(&text) })
}

/// The older way: a text field off the screen, its text selected, and the browser's own copy command.
fn copy_by_selection(text: &str) -> bool {
    let Some(document) = window().and_then(|window| window.document()) else { return false };
    let Some(body) = document.body() else { return false };
    let focused = document.active_element().and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    let Some(field) = document
        .create_element("textarea")
        .ok()
        .and_then(|element| element.dyn_into::<web_sys::HtmlTextAreaElement>().ok())
    else {
        return false;
    };
    field.set_value(text);
    field.set_class_name("visually-hidden");
    field.set_attribute("aria-hidden", "true").ok();
    if body.append_child(&field).is_err() {
        return false;
    }
    field.select();
    let command = Reflect::get(&document, &JsValue::from_str("execCommand")).ok();
    let is_copied = command
        .and_then(|command| command.dyn_into::<js_sys::Function>().ok())
        .and_then(|command| command.call1(&document, &JsValue::from_str("copy")).ok())
        .is_some_and(|outcome| outcome.is_truthy());
    field.remove();
    if let Some(focused) = focused {
        focused.focus().ok();
    }
    is_copied
}
