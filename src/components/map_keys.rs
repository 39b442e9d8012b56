//! The keyboard of the journey map: which key moves where, and how the focus gets there.

use journey::model::EventId;
use journey::view::map::MapView;
use leptos::html::Ol;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, EventTarget, HtmlElement};

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
    match (event.key().as_str(), is_mirrored(&list)) {
        ("ArrowLeft", false) | ("ArrowRight", true) => Some(Step::Back),
        ("ArrowRight", false) | ("ArrowLeft", true) => Some(Step::Forward),
        ("Home", _) => Some(Step::First),
        ("End", _) => Some(Step::Last),
        _ => None,
    }
}

/// Puts the focus on the button of an event that is drawn.
pub(super) fn focus_event(list: NodeRef<Ol>, view: &MapView, id: &EventId) {
    if let Some(button) = button_of(list, view, id) {
        focus(&button);
    }
}

/// The button of an event that is drawn.
fn button_of(list: NodeRef<Ol>, view: &MapView, id: &EventId) -> Option<HtmlElement> {
    let at = view.items.iter().position(|item| item.key == *id)?;
    let at = at + usize::from(view.before > 0);
    list.get_untracked()
        .and_then(|list| list.children().item(u32::try_from(at).ok()?))
        .and_then(|item| item.first_element_child())
        .and_then(|button| button.dyn_into::<HtmlElement>().ok())
}

/// The same once the page has drawn what is on its way.
pub(super) fn focus_once_drawn(list: NodeRef<Ol>, view: MapView, id: EventId) {
    request_animation_frame(move || focus_event(list, &view, &id));
}

/// Brings an event into view once the page has drawn what is on its way.
pub(super) fn show_once_drawn(list: NodeRef<Ol>, view: MapView, id: EventId, takes_focus: bool) {
    request_animation_frame(move || {
        let Some(button) = button_of(list, &view, &id) else { return };
        if takes_focus {
            return focus(&button);
        }
        let place = button.get_bounding_client_rect();
        let root = button.owner_document().and_then(|document| document.document_element());
        let height = root.map_or(0.0, |root| f64::from(root.client_height()));
        if place.top() < 0.0 || place.bottom() > height {
            button.scroll_into_view_with_bool(false);
        }
    });
}

/// Says on which side of an event its tooltip has room, when the pointer or the focus comes to it.
pub(super) fn place_tip(target: Option<EventTarget>, list: NodeRef<Ol>) {
    let Some(list) = list.get_untracked() else { return };
    let button = target
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest("button[data-tip]").ok().flatten());
    let Some(button) = button else { return };
    let item = button.parent_element().and_then(|item| item.dyn_into::<HtmlElement>().ok());
    let is_far = item.is_some_and(|item| item.offset_left() > list.offset_width() / 2) != is_mirrored(&list);
    // Attributes that only the style sheet reads: a failure costs a tooltip its side.
    drop(button.set_attribute("data-tip-side", if is_far { "end" } else { "start" }));
    drop(list.remove_attribute("data-quiet"));
}

/// Hides the tooltip until the pointer or the focus comes to an event again.
pub(super) fn dismiss_tip(list: NodeRef<Ol>) {
    if let Some(list) = list.get_untracked() {
        drop(list.set_attribute("data-quiet", ""));
    }
}

/// The line runs from right to left.
fn is_mirrored(list: &Element) -> bool {
    let nearest = list.closest("[dir]").ok().flatten();
    nearest.is_some_and(|element| element.get_attribute("dir").as_deref() == Some("rtl"))
}

/// Puts the focus on an element; one that cannot take it leaves the focus where it is.
pub(super) fn focus(element: &HtmlElement) {
    // The error is a closed document: nothing is left to do.
    drop(element.focus());
}
