//! Channels and subscriptions over REST: limits, permissions, life.

use std::time::Duration;

use serde_json::{Value, json};

use super::{CHANNELS, names, topic};
use crate::tests::Bench;

async fn post(bench: &Bench, token: &str) -> crate::tests::Answer {
    bench.ask(axum::http::Method::POST, CHANNELS, Some(token), None).await
}

async fn create(bench: &Bench, token: &str) -> String {
    post(bench, token).await.ok()["id"].as_str().unwrap().to_owned()
}

async fn subscribe(bench: &Bench, method: &str, token: &str, path: &str, topics: &[&str]) -> crate::tests::Answer {
    let body = topics.iter().map(|topic| json!({"id": topic})).collect();
    bench.ask(method.parse().unwrap(), path, Some(token), Some(body)).await
}

fn subscriptions(channel: &str) -> String {
    format!("{CHANNELS}/{channel}/subscriptions")
}

async fn exists(bench: &Bench, token: &str, channel: &str) -> bool {
    let path = format!("{CHANNELS}/{channel}");
    let answer = bench.ask(axum::http::Method::HEAD, &path, Some(token), None).await;
    assert!(answer.text.is_empty() || answer.status != 200);
    answer.status == 200
}

#[tokio::test]
async fn a_channel_is_a_secret_address_for_a_day() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let channel = post(&bench, &token).await.ok();
    let id = channel["id"].as_str().unwrap();
    assert!(id.len() >= 43);
    assert_eq!(channel["connectUri"], json!(format!("ws://127.0.0.1:8787/channels/{id}")));
    let tomorrow = bench.cloud.clock().now() + chrono::TimeDelta::days(1);
    assert_eq!(channel["expires"], json!(wire::Timestamp(tomorrow)));
    assert!(exists(&bench, &token, id).await);
    let other = bench.token("Dario Amari").await;
    assert!(!exists(&bench, &other, id).await);
    assert_eq!(subscribe(&bench, "PUT", &other, &subscriptions(id), &[]).await.refusal().0, 404);
    // Another token of the same agent finds the channel, but learns no address.
    let again = bench.token("Ada Lindqvist").await;
    assert!(exists(&bench, &again, id).await);
    let listed = bench.get(&format!("{CHANNELS}?includechannels=oauthclient"), &again).await.ok();
    assert!(!listed.to_string().contains(id));
    assert_eq!(bench.get(CHANNELS, &again).await.ok()["entities"], json!([]));
    assert_eq!(bench.get(CHANNELS, &token).await.ok()["entities"][0]["id"], json!(id));
}

#[tokio::test]
async fn the_21st_channel_takes_the_place_of_the_least_used() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let mut channels = Vec::new();
    for _ in 0..20 {
        channels.push(create(&bench, &token).await);
        bench.cloud.clock().advance(Duration::from_secs(10));
    }
    assert!(exists(&bench, &token, &channels[0]).await, "asking is use");
    create(&bench, &token).await;
    assert!(exists(&bench, &token, &channels[0]).await);
    assert!(!exists(&bench, &token, &channels[1]).await);
    let other = bench.token("Dario Amari").await;
    create(&bench, &other).await;
    assert!(exists(&bench, &token, &channels[2]).await, "each user has their own twenty");
}

#[tokio::test]
async fn a_burst_of_channels_is_told_to_wait() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    for _ in 0..30 {
        create(&bench, &token).await;
    }
    bench.cloud.clock().advance(Duration::from_secs(15));
    let over = post(&bench, &token).await;
    assert_eq!(over.refusal(), (429, "too.many.requests.retry.after".to_owned()));
    assert_eq!(over.header("retry-after"), "45");
    bench.cloud.clock().advance(Duration::from_secs(45));
    create(&bench, &token).await;
}

#[tokio::test]
async fn subscriptions_are_replaced_added_and_cleared() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let path = subscriptions(&create(&bench, &token).await);
    let (one, two, three) = (topic(1), topic(2), topic(3));
    let put = subscribe(&bench, "PUT", &token, &path, &[&one, &two, &one]).await.ok();
    assert_eq!(names(&put), [&one, &two]);
    assert_eq!(put["entities"][0]["state"], "Permitted");
    assert_eq!(names(&subscribe(&bench, "POST", &token, &path, &[&two, &three]).await.ok()), [&one, &two, &three]);
    assert_eq!(names(&bench.get(&path, &token).await.ok()), [&one, &two, &three]);
    assert_eq!(names(&subscribe(&bench, "PUT", &token, &path, &[&three]).await.ok()), [&three]);
    assert_eq!(subscribe(&bench, "DELETE", &token, &path, &[]).await.status, 204);
    assert_eq!(names(&bench.get(&path, &token).await.ok()), [""; 0]);
}

#[tokio::test]
async fn subscribing_prolongs_the_life_of_a_channel() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let (kept, left) = (create(&bench, &token).await, create(&bench, &token).await);
    let start = bench.cloud.clock().now();
    bench.cloud.clock().advance(Duration::from_secs(3600));
    subscribe(&bench, "PUT", &token, &subscriptions(&kept), &[&topic(1)]).await.ok();
    let channels = bench.get(CHANNELS, &token).await.ok();
    for channel in channels["entities"].as_array().unwrap() {
        let hours = if channel["id"] == json!(kept) { 25 } else { 24 };
        assert_eq!(channel["expires"], json!(wire::Timestamp(start + chrono::TimeDelta::hours(hours))));
    }
    assert!(exists(&bench, &token, &left).await);
}

#[tokio::test]
async fn a_refused_topic_fails_the_request_unless_errors_are_ignored() {
    let bench = Bench::new();
    let token = bench.token("Noor van Dijk").await;
    let me = bench.get("/api/v2/users/me", &token).await.ok()["id"].as_str().unwrap().to_owned();
    let path = subscriptions(&create(&bench, &token).await);
    let (own, events) = (format!("v2.users.{me}.conversations"), topic(1));
    let all = [own.as_str(), &events, "v2.users.somebody.conversations", "v2.no.such.topic"];
    let answer = subscribe(&bench, "PUT", &token, &path, &all[..2]).await;
    assert_eq!(answer.refusal(), (403, "missing.any.permissions".to_owned()));
    assert_eq!(names(&bench.get(&path, &token).await.ok()), [""; 0], "nothing was subscribed");
    let refused = subscribe(&bench, "PUT", &token, &path, &all[2..3]).await.refusal();
    assert_eq!(refused, (403, "not.authorized".to_owned()));
    assert_eq!(subscribe(&bench, "PUT", &token, &path, &all[3..]).await.refusal().0, 400);

    let answer = subscribe(&bench, "PUT", &token, &format!("{path}?ignoreErrors=true"), &all).await.ok();
    let states: Vec<_> = answer["entities"].as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
    assert_eq!(states, ["Permitted", "Rejected", "Rejected", "Rejected"]);
    assert_eq!(answer["entities"][1]["missingPermissions"], json!(["journey:event:view"]));
    assert!(answer["entities"][1]["rejectionReason"].as_str().unwrap().contains("journey:event:view"));
    assert_eq!(names(&bench.get(&path, &token).await.ok()), [own.as_str()]);
}

#[tokio::test]
async fn a_channel_holds_a_thousand_topics_and_names_below_two_hundred_letters() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let path = subscriptions(&create(&bench, &token).await);
    let thousand: Vec<String> = (0..1_000).map(topic).collect();
    let thousand: Vec<&str> = thousand.iter().map(String::as_str).collect();
    assert_eq!(names(&subscribe(&bench, "PUT", &token, &path, &thousand).await.ok()).len(), 1_000);
    assert_eq!(subscribe(&bench, "POST", &token, &path, &[&topic(1_000)]).await.refusal().0, 400);
    assert_eq!(names(&bench.get(&path, &token).await.ok()).len(), 1_000);
    let named = |n: usize| format!("v2.journey.sessions.{}.web.events", "x".repeat(n - 31));
    assert_eq!((named(199).len(), named(200).len()), (199, 200));
    assert_eq!(subscribe(&bench, "PUT", &token, &path, &[&named(199)]).await.status, 200);
    assert_eq!(subscribe(&bench, "PUT", &token, &path, &[&named(200)]).await.refusal().0, 400);
    for body in [json!({}), json!(["x"]), json!([{"topic": "x"}]), Value::Null] {
        let answer = bench.ask(axum::http::Method::PUT, &path, Some(&token), Some(body.clone())).await;
        assert_eq!(answer.refusal().0, 400, "{body}");
    }
}
