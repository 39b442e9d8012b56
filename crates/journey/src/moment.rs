//! Time and chance, passed in.

use chrono::{DateTime, Utc};

/// When a step happens, and a number to spread retries with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The cloud's time in UTC, as far as it is known: everything that the cloud stamps is compared with it. Before the
    /// core has learnt how far the computer's clock is off, the computer's own time.
    pub now: DateTime<Utc>,
    /// The computer's clock in UTC: anybody can set it, at any time.
    pub computer: DateTime<Utc>,
    /// Milliseconds of a clock that nobody sets; it may stand still while the machine sleeps. For waits and rates.
    pub elapsed_ms: i64,
    /// Uniform over all of `u32`; a fresh one for each step.
    pub jitter: u32,
}

impl Moment {
    /// A moment as the shell reads it off its clocks.
    #[must_use]
    pub fn new(computer: DateTime<Utc>, elapsed_ms: i64, jitter: u32) -> Self {
        Self { now: computer, computer, elapsed_ms, jitter }
    }
}
