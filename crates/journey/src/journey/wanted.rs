//! Names to ask for: each id once, as it appears.

use std::collections::BTreeSet;

use super::Journey;
use crate::model::{OutcomeId, QueueId, SegmentId, Session, SessionId, UserId, WrapUpId};

/// Ids that appeared and whose names were not asked for.
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

impl Unnamed {
    /// True when there is nothing to ask for.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Adds what another one holds.
    pub(crate) fn extend(&mut self, other: Self) {
        self.segments.extend(other.segments);
        self.outcomes.extend(other.outcomes);
        self.queues.extend(other.queues);
        self.users.extend(other.users);
        self.wrap_ups.extend(other.wrap_ups);
    }
}

/// Adds what was neither asked for nor is wanted already.
fn want<T: Clone + Ord>(wanted: &mut BTreeSet<T>, asked: &BTreeSet<T>, id: Option<&T>) {
    if let Some(id) = id.filter(|id| !asked.contains(*id)) {
        wanted.insert(id.clone());
    }
}

impl Journey {
    /// Names to ask for, of sessions, events and scores. Each id is given once, also when its answer never comes; see
    /// [`Journey::give_back_unnamed`].
    pub(crate) fn take_unnamed(&mut self) -> Unnamed {
        let wanted = std::mem::take(&mut self.wanted);
        self.asked.extend(wanted.clone());
        wanted
    }

    /// The request for these names failed in a way that may pass: they are given again.
    pub(crate) fn give_back_unnamed(&mut self, unnamed: Unnamed) {
        self.asked.segments.retain(|id| !unnamed.segments.contains(id));
        self.asked.outcomes.retain(|id| !unnamed.outcomes.contains(id));
        self.asked.queues.retain(|id| !unnamed.queues.contains(id));
        self.asked.users.retain(|id| !unnamed.users.contains(id));
        self.asked.wrap_ups.retain(|id| !unnamed.wrap_ups.contains(id));
        self.wanted.extend(unnamed);
    }

    pub(super) fn want_names_of(&mut self, session: &Session) {
        let (wanted, asked) = (&mut self.wanted, &self.asked);
        for matched in &session.segments {
            want(&mut wanted.segments, &asked.segments, Some(&matched.segment));
        }
        for achievement in &session.achievements {
            want(&mut wanted.outcomes, &asked.outcomes, Some(&achievement.outcome));
        }
        if let Some(conversation) = &session.conversation {
            want(&mut wanted.queues, &asked.queues, conversation.queue.as_ref());
            want(&mut wanted.users, &asked.users, conversation.user.as_ref());
            want(&mut wanted.wrap_ups, &asked.wrap_ups, conversation.wrap_up.as_ref());
        }
    }

    /// Names for what the events of a session told.
    pub(super) fn want_names_known(&mut self, session: &SessionId) {
        let Some(known) = self.known.get(session) else { return };
        for id in known.segments.keys() {
            want(&mut self.wanted.segments, &self.asked.segments, Some(id));
        }
        for id in known.achievements.keys() {
            want(&mut self.wanted.outcomes, &self.asked.outcomes, Some(id));
        }
    }

    /// Names of segments of the customer.
    pub(super) fn want_segments<'a>(&mut self, ids: impl Iterator<Item = &'a SegmentId>) {
        for id in ids {
            want(&mut self.wanted.segments, &self.asked.segments, Some(id));
        }
    }

    pub(super) fn want_outcomes<'a>(&mut self, ids: impl Iterator<Item = &'a OutcomeId>) {
        for id in ids {
            want(&mut self.wanted.outcomes, &self.asked.outcomes, Some(id));
        }
    }
}
