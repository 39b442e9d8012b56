//! `tests/PROMISES.md` is complete and true: every promise stands there, every test named exists and is of the kind named.

use std::collections::BTreeSet;

use crate::sources::read;
use crate::tables::{find_tests, rows};

/// Promises by their first word; each must stand in the table once.
const PROMISES: &[(&str, &[&str])] = &[
    ("acceptance", &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]),
    ("mission", &["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]),
    ("config", &["mistakes", "redirect"]),
    ("address", &["none", "host"]),
    (
        "page",
        &[
            "main",
            "heading",
            "connection",
            "presence",
            "clock",
            "announcements",
            "size",
            "find",
            "catch-up",
            "sessions",
            "expanding",
            "state",
            "facts",
            "map",
            "details",
            "searches",
            "predictions",
            "segments",
            "regions",
            "load more",
            "interactions",
            "contact",
            "hidden",
            "error",
            "start",
            "translated",
            "keyboard",
            "single keys",
            "text",
            "rules",
            "characters",
        ],
    ),
    ("host", &["hooks", "toasts", "attention"]),
    ("live", &["tabs", "delayed", "flood", "shift", "sleep", "token"]),
    ("demo", &["somebody", "addresses"]),
];

/// All promises that must stand in the table: those above, and what the README promises of keys and parameters.
fn promised() -> BTreeSet<String> {
    let mut all: BTreeSet<String> =
        PROMISES.iter().flat_map(|(of, names)| names.iter().map(move |name| format!("{of} {name}"))).collect();
    let readme = read("README.md");
    let (_, keys) = readme.split_once("| key | type | default | meaning |").unwrap_or_default();
    let keys = keys.split("\n\n").next().unwrap_or_default().lines().filter(|line| line.starts_with("| `"));
    let names = keys.flat_map(|line| {
        line.split('|').nth(1).unwrap_or_default().split(',').map(|name| name.trim().trim_matches('`'))
    });
    all.extend(names.map(|name| format!("config {name}")));
    all.extend(
        ["conversationId", "contactId", "sessionId", "view", "lang", "theme"].map(|name| format!("address {name}")),
    );
    all
}

#[test]
fn every_promise_names_a_test_that_exists_or_is_said_to_be_not_kept() {
    let text = read("tests/PROMISES.md");
    let (kept, not_kept) = text.split_once("## Not kept yet").unwrap_or((&text, ""));
    let (tests, mut seen, mut wrong) = (find_tests(), BTreeSet::new(), Vec::new());
    for row in rows(kept, "promise") {
        let [promise, words, named, kinds] = &row[..] else {
            wrong.push(format!("{row:?} has not four cells"));
            continue;
        };
        if !seen.insert(promise.clone()) {
            wrong.push(format!("{promise} stands twice"));
        }
        let named: Vec<&str> =
            named.split(',').map(|name| name.trim().trim_matches('`')).filter(|name| !name.is_empty()).collect();
        if words.is_empty() || named.is_empty() {
            wrong.push(format!("{promise} is empty"));
        }
        let mut found = BTreeSet::new();
        for name in named {
            let of: Vec<&str> = tests.iter().filter(|(_, names)| names.contains(name)).map(|(kind, _)| *kind).collect();
            if of.is_empty() {
                wrong.push(format!("{promise}: there is no test {name}"));
            }
            found.extend(of);
        }
        let said: BTreeSet<&str> = kinds.split(',').map(str::trim).collect();
        if !said.is_subset(&found) || said.is_empty() {
            wrong.push(format!("{promise}: its tests are {found:?}, not {said:?}"));
        }
    }
    for row in rows(not_kept, "promise") {
        let [promise, missing] = &row[..] else {
            wrong.push(format!("{row:?} has not two cells"));
            continue;
        };
        if missing.is_empty() || !seen.insert(promise.clone()) {
            wrong.push(format!("{promise} is both kept and not kept, or says nothing"));
        }
    }
    let promised = promised();
    wrong.extend(promised.difference(&seen).map(|promise| format!("{promise} is missing")));
    wrong.extend(seen.difference(&promised).map(|promise| format!("{promise} is promised nowhere")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
