//! The project's tasks. `cargo xtask` lists them.
//!
//! Where to start: one file per task; `tools` installs what a task needs, `run` starts programs and says so.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a command-line tool talks to its user")]

use std::process::ExitCode;

mod build;
mod demo;
mod files;
mod likeness;
mod run;
mod sdk;
mod shrink;
mod simulate;
mod size;
mod styles;
mod test;
mod tools;
mod wasm;

/// What a task gives: nothing, or the sentence that says why it stopped.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest = arguments.get(1..).unwrap_or_default();
    let outcome = match arguments.first().map(String::as_str) {
        Some("demo") => demo::demo(rest),
        Some("test") => test::everything(),
        Some("e2e") => test::page_stories(rest),
        Some("faults") => test::faults(rest),
        Some("endpoints") => test::endpoints(rest),
        Some("shift") => test::shift(rest),
        Some("web") => test::components(rest),
        Some("sdk") => sdk::sdk(rest),
        Some("build") => build::site().map(|_| ()),
        Some("size") => size::size(),
        Some("simulate") => simulate::simulate(rest),
        _ => {
            println!("{HELP}");
            return if arguments.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("\nxtask: {problem}");
            ExitCode::FAILURE
        }
    }
}

const HELP: &str = "\
cargo xtask demo [--port N] [--fresh] [--speed X] [--faults TOKEN]
                     build what is missing, start the local cloud, print the addresses
cargo xtask test     everything: format, lints, all tests, the optimised build in a real browser
cargo xtask e2e [FILTER]   the page stories in a real browser
cargo xtask faults [CELL,…]   all 320 cells of the matrix of faults, or some (8F: fault 8 in phase F)
cargo xtask endpoints [WORD]   every address of the cloud fails alone, in fifteen ways, or those whose name holds a word
cargo xtask shift [FILTER]   what takes minutes: floods, a shift's work, 1,500 reconnects, blocked networks
cargo xtask web [FILTER]   the component tests in a real browser
cargo xtask sdk [--times N]   the official JavaScript SDK against the local cloud
cargo xtask build    the optimised tab in dist/
cargo xtask size     bytes of the optimised tab against the budget
cargo xtask simulate --seeds N [--from K] [--threads T] | --replay SEED | --goal NAME
                     the core over a virtual clock, network and cloud, against the truth";
