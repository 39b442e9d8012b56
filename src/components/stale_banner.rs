//! The line that says since when the page shows what it had.

use journey::connection::ConnectionState;
use journey::input::Command;
use journey::view::page::stale_banner;
use leptos::prelude::*;

use super::follow::follow;
use super::icon::icon;
use super::memo::Memo;
use super::sight::Sight;
use crate::live::{Dispatch, Live};

/// "No updates since 14:20:34. Showing what we had."
#[component]
pub(super) fn StaleBanner() -> impl IntoView {
    let status = expect_context::<Live>().status();
    let dispatch = expect_context::<Dispatch>();
    let sight = expect_context::<Sight>();
    let line = Memo::new(move |_| status.with(|status| sight.look(|lens| stale_banner(status, lens))));
    let is_signed_out = Memo::new(move |_| status.with(|status| status.state == ConnectionState::NeedsSignIn));
    // The words change with each reading; the button beside them stays, and with it the focus.
    let is_shown = Memo::new(move |_| line.with(Option::is_some));
    follow(move || {
        is_shown.get().then(|| {
            let (words, command) =
                if is_signed_out.get() { ("Sign in", Command::SignIn) } else { ("Retry now", Command::Retry) };
            view! {
                <div class="banner">
                    {icon("wifi-off")}
                    <span>{move || line.get()}</span>
                    <button type="button" class="button" on:click=move |_| dispatch.send(command.clone())>
                        {words}
                    </button>
                </div>
            }
        })
    })
}
