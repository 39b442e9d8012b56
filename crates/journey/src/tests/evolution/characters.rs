//! Whatever one record holds, the others are shown: records with characters, numbers and broken JSON by chance from a
//! seed, in lists of every kind, in frames, and on a whole page.
//!
//! `PROPTEST_CASES=50000 cargo test -p journey whatever_one_record -- --nocapture` tries and prints so many cases.

use serde_json::{Map, Value, json};

use super::shown::Desk;
use super::{Lines, accounts, conversations, events, names, places, records, say, sessions, several};
use crate::decode::{self, Decoded};
use crate::input::Target;
use crate::tests::chance::{Chance, cases};
use crate::tests::flow::scene::Scene;
use crate::tests::raw::{BACKSLASH, BREAK, HIGH, LOW, bare, odd_values, print, unreadable_values};

/// A list of one kind: samples of its records, and what is shown of the list when a record (the last argument) stands
/// between two plain ones; the session is the one whose list it is.
type Kind = (Vec<Value>, fn(&Desk, &str, &Value) -> Lines);

macro_rules! sample {
    ($name:literal, $list:literal) => {
        records(include_str!(concat!("../../../../wire/tests/samples/", $name, ".json")), $list)
    };
}

fn kinds() -> Vec<Kind> {
    let contact = include_str!("../../../../wire/tests/samples/external_contact.json");
    let contact = vec![serde_json::from_str(contact).expect("a contact")];
    vec![
        (sample!("session_listing", "entities"), |desk, _, record| sessions::show(desk, record)),
        (sample!("event_listing", "entities"), events::show),
        (sample!("conversation_listing", "entities"), |desk, _, record| conversations::interaction(desk, record)),
        (contact, |desk, _, record| conversations::contact(desk, record)),
        (sample!("segment_assignment_listing", "entities"), |_, _, record| names::assignment(record)),
        (sample!("segment_listing", "entities"), |_, _, record| names::segment(record)),
        (sample!("outcome_listing", "entities"), |_, _, record| names::outcome(record)),
        (sample!("outcome_scores", "outcomeScores"), |desk, _, record| names::score(desk, record)),
        (sample!("channel_topics", "entities"), |_, _, record| accounts::topic(record)),
        (sample!("session_listing", "entities"), |_, _, record| {
            framed("externalcontacts.contacts.c.journey.sessions", record)
        }),
        (sample!("event_listing", "entities"), |_, _, record| framed("journey.sessions.s-web.web.events", record)),
    ]
}

/// The session whose list a sample is taken from.
fn around(sample: &Value) -> &str {
    sample["session"]["id"].as_str().unwrap_or("s-web")
}

/// The ids that a frame with three records brings.
fn framed(topic: &str, record: &Value) -> Lines {
    let plain = |id: &str| json!({ "id": id, "session": { "id": "s-web" }, "createdDate": "2026-11-20T13:00:00Z" });
    let body = json!([plain("plain-a"), record, plain("plain-b")]);
    let text = print(&json!({ "eventBody": body, "topicName": format!("v2.{topic}"), "version": "2" }));
    let (ids, n_rejected): (Vec<String>, usize) = match decode::frame(&text) {
        Decoded::Sessions { sessions, n_rejected, .. } => {
            (sessions.iter().map(|one| one.id.to_string()).collect(), n_rejected)
        }
        Decoded::Events { events, n_rejected } => (events.iter().map(|one| one.id.to_string()).collect(), n_rejected),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(ids.len() + n_rejected, 3, "an uncounted loss: {text}");
    let named = |id: String| if id.starts_with("plain") { (format!("{id} id"), id) } else { ("record id".into(), id) };
    ids.into_iter().map(named).collect()
}

/// Text by chance: whole and half characters, marks, signs that JSON itself is made of.
fn text(chance: &mut Chance) -> String {
    let signs = [
        'a',
        'é',
        '語',
        '\u{1f47d}',
        '\u{10ffff}',
        HIGH,
        HIGH,
        LOW,
        LOW,
        '\0',
        '\u{1b}',
        '\u{7f}',
        '\u{85}',
        '\u{2028}',
        '\u{202e}',
        '\u{200d}',
        '\u{feff}',
        '\u{fffd}',
        '\u{ffff}',
        '"',
        '\\',
        '/',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '\t',
        ' ',
        BREAK,
    ];
    (0..chance.below(9)).map(|_| signs[chance.below(signs.len())]).collect::<String>() + "x"
}

/// A record of such text; one in eight holds an escape that is none.
fn perhaps_unreadable(chance: &mut Chance) -> Value {
    let (text, end) = (text(chance), text(chance));
    json!(if chance.one_in(8) { format!("{text}{BACKSLASH}q{end}") } else { text })
}

/// A number by chance that hardly any program can hold.
fn number(chance: &mut Chance) -> String {
    let mut digits =
        |n: usize| -> String { (0..n).map(|_| char::from(b'0' + chance.next().to_le_bytes()[0] % 10)).collect() };
    let (whole, part, power) = (digits(40), digits(19), digits(4));
    let whole = &whole[..1 + chance.below(40)];
    let mut number = if chance.one_in(3) { format!("-{whole}") } else { whole.to_owned() };
    if chance.one_in(3) {
        number += &format!(".{}", &part[..1 + chance.below(19)]);
    }
    if chance.one_in(2) {
        number += &format!("e{}{power}", ["", "+", "-"][chance.below(3)]);
    }
    number
}

/// A value by chance. What nobody can read is one in eight.
fn odd(chance: &mut Chance) -> Value {
    match chance.below(8) {
        0 => {
            let mut all = unreadable_values();
            all.swap_remove(chance.below(all.len())).1
        }
        1 => {
            let mut all = odd_values();
            all.swap_remove(chance.below(all.len())).1
        }
        2 | 3 => bare(&number(chance)),
        4 => json!({ text(chance): perhaps_unreadable(chance), text(chance): bare(&number(chance)) }),
        5 => json!([perhaps_unreadable(chance), { text(chance): text(chance) }]),
        _ => perhaps_unreadable(chance),
    }
}

/// The record with one to four places holding something else, or called something else, or with a field more.
fn spoilt(record: &Value, chance: &mut Chance) -> Value {
    let mut record = record.clone();
    for _ in 0..=chance.below(4) {
        let places = places(&record);
        let Some(place) = places.get(chance.below(places.len())) else { break };
        let parent = place.rsplit_once('/').map_or("", |(parent, _)| parent);
        let value = odd(chance);
        match record.pointer_mut(parent) {
            Some(Value::Object(object)) if chance.one_in(4) => drop(object.insert(text(chance), value)),
            Some(Value::Object(object)) if chance.one_in(6) => {
                let renamed = std::mem::take(object).into_iter();
                *object = renamed.map(|(name, value)| (name + &text(chance), value)).collect::<Map<_, _>>();
            }
            _ => drop(record.pointer_mut(place).map(|held| *held = value)),
        }
    }
    record
}

#[test]
fn whatever_one_record_holds_the_others_are_shown() {
    let (desk, kinds) = (Desk::new(), kinds());
    let whole: Vec<Vec<Lines>> =
        kinds.iter().map(|(all, show)| all.iter().map(|one| show(&desk, around(one), one)).collect()).collect();
    let (mut n_cases, mut n_lost) = (0, 0);
    for seed in 0..u64::from(cases(2_000)) {
        let mut chance = Chance(seed);
        let kind = chance.below(kinds.len());
        let (all, show) = &kinds[kind];
        let at = chance.below(all.len());
        let record = spoilt(&all[at], &mut chance);
        let lines = show(&desk, around(&all[at]), &record);
        assert_eq!(
            several::neighbours(&whole[kind][at]),
            several::neighbours(&lines),
            "seed {seed}, {}",
            print(&record)
        );
        n_lost += usize::from(!lines.keys().any(|key| key.starts_with("record ")));
        n_cases += 1;
    }
    println!("{n_lost} of them cost their record");
    say("one record of a list", n_cases, 1_000);
    assert!(n_lost > n_cases / 4 && n_lost < n_cases * 3 / 4, "{n_lost} of {n_cases} records are lost");
}

#[test]
fn whatever_one_record_holds_the_page_is_live_and_shows_the_others() {
    let mut n_cases = 0;
    for seed in 0..u64::from(cases(300)) {
        let mut chance = Chance(seed);
        let mut scene = Scene::with_contact();
        scene.cloud.web("s0", Some("ada"), crate::tests::flow::scene::ago(60));
        let session = scene.cloud.sessions.get_mut("s0").expect("it");
        *session = spoilt(session, &mut chance);
        let events = scene.cloud.events.get_mut("s2").expect("they");
        events[0] = spoilt(&events[0], &mut chance);
        let mut scene = scene.open(Target::Contact("ada".into()));
        scene.toggle("s2");
        scene.pass(60_000);
        let text = scene.text();
        assert!(text.starts_with("Live | Ada Example\n"), "seed {seed}: {text}");
        assert!(text.contains("s1: Web visit") && text.contains("Page viewed: Returns, 11:56"), "seed {seed}: {text}");
        n_cases += 1;
    }
    say("one record of a page", n_cases, 200);
}
