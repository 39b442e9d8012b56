//! The header: who the customer is, where they are now, how to reach them, whether the page is live.

use journey::view::header::{Header, IdentifierView, header};
use leptos::prelude::*;

use super::connection_status::ConnectionStatus;
use super::copy_button::CopyButton;
use super::finder::Find;
use super::follow::follow;
use super::friction::Friction;
use super::icon::icon;
use super::memo::Memo;
use super::more_menu::MoreMenu;
use super::rows::rows;
use crate::desk::{Desk, ViewSize};
use crate::live::Live;

/// The header of a customer, known or not.
#[component]
pub(super) fn CustomerHeader(
    /// The first answers are still on their way.
    is_starting: Memo<bool>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let (customer, status) = (live.customer(), live.status());
    let friction = expect_context::<Friction>();
    let (newest, sight) = (friction.session, friction.sight());
    let view = Memo::new(move |_| {
        let newest = newest.get();
        customer
            .with(|customer| status.with(|status| sight.look(|lens| header(customer, newest.as_deref(), status, lens))))
    });
    view! {
        <header class="customer">
            <div class="who">
                <Avatar view/>
                <div class="name">
                    <h1>
                        {move || {
                            if is_starting.get() {
                                view! {
                                    <span class="visually-hidden">"Loading customer"</span>
                                    <span class="bone bone-name" aria-hidden="true"></span>
                                }
                                    .into_any()
                            } else {
                                view! { <bdi>{move || view.with(|view| view.name.clone())}</bdi> }.into_any()
                            }
                        }}
                    </h1>
                    <Badge view/>
                </div>
                <Presence view/>
            </div>
            <Identifiers view/>
            <Find/>
            <ConnectionStatus/>
            <div class="controls">
                <SizeButton/>
                <MoreMenu/>
            </div>
        </header>
    }
}

/// Initials, or a figure for somebody unknown.
#[component]
fn Avatar(
    /// The header.
    view: Memo<Header>,
) -> impl IntoView {
    let initials = Memo::new(move |_| view.with(|view| view.initials.clone()));
    view! {
        <span class="avatar" aria-hidden="true">
            {move || match initials.get() {
                none if none.is_empty() => icon("user-round").into_any(),
                initials => initials.into_any(),
            }}
        </span>
    }
}

/// What is known of who this is.
#[component]
fn Badge(
    /// The header.
    view: Memo<Header>,
) -> impl IntoView {
    let badge = Memo::new(move |_| view.with(|view| view.badge));
    follow(move || {
        badge.get().map(|badge| {
            view! {
                <span class="contact-state" data-state=badge.state>
                    {icon(badge.icon)}
                    <span class="text">{badge.text}</span>
                </span>
            }
            .into_any()
        })
    })
}

/// Where the customer is. Only the clock in it ticks.
#[component]
fn Presence(
    /// The header.
    view: Memo<Header>,
) -> impl IntoView {
    let presence = Memo::new(move |_| view.with(|view| view.presence.clone()));
    let rest = Memo::new(move |_| presence.get().map(|presence| (presence.live, presence.text, presence.page)));
    let tick =
        Memo::new(move |_| presence.with(|presence| presence.as_ref().and_then(|presence| presence.tick.clone())));
    let has_tick = Memo::new(move |_| tick.with(Option::is_some));
    follow(move || {
        rest.get().map(|(is_live, text, page)| {
            view! {
                <p class="presence" data-state=(!is_live).then_some("away")>
                    <span class="dot" data-live=is_live.then_some("")></span>
                    <b>{text}</b>
                    {page.map(|page| view! { <bdi class="page">{page}</bdi> }.into_any())}
                    {move || has_tick.get().then(|| view! { <time>{move || tick.get()}</time> }.into_any())}
                </p>
            }
            .into_any()
        })
    })
}

/// E-mail, phone, customer number, cookie: each can be copied.
#[component]
fn Identifiers(
    /// The header.
    view: Memo<Header>,
) -> impl IntoView {
    let identifiers = Memo::new(move |_| view.with(|view| view.identifiers.clone()));
    let has_any = Memo::new(move |_| identifiers.with(|identifiers| !identifiers.is_empty()));
    let all = move || identifiers.get().into_iter().enumerate().collect::<Vec<_>>();
    follow(move || {
        has_any.get().then(|| {
            view! {
                <ul class="identifiers" role="list" aria-label="Identifiers">
                    {rows(
                        all,
                        |(at, identifier)| (*at, identifier.label.clone(), identifier.value.clone(), identifier.copy.clone()),
                        |(_, identifier)| view! { <IdentifierRow identifier/> }.into_any(),
                    )}
                </ul>
            }
            .into_any()
        })
    })
}

/// One identifier. The button lies over the whole row.
#[component]
fn IdentifierRow(
    /// The identifier.
    identifier: IdentifierView,
) -> impl IntoView {
    let IdentifierView { label, value, copy, icon: glyph } = identifier;
    view! {
        <li class="copyable">
            {icon(glyph)}
            <bdi class="value">{value}</bdi>
            {copy.map(|copy| view! { <CopyButton label=label value=copy/> }.into_any())}
        </li>
    }
}

/// The button "Full-size view".
#[component]
fn SizeButton() -> impl IntoView {
    let desk = expect_context::<Desk>();
    let is_full = Memo::new(move |_| desk.view().get() == ViewSize::Full);
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label="Full-size view"
            aria-pressed=move || is_full.get().to_string()
            on:click=move |_| toggle_size(desk)
        >
            {move || icon(if is_full.get() { "minimize-2" } else { "maximize-2" })}
        </button>
    }
}

/// From half size to full size and back.
pub(super) fn toggle_size(desk: Desk) {
    desk.set_view(match desk.view().get_untracked() {
        ViewSize::Half => ViewSize::Full,
        ViewSize::Full => ViewSize::Half,
    });
}
