//! Find in journey by keyboard, and the catch-up that leads to its evidence.

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::customer;
use crate::pages::JourneyPage;
use crate::stage::Stage;

/// The accessible name of what has the focus.
async fn focus(agent: &Browser) -> String {
    agent.run("return name(document.activeElement)", vec![]).await.as_str().unwrap_or_default().to_owned()
}

async fn type_in(agent: &Browser, text: &str) {
    for key in text.chars() {
        agent.key(&key.to_string()).await;
    }
}

#[tokio::test]
async fn what_is_looked_for_is_found_by_keyboard_and_the_digest_leads_to_its_evidence() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let agent = customer::complete_and_expanded(&mut stage).await;
    let page = JourneyPage(&agent);
    let n_cards = page.n_cards().await;
    assert!(n_cards > 1, "{n_cards}");

    // The digest: where they got stuck, and the facts that say so.
    let digest = agent.text("region", "Catch-up").await;
    assert!(digest.contains("Left the form “Delivery” 4 min ago, searched “return policy” twice."), "{digest}");
    let facts = "return all('list', 'Facts').flatMap(list => [...list.children]).map(item => item.innerText.trim())";
    let facts: Vec<String> = serde_json::from_value(agent.run(facts, vec![]).await).expect("facts");
    for fact in ["Form abandoned: Delivery", "Searched “return policy” 2×"] {
        assert!(facts.iter().any(|shown| shown == fact), "{fact:?} in {facts:?}");
    }
    agent.picture("catch-up-light").await;
    agent.click("button", "Form abandoned: Delivery").await;
    agent
        .wait(
            "the focus on the map",
            "return name(document.activeElement).startsWith('Form abandoned: Delivery,')",
            vec![],
        )
        .await;

    // `/` leads to the searchbox; what is typed leaves what holds it, and says how much that is.
    agent.key("/").await;
    assert_eq!(focus(&agent).await, "Find in journey");
    type_in(&agent, "parka").await;
    agent.wait("one card", "return all('article', null).length === 1", vec![]).await;
    let line: Value = agent.run("return document.querySelector('.find-line p').innerText", vec![]).await;
    let expected = format!("2 events, 1 of {n_cards} sessions");
    assert!(line.as_str().is_some_and(|line| line.starts_with(&expected)), "{line} for {expected}");
    let dim = "return document.querySelectorAll('.journey-map > [data-dim]').length > 0";
    assert_eq!(agent.run(dim, vec![]).await, json!(true), "what does not hold it steps back");

    // Enter walks from one to the next, the focus stays in the field; Escape shows all again.
    let at = "return name(document.querySelector('.journey-map > [data-at] > button') ?? document.body)";
    agent.key("Enter").await;
    agent.wait("the first", "return name(document.querySelector('.journey-map > [data-at] > button')).startsWith('Product added: Parka,')", vec![]).await;
    agent.key("Enter").await;
    agent.wait("the second", "return name(document.querySelector('.journey-map > [data-at] > button')).startsWith('Product purchased: Parka,')", vec![]).await;
    assert_eq!(focus(&agent).await, "Find in journey");
    agent.picture("find-light").await;
    agent.key("Escape").await;
    agent.wait("all cards", "return all('article', null).length === arguments[0]", vec![json!(n_cards)]).await;
    assert!(!agent.run(at, vec![]).await.as_str().unwrap_or_default().starts_with("Product"), "nothing is marked");

    // A sign that comes live is in the digest at once.
    let attributes = json!({"attributes": customer::texts(&[("formName", "Payment")])});
    stage.cloud.web_event("complete", "form_abandoned", "Checkout", 0, &attributes);
    agent.find("button", "Form abandoned: Payment").await;
    let digest = agent.text("region", "Catch-up").await;
    assert!(digest.contains("Left the form “Payment” just now, left the form “Delivery”."), "{digest}");
    agent.close().await;
}
