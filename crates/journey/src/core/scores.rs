//! Likelihoods: nothing pushes them, so they are read at the snapshot and a moment after each event.

use chrono::Duration;

use super::missing::Part;
use super::{Core, Stir};
use crate::access::{Optional, Permission};
use crate::decode;
use crate::effect::{Effect, Timer};
use crate::model::SessionId;
use crate::problem::{ApiError, Refusal};
use crate::request::Request;

/// Events come in bursts: wait for the last.
const DEBOUNCE_MS: u32 = 300;
/// The requests of an agent's whole desktop share one limit: a busy visitor's scores are read at this many a minute.
const PER_MINUTE: usize = 20;
/// Distance between two readings once half of them are used up.
const SPARING_MS: u32 = 5_000;

impl Core {
    /// Reads the scores that are shown and were never read or are stale; after data only looks at what the data outdated.
    pub(super) fn settle_scores(&mut self) {
        let is_affected = self.stir == Stir::All || self.changes.sessions.iter().any(|id| self.is_score_due(id));
        if !is_affected || !self.may_look() || !self.access.parts(self.journey.settings()).scores {
            return;
        }
        // Nothing announces scores: a gap makes them old, a topic confirmed late does not.
        let epoch = self.link.is_open().then(|| self.link.epoch());
        let (may_read, may_spend) = (self.link.wants_snapshot(), self.may_spend());
        for id in self.scored() {
            let book = self.books.or_default(id.clone());
            if book.scores.is_due(epoch) && (may_read || !book.scores.was_read) {
                self.read_scores(&id);
            } else if book.scores_outdated && !book.scores_timer && !book.scores.is_busy && may_spend {
                let delay = delay_ms(&book.scores_asked, self.at.now);
                book.scores_timer = true;
                self.effects.push(Effect::StartTimer(Timer::Scores(id), delay));
            }
        }
    }

    /// Not read yet, or outdated and not waited for.
    fn is_score_due(&self, id: &SessionId) -> bool {
        self.books.get(id).is_none_or(|book| {
            !book.scores.was_read || (book.scores_outdated && !book.scores_timer && !book.scores.is_busy)
        })
    }

    /// Sessions whose scores are shown: expanded ones, and the newest that is active.
    fn scored(&self) -> Vec<SessionId> {
        let inactivity = self.journey.settings().inactivity();
        let visit = |id: &SessionId| self.journey.session(id).filter(|session| session.is_visit());
        let newest = self.journey.order().iter().find(|id| {
            visit(id)
                .is_some_and(|session| session.ended.is_none() && session.last_activity() + inactivity > self.at.now)
        });
        let expanded = self.journey.expanded.iter().filter(|id| visit(id).is_some());
        newest.into_iter().chain(expanded.filter(|id| Some(*id) != newest)).cloned().collect()
    }

    /// Something happened in a session.
    pub(super) fn outdate_scores(&mut self, id: &SessionId) {
        if let Some(book) = self.books.get_mut(id) {
            book.scores_outdated = book.scores.was_read || book.scores.is_busy;
        }
    }

    /// The burst is over.
    pub(super) fn scores_are_due(&mut self, id: &SessionId) {
        let may = self.may_look() && self.may_spend() && self.access.parts(self.journey.settings()).scores;
        let Some(book) = self.books.get_mut(id) else { return };
        book.scores_timer = false;
        if may && book.scores_outdated && !book.scores.is_busy {
            self.read_scores(id);
        }
    }

    fn read_scores(&mut self, id: &SessionId) {
        let epoch = Some(self.link.epoch());
        let now = self.at.now;
        if let Some(book) = self.books.get_mut(id) {
            book.scores.begin(epoch);
            book.scores_outdated = false;
            book.scores_asked.retain(|at| (now - *at).abs() < Duration::minutes(1));
            book.scores_asked.push(now);
        }
        self.ask(Request::Scores(id.clone()));
    }

    /// Scores are here, or are not to be had.
    pub(super) fn take_scores(&mut self, id: &SessionId, result: Result<String, Refusal>) {
        let Some(book) = self.books.get_mut(id) else { return };
        // What fails is read again after the next event: bars that stand still are no hole.
        book.scores.end();
        match result.and_then(|body| decode::scores(&body).ok_or_else(Refusal::unreadable)) {
            Ok(predictions) => {
                self.note_read(&Part::Scores(id.clone()));
                let changes = self.journey.merge_scores(id, predictions);
                self.changed(changes);
            }
            Err(Refusal { error: ApiError::Forbidden { missing }, .. }) => {
                self.access.refuse(Permission::OutcomeScores, missing);
                self.forget_scores();
            }
            Err(Refusal { error: ApiError::NotFound, .. }) => {
                self.access.remove(Optional::Scores);
                self.forget_scores();
            }
            Err(refusal) => self.note_missing(Part::Scores(id.clone()), &refusal),
        }
    }

    /// The part is gone.
    pub(super) fn forget_scores(&mut self) {
        self.calls.cancel(|request| matches!(request, Request::Scores(_)), &mut self.effects);
        self.forget_missing_scores();
        let changes = self.journey.clear_scores();
        self.changed(changes);
    }
}

/// How long to wait before the next reading.
fn delay_ms(asked: &[chrono::DateTime<chrono::Utc>], now: chrono::DateTime<chrono::Utc>) -> u32 {
    let recent = asked.iter().filter(|at| (now - **at).abs() < Duration::minutes(1)).count();
    if recent < PER_MINUTE / 2 { DEBOUNCE_MS } else { SPARING_MS }
}
