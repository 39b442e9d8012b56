//! Finding the tools a task needs, and installing the missing ones.
//!
//! A tool of the right version on PATH is taken as it is. Otherwise cargo tools go into `.tools/` of this checkout and
//! npm packages into `node_modules/`; nothing of the user's own is replaced. Debian packages need root.

use std::path::Path;
use std::process::Stdio;

use crate::Outcome;
use crate::run::{output, program, root, say, step};

/// Trunk: 0.22 needs a newer compiler.
const TRUNK: &str = "0.21.14";

/// The wasm target of the compiler.
pub(crate) fn wasm_target() -> Outcome {
    let installed = output("rustup", &["target", "list", "--installed"]).unwrap_or_default();
    if installed.lines().any(|line| line == "wasm32-unknown-unknown") {
        return Ok(());
    }
    // A compiler without rustup may have the target all the same.
    if let Some(library) = output("rustc", &["--print", "target-libdir", "--target", "wasm32-unknown-unknown"])
        && Path::new(library.trim()).is_dir()
    {
        return Ok(());
    }
    step(
        "Installing the wasm target of the compiler (seconds)",
        program("rustup", &["target", "add", "wasm32-unknown-unknown"]),
    )
    .map_err(|problem| format!("{problem}; install it with: rustup target add wasm32-unknown-unknown"))
}

/// The source of the standard library, which the optimised tab is built from (see `build.rs`), and of what that is made
/// of: Trunk downloads nothing.
pub(crate) fn library_source() -> Outcome {
    let sysroot = output("rustc", &["--print", "sysroot"]).ok_or("rustc does not say where it is")?;
    let manifest = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.toml");
    if !manifest.is_file() {
        step(
            "Installing the source of the standard library (seconds)",
            program("rustup", &["component", "add", "rust-src"]),
        )
        .map_err(|problem| format!("{problem}; install it with: rustup component add rust-src"))?;
    }
    let fetch = |more: &[&str]| {
        let mut command = program("cargo", &["fetch", "--locked", "--quiet", "--manifest-path"]);
        // Its manifest names what a stable cargo reads under this name alone.
        command.arg(&manifest).args(more).env("RUSTC_BOOTSTRAP", "1");
        command
    };
    let is_there = fetch(&["--offline"]).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if is_there { Ok(()) } else { step("Fetching what the standard library is made of (seconds)", fetch(&[])) }
}

/// The version of wasm-bindgen that Cargo.lock names: the tool must match it exactly.
fn wasm_bindgen_version() -> Result<String, String> {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).map_err(|error| format!("Cargo.lock: {error}"))?;
    lock.split("[[package]]")
        .find(|package| package.contains("\nname = \"wasm-bindgen\"\n"))
        .and_then(|package| package.lines().find_map(|line| line.strip_prefix("version = \"")))
        .map(|version| version.trim_end_matches('"').to_owned())
        .ok_or_else(|| "Cargo.lock names no wasm-bindgen".to_owned())
}

/// wasm-bindgen and its test runner.
pub(crate) fn wasm_bindgen() -> Outcome {
    let version = wasm_bindgen_version()?;
    let fits = |tool: &str| {
        output(tool, &["--version"]).is_some_and(|text| text.split_whitespace().any(|word| word == version))
    };
    if fits("wasm-bindgen") && fits("wasm-bindgen-test-runner") {
        return Ok(());
    }
    // Not --locked: its lock file names a version that was withdrawn.
    cargo_install("wasm-bindgen-cli", &version, &[], "2 to 5 minutes")
}

/// Trunk, the bundler.
pub(crate) fn trunk() -> Outcome {
    if output("trunk", &["--version"]).is_some_and(|text| text.contains(TRUNK)) {
        return Ok(());
    }
    // --locked: without it two versions of its CSS parser meet and it does not compile.
    cargo_install("trunk", TRUNK, &["--locked", "--no-default-features", "--features", "rustls"], "3 to 8 minutes")
}

fn cargo_install(name: &str, version: &str, options: &[&str], time: &str) -> Outcome {
    let mut arguments = vec!["install", name, "--version", version, "--root", ".tools"];
    arguments.extend(options);
    let mut command = program("cargo", &arguments);
    // A tool that runs for seconds need not be optimised for minutes.
    command
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    step(&format!("Installing {name} {version} into .tools (once, {time})"), command)
        .map_err(|problem| format!("{problem}; install it with: cargo {}", arguments.join(" ")))
}

/// Packages of npm: wasm-opt (Debian's own miscompiles) and what the tests use.
pub(crate) fn npm_packages() -> Outcome {
    let stamp = root().join("node_modules/.package-lock.json");
    let newer = |a: &Path, b: &Path| {
        let time = |path: &Path| std::fs::metadata(path).and_then(|data| data.modified()).ok();
        time(a) >= time(b)
    };
    if root().join("node_modules/.bin/wasm-opt").exists() && newer(&stamp, &root().join("package-lock.json")) {
        return Ok(());
    }
    if output("npm", &["--version"]).is_none() {
        debian(&["nodejs", "npm"], "npm")?;
    }
    step(
        "Installing npm packages into node_modules (once, under a minute)",
        program("npm", &["ci", "--no-audit", "--no-fund", "--ignore-scripts"]),
    )
    .map_err(|problem| format!("{problem}; install them with: npm ci"))
}

/// Chromium and its driver.
pub(crate) fn browser() -> Outcome {
    if output("chromium", &["--version"]).is_some() && output("chromedriver", &["--version"]).is_some() {
        return Ok(());
    }
    debian(&["chromium", "chromium-driver", "fonts-noto-core"], "Chromium and ChromeDriver")
}

/// Debian packages, when this is root on a Debian; else the command that a person can give.
fn debian(packages: &[&str], what: &str) -> Outcome {
    let command = format!("apt-get update && apt-get install -y {}", packages.join(" "));
    let is_root = output("id", &["-u"]).is_some_and(|id| id.trim() == "0");
    if !is_root || output("apt-get", &["--version"]).is_none() {
        return Err(format!("{what} not found; install with: sudo sh -c '{command}'"));
    }
    say(&format!("Installing {what} from Debian (once, a minute or two)"));
    let mut shell = program("sh", &["-c", &format!("{{ {command}; }} 2>&1 | tail -n 3")]);
    shell.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    let done = shell.status().is_ok_and(|status| status.success());
    if done && packages.iter().all(|package| output("dpkg", &["-s", package]).is_some()) {
        Ok(())
    } else {
        Err(format!("{what} could not be installed; try: {command}"))
    }
}

/// What the optimised build needs.
pub(crate) fn for_build() -> Outcome {
    wasm_target()?;
    library_source()?;
    wasm_bindgen()?;
    trunk()?;
    npm_packages()
}
