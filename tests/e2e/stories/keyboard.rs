//! The page by keyboard alone.

use serde_json::{Value, json};

use crate::browser::{Browser, PATIENCE};
use crate::customer;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// The accessible name of what has the focus.
async fn focus(agent: &Browser) -> String {
    let script = "const e = document.activeElement; return e === document.body ? '' : name(e)";
    agent.run(script, vec![]).await.as_str().unwrap_or_default().to_owned()
}

/// Presses Tab until the focus is on what is named so; gives the names passed.
async fn tab_to(agent: &Browser, wanted: &str) -> Vec<String> {
    let mut passed = Vec::new();
    for _ in 0..80 {
        agent.key("Tab").await;
        let now = focus(agent).await;
        let is_there = now.starts_with(wanted);
        passed.push(now);
        if is_there {
            return passed;
        }
    }
    panic!("Tab does not reach {wanted:?}: {passed:?}");
}

#[tokio::test]
async fn everything_is_reached_by_keyboard_in_reading_order_and_the_focus_comes_back() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let agent = customer::complete_and_expanded(&mut stage).await;
    let page = JourneyPage(&agent);

    // Reading order: what Tab passes stands in the order of the document, top to bottom.
    agent.run("document.activeElement.blur(); return true", vec![]).await;
    tab_to(&agent, "Full-size view").await;
    assert_eq!(tab_to(&agent, "More options").await.len(), 1);
    tab_to(&agent, "Web visit").await;
    agent.key("Enter").await;
    let collapsed = "return document.activeElement.getAttribute('aria-expanded')";
    assert_eq!(agent.run(collapsed, vec![]).await, json!("false"));
    agent.key("Enter").await;
    page.wait_for_event(PATIENCE, "Page viewed: Returns").await;

    // The map is one stop; the arrows, Home and End walk its events.
    let newest = "Page viewed: Returns";
    let passed = tab_to(&agent, newest).await;
    let n_events = passed.iter().filter(|name| name.starts_with("Page viewed") || name.starts_with("Search performed"));
    assert_eq!(n_events.count(), 1, "one tab stop: {passed:?}");
    agent.key("Home").await;
    assert!(focus(&agent).await.starts_with("Page viewed: Winter sale"), "{}", focus(&agent).await);
    agent.key("ArrowRight").await;
    let second = focus(&agent).await;
    assert!(!second.starts_with("Page viewed: Winter sale") && !second.is_empty(), "{second}");
    agent.key("ArrowLeft").await;
    assert!(focus(&agent).await.starts_with("Page viewed: Winter sale"));
    agent.key("End").await;
    assert!(focus(&agent).await.starts_with(newest), "{}", focus(&agent).await);

    // Details open beside it; Escape gives the focus back.
    agent.key("Enter").await;
    agent.find("dialog", "…").await;
    agent.key("Escape").await;
    agent.wait("the dialog to close", "return all('dialog', null).length === 0", vec![]).await;
    assert!(focus(&agent).await.starts_with(newest), "{}", focus(&agent).await);

    // Single keys.
    let size = "return all('button', 'Full-size view')[0].getAttribute('aria-pressed')";
    assert_eq!(agent.run(size, vec![]).await, json!("false"));
    agent.key("f").await;
    assert_eq!(agent.run(size, vec![]).await, json!("true"));
    agent.key("f").await;
    agent.key("?").await;
    agent.find("dialog", "Keyboard shortcuts").await;
    agent.key("Escape").await;
    agent.wait("the list to close", "return all('dialog', null).length === 0", vec![]).await;
    assert!(focus(&agent).await.starts_with(newest), "{}", focus(&agent).await);

    // The order of the stops is the order on the page.
    agent.run("document.activeElement.blur(); window.scrollTo(0, 0); return true", vec![]).await;
    let mut places: Vec<(String, i64)> = Vec::new();
    for _ in 0..12 {
        agent.key("Tab").await;
        let place = agent
            .run("const every = [...document.querySelectorAll('*')]; const e = document.activeElement; return [name(e), every.indexOf(e)]", vec![])
            .await;
        let at = place[1].as_i64().unwrap_or_default();
        places.push((place[0].as_str().unwrap_or_default().to_owned(), at));
    }
    let n_back = places.windows(2).filter(|pair| pair[1].1 <= pair[0].1).count();
    assert!(n_back <= 1, "Tab goes back: {places:?}");
    agent.close().await;
}

#[tokio::test]
async fn language_theme_and_size_come_with_the_address() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let contact = customer::complete(&stage.cloud);
    let agent = stage.agent(ADA, &format!("?contactId={contact}&view=half&theme=dark&lang=de")).await;
    JourneyPage(&agent).wait_for_connection("Live").await;
    let seen = "return [document.documentElement.dataset.theme || '', all('main', 'Customer journey')[0].dataset.view, \
                getComputedStyle(document.body).colorScheme || getComputedStyle(document.documentElement).colorScheme]";
    assert_eq!(
        agent.run(seen, vec![]).await.as_array().map(|all| all[..2].to_vec()),
        Some(vec![json!("dark"), json!("half")])
    );
    let dark = agent.run("return getComputedStyle(document.body).backgroundColor", vec![]).await;
    stage.sign_in(&agent, ADA, &format!("?contactId={contact}&view=full&theme=light")).await;
    JourneyPage(&agent).wait_for_connection("Live").await;
    assert_eq!(
        agent.run(seen, vec![]).await.as_array().map(|all| all[..2].to_vec()),
        Some(vec![json!("light"), json!("full")])
    );
    let light = agent.run("return getComputedStyle(document.body).backgroundColor", vec![]).await;
    assert_ne!(dark, light, "the theme is seen");
    // What the agent chooses is remembered; the address goes before it.
    agent.click("button", "Full-size view").await;
    agent.run("return localStorage.length", vec![]).await;
    stage.sign_in(&agent, ADA, &format!("?contactId={contact}")).await;
    let half = "return all('button', 'Full-size view')[0]?.getAttribute('aria-pressed') === 'false'";
    agent.wait("the size that was chosen last", half, vec![]).await;
    let width: Value = agent.run("return innerWidth >= 960", vec![]).await;
    assert_eq!(width, json!(true), "by its width alone it would be full");
    agent.close().await;
}
