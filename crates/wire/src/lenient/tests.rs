//! JSON as it comes: what is mended, what costs its record, what costs the body.

use serde_json::json as value;

use super::*;

/// The text of `{"a":"…"}`.
fn text(inside: &str) -> Option<String> {
    whole_json(&format!(r#"{{"a":"{inside}"}}"#)).map(|body| body["a"].as_str().unwrap().to_owned())
}

#[test]
fn half_of_a_pair_ends_as_a_replacement_character() {
    for (inside, read) in [
        (r"Boots \ud83d", "Boots \u{fffd}"),
        (r"\uDC00 Boots", "\u{fffd} Boots"),
        (r"\udc7d\ud83d", "\u{fffd}\u{fffd}"),
        (r"\ud83d\ud83d\udc7d", "\u{fffd}\u{1f47d}"),
        (r"\ud83d\u00e9", "\u{fffd}é"),
        (r"\ud83d\n\ud83d\\udc7d", "\u{fffd}\n\u{fffd}\\udc7d"),
        (r"\ud83dé\udfff!", "\u{fffd}é\u{fffd}!"),
        // Whole pairs and all other escapes beside it are what they are.
        (
            r#"\ud83d\udc7d \uD83D\uDC7D 👽 \uffff\u0000\/\b\f\r\t\\\" \ud800"#,
            "\u{1f47d} \u{1f47d} \u{1f47d} \u{ffff}\0/\u{8}\u{c}\r\t\\\" \u{fffd}",
        ),
    ] {
        assert_eq!(text(inside).as_deref(), Some(read), "{inside}");
    }
}

#[test]
fn half_of_a_pair_in_a_name_costs_neither_name_nor_value() {
    let body = whole_json(r#"{"x\ud83d":1,"\udc00":{"\ud83d\ud83d":[true,null]},"b":"2"}"#);
    assert_eq!(body, Some(value!({"x\u{fffd}": 1, "\u{fffd}": {"\u{fffd}\u{fffd}": [true, null]}, "b": "2"})));
}

#[test]
fn raw_control_characters_in_a_text_stand_for_themselves() {
    assert_eq!(text("a\nb\tc\u{1}\u{0}d").as_deref(), Some("a\nb\tc\u{1}\u{0}d"));
}

#[test]
fn a_number_that_no_float_holds_is_its_text() {
    let long = "7".repeat(400);
    for number in ["1e999", "-1E+999", "1.5e400", &long, "007", "+3", ".5", "5."] {
        let body = whole_json(&format!(r#"{{"a":{number},"b":[{number},1]}}"#));
        assert_eq!(body, Some(value!({"a": number, "b": [number, 1]})), "{number}");
    }
    for number in ["NaN", "Infinity", "-Infinity"] {
        assert_eq!(whole_json(&format!("[{number},1]")), Some(value!([null, 1])), "{number}");
    }
}

#[test]
fn forty_digits_are_a_float_and_read_as_text() {
    let forty = "1234567890".repeat(4);
    let body = whole_json(&format!(r#"{{"id":{forty},"n":-{forty}}}"#)).unwrap();
    assert!(body["id"].is_f64());
    assert_eq!(<String as crate::Read>::read(&body["id"]).as_deref(), Some("1.23456789012346e39"));
    assert_eq!(<i64 as crate::Read>::read(&body["n"]), None);
}

#[test]
fn of_a_name_that_stands_twice_the_last_counts() {
    for spoilt in ["1", r#""\ud83d""#, "1e999"] {
        let body = whole_json(&format!(r#"{{"a":1,"b":{{"c":1,"c":2}},"a":3,"z":{spoilt}}}"#)).unwrap();
        assert_eq!((&body["a"], &body["b"]), (&value!(3), &value!({"c": 2})));
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    assert_eq!(whole_json("\u{feff} {\"a\":1}"), Some(value!({"a": 1})));
    assert_eq!(whole_json("\u{feff}[\"\\ud83d\"]\n"), Some(value!(["\u{fffd}"])));
    assert_eq!(whole_json("[1]\u{feff}"), None);
}

/// Records that cannot be read.
fn broken() -> Vec<String> {
    let deep = r#"{"a":"#.repeat(127) + "1" + &"}".repeat(127);
    let very_deep = r#"{"a":"#.repeat(100_000) + "1" + &"}".repeat(100_000);
    let records = [
        r#"{"id":"\x41"}"#,
        r#"{"id":"\u12"}"#,
        r#"{"id":"\u12g4 \" ]}, {"}"#,
        r#"{"id":"\ud83d\u"}"#,
        r#"{"id":undefined}"#,
        r#"{"id":-}"#,
        r#"{"id" 1}"#,
        r#"{"id":1 2}"#,
        r#"{"id":1]"#,
        r#"{id:1}"#,
        r#"{"id":1,}"#,
        r#"{"a":[1 2]}"#,
        "<a>",
        "",
    ];
    records.into_iter().map(str::to_owned).chain([deep, very_deep]).collect()
}

#[test]
fn a_record_that_cannot_be_read_is_null_and_its_neighbours_stand() {
    for bad in broken() {
        let short: String = bad.chars().take(40).collect();
        for (body, read) in [
            (format!(r#"{{"entities":[{{"id":"a"}}, {bad} ,{{"id":"b\ud83d"}}],"total":3}}"#), "entities"),
            (
                format!(r#"{{"topicName":"x","eventBody":[{{"id":"a"}},{bad},{{"id":"b\udc00"}}],"total":3}}"#),
                "eventBody",
            ),
        ] {
            let body = json(&body).unwrap_or_else(|| panic!("nothing is left beside {short}"));
            assert_eq!(body[read], value!([{"id": "a"}, null, {"id": "b\u{fffd}"}]), "{short}");
            assert_eq!(body["total"], 3, "{short}");
        }
        let list = json(&format!("[1,{bad},2]"));
        assert_eq!(list, Some(value!([1, null, 2])), "{short}");
        assert_eq!(whole_json(&format!("[1,{bad},2]")), None, "{short}");
    }
}

#[test]
fn a_record_alone_in_a_body_is_null_and_what_stands_around_it_is_read() {
    let frame = json(r#"{"eventBody":{"id":"e","page":{"title":"\q"}},"topicName":"x"}"#);
    assert_eq!(frame, Some(value!({"eventBody": null, "topicName": "x"})));
    assert_eq!(json(r#"{"id":"\q"}"#), None, "the body is the record");
    assert_eq!(whole_json(r#"{"eventBody":{"id":"\q"},"topicName":"x"}"#), None);
}

#[test]
fn a_body_that_was_cut_short_is_none() {
    let bodies = [
        r#"{"entities":[{"id":"a","title":"x\ud83d"},{"id":"b"}],"nextUri":"/api/v2/x"}"#,
        r#"{"entities":[{"id":"a\x"},{"id":"b","n":1e999}],"nextUri":"/api/v2/x"}"#,
        r#"[{"id":"a"},{"id":"b"},[1]]"#,
    ];
    for body in bodies {
        assert!(json(body).is_some(), "{body}");
        for (at, _) in body.char_indices() {
            assert_eq!(json(&body[..at]), None, "{}", &body[..at]);
        }
    }
}

#[test]
fn what_is_no_json_is_none() {
    for text in
        ["", " ", "\u{feff}", "<html></html>", "\u{0}", "{}\u{0}", "{} {}", "[1]]", "\"a", "{\"a\":1}x", "]", ","]
    {
        assert_eq!((json(text), whole_json(text)), (None, None), "{text}");
    }
}

#[test]
fn what_is_json_is_read_as_ever() {
    // The first forces the careful reading, and must change nothing of the second.
    let plain =
        r#" { "a" : [ ] , "b" : { } , "c" : [ -1.5e3 , 18446744073709551615 , true , false , null , "\"\\" ] } "#;
    let both = whole_json(&format!(r#"["\ud83d",{plain}]"#)).unwrap();
    assert_eq!(both[1], serde_json::from_str::<Value>(plain).unwrap());
}
