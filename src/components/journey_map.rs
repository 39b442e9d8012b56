//! The journey map of one session: a line of events, one tab stop, details of the one that is open.
//!
//! At most a window of events is drawn, however many there are; the rest stand as "<n> more events" at its ends.

use std::sync::Arc;

use journey::input::Command;
use journey::model::{EventId, Session, SessionId, Track};
use journey::problem::Problem;
use journey::view::details::details;
use journey::view::digest::FACTS;
use journey::view::friction::Sign;
use journey::view::map::{MapView, Window, map};
use leptos::prelude::*;

use super::event_details::EventDetails;
use super::finder::Finder;
use super::follow::follow;
use super::friction::Friction;
use super::map_item::{Cluster, Item, ItemKey, item_key};
use super::map_keys::{Step, dismiss_tip, focus_event, focus_once_drawn, place_tip, show_once_drawn, step_of};
use super::memo::{Memo, leave_in_the_end};
use super::rows::rows;
use super::sight::Sight;
use super::states::ProblemLine;
use crate::desk::Desk;
use crate::live::Dispatch;

/// How far the reading of the events has come, as far as the page shows it.
#[derive(Clone, PartialEq)]
enum Reading {
    First,
    More,
    Complete,
    Failed(Problem),
}

/// The map with its details.
#[component]
pub(super) fn JourneyMap(
    /// The session.
    id: SessionId,
    /// The session.
    session: Signal<Arc<Session>>,
    /// Its events.
    track: Signal<Arc<Track>>,
    /// What is seen of them.
    sight: Sight,
) -> impl IntoView {
    let window = RwSignal::new(Window::newest());
    let urls = expect_context::<Desk>().urls();
    let has_urls = Memo::new(move |_| {
        leave_in_the_end(&urls);
        urls.get()
    });
    let view = {
        let sight = sight.clone();
        Memo::new(move |_| {
            let (session, track) = (session.get(), track.get());
            let view = window.with(|window| sight.look(|lens| map(&track, &session, window, lens)));
            if has_urls.get() { view.by_address() } else { view }
        })
    };
    let friction = expect_context::<Friction>();
    let signals = {
        let id = id.clone();
        Memo::new(move |_| {
            let is_it = friction.visit.with(|visit| visit.as_ref() == Some(&id));
            // As many as the digest tells of at once: a map full of marks shows nothing.
            let evidence = |signs: &Vec<Sign>| {
                signs.iter().rev().take(FACTS).filter_map(|sign| sign.evidence.clone()).collect::<Vec<_>>()
            };
            if is_it { friction.signs.with(evidence) } else { Vec::new() }
        })
    };
    let chosen = RwSignal::new(None::<EventId>);
    let open = RwSignal::new(None::<EventId>);
    let list = NodeRef::new();
    // The tab stop: the event last focused, or the newest one.
    let stop = Memo::new(move |_| {
        view.with(|view| {
            let is_drawn = |id: &EventId| view.items.iter().any(|item| item.key == *id);
            chosen.get().filter(is_drawn).or_else(|| view.items.last().map(|item| item.key.clone()))
        })
    });
    let shown = Memo::new(move |_| {
        let open = open.get()?;
        view.with(|view| view.items.iter().find(|item| item.key == open).map(item_key))
    });
    let found = Memo::new(move |_| {
        let key = shown.get()?;
        // Not tracked: an event does not change, and a busy session must not search for it again and again.
        let track = track.get_untracked();
        let event = Arc::clone(track.find(&key.id)?);
        session.with(|session| sight.look(|lens| Some(details(&event, session, &track, lens))))
    });
    let close = Callback::new(move |()| {
        if let Some(id) = open.get_untracked() {
            open.set(None);
            focus_event(list, &view.get_untracked(), &id);
        }
    });
    let move_window =
        move |is_earlier: bool| {
            let view_before = view.get_untracked();
            let next = window.with_untracked(|window| {
                if is_earlier { window.earlier(&view_before) } else { window.later(&view_before) }
            });
            window.set(next);
            let view = view.get_untracked();
            // The cluster that was pressed may be gone: the focus goes to the event beside it.
            if if is_earlier { view.before == 0 } else { view.after == 0 } {
                let item = if is_earlier { view.items.first() } else { view.items.last() };
                if let Some(id) = item.map(|item| item.key.clone()) {
                    focus_once_drawn(list, view, id);
                }
            }
        };
    let finder = expect_context::<Finder>();
    let own_id = id.clone();
    Effect::new(move |_| {
        let Some(goal) = finder.goal_in(&own_id) else { return };
        // The events may still be on their way.
        if track.with(|track| track.find(&goal.event).is_none()) {
            return;
        }
        finder.reached();
        if view.with_untracked(|view| !view.items.iter().any(|item| item.key == goal.event)) {
            window.set(Window::ending(goal.event.clone()));
        }
        chosen.set(Some(goal.event.clone()));
        show_once_drawn(list, view.get_untracked(), goal.event, goal.takes_focus);
    });
    let on_keydown = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && open.with_untracked(Option::is_some) {
            event.stop_propagation();
            close.run(());
        } else if event.key() == "Escape" {
            dismiss_tip(list);
        } else if let Some(step) = step_of(&event, list) {
            event.prevent_default();
            walk(step, view, stop, list);
        }
    };
    let has_items = Memo::new(move |_| view.with(|view| !view.items.is_empty()));
    let has_stations = Memo::new(move |_| view.with(|view| view.items.iter().any(|item| !item.address.is_empty())));
    view! {
        <div class="map" data-urls=move || has_urls.get().then_some("") on:keydown=on_keydown>
            <Progress id track has_items/>
            <UrlsButton has_stations has_urls/>
            <div class="map-plot">
                <ol
                    class="journey-map"
                    role="list"
                    aria-label="Journey map"
                    node_ref=list
                    on:mouseover=move |event| place_tip(event.target(), list)
                    on:focusin=move |event| place_tip(event.target(), list)
                >
                    <Cluster n=Memo::new(move |_| view.with(|view| view.before)) press=Callback::new(move |()| move_window(true))/>
                    {rows(
                        move || view.with(|view| view.items.iter().map(item_key).collect::<Vec<_>>()),
                        Clone::clone,
                        move |key: ItemKey| view! { <Item key view stop chosen open signals/> }.into_any(),
                    )}
                    <Cluster n=Memo::new(move |_| view.with(|view| view.after)) press=Callback::new(move |()| move_window(false))/>
                </ol>
            </div>
            <EventDetails details=found close/>
        </div>
    }
}

/// Whether pages are called by their addresses: one choice for all maps.
#[component]
fn UrlsButton(
    /// A page with an address is drawn.
    has_stations: Memo<bool>,
    /// They are.
    has_urls: Memo<bool>,
) -> impl IntoView {
    let desk = expect_context::<Desk>();
    follow(move || {
        has_stations.get().then(|| {
            view! {
                <button
                    type="button"
                    class="url-toggle"
                    aria-pressed=move || has_urls.get().to_string()
                    title="Call pages by their addresses"
                    on:click=move |_| desk.set_urls(!has_urls.get_untracked())
                >
                    "URLs"
                </button>
            }
            .into_any()
        })
    })
}

/// Moves the focus along the line.
fn walk(step: Step, view: Memo<MapView>, stop: Memo<Option<EventId>>, list: NodeRef<leptos::html::Ol>) {
    let view = view.get_untracked();
    let last = view.items.len().saturating_sub(1);
    let at = stop.get_untracked().and_then(|id| view.items.iter().position(|item| item.key == id)).unwrap_or(last);
    let to = match step {
        Step::Back => at.saturating_sub(1),
        Step::Forward => (at + 1).min(last),
        Step::First => 0,
        Step::Last => last,
    };
    if let Some(item) = view.items.get(to) {
        focus_event(list, &view, &item.key);
    }
}

/// What is still on its way, or could not be read.
#[component]
fn Progress(
    /// The session.
    id: SessionId,
    /// Its events.
    track: Signal<Arc<Track>>,
    /// Something is drawn.
    has_items: Memo<bool>,
) -> impl IntoView {
    let dispatch = expect_context::<Dispatch>();
    let reading = Memo::new(move |_| {
        use journey::model::Reading as Held;
        track.with(|track| match &track.reading {
            Held::NotAsked | Held::First => Reading::First,
            Held::More => Reading::More,
            Held::Complete => Reading::Complete,
            Held::Failed(problem) => Reading::Failed(problem.clone()),
        })
    });
    let retry = Callback::new(move |()| dispatch.send(Command::RetryTrack(id.clone())));
    follow(move || match reading.get() {
        Reading::First if !has_items.get() => view! {
            <p class="visually-hidden">"Loading events"</p>
            <div class="map-bones" aria-hidden="true">
                <span class="bone"></span>
                <span class="bone"></span>
                <span class="bone"></span>
            </div>
        }
        .into_any(),
        Reading::First | Reading::More => view! { <p class="map-note">"Loading more events …"</p> }.into_any(),
        Reading::Complete if !has_items.get() => view! { <p class="map-note">"No events to show"</p> }.into_any(),
        Reading::Complete => ().into_any(),
        Reading::Failed(problem) => view! { <ProblemLine problem retry/> }.into_any(),
    })
}
