//! "Find in journey": what is looked for, what was found, and the event that the page is led to.
//!
//! The digest leads to its evidence in the same way: a goal is set here, and the map that holds it takes it.

use std::sync::Arc;

use journey::input::Command;
use journey::model::{ConversationId, EventId, SessionId};
use journey::view::find::{Found, Needle, Segment, find};
use journey::view::fold::Fold;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use super::follow::{follow, following};
use super::icon::icon;
use super::map_keys::focus;
use super::memo::{Memo, leave_in_the_end};
use super::sight::Sight;
use crate::live::{Dispatch, Folding, Live};

/// Context: the search of this page. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Finder {
    text: RwSignal<String>,
    needle: Memo<Option<Arc<Needle>>>,
    fold: Fold,
    found: Memo<Option<Arc<Found>>>,
    goal: RwSignal<Option<Goal>>,
    /// The event found that the agent came to last.
    at: RwSignal<Option<EventId>>,
    field: NodeRef<Input>,
}

/// An event that the page is to show.
#[derive(Clone, PartialEq)]
pub(super) struct Goal {
    /// Its session.
    pub(super) session: SessionId,
    /// The event.
    pub(super) event: EventId,
    /// The focus goes there too.
    pub(super) takes_focus: bool,
}

impl Finder {
    /// Nothing is looked for.
    pub(super) fn new(live: &Live, sight: &Sight) -> Self {
        let (live, sight) = (live.clone(), sight.clone());
        let text = RwSignal::new(String::new());
        let shown = live.shown();
        // What was looked for in one customer's journey hides nothing of the next one's.
        Effect::new(move |before: Option<Option<ConversationId>>| {
            let shown = shown.get();
            if before.is_some_and(|before| before != shown) {
                text.set(String::new());
            }
            shown
        });
        let fold = Folding::of_page();
        let needle = Memo::new(move |_| text.with(|text| Needle::new(text, fold)).map(Arc::new));
        let found = Memo::new(move |_| {
            let needle = needle.get()?;
            let ids = live.ids().get();
            let held = ids.iter().filter_map(|id| Some((live.session(id)?.get(), live.track(id).get())));
            let held: Vec<_> = held.collect();
            let held = held.iter().map(|(session, track)| (&**session, &**track));
            Some(Arc::new(sight.still(|lens| find(&needle, held, lens))))
        });
        Self { text, needle, fold, found, goal: RwSignal::new(None), at: RwSignal::new(None), field: NodeRef::new() }
    }

    /// What was found; `None` while nothing is looked for.
    pub(super) fn found(self) -> Memo<Option<Arc<Found>>> {
        self.found
    }

    /// The parts of a text that is shown, each what is looked for or not; empty when nothing in it is.
    pub(super) fn segments(self, text: &str) -> Vec<Segment> {
        self.needle.with(|needle| needle.as_ref().map(|needle| needle.segments(text, self.fold)).unwrap_or_default())
    }

    /// Whether the agent came to this event last.
    pub(super) fn is_at(self, event: &EventId) -> bool {
        self.found.with(Option::is_some) && {
            leave_in_the_end(&self.at);
            self.at.with(|at| at.as_ref() == Some(event))
        }
    }

    /// The goal, when it is in this session.
    pub(super) fn goal_in(self, session: &SessionId) -> Option<Goal> {
        leave_in_the_end(&self.goal);
        self.goal.get().filter(|goal| goal.session == *session)
    }

    /// The goal is reached.
    pub(super) fn reached(self) {
        self.goal.set(None);
    }

    /// Puts the focus into the field, when there is one.
    pub(super) fn enter(self) {
        if let Some(field) = self.field.get_untracked() {
            focus(&field);
            field.select();
        }
    }

    /// What is in the field.
    fn words(self) -> String {
        leave_in_the_end(&self.text);
        self.text.get()
    }

    fn clear(self) {
        self.text.set(String::new());
    }
}

/// Shows an event on its map: expands the card when it is collapsed.
pub(super) fn lead_to(finder: Finder, live: &Live, dispatch: &Dispatch, goal: Goal) {
    let is_left_out = finder
        .found
        .with_untracked(|found| found.as_ref().is_some_and(|found| !found.sessions.contains(&goal.session)));
    if is_left_out {
        finder.clear();
    }
    if !live.expanded(&goal.session).get_untracked() {
        dispatch.send(Command::Toggle(goal.session.clone()));
    }
    finder.at.set(Some(goal.event.clone()));
    finder.goal.set(Some(goal));
}

/// The searchbox "Find in journey": absent without a journey.
#[component]
pub(super) fn Find() -> impl IntoView {
    let finder = expect_context::<Finder>();
    let live = expect_context::<Live>();
    let dispatch = expect_context::<Dispatch>();
    let ids = live.ids();
    let has_any = Memo::new(move |_| ids.with(|ids| !ids.is_empty()));
    let step = Callback::new(move |is_back: bool| {
        let Some(found) = finder.found.get_untracked().filter(|found| !found.events.is_empty()) else { return };
        let at = finder.at.get_untracked().and_then(|at| found.events.iter().position(|(_, event)| *event == at));
        let n = found.events.len();
        let next = match (at, is_back) {
            (Some(at), false) => (at + 1) % n,
            (Some(at), true) => (at + n - 1) % n,
            (None, false) => 0,
            (None, true) => n - 1,
        };
        if let Some((session, event)) = found.events.get(next).cloned() {
            lead_to(finder, &live, &dispatch, Goal { session, event, takes_focus: false });
        }
    });
    let on_keydown = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            step.run(event.shift_key());
        }
        "Escape" => finder.clear(),
        _ => {}
    };
    follow(move || {
        has_any.get().then(|| {
            view! {
                <label class="find">
                    <span class="visually-hidden">"Find in journey"</span>
                    {icon("search")}
                    <input
                        type="search"
                        placeholder="Find in journey"
                        autocomplete="off"
                        spellcheck="false"
                        node_ref=finder.field
                        prop:value=following(move || finder.words())
                        on:input=move |event| finder.text.set(event_target_value(&event))
                        on:keydown=on_keydown
                    />
                </label>
            }
            .into_any()
        })
    })
}

/// One line below the header while something is looked for: how much was found, and the way on and out.
#[component]
pub(super) fn FindLine() -> impl IntoView {
    let finder = expect_context::<Finder>();
    let words = Memo::new(move |_| finder.found.with(|found| found.as_ref().map(|found| found.words())));
    let is_finding = Memo::new(move |_| words.with(Option::is_some));
    follow(move || {
        is_finding.get().then(|| {
            view! {
                <div class="find-line">
                    <p aria-live="polite">{following(move || words.get().unwrap_or_default())}</p>
                    <button type="button" class="button" on:click=move |_| { finder.clear(); finder.enter(); }>"Show all"</button>
                </div>
            }
            .into_any()
        })
    })
}
