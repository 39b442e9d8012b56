//! Organisations of other kinds: without Predictive Engagement, after the vendor's withdrawal of outcomes, and with the
//! shapes of 2025. The page is right in all of them.

use serde_json::json;

use crate::browser::{Browser, PATIENCE};
use crate::customer;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// Nothing that fails, nothing that is said to be hidden.
async fn assert_untroubled(agent: &Browser) {
    let script = "return [all('alert', null).map(text).join(), [...document.querySelectorAll('main p')].map(text).filter(t => t.startsWith('Some data is hidden')).join()]";
    assert_eq!(agent.run(script, vec![]).await, json!(["", ""]));
}

#[tokio::test]
async fn without_predictive_engagement_conversations_remain_and_nothing_is_missed() {
    let mut stage = Stage::set_as(&["--no-personas", "--organisation", "no-predictive-engagement"]).await;
    let id = customer::contact(&stage.cloud, "Nele", "Brandt-Okoro", "nele@example.com", "+441134960177");
    let agent = stage.agent(ADA, "").await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    stage.cloud.post("/shop/api/calls", &json!({"from": "+441134960177"}));
    agent.find("heading", customer::NAME).await;
    page.wait_for_card_state(PATIENCE, "Inbound call", "active").await;
    assert_untroubled(&agent).await;
    for region in ["Searches performed…", "Outcome predictions…", "Segments matched…"] {
        assert_eq!(agent.count("region", Some(region)).await, 0, "{region}");
    }
    assert_eq!(agent.count("article", Some("Web visit…")).await, 0);
    // It is the contact's session wherever it is looked at from.
    stage.sign_in(&agent, ADA, &format!("?contactId={id}")).await;
    page.wait_for_connection("Live").await;
    page.wait_for_card_state(PATIENCE, "Inbound call", "active").await;
    assert_untroubled(&agent).await;
    agent.close().await;
}

#[tokio::test]
async fn after_the_withdrawal_of_outcomes_no_trace_of_them_is_left() {
    let mut stage = Stage::set_as(&["--no-personas", "--organisation", "no-outcomes"]).await;
    let contact = customer::complete(&stage.cloud);
    let agent = stage.agent(ADA, &format!("?contactId={contact}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    page.wait_for_event(PATIENCE, "Product purchased").await;
    agent.find("region", "Segments matched…").await;
    agent.find("region", "Searches performed…").await;
    stage.cloud.web_event("complete", "page_viewed", "Boots", 0, &json!({}));
    page.wait_for_event(PATIENCE, "Page viewed: Boots").await;
    assert_eq!(agent.count("meter", None).await, 0);
    assert_eq!(agent.count("region", Some("Outcome predictions…")).await, 0);
    let events = page.events().await;
    assert!(!events.iter().any(|name| name.starts_with("Outcome")), "{events:?}");
    assert_untroubled(&agent).await;
    agent.close().await;
}

#[tokio::test]
async fn with_the_shapes_of_2025_everything_is_shown() {
    let mut stage = Stage::set_as(&["--no-personas", "--organisation", "schemas-2025"]).await;
    let contact = customer::complete(&stage.cloud);
    let agent = stage.agent(ADA, &format!("?contactId={contact}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    page.wait_for_event(PATIENCE, "Product purchased").await;
    page.wait_for_event(PATIENCE, "Outcome achieved").await;
    agent.find("region", "Segments matched…").await;
    agent.wait("bars", "return all('meter', null).length", vec![]).await;
    let found = json!({"attributes": customer::texts(&[("found", "true")])});
    stage.cloud.web_event("complete", "order_tracked", "Orders", 0, &found);
    page.wait_for_event(PATIENCE, "Outcome achieved: Order found without help").await;
    page.wait_for_connection("Live").await;
    assert_untroubled(&agent).await;
    agent.close().await;
}
