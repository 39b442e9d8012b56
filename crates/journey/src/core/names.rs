//! Names for ids, each asked once, as they appear: segments and outcomes in batches, one batch of each at a time.

use super::Core;
use super::missing::Part;
use crate::access::{Optional, Permission};
use crate::decode;
use crate::journey::Unnamed;
use crate::model::{OutcomeId, SegmentId};
use crate::order;
use crate::problem::{ApiError, Refusal};
use crate::request::{OUTCOMES_BATCH, Request, SEGMENTS_BATCH};

/// Single names asked for at the same time.
const SINGLE_MAX: usize = 6;

impl Core {
    /// Asks for names that are missing.
    pub(super) fn settle_names(&mut self) {
        let changes = &self.changes;
        let is_news = !changes.sessions.is_empty()
            || !changes.tracks.is_empty()
            || !changes.predictions.is_empty()
            || changes.names
            || changes.customer
            || changes.page;
        if is_news {
            let found = self.journey.take_unnamed();
            self.unnamed.extend(found);
        }
        if self.unnamed.is_empty() {
            return;
        }
        let parts = self.access.parts(self.journey.settings());
        if parts.segments && !self.unnamed.segments.is_empty() && !self.calls.has(|r| matches!(r, Request::Segments(_)))
        {
            let ids: Vec<SegmentId> = self.unnamed.segments.iter().take(SEGMENTS_BATCH).cloned().collect();
            self.unnamed.segments.retain(|id| !ids.contains(id));
            self.ask(Request::Segments(ids));
        }
        if parts.outcomes && !self.unnamed.outcomes.is_empty() && !self.calls.has(|r| matches!(r, Request::Outcomes(_)))
        {
            let ids: Vec<OutcomeId> = self.unnamed.outcomes.iter().take(OUTCOMES_BATCH).cloned().collect();
            self.unnamed.outcomes.retain(|id| !ids.contains(id));
            self.ask(Request::Outcomes(ids));
        }
        self.ask_single_names();
    }

    fn ask_single_names(&mut self) {
        loop {
            let n_busy = self
                .calls
                .count(|request| matches!(request, Request::Queue(_) | Request::User(_) | Request::WrapUp(_)));
            if n_busy >= SINGLE_MAX {
                return;
            }
            let (permission, request) = if let Some(id) = self.unnamed.queues.pop_first() {
                (Permission::Queue, Request::Queue(id))
            } else if let Some(id) = self.unnamed.users.pop_first() {
                (Permission::User, Request::User(id))
            } else if let Some(id) = self.unnamed.wrap_ups.pop_first() {
                (Permission::WrapUp, Request::WrapUp(id))
            } else {
                return;
            };
            // Reading a user needs no permission; a queue whose name cannot be had is felt.
            if permission == Permission::User || self.access.allows(permission) {
                self.ask(request);
            } else {
                self.felt.insert(permission);
            }
        }
    }

    /// Names of segments are here, or are not to be had.
    pub(super) fn take_segments(&mut self, ids: Vec<SegmentId>, result: Result<String, Refusal>) {
        match result.and_then(|body| decode::segments(&body).ok_or_else(Refusal::unreadable)) {
            Ok(segments) => {
                self.note_read(&Part::Segments);
                let changes = self.journey.merge_segments(segments);
                self.changed(changes);
            }
            Err(Refusal { error: ApiError::Forbidden { missing }, .. }) => {
                self.access.refuse(Permission::Segment, missing);
            }
            Err(Refusal { error: ApiError::NotFound, .. }) => self.access.remove(Optional::Segments),
            Err(refusal) => {
                self.note_missing(Part::Segments, &refusal);
                let segments = order::set(ids);
                self.give_back(Unnamed { segments, ..Unnamed::default() }, &refusal);
            }
        }
    }

    /// Names of outcomes are here, or are not to be had.
    pub(super) fn take_outcomes(&mut self, ids: Vec<OutcomeId>, result: Result<String, Refusal>) {
        match result.and_then(|body| decode::outcomes(&body).ok_or_else(Refusal::unreadable)) {
            Ok(outcomes) => {
                self.note_read(&Part::Outcomes);
                let changes = self.journey.merge_outcomes(outcomes);
                self.changed(changes);
            }
            Err(Refusal { error: ApiError::Forbidden { missing }, .. }) => {
                self.access.refuse(Permission::Outcome, missing);
                self.forget_scores();
            }
            Err(Refusal { error: ApiError::NotFound, .. }) => {
                self.access.remove(Optional::Outcomes);
                self.forget_scores();
            }
            Err(refusal) => {
                self.note_missing(Part::Outcomes, &refusal);
                let outcomes = order::set(ids);
                self.give_back(Unnamed { outcomes, ..Unnamed::default() }, &refusal);
            }
        }
    }

    /// A single name is here, or is not to be had: then its place stays empty.
    pub(super) fn take_name(&mut self, request: Request, result: Result<String, Refusal>) {
        let name = match result.and_then(|body| decode::name(&body).ok_or_else(Refusal::unreadable)) {
            Ok((_, name)) => name,
            Err(refusal) => {
                self.name_failed(request, &refusal);
                return;
            }
        };
        let (id, changes) = match request {
            Request::Queue(id) => (id.as_str().into(), self.journey.name_queue(id, name)),
            Request::User(id) => (id.as_str().into(), self.journey.name_user(id, name)),
            Request::WrapUp(id) => (id.as_str().into(), self.journey.name_wrap_up(id, name)),
            _ => return,
        };
        self.note_read(&Part::Name(id));
        self.changed(changes);
    }

    fn name_failed(&mut self, request: Request, refusal: &Refusal) {
        let mut unnamed = Unnamed::default();
        let (name, permission) = match request {
            Request::Queue(id) => {
                unnamed.queues.insert(id.clone());
                (id.as_str().into(), Permission::Queue)
            }
            Request::WrapUp(id) => {
                unnamed.wrap_ups.insert(id.clone());
                (id.as_str().into(), Permission::WrapUp)
            }
            Request::User(id) => {
                unnamed.users.insert(id.clone());
                (id.as_str().into(), Permission::User)
            }
            _ => return,
        };
        self.note_missing(Part::Name(name), refusal);
        if let ApiError::Forbidden { missing } = &refusal.error {
            self.access.refuse(permission, missing.clone());
            self.felt.insert(permission);
        }
        self.give_back(unnamed, refusal);
    }

    /// What failed for now is found again at the next change, what was refused when the agent asks.
    fn give_back(&mut self, unnamed: Unnamed, refusal: &Refusal) {
        match refusal.error {
            ApiError::Refused(_) => self.keep_unnamed(unnamed),
            _ if refusal.is_final() => {}
            _ => self.journey.give_back_unnamed(unnamed),
        }
    }
}
