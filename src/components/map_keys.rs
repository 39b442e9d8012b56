//! The keyboard of the journey map: which key moves where, and how the focus gets there.

use journey::model::EventId;
use journey::view::map::MapView;
use leptos::html::Ol;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// A step along the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To the event before.
    Back,
    /// To the event after.
    Forward,
    /// To the first one drawn.
    First,
    /// To the last one drawn.
    Last,
}

/// The step that a key asks for, when it was pressed on an event of the list.
///
/// Left and Right are mirrored where the line runs from right to left.
pub(super) fn step_of(event: &leptos::ev::KeyboardEvent, list: NodeRef<Ol>) -> Option<Step> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() {
        return None;
    }
    let list = list.get_untracked()?;
    let target: Element = event.target()?.dyn_into().ok()?;
    if !list.contains(Some(&target)) {
        return None;
    }
    let is_mirrored =
        list.closest("[dir]").ok()?.is_some_and(|element| element.get_attribute("dir").as_deref() == Some("rtl"));
    match (event.key().as_str(), is_mirrored) {
        ("ArrowLeft", false) | ("ArrowRight", true) => Some(Step::Back),
        ("ArrowRight", false) | ("ArrowLeft", true) => Some(Step::Forward),
        ("Home", _) => Some(Step::First),
        ("End", _) => Some(Step::Last),
        _ => None,
    }
}

/// Puts the focus on the button of an event that is drawn.
pub(super) fn focus_event(list: NodeRef<Ol>, view: &MapView, id: &EventId) {
    let Some(at) = view.items.iter().position(|item| item.key == *id) else { return };
    let at = at + usize::from(view.before > 0);
    let button = list
        .get_untracked()
        .and_then(|list| list.children().item(u32::try_from(at).ok()?))
        .and_then(|item| item.first_element_child())
        .and_then(|button| button.dyn_into::<HtmlElement>().ok());
    if let Some(button) = button {
        focus(&button);
    }
}

/// The same once the page has drawn what is on its way.
pub(super) fn focus_once_drawn(list: NodeRef<Ol>, view: MapView, id: EventId) {
    request_animation_frame(move || focus_event(list, &view, &id));
}

/// Puts the focus on an element; one that cannot take it leaves the focus where it is.
pub(super) fn focus(element: &HtmlElement) {
    // The error is a closed document: nothing is left to do.
    drop(element.focus());
}
