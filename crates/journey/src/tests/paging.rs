//! Long sessions, read in pages: whatever the order of the pages, however often an event comes, and however the pages are
//! cut, the track holds what a plain ordered map holds (reliability L2).

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::build::{canonical, ids, journey, second, view};
use super::chance::{Chance, cases};
use crate::model::Event;

/// As many events as a page can have at most, and some more.
const LONGEST: usize = 600;
/// Events of a page, at most.
const PAGE: usize = 500;

/// Up to [`LONGEST`] events; many share their second.
fn session(chance: &mut Chance) -> Vec<Event> {
    let longest = if chance.one_in(8) { LONGEST } else { 60 };
    let n = 1 + chance.below(longest);
    (0..n)
        .map(|at| {
            let moment = i64::try_from(chance.below(n)).expect("a second");
            view("s", &format!("e{at}"), second(moment))
        })
        .collect()
}

/// Every event one to four times, in any order.
fn doubled(events: &[Event], chance: &mut Chance) -> Vec<Event> {
    let mut all: Vec<Event> =
        events.iter().flat_map(|event| std::iter::repeat_n(event.clone(), 1 + chance.below(4))).collect();
    chance.shuffle(&mut all);
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(100), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pages_in_any_order_and_cut_anywhere_give_what_an_ordered_map_holds(seed: u64) {
        let mut chance = Chance(seed);
        let events = session(&mut chance);
        let model: BTreeMap<_, _> = events.iter().map(|event| ((event.created, event.id.clone()), event)).collect();
        let model: Vec<String> = model.keys().map(|(_, id)| id.to_string()).collect();
        let mut texts = Vec::new();
        for _ in 0..2 {
            let mut journey = journey();
            let all = doubled(&events, &mut chance);
            let mut rest = all.as_slice();
            while !rest.is_empty() {
                let (page, others) = rest.split_at(1 + chance.below(rest.len().min(PAGE)));
                rest = others;
                drop(journey.merge_events(page.to_vec()));
            }
            prop_assert_eq!(&ids(&journey, "s"), &model, "seed {}", seed);
            texts.push(canonical(&journey));
        }
        prop_assert_eq!(&texts[0], &texts[1], "seed {}", seed);
    }
}
