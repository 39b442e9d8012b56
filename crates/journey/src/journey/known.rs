//! What is kept about a session's events beside their track, and the session as it is published: what was announced,
//! moved forward by events that run ahead of the session's own notification.
//!
//! The published session is a function of the announced facts and the held events alone, so nothing is ever counted
//! twice: once a notification covers an event, that event no longer adds anything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::announced::{Announced, SegmentTimes, earlier};
use crate::model::{
    Achievement, Body, Event, EventId, LastEvent, Matched, OutcomeId, Page, Reading, SegmentId, Session, Track, is_view,
};
use crate::order;
use crate::place;
use crate::sorted::SortedMap;

/// Events named and not here that are remembered at most: of a session that is not listened to there are many.
const NAMED_MAX: usize = 100;

/// What the events of one session told, and how far they are complete.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Known {
    /// Where each event is in the track.
    pub(super) times: BTreeMap<EventId, DateTime<Utc>>,
    /// Segments that events assigned or took away.
    pub(super) segments: SortedMap<SegmentId, SegmentTimes>,
    /// Outcomes that events achieved.
    pub(super) achievements: SortedMap<OutcomeId, Option<DateTime<Utc>>>,
    /// An event was made signed in.
    authenticated: bool,
    /// How many announced events a complete reading does not give: kinds that are not listed.
    pub(super) n_accepted: i64,
    /// Events announced when the present complete reading began: those announced later need not be in it.
    pub(super) announced_before: Option<i64>,
    /// Events held and announced when the present re-read began.
    pub(super) reread: Option<(i64, Option<i64>)>,
    /// Events that were named as a session's last one and are not here: each proves that it exists.
    pub(super) named: BTreeSet<EventId>,
    /// Those that the last complete reading did not give.
    pub(super) named_before: BTreeSet<EventId>,
    /// Those that two of them did not give: kinds that are not listed.
    pub(super) named_accepted: BTreeSet<EventId>,
    /// Events that came by themselves while others were missing, and that nothing names: they may not be counted yet.
    pub(super) doubted: BTreeSet<EventId>,
    /// Those that came before the present reading began.
    pub(super) doubted_before: BTreeSet<EventId>,
    /// Announced events that were missing at the end of the last complete reading.
    pub(super) n_missing_last: Option<i64>,
    /// Events that were named as a session's last one, of the newest such moment.
    pub(super) named_last: (Option<DateTime<Utc>>, BTreeSet<EventId>),
    /// So many of the announced events were read for certain, the first ones counted.
    pub(super) n_read: Option<i64>,
}

impl Known {
    /// Takes one announcement of an event in, also a repeated one.
    pub(super) fn learn(&mut self, event: &Event) {
        self.named.remove(&event.id);
        match &event.body {
            Body::Segment { id, assigned, .. } => {
                let times = match assigned {
                    true => SegmentTimes::assigned(Some(event.created)),
                    false => SegmentTimes::ended(event.created),
                };
                self.assign(id.clone(), times);
            }
            Body::Outcome { id, .. } => {
                let held = self.achievements.or_default(id.clone());
                *held = earlier(*held, Some(event.created));
            }
            Body::Web(facts) => self.authenticated |= facts.authenticated,
            _ => {}
        }
    }

    /// Takes in that a session names an event of this moment as its last one.
    pub(super) fn name(&mut self, event: EventId, at: Option<DateTime<Utc>>) {
        if at > self.named_last.0 {
            self.named_last = (at, BTreeSet::new());
        }
        if at == self.named_last.0 {
            self.named_last.1.insert(event.clone());
        }
        while self.named_last.1.len() > NAMED_MAX {
            self.named_last.1.pop_first();
        }
        self.doubted.remove(&event);
        self.doubted_before.remove(&event);
        if !self.times.contains_key(&event) {
            self.named.insert(event);
        }
        while self.named.len() > NAMED_MAX {
            self.named.pop_first();
        }
    }

    /// Takes an assignment in.
    pub(super) fn assign(&mut self, segment: SegmentId, times: SegmentTimes) {
        let held = self.segments.or_default(segment);
        *held = held.join(times);
    }
}

/// How many events are held of those that `n_events` counts: without those that run ahead of it.
pub(super) fn n_covered(announced: &Announced, track: Option<&Track>) -> i64 {
    let Some(track) = track else { return 0 };
    let n_ahead = announced.events_until().map_or(0, |until| ahead(track, until).count());
    i64::try_from(track.len().saturating_sub(n_ahead)).unwrap_or(i64::MAX)
}

/// How many events are held of the moment up to which `n_events` counts, and were never named: each of them may be
/// counted or not.
pub(super) fn n_tied(announced: &Announced, known: &Known, track: Option<&Track>) -> i64 {
    let (Some(until), Some(track)) = (announced.events_until(), track) else { return 0 };
    let (named_at, named) = &known.named_last;
    let at_once = track.iter().rev().skip_while(|event| event.created > until);
    let tied = at_once
        .take_while(|event| event.created == until)
        .filter(|event| *named_at != Some(until) || !named.contains(&event.id));
    i64::try_from(tied.count()).unwrap_or(i64::MAX)
}

/// The session as it is published.
pub(super) fn published(announced: &Announced, known: Option<&Known>, track: Option<&Track>) -> Session {
    let mut session = announced.session.clone();
    let mut segments = announced.segments.clone();
    let mut achievements = announced.achievements.clone();
    if let Some(known) = known {
        session.authenticated |= known.authenticated;
        for (id, times) in &known.segments {
            let held = segments.or_default(id.clone());
            *held = held.join(*times);
        }
        for (id, at) in &known.achievements {
            let held = achievements.or_default(id.clone());
            *held = earlier(*held, *at);
        }
    }
    session.segments = segments.into_iter().map(|(id, times)| times.matched(id)).collect();
    order::sort_by(&mut session.segments, |one, other| segment_key(one).cmp(&segment_key(other)));
    session.achievements = achievements.into_iter().map(|(outcome, at)| Achievement { outcome, at }).collect();
    order::sort_by(&mut session.achievements, |one, other| {
        (one.at.is_none(), one.at, &one.outcome).cmp(&(other.at.is_none(), other.at, &other.outcome))
    });
    if let Some(track) = track {
        move_forward(&mut session, announced, track);
    }
    session.page_since = page_since(&session, announced, track);
    session
}

/// Order of assignment; without a date at the end.
fn segment_key(matched: &Matched) -> (bool, Option<DateTime<Utc>>, &SegmentId) {
    (matched.at.is_none(), matched.at, &matched.segment)
}

/// Lets events that are newer than what was announced move the session forward.
fn move_forward(session: &mut Session, announced: &Announced, track: &Track) {
    let count = |until: Option<DateTime<Utc>>, is_wanted: fn(&Event) -> bool| {
        let n = until.map_or(0, |until| ahead(track, until).filter(|event| is_wanted(event)).count());
        i64::try_from(n).unwrap_or(i64::MAX)
    };
    let add = |counter: &mut Option<i64>, n: i64| *counter = counter.map(|held| held.saturating_add(n));
    add(&mut session.n_events, count(announced.events_until(), |_| true));
    add(&mut session.n_pageviews, count(announced.pageviews_until(), |event| has_name(event, "page_viewed")));
    add(&mut session.n_screenviews, count(announced.screenviews_until(), |event| has_name(event, "screen_viewed")));

    let from_start = |at: Option<DateTime<Utc>>| at.unwrap_or(session.created);
    if let Some(page) = newest_page(session, from_start(announced.page_of()), track) {
        session.last_page = Some(page.clone());
    }
    if let Some(screen) = ahead(track, from_start(announced.screen_of())).find_map(screen_of) {
        session.last_screen = Some(screen.clone());
    }
    let until = announced.terms_until().or(announced.events_until());
    let mut terms: Vec<Arc<str>> =
        until.map_or_else(Vec::new, |until| ahead(track, until).filter_map(search_of).cloned().collect());
    terms.reverse();
    session.search_terms.extend(terms);

    let last = session.last_event.as_ref().and_then(|event| event.created);
    if let Some(newest) = track.last().filter(|newest| last.is_none_or(|last| newest.created > last)) {
        session.last_event = Some(LastEvent {
            id: Some(newest.id.as_str().into()),
            name: name_of(newest),
            created: Some(newest.created),
        });
    }
}

/// The page of the newest events after a moment. Of several events of one moment a view says it, as on the map; a view
/// of the very moment that the session was announced at says it too, once the event that the session names is here.
fn newest_page<'a>(session: &Session, from: DateTime<Utc>, track: &'a Track) -> Option<&'a Page> {
    let named = session.last_event.as_ref().and_then(|last| last.id.as_deref());
    let is_named_here = named.is_none_or(|id| track.get(from, &id.into()).is_some());
    let mut found: Option<(DateTime<Utc>, &Page)> = None;
    for event in track.iter().rev().take_while(|event| event.created >= from) {
        if found.is_some_and(|(at, _)| at != event.created) {
            break;
        }
        let is_view = event.is_view();
        let counts = event.created > from || (is_view && is_named_here);
        if let Some(page) = page_of(event).filter(|_| counts) {
            if is_view {
                return Some(page);
            }
            found.get_or_insert((event.created, page));
        }
    }
    found.map(|(_, page)| page)
}

/// Since when the present page or screen is looked at: since its view, whatever happened on it afterwards. A view that
/// may not be the newest, or that was of another page, does not say it.
fn page_since(session: &Session, announced: &Announced, track: Option<&Track>) -> Option<DateTime<Utc>> {
    let told = announced.last_view();
    let last = announced.session.last_event.as_ref().and_then(|event| event.created);
    let newest = track.and_then(|track| {
        let view = track.iter().rev().find(|event| name_of(event).is_some_and(|name| is_view(&name)))?;
        let is_newest = track.reading == Reading::Complete
            || last.is_none_or(|last| view.created > last)
            || told.is_some_and(|told| view.created >= told.at);
        is_newest.then_some(view)
    });
    match (told, newest) {
        (told, Some(view)) if told.is_none_or(|told| view.created >= told.at) => {
            let is_same = match &view.body {
                Body::Web(facts) => session.last_page.as_ref().is_some_and(|page| place::is_same(page, &facts.page)),
                Body::App(facts) => facts.screen.is_some() && session.last_screen == facts.screen,
                _ => false,
            };
            is_same.then_some(view.created)
        }
        (Some(told), _) => told.is_of_page(session).then_some(told.at),
        (None, _) => None,
    }
}

/// Events after a moment, newest first.
fn ahead(track: &Track, until: DateTime<Utc>) -> impl Iterator<Item = &Event> {
    track.iter().rev().map(AsRef::as_ref).take_while(move |event| event.created > until)
}

fn has_name(event: &Event, name: &str) -> bool {
    matches!(&event.body, Body::Web(facts) if &*facts.name == name)
        || matches!(&event.body, Body::App(facts) if &*facts.name == name)
}

fn page_of(event: &Event) -> Option<&Page> {
    match &event.body {
        Body::Web(facts) if facts.page.is_told() => Some(&facts.page),
        _ => None,
    }
}

fn screen_of(event: &Event) -> Option<&Arc<str>> {
    match &event.body {
        Body::App(facts) => facts.screen.as_ref(),
        _ => None,
    }
}

fn search_of(event: &Event) -> Option<&Arc<str>> {
    match &event.body {
        Body::Web(facts) => facts.search.as_ref(),
        Body::App(facts) => facts.search.as_ref(),
        _ => None,
    }
}

/// The name of an event in short form: its own, or that of its kind.
fn name_of(event: &Event) -> Option<Arc<str>> {
    Some(match &event.body {
        Body::Web(facts) => facts.name.clone(),
        Body::App(facts) => facts.name.clone(),
        Body::Action(facts) => facts.state.clone()?,
        Body::Outcome { .. } => "outcome_achieved".into(),
        Body::Segment { .. } => "segment_assigned".into(),
        Body::Other(name) => name.clone(),
    })
}
