//! The channel that the page before left: used once the cloud says that it is this agent's, given up when it is disputed.

use super::scene::{Scene, noon};
use crate::connection::ConnectionState;
use crate::input::{Input, Target, Wake};

fn ada() -> Target {
    Target::Contact("ada".into())
}

/// A page that finds this, in a cloud that knows the channel `old`.
fn after(left: &str) -> Scene {
    let mut scene = Scene::with_contact();
    scene.cloud.channels.insert("old".into(), std::collections::BTreeSet::new());
    scene.step(Input::ChannelLeft(left.into()));
    scene
}

/// What a page leaves whose channel is good for so many seconds more.
fn left(seconds: i64) -> String {
    format!("old\nwss://streaming.example/channels/old\n{}", noon().timestamp() + seconds)
}

#[test]
fn a_page_leaves_what_the_next_one_goes_on_with() {
    let mut first = Scene::with_contact().open(ada());
    let text = first.left.take().expect("a channel");
    assert!(text.starts_with("ch1\nwss://streaming.example/channels/ch1\n"), "{text}");
    assert_eq!(text.lines().count(), 3);
    let mut second = Scene::with_contact();
    second.cloud.channels = first.cloud.channels.clone();
    second.step(Input::ChannelLeft(text.clone()));
    let mut second = second.open(ada());
    assert_eq!((second.word(), second.n_asked("POST"), second.n_asked("HEAD")), ("Live", 0, 1));
    assert_eq!(second.log, ["open wss://streaming.example/channels/ch1"]);
    assert_eq!(second.left.as_ref(), Some(&text), "and leaves it again");
    second.visit("s2", "Cart");
    assert!(second.text().contains("3 events"), "{}", second.text());
}

#[test]
fn what_a_page_leaves_follows_its_channel() {
    let mut scene = Scene::with_contact().open(ada());
    scene.pass(23 * 3_600_000);
    assert!(scene.left.as_ref().is_some_and(|text| text.starts_with("ch2\n")), "renewed: {:?}", scene.left);
    scene.cloud.channels.clear();
    scene.system("no_longer_subscribed");
    assert_eq!(scene.left, None, "gone");
    scene.pass(70_000);
    assert!(scene.left.as_ref().is_some_and(|text| text.starts_with("ch3\n")), "{:?}", scene.left);
    scene.step(Input::TokenExpired);
    assert_eq!(scene.left, None, "it dies with its token");
}

#[test]
fn what_cannot_be_used_is_not_even_asked_about() {
    for text in [
        String::new(),
        "old".into(),
        "old\nwss://streaming.example/channels/old".into(),
        "old\nwss://streaming.example/channels/old\nsoon".into(),
        left(0),
        left(-1),
        left(100).replace("streaming.example", "evil.example"),
        left(100).replace("streaming.example/", "streaming.example.evil/"),
        left(100).replacen("old", "", 1),
    ] {
        let mut scene = after(&text).open(ada());
        assert_eq!((scene.word(), scene.n_asked("HEAD"), scene.n_asked("POST")), ("Live", 0, 1), "{text:?}");
        assert_eq!(scene.asked().matches("channels/ch1/").count(), 1, "{text:?}");
    }
}

#[test]
fn a_channel_that_is_another_agents_or_no_more_is_not_used() {
    for status in [0, 403, 404, 500, 503] {
        let mut scene = after(&left(80_000));
        scene.cloud.fail("HEAD", status, 1);
        let mut scene = scene.open(ada());
        assert_ne!(scene.word(), "Live", "{status}");
        scene.pass(300);
        assert_eq!((scene.word(), scene.n_asked("HEAD"), scene.n_asked("POST")), ("Live", 1, 1), "{status}");
        assert_eq!(scene.log, ["open wss://streaming.example/channels/ch1"], "{status}");
    }
}

#[test]
fn no_wake_up_opens_what_the_cloud_has_not_said_to_be_ours() {
    let mut scene = after(&left(80_000));
    scene.hold("/api/");
    let mut scene = scene.open(ada());
    for wake in [Wake::Visible, Wake::Online] {
        scene.step(Input::Woke(wake));
    }
    assert!(scene.log.is_empty(), "{:?}", scene.log);
    scene.release();
    assert_eq!((scene.word(), scene.n_asked("HEAD")), ("Live", 1));
}

#[test]
fn two_tabs_do_not_fight_for_one_channel() {
    // Another tab with the same copy takes the channel's socket.
    let mut scene = after(&left(80_000)).open(ada());
    assert_eq!(scene.word(), "Live");
    for n in 1..=2 {
        scene.log.clear();
        scene.pass(6_000);
        scene.cut();
        scene.pass(3_000);
        assert_eq!(scene.log, ["open wss://streaming.example/channels/old"], "{n} may be a bad line");
        assert_eq!((scene.word(), scene.n_asked("POST")), ("Live", 0), "{n}");
    }
    scene.log.clear();
    scene.pass(6_000);
    scene.cut();
    scene.pass(3_000);
    assert_eq!(scene.log, ["open wss://streaming.example/channels/ch1"]);
    assert_eq!((scene.word(), scene.n_asked("POST")), ("Live", 1));
    // One that nobody else wanted for ten seconds is as good as one's own.
    let mut scene = after(&left(80_000)).open(ada());
    scene.pass(11_000);
    scene.log.clear();
    scene.cut();
    scene.pass(300);
    scene.cut();
    scene.pass(6_000);
    assert_eq!(scene.log, ["open wss://streaming.example/channels/old", "open wss://streaming.example/channels/old"]);
    assert_eq!((scene.word(), scene.n_asked("POST")), ("Live", 0));
}

#[test]
fn a_replacement_of_ones_own_disputes_nothing() {
    let mut scene = after(&left(80_000)).open(ada());
    scene.system("socket_closing");
    // The cloud closes the first before the second is open.
    let first = *scene.sockets.keys().next().expect("the first");
    scene.sockets.remove(&first);
    scene.step(Input::SocketClosed(first));
    scene.pass(300);
    assert_eq!((scene.word(), scene.n_asked("POST")), ("Live", 0));
    // And when it closes it without a second one on its way.
    scene.system("socket_closing");
    scene.cut();
    scene.pass(6_000);
    assert_eq!((scene.word(), scene.n_asked("POST")), ("Live", 0));
}

#[test]
fn what_was_left_is_renewed_in_its_time() {
    let mut scene = after(&left(600)).open(ada());
    assert_eq!(scene.core.journey().status().state, ConnectionState::Live);
    scene.pass(599_000);
    assert_eq!(scene.n_asked("POST"), 0);
    scene.pass(2_000);
    assert_eq!((scene.n_asked("POST"), scene.word()), (1, "Live"));
}
