//! The console. No token and no data of a customer ever gets here.

use wasm_bindgen::JsValue;

/// A line for an administrator who looks at the console.
pub fn warn(text: &str) {
    web_sys::console::warn_1(&JsValue::from_str(text));
}

/// Where a panic was, in the console, while the tab is developed; `boot.js` shows on the page that it stopped.
///
/// The message of a panic may quote data, so only its place is told. The optimised build has no messages and no places
/// (`xtask/src/build.rs`): there the browser's own line names the function of the program that trapped.
#[cfg(debug_assertions)]
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "unknown place".to_owned(), ToString::to_string);
        web_sys::console::error_1(&JsValue::from_str(&format!("Customer Journey stopped at {place}")));
    }));
}
