//! "Live" only while nothing can be missing, and nothing asked while nobody looks: coincidences that chance found.

use serde_json::json;

use super::scene::{Scene, ago};
use crate::input::{Command, Input, Target, Wake};

fn target() -> Target {
    Target::Contact("ada".into())
}

/// Ada's page, the card of the running visit expanded.
fn live() -> Scene {
    let mut scene = Scene::with_contact().open(target());
    scene.toggle("s2");
    scene.asked();
    assert_eq!(scene.word(), "Live");
    scene
}

/// Whether the events of a session are delivered on the newest channel.
fn is_heard(scene: &Scene, session: &str) -> bool {
    let channel = format!("ch{}", scene.cloud.n_channels);
    scene.cloud.listeners(&format!("v2.journey.sessions.{session}.web.events")).contains(&channel)
}

#[test]
fn an_event_that_is_not_counted_yet_does_not_stand_in_for_a_lost_one() {
    let mut scene = live();
    // Both came late to the cloud, so neither is the session's last event; of the second only the event itself arrives.
    scene.cloud.page("s2", "Lost", ago(5));
    scene.tell_session("s2");
    assert_eq!(scene.word(), "Catching up");
    let mut late = scene.cloud.page("s2", "Late", ago(5));
    late["eventType"] = json!("WebEvent");
    scene.publish("v2.journey.sessions.s2.web.events", &late);
    assert_eq!(scene.word(), "Catching up");
    scene.pass(800);
    assert_eq!(scene.word(), "Live");
    let text = scene.text();
    assert!(text.contains("Lost") && text.contains("Late"), "{text}");
}

#[test]
fn a_loss_told_while_events_are_read_is_not_taken_for_an_event_that_is_never_listed() {
    let mut scene = live();
    scene.cloud.page("s2", "One", ago(5));
    scene.tell_session("s2");
    // While the reading that proves the first loss is on its way, with the answer already made, another one is lost.
    scene.hold("/events");
    for title in ["Two", "Three"] {
        let mut n_passed = 0;
        let (id, reply) = loop {
            scene.pass(100);
            n_passed += 1;
            assert!(n_passed < 100, "it is read again");
            if let Some(answer) = scene.answer_later(0) {
                break answer;
            }
        };
        scene.cloud.page("s2", title, ago(5));
        scene.tell_session("s2");
        scene.step(Input::Answer(id, reply));
        assert_eq!(scene.word(), "Catching up", "{title} is missing");
    }
    scene.release();
    scene.pass(20_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("5 events"), "{}", scene.text());
}

#[test]
fn a_card_expanded_while_signed_out_is_heard_after_the_sign_in() {
    let mut scene = live();
    scene.toggle("s1");
    scene.toggle("s1");
    scene.step(Input::TokenExpired);
    assert_eq!(scene.word(), "Signed out");
    scene.toggle("s1");
    scene.start(target());
    scene.rest();
    assert_eq!(scene.word(), "Live");
    assert!(is_heard(&scene, "s1"));
}

#[test]
fn a_card_expanded_before_it_is_known_who_is_signed_in_is_heard() {
    let mut scene = live();
    scene.command(Command::SignOut);
    scene.cloud.fail("users/me", 500, 1);
    scene.start(target());
    scene.rest();
    scene.toggle("s1");
    scene.pass(5_000);
    assert_eq!(scene.word(), "Live");
    assert!(is_heard(&scene, "s1"));
}

#[test]
fn it_is_not_live_while_the_topic_of_an_open_card_is_put_off() {
    let mut scene = live();
    scene.cloud.fail("/subscriptions", 429, 1);
    scene.toggle("s1");
    assert_eq!(scene.word(), "Reconnecting");
    assert!(!is_heard(&scene, "s1"));
    scene.pass(7_000);
    assert_eq!(scene.word(), "Live");
    assert!(is_heard(&scene, "s1"));
    // The same when it is given up for now and asked for again later.
    let mut scene = live();
    scene.cloud.fail("/subscriptions", 500, 2);
    scene.toggle("s1");
    for _ in 0..20 {
        scene.pass(100);
        assert!(scene.word() != "Live" || is_heard(&scene, "s1"));
    }
    scene.pass(10_000);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_merge_is_followed_once_the_page_is_seen() {
    let mut scene = live();
    scene.cloud.contact("bea", "Bea", "+4420000002");
    scene.wake(Wake::Hidden);
    scene.pass(90_000);
    scene.asked();
    let news = json!({ "id": "ada", "type": "Curated", "mergedTo": "bea", "canonicalContactId": "bea" });
    scene.publish("v2.externalcontacts.contacts.ada", &news);
    scene.pass(1_000);
    assert_eq!(scene.asked(), "");
    scene.wake(Wake::Visible);
    assert!(scene.n_asked("/contacts/bea/journey/sessions") > 0, "{}", scene.asked());
    assert!(scene.text().contains("Bea Example"), "{}", scene.text());
}

#[test]
fn what_was_to_be_tried_again_waits_until_the_page_is_seen() {
    let mut scene = live();
    scene.cloud.fail("/subscriptions", 429, 1);
    scene.toggle("s1");
    scene.asked();
    scene.wake(Wake::Hidden);
    scene.pass(90_000);
    assert_eq!(scene.asked(), "");
    scene.wake(Wake::Visible);
    scene.pass(1_000);
    assert_eq!(scene.word(), "Live");
    assert!(is_heard(&scene, "s1"));
}
