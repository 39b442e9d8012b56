//! The console, and what happens after a panic. No token and no data of a customer ever gets here.

use wasm_bindgen::JsValue;

use super::window;

/// A line for an administrator who looks at the console.
pub fn warn(text: &str) {
    web_sys::console::warn_1(&JsValue::from_str(text));
}

/// After a panic nothing of the program works any more: say so on the page, and where it was in the console.
///
/// The message of a panic may quote data, so only its place is told.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "unknown place".to_owned(), ToString::to_string);
        web_sys::console::error_1(&JsValue::from_str(&format!("Customer Journey stopped at {place}")));
        show_stopped();
    }));
}

/// Shows the block that `index.html` carries for this.
fn show_stopped() {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    if let Some(root) = document.document_element() {
        root.set_attribute("data-stopped", "").ok();
    }
    if let Some(block) = document.get_element_by_id("stopped") {
        block.remove_attribute("hidden").ok();
    }
}
