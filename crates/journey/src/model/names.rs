//! Names for ids: segments, outcomes, queues, agents, wrap-up codes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ids::{OutcomeId, QueueId, SegmentId, UserId, WrapUpId};

/// All names known so far. A segment that agents must not see is never in here: views skip ids without an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Segments that may be shown.
    pub segments: BTreeMap<SegmentId, SegmentFacts>,
    /// Outcomes.
    pub outcomes: BTreeMap<OutcomeId, OutcomeFacts>,
    /// Queues.
    pub queues: BTreeMap<QueueId, Arc<str>>,
    /// Agents.
    pub users: BTreeMap<UserId, Arc<str>>,
    /// Wrap-up codes.
    pub wrap_ups: BTreeMap<WrapUpId, Arc<str>>,
    /// The signed-in agent: "with you".
    pub me: Option<UserId>,
}

/// A segment that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentFacts {
    /// Name.
    pub name: Arc<str>,
    /// Red, green, blue.
    pub color: (u8, u8, u8),
    /// Description.
    pub description: Option<Arc<str>>,
    /// `Session` or `Customer` (open).
    pub scope: Option<Arc<str>>,
    /// Days until an assignment lapses.
    pub expiration_days: Option<i64>,
    /// Where the segment comes from when another system owns it.
    pub source: Option<Arc<str>>,
}

/// An outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeFacts {
    /// Name.
    pub name: Arc<str>,
    /// Description.
    pub description: Option<Arc<str>>,
    /// False for a risk.
    pub is_positive: bool,
}
