//! A page that speaks with the cloud: alone as if nothing were between, and for others one set and one socket.

use journey::effect::{HttpCall, Method};
use journey::input::Reply;

use super::super::message::{GONE, put};
use super::super::page::{Input, Output, Page};
use super::core::Doing;
use super::world::World;
use crate::live::services::SocketNews;

fn call(method: Method, path: &str, body: Option<&str>) -> HttpCall {
    HttpCall { method, path: path.to_owned(), body: body.map(str::to_owned) }
}

fn body(text: &str) -> Reply {
    Reply::Http { status: 200, body: text.to_owned(), retry_after: Some("3".to_owned()), correlation_id: None }
}

const CHANNELS: &str = "/api/v2/notifications/channels";
const CHANNEL: &str = r#"{"id":"c1","connectUri":"wss://s/c1"}"#;

#[test]
fn a_page_that_is_alone_does_what_its_core_asks_and_nothing_else() {
    let mut page = Page::new("p");
    assert_eq!(page.step(Input::Begin), [Output::TryToLead, Output::Patience(0)]);
    let create = call(Method::Post, CHANNELS, None);
    assert_eq!(page.step(Input::Call(1, create.clone())), [], "it is about to know who leads");
    let outputs = page.step(Input::Leads(true));
    assert_eq!(outputs[1..], [Output::Call(1, create)]);
    let [Output::Say(said)] = &outputs[..1] else { panic!("{outputs:?}") };
    assert_eq!(said, "\np\nlead\n0\n\n\n\n");
    assert_eq!(page.step(Input::Answered(1, body(CHANNEL))), [Output::Reply(1, Some(body(CHANNEL)))]);

    let topics = r#"[{"id":"v2.a"},{"id":"v2.b \"c\""}]"#;
    let path = "/api/v2/notifications/channels/c1/subscriptions?ignoreErrors=true";
    let subscribe = call(Method::Put, path, Some(topics));
    let outputs = page.step(Input::Call(2, subscribe.clone()));
    let [Output::Call(n, sent)] = &outputs[..] else { panic!("{outputs:?}") };
    assert_eq!(*sent, subscribe, "to the letter");
    let opened = page.step(Input::Open(3, "wss://s/c1".to_owned()));
    let [Output::OpenSocket(socket, address)] = &opened[..] else { panic!("{opened:?}") };
    assert_eq!(address, "wss://s/c1");
    assert_eq!(page.step(Input::Answered(*n, body("{}"))), [Output::Reply(2, Some(body("{}")))]);
    assert_eq!(page.step(Input::News(*socket, SocketNews::Opened)), [Output::Tell(3, SocketNews::Opened)]);
    for text in ["{}", "no JSON", GONE, r#"{"topicName":"v2.other"}"#, r#"{"topicName":"v2.system.token_revoked.x"}"#] {
        let news = SocketNews::Text(text.to_owned());
        assert_eq!(page.step(Input::News(*socket, news.clone())), [Output::Tell(3, news)]);
    }
    assert_eq!(page.step(Input::Send(3, "ping".to_owned())), [Output::Send(*socket, "ping".to_owned())]);
    assert_eq!(page.step(Input::Close(3)), [Output::CloseSocket(*socket)]);
    // What is about no channel, or about one that is not known, goes as it is.
    for (method, path) in [
        (Method::Get, CHANNELS),
        (Method::Head, "/api/v2/notifications/channels/c1"),
        (Method::Delete, "/api/v2/notifications/channels/c1/subscriptions"),
        (Method::Put, "/api/v2/notifications/channels/other/subscriptions"),
    ] {
        assert_eq!(page.step(Input::Call(9, call(method, path, Some("[]")))), [Output::Reply(9, None)], "{path}");
    }
}

#[test]
fn what_a_page_alone_wants_no_more_is_aborted_and_another_channel_is_asked_for_when_it_asks() {
    let mut page = Page::new("p");
    let create = || call(Method::Post, CHANNELS, None);
    page.step(Input::Begin);
    page.step(Input::Leads(true));
    assert_eq!(page.step(Input::Call(1, create())), [Output::Call(1, create())]);
    assert_eq!(page.step(Input::Cancel(1)), [Output::Abort(1)]);
    assert_eq!(page.step(Input::Call(2, create())), [Output::Call(2, create())]);
    page.step(Input::Answered(2, body(CHANNEL)));
    // The channel is to be renewed: the one that it has is no answer.
    assert_eq!(page.step(Input::Call(3, create())), [Output::Call(3, create())]);
    assert_eq!(page.step(Input::Answered(3, Reply::Failed)), [Output::Reply(3, Some(Reply::Failed))]);
}

#[test]
fn a_second_socket_of_a_page_is_a_second_socket() {
    let mut page = Page::new("p");
    page.step(Input::Begin);
    page.step(Input::Leads(true));
    page.step(Input::Call(1, call(Method::Post, CHANNELS, None)));
    page.step(Input::Answered(1, body(CHANNEL)));
    let uri = || "wss://s/c1".to_owned();
    let first = page.step(Input::Open(2, uri()));
    let second = page.step(Input::Open(3, uri()));
    let (&[Output::OpenSocket(first, _)], &[Output::OpenSocket(second, _)]) = (&first[..], &second[..]) else {
        panic!("{first:?} {second:?}")
    };
    assert_ne!(first, second);
    assert_eq!(page.step(Input::News(second, SocketNews::Opened)), [Output::Tell(3, SocketNews::Opened)]);
    assert_eq!(page.step(Input::Close(2)), [Output::CloseSocket(first)]);
}

#[test]
fn ten_pages_have_one_channel_one_socket_and_what_all_of_them_want_on_it() {
    let mut world = World::live(10);
    assert_eq!((world.n_created, world.n_sockets()), (1, 1));
    let put = world.puts.last().unwrap();
    assert_eq!(put.len(), 11, "{put:?}");
    world.all_hear();
    world.publish("topic.all");
    world.settle();
    world.check();
    assert!(world.tabs.iter().all(|tab| tab.core.heard.len() == 2));
    assert_eq!(world.n_created, 1);
}

#[test]
fn one_set_is_put_at_a_time_and_the_newest_wins() {
    let mut world = World::live(3);
    let n_before = world.puts.len();
    for (at, topics) in [(0, ["a"]), (1, ["b"]), (2, ["c"]), (1, ["d"])] {
        if let Some(input) = world.tabs[at].core.want(&topics) {
            world.step(at, input);
        }
        for _ in 0..3 {
            // Everything but the answers of the cloud.
            while let Some(next) = world.possible().into_iter().find(|(_, what)| *what != 1) {
                world.happen(next);
            }
        }
        assert!(world.tabs[0].requests.len() <= 1, "{:?}", world.tabs[0].requests);
    }
    world.settle();
    assert_eq!(world.puts.last().unwrap(), &["a", "c", "d"]);
    assert!(world.puts.len() - n_before <= 4, "{:?}", world.puts);
    assert_eq!(world.channels[0].1, ["a", "c", "d"]);
}

#[test]
fn more_topics_than_a_channel_takes_are_on_two() {
    let mut world = World::live(3);
    let many: Vec<String> = (0..995).map(|n| format!("many.{n:04}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (at, more) in [(1, "topic.1"), (0, "topic.0")] {
        let topics = [&many[..], &[more]].concat();
        if let Some(input) = world.tabs[at].core.want(&topics) {
            world.step(at, input);
        }
        world.settle();
        world.all_hear();
    }
    let other: Vec<String> = (0..995).map(|n| format!("other.{n:04}")).collect();
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    if let Some(input) = world.tabs[2].core.want(&[&other[..], &["topic.2"]].concat()) {
        world.step(2, input);
    }
    world.settle();
    world.all_hear();
    assert!(world.puts.iter().all(|put| put.len() <= 1_000));
    assert_eq!((world.n_created, world.n_sockets()), (2, 2));
}

#[test]
fn a_follower_that_is_closed_or_crashes_is_forgotten_and_disturbs_nobody() {
    for crashes in [false, true] {
        let mut world = World::live(4);
        let before: Vec<Doing> = world.tabs.iter().map(|tab| tab.core.doing).collect();
        if crashes {
            world.crash(2);
        } else {
            world.close(2);
        };
        world.settle();
        world.all_hear();
        for at in [0, 1, 3] {
            assert_eq!(world.tabs[at].core.doing, before[at], "page {at} was disturbed");
        }
        if let Some(input) = world.tabs[0].core.want(&["topic.0", "new"]) {
            world.step(0, input);
        }
        world.settle();
        assert_eq!(world.puts.last().unwrap(), &["new", "topic.0", "topic.1", "topic.3", "topic.all"]);
    }
}

#[test]
fn what_nobody_has_asked_for_is_told_to_all() {
    let mut world = World::live(2);
    world.say_to_all(r#"{"topicName":"V2.Topic.0","eventBody":{"number":77}}"#);
    world.settle();
    assert!(world.tabs.iter().all(|tab| tab.core.heard == [77]));
}

#[test]
fn the_token_of_one_page_that_ends_is_the_end_of_its_channel_and_not_of_the_other_pages() {
    let mut world = World::live(3);
    world.forget_channels(r#"{"topicName":"v2.system.token_revoked.c1","eventBody":{"reason":"x"}}"#);
    while let Some(next) = world.possible().first().copied() {
        world.happen(next);
    }
    assert!(!world.tabs[1].core.heard.contains(&0));
    // Its agent does not sign in again.
    world.tabs[0].core.doing = Doing::Over;
    world.settle();
    world.all_hear();
    assert_eq!((world.n_created, world.n_sockets()), (2, 1));
}

#[test]
fn a_socket_that_is_about_to_close_is_replaced_before_by_one_for_all() {
    let mut world = World::live(3);
    // Each core opens a second socket; the old one is displaced by the cloud and that is the end of it alone.
    for at in [1, 0, 2] {
        world.step(at, Input::Open(100, "wss://stream/c1".to_owned()));
        world.settle();
    }
    world.settle();
    world.all_hear();
    assert_eq!((world.n_created, world.n_sockets()), (1, 1));
}

#[test]
fn the_request_of_a_put_is_the_cores_own() {
    let topics = ["a".into(), "b\"".into()].to_vec();
    assert_eq!(put("c", &topics).body.as_deref(), Some(r#"[{"id":"a"},{"id":"b\""}]"#));
}
