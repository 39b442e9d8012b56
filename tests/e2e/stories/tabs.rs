//! Ten tabs of one agent in one browser: one channel and one socket for all, and none takes anything from another.

use std::time::{Duration, Instant};

use fantoccini::wd::WindowHandle;
use serde_json::json;

use crate::browser::{Browser, PATIENCE};
use crate::cloud::Cloud;
use crate::customer;
use crate::pages::JourneyPage;
use crate::stage::{ADA, NO_STORAGE, Stage};

/// Tabs, and how many of them show the same customer.
const N_TABS: usize = 10;
const N_SAME: usize = 5;

/// How soon an event is on a tab that nobody looks at: its timers come once a second, its frames at once.
const SOON: Duration = Duration::from_secs(3);

/// So soon after it is looked at a tab is live again when the one that led is gone: behind others a page reads nothing.
const LIVE_AGAIN: Duration = Duration::from_secs(2);

/// The third reading of everything within a minute, the first being that of the start, waits until so long after the second,
/// for the sake of bad lines: the faster the stage is set, the more of it is left.
const THIRD_READING: Duration = Duration::from_secs(4);

/// The same where the line was lost again and again within a minute: the readings of everything are spaced out.
const SOON_AGAIN: Duration = Duration::from_secs(20);

/// Keeps every word of the connection, and whether the tab was ever behind another.
const LISTEN: &str = "
window.wasHidden = document.hidden;
document.addEventListener('visibilitychange', () => window.wasHidden ||= document.hidden);
const region = all('status', 'Connection')[0];
window.words = [text(region)];
new MutationObserver(() => window.words.push(text(region))).observe(region, {childList: true, subtree: true, characterData: true});
return true";

/// Channels of the agent at the cloud, those with a socket, and how many were ever asked for.
fn channels(cloud: &Cloud) -> (u64, u64, usize) {
    let truth = cloud.control_get("/control/truth");
    let asked = cloud.proxy.asked_after(0);
    let made =
        asked.iter().flatten().filter(|one| one.method == "POST" && one.path() == "/api/v2/notifications/channels");
    (truth["channels"].as_u64().unwrap_or(u64::MAX), truth["sockets"].as_u64().unwrap_or(u64::MAX), made.count())
}

/// Something happens to each customer; every tab shows it.
async fn an_event_reaches(agent: &Browser, cloud: &Cloud, tabs: &[(WindowHandle, String)], title: &str) {
    let mut told: Vec<&str> = Vec::new();
    for (_, cookie) in tabs {
        if !told.contains(&cookie.as_str()) {
            told.push(cookie);
            cloud.web_event(cookie, "page_viewed", title, 0, &json!({}));
        }
    }
    for (tab, _) in tabs {
        agent.turn_to(tab).await;
        JourneyPage(agent).wait_for_event(SOON, &format!("Page viewed: {title}")).await;
    }
}

/// No tab has said anything but "Live" since it was listened to.
async fn all_stayed_live(agent: &Browser, tabs: &[(WindowHandle, String)]) {
    for (number, (tab, _)) in tabs.iter().enumerate() {
        agent.turn_to(tab).await;
        let words = agent.run("return window.words", vec![]).await;
        assert!(words.as_array().is_some_and(|words| words.iter().all(|word| word == "Live")), "tab {number}: {words}");
    }
}

/// From now on.
async fn forget_words(agent: &Browser, tabs: &[(WindowHandle, String)]) {
    for (tab, _) in tabs {
        agent.turn_to(tab).await;
        agent.run("window.words = ['Live']; return true", vec![]).await;
    }
}

/// What happened while the socket was another tab's is shown, and each tab says that it is live. Gives the longest time that
/// this took since a tab was looked at.
#[expect(clippy::disallowed_methods, reason = "a story measures how long it takes")]
async fn all_are_live_again(agent: &Browser, cloud: &Cloud, tabs: &[(WindowHandle, String)], title: &str) -> Duration {
    let mut longest = Duration::ZERO;
    for (_, cookie) in tabs {
        cloud.web_event(cookie, "page_viewed", title, 0, &json!({}));
    }
    for (tab, _) in tabs {
        agent.turn_to(tab).await;
        let begun = Instant::now();
        JourneyPage(agent).wait_for_event(SOON_AGAIN, &format!("Page viewed: {title}")).await;
        JourneyPage(agent).wait_for_connection("Live").await;
        longest = longest.max(begun.elapsed());
    }
    longest
}

/// The process of the page in front ends.
async fn crash(agent: &Browser) {
    // The browser says that the page is gone, which is what was wanted.
    drop(agent.try_cdp("Page.crash", json!({})).await);
}

#[tokio::test]
async fn ten_tabs_of_one_agent_do_not_disturb_each_other() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let contact = customer::complete(&stage.cloud);
    let agent = stage.driver.browser(1280, 900).await;
    let first = agent.client.window().await.expect("a window");
    let mut tabs = Vec::new();
    let mut n_hidden = 0;
    for number in 0..N_TABS {
        let tab = if number == 0 { first.clone() } else { agent.new_tab().await };
        let (cookie, query) = if number < N_SAME {
            ("complete".to_owned(), format!("?contactId={contact}"))
        } else {
            let cookie = format!("visitor-{number}");
            let answer =
                stage.cloud.web_event(&cookie, "search_performed", "Search", 60_000, &json!({"searchQuery": "tent"}));
            let session = answer["session"]["id"].as_str().expect("a session");
            (cookie, format!("?sessionId={session}"))
        };
        // Every third tab may keep nothing, as where storage is blocked.
        if number % 3 == 1 {
            agent.before_each_page(NO_STORAGE).await;
            agent.open(&stage.cloud.address(&format!("/journey/{query}"))).await;
            agent.sign_in_by_popup(ADA).await;
        } else {
            stage.sign_in(&agent, ADA, &query).await;
        }
        JourneyPage(&agent).wait_for_connection("Live").await;
        JourneyPage(&agent).expand("Web visit").await;
        JourneyPage(&agent).wait_for_event(PATIENCE, "Search performed").await;
        tabs.push((tab, cookie));
    }
    for (tab, _) in &tabs {
        agent.turn_to(tab).await;
        JourneyPage(&agent).wait_for_connection("Live").await;
        agent.run(LISTEN, vec![]).await;
    }
    assert_eq!(channels(&stage.cloud), (1, 1, 1), "one channel and one socket for all");
    an_event_reaches(&agent, &stage.cloud, &tabs, "Stoves").await;
    all_stayed_live(&agent, &tabs).await;
    for (tab, _) in &tabs {
        agent.turn_to(tab).await;
        n_hidden += usize::from(agent.run("return window.wasHidden", vec![]).await == json!(true));
    }

    // The one that leads is closed, and the next one crashes.
    for (crashes, most) in [(false, LIVE_AGAIN), (true, THIRD_READING + LIVE_AGAIN)] {
        let (leader, _) = tabs.remove(0);
        agent.turn_to(&leader).await;
        if crashes {
            crash(&agent).await;
        } else {
            agent.client.close_window().await.expect("the tab closes");
        }
        let longest = all_are_live_again(&agent, &stage.cloud, &tabs, if crashes { "Lamps" } else { "Knives" }).await;
        eprintln!(
            "the one that led is gone (crashed: {crashes}): each tab is live {longest:.1?} after it is looked at"
        );
        assert!(longest <= most, "crashed: {crashes}, live after {longest:?}, at most {most:?}");
        assert_eq!(channels(&stage.cloud), (1, 1, 1), "crashed: {crashes}");
    }

    // One that follows is closed: the others notice nothing.
    forget_words(&agent, &tabs).await;
    let (closed, _) = tabs.pop().expect("a tab");
    agent.turn_to(&closed).await;
    agent.client.close_window().await.expect("the tab closes");
    an_event_reaches(&agent, &stage.cloud, &tabs, "Maps").await;
    all_stayed_live(&agent, &tabs).await;

    // The one that leads is loaded anew: another leads, and it follows with the channel that it left.
    let (first, cookie) = tabs.remove(0);
    agent.turn_to(&first).await;
    stage.sign_in(&agent, ADA, &format!("?contactId={contact}")).await;
    JourneyPage(&agent).wait_for_connection("Live").await;
    JourneyPage(&agent).expand("Web visit").await;
    tabs.push((first, cookie));
    all_are_live_again(&agent, &stage.cloud, &tabs, "Ropes").await;
    assert_eq!(channels(&stage.cloud), (1, 1, 1), "after a reload");

    // The network takes every connection: all come back by the same channel.
    stage.cloud.proxy.reset();
    all_are_live_again(&agent, &stage.cloud, &tabs, "Boots").await;
    assert_eq!(channels(&stage.cloud), (1, 1, 1), "they came back by the same channel");

    let (last, _) = tabs.pop().expect("a tab");
    for (tab, _) in &tabs {
        agent.turn_to(tab).await;
        agent.client.close_window().await.expect("the tab closes");
    }
    agent.turn_to(&last).await;
    JourneyPage(&agent).wait_for_connection("Live").await;
    assert_eq!(channels(&stage.cloud), (1, 1, 1), "the last one has the channel of the first");
    eprintln!("{N_TABS} tabs, {n_hidden} of which were behind others, one channel and one socket throughout");
    agent.close().await;
}
