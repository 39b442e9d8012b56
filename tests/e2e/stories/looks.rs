//! How it looks: pictures at the widths and in the schemes that the design names, for people to look at; and what a
//! picture must never show: content wider than the page.

use serde_json::json;

use crate::browser::Browser;
use crate::cloud::Cloud;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

#[tokio::test]
async fn the_page_fits_every_width_in_light_and_dark() {
    let mut stage = Stage::set().await;
    let contact = Cloud::contact_named("Okafor");
    let agent = stage.agent(ADA, &format!("?contactId={contact}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    agent.wait("cards", "const list = all('list', 'Sessions')[0]; return list && list.children.length", vec![]).await;
    let expand = "const b = all('article', null).map(a => a.querySelector('h2 button[aria-expanded=false]')).find(Boolean); if (b) b.click(); return true";
    agent.run(expand, vec![]).await;
    agent.wait("a map", "return all('list', 'Journey map').length", vec![]).await;
    for (width, height) in [(320, 1400), (420, 1400), (480, 1400), (1280, 1300), (1720, 1300)] {
        look(&agent, "tab", width, height).await;
    }

    // What could not be read is said in one line, which fits too.
    for path in ["/api/v2/journey/segments$", "/api/v2/journey/outcomes$"] {
        let order = json!({"path": path, "method": "GET", "times": 1_000_000, "status": 500});
        stage.cloud.control("/control/fail", &order);
    }
    stage.sign_in(&agent, ADA, &format!("?contactId={contact}")).await;
    page.wait_for_connection("Live").await;
    agent.wait("the line", "return document.body.innerText.includes('Not loaded: ')", vec![]).await;
    for (width, height) in [(320, 900), (480, 900), (1280, 900)] {
        look(&agent, "missing", width, height).await;
    }
    agent.close().await;
}

/// Pictures in both schemes; nothing is wider than the page.
async fn look(agent: &Browser, name: &str, width: u32, height: u32) {
    for scheme in ["light", "dark"] {
        agent.view(width, height, scheme).await;
        let pressed = "const b = all('button', 'Full-size view')[0]; const want = String(arguments[0] >= 960); if (b.getAttribute('aria-pressed') !== want) b.click(); return b.getAttribute('aria-pressed') === want";
        agent.wait("the view", pressed, vec![json!(width)]).await;
        let settled =
            "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        agent.run(settled, vec![]).await;
        agent.picture(&format!("{name}-{width}-{scheme}")).await;
        let over = agent
            .run("return document.documentElement.scrollWidth - document.documentElement.clientWidth", vec![])
            .await;
        assert_eq!(over, json!(0), "content is wider than {width} px");
        let covered = concat!("const root = document.body; ", include_str!("../../covered.js"));
        let covered = agent.run(covered, vec![]).await;
        assert_eq!(covered["faults"], json!([]), "labels that something else covers at {width} px");
        assert!(covered["points"].as_u64().unwrap_or_default() > 100, "hardly a label: {covered}");
    }
}
