//! One session as a card: its summary, and its body while it is expanded.

use std::sync::Arc;

use journey::input::Command;
use journey::model::{Session, SessionId};
use journey::view::card::{CardView, card, is_expandable};
use leptos::prelude::*;

use super::card_badges::{Badges, Tags};
use super::card_body::CardBody;
use super::card_facts::{Facts, Lead, When};
use super::icon::{icon, icon_with_class};
use super::ids::unique_id;
use super::marked::marked;
use super::memo::Memo;
use super::sight::Sight;
use crate::live::{Dispatch, Live};

/// The card of one session. A change to another session runs nothing here.
#[component]
pub(super) fn SessionCard(
    /// The session.
    id: SessionId,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let session = live.session(&id)?;
    let session: Signal<Arc<Session>> = session.into();
    let track = live.track(&id);
    let sight = expect_context::<Sight>().of_session(session).with_pages(move || Some(track.get()));
    let is_current = {
        let (page, id) = (live.page(), id.clone());
        Memo::new(move |_| page.with(|page| page.current_session.as_ref() == Some(&id)))
    };
    let view = {
        let sight = sight.clone();
        Memo::new(move |_| session.with(|session| sight.look(|lens| card(session, lens, is_current.get()))))
    };
    let can_expand = {
        let sight = sight.clone();
        Memo::new(move |_| {
            session.with(|session| sight.names_and_parts(|names, parts| is_expandable(session, parts, names)))
        })
    };
    let expanded = live.expanded(&id);
    let is_open = Memo::new(move |_| can_expand.get() && expanded.get());
    let (title_id, body_id) = (unique_id("card-title"), unique_id("card-body"));
    let labelled_by = title_id.clone();
    Some(view! {
        <article
            class="session-card"
            data-state=move || view.with(|view| view.state.data())
            data-kind=move || view.with(|view| view.kind)
            data-current=move || is_current.get().then_some("")
            aria-labelledby=labelled_by
        >
            <div class="summary">
                <Tile view/>
                <div class="title">
                    <Heading id=id.clone() title_id=title_id.clone() body_id=body_id.clone() view can_expand is_open/>
                    <Badges view/>
                </div>
                <When view/>
                <Lead view/>
                <Facts facts=Memo::new(move |_| view.with(|view| view.facts.clone())) class="facts"/>
                <Tags session sight=sight.clone() view is_open/>
            </div>
            {move || {
                is_open
                    .get()
                    .then(|| {
                        view! {
                            <CardBody
                                id=id.clone()
                                body_id=body_id.clone()
                                title_id=title_id.clone()
                                session
                                sight=sight.clone()
                                view
                            />
                        }.into_any()
                    })
            }}
        </article>
    })
}

/// The card's icon.
#[component]
fn Tile(
    /// The card.
    view: Memo<CardView>,
) -> impl IntoView {
    let name = Memo::new(move |_| view.with(|view| view.icon));
    view! { <span class="tile">{move || icon(name.get())}</span> }
}

/// The title; a button where the card can be expanded.
#[component]
fn Heading(
    /// The session.
    id: SessionId,
    /// Id of the heading.
    title_id: String,
    /// Id of the body.
    body_id: String,
    /// The card.
    view: Memo<CardView>,
    /// There is something to expand.
    can_expand: Memo<bool>,
    /// It is expanded.
    is_open: Memo<bool>,
) -> impl IntoView {
    let dispatch = expect_context::<Dispatch>();
    let words = move || {
        view! {
            <bdi>{marked(move || view.with(|view| view.title.clone()))}</bdi>
            <span class="visually-hidden">{move || view.with(|view| format!(", {}", view.heading_time))}</span>
        }
        .into_any()
    };
    let toggle = Callback::new(move |()| dispatch.send(Command::Toggle(id.clone())));
    view! {
        <h2 id=title_id>
            {move || {
                let body_id = body_id.clone();
                if can_expand.get() {
                    view! {
                        <button
                            type="button"
                            aria-expanded=move || is_open.get().to_string()
                            aria-controls=move || is_open.get().then(|| body_id.clone())
                            on:click=move |_| toggle.run(())
                        >
                            {words()}
                            {icon_with_class("chevron-down", "icon chevron")}
                        </button>
                    }
                        .into_any()
                } else {
                    words().into_any()
                }
            }}
        </h2>
    }
}
