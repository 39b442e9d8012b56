//! While the talk goes on: who the customer is becomes known, what happens is said in moderation, copies are said at once.

use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::PATIENCE;
use crate::customer;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// Keeps what the live region says, and when.
const LISTEN: &str = "
window.said = [];
const region = document.querySelector('[role=status][aria-label=Announcements]');
const keep = () => { const t = text(region); if (t) window.said.push([performance.now(), t]); };
new MutationObserver(keep).observe(region, {childList: true, subtree: true, characterData: true});
return true";

#[tokio::test]
async fn an_email_given_mid_session_adds_the_earlier_sessions_and_says_how_many() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    customer::complete(&stage.cloud);
    let first =
        stage.cloud.web_event("new-phone", "search_performed", "Search", 60_000, &json!({"searchQuery": "tent"}));
    let session = first["session"]["id"].as_str().expect("a session").to_owned();
    let agent = stage.agent(ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    assert_eq!(agent.text("heading", "Unknown").await, "Unknown");
    assert_eq!(page.n_cards().await, 1);
    page.expand("Web visit").await;
    agent.run(LISTEN, vec![]).await;

    customer::identify(&stage.cloud, "new-phone", "nele@example.com", 0);
    agent.find("heading", customer::NAME).await;
    let n = "return document.querySelectorAll('main article').length === 3";
    agent.wait("the earlier visit and the parcel", n, vec![]).await;
    let said = "return window.said.map(one => one[1]).find(words => /more sessions? found/.test(words))";
    let said = agent.wait("the announcement", said, vec![]).await;
    assert_eq!(said, json!("2 more sessions found"));
    // By date, newest first; the card that was open stays open.
    let order = "return [...document.querySelectorAll('main article time[datetime]')].length === 0 ? [] : [...document.querySelectorAll('main article')].map(a => a.querySelector('time[datetime]').getAttribute('datetime'))";
    let starts = agent.run(order, vec![]).await;
    let starts: Vec<&str> = starts.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert_eq!(starts.len(), 3);
    assert!(starts.is_sorted_by(|one, next| one >= next), "{starts:?}");
    assert_eq!(
        agent.run("return document.querySelectorAll('h2 button[aria-expanded=true]').length", vec![]).await,
        json!(1)
    );
    agent.close().await;
}

#[tokio::test]
async fn live_events_are_said_at_most_every_five_seconds_and_a_copy_at_once() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let contact = customer::complete(&stage.cloud);
    let agent = stage.agent(ADA, &format!("?contactId={contact}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    agent.run(LISTEN, vec![]).await;
    for n in 0..14 {
        stage.cloud.web_event("complete", "page_viewed", &format!("Aisle {n}"), 0, &json!({}));
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let said = agent.wait("two announcements", "return window.said.length > 1 && window.said", vec![]).await;
    let times: Vec<f64> = said.as_array().into_iter().flatten().filter_map(|one| one[0].as_f64()).collect();
    assert!(times.len() < 14, "{said}");
    for pair in times.windows(2) {
        assert!(pair[1] - pair[0] > 4_900.0, "two announcements within five seconds: {said}");
    }
    assert!(said[0][1].as_str().unwrap_or_default().starts_with("Page viewed: Aisle"), "{said}");

    agent
        .cdp("Browser.grantPermissions", json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}))
        .await;
    agent.click("button", "Copy Email").await;
    let copied = "return window.said.some(one => one[1] === 'Copied Email')";
    agent.wait_at_most(Duration::from_secs(2), "the copy to be said", copied, vec![]).await;
    agent.close().await;
}

#[tokio::test]
async fn a_clipboard_that_refuses_has_a_fallback_and_a_failure_is_said() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let contact = customer::complete(&stage.cloud);
    let agent = stage.driver.browser(1280, 900).await;
    let refuse = "Clipboard.prototype.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
        window.fallbacks = 0; window.works = true;
        Document.prototype.execCommand = command => { window.fallbacks += 1; return command === 'copy' && window.works; };";
    agent.before_each_page(refuse).await;
    stage.sign_in(&agent, ADA, &format!("?contactId={contact}")).await;
    JourneyPage(&agent).wait_for_connection("Live").await;
    agent.run(LISTEN, vec![]).await;
    agent.click("button", "Copy Email").await;
    agent
        .wait(
            "the copy to be said",
            "return window.fallbacks === 1 && window.said.some(one => one[1] === 'Copied Email')",
            vec![],
        )
        .await;
    agent.run("window.works = false; return true", vec![]).await;
    agent.click("button", "Copy Phone").await;
    agent
        .wait("the failure to be said", "return window.said.some(one => one[1] === 'Could not copy Phone')", vec![])
        .await;
    agent.find("button", "Retry: Copy Phone").await;
    agent.close().await;
}

#[tokio::test]
async fn an_accepted_offer_shows_the_journey_at_pick_up_and_a_newer_interaction_is_selected() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let agent = stage.agent(ADA, "").await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    // The size guide makes an offer; the page asks for it, shows it and says that it was accepted.
    stage.cloud.web_event("offered", "search_performed", "Search", 5_000, &json!({"searchQuery": "boots"}));
    stage.cloud.web_event("offered", "page_viewed", "help/size-guide", 1_000, &json!({}));
    let deployment = stage.cloud.deployment();
    let ping = format!("/api/v2/journey/deployments/{deployment}/customers/offered/ping");
    let mut action = Value::Null;
    for _ in 0..100 {
        action = stage.cloud.get(&ping)["actions"][0].clone();
        if action["id"].is_string() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(action["id"].is_string(), "no offer was made: {action}");
    let answer = json!({"sessionId": action["sessionId"], "actionId": action["id"], "actionState": "accepted"});
    stage.cloud.post(&format!("/api/v2/journey/deployments/{deployment}/actionevent"), &answer);
    page.wait_for_card_state(PATIENCE, "Web visit", "active").await;
    page.expand("Web visit").await;
    page.wait_for_event(PATIENCE, "Messaging accepted").await;
    page.wait_for_event(PATIENCE, "Search performed: boots").await;
    let n = "const list = all('list', 'Interactions')[0]; return list ? all('button', null, list).length : 0";
    assert_eq!(agent.run(n, vec![]).await, json!(1));
    let shown = "const list = all('list', 'Interactions')[0]; const one = list && list.querySelector('[aria-current=true]'); return one && name(one)";
    let before = agent.wait("the interaction", shown, vec![]).await;

    customer::contact(&stage.cloud, "Nele", "Brandt-Okoro", "nele@example.com", "+441134960177");
    stage.cloud.post("/shop/api/calls", &json!({"from": "+441134960177"}));
    agent.find("heading", customer::NAME).await;
    assert_eq!(agent.run(n, vec![]).await, json!(2));
    let after = agent.wait("the interaction", shown, vec![]).await;
    assert_ne!(before, after, "the newer one is selected");
    // Picking the older one shows its customer again.
    let pick = "const list = all('list', 'Interactions')[0]; const other = all('button', null, list).find(b => b.getAttribute('aria-current') !== 'true'); other.click(); return true";
    agent.run(pick, vec![]).await;
    agent.find("heading", "Unknown").await;
    page.wait_for_card_state(PATIENCE, "Web visit", "active").await;
    agent.close().await;
}
