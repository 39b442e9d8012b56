//! Time and chance, passed in.

use chrono::{DateTime, Utc};

/// When a step happens, and a number to spread retries with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The shell's clock, in UTC.
    pub now: DateTime<Utc>,
    /// Milliseconds of a clock that nobody sets; it may stand still while the machine sleeps. For waits and rates: the
    /// clock above can be put back or forward at any time.
    pub elapsed_ms: i64,
    /// Uniform over all of `u32`; a fresh one for each step.
    pub jitter: u32,
}
