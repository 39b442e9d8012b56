//! What the cloud sends will change: any field of any record may be absent, empty, huge, of another type or of a value that
//! nobody knew. Then no reader panics, every other field is still read and still shown, and a bad record costs itself.
//!
//! Each kind of record has a table of which lines of the page may change with which field; every change of every place of
//! every documented sample is made, and the views' text is compared with that of the unchanged record.

mod accounts;
mod change;
mod characters;
mod conversations;
mod events;
mod frames;
mod lists;
mod names;
mod sessions;
mod several;
mod shown;

use std::collections::BTreeMap;

use serde_json::Value;

use change::{changes, places};

/// The page as lines: what a line is about, and what it says. Lines of the record begin with "record ".
pub(super) type Lines = BTreeMap<String, String>;

/// What may change on the page when a field does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum May {
    /// These lines, and lines that were not there before.
    Lines(&'static [&'static str]),
    /// Every line of the record, but the record stays.
    All,
    /// The record may be gone, or be another one.
    Lost,
}

/// Fields by their place in the record, `*` for any one part; of those that fit, the one that
/// names most parts counts. What is not listed changes
/// nothing.
type Table = &'static [(&'static str, May)];

fn may(table: Table, place: &str) -> May {
    let place: Vec<&str> = place.split('/').skip(1).collect();
    let fits = |pattern: &str| {
        let parts: Vec<&str> = pattern.split('/').collect();
        (parts.len() <= place.len() && parts.iter().zip(&place).all(|(part, own)| *part == "*" || part == own))
            .then(|| parts.iter().filter(|part| **part != "*").count())
    };
    let found = table.iter().filter_map(|(pattern, may)| Some((fits(pattern)?, *may))).max_by_key(|(n, _)| *n);
    found.map_or(May::Lines(&[]), |(_, may)| may)
}

/// Makes every change of every place of a record and compares what is shown; gives the number of changes.
fn evolve(name: &str, record: &Value, table: Table, show: impl Fn(&Value) -> Lines) -> usize {
    let whole = show(record);
    assert!(whole.keys().any(|key| key.starts_with("record ")), "{name}: nothing of the record is shown: {whole:#?}");
    let (mut n_changes, mut wrong) = (0, BTreeMap::new());
    for place in places(record) {
        let may = may(table, &place);
        for change in changes(record, &place) {
            n_changes += 1;
            let may = if change.is_harmless { May::Lines(&[]) } else { may };
            let lines = show(&change.value);
            if let Some(what) = difference(&whole, &lines, may) {
                wrong.entry(place.clone()).or_insert_with(|| format!("{}: {what}", change.how));
            }
        }
    }
    assert!(wrong.is_empty(), "{name}: more changed than the field's own lines: {wrong:#?}");
    n_changes
}

/// What changed that may not.
fn difference(whole: &Lines, lines: &Lines, may: May) -> Option<String> {
    let keys = whole.keys().chain(lines.keys().filter(|key| !whole.contains_key(*key)));
    for key in keys {
        if whole.get(key) == lines.get(key) {
            continue;
        }
        let own = key.strip_prefix("record ");
        let is_allowed = match (own, may) {
            (None, _) => false,
            (Some(_), May::All | May::Lost) => true,
            (Some(label), May::Lines(labels)) => {
                labels.contains(&label) || (!labels.is_empty() && !whole.contains_key(key))
            }
        };
        if !is_allowed {
            return Some(format!("\"{key}\" was {:?}, is {:?}", whole.get(key), lines.get(key)));
        }
    }
    let is_gone = !lines.keys().any(|key| key.starts_with("record "));
    (is_gone && may != May::Lost).then(|| "the record is gone".to_owned())
}

/// The records of a sample's listing.
fn records(sample: &str, name: &str) -> Vec<Value> {
    let sample: Value = serde_json::from_str(sample).expect("a sample");
    sample[name].as_array().expect("a list of records").clone()
}

/// Says how many cases were tried: the number is part of what the project promises.
fn say(what: &str, n_cases: usize, least: usize) {
    println!("{n_cases} mutated cases of {what}");
    assert!(n_cases > least, "{n_cases} cases of {what}");
}
