//! Time and chance, passed in.

use chrono::{DateTime, Utc};

/// When a step happens, and a number to spread retries with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The shell's clock, in UTC.
    pub now: DateTime<Utc>,
    /// Uniform over all of `u32`; a fresh one for each step.
    pub jitter: u32,
}
