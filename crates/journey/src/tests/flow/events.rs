//! Events: read when expanded, late ones, holes, many pages, scores after events.

use expect_test::expect;
use serde_json::json;

use super::scene::{Scene, ago};
use crate::input::{Command, Target, Wake};
use crate::model::Reading;

fn live() -> Scene {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.asked();
    scene.words.clear();
    scene
}

#[test]
fn a_late_page_view_keeps_its_place() {
    let mut scene = live();
    let event = scene.cloud.page("s2", "Late", ago(4) - chrono::Duration::seconds(30));
    scene.tell("s2", &event);
    expect![[r#"
        Live | Ada Example
        s2: Web visit Active, 3 events
          Page viewed: Home, 11:55
          Page viewed: Late, 11:55
          Page viewed: Returns, 11:56
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_dropped_event_is_proved_by_the_next_and_filled() {
    let mut scene = live();
    scene.drops_frames = true;
    scene.visit("s2", "Lost");
    scene.drops_frames = false;
    scene.pass(5_000);
    assert_eq!(scene.word(), "Live", "nothing is known to be missing yet");
    scene.visit("s2", "Next");
    assert_eq!(scene.word(), "Catching up");
    scene.pass(699);
    assert_eq!(scene.n_asked("/events"), 0, "the frame may only be late");
    scene.pass(2);
    assert_eq!(scene.word(), "Live");
    expect![[r#"
        Live | Ada Example
        s2: Web visit Active, 4 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Page viewed: Lost, 12:00
          Page viewed: Next, 12:00
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    expect!["Live, Catching up, Live"].assert_eq(&scene.words.join(", "));
}

#[test]
fn a_frame_that_is_only_late_fills_its_hole_itself() {
    let mut scene = live();
    let event = scene.cloud.page("s2", "Slow", scene.now);
    scene.tell_session("s2");
    assert_eq!(scene.word(), "Catching up");
    scene.pass(300);
    scene.tell("s2", &event);
    assert_eq!(scene.word(), "Live");
    scene.pass(5_000);
    assert_eq!(scene.n_asked("/events"), 0);
}

#[test]
fn an_event_of_the_same_millisecond_does_not_stand_in_for_one_that_was_lost() {
    let mut scene = live();
    scene.cloud.page("s2", "Lost", scene.now);
    let second = scene.cloud.page("s2", "Second", scene.now);
    let told = scene.cloud.session_notices("s2");
    // The third is told of, and what announces it is lost as well: as many are here as are counted.
    let third = scene.cloud.page("s2", "Third", scene.now);
    scene.tell_event("s2", &second);
    scene.tell_event("s2", &third);
    told.iter().for_each(|(topic, body)| scene.publish(topic, body));
    assert_eq!((scene.word(), scene.n_asked("/events")), ("Live", 0), "the next announcement may tell");
    scene.pass(2_001);
    assert_eq!((scene.word(), scene.n_asked("/events")), ("Live", 1));
    assert!(scene.text().contains("Lost"), "{}", scene.text());
}

#[test]
fn events_of_the_same_millisecond_that_were_counted_at_once_are_read_once() {
    let mut scene = live();
    let first = scene.cloud.page("s2", "First", scene.now);
    scene.tell_event("s2", &first);
    let second = scene.cloud.page("s2", "Second", scene.now);
    scene.tell("s2", &second);
    scene.pass(2_001);
    assert_eq!(scene.n_asked("/events"), 1, "another one may be counted");
    scene.asked();
    scene.pass(60_000);
    scene.visit("s2", "Third");
    scene.pass(60_000);
    assert_eq!(scene.n_asked("/events"), 0);
    expect!["Live"].assert_eq(&scene.words.join(", "));
}

#[test]
fn what_is_announced_one_by_one_is_not_read_though_it_is_of_the_same_millisecond() {
    let mut scene = live();
    for title in ["First", "Second", "Third"] {
        scene.visit("s2", title);
    }
    scene.pass(60_000);
    assert_eq!(scene.n_asked("/events"), 0);
}

#[test]
fn nobody_who_does_not_look_makes_it_be_read() {
    let mut scene = live();
    scene.wake(Wake::Hidden);
    let first = scene.cloud.page("s2", "First", scene.now);
    scene.tell_event("s2", &first);
    scene.visit("s2", "Second");
    scene.pass(600_000);
    assert_eq!(scene.n_asked("/events"), 0);
}

#[test]
fn events_that_are_announced_but_never_listed_do_not_loop() {
    let mut scene = live();
    scene.cloud.events_page = 2;
    scene.cloud.sessions.get_mut("s2").expect("it")["eventCount"] = json!(9);
    scene.tell_session("s2");
    assert_eq!(scene.word(), "Catching up");
    scene.pass(60_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.n_asked("/events") < 20, "{}", scene.n_asked("/events"));
    scene.asked();
    scene.pass(600_000);
    assert_eq!(scene.n_asked("/events"), 0);
}

#[test]
fn a_hole_that_cannot_be_filled_yet_is_not_forgotten() {
    let mut scene = live();
    scene.cloud.fail("/events", 503, u32::MAX);
    scene.drops_frames = true;
    scene.visit("s2", "Lost");
    scene.drops_frames = false;
    scene.tell_session("s2");
    scene.pass(60_000);
    assert_eq!(scene.word(), "Catching up");
    assert!(scene.n_asked("/events") < 30, "{}", scene.n_asked("/events"));
    scene.cloud.faults.clear();
    scene.pass(90_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("Lost"));
}

#[test]
fn a_long_session_is_read_page_by_page_and_only_its_end_again() {
    let mut scene = Scene::with_contact();
    for at in 0..450 {
        scene.cloud.page("s1", &format!("p{at}"), ago(590) + chrono::Duration::seconds(at));
    }
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.hold("after=400");
    scene.toggle("s1");
    let id = "s1".into();
    assert_eq!(scene.core.journey().track(&id).expect("it").reading, Reading::More);
    assert_eq!(scene.core.journey().track(&id).expect("it").len(), 400);
    scene.release();
    assert_eq!(scene.core.journey().track(&id).expect("it").reading, Reading::Complete);
    assert_eq!(scene.core.journey().track(&id).expect("it").len(), 451);
    scene.asked();
    scene.cut();
    scene.cloud.page("s1", "Back", scene.now);
    scene.pass(600);
    expect![[r#"
        GET /api/v2/externalcontacts/contacts/ada?expand=identifiers
        GET /api/v2/journey/sessions/s2/events?pageSize=200
        GET /api/v2/journey/sessions/s1/events?pageSize=200&after=400
        GET /api/v2/externalcontacts/contacts/ada/journey/sessions?pageSize=10&includeMerged=true
        GET /api/v2/externalcontacts/contacts/ada/journey/segments?includeMerged=true&limit=500
        GET /api/v2/journey/sessions/s2/outcomescores
        GET /api/v2/journey/sessions/s1/outcomescores"#]]
    .assert_eq(&scene.asked());
    assert!(scene.text().contains("Back"));
}

#[test]
fn events_that_fail_can_be_tried_again_alone() {
    let mut scene = Scene::with_contact();
    scene.cloud.fail("/events", 500, 3);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.pass(3_000);
    let text = scene.text();
    assert!(text.contains("Events could not be loaded") || text.contains("Page viewed"), "{text}");
    scene.command(Command::RetryTrack("s2".into()));
    scene.pass(3_000);
    assert!(scene.text().contains("Page viewed: Home"), "{}", scene.text());
}

#[test]
fn collapsing_stops_nothing_and_expanding_again_reads_what_was_missed() {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.toggle("s1");
    scene.toggle("s1");
    scene.cut();
    scene.cloud.page("s1", "Back", scene.now);
    scene.pass(600);
    assert_eq!(scene.word(), "Live");
    scene.toggle("s1");
    scene.pass(100);
    expect![[r#"
        Live | Ada Example
        s2: Web visit Active, 2 events
        s1: Web visit Active, 2 events
          Page viewed: Home, 02:00
          Page viewed: Back, 12:00
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_card_without_anything_inside_does_not_expand() {
    let mut scene = Scene::with_contact();
    scene.cloud.sessions.get_mut("s1").expect("it")["searchTerms"] = json!([]);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s1");
    assert!(!scene.core.journey().is_expanded(&"s1".into()));
    scene.cloud.sessions.get_mut("s1").expect("it")["searchTerms"] = json!(["shoes"]);
    scene.visit("s1", "Shoes");
    scene.toggle("s1");
    assert!(scene.core.journey().is_expanded(&"s1".into()));
}

#[test]
fn scores_are_read_a_moment_after_the_last_event_of_a_burst() {
    let mut scene = live();
    scene
        .cloud
        .scores
        .insert("s2".into(), json!({ "outcomeScores": [{ "outcome": { "id": "buy" }, "probability": 0.5 }] }));
    for _ in 0..5 {
        scene.visit("s2", "Cart");
        scene.pass(20);
    }
    scene.pass(200);
    assert_eq!(scene.n_asked("outcomescores"), 1);
    assert!(scene.text().contains("Outcome buy 50 percent"), "{}", scene.text());
    // A visitor who never rests does not use up what all of the agent's tools share.
    scene.asked();
    for _ in 0..60 {
        scene.visit("s2", "Cart");
        scene.pass(1_000);
    }
    let n = scene.n_asked("outcomescores");
    assert!((10..=21).contains(&n), "{n}");
}

#[test]
fn announcements_come_at_most_every_five_seconds_and_the_newest_wins() {
    let mut scene = live();
    for title in ["One", "Two", "Three"] {
        scene.visit("s2", title);
        scene.pass(100);
    }
    assert_eq!(scene.said, ["Page viewed: One"]);
    scene.pass(5_000);
    assert_eq!(scene.said, ["Page viewed: One", "Page viewed: Three"]);
    scene.pass(20_000);
    assert_eq!(scene.said.len(), 2);
}
