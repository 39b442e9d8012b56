//! Lists of records: a bad one costs itself, and what a list says of itself costs no record.

use serde_json::{Value, json};

use super::{changes, places, say};
use crate::decode;
use crate::model::UserId;
use crate::tests::raw::{odd_values, print, unreadable_values};

/// How many records a list has.
const LEN: usize = 200;
/// Which of them is bad.
const BAD: usize = 77;

/// A kind of list: the name of its field, a good record, how many are read, and how many are counted as unread.
struct List {
    name: &'static str,
    record: fn(usize) -> Value,
    read: fn(&str) -> (usize, Option<usize>),
}

fn lists() -> Vec<List> {
    fn named(n: usize) -> Value {
        json!({ "id": format!("r{n}"), "displayName": format!("R {n}"), "firstName": "A", "scope": "Session" })
    }
    vec![
        List {
            name: "entities",
            record: |n| json!({ "id": format!("s{n}"), "createdDate": "2026-11-20T14:00:00Z", "type": "web" }),
            read: |body| decode::sessions(body).map_or((0, None), |page| (page.items.len(), Some(page.n_rejected))),
        },
        List {
            name: "entities",
            record: |n| json!({ "id": format!("e{n}"), "session": { "id": "s" }, "createdDate": "2026-11-20T14:00:00Z" }),
            read: |body| decode::events(body).map_or((0, None), |page| (page.items.len(), Some(page.n_rejected))),
        },
        List {
            name: "entities",
            record: |n| json!({ "id": format!("c{n}"), "participants": [{ "userId": "me", "state": "connected" }] }),
            read: |body| {
                let page = decode::conversations(body, &UserId::from("me"));
                page.map_or((0, None), |page| (page.items.len(), Some(page.n_rejected)))
            },
        },
        List {
            name: "entities",
            record: named,
            read: |body| (decode::segments(body).map_or(0, |all| all.len()), None),
        },
        List {
            name: "entities",
            record: named,
            read: |body| (decode::outcomes(body).map_or(0, |all| all.len()), None),
        },
        List {
            name: "entities",
            record: named,
            read: |body| (decode::contacts(body).map_or(0, |all| all.len()), None),
        },
        List {
            name: "contacts",
            record: named,
            read: |body| (decode::contacts(body).map_or(0, |all| all.len()), None),
        },
        List { name: "entities", record: named, read: |body| (decode::topics(body).map_or(0, |all| all.len()), None) },
        List {
            name: "outcomeScores",
            record: |n| json!({ "outcome": { "id": format!("o{n}") }, "probability": 0.5 }),
            read: |body| (decode::scores(body).map_or(0, |read| read.scores.len()), None),
        },
    ]
}

fn bad_records() -> Vec<Value> {
    let deep = (0..50).fold(json!(1), |inner, _| json!([inner]));
    let unreadable = unreadable_values().into_iter().map(|(_, value)| value);
    let plain = vec![
        json!(null),
        json!(7),
        json!("x"),
        json!(true),
        json!([]),
        json!({}),
        json!({ "id": {} }),
        json!({ "id": " " }),
        deep,
    ];
    plain.into_iter().chain(unreadable).collect()
}

#[test]
fn one_bad_record_of_two_hundred_costs_exactly_that_record() {
    let mut n_cases = 0;
    for list in lists() {
        for bad in bad_records() {
            let records: Vec<Value> = (0..LEN).map(|n| if n == BAD { bad.clone() } else { (list.record)(n) }).collect();
            let (n_read, n_counted) = (list.read)(&print(&json!({ list.name: records })));
            // A blank id is refused by what needs one; elsewhere the record may stand.
            assert!((LEN - 1..=LEN).contains(&n_read), "{n_read} read of {} beside {bad}", (list.record)(1));
            assert!(
                n_counted.is_none_or(|n| n_read + n == LEN),
                "an uncounted loss of {} beside {bad}",
                (list.record)(1)
            );
            n_cases += 1;
        }
    }
    say("lists of two hundred", n_cases, 80);
}

#[test]
fn an_odd_character_or_number_in_a_record_of_two_hundred_costs_no_record() {
    let mut n_cases = 0;
    for list in lists() {
        for (what, value) in odd_values() {
            let mut records: Vec<Value> = (0..LEN).map(list.record).collect();
            records[BAD]["title"] = value.clone();
            records[BAD][print(&value).as_str()] = json!({ "list": [value] });
            let body = print(&json!({ list.name: records, "odd": value }));
            for body in [format!("\u{feff}{body}"), body] {
                let (n_read, n_counted) = (list.read)(&body);
                assert_eq!((n_read, n_counted.unwrap_or(0)), (LEN, 0), "{what} in {}", (list.record)(1));
                n_cases += 1;
            }
        }
    }
    say("odd records of two hundred", n_cases, 200);
}

#[test]
fn a_record_of_two_hundred_that_nobody_can_read_costs_itself() {
    let mut n_cases = 0;
    for list in lists() {
        for (what, value) in unreadable_values() {
            let mut records: Vec<Value> = (0..LEN).map(list.record).collect();
            records[BAD]["title"] = json!({ "deep": value });
            records[BAD + 1]["title"] = json!(format!("beside {what}"));
            let (n_read, n_counted) = (list.read)(&print(&json!({ list.name: records })));
            assert_eq!((n_read, n_counted.unwrap_or(1)), (LEN - 1, 1), "{what} in {}", (list.record)(1));
            n_cases += 1;
        }
    }
    say("unreadable records of two hundred", n_cases, 60);
}

#[test]
fn what_a_list_says_of_itself_costs_no_record() {
    let mut n_cases = 0;
    for list in lists() {
        let records: Vec<Value> = (0..3).map(list.record).collect();
        let around = json!({
            list.name: records, "pageSize": 25, "pageNumber": 1, "total": 3, "pageCount": 1, "modifiedDate": "2026-11-20T14:00:00Z",
            "nextUri": "/api/v2/next?after=x", "previousUri": "/api/v2/before", "selfUri": "/api/v2/self", "firstUri": "/x", "lastUri": "/y",
        });
        for place in places(&around).into_iter().filter(|place| !place.starts_with(&format!("/{}", list.name))) {
            for change in changes(&around, &place) {
                let (n_read, _) = (list.read)(&print(&change.value));
                assert_eq!(n_read, 3, "{place} {}", change.how);
                n_cases += 1;
            }
        }
    }
    say("what lists say of themselves", n_cases, 1_000);
}
