//! Who may read what: the table of the contract against agents of every kind.

use axum::http::Method;
use serde_json::{Value, json};

use crate::guard::holds;
use crate::tests::Bench;
use crate::world::Agent;

/// Path (with the ids of the bench), and the permissions of which one is needed.
const READS: &[(&str, &[&str])] = &[
    ("/api/v2/externalcontacts/contacts/CONTACT/journey/sessions", &["externalContacts:session:view"]),
    ("/api/v2/externalcontacts/contacts/CONTACT/journey/segments", &["externalContacts:segmentAssignment:view"]),
    ("/api/v2/journey/sessions/SESSION", &["journey:session:view", "externalContacts:session:view"]),
    ("/api/v2/journey/sessions/SESSION/events", &["journey:event:view"]),
    ("/api/v2/journey/sessions/SESSION/outcomescores", &["journey:outcomescores:view"]),
    ("/api/v2/journey/outcomes", &["journey:outcome:view"]),
    ("/api/v2/journey/segments", &["journey:segment:view"]),
    ("/api/v2/journey/actionmaps", &["journey:actionmap:view"]),
    ("/api/v2/externalcontacts/contacts", &["externalContacts:contact:view", "relate:contact:view"]),
    ("/api/v2/externalcontacts/contacts/CONTACT", &["externalContacts:contact:view", "relate:contact:view"]),
    ("/api/v2/externalcontacts/contacts/CONTACT/unresolved", &["externalContacts:contact:view"]),
    ("/api/v2/externalcontacts/contacts/CONTACT/identifiers", &["externalContacts:contact:view"]),
    ("/api/v2/externalcontacts/reversewhitepageslookup?lookupVal=a", &["externalContacts:contact:view"]),
    ("/api/v2/conversations/CONVERSATION", &["conversation:communication:view"]),
    ("/api/v2/routing/queues/QUEUE", &["routing:queue:view"]),
    ("/api/v2/routing/wrapupcodes/CODE", &["routing:wrapupCode:view"]),
    ("/api/v2/webdeployments/deployments/DEPLOYMENT", &["webDeployments:deployment:view"]),
];

/// Paths that any signed-in agent may read.
const FREE: &[&str] = &[
    "/api/v2/users/me",
    "/api/v2/users/USER",
    "/api/v2/authorization/subjects/me",
    "/api/v2/authorization/divisionspermitted/paged/me?permission=journey:event:view",
    "/api/v2/tokens/me",
    "/api/v2/organizations/me",
    "/api/v2/date",
    "/api/v2/conversations",
    "/api/v2/conversations/calls/CONVERSATION",
    "/api/v2/notifications/availabletopics?expand=requiresPermissions",
    "/api/v2/notifications/channels",
];

async fn filled(bench: &Bench) -> impl Fn(&str) -> String + use<> {
    let session = bench.view("a-cookie", "home").await;
    let call = bench.control("/control/act", &json!({"act": "call_in"})).await.ok();
    let ids = bench.cloud.app.read(|world| {
        let contact = world.contact_by_identifier("Cookie", "a-cookie").unwrap().id.unwrap();
        [
            ("CONTACT", contact),
            ("SESSION", session),
            ("CONVERSATION", call["id"].as_str().unwrap().to_owned()),
            ("QUEUE", world.queues()[0].id.clone()),
            ("CODE", world.wrapup_codes()[0].id.clone()),
            ("USER", world.agents()[0].id.clone()),
            ("DEPLOYMENT", crate::personas::DEPLOYMENT.to_owned()),
        ]
    });
    move |path| ids.iter().fold(path.to_owned(), |path, (name, id)| path.replace(name, id))
}

#[tokio::test]
async fn every_read_asks_for_its_permission_and_no_other() {
    let bench = Bench::new();
    let real = filled(&bench).await;
    let agents: Vec<Agent> = bench.cloud.app.read(|world| world.agents().to_vec());
    assert!(agents.len() >= 3);
    let mut n_refused = 0;
    for agent in &agents {
        let token = bench.token(&agent.name).await;
        for (path, any_of) in READS {
            let answer = bench.get(&real(path), &token).await;
            let allowed = any_of.iter().any(|permission| holds(agent, permission));
            assert_eq!(answer.status.is_success(), allowed, "{} {path} {answer:?}", agent.name);
            if !allowed {
                n_refused += 1;
                let (status, code) = answer.refusal();
                assert!(status == 403 && (code == "missing.any.permissions" || code == "missing.permissions"));
                let body = answer.json();
                let named = body["messageParams"]["permissions"].as_str().unwrap();
                assert!(any_of.iter().all(|permission| named.contains(permission)), "{named}");
                assert!(body["message"].as_str().unwrap().contains(any_of[0]));
                assert!(body["messageWithParams"].as_str().unwrap().contains("{permissions}"));
            }
        }
        for path in FREE {
            assert_eq!(bench.get(&real(path), &token).await.status, 200, "{} {path}", agent.name);
        }
    }
    assert!(n_refused > 10);
}

#[tokio::test]
async fn nothing_is_read_without_a_token() {
    let bench = Bench::new();
    let real = filled(&bench).await;
    for path in READS.iter().map(|(path, _)| path).chain(FREE) {
        let answer = bench.ask(Method::GET, &real(path), None, None).await;
        assert_eq!(answer.refusal(), (401, "authentication.required".to_owned()), "{path}");
        let answer = bench.get(&real(path), "not-a-token").await;
        assert_eq!(answer.refusal(), (401, "bad.credentials".to_owned()), "{path}");
    }
}

#[tokio::test]
async fn an_unknown_id_and_an_unknown_path_are_not_found() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    for path in [
        "/api/v2/externalcontacts/contacts/nobody",
        "/api/v2/externalcontacts/contacts/nobody/journey/sessions",
        "/api/v2/externalcontacts/contacts/nobody/journey/segments",
        "/api/v2/journey/sessions/none",
        "/api/v2/journey/sessions/none/events",
        "/api/v2/journey/sessions/none/outcomescores",
        "/api/v2/journey/outcomes/none",
        "/api/v2/journey/segments/none",
        "/api/v2/conversations/none",
        "/api/v2/conversations/messages/none",
        "/api/v2/users/nobody",
        "/api/v2/nothing/of/the/kind",
        "/api/v3/date",
        "/api/",
    ] {
        assert_eq!(bench.get(path, &token).await.refusal(), (404, "not.found".to_owned()), "{path}");
    }
    let wrong = bench.ask(Method::POST, "/api/v2/date", Some(&token), None).await;
    assert_eq!(wrong.refusal(), (405, "method.not.allowed".to_owned()));
}

#[tokio::test]
async fn who_am_i_says_only_what_was_asked_for() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let plain = bench.get("/api/v2/users/me", &token).await.ok();
    assert_eq!(plain["name"], "Ada Lindqvist");
    assert_eq!(plain.get("authorization"), None);
    let full = bench.get("/api/v2/users/me?expand=authorization,languagePreference,date", &token).await.ok();
    assert!(full["authorization"]["permissions"].as_array().unwrap().contains(&json!("journey:event:view")));
    assert_eq!(full["date"]["currentDate"], bench.get("/api/v2/date", &token).await.ok()["currentDate"]);
    let wrong = bench.get("/api/v2/users/me?expand=everything", &token).await;
    assert_eq!(wrong.refusal(), (400, "invalid.value".to_owned()));
    assert_eq!(wrong.json()["details"][0]["fieldName"], "expand");
    let subject = bench.get("/api/v2/authorization/subjects/me", &token).await.ok();
    let policies = subject["grants"][0]["role"]["policies"].as_array().unwrap();
    let has_event = |policy: &Value| policy["domain"] == "journey" && policy["entityName"] == "event";
    assert!(policies.iter().any(has_event));
}

#[tokio::test]
async fn an_agent_lists_their_own_conversations_by_medium() {
    let bench = Bench::new();
    let real = filled(&bench).await;
    let token = bench.token("Noor van Dijk").await;
    assert_eq!(bench.get("/api/v2/conversations", &token).await.ok()["total"], 0);
    let id = real("CONVERSATION");
    bench.control("/control/act", &json!({"act": "answer", "conversation": id, "agent": "Noor van Dijk"})).await;
    let own = bench.get("/api/v2/conversations", &token).await.ok();
    assert_eq!(own["entities"][0]["id"], json!(id));
    assert_eq!(bench.get("/api/v2/conversations?communicationType=message", &token).await.ok()["total"], 0);
    assert_eq!(bench.get("/api/v2/conversations?communicationType=call", &token).await.ok()["total"], 1);
    for medium in ["messages", "emails", "callbacks"] {
        let path = format!("/api/v2/conversations/{medium}/{id}");
        assert_eq!(bench.get(&path, &token).await.refusal().0, 404, "{medium}");
    }
}

#[tokio::test]
async fn a_token_ends_when_its_holder_says_so() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let ask = async |method| bench.ask(method, "/api/v2/tokens/me", Some(&token), None).await.status;
    assert_eq!(ask(Method::HEAD).await, 200);
    assert_eq!(ask(Method::DELETE).await, 200);
    assert_eq!(ask(Method::HEAD).await, 401);
}
