//! The live region of announcements: what the core announces, and what the desk has to say at once.

use std::sync::Arc;

use journey::view::mask;
use leptos::prelude::*;

use super::memo::Memo;
use super::rows::rows;

use crate::desk::Desk;
use crate::live::Live;

/// The last thing to say. The numbers tell who said it last, and make a repeat audible.
#[derive(Clone, Default, PartialEq)]
struct Last {
    core: u64,
    desk: u64,
    text: Arc<str>,
}

/// The status region named "Announcements", visually hidden.
#[component]
pub(super) fn Announcements() -> impl IntoView {
    let announced = expect_context::<Live>().announcement();
    let desk = expect_context::<Desk>();
    let (said, masked) = (desk.said(), desk.masked());
    let last = Memo::new(move |before: Option<&Last>| {
        let (announced, said) = (announced.get(), said.get());
        let text = match before {
            Some(before) if before.desk != said.number => said.text,
            Some(before) if before.core == announced.number => Arc::clone(&before.text),
            // The core does not know that the agent has masked the page.
            _ if masked.get_untracked() => mask::said(&announced.text).into(),
            _ => announced.text,
        };
        Last { core: announced.number, desk: said.number, text }
    });
    // A new element per announcement: assistive technology reads additions, also of equal words.
    view! {
        <div class="visually-hidden" role="status" aria-label="Announcements">
            {rows(
                move || [last.get()],
                |last| (last.core, last.desk),
                |last| view! { <span>{last.text.to_string()}</span> }.into_any(),
            )}
        </div>
    }
}
