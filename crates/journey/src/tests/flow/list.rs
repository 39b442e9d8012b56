//! The list: Load More by cursor, no doubles, history limit, failures.

use expect_test::expect;
use serde_json::json;

use super::scene::{Scene, ago, noon};
use crate::effect::Timer;
use crate::input::{Command, Target};
use crate::problem::Remote;

fn many(n: i64) -> Scene {
    let mut scene = Scene::new();
    scene.cloud.contact("ada", "Ada", "+4420000001");
    for at in 0..n {
        scene.cloud.web(&format!("s{at:02}"), Some("ada"), ago(100 + at * 60));
    }
    scene.settings.page_size = 3;
    scene
}

fn ids(scene: &Scene) -> String {
    scene.core.journey().order().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn load_more_goes_to_the_end_without_doubles() {
    let mut scene = many(8).open(Target::Contact("ada".into()));
    assert_eq!(ids(&scene), "s00 s01 s02");
    assert!(scene.core.journey().list().more);
    scene.command(Command::LoadMore);
    assert_eq!(ids(&scene), "s00 s01 s02 s03 s04 s05");
    // A session that begins meanwhile comes on top and moves the pages.
    scene.cloud.web("new", Some("ada"), noon());
    scene.tell_session("new");
    scene.command(Command::LoadMore);
    assert_eq!(ids(&scene), "new s00 s01 s02 s03 s04 s05 s06 s07");
    assert!(!scene.core.journey().list().more);
    let n = scene.cloud.asked.len();
    scene.command(Command::LoadMore);
    assert_eq!(scene.cloud.asked.len(), n, "nothing is left to ask for");
}

#[test]
fn two_presses_load_one_page() {
    let mut scene = many(9).open(Target::Contact("ada".into()));
    scene.hold("after=");
    scene.command(Command::LoadMore);
    scene.command(Command::LoadMore);
    assert!(scene.core.journey().list().loading_more);
    scene.release();
    assert_eq!(ids(&scene), "s00 s01 s02 s03 s04 s05");
    assert_eq!(scene.n_asked("after="), 1);
}

#[test]
fn a_cursor_that_repeats_ends_the_list_and_says_so() {
    let mut scene = many(4);
    scene.cloud.same_cursor = true;
    let mut scene = scene.open(Target::Contact("ada".into()));
    for _ in 0..5 {
        scene.command(Command::LoadMore);
    }
    expect![[r#"
        Live | Ada Example
        s00: Web visit Inactive, 0 events
        s01: Web visit Inactive, 0 events
        s02: Web visit Inactive, 0 events
        ! Earlier sessions cannot be listed The service gives the same page again and again. [false]
    "#]]
    .assert_eq(&scene.text());
    assert!(scene.cloud.asked.len() < 30);
}

#[test]
fn sessions_beyond_the_history_are_neither_shown_nor_asked_for() {
    let mut scene = many(4);
    scene.cloud.web("old1", Some("ada"), ago(60 * 24 * 60 + 5));
    scene.cloud.web("old2", Some("ada"), ago(60 * 24 * 61));
    scene.cloud.web("old3", Some("ada"), ago(60 * 24 * 70));
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.command(Command::LoadMore);
    assert_eq!(ids(&scene), "s00 s01 s02 s03");
    assert!(!scene.core.journey().list().more);
    scene.tell_session("old3");
    assert_eq!(ids(&scene), "s00 s01 s02 s03");
}

#[test]
fn a_page_that_fails_can_be_tried_again() {
    let mut scene = many(5).open(Target::Contact("ada".into()));
    scene.cloud.fail("after=", 500, 3);
    scene.command(Command::LoadMore);
    scene.pass(10_000);
    expect![[r#"
        Live | Ada Example
        s00: Web visit Inactive, 0 events
        s01: Web visit Inactive, 0 events
        s02: Web visit Inactive, 0 events
        ! Earlier sessions could not be loaded The service is not available at the moment. [true]
        Load More
    "#]]
    .assert_eq(&scene.text());
    scene.command(Command::LoadMore);
    assert_eq!(ids(&scene), "s00 s01 s02 s03 s04");
    assert_eq!(scene.core.journey().list().more_problem, None);
}

#[test]
fn loading_that_takes_half_a_second_is_slow() {
    let mut scene = many(1);
    scene.hold("/journey/sessions");
    let mut scene = scene.open(Target::Contact("ada".into()));
    assert_eq!(scene.core.journey().list().first, Remote::Loading);
    assert!(scene.has_timer(&Timer::Slow));
    scene.pass(500);
    assert_eq!(scene.core.journey().list().first, Remote::LoadingSlowly);
    scene.release();
    assert_eq!(scene.core.journey().list().first, Remote::Loaded(()));
}

#[test]
fn a_list_that_cannot_be_had_says_so_and_is_tried_again() {
    let mut scene = many(1);
    scene.cloud.fail("/journey/sessions", 503, u32::MAX);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.pass(11_000);
    assert!(scene.text().contains("! Sessions could not be loaded"), "{}", scene.text());
    assert_eq!(scene.word(), "Connecting");
    scene.cloud.faults.clear();
    scene.command(Command::Retry);
    scene.pass(30_000);
    expect![[r#"
        Live | Ada Example
        s00: Web visit Inactive, 0 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn records_that_cannot_be_read_cost_themselves_and_are_counted() {
    let mut scene = many(2);
    scene.cloud.sessions.insert("broken".into(), json!({ "externalContact": { "id": "ada" }, "createdDate": "never" }));
    let scene = scene.open(Target::Contact("ada".into()));
    expect![[r#"
        Live | Ada Example
        s00: Web visit Inactive, 0 events
        s01: Web visit Inactive, 0 events
        1 unreadable
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_session_found_live_is_said_a_new_one_is_not() {
    let mut scene = many(2).open(Target::Contact("ada".into()));
    scene.cloud.web("new", Some("ada"), noon());
    scene.tell_session("new");
    scene.pass(6_000);
    assert_eq!(scene.said, Vec::<String>::new());
    for id in ["found1", "found2", "found3"] {
        scene.cloud.web(id, Some("ada"), ago(3000));
        scene.tell_session(id);
        scene.pass(50);
    }
    scene.pass(6_000);
    assert_eq!(scene.said, ["3 more sessions found"]);
}
