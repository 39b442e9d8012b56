//! The simulator's command line; `cargo xtask simulate` builds and starts it.

#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "a command-line tool talks to its user")]

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use simulator::goal::{self, GOALS};
use simulator::{Markers, Outcome, Tally, Tracing, run};

const HELP: &str = "\
simulate --seeds N [--from K] [--threads T] [--minutes M] [--markers] [--no-repeat]
                     play N seeds; the last line is `N seeds, V violations`; --markers tells how often each rare
                     state was reached, and fails when one was not
simulate --replay SEED
                     print everything that happens in one seed
simulate --goal NAME | all
                     measure what is promised: L4 to L7, L9 to L14, L16, L18 to L20, R1 to R5";

/// What the command line asks for.
#[derive(Debug, Default)]
struct Options {
    seeds: Option<u64>,
    from: u64,
    threads: u64,
    minutes: Option<f64>,
    markers: bool,
    no_repeat: bool,
    replay: Option<u64>,
    goal: Option<String>,
}

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(problem) => {
            println!("simulate: {problem}\n\n{HELP}");
            return ExitCode::FAILURE;
        }
    };
    if let Some(goal) = &options.goal {
        return measure(goal);
    }
    if let Some(seed) = options.replay {
        return replay(seed);
    }
    play(&options)
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options { threads: 1, ..Options::default() };
    while let Some(name) = arguments.next() {
        match name.as_str() {
            "--goal" => options.goal = Some(arguments.next().ok_or("--goal wants a name, or all")?),
            "--markers" => options.markers = true,
            "--no-repeat" => options.no_repeat = true,
            "--seeds" => options.seeds = Some(number(&name, arguments.next())?),
            "--from" => options.from = number(&name, arguments.next())?,
            "--threads" => options.threads = number::<u64>(&name, arguments.next())?.max(1),
            "--minutes" => options.minutes = Some(number(&name, arguments.next())?),
            "--replay" => options.replay = Some(number(&name, arguments.next())?),
            _ => return Err(format!("{name} is not known")),
        }
    }
    Ok(options)
}

/// Measures a goal, or all of them; each in a line of its own.
fn measure(goal: &str) -> ExitCode {
    let goals = if goal == "all" { GOALS.to_vec() } else { vec![goal] };
    let mut status = ExitCode::SUCCESS;
    for goal in goals {
        let Some(found) = goal::measure(goal) else {
            println!("simulate: there is no goal {goal}; there are {}", GOALS.join(", "));
            return ExitCode::FAILURE;
        };
        println!("{} {}", if found.is_met { "met " } else { "MISSED" }, found.line);
        if !found.is_met {
            status = ExitCode::FAILURE;
        }
    }
    status
}

fn number<T: std::str::FromStr>(name: &str, value: Option<String>) -> Result<T, String> {
    value.and_then(|value| value.parse().ok()).ok_or_else(|| format!("{name} wants a number"))
}

fn replay(seed: u64) -> ExitCode {
    let outcome = run(seed, Tracing::Lines);
    for line in outcome.trace.lines() {
        println!("{line}");
    }
    let (hash, n_lines) = outcome.trace.digest();
    println!("trace of seed {seed}: {n_lines} lines, hash {hash:016x}");
    report(&outcome)
}

/// Says what was wrong with a seed, if anything.
fn report(outcome: &Outcome) -> ExitCode {
    let Some(violation) = &outcome.violation else { return ExitCode::SUCCESS };
    println!(
        "VIOLATION of {} in seed {}, step {}, at {} ms\n  expected: {}\n  shown:    {}\n  again:    cargo xtask simulate --replay {}",
        violation.rule, outcome.seed, violation.step, violation.at, violation.expected, violation.shown, outcome.seed
    );
    ExitCode::FAILURE
}

/// Sums over all seeds.
#[derive(Default)]
struct Sum {
    n_seeds: u64,
    n_violations: u64,
    markers: Markers,
    tally: Tally,
}

fn play(options: &Options) -> ExitCode {
    let begun = now();
    let n_seeds = options.seeds.unwrap_or(if options.minutes.is_some() { u64::MAX / 2 } else { 1_000 });
    let next = AtomicU64::new(0);
    let total = Mutex::new(Sum::default());
    let is_over = || options.minutes.is_some_and(|minutes| begun.elapsed().as_secs_f64() > minutes * 60.0);
    std::thread::scope(|scope| {
        for _ in 0..options.threads {
            scope.spawn(|| {
                let mut sum = Sum::default();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= n_seeds || is_over() {
                        break;
                    }
                    let outcome = run(options.from + at, Tracing::Off);
                    sum.n_seeds += 1;
                    sum.markers.add(&outcome.markers);
                    sum.tally.add(&outcome.tally);
                    if outcome.violation.is_some() {
                        sum.n_violations += 1;
                        if sum.n_violations <= 400 {
                            report(&outcome);
                        }
                    }
                }
                let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
                total.n_seeds += sum.n_seeds;
                total.n_violations += sum.n_violations;
                total.markers.add(&sum.markers);
                total.tally.add(&sum.tally);
            });
        }
    });
    let mut sum = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    let seconds = begun.elapsed().as_secs_f64();
    if !options.no_repeat {
        sum.n_violations += repeat(options.from, sum.n_seeds.min(1_000));
    }
    tell(&sum, options.markers, seconds);
    let n_missed = sum.markers.all().iter().filter(|(_, n)| *n == 0).count();
    println!("{} seeds, {} violations", sum.n_seeds, sum.n_violations);
    if sum.n_violations == 0 && (n_missed == 0 || !options.markers) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Plays seeds twice: the traces must be the same, byte for byte. Gives the number of those that were not.
fn repeat(from: u64, n: u64) -> u64 {
    let mut n_different = 0;
    for seed in from..from + n {
        let (one, other) = (run(seed, Tracing::Hash).trace.digest(), run(seed, Tracing::Hash).trace.digest());
        if one != other {
            println!("VIOLATION of T1 determinism in seed {seed}: {one:?} then {other:?}");
            n_different += 1;
        }
    }
    println!("determinism: {n} seeds played twice, {n_different} with another trace");
    n_different
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn tell(sum: &Sum, with_markers: bool, seconds: f64) {
    if with_markers {
        for (name, n) in sum.markers.all() {
            println!("{n:>10}  {name}");
        }
        for (name, n) in sum.markers.moves() {
            println!("{n:>10}  move: {name}");
        }
    }
    let all = sum.markers.all();
    let n_reached = all.iter().filter(|(_, n)| *n > 0).count();
    println!("rare states: {n_reached} of {} reached", all.len());
    println!(
        "{} steps, {} requests (at most {} in a minute), {} sockets, {} channels",
        sum.tally.n_steps, sum.tally.n_requests, sum.tally.busiest_minute, sum.tally.n_sockets, sum.tally.n_channels
    );
    println!("{:.1} s, {:.0} seeds a second", seconds, sum.n_seeds as f64 / seconds.max(0.001));
}

/// Now, to measure how long it takes; nothing that is simulated sees it.
#[expect(clippy::disallowed_methods, reason = "a tool measures how long it takes")]
fn now() -> Instant {
    Instant::now()
}
