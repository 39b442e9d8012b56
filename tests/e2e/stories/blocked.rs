//! A network that lets requests through and no WebSocket: the page says so, reads now and then, and comes back by itself.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::cloud::Cloud;
use crate::customer;
use crate::pages::JourneyPage;
use crate::proxy::Upgrades;
use crate::stage::{ADA, Stage};

/// How soon the page knows (reliability L22).
const KNOWN: Duration = Duration::from_secs(10);
/// How soon it shows what happens meanwhile.
const READ: Duration = Duration::from_secs(30);
/// How soon it is live again: a socket that hangs is given up after ten seconds, the next one follows within two, and
/// later within half a minute.
const BACK: Duration = Duration::from_secs(45);

/// Requests to the API, sockets not counted, after the first `n`.
fn n_requests(cloud: &Cloud, n: usize) -> usize {
    let asked = cloud.proxy.asked_after(n);
    asked.iter().flatten().filter(|one| one.path().starts_with("/api/v2/") && one.method != "OPTIONS").count()
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a story measures how long it takes")]
async fn a_network_that_blocks_sockets_is_said_and_lived_with() {
    // Where minutes are to be had what is allowed within one is counted in three, and every network is waited for.
    let is_long = std::env::var_os("JOURNEY_SHIFT").is_some();
    let all = [Upgrades::Forbidden, Upgrades::Hanging, Upgrades::Captive];
    for upgrades in all.into_iter().take(if is_long { 3 } else { 2 }) {
        let counted = match (is_long, upgrades) {
            (true, _) => 180,
            (false, Upgrades::Forbidden) => 20,
            (false, _) => 0,
        };
        let unseen = Duration::from_secs(if is_long { 180 } else { 5 });
        let mut stage = Stage::set_as(&["--no-personas"]).await;
        let contact = customer::complete(&stage.cloud);
        // A page that was never live, and pages that were.
        let is_first = upgrades == Upgrades::Forbidden;
        let block = |cloud: &Cloud| {
            cloud.proxy.weather(|weather| weather.upgrades = upgrades);
            cloud.proxy.reset();
        };
        if is_first {
            block(&stage.cloud);
        }
        let agent = stage.agent(ADA, &format!("?contactId={contact}")).await;
        let page = JourneyPage(&agent);
        if !is_first {
            page.wait_for_connection("Live").await;
            block(&stage.cloud);
        }
        let begun = Instant::now();
        page.wait_for_connection_at_most(KNOWN, "Not live").await;
        let known = begun.elapsed();
        let banner =
            "return document.querySelector('main').textContent.includes('Delayed: this network blocks live updates.')";
        agent.wait("the words about the network", banner, vec![]).await;
        page.expand("Web visit").await;

        // The customer goes on, and the agent sees it, by few requests.
        let (n_before, begun) = (stage.cloud.proxy.n_asked(), Instant::now());
        stage.cloud.web_event("complete", "page_viewed", "Stoves", 0, &json!({}));
        page.wait_for_event(READ, "Page viewed: Stoves").await;
        let read = begun.elapsed();
        while begun.elapsed().as_secs() < counted {
            stage.cloud.web_event("complete", "page_viewed", "Maps", 0, &json!({}));
            tokio::time::sleep(Duration::from_secs(6)).await;
        }
        let (n, counted) = (n_requests(&stage.cloud, n_before), begun.elapsed());
        let minutes = counted.as_secs().div_ceil(60);
        assert!(n <= 6 * usize::try_from(minutes).unwrap_or(1), "{n} requests in {minutes} minutes");

        // Nobody looks: nothing is read.
        let own = agent.client.window().await.expect("a window");
        agent.new_tab().await;
        let n_before = stage.cloud.proxy.n_asked();
        tokio::time::sleep(unseen).await;
        assert_eq!(n_requests(&stage.cloud, n_before), 0, "a page behind another asks for nothing");
        agent.client.close_window().await.expect("the tab closes");
        agent.turn_to(&own).await;
        assert_eq!(agent.run("return document.visibilityState", vec![]).await, json!("visible"));

        stage.cloud.web_event("complete", "page_viewed", "Boots", 0, &json!({}));
        stage.cloud.proxy.clear();
        let begun = Instant::now();
        page.wait_for_connection_at_most(BACK, "Live").await;
        let back = begun.elapsed();
        page.wait_for_event(READ, "Page viewed: Boots").await;
        eprintln!(
            "{upgrades:?}: said after {known:.1?}, an event read after {read:.1?}, {n} requests in {counted:?}, none while hidden, live {back:.1?} after its end"
        );
        agent.close().await;
    }
}
