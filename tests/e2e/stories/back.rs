//! The agent leaves the page and comes back to it: the browser kept it, and it is live at once.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::PATIENCE;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// In the page: whether it came back out of the browser's cache.
const LISTEN: &str = "addEventListener('pageshow', event => { window.wasKept = event.persisted; });";

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a story measures how long it takes")]
async fn a_page_that_is_come_back_to_was_kept_and_is_live_at_once() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let first = stage.cloud.web_event("back", "search_performed", "Search", 60_000, &json!({"searchQuery": "tent"}));
    let session = first["session"]["id"].as_str().expect("a session").to_owned();
    let agent = stage.driver.browser(1280, 900).await;
    agent.before_each_page(LISTEN).await;
    stage.sign_in(&agent, ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    page.wait_for_event(PATIENCE, "Search performed").await;
    agent.open(&stage.cloud.address("/shop/")).await;
    stage.cloud.web_event("back", "page_viewed", "Boots", 0, &json!({}));
    let begun = Instant::now();
    agent.client.back().await.expect("the way back");
    page.wait_for_event(PATIENCE, "Page viewed: Boots").await;
    page.wait_for_connection_at_most(Duration::from_secs(2), "Live").await;
    let took = begun.elapsed();
    let kept = agent.run("return window.wasKept", vec![]).await;
    let why = agent
        .run("const [entry] = performance.getEntriesByType('navigation'); return entry.notRestoredReasons", vec![])
        .await;
    eprintln!("kept {kept}, {why}, live after {took:.1?}");
    assert_eq!((kept, why), (json!(true), Value::Null));
    agent.close().await;
}
