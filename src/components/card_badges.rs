//! What a card says beside its title and below it: state, status, segments, achieved outcomes.

use std::sync::Arc;

use journey::model::Session;
use journey::view::card::{CardState, CardView};
use journey::view::segments::segments;
use leptos::prelude::*;

use super::follow::{follow, following};
use super::icon::icon;
use super::memo::Memo;
use super::segments_matched::SegmentChips;
use super::sight::Sight;

/// The state in a word; beside it the status of a conversation or its wrap-up code.
#[component]
pub(super) fn Badges(
    /// The card.
    view: Memo<CardView>,
) -> impl IntoView {
    let state = Memo::new(move |_| view.with(|view| view.state));
    // A status that says no more than the state is not said twice.
    let status =
        Memo::new(move |_| view.with(|view| view.status.clone().filter(|status| status.text != view.state.word())));
    // Colour and status tell these two already; the others are worth a second badge.
    let is_told = move || status.with(Option::is_some) && matches!(state.get(), CardState::Active | CardState::Ended);
    let tone = move |is_code: bool| match state.get() {
        _ if is_code => Some("code"),
        CardState::Active => Some("active"),
        _ => None,
    };
    let is_active = move || matches!(state.get(), CardState::Active | CardState::Waiting);
    view! {
        <span class="badge" class:visually-hidden=following(is_told) data-tone=move || is_active().then_some("active")>
            {move || is_active().then(|| view! { <span class="dot" data-live=""></span> }.into_any())}
            {move || state.get().word()}
        </span>
        {move || {
            status
                .get()
                .map(|status| {
                    view! {
                        <span class="badge status" data-tone=move || tone(status.is_code)>
                            {status.is_code.then(|| icon("clipboard-check"))}
                            {move || {
                                (tone(status.is_code) == Some("active"))
                                    .then(|| view! { <span class="dot" data-live=""></span> }.into_any())
                            }}
                            <bdi>{status.text}</bdi>
                        </span>
                    }.into_any()
                })
        }}
    }
}

/// Segments and achieved outcomes of a collapsed card; expanded, the sections below show them.
#[component]
pub(super) fn Tags(
    /// The session.
    session: Signal<Arc<Session>>,
    /// What is seen of it.
    sight: Sight,
    /// The card.
    view: Memo<CardView>,
    /// The card is expanded.
    is_open: Memo<bool>,
) -> impl IntoView {
    let chips = Memo::new(move |_| session.with(|session| sight.look(|lens| segments(session, lens))));
    let n_achieved = Memo::new(move |_| view.with(|view| view.n_achieved));
    let has_chips = Memo::new(move |_| chips.with(|chips| !chips.is_empty()));
    follow(move || {
        (!is_open.get() && (has_chips.get() || n_achieved.get() > 0)).then(|| {
            view! {
                <div class="tags">
                    {move || has_chips.get().then(|| view! { <SegmentChips chips is_compact=true has_times=false/> }.into_any())}
                    {move || {
                        let n = n_achieved.get();
                        (n > 0)
                            .then(|| view! { <span class="achieved">{icon("circle-check")} {n} " achieved"</span> }.into_any())
                    }}
                </div>
            }.into_any()
        })
    })
}
