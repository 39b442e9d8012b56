//! The customer's entities: sessions, their events and scores.

use std::collections::BTreeSet;

use super::Journey;
use crate::changes::Changes;
use crate::model::{
    ContactId, Event, Matched, OutcomeId, Predictions, QueueId, Reading, SegmentId, Session, SessionId, UserId,
    WrapUpId,
};

/// Where a session's facts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A notification: attributes, attribute lists, external id and address, short id are left out of it.
    Live,
    /// A REST answer: whole.
    Rest,
}

/// Announced events that are not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hole {
    /// How many events are here.
    pub(crate) held: usize,
    /// How many were announced.
    pub(crate) announced: i64,
}

/// Ids that are shown and whose names were never asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Unnamed {
    /// Segments.
    pub(crate) segments: BTreeSet<SegmentId>,
    /// Outcomes.
    pub(crate) outcomes: BTreeSet<OutcomeId>,
    /// Queues.
    pub(crate) queues: BTreeSet<QueueId>,
    /// Agents.
    pub(crate) users: BTreeSet<UserId>,
    /// Wrap-up codes.
    pub(crate) wrap_ups: BTreeSet<WrapUpId>,
}

impl Journey {
    /// Another customer: every entity of the old one goes. Names and settings stay.
    pub(crate) fn clear_customer(&mut self) -> Changes {
        Changes::default()
    }

    /// Takes sessions in: a union by id in which newer facts win.
    pub(crate) fn merge_sessions(&mut self, sessions: Vec<Session>, from: Origin) -> Changes {
        let _ = (sessions, from);
        Changes::default()
    }

    /// Removes the sessions of a contact.
    pub(crate) fn remove_sessions_of(&mut self, contact: &ContactId) -> Changes {
        let _ = contact;
        Changes::default()
    }

    /// Takes events in, of any sessions, in any order.
    pub(crate) fn merge_events(&mut self, events: Vec<Event>) -> Changes {
        let _ = events;
        Changes::default()
    }

    /// Takes a live segment assignment of a session in.
    pub(crate) fn merge_assignment(&mut self, session: &SessionId, matched: Matched) -> Changes {
        let _ = (session, matched);
        Changes::default()
    }

    /// Takes scores in.
    pub(crate) fn merge_scores(&mut self, session: &SessionId, predictions: Predictions) -> Changes {
        let _ = (session, predictions);
        Changes::default()
    }

    /// Removes all scores (the part is gone).
    pub(crate) fn clear_scores(&mut self) -> Changes {
        Changes::default()
    }

    /// Says how far the reading of a session's events has come. `Complete` also ends a re-read.
    pub(crate) fn set_reading(&mut self, session: &SessionId, reading: Reading) -> Changes {
        let _ = (session, reading);
        Changes::default()
    }

    /// A complete reading of a track that may already be `Complete` begins (the state shown does not change). To be
    /// ended by `set_reading(Complete)`.
    pub(crate) fn begin_reread(&mut self, session: &SessionId) {
        let _ = session;
    }

    /// Announced events that are not here, once the track is `Complete`.
    pub(crate) fn hole(&self, session: &SessionId) -> Option<Hole> {
        let _ = session;
        None
    }

    /// Names to ask for: ids of sessions, events and scores without a name. Each id is given once.
    pub(crate) fn take_unnamed(&mut self) -> Unnamed {
        Unnamed::default()
    }

    /// Forgets that names were asked for: the request failed and may be made again.
    pub(crate) fn give_back_unnamed(&mut self, unnamed: &Unnamed) {
        let _ = unnamed;
    }
}
