//! Messages, requests and frames: what is understood, and that nothing else does anything.

use journey::effect::{HttpCall, Method};

use super::super::message::{Ask, Facts, Meaning, Message};
use super::super::page::{Input, Output};
use super::world::World;

#[test]
fn what_is_no_message_is_ignored_by_whoever_hears_it() {
    let mut world = World::live(2);
    let texts = [
        "",
        "\n\nask\n1\nada\ncreate\n\n",
        "\n",
        "a\nb",
        "\nx\nask",
        "\nx\nask\n\n\n\n\n",
        "\nx\nask\n-1\nada\ncreate\n\n",
        "\nx\nwhat\n1\n\n\n\n",
        "\nx\nframe\n1\nmany\n\n\n{}",
        "\nx\nopened\n1\n\n\n\n",
        "\nx\nanswer\n1\nlots\n\n\n",
        "\nx\nping\n99\n\n\n\n",
        "other\nx\ngone\n0\nc1\n\n\n",
        "\nx\nbye\n99999999999999999999\n\n\n\n",
        "{\"a\":1}",
    ];
    for text in texts {
        for at in 0..2 {
            let outputs = world.tabs[at].page.step(Input::Heard(text.to_owned()));
            let is_quiet = outputs.iter().all(|output| matches!(output, Output::Say(said) if !said.contains("stream")));
            assert!(is_quiet, "{text:?} at {at}: {outputs:?}");
        }
    }
    world.settle();
    world.all_hear();
}

#[test]
fn a_message_is_what_was_said() {
    let message = Message { to: "a", from: "b", kind: "k", fields: ["1", "", "x", "y"], rest: "two\nlines" };
    assert_eq!(Message::parse(&message.text()), Some(message));
}

#[test]
fn nothing_that_is_said_holds_a_token() {
    let mut world = World::live(3);
    world.settle();
    // The machine is given none: requests have no headers here. What is said is what is known of the channel.
    assert!(!world.shown().contains("Bearer"));
}

#[test]
fn a_channel_is_known_by_its_answer_and_by_what_a_page_left() {
    let facts = Facts::of_body("{\n \"id\": \"c-1\",\r\n \"connectUri\": \"wss://s/c\"}").unwrap();
    assert_eq!((&*facts.id, &*facts.uri), ("c-1", "wss://s/c"));
    assert!(!facts.body.contains('\n'), "one line of a message");
    for body in ["", "[]", "{}", r#"{"id":"","connectUri":"x"}"#, r#"{"id":"a/b","connectUri":"x"}"#] {
        assert_eq!(Facts::of_body(body), None, "{body}");
    }
    let left = Facts::handed_over("c1\nwss://s/c1\n1767268800").unwrap();
    assert_eq!(left.body, r#"{"id":"c1","connectUri":"wss://s/c1","expires":"2026-01-01T13:00:00Z"}"#);
    assert_eq!(Facts::handed_over("c1\nwss://s/c1\nsoon"), None);
}

#[test]
fn requests_about_one_channel_are_told_from_all_others() {
    let of = |method, path: &str, body: Option<&str>| {
        Ask::of(&HttpCall { method, path: path.to_owned(), body: body.map(str::to_owned) })
    };
    let channels = "/api/v2/notifications/channels";
    assert_eq!(of(Method::Post, channels, None), Some(Ask::Create));
    assert_eq!(of(Method::Get, channels, None), None);
    assert_eq!(of(Method::Head, &format!("{channels}/c"), None), Some(Ask::Check("c".to_owned())));
    let topics = format!("{channels}/c/subscriptions?ignoreErrors=true");
    let put = of(Method::Put, &topics, Some(r#"[{"id":"b"},{"id":"a"},{"id":"b"}]"#));
    assert_eq!(put, Some(Ask::Put("c".to_owned(), vec!["a".into(), "b".into()])));
    assert_eq!(of(Method::Put, &topics, Some("[1]")), None);
    assert_eq!(of(Method::Delete, &format!("{channels}/c/subscriptions"), None), Some(Ask::Clear("c".to_owned())));
    assert_eq!(of(Method::Get, "/api/v2/users/me", None), None);
    assert_eq!(of(Method::Post, "/api/v2/notifications/channelsofothers", None), None);
}

#[test]
fn a_frame_is_of_the_topic_that_it_names_itself() {
    let nested = r#"{"eventBody":{"topicName":"v2.other","result":"404"},"topicName":"v2.a.b"}"#;
    assert_eq!(Meaning::of(nested), Meaning::Of("v2.a.b".to_owned()));
    assert_eq!(Meaning::of(r#"{"result":"404","message":"x"}"#), Meaning::Gone);
    assert_eq!(Meaning::of(r#"{"result":"200","status":"subscribed"}"#), Meaning::All);
    assert_eq!(Meaning::of(r#"{"topicName":"v2.system.socket_closing"}"#), Meaning::All);
    assert_eq!(Meaning::of(r#"{"topicName":"v2.system.token_revoked.c"}"#), Meaning::Revoked);
    let kind = r#"{"topicName":"v2.system.any","eventBody":{"systemTopicType":"no_longer_subscribed"}}"#;
    assert_eq!(Meaning::of(kind), Meaning::Gone);
    assert_eq!(Meaning::of("no JSON"), Meaning::All);
}

#[test]
fn an_odd_character_in_a_frame_takes_it_to_nobody_else() {
    for odd in [r#""\ud83d""#, r#"{"\udc00":1}"#, "1e999", r#"{"title":"\q"}"#, "\"a\nb\""] {
        let frame = format!(r#"{{"eventBody":[{{"id":"e"}},{odd}],"topicName":"v2.a.b"}}"#);
        assert_eq!(Meaning::of(&frame), Meaning::Of("v2.a.b".to_owned()), "{frame}");
        let frame = format!(r#"{{"topicName":"v2.a.b","eventBody":{{"odd":{odd}}}}}"#);
        assert_eq!(Meaning::of(&frame), Meaning::Of("v2.a.b".to_owned()), "{frame}");
    }
}
