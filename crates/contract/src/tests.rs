//! The checker itself: it must refuse, and say where.

use serde_json::{Value, json};

use super::*;

const SESSION: &str = "/api/v2/journey/sessions/0f0e7f2c-2d0f-4a53-9f5d-1c2b3a4d5e6f";

fn session() -> Value {
    json!({
        "id": "s1", "type": "web", "eventCount": 1, "authenticated": false, "createdDate": "2026-11-24T12:00:00.000Z",
        "lastEvent": {"id": "e1", "eventName": "page_viewed", "createdDate": "2026-11-24T12:00:00.000Z"},
    })
}

fn with(mut value: Value, at: &str, new: Value) -> String {
    let (parent, name) = at.rsplit_once('/').unwrap();
    let parent = if parent.is_empty() { Some(&mut value) } else { value.pointer_mut(parent) };
    match new {
        Value::Null => drop(parent.unwrap().as_object_mut().unwrap().remove(name)),
        new => parent.unwrap()[name] = new,
    }
    value.to_string()
}

fn error(code: &str, status: u16) -> String {
    json!({"message": "m", "code": code, "status": status, "contextId": "c"}).to_string()
}

#[test]
fn what_the_contract_describes_is_right() {
    assert_eq!(check_answer("GET", SESSION, 200, &session().to_string()), Ok(()));
    assert_eq!(check_answer("get", &format!("{SESSION}?a=b"), 404, &error("not.found", 404)), Ok(()));
    assert_eq!(check_answer("DELETE", "/api/v2/tokens/me", 204, ""), Ok(()));
    assert_eq!(check_answer("HEAD", "/api/v2/tokens/me", 401, ""), Ok(()));
}

#[test]
fn an_answer_that_differs_is_refused_with_its_place() {
    for (at, new, said) in [
        ("/lastEvent", Value::Null, "lastEvent"),
        ("/lastEvent/id", Value::Null, "/lastEvent"),
        ("/eventCount", json!("1"), "/eventCount"),
        ("/eventCount", json!(3_000_000_000_i64), "/eventCount"),
        ("/createdDate", json!("yesterday"), "/createdDate"),
        ("/extra", json!(1), "extra"),
        ("/originatingDirection", json!("Sideways"), "Sideways"),
        ("/searchTerms", json!([1]), "/searchTerms/0"),
        ("/attributes", json!({"a": {"dataType": "string"}}), "/attributes/a"),
        ("/browser", json!({}), "/browser"),
    ] {
        let faults = check_answer("GET", SESSION, 200, &with(session(), at, new)).expect_err(at);
        assert!(faults.iter().any(|fault| fault.contains(said)), "{at}: {faults:?}");
    }
    let mut empty = session();
    empty["shortId"] = Value::Null;
    check_answer("GET", SESSION, 200, &empty.to_string()).expect_err("null is no text");
}

#[test]
fn statuses_codes_and_bodies_that_are_not_described_are_refused() {
    for (method, path, status, body) in [
        ("GET", "/api/v2/nothing", 200, "{}".to_owned()),
        ("POST", SESSION, 200, session().to_string()),
        ("GET", SESSION, 409, error("conflict", 409)),
        ("GET", SESSION, 201, session().to_string()),
        ("GET", SESSION, 404, error("missing.permissions", 404)),
        ("GET", SESSION, 404, json!({"message": "m", "status": 404}).to_string()),
        ("GET", SESSION, 503, "<p>portal</p>".to_owned()),
        ("GET", SESSION, 200, String::new()),
        ("DELETE", "/api/v2/tokens/me", 200, "{}".to_owned()),
        ("HEAD", "/api/v2/tokens/me", 401, error("bad.credentials", 401)),
    ] {
        check_answer(method, path, status, &body).expect_err(&format!("{method} {path} {status} {body}"));
    }
}

#[test]
fn a_fixed_part_of_an_address_goes_before_a_variable_one() {
    let contract = Contract::current();
    assert_eq!(contract.operation("GET", "/api/v2/users/me?expand=a").unwrap().path, "/api/v2/users/me");
    assert_eq!(contract.operation("GET", "/api/v2/users/you").unwrap().path, "/api/v2/users/{userId}");
    assert_eq!(contract.operation("GET", "/api/v2/users/"), None);
    assert_eq!(contract.topic("v2.system.token_revoked.c1").unwrap().pattern, "v2.system.token_revoked.{id}");
    assert!(contract.operations().len() > 50 && contract.topics().len() > 15);
}

#[test]
fn requests_are_checked_by_address_query_and_body() {
    let event = json!({
        "customerCookieId": "c", "eventName": "page_viewed", "createdDate": "2026-11-24T12:00:00Z",
        "page": {"url": "https://shop.example/", "title": "Home"},
    });
    let events = "/api/v2/journey/deployments/d1/webevents";
    let good = [
        ("GET", format!("{SESSION}/events?pageSize=200&after=x"), String::new()),
        (
            "GET",
            format!("{SESSION}/events?eventType=com.genesys.journey.WebEvent,com.genesys.journey.AppEvent"),
            String::new(),
        ),
        ("GET", "/api/v2/externalcontacts/reversewhitepageslookup?lookupVal=%2B44".to_owned(), String::new()),
        ("POST", events.to_owned(), event.to_string()),
        (
            "PUT",
            "/api/v2/notifications/channels/c/subscriptions?ignoreErrors=true".to_owned(),
            r#"[{"id":"t"}]"#.to_owned(),
        ),
    ];
    for (method, path, body) in &good {
        assert_eq!(check_request(method, path, body), Ok(()), "{path}");
    }
    let ids = ["x"; 21].join(",");
    for (method, path, body) in [
        ("GET", format!("{SESSION}/events?pageSize=201"), ""),
        ("GET", format!("{SESSION}/events?eventType=com.genesys.journey.WebEvent,Other"), ""),
        ("GET", format!("{SESSION}/events?page=1"), ""),
        ("GET", "/api/v2/externalcontacts/reversewhitepageslookup".to_owned(), ""),
        ("GET", format!("/api/v2/journey/outcomes?outcomeIds={ids}"), ""),
        ("GET", "/api/v2/journey/segments?isActive=yes".to_owned(), ""),
        ("GET", "/api/v2/journey/segments?pageNumber=0".to_owned(), ""),
        ("GET", "/api/v2/users/me?expand=everything".to_owned(), ""),
        ("GET", SESSION.to_owned(), "{}"),
        ("PATCH", SESSION.to_owned(), ""),
        ("PUT", "/api/v2/notifications/channels/c/subscriptions".to_owned(), ""),
        ("PUT", "/api/v2/notifications/channels/c/subscriptions".to_owned(), r#"{"id":"t"}"#),
        ("POST", events.to_owned(), r#"{"eventName":"page_viewed"}"#),
        ("POST", events.to_owned(), "no json"),
    ] {
        check_request(method, &path, body).expect_err(&format!("{method} {path} {body}"));
    }
}

fn frame(topic: &str, body: &Value) -> String {
    json!({"topicName": topic, "version": "2", "eventBody": body, "metadata": {"CorrelationId": "c"}}).to_string()
}

#[test]
fn frames_are_checked_by_their_topic() {
    let topic = "v2.journey.sessions.s1.web.events";
    for good in [
        frame(topic, &json!({"id": "e1", "eventType": "WebEvent"})),
        r#"{"topicName":"channel.metadata","eventBody":{"message":"pong"}}"#.to_owned(),
        r#"{"result":"404","message":"gone"}"#.to_owned(),
        frame("v2.system.socket_closing", &json!({"channelId": "c"})),
    ] {
        assert_eq!(check_frame(&good), Ok(()), "{good}");
    }
    for bad in [
        frame(topic, &json!({"id": "e1", "eventType": "OutcomeAchievedEvent"})),
        frame(topic, &json!({"id": "e1", "extra": 1})),
        frame("v2.journey.sessions.s1.fax.events", &json!({})),
        frame("v2.journey.sessions..web.events", &json!({})),
        json!({"topicName": topic, "eventBody": {}, "extra": 1}).to_string(),
        json!({"topicName": topic}).to_string(),
        r#"{"topicName":"channel.metadata","eventBody":{"message":"hello"}}"#.to_owned(),
        r#"{"result":"418"}"#.to_owned(),
        "no json".to_owned(),
    ] {
        check_frame(&bad).expect_err(&bad);
    }
}

#[test]
fn what_was_formerly_so_is_right_for_2025_only() {
    let topic = "v2.journey.sessions.s1.web.events";
    let achieved = frame(topic, &json!({"eventType": "OutcomeAchievedEvent", "outcomeAchievedEvent": {}}));
    check_frame(&achieved).expect_err("it is gone");
    assert_eq!(Contract::formerly().check_frame(&achieved), Ok(()));
    Contract::formerly().check_frame(&frame(topic, &json!({"eventType": "Other"}))).expect_err("it never was");
}
