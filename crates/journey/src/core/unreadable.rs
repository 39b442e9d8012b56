//! Counts what could not be read and is not shown. Must not judge why.

use std::sync::Arc;

use super::Core;
use crate::journey::ListState;
use crate::model::SessionId;

impl Core {
    /// Counts what could not be read on a page of the list (`None`) or of a session's events.
    pub(super) fn count_unreadable(&mut self, of: Option<&SessionId>, page: Option<Arc<str>>, n: usize) {
        if page.is_none() {
            // The first page again: the others are read again too, or were merged into it.
            self.subject.unreadable.retain(|(session, _), _| session.as_ref() != of);
        }
        if n > 0 {
            self.subject.unreadable.insert((of.cloned(), page), n);
        }
        self.publish_unreadable();
    }

    /// Counts `n` records of a frame that could not be read.
    pub(super) fn count_unreadable_live(&mut self, n: usize) {
        if n > 0 {
            self.subject.n_unreadable_live = self.subject.n_unreadable_live.saturating_add(n);
            self.publish_unreadable();
        }
    }

    fn publish_unreadable(&mut self) {
        let n = self.subject.unreadable.values().sum::<usize>().saturating_add(self.subject.n_unreadable_live);
        let n_unreadable = u64::try_from(n).unwrap_or(u64::MAX);
        if self.journey.list().n_unreadable != n_unreadable {
            let changes = self.journey.set_list(ListState { n_unreadable, ..self.journey.list().clone() });
            self.changed(changes);
        }
    }
}
