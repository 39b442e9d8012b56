//! `cargo xtask demo`: from a fresh clone to the shop and the tab in the browser.

use crate::run::{now, program, say, seconds, target};
use crate::{Outcome, build, tools};

/// Builds what is missing, then runs the local cloud until it is stopped.
pub(crate) fn demo(options: &[String]) -> Outcome {
    let begun = now();
    println!("Customer Journey, demo: builds the tab and the local cloud, then starts them.");
    println!("The first run installs tools and compiles everything: 5 to 15 minutes. Later runs take seconds.");
    tools::wasm_target()?;
    let site = build::site()?;
    crate::run::step(
        "Building the local cloud (about 1 minute the first time)",
        program("cargo", &["build", "--package", "local-cloud"]),
    )?;
    say(&format!("Starting the local cloud (ready after {})", seconds(begun.elapsed())));
    let cloud = target().join("debug/local-cloud");
    let mut command = program(&cloud.to_string_lossy(), &["--site", &site.to_string_lossy()]);
    if !options.iter().any(|option| option == "--data") {
        command.args(["--data", ".data"]);
    }
    command.args(options);
    let status = command.status().map_err(|error| format!("{}: {error}", cloud.display()))?;
    // Stopping it by Ctrl-C is its ordinary end.
    if status.success() || status.code().is_none() {
        Ok(())
    } else {
        Err(format!("the local cloud stopped ({status})"))
    }
}
