//! A customer calls; the agent makes sure who it is.

use serde_json::json;

use crate::cloud::Cloud;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

#[tokio::test]
async fn a_call_with_a_shared_number_is_verified_and_the_journey_appears() {
    let mut stage = Stage::set().await;
    let shared = Cloud::shared_number();
    let agent = stage.agent(ADA, "").await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    stage.cloud.post("/shop/api/calls", &json!({"from": shared}));
    agent.find("region", "Contact…").await;
    assert!(agent.text("region", "Contact…").await.contains("Verify contact"));
    let script = "const list = all('list', 'Suggestions')[0]; return list ? all('button', 'Verify …', list).length : 0";
    let n_suggestions = agent.wait("suggestions", script, vec![]).await;
    assert_eq!(n_suggestions, json!(2), "two contacts share the number");
    assert_eq!(agent.text("heading", "Unknown").await, "Unknown");

    let first = "const list = all('list', 'Suggestions')[0]; const b = all('button', 'Verify …', list)[0]; const n = name(b); b.click(); return n";
    let name = agent.run(first, vec![]).await.as_str().unwrap_or_default().trim_start_matches("Verify ").to_owned();
    agent.find("heading", &name).await;
    agent.wait("cards", "const list = all('list', 'Sessions')[0]; return list && list.children.length", vec![]).await;
    assert_eq!(agent.count("region", Some("Contact…")).await, 0, "the contact region is gone");
    assert!(page.n_cards().await > 0);
    agent.close().await;
}

#[tokio::test]
async fn a_call_with_a_number_of_one_contact_shows_the_journey_at_once() {
    let mut stage = Stage::set().await;
    let (number, name) = Cloud::known_number();
    let agent = stage.agent(ADA, "").await;
    JourneyPage(&agent).wait_for_connection("Live").await;
    stage.cloud.post("/shop/api/calls", &json!({"from": number}));
    agent.find("heading", &name).await;
    agent.wait("cards", "const list = all('list', 'Sessions')[0]; return list && list.children.length", vec![]).await;
    agent.close().await;
}
