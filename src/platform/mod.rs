//! The browser. The only part that names `web-sys` and `js-sys`; everybody else is told plain values.

pub mod clipboard;
pub mod clock;
pub mod crypto;
pub mod fold;
pub mod host;
pub mod log;
pub mod neighbours;
pub mod page;
pub mod storage;
pub mod wake;

use js_sys::Object;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The window. There is always one: the tab runs in a page.
#[expect(clippy::disallowed_methods, reason = "this is the platform")]
fn window() -> Option<web_sys::Window> {
    web_sys::window()
}

/// Whether a message is from this very window and exactly this origin. Pages without an origin of their own all call it
/// "null": as an origin that is nobody's, though it equals itself.
#[must_use]
pub fn is_from(message: &web_sys::MessageEvent, window: &web_sys::Window, origin: &str) -> bool {
    let is_window = message.source().is_some_and(|source| Object::is(source.as_ref(), window.as_ref()));
    is_window && origin != "null" && message.origin() == origin
}

/// A listener that ends when it is dropped.
pub struct Listener {
    target: web_sys::EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    fn new(target: &web_sys::EventTarget, event: &'static str, heard: impl FnMut(web_sys::Event) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(web_sys::Event)>::new(heard);
        // Fails only for a listener that is no function.
        target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref()).ok();
        Self { target: target.clone(), event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        self.target.remove_event_listener_with_callback(self.event, callback).ok();
    }
}
