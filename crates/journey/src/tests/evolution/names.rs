//! Segments, outcomes, scores: names and numbers for ids.

use serde_json::{Value, json};

use super::May::{All, Lines as Only, Lost};
use super::shown::{Desk, put};
use super::{Lines, Table, evolve, records, say};
use crate::decode;
use crate::model::Predictions;
use crate::tests::build::session;
use crate::tests::raw::print;
use crate::view::predictions::predictions;

const SEGMENTS: &str = include_str!("../../../../wire/tests/samples/segment_listing.json");
const OUTCOMES: &str = include_str!("../../../../wire/tests/samples/outcome_listing.json");
const SCORES: &str = include_str!("../../../../wire/tests/samples/outcome_scores.json");

const ASSIGNMENTS: &str = include_str!("../../../../wire/tests/samples/segment_assignment_listing.json");

const ASSIGNMENT: Table = &[
    ("segment", Lost),
    ("dateAssigned", Only(&["assigned"])),
    ("dateForUnassignment", Only(&["lapses"])),
    ("session", Only(&["session"])),
    ("session/type", Only(&[])),
];

const SEGMENT: Table = &[
    ("id", Lost),
    ("displayName", Only(&["name"])),
    ("description", Only(&["description"])),
    ("color", Only(&["color"])),
    ("scope", All),
    ("shouldDisplayToAgent", All),
    ("assignmentExpirationDays", Only(&["expires"])),
    ("externalSegment", Only(&["source"])),
    ("externalSegment/id", Only(&[])),
    ("externalSegment/name", Only(&[])),
];

const OUTCOME: Table = &[
    ("id", Lost),
    ("displayName", Only(&["name"])),
    ("description", Only(&["description"])),
    ("isPositive", Only(&["is positive"])),
];

const SCORE: Table = &[
    ("outcome", Lost),
    ("outcome/selfUri", Only(&[])),
    ("probability", Lost),
    ("sessionMaxProbability", Only(&["value"])),
    ("quantile", Only(&["title"])),
];

fn named(id: &str) -> &str {
    if id.starts_with("plain") { id } else { "record" }
}

pub(super) fn assignment(record: &Value) -> Lines {
    let plain = |id: &str| json!({ "segment": { "id": id } });
    let body = print(&json!({ "entities": [plain("plain-a"), record, plain("plain-b")] }));
    let page = decode::assignments(&body).expect("a listing");
    assert_eq!(page.items.len() + page.n_rejected, 3, "an uncounted loss");
    let mut lines = Lines::new();
    for (session, matched) in page.items {
        let record = named(matched.segment.as_str());
        put(&mut lines, record, "segment", matched.segment.as_str());
        put(&mut lines, record, "session", format!("{session:?}"));
        put(&mut lines, record, "assigned", format!("{:?}", matched.at));
        put(&mut lines, record, "lapses", format!("{:?}", matched.ended));
    }
    lines
}

pub(super) fn segment(record: &Value) -> Lines {
    let plain = |id: &str| json!({ "id": id, "displayName": id, "scope": "Session" });
    let body = print(&json!({ "entities": [plain("plain-a"), record, plain("plain-b")] }));
    let mut lines = Lines::new();
    for (id, facts) in decode::segments(&body).expect("a listing") {
        let record = named(id.as_str());
        let Some(facts) = facts else {
            put(&mut lines, record, "hidden", "yes");
            continue;
        };
        put(&mut lines, record, "name", &facts.name);
        put(&mut lines, record, "color", format!("{:?}", facts.color));
        put(&mut lines, record, "description", facts.description.as_deref().unwrap_or("-"));
        put(&mut lines, record, "expires", format!("{:?}", facts.expiration_days));
        put(&mut lines, record, "source", facts.source.as_deref().unwrap_or("-"));
    }
    lines
}

pub(super) fn outcome(record: &Value) -> Lines {
    let plain = |id: &str| json!({ "id": id, "displayName": id });
    let body = print(&json!({ "entities": [plain("plain-a"), record, plain("plain-b")] }));
    let mut lines = Lines::new();
    for (id, facts) in decode::outcomes(&body).expect("a listing") {
        let record = named(id.as_str());
        put(&mut lines, record, "name", &facts.name);
        put(&mut lines, record, "description", facts.description.as_deref().unwrap_or("-"));
        put(&mut lines, record, "is positive", facts.is_positive.to_string());
    }
    lines
}

pub(super) fn score(desk: &Desk, record: &Value) -> Lines {
    let plain = |id: &str| json!({ "outcome": { "id": id }, "probability": 0.5 });
    let body = print(&json!({ "outcomeScores": [plain("plain-a"), record, plain("plain-b")] }));
    let read: Predictions = decode::scores(&body).expect("scores");
    let mut lines = Lines::new();
    for bar in predictions(&session("s", desk.now), Some(&read), &desk.lens()) {
        let record = named(bar.outcome.as_str());
        put(&mut lines, record, "name", &bar.name);
        put(&mut lines, record, "percent", bar.percent.to_string());
        put(&mut lines, record, "value", &bar.value_text);
        put(&mut lines, record, "title", &bar.title);
    }
    lines
}

#[test]
fn a_changed_field_of_a_segment_or_an_outcome_changes_its_own_lines_and_no_others() {
    let mut n_cases = 0;
    for record in records(SEGMENTS, "entities") {
        n_cases += evolve("segment", &record, SEGMENT, segment);
    }
    for record in records(ASSIGNMENTS, "entities") {
        n_cases += evolve("assignment", &record, ASSIGNMENT, assignment);
    }
    for record in records(OUTCOMES, "entities") {
        n_cases += evolve("outcome", &record, OUTCOME, outcome);
    }
    let mut desk = Desk::new();
    for id in ["plain-a", "plain-b", "outcome-account", "outcome-call"] {
        let facts = crate::model::OutcomeFacts { name: id.into(), description: None, is_positive: true };
        desk.names.outcomes.insert(id.into(), facts);
    }
    for record in records(SCORES, "outcomeScores") {
        n_cases += evolve("score", &record, SCORE, |record| score(&desk, record));
    }
    say("segments, outcomes and scores", n_cases, 1_000);
}

#[test]
fn a_segment_that_was_hidden_stays_hidden_whatever_else_changes() {
    let secret = records(SEGMENTS, "entities").remove(2);
    assert_eq!(secret["shouldDisplayToAgent"], json!(false));
    for place in super::places(&secret) {
        for change in super::changes(&secret, &place) {
            let flag = &change.value["shouldDisplayToAgent"];
            let is_said = !flag.is_null() && *flag != json!(true);
            let lines = segment(&change.value);
            assert!(!is_said || !lines.contains_key("record name"), "{place} {}: {lines:?}", change.how);
        }
    }
}
