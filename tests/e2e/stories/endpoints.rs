//! Each address of the cloud fails alone, in every way it can: exactly its part of the page goes, and all others stay.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::customer;
use crate::facts::{Facts, assert_complete, facts, glance};
use crate::recording::Asked;
use crate::stage::{ADA, Stage};

/// How an address fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// With this status and the contract's error body.
    Status(u16),
    /// 200, and a page of HTML.
    Html,
    /// 200, and half an answer.
    Truncated,
    /// 200, and JSON of another shape.
    WrongType,
    /// The connection is reset.
    Reset,
    /// No answer.
    Hang,
}

impl How {
    const ALL: [Self; 15] = [
        Self::Status(401),
        Self::Status(403),
        Self::Status(404),
        Self::Status(409),
        Self::Status(410),
        Self::Status(429),
        Self::Status(500),
        Self::Status(502),
        Self::Status(503),
        Self::Status(504),
        Self::Html,
        Self::Truncated,
        Self::WrongType,
        Self::Reset,
        Self::Hang,
    ];
}

/// What depends on an address (its method and path), and what is said when it fails; no words: it is not missed, for
/// another answer tells the same.
const ADDRESSES: [(&str, &[&str], &str); 16] = [
    ("GET /api/v2/conversations", ALL, "Your interactions could not be loaded"),
    ("GET /api/v2/date", &[], ""),
    ("GET /api/v2/externalcontacts/contacts/{id}", &["name"], "the customer’s details"),
    ("GET /api/v2/externalcontacts/contacts/{id}/journey/segments", &["segments"], "segments"),
    ("GET /api/v2/externalcontacts/contacts/{id}/journey/sessions", ALL, "essions"),
    ("GET /api/v2/journey/outcomes", &["bars", "percentages", "outcome events"], "outcomes"),
    ("GET /api/v2/journey/segments", &["segments", "segment events"], "segments"),
    ("GET /api/v2/journey/sessions/{id}", &[], ""),
    ("GET /api/v2/journey/sessions/{id}/events", EVENTS, "Events could not be loaded"),
    ("GET /api/v2/journey/sessions/{id}/outcomescores", &["percentages"], "predictions"),
    ("GET /api/v2/routing/queues/{id}", &[], "names"),
    ("GET /api/v2/routing/wrapupcodes/{id}", &[], "names"),
    ("GET /api/v2/users/me", ALL, "Who you are could not be found out"),
    ("GET /api/v2/users/{id}", &[], "names"),
    ("POST /api/v2/notifications/channels", &["connection"], LINK),
    ("PUT /api/v2/notifications/channels/{id}/subscriptions", &["connection"], LINK),
];

/// Everything depends on it.
const ALL: &[&str] = &[
    "name",
    "connection",
    "cards",
    "expanded",
    "maps",
    "outcome events",
    "segment events",
    "friendly events",
    "friendly sessions",
    "searches",
    "bars",
    "percentages",
    "segments",
];
const EVENTS: &[&str] = &["maps", "outcome events", "segment events", "friendly events", "searches"];
/// The connection says so.
const LINK: &str = "connection";

/// How long the page may take to say so: a request ends within ten seconds, and a few are made one after the other.
const SAID: Duration = Duration::from_secs(30);
/// How long it may take to be whole again: of channels a page asks for two in a minute.
const BACK: Duration = Duration::from_secs(75);

/// Method and path with `{id}` for identifiers, and the paths that were asked for.
type Endpoints = BTreeMap<(String, String), BTreeSet<String>>;

/// The addresses of the cloud among these requests.
fn endpoints(asked: &[Result<Asked, String>]) -> Endpoints {
    let mut endpoints = Endpoints::new();
    for one in asked.iter().flatten().filter(|one| one.path().starts_with("/api/v2/")) {
        let is_id = |part: &str| part.len() > 20 && part.chars().any(|letter| letter.is_ascii_digit());
        let shape: Vec<&str> = one.path().split('/').map(|part| if is_id(part) { "{id}" } else { part }).collect();
        let paths = endpoints.entry((one.method.clone(), shape.join("/"))).or_default();
        paths.insert(one.path().to_owned());
    }
    endpoints
}

/// Exactly these paths; of a channel any, for each page may have another.
fn ordered(paths: &BTreeSet<String>) -> Vec<String> {
    let channel = "/api/v2/notifications/channels/";
    paths.iter().map(|path| if path.starts_with(channel) { channel.to_owned() } else { format!("{path}$") }).collect()
}

/// From now on these paths fail so.
fn fail(stage: &Stage, method: &str, paths: &BTreeSet<String>, how: How) {
    let paths = ordered(paths);
    let order = |more: Value| {
        for path in &paths {
            let mut order = json!({"path": path, "method": method, "times": 1_000_000});
            if let (Some(order), Some(more)) = (order.as_object_mut(), more.as_object()) {
                order.extend(more.clone());
            }
            stage.cloud.control("/control/fail", &order);
        }
    };
    match how {
        How::Status(status) => order(json!({"status": status})),
        How::Html => order(json!({"status": 200, "contentType": "text/html", "text": "<html><p>Sign in</p></html>"})),
        How::Truncated => order(json!({"status": 200, "text": r#"{"id": "1", "entities": [{"id": "#})),
        How::WrongType => order(json!({"status": 200, "text": r#"[7, "seven", {"entities": 7, "id": []}]"#})),
        How::Reset => stage.cloud.proxy.weather(|weather| {
            weather.breaks = Some((method.to_owned(), paths.clone()));
        }),
        How::Hang => {
            for path in &paths {
                stage.cloud.control("/control/hold", &json!({"path": path}));
            }
        }
    }
}

/// Everything is well again.
fn mend(stage: &Stage) {
    stage.cloud.control("/control/clear", &json!({}));
    stage.cloud.proxy.weather(|weather| weather.breaks = None);
    stage.cloud.control("/control/rates/reset", &json!({}));
}

/// A customer with something of everything, who called once and chats now.
fn busy_customer(stage: &Stage) {
    let cloud = &stage.cloud;
    customer::complete(cloud);
    let act = |body: Value| cloud.control("/control/act", &body)["id"].as_str().unwrap_or_default().to_owned();
    let call = act(json!({"act": "call_in", "from": "+441134960177"}));
    act(json!({"act": "answer", "conversation": call, "agent": ADA}));
    act(json!({"act": "hang_up", "conversation": call, "by": "customer"}));
    let code = cloud.get("/shop/api/desk")["codes"][0]["id"].clone();
    act(json!({"act": "wrap_up", "conversation": call, "agent": ADA, "code": code}));
    let chat = act(json!({"act": "start_chat", "cookie": "complete"}));
    act(json!({"act": "answer", "conversation": chat, "agent": ADA}));
}

/// What is wrong with the page while an address fails so; `None`: it is as it should be.
fn wrong(whole: &Facts, now: &Facts, address: &str, how: How) -> Option<String> {
    let (_, parts, words) = ADDRESSES.iter().find(|(name, ..)| *name == address)?;
    let fact = |name: &str| now.get(name).and_then(Value::as_str).unwrap_or_default();
    if how == How::Status(401) {
        return (fact("connection") != "Signed out" && !fact("name").is_empty())
            .then(|| "the way in is not there".to_owned());
    }
    let mut due = whole.clone();
    if how == How::Status(403) && *parts == EVENTS {
        // Who may not see events cannot expand a card; any other failure is said within it.
        due.insert("expanded".to_owned(), json!(0));
    }
    let others = due.iter().filter(|(name, _)| !["hidden", "errors"].contains(&name.as_str()));
    let changed = others.filter(|(name, value)| !parts.contains(&name.as_str()) && now.get(*name) != Some(value));
    let changed: Vec<String> =
        changed.map(|(name, value)| format!("{name} should be {value}, is {:?}", now.get(name))).collect();
    if !changed.is_empty() {
        return Some(changed.join("; "));
    }
    let is_said = match how {
        // What may not be seen is named; what does not exist is not there.
        How::Status(403 | 404 | 410) => true,
        _ if *words == LINK => fact("connection") != "Live",
        _ => fact("errors").contains(words) && (words.is_empty() || fact("errors").contains("Try again")),
    };
    (!is_said).then(|| format!("errors read {:?}, the connection {:?}", fact("errors"), fact("connection")))
}

/// Looks until nothing is wrong any more, or for this long.
#[expect(clippy::disallowed_methods, reason = "a story has a deadline")]
async fn until_right(
    agent: &Browser,
    patience: Duration,
    wrong: impl Fn(&Facts) -> Option<String>,
) -> Result<(), String> {
    let begun = Instant::now();
    loop {
        let Some(why) = wrong(&glance(agent).await) else { return Ok(()) };
        if begun.elapsed() > patience {
            return Err(why);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// One cell: the address fails so from the start; the page says it and is otherwise whole. Then it is well again.
async fn cell(stage: &Stage, agent: &Browser, whole: &Facts, address: &str, how: How) -> Result<(), String> {
    // Nothing is left of the page before: its channel would do for this one.
    agent.open(&stage.cloud.address("/shop/")).await;
    agent.run("sessionStorage.clear()", vec![]).await;
    stage.sign_in(agent, ADA, "").await;
    until_right(agent, SAID, |now| wrong(whole, now, address, how)).await?;
    mend(stage);
    // What is refused for good is not tried again by the same page.
    let is_final = matches!(how, How::Status(401 | 403 | 404 | 410));
    if is_final || (how == How::Status(409) && address.contains("/notifications/")) {
        return Ok(());
    }
    let again =
        "for (const b of [...all('button', 'Try again'), ...all('button', 'Retry now')]) b.click(); return true";
    agent.run(again, vec![]).await;
    let is_whole = |now: &Facts| (now != whole).then(|| format!("after it was tried again: {now:?}"));
    until_right(agent, BACK, is_whole).await
}

/// The ways in which an address is tried: two in each run, so that all ways are, or all of them.
fn ways(number: usize, wanted: Option<&str>, address: &str) -> Vec<How> {
    match wanted {
        None => vec![How::ALL[(2 * number) % 15], How::ALL[(2 * number + 7) % 15]],
        Some("all") => How::ALL.to_vec(),
        Some(word) => How::ALL.into_iter().filter(|how| format!("{address} {how:?}").contains(word)).collect(),
    }
}

#[tokio::test]
async fn each_address_of_the_cloud_fails_alone() {
    let wanted = std::env::var("JOURNEY_ENDPOINTS").ok();
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    busy_customer(&stage);
    let mut agent = stage.driver.browser(1280, 900).await;
    agent.before_each_page(customer::FRIENDLY).await;
    let n = stage.cloud.proxy.n_asked();
    stage.sign_in(&agent, ADA, "").await;
    let whole = facts(&agent).await;
    assert_complete(&whole);
    let all = endpoints(&stage.cloud.proxy.asked_after(n));
    let names: Vec<String> = all.keys().map(|(method, shape)| format!("{method} {shape}")).collect();
    assert_eq!(names, ADDRESSES.map(|(name, ..)| name), "the addresses that a page asks");
    let (mut n_cells, mut red) = (0, Vec::new());
    for (number, (((method, _), paths), address)) in all.iter().zip(&names).enumerate() {
        for how in ways(number, wanted.as_deref(), address) {
            fail(&stage, method, paths, how);
            n_cells += 1;
            let n_before = stage.cloud.proxy.n_asked();
            if let Err(why) = cell(&stage, &agent, &whole, address, how).await {
                eprintln!("RED {address} {how:?}: {why}");
                stage.cloud.proxy.print_asked_after(n_before);
                red.push(format!("{address} {how:?}"));
                agent = stage.driver.browser(1280, 900).await;
                agent.before_each_page(customer::FRIENDLY).await;
            }
            mend(&stage);
        }
    }
    eprintln!("{n_cells} cells, {} red", red.len());
    assert!(n_cells > 0 && red.is_empty(), "{wanted:?}: {red:#?}");
    agent.close().await;
}

#[test]
fn a_run_tries_every_address_and_every_way() {
    let tried: BTreeSet<String> =
        (0..ADDRESSES.len()).flat_map(|number| ways(number, None, "")).map(|how| format!("{how:?}")).collect();
    assert_eq!(tried.len(), How::ALL.len());
}
