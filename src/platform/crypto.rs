//! Random bytes and SHA-256 of the browser.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::window;

/// Fills the array with random bytes fit for secrets; `None` where the browser has none.
#[must_use]
pub fn random<const N: usize>() -> Option<[u8; N]> {
    let mut bytes = [0; N];
    window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(bytes)
}

/// SHA-256. `None` outside a secure context (https, or this machine).
pub async fn sha256(bytes: &[u8]) -> Option<Vec<u8>> {
    let subtle = window()?.crypto().ok()?.subtle();
    // An insecure page has `undefined` here, which the binding does not tell.
    if subtle.is_undefined() {
        return None;
    }
    let promise = subtle.digest_with_str_and_u8_array("SHA-256", bytes).ok()?;
    let buffer = JsFuture::from(promise).await.ok()?;
    Some(Uint8Array::new(buffer.unchecked_ref::<js_sys::ArrayBuffer>()).to_vec())
}
