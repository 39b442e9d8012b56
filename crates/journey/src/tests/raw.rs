//! JSON that no printer writes: a value with marks in its texts is printed, then each mark becomes what it stands for.

use serde_json::{Value, json};

/// In a text: the first half of a pair of UTF-16 units, as an escape.
pub(super) const HIGH: char = '\u{f801}';
/// In a text: the second half.
pub(super) const LOW: char = '\u{f802}';
/// In a text: a backslash that is not escaped.
pub(super) const BACKSLASH: char = '\u{f803}';
/// In a text: a line break that is not escaped.
pub(super) const BREAK: char = '\u{f807}';
/// In a text: a quote that is not escaped.
const QUOTE: char = '\u{f804}';
const BEGIN: char = '\u{f805}';
const END: char = '\u{f806}';

/// A value that is printed as it stands here, without quotes.
pub(super) fn bare(text: &str) -> Value {
    json!(format!("{BEGIN}{}{END}", text.replace('"', &QUOTE.to_string()).replace('\\', &BACKSLASH.to_string())))
}

/// Prints a value with its marks. Without marks it is what `to_string` gives.
pub(super) fn print(value: &Value) -> String {
    let mut text = value.to_string();
    // All marks begin with the same two bytes.
    if !text.as_bytes().windows(2).any(|pair| pair == [0xef, 0xa0]) {
        return text;
    }
    let marks = [
        (format!("\"{BEGIN}"), ""),
        (format!("{END}\""), ""),
        (HIGH.to_string(), "\\ud83d"),
        (LOW.to_string(), "\\udc00"),
        (BACKSLASH.to_string(), "\\"),
        (BREAK.to_string(), "\n"),
        (QUOTE.to_string(), "\""),
    ];
    for (mark, meant) in marks {
        text = text.replace(&mark, meant);
    }
    text
}

/// Values that other programs write and that cost no more than their own field, each with a name for a failing test.
pub(super) fn odd_values() -> Vec<(&'static str, Value)> {
    let digits = "1234567890".repeat(4);
    vec![
        ("first half of a pair", json!(format!("Boots {HIGH}"))),
        ("second half of a pair", json!(format!("{LOW} Boots"))),
        ("halves in the wrong order", json!(format!("{LOW}{HIGH}"))),
        ("half of a pair before another escape", json!(format!("{HIGH}\n{HIGH}\u{e9}"))),
        ("a whole pair beside a half", json!(format!("{HIGH}{HIGH}{LOW}"))),
        ("null character", json!(format!("a\0b{HIGH}"))),
        ("raw line break", json!(format!("a{BREAK}b"))),
        ("too large", bare("1e999")),
        ("too small", bare("-1e999")),
        ("forty digits", bare(&digits)),
        ("four hundred digits", bare(&digits.repeat(10))),
        ("no number", bare("NaN")),
        ("names twice", bare(r#"{"id":"first","id":"last","id":"\ud83d"}"#)),
        ("half of a pair in names", json!({ format!("{HIGH}"): { format!("a{LOW}"): [format!("{HIGH}"), 1] } })),
    ]
}

/// Values that nobody can read: each costs its record.
pub(super) fn unreadable_values() -> Vec<(&'static str, Value)> {
    let deep = "[".repeat(200) + &"]".repeat(200);
    vec![
        ("no escape", json!(format!("a{BACKSLASH}x41"))),
        ("half an escape", bare(r#""\u12""#)),
        ("brackets in a text without escape", json!(format!("]}},{{[{BACKSLASH}x"))),
        ("no word", bare("undefined")),
        ("no name", bare("{1:2}")),
        ("nothing", bare("")),
        ("too deep", bare(&deep)),
    ]
}

#[test]
fn a_mark_is_printed_as_what_it_stands_for() {
    let value =
        json!({ "a": format!("x{HIGH}{LOW}{BACKSLASH}x"), "b": bare("1e999"), "c": [bare("{\"d\":1}")], "e": "é" });
    assert_eq!(print(&value), r#"{"a":"x\ud83d\udc00\x","b":1e999,"c":[{"d":1}],"e":"é"}"#);
}
