//! The agent's computer tells the wrong time, from the start or from the middle of a session: the page goes by the cloud's.

use serde_json::{Value, json};

use crate::browser::{Browser, PATIENCE};
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// The line that says so, if there is one.
const LINE: &str = "return document.querySelector('main').innerText.match(/Your computer's clock is .*/)?.[0] ?? ''";
/// Where the customer is, as the header says it.
const PRESENCE: &str = "return document.querySelector('.presence b')?.textContent ?? ''";

/// Makes each page's calendar go so many milliseconds ahead of the machine's.
fn ahead(ms: i64) -> String {
    format!("{{ const own = Date.now; Date.now = () => own() + {ms}; }}")
}

async fn reads(agent: &Browser, what: &str, script: &str, wanted: &str) {
    let script = format!("const read = () => {{ {script} }}; return read() === arguments[0]");
    agent.wait_at_most(PATIENCE, &format!("{what} \"{wanted}\""), &script, vec![json!(wanted)]).await;
}

#[tokio::test]
async fn a_computer_that_tells_the_wrong_time_shows_what_is_and_says_so() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let first = stage.cloud.web_event("late", "search_performed", "Search", 60_000, &json!({"searchQuery": "tent"}));
    let session = first["session"]["id"].as_str().expect("a session").to_owned();
    let query = format!("?sessionId={session}");
    for (minutes, line) in [
        (25, "Your computer's clock is 25 min fast"),
        (-600, "Your computer's clock is 10 h slow"),
        (70 * 1_440, "Your computer's clock is 70 days fast"),
    ] {
        let agent = stage.driver.browser(1280, 900).await;
        agent.before_each_page(&ahead(minutes * 60_000)).await;
        stage.sign_in(&agent, ADA, &query).await;
        let page = JourneyPage(&agent);
        page.wait_for_connection("Live").await;
        stage.cloud.web_event("late", "page_viewed", "Boots", 0, &json!({}));
        page.wait_for_card_state(PATIENCE, "Web visit", "active").await;
        reads(&agent, "presence", PRESENCE, "On site now").await;
        reads(&agent, "clock", LINE, line).await;
        if minutes == 25 {
            agent.picture("wrong-clock").await;
        }
        agent.close().await;
    }
}

#[tokio::test]
async fn a_clock_that_is_set_in_the_middle_of_a_session_changes_one_line() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let first = stage.cloud.web_event("set", "search_performed", "Search", 60_000, &json!({"searchQuery": "tent"}));
    let session = first["session"]["id"].as_str().expect("a session").to_owned();
    let agent = stage.agent(ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    reads(&agent, "presence", PRESENCE, "On site now").await;
    for (minutes, line) in
        [(90, "Your computer's clock is 1 h 30 min fast"), (-45, "Your computer's clock is 45 min slow"), (0, "")]
    {
        let set = format!("const own = window.ownNow ??= Date.now; Date.now = () => own() + {}", minutes * 60_000);
        agent.run(&set, vec![]).await;
        // The next sign of life finds it out.
        stage.cloud.web_event("set", "page_viewed", "Search", 0, &json!({}));
        reads(&agent, "clock", LINE, line).await;
        page.wait_for_connection_at_most(PATIENCE, "Live").await;
        assert_eq!(agent.run(PRESENCE, vec![]).await, Value::from("On site now"), "{minutes} minutes");
        assert_eq!(page.card_state("Web visit").await, "active", "{minutes} minutes");
    }
    agent.close().await;
}
