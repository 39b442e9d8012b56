//! A shift in minutes, and very many lost connections: the page needs no more at the end than in the middle.

use std::time::Duration;

use serde_json::json;

use crate::browser::{Browser, PATIENCE};
use crate::cloud::Cloud;
use crate::customer;
use crate::meter::{self, Held};
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

/// Much more where minutes are to be had (`cargo xtask shift`).
fn of(short: usize, long: usize) -> usize {
    if std::env::var_os("JOURNEY_SHIFT").is_some() { long } else { short }
}

/// Presses "Retry now" whenever it is there, as an impatient agent does; counts how often "Live" was left.
const IMPATIENT: &str = "
const region = all('status', 'Connection')[0];
let was = true;
window.losses = 0;
new MutationObserver(() => {
  const is = text(region) === 'Live';
  if (was && !is) window.losses += 1;
  was = is;
}).observe(region, {childList: true, subtree: true, characterData: true});
setInterval(() => { const retry = all('button', 'Retry now')[0]; if (retry) retry.click(); }, 40);
return true";

fn line(what: &str, held: &Held) -> String {
    format!(
        "{what}: heap {:.2} MiB, program {:.2} MiB, {} listeners, {} nodes",
        held.heap, held.memory, held.listeners, held.nodes
    )
}

#[tokio::test]
async fn lost_connections_leave_nothing_behind_in_the_page() {
    let (n, n_first) = (of(60, 1_500), of(20, 100));
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let contact = customer::complete(&stage.cloud);
    let agent = stage.driver.browser(1280, 900).await;
    agent.before_each_page(meter::KEEP_MEMORY).await;
    stage.sign_in(&agent, ADA, &format!("?contactId={contact}")).await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    page.expand("Web visit").await;
    page.wait_for_event(PATIENCE, "Page viewed: Returns").await;
    agent.run(IMPATIENT, vec![]).await;
    let mut first = Held::default();
    for number in 1..=n {
        if number % 20 == 0 {
            stage.cloud.control("/control/rates/reset", &json!({}));
        }
        stage.cloud.proxy.reset();
        agent.wait("the loss to be said", "return window.losses >= arguments[0]", vec![json!(number)]).await;
        page.wait_for_connection_at_most(Duration::from_secs(30), "Live").await;
        let is_middle = number * 2 == n;
        if number == n_first || is_middle {
            let held = agent.held().await;
            eprintln!("{}", line(&format!("after {number} lost connections"), &held));
            first = held;
        }
    }
    let last = agent.held().await;
    eprintln!("{}", line(&format!("after {n} lost connections"), &last));
    assert!(last.listeners <= first.listeners && last.nodes <= first.nodes, "listeners, nodes: {first:?} {last:?}");
    assert!(last.memory <= first.memory, "the program's memory grew: {first:?} {last:?}");
    assert!(last.heap - first.heap < 1.0, "the heap grew: {first:?} {last:?}");
    agent.close().await;
}

/// A customer who calls; gives the conversation.
async fn a_customer_calls(agent: &Browser, cloud: &Cloud, number: usize, n_events: usize) -> String {
    let (cookie, email) = (format!("shift-{number}"), format!("shift-{number}@example.com"));
    let phone = format!("+4411349{number:05}");
    let last = format!("Number {number}");
    customer::contact(cloud, "Customer", &last, &email, &phone);
    cloud.web_event(&cookie, "search_performed", "Search", 60_000, &json!({"searchQuery": "rope"}));
    customer::identify(cloud, &cookie, &email, 50_000);
    cloud.control("/control/flood", &json!({"cookie": cookie, "n": n_events, "title": "Aisle"}));
    let call = cloud.post("/shop/api/calls", &json!({"from": phone}));
    // By script throughout: a thing that the driver is handed is kept by it, with all that it was in.
    let heading = "return all('heading', arguments[0]).length";
    agent.wait("the customer", heading, vec![json!(format!("Customer {last}"))]).await;
    call["id"].as_str().expect("a call").to_owned()
}

#[tokio::test]
async fn a_shift_leaves_nothing_behind_in_the_page() {
    let n = of(12, 200);
    let mut stage = Stage::set_as(&["--no-personas"]).await;
    let agent = stage.driver.browser(1280, 900).await;
    agent.before_each_page(meter::KEEP_MEMORY).await;
    stage.sign_in(&agent, ADA, "").await;
    let page = JourneyPage(&agent);
    page.wait_for_connection("Live").await;
    agent.run(IMPATIENT, vec![]).await;
    let code = stage.cloud.get("/shop/api/desk")["codes"][0]["id"].clone();
    let mut held = Vec::new();
    for number in 0..n {
        stage.cloud.control("/control/rates/reset", &json!({}));
        let call = a_customer_calls(&agent, &stage.cloud, number, 45).await;
        page.wait_for_connection_at_most(Duration::from_secs(30), "Live").await;
        page.expand("Web visit").await;
        page.wait_for_event(PATIENCE, "Page viewed: Aisle 44").await;
        // Interleaved: a lost connection, a replaced socket, a lost channel; each while events come.
        // Of channels the page asks for two a minute and waits where that is not enough, so one is lost now and then only.
        match number % 60 {
            1 | 6 | 11 | 16 | 21 | 26 | 31 | 36 | 41 | 46 | 51 | 56 => stage.cloud.proxy.reset(),
            3 | 13 | 23 | 33 | 43 | 53 => drop(stage.cloud.control("/control/sockets/announce", &json!({}))),
            8 => drop(stage.cloud.control("/control/channels/expire", &json!({}))),
            _ => {}
        }
        for page in ["Stoves", "Maps", "Boots"] {
            stage.cloud.web_event(&format!("shift-{number}"), "page_viewed", page, 0, &json!({}));
        }
        page.wait_for_event(Duration::from_secs(90), "Page viewed: Boots").await;
        agent.key("Escape").await;
        let open = "const list = all('list', 'Journey map')[0]; const b = all('button', 'Page viewed: Boots…', list)[0]; b.click(); return true";
        agent.wait("the event's button", open, vec![]).await;
        agent.wait("the details", "return all('dialog', null).length", vec![]).await;
        let close = "const b = all('button', 'Close')[0]; if (b) b.click(); return !all('dialog', null).length";
        agent.wait("the details to be gone", close, vec![]).await;
        page.wait_for_connection_at_most(Duration::from_secs(30), "Live").await;
        stage.cloud.post(&format!("/shop/api/calls/{call}/hangup"), &json!({"by": "customer"}));
        stage.cloud.post(&format!("/shop/api/calls/{call}/wrapup"), &json!({"code": code}));
        let quarter = (n / 4).max(1);
        if (number + 1) % quarter == 0 {
            // Always looked at in the same state: this customer, this card open, nobody else in the list.
            held.push(agent.held().await);
            eprintln!("{}", line(&format!("after {} customers", number + 1), &held[held.len() - 1]));
        }
    }
    let (middle, last) = (held[held.len() / 2 - 1], held[held.len() - 1]);
    // A dozen customers are the warming up of a shift.
    let warming = if n < 100 { 0.5 } else { 0.0 };
    assert!(last.memory <= middle.memory + warming, "the program's memory grew in the last half: {middle:?} {last:?}");
    assert!(last.heap - middle.heap < 1.0, "the heap grew: {middle:?} {last:?}");
    // Fewer are as good: what was let go meanwhile.
    assert!(last.listeners - middle.listeners <= 4.0, "listeners: {middle:?} {last:?}");
    assert!(last.nodes - middle.nodes <= 0.02 * middle.nodes, "nodes: {middle:?} {last:?}");
    agent.close().await;
}
