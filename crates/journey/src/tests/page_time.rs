//! Since when the customer looks at the present page: from its view on, whatever happens on it.

use chrono::{DateTime, Utc};

use super::build::*;
use crate::journey::{Journey, Origin};
use crate::model::{LastEvent, Reading, Session, WebFacts};

fn since(journey: &Journey) -> Option<DateTime<Utc>> {
    journey.session(&"s".into()).expect("a session").page_since
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

fn search(id: &str, at: i64, title: &str) -> crate::model::Event {
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
