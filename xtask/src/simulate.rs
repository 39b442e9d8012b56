//! `cargo xtask simulate`: the core over a virtual clock, network and cloud; options are the simulator's own.

use crate::Outcome;
use crate::run::{program, step, target};

/// Builds the simulator for speed, then runs it; its exit status decides.
pub(crate) fn simulate(options: &[String]) -> Outcome {
    step(
        "Building the simulator (about 1 minute the first time)",
        program("cargo", &["build", "--package", "simulator", "--profile", "simulate", "--quiet"]),
    )?;
    let path = target().join("simulate/simulator");
    let mut command = program(&path.to_string_lossy(), &[]);
    let status = command.args(options).status().map_err(|error| format!("{}: {error}", path.display()))?;
    if status.success() { Ok(()) } else { Err("the simulation found violations or could not run".to_owned()) }
}
