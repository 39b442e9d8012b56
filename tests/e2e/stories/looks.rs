//! How it looks: pictures at the widths and in the schemes that the design names, for people to look at; and what a
//! picture must never show: content wider than the page.

use serde_json::json;

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
        for scheme in ["light", "dark"] {
            agent.view(width, height, scheme).await;
            let pressed = "const b = all('button', 'Full-size view')[0]; const want = String(arguments[0] >= 960); if (b.getAttribute('aria-pressed') !== want) b.click(); return b.getAttribute('aria-pressed') === want";
            agent.wait("the view", pressed, vec![json!(width)]).await;
            let settled =
                "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
            agent.run(settled, vec![]).await;
            agent.picture(&format!("tab-{width}-{scheme}")).await;
            let over = agent
                .run("return document.documentElement.scrollWidth - document.documentElement.clientWidth", vec![])
                .await;
            assert_eq!(over, json!(0), "content is wider than {width} px");
        }
    }
    agent.close().await;
}
