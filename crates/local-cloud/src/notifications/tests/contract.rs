//! What comes by itself: every system topic and the user's tokens, heard and checked.

use std::collections::BTreeSet;
use std::time::Duration;

use contract::Contract;
use serde_json::{Value, json};

use super::CHANNELS;
use crate::tests::Running;

/// Pattern without a word of its own: stands for the others.
const GENERAL: &str = "v2.system.{id}.{id}";
const ADA: &str = "Ada Lindqvist";

#[tokio::test]
async fn every_topic_that_comes_by_itself_is_heard_and_is_of_the_contract() {
    let cloud = Running::in_memory().await;
    let token = cloud.token(ADA).await;
    let me = cloud.api("GET", "/api/v2/users/me", &token, None).await.1["id"].as_str().unwrap().to_owned();
    let tokens = format!("v2.users.{me}.tokens");
    let events = "v2.journey.sessions.some.web.events";
    let mut heard = BTreeSet::new();
    // The ear has checked each frame.
    let mut hear = |frame: Value| {
        let pattern = Contract::current().topic(frame["topicName"].as_str().unwrap()).unwrap().pattern.clone();
        heard.insert(pattern);
    };

    let channel = cloud.channel(&token, &[&tokens, events]).await;
    let mut ear = cloud.connect(&channel).await;
    ear.say(r#"{"message":"ping"}"#).await;
    hear(ear.hear().await.unwrap());
    let other = cloud.token(ADA).await;
    let told = ear.hear().await.unwrap();
    assert_eq!((&told["topicName"], &told["eventBody"]["user"]["id"]), (&json!(tokens), &json!(me)));
    hear(told);
    cloud.control("/control/permissions", json!({"agent": ADA, "remove": ["journey:event:view"]})).await;
    hear(ear.hear().await.unwrap());
    cloud.clock.advance(Duration::from_secs(31));
    hear(ear.hear_of("channel.metadata").await);
    cloud.control("/control/sockets/announce", json!({})).await;
    hear(ear.hear_of("v2.system.socket_closing").await);

    // Twenty more channels: the one without a socket gives way first, so each gets one.
    let mut ears = Vec::new();
    for _ in 0..20 {
        ears.push(cloud.connect(&cloud.channel(&token, &[]).await).await);
    }
    hear(ear.hear_of(&format!("v2.system.no_longer_subscribed.{channel}")).await);
    assert_eq!(cloud.api("HEAD", &format!("{CHANNELS}/{channel}"), &token, None).await.0, 404);

    let last = cloud.channel(&other, &[]).await;
    let mut ear = cloud.connect(&last).await;
    assert_eq!(cloud.api("DELETE", "/api/v2/tokens/me", &other, None).await.0, 200);
    hear(ear.hear_of(&format!("v2.system.token_revoked.{last}")).await);

    let alone =
        Contract::current().topics().iter().filter(|topic| !topic.subscribe || topic.pattern.contains("tokens"));
    let missing: Vec<&str> = alone
        .map(|topic| topic.pattern.as_str())
        .filter(|topic| !heard.contains(*topic) && *topic != GENERAL)
        .collect();
    assert_eq!(missing, [""; 0], "not heard");
    println!("{} topics that come by themselves", heard.len());
}
