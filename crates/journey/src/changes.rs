//! What a step changed: sets of ids, so that a change to one card runs nothing of another.

use std::collections::BTreeSet;

use crate::model::SessionId;

/// What a step changed. Merging is a union; publishing twice is harmless.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Sessions whose facts changed or that are new.
    pub sessions: BTreeSet<SessionId>,
    /// Sessions that are gone (contact unlinked, customer changed).
    pub removed: BTreeSet<SessionId>,
    /// Sessions whose events or reading state changed.
    pub tracks: BTreeSet<SessionId>,
    /// Sessions whose predictions changed.
    pub predictions: BTreeSet<SessionId>,
    /// Sessions that were expanded or collapsed.
    pub expanded: BTreeSet<SessionId>,
    /// The order or the set of sessions.
    pub order: bool,
    /// State of the list: loading, more to load, end, unreadable records.
    pub list: bool,
    /// Names for ids.
    pub names: bool,
    /// The header.
    pub customer: bool,
    /// The contact flow.
    pub contact: bool,
    /// The list of interactions or which one is shown.
    pub interactions: bool,
    /// The connection's status.
    pub status: bool,
    /// Which screen is shown, hidden parts, page-wide problem.
    pub page: bool,
    /// A new announcement.
    pub announcement: bool,
}

impl Changes {
    /// True when nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes another step's changes in.
    pub fn merge(&mut self, other: Self) {
        self.sessions.extend(other.sessions);
        self.removed.extend(other.removed);
        self.tracks.extend(other.tracks);
        self.predictions.extend(other.predictions);
        self.expanded.extend(other.expanded);
        self.order |= other.order;
        self.list |= other.list;
        self.names |= other.names;
        self.customer |= other.customer;
        self.contact |= other.contact;
        self.interactions |= other.interactions;
        self.status |= other.status;
        self.page |= other.page;
        self.announcement |= other.announcement;
    }
}
