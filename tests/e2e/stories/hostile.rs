//! Text that visitors write to do harm: it is text, in every place that shows it, and breaks no layout.

use serde_json::{Value, json};

use crate::cloud::Cloud;
use crate::customer;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// Marks a run of any of them.
const SPRUNG: &str = "window.sprung = (window.sprung || 0) + 1";

/// The texts: markup, a right-to-left override, a word of 10 kB (as far as the cloud takes it), one of seventy
/// letters, a formula.
fn texts() -> Vec<String> {
    vec![
        format!("<script>{SPRUNG}</script>"),
        format!("<img src=x onerror=\"{SPRUNG}\">"),
        format!("\"><svg onload='{SPRUNG}'>"),
        "\u{202e}gnp.txet\u{202c} \u{2066}isolated".to_owned(),
        "W".repeat(10_000),
        "Donaudampfschifffahrtselektrizitatenhauptbetriebswerkbauunterbeamtenge".to_owned(),
        "=HYPERLINK(\"https://evil.example\")".to_owned(),
        format!("javascript:{SPRUNG}"),
    ]
}

/// An event in which one hostile text stands in every field that a visitor can write.
fn event(text: &str) -> Value {
    let short: String = text.chars().take(200).collect();
    let attributes =
        customer::texts(&[("productName", text), ("formName", text), ("<b>name</b>", text), (&short, text)]);
    json!({
        "searchQuery": text,
        "page": {"url": format!("https://shop.example/?q={}", text.replace(' ', "%20")), "title": text, "keywords": text, "lang": "en"},
        "userAgentString": text,
        "browser": {"family": text, "version": text, "lang": "en"},
        "device": {"category": "desktop", "type": text, "osFamily": text, "osVersion": text, "manufacturer": text},
        "referrer": {"url": format!("https://evil.example/{short}"), "name": text},
        "attributes": attributes,
        "traits": customer::texts(&[("givenName", text), ("familyName", text)]),
    })
}

/// Sends it, with the longest form of its texts that the cloud takes.
fn send(cloud: &Cloud, text: &str) -> bool {
    let mut text = text.to_owned();
    loop {
        if cloud.try_web_event("hostile", "search_performed", "x", 20_000, &event(&text)) {
            return true;
        }
        if text.chars().count() < 20 {
            return false;
        }
        text = text.chars().take(text.chars().count() / 2).collect();
    }
}

#[tokio::test]
async fn hostile_text_is_shown_as_text_and_fits_the_narrowest_page() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let first = stage.cloud.web_event("hostile", "page_viewed", "Tents", 60_000, &json!({}));
    let session = first["session"]["id"].as_str().expect("a session").to_owned();
    let n_sent = texts().iter().filter(|text| send(&stage.cloud, text)).count();
    assert!(n_sent >= 5, "the cloud took only {n_sent} of the texts");
    // Names of contacts are written by visitors too.
    let id = customer::contact(&stage.cloud, &texts()[1], &texts()[3], "h@example.com", "+441134960188");
    customer::identify(&stage.cloud, "hostile", "h@example.com", 5_000);

    let agent = stage.agent(ADA, &format!("?sessionId={session}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    agent.wait("the map", "return all('list', 'Journey map').length", vec![]).await;
    let n_shown = agent.wait("the texts", "return all('list', 'Journey map').flatMap(l => all('button', null, l)).map(name).filter(n => n.includes('<script>') || n.includes('<img')).length", vec![]).await;
    assert!(n_shown.as_u64().unwrap_or_default() >= 2, "{n_shown}");
    for theme_width in [320, 360, 480, 1280] {
        agent.view(theme_width, 900, "light").await;
        let open_each = "
            const list = all('list', 'Journey map')[0];
            let widest = 0;
            for (const b of all('button', null, list)) {
                b.click();
                await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
                widest = Math.max(widest, document.documentElement.scrollWidth - document.documentElement.clientWidth);
            }
            return {widest, dialogs: all('dialog', null).length};";
        let seen = agent.run(&format!("return (async () => {{ {open_each} }})()"), vec![]).await;
        assert_eq!(seen["widest"], json!(0), "content is wider than {theme_width} px");
    }
    agent.view(320, 900, "light").await;
    agent.picture("hostile-320").await;
    let made = "return {sprung: window.sprung || 0, elements: document.querySelectorAll('main script, main img, main iframe, main object, main b[onload], main [onerror], main [onload]').length,
        links: [...document.querySelectorAll('main a[href]')].map(a => a.protocol).filter(p => !['http:', 'https:'].includes(p)),
        bare: [...document.querySelectorAll('main *')].some(e => /[\\u202a-\\u202e\\u2066-\\u2069]/.test(e.childNodes.length === 1 && e.firstChild.nodeType === 3 ? e.textContent : ''))}";
    let made = agent.run(made, vec![]).await;
    assert_eq!(made, json!({"sprung": 0, "elements": 0, "links": [], "bare": false}));
    assert!(!id.is_empty());
    agent.close().await;
}
