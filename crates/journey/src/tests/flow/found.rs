//! What the simulator found, one scene each: coincidences nobody thought of.

use serde_json::json;

use super::scene::{Scene, ago};
use crate::input::{Command, Input, Target, Wake};

fn live() -> Scene {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.pass(120_000);
    scene.asked();
    assert_eq!(scene.word(), "Live");
    scene
}

/// `Retry-After` of so many seconds for a part of the paths, once.
fn tell_to_wait(scene: &mut Scene, part: &str, seconds: &str) {
    scene.cloud.fail(part, 429, 1);
    scene.cloud.faults.last_mut().expect("the fault").retry_after = Some(seconds.into());
}

#[test]
fn a_part_that_asked_to_wait_is_left_alone_whoever_asks() {
    let mut scene = live();
    tell_to_wait(&mut scene, "s1/events", "30");
    scene.toggle("s1");
    assert_eq!(scene.n_asked("s1/events"), 1);
    // The card is closed and opened, the page is looked at again, the agent tries again: all before the time.
    scene.toggle("s1");
    scene.toggle("s1");
    scene.wake(Wake::Visible);
    scene.command(Command::Retry);
    scene.command(Command::RetryTrack("s1".into()));
    scene.pass(29_000);
    assert_eq!(scene.n_asked("s1/events"), 1);
    scene.pass(10_000);
    assert!(scene.n_asked("s1/events") >= 2);
    assert!(scene.text().contains("s1: Web visit"), "{}", scene.text());
}

#[test]
fn a_wait_is_the_same_for_another_customer_and_after_the_clock_was_put_forward() {
    let mut scene = live();
    tell_to_wait(&mut scene, "users/me", "50");
    scene.start(Target::Contact("ada".into()));
    scene.rest();
    let n = scene.n_asked("users/me");
    scene.start(Target::Session("s1".into()));
    scene.pass(20_000);
    assert_eq!(scene.n_asked("users/me"), n);
    scene.pass(40_000);
    assert!(scene.n_asked("users/me") > n);
}

#[test]
fn without_a_token_nothing_is_asked_whatever_the_agent_does() {
    let mut scene = Scene::with_contact();
    for n in 0..30 {
        scene.cloud.web(&format!("old{n}"), Some("ada"), ago(1_000 + n));
    }
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.visit("s2", "Cart");
    scene.step(Input::TokenExpired);
    let n = scene.cloud.asked.len();
    scene.command(Command::LoadMore);
    scene.command(Command::SearchContacts("Ada".into()));
    // Scores were to be read a moment after the event.
    scene.pass(5_000);
    assert_eq!(scene.cloud.asked.len(), n);
}

#[test]
fn a_third_channel_waits_for_its_minute_whatever_the_clock_says() {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    for _ in 0..6 {
        scene.cloud.channels.clear();
        scene.cut();
        scene.pass(8_000);
    }
    assert!(scene.n_asked("POST /api/v2/notifications/channels") <= 2);
    scene.pass(60_000);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_card_expanded_while_signed_out_is_heard_and_read_after_the_sign_in() {
    let mut scene = Scene::with_contact();
    scene.cloud.web("old", Some("ada"), ago(300));
    scene.cloud.page("old", "Home", ago(300));
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("old");
    scene.toggle("old");
    scene.cut();
    scene.pass(120_000);
    scene.step(Input::TokenExpired);
    scene.toggle("old");
    // The list does not tell of the event: it comes from a reader that is behind.
    let behind = scene.cloud.sessions["old"].clone();
    scene.cloud.page("old", "Meanwhile", scene.now);
    scene.cloud.sessions.insert("old".into(), behind);
    scene.start(Target::Contact("ada".into()));
    scene.pass(2_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("Page viewed: Meanwhile"), "{}", scene.text());
}

#[test]
fn a_cloud_that_dies_before_there_is_a_channel_is_found_again_within_two_seconds() {
    for seed in 0..40 {
        // The first request for a channel is on its way when the cloud dies; then nothing is answered for a while.
        let mut scene = Scene::with_contact().seeded(seed);
        scene.hold("notifications/channels");
        let mut scene = scene.open(Target::Contact("ada".into()));
        scene.cloud.fail("", 0, u32::MAX);
        scene.release();
        scene.pass(25_000);
        assert_eq!(scene.word(), "Connecting");
        assert_eq!(scene.n_asked("POST /api/v2/notifications/channels"), 1, "seed {seed}");
        scene.cloud.faults.clear();
        scene.pass(2_100);
        assert_eq!(scene.word(), "Live", "seed {seed}");
        assert_eq!(scene.n_asked("POST /api/v2/notifications/channels"), 2, "seed {seed}");
    }
}

#[test]
fn channels_whose_answers_are_lost_are_asked_for_twice_a_minute_at_most() {
    // The cloud is there, only this answer never arrives: each may have made a channel.
    let mut scene = Scene::with_contact();
    scene.cloud.fail("POST /api/v2/notifications/channels", 0, u32::MAX);
    let mut scene = scene.open(Target::Contact("ada".into()));
    let mut asked = vec![scene.n_asked("POST /api/v2/notifications/channels")];
    for second in 1..300 {
        scene.pass(1_000);
        asked.push(scene.n_asked("POST /api/v2/notifications/channels"));
        let before = asked.len().checked_sub(60).map_or(0, |at| asked[at]);
        assert!(asked[second] - before <= 2, "{asked:?}");
    }
    assert!(asked.last().is_some_and(|n| *n >= 8), "{asked:?}");
    scene.cloud.faults.clear();
    scene.pass(60_000);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_wake_up_knocks_again_and_asks_for_no_further_channel() {
    let mut scene = Scene::with_contact();
    scene.cloud.fail("", 0, u32::MAX);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.hold("/api/");
    scene.pass(3_000);
    for wake in [Wake::Visible, Wake::Online, Wake::Visible] {
        scene.step(Input::Woke(wake));
    }
    assert_eq!(scene.n_asked("POST /api/v2/notifications/channels"), 1);
    scene.cloud.faults.clear();
    scene.release();
    assert_eq!(scene.word(), "Live");
    assert_eq!(scene.n_asked("POST /api/v2/notifications/channels"), 2);
}

#[test]
fn a_look_up_by_cookie_that_fails_is_tried_again() {
    let mut scene = Scene::with_contact();
    scene.cloud.contacts.get_mut("ada").expect("ada")["cookie"] = json!("cookie");
    let context = json!({ "customer": { "id": "cookie", "idType": "cookie" } });
    scene.cloud.talk("c1", "messages", json!({}), json!({ "journeyContext": context }), "connected", ago(1));
    scene.cloud.fail("identifierlookup", 503, 4);
    let mut scene = scene.open(Target::Interactions);
    assert_ne!(scene.word(), "Live", "the customer is not known yet");
    scene.pass(60_000);
    assert!(scene.text().contains("Ada Example"), "{}", scene.text());
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_look_up_broken_off_by_a_dead_token_goes_on_after_sign_in() {
    let mut scene = Scene::with_contact();
    scene.cloud.contacts.get_mut("ada").expect("ada")["cookie"] = json!("cookie");
    let context = json!({ "customer": { "id": "cookie", "idType": "cookie" } });
    scene.cloud.talk("c1", "messages", json!({}), json!({ "journeyContext": context }), "connected", ago(1));
    scene.hold("identifierlookup");
    let mut scene = scene.open(Target::Interactions);
    scene.step(Input::TokenExpired);
    scene.release();
    scene.start(Target::Interactions);
    scene.pass(10_000);
    assert!(scene.text().contains("Ada Example"), "{}", scene.text());
}

#[test]
fn sessions_of_a_merged_record_that_lie_between_are_found_after_a_gap() {
    let mut scene = Scene::with_contact();
    scene.settings.page_size = 1;
    scene.cloud.contact("anon", "Ada", "+4420000009");
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.command(Command::LoadMore);
    scene.cloud.web("between", Some("anon"), ago(60));
    for n in 0..4 {
        scene.cloud.web(&format!("older{n}"), Some("anon"), ago(5_000 + n));
    }
    scene.cloud.contacts.get_mut("anon").expect("anon")["canonicalContact"] = json!({ "id": "ada" });
    scene.cut();
    scene.pass(30_000);
    assert!(scene.text().contains("between: Web visit"), "{}", scene.text());
    assert!(scene.core.journey().list().more, "older ones come with Load more");
    for _ in 0..4 {
        scene.command(Command::LoadMore);
    }
    assert!(scene.text().contains("older3: Web visit"), "{}", scene.text());
}

#[test]
fn an_event_named_as_the_last_one_is_missed_though_the_numbers_agree() {
    let mut scene = live();
    // One event is lost, its session's notice is not; a later one comes, and its notice is lost.
    scene.cloud.page("s2", "Lost", scene.now);
    scene.tell_session("s2");
    let late = scene.cloud.page("s2", "Late", scene.now - chrono::Duration::seconds(5));
    let mut body = late;
    body["eventType"] = json!("WebEvent");
    scene.publish("v2.journey.sessions.s2.web.events", &body);
    assert_eq!(scene.word(), "Catching up");
    scene.pass(3_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("Page viewed: Lost"), "{}", scene.text());
}

#[test]
fn a_topic_put_away_for_another_customer_is_not_taken_for_heard() {
    let mut scene = Scene::with_contact();
    scene.cloud.contact("bob", "Bob", "+4420000002");
    let mut scene = scene.open(Target::Contact("ada".into()));
    // To another customer and back while the first put for the other one is on its way.
    scene.hold("/subscriptions");
    scene.start(Target::Contact("bob".into()));
    scene.rest();
    scene.start(Target::Contact("ada".into()));
    scene.rest();
    assert_ne!(scene.word(), "Live");
    scene.cloud.web("s3", Some("ada"), scene.now);
    scene.release();
    scene.pass(3_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("s3: Web visit"), "{}", scene.text());
}

#[test]
fn a_socket_that_died_unseen_before_its_replacement_came_leaves_no_gap() {
    let mut scene = live();
    let renewal = crate::effect::Timer::Rollover;
    assert!(scene.has_timer(&renewal));
    scene.now += chrono::Duration::hours(23);
    scene.cloud.page("s2", "Unheard", scene.now);
    scene.step(Input::TimerFired(renewal));
    scene.pass(1_000);
    assert!(scene.text().contains("Page viewed: Unheard"), "{}", scene.text());
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_bad_line_does_not_read_everything_anew_with_each_flap() {
    let mut scene = live();
    for _ in 0..50 {
        scene.cut();
        scene.pass(1_200);
    }
    assert!(scene.cloud.asked.len() <= 25, "{} requests", scene.cloud.asked.len());
    scene.pass(60_000);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn an_outage_of_seconds_is_over_within_two_after_its_end() {
    for seed in 0..40 {
        let mut scene = live().seeded(seed);
        scene.sockets_blocked = true;
        scene.cut();
        for _ in 0..25 {
            scene.pass(1_000);
            scene.open_one(1);
        }
        scene.sockets_blocked = false;
        scene.pass(2_100);
        assert_eq!(scene.word(), "Live", "seed {seed}");
    }
}

#[test]
fn a_hidden_page_asks_nothing_again_when_the_network_returns() {
    let mut scene = live();
    scene.wake(Wake::Hidden);
    scene.cloud.fail("", 0, u32::MAX);
    scene.cut();
    scene.pass(70_000);
    scene.wake(Wake::Offline);
    scene.cloud.faults.clear();
    scene.asked();
    scene.wake(Wake::Online);
    scene.pass(70_000);
    assert_eq!(scene.asked(), "");
    scene.wake(Wake::Visible);
    scene.pass(5_000);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn while_the_network_is_said_to_be_gone_nothing_is_asked() {
    let mut scene = live();
    scene.wake(Wake::Offline);
    // The socket may live on: what it tells is shown, and nothing is asked for because of it.
    scene.cloud.web("s3", Some("ada"), scene.now);
    scene.tell_session("s3");
    scene.rest();
    assert!(scene.text().contains("s3: Web visit"), "{}", scene.text());
    assert_eq!(scene.asked(), "");
    scene.wake(Wake::Online);
    scene.pass(1_000);
    assert!(scene.n_asked("PUT") == 1 && scene.word() == "Live", "{:?}", scene.cloud.asked);
}

#[test]
fn a_return_reads_everything_once() {
    let mut scene = live();
    scene.wake(Wake::Hidden);
    scene.cut();
    scene.wake(Wake::Offline);
    scene.pass(600_000);
    scene.asked();
    for wake in [Wake::Visible, Wake::Online, Wake::Visible, Wake::Online, Wake::Visible] {
        scene.wake(wake);
    }
    scene.pass(2_000);
    assert_eq!(scene.n_asked("/journey/sessions?"), 1, "{:?}", scene.cloud.asked);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_card_opened_while_a_new_channel_waits_for_its_topics_is_heard() {
    let mut scene = live();
    scene.now += chrono::Duration::hours(23);
    tell_to_wait(&mut scene, "/subscriptions", "50");
    scene.step(Input::TimerFired(crate::effect::Timer::Rollover));
    scene.pass(1_000);
    scene.toggle("s1");
    assert_eq!(scene.word(), "Live");
    scene.visit("s1", "Heard");
    assert!(scene.text().contains("Page viewed: Heard"), "{}", scene.text());
}

#[test]
fn an_event_that_comes_while_it_is_read_is_not_taken_for_one_that_is_never_listed() {
    let mut scene = live();
    let early = |scene: &Scene| scene.now - chrono::Duration::seconds(5);
    scene.visit("s2", "Last");
    let at = early(&scene);
    let mut late = scene.cloud.page("s2", "Late", at);
    scene.tell_session("s2");
    scene.hold("s2/events");
    scene.pass(1_000);
    late["eventType"] = json!("WebEvent");
    scene.publish("v2.journey.sessions.s2.web.events", &late);
    scene.release();
    scene.pass(1_000);
    assert_eq!(scene.word(), "Live");
    // Another that was named comes only with the next reading.
    scene.cloud.page("s2", "Named", scene.now);
    scene.tell_session("s2");
    scene.pass(3_000);
    assert_eq!(scene.word(), "Live");
    let at = early(&scene);
    scene.cloud.page("s2", "Lost", at);
    scene.tell_session("s2");
    assert_eq!(scene.word(), "Catching up");
    scene.pass(2_000);
    assert!(scene.text().contains("Page viewed: Lost"), "{}", scene.text());
    assert_eq!(scene.word(), "Live");
}
