//! The card of the interaction shown comes into view once, when it arrives: never again, and never against the agent's own
//! scrolling.

use journey::model::ConversationId;
use leptos::html::Ul;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use super::memo::Memo;
use crate::live::Live;

/// Context: the interaction whose card has been brought into view.
#[derive(Clone, Copy)]
pub(super) struct Brought(StoredValue<Option<ConversationId>>);

impl Brought {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(StoredValue::new(None))
    }
}

/// Brings the marked card of the list into view when it arrives.
pub(super) fn bring_current(live: &Live, list: NodeRef<Ul>) {
    let Brought(brought) = expect_context();
    let (page, ids, shown) = (live.page(), live.ids(), live.shown());
    let is_here = Memo::new(move |_| {
        let current = page.with(|page| page.current_session.clone());
        current.is_some_and(|current| ids.with(|ids| ids.contains(&current)))
    });
    Effect::new(move |_| {
        let shown = shown.get();
        if is_here.get() && list.get().is_some() && brought.get_value() != shown {
            brought.set_value(shown);
            request_animation_frame(move || show(list));
        }
    });
}

/// Scrolls to the marked card, unless it is seen already or the agent has scrolled.
fn show(list: NodeRef<Ul>) {
    let Some(list) = list.get_untracked() else { return };
    let card = list.query_selector("[data-current]").ok().flatten();
    let page = list.closest("main").ok().flatten();
    let root = list.owner_document().and_then(|document| document.document_element());
    let (Some(card), Some(page), Some(root)) = (card, page, root) else { return };
    let is_scrolled = page.get_bounding_client_rect().top() < -1.0;
    let place = card.get_bounding_client_rect();
    // A card taller than the window is seen when its beginning is.
    let end = place.bottom().min(place.top() + HEAD_PX);
    if !is_scrolled && (place.top() < 0.0 || end > f64::from(root.client_height())) {
        card.unchecked_ref::<HtmlElement>().scroll_into_view();
    }
}

/// What of a card must be seen, in CSS pixels: about its summary.
const HEAD_PX: f64 = 96.0;
