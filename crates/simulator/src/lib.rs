//! Runs the real core over a virtual clock, network and cloud, all from one seed, and judges what it shows.
//!
//! Where to start: [`run`] plays one seed; `script` says what happens, `world` makes it happen, `cloud` is the other
//! side, `oracle` judges every step and `verdict` the end; `goal` measures the
//! figures that are promised.
//!
//! Uses the core through its public interface alone; never a part of the tab.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod cause;
mod chance;
mod cloud;
pub mod goal;
mod item;
mod marker;
mod net;
mod oracle;
mod page;
mod script;
mod service;
mod tally;
mod time;
mod trace;
mod verdict;
mod watch;
mod world;

pub use chance::Chance;
pub use marker::Markers;
pub use oracle::Violation;
pub use tally::Tally;
pub use trace::{Trace, Tracing};

/// How a seed went.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// What must never be, and was.
    pub violation: Option<Violation>,
    /// What it cost.
    pub tally: Tally,
    /// Which rare states it reached.
    pub markers: Markers,
    /// What happened.
    pub trace: Trace,
}

/// Plays one seed to its end: what chance makes of it, then peace, then the comparison with the truth.
#[must_use]
pub fn run(seed: u64, tracing: Tracing) -> Outcome {
    let (mut world, mixture) = script::world(seed, tracing);
    script::play(&mut world, &mixture);
    world.peace();
    world.come_back();
    world.open_all();
    world.compare();
    Outcome { seed, violation: world.violation, tally: world.tally, markers: world.markers, trace: world.trace }
}
