//! Events of sessions: read when a card is expanded, kept live, holes proved and filled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Core;
use super::fresh::Fresh;
use crate::access::Permission;
use crate::decode;
use crate::effect::{Effect, Timer};
use crate::model::{Body, EventId, Reading, SessionId};
use crate::order;
use crate::problem::{ApiError, Problem, Refusal};
use crate::request::Request;
use crate::view;

/// How long a late frame may take to fill a hole by itself.
const HOLE_MS: u32 = 700;
/// How long the next announcement may take to tell whether all of one moment are here.
const TIE_MS: u32 = 2_000;
/// A hole that could not be filled is tried again after this, doubling.
const HOLE_AGAIN_MS: u32 = 5_000;
/// Pages of one track at most: a hundred thousand events.
const PAGES_MAX: usize = 500;

/// How far one session's events and scores were read.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Book {
    /// How fresh the events are.
    pub(super) fresh: Fresh,
    /// Path of the last page read; `None` is the first. What comes later comes there or behind.
    pub(super) last_page: Option<Arc<str>>,
    /// Pages followed in this reading.
    followed: BTreeSet<Arc<str>>,
    /// This reading began at the first page.
    pub(super) is_whole: bool,
    /// Visited pages and screens that were held at the last gap, and that were not read since.
    pub(super) unseen: BTreeMap<EventId, DateTime<Utc>>,
    /// Events announced when the last reading began.
    pub(super) told: Option<i64>,
    /// Readings of all since the gap, beyond the first.
    pub(super) n_again: u32,
    /// The link's stretch in which the last reading began.
    pub(super) read_in: u64,
    /// The last event of the page before the last one, and of the last one.
    before: Option<(DateTime<Utc>, EventId)>,
    end: Option<(DateTime<Utc>, EventId)>,
    /// This reading gives all events after that one.
    pub(super) after: Option<(DateTime<Utc>, EventId)>,
    /// A proved hole.
    pub(super) hole: Option<HoleBook>,
    /// So many events were announced when one of them might have been another than those held.
    tied_at: Option<i64>,
    /// How fresh the scores are.
    pub(super) scores: Fresh,
    /// Something happened since they were read.
    pub(super) scores_outdated: bool,
    /// The timer to read them again runs.
    pub(super) scores_timer: bool,
    /// When they were last asked for.
    pub(super) scores_asked: Vec<chrono::DateTime<chrono::Utc>>,
}

/// A proved hole on its way to being filled.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct HoleBook {
    /// The wait is over.
    is_due: bool,
    /// The last page was read and did not fill it.
    needs_whole: bool,
    n_failures: u32,
}

impl HoleBook {
    /// It could not be filled: tried again after this many milliseconds.
    fn put_off(&mut self) -> u32 {
        let delay_ms = HOLE_AGAIN_MS.saturating_mul(1 << self.n_failures.min(4));
        self.n_failures = self.n_failures.saturating_add(1);
        self.is_due = false;
        delay_ms
    }
}

impl Core {
    /// The agent expands or collapses a card.
    pub(super) fn toggle(&mut self, id: &SessionId) {
        let Some(session) = self.journey.session(id) else { return };
        let is_expanded = self.journey.is_expanded(id);
        let parts = self.journey.page().parts;
        if !is_expanded && !view::card::is_expandable(session, parts, self.journey.names()) {
            return;
        }
        let changes = self.journey.set_expanded(id, !is_expanded);
        self.changed(changes);
    }

    /// The agent wants the events of one session tried again.
    pub(super) fn retry_track(&mut self, id: &SessionId) {
        let has_failed = self.journey.track(id).is_some_and(|track| matches!(track.reading, Reading::Failed(_)));
        if let Some(book) = self.books.get_mut(id).filter(|book| has_failed && !book.fresh.is_busy) {
            book.fresh.has_failed = false;
            book.fresh.was_read = false;
        }
    }

    /// Reads events of expanded cards that were never read or have become stale, and those that the digest rests on.
    pub(super) fn settle_tracks(&mut self) {
        if !self.access.allows(Permission::Event) {
            return;
        }
        for id in self.journey.watched() {
            let epoch = self.session_heard(&id);
            let may_look = self.may_look() && self.link.wants_snapshot() && self.may_spend();
            let is_visible = self.link.is_visible();
            let book = self.books.or_default(id.clone());
            if !book.fresh.is_due(epoch) {
                continue;
            }
            // What is known to be missing may be on any page.
            let is_whole = !book.fresh.was_read || book.hole.as_ref().is_some_and(|hole| hole.needs_whole);
            if may_look || (!book.fresh.was_read && is_visible && self.journey.is_expanded(&id)) {
                self.read_track(&id, is_whole);
            }
        }
    }

    /// Begins to read a track: all of it, or from the last page on.
    pub(super) fn read_track(&mut self, id: &SessionId, whole: bool) {
        let epoch = self.session_heard(id);
        let is_complete = self.journey.track(id).is_some_and(|track| track.reading == Reading::Complete);
        let book = self.books.or_default(id.clone());
        book.read_in = self.link.stretch();
        book.told = self.journey.n_announced(id);
        if self.unchecked.contains(id) {
            if !book.fresh.was_heard() {
                self.journey.forget_accepted(id);
            }
            let events = self.journey.track(id).into_iter().flat_map(|track| track.iter());
            let visits = events.filter(|event| matches!(event.body, Body::Web(_) | Body::App(_)));
            book.unseen.clear();
            for event in visits {
                book.unseen.insert(event.id.clone(), event.created);
            }
        }
        book.fresh.begin(epoch);
        book.followed.clear();
        book.is_whole = whole || book.last_page.is_none();
        if book.is_whole {
            book.before = None;
        }
        book.after.clone_from(&book.before);
        let next = if book.is_whole { None } else { book.last_page.clone() };
        let is_whole = book.is_whole;
        if is_whole {
            self.journey.begin_whole(id);
        }
        if !is_complete {
            let is_empty = self.journey.track(id).is_none_or(|track| track.is_empty());
            let reading = if is_empty { Reading::First } else { Reading::More };
            let changes = self.journey.set_reading(id, reading);
            self.changed(changes);
        } else if is_whole {
            self.journey.begin_reread(id);
        }
        self.ask(Request::Events { session: id.clone(), next });
    }

    /// A page of events is here, or is not to be had.
    pub(super) fn take_events(&mut self, id: &SessionId, path: Option<Arc<str>>, result: Result<String, Refusal>) {
        if !self.books.contains_key(id) {
            return;
        }
        let mut page = match result.and_then(|body| decode::events(&body).ok_or_else(Refusal::unreadable)) {
            Ok(page) => page,
            Err(refusal) => {
                self.events_failed(id, &refusal);
                return;
            }
        };
        self.journey.place_listed(&mut page.items);
        self.count_unreadable(Some(id), path.clone(), page.n_rejected);
        if let Some(book) = self.books.get_mut(id) {
            if path.as_ref().is_some_and(|path| book.followed.contains(path)) {
                book.before = book.end.take().or(book.before.take());
            }
            for event in &page.items {
                book.unseen.remove(&event.id);
            }
            book.end = page.items.iter().map(|event| (event.created, event.id.clone())).max();
            if page.n_rejected > 0 {
                // What cannot be read is not gone.
                book.unseen.clear();
            }
        }
        let items: Vec<_> = page.items.into_iter().filter(|event| event.session == *id).collect();
        if self.books.get(id).is_some_and(|book| !book.is_whole) {
            // What is missing may be on a page before those that are read.
            items.iter().for_each(|event| self.journey.doubt(event));
        }
        let n_given = i64::try_from(order::set(items.iter().map(|event| event.id.clone())).len()).ok();
        let mut changes = self.journey.merge_events(items);
        let next: Option<Arc<str>> = page.next.map(Arc::from);
        let is_only = path.is_none() && next.is_none();
        let is_unseen = self.is_long_hidden();
        let Some(book) = self.books.get_mut(id) else { return };
        book.last_page = path;
        match next {
            // What nobody looks at is not read on: it is read anew when the page is seen.
            Some(_) if is_unseen => {
                book.fresh.fail();
                self.changed(changes);
            }
            Some(next) if book.followed.len() < PAGES_MAX && book.followed.insert(next.clone()) => {
                if self.journey.track(id).is_some_and(|track| track.reading == Reading::First) {
                    changes.merge(self.journey.set_reading(id, Reading::More));
                }
                self.changed(changes);
                self.ask(Request::Events { session: id.clone(), next: Some(next) });
            }
            Some(_) => {
                book.fresh.end();
                book.hole = None;
                let problem = Problem {
                    title: "Not all events can be listed".into(),
                    advice: "The service gives the same page again and again, or too many.".into(),
                    can_retry: false,
                    correlation_id: None,
                };
                changes.merge(self.journey.set_reading(id, Reading::Failed(problem)));
                self.changed(changes);
            }
            None => {
                book.fresh.end();
                // One answer with all events has those that are counted first, also when it is newer than its question.
                let n_given = if is_only { n_given } else { None };
                let since = book.after.as_ref().map(|(at, _)| *at).filter(|_| !book.is_whole);
                self.journey.was_read(id, since, book.told.max(n_given));
                if book.read_in != self.link.stretch() {
                    // Its pages may be of two clouds.
                    book.last_page = None;
                }
                if let Some(hole) = &mut book.hole {
                    if book.is_whole {
                        // All was read and it is still not enough: more was told meanwhile. Not at once again.
                        self.effects.push(Effect::StartTimer(Timer::Hole(id.clone()), hole.put_off()));
                    }
                    hole.needs_whole = true;
                }
                // Only a reading from the first page proves that there is no more.
                let is_complete = self.journey.track(id).is_some_and(|track| track.reading == Reading::Complete);
                if book.is_whole || !is_complete {
                    let n_accepted = self.journey.n_accepted(id);
                    changes.merge(self.journey.set_reading(id, Reading::Complete));
                    if !self.journey.status().is_true() {
                        // What was told may be of a cloud that is no more: nothing of it is taken for not listed.
                        self.journey.limit_accepted(id, n_accepted);
                    }
                }
                // Something may have been told while it was read.
                changes.tracks.insert(id.clone());
                self.changed(changes);
            }
        }
    }

    fn events_failed(&mut self, id: &SessionId, refusal: &Refusal) {
        if let ApiError::Forbidden { missing } = &refusal.error {
            self.access.refuse(Permission::Event, missing.clone());
        }
        if self.unchecked.contains(id) && (refusal.is_final() || !self.journey.is_expanded(id)) {
            // What is not compared before the page is live may be of a cloud that is no more.
            let fresh = self.books.or_default(id.clone()).fresh.clone();
            self.forget_events(id);
            self.books.or_default(id.clone()).fresh = fresh;
        }
        let is_complete = self.journey.track(id).is_some_and(|track| track.reading == Reading::Complete);
        let Some(book) = self.books.get_mut(id) else { return };
        if refusal.is_final() {
            book.fresh.end();
            book.hole = None;
        } else {
            if self.unchecked.contains(id) {
                // What was not compared to its end is compared again.
                book.fresh.make_stale();
            }
            book.fresh.fail();
            if let Some(hole) = &mut book.hole {
                self.effects.push(Effect::StartTimer(Timer::Hole(id.clone()), hole.put_off()));
            }
        }
        if !is_complete {
            let problem = Problem::new("Events could not be loaded", refusal);
            let changes = self.journey.set_reading(id, Reading::Failed(problem));
            self.changed(changes);
        }
    }

    /// Proves holes of expanded cards, fills those whose late frame did not come, tells the link.
    pub(super) fn settle_holes(&mut self) {
        let touched: Vec<SessionId> = self
            .changes
            .sessions
            .iter()
            .chain(&self.changes.tracks)
            .chain(&self.changes.expanded)
            .filter(|id| self.journey.is_expanded(id))
            .cloned()
            .collect();
        for id in touched {
            if self.journey.hole(&id).is_none() || !self.access.allows(Permission::Event) {
                continue;
            }
            if let Some(book) = self.books.get_mut(&id)
                && book.hole.is_none()
            {
                book.hole = Some(HoleBook::default());
                self.effects.push(Effect::StartTimer(Timer::Hole(id), HOLE_MS));
            }
        }
        let holes: Vec<SessionId> =
            self.books.iter().filter(|(_, book)| book.hole.is_some()).map(|(id, _)| id.clone()).collect();
        let mut any = false;
        for id in holes {
            let is_open = self.journey.hole(&id).is_some() && self.journey.is_expanded(&id);
            let may = self.may_look() && self.may_spend();
            let Some(book) = self.books.get_mut(&id) else { continue };
            if !is_open {
                // What is read meanwhile may not be told of yet, and stand in for what is missing until all is read.
                any |= book.fresh.is_busy && self.journey.is_expanded(&id);
                if !book.fresh.is_busy {
                    book.hole = None;
                    self.effects.push(Effect::StopTimer(Timer::Hole(id)));
                }
                continue;
            }
            any = true;
            let Some(hole) = &book.hole else { continue };
            if hole.is_due && may && !book.fresh.is_busy && !book.fresh.has_failed {
                let whole = hole.needs_whole;
                self.read_track(&id, whole);
            }
        }
        self.link.set_holes(any);
        // All that are expanded: an announcement may change nothing that is shown.
        for id in self.journey.expanded.clone() {
            let (is_tied, n_told) = (self.journey.is_tied(&id), self.journey.n_announced(&id));
            let is_new = |book: &&mut Book| is_tied && book.hole.is_none() && book.tied_at != n_told;
            if let Some(book) = self.books.get_mut(&id).filter(is_new) {
                book.tied_at = n_told;
                self.effects.push(Effect::StartTimer(Timer::Hole(id), TIE_MS));
            }
        }
    }

    /// The late frame had its time; what may stand in for another one is read, without a word, for nothing proves it.
    pub(super) fn hole_is_due(&mut self, id: &SessionId) {
        let may = self.may_look() && self.may_spend() && self.access.allows(Permission::Event);
        if let Some(book) = self.books.get_mut(id) {
            book.fresh.has_failed &= book.hole.is_none();
            if let Some(hole) = &mut book.hole {
                hole.is_due = true;
            } else if !book.fresh.is_busy && self.journey.is_tied(id) && may {
                self.read_track(id, false);
            }
        }
    }

    /// Timers of sessions that are not shown any more.
    pub(super) fn stop_book_timers(&mut self) {
        for (id, book) in &self.books {
            if book.hole.is_some() || book.tied_at.is_some() {
                self.effects.push(Effect::StopTimer(Timer::Hole(id.clone())));
            }
            if book.scores_timer {
                self.effects.push(Effect::StopTimer(Timer::Scores(id.clone())));
            }
        }
    }
}
