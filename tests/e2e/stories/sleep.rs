//! The machine sleeps and wakes: nothing that happened meanwhile is missing, nothing is asked for in a flood.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::PATIENCE;
use crate::freezing::freeze;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// All is read so soon after waking (reliability L18); the machine of the tests is busy with waking as well.
const AWAKE: Duration = Duration::from_secs(6);

/// Moves the page's calendar: the clock that nobody sets stands still.
const JUMP: &str = "
const own = Date.now, by = arguments[0];
Date.now = () => own() + by;
return true";

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a story measures how long it takes")]
async fn a_page_that_slept_shows_what_happened_meanwhile_after_one_wave_of_requests() {
    let asleep = Duration::from_secs(if std::env::var_os("JOURNEY_SHIFT").is_some() { 600 } else { 20 });
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let first = stage.cloud.web_event("sleeper", "search_performed", "Search", 60_000, &json!({"searchQuery": "tent"}));
    let session = first["session"]["id"].as_str().expect("a session").to_owned();
    let agent = stage.agent(ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    page.wait_for_event(PATIENCE, "Search performed").await;

    freeze(true);
    // The network's other end does not wait for those who sleep.
    stage.cloud.control("/control/sockets/drop", &json!({}));
    stage.cloud.web_event("sleeper", "page_viewed", "Boots", 0, &json!({}));
    tokio::time::sleep(asleep).await;
    let n_before = stage.cloud.proxy.n_asked();
    freeze(false);
    let begun = Instant::now();
    page.wait_for_event(AWAKE, "Page viewed: Boots").await;
    page.wait_for_connection_at_most(AWAKE, "Live").await;
    let awake = begun.elapsed();
    let n = stage.cloud.proxy.asked_after(n_before).into_iter().flatten().filter(|one| !one.is_upgrade).count();
    assert!(n <= 8, "{n} requests after waking");

    // The calendar goes where it wants: no age is negative, and what happens is shown.
    for (hours, title) in [(-1.0, "Stoves"), (2.0, "Maps"), (-1.0, "Ropes")] {
        agent.run(JUMP, vec![json!(hours * 3_600_000.0)]).await;
        stage.cloud.web_event("sleeper", "page_viewed", title, 0, &json!({}));
        page.wait_for_event(PATIENCE, &format!("Page viewed: {title}")).await;
        page.wait_for_connection_at_most(PATIENCE, "Live").await;
        // Times of day and changes of scores may follow a dash; a length of time may not.
        let odd = r"return document.querySelector('main').innerText.match(/[-\u2212]\d+ ?(s|m|h|days?)\b|NaN/)";
        assert_eq!(agent.run(odd, vec![]).await, Value::Null, "after {hours} hours");
    }
    eprintln!("asleep for {asleep:?}, all shown and live {awake:.1?} after waking, by {n} requests");
    agent.close().await;
}
