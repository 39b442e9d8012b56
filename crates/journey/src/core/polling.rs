//! What is read while no socket gets through: little, now and then, and only while somebody looks.
//!
//! A turn reads what announces all else: the list (or the session, or the interactions). What that proves to be missing is
//! read next. All of it together stays within a few requests a minute, whatever happens.

use super::Core;
use super::fresh::Fresh;
use crate::effect::{Effect, Timer};
use crate::input::Target;
use crate::model::SessionId;
use crate::moment::Moment;

/// From turn to turn. With what a turn finds out to be read, and what a minute allows, it may become longer.
const PACE_MS: i64 = 20_000;
/// The contact itself and its segments are read with each of so many turns.
const SELDOM: u64 = 4;

/// The last turn began a minute ago or more.
fn is_long_ago(last_ms: i64, at: Moment) -> bool {
    at.elapsed_ms - last_ms >= 60_000
}

/// How far that is.
#[derive(Clone, Debug, Default)]
pub(super) struct Polling {
    /// It goes on.
    is_on: bool,
    /// The timer runs.
    is_waiting: bool,
    /// A turn is being read.
    is_reading: bool,
    n_turns: u64,
    /// When the last turn began, by the clock that nobody sets.
    last_ms: Option<i64>,
}

impl Core {
    /// What is not waited for may be asked for: always but where no socket gets through and the minute's requests are
    /// spent.
    pub(super) fn may_spend(&self) -> bool {
        !self.link.is_delayed() || self.calls.rest_of_minute_ms(self.at) == 0
    }

    /// Begins a turn when one is due, and tells the link how the last one went.
    pub(super) fn settle_polling(&mut self) {
        if !self.link.is_delayed() || !self.may_look() {
            (self.polling.is_reading, self.polling.is_on) = (false, false);
            if std::mem::take(&mut self.polling.is_waiting) {
                self.effects.push(Effect::StopTimer(Timer::Poll));
            }
            return;
        }
        if !std::mem::replace(&mut self.polling.is_on, true)
            && self.polling.last_ms.is_none_or(|ms| is_long_ago(ms, self.at))
        {
            // What it took to find that out is not counted: what was missed meanwhile is read at once.
            self.calls.begin_minute();
        }
        self.follow_changes();
        if self.polling.is_reading && !self.announcing().is_busy {
            self.polling.is_reading = false;
            if self.announcing().has_failed {
                self.link.poll_failed();
                return;
            }
            self.link.was_polled(self.at.now);
        }
        if self.polling.is_waiting {
            return;
        }
        let due_ms = self.polling.last_ms.map_or(0, |last_ms| last_ms + PACE_MS - self.at.elapsed_ms);
        // What the last turn found comes before the next one.
        let rest_ms = self.calls.rest_of_minute_ms(self.at);
        if due_ms <= 0 && rest_ms == 0 && !self.has_stale_tracks() {
            self.begin_turn();
        }
        self.polling.is_waiting = true;
        let wait_ms = if rest_ms > 0 {
            rest_ms
        } else if due_ms > 0 {
            due_ms
        } else {
            PACE_MS
        };
        self.effects.push(Effect::StartTimer(Timer::Poll, u32::try_from(wait_ms).unwrap_or(u32::MAX)));
    }

    /// The wait is over.
    pub(super) fn poll_is_due(&mut self) {
        self.polling.is_waiting = false;
    }

    fn begin_turn(&mut self) {
        self.polling.last_ms = Some(self.at.elapsed_ms);
        self.polling.is_reading = true;
        self.forget_failures();
        self.announcing_mut().make_stale();
        match (self.polling.n_turns % SELDOM, self.target()) {
            (0, Some(Target::Interactions)) => self.interactions.make_stale(),
            (0, Some(Target::Conversation(_))) => self.subject.interaction_fresh.make_stale(),
            (1, _) => self.subject.contact_fresh.make_stale(),
            (3, _) => self.subject.segments_fresh.make_stale(),
            _ => {}
        }
        self.polling.n_turns += 1;
    }

    /// What tells of all else.
    fn announcing(&self) -> &Fresh {
        match (&self.subject.contact, &self.subject.session, self.target()) {
            (Some(_), ..) => &self.subject.list,
            (None, Some(_), _) => &self.subject.session_fresh,
            (None, None, Some(Target::Conversation(_))) => &self.subject.interaction_fresh,
            (None, None, _) => &self.interactions,
        }
    }

    fn announcing_mut(&mut self) -> &mut Fresh {
        match (&self.subject.contact, &self.subject.session, self.start.as_ref().map(|start| &start.target)) {
            (Some(_), ..) => &mut self.subject.list,
            (None, Some(_), _) => &mut self.subject.session_fresh,
            (None, None, Some(Target::Conversation(_))) => &mut self.subject.interaction_fresh,
            (None, None, _) => &mut self.interactions,
        }
    }

    /// A session that has changed: its events are read on from where they end, its scores are old.
    fn follow_changes(&mut self) {
        // What its own events have just changed is read.
        let is_news = |id: &&SessionId| !self.changes.tracks.contains(*id);
        let changed: Vec<SessionId> = self.changes.sessions.iter().filter(is_news).cloned().collect();
        for id in changed {
            self.outdate_scores(&id);
            if let Some(book) = self.books.get_mut(&id).filter(|book| book.fresh.was_read && !book.fresh.is_busy) {
                book.fresh.make_stale();
            }
        }
    }

    fn has_stale_tracks(&self) -> bool {
        let is_due = |id: &SessionId| self.books.get(id).is_some_and(|book| book.fresh.is_due(None));
        self.journey.watched().iter().any(is_due)
    }
}
