//! Sockets: delivery, commands, heartbeats, displacement, closing, death, restart.

use std::time::Duration;

use serde_json::{Value, json};

use super::{CHANNELS, names, topic};
use crate::tests::{Ear, FAULTS, Running, events_path, page_view};

async fn view(cloud: &Running, cookie: &str, page: &str) -> String {
    let (status, answer) =
        cloud.ask("POST", &events_path(), &[], Some(&page_view(cookie, page, cloud.clock.now()))).await;
    assert_eq!(status, 200, "{answer}");
    answer["session"]["id"].as_str().unwrap().to_owned()
}

async fn listening(cloud: &Running, token: &str, topics: &[&str]) -> (String, Ear) {
    let channel = cloud.channel(token, topics).await;
    let mut ear = cloud.connect(&channel).await;
    ear.say(r#"{"message":"ping"}"#).await;
    assert_eq!(ear.hear_topic("channel.metadata").await["message"], "pong");
    (channel, ear)
}

fn web_events(session: &str) -> String {
    format!("v2.journey.sessions.{session}.web.events")
}

#[tokio::test]
async fn a_click_is_heard_by_who_is_subscribed_and_by_nobody_else() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    let session = view(&cloud, "a-cookie", "home").await;
    let topic = web_events(&session);
    let (_, mut ear) = listening(&cloud, &token, &[&topic]).await;
    let bundle = format!("v2.journey.sessions.{session}.web?events&none");
    assert!(cloud.token("Dario Amari").await != token);
    let (_, mut deaf) = listening(&cloud, &token, &["v2.journey.sessions.other.web.events"]).await;
    view(&cloud, "a-cookie", "winter-sale").await;
    let frame = ear.hear().await.unwrap();
    assert_eq!((&frame["topicName"], &frame["version"]), (&json!(topic), &json!("2")));
    assert_eq!(frame["eventBody"]["eventType"], "WebEvent");
    assert!(frame["eventBody"].to_string().contains("winter-sale"));
    assert!(frame["metadata"]["CorrelationId"].is_string());
    deaf.say(r#"{"message":"ping"}"#).await;
    assert_eq!(deaf.hear().await.unwrap()["eventBody"]["message"], "pong");
    let body = json!([{"id": bundle}]);
    let path = format!("{CHANNELS}/{}/subscriptions", cloud.channel(&token, &[]).await);
    assert_eq!(cloud.api("PUT", &path, &token, Some(&body)).await.0, 400, "a bundle stands or falls as a whole");
}

#[tokio::test]
async fn a_bundle_hears_each_of_its_topics() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    let me = cloud.api("GET", "/api/v2/users/me", &token, None).await.1["id"].as_str().unwrap().to_owned();
    let (_, mut ear) = listening(&cloud, &token, &[&format!("v2.users.{me}.conversations?calls&messages")]).await;
    let call = cloud.control("/control/act", json!({"act": "call_in", "from": "+4915550001"})).await["id"].clone();
    cloud.control("/control/act", json!({"act": "answer", "conversation": call, "agent": me})).await;
    assert_eq!(ear.hear_topic(&format!("v2.users.{me}.conversations.calls")).await["id"], call);
}

#[tokio::test]
async fn commands_over_the_socket_are_answered() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Noor van Dijk").await;
    let me = cloud.api("GET", "/api/v2/users/me", &token, None).await.1["id"].as_str().unwrap().to_owned();
    let (channel, mut ear) = listening(&cloud, &token, &[]).await;
    let own = format!("v2.users.{me}.conversations");
    ear.say(&json!({"message": "subscribe", "topics": [own], "correlationId": "c1"}).to_string()).await;
    let answer = ear.hear().await.unwrap();
    assert_eq!(answer, json!({"result": "200", "status": "subscribed", "correlationId": "c1"}));
    let listed = cloud.api("GET", &format!("{CHANNELS}/{channel}/subscriptions"), &token, None).await.1;
    assert_eq!(names(&listed), [own.as_str()]);
    ear.say(&json!({"message": "subscribe", "topics": [topic(1)], "correlationId": "c2"}).to_string()).await;
    let answer = ear.hear().await.unwrap();
    assert_eq!((&answer["result"], &answer["status"]), (&json!("400"), &json!("failure")));
    for junk in ["", "{", "[]", "null", r#"{"message":1}"#, r#"{"message":"dance"}"#, "\u{0}"] {
        ear.say(junk).await;
        let answer = ear.hear().await.unwrap();
        assert_eq!((&answer["result"], &answer["status"]), (&json!("400"), &json!("error")), "{junk:?}");
    }
    ear.say(&"x".repeat(64 * 1024 + 1)).await;
    assert_eq!(ear.rest().await, [] as [Value; 0], "a message over the limit ends the socket");
    cloud.connect(&channel).await;
}

#[tokio::test]
async fn heartbeats_come_every_thirty_seconds() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    let (_, mut ear) = listening(&cloud, &token, &[]).await;
    cloud.control("/control/clock", json!({"seconds": 29})).await;
    cloud.control("/control/publish", json!({"text": "first"})).await;
    assert_eq!(ear.hear().await.unwrap(), "first");
    cloud.control("/control/clock", json!({"seconds": 1})).await;
    assert_eq!(ear.hear_topic("channel.metadata").await["message"], "WebSocket Heartbeat");
}

#[tokio::test]
async fn a_second_socket_displaces_the_first() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    let session = view(&cloud, "a-cookie", "home").await;
    let (channel, mut first) = listening(&cloud, &token, &[&web_events(&session)]).await;
    let mut second = cloud.connect(&channel).await;
    let farewell = first.rest().await;
    assert_eq!(farewell.last().unwrap()["result"], "404");
    view(&cloud, "a-cookie", "winter-sale").await;
    second.hear_topic(&web_events(&session)).await;
}

#[tokio::test]
async fn an_unknown_channel_is_told_so_and_closed() {
    let cloud = Running::in_memory().await;
    let heard = cloud.connect("no-such-channel").await.rest().await;
    assert_eq!(heard.len(), 1);
    assert_eq!(heard[0]["result"], "404");
}

#[tokio::test]
async fn a_closing_is_announced_and_the_channel_stays() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    let (channel, mut ear) = listening(&cloud, &token, &[]).await;
    cloud.control("/control/sockets/announce", json!({})).await;
    let body = ear.hear_topic("v2.system.socket_closing").await;
    assert_eq!(body["channelId"], json!(channel));
    cloud.control("/control/sockets/close", json!({})).await;
    assert_eq!(ear.rest().await, [] as [Value; 0]);
    cloud.connect(&channel).await;
}

#[tokio::test]
async fn a_channel_is_warned_a_minute_before_its_end() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    cloud.clock.advance(Duration::from_secs(3_600));
    let later = cloud.token("Ada Lindqvist").await;
    drop(token);
    let (channel, mut ear) = listening(&cloud, &later, &[]).await;
    cloud.control("/control/clock", json!({"seconds": 24 * 3600 - 60})).await;
    ear.hear_topic("v2.system.socket_closing").await;
    cloud.control("/control/clock", json!({"seconds": 60})).await;
    let farewell = ear.rest().await;
    let last = farewell.last().unwrap();
    assert!(last["result"] == "404" || last["topicName"].as_str().unwrap().starts_with("v2.system.token_revoked."));
    assert_eq!(cloud.connect(&channel).await.rest().await[0]["result"], "404");
}

#[tokio::test]
async fn a_channel_dies_with_its_token() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    let (channel, mut ear) = listening(&cloud, &token, &[]).await;
    assert_eq!(cloud.api("DELETE", "/api/v2/tokens/me", &token, None).await.0, 200);
    let farewell = ear.rest().await;
    assert_eq!(farewell[0]["topicName"], json!(format!("v2.system.token_revoked.{channel}")));
    assert_eq!(cloud.connect(&channel).await.rest().await[0]["result"], "404");
}

#[tokio::test]
async fn channels_subscriptions_and_sessions_survive_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let clock = crate::Clock::standing(crate::tests::morning());
    let cloud = Running::in_folder(folder.path(), 0, clock.clone()).await;
    let token = cloud.token("Ada Lindqvist").await;
    let session = view(&cloud, "a-cookie", "home").await;
    let (channel, mut ear) = listening(&cloud, &token, &[&web_events(&session)]).await;
    view(&cloud, "a-cookie", "winter-sale").await;
    ear.hear_topic(&web_events(&session)).await;
    let events = format!("/api/v2/journey/sessions/{session}/events?pageSize=200");
    let before = cloud.api("GET", &events, &token, None).await;
    let port = cloud.port;
    cloud.kill().await;
    assert_eq!(ear.rest().await, [] as [Value; 0]);

    let cloud = Running::in_folder(folder.path(), port, clock).await;
    assert_eq!(cloud.api("GET", &events, &token, None).await, before);
    let mut ear = cloud.connect(&channel).await;
    assert_eq!(view(&cloud, "a-cookie", "help").await, session, "the visit goes on");
    ear.hear_topic(&web_events(&session)).await;
    let after = cloud.api("GET", &events, &token, None).await.1;
    let ids: std::collections::BTreeSet<_> =
        after["entities"].as_array().unwrap().iter().map(|event| event["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), after["entities"].as_array().unwrap().len(), "no id is given twice");
}

#[tokio::test]
async fn a_client_that_does_not_read_is_cut_and_harms_nobody() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    let (slow, mut sleeper) = listening(&cloud, &token, &[]).await;
    let (_, mut awake) = listening(&cloud, &token, &[]).await;
    let text = "x".repeat(400_000);
    for _ in 0..60 {
        cloud.control("/control/publish", json!({"channel": slow, "text": text})).await;
    }
    let sockets = loop {
        let (_, truth) = cloud.ask("GET", "/control/truth", &[("X-Faults", FAULTS)], None).await;
        if truth["sockets"] == 1 {
            break truth["sockets"].clone();
        }
        cloud.control("/control/publish", json!({"channel": slow, "text": text})).await;
    };
    assert_eq!(sockets, 1);
    cloud.control("/control/publish", json!({"text": "still here"})).await;
    assert_eq!(awake.hear().await.unwrap(), "still here");
    let heard = sleeper.rest().await;
    assert!(heard.len() < 60, "{}", heard.len());
}

#[tokio::test]
async fn sockets_of_foreign_pages_are_refused() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    let channel = cloud.channel(&token, &[]).await;
    let port = cloud.port;
    let mut foreign: Vec<Option<String>> = vec![None, Some("null".to_owned()), Some("file://".to_owned())];
    for origin in [
        "http://127.0.0.1:PORT/",
        "http://127.0.0.1:PORT0",
        "http://127.0.0.1",
        "https://127.0.0.1:PORT",
        "ws://127.0.0.1:PORT",
        "http://localhost.evil.example:PORT",
        "http://evil.example",
        "http://127.0.0.1:PORT.evil.example",
        "http://127.0.0.1:PORT@evil.example",
        "http://LOCALHOST:PORT",
    ] {
        foreign.push(Some(origin.replace("PORT", &port.to_string())));
    }
    for origin in foreign {
        let refused = cloud.try_connect(&channel, origin.as_deref()).await.err().expect("must be refused");
        let tokio_tungstenite::tungstenite::Error::Http(answer) = refused else { panic!("{origin:?}: {refused}") };
        assert_eq!(answer.status(), 403, "{origin:?}");
    }
    assert!(cloud.try_connect(&channel, Some(&format!("http://localhost:{port}"))).await.is_ok());
}

#[tokio::test]
async fn an_event_is_lost_on_order_and_sockets_are_dropped_without_a_word() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    let session = view(&cloud, "a-cookie", "home").await;
    let (channel, mut ear) = listening(&cloud, &token, &[&web_events(&session)]).await;
    cloud.control("/control/lose", json!({"topic": web_events(&session)})).await;
    view(&cloud, "a-cookie", "lost").await;
    view(&cloud, "a-cookie", "heard").await;
    assert!(ear.hear_topic(&web_events(&session)).await.to_string().contains("shop/heard"));
    assert_eq!(cloud.control("/control/sockets/drop", json!({})).await["dropped"], 1);
    ear.rest().await;
    cloud.connect(&channel).await;
}
