//! Every operation of the contract with its success and all its refusals.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request, header};
use chrono::TimeDelta;
use contract::{Contract, Operation};
use serde_json::{Value, json};

use crate::Options;
use crate::tests::inspection::STATUSES;
use crate::tests::{Answer, Bench, events_path, options, page_view};

/// Who may do everything, once what the rules leave out is given.
const ADA: &str = "Ada Lindqvist";
const ALL_PERMISSIONS: [&str; 3] =
    ["journey:actiontarget:view", "webDeployments:identityResolution:view", "externalContacts:segmentAssignment:view"];

/// How an operation is called.
struct Call {
    method: &'static str,
    /// Path of the contract.
    path: &'static str,
    /// Query with the question mark, and the ids of the bench in capitals.
    query: &'static str,
    body: fn(&Ids) -> Value,
    /// What is refused with a 400, instead of the query.
    wrong: Option<&'static str>,
}

const fn get(path: &'static str, query: &'static str, wrong: Option<&'static str>) -> Call {
    Call { method: "GET", path, query, body: |_| Value::Null, wrong }
}

const fn send(method: &'static str, path: &'static str, body: fn(&Ids) -> Value) -> Call {
    Call { method, path, query: "", body, wrong: None }
}

/// Ids of what is there, by the name of the path's parameter.
struct Ids {
    known: Vec<(&'static str, String)>,
    bench_time: wire::Timestamp,
    communication: String,
}

impl Ids {
    fn of(&self, name: &str) -> &str {
        self.known.iter().find(|(own, _)| *own == name).map_or("", |(_, id)| id.as_str())
    }

    fn fill(&self, path: &str) -> String {
        self.known.iter().fold(path.to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id))
    }
}

/// One row per operation; the test fails when the contract has one more.
const CALLS: &[Call] = &[
    get(
        "/api/v2/externalcontacts/contacts/{contactId}/journey/sessions",
        "?includeMerged=true&pageSize=200",
        Some("?pageSize=0"),
    ),
    get("/api/v2/externalcontacts/contacts/{contactId}/journey/segments", "?limit=500", Some("?limit=501")),
    get("/api/v2/journey/sessions/{sessionId}", "", None),
    get("/api/v2/journey/sessions/{sessionId}/events", "?pageSize=200", Some("?eventType=Other")),
    get("/api/v2/journey/sessions/{sessionId}/outcomescores", "", None),
    get("/api/v2/journey/outcomes", "?sortBy=displayName", Some("?sortBy=colour")),
    get("/api/v2/journey/outcomes/{outcomeId}", "", None),
    get("/api/v2/journey/segments", "?isActive=true", Some("?isActive=perhaps")),
    get("/api/v2/journey/segments/{segmentId}", "", None),
    get("/api/v2/journey/actionmaps", "?pageSize=2", Some("?pageNumber=0")),
    get("/api/v2/journey/actionmaps/{actionMapId}", "", None),
    get("/api/v2/journey/actiontemplates", "?state=Active", Some("?state=Asleep")),
    get("/api/v2/journey/actiontemplates/{actionTemplateId}", "", None),
    get("/api/v2/journey/actiontargets", "", Some("?pageSize=many")),
    get("/api/v2/journey/actiontargets/{actionTargetId}", "", None),
    send("POST", "/api/v2/journey/deployments/{deploymentId}/webevents", |ids| {
        page_view("another-cookie", "home", ids.bench_time.0)
    }),
    send("POST", "/api/v2/journey/deployments/{deploymentId}/appevents", |ids| {
        json!({
            "customerCookieId": "a-phone", "eventName": "screen_viewed", "screenName": "Home", "createdDate": ids.bench_time,
            "app": {"name": "Fernwell", "namespace": "example", "version": "1", "buildNumber": "7"},
            "device": {"category": "mobile", "type": "Phone", "osFamily": "Android", "osVersion": "16", "isMobile": true},
            "networkConnectivity": {"carrier": "Hare"}, "attributes": {}, "traits": {},
        })
    }),
    send(
        "POST",
        "/api/v2/journey/deployments/{deploymentId}/actionevent",
        |ids| json!({"sessionId": ids.of("offerSession"), "actionId": ids.of("offer"), "actionState": "accepted"}),
    ),
    get("/api/v2/journey/deployments/{deploymentId}/customers/{customerCookieId}/ping", "", None),
    get("/api/v2/externalcontacts/contacts", "?q=maren&expand=identifiers,division", Some("?expand=everything")),
    get("/api/v2/externalcontacts/contacts/{contactId}", "?expand=identifiers", Some("?expand=everything")),
    get("/api/v2/externalcontacts/contacts/{contactId}/unresolved", "?expand=identifiers", Some("?expand=everything")),
    get("/api/v2/externalcontacts/contacts/{contactId}/identifiers", "", None),
    get(
        "/api/v2/externalcontacts/reversewhitepageslookup",
        "?lookupVal=maren.okafor@example.com",
        Some("?expand=division"),
    ),
    send(
        "POST",
        "/api/v2/externalcontacts/identifierlookup",
        |_| json!({"type": "Email", "value": "maren.okafor@example.com"}),
    ),
    send(
        "POST",
        "/api/v2/externalcontacts/identifierlookup/contacts",
        |_| json!({"type": "Email", "value": "maren.okafor@example.com"}),
    ),
    send("PUT", "/api/v2/externalcontacts/conversations/{conversationId}", |ids| {
        json!({
            "externalContactId": ids.of("contactId"), "conversationId": ids.of("conversationId"),
            "communicationId": ids.communication, "mediaType": "CALL",
        })
    }),
    send("POST", "/api/v2/externalcontacts/contacts/{ephemeralId}/promotion", |_| Value::Null),
    get("/api/v2/externalcontacts/externalsources", "?active=true", Some("?active=perhaps")),
    get("/api/v2/conversations", "?communicationType=call", None),
    get("/api/v2/conversations/{conversationId}", "", None),
    get("/api/v2/conversations/messages/{messageId}", "", None),
    get("/api/v2/conversations/calls/{conversationId}", "", None),
    get("/api/v2/conversations/emails/{emailId}", "", None),
    get("/api/v2/conversations/callbacks/{callbackId}", "", None),
    get(
        "/api/v2/users/me",
        "?expand=authorization,languagePreference,organization,token,date",
        Some("?expand=everything"),
    ),
    get("/api/v2/authorization/subjects/me", "", None),
    get("/api/v2/authorization/divisionspermitted/paged/me", "?permission=journey:event:view", Some("?pageSize=5")),
    get("/api/v2/organizations/me", "", None),
    get("/api/v2/date", "", None),
    get("/api/v2/users/{userId}", "", None),
    get("/api/v2/routing/queues/{queueId}", "", None),
    get("/api/v2/routing/wrapupcodes/{codeId}", "", None),
    get(
        "/api/v2/notifications/availabletopics",
        "?expand=description,enforced,visibility,transports,publicApiTemplateUriPaths,requiresPermissions,permissionDetails,topicParameters",
        None,
    ),
    get("/api/v2/notifications/channels", "?includechannels=oauthclient", Some("?includechannels=all")),
    send("POST", "/api/v2/notifications/channels", |_| Value::Null),
    send("HEAD", "/api/v2/notifications/channels/{channelId}", |_| Value::Null),
    get("/api/v2/notifications/channels/{channelId}/subscriptions", "", None),
    send(
        "POST",
        "/api/v2/notifications/channels/{channelId}/subscriptions",
        |ids| json!([{"id": format!("v2.users.{}.conversations", ids.of("userId"))}]),
    ),
    Call {
        query: "?ignoreErrors=true",
        ..send(
            "PUT",
            "/api/v2/notifications/channels/{channelId}/subscriptions",
            |ids| json!([{"id": format!("v2.users.{}.conversations", ids.of("userId"))}, {"id": "v2.no.such.topic"}]),
        )
    },
    send("DELETE", "/api/v2/notifications/channels/{channelId}/subscriptions", |_| Value::Null),
    get("/api/v2/webdeployments/deployments", "?pageSize=1", Some("?after=nothing")),
    get("/api/v2/webdeployments/deployments/{deploymentId}", "", None),
    get("/api/v2/webdeployments/deployments/{deploymentId}/identityresolution", "", None),
    get("/api/v2/tokens/me", "", None),
    send("HEAD", "/api/v2/tokens/me", |_| Value::Null),
    // The last: what follows would be without a token.
    send("DELETE", "/api/v2/tokens/me", |_| Value::Null),
];

/// The operation of a row.
fn operation(call: &Call) -> &'static Operation {
    let path = call.path.replace(['{', '}'], "");
    Contract::current().operation(call.method, &path).unwrap_or_else(|| panic!("no operation {path}"))
}

/// Session and id of an offer: to somebody who wanted a parka, came to doubt and left the delivery form.
async fn offered(bench: &Bench) -> (String, String) {
    let path = [
        ("page_viewed", "p/tarn-parka/", None),
        ("search_performed", "search/", Some("insulated parka")),
        ("page_viewed", "p/tarn-parka/", None),
        ("product_added", "p/tarn-parka/", None),
        ("page_viewed", "checkout/delivery/", None),
        ("page_viewed", "help/returns/", None),
        ("search_performed", "help/returns/", Some("return policy")),
        ("search_performed", "help/returns/", Some("return policy")),
        ("page_viewed", "help/returns/", None),
        ("form_abandoned", "checkout/delivery/", None),
    ];
    let begin = bench.cloud.clock().now() - TimeDelta::seconds(100);
    for (index, (name, page, search)) in (0..).zip(path) {
        let mut event = page_view("a-shopper", page, begin + TimeDelta::seconds(10 * index));
        event["eventName"] = name.into();
        if let Some(search) = search {
            event["searchQuery"] = search.into();
        }
        bench.post(&events_path(), event).await.ok();
    }
    let ping = format!("/api/v2/journey/deployments/{}/customers/a-shopper/ping", crate::personas::DEPLOYMENT);
    let offer = bench.ask(Method::GET, &ping, None, None).await.ok()["actions"][0].clone();
    (offer["sessionId"].as_str().unwrap().to_owned(), offer["id"].as_str().unwrap().to_owned())
}

async fn act(bench: &Bench, body: Value) -> String {
    bench.control("/control/act", &body).await.ok()["id"].as_str().unwrap_or_default().to_owned()
}

/// A bench with the personas' past and one of everything beside.
async fn filled(token: &mut String) -> (Bench, Ids) {
    let bench = Bench::with(Options { personas: true, ..options() });
    bench.control("/control/permissions", &json!({"agent": ADA, "add": ALL_PERMISSIONS})).await.ok();
    *token = bench.token(ADA).await;
    let call = act(&bench, json!({"act": "call_in", "from": "+4915550001"})).await;
    let message = act(&bench, json!({"act": "start_chat", "cookie": "a-cookie"})).await;
    let email = json!({"act": "come_in", "medium": "email", "from": "a@example.com", "subject": "My order"});
    let email = act(&bench, email).await;
    let callback = act(&bench, json!({"act": "come_in", "medium": "callback", "from": "+4915550002"})).await;
    for id in [&call, &message, &email, &callback] {
        act(&bench, json!({"act": "answer", "conversation": id, "agent": ADA})).await;
    }
    let channel = bench.ask(Method::POST, "/api/v2/notifications/channels", Some(token), None).await.ok();
    let (session, offer) = offered(&bench).await;
    let contacts =
        bench.get("/api/v2/externalcontacts/reversewhitepageslookup?lookupVal=maren.okafor@example.com", token);
    let contact = contacts.await.ok()["contacts"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v2/externalcontacts/contacts/{contact}/journey/sessions?pageSize=200&includeMerged=true");
    let sessions = bench.get(&path, token).await.ok()["entities"].as_array().unwrap().clone();
    let richest = sessions.iter().max_by_key(|session| session["eventCount"].as_i64()).unwrap();
    let conversation = bench.get(&format!("/api/v2/conversations/{call}"), token).await.ok();
    let first = |all: Value| all["entities"][0]["id"].as_str().unwrap().to_owned();
    let mut known = vec![
        ("contactId", contact),
        ("sessionId", richest["id"].as_str().unwrap().to_owned()),
        ("conversationId", call),
        ("messageId", message),
        ("emailId", email),
        ("callbackId", callback),
        ("channelId", channel["id"].as_str().unwrap().to_owned()),
        ("customerCookieId", "a-cookie".to_owned()),
        ("deploymentId", crate::personas::DEPLOYMENT.to_owned()),
        ("offerSession", session),
        ("offer", offer),
    ];
    known.extend(bench.cloud.app.read(|world| {
        let ephemeral = world.contact_by_identifier("Cookie", "a-cookie").and_then(|contact| contact.id);
        [
            ("ephemeralId", ephemeral.unwrap_or_default()),
            ("queueId", world.queues()[0].id.clone()),
            ("codeId", world.wrapup_codes()[0].id.clone()),
            ("userId", world.agents()[0].id.clone()),
        ]
    }));
    for (name, path) in [
        ("outcomeId", "outcomes"),
        ("segmentId", "segments"),
        ("actionMapId", "actionmaps"),
        ("actionTemplateId", "actiontemplates"),
        ("actionTargetId", "actiontargets"),
    ] {
        known.push((name, first(bench.get(&format!("/api/v2/journey/{path}"), token).await.ok())));
    }
    let communication = conversation["participants"][0]["calls"][0]["id"].as_str().unwrap().to_owned();
    let bench_time = wire::Timestamp(bench.cloud.clock().now());
    (bench, Ids { known, bench_time, communication })
}

async fn ask(bench: &Bench, method: &str, path: &str, token: Option<&str>, body: Value) -> Answer {
    let method = method.parse().unwrap();
    bench.ask(method, path, token, Some(body).filter(|body| !body.is_null())).await
}

/// The inspector has looked at each answer: what is asserted here is that it is the answer meant.
#[tokio::test]
async fn every_operation_answers_as_the_contract_has_it_in_success_and_in_refusal() {
    let rows: BTreeSet<&Operation> = CALLS.iter().map(operation).collect();
    let all = Contract::current().operations();
    let missing: Vec<&Operation> = all.iter().filter(|operation| !rows.contains(operation)).collect();
    assert!(missing.is_empty() && rows.len() == CALLS.len(), "operations without a row: {missing:#?}");
    let mut token = String::new();
    let (bench, ids) = filled(&mut token).await;
    let mut n_answers = 0;
    for call in CALLS {
        let path = ids.fill(call.path);
        let is_public = call.path.contains("/journey/deployments/");
        let mut expect = |answer: &Answer, status: u16| {
            assert_eq!(answer.status.as_u16(), status, "{} {path} {answer:?}", call.method);
            n_answers += 1;
        };
        if !is_public {
            expect(&ask(&bench, call.method, &path, None, (call.body)(&ids)).await, 401);
            expect(&ask(&bench, call.method, &path, Some("not-a-token"), (call.body)(&ids)).await, 401);
        }
        if call.path.contains('{') {
            let nowhere = call.path.split('/').map(|part| if part.starts_with('{') { "nothing" } else { part });
            let nowhere: Vec<&str> = nowhere.collect();
            let mut body = (call.body)(&ids);
            if call.path.contains("externalcontacts/conversations") {
                body["conversationId"] = "nothing".into();
            }
            expect(&ask(&bench, call.method, &nowhere.join("/"), Some(&token), body).await, 404);
        }
        if let Some(wrong) = call.wrong {
            expect(&bench.get(&format!("{path}{wrong}"), &token).await, 400);
        }
        if !(call.body)(&ids).is_null() {
            expect(&ask(&bench, call.method, &path, Some(&token), json!("no record")).await, 400);
            expect(&raw(&bench, call.method, &path, &token, "text/plain", "{}".to_owned()).await, 415);
            let large = format!("{{\"text\": \"{}\"}}", "x".repeat(600_000));
            expect(&raw(&bench, call.method, &path, &token, "application/json", large).await, 413);
        }
        for status in STATUSES {
            let order = json!({"path": path, "method": call.method, "status": status, "retryAfter": 3});
            bench.control("/control/fail", &order).await;
            expect(
                &ask(&bench, call.method, &path, Some(&token), (call.body)(&ids)).await,
                u16::try_from(status).unwrap(),
            );
        }
        let answer = ask(&bench, call.method, &format!("{path}{}", call.query), Some(&token), (call.body)(&ids)).await;
        assert!(answer.status.is_success(), "{} {path} {answer:?}", call.method);
        n_answers += 1;
        bench.control("/control/rates/reset", &json!({})).await;
    }
    println!("{} operations, {n_answers} answers checked", CALLS.len());
}

async fn raw(bench: &Bench, method: &str, path: &str, token: &str, kind: &str, body: String) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, kind);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    bench.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_permission_that_is_missing_is_refused_as_the_contract_has_it() {
    let mut token = String::new();
    let (bench, ids) = filled(&mut token).await;
    let held = bench.control("/control/permissions", &json!({"agent": ADA})).await.ok()["permissions"].clone();
    bench.control("/control/permissions", &json!({"agent": ADA, "remove": held})).await.ok();
    let mut n_refused = 0;
    for call in CALLS {
        let operation = operation(call);
        let (mode, _) = Contract::current().permissions(operation);
        // Who takes part in a conversation may read it.
        if mode == "NONE" || call.path == "/api/v2/conversations/{conversationId}" {
            continue;
        }
        let path = format!("{}{}", ids.fill(call.path), call.query);
        let answer = ask(&bench, call.method, &path, Some(&token), (call.body)(&ids)).await;
        let (status, code) = answer.refusal();
        let wanted = if mode == "ALL" { "missing.permissions" } else { "missing.any.permissions" };
        assert_eq!((status, code.as_str()), (403, wanted), "{path}");
        n_refused += 1;
    }
    println!("{n_refused} operations refused for want of a permission");
    assert!(n_refused > 25, "{n_refused}");
}
