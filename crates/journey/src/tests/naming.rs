//! Names and likelihoods: learnt once, and gone when their part is.

use super::build::{announced, journey, second, view};
use crate::changes::Changes;
use crate::journey::{Journey, Origin};
use crate::model::{
    Achievement, Body, Conversation, Customer, CustomerSegment, Event, Matched, Predictions, Score, Session,
};

#[test]
fn a_name_is_news_once() {
    let acts: [fn(&mut Journey) -> Changes; 4] = [
        |journey| journey.name_queue("q".into(), "Returns".into()),
        |journey| journey.name_user("u".into(), "Grace".into()),
        |journey| journey.name_wrap_up("w".into(), "Solved".into()),
        |journey| journey.set_me(Some("u".into())),
    ];
    let mut journey = journey();
    for act in acts {
        assert!(act(&mut journey).names);
        assert!(act(&mut journey).is_empty());
    }
    let names = journey.names();
    assert_eq!(names.queues.get(&"q".into()).map(|name| &**name), Some("Returns"));
    assert_eq!(names.users.get(&"u".into()).map(|name| &**name), Some("Grace"));
    assert_eq!(names.wrap_ups.get(&"w".into()).map(|name| &**name), Some("Solved"));
    assert_eq!(names.me, Some("u".into()));
    assert!(journey.set_me(None).names);
}

fn scores(probability: f64, at: Option<i64>) -> Predictions {
    Predictions {
        scores: vec![Score { outcome: "o".into(), probability, peak: None, quantile: None, before: None }],
        modified: at.map(second),
    }
}

fn held(journey: &Journey) -> Option<f64> {
    journey.predictions(&"s".into()).map(|held| held.scores[0].probability)
}

#[test]
fn likelihoods_of_the_same_moment_or_of_none_are_taken() {
    for (first, then, is_taken) in [
        (Some(2), Some(2), true),
        (Some(2), Some(3), true),
        (Some(2), Some(1), false),
        (Some(2), None, true),
        (None, Some(1), true),
    ] {
        let mut journey = journey();
        drop(journey.merge_scores(&"s".into(), scores(0.25, first)));
        let changes = journey.merge_scores(&"s".into(), scores(0.5, then));
        assert_eq!(changes.predictions.contains(&"s".into()), is_taken, "{first:?} {then:?}");
        assert_eq!(held(&journey), Some(if is_taken { 0.5 } else { 0.25 }), "{first:?} {then:?}");
    }
}

#[test]
fn likelihoods_whose_part_is_gone_are_forgotten() {
    let mut journey = journey();
    drop(journey.merge_scores(&"s".into(), scores(0.25, None)));
    assert!(journey.clear_scores().predictions.contains(&"s".into()));
    assert_eq!(held(&journey), None);
    assert!(journey.clear_scores().is_empty());
}

#[test]
fn an_outcome_that_is_told_twice_has_its_first_likelihood() {
    let mut journey = journey();
    let mut twice = scores(0.25, None);
    twice.scores.extend(scores(0.5, None).scores);
    drop(journey.merge_scores(&"s".into(), twice));
    assert_eq!(held(&journey), Some(0.25));
    assert_eq!(journey.predictions(&"s".into()).map(|held| held.scores.len()), Some(1));
}

/// A session that needs one name of each kind.
fn nameless(n: i64) -> Session {
    Session {
        segments: vec![Matched { segment: format!("g{n}").into(), at: None, ended: None }],
        achievements: vec![Achievement { outcome: format!("o{n}").into(), at: None }],
        conversation: Some(Conversation {
            queue: Some(format!("q{n}").into()),
            user: Some(format!("u{n}").into()),
            wrap_up: Some(format!("w{n}").into()),
            ..Conversation::default()
        }),
        ..announced(&format!("s{n}"), 1, "e", second(1))
    }
}

#[test]
fn only_the_names_that_could_not_be_had_are_asked_for_again() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![nameless(1)], Origin::Rest));
    assert!(!journey.take_unnamed().is_empty());
    drop(journey.merge_sessions(vec![nameless(2)], Origin::Rest));
    let second_ones = journey.take_unnamed();
    journey.give_back_unnamed(second_ones.clone());
    // Both are heard of again.
    for n in [1, 2] {
        let changes = journey.merge_sessions(vec![Session { n_events: Some(2), ..nameless(n) }], Origin::Live);
        assert_eq!(changes.sessions.len(), 1);
    }
    assert_eq!(journey.take_unnamed(), second_ones);
    assert!(journey.take_unnamed().is_empty());
}

#[test]
fn events_that_come_before_their_session_make_their_names_wanted() {
    let mut journey = journey();
    let event = |id: &str, body| Event { body, ..view("s", id, second(1)) };
    drop(journey.merge_events(vec![
        event("e1", Body::Outcome { id: "o".into(), name: None }),
        event("e2", Body::Segment { id: "g".into(), assigned: true, until: None }),
    ]));
    let wanted = journey.take_unnamed();
    assert_eq!((wanted.outcomes.len(), wanted.segments.len()), (1, 1));
    assert!(wanted.outcomes.contains(&"o".into()) && wanted.segments.contains(&"g".into()));
}

#[test]
fn segments_of_the_customer_are_named_too() {
    let mut journey = journey();
    let matched = Matched { segment: "g".into(), at: None, ended: None };
    let customer = Customer { segments: vec![CustomerSegment { matched, of_session: false }], ..Customer::default() };
    assert!(journey.set_customer(customer.clone()).customer);
    assert!(journey.take_unnamed().segments.contains(&"g".into()));
    assert!(journey.set_customer(customer).is_empty());
    assert!(journey.take_unnamed().is_empty());
}
