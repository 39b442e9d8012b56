//! One event of the journey map: a page or a screen is a station, the rest hang on the station before them.

use std::hash::{DefaultHasher, Hash, Hasher};

use journey::model::EventId;
use journey::view::map::{MapItem, MapView, titled};
use journey::view::time::ordinal;
use leptos::prelude::*;

use super::finder::Finder;
use super::follow::{follow, following};
use super::icon::icon;
use super::marked::marked;
use super::memo::{Memo, leave_in_the_end};

/// What tells an element from the others: the event, and a sum over what does not change while it stands.
///
/// An event that is read again with more facts gets a new element; what moves (dwell, gap, place on the station)
/// changes the element that is there, so that the focus stays.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ItemKey {
    /// The event.
    pub(super) id: EventId,
    sum: u64,
}

/// The key of a drawn event.
pub(super) fn item_key(item: &MapItem) -> ItemKey {
    let mut hasher = DefaultHasher::new();
    (item.is_station, item.kind, &item.name, &item.subject, item.icon, item.tone).hash(&mut hasher);
    item.segment.as_ref().map(|paint| (&paint.color, paint.ink)).hash(&mut hasher);
    ItemKey { id: item.key.clone(), sum: hasher.finish() }
}

/// One item of the list.
#[component]
pub(super) fn Item(
    /// Which event.
    key: ItemKey,
    /// All drawn events.
    view: Memo<MapView>,
    /// The event with the tab stop.
    stop: Memo<Option<EventId>>,
    /// The event last focused.
    chosen: RwSignal<Option<EventId>>,
    /// The event whose details are open.
    open: RwSignal<Option<EventId>>,
    /// Events that show where the customer got stuck.
    signals: Memo<Vec<EventId>>,
) -> impl IntoView {
    let id = key.id;
    let find = {
        let id = id.clone();
        move |view: &MapView| view.items.iter().find(|item| item.key == id).cloned()
    };
    let fixed = view.with_untracked(&find)?;
    let own = Memo::new(move |_| view.with(&find));
    let flag = move |read: fn(&MapItem) -> bool| {
        following(move || own.with(|own| own.as_ref().is_some_and(read)).then_some(""))
    };
    let position = move || {
        own.with(|own| {
            own.as_ref().and_then(|own| match (own.first, own.last) {
                (true, true) => Some("first last"),
                (true, false) => Some("first"),
                (false, true) => Some("last"),
                (false, false) => None,
            })
        })
    };
    let is_station = fixed.is_station;
    let is_open = {
        let id = id.clone();
        move || {
            leave_in_the_end(&open);
            open.with(|open| open.as_ref() == Some(&id)).to_string()
        }
    };
    let tab_index = {
        let id = id.clone();
        move || if stop.with(|stop| stop.as_ref() == Some(&id)) { "0" } else { "-1" }
    };
    let finder = expect_context::<Finder>();
    let is_dim = {
        let id = id.clone();
        move || finder.found().with(|found| found.as_ref().is_some_and(|found| !found.has(&id))).then_some("")
    };
    let is_signal = {
        let id = id.clone();
        move || signals.with(|signals| signals.contains(&id)).then_some("struggle")
    };
    let is_at = {
        let id = id.clone();
        move || finder.is_at(&id).then_some("")
    };
    let press = {
        let id = id.clone();
        move || open.update(|open| *open = (open.as_ref() != Some(&id)).then(|| id.clone()))
    };
    let (color, ink) = fixed.segment.map_or((None, None), |paint| (Some(paint.color), Some(paint.ink)));
    let tip = titled(&fixed.word, &fixed.subject);
    Some(view! {
        <li
            class=if is_station { "station" } else { "event" }
            data-kind=fixed.kind
            data-tone=fixed.tone
            data-entry=flag(|own| own.is_entry)
            data-here=flag(|own| own.is_here)
            data-dim=following(is_dim)
            data-signal=following(is_signal)
            data-at=following(is_at)
            data-pos=move || (!is_station).then(position).flatten()
            data-gap=move || own.with(|own| own.as_ref().and_then(|own| own.gap.clone()))
            style:--n=move || own.with(|own| own.as_ref().map_or(0, |own| own.n_on_page)).to_string()
            style:--seg=color
            style:--seg-ink=ink
        >
            <button
                type="button"
                tabindex=following(tab_index)
                aria-haspopup="dialog"
                aria-expanded=following(is_open)
                aria-label=fixed.name
                data-tip=(!is_station).then_some(tip)
                on:click=move |_| press()
                on:focus=move |_| chosen.set(Some(id.clone()))
            >
                {if is_station {
                    let label = fixed.subject;
                    view! {
                        <span class="mark"></span>
                        <span class="label">
                            <bdi>{marked(move || label.clone())}</bdi>
                        </span>
                    }
                        .into_any()
                } else {
                    view! { <span class="mark">{icon(fixed.icon)}</span> }.into_any()
                }}
            </button>
            {is_station.then(|| view! { <StationFacts time=fixed.time own/> }.into_any())}
        </li>
    })
}

/// What is seen of a page below its title: when, how long, the how many-th visit.
///
/// It stands beside the button, which lies over it: the name of a control holds all that is written on it, and these
/// change while the name stays. A reader hears the time in the name already.
#[component]
fn StationFacts(
    /// When it was viewed.
    time: String,
    /// The item.
    own: Memo<Option<MapItem>>,
) -> impl IntoView {
    let dwell = move || {
        own.with(|own| own.as_ref().filter(|own| own.visit.is_none()).and_then(|own| own.dwell.clone()))
            .map(|dwell| format!(" · {dwell}"))
    };
    let visit = move || own.with(|own| own.as_ref().and_then(|own| own.visit));
    view! {
        <span class="meta"><bdi>
            <span aria-hidden="true">{time}</span>
            <span class="dwell">{following(dwell)}</span>
            {move || {
                visit()
                    .map(|n| {
                        view! {
                            " · "
                            <span class="visit">{ordinal(n)} <span class="word">" visit"</span></span>
                        }.into_any()
                    })
            }}
        </bdi></span>
    }
}

/// Events that are not drawn: pressing it moves the window.
#[component]
pub(super) fn Cluster(
    /// How many.
    n: Memo<usize>,
    /// Moves the window.
    press: Callback<()>,
) -> impl IntoView {
    let has_any = Memo::new(move |_| n.get() > 0);
    follow(move || {
        has_any.get().then(|| {
            view! {
                <li class="cluster">
                    <button
                        type="button"
                        aria-label=move || format!("{} more events", n.get())
                        on:click=move |_| press.run(())
                    >
                        <span class="mark">"+" {move || n.get()}</span>
                    </button>
                </li>
            }
            .into_any()
        })
    })
}
