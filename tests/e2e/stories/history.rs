//! The past: Load More to its end, details, copy.

use serde_json::{Value, json};

use crate::cloud::Cloud;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

#[tokio::test]
async fn load_more_leads_to_the_end_without_doubles() {
    let mut stage = Stage::set().await;
    let contact = Cloud::contact_named("Okafor");
    let agent = stage.agent(ADA, &format!("?contactId={contact}")).await;
    let page = JourneyPage(&agent);
    agent.wait("cards", "const list = all('list', 'Sessions')[0]; return list && list.children.length", vec![]).await;
    let first = page.n_cards().await;
    assert!((10..20).contains(&first), "{first} cards at first");
    for _ in 0..20 {
        if agent.count("button", Some("Load More")).await == 0 {
            break;
        }
        let before = page.n_cards().await;
        agent.click("button", "Load More").await;
        let script = "const list = all('list', 'Sessions')[0]; return list.children.length > arguments[0] || all('button', 'Load More').length === 0";
        agent.wait("more cards", script, vec![json!(before)]).await;
    }
    agent.wait("the end", "return document.body.textContent.includes('No earlier sessions')", vec![]).await;
    let script = "const list = all('list', 'Sessions')[0]; return [...list.querySelectorAll(':scope > li > article')].map(a => name(a))";
    let names = agent.run(script, vec![]).await;
    let names: Vec<&str> = names.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(names.len() >= 30, "{} cards in all", names.len());
    assert_eq!(agent.logs().await, "");
    agent.close().await;
}

#[tokio::test]
async fn an_event_opens_its_details_and_every_value_can_be_copied() {
    let mut stage = Stage::set().await;
    let answer = stage.cloud.web_event("details", "page_viewed", "Winter sale", 30_000, &json!({}));
    stage.cloud.web_event("details", "search_performed", "Search", 20_000, &json!({"searchQuery": "down jacket"}));
    let session = answer["session"]["id"].as_str().expect("a session").to_owned();
    let agent = stage.agent(ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    page.expand("Web visit").await;
    page.wait_for_event(crate::browser::PATIENCE, "Search performed: down jacket").await;
    let script = "const list = all('list', 'Journey map')[0]; const b = all('button', 'Search performed: down jacket…', list)[0]; b.focus(); b.click(); return true";
    agent.wait("the event", script, vec![]).await;
    agent.find("dialog", "…").await;
    agent
        .cdp("Browser.grantPermissions", json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}))
        .await;
    agent.click("button", "Copy all").await;
    agent.wait("the announcement", "const e = all('status', 'Announcements')[0] || document.querySelector('[aria-label=Announcements]'); return e && text(e).includes('Copied')", vec![]).await;
    let n = "return all('button', 'Copy …').length";
    assert!(agent.run(n, vec![]).await.as_u64().unwrap_or_default() > 1, "each value has its button");
    agent
        .run(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))",
            vec![],
        )
        .await;
    agent.wait("the dialog to close", "return all('dialog', null).length === 0", vec![]).await;
    let focus = agent.run("return name(document.activeElement)", vec![]).await;
    assert!(focus.as_str().unwrap_or_default().starts_with("Search performed: down jacket"), "focus is on {focus}");
    agent.close().await;
}
