//! Loading the page anew: the tab goes on with its channel, and what is kept for that is nothing that others could use.

use serde_json::json;

use crate::browser::Browser;
use crate::cloud::Cloud;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// How often channels were asked for, and asked about.
fn channels(cloud: &Cloud) -> (usize, usize) {
    let asked: Vec<_> = cloud.proxy.asked_after(0).into_iter().flatten().collect();
    let count = |method: &str, part: &str| {
        asked.iter().filter(|one| one.method == method && one.target.starts_with(part)).count()
    };
    (count("POST", "/api/v2/notifications/channels"), count("HEAD", "/api/v2/notifications/channels/"))
}

/// The keys of the channels in the tab's storage.
async fn kept(browser: &Browser) -> u64 {
    let script = "return Object.keys(sessionStorage).filter(key => key.startsWith('journey.channel')).length";
    browser.run(script, vec![]).await.as_u64().unwrap_or(u64::MAX)
}

#[tokio::test]
async fn a_page_that_is_loaded_anew_goes_on_with_its_channel() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let first = stage.cloud.web_event("cookie", "page_viewed", "Tents", 1_000, &json!({}));
    let query = format!("?sessionId={}", first["session"]["id"].as_str().expect("a session"));
    let agent = stage.agent(ADA, &query).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    assert_eq!((channels(&stage.cloud), kept(&agent).await), ((1, 0), 0), "in use it is nowhere");
    for n in 1..=3 {
        stage.sign_in(&agent, ADA, &query).await;
        page.wait_for_connection("Live").await;
        assert_eq!((channels(&stage.cloud), kept(&agent).await), ((1, n), 0), "after {n}");
    }
    // What is left is the channel and nothing of the agent.
    agent.open(&stage.cloud.address("/shop/")).await;
    let left = "return JSON.stringify({...sessionStorage})";
    let left = agent.run(left, vec![]).await.as_str().unwrap_or_default().to_lowercase();
    assert!(left.contains("journey.channel.") && left.contains("/channels/"), "{left}");
    assert!(!left.contains("ada") && !left.contains("bearer") && !left.contains("token"), "{left}");
    agent.close().await;
}
