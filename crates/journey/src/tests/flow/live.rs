//! The link: reconnecting, silence, maintenance, renewal, waking, refusals of topics.

use expect_test::expect;
use serde_json::json;

use super::scene::Scene;
use crate::effect::Timer;
use crate::input::{Input, Target, Wake};

fn live() -> Scene {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.asked();
    scene.log.clear();
    scene.words = vec!["Live"];
    assert_eq!(scene.word(), "Live");
    scene
}

#[test]
fn events_are_shown_as_they_come() {
    let mut scene = live();
    scene.visit("s2", "Cart");
    expect![[r#"
        Live | Ada Example
        s2: Web visit Active, 3 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Page viewed: Cart, 12:00
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    assert_eq!(scene.said, ["Page viewed: Cart"]);
}

#[test]
fn a_lost_socket_is_reopened_on_the_same_channel_and_what_was_missed_is_read() {
    let mut scene = live();
    scene.cut();
    assert_eq!(scene.word(), "Reconnecting");
    assert!(scene.core.journey().status().true_until.is_some());
    assert!(scene.core.journey().status().retry_at.is_some());
    // Missed: events, a new session.
    scene.cloud.page("s2", "Cart", scene.now);
    scene.cloud.page("s2", "Checkout", scene.now);
    scene.cloud.web("s3", Some("ada"), scene.now);
    scene.pass(600);
    expect![[r#"
        Live | Ada Example
        s3: Web visit Active, 0 events
        s2: Web visit Active, 4 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Page viewed: Cart, 12:00
          Page viewed: Checkout, 12:00
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    expect![[r#"
        GET /api/v2/externalcontacts/contacts/ada?expand=identifiers
        GET /api/v2/journey/sessions/s2/events?pageSize=200
        GET /api/v2/externalcontacts/contacts/ada/journey/sessions?pageSize=10&includeMerged=true
        GET /api/v2/externalcontacts/contacts/ada/journey/segments?includeMerged=true&limit=500
        GET /api/v2/journey/sessions/s2/outcomescores
        GET /api/v2/journey/sessions/s3/events?pageSize=200
        PUT /api/v2/notifications/channels/ch1/subscriptions?ignoreErrors=true
        GET /api/v2/journey/sessions/s3/outcomescores
        GET /api/v2/journey/sessions/s3/events?pageSize=200"#]]
    .assert_eq(&scene.asked());
    assert_eq!(scene.cloud.n_channels, 1);
    assert_eq!(scene.core.journey().status().true_until, None);
    expect!["Live, Reconnecting, Live"].assert_eq(&scene.words.join(", "));
}

#[test]
fn it_is_not_live_before_everything_missed_is_read() {
    let mut scene = live();
    scene.cut();
    scene.hold("/events");
    scene.pass(600);
    assert_eq!(scene.word(), "Reconnecting");
    scene.visit("s2", "Cart");
    assert!(scene.text().contains("Cart"), "frames that come meanwhile are shown");
    scene.release();
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_channel_that_is_gone_is_replaced_after_two_failures() {
    let mut scene = live();
    scene.sockets_blocked = true;
    scene.cut();
    scene.cloud.channels.clear();
    for _ in 0..600 {
        if scene.n_asked("HEAD") > 0 {
            break;
        }
        scene.pass(100);
    }
    let n_tries = scene.log.iter().filter(|line| line.ends_with("ch1")).count();
    assert!((1..=2).contains(&n_tries), "{:?}", scene.log);
    scene.sockets_blocked = false;
    scene.pass(60_000);
    assert_eq!(scene.word(), "Live");
    assert_eq!(scene.n_asked("HEAD"), 1, "{:#?} {:#?}", scene.cloud.asked, scene.log);
    assert_eq!(scene.cloud.n_channels, 2);
    assert_eq!(scene.n_asked("PUT"), 1);
}

#[test]
fn an_evicted_channel_is_replaced_without_a_storm() {
    let mut scene = live();
    for _ in 0..6 {
        let open = scene.sockets.values().any(|socket| socket.1);
        if open {
            scene.system("no_longer_subscribed");
        }
        scene.pass(10_000);
    }
    assert!(scene.cloud.n_channels <= 1 + 2, "{} channels in a minute", scene.cloud.n_channels);
    scene.pass(120_000);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn silence_is_noticed_within_thirteen_seconds() {
    let mut scene = live();
    scene.pass(60_000);
    assert_eq!(scene.word(), "Live", "pongs keep it alive");
    assert_eq!(scene.asked(), "", "without any request");
    scene.visit("s2", "Cart");
    scene.is_mute = true;
    scene.sockets_blocked = true;
    scene.pass(12_900);
    assert_eq!(scene.word(), "Live");
    scene.pass(101);
    assert_eq!(scene.word(), "Reconnecting");
}

#[test]
fn a_page_that_slept_doubts_its_socket_at_the_first_step() {
    let mut scene = live();
    scene.now += chrono::Duration::hours(8);
    scene.step(Input::TimerFired(Timer::Slow));
    assert_ne!(scene.word(), "Live");
    scene.wake(Wake::Visible);
    assert_eq!(scene.word(), "Live", "the pong proves it");
}

#[test]
fn maintenance_is_bridged_by_a_second_socket() {
    let mut scene = live();
    scene.system("socket_closing");
    let n_open = scene.sockets.len();
    assert_eq!(n_open, 2, "the old one stays until the new one is there");
    scene.rest();
    expect![[r#"
        open wss://streaming.example/channels/ch1
        close"#]]
    .assert_eq(&scene.log.join("\n"));
    assert_eq!(scene.words, ["Live"], "never left Live");
    assert_eq!(scene.word(), "Live");
    assert_eq!(scene.sockets.len(), 1);
    scene.visit("s2", "Cart");
    assert!(scene.text().contains("Cart"));
    assert_eq!(scene.cloud.n_channels, 1);
}

#[test]
fn the_channel_is_renewed_before_it_expires_without_a_gap() {
    let mut scene = live();
    for hour in 0..23 {
        scene.pass(3_600_000);
        let title = format!("Page {hour}");
        scene.visit("s2", &title);
        assert!(scene.text().contains(&title), "{hour}");
    }
    assert_eq!(scene.cloud.n_channels, 2);
    assert_eq!(scene.words, ["Live"], "never left Live");
    assert_eq!(scene.sockets.len(), 1);
    assert!(scene.sockets.values().all(|socket| socket.0.ends_with("ch2")));
}

#[test]
fn a_renewal_that_fails_is_tried_again_and_disturbs_nothing() {
    let mut scene = live();
    scene.cloud.fail("notifications/channels", 503, 1);
    scene.pass(23 * 3_600_000);
    assert_eq!(scene.words, ["Live"]);
    scene.pass(600_000);
    assert_eq!(scene.cloud.n_channels, 2);
}

#[test]
fn offline_pauses_and_online_resumes_once() {
    let mut scene = live();
    scene.wake(Wake::Offline);
    assert_eq!(scene.word(), "Offline");
    scene.cut();
    scene.sockets_blocked = true;
    scene.pass(60_000);
    assert_eq!(scene.asked(), "");
    assert!(scene.log.is_empty(), "no tries while offline: {:?}", scene.log);
    scene.sockets_blocked = false;
    scene.cloud.page("s2", "Cart", scene.now);
    for wake in [Wake::Online, Wake::Visible, Wake::Visible, Wake::Online] {
        scene.step(Input::Woke(wake));
    }
    scene.pass(50);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("Cart"));
    assert_eq!(scene.log.iter().filter(|line| line.starts_with("open")).count(), 1);
    assert_eq!(scene.n_asked("journey/sessions?pageSize"), 1);
}

#[test]
fn online_again_with_a_socket_that_lives_needs_a_pong_only() {
    let mut scene = live();
    scene.wake(Wake::Offline);
    scene.wake(Wake::Online);
    assert_eq!(scene.word(), "Live");
    assert_eq!(scene.asked(), "");
    scene.wake(Wake::Offline);
    scene.is_mute = true;
    scene.wake(Wake::Online);
    assert_eq!(scene.word(), "Reconnecting");
    scene.is_mute = false;
    scene.pass(4_000);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn nothing_is_asked_while_nobody_looks() {
    let mut scene = live();
    scene.wake(Wake::Hidden);
    for _ in 0..30 {
        scene.visit("s2", "Cart");
        scene.pass(60_000);
    }
    scene.cut();
    scene.pass(60_000);
    assert_eq!(scene.asked(), "");
    scene.wake(Wake::Visible);
    scene.pass(1_000);
    assert_eq!(scene.word(), "Live");
    assert_eq!(scene.n_asked("outcomescores"), 1);
    assert_eq!(scene.n_asked("contacts/ada/journey/sessions"), 1);
}

#[test]
fn returning_after_a_while_takes_one_look_at_the_truth() {
    let mut scene = live();
    scene.wake(Wake::Hidden);
    scene.pass(61_000);
    scene.drops_frames = true;
    scene.visit("s2", "Cart");
    scene.drops_frames = false;
    scene.wake(Wake::Visible);
    scene.pass(2_000);
    assert!(scene.text().contains("Cart"), "{}", scene.text());
    assert_eq!(scene.word(), "Live");
}

#[test]
fn refused_topics_make_it_history_only() {
    let mut scene = Scene::with_contact();
    scene.cloud.refused_topics.push("journey.sessions".into());
    let scene = scene.open(Target::Contact("ada".into()));
    expect![[r#"
        Not live | Ada Example
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_refused_topic_of_one_session_costs_only_that() {
    let mut scene = Scene::with_contact();
    scene.cloud.refused_topics.push("web.events".into());
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s2");
    assert_eq!(scene.word(), "Live");
    scene.visit("s2", "Cart");
    assert_eq!(scene.word(), "Catching up", "the session's own notice proves the hole");
    scene.pass(1_000);
    assert!(scene.text().contains("Cart"));
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_socket_address_elsewhere_is_never_opened() {
    for address in
        ["wss://evil.example", "wss://streaming.example.evil", "wss://streaming.example@evil", "ws://streaming.example"]
    {
        let mut scene = Scene::with_contact();
        scene.cloud.streaming = address.into();
        let scene = scene.open(Target::Contact("ada".into()));
        assert!(scene.log.is_empty(), "{:?}", scene.log);
        assert_eq!(scene.word(), "Not live");
        assert!(scene.text().contains("s2: Web visit"), "history is shown");
    }
}

#[test]
fn a_channel_refused_for_good_is_history_only_and_one_refused_for_now_is_waited_for() {
    let mut scene = Scene::with_contact();
    scene.cloud.fail("notifications/channels", 403, 1);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.pass(60_000);
    assert_eq!((scene.word(), scene.n_asked("notifications")), ("Not live", 1));

    let mut scene = Scene::with_contact();
    scene.cloud.fail("notifications/channels", 429, 1);
    scene.cloud.faults[0].retry_after = Some("90".into());
    let mut scene = scene.open(Target::Contact("ada".into()));
    let retry_at = scene.core.journey().status().retry_at.expect("a time");
    assert!((retry_at - scene.now).num_seconds() >= 90);
    scene.wake(Wake::Visible);
    scene.pass(89_000);
    assert_eq!(scene.n_asked("notifications"), 1, "not a moment too early");
    scene.pass(3_000);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn frames_of_an_old_socket_are_dropped() {
    let mut scene = live();
    let old = scene.socket();
    scene.cut();
    scene.pass(600);
    let event = json!({ "id": "x", "createdDate": "2026-11-24T12:00:00.000Z", "session": { "id": "s2" }, "eventType": "WebEvent",
        "webEvent": { "eventName": "page_viewed", "page": { "title": "Ghost" } } });
    scene.frame(old, &json!({ "topicName": "v2.journey.sessions.s2.web.events", "eventBody": event }));
    assert!(!scene.text().contains("Ghost"));
}

#[test]
fn hostile_frames_change_nothing_but_a_count() {
    let mut scene = live();
    let socket = scene.socket();
    for text in [
        "",
        "null",
        "{",
        "[[[[",
        "{\"topicName\":7}",
        "\u{0}",
        "{\"topicName\":\"v2.journey.sessions..web.events\",\"eventBody\":[]}",
    ] {
        scene.step(Input::Frame(socket, text.into()));
    }
    scene.step(Input::Frame(socket, "[".repeat(100_000)));
    assert_eq!(scene.word(), "Live");
    assert!(scene.core.journey().list().n_unreadable > 0);
    assert_eq!(scene.sockets.len(), 1);
}

#[test]
fn history_is_looked_at_again_when_the_agent_returns() {
    let mut scene = Scene::with_contact();
    scene.cloud.fail("notifications/channels", 403, 1);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.wake(Wake::Hidden);
    scene.visit("s2", "Cart");
    scene.pass(61_000);
    scene.asked();
    scene.wake(Wake::Visible);
    scene.pass(2_000);
    assert!(scene.text().contains("Page viewed: Cart"), "{}", scene.text());
    assert_eq!(scene.word(), "Not live");
    assert!(scene.cloud.asked.len() <= 4, "{:?}", scene.cloud.asked);
}

#[test]
fn without_permission_for_events_a_session_of_nobody_is_not_live() {
    let mut scene = Scene::new();
    scene.cloud.web("alone", None, super::scene::ago(3));
    scene.cloud.permissions = Some(vec!["journey:session:view".into(), "journey:visit:view".into()]);
    let scene = scene.open(Target::Session("alone".into()));
    expect![[r#"
        Not live | Unknown
        alone: Web visit Active, 0 events
        Some data is hidden: External Contacts > Session > View (externalContacts:session:view), Journey > Event > View (journey:event:view), Journey > Outcome > View (journey:outcome:view), Journey > OutcomeScores > View (journey:outcomescores:view), Journey > Segment > View (journey:segment:view), Journey > Event Type > View (journey:eventtype:view), Journey > Session Type > View (journey:sessiontype:view), Journey > Customer > View (journey:customer:view), External Contacts > Contact > View (externalContacts:contact:view)
    "#]].assert_eq(&scene.text());
}
