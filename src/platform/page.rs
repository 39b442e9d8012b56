//! The page itself: its address, its document, the pop-up of the sign-in.

use std::rc::Rc;

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Listener, is_from, window};

/// The property in which `boot.js` leaves a sign-in answer that it took out of the address.
const ANSWER: &str = "signInAnswer";

/// The property in which `boot.js` leaves the script of the inner frame.
const INNER: &str = "signInFrame";

/// Name of the message with which a pop-up hands the sign-in answer to its opener.
const ANSWER_MESSAGE: &str = "customer-journey-sign-in";

/// The page's own query and fragment.
#[must_use]
pub fn query() -> String {
    let Some(location) = window().map(|window| window.location()) else { return String::new() };
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    part(location.search()) + &part(location.hash())
}

/// The query and fragment that were taken out of the address because they held a sign-in answer: once.
#[must_use]
pub fn take_answer() -> Option<String> {
    let window = window()?;
    let kept = Reflect::get(&window, &ANSWER.into()).ok()?.as_string()?;
    Reflect::delete_property(&window, &ANSWER.into()).ok();
    Some(kept)
}

/// The origin of this page.
#[must_use]
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// The address without query and fragment: where the sign-in comes back to.
#[must_use]
pub fn bare_address() -> String {
    let path = window().and_then(|window| window.location().pathname().ok()).unwrap_or_default();
    format!("{}{path}", origin())
}

/// Puts another query, with a fragment or without, into the address, without a new entry in the history.
pub fn replace_query(query: &str) {
    let Some(window) = window() else { return };
    let address = format!("{}{query}", bare_address());
    if let Ok(history) = window.history() {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&address)).ok();
    }
}

/// Leaves for another page.
pub fn leave_for(address: &str) {
    if let Some(window) = window() {
        window.location().assign(address).ok();
    }
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = window() {
        window.location().reload().ok();
    }
}

/// Whether the page is inside another one.
#[must_use]
pub fn is_framed() -> bool {
    let Some(window) = window() else { return false };
    // A parent that cannot be asked for is a parent.
    window.parent().map_or(true, |parent| parent.is_some_and(|parent| !Object::is(&parent, &window)))
}

/// Width of the page in CSS pixels.
#[must_use]
pub fn width() -> f64 {
    window().and_then(|window| window.inner_width().ok()?.as_f64()).unwrap_or_default()
}

/// Tells when the width may have changed, until the listener is dropped.
#[must_use]
pub fn on_resize(told: impl Fn() + 'static) -> Option<Listener> {
    Some(Listener::new(window()?.as_ref(), "resize", move |_| told()))
}

/// Tells when the page is left (true) and when it is back out of the browser's cache, until the listeners are dropped.
#[must_use]
pub fn on_leave(told: impl Fn(bool) + Clone + 'static) -> Vec<Listener> {
    let Some(window) = window() else { return Vec::new() };
    let back = told.clone();
    vec![
        Listener::new(window.as_ref(), "pagehide", move |_| told(true)),
        Listener::new(window.as_ref(), "pageshow", move |_| back(false)),
    ]
}

/// The languages the browser asks for, best first.
#[must_use]
pub fn languages() -> Vec<String> {
    let languages = window().map(|window| window.navigator().languages());
    languages.iter().flat_map(|list| list.iter()).filter_map(|tag| tag.as_string()).collect()
}

/// Sets an attribute of the root element, or takes it away.
pub fn set_root_attribute(name: &str, value: Option<&str>) {
    let Some(root) = window().and_then(|window| window.document()?.document_element()) else { return };
    match value {
        Some(value) => root.set_attribute(name, value).ok(),
        None => root.remove_attribute(name).ok(),
    };
}

/// The window opened for the sign-in; it closes when this is dropped.
pub struct Popup(web_sys::Window);

impl Popup {
    /// Opens an empty window, while the click counts.
    #[must_use]
    pub fn open() -> Option<Self> {
        window()?.open_with_url_and_target_and_features("", "_blank", "popup,width=520,height=680").ok()?.map(Self)
    }

    /// Sends it to an address.
    pub fn go(&self, address: &str) {
        self.0.location().replace(address).ok();
    }

    /// Listens for the query of the sign-in answer: from this very window and our own origin only.
    #[must_use]
    pub fn on_answer(&self, told: impl Fn(String) + 'static) -> Option<Listener> {
        let (popup, own) = (self.0.clone(), Rc::<str>::from(origin()));
        let heard = move |event: web_sys::Event| {
            let Some(event) = event.dyn_ref::<web_sys::MessageEvent>() else { return };
            if !is_from(event, &popup, &own) {
                return;
            }
            let data = event.data();
            let text =
                |key: &str| data.is_object().then(|| Reflect::get(&data, &key.into()).ok()?.as_string()).flatten();
            if text("name").as_deref() == Some(ANSWER_MESSAGE)
                && let Some(query) = text("search")
            {
                told(query);
            }
        };
        Some(Listener::new(window()?.as_ref(), "message", heard))
    }
}

impl Drop for Popup {
    fn drop(&mut self) {
        self.0.close().ok();
    }
}

/// What came of a hidden frame in this page, in which the sign-in was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inner {
    /// The page's policy allows no such frame.
    Forbidden,
    /// It had no answer in time, whatever it shows.
    Silent,
    /// The query of the answer.
    Answered(String),
}

impl Inner {
    /// Tries it, by a script of `boot.js`: for less long when it had no answer the last time.
    pub async fn open(address: &str, is_brief: bool) -> Self {
        let tried = async {
            let window = window()?;
            let open: Function = Reflect::get(&window, &INNER.into()).ok()?.dyn_into().ok()?;
            let promise: Promise = open.call2(&window, &address.into(), &is_brief.into()).ok()?.dyn_into().ok()?;
            JsFuture::from(promise).await.ok()
        };
        match tried.await {
            Some(answer) if answer.is_null() => Self::Silent,
            Some(answer) => answer.as_string().map_or(Self::Forbidden, Self::Answered),
            None => Self::Forbidden,
        }
    }
}

/// In the pop-up: hands the query of the sign-in answer to the opener of our own origin, and closes. False without an
/// opener.
#[must_use]
pub fn hand_to_opener(query: &str) -> bool {
    let Some(window) = window() else { return false };
    let Some(opener) = window.opener().ok().filter(JsValue::is_object) else { return false };
    let message = Object::new();
    for (key, value) in [("name", ANSWER_MESSAGE), ("search", query)] {
        Reflect::set(&message, &key.into(), &value.into()).ok();
    }
    // Unchecked: the opener may be of another origin, where no check of its type works. The browser delivers the
    // message only when its origin is ours.
    let posted = opener.unchecked_into::<web_sys::Window>().post_message(&message, &origin());
    window.close().ok();
    posted.is_ok()
}
