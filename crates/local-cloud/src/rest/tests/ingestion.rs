//! What the public endpoints take and refuse.

use axum::body::Body;
use axum::http::{Method, Request, header};
use serde_json::{Value, json};

use crate::personas::DEPLOYMENT;
use crate::tests::{Bench, events_path, morning, page_view};

#[tokio::test]
async fn a_page_view_opens_a_session_and_says_so() {
    let bench = Bench::new();
    let answer = bench.post(&events_path(), page_view("a-cookie", "home", morning())).await.ok();
    assert_eq!((&answer["customerId"], &answer["customerIdType"]), (&json!("a-cookie"), &json!("cookie")));
    assert_eq!(answer["session"]["pageviewCount"], 1);
    assert_eq!(answer["page"]["pathname"], "/shop/home");
    let ping = format!("/api/v2/journey/deployments/{DEPLOYMENT}/customers/a-cookie/ping");
    let ping = bench.ask(Method::GET, &ping, None, None).await.ok();
    assert!(ping["actions"].is_array() && ping["pollIntervalMilliseconds"].as_i64().unwrap() > 0);
}

#[tokio::test]
async fn an_app_event_needs_its_screen() {
    let bench = Bench::new();
    let path = format!("/api/v2/journey/deployments/{DEPLOYMENT}/appevents");
    let mut event = json!({
        "eventName": "screen_viewed", "screenName": "Orders", "customerCookieId": "an-app",
        "app": {"name": "Fernwell", "namespace": "example.fernwell", "version": "1.0", "buildNumber": "7"},
        "device": {"category": "mobile", "type": "Phone", "osFamily": "Android", "osVersion": "15"},
        "createdDate": wire::Timestamp(morning()),
    });
    assert_eq!(bench.post(&path, event.clone()).await.ok()["session"]["screenviewCount"], 1);
    event.as_object_mut().unwrap().remove("screenName");
    let answer = bench.post(&path, event).await;
    assert_eq!(answer.refusal().0, 400);
    assert_eq!(answer.json()["details"][0]["fieldName"], "screenName");
}

#[tokio::test]
async fn events_that_break_the_rules_are_refused_with_the_field() {
    let bench = Bench::new();
    let with = |name: &str, value: Value| {
        let mut event = page_view("a-cookie", "home", morning());
        event[name] = value;
        event
    };
    let at = |seconds: i64| json!(wire::Timestamp(morning() + chrono::TimeDelta::seconds(seconds)));
    for (event, field) in [
        (with("customerCookieId", Value::Null), "customerCookieId"),
        (with("eventName", Value::Null), "eventName"),
        (with("page", Value::Null), "page"),
        (with("createdDate", Value::Null), "createdDate"),
        (with("createdDate", json!("yesterday")), "createdDate"),
        (with("createdDate", at(-3_601)), "createdDate"),
        (with("createdDate", at(3_600)), "createdDate"),
        (with("eventName", json!("<script>")), "eventName"),
    ] {
        let answer = bench.post(&events_path(), event).await;
        assert_eq!(answer.refusal().0, 400, "{field}");
        assert_eq!(answer.json()["details"][0]["fieldName"], field);
    }
    assert_eq!(bench.post(&events_path(), with("createdDate", at(-3_599))).await.status, 200);
    let nowhere = "/api/v2/journey/deployments/nowhere/webevents";
    assert_eq!(bench.post(nowhere, with("x", Value::Null)).await.refusal().0, 404);
}

/// Sends an event as text, with one of its values as it stands here.
async fn view_with(bench: &Bench, name: &str, raw: &str) -> (u16, Value) {
    let mut event = page_view("a-cookie", "home", morning());
    event["page"][name] = json!("<raw>");
    if name == "title" {
        event["attributes"] = json!({"odd": {"dataType": "String", "value": "<raw>"}});
    }
    let body = event.to_string().replace("\"<raw>\"", raw);
    let request = Request::post(events_path()).header(header::CONTENT_TYPE, "application/json");
    let answer = bench.send(request.body(Body::from(body)).unwrap()).await;
    (answer.status.as_u16(), answer.json())
}

#[tokio::test]
async fn half_a_character_in_an_event_is_kept_as_a_replacement() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    for (raw, title) in [
        (r#""Boots \ud83d""#, "Boots \u{fffd}"),
        (r#""\udc00 Boots""#, "\u{fffd} Boots"),
        (r#""\udc00\ud83d\ud83d\ude00""#, "\u{fffd}\u{fffd}\u{1f600}"),
        ("\"Boots\n\tand more\"", "Boots\n\tand more"),
        (r#""Boots\u0000""#, "Boots\0"),
    ] {
        let (status, answer) = view_with(&bench, "title", raw).await;
        assert_eq!((status, &answer["page"]["title"]), (200, &json!(title)), "{raw}: {answer}");
        let session = answer["session"]["id"].as_str().unwrap();
        let events = bench.get(&format!("/api/v2/journey/sessions/{session}/events"), &token).await.ok();
        let is_it = |event: &Value| {
            let event = &event["webEvent"];
            event["page"]["title"] == title && event["attributes"]["odd"]["value"] == title
        };
        assert!(events["entities"].as_array().unwrap().iter().any(is_it), "{raw}: {events}");
    }
}

#[tokio::test]
async fn a_number_that_no_float_holds_costs_no_event() {
    let bench = Bench::new();
    let forty = "1234567890".repeat(4);
    for raw in ["1e999", "-1e999", &forty, &forty.repeat(10), r#"{"a":1,"a":2,"\udc00":[]}"#, "NaN"] {
        let (status, answer) = view_with(&bench, "unknownField", raw).await;
        assert_eq!(status, 200, "{raw}: {answer}");
    }
    let event = format!("\u{feff}{}", page_view("a-cookie", "home", morning()));
    let request = Request::post(events_path()).header(header::CONTENT_TYPE, "application/json");
    assert_eq!(bench.send(request.body(Body::from(event)).unwrap()).await.status, 200, "a byte order mark");
}

#[tokio::test]
async fn an_event_with_a_part_that_nobody_can_read_is_refused() {
    let bench = Bench::new();
    for raw in [r#""\x41""#, r#"["\u12"]"#, "undefined", "[1 2]", &("[".repeat(70) + &"]".repeat(70))] {
        assert_eq!(view_with(&bench, "unknownField", raw).await.0, 400, "{raw}");
    }
    let not_utf8 = [br#"{"a":""#.as_slice(), b"\xff\"}"].concat();
    let request = Request::post(events_path()).header(header::CONTENT_TYPE, "application/json");
    assert_eq!(bench.send(request.body(Body::from(not_utf8)).unwrap()).await.refusal().0, 400);
}

#[tokio::test]
async fn only_json_is_read() {
    let bench = Bench::new();
    let send = async |kind: Option<&str>, body: &str| {
        let mut request = Request::post(events_path());
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        bench.send(request.body(Body::from(body.to_owned())).unwrap()).await.refusal()
    };
    let event = page_view("a-cookie", "home", morning()).to_string();
    for kind in [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonp")] {
        assert_eq!(send(kind, &event).await, (415, "unsupported.media.type".to_owned()), "{kind:?}");
    }
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for body in ["", "{", "[]", "null", "\"text\"", "{\"a\":1}", &event[1..], &deep] {
        assert_eq!(send(Some("application/json"), body).await.0, 400, "{}", &body[..body.len().min(20)]);
    }
}
