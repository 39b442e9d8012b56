//! Merging is commutative, associative and idempotent: in whatever order, however often and in whatever portions the
//! cloud says the same, the journey is the same (reliability L1, L2).

use proptest::prelude::*;

use super::build::{canonical, journey};
use super::chance::{Chance, Said, cases, story};
use crate::journey::{Journey, Origin};

/// Hands over neighbours of the same kind as one portion, of a random size.
fn hand_over(journey: &mut Journey, said: &[Said], chance: &mut Chance) {
    let mut rest = said;
    while let Some(first) = rest.first() {
        let same = |other: &&Said| match (first, other) {
            (Said::Session(_, one), Said::Session(_, other)) => one == other,
            (Said::Event(_), Said::Event(_)) => true,
            _ => false,
        };
        let longest = rest.iter().take_while(same).count().max(1);
        let (portion, others) = rest.split_at(1 + chance.below(longest));
        rest = others;
        let mut sessions = Vec::new();
        let mut events = Vec::new();
        for one in portion {
            match one.clone() {
                Said::Session(session, _) => sessions.push(*session),
                Said::Event(event) => events.push(event),
                Said::Assignment(session, matched) => drop(journey.merge_assignment(&session, &matched)),
            }
        }
        let from = if let Said::Session(_, from) = first { *from } else { Origin::Live };
        drop(journey.merge_sessions(sessions, from));
        drop(journey.merge_events(events));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(400), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_any_repetition_any_portions_give_the_same_journey(seed: u64) {
        let mut chance = Chance(seed);
        let said = story(&mut chance);
        let mut plain = journey();
        hand_over(&mut plain, &said, &mut Chance(1));
        let expected = canonical(&plain);
        for _ in 0..4 {
            let mut mixed = said.clone();
            for _ in 0..chance.below(3) {
                mixed.extend(said.iter().filter(|_| chance.one_in(2)).cloned().collect::<Vec<_>>());
            }
            chance.shuffle(&mut mixed);
            let mut other = journey();
            hand_over(&mut other, &mixed, &mut chance);
            prop_assert_eq!(&canonical(&other), &expected, "seed {}", seed);
        }
    }

    #[test]
    fn what_is_known_already_changes_nothing(seed: u64) {
        let mut chance = Chance(seed);
        let mut said = story(&mut chance);
        let mut journey = journey();
        hand_over(&mut journey, &said, &mut chance);
        let expected = canonical(&journey);
        chance.shuffle(&mut said);
        for one in said {
            let changes = match one {
                Said::Session(session, from) => journey.merge_sessions(vec![*session], from),
                Said::Event(event) => journey.merge_events(vec![event]),
                Said::Assignment(session, matched) => journey.merge_assignment(&session, &matched),
            };
            prop_assert!(changes.is_empty(), "seed {}: {:?}", seed, changes);
        }
        prop_assert_eq!(canonical(&journey), expected);
    }

    #[test]
    fn counters_and_last_activity_never_go_back(seed: u64) {
        let mut chance = Chance(seed);
        let mut said = story(&mut chance);
        chance.shuffle(&mut said);
        let mut journey = journey();
        let mut before = journey.clone();
        for one in said {
            hand_over(&mut journey, &[one], &mut chance);
            for (id, old) in &before.sessions {
                let new = journey.session(id).expect("sessions stay");
                // Versions that contradict each other about the start are outside of this.
                let is_same_start = new.created == old.created;
                prop_assert!(!is_same_start || new.last_activity() >= old.last_activity(), "seed {}", seed);
                prop_assert!(new.duration_seconds >= old.duration_seconds, "seed {}", seed);
            }
            for (id, old) in &before.tracks {
                prop_assert!(journey.track(id).is_some_and(|new| new.len() >= old.len()), "seed {}", seed);
                let events: Vec<_> = journey.tracks.get(id).unwrap().iter().collect();
                prop_assert!(events.is_sorted_by_key(|event| event.place()), "seed {}", seed);
            }
            before = journey.clone();
        }
    }
}
