//! A cloud that says less than it did, told from one that only writes its times in another way.

use super::build::{at, id, journey, session};
use crate::journey::Origin;
use crate::model::{LastEvent, Session};

/// A version: when it was created, how many events, its last event, whether it has ended.
#[derive(Clone, Copy)]
struct Version<'a> {
    created: &'a str,
    n_events: Option<i64>,
    last: Option<(Option<&'a str>, &'a str)>,
    is_ended: bool,
}

const HELD: Version<'_> =
    Version { created: "14:00:00.500", n_events: Some(5), last: Some((Some("e5"), "14:05:00.500")), is_ended: false };

fn built(version: Version<'_>) -> Session {
    Session {
        created: at(version.created),
        n_events: version.n_events,
        last_event: version.last.map(|(id, time)| LastEvent {
            id: id.map(Into::into),
            name: Some("page_viewed".into()),
            created: Some(at(time)),
        }),
        ended: version.is_ended.then(|| at("15:00:00")),
        ..session("s", at("14:00:00"))
    }
}

fn is_set_back(held: Version<'_>, new: Version<'_>) -> bool {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![built(held)], Origin::Rest));
    journey.told(&id()).expect("a session").is_set_back(&built(new))
}

#[test]
fn what_says_as_much_or_more_is_not_set_back() {
    let ended = Version { is_ended: true, ..HELD };
    for new in [
        HELD,
        ended,
        Version { n_events: Some(6), last: Some((Some("e6"), "14:06:00.000")), ..HELD },
        Version { n_events: None, ..HELD },
    ] {
        assert!(!is_set_back(HELD, new));
    }
    assert!(!is_set_back(ended, ended));
    assert!(!is_set_back(Version { last: None, n_events: None, ..HELD }, HELD));
}

#[test]
fn what_says_less_is_set_back() {
    assert!(is_set_back(HELD, Version { n_events: Some(4), ..HELD }));
    assert!(is_set_back(Version { is_ended: true, ..HELD }, HELD), "it had ended");
    assert!(is_set_back(HELD, Version { last: None, ..HELD }), "nothing ever happened");
}

#[test]
fn a_session_that_began_at_another_time_is_another() {
    for (created, is_other) in [
        ("14:00:00.000", false),
        ("14:00:01.499", false),
        ("14:00:01.500", true),
        ("13:59:59.501", false),
        ("13:59:59.500", true),
    ] {
        assert_eq!(is_set_back(HELD, Version { created, ..HELD }), is_other, "{created}");
    }
}

#[test]
fn an_older_last_event_was_lost_unless_only_its_milliseconds_are_left_out() {
    for (id, at, is_lost) in [
        (Some("e5"), "14:05:00.000", false),
        (Some("e5"), "14:04:59.501", false),
        (Some("e5"), "14:04:59.500", true),
        (Some("e5"), "14:05:09.000", false),
        // Another one, and a time that has milliseconds.
        (Some("e4"), "14:05:00.499", true),
        (Some("e4"), "14:05:00.001", true),
        (Some("e4"), "14:05:00.000", false),
        (Some("e4"), "14:05:00.500", false),
        (Some("e4"), "14:05:00.501", false),
        (None, "14:05:00.499", true),
    ] {
        assert_eq!(is_set_back(HELD, Version { last: Some((id, at)), ..HELD }), is_lost, "{id:?} {at}");
    }
    let unnamed = Version { last: Some((None, "14:05:00.500")), ..HELD };
    assert!(
        !is_set_back(unnamed, Version { last: Some((Some("e4"), "14:05:00.499")), ..HELD }),
        "nobody knows which it was"
    );
}
