//! The page: header, band, cards; and the screens that stand in their place.

use journey::connection::ConnectionState;
use journey::input::Command;
use journey::journey::Screen;
use journey::model::ContactFlow;
use journey::view::page::{clock_line, hidden_line, is_stale, link_line, no_interaction, not_permitted};
use leptos::prelude::*;

use super::announcements::Announcements;
use super::band::Band;
use super::contact_panel::ContactPanel;
use super::copy_button::CopyButton;
use super::current_card::Brought;
use super::finder::{FindLine, Finder};
use super::follow::follow;
use super::friction::Friction;
use super::header::CustomerHeader;
use super::icon::icon;
use super::interactions::Interactions;
use super::memo::Memo;
use super::session_list::SessionList;
use super::shortcuts::{ShortcutsDialog, ShortcutsShown, listen};
use super::sight::Sight;
use super::signed_out::SignedOut;
use super::stale_banner::StaleBanner;
use super::states::{EmptyNotice, ProblemLine, ProblemNotice, SessionBones};
use crate::desk::Desk;
use crate::live::{Dispatch, Live, Now};

/// The whole page. Needs the contexts `Live`, `Dispatch`, `Now` and `Desk`.
#[component]
pub fn JourneyTab() -> impl IntoView {
    let live = expect_context::<Live>();
    let desk = expect_context::<Desk>();
    let sight = Sight::new(&live, expect_context::<Now>(), desk.masked());
    let finder = Finder::new(&live, &sight);
    provide_context(finder);
    provide_context(Friction::new(&live, &sight));
    provide_context(sight);
    provide_context(Brought::new());
    let shortcuts = ShortcutsShown::new();
    provide_context(shortcuts);
    listen(desk, shortcuts, finder);
    let (page, status) = (live.page(), live.status());
    let screen = Memo::new(move |_| page.with(|page| page.screen.clone()));
    let is_signed_out = Memo::new(move |_| screen.with(|screen| matches!(screen, Screen::SignedOut(_))));
    let is_starting = Memo::new(move |_| screen.with(|screen| *screen == Screen::Starting));
    let is_faded =
        Memo::new(move |_| status.with(|status| is_stale(status) && status.state != ConnectionState::Degraded));
    view! {
        <main
            class="journey"
            aria-label="Customer journey"
            data-view=move || desk.view().get().name()
            data-stale=move || is_faded.get().then_some("")
            aria-busy=move || is_starting.get().then_some("true")
        >
            {move || {
                if is_signed_out.get() {
                    let problem = screen.with(|screen| match screen {
                        Screen::SignedOut(problem) => problem.clone(),
                        _ => None,
                    });
                    view! { <SignedOut problem/> }.into_any()
                } else {
                    view! {
                        <div class="journey-top">
                            <Interactions/>
                            <CustomerHeader is_starting/>
                            <FindLine/>
                            <LinkNote/>
                            <StaleBanner/>
                            <ClockNote/>
                            <MissingNote/>
                        </div>
                        <div class="journey-body">{move || body(screen.get())}</div>
                        <HiddenNote/>
                    }
                        .into_any()
                }
            }}
            <ShortcutsDialog/>
            <Announcements/>
        </main>
    }
}

/// What stands below the header.
fn body(screen: Screen) -> AnyView {
    let dispatch = expect_context::<Dispatch>();
    let retry = Callback::new(move |()| dispatch.send(Command::Retry));
    match screen {
        Screen::Starting => {
            view! { <div class="sessions"><SessionBones slow=Memo::new(|_| false)/></div> }.into_any()
        }
        Screen::SignedOut(_) => ().into_any(),
        Screen::NoInteraction => view! { <EmptyNotice notice=no_interaction()/> }.into_any(),
        Screen::Customer => view! { <CustomerBody/> }.into_any(),
        Screen::Failed(problem) => view! { <ProblemNotice problem retry/> }.into_any(),
        Screen::NotPermitted(permissions) => view! {
            <EmptyNotice notice=not_permitted(&permissions)>
                <CopyButton label="permission name".to_owned() value=permissions.join(", ") words="Copy permission name"/>
            </EmptyNotice>
        }
        .into_any(),
    }
}

/// A customer: to be verified, or their journey.
#[component]
fn CustomerBody() -> impl IntoView {
    let live = expect_context::<Live>();
    let (flow, ids) = (live.contact(), live.ids());
    // A caller who is not verified has no journey yet; sessions that came with the interaction are shown all the same.
    let has_journey = Memo::new(move |_| {
        flow.with(|flow| matches!(flow, ContactFlow::NotNeeded | ContactFlow::Verified(_)))
            || ids.with(|ids| !ids.is_empty())
    });
    view! {
        <ContactPanel/>
        {move || {
            has_journey
                .get()
                .then(|| {
                    view! {
                        <Band/>
                        <SessionList/>
                    }.into_any()
                })
        }}
    }
}

/// One line below the header while the conversation is linked to the contact and its journey session is not, or the
/// other way round.
#[component]
fn LinkNote() -> impl IntoView {
    let page = expect_context::<Live>().page();
    let line = Memo::new(move |_| page.with(|page| link_line(page.linked)));
    follow(move || {
        line.get().map(|line| view! { <p class="link-note">{icon("link")} <span>{line}</span></p> }.into_any())
    })
}

/// One line below the header while the computer's clock is more than a minute off.
#[component]
fn ClockNote() -> impl IntoView {
    let page = expect_context::<Live>().page();
    let line = Memo::new(move |_| page.with(|page| clock_line(page.clock_off_ms)));
    follow(move || {
        line.get().map(|line| view! { <p class="link-note">{icon("clock")} <span>{line}</span></p> }.into_any())
    })
}

/// One line below the header while something of the customer could not be read.
#[component]
fn MissingNote() -> impl IntoView {
    let page = expect_context::<Live>().page();
    let dispatch = expect_context::<Dispatch>();
    let retry = Callback::new(move |()| dispatch.send(Command::Retry));
    let problem = Memo::new(move |_| page.with(|page| page.missing.clone()));
    follow(move || problem.get().map(|problem| view! { <ProblemLine problem retry/> }.into_any()))
}

/// One line at the end: some data is hidden, and what would show it.
#[component]
fn HiddenNote() -> impl IntoView {
    let page = expect_context::<Live>().page();
    let line = Memo::new(move |_| page.with(|page| hidden_line(&page.hidden)));
    follow(move || {
        line.get().map(|line| view! { <p class="hidden-note">{icon("eye-off")} <span>{line}</span></p> }.into_any())
    })
}
