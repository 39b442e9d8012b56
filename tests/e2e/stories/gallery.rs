//! Every card and every icon on one page: for people to look at, and for what can be told without them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use crate::browser::Browser;
use crate::customer;
use crate::gallery::{CONTACT, answers};
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// Hands the page its records; whatever has none is asked of the cloud.
fn hand_out() -> String {
    format!(
        "const held = {}; const own = window.fetch; window.fetch = (asked, ...rest) => {{
            const path = new URL(asked.url ?? asked, location.href).pathname;
            if (!(path in held)) return own.call(window, asked, ...rest);
            const headers = {{'Content-Type': 'application/json'}};
            return Promise.resolve(new Response(JSON.stringify(held[path]), {{status: 200, headers}}));
        }};",
        answers()
    )
}

/// Two kinds that may look the same: what the catalogue of icons says of them (genesys-domain §5.3, §6).
const ALIKE: [(&str, &str); 5] = [
    ("Architect flow completed", "Something new"),
    ("Chat abandoned", "Chat ignored"),
    ("Content abandoned", "Content ignored"),
    ("Chat connected", "Connected to agent"),
    ("Content completed", "Content connected"),
];

#[tokio::test]
async fn every_card_and_every_icon_stands_in_the_gallery_and_no_two_kinds_look_the_same() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let agent = stage.driver.browser(1280, 900).await;
    agent.before_each_page(&hand_out()).await;
    stage.sign_in(&agent, ADA, &format!("?contactId={CONTACT}&view=full")).await;
    let page = JourneyPage(&agent);
    page.expand("Web visit").await;
    agent.wait("the map", "return all('list', 'Journey map').length", vec![]).await;
    agent.wait("names", "return document.body.textContent.includes('Order status given') && document.body.textContent.includes('Sale hunters')", vec![]).await;
    let n_cards = page.n_cards().await;
    assert!(n_cards >= 30, "{n_cards} cards");

    let looks = "return all('list', 'Journey map').flatMap(list => [...list.querySelectorAll('li')]).filter(li => li.querySelector('svg path')).map(li => [
        name(li.querySelector('button')).split(':')[0].replace(/, [0-9:]+$/, ''),
        li.querySelector('svg path').getAttribute('d') + '|' + (li.dataset.tone || '')])";
    let looks = agent.run(looks, vec![]).await;
    let mut kinds: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut words = BTreeSet::new();
    for look in looks.as_array().into_iter().flatten() {
        // The catalogue gives chat and messaging the same pictures.
        let word = look[0].as_str().unwrap_or_default().replace("Messaging ", "Chat ");
        words.insert(word.clone());
        kinds.entry(look[1].as_str().unwrap_or_default().to_owned()).or_default().insert(word);
    }
    assert!(words.len() >= 40, "{} kinds of event: {words:?}", words.len());
    let mut confused = Vec::new();
    for group in kinds.values() {
        let group: Vec<&str> = group.iter().map(String::as_str).collect();
        for (at, one) in group.iter().enumerate() {
            let others = group.iter().skip(at + 1);
            confused.extend(
                others
                    .filter(|other| !ALIKE.contains(&(one, other)) && !ALIKE.contains(&(other, one)))
                    .map(|other| format!("{one} / {other}")),
            );
        }
    }
    eprintln!("{n_cards} cards, {} kinds of event, {} looks", words.len(), kinds.len());
    assert!(confused.is_empty(), "look the same: {}", confused.join(", "));

    let states = "return [...new Set([...document.querySelectorAll('main article')].map(a => a.dataset.state))].sort()";
    assert_eq!(agent.run(states, vec![]).await, json!(["abandoned", "active", "ended", "inactive", "waiting"]));
    for scheme in ["light", "dark"] {
        agent.view(1280, 900, scheme).await;
        let height = agent.run("return document.documentElement.scrollHeight", vec![]).await;
        let height = u32::try_from(height.as_u64().unwrap_or(900)).unwrap_or(900).min(12_000);
        agent.view(1280, height, scheme).await;
        let settled =
            "return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))";
        agent.run(settled, vec![]).await;
        agent.picture(&format!("gallery-{scheme}")).await;
    }
    agent.close().await;
}

/// The checks of axe-core, for the page as it is now; each violation with the elements that break it.
async fn violations(agent: &Browser) -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(folder).expect("axe-core is installed (npm ci)");
    agent.run(&format!("if (!window.axe) {{ {source} }} return true"), vec![]).await;
    // What is written on a control is part of its name: asked for by name, since not every release asks by itself.
    let script = "const rules = {'label-content-name-mismatch': {enabled: true}}; return axe.run(document, {resultTypes: ['violations'], rules}).then(found => ({n: found.passes.length, named: [...found.passes, ...found.inapplicable, ...found.incomplete, ...found.violations].some(rule => rule.id in rules), broken: found.violations.map(v => v.id + ' (' + v.impact + '): ' + v.nodes.slice(0, 4).map(n => n.target.join(' ') + ' ' + n.failureSummary.replace(/\\s+/g, ' ').slice(0, 160)).join(' | '))}))";
    let found = agent.run(script, vec![]).await;
    assert!(found["n"].as_u64().unwrap_or_default() >= 10, "hardly a rule was checked: {found}");
    assert_eq!(found["named"], json!(true), "names were not compared with what is written");
    found["broken"].as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

/// Checks the page in light and dark; gives the number of checks.
async fn check(agent: &Browser, state: &str, found: &mut Vec<String>) -> usize {
    for scheme in ["light", "dark"] {
        agent.view(if state.contains("half") { 420 } else { 1280 }, 900, scheme).await;
        // Colours change softly: what is measured has come to rest.
        agent.run("return Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations !== Infinity).map(a => a.finished.catch(() => 0))).then(() => true)", vec![]).await;
        found.extend(violations(agent).await.into_iter().map(|one| format!("{state}, {scheme}: {one}")));
    }
    2
}

#[tokio::test]
async fn no_state_of_the_page_breaks_a_rule_of_accessibility() {
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let contact = customer::complete(&stage.cloud);
    let agent = stage.driver.browser(1280, 900).await;
    let (mut found, mut n) = (Vec::new(), 0);
    stage.sign_in(&agent, ADA, &format!("?contactId={contact}&view=half")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    n += check(&agent, "list in half size", &mut found).await;
    page.expand("Web visit").await;
    agent.wait("the map", "return all('list', 'Journey map').length", vec![]).await;
    n += check(&agent, "expanded in half size", &mut found).await;
    stage.sign_in(&agent, ADA, &format!("?contactId={contact}&view=full")).await;
    page.wait_for_connection("Live").await;
    n += check(&agent, "list in full size", &mut found).await;
    page.expand("Web visit").await;
    agent.wait("the map", "return all('list', 'Journey map').length", vec![]).await;
    let open = "const b = all('button', 'Search performed…', all('list', 'Journey map')[0])[0]; if (b) b.click(); return all('dialog', null).length";
    agent.wait("the details", open, vec![]).await;
    n += check(&agent, "details open", &mut found).await;
    agent.key("Escape").await;
    agent.click("button", "More options").await;
    n += check(&agent, "menu open", &mut found).await;
    agent.key("Escape").await;
    agent.key("?").await;
    agent.find("dialog", "Keyboard shortcuts").await;
    n += check(&agent, "shortcuts listed", &mut found).await;

    stage.cloud.post("/shop/api/calls", &json!({"from": "+441134969999"}));
    stage.sign_in(&agent, ADA, "").await;
    agent.find("region", "Contact…").await;
    agent.find("searchbox", "Search contacts…").await;
    n += check(&agent, "contact panel", &mut found).await;
    stage.sign_in(&agent, "Noor van Dijk", &format!("?contactId={contact}")).await;
    agent
        .wait("the notice", "return document.body.textContent.includes('externalContacts:session:view')", vec![])
        .await;
    n += check(&agent, "no permission", &mut found).await;
    stage.cloud.control("/control/fail", &json!({"path": "/api/v2/users/me", "status": 500, "times": 50}));
    stage.sign_in(&agent, ADA, &format!("?contactId={contact}")).await;
    agent.find("button", "Try again").await;
    n += check(&agent, "error", &mut found).await;
    stage.cloud.control("/control/clear", &json!({}));

    eprintln!("{n} states checked, {} violations", found.len());
    assert!(found.is_empty(), "{}", found.join("\n"));
    agent.close().await;
}
