//! The only clock that a view sees.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Context: the time, each second while the page can be seen, not at all while it is hidden.
#[derive(Clone, Copy)]
pub struct Now(ReadSignal<DateTime<Utc>>);

impl Now {
    /// Reads from this signal.
    #[must_use]
    pub fn new(signal: ReadSignal<DateTime<Utc>>) -> Self {
        Self(signal)
    }

    /// The time, tracked.
    #[must_use]
    pub fn get(&self) -> DateTime<Utc> {
        self.0.get()
    }

    /// The time, not tracked: for a callback.
    #[must_use]
    pub fn get_untracked(&self) -> DateTime<Utc> {
        self.0.get_untracked()
    }
}
