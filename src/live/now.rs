//! The only clock that a view sees.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Context: the time, each second while the page can be seen, not at all while it is hidden.
#[derive(Clone, Copy)]
pub struct Now {
    signal: ReadSignal<DateTime<Utc>>,
    offset_minutes: fn(DateTime<Utc>) -> i32,
}

impl Now {
    /// Reads from this signal; `offset_minutes` gives the minutes to add to UTC for local time at that moment.
    #[must_use]
    pub fn new(signal: ReadSignal<DateTime<Utc>>, offset_minutes: fn(DateTime<Utc>) -> i32) -> Self {
        Self { signal, offset_minutes }
    }

    /// The time, tracked.
    #[must_use]
    pub fn get(&self) -> DateTime<Utc> {
        self.signal.get()
    }

    /// The time, not tracked: for a callback.
    #[must_use]
    pub fn get_untracked(&self) -> DateTime<Utc> {
        self.signal.get_untracked()
    }

    /// The agent's local time, as a [`journey::view::Lens`] wants it.
    #[must_use]
    pub fn offset_minutes(&self) -> fn(DateTime<Utc>) -> i32 {
        self.offset_minutes
    }
}
