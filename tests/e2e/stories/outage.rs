//! The link breaks; nothing is lost.

use std::time::Duration;

use serde_json::json;

use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// How long coming back may take: the cloud's own restart in a debug build included.
const BACK: Duration = Duration::from_secs(30);

#[tokio::test]
async fn events_made_while_the_socket_is_cut_appear() {
    let mut stage = Stage::set().await;
    let answer = stage.cloud.web_event("cut", "page_viewed", "Tents", 60_000, &json!({}));
    stage.cloud.web_event("cut", "search_performed", "Search", 50_000, &json!({"searchQuery": "tent pegs"}));
    let session = answer["session"]["id"].as_str().expect("a session").to_owned();
    let agent = stage.agent(ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    page.wait_for_event(BACK, "Search performed: tent pegs").await;

    stage.cloud.proxy.reset();
    stage.cloud.proxy.weather(|weather| weather.refuses = true);
    page.wait_for_connection("Reconnecting").await;
    for (n, title) in ["Stoves", "Maps", "Boots"].iter().enumerate() {
        stage.cloud.web_event(
            "cut",
            "page_viewed",
            title,
            3_000 - 500 * i64::try_from(n).unwrap_or_default(),
            &json!({}),
        );
    }
    stage.cloud.proxy.clear();
    for title in ["Stoves", "Maps", "Boots"] {
        page.wait_for_event(BACK, &format!("Page viewed: {title}")).await;
    }
    page.wait_for_connection_at_most(BACK, "Live").await;
    let events = page.events().await;
    let n_boots = events.iter().filter(|name| name.starts_with("Page viewed: Boots")).count();
    assert_eq!(n_boots, 1, "no doubles: {events:?}");
    agent.close().await;
}

#[tokio::test]
async fn the_cloud_is_killed_and_started_again_and_nothing_is_lost() {
    let mut stage = Stage::set().await;
    let answer = stage.cloud.web_event("killed", "page_viewed", "Tents", 60_000, &json!({}));
    stage.cloud.web_event("killed", "search_performed", "Search", 50_000, &json!({"searchQuery": "tent pegs"}));
    let session = answer["session"]["id"].as_str().expect("a session").to_owned();
    let agent = stage.agent(ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    page.wait_for_event(BACK, "Search performed: tent pegs").await;

    stage.cloud.web_event("killed", "page_viewed", "Stoves", 1_000, &json!({}));
    stage.cloud.kill();
    page.wait_for_connection_at_most(BACK, "Reconnecting").await;
    stage.cloud.restart().await;
    stage.cloud.web_event("killed", "page_viewed", "Maps", 0, &json!({}));
    page.wait_for_connection_at_most(BACK, "Live").await;
    for title in ["Tents", "Stoves", "Maps"] {
        page.wait_for_event(BACK, &format!("Page viewed: {title}")).await;
    }
    agent.close().await;
}
