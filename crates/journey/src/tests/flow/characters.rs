//! One bad character costs no more than it must: the page ends live, with everything else shown.

use serde_json::{Value, json};

use super::scene::{Scene, ago};
use crate::input::{Command, Target};
use crate::tests::raw::{odd_values, print, unreadable_values};

/// Everything that the cloud says of Ada holds the value somewhere: in a field that is shown, in one that nobody reads, in
/// the name of one.
fn odd(value: &Value) -> Scene {
    let mut scene = Scene::with_contact();
    let put = |record: &mut Value| {
        record["newField"] = json!([value, { "deep": value }]);
        record[print(value).as_str()] = value.clone();
    };
    let contact = scene.cloud.contacts.get_mut("ada").expect("she");
    put(contact);
    contact["title"] = value.clone();
    contact["workEmail"] = value.clone();
    for session in scene.cloud.sessions.values_mut() {
        put(session);
        session["searchTerms"] = json!(["returns", value]);
        session["attributes"] = json!({ "plan": { "value": value } });
        session["segmentAssignments"] =
            json!([{ "segment": { "id": "g1" }, "assignedDate": "2026-11-24T11:56:00Z", "odd": value }]);
    }
    for event in scene.cloud.events.values_mut().flatten() {
        put(event);
        event["webEvent"]["attributes"] = json!({ "sku": { "value": value } });
        event["webEvent"]["page"]["keywords"] = value.clone();
    }
    scene.cloud.call("c1", "+4420000001", ago(1));
    for talk in &mut scene.cloud.conversations {
        put(talk);
        talk["participants"][0]["name"] = value.clone();
        talk["participants"][0]["externalContactId"] = json!("ada");
    }
    let score = json!({ "outcome": { "id": "o1" }, "probability": 0.25, "sessionMaxPercentile": value });
    let odd_score = json!({ "outcome": { "id": "o2" }, "probability": value });
    scene.cloud.scores.insert("s2".into(), json!({ "outcomeScores": [odd_score, score], "odd": value }));
    scene
}

#[test]
fn a_page_whose_every_record_holds_an_odd_character_is_live_and_whole() {
    for (what, value) in odd_values() {
        let mut scene = odd(&value).open(Target::Interactions);
        scene.toggle("s2");
        scene.pass(1_000);
        let text = scene.text();
        assert!(text.starts_with("Live | Ada Example\ninteraction c1 shown\n"), "{what}: {text}");
        for line in ["s1: Web visit", "Home, 11:55", "Returns, 11:56", "Outcome o1 25 percent", "matched Segment g1"] {
            assert!(text.contains(line), "{what}: {line} is not in {text}");
        }
        assert!(!text.contains("unreadable") && !text.contains('!'), "{what}: {text}");
        // Live, too.
        let now = scene.now;
        let mut event = scene.cloud.page("s2", "Cart", now);
        event["webEvent"]["attributes"] = json!({ "sku": { "value": value } });
        event[print(&value).as_str()] = json!([value]);
        scene.tell("s2", &event);
        scene.pass(1_000);
        let text = scene.text();
        assert!(text.starts_with("Live") && text.contains("Page viewed: Cart"), "{what}: {text}");
        assert!(!text.contains("unreadable"), "{what}: {text}");
    }
}

#[test]
fn a_title_that_ends_in_half_a_character_is_shown_with_a_replacement_in_its_place() {
    let mut scene = Scene::with_contact();
    scene.cloud.page("s2", &format!("Boots {}", crate::tests::raw::HIGH), ago(3));
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.pass(1_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("Page viewed: Boots \u{fffd}, 11:57"), "{}", scene.text());
}

#[test]
fn a_record_that_nobody_can_read_is_counted_and_the_others_are_shown_live() {
    for (what, value) in unreadable_values() {
        let mut scene = Scene::with_contact();
        scene.cloud.web("s3", Some("ada"), ago(60));
        scene.cloud.sessions.get_mut("s3").expect("it")["lastPage"] = json!({ "title": value });
        let mut event = scene.cloud.page("s2", "Lost", ago(3));
        event["webEvent"]["page"]["title"] = value.clone();
        *scene.cloud.events.get_mut("s2").and_then(|all| all.last_mut()).expect("it") = event;
        let mut scene = scene.open(Target::Contact("ada".into()));
        scene.toggle("s2");
        scene.pass(20_000);
        let text = scene.text();
        assert!(text.starts_with("Live | Ada Example\n"), "{what}: {text}");
        assert!(text.contains("Returns, 11:56") && text.contains("s1: Web visit"), "{what}: {text}");
        assert!(text.contains("2 unreadable"), "{what}: {text}");
    }
}

#[test]
fn of_a_frame_with_several_records_only_the_unreadable_one_is_lost_and_counted() {
    for (what, value) in unreadable_values() {
        let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
        scene.toggle("s2");
        let now = scene.now;
        let titles = ["One", "Two", "Three"];
        let mut events = titles.map(|title| scene.cloud.page("s2", title, now));
        events[1]["webEvent"]["page"]["title"] = value.clone();
        scene.publish("v2.journey.sessions.s2.web.events", &json!(events));
        scene.rest();
        let text = scene.text();
        assert!(text.contains("Page viewed: One") && text.contains("Page viewed: Three"), "{what}: {text}");
        assert!(text.contains("1 unreadable"), "{what}: {text}");
        // Its session tells that there is one more, and the listing has it.
        scene.tell_session("s2");
        scene.pass(20_000);
        let text = scene.text();
        assert!(text.starts_with("Live") && text.contains("Page viewed: Two"), "{what}: {text}");
    }
}

#[test]
fn an_interaction_that_nobody_can_read_hides_no_other() {
    for (what, value) in unreadable_values() {
        let mut scene = Scene::with_contact();
        scene.cloud.call("c1", "+4420000009", ago(3));
        scene.cloud.call("c2", "+4420000001", ago(1));
        scene.cloud.conversations[0]["participants"][0]["name"] = value;
        let scene = scene.open(Target::Interactions);
        assert!(scene.text().starts_with("Live | Ada Example\ninteraction c2 shown\n"), "{what}: {}", scene.text());
    }
}

#[test]
fn an_answer_cut_short_is_no_list_and_is_asked_for_again() {
    let mut scene = Scene::with_contact();
    scene.hold("/journey/sessions");
    let mut scene = scene.open(Target::Contact("ada".into()));
    let whole = json!({ "entities": scene.cloud.sessions.values().collect::<Vec<_>>() }).to_string();
    let cut = whole.replacen("returns", "returns \\ud83d \\x", 1);
    scene.reply("/journey/sessions", 200, cut.trim_end_matches(['}', ']']));
    scene.release();
    assert!(!scene.text().contains("s1: Web visit"), "{}", scene.text());
    scene.command(Command::Retry);
    scene.pass(20_000);
    assert!(scene.text().starts_with("Live | Ada Example\n"), "{}", scene.text());
    assert!(scene.text().contains("s1: Web visit"), "{}", scene.text());
}
