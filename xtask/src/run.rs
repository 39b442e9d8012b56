//! Starting programs, and saying so: what runs, why, and how long it took.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where tools of this checkout are kept when the machine has none of the right version.
pub(crate) fn tools_root() -> PathBuf {
    root().join(".tools")
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// A program in the repository's root, with the project's own tools first on PATH.
pub(crate) fn program(name: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(arguments).current_dir(root()).env("PATH", path());
    command
}

/// PATH with the project's own tools first.
pub(crate) fn path() -> OsString {
    let mut folders = vec![tools_root().join("bin"), root().join("node_modules/.bin")];
    if let Some(home) = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home_cargo) {
        folders.push(home.join("bin"));
    }
    if let Some(old) = std::env::var_os("PATH") {
        folders.extend(std::env::split_paths(&old));
    }
    std::env::join_paths(folders).unwrap_or_default()
}

fn home_cargo() -> Option<PathBuf> {
    std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"))
}

/// Says what begins.
pub(crate) fn say(text: &str) {
    println!("\n== {text}");
}

/// Runs a step to its end with its output shown; the error names the step.
pub(crate) fn step(what: &str, mut command: Command) -> Outcome {
    say(what);
    let begun = now();
    let status = command.status().map_err(|error| format!("{what}: cannot start ({error})"))?;
    println!("   {} after {}", if status.success() { "done" } else { "FAILED" }, seconds(begun.elapsed()));
    if status.success() { Ok(()) } else { Err(format!("{what} failed ({status})")) }
}

/// What a program prints, or `None` when it is not there or fails.
pub(crate) fn output(name: &str, arguments: &[&str]) -> Option<String> {
    let answer = program(name, arguments).stderr(Stdio::null()).output().ok()?;
    answer.status.success().then(|| String::from_utf8_lossy(&answer.stdout).into_owned())
}

/// A duration for people.
pub(crate) fn seconds(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds < 100 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// Now, for measuring only.
#[expect(clippy::disallowed_methods, reason = "a task measures how long it takes")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
