//! Stamps that lie in the future: a visitor's clock may say anything, and nothing has happened that is still to come.
//!
//! What has such a stamp stands at its arrival, so that what arrives later comes after it. Example: at 12:00 a page view
//! of tomorrow arrives and at 12:01 one of 12:01; the second is the page looked at, and tomorrow changes nothing.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::model::{Event, Session};
use crate::sorted::SortedMap;

/// Where what lies in the future stands, by the id of its session or event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Arrivals {
    /// The time of this step.
    now: DateTime<Utc>,
    /// A later stamp lies in the future.
    latest: DateTime<Utc>,
    /// The stamp, and the moment that stands in its place.
    placed: SortedMap<Arc<str>, (DateTime<Utc>, DateTime<Utc>)>,
    /// The latest stamp that was found in the future since that was last asked.
    found: Option<DateTime<Utc>>,
}

impl Default for Arrivals {
    fn default() -> Self {
        Self { now: DateTime::<Utc>::MAX_UTC, latest: DateTime::<Utc>::MAX_UTC, placed: SortedMap::new(), found: None }
    }
}

impl Arrivals {
    /// Says what time it is, and which stamp is the latest that can be true.
    pub(crate) fn set_time(&mut self, now: DateTime<Utc>, latest: DateTime<Utc>) {
        (self.now, self.latest) = (now, latest);
    }

    /// The latest stamp that was found in the future since the last call.
    pub(crate) fn take_latest(&mut self) -> Option<DateTime<Utc>> {
        self.found.take()
    }

    /// Another customer: nothing of the last one is known.
    pub(super) fn forget(&mut self) {
        self.placed = SortedMap::new();
    }

    /// A session with its stamps where they arrived.
    pub(crate) fn placed(&mut self, mut session: Session) -> Session {
        self.place(session.id.as_str(), &mut session.created, None);
        if let Some(last) = &mut session.last_event
            && let Some(created) = &mut last.created
        {
            let id = last.id.as_deref().unwrap_or(session.id.as_str());
            self.place(id, created, None);
        }
        session
    }

    /// Puts events where they arrived, in the order of their stamps. `before`: the session's last event is another one and
    /// of that moment, so these were there by then.
    pub(crate) fn place_events(&mut self, events: &mut [Event], before: impl Fn(&Event) -> Option<DateTime<Utc>>) {
        let mut all: Vec<&mut Event> = events.iter_mut().filter(|event| self.is_concerned(event.created)).collect();
        crate::order::sort_by(&mut all, |one, other| one.created.cmp(&other.created));
        for event in all {
            let stamp = event.created;
            let before = before(event);
            if self.place(event.id.as_str(), &mut event.created, before) {
                event.stamp = Some(stamp);
            }
        }
    }

    /// Whether a stamp lies in the future, or may be one that did when it arrived.
    fn is_concerned(&self, stamp: DateTime<Utc>) -> bool {
        stamp > self.latest || !self.placed.is_empty()
    }

    /// Puts a moment in the place of a stamp that lies in the future, each time the same; false for any other.
    fn place(&mut self, id: &str, at: &mut DateTime<Utc>, before: Option<DateTime<Utc>>) -> bool {
        if !self.is_concerned(*at) {
            return false;
        }
        if let Some((stamp, placed)) = self.placed.get(id)
            && stamp == at
        {
            *at = *placed;
            return true;
        }
        if *at <= self.latest {
            return false;
        }
        self.found = self.found.max(Some(*at));
        let n = i64::try_from(self.placed.len()).unwrap_or(0);
        // Several that arrive at once keep their order.
        let arrived = before.map_or(self.now, |before| before.min(self.now) - Duration::milliseconds(1));
        let placed = arrived.checked_add_signed(Duration::nanoseconds(n)).unwrap_or(arrived);
        self.placed.insert(id.into(), (*at, placed));
        *at = placed;
        true
    }
}
