//! Find in journey: what is typed in, which cards and events hold it.

use super::build::*;
use crate::model::{Body, Event, Reading, Session, Track};
use crate::settings::TypeSetting;
use crate::view::find::{Needle, find};

/// The events found, then the sentence.
fn found(text: &str, held: &[(Session, Track)], desk: &Desk) -> (Vec<String>, String) {
    let needle = Needle::new(text).expect("something to look for");
    let found = find(&needle, held.iter().map(|(session, track)| (session, track)), &desk.lens());
    (found.events.iter().map(|(_, id)| id.as_str().to_owned()).collect(), found.words())
}

fn with_attribute(created: &str, name: &str, value: &str) -> Event {
    let mut facts = web_facts("product_added", page("Parka", "/parka"));
    facts.attributes.push(named(name, value));
    event(created, Body::Web(Box::new(facts)))
}

fn visit(events: Vec<Event>) -> (Session, Track) {
    (web(), track(events))
}

fn earlier() -> (Session, Track) {
    let mut session = web();
    session.id = "session-0".into();
    session.last_page = Some(page("Wishlist", "/wishlist"));
    (session, track(Vec::new()))
}

#[test]
fn nothing_typed_looks_for_nothing() {
    assert_eq!(Needle::new(" \t "), None);
}

#[test]
fn titles_addresses_terms_and_attributes_are_found_whatever_their_case() {
    let events = vec![
        on_page("14:03:00", "page_viewed", "Size Guide"),
        searched("14:04:00", "insulated parka"),
        with_attribute("14:05:00", "colour", "Moss Green"),
    ];
    let held = [visit(events), earlier()];
    let desk = Desk::new();
    for (text, event) in [
        ("size GUIDE", "e-14:03:00"),
        ("/size-guide", "e-14:03:00"),
        ("insulated", "e-14:04:00"),
        ("moss", "e-14:05:00"),
        ("colour", "e-14:05:00"),
        ("product added green", "e-14:05:00"),
    ] {
        assert_eq!(
            found(text, &held, &desk),
            (vec![event.to_owned()], "1 event, 1 of 2 sessions".to_owned()),
            "{text}"
        );
    }
}

#[test]
fn a_card_is_found_by_what_stands_on_it() {
    let held = [visit(Vec::new()), earlier()];
    assert_eq!(found("wishlist", &held, &Desk::new()), (Vec::new(), "1 of 2 sessions".to_owned()));
    assert_eq!(found("web visit", &held, &Desk::new()).1, "2 of 2 sessions");
    assert_eq!(found("nowhere", &held, &Desk::new()).1, "Nothing found in 2 sessions");
}

#[test]
fn what_is_hidden_is_not_found() {
    let held = [visit(vec![on_page("14:03:00", "internal_ping", "Size guide"), segment("14:04:00", "s-secret")])];
    let setting = TypeSetting { hidden: true, ..TypeSetting::default() };
    let desk = Desk::new().event_type("internal_ping", setting);
    assert_eq!(found("size", &held, &desk).0, Vec::<String>::new());
    assert_eq!(found("secret", &held, &desk).1, "Nothing found in 1 session");
    assert_eq!(found("size", &held, &Desk::new()).0, ["e-14:03:00"]);
}

#[test]
fn what_stands_behind_dots_is_not_found() {
    let held = [visit(vec![searched("14:03:00", "order of maren@example.com")])];
    let mut desk = Desk::new();
    assert_eq!(found("maren", &held, &desk).0.len(), 1);
    desk.is_masked = true;
    assert_eq!(found("maren", &held, &desk), (Vec::new(), "Nothing found in 1 session".to_owned()));
}

#[test]
fn events_that_were_never_read_are_named() {
    let (mut session, mut unread) = visit(Vec::new());
    session.search_terms = vec!["parka".into()];
    unread.reading = Reading::NotAsked;
    let words = found("anything", &[(session, unread)], &Desk::new()).1;
    assert_eq!(words, "Nothing found in 1 session. The events of 1 session are not read: expand it to search them");
}

#[test]
fn hostile_text_is_looked_for_as_it_is() {
    let held = [visit(vec![searched("14:03:00", "<b>.*\u{202e}[x")])];
    assert_eq!(found("<B>.*\u{202e}[x", &held, &Desk::new()).0.len(), 1);
}
