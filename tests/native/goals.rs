//! `tests/GOALS.md` is complete and true: every goal stands there once, with tests that exist and a command that does.

use std::collections::{BTreeMap, BTreeSet};

use crate::sources::{files, read};
use crate::tables::{find_tests, rows, wrong_tests};

/// Goals by their letter: live data, requests, memory, the tests themselves; and how many of each there are.
const GOALS: [(&str, usize); 4] = [("L", 23), ("R", 11), ("M", 7), ("T", 8)];

/// What is wrong with a command; `None`: it is one of the project's, and what it names is there.
fn wrong_command(command: &str, tests: &BTreeMap<&str, BTreeSet<String>>) -> Option<String> {
    let words: Vec<&str> = command.split_whitespace().skip_while(|word| word.contains('=')).collect();
    let task = match words[..] {
        ["cargo", "test", ..] => "test",
        ["cargo", "xtask", task, ..] if read("xtask/src/main.rs").contains(&format!("Some(\"{task}\")")) => task,
        _ => return Some(format!("{command} is no command of the project")),
    };
    let is_filter = |word: &&&str| !word.starts_with('-') && word.parse::<u64>().is_err();
    let named = words.iter().skip(if words[1] == "test" { 2 } else { 3 }).filter(is_filter);
    let after = |flag: &str| words.iter().position(|word| *word == flag).and_then(|at| words.get(at + 1));
    if let Some(goal) = after("--goal") {
        let known = read("crates/simulator/src/goal.rs").contains(&format!("        \"{goal}\" => "));
        return (!known).then(|| format!("the simulator measures no {goal}"));
    }
    // A filter is a part of a test's name, or leads by `::` to the file it is in.
    let places = || files("tests", &["rs"]).into_iter().chain(files("crates/journey/src", &["rs"]));
    let is_found = |filter: &str| {
        let last = filter.rsplit("::").next().unwrap_or_default();
        (last == filter && tests.values().flatten().any(|name| name.contains(last)))
            || places().any(|(path, _)| path.contains(&format!("/{last}.rs")) || path.contains(&format!("/{last}/")))
    };
    let options = ["-p", "--test"].map(|flag| after(flag).copied().unwrap_or_default());
    named
        .filter(|word| task != "simulate" && !options.contains(word))
        .find(|word| !is_found(word))
        .map(|word| format!("{command}: nothing is named {word}"))
}

#[test]
fn every_goal_names_what_measures_it() {
    let text = read("tests/GOALS.md");
    let (measured, not_measured) = text.split_once("## Not measured").unwrap_or((&text, ""));
    let (tests, mut seen, mut wrong) = (find_tests(), BTreeSet::new(), Vec::new());
    for row in rows(measured, "goal") {
        let [goal, words, command, named, kinds] = &row[..] else {
            wrong.push(format!("{row:?} has not five cells"));
            continue;
        };
        if !seen.insert(goal.clone()) || words.is_empty() {
            wrong.push(format!("{goal} stands twice or says nothing"));
        }
        wrong.extend(wrong_command(command.trim_matches('`'), &tests).map(|why| format!("{goal}: {why}")));
        wrong.extend(wrong_tests(goal, named, kinds, &tests));
    }
    for row in rows(not_measured, "goal") {
        let is_told = matches!(&row[..], [_, words, why] if !words.is_empty() && !why.is_empty());
        if !is_told || !seen.insert(row[0].clone()) {
            wrong.push(format!("{row:?} says too little, or is measured after all"));
        }
    }
    let all: BTreeSet<String> =
        GOALS.iter().flat_map(|(letter, n)| (1..=*n).map(move |number| format!("{letter}{number}"))).collect();
    wrong.extend(all.difference(&seen).map(|goal| format!("{goal} is missing")));
    wrong.extend(seen.difference(&all).map(|goal| format!("{goal} is no goal")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_command_that_does_not_exist_is_noticed() {
    let tests = find_tests();
    for command in
        ["cargo xtask dance", "cargo xtask simulate --goal L99", "cargo xtask e2e stories::nowhere", "make all"]
    {
        assert!(wrong_command(command, &tests).is_some(), "{command}");
    }
    for command in ["cargo xtask simulate --goal L4", "cargo xtask e2e stories::tabs", "cargo xtask faults"] {
        assert_eq!(wrong_command(command, &tests), None);
    }
}
