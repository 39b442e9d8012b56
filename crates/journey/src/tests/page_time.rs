//! Since when the customer looks at the present page: from its view on, whatever happens on it.

use chrono::{DateTime, Utc};

use super::build::*;
use crate::journey::{Journey, Origin};
use crate::model::{AppFacts, Event, LastEvent, Reading, Session, SessionKind, WebFacts};

fn since(journey: &Journey) -> Option<DateTime<Utc>> {
    held(journey).page_since
}

/// A version of the session: its last event, the page of it, and how many pages were viewed by then.
fn version(last: &str, last_at: i64, title: &str, n_pageviews: i64) -> Session {
    Session {
        last_event: Some(LastEvent { id: None, name: Some(last.into()), created: Some(second(last_at)) }),
        last_page: Some(page(title)),
        n_pageviews: Some(n_pageviews),
        n_events: Some(last_at),
        ..session("s", second(0))
    }
}

fn search(id: &str, at: i64, title: &str) -> Event {
    let facts = WebFacts { name: "search_performed".into(), page: page(title), ..WebFacts::default() };
    web("s", id, second(at), facts)
}

#[test]
fn a_search_on_the_page_does_not_begin_it_anew() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![version("page_viewed", 10, "Sale", 1)], Origin::Rest));
    assert_eq!(since(&journey), Some(second(10)));
    drop(journey.merge_events(vec![search("e2", 20, "Sale")]));
    assert_eq!(since(&journey), Some(second(10)));
    drop(journey.merge_sessions(vec![version("search_performed", 20, "Sale", 1)], Origin::Live));
    assert_eq!(since(&journey), Some(second(10)));
    drop(journey.merge_events(vec![view("s", "Basket", second(30))]));
    assert_eq!(since(&journey), Some(second(30)));
}

#[test]
fn a_view_that_was_missed_is_not_guessed() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![version("page_viewed", 10, "Sale", 1)], Origin::Rest));
    drop(journey.merge_sessions(vec![version("search_performed", 40, "Sale", 3)], Origin::Live));
    assert_eq!(since(&journey), None, "two more views were announced, and neither is known");
    // Read whole, the events tell.
    drop(journey.merge_events(vec![view("s", "Sale", second(10)), view("s", "Home", second(20))]));
    assert_eq!(since(&journey), None);
    drop(journey.merge_events(vec![view("s", "Sale", second(35)), search("e4", 40, "Sale")]));
    assert_eq!(since(&journey), None);
    assert!(journey.set_reading(&"s".into(), Reading::Complete).sessions.contains(&"s".into()));
    assert_eq!(since(&journey), Some(second(35)));
}

#[test]
fn a_page_that_was_never_viewed_has_no_time() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![version("page_viewed", 10, "Sale", 1)], Origin::Rest));
    drop(journey.merge_events(vec![search("e2", 20, "Elsewhere")]));
    assert_eq!(since(&journey), None);
    drop(journey.merge_events(vec![search("e3", 30, "Sale")]));
    assert_eq!(since(&journey), Some(second(10)), "back where it was viewed");
}

#[test]
fn the_order_of_announcements_does_not_matter() {
    let versions = [
        version("page_viewed", 10, "Sale", 1),
        version("search_performed", 20, "Sale", 1),
        version("form_started", 25, "Sale", 1),
    ];
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [2, 0, 1]] {
        let mut journey = journey();
        for at in order {
            drop(journey.merge_sessions(vec![versions[at].clone()], Origin::Live));
        }
        assert_eq!(since(&journey), Some(second(10)), "{order:?}");
    }
}

#[test]
fn where_no_views_are_counted_the_last_event_tells() {
    let mut journey = journey();
    let uncounted = |last: &str, at: i64| Session { n_pageviews: None, ..version(last, at, "Sale", 0) };
    drop(journey.merge_sessions(vec![uncounted("page_viewed", 10)], Origin::Rest));
    assert_eq!(since(&journey), Some(second(10)));
    drop(journey.merge_sessions(vec![uncounted("search_performed", 20)], Origin::Live));
    assert_eq!(since(&journey), None, "there may have been another view between");
}

#[test]
fn a_view_that_is_held_counts_from_the_moment_that_nothing_later_is_known_of() {
    // No view was announced; one of the same moment as the last event may be the one before it.
    for (at, expected) in [(19, None), (20, None), (21, Some(second(21)))] {
        let mut journey = journey();
        drop(journey.merge_sessions(vec![version("search_performed", 20, "Sale", 2)], Origin::Rest));
        drop(journey.merge_events(vec![view("s", "Sale", second(at))]));
        assert_eq!(since(&journey), expected, "viewed at {at}");
    }
    // One was, and none later was counted; what is held is older, the same, or newer than that.
    for (at, expected) in [(5, 10), (10, 10), (15, 15)] {
        for reading in [Reading::More, Reading::Complete] {
            let mut journey = journey();
            drop(journey.merge_sessions(vec![version("page_viewed", 10, "Sale", 1)], Origin::Rest));
            drop(journey.merge_sessions(vec![version("search_performed", 40, "Sale", 1)], Origin::Live));
            drop(journey.merge_events(vec![view("s", "Sale", second(at))]));
            drop(journey.set_reading(&"s".into(), reading.clone()));
            assert_eq!(since(&journey), Some(second(expected)), "viewed at {at}, {reading:?}");
        }
    }
}

#[test]
fn a_screen_is_looked_at_since_its_view_too() {
    for (shown, viewed, expected) in [
        (Some("Basket"), Some("Basket"), Some(second(10))),
        (Some("Basket"), Some("Home"), None),
        (Some("Basket"), None, None),
        (None, None, None),
    ] {
        let mut journey = journey();
        let told = Session {
            kind: SessionKind::App,
            last_screen: shown.map(Into::into),
            last_page: None,
            n_pageviews: None,
            ..version("tapped", 40, "", 0)
        };
        drop(journey.merge_sessions(vec![told], Origin::Rest));
        let facts = AppFacts { name: "screen_viewed".into(), screen: viewed.map(Into::into), ..AppFacts::default() };
        drop(journey.merge_events(vec![app("s", "e10", second(10), facts)]));
        drop(journey.set_reading(&"s".into(), Reading::Complete));
        assert_eq!(since(&journey), expected, "{viewed:?} viewed, {shown:?} shown");
    }
}

#[test]
fn a_view_of_another_kind_of_page_than_the_one_told_has_no_time() {
    // Told by the announcements alone: page, screen, neither.
    let told = |first: Session, then: Session| {
        let mut journey = journey();
        drop(journey.merge_sessions(vec![first], Origin::Rest));
        drop(journey.merge_sessions(vec![then], Origin::Live));
        since(&journey)
    };
    let with = |last: &str, at: i64, page_title: Option<&str>, screen: Option<&str>| Session {
        last_page: page_title.map(page),
        last_screen: screen.map(Into::into),
        ..version(last, at, "", 1)
    };
    let viewed = |title, screen| with("page_viewed", 10, title, screen);
    let later = |title, screen| with("search_performed", 20, title, screen);
    assert_eq!(told(viewed(Some("Sale"), None), later(Some("Sale"), None)), Some(second(10)));
    assert_eq!(told(viewed(Some("Sale"), None), later(Some("Home"), None)), None);
    assert_eq!(told(viewed(None, Some("A")), later(None, Some("A"))), Some(second(10)));
    assert_eq!(told(viewed(None, Some("A")), later(None, Some("B"))), None);
    assert_eq!(told(viewed(Some("Sale"), Some("A")), later(Some("Sale"), Some("A"))), Some(second(10)));
    assert_eq!(told(viewed(Some("Sale"), Some("A")), later(Some("Home"), Some("A"))), None);
    assert_eq!(told(viewed(Some("Sale"), Some("A")), later(Some("Sale"), Some("B"))), None);
    assert_eq!(told(viewed(None, None), later(None, None)), None);
}
