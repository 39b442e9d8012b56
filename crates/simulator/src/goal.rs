//! Figures that are promised (the reliability goals), each measured over virtual time and told in one line.
//!
//! Where to start: [`measure`]. Each goal says what it found and whether that is within what is promised.

mod cost;
mod flood;
mod holes;
mod recovery;
mod rollover;
mod stage;
mod told;
mod trust;

/// What a goal found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The figures, in one line.
    pub line: String,
    /// Within what is promised.
    pub is_met: bool,
}

/// Names of the goals.
pub const GOALS: &[&str] = &[
    "L4", "L5", "L6", "L7", "L8", "L9", "L10", "L11", "L12", "L13", "L14", "L16", "L18", "L19", "L20", "R1", "R2",
    "R3", "R4", "R5",
];

/// Measures one goal; `None` when there is no such goal.
#[must_use]
pub fn measure(goal: &str) -> Option<Found> {
    Some(match goal {
        "L4" => recovery::short_outages(200),
        "L5" => recovery::long_outages(200),
        "L6" => recovery::silent_deaths(500),
        "L7" => recovery::false_alarms(8),
        "L8" => recovery::spread(1_000),
        "L9" => cost::flaps(50),
        "L10" => rollover::days(30),
        "L11" => cost::reloads(100),
        "L12" => holes::dropped(100_000),
        "L13" => trust::older(200),
        "L14" => holes::races(20_000),
        "L16" => cost::wakes(200),
        "L18" => trust::clocks(500),
        "L19" => trust::tokens(500),
        "L20" => flood::burst(50_000),
        "R1" => told::waits(10_000),
        "R4" => trust::switches(100_000),
        "R5" => told::deadlines(200),
        "R2" => cost::total_failure(),
        "R3" => cost::idle(),
        _ => return None,
    })
}

/// The value below which so many per cent lie; values must be in order.
fn percentile(sorted: &[i64], percent: usize) -> i64 {
    let at = (sorted.len() * percent).div_ceil(100).saturating_sub(1);
    sorted.get(at).copied().unwrap_or(0)
}
