//! Whether the page is live: the word of the core, never a guess.

use journey::connection::{ConnectionState, Status};
use leptos::prelude::*;

use super::follow::following;
use super::icon::{icon, icon_with_class};
use super::memo::Memo;
use crate::live::Live;

/// How a state of the link looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Live,
    Busy,
    Offline,
    Quiet,
}

/// The look of a status.
fn look(status: &Status) -> Look {
    match status.state {
        ConnectionState::Live => Look::Live,
        ConnectionState::Paused => Look::Offline,
        ConnectionState::SignedOut | ConnectionState::NeedsSignIn | ConnectionState::Degraded => Look::Quiet,
        ConnectionState::Opening
        | ConnectionState::Subscribing
        | ConnectionState::Snapshotting
        | ConnectionState::CatchingUp
        | ConnectionState::Waiting => Look::Busy,
    }
}

/// The status region named "Connection".
#[component]
pub(super) fn ConnectionStatus() -> impl IntoView {
    let status = expect_context::<Live>().status();
    let word = Memo::new(move |_| status.with(Status::word));
    let look = Memo::new(move |_| status.with(look));
    let state = move || match look.get() {
        Look::Live => "live",
        Look::Busy => "reconnecting",
        Look::Offline => "offline",
        Look::Quiet => "quiet",
    };
    view! {
        <p class="connection" role="status" aria-label="Connection" data-state=following(state)>
            {move || match look.get() {
                Look::Live => view! { <span class="dot" data-live=""></span> }.into_any(),
                Look::Busy => icon_with_class("refresh-cw", "icon spin").into_any(),
                Look::Offline => icon("wifi-off").into_any(),
                Look::Quiet => icon("cloud-off").into_any(),
            }}
            <span>{move || word.get()}</span>
        </p>
    }
}
