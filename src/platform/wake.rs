//! Changes of the surroundings: network, visibility, freezing, the page coming back from the browser's cache.

use journey::input::Wake;

use super::{Listener, window};

/// Listens until the listeners are dropped.
#[must_use]
pub fn listen(told: impl Fn(Wake) + Clone + 'static) -> Vec<Listener> {
    let Some(window) = window() else { return Vec::new() };
    let Some(document) = window.document() else { return Vec::new() };
    let on = |target: &web_sys::EventTarget, event: &'static str, wake: fn() -> Wake| {
        let told = told.clone();
        Listener::new(target, event, move |_| told(wake()))
    };
    vec![
        on(&window, "online", || Wake::Online),
        on(&window, "offline", || Wake::Offline),
        on(&window, "pageshow", visibility),
        on(&window, "pagehide", || Wake::Hidden),
        on(&document, "visibilitychange", visibility),
        on(&document, "resume", visibility),
        on(&document, "freeze", || Wake::Hidden),
    ]
}

/// Whether the page can be seen now.
#[must_use]
pub fn visibility() -> Wake {
    let document = window().and_then(|window| window.document());
    let is_hidden = document.is_some_and(|it| it.visibility_state() == web_sys::VisibilityState::Hidden);
    if is_hidden { Wake::Hidden } else { Wake::Visible }
}
