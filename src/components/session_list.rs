//! The list of sessions, newest first, and what stands at its end.

use journey::input::Command;
use journey::journey::ListState;
use journey::model::SessionId;
use journey::problem::Remote;
use journey::view::find::Found;
use journey::view::page::{END_OF_LIST, no_sessions, unreadable};
use leptos::html::Ul;
use leptos::prelude::*;

use super::current_card::bring_current;
use super::finder::Finder;
use super::icon::icon_with_class;
use super::memo::Memo;
use super::rows::rows;
use super::session_card::SessionCard;
use super::states::{EmptyNotice, ProblemLine, ProblemNotice, SessionBones};
use crate::live::{Dispatch, Live};

/// What the place of the list shows.
#[derive(Clone, PartialEq)]
enum Stage {
    Loading,
    Failed(journey::problem::Problem),
    Empty,
    List,
}

/// The sessions of the customer.
#[component]
pub(super) fn SessionList() -> impl IntoView {
    let live = expect_context::<Live>();
    let dispatch = expect_context::<Dispatch>();
    let (ids, list) = (live.ids(), live.list());
    let finder = expect_context::<Finder>();
    let history_days = live.settings().history_days;
    let stage = Memo::new(move |_| {
        let has_sessions = ids.with(|ids| !ids.is_empty());
        list.with(|list| match &list.first {
            _ if has_sessions => Stage::List,
            Remote::Loading | Remote::LoadingSlowly => Stage::Loading,
            Remote::Failed(problem) => Stage::Failed(problem.clone()),
            Remote::Loaded(()) => Stage::Empty,
        })
    });
    let is_slow = Memo::new(move |_| list.with(|list| matches!(list.first, Remote::LoadingSlowly)));
    let cards = NodeRef::<Ul>::new();
    bring_current(&live, cards);
    let retry = Callback::new(move |()| dispatch.send(Command::Retry));
    view! {
        <div class="sessions">
            {move || {
                match stage.get() {
                    Stage::Loading => view! { <SessionBones slow=is_slow/> }.into_any(),
                    Stage::Failed(problem) => view! { <ProblemNotice problem retry/> }.into_any(),
                    Stage::Empty => view! { <EmptyNotice notice=no_sessions(history_days)/> }.into_any(),
                    Stage::List => {
                        view! {
                            <ul role="list" aria-label="Sessions" node_ref=cards>
                                {rows(
                                    move || shown(&ids.get(), finder.found().get().as_deref()),
                                    Clone::clone,
                                    |id| view! { <li><SessionCard id/></li> }.into_any(),
                                )}
                            </ul>
                            <ListEnd list/>
                        }
                            .into_any()
                    }
                }
            }}
        </div>
    }
}

/// The sessions shown: all, or those that hold what is looked for.
fn shown(ids: &[SessionId], found: Option<&Found>) -> Vec<SessionId> {
    let is_shown = |id: &&SessionId| found.is_none_or(|found| found.sessions.contains(id));
    ids.iter().filter(is_shown).cloned().collect()
}

/// What the end of the list offers.
#[derive(Clone, PartialEq)]
enum End {
    /// What is shown is known from elsewhere; the list itself is on its way.
    Reading,
    More,
    /// And what tries it again.
    Failed(journey::problem::Problem, Command),
    Complete,
}

/// "Load More", or why there is no more.
#[component]
fn ListEnd(
    /// State of the list.
    list: ReadSignal<ListState>,
) -> impl IntoView {
    let dispatch = expect_context::<Dispatch>();
    let end = Memo::new(move |_| {
        list.with(|list| match (&list.more_problem, &list.first) {
            (Some(problem), _) => End::Failed(problem.clone(), Command::LoadMore),
            (None, Remote::Failed(problem)) => End::Failed(problem.clone(), Command::Retry),
            (None, Remote::Loading | Remote::LoadingSlowly) => End::Reading,
            (None, Remote::Loaded(())) if list.more || list.loading_more => End::More,
            (None, Remote::Loaded(())) => End::Complete,
        })
    });
    let is_loading = Memo::new(move |_| list.with(|list| list.loading_more));
    let n_unreadable = Memo::new(move |_| list.with(|list| list.n_unreadable));
    let ask = move |command| {
        if !is_loading.get_untracked() {
            dispatch.send(command);
        }
    };
    view! {
        <div class="list-end">
            {move || match end.get() {
                End::More => {
                    // Not `disabled` while it loads: the focus stays where it is.
                    view! {
                        <button
                            type="button"
                            class="button load-more"
                            aria-disabled=move || is_loading.get().then_some("true")
                            on:click=move |_| ask(Command::LoadMore)
                        >
                            {move || is_loading.get().then(|| icon_with_class("refresh-cw", "icon spin"))}
                            "Load More"
                        </button>
                    }
                        .into_any()
                }
                End::Failed(problem, command) => {
                    let retry = Callback::new(move |()| ask(command.clone()));
                    view! { <ProblemLine problem retry/> }.into_any()
                }
                End::Reading => ().into_any(),
                End::Complete => view! { <p>{END_OF_LIST}</p> }.into_any(),
            }}
            {move || {
                let n = n_unreadable.get();
                unreadable(n).map(|line| view! { <p class="unreadable">{line}</p> }.into_any())
            }}
        </div>
    }
}
