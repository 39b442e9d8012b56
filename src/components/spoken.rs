//! The live region of announcements: what the core announces, and copies, which are announced at once.

use leptos::prelude::*;

use crate::live::Live;

/// What the page itself has to say, beside the core's announcements.
#[derive(Clone, Copy)]
pub(super) struct Spoken(RwSignal<(u64, String)>);

impl Spoken {
    /// A voice with nothing said.
    pub(super) fn new() -> Self {
        Self(RwSignal::new((0, String::new())))
    }

    /// Says something at once.
    pub(super) fn say(self, text: String) {
        self.0.update(|said| *said = (said.0 + 1, text));
    }
}

/// The last thing to say, by who said it: numbers make a repeat audible.
#[derive(Clone, Default, PartialEq)]
struct Last {
    core: u64,
    page: u64,
    text: String,
}

/// The status region named "Announcements", visually hidden.
#[component]
pub(super) fn Announcements() -> impl IntoView {
    let live = expect_context::<Live>();
    let spoken = expect_context::<Spoken>();
    let announced = live.announcement();
    let last = Memo::new(move |before: Option<&Last>| {
        let (core, page) = (announced.get(), spoken.0.get());
        let is_page = before.is_some_and(|before| before.page != page.0);
        let is_core = before.is_none_or(|before| before.core != core.number);
        let text = match before {
            _ if is_page => page.1,
            _ if is_core => core.text.to_string(),
            Some(before) => before.text.clone(),
            None => String::new(),
        };
        Last { core: core.number, page: page.0, text }
    });
    // A new element per announcement: assistive technology reads additions, also of equal words.
    view! {
        <div class="visually-hidden" role="status" aria-label="Announcements">
            <For
                each=move || [last.get()]
                key=|last| (last.core, last.page)
                children=|last| view! { <span>{last.text}</span> }
            />
        </div>
    }
}
