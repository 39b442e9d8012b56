//! The screen of somebody who is not signed in.

use std::sync::Arc;

use journey::input::Command;
use journey::view::page::{Notice, signed_out};
use leptos::prelude::*;

use super::connection_status::ConnectionStatus;
use super::icon::icon;
use crate::live::Dispatch;

/// A way in, and why the last one failed.
#[component]
pub(super) fn SignedOut(
    /// What went wrong, if anything.
    problem: Option<Arc<str>>,
) -> impl IntoView {
    let dispatch = expect_context::<Dispatch>();
    let Notice { icon: glyph, title, advice } = signed_out();
    view! {
        <div class="notice signed-out">
            <span class="glyph">{icon(glyph)}</span>
            <h1>{title}</h1>
            <p>{advice}</p>
            {problem
                .map(|problem| {
                    view! {
                        <div class="problem" role="alert">
                            {icon("triangle-alert")}
                            <p>{problem.to_string()}</p>
                        </div>
                    }.into_any()
                })}
            <div class="actions">
                <button type="button" class="button primary" on:click=move |_| dispatch.send(Command::SignIn)>
                    {icon("log-in")}
                    "Sign in"
                </button>
            </div>
            <ConnectionStatus/>
        </div>
    }
}
