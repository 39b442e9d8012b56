//! What goes wrong with requests: 401, 429, deadlines, retries, numbers that are no longer current.

use serde_json::json;

use super::scene::Scene;
use crate::input::{Command, Input, Reply, Target};

fn live() -> Scene {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.asked();
    scene
}

#[test]
fn a_refused_token_asks_to_sign_in_once_and_keeps_what_is_shown() {
    let mut scene = live();
    let before = scene.text();
    scene.hold("/events");
    scene.toggle("s1");
    scene.asked();
    scene.cloud.fail("", 401, u32::MAX);
    scene.visit("s2", "Cart");
    scene.pass(400);
    assert_eq!(scene.word(), "Signed out");
    assert_eq!(scene.core.journey().status().state, crate::connection::ConnectionState::NeedsSignIn);
    assert!(scene.text().contains("Page viewed: Cart"), "{}", scene.text());
    assert!(scene.text().lines().count() > before.lines().count());
    assert!(scene.sockets.is_empty());
    assert_eq!(scene.cloud.asked.len(), 1, "{:?}", scene.cloud.asked);
    scene.release();
    scene.pass(120_000);
    scene.command(Command::LoadMore);
    scene.command(Command::Retry);
    scene.toggle("s2");
    assert_eq!(scene.cloud.asked.len(), 1, "nothing more is asked with a dead token");
    // Signed in again: everything missed is read.
    scene.cloud.faults.clear();
    scene.cloud.page("s2", "Meanwhile", scene.now);
    scene.toggle("s2");
    scene.start(Target::Contact("ada".into()));
    scene.pass(60_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("Meanwhile"), "{}", scene.text());
    assert!(scene.text().contains("s1: Web visit"));
}

#[test]
fn a_revoked_token_and_one_whose_time_is_over_do_the_same() {
    let mut scene = live();
    scene.system("token_revoked");
    assert_eq!(scene.word(), "Signed out");
    let mut scene = live();
    scene.step(Input::TokenExpired);
    assert_eq!(scene.word(), "Signed out");
    assert!(scene.text().contains("Page viewed"));
}

#[test]
fn retry_after_is_a_minimum() {
    for (header, wait) in [("7", 7_000), ("garbage", 1_000), ("-3", 1_000)] {
        let mut scene = live();
        scene.cloud.fail("/events", 429, 1);
        scene.cloud.faults[0].retry_after = Some(header.into());
        scene.toggle("s1");
        assert_eq!(scene.n_asked("/events"), 1);
        scene.pass(wait - 1);
        assert_eq!(scene.n_asked("/events"), 1, "{header}");
        scene.pass(12_000);
        assert!(scene.n_asked("/events") >= 2, "{header}");
        assert!(scene.text().contains("  Page viewed: Home, 02:00"), "{}", scene.text());
    }
}

#[test]
fn a_long_retry_after_is_shown_not_slept() {
    let mut scene = live();
    scene.cloud.fail("/events", 429, 9);
    scene.cloud.faults[0].retry_after = Some("900".into());
    scene.toggle("s1");
    assert!(scene.text().contains("Try again in 15 minutes."), "{}", scene.text());
}

#[test]
fn a_request_that_hangs_ends_after_ten_seconds() {
    let mut scene = live();
    scene.hold("/events");
    scene.toggle("s1");
    scene.pass(9_999);
    assert!(!scene.text().contains("could not be loaded"));
    scene.pass(2);
    assert!(scene.text().contains("Events could not be loaded"), "{}", scene.text());
}

#[test]
fn reading_is_tried_three_times_and_what_makes_something_once() {
    let mut scene = live();
    scene.cloud.fail("/events", 503, u32::MAX);
    scene.toggle("s1");
    scene.pass(9_000);
    assert!(scene.n_asked("/events") <= 3);
    assert!(scene.n_asked("/events") >= 2);

    let mut scene = Scene::with_contact();
    scene.cloud.fail("identifierlookup", 503, u32::MAX);
    scene.cloud.chat("c1", "s2", "cookie", super::scene::ago(1));
    let mut scene = scene.open(Target::Interactions);
    scene.pass(9_000);
    assert!(scene.n_asked("identifierlookup") >= 2);
    scene.pass(11_000);
    assert!(scene.text().contains("s2: Web visit"), "the session's own contact is shown: {}", scene.text());

    let mut scene = Scene::with_contact();
    scene.cloud.fail("notifications/channels", 503, 1);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.pass(400);
    assert!(scene.n_asked("POST /api/v2/notifications/channels") <= 2);
}

#[test]
fn total_failure_is_not_amplified() {
    let mut scene = live();
    scene.cloud.fail("", 503, u32::MAX);
    for _ in 0..100 {
        scene.command(Command::RetryTrack("s2".into()));
        scene.toggle("s1");
        scene.pass(300);
    }
    let n_first = scene.n_asked("");
    assert!(n_first < 140, "{n_first}");
}

#[test]
fn an_answer_that_comes_twice_counts_once() {
    let mut scene = live();
    scene.hold("/events");
    scene.toggle("s1");
    let id = scene.call_id("/events");
    scene.reply("/events", 200, &json!({ "entities": [] }).to_string());
    let before = scene.text();
    let body = json!({ "entities": scene.cloud.events["s1"] }).to_string();
    scene.step(Input::Answer(id, Reply::Http { status: 200, body, retry_after: None, correlation_id: None }));
    assert_eq!(scene.text(), before);
}

#[test]
fn answers_that_cannot_be_read_are_problems_of_their_part_alone() {
    for body in ["", "<html>", "{\"entities\":", "[]", "null", "7"] {
        let mut scene = live();
        scene.hold("/events");
        scene.toggle("s1");
        scene.reply("/events", 200, body);
        scene.release();
        scene.pass(20_000);
        assert!(scene.text().contains("s2: Web visit Active"), "{body}");
    }
}
