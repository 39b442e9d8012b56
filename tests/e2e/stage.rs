//! What every story starts with: a cloud, a driver, an agent who is signed in.

use crate::browser::{Browser, Driver};
use crate::cloud::Cloud;
use crate::recording::Asked;

/// A cloud and a driver.
pub(crate) struct Stage {
    pub(crate) cloud: Cloud,
    pub(crate) driver: Driver,
}

/// The agent who may see everything.
pub(crate) const ADA: &str = "Ada Lindqvist";

impl Stage {
    /// Sets the stage.
    pub(crate) async fn set() -> Self {
        assert!(std::env::var_os("JOURNEY_SITE").is_some(), "run the page stories by `cargo xtask e2e`");
        Self { cloud: Cloud::start().await, driver: Driver::start().await }
    }

    /// An agent who opens the tab at an address and signs in.
    pub(crate) async fn agent(&mut self, name: &str, query: &str) -> Browser {
        let browser = self.driver.browser(1280, 900).await;
        browser.open(&self.cloud.address(&format!("/journey/{query}"))).await;
        browser.click("button", &format!("{name}…")).await;
        browser.find("main", "Customer journey").await;
        browser
    }

    /// A customer in the shop.
    pub(crate) async fn customer(&mut self, path: &str) -> Browser {
        let browser = self.driver.browser(1000, 800).await;
        browser.open(&self.cloud.address(&format!("/shop/{path}"))).await;
        browser
    }
}

impl Drop for Stage {
    /// Whatever the story was about: each request of its pages must be one that the contract allows.
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let asked = self.cloud.proxy.take_asked();
        let judged: Vec<_> = asked.iter().filter_map(|asked| Some((asked, judge(asked)?))).collect();
        eprintln!("{} requests of the pages checked against the contract", judged.len());
        let wrong: Vec<String> = judged
            .into_iter()
            .filter_map(|(asked, verdict)| Some(format!("{} {}: {:?}", asked.method, asked.target, verdict.err()?)))
            .collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// What the contract says to a request; `None` for the files and pages of the site.
fn judge(asked: &Asked) -> Option<Result<(), Vec<String>>> {
    if asked.target.starts_with("/api/") {
        return Some(contract::check_request(&asked.method, &asked.target, &asked.body));
    }
    // Of the sign-in the contract names no schema (genesys-api §4): a form, with these fields and no secret.
    (asked.target == "/oauth/token").then(|| {
        let mut named: Vec<String> =
            url::form_urlencoded::parse(asked.body.as_bytes()).map(|(name, _)| name.into_owned()).collect();
        named.sort();
        let is_form = asked.content_type.starts_with("application/x-www-form-urlencoded");
        let is_right = named == ["client_id", "code", "code_verifier", "grant_type", "redirect_uri"];
        if is_form && is_right { Ok(()) } else { Err(vec![format!("{} with {named:?}", asked.content_type)]) }
    })
}
