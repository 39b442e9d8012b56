//! Two announcements of one event: what only one says is kept, and the order of arrival decides nothing.

use std::sync::Arc;

use super::build::{journey, page, second};
use crate::model::{Action, AppFacts, Body, Event, Named, TypedValue, WebFacts};

fn event(body: &Body, at: i64) -> Event {
    Event { id: "e".into(), session: "s".into(), created: second(at), stamp: None, body: body.clone() }
}

/// What is held after both came in this order.
fn after(first: &Event, then: &Event) -> Event {
    let mut journey = journey();
    drop(journey.merge_events(vec![first.clone()]));
    drop(journey.merge_events(vec![then.clone()]));
    let track = journey.track(&"s".into()).expect("a track");
    assert_eq!(track.len(), 1);
    (**track.last().expect("an event")).clone()
}

/// What both say together, in whatever order they come.
fn both(one: &Body, other: &Body) -> Body {
    let (forth, back) = (after(&event(one, 1), &event(other, 1)), after(&event(other, 1), &event(one, 1)));
    assert_eq!(forth, back);
    forth.body
}

fn text(text: &str) -> Option<Arc<str>> {
    Some(text.into())
}

fn named(name: &str, value: &str) -> Named {
    Named { name: name.into(), value: TypedValue { data_type: None, value: value.into() } }
}

fn action(facts: Action) -> Body {
    Body::Action(Box::new(facts))
}

fn web(facts: WebFacts) -> Body {
    Body::Web(Box::new(WebFacts { name: "e".into(), ..facts }))
}

fn app(facts: AppFacts) -> Body {
    Body::App(Box::new(AppFacts { name: "e".into(), ..facts }))
}

#[test]
fn each_fact_that_only_one_tells_is_kept() {
    let offers = [
        Action { id: text("x"), ..Action::default() },
        Action { state: text("x"), ..Action::default() },
        Action { media_type: text("x"), ..Action::default() },
        Action { prompt: text("x"), ..Action::default() },
        Action { map_name: text("x"), ..Action::default() },
        Action { map_version: Some(1), ..Action::default() },
        Action { time_to_disposition_ms: Some(1), ..Action::default() },
        Action { error_code: text("x"), ..Action::default() },
        Action { error_message: text("x"), ..Action::default() },
    ];
    let webs = [
        WebFacts { page: page("x"), ..WebFacts::default() },
        WebFacts { search: text("x"), ..WebFacts::default() },
        WebFacts { referrer: Some(crate::model::Referrer::default()), ..WebFacts::default() },
        WebFacts { campaign: Some(crate::model::Campaign::default()), ..WebFacts::default() },
        WebFacts { attributes: vec![named("a", "x")], ..WebFacts::default() },
        WebFacts { traits: vec![named("a", "x")], ..WebFacts::default() },
        WebFacts { n_events_total: Some(1), ..WebFacts::default() },
        WebFacts { n_pageviews_total: Some(1), ..WebFacts::default() },
        WebFacts { authenticated: true, ..WebFacts::default() },
    ];
    let apps = [
        AppFacts { screen: text("x"), ..AppFacts::default() },
        AppFacts { app: text("x"), ..AppFacts::default() },
        AppFacts { device: Some(crate::model::DeviceFacts::default()), ..AppFacts::default() },
        AppFacts { network: text("x"), ..AppFacts::default() },
        AppFacts { search: text("x"), ..AppFacts::default() },
        AppFacts { attributes: vec![named("a", "x")], ..AppFacts::default() },
        AppFacts { traits: vec![named("a", "x")], ..AppFacts::default() },
    ];
    for rich in offers {
        assert_eq!(both(&action(Action::default()), &action(rich.clone())), action(rich));
    }
    for rich in webs {
        assert_eq!(both(&web(WebFacts::default()), &web(rich.clone())), web(rich));
    }
    for rich in apps {
        assert_eq!(both(&app(AppFacts::default()), &app(rich.clone())), app(rich));
    }
}

#[test]
fn lists_of_named_values_are_united_by_name() {
    let with = |attributes: &[Named]| web(WebFacts { attributes: attributes.to_vec(), ..WebFacts::default() });
    let one = with(&[named("b", "1"), named("c", "9")]);
    let other = with(&[named("a", "3"), named("b", "2")]);
    assert_eq!(both(&one, &other), with(&[named("a", "3"), named("b", "2"), named("c", "9")]));
}

#[test]
fn an_outcome_is_the_same_with_and_without_its_name() {
    let outcome = |id: &str, name: Option<&str>| Body::Outcome { id: id.into(), name: name.map(Arc::from) };
    assert_eq!(both(&outcome("o", None), &outcome("o", Some("Bought"))), outcome("o", Some("Bought")));
    assert_eq!(both(&outcome("o", Some("Sold")), &outcome("p", None)), outcome("p", None), "never two in one");
}

#[test]
fn a_segment_is_taken_away_and_ends_whoever_says_so() {
    let segment =
        |id: &str, assigned, until: Option<i64>| Body::Segment { id: id.into(), assigned, until: until.map(second) };
    assert_eq!(both(&segment("g", true, None), &segment("g", false, Some(9))), segment("g", false, Some(9)));
    assert_eq!(both(&segment("g", true, Some(8)), &segment("g", true, Some(9))), segment("g", true, Some(9)));
    assert_eq!(both(&segment("g", false, Some(9)), &segment("h", true, None)), segment("h", true, None));
}

#[test]
fn a_kind_that_is_known_tells_more_than_one_that_is_not() {
    let other = Body::Other("zeppelin".into());
    for known in [web(WebFacts::default()), app(AppFacts::default()), action(Action::default())] {
        assert_eq!(both(&known, &other), known);
    }
    assert_eq!(both(&Body::Other("a".into()), &other), other);
    assert_eq!(both(&web(WebFacts::default()), &app(AppFacts::default())), app(AppFacts::default()));
}

#[test]
fn of_two_times_the_later_one_counts_wherever_it_comes() {
    let body = web(WebFacts::default());
    for (first, then) in [(1, 2), (2, 1)] {
        assert_eq!(after(&event(&body, first), &event(&body, then)), event(&body, 2));
    }
}
