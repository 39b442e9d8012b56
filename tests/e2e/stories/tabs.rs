//! Ten tabs of one agent in one browser: none takes anything from another.

use std::time::Duration;

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
        if number % 3 == 2 {
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
    assert_eq!(channels(&stage.cloud), (10, 10, 10), "one channel and one socket for each tab");
    an_event_reaches(&agent, &stage.cloud, &tabs, "Stoves").await;
    all_stayed_live(&agent, &tabs).await;
    for (tab, _) in &tabs {
        agent.turn_to(tab).await;
        n_hidden += usize::from(agent.run("return window.wasHidden", vec![]).await == json!(true));
    }

    // The network takes every socket: each tab goes on with its own channel.
    stage.cloud.proxy.reset();
    for (tab, _) in &tabs {
        agent.turn_to(tab).await;
        JourneyPage(&agent).wait_for_connection("Live").await;
    }
    an_event_reaches(&agent, &stage.cloud, &tabs, "Boots").await;
    assert_eq!(channels(&stage.cloud), (10, 10, 10), "each came back by its own channel");
    for (tab, _) in &tabs {
        agent.turn_to(tab).await;
        agent.run("window.words = ['Live']; return true", vec![]).await;
    }

    // One is loaded anew and one is closed: the others notice nothing.
    let (reloaded, _) = tabs.remove(0);
    let (closed, _) = tabs.remove(0);
    agent.turn_to(&reloaded).await;
    stage.sign_in(&agent, ADA, &format!("?contactId={contact}")).await;
    JourneyPage(&agent).wait_for_connection("Live").await;
    agent.turn_to(&closed).await;
    agent.client.close_window().await.expect("the tab closes");
    an_event_reaches(&agent, &stage.cloud, &tabs, "Maps").await;
    all_stayed_live(&agent, &tabs).await;
    assert_eq!(channels(&stage.cloud), (10, 9, 10), "a reload goes on with its channel, a closed tab has no socket");

    for (tab, _) in &tabs {
        agent.turn_to(tab).await;
        agent.client.close_window().await.expect("the tab closes");
    }
    agent.turn_to(&reloaded).await;
    let mut left = channels(&stage.cloud);
    for _ in 0..100 {
        if left.1 == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        left = channels(&stage.cloud);
    }
    assert_eq!((left.1, left.2), (1, 10), "closed tabs hold no socket");
    eprintln!(
        "{N_TABS} tabs, {n_hidden} of which were behind others, {} channels, {} sockets after nine closed",
        left.0, left.1
    );
    agent.close().await;
}
