//! The agent's current interactions, when the page stands alone.

use std::sync::Arc;

use journey::input::Command;
use journey::model::{ConversationId, Interaction};
use journey::view::header::interaction;
use leptos::prelude::*;

use super::follow::{follow, following};
use super::icon::icon;
use super::memo::Memo;
use super::rows::rows;
use super::sight::Sight;
use crate::live::{Dispatch, Live};

/// List "Interactions": absent without interactions.
#[component]
pub(super) fn Interactions() -> impl IntoView {
    let live = expect_context::<Live>();
    let interactions = live.interactions();
    let has_any = Memo::new(move |_| interactions.with(|interactions| !interactions.is_empty()));
    let ids = move || interactions.with(|all| all.iter().map(|one| one.id.clone()).collect::<Vec<_>>());
    follow(move || {
        has_any.get().then(|| {
            view! {
                <ul class="interactions" role="list" aria-label="Interactions">
                    {rows(ids, Clone::clone, |id| view! { <Entry id/> }.into_any())}
                </ul>
            }
            .into_any()
        })
    })
}

/// One interaction.
#[component]
fn Entry(
    /// Which one.
    id: ConversationId,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let dispatch = expect_context::<Dispatch>();
    let sight = expect_context::<Sight>();
    let (interactions, shown) = (live.interactions(), live.shown());
    let own = {
        let id = id.clone();
        Memo::new(move |_| interactions.with(|all| all.iter().find(|one| one.id == id).map(Arc::<Interaction>::clone)))
    };
    let view = Memo::new(move |_| {
        own.get().map(|own| interactions.with(|all| sight.look(|lens| interaction(&own, all, lens))))
    });
    let glyph = Memo::new(move |_| view.with(|view| view.as_ref().map(|view| view.icon)));
    let part = move |read: fn(&journey::view::header::InteractionView) -> String| {
        following(move || view.with(|view| view.as_ref().map(read).unwrap_or_default()))
    };
    let is_shown = {
        let id = id.clone();
        move || shown.with(|shown| shown.as_ref() == Some(&id)).then_some("true")
    };
    view! {
        <li>
            <button
                type="button"
                class="interaction"
                aria-current=following(is_shown)
                on:click=move |_| dispatch.send(Command::Pick(id.clone()))
            >
                {move || glyph.get().map(icon)}
                <span class="title">{part(|view| view.title.clone())}</span>
                <span class="detail said">{part(|view| view.detail.clone())}</span>
                <time>{part(|view| view.time.clone())}</time>
            </button>
        </li>
    }
}
