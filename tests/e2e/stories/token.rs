//! The token ends in the middle of the work: it is used once more at most, what is shown stays, and the way in is there.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::{Browser, PATIENCE};
use crate::cloud::Cloud;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// How soon the page says so (reliability L19).
const SAID: Duration = Duration::from_secs(2);

/// What the page is doing when it happens.
#[derive(Clone, Copy, Debug)]
enum Doing {
    /// Nothing: the socket tells.
    Waiting,
    /// Events come, twenty a second.
    Following,
    /// The socket is gone, and all is being read again: an answer tells.
    ReadingAgain,
    /// Nothing tells until the agent does something.
    Deaf,
}

/// In the page: keeps when the socket said that the token has ended.
const LISTEN: &str = "
performance.setResourceTimingBufferSize(2000);
const Own = WebSocket;
window.WebSocket = class extends Own {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', one => {
      if (String(one.data).includes('token_revoked')) window.farewell ??= performance.now();
    });
  }
};";

/// Requests that the page began after it could know: after the farewell, or the first answer that refused the token.
/// What was under way with that one was begun in good faith.
const FURTHER: &str = "
const asked = performance.getEntriesByType('resource').filter(one => one.name.includes('/api/v2/'));
const refused = asked.filter(one => one.responseStatus === 401).map(one => one.responseEnd);
const told = Math.min(window.farewell ?? Infinity, ...refused);
return told === Infinity ? -1 : asked.filter(one => one.startTime > told).length";

/// The socket's farewell is lost on the way.
fn lose_farewells(cloud: &Cloud) {
    cloud.control("/control/hold", &json!({"path": "/channels/"}));
    cloud.proxy.reset();
}

/// Requests with a token, after the first `n`.
fn n_with_token(cloud: &Cloud, token: &str, n: usize) -> usize {
    let asked = cloud.proxy.asked_after(n);
    asked.iter().flatten().filter(|one| one.header("authorization") == Some(token)).count()
}

/// The token that the page used last.
fn token(cloud: &Cloud) -> String {
    let asked = cloud.proxy.asked_after(0);
    let used = asked.iter().flatten().filter_map(|one| one.header("authorization"));
    used.fold(None, |_, one| Some(one)).expect("a token").to_owned()
}

async fn sign_in_again(agent: &Browser) {
    agent.click("button", "Sign in").await;
    let way = "const b = all('button', arguments[0] + '…')[0]; if (b) b.click(); return b ? true : null";
    agent.wait("the agents to sign in as", way, vec![json!(ADA)]).await;
    agent.find("main", "Customer journey").await;
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "a story measures how long it takes")]
async fn a_token_that_ends_is_used_once_more_at_most_and_what_is_shown_stays() {
    for doing in [Doing::Waiting, Doing::Following, Doing::ReadingAgain, Doing::Deaf] {
        let mut stage = Stage::set_as(&["--no-personas"]).await;
        let first =
            stage.cloud.web_event("ends", "search_performed", "Search", 60_000, &json!({"searchQuery": "tent"}));
        let session = first["session"]["id"].as_str().expect("a session").to_owned();
        let agent = stage.driver.browser(1280, 900).await;
        agent.before_each_page(LISTEN).await;
        stage.sign_in(&agent, ADA, &format!("?sessionId={session}")).await;
        let page = JourneyPage(&agent);
        page.wait_for_connection("Live").await;
        page.expand("Web visit").await;
        page.wait_for_event(PATIENCE, "Search performed").await;
        let token = token(&stage.cloud);
        match doing {
            Doing::Waiting => {}
            Doing::Following => {
                for _ in 0..20 {
                    stage.cloud.web_event("ends", "page_viewed", "Boots", 0, &json!({}));
                }
            }
            Doing::ReadingAgain => {
                stage.cloud.control("/control/hold", &json!({"path": "/api/v2/journey/sessions/"}));
                stage.cloud.proxy.reset();
                let n = stage.cloud.proxy.n_asked();
                for _ in 0..200 {
                    if n_with_token(&stage.cloud, &token, n) > 0 {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(25)).await;
                }
            }
            Doing::Deaf => {
                lose_farewells(&stage.cloud);
                page.wait_for_connection("Reconnecting").await;
            }
        }
        stage.cloud.control("/control/sign-out", &json!({"agent": ADA}));
        stage.cloud.control("/control/release", &json!({}));
        let begun = Instant::now();
        // A page that hears nothing knows at its next request.
        let said = if matches!(doing, Doing::Deaf) { PATIENCE } else { SAID };
        page.wait_for_connection_at_most(said, "Signed out").await;
        agent.find("button", "Sign in").await;
        let (told, n_told) = (begun.elapsed(), stage.cloud.proxy.n_asked());
        tokio::time::sleep(Duration::from_secs(3)).await;
        let n = agent.run(FURTHER, vec![]).await.as_i64().unwrap_or(i64::MAX);
        assert!((0..=1).contains(&n), "{doing:?}: {n} requests with a token that was known to have ended");
        assert_eq!(n_with_token(&stage.cloud, &token, n_told), 0, "{doing:?}: after it was said");
        assert_eq!(page.n_cards().await, 1, "{doing:?}: what is shown stays");

        stage.cloud.web_event("ends", "page_viewed", "Maps", 0, &json!({}));
        sign_in_again(&agent).await;
        page.wait_for_connection("Live").await;
        page.expand("Web visit").await;
        page.wait_for_event(PATIENCE, "Page viewed: Maps").await;
        let left: Value =
            agent.run("return Object.keys(sessionStorage).filter(key => key.includes('sign-in'))", vec![]).await;
        assert_eq!(left, json!([]));
        eprintln!("{doing:?}: said after {told:.1?}, {n} requests with the token after that could be known");
        agent.close().await;
    }
}
