//! Events and scores of the sessions; how far the reading has come, and what is missing.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Journey;
use super::announced::Announced;
use super::join::join;
use super::known::{Known, n_covered, n_tied};
use crate::changes::Changes;
use crate::model::{Event, Predictions, Reading, SessionId, Track};
use crate::order;
use crate::sorted::SortedMap;

/// Announced events that are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hole {
    /// How many of the announced events are here.
    pub(crate) held: i64,
    /// How many were announced.
    pub(crate) announced: i64,
}

impl Journey {
    /// Puts events that the cloud lists and that lie in the future where they arrived: before the session's last event,
    /// where that is another one.
    pub(crate) fn place_listed(&mut self, events: &mut [Event]) {
        let announced = &self.announced;
        self.arrivals.place_events(events, |event| {
            let last = announced.get(&event.session)?.session.last_event.as_ref()?;
            last.created.filter(|_| last.id.as_deref().is_some_and(|id| id != event.id.as_str()))
        });
    }

    /// Takes events in, of any sessions, in any order. An event that is already here changes nothing, unless it tells
    /// more or has another time: then it moves to its new place.
    pub(crate) fn merge_events(&mut self, events: Vec<Event>) -> Changes {
        let mut by_session: SortedMap<SessionId, Vec<Event>> = SortedMap::new();
        for event in events {
            by_session.or_default(event.session.clone()).push(event);
        }
        let mut changes = Changes::default();
        for (id, events) in &mut by_session {
            let known = self.known.or_default(id.clone());
            let track = Arc::make_mut(self.tracks.or_default(id.clone()));
            let mut is_changed = false;
            for event in events.drain(..) {
                known.learn(&event);
                is_changed |= take(track, known, event);
            }
            if is_changed {
                changes.tracks.insert(id.clone());
            }
            self.want_names_known(id);
        }
        changes.merge(self.publish(&order::set(by_session.into_keys())));
        changes
    }

    /// Takes the scores of a session in. The likelihood before is kept when the whole per cent moves; older scores than
    /// those held change nothing.
    pub(crate) fn merge_scores(&mut self, session: &SessionId, mut predictions: Predictions) -> Changes {
        let mut changes = Changes::default();
        let held = self.predictions.get(session);
        let is_older = |held: &Arc<Predictions>| predictions.modified.is_some() && predictions.modified < held.modified;
        if held.is_some_and(is_older) {
            return changes;
        }
        let mut seen = BTreeSet::new();
        predictions.scores.retain(|score| seen.insert(score.outcome.clone()));
        for score in &mut predictions.scores {
            let before = held.and_then(|held| held.scores.iter().find(|before| before.outcome == score.outcome));
            if let Some(before) = before {
                let is_moved = percent(before.probability) != percent(score.probability);
                score.before = if is_moved { Some(before.probability) } else { before.before };
            }
        }
        if held.is_none_or(|held| **held != predictions) {
            self.want_outcomes(predictions.scores.iter().map(|score| &score.outcome));
            self.predictions.insert(session.clone(), Arc::new(predictions));
            changes.predictions.insert(session.clone());
        }
        changes
    }

    /// Removes all scores: the part is gone.
    pub(crate) fn clear_scores(&mut self) -> Changes {
        Changes { predictions: order::set(std::mem::take(&mut self.predictions).into_keys()), ..Changes::default() }
    }

    /// Says how far the reading of a session's events has come. `Complete` also ends a re-read.
    pub(crate) fn set_reading(&mut self, session: &SessionId, reading: Reading) -> Changes {
        let was_complete = self.tracks.get(session).is_some_and(|track| track.reading == Reading::Complete);
        match reading {
            Reading::Complete => self.end_reread(session),
            Reading::Failed(_) | Reading::NotAsked => {
                if let Some(known) = self.known.get_mut(session) {
                    known.reread = None;
                }
            }
            Reading::First | Reading::More if was_complete => self.begin_reread(session),
            Reading::First | Reading::More => {}
        }
        let mut changes = Changes::default();
        if self.tracks.get(session).map_or(Reading::NotAsked == reading, |track| track.reading == reading) {
            return changes;
        }
        self.known.or_default(session.clone());
        Arc::make_mut(self.tracks.or_default(session.clone())).reading = reading;
        changes.tracks.insert(session.clone());
        // That all is here may tell what the events alone did not: which view is the newest.
        changes.merge(self.publish(&order::set([session.clone()])));
        changes
    }

    /// A complete reading of a track that may already be `Complete` begins; the state shown does not change. To be
    /// ended by `set_reading(Complete)`.
    pub(crate) fn begin_reread(&mut self, session: &SessionId) {
        let now = self.n_held_and_announced(session);
        self.known.or_default(session.clone()).reread = Some(now);
    }

    /// A complete reading begins, of a track in any state: it will hold what was told until now.
    pub(crate) fn begin_whole(&mut self, session: &SessionId) {
        let announced_before = self.n_announced(session);
        let known = self.known.or_default(session.clone());
        known.announced_before = announced_before;
        // What those might stand in for is among what is read.
        for event in std::mem::take(&mut known.doubted) {
            known.doubted_before.insert(event);
        }
    }

    /// An event is about to be taken in that came by itself. While others are missing it must not stand in for one of
    /// them, unless it is one that was named: it may not be counted yet.
    pub(crate) fn doubt(&mut self, event: &Event) {
        let is_covered = self
            .announced
            .get(&event.session)
            .is_some_and(|announced| announced.events_until().is_none_or(|until| event.created <= until));
        if is_covered && self.missing(&event.session).is_some() {
            let known = self.known.or_default(event.session.clone());
            if !known.named.contains(&event.id) && !known.times.contains_key(&event.id) {
                known.doubted.insert(event.id.clone());
            }
        }
    }

    /// Announced events that are not here, once the track is `Complete`. What two complete readings in a row did not
    /// give either is taken for not listed, so that this never loops.
    pub(crate) fn hole(&self, session: &SessionId) -> Option<Hole> {
        let is_complete = self.tracks.get(session).is_some_and(|track| track.reading == Reading::Complete);
        self.missing(session).filter(|_| is_complete)
    }

    /// Announced events that are not here, or not here yet.
    fn missing(&self, session: &SessionId) -> Option<Hole> {
        let (held, announced) = self.n_held_and_announced(session);
        let announced = announced?;
        let known = self.known.get(session);
        let n_accepted = self.n_accepted(session);
        // A late event that is not counted yet can stand in for one that is missing; not for one that was named.
        let is_named_missing = known.is_some_and(|known| !known.named.is_subset(&known.named_accepted));
        let is_short = announced.saturating_sub(held) > n_accepted || is_named_missing;
        is_short.then_some(Hole { held, announced })
    }

    /// As many are here as were announced, but one of the very moment up to which is counted may stand in for one that is
    /// missing. Not once all of that moment was read, or was named.
    pub(crate) fn is_tied(&self, session: &SessionId) -> bool {
        let track = self.tracks.get(session).map(AsRef::as_ref);
        let is_complete = track.is_some_and(|track| track.reading == Reading::Complete);
        let Some((told, known)) = self.announced.get(session).zip(self.known.get(session)) else { return false };
        let (held, Some(announced)) = self.n_held_and_announced(session) else { return false };
        let n_sure = held.saturating_sub(n_tied(told, known, track));
        is_complete && announced.saturating_sub(n_sure) > known.n_accepted && known.n_read < Some(announced)
    }

    /// A reading of what was made after a moment, or of all, went to the end: so many counted events are here.
    pub(crate) fn was_read(&mut self, session: &SessionId, since: Option<DateTime<Utc>>, n_counted: Option<i64>) {
        let until = self.announced.get(session).and_then(Announced::events_until);
        if since.is_none_or(|since| Some(since) < until) {
            let known = self.known.or_default(session.clone());
            known.n_read = known.n_read.max(n_counted);
        }
    }

    /// How many announced events are taken for not listed.
    pub(crate) fn n_accepted(&self, session: &SessionId) -> i64 {
        self.known.get(session).map_or(0, |known| known.n_accepted)
    }

    /// No more than so many are.
    pub(crate) fn limit_accepted(&mut self, session: &SessionId, most: i64) {
        if let Some(known) = self.known.get_mut(session) {
            known.n_accepted = known.n_accepted.min(most);
        }
    }

    /// What was taken for not listed was so while nothing was heard: perhaps by another cloud.
    pub(crate) fn forget_accepted(&mut self, session: &SessionId) {
        let known = self.known.or_default(session.clone());
        known.n_accepted = 0;
        known.n_missing_last = None;
        known.named_accepted.clear();
        known.named_before.clear();
    }

    /// How many events the cloud itself told of.
    pub(crate) fn n_announced(&self, session: &SessionId) -> Option<i64> {
        self.announced.get(session).and_then(|announced| announced.session.n_events)
    }

    /// More events are held than were announced.
    pub(crate) fn holds_too_much(&self, session: &SessionId) -> bool {
        let n_held = self.tracks.get(session).map_or(0, |track| track.len());
        self.n_announced(session).is_none_or(|n| i64::try_from(n_held).is_ok_and(|n_held| n_held > n))
    }

    /// Events held of those announced, and events announced.
    fn n_held_and_announced(&self, session: &SessionId) -> (i64, Option<i64>) {
        let Some(announced) = self.announced.get(session) else { return (0, None) };
        let n_doubted = self.known.get(session).map_or(0, |known| known.doubted.len() + known.doubted_before.len());
        let n_covered = n_covered(announced, self.tracks.get(session).map(AsRef::as_ref));
        (n_covered - i64::try_from(n_doubted).unwrap_or(i64::MAX), announced.session.n_events)
    }

    fn end_reread(&mut self, session: &SessionId) {
        let announced_now = self.n_announced(session);
        let known = self.known.or_default(session.clone());
        let expected = known.announced_before.take().or(announced_now);
        known.doubted_before.clear();
        if expected == announced_now {
            // All that was counted was read: an event that came meanwhile stands in for none of those.
            known.doubted.clear();
        }
        let now = self.n_held_and_announced(session);
        let known = self.known.or_default(session.clone());
        let n_missing = expected.map_or(0, |expected| expected.saturating_sub(now.0)).max(0);
        let brought_nothing = known.reread.take() == Some(now);
        if brought_nothing || known.n_missing_last == Some(n_missing) || known.n_accepted > n_missing {
            known.n_accepted = n_missing;
        }
        known.named_accepted = known.named.intersection(&known.named_before).cloned().collect();
        known.named_before = known.named.clone();
        known.n_missing_last = Some(n_missing);
    }
}

/// Takes one event into its track; true when the track changed.
fn take(track: &mut Track, known: &mut Known, event: Event) -> bool {
    let Some(&at) = known.times.get(&event.id) else {
        known.times.insert(event.id.clone(), event.created);
        return track.insert(Arc::new(event));
    };
    let Some(held) = track.get(at, &event.id) else { return track.insert(Arc::new(event)) };
    let joined = join(held, event);
    if joined == **held {
        return false;
    }
    if joined.created == at {
        return track.replace(Arc::new(joined));
    }
    track.remove(at, &joined.id);
    known.times.insert(joined.id.clone(), joined.created);
    track.insert(Arc::new(joined))
}

/// Whole per cent, as it is shown.
fn percent(probability: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a likelihood lies in 0..1; anything else saturates")]
    let percent = (probability * 100.0).round() as i64;
    percent
}
