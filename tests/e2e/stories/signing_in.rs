//! Signing in: in a host's interactions panel with a sign-in page on the host's own site, however that one treats frames;
//! and what an answer that belongs to nobody leaves of the address.

use std::time::Duration;

use serde_json::{Value, json};

use crate::browser::{Browser, PATIENCE};
use crate::cloud::{listener, port_of};
use crate::customer;
use crate::login_host::{LoginHost, Manner};
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};
use crate::web_host::{Pages, WebHost};

/// A host page that opens one interaction after the other, each in a frame of its own.
const HOST: &str = r"
window.interaction = address => {
  document.querySelector('iframe')?.remove();
  const frame = document.createElement('iframe');
  Object.assign(frame, {title: 'Customer Journey', width: 900, height: 700, src: address});
  document.body.append(frame);
};";

/// An interactions panel.
struct Panel {
    stage: Stage,
    login: LoginHost,
    browser: Browser,
    tab: String,
    /// Parameters of the tab, without the first sign.
    query: String,
}

impl Panel {
    /// A panel whose host says `popup`. `has_frames`: the tab's policy lets it frame the sign-in page, as README has it.
    async fn open(manner: Manner, popup: &str, has_frames: bool) -> Self {
        let (tab_listener, host_listener, login_listener) = (listener(), listener(), listener());
        let tab = format!("http://127.0.0.1:{}/", port_of(&tab_listener));
        let host = format!("http://localhost:{}", port_of(&host_listener));
        let login = format!("http://localhost:{}", port_of(&login_listener));
        let mut stage = Stage::set_as(&["--no-personas", "--redirect", &tab]).await;
        let contact = customer::complete(&stage.cloud);
        let cloud = stage.cloud.address("");
        let streaming = cloud.replacen("http", "ws", 1);
        let mut answer = ureq::get(stage.cloud.address("/journey/config.json")).call().expect("the configuration");
        let mut config: Value =
            serde_json::from_str(&answer.body_mut().read_to_string().expect("a text")).expect("JSON");
        config["hostOrigins"] = json!([host]);
        config["loginBase"] = json!(login);
        let frames = if has_frames { format!("frame-src 'self' {login}; ") } else { String::new() };
        let own = if has_frames { "'self' " } else { "" };
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             font-src 'self'; connect-src 'self' {cloud} {streaming} {login}; {frames}frame-ancestors {own}{host}; \
             base-uri 'none'; form-action 'none'; object-src 'none'"
        );
        let site = std::env::var("JOURNEY_SITE").expect("a site");
        let pages = Pages::from([("/config.json".to_owned(), config.to_string())]);
        WebHost::start(tab_listener, Some(site.into()), pages, policy);
        let html =
            format!("<!doctype html><html lang=\"en\"><title>Host</title><body><script>{HOST}</script></body></html>");
        let anything = "default-src * 'unsafe-inline'".to_owned();
        WebHost::start(host_listener, None, Pages::from([("/index.html".to_owned(), html)]), anything);
        let agents: Value =
            serde_json::from_str(include_str!("../../../crates/local-cloud/rules/agents.json")).expect("the agents");
        let ada = agents.as_array().into_iter().flatten().find(|agent| agent["name"] == ADA).expect("an agent");
        let ada = ada["id"].as_str().expect("an id");
        let login = LoginHost::start(login_listener, &cloud, ada, &host, manner);
        let browser = stage.driver.browser(1000, 860).await;
        browser.open(&host).await;
        let query = format!("hostOrigin={host}&env=local&popup={popup}&contactId={contact}");
        Self { stage, login, browser, tab, query }
    }

    /// The agent turns to an interaction; `n` makes its address its own.
    async fn interaction(&self, n: u32) {
        self.browser.client.clone().enter_parent_frame().await.expect("the host page");
        let address = format!("{}?{}&n={n}", self.tab, self.query);
        self.browser.run("window.interaction(arguments[0]); return true", vec![json!(address)]).await;
        self.enter().await;
    }

    async fn enter(&self) {
        self.browser.client.clone().enter_parent_frame().await.expect("the host page");
        self.browser.client.clone().enter_frame(0).await.expect("the frame");
    }

    /// Waits until the customer is shown; nobody had to press anything.
    async fn is_live_by_itself(&self) {
        JourneyPage(&self.browser).wait_for_connection("Live").await;
        self.browser.find("heading", customer::NAME).await;
        let address = self.browser.run("return location.search", vec![]).await;
        let address = address.as_str().unwrap_or_default();
        assert!(address.contains("contactId=") && !address.contains("code="), "{address}");
        let kept = self.browser.run("return JSON.stringify({...sessionStorage})", vec![]).await;
        let kept = kept.as_str().unwrap_or_default().to_lowercase();
        assert!(!kept.contains("bearer") && !kept.contains("verifier"), "{kept}");
    }

    /// Presses "Sign in", and then the link of the page in the window.
    async fn sign_in_by_window(&self) {
        let before = self.browser.client.windows().await.expect("windows");
        self.browser.click("button", "Sign in").await;
        let mut window = None;
        for _ in 0..200 {
            window =
                self.browser.client.windows().await.expect("windows").into_iter().find(|one| !before.contains(one));
            if window.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        self.browser.turn_to(&window.expect("a window")).await;
        self.browser.click("link", "Continue").await;
        self.browser.turn_to(&before[0]).await;
        self.browser.client.clone().enter_frame(0).await.expect("the frame");
    }

    async fn count_of_history(&self) -> Value {
        self.browser.run("return history.length", vec![]).await
    }

    /// What its pages log is not looked at: a refused frame is logged as an error of the page.
    async fn close(self) {
        drop(self.browser.client.close().await);
    }
}

#[tokio::test]
async fn in_a_frame_an_agent_who_is_signed_in_at_the_host_presses_nothing() {
    for popup in ["false", "{{gcUsePopupAuth}}"] {
        let panel = Panel::open(Manner::RefusesFrames, popup, true).await;
        panel.login.sign_in();
        let n = panel.count_of_history().await;
        for interaction in 1..=2 {
            panel.interaction(interaction).await;
            panel.is_live_by_itself().await;
            assert_eq!(panel.login.n_asked(), interaction as usize, "asked once for each");
        }
        assert_eq!(panel.count_of_history().await, n, "the agent's way back stays what it was");
        // Three loads within a minute, each with success.
        for _ in 0..3 {
            panel.browser.run("location.reload(); return true", vec![]).await;
            panel.enter().await;
            panel.is_live_by_itself().await;
        }
        // No rule of any page was broken.
        panel.browser.close().await;
        drop(panel.stage);
    }
}

#[tokio::test]
async fn a_page_whose_policy_allows_no_frame_leaves_for_the_sign_in_and_comes_back() {
    for manner in [Manner::ScriptOfTheHost, Manner::PageOfTheHost] {
        let panel = Panel::open(manner, "false", false).await;
        panel.interaction(1).await;
        if manner == Manner::PageOfTheHost {
            panel.browser.click("link", "Continue").await;
        }
        panel.is_live_by_itself().await;
        for interaction in [2, 2, 2, 3] {
            panel.interaction(interaction).await;
            panel.is_live_by_itself().await;
        }
        panel.browser.close().await;
        drop(panel.stage);
    }
}

#[tokio::test]
async fn a_sign_in_page_that_refuses_frames_is_shown_in_a_window_and_the_next_interaction_needs_nothing() {
    for manner in [Manner::RefusesFrames, Manner::PageOfTheHost, Manner::Page, Manner::Unsigned] {
        let panel = Panel::open(manner, "false", true).await;
        panel.interaction(1).await;
        let page = panel.browser.find("button", "Sign in").await;
        drop(page);
        assert_eq!(JourneyPage(&panel.browser).n_cards().await, 0);
        if manner != Manner::Unsigned {
            panel.sign_in_by_window().await;
            panel.is_live_by_itself().await;
            panel.interaction(2).await;
            panel.is_live_by_itself().await;
        }
        panel.close().await;
    }
}

#[tokio::test]
async fn a_frame_that_was_lost_to_a_page_that_refuses_frames_offers_the_window_when_it_is_opened_again() {
    let panel = Panel::open(Manner::RefusesFrames, "false", false).await;
    panel.interaction(1).await;
    let asked = async |n: usize| {
        for _ in 0..400 {
            if panel.login.n_asked() == n {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("asked {} times, not {n}", panel.login.n_asked());
    };
    asked(1).await;
    // At once, and the same one.
    panel.interaction(1).await;
    panel.sign_in_by_window().await;
    panel.is_live_by_itself().await;
    panel.close().await;
}

#[tokio::test]
async fn where_the_host_asks_for_a_window_nothing_is_tried_before_the_press() {
    let panel = Panel::open(Manner::Page, "true", true).await;
    panel.login.sign_in();
    panel.interaction(1).await;
    panel.browser.find("button", "Sign in").await;
    assert_eq!(panel.login.n_asked(), 0);
    panel.browser.click("button", "Sign in").await;
    panel.is_live_by_itself().await;
    assert_eq!(panel.login.n_asked(), 1);
    panel.browser.close().await;
}

/// What stands in the address, and what of it is the page's own.
const ANSWERS_OF_NOBODY: &[(&str, &str)] = &[
    ("?contactId=C&view=full&code=x&state=wrong", "?contactId=C&view=full"),
    ("?code=x&contactId=C&view=full", "?contactId=C&view=full"),
    ("?contactId=C&error=access_denied&error_description=No+way&state=s&view=full", "?contactId=C&view=full"),
    ("?contactId=C&view=full&error=server_error", "?contactId=C&view=full"),
    ("?contactId=C&code=a&view=full&code=b&state=s&state=t", "?contactId=C&view=full"),
    ("?%63ode=x&contactId=C&view=full&codes=3&theme=dark", "?contactId=C&view=full&codes=3&theme=dark"),
    ("?contactId=C&view=full&code=x&iss=https%3A%2F%2Flogin&session_state=1", "?contactId=C&view=full"),
    ("?contactId=C&view=full#code=x&state=s", "?contactId=C&view=full"),
    ("?contactId=C&view=full&code=x#access_token=t&token_type=bearer&note=1", "?contactId=C&view=full#note=1"),
    ("?contactId=C&view=full&code=x&state=s#top", "?contactId=C&view=full#top"),
];

#[tokio::test]
async fn an_answer_that_belongs_to_nobody_leaves_the_page_its_own_address() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let contact = customer::complete(&stage.cloud);
    let browser = stage.driver.browser(1280, 900).await;
    for (address, own) in ANSWERS_OF_NOBODY {
        // Another fragment alone would load nothing.
        browser.open("about:blank").await;
        let (address, own) = (address.replace("=C", &format!("={contact}")), own.replace("=C", &format!("={contact}")));
        browser.open(&stage.cloud.address(&format!("/journey/{address}"))).await;
        let said = "const e = all('alert', null)[0]; return e && text(e).includes('did not belong')";
        browser.wait(&format!("the refusal of {address}"), said, vec![]).await;
        let left = browser.run("return location.search + location.hash", vec![]).await;
        assert_eq!(left, json!(own), "{address}");
    }
    // From there the agent signs in, and is where they were.
    browser.click("button", "Sign in").await;
    browser.click("button", &format!("{ADA}…")).await;
    browser.find("heading", customer::NAME).await;
    let left = browser.run("return location.search + location.hash", vec![]).await;
    assert_eq!(left, json!(format!("?contactId={contact}&view=full#top")));

    // A state alone, or an error's words, are the answer to nothing: they go, and the page goes on.
    for part in ["state=s", "error_description=No+way", "state=a&state=b"] {
        browser.open(&stage.cloud.address(&format!("/journey/?{part}&contactId={contact}&view=full"))).await;
        browser.click("button", &format!("{ADA}…")).await;
        browser.find("heading", customer::NAME).await;
        let left = browser.run("return location.search + location.hash", vec![]).await;
        assert_eq!(left, json!(format!("?contactId={contact}&view=full")), "{part}");
    }

    // An answer to a page that went out, with a state that is not its own: it went out by the bare address.
    browser.open(&stage.cloud.address(&format!("/journey/?contactId={contact}&view=full"))).await;
    browser.find("button", &format!("{ADA}…")).await;
    browser.open(&stage.cloud.address("/journey/?code=x&state=wrong")).await;
    browser.find("button", "Sign in").await;
    let left = browser.run("return location.search + location.hash", vec![]).await;
    assert_eq!(left, json!(format!("?contactId={contact}&view=full")));
    browser.click("button", "Sign in").await;
    browser.click("button", &format!("{ADA}…")).await;
    JourneyPage(&browser).wait_for_connection_at_most(PATIENCE, "Live").await;
    browser.close().await;
}

#[tokio::test]
async fn five_loads_within_a_minute_are_no_failed_sign_in() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let contact = customer::complete(&stage.cloud);
    let browser = stage.driver.browser(1280, 900).await;
    for _ in 0..5 {
        browser.open(&stage.cloud.address(&format!("/journey/?contactId={contact}"))).await;
        // The page goes there by itself each time: there is no press.
        browser.click("button", &format!("{ADA}…")).await;
        browser.find("heading", customer::NAME).await;
    }
    // What fails is tried twice and no more.
    for n in 0..3 {
        browser.open(&stage.cloud.address(&format!("/journey/?contactId={contact}"))).await;
        let wanted = if n < 2 { format!("{ADA}…") } else { "Sign in".to_owned() };
        browser.find("button", &wanted).await;
    }
    browser.close().await;
}
