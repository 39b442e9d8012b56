//! Several fields of a record changed at once, by chance from a seed: whatever becomes of it, its neighbours stand.

use serde_json::Value;

use super::shown::Desk;
use super::{Lines, changes, events, places, records, say, sessions};
use crate::tests::chance::Chance;

const SEEDS: u64 = 300;

/// The record with three places changed, one after the other.
fn changed(record: &Value, chance: &mut Chance) -> Value {
    let mut value = record.clone();
    for _ in 0..3 {
        let places = places(&value);
        if places.is_empty() {
            break;
        }
        let mut all = changes(&value, &places[chance.below(places.len())]);
        value = all.swap_remove(chance.below(all.len())).value;
    }
    value
}

pub(super) fn neighbours(lines: &Lines) -> Vec<(&String, &String)> {
    lines.iter().filter(|(key, _)| key.starts_with("plain-")).collect()
}

#[test]
fn whatever_becomes_of_a_record_its_neighbours_stand() {
    let desk = Desk::new();
    let (all_sessions, all_events) = (records(sessions::SAMPLE, "entities"), records(events::SAMPLE, "entities"));
    let mut n_cases = 0;
    for seed in 0..SEEDS {
        let mut chance = Chance(seed);
        let record = &all_sessions[chance.below(all_sessions.len())];
        let whole = sessions::show(&desk, record);
        let lines = sessions::show(&desk, &changed(record, &mut chance));
        assert_eq!(neighbours(&whole), neighbours(&lines), "seed {seed}, a session");
        let record = &all_events[chance.below(all_events.len())];
        let session = record["session"]["id"].as_str().unwrap_or("s-web");
        let whole = events::show(&desk, session, record);
        let lines = events::show(&desk, session, &changed(record, &mut chance));
        assert_eq!(neighbours(&whole), neighbours(&lines), "seed {seed}, an event");
        n_cases += 2;
    }
    say("several fields at once", n_cases, 500);
}
