//! `cargo xtask test`: everything, in the order that finds mistakes soonest.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{now, program, say, seconds, target};
use crate::{Outcome, build, run, sdk, size, tools};

/// What is compiled natively for the tests is chosen alike each time: with another choice of packages cargo turns on
/// other features, and compiles all of it once more.
const NATIVE: [&str; 5] = ["--workspace", "--exclude", "wire", "--exclude", "journey"];

/// Format, lints, all tests, the optimised build, its size, and the page stories.
pub(crate) fn everything() -> Outcome {
    let begun = now();
    println!("Customer Journey, all tests: 35 to 50 minutes cold, about 15 warm. Installs what is missing.");
    tools::for_build()?;
    tools::browser()?;
    run::step("Checking the format", program("cargo", &["fmt", "--all", "--check"]))?;
    run::step(
        "Tests of the wire and the core, alone (seconds)",
        cargo_test(&["--package", "wire", "--package", "journey"]),
    )?;
    run::step(
        "Lints of everything native (1 to 3 minutes cold)",
        program("cargo", &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    )?;
    run::step(
        "Lints of the page stories (seconds)",
        program("cargo", &["clippy", "--workspace", "--test", "e2e", "--", "-D", "warnings"]),
    )?;
    run::step(
        "Lints of the tab for the browser (1 to 3 minutes cold)",
        program("cargo", &["clippy", "--target", "wasm32-unknown-unknown", "--all-targets", "--", "-D", "warnings"]),
    )?;
    run::step("Native tests: local cloud, store, client, house rules (2 to 5 minutes cold)", cargo_test(&NATIVE))?;
    sdk::sdk(&[])?;
    components(&[])?;
    let dist = build::site()?;
    size::measure(&dist)?;
    page_stories(&[])?;
    say(&format!("All tests passed in {}", seconds(begun.elapsed())));
    Ok(())
}

/// Component tests in headless Chromium.
pub(crate) fn components(filter: &[String]) -> Outcome {
    tools::wasm_target()?;
    tools::wasm_bindgen()?;
    tools::browser()?;
    let mut command = program("cargo", &["test", "--target", "wasm32-unknown-unknown", "--test", "web"]);
    command
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", "wasm-bindgen-test-runner")
        .env("CHROMEDRIVER", "/usr/bin/chromedriver")
        // Of all tests together: twenty seconds are too few for a machine that does something else as well.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    if !filter.is_empty() {
        command.arg("--").args(filter);
    }
    run::step("Component tests in headless Chromium (1 to 3 minutes cold)", command)
}

/// Stories that wait most of their time, and that nothing else slows down.
const WAITING: [&str; 2] = ["stories::blocked", "stories::endpoints"];

/// The page stories: the optimised tab and the local cloud in headless Chromium.
pub(crate) fn page_stories(filter: &[String]) -> Outcome {
    let dist = page_story_parts()?;
    if filter.is_empty() {
        let mut waiting = page_story_command(&dist, 2);
        waiting.args(WAITING);
        run::step("Page stories that wait, two at a time (3 minutes)", waiting)?;
    }
    let mut command = page_story_command(&dist, 1);
    command.args(filter);
    if filter.is_empty() {
        command.args(WAITING.iter().flat_map(|name| ["--skip", name]));
    }
    run::step("Page stories in headless Chromium (10 minutes, all of them)", command)
}

/// What the stories need: the browser, the tab, the local cloud.
fn page_story_parts() -> Result<PathBuf, String> {
    tools::browser()?;
    let dist = build::site()?;
    local_cloud()?;
    Ok(dist)
}

/// The local cloud for the tests, together with the stories that are played against it.
pub(crate) fn local_cloud() -> Outcome {
    let mut command = program("cargo", &["build"]);
    command.args(NATIVE).args(["--bin", "local-cloud", "--test", "e2e"]);
    run::step("Building the local cloud and the page stories (3 to 8 minutes cold)", command)
}

fn page_story_command(dist: &Path, n_at_once: usize) -> Command {
    let mut command = cargo_test(&NATIVE);
    command
        .args(["--test", "e2e"])
        .env("JOURNEY_SITE", dist)
        .env("JOURNEY_CLOUD", target().join("debug/local-cloud"))
        .args(["--", "--test-threads", &n_at_once.to_string(), "--show-output"]);
    command
}

/// The matrix of faults: all of it, or the cells that are named.
pub(crate) fn faults(cells: &[String]) -> Outcome {
    let dist = page_story_parts()?;
    let mut command = page_story_command(&dist, 1);
    command
        .env("JOURNEY_FAULTS", if cells.is_empty() { "all".to_owned() } else { cells.join(",") })
        .arg("after_every_fault");
    run::step("The matrix of faults in headless Chromium (all of it: about an hour)", command)
}

/// Every address of the cloud fails alone, in every way, or those that a word names.
pub(crate) fn endpoints(words: &[String]) -> Outcome {
    let dist = page_story_parts()?;
    let mut command = page_story_command(&dist, 1);
    command
        .env("JOURNEY_ENDPOINTS", if words.is_empty() { "all".to_owned() } else { words.join(" ") })
        .arg("each_address_of_the_cloud_fails_alone");
    run::step("Every address fails alone in headless Chromium (about half an hour)", command)
}

/// The stories that have a long form, in it: as much as a shift brings, in minutes.
pub(crate) fn shift(filter: &[String]) -> Outcome {
    let dist = page_story_parts()?;
    let mut command = page_story_command(&dist, 1);
    command.env("JOURNEY_SHIFT", "1");
    let all = ["stories::blocked", "stories::flood", "stories::shift", "stories::sleep"].map(str::to_owned);
    command.args(if filter.is_empty() { &all } else { filter });
    run::step("A shift in headless Chromium (about half an hour)", command)
}

fn cargo_test(arguments: &[&str]) -> Command {
    let mut command = program("cargo", &["test"]);
    command.args(arguments);
    command
}
