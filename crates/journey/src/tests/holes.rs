//! Which announced events are missing: what may stand in for another one, and when a reading has settled it.

use super::build::{announced, id, ids, journey, second, session, view};
use crate::journey::{Hole, Journey, Origin};
use crate::model::{Event, Reading};

/// The cloud tells of so many events, and of this one as the last.
fn name(journey: &mut Journey, n_events: i64, event: &str, at: i64) {
    drop(journey.merge_sessions(vec![announced("s", n_events, event, second(at))], Origin::Live));
}

/// The same; the last is `e` and the second it was made in.
fn tell(journey: &mut Journey, n_events: i64, last: i64) {
    name(journey, n_events, &format!("e{last}"), last);
}

/// These were read.
fn read(journey: &mut Journey, seconds: &[i64]) {
    drop(journey.merge_events(seconds.iter().map(|n| view("s", &format!("e{n}"), second(*n))).collect()));
}

/// This came by itself.
fn hear(journey: &mut Journey, event: &Event) {
    journey.doubt(event);
    drop(journey.merge_events(vec![event.clone()]));
}

fn complete(journey: &mut Journey) {
    drop(journey.set_reading(&id(), Reading::Complete));
}

/// Once more, behind what is shown.
fn complete_again(journey: &mut Journey) {
    journey.begin_reread(&id());
    complete(journey);
}

/// How many are taken for never listed, and which are missing beside those.
fn settled(journey: &Journey) -> (i64, Option<Hole>) {
    (journey.n_accepted(&id()), journey.hole(&id()))
}

/// Three were announced, and the second is missing after all was read.
fn one_is_missing() -> Journey {
    let mut journey = journey();
    tell(&mut journey, 3, 3);
    read(&mut journey, &[1, 3]);
    complete(&mut journey);
    assert_eq!(journey.hole(&id()), Some(Hole { held: 2, announced: 3 }));
    journey
}

#[test]
fn an_event_that_came_by_itself_stands_in_for_none_that_is_missing() {
    for at in [2, 3] {
        let mut journey = one_is_missing();
        hear(&mut journey, &view("s", "late", second(at)));
        assert_eq!(journey.hole(&id()), Some(Hole { held: 2, announced: 3 }), "made at {at}");
        assert_eq!(ids(&journey, "s").len(), 3, "it is shown all the same");
    }
}

#[test]
fn an_event_that_is_newer_than_what_is_counted_is_not_doubted() {
    let mut journey = one_is_missing();
    // Once the count covers it, it was not what was missing before; here it is.
    hear(&mut journey, &view("s", "ahead", second(4)));
    name(&mut journey, 4, "e5", 5);
    read(&mut journey, &[5]);
    assert_eq!(journey.hole(&id()), None);
}

#[test]
fn an_event_that_comes_by_itself_while_none_is_missing_is_not_doubted() {
    let mut journey = journey();
    tell(&mut journey, 2, 3);
    read(&mut journey, &[1, 3]);
    complete(&mut journey);
    hear(&mut journey, &view("s", "late", second(2)));
    tell(&mut journey, 3, 3);
    assert_eq!(journey.hole(&id()), None);
}

#[test]
fn an_event_that_was_named_is_not_doubted() {
    let mut journey = one_is_missing();
    tell(&mut journey, 4, 4);
    hear(&mut journey, &view("s", "e4", second(4)));
    assert_eq!(journey.hole(&id()), Some(Hole { held: 3, announced: 4 }));
    // Nor is one that came by itself first and was named later.
    hear(&mut journey, &view("s", "late", second(2)));
    assert_eq!(journey.hole(&id()), Some(Hole { held: 3, announced: 4 }));
    name(&mut journey, 4, "late", 2);
    assert_eq!(journey.hole(&id()), None);
}

#[test]
fn an_event_that_is_here_already_is_not_doubted() {
    let mut journey = one_is_missing();
    hear(&mut journey, &view("s", "e1", second(1)));
    assert_eq!(journey.hole(&id()), Some(Hole { held: 2, announced: 3 }));
}

#[test]
fn where_no_count_was_told_nothing_is_missing() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![session("s", second(0))], Origin::Rest));
    read(&mut journey, &[1]);
    complete(&mut journey);
    hear(&mut journey, &view("s", "late", second(2)));
    assert_eq!((journey.hole(&id()), journey.is_tied(&id())), (None, false));
    assert!(journey.holds_too_much(&id()), "no number says how many there should be");
    tell(&mut journey, 2, 2);
    assert!(!journey.holds_too_much(&id()));
    tell(&mut journey, 3, 3);
    assert!(!journey.holds_too_much(&id()));
    read(&mut journey, &[3, 4]);
    assert!(journey.holds_too_much(&id()), "four of three");
}

#[test]
fn what_came_before_a_reading_began_is_settled_by_it_and_what_came_meanwhile_is_not() {
    let mut journey = one_is_missing();
    hear(&mut journey, &view("s", "late", second(2)));
    journey.begin_whole(&id());
    tell(&mut journey, 5, 5);
    read(&mut journey, &[5]);
    hear(&mut journey, &view("s", "later", second(4)));
    assert_eq!(journey.hole(&id()), Some(Hole { held: 3, announced: 5 }));
    complete(&mut journey);
    assert_eq!(
        journey.hole(&id()),
        Some(Hole { held: 4, announced: 5 }),
        "the one that came meanwhile may be uncounted"
    );
    journey.begin_whole(&id());
    complete(&mut journey);
    assert_eq!(journey.hole(&id()), None);
}

#[test]
fn a_whole_reading_settles_also_what_came_while_it_went_on_when_no_more_was_announced() {
    let mut journey = one_is_missing();
    journey.begin_whole(&id());
    hear(&mut journey, &view("s", "late", second(2)));
    assert_eq!(journey.hole(&id()), Some(Hole { held: 2, announced: 3 }));
    complete(&mut journey);
    assert_eq!(journey.hole(&id()), None);
}

#[test]
fn what_was_announced_while_a_reading_went_on_is_not_taken_for_never_listed() {
    let mut journey = one_is_missing();
    journey.begin_whole(&id());
    tell(&mut journey, 5, 5);
    read(&mut journey, &[5]);
    complete(&mut journey);
    assert_eq!(journey.n_accepted(&id()), 0, "of the three counted as it began all may be here by now");
    assert_eq!(journey.hole(&id()), Some(Hole { held: 3, announced: 5 }));
    // The next one misses two, and the one after it as many.
    for (n_accepted, hole) in [(0, Some(Hole { held: 3, announced: 5 })), (2, None)] {
        journey.begin_whole(&id());
        complete(&mut journey);
        assert_eq!(settled(&journey), (n_accepted, hole));
    }
    assert_eq!(journey.n_announced(&id()), Some(5));
}

#[test]
fn one_reading_more_that_brings_nothing_is_enough_for_what_was_lost_later() {
    let lost_later = || {
        let mut journey = journey();
        tell(&mut journey, 1, 1);
        read(&mut journey, &[1]);
        complete(&mut journey);
        tell(&mut journey, 4, 4);
        read(&mut journey, &[4]);
        assert_eq!(journey.hole(&id()), Some(Hole { held: 2, announced: 4 }));
        journey
    };
    type Reread = fn(&mut Journey);
    let readings: [(Reread, i64, Option<Hole>); 5] = [
        // Begun behind what is shown, or by it.
        (|journey| journey.begin_reread(&id()), 2, None),
        (|journey| drop(journey.set_reading(&id(), Reading::First)), 2, None),
        (|journey| drop(journey.set_reading(&id(), Reading::More)), 2, None),
        // Not one that brings something, and not one that failed.
        (
            |journey| {
                journey.begin_reread(&id());
                read(journey, &[2]);
            },
            0,
            Some(Hole { held: 3, announced: 4 }),
        ),
        (
            |journey| {
                journey.begin_reread(&id());
                drop(journey.set_reading(&id(), Reading::NotAsked));
            },
            0,
            Some(Hole { held: 2, announced: 4 }),
        ),
    ];
    for (until_its_end, n_accepted, hole) in readings {
        let mut journey = lost_later();
        until_its_end(&mut journey);
        complete(&mut journey);
        assert_eq!(settled(&journey), (n_accepted, hole));
    }
}

#[test]
fn the_first_reading_proves_nothing_about_what_is_never_listed() {
    let mut journey = journey();
    tell(&mut journey, 3, 3);
    read(&mut journey, &[3]);
    drop(journey.set_reading(&id(), Reading::First));
    complete(&mut journey);
    assert_eq!(settled(&journey), (0, Some(Hole { held: 1, announced: 3 })));
}

#[test]
fn what_was_taken_for_never_listed_is_less_when_some_of_it_comes() {
    let mut journey = journey();
    tell(&mut journey, 4, 4);
    read(&mut journey, &[4]);
    complete(&mut journey);
    complete_again(&mut journey);
    assert_eq!(settled(&journey), (3, None));
    journey.begin_reread(&id());
    read(&mut journey, &[2]);
    complete(&mut journey);
    assert_eq!(journey.n_accepted(&id()), 2, "one of the three is here");
    journey.limit_accepted(&id(), 5);
    assert_eq!(journey.n_accepted(&id()), 2);
    journey.limit_accepted(&id(), 1);
    assert_eq!(settled(&journey), (1, Some(Hole { held: 2, announced: 4 })));
    complete_again(&mut journey);
    assert_eq!(settled(&journey), (2, None));
    journey.forget_accepted(&id());
    assert_eq!(settled(&journey), (0, Some(Hole { held: 2, announced: 4 })));
    // And two readings are needed again.
    complete(&mut journey);
    assert_eq!(journey.n_accepted(&id()), 0);
    complete(&mut journey);
    assert_eq!(journey.n_accepted(&id()), 2);
}

#[test]
fn an_event_that_was_named_is_missed_though_the_number_is_right() {
    let mut journey = journey();
    tell(&mut journey, 2, 2);
    read(&mut journey, &[1]);
    drop(journey.merge_events(vec![view("s", "late", second(2))]));
    complete(&mut journey);
    let hole = Some(Hole { held: 2, announced: 2 });
    assert_eq!(journey.hole(&id()), hole);
    complete(&mut journey);
    assert_eq!(journey.hole(&id()), None, "two readings did not give it: its kind is not listed");
    journey.forget_accepted(&id());
    assert_eq!(journey.hole(&id()), hole);
    complete(&mut journey);
    assert_eq!(journey.hole(&id()), hole, "two of this cloud");
    read(&mut journey, &[2]);
    assert_eq!(journey.hole(&id()), None);
}

#[test]
fn a_tie_is_settled_by_a_reading_that_began_with_all_of_its_moment_counted() {
    let tied = || {
        let mut journey = journey();
        tell(&mut journey, 2, 3);
        drop(journey.merge_events(["e3", "other"].map(|event| view("s", event, second(3))).into()));
        complete(&mut journey);
        assert!(journey.is_tied(&id()));
        journey
    };
    for (since, n_counted, is_tied) in [
        (None, Some(2), false),
        (None, Some(1), true),
        (None, None, true),
        (Some(2), Some(2), false),
        (Some(3), Some(2), true),
        (Some(4), Some(2), true),
    ] {
        let mut journey = tied();
        journey.was_read(&id(), since.map(second), n_counted);
        assert_eq!(journey.is_tied(&id()), is_tied, "{since:?} {n_counted:?}");
        // What was read earlier does not count for more, nor does it take anything back.
        journey.was_read(&id(), None, Some(1));
        assert_eq!(journey.is_tied(&id()), is_tied, "{since:?} {n_counted:?}");
    }
    let mut journey = tied();
    name(&mut journey, 2, "other", 3);
    assert!(!journey.is_tied(&id()), "both were named");
    let mut journey = tied();
    drop(journey.set_reading(&id(), Reading::More));
    assert!(!journey.is_tied(&id()), "it is being read");
    let mut journey = tied();
    tell(&mut journey, 3, 3);
    assert!(journey.is_tied(&id()));
    complete(&mut journey);
    complete(&mut journey);
    assert_eq!(journey.n_accepted(&id()), 1);
    assert!(journey.is_tied(&id()), "one is never listed, and one of the two that are here may stand in for another");
}

/// The cloud names so many events, one after the other or of one moment, and those from `first` on are here.
fn named(n_named: i64, first: i64, n_events: i64, is_at_once: bool) -> Journey {
    let mut journey = journey();
    let event = |n: i64| format!("n{n:03}");
    let at = |n: i64| if is_at_once { 1 } else { n };
    for n in 0..n_named {
        name(&mut journey, n_events, &event(n), at(n));
    }
    drop(journey.merge_events((first..n_named).map(|n| view("s", &event(n), second(at(n)))).collect()));
    complete(&mut journey);
    journey
}

#[test]
fn a_hundred_events_that_were_named_are_remembered() {
    // Fewer are counted than are here: only a name proves that one is missing.
    for (n_named, first, is_missed) in [(100, 0, false), (100, 1, true), (101, 1, false), (101, 2, true)] {
        let journey = named(n_named, first, 5, false);
        assert_eq!(journey.hole(&id()).is_some(), is_missed, "{n_named} named, here from {first} on");
    }
    for (n_named, is_tied) in [(100, false), (101, true)] {
        assert_eq!(named(n_named, 0, n_named, true).is_tied(&id()), is_tied, "{n_named} of one moment");
    }
}
