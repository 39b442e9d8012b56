//! What every story starts with: a cloud, a driver, an agent who is signed in.

use std::time::Duration;

use crate::browser::{Browser, Driver};
use crate::cloud::Cloud;
use crate::judging;

/// A cloud and a driver.
pub(crate) struct Stage {
    pub(crate) cloud: Cloud,
    pub(crate) driver: Driver,
}

/// Storage that throws, as where cookies are blocked.
pub(crate) const NO_STORAGE: &str = "for (const name of ['localStorage', 'sessionStorage']) \
    Object.defineProperty(window, name, {get() { throw new DOMException('The operation is insecure.', 'SecurityError'); }});";

/// The agent who may see everything.
pub(crate) const ADA: &str = "Ada Lindqvist";

impl Stage {
    /// Sets the stage.
    pub(crate) async fn set() -> Self {
        Self::set_as(&[]).await
    }

    /// The same with a cloud that is given further words of the command line.
    pub(crate) async fn set_as(more: &[&str]) -> Self {
        let site = std::env::var_os("JOURNEY_SITE").expect("run the page stories by `cargo xtask e2e`");
        Self { cloud: Cloud::start_as(site.into(), more).await, driver: Driver::start().await }
    }

    /// An agent who opens the tab at an address and signs in.
    pub(crate) async fn agent(&mut self, name: &str, query: &str) -> Browser {
        let browser = self.driver.browser(1280, 900).await;
        self.sign_in(&browser, name, query).await;
        browser
    }

    /// An agent who opens the tab anew in a browser that is there, and signs in.
    pub(crate) async fn sign_in(&self, browser: &Browser, name: &str, query: &str) {
        browser.open(&self.cloud.address(&format!("/journey/{query}"))).await;
        // A page goes to the sign-in by itself twice a minute at most; after that it asks.
        let way =
            "const b = all('button', 'Sign in')[0]; if (b) b.click(); return all('button', arguments[0] + '…').length";
        browser.wait("the agents to sign in as", way, vec![serde_json::json!(name)]).await;
        browser.click("button", &format!("{name}…")).await;
        browser.find("main", "Customer journey").await;
    }

    /// A customer in the shop.
    pub(crate) async fn customer(&mut self, path: &str) -> Browser {
        let browser = self.driver.browser(1000, 800).await;
        browser.open(&self.cloud.address(&format!("/shop/{path}"))).await;
        browser
    }
}

impl Browser {
    /// Signs in by the pop-up that a click opens; the same window or frame is in focus before and after.
    pub(crate) async fn sign_in_by_popup(&self, name: &str) {
        let own = self.client.window().await.expect("a window");
        let before = self.client.windows().await.expect("windows");
        self.click("button", "Sign in").await;
        let mut popup = None;
        for _ in 0..200 {
            popup = self.client.windows().await.expect("windows").into_iter().find(|window| !before.contains(window));
            if popup.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        self.turn_to(&popup.expect("a pop-up")).await;
        self.click("button", &format!("{name}…")).await;
        self.turn_to(&own).await;
    }
}

impl Drop for Stage {
    /// Whatever the story was about: each request of its pages must be one that the contract allows.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        match judging::check(&self.cloud.proxy.asked_after(0)) {
            Ok(n_checked) => eprintln!("{n_checked} requests of the pages checked against the contract"),
            Err(faults) => panic!("requests that the contract does not allow:\n{}", faults.join("\n")),
        }
    }
}
