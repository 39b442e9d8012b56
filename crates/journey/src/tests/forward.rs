//! What events tell of their session before the session's own record does, and what that record tells once it comes.

use std::sync::Arc;

use super::build::{announced, app, held, journey, page, second, session, view, web};
use crate::journey::{Journey, Origin};
use crate::model::{AppFacts, Body, Event, LastEvent, Session, SessionKind, WebFacts};

fn told(journey: &mut Journey, session: Session) {
    drop(journey.merge_sessions(vec![session], Origin::Live));
}

fn came(journey: &mut Journey, event: Event) {
    drop(journey.merge_events(vec![event]));
}

fn search(at: i64, words: &str) -> Event {
    let facts = WebFacts { name: "search_performed".into(), search: Some(words.into()), ..WebFacts::default() };
    web("s", &format!("e{at}"), second(at), facts)
}

fn screen(at: i64, name: &str, screen: Option<&str>) -> Event {
    let facts = AppFacts { name: name.into(), screen: screen.map(Arc::from), ..AppFacts::default() };
    app("s", &format!("e{at}"), second(at), facts)
}

#[test]
fn an_event_of_before_does_not_bring_an_earlier_page_or_screen_back() {
    let mut journey = journey();
    told(&mut journey, Session { last_page: Some(page("c")), ..announced("s", 3, "e30", second(30)) });
    came(&mut journey, view("s", "b", second(20)));
    assert_eq!(held(&journey).last_page, Some(page("c")));
    came(&mut journey, view("s", "d", second(31)));
    assert_eq!(held(&journey).last_page, Some(page("d")));

    let mut journey = super::build::journey();
    let shown =
        Session { kind: SessionKind::App, last_screen: Some("C".into()), ..announced("s", 3, "e30", second(30)) };
    told(&mut journey, shown);
    came(&mut journey, screen(20, "screen_viewed", Some("B")));
    assert_eq!(held(&journey).last_screen.as_deref(), Some("C"));
    came(&mut journey, screen(31, "screen_viewed", Some("D")));
    assert_eq!(held(&journey).last_screen.as_deref(), Some("D"));
    came(&mut journey, screen(32, "tapped", None));
    assert_eq!(held(&journey).last_screen.as_deref(), Some("D"), "on the same screen");
}

#[test]
fn a_page_that_was_never_told_is_that_of_the_newest_event() {
    let mut journey = journey();
    told(&mut journey, session("s", second(0)));
    came(&mut journey, view("s", "b", second(20)));
    came(&mut journey, view("s", "a", second(10)));
    assert_eq!(held(&journey).last_page, Some(page("b")));
    assert_eq!(held(&journey).last_event, last(20, "b"));
}

fn last(at: i64, id: &str) -> Option<LastEvent> {
    Some(LastEvent { id: Some(id.into()), name: Some("page_viewed".into()), created: Some(second(at)) })
}

#[test]
fn searches_are_added_from_the_last_version_that_told_of_searches() {
    let terms = |journey: &Journey| held(journey).search_terms.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut journey = journey();
    told(&mut journey, Session { search_terms: vec!["a".into()], ..announced("s", 3, "e30", second(30)) });
    came(&mut journey, search(29, "a"));
    came(&mut journey, search(30, "a"));
    assert_eq!(terms(&journey), ["a"]);
    told(&mut journey, announced("s", 5, "e40", second(40)));
    came(&mut journey, search(35, "b"));
    came(&mut journey, search(45, "d"));
    came(&mut journey, search(42, "c"));
    assert_eq!(terms(&journey), ["a", "b", "c", "d"]);
    told(
        &mut journey,
        Session { search_terms: ["a", "b", "c"].map(Arc::from).to_vec(), ..announced("s", 6, "e42", second(42)) },
    );
    assert_eq!(terms(&journey), ["a", "b", "c", "d"]);
}

#[test]
fn who_signed_in_once_is_signed_in_for_this_session() {
    for order in [[true, false], [false, true]] {
        let mut journey = journey();
        for (n, authenticated) in (1..).zip(order) {
            told(&mut journey, Session { authenticated, ..announced("s", n, "e", second(n)) });
        }
        assert!(held(&journey).authenticated);
    }
    let mut journey = journey();
    told(&mut journey, announced("s", 1, "e", second(1)));
    assert!(!held(&journey).authenticated);
    for authenticated in [true, false] {
        let facts = WebFacts { name: "x".into(), authenticated, ..WebFacts::default() };
        came(&mut journey, web("s", if authenticated { "e1" } else { "e2" }, second(1), facts));
        assert!(held(&journey).authenticated);
    }
}

#[test]
fn only_views_that_are_newer_than_what_counted_them_are_added() {
    let mut journey = journey();
    let counted = Session { n_pageviews: Some(2), n_screenviews: Some(1), ..announced("s", 4, "e30", second(30)) };
    told(&mut journey, counted);
    for event in [
        view("s", "before", second(29)),
        view("s", "at once", second(30)),
        view("s", "after", second(31)),
        search(32, "boots"),
        screen(33, "screen_viewed", None),
        screen(34, "tapped", None),
    ] {
        came(&mut journey, event);
    }
    let now = held(&journey);
    assert_eq!((now.n_events, now.n_pageviews, now.n_screenviews), (Some(8), Some(3), Some(2)));
}

#[test]
fn outcomes_and_segments_that_events_tell_of_are_the_sessions_own() {
    let mut journey = journey();
    told(&mut journey, announced("s", 1, "e", second(1)));
    let outcome = |id: &str, at| Event {
        id: format!("{id}{at}").into(),
        body: Body::Outcome { id: id.into(), name: None },
        ..view("s", "", second(at))
    };
    for (id, at) in [("o", 9), ("o", 5), ("o", 7), ("p", 8)] {
        came(&mut journey, outcome(id, at));
    }
    let achieved: Vec<_> = held(&journey).achievements.iter().map(|one| (one.outcome.as_str(), one.at)).collect();
    assert_eq!(achieved, [("o", Some(second(5))), ("p", Some(second(8)))], "each once, since it was reached first");
    let segment =
        Event { body: Body::Segment { id: "g".into(), assigned: true, until: None }, ..view("s", "g9", second(9)) };
    came(&mut journey, segment);
    let segments: Vec<_> = held(&journey).segments.iter().map(|one| (one.segment.as_str(), one.at)).collect();
    assert_eq!(segments, [("g", Some(second(9)))]);
}

#[test]
fn an_event_without_a_page_leaves_the_page_as_it_is() {
    let mut journey = journey();
    told(&mut journey, Session { last_page: Some(page("a")), ..announced("s", 1, "e", second(1)) });
    came(&mut journey, search(2, "boots"));
    assert_eq!(held(&journey).last_page, Some(page("a")));
}

#[test]
fn words_that_an_app_was_searched_for_are_words_searched_for() {
    let mut journey = journey();
    told(&mut journey, Session { kind: SessionKind::App, ..announced("s", 1, "e", second(1)) });
    let facts = AppFacts { name: "searched".into(), search: Some("boots".into()), ..AppFacts::default() };
    came(&mut journey, app("s", "e2", second(2), facts));
    assert_eq!(held(&journey).search_terms, [Arc::from("boots")]);
}

#[test]
fn an_event_of_the_moment_of_the_last_one_does_not_take_its_name() {
    let mut journey = journey();
    told(&mut journey, announced("s", 2, "own", second(3)));
    came(&mut journey, view("s", "zz", second(3)));
    assert_eq!(held(&journey).last_event, last(3, "own"));
    came(&mut journey, view("s", "later", second(4)));
    assert_eq!(held(&journey).last_event, last(4, "later"));
}
