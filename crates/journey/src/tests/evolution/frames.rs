//! Every kind of notification, on a page that shows a customer: the frame is changed, the page must stand.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::May::{All, Lost};
use super::shown::{self, Desk, put};
use super::{Lines, May, Table, changes, conversations, difference, events, may, places, say, sessions};
use crate::core::Core;
use crate::input::{Input, Target};
use crate::journey::Journey;
use crate::model::Track;
use crate::moment::Moment;
use crate::tests::flow::print::lens;
use crate::tests::flow::scene::Scene;
use crate::tests::raw::print;
use crate::view::header;

const FRAMES: &str = include_str!("../test_data/frames.jsonl");
const SESSIONS: &str = include_str!("../../../../wire/tests/samples/session_listing.json");
const EVENTS: &str = include_str!("../../../../wire/tests/samples/event_listing.json");
const CONTACT: &str = include_str!("../../../../wire/tests/samples/external_contact.json");

/// The page of the samples' contact, live, with the cards of visit and app visit expanded.
fn page() -> Scene {
    let mut scene = Scene::new();
    scene.now = Desk::new().now;
    let contact: Value = serde_json::from_str(CONTACT).expect("a contact");
    scene.cloud.contacts.insert("contact-1".into(), contact);
    // One of each kind is neighbour enough.
    for session in super::records(SESSIONS, "entities").into_iter().take(3) {
        let id = session["id"].as_str().unwrap_or_default().to_owned();
        scene.cloud.events.insert(id.clone(), Vec::new());
        scene.cloud.sessions.insert(id, session);
    }
    for event in super::records(EVENTS, "entities").into_iter().filter(|event| event["id"] == "e-1") {
        scene.cloud.events.entry("s-web".into()).or_default().push(event);
    }
    let mut scene = scene.open(Target::Contact("contact-1".into()));
    scene.toggle("s-web");
    scene.toggle("s-app");
    scene.rest();
    assert_eq!(scene.word(), "Catching up", "most of the announced events are not here");
    scene
}

/// The whole page as lines; those of `record` (a session, an event of it, or the header) begin with "record".
///
/// What a step did not touch is not printed again: it is taken from `before`.
fn lines(core: &Core, record: &str, now: DateTime<Utc>, before: Option<(&Core, &Lines)>) -> Lines {
    let journey = core.journey();
    let lens = lens(journey, now);
    let mut lines = Lines::new();
    let named = |own: &str| if own == record { "record".to_owned() } else { own.to_owned() };
    let view = header::header(journey.customer(), None, journey.status(), &lens);
    put(&mut lines, &named("header"), "name", &view.name);
    put(&mut lines, &named("header"), "badge", format!("{:?}", view.badge));
    for identifier in &view.identifiers {
        put(&mut lines, &named("header"), &identifier.label, identifier.copy.as_deref().unwrap_or_default());
    }
    for id in journey.order().iter() {
        let session = journey.session(id).expect("it");
        let is_same = |old: &Journey| {
            let same_session = old.session(id).is_some_and(|old| std::sync::Arc::ptr_eq(old, session));
            let tracks = old.track(id).zip(journey.track(id));
            same_session
                && tracks.map_or(old.track(id).is_some() == journey.track(id).is_some(), |(old, new)| {
                    std::sync::Arc::ptr_eq(old, new)
                })
        };
        if let Some((_, before)) = before.filter(|(old, _)| is_same(old.journey())) {
            let mut owners = vec![named(id.as_str())];
            owners.extend(
                journey.track(id).into_iter().flat_map(|track| track.iter()).map(|event| named(event.id.as_str())),
            );
            let is_of = |key: &String| {
                owners.iter().any(|owner| key.strip_prefix(owner.as_str()).is_some_and(|rest| rest.starts_with(' ')))
            };
            lines.extend(before.iter().filter(|(key, _)| is_of(key)).map(|(key, value)| (key.clone(), value.clone())));
            continue;
        }
        shown::session(&mut lines, &named(id.as_str()), session, &lens);
        let empty = std::sync::Arc::<Track>::default();
        let track = journey.track(id).unwrap_or(&empty);
        for event in track.iter() {
            let event_record = named(event.id.as_str());
            shown::event(&mut lines, &event_record, event, session, track, &lens);
        }
        for item in shown::items(session, track, &lens) {
            shown::item(&mut lines, &named(item.key.as_str()), &item);
        }
    }
    lines
}

/// A session follows its events: counts, last page, terms …; these lines may move with any field of an event.
const FOLLOWING: &[&str] = &["s-web ", "s-app "];

const SEGMENTS: May = May::Lines(&["segments", "expandable", "Events"]);
const CONTACT_NEWS: Table = &[("", All)];

/// What a frame is about, and what may change with its body.
fn about(frame: &Value) -> (&'static str, Table, May) {
    let topic = frame["topicName"].as_str().unwrap_or_default();
    let id = frame["eventBody"]["id"].as_str().unwrap_or_default();
    match topic {
        topic if topic.ends_with(".journey.sessions") => ("s-web", sessions::TABLE, Lost),
        topic if topic.ends_with(".journey.segments") => ("s-web", &[], SEGMENTS),
        topic if topic.ends_with(".events") => (known(id), events::TABLE, Lost),
        topic if topic.starts_with("v2.users.") && topic.contains("conversations") => {
            ("nobody", conversations::INTERACTION, Lost)
        }
        topic if topic.starts_with("v2.externalcontacts") => ("header", CONTACT_NEWS, Lost),
        _ => ("nobody", &[], Lost),
    }
}

fn known(id: &str) -> &'static str {
    ["e-4", "e-6", "e-8", "b-1"].into_iter().find(|known| *known == id).unwrap_or("nobody")
}

#[test]
fn a_changed_field_of_a_frame_costs_no_more_than_what_it_tells() {
    let page = page();
    let socket = page.socket();
    let at = Moment::new(page.now, 0, 0);
    let mut n_cases = 0;
    for text in FRAMES.lines() {
        let frame: Value = serde_json::from_str(text).expect("a frame");
        let (record, table, body_may) = about(&frame);
        let before = lines(&page.core, record, at.now, None);
        let after = |frame: &Value| {
            let mut core = page.core.clone();
            drop(core.step(Input::Frame(socket, print(frame)), at));
            lines(&core, record, at.now, Some((&page.core, &before)))
        };
        let whole = after(&frame);
        for place in places(&frame) {
            let own = place.strip_prefix("/eventBody").filter(|own| !own.is_empty());
            let may = match own {
                Some(own) if body_may == Lost => may(table, own),
                Some(_) => body_may,
                // Another topic, or no body: the frame is another one, or none.
                None if place == "/topicName" || place == "/eventBody" || place == "/result" => Lost,
                None => May::Lines(&[]),
            };
            for change in changes(&frame, &place) {
                n_cases += 1;
                let may = if change.is_harmless { May::Lines(&[]) } else { may };
                let lines = after(&change.value);
                let is_following =
                    |key: &String| table == events::TABLE && FOLLOWING.iter().any(|begin| key.starts_with(begin));
                assert!(record != "nobody" || lines == before, "{text}\n{place} {}: the page changed", change.how);
                let strip = |lines: &Lines| -> Lines {
                    lines.iter().filter(|(key, _)| !is_following(key)).map(|(k, v)| (k.clone(), v.clone())).collect()
                };
                if may == Lost {
                    // Lost, or another record: every neighbour stands as it would with the frame, or without it.
                    let others = before.keys().filter(|key| !key.starts_with("record ") && !is_following(key));
                    for key in others {
                        let stands = [whole.get(key), before.get(key)].contains(&lines.get(key));
                        assert!(stands, "{text}\n{place} {}: {key} is {:?}", change.how, lines.get(key));
                    }
                    continue;
                }
                let is_shown = whole.keys().any(|key| key.starts_with("record "));
                if let Some(wrong) = difference(&strip(&whole), &strip(&lines), may).filter(|_| is_shown) {
                    panic!("{text}\n{place} {}: {wrong}", change.how);
                }
            }
        }
    }
    say("frames", n_cases, 5_000);
}
