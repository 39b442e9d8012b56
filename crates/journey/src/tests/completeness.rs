//! `Changes` names every entity that differs from before, and of sessions, tracks and order nothing else: what is not
//! named is not published, and what is named runs again on the page.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;

use super::build::{journey, second};
use super::chance::{Chance, Said, cases, story};
use crate::changes::Changes;
use crate::connection::ConnectionState;
use crate::journey::{Journey, ListState, Screen};
use crate::model::{ContactFlow, Customer, Predictions, Reading, Score, SessionId};
use crate::sorted::SortedMap;

/// Ids under which the two maps differ.
fn different<T: PartialEq>(one: &SortedMap<SessionId, T>, other: &SortedMap<SessionId, T>) -> BTreeSet<SessionId> {
    one.keys().chain(other.keys()).filter(|id| one.get(*id) != other.get(*id)).cloned().collect()
}

/// What changed, found by comparing everything.
fn found(before: &Journey, after: &Journey) -> Changes {
    let sessions = different(&before.sessions, &after.sessions);
    let (sessions, removed) = sessions.into_iter().partition(|id| after.sessions.contains_key(id));
    Changes {
        sessions,
        removed,
        tracks: different(&before.tracks, &after.tracks),
        predictions: different(&before.predictions, &after.predictions),
        expanded: before.expanded.symmetric_difference(&after.expanded).cloned().collect(),
        order: before.order != after.order,
        list: before.list != after.list,
        names: before.names != after.names,
        customer: before.customer != after.customer,
        contact: before.contact != after.contact,
        interactions: before.interactions != after.interactions || before.shown != after.shown,
        status: before.status != after.status,
        page: before.page != after.page,
        announcement: before.announcement != after.announcement,
    }
}

/// One random act; what it says it changed.
fn act(journey: &mut Journey, story: &[Said], chance: &mut Chance) -> Changes {
    let id: SessionId = format!("s{}", chance.below(4)).as_str().into();
    let flag = chance.one_in(2);
    match chance.below(24) {
        0 => journey.clear_customer(),
        2 => journey.set_expanded(&id, flag),
        3 => journey.set_reading(
            &id,
            [Reading::NotAsked, Reading::First, Reading::More, Reading::Complete][chance.below(4)].clone(),
        ),
        4 => journey.merge_scores(
            &id,
            Predictions {
                scores: vec![Score {
                    outcome: "o".into(),
                    probability: chance.below(4) as f64 / 4.0,
                    peak: None,
                    quantile: None,
                    before: None,
                }],
                modified: flag.then(|| second(1)),
            },
        ),
        5 => journey.clear_scores(),
        6 => journey.set_list(ListState { more: flag, ..ListState::default() }),
        8 => journey.set_customer(Customer { name: flag.then(|| "Ines".into()), ..Customer::default() }),
        9 => journey.set_contact(if flag { ContactFlow::LookingUp } else { ContactFlow::NotNeeded }),
        10 => journey.set_shown(flag.then(|| "c".into())),
        11 => {
            let mut status = *journey.status();
            status.state = if flag { ConnectionState::Live } else { ConnectionState::Waiting };
            journey.set_status(status)
        }
        12 => {
            let mut page = journey.page().clone();
            page.screen = if flag { Screen::Customer } else { Screen::Starting };
            page.current_session = chance.one_in(2).then(|| id.clone());
            journey.set_page(page)
        }
        13 => journey.announce(if flag { "x".into() } else { "y".into() }),
        14 => journey.merge_segments(vec![("g".into(), None)]),
        15 => journey.name_queue("q".into(), if flag { "x".into() } else { "y".into() }),
        16 => journey.set_me(flag.then(|| "me".into())),
        17 => {
            let all = include_str!("../../../wire/tests/samples/conversation_listing.json");
            let all = crate::decode::conversations(all, &"user-1".into()).map(|page| page.items).unwrap_or_default();
            journey.set_interactions(all.into_iter().filter(|_| chance.one_in(2)).collect())
        }
        _ if story.is_empty() => Changes::default(),
        _ => match story[chance.below(story.len())].clone() {
            Said::Session(session, from) => journey.merge_sessions(vec![*session], from),
            Said::Event(event) => journey.merge_events(vec![event]),
            Said::Assignment(session, matched) => journey.merge_assignment(&session, &matched),
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(200), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changes_name_exactly_what_differs(seed: u64) {
        let mut chance = Chance(seed);
        let said = story(&mut chance);
        let mut journey = journey();
        for _ in 0..40 {
            let before = journey.clone();
            let changes = act(&mut journey, &said, &mut chance);
            let found = found(&before, &journey);
            let mut both = changes.clone();
            both.merge(found.clone());
            prop_assert_eq!(&both, &changes, "seed {}: something that differs is not named", seed);
            prop_assert!(changes.sessions.is_subset(&found.sessions), "seed {}: {:?} {:?}", seed, changes, found);
            prop_assert!(changes.tracks.is_subset(&found.tracks), "seed {}: {:?} {:?}", seed, changes, found);
            prop_assert!(changes.predictions.is_subset(&found.predictions), "seed {}", seed);
        }
    }
}

#[test]
fn entities_that_did_not_change_keep_their_pointer() {
    let mut journey = journey();
    let mut chance = Chance(7);
    for one in story(&mut chance) {
        if let Said::Session(session, from) = one {
            drop(journey.merge_sessions(vec![*session], from));
        }
    }
    drop(journey.merge_sessions(vec![super::build::session("other", second(0))], crate::journey::Origin::Rest));
    let other = Arc::clone(journey.sessions.get(&SessionId::from("other")).unwrap());
    drop(journey.merge_events(vec![super::build::view("s0", "new", second(500))]));
    assert!(Arc::ptr_eq(&other, journey.sessions.get(&SessionId::from("other")).unwrap()));
}
