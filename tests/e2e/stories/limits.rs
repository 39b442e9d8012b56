//! A very long session: it expands, its window moves and it follows the customer without delay.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// Events of the long session.
const N_EVENTS: u64 = 10_000;

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a story measures how long it takes")]
async fn a_session_of_ten_thousand_events_expands_moves_and_updates_without_delay() {
    let mut stage = Stage::set().await;
    let first =
        stage.cloud.web_event("long", "search_performed", "Search", 1_100_000, &json!({"searchQuery": "everything"}));
    let session = first["session"]["id"].as_str().expect("a session").to_owned();
    stage.cloud.control("/control/flood", &json!({"cookie": "long", "n": N_EVENTS - 1, "title": "Aisle"}));
    let agent = stage.agent(ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;

    let begun = Instant::now();
    page.expand("Web visit").await;
    agent
        .wait(
            "first events",
            "const list = all('list', 'Journey map')[0]; return list && all('button', null, list).length > 5",
            vec![],
        )
        .await;
    eprintln!("first events drawn after {:?}", begun.elapsed());
    let complete = "const b = all('button', null).map(name).find(n => /^[0-9,]+ more events$/.test(n)); return b && Number(b.replace(/[^0-9]/g, '')) > 9000";
    agent.wait_at_most(Duration::from_secs(60), "all events read", complete, vec![]).await;
    eprintln!("all {N_EVENTS} events read after {:?}", begun.elapsed());
    let n_nodes = agent.run("return document.querySelectorAll('*').length", vec![]).await;
    eprintln!("{n_nodes} nodes in the page");
    assert!(n_nodes.as_u64().unwrap_or(u64::MAX) < 3_000, "{n_nodes} nodes: the map is not windowed");

    let begun = Instant::now();
    stage.cloud.web_event("long", "page_viewed", "The very last page", 0, &json!({}));
    page.wait_for_event(Duration::from_millis(1_500), "Page viewed: The very last page").await;
    eprintln!("a live event on the map after {:?}", begun.elapsed());

    let begun = Instant::now();
    let earlier = "const b = all('button', null).find(b => /more events$/.test(name(b))); const before = document.querySelectorAll('*').length; b.click(); return before";
    agent.run(earlier, vec![]).await;
    let settled = "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
    agent.run(settled, vec![]).await;
    eprintln!("the window moved after {:?}", begun.elapsed());
    assert!(begun.elapsed() < Duration::from_millis(500));
    assert!(
        agent.run("return document.querySelectorAll('*').length", vec![]).await.as_u64().unwrap_or(u64::MAX) < 3_000
    );
    agent.close().await;
}
