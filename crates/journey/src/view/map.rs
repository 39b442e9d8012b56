//! The journey map of one session: at most a window of items, in the order of events. Must not hold positions in px.

use std::collections::HashMap;
use std::ops::Range;

use chrono::Duration;

use super::card::{self, CardState};
use super::segments::Paint;
use super::{Lens, kind, place, text, time};
use crate::model::{Body, Event, EventId, Reading, Session, Track};

/// At most this many items are drawn at once.
pub const WINDOW: usize = 100;

/// Which part of the map is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The newest event drawn; `None` follows the newest there is.
    end: Option<EventId>,
    /// How many items at most.
    len: usize,
}

impl Default for Window {
    fn default() -> Self {
        Self::newest()
    }
}

impl Window {
    /// The newest events; new ones are followed.
    #[must_use]
    pub fn newest() -> Self {
        Self { end: None, len: WINDOW }
    }

    /// The events up to this one.
    #[must_use]
    pub fn ending(event: EventId) -> Self {
        Self { end: Some(event), len: WINDOW }
    }

    /// The window before the one that is shown as `map`.
    #[must_use]
    pub fn earlier(&self, map: &MapView) -> Self {
        Self { end: map.earlier_end.clone().or_else(|| self.end.clone()), len: self.len }
    }

    /// The window after the one that is shown as `map`.
    #[must_use]
    pub fn later(&self, map: &MapView) -> Self {
        Self { end: map.later_end.clone(), len: self.len }
    }
}

/// One drawn event.
#[derive(Clone, Debug, PartialEq)]
pub struct MapItem {
    /// The event.
    pub key: EventId,
    /// A page or a screen; otherwise it hangs on the station before it.
    pub is_station: bool,
    /// The value of `data-kind`: `page`, `search`, `form-abandoned` …
    pub kind: &'static str,
    /// Accessible name: "<kind>: <subject>, <time>" (interface §3).
    pub name: String,
    /// The kind in words: "Form abandoned".
    pub word: String,
    /// What it is about; empty when there is nothing to say.
    pub subject: String,
    /// The address as it reads: what a station may be called by instead; empty where there is none.
    pub address: String,
    /// Icon's name.
    pub icon: &'static str,
    /// `good` or `bad`.
    pub tone: Option<&'static str>,
    /// Colours of the segment.
    pub segment: Option<Paint>,
    /// "14:02".
    pub time: String,
    /// Time on the page, "42 s"; stations only.
    pub dwell: Option<String>,
    /// 2 for the second visit to the page, and so on; stations only.
    pub visit: Option<u32>,
    /// The first page of the session.
    pub is_entry: bool,
    /// Where the customer is now.
    pub is_here: bool,
    /// For a station: how many of the window's events hang on it; for an event: how many share its station.
    pub n_on_page: usize,
    /// The first event on its station.
    pub first: bool,
    /// The last event on its station.
    pub last: bool,
    /// "4 min": the pause that follows, when it is 2 minutes or more.
    pub gap: Option<String>,
}

/// The drawn part of a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapView {
    /// Drawn events before the window.
    pub before: usize,
    /// The window, oldest first.
    pub items: Vec<MapItem>,
    /// Drawn events after the window.
    pub after: usize,
    /// End of the window before this one.
    earlier_end: Option<EventId>,
    /// End of the window after this one; `None` when it reaches the newest event.
    later_end: Option<EventId>,
}

/// The map of a session.
///
/// One pass over all events decides what is drawn and counts visits; words are made for the window alone.
#[must_use]
pub fn map(track: &Track, session: &Session, window: &Window, lens: &Lens<'_>) -> MapView {
    let drawn = drawn(track, lens);
    let range = window.range(&drawn);
    let last_station = drawn.iter().rposition(|event| kind::is_station(event));
    let is_active = card::state(session, lens) == CardState::Active;
    let visits = visits(&drawn, &range, lens);

    let mut items: Vec<MapItem> = Vec::with_capacity(range.len());
    for (at, event) in drawn.iter().enumerate().take(range.end).skip(range.start) {
        let mut item = item(event, session, lens);
        let next = drawn.get(at + 1);
        item.gap = next.and_then(|next| gap(event, next)).map(time::pause);
        if item.is_station {
            item.dwell = dwell(&drawn, at).filter(|span| span.num_seconds() > 0).map(time::length);
            item.visit = visits.get(at - range.start).copied().filter(|n| *n > 1);
            item.is_entry = at == 0 && track.reading == Reading::Complete;
            item.is_here = is_active && last_station == Some(at);
        }
        items.push(item);
    }
    mark_groups(&mut items);

    let before_end = range.start.checked_sub(1).and_then(|at| drawn.get(at));
    let later = (range.end + window.len).min(drawn.len());
    let later_end = if later == drawn.len() { None } else { drawn.get(later.saturating_sub(1)) };
    MapView {
        before: range.start,
        after: drawn.len() - range.end,
        items,
        earlier_end: before_end.map(|event| event.id.clone()),
        later_end: later_end.map(|event| event.id.clone()),
    }
}

/// The events of a session that have an icon, oldest first.
fn drawn<'a>(track: &'a Track, lens: &Lens<'_>) -> Vec<&'a Event> {
    track.iter().map(|event| &**event).filter(|event| kind::is_drawn(event, lens)).collect()
}

/// What to say when the event arrives live, "Form abandoned: Checkout"; `None` for what is not drawn.
#[must_use]
pub fn announcement(event: &Event, lens: &Lens<'_>) -> Option<String> {
    kind::is_drawn(event, lens).then(|| {
        let kind = kind::kind(event, lens);
        let subject = kind::subject(event, &kind, lens);
        titled(&kind.word, &subject)
    })
}

impl Window {
    /// The part of `drawn` that the window shows: always full when there is enough.
    fn range(&self, drawn: &[&Event]) -> Range<usize> {
        let end = self.end.as_ref().and_then(|end| drawn.iter().rposition(|event| event.id == *end));
        let end = end.map_or(drawn.len(), |at| at + 1).max(self.len.min(drawn.len()));
        end.saturating_sub(self.len)..end
    }
}

/// One item without what depends on its neighbours.
fn item(event: &Event, session: &Session, lens: &Lens<'_>) -> MapItem {
    let kind = kind::kind(event, lens);
    let subject = kind::subject(event, &kind, lens);
    let time = time::within(event.created, session.created, lens);
    let name = format!("{}, {time}", titled(&kind.word, &subject));
    let address = match &event.body {
        Body::Web(facts) if kind.is_station() => place::address(&facts.page, lens).unwrap_or_default(),
        _ => String::new(),
    };
    let segment = match &event.body {
        Body::Segment { id, .. } => lens.names.segments.get(id).map(|facts| Paint::new(facts.color)),
        _ => None,
    };
    MapItem {
        key: event.id.clone(),
        is_station: kind.is_station(),
        kind: kind.data,
        name,
        word: kind.word.into_owned(),
        subject,
        address,
        icon: kind.icon,
        tone: kind.tone,
        segment,
        time,
        dwell: None,
        visit: None,
        is_entry: false,
        is_here: false,
        n_on_page: 0,
        first: false,
        last: false,
        gap: None,
    }
}

/// "Form abandoned: Checkout", or the kind alone.
#[must_use]
pub fn titled(word: &str, subject: &str) -> String {
    let word = text::isolated(word);
    if subject.is_empty() { word.into_owned() } else { format!("{word}: {}", text::isolated(subject)) }
}

impl MapView {
    /// The same with its pages called by their addresses.
    #[must_use]
    pub fn by_address(mut self) -> Self {
        for item in self.items.iter_mut().filter(|item| !item.address.is_empty()) {
            item.subject.clone_from(&item.address);
            item.name = format!("{}, {}", titled(&item.word, &item.subject), item.time);
        }
        self
    }
}

/// A pause of two minutes or more between two neighbours.
fn gap(event: &Event, next: &Event) -> Option<Duration> {
    let span = time::between(event.created, next.created);
    (span >= Duration::minutes(2)).then_some(span)
}

/// Time on the station at `at`: until the next station, or until the last sign of life when a pause comes first.
fn dwell(drawn: &[&Event], at: usize) -> Option<Duration> {
    let station = drawn.get(at)?;
    let mut last = station;
    for event in drawn.iter().skip(at + 1) {
        if kind::is_station(event) {
            let end = if gap(last, event).is_some() { last.created } else { event.created };
            return Some(time::between(station.created, end));
        }
        last = event;
    }
    None
}

/// For each event of the range: the how many-th visit to its place it is (0 for what is no station). Seeing the same page
/// again at once, a reload, is the same visit.
fn visits(drawn: &[&Event], range: &Range<usize>, lens: &Lens<'_>) -> Vec<u32> {
    let mut counts: HashMap<u64, u64> = HashMap::new();
    // Only places in the window need counting: the rest of the session is looked up, not stored.
    for event in drawn.iter().take(range.end).skip(range.start).filter(|event| kind::is_station(event)) {
        counts.extend(place::id(event, lens).map(|place| (place, 0)));
    }
    let mut numbers = Vec::with_capacity(range.len());
    let mut before = None;
    for (at, event) in drawn.iter().enumerate().take(range.end) {
        let here = if kind::is_station(event) { place::id(event, lens) } else { None };
        let mut number = 0;
        if let Some(here) = here {
            if let Some(count) = counts.get_mut(&here) {
                *count += u64::from(before != Some(here));
                number = u32::try_from(*count).unwrap_or(u32::MAX);
            }
            before = Some(here);
        }
        if at >= range.start {
            numbers.push(number);
        }
    }
    numbers
}

/// How many-th visit to its page the station `id` is; `None` for the first and for what is no station.
pub(super) fn visit_of(track: &Track, id: &EventId, lens: &Lens<'_>) -> Option<u32> {
    let drawn = drawn(track, lens);
    let at = drawn.iter().rposition(|event| event.id == *id)?;
    visits(&drawn, &(at..at + 1), lens).first().copied().filter(|n| *n > 1)
}

/// Tells stations how many events hang on them, and events their place on the station. Events before the window's first
/// station hang on nothing that is drawn.
fn mark_groups(items: &mut [MapItem]) {
    for group in items.chunk_by_mut(|_, next| !next.is_station) {
        let has_station = group.first().is_some_and(|item| item.is_station);
        let n_events = group.len() - usize::from(has_station);
        for item in group.iter_mut() {
            item.n_on_page = n_events;
        }
        if has_station && n_events > 0 {
            if let Some(first) = group.get_mut(1) {
                first.first = true;
            }
            if let Some(last) = group.last_mut() {
                last.last = true;
            }
        }
    }
}
