//! The customer acts in the shop; the agent sees it.

use std::time::Duration;

use serde_json::json;

use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// The promise: everything is on the agent's page within a second. Half a second more is the measuring's own.
const SOON: Duration = Duration::from_millis(1_500);

#[tokio::test]
async fn customer_clicks_in_the_shop_and_the_agent_sees_it_within_a_second() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let agent = stage.agent(ADA, "").await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;

    let customer = stage.customer("?utm_source=google&utm_medium=cpc&utm_campaign=winter+sale").await;
    customer.click("button", "Chat with us…").await;
    page.wait_for_card_state(Duration::from_secs(10), "Web visit", "active").await;

    customer.open(&stage.cloud.address("/shop/search?q=parka")).await;
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    page.wait_for_event(SOON, "Search performed: parka").await;
    let region = agent.text("region", "Searches performed…").await;
    assert!(region.contains("parka"), "the searches read: {region}");

    let begun = begin();
    customer.open(&stage.cloud.address("/shop/help/returns")).await;
    let opened = begun.elapsed();
    page.wait_for_event(SOON, "Page viewed: Returns").await;
    eprintln!("page open in the shop after {opened:?}, on the agent's map after {:?}", begun.elapsed());
    let current = "const a = all('article', 'Web visit…')[0]; return [...a.querySelectorAll('dt')].some(t => text(t) === 'Current page' && text(t.nextElementSibling).includes('Returns'))";
    agent.wait_at_most(SOON, "the current page", current, vec![]).await;
    assert_eq!(agent.logs().await, "", "the agent's page logged errors");
    assert_eq!(customer.logs().await, "", "the shop logged errors");
    agent.close().await;
    customer.close().await;
}

#[tokio::test]
async fn an_active_card_turns_gray_by_the_clock_without_any_event() {
    let mut stage = Stage::set().await;
    // The only event is almost twenty minutes old when the agent opens the card.
    let answer = stage.cloud.web_event("turns-gray", "page_viewed", "Tents", 19 * 60_000 + 48_000, &json!({}));
    let session = answer["session"]["id"].as_str().expect("a session").to_owned();
    let agent = stage.agent(ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    assert_eq!(page.card_state("Web visit").await, "active");
    let gray = "const e = all('article', 'Web visit…')[0]; return e && ['inactive', 'ended'].includes(e.dataset.state)";
    agent.wait_at_most(Duration::from_secs(20), "the card to turn gray", gray, vec![]).await;
    agent.close().await;
}

#[tokio::test]
async fn an_offer_accepted_in_the_shop_becomes_an_interaction_of_the_agent() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let agent = stage.agent(ADA, "").await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    let customer = stage.customer("").await;
    customer.click("button", "Chat with us…").await;
    let script = "const list = all('list', 'Interactions')[0]; return list && list.querySelectorAll('[aria-current]:not([aria-current=false])').length";
    agent.wait("the interaction to be selected", script, vec![]).await;
    page.wait_for_card_state(Duration::from_secs(10), "Web m", "active").await;
    agent.close().await;
    customer.close().await;
}

#[expect(clippy::disallowed_methods, reason = "a story measures how long it takes")]
fn begin() -> std::time::Instant {
    std::time::Instant::now()
}
