//! Tables in text files that name tests: their rows, and the tests there are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::sources::root;

/// Where the tests of a kind are.
const KINDS: &[(&str, &str)] = &[
    ("core", "crates/journey/src"),
    ("unit", "src"),
    ("cloud", "crates/local-cloud/src"),
    ("native", "tests/native"),
    ("component", "tests/web"),
    ("story", "tests/e2e"),
    ("simulator", "crates/simulator/tests"),
];

/// The cells of all rows of the tables, without rules and without heads, whose first cell is `first`.
pub(crate) fn rows(text: &str, first: &str) -> Vec<Vec<String>> {
    let head = format!("| {first}");
    let lines = text.lines().filter(|line| line.starts_with("| ") && !line.starts_with(&head));
    lines.map(|line| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// What is wrong with the tests that a row names: one that does not exist, or kinds that are not exactly theirs.
pub(crate) fn wrong_tests(
    row: &str,
    named: &str,
    kinds: &str,
    tests: &BTreeMap<&'static str, BTreeSet<String>>,
) -> Vec<String> {
    let (mut wrong, mut found) = (Vec::new(), BTreeSet::new());
    for name in named.split(',').map(|name| name.trim().trim_matches('`')) {
        let of: Vec<&str> = tests.iter().filter(|(_, names)| names.contains(name)).map(|(kind, _)| *kind).collect();
        if of.is_empty() {
            wrong.push(format!("{row}: there is no test {name:?}"));
        }
        found.extend(of);
    }
    let said: BTreeSet<&str> = kinds.split(',').map(str::trim).collect();
    if said != found {
        wrong.push(format!("{row}: its tests are {found:?}, not {said:?}"));
    }
    wrong
}

/// Names of the functions that are tests, by kind.
pub(crate) fn find_tests() -> BTreeMap<&'static str, BTreeSet<String>> {
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
            walk(&root().join(folder), &mut names);
            (*kind, names)
        })
        .collect()
}
