//! A short run of the simulator with every run of the tests; `cargo xtask simulate` plays more.

use simulator::{Tracing, run};

#[test]
fn three_hundred_seeds_end_with_the_truth_and_were_honest_on_the_way() {
    let mut n_steps = 0;
    for seed in 0..300 {
        let outcome = run(seed, Tracing::Off);
        n_steps += outcome.tally.n_steps;
        assert_eq!(outcome.violation, None, "cargo xtask simulate --replay {seed}");
    }
    assert!(n_steps > 30_000, "only {n_steps} steps");
}

/// Each of these did not end with the truth once, or was not honest on the way.
#[test]
fn seeds_that_found_something_once_find_nothing() {
    let all = [
        32_467, 38_196, 63_167, 66_721, 88_825, 170_378, 327_915, 441_704, 489_915, 562_152, 576_014, 679_509, 889_965,
    ];
    for seed in all {
        let outcome = run(seed, Tracing::Off);
        assert_eq!(outcome.violation, None, "cargo xtask simulate --replay {seed}");
    }
}

#[test]
fn the_same_seed_gives_the_same_trace() {
    for seed in 0..40 {
        let one = run(seed, Tracing::Hash).trace.digest();
        assert_eq!(one, run(seed, Tracing::Hash).trace.digest(), "seed {seed}");
        assert!(one.1 > 20, "seed {seed} did nothing");
    }
}
