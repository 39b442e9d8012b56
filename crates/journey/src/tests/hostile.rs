//! Any field of any sample may be missing or wrong: no panic, and only what belongs to it is lost.

use serde_json::{Value, json};

use super::build::journey;
use crate::decode::{self, Decoded};
use crate::journey::Origin;
use crate::model::{Event, Reading, Session, UserId};

/// Every place in a value, as a JSON pointer.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut visit = |name: &str, inner: &Value| {
        let place = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
        found.push(place.clone());
        places(inner, &place, found);
    };
    match value {
        Value::Object(object) => object.iter().for_each(|(name, inner)| visit(name, inner)),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, inner)| visit(&n.to_string(), inner)),
        _ => {}
    }
}

/// The value with one place changed in the `n`th way; `None` when there are no more ways.
fn changed(value: &Value, place: &str, n: usize) -> Option<Value> {
    let mut value = value.clone();
    let (parent, name) = place.rsplit_once('/')?;
    let target = value.pointer_mut(place)?;
    *target = match n {
        0 => Value::Null,
        1 => json!(""),
        2 => json!("   "),
        3 => json!("x".repeat(3_000)),
        4 => json!(-1),
        5 => json!(i64::MIN),
        6 => json!(u64::MAX),
        7 => json!(1e308),
        8 => json!(true),
        9 => json!([]),
        10 => json!({}),
        11 => json!([null, 1, "x", [[]], {}]),
        12 => json!({"id": {"id": []}, "constructor": 1, "__proto__": {}}),
        13 => json!("\u{202e}<script>alert(1)</script>\u{0}\n"),
        14 => json!("9999-12-31T23:59:59.999Z"),
        15 => json!("0000-01-01T00:00:00Z"),
        16 => json!(target.to_string()),
        17 => target.as_str().and_then(|text| text.parse::<i64>().ok()).map_or(json!("UnknownValue"), Value::from),
        18 => json!([target.clone()]),
        19 => {
            value.pointer_mut(parent).and_then(Value::as_object_mut)?.insert("newField".into(), json!({"deep": [1]}));
            return Some(value);
        }
        20 => {
            value.pointer_mut(parent).and_then(Value::as_object_mut)?.remove(name);
            return Some(value);
        }
        _ => return None,
    };
    Some(value)
}

fn for_each_change(sample: &str, mut check: impl FnMut(&str, &str)) -> usize {
    let value: Value = serde_json::from_str(sample).unwrap();
    let mut found = Vec::new();
    places(&value, "", &mut found);
    let mut n_changes = 0;
    for place in &found {
        for n in 0..=20 {
            if let Some(changed) = changed(&value, place, n) {
                n_changes += 1;
                check(place, &changed.to_string());
            }
        }
    }
    n_changes
}

/// One reader of a body.
type Reader = fn(&str);

/// Hands a body to every reader.
fn read_all(body: &str) {
    let me = UserId::from("user-1");
    drop((decode::frame(body), decode::scores(body), decode::segments(body), decode::outcomes(body)));
    drop((decode::contact(body), decode::contacts(body), decode::conversations(body, &me)));
    drop((decode::conversation(body, &me), decode::me(body), decode::channel(body), decode::topics(body)));
    drop((decode::name(body), decode::session(body), decode::sessions(body), decode::events(body)));
    drop(decode::refusal(403, body, Some(body), Some(body)));
}

/// Hands what was read to a journey.
fn merge_all(sessions: Vec<Session>, events: Vec<Event>) {
    let mut journey = journey();
    let ids: Vec<_> = sessions.iter().map(|session| session.id.clone()).collect();
    drop(journey.merge_sessions(sessions, Origin::Live));
    drop(journey.merge_events(events));
    for id in ids {
        drop(journey.set_reading(&id, Reading::Complete));
        let _hole = journey.hole(&id);
    }
    drop(journey.take_unnamed());
}

/// Each record of a listing alone between two plain ones, which must not suffer from it.
fn between_plain_ones(listing: &str, plain: &Value) -> Vec<String> {
    let listing: Value = serde_json::from_str(listing).unwrap();
    let records = listing["entities"].as_array().unwrap().iter();
    records.map(|record| json!({"entities": [plain, record, plain]}).to_string()).collect()
}

/// The place is in the record in the middle.
fn is_in_record(place: &str) -> bool {
    place.starts_with("/entities/1/")
}

/// Fields of a record's debug text that differ: lines that begin a field, four blanks in.
fn n_different_fields<T: std::fmt::Debug>(one: &T, other: &T) -> usize {
    let fields = |value: &T| {
        let mut fields: Vec<String> = Vec::new();
        for line in format!("{value:#?}").lines() {
            let begins = line.starts_with("    ") && !line.starts_with("     ") && line.contains(':');
            match fields.last_mut() {
                Some(last) if !begins => last.push_str(line),
                _ => fields.push(line.to_owned()),
            }
        }
        fields
    };
    fields(one).iter().zip(&fields(other)).filter(|(one, other)| one != other).count()
}

#[test]
fn a_broken_field_of_a_session_costs_only_itself() {
    let plain = json!({"id": "plain", "type": "web", "createdDate": "2026-11-20T14:00:00Z"});
    let mut n_changes = 0;
    for sample in between_plain_ones(include_str!("test_data/sessions.json"), &plain) {
        let whole = decode::sessions(&sample).unwrap().items;
        n_changes += for_each_change(&sample, |place, body| {
            let page = decode::sessions(body);
            let read: Vec<Session> = page.map(|page| page.items).unwrap_or_default();
            merge_all(read.clone(), Vec::new());
            if !is_in_record(place) {
                return;
            }
            assert!(read.first() == whole.first() && read.last() == whole.last(), "a neighbour suffered from {place}");
            let decides = ["id", "createdDate", "type", "conversation"];
            if decides.iter().any(|field| place["/entities/1/".len()..].starts_with(field)) {
                return;
            }
            let held = read.get(1).filter(|held| held.id == whole[1].id);
            let n = n_different_fields(held.unwrap_or_else(|| panic!("the record of {place} is lost")), &whole[1]);
            // A browser is three facts; nothing else is more than one.
            assert!(n <= 3, "{n} facts suffered from {place}");
        });
    }
    assert!(n_changes > 3_000, "{n_changes} changes");
}

#[test]
fn a_broken_field_of_an_event_costs_only_itself() {
    let plain = json!({"id": "plain", "session": {"id": "s"}, "createdDate": "2026-11-20T14:00:00Z"});
    let mut n_changes = 0;
    for sample in between_plain_ones(include_str!("test_data/events.json"), &plain) {
        let whole = decode::events(&sample).unwrap().items;
        n_changes += for_each_change(&sample, |place, body| {
            let page = decode::events(body);
            let (read, n_rejected) = page.map(|page| (page.items, page.n_rejected)).unwrap_or_default();
            merge_all(Vec::new(), read.clone());
            if !is_in_record(place) {
                return;
            }
            assert_eq!(read.len() + n_rejected, 3, "an uncounted loss: {place}");
            assert!(read.first() == whole.first() && read.last() == whole.last(), "a neighbour suffered from {place}");
            let field = &place["/entities/1/".len()..];
            if !field.starts_with("id") && !field.starts_with("session") && !field.starts_with("createdDate") {
                assert!(read.get(1).is_some_and(|held| held.id == whole[1].id), "the record of {place} is lost");
            }
        });
    }
    assert!(n_changes > 3_000, "{n_changes} changes");
}

#[test]
fn no_change_of_the_other_samples_makes_a_reader_panic() {
    read_all(include_str!("test_data/sessions.json"));
    read_all(include_str!("test_data/events.json"));
    let me = UserId::from("user-1");
    let mut n_changes = 0;
    for sample in between_plain_ones(include_str!("test_data/conversations.json"), &json!({"id": "plain"})) {
        read_all(&sample);
        n_changes += for_each_change(&sample, |_, body| drop(decode::conversations(body, &me)));
    }
    let readers: [(&str, Reader); 5] = [
        (include_str!("test_data/contact.json"), |body| drop((decode::contact(body), decode::contacts(body)))),
        (include_str!("test_data/segments.json"), |body| drop(decode::segments(body))),
        (include_str!("test_data/outcomes.json"), |body| drop(decode::outcomes(body))),
        (include_str!("test_data/scores.json"), |body| drop(decode::scores(body))),
        (include_str!("test_data/me.json"), |body| drop(decode::me(body))),
    ];
    for (sample, read) in readers {
        read_all(sample);
        n_changes += for_each_change(sample, |_, body| read(body));
    }
    assert!(n_changes > 3_000, "{n_changes} changes");
}

#[test]
fn no_change_of_a_frame_makes_it_panic() {
    for line in include_str!("test_data/frames.jsonl").lines() {
        for_each_change(line, |_, body| drop(decode::frame(body)));
    }
}

#[test]
fn texts_that_are_no_json_are_rejected() {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let big = format!(r#"{{"topicName":"v2.x","eventBody":"{}"}}"#, "x".repeat(1 << 20));
    for text in ["", " ", "null", "1", "\"x\"", "[]", "{}", "{\"topicName\":", "<html></html>", "\u{0}", &deep] {
        assert_eq!(decode::frame(text), Decoded::Rejected, "{}", text.chars().take(20).collect::<String>());
        assert_eq!((decode::sessions(text), decode::events(text), decode::session(text)), (None, None, None));
        read_all(text);
    }
    assert_eq!(decode::frame(&big), Decoded::Ignored);
}

#[test]
fn a_known_topic_with_an_unreadable_body_is_rejected() {
    for topic in [
        "v2.externalcontacts.contacts.c.journey.sessions",
        "v2.externalcontacts.contacts.c.journey.segments",
        "v2.externalcontacts.contacts.c",
        "v2.journey.sessions.s.web.events",
        "v2.users.u.conversations",
    ] {
        for body in ["null", "{}", "[]", "7", "\"x\"", "[{}, null]"] {
            let text = format!(r#"{{"topicName":"{topic}","eventBody":{body}}}"#);
            assert_eq!(decode::frame(&text), Decoded::Rejected, "{text}");
        }
        assert_eq!(decode::frame(&format!(r#"{{"topicName":"{topic}"}}"#)), Decoded::Rejected);
    }
}

#[test]
fn one_bad_record_of_two_hundred_costs_exactly_that_record() {
    let record = |n: usize| match n {
        77 => json!({"id": "bad", "createdDate": "yesterday"}),
        n => json!({"id": format!("s{n}"), "createdDate": "2026-11-20T14:00:00Z", "type": "web"}),
    };
    let body = json!({"entities": (0..200).map(record).collect::<Vec<_>>()}).to_string();
    let page = decode::sessions(&body).unwrap();
    assert_eq!((page.items.len(), page.n_rejected, page.next), (199, 1, None));
}

#[test]
fn a_next_page_elsewhere_is_not_followed_and_counted() {
    let next = |uri: &str| {
        let page = decode::sessions(&json!({"entities": [], "nextUri": uri}).to_string()).unwrap();
        (page.next, page.n_rejected)
    };
    assert_eq!(next("https://evil.example/steal"), (None, 1));
    assert_eq!(next("https://evil.example/api/v2/x?after=1"), (Some("/api/v2/x?after=1".to_owned()), 0));
    assert_eq!(next(""), (None, 0));
}
