//! `tests/PROMISES.md` is complete and true: every promise stands there, every test named exists and is of the kind named.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

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
            "keyboard",
            "single keys",
            "rules",
        ],
    ),
    ("host", &["hooks", "toasts", "attention"]),
];

/// Where the tests of a kind are.
const KINDS: &[(&str, &str)] = &[
    ("core", "crates/journey/src"),
    ("unit", "src"),
    ("cloud", "crates/local-cloud/src"),
    ("native", "tests/native"),
    ("component", "tests/web"),
    ("story", "tests/e2e"),
];

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap_or_default()
}

/// The cells of all rows of the tables, without heads and rules.
fn rows(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| promise"));
    lines.map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// Names of the functions that are tests, by kind.
fn tests() -> BTreeMap<&'static str, BTreeSet<String>> {
    fn walk(path: &Path, names: &mut BTreeSet<String>) {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, names);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).unwrap_or_default();
                let mut is_test = false;
                for line in text.lines().map(str::trim) {
                    is_test |= matches!(line, "#[test]" | "#[tokio::test]" | "#[wasm_bindgen_test]")
                        || line.starts_with("#[tokio::test(");
                    let name =
                        line.trim_start_matches("async ").strip_prefix("fn ").and_then(|rest| rest.split('(').next());
                    if let Some(name) = name {
                        if is_test {
                            names.insert(name.to_owned());
                        }
                        is_test = false;
                    }
                }
            }
        }
    }
    KINDS
        .iter()
        .map(|(kind, folder)| {
            let mut names = BTreeSet::new();
            walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut names);
            (*kind, names)
        })
        .collect()
}

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
    let (tests, mut seen, mut wrong) = (tests(), BTreeSet::new(), Vec::new());
    for row in rows(kept) {
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
    for row in rows(not_kept) {
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
