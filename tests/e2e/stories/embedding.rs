//! The tab as static files on a host of their own, embedded by a page of a third origin: sign-in by pop-up, and the
//! protocol of client apps.

use serde_json::{Value, json};

use crate::browser::{Browser, PATIENCE};
use crate::cloud::{listener, port_of};
use crate::customer;
use crate::pages::JourneyPage;
use crate::stage::{ADA, NO_STORAGE, Stage};
use crate::web_host::{Pages, WebHost};

/// The page that embeds the tab: keeps what the tab says, and says what it is told to.
const HOST: &str = r"
window.heard = [];
addEventListener('message', event => window.heard.push({origin: event.origin, ...event.data}));
window.say = hook => document.querySelector('iframe').contentWindow.postMessage(
  {purecloudEventType: 'appLifecycleHook', hook}, document.querySelector('iframe').src);
";

/// A page that is not the host: it embeds the host page and speaks to the tab in it.
const STRANGER: &str = r"
window.say = hook => window.frames[0].frames[0].postMessage({purecloudEventType: 'appLifecycleHook', hook}, '*');
";

fn page(frame: &str, script: &str) -> Pages {
    let html = format!(
        "<!doctype html><html lang=\"en\"><title>Host</title><body><h1>Host</h1>\
         <iframe title=\"Customer Journey\" width=\"900\" height=\"700\" allow=\"clipboard-write\" src=\"{frame}\"></iframe>\
         <script>{script}</script></body></html>"
    );
    Pages::from([("/index.html".to_owned(), html)])
}

async fn heard(browser: &Browser, action: &str) -> bool {
    let script = "return window.heard.some(message => message.action === arguments[0])";
    browser.run(script, vec![json!(action)]).await == json!(true)
}

#[tokio::test]
async fn embedded_elsewhere_the_agent_signs_in_by_a_popup_and_only_the_host_is_listened_to() {
    let (tab_listener, host_listener, stranger_listener) = (listener(), listener(), listener());
    let (tab_port, host_port) = (port_of(&tab_listener), port_of(&host_listener));
    let (tab, host) = (format!("http://127.0.0.1:{tab_port}/"), format!("http://localhost:{host_port}"));
    let mut stage = Stage::set_as(&["--no-personas", "--redirect", &tab]).await;
    let contact = customer::complete(&stage.cloud);

    let cloud = stage.cloud.address("");
    let streaming = cloud.replacen("http", "ws", 1);
    let mut config: Value = ureq_json(&stage.cloud.address("/journey/config.json"));
    config["hostOrigins"] = json!([host]);
    let pages = Pages::from([("/config.json".to_owned(), config.to_string())]);
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self' {cloud} {streaming}; frame-ancestors {host} http://127.0.0.1:*; base-uri 'none'; form-action 'none'; \
         object-src 'none'"
    );
    let site = std::env::var("JOURNEY_SITE").expect("a site");
    WebHost::start(tab_listener, Some(site.into()), pages, policy);
    let frame = format!("{tab}?hostOrigin={host}&env=local&popup=true&contactId={contact}");
    let host_page = WebHost::start(host_listener, None, page(&frame, HOST), "default-src * 'unsafe-inline'".to_owned());
    let stranger = WebHost::start(
        stranger_listener,
        None,
        page(&format!("{host}/"), STRANGER),
        "default-src * 'unsafe-inline'".to_owned(),
    );
    assert_eq!(host_page.port, host_port);

    // The stranger's page is outermost: it has a way to the tab's window, and is not the tab's parent.
    let browser = stage.driver.browser(1000, 860).await;
    browser.open(&format!("http://127.0.0.1:{}/", stranger.port)).await;
    let enter = async |depth: usize| {
        browser.client.clone().enter_parent_frame().await.expect("the outer page");
        browser.client.clone().enter_parent_frame().await.expect("the outermost page");
        for _ in 0..depth {
            browser.wait("the frame", "return document.querySelectorAll('iframe').length", vec![]).await;
            browser.client.clone().enter_frame(0).await.expect("the frame");
        }
    };
    enter(2).await;
    browser.find("button", "Sign in").await;
    enter(1).await;
    let ready = "return window.heard.some(message => message.action === 'bootstrapped')";
    browser.wait("the tab to say that it is there", ready, vec![]).await;
    let first = browser.run("return window.heard[0]", vec![]).await;
    assert_eq!(first["origin"], tab.trim_end_matches('/'));
    assert_eq!(first["protocol"], "purecloud-client-apps");

    enter(2).await;
    browser.sign_in_by_popup(ADA).await;
    enter(2).await;
    let page = JourneyPage(&browser);
    page.wait_for_connection("Live").await;
    browser.find("heading", customer::NAME).await;
    for window in browser.client.windows().await.expect("windows") {
        assert_eq!(window, browser.client.window().await.expect("a window"), "the pop-up closed itself");
    }

    // A copy that fails is told to the host, one that works is not.
    let refuse = "Clipboard.prototype.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError')); \
                  Document.prototype.execCommand = () => false; return true";
    browser.run(refuse, vec![]).await;
    browser.click("button", "Copy Email").await;
    enter(1).await;
    let told = "return window.heard.find(message => message.action === 'showToast')";
    let told = browser.wait("the toast", told, vec![]).await;
    assert_eq!(told["message"], "Could not copy Email");
    assert_eq!((&told["type"], &told["showCloseButton"]), (&json!("error"), &json!(true)));

    // Focus and blur change nothing that is seen. While the agent is away new signs of friction are counted to the host.
    enter(1).await;
    browser.run("say('focus'); say('blur'); say('no-such-hook'); return true", vec![]).await;
    assert!(!heard(&browser, "setAttentionCount").await, "what the agent has seen is no news");
    stage.cloud.web_event(
        "complete",
        "form_abandoned",
        "Checkout",
        0,
        &json!({"attributes": customer::texts(&[("formName", "Payment")])}),
    );
    let counts = "return window.heard.filter(message => message.action === 'setAttentionCount').map(message => message.count).join()";
    browser.wait("the count", &counts.replace(".join()", ".join() === '1'"), vec![]).await;
    browser.run("say('focus'); return true", vec![]).await;
    browser.wait("the count to go", &counts.replace(".join()", ".join() === '1,0'"), vec![]).await;

    // A stop of a stranger is not heard.
    enter(0).await;
    browser.run("say('stop'); return true", vec![]).await;
    enter(2).await;
    stage.cloud.web_event("complete", "page_viewed", "Boots", 0, &json!({}));
    page.expand("Web visit").await;
    page.wait_for_event(PATIENCE, "Page viewed: Boots").await;
    enter(1).await;
    assert!(!heard(&browser, "stopped").await, "a stranger stopped the tab");

    // The host's own stop ends everything, and is answered.
    browser.run("say('stop'); return true", vec![]).await;
    let stopped = "return window.heard.some(message => message.action === 'stopped')";
    browser.wait("the tab to say that it has ended", stopped, vec![]).await;
    enter(2).await;
    let gone = "return document.querySelectorAll('article').length === 0";
    browser.wait("the journey to be gone", gone, vec![]).await;
    enter(0).await;
    browser.close().await;
}

fn ureq_json(address: &str) -> Value {
    let mut answer = ureq::get(address).call().expect("an answer");
    serde_json::from_str(&answer.body_mut().read_to_string().unwrap_or_default()).expect("JSON")
}

#[tokio::test]
async fn storage_that_throws_costs_what_it_would_keep_and_nothing_else() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let contact = customer::complete(&stage.cloud);
    let browser = stage.driver.browser(1000, 860).await;
    browser.before_each_page(NO_STORAGE).await;
    browser.open(&stage.cloud.address(&format!("/journey/?contactId={contact}"))).await;
    // Nothing can be kept over a round trip: the page stays and signs in by a pop-up.
    browser.sign_in_by_popup(ADA).await;
    JourneyPage(&browser).wait_for_connection("Live").await;
    browser.find("heading", customer::NAME).await;
    browser.click("button", "Full-size view").await;
    let half = "return all('button', 'Full-size view')[0].getAttribute('aria-pressed') === 'false'";
    browser.wait("the half-size view", half, vec![]).await;
    browser.close().await;
}
