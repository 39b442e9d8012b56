//! Who is signed in, channels, topics, refusals, and bodies that the tab only writes.

use serde_json::Value;

use super::May::{Lines as Only, Lost};
use super::shown::put;
use super::{Lines, Table, changes, evolve, places, say};
use crate::decode;
use crate::tests::hostile::read_all;
use crate::tests::raw::print;

macro_rules! sample {
    ($name:literal) => {
        include_str!(concat!("../../../../wire/tests/samples/", $name, ".json"))
    };
}

fn read(sample: &str) -> Value {
    serde_json::from_str(sample).expect("a sample")
}

const ME: Table = &[
    ("id", Lost),
    ("name", Only(&["name"])),
    ("authorization", Only(&["permissions"])),
    ("authorization/roles", Only(&[])),
];

fn me(record: &Value) -> Lines {
    let mut lines = Lines::new();
    if let Some(me) = decode::me(&print(record)) {
        put(&mut lines, "record", "id", me.id.as_str());
        put(&mut lines, "record", "name", me.name.as_deref().unwrap_or("-"));
        put(&mut lines, "record", "permissions", format!("{:?}", me.permissions));
    }
    lines
}

const CHANNEL: Table = &[("id", Lost), ("connectUri", Lost), ("expires", Only(&["expires"]))];

fn channel(record: &Value) -> Lines {
    let mut lines = Lines::new();
    if let Some(channel) = decode::channel(&print(record)) {
        put(&mut lines, "record", "id", channel.id);
        put(&mut lines, "record", "uri", channel.connect_uri);
        put(&mut lines, "record", "expires", format!("{:?}", channel.expires));
    }
    lines
}

const TOPIC: Table = &[("id", Lost), ("state", Only(&["permitted"])), ("missingPermissions", Only(&["missing"]))];

pub(super) fn topic(record: &Value) -> Lines {
    let body = print(&serde_json::json!({ "entities": [{ "id": "plain-a" }, record, { "id": "plain-b" }] }));
    let mut lines = Lines::new();
    for topic in decode::topics(&body).expect("a listing") {
        let record = if topic.topic.starts_with("plain") { topic.topic.as_str() } else { "record" };
        put(&mut lines, record, "permitted", topic.permitted.to_string());
        put(&mut lines, record, "missing", format!("{:?}", topic.missing));
    }
    lines
}

const NAMED: Table = &[("id", Lost), ("name", Lost)];

fn named(record: &Value) -> Lines {
    let mut lines = Lines::new();
    if let Some((id, name)) = decode::name(&print(record)) {
        put(&mut lines, "record", "id", id);
        put(&mut lines, "record", "name", name);
    }
    lines
}

/// The status decides; the body names the permission, by its text or its parameters, and the id for support.
const REFUSAL: Table = &[
    ("message", Only(&["error"])),
    ("messageParams", Only(&["error"])),
    ("contextId", Only(&["reference"])),
    ("code", Only(&["error"])),
    ("details", Only(&["error"])),
];

fn refusal(record: &Value) -> Lines {
    let mut lines = Lines::new();
    let (error, correlation) = decode::refusal(403, &print(record), None, None);
    assert!(matches!(error, crate::problem::ApiError::Forbidden { .. }), "{record}: {error:?}");
    put(&mut lines, "record", "error", format!("{error:?}"));
    put(&mut lines, "record", "reference", correlation.as_deref().unwrap_or("-"));
    lines
}

#[test]
fn a_changed_field_of_an_account_changes_its_own_facts_and_no_others() {
    let mut n_cases = evolve("me", &read(sample!("user_me")), ME, me);
    n_cases += evolve("channel", &read(sample!("channel")), CHANNEL, channel);
    n_cases += evolve("named", &read(sample!("named_entity")), NAMED, named);
    n_cases += evolve("refusal", &read(sample!("error_body")), REFUSAL, refusal);
    for record in super::records(sample!("channel_topics"), "entities") {
        n_cases += evolve("topic", &record, TOPIC, topic);
    }
    say("accounts", n_cases, 600);
}

#[test]
fn bodies_that_no_reader_expects_make_none_panic() {
    let samples = [
        sample!("action_event_request"),
        sample!("contact_changed"),
        sample!("conversation_association"),
        sample!("deployment_ping"),
        sample!("segment_assignment_listing"),
        sample!("socket_command"),
        sample!("web_event_request"),
    ];
    let mut n_cases = 0;
    for sample in samples.map(read) {
        for place in places(&sample) {
            for change in changes(&sample, &place) {
                read_all(&print(&change.value));
                n_cases += 1;
            }
        }
    }
    say("bodies in the wrong place", n_cases, 1_000);
}
