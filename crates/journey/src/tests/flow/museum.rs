//! Mistakes that other live clients made (`tests/MUSEUM.md`), each as the scene in which it would show.

use chrono::Duration;
use serde_json::json;

use super::scene::Scene;
use crate::effect::Timer;
use crate::input::{Command, Input, Target, Wake};

fn live() -> Scene {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.pass(120_000);
    scene.asked();
    scene.log.clear();
    assert_eq!(scene.word(), "Live");
    scene
}

/// The text without its first line, which says the state of the link.
fn below(text: &str) -> String {
    text.lines().skip(1).collect::<Vec<_>>().join("\n")
}

/// How many sockets the page opened since the log was cleared.
fn n_opened(scene: &Scene) -> usize {
    scene.log.iter().filter(|line| line.starts_with("open")).count()
}

#[test]
fn signing_out_and_in_while_a_socket_opens_leaves_one_socket() {
    let mut scene = live();
    scene.sockets_blocked = true;
    scene.cut();
    scene.pass(300);
    let late = *scene.sockets.keys().next().expect("a socket that opens");
    scene.command(Command::SignOut);
    scene.start(Target::Contact("ada".into()));
    scene.sockets_blocked = false;
    scene.rest();
    // The browser had opened the first one before it was told to close it.
    scene.log.clear();
    scene.step(Input::SocketOpened(late));
    scene.rest();
    assert_eq!(scene.log, ["close"], "the late one is closed, and nothing else");
    assert_eq!(scene.sockets.len(), 1);
    assert_eq!(scene.word(), "Live");
    scene.visit("s2", "Cart");
    assert_eq!(scene.text().matches("Cart").count(), 0, "a card starts collapsed after a sign-out");
    scene.toggle("s2");
    assert_eq!(scene.text().matches("Page viewed: Cart").count(), 1, "{}", scene.text());
}

#[test]
fn signing_out_and_in_at_once_leaves_one_socket() {
    let mut scene = live();
    let old = scene.socket();
    for _ in 0..5 {
        scene.step(Input::Command(Command::SignOut));
        scene.start(Target::Contact("ada".into()));
    }
    scene.step(Input::SocketClosed(old));
    scene.pass(200_000);
    assert_eq!(scene.sockets.len(), 1);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_deadline_left_over_from_a_lost_socket_cuts_no_later_one() {
    let mut scene = live();
    // Asked whether it lives, it is closed before it answers; another takes its place.
    scene.is_mute = true;
    scene.pass(10_000);
    assert!(scene.log.iter().any(|line| line.contains("ping")), "{:?}", scene.log);
    scene.cut();
    scene.is_mute = false;
    scene.pass(300);
    assert_eq!(scene.word(), "Live");
    assert_eq!(n_opened(&scene), 1);
    // One that never opens, and the next that does.
    scene.sockets_blocked = true;
    scene.cut();
    scene.pass(600);
    scene.open_one(1);
    scene.sockets_blocked = false;
    scene.pass(2_000);
    assert_eq!(scene.word(), "Live");
    scene.log.clear();
    scene.words = vec!["Live"];
    scene.pass(30_000);
    assert_eq!(n_opened(&scene), 0, "{:?}", scene.log);
    assert_eq!(scene.words, ["Live"]);
    for timer in [Timer::OpenDeadline, Timer::Reconnect] {
        assert!(!scene.has_timer(&timer), "{timer:?} runs");
    }
}

#[test]
fn a_deadline_that_ran_out_as_it_was_stopped_does_nothing() {
    let mut scene = live();
    for timer in [Timer::ProbeDeadline, Timer::OpenDeadline, Timer::Reconnect] {
        scene.step(Input::TimerFired(timer));
    }
    scene.rest();
    assert_eq!(scene.log, Vec::<String>::new());
    assert_eq!(scene.word(), "Live");
    assert_eq!(scene.asked(), "");
}

#[test]
fn a_gap_that_missed_nothing_takes_nothing_away() {
    let mut scene = live();
    let before = below(&scene.text());
    scene.hold("/api/");
    scene.cut();
    scene.pass(600);
    assert_eq!(scene.word(), "Reconnecting");
    assert_eq!(below(&scene.text()), before, "while everything is read again");
    scene.release();
    assert_eq!(scene.word(), "Live");
    assert_eq!(below(&scene.text()), before);
    // Also when what is read again is less than what is known: a listing that is behind.
    scene.visit("s2", "Cart");
    let before = below(&scene.text());
    scene.cut();
    let behind = scene.cloud.events.get_mut("s2").and_then(Vec::pop).expect("the last event");
    scene.pass(3_000);
    assert_eq!(below(&scene.text()), before);
    scene.cloud.events.entry("s2".into()).or_default().push(behind);
}

#[test]
fn an_older_answer_undoes_nothing_that_was_told_meanwhile() {
    let mut scene = live();
    scene.cut();
    scene.hold("/api/");
    scene.pass(600);
    // The cloud answers, then something happens, then the answers arrive.
    let mut answers = Vec::new();
    while let Some(answer) = scene.answer_later(0) {
        answers.push(answer);
    }
    assert!(answers.len() >= 3);
    scene.visit("s2", "Cart");
    let told = below(&scene.text());
    assert!(told.contains("Page viewed: Cart") && told.contains("s2: Web visit Active, 3 events"), "{told}");
    for (id, reply) in answers {
        scene.step(Input::Answer(id, reply));
        assert_eq!(below(&scene.text()), told);
    }
    scene.release();
    scene.pass(2_000);
    assert_eq!(below(&scene.text()), told);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn what_is_told_before_the_confirmation_is_read_is_not_lost() {
    let mut scene = Scene::with_contact();
    scene.hold("/subscriptions");
    let mut scene = scene.open(Target::Contact("ada".into()));
    assert_eq!(scene.word(), "Connecting");
    // The cloud has subscribed the channel; its answer is on its way, and is overtaken by what the socket tells.
    let confirmation = scene.answer_later(0).expect("the put");
    scene.visit("s2", "First");
    scene.visit("s2", "Second");
    scene.step(Input::Answer(confirmation.0, confirmation.1));
    scene.visit("s2", "Third");
    scene.release();
    scene.toggle("s2");
    scene.pass(2_000);
    assert_eq!(scene.word(), "Live");
    let text = scene.text();
    let at = |title: &str| text.find(&format!("Page viewed: {title}")).unwrap_or_else(|| panic!("{title}: {text}"));
    assert!(at("First") < at("Second") && at("Second") < at("Third"), "{text}");
}

#[test]
fn waits_are_spread_evenly_over_their_whole_step() {
    // A thousand losses, each the first of its outage: uniform from nothing to a quarter of a second, by the test of
    // Kolmogorov and Smirnov at one per cent.
    let mut scene = live();
    let mut waits: Vec<f64> = (0..1_000)
        .map(|_| {
            scene.pass(20_000);
            assert_eq!(scene.word(), "Live");
            scene.cut();
            let wait = scene.core.journey().status().retry_at.expect("a wait") - scene.now;
            assert!((0..=250).contains(&wait.num_milliseconds()), "{wait}");
            scene.pass(300);
            #[expect(clippy::cast_precision_loss, reason = "at most 250")]
            let share = (wait.num_milliseconds() as f64 + 0.5) / 251.0;
            share
        })
        .collect();
    waits.sort_by(f64::total_cmp);
    let furthest = waits
        .iter()
        .zip(0_u32..)
        .map(|(share, n)| (share - f64::from(n) / 1_000.0).abs().max((f64::from(n + 1) / 1_000.0 - share).abs()))
        .fold(0.0, f64::max);
    assert!(furthest * 1_000_f64.sqrt() < 1.63, "{furthest}");
}

#[test]
fn a_sleep_that_only_the_calendar_saw_is_noticed() {
    // The clock that measures stood still while the machine slept.
    let mut scene = live();
    scene.now += Duration::hours(8);
    scene.stood_still += Duration::hours(8);
    scene.step(Input::TimerFired(Timer::Slow));
    assert_ne!(scene.word(), "Live");
    scene.wake(Wake::Visible);
    assert_eq!(scene.word(), "Live", "the pong proves it");

    // And the other way round: the calendar was put back, the clock that measures went on.
    let mut scene = live();
    scene.stood_still -= Duration::seconds(30);
    scene.step(Input::TimerFired(Timer::Slow));
    assert_ne!(scene.word(), "Live");
    scene.wake(Wake::Visible);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn an_answer_that_comes_after_another_customer_is_shown_is_nobodys() {
    let mut scene = Scene::with_contact();
    scene.cloud.contact("bob", "Bob", "+4420000002");
    scene.cloud.web("b1", Some("bob"), super::scene::ago(30));
    scene.hold("/api/v2/externalcontacts");
    scene.hold("/events");
    let mut scene = scene.open(Target::Contact("ada".into()));
    let mut late = Vec::new();
    while let Some(answer) = scene.answer_later(0) {
        late.push(answer);
    }
    assert!(!late.is_empty());
    scene.start(Target::Contact("bob".into()));
    for (id, reply) in late {
        scene.step(Input::Answer(id, reply));
        let text = scene.text();
        assert!(!text.contains("Ada") && !text.contains("s1:") && !text.contains("s2:"), "{text}");
    }
    scene.release();
    scene.pass(2_000);
    let text = scene.text();
    assert!(text.contains("Bob Example") && text.contains("b1: Web visit"), "{text}");
    assert!(!text.contains("Ada") && !text.contains("s1:") && !text.contains("s2:"), "{text}");
}

#[test]
fn frames_of_the_customer_before_are_nobodys() {
    let mut scene = Scene::with_contact();
    scene.cloud.contact("bob", "Bob", "+4420000002");
    scene.cloud.web("b1", Some("bob"), super::scene::ago(30));
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.start(Target::Contact("bob".into()));
    scene.rest();
    let socket = scene.socket();
    let session = scene.cloud.sessions["s2"].clone();
    let topic = "v2.externalcontacts.contacts.ada.journey.sessions";
    scene.frame(socket, &json!({ "topicName": topic, "version": "2", "eventBody": session }));
    assert!(!scene.text().contains("s2:"), "{}", scene.text());
}
