//! Two thousand events a second, and very many at once: nothing is lost, and the page stays usable.

use std::time::Duration;

use serde_json::json;

use crate::browser::Browser;
use crate::meter::{self, Held, Measured};
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// Events a second.
const PACE: u64 = 2_000;
/// Events of one visit: with one more than twenty thousand the cloud begins another.
const VISIT: u64 = 19_900;

/// How many events the first map shows or counts, without the segments that came of them.
const SHOWN: &str = "
const list = all('list', 'Journey map')[0];
if (!list || /Loading (more )?events/.test(list.closest('article').textContent)) return null;
const names = all('button', null, list).map(name);
const more = names.filter(one => /^[0-9,]+ more events?$/.test(one));
const segments = all('region', 'Segments matched…')[0];
return names.length - more.length + more.reduce((sum, one) => sum + Number(one.replace(/[^0-9]/g, '')), 0)
  - (segments ? segments.querySelectorAll('li').length : 0)";

/// A page that looks at a visit of one search, live and expanded, with its memory within reach.
async fn watching(stage: &mut Stage, cookie: &str) -> Browser {
    let first =
        stage.cloud.web_event(cookie, "search_performed", "Search", 60_000, &json!({"searchQuery": "everything"}));
    let session = first["session"]["id"].as_str().expect("a session").to_owned();
    let agent = stage.driver.browser(1280, 900).await;
    agent.before_each_page(meter::KEEP_MEMORY).await;
    stage.sign_in(&agent, ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    agent.wait("the map", &format!("return (() => {{ {SHOWN} }})() === 1"), vec![]).await;
    agent
}

/// Clicks once a second until the cloud has said all.
async fn click_meanwhile(agent: &Browser, mut flood: tokio::task::JoinHandle<serde_json::Value>) -> serde_json::Value {
    loop {
        tokio::select! {
            answer = &mut flood => return answer.expect("the flood ends"),
            () = tokio::time::sleep(Duration::from_secs(1)) => agent.press("button", "Full-size view").await,
        }
    }
}

fn line(what: &str, n: u64, measured: &Measured, before: &Held, after: &Held) -> String {
    format!(
        "{what}: {n} events in {:.1} s, {} tasks of 50 ms and more (99th of a hundred {:.0} ms, slowest {:.0} ms), slowest click \
         {:.0} ms, {} frames brought events (at most {} in a second), heap {:+.1} MiB, program {:+.1} MiB",
        measured.seconds,
        measured.n_tasks,
        measured.p99,
        measured.slowest,
        measured.click,
        measured.n_frames,
        measured.most,
        after.heap - before.heap,
        after.memory - before.memory,
    )
}

#[tokio::test]
async fn two_thousand_events_a_second_are_all_shown_and_a_click_is_answered() {
    // Ten seconds, or a minute where minutes are to be had.
    for _ in 0..if std::env::var_os("JOURNEY_SHIFT").is_some() { 6 } else { 1 } {
        flood().await;
    }
}

async fn flood() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let agent = watching(&mut stage, "flooded").await;
    let page = JourneyPage(&agent);
    let before = agent.held().await;
    agent.measure().await;
    let order = json!({"cookie": "flooded", "n": VISIT, "title": "Flood", "perSecond": PACE});
    let answer = click_meanwhile(&agent, stage.cloud.control_beside("/control/flood", &order)).await;
    let (n, took) = (answer["made"].as_u64().unwrap_or_default(), answer["milliseconds"].as_u64().unwrap_or_default());
    assert_eq!(n, VISIT);
    let all = format!("return (() => {{ {SHOWN} }})() === {}", n + 1);
    agent.wait_at_most(Duration::from_secs(60), "all events on the map", &all, vec![]).await;
    let measured = agent.measured().await;
    page.wait_for_connection("Live").await;
    let after = agent.held().await;
    assert!(measured.click < 500.0, "a click took {} ms", measured.click);
    assert!(measured.most <= 10, "drawn {} times within a second", measured.most);
    eprintln!("made in {took} ms; {}", line("flood", n, &measured, &before, &after));
    agent.close().await;
}

#[tokio::test]
async fn very_many_events_at_once_are_all_shown() {
    let n = if std::env::var_os("JOURNEY_SHIFT").is_some() { VISIT } else { 8_000 };
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let agent = watching(&mut stage, "burst").await;
    let page = JourneyPage(&agent);
    let before = agent.held().await;
    agent.measure().await;
    let order = json!({"cookie": "burst", "n": n, "title": "Burst"});
    click_meanwhile(&agent, stage.cloud.control_beside("/control/flood", &order)).await;
    let all = format!("return (() => {{ {SHOWN} }})() === {}", n + 1);
    agent.wait_at_most(Duration::from_secs(120), "all events on the map", &all, vec![]).await;
    page.wait_for_connection_at_most(Duration::from_secs(30), "Live").await;
    let measured = agent.measured().await;
    let after = agent.held().await;
    eprintln!("{}", line("burst", n, &measured, &before, &after));
    agent.close().await;
}
