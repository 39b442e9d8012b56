//! Starting: the optimised build, the policy, the configuration, permissions.

use std::path::Path;

use serde_json::Value;

use crate::cloud::Cloud;
use crate::pages::JourneyPage;
use crate::stage::{ADA, Stage};

#[tokio::test]
async fn the_optimised_build_starts_under_the_strict_policy_without_a_violation() {
    let mut stage = Stage::set().await;
    let contact = Cloud::contact_named("Okafor");
    let agent = stage.agent(ADA, &format!("?contactId={contact}")).await;
    JourneyPage(&agent).wait_for_connection("Live").await;
    agent.wait("cards", "const list = all('list', 'Sessions')[0]; return list && list.children.length", vec![]).await;
    assert_eq!(agent.logs().await, "", "errors or violations were logged");
    let address = agent.client.current_url().await.expect("an address");
    assert!(!address.as_str().contains("code=") && !address.as_str().contains("state="), "{address}");
    assert!(address.as_str().contains("contactId="), "the page's parameters survive the sign-in: {address}");
    let stored =
        agent.run("return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])", vec![]).await;
    assert!(!stored.as_str().unwrap_or_default().to_lowercase().contains("bearer"), "{stored}");
    agent.close().await;
}

#[tokio::test]
async fn a_wrong_configuration_names_the_key_on_the_page() {
    let mut stage = Stage::set().await;
    let site = std::env::temp_dir().join(format!("journey-site-{}-{}", std::process::id(), stage.cloud.proxy.port));
    copy(Path::new(&std::env::var("JOURNEY_SITE").expect("a site")), &site);
    std::fs::write(
        site.join("config.json"),
        r#"{"environment": "mypurecloud.ie", "clientId": "x", "pageSize": "ten"}"#,
    )
    .expect("written");
    let cloud = Cloud::start_as(site.clone(), &[]).await;
    let browser = stage.driver.browser(800, 600).await;
    browser.open(&cloud.address("/journey/")).await;
    browser.wait("the key", "const e = all('alert', null)[0]; return e && text(e).includes('pageSize')", vec![]).await;
    browser.close().await;
    drop(cloud);
    drop(std::fs::remove_dir_all(site));
}

#[tokio::test]
async fn a_missing_permission_takes_its_part_away_and_one_line_says_so() {
    let mut stage = Stage::set().await;
    let contact = Cloud::contact_named("Okafor");
    let agents: Value =
        serde_json::from_str(include_str!("../../../crates/local-cloud/rules/agents.json")).expect("the agents");
    let name = agents
        .as_array()
        .into_iter()
        .flatten()
        .find(|agent| {
            let permissions = agent["permissions"].to_string();
            permissions.contains("externalContacts:session:view") && !permissions.contains("journey:outcome")
        })
        .and_then(|agent| agent["name"].as_str())
        .expect("an agent without outcomes")
        .to_owned();
    let agent = stage.agent(&name, &format!("?contactId={contact}")).await;
    agent.wait("cards", "const list = all('list', 'Sessions')[0]; return list && list.children.length", vec![]).await;
    let line = "const line = [...document.querySelectorAll('main *')].map(text).find(t => t.startsWith('Some data is hidden:')); return line";
    let line = agent.wait("the line", line, vec![]).await;
    assert!(line.as_str().unwrap_or_default().contains("journey:outcome:view"), "{line}");
    assert_eq!(agent.count("meter", None).await, 0);
    assert_eq!(agent.count("region", Some("Segments matched…")).await, 0);
    agent.close().await;
}

/// Copies the built site, without its packed forms.
pub(super) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the site").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

/// Gives back memory that was never there: the program traps, as any mistake in it ends.
const TRAP: &str = "
    const files = document.querySelector('meta[name=\"customer-journey\"]').dataset;
    import(new URL(files.js, document.baseURI).href).then(program => program.default()).then(parts => {
        setTimeout(() => parts.__wbindgen_realloc(-16, 64, 128, 4), 0);
    });";

#[tokio::test]
async fn a_program_that_trapped_says_so_on_the_page() {
    let mut stage = Stage::set().await;
    let agent = stage.agent(ADA, &format!("?contactId={}", Cloud::contact_named("Okafor"))).await;
    JourneyPage(&agent).wait_for_connection("Live").await;
    let stopped = "return document.getElementById('stopped').checkVisibility()";
    assert_eq!(agent.run(stopped, vec![]).await, Value::Bool(false));
    agent.run(TRAP, vec![]).await;
    agent.wait("the page to say that it stopped", stopped, vec![]).await;
    let logs = agent.logs().await;
    assert!(logs.contains("RuntimeError"), "it stopped for another reason: {logs}");
    agent.close().await;
}
