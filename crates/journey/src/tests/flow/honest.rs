//! "Live" only while nothing can be missing, and nothing asked while nobody looks: coincidences that chance found.

use serde_json::json;

use super::scene::{Scene, ago};
use crate::effect::Timer;
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
    scene.cloud.contacts.get_mut("ada").expect("she")["canonicalContact"] = json!({ "id": "bea" });
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

#[test]
fn a_page_whose_late_timers_crossed_goes_on_looking_for_signs_of_life() {
    let mut scene = live();
    scene.is_mute = true;
    while !scene.has_timer(&Timer::ProbeDeadline) {
        scene.pass(100);
    }
    // The page sleeps; the deadline is over first, then it would ask, then the answer arrives.
    scene.now += chrono::Duration::hours(8);
    scene.pass_without_answers(0, |_| ());
    let socket = scene.socket();
    scene.frame(socket, &json!({ "topicName": "channel.metadata", "eventBody": { "message": "pong" } }));
    assert_eq!(scene.word(), "Live");
    assert!(scene.has_timer(&Timer::Probe));
}

#[test]
fn a_socket_that_takes_over_after_a_long_silence_is_asked_at_once() {
    let mut scene = live();
    while scene.cloud.n_channels == 1 {
        scene.pass(1_000);
        scene.hold("/subscriptions");
    }
    // The new socket is open, and hears nothing for as long as its topics are not confirmed.
    scene.pass(9_000);
    scene.log.clear();
    scene.is_mute = true;
    scene.release();
    scene.pass(1_500);
    assert_eq!(scene.log.join(", "), r#"close, send {"message":"ping"}"#);
}

#[test]
fn what_cannot_be_read_again_after_a_renewal_for_a_while_is_not_live() {
    let mut scene = live();
    scene.cloud.fail("/journey/sessions?", 429, 1);
    scene.system("socket_closing");
    scene.rest();
    assert_eq!(scene.word(), "Reconnecting");
    scene.pass(7_000);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_record_that_becomes_part_of_another_leaves_no_session_out_between() {
    let mut scene = Scene::with_contact();
    scene.settings.page_size = 2;
    let mut scene = scene.open(target());
    // Bea's sessions lie between those of Ada that are shown: more of them than a page holds.
    scene.cloud.contact("bea", "Bea", "+4420000002");
    for minutes in [10, 20, 30, 40, 50] {
        scene.cloud.web(&format!("b{minutes}"), Some("bea"), ago(minutes));
    }
    scene.cloud.contacts.get_mut("ada").expect("she")["canonicalContact"] = json!({ "id": "bea" });
    let news = json!({ "id": "ada", "type": "Curated", "mergedTo": "bea", "canonicalContactId": "bea" });
    scene.cloud.fail("/bea/journey/sessions?", 500, 3);
    scene.publish("v2.externalcontacts.contacts.ada", &news);
    scene.pass(8_000);
    let order: Vec<&str> = scene.core.journey().order().iter().map(crate::model::SessionId::as_str).collect();
    assert_eq!(order, ["s2", "b10", "b20", "b30", "b40", "b50", "s1"]);
}

#[test]
fn topics_put_late_for_another_channel_do_not_come_after_those_of_the_next() {
    let mut scene = live();
    scene.cloud.fail("/subscriptions", 429, 1);
    scene.toggle("s1");
    scene.cloud.channels.clear();
    scene.cut();
    scene.pass(4_000);
    assert!(scene.cloud.n_channels == 2, "another channel");
    scene.asked();
    scene.pass(10_000);
    assert!(!scene.asked().contains("channels/ch1/subscriptions"));
}

#[test]
fn a_put_that_was_not_answered_takes_no_topic_away_from_a_later_one() {
    for grows in [false, true] {
        let mut scene = Scene::with_contact();
        scene.cloud.web("s0", Some("ada"), ago(700));
        let mut scene = scene.open(Target::Contact("ada".into()));
        scene.hold("/subscriptions");
        scene.toggle("s1");
        scene.rest();
        if grows {
            scene.toggle("s0");
        }
        scene.asked();
        // The cloud may still carry it out, after the next one.
        scene.pass(11_000);
        scene.release();
        scene.pass(20_000);
        assert_eq!(scene.word(), "Live", "{grows}");
        assert_eq!(scene.asked().contains("POST /api/v2/notifications/channels"), grows);
        scene.visit("s1", "Cart");
        assert!(scene.text().contains("Page viewed: Cart"), "{grows}: {}", scene.text());
    }
}
