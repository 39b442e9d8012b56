//! The test controls: closed to everybody else, and doing what tests rely on.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::Options;
use crate::tests::{Answer, Bench, FAULTS, Running, events_path, options, page_view};

const ALL: &[(&str, &str)] = &[
    ("POST", "/control/sign-in"),
    ("POST", "/control/sign-out"),
    ("POST", "/control/permissions"),
    ("POST", "/control/sockets/drop"),
    ("POST", "/control/clock"),
    ("POST", "/control/publish"),
    ("POST", "/control/fail"),
    ("POST", "/control/act"),
    ("GET", "/control/truth"),
    ("GET", "/control/requests"),
];

async fn knock(bench: &Bench, (method, path): (&str, &str), headers: &[(&str, &str)]) -> StatusCode {
    let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/json");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    bench.send(request.body(Body::from(r#"{"agent":"Ada Lindqvist","seconds":1}"#)).unwrap()).await.status
}

#[tokio::test]
async fn without_the_token_there_are_no_controls() {
    let open = Bench::new();
    let closed = Bench::with(Options { faults: None, ..options() });
    let own = "http://127.0.0.1:8787";
    for door in ALL {
        assert_eq!(knock(&closed, *door, &[("x-faults", FAULTS)]).await, 404, "{door:?}");
        for headers in [
            &[][..],
            &[("x-faults", "")],
            &[("x-faults", "a token for the test")],
            &[("authorization", FAULTS)],
            &[("x-faults", FAULTS), ("origin", own)],
            &[("x-faults", FAULTS), ("sec-fetch-site", "same-origin")],
            &[("x-faults", FAULTS), ("sec-fetch-mode", "navigate")],
        ] {
            assert_eq!(knock(&open, *door, headers).await, 404, "{door:?} {headers:?}");
        }
    }
    assert_eq!(knock(&open, ("GET", "/control/truth"), &[("x-faults", FAULTS)]).await, 200);
}

async fn date(bench: &Bench) -> Answer {
    bench.ask(Method::GET, "/api/v2/date", None, None).await
}

#[tokio::test]
async fn answers_fail_on_order_and_only_as_often_as_ordered() {
    let bench = Bench::new();
    let order = json!({"path": "/api/v2/date", "status": 503, "times": 2, "retryAfter": 7, "method": "GET"});
    bench.control("/control/fail", &order).await;
    for _ in 0..2 {
        let answer = date(&bench).await;
        assert_eq!(answer.refusal(), (503, "service.unavailable".to_owned()));
        assert_eq!(answer.header(header::RETRY_AFTER), "7");
    }
    assert_eq!(date(&bench).await.status, 401);
    bench.control("/control/fail", &json!({"path": "/api/v2$", "status": 500})).await;
    assert_eq!(date(&bench).await.status, 401);
    bench.control("/control/clear", &json!({})).await;
    bench.control("/control/fail", &json!({"path": "/api/v2/date$", "status": 500})).await;
    assert_eq!(date(&bench).await.status, 500);
    let order = json!({"path": "/api/", "status": 200, "contentType": "text/html", "text": "<p>portal</p>"});
    bench.control("/control/fail", &order).await;
    assert_eq!(date(&bench).await.text, "<p>portal</p>");
    bench.control("/control/fail", &json!({"path": "/api/", "status": 500})).await;
    bench.control("/control/clear", &json!({})).await;
    assert_eq!(date(&bench).await.status, 401);
    assert_eq!(bench.control("/control/fail", &json!({"path": "/", "status": 99})).await.refusal().0, 400);
}

#[tokio::test]
async fn an_answer_is_held_until_it_is_released() {
    let bench = Bench::new();
    bench.control("/control/hold", &json!({"path": "/api/v2/date"})).await;
    let mut held = std::pin::pin!(date(&bench));
    assert!(timeout(Duration::from_millis(50), &mut held).await.is_err());
    let other = bench.ask(Method::GET, "/api/v2/users/me", None, None);
    assert_eq!(timeout(Duration::from_secs(5), other).await.unwrap().status, 401);
    bench.control("/control/release", &json!({"path": "/api/v2/date"})).await;
    assert_eq!(timeout(Duration::from_secs(5), held).await.unwrap().status, 401);
}

#[tokio::test]
async fn requests_are_remembered_without_what_is_personal() {
    let bench = Bench::new();
    bench.get("/api/v2/users/me?expand=authorization", "a-token-of-somebody").await;
    let ask = async |method: &str| {
        let request = Request::builder().method(method).uri("/control/requests").header("x-faults", FAULTS);
        bench.send(request.body(Body::empty()).unwrap()).await
    };
    let seen = ask("GET").await.ok();
    assert_eq!(seen["requests"], json!([{"method": "GET", "path": "/api/v2/users/me", "status": 401}]));
    assert_eq!(ask("DELETE").await.status, 204);
    assert_eq!(ask("GET").await.ok()["requests"], json!([]));
}

#[tokio::test]
async fn the_clock_moves_and_what_is_due_happens() {
    let bench = Bench::new();
    let session = bench.view("a-cookie", "home").await;
    let token = bench.token("Ada Lindqvist").await;
    let path = format!("/api/v2/journey/sessions/{session}");
    assert_eq!(bench.get(&path, &token).await.ok().get("endedDate"), None);
    let moved = bench.control("/control/clock", &json!({"seconds": 1_300})).await.ok();
    let later = bench.get(&path, &token).await.ok();
    assert!(later["endedDate"].is_string(), "{later}");
    let date = bench.get("/api/v2/date", &token).await;
    assert_eq!(date.json()["currentDate"], moved["now"]);
    let told = chrono::DateTime::parse_from_rfc2822(date.header(header::DATE)).unwrap().to_utc();
    assert_eq!(told.timestamp(), bench.cloud.clock().now().timestamp(), "the Date header is the cloud's own time");
}

#[tokio::test]
async fn a_call_is_played_from_its_beginning_to_its_wrap_up() {
    let bench = Bench::new();
    let act = async |body: Value| bench.control("/control/act", &body).await;
    let id = act(json!({"act": "call_in", "from": "+4915550001", "queue": "Returns"})).await.ok()["id"].clone();
    let agent = "Ada Lindqvist";
    act(json!({"act": "answer", "conversation": id, "agent": agent})).await.ok();
    act(json!({"act": "hang_up", "conversation": id, "by": "customer"})).await.ok();
    let code = bench.cloud.app.read(|world| world.wrapup_codes()[0].name.clone().unwrap());
    act(json!({"act": "wrap_up", "conversation": id, "agent": agent, "code": code, "notes": "n"})).await.ok();
    assert_eq!(act(json!({"act": "hang_up", "conversation": id})).await.refusal().0, 400);
    assert_eq!(act(json!({"act": "dance"})).await.refusal().0, 400);
    let event = json!({
        "act": "custom_event", "sessionType": "delivery", "externalId": "D-1", "eventName": "parcel_shipped",
        "attributes": {"carrier": {"dataType": "string", "value": "Hare"}}, "customer": ["cookie", "a-cookie"],
    });
    assert!(act(event).await.ok()["id"].is_string());
}

#[tokio::test]
async fn a_permission_is_taken_from_an_agent_who_is_signed_in_and_given_back() {
    let cloud = Running::in_memory().await;
    let token = cloud.token("Ada Lindqvist").await;
    let view = page_view("a-cookie", "home", cloud.clock.now());
    let session = cloud.ask("POST", &events_path(), &[], Some(&view)).await.1["session"]["id"].clone();
    let session = session.as_str().unwrap();
    let (path, topic) =
        (format!("/api/v2/journey/sessions/{session}/events"), format!("v2.journey.sessions.{session}.web.events"));
    let other = "v2.externalcontacts.contacts.somebody.journey.sessions";
    let channel = cloud.channel(&token, &[&topic, other]).await;
    let mut ear = cloud.connect(&channel).await;
    let subscriptions = format!("/api/v2/notifications/channels/{channel}/subscriptions");
    assert_eq!(cloud.api("GET", &path, &token, None).await.0, 200);

    let taken = json!({"agent": "Ada Lindqvist", "remove": ["journey:event:view"]});
    let held = cloud.control("/control/permissions", taken).await;
    assert!(!held["permissions"].as_array().unwrap().contains(&json!("journey:event:view")));
    let (status, body) = cloud.api("GET", &path, &token, None).await;
    assert_eq!((status, &body["code"]), (403, &json!("missing.any.permissions")));
    assert_eq!(body["messageParams"]["permissions"], "journey:event:view");
    let told = ear.hear_topic("v2.subscription.updated").await;
    assert_eq!(told["systemTopicType"], "subscription_changed");
    let left = cloud.api("GET", &subscriptions, &token, None).await.1;
    assert_eq!((&left["entities"][0]["id"], left["entities"].as_array().unwrap().len()), (&json!(other), 1));
    assert_eq!(cloud.api("PUT", &subscriptions, &token, Some(&json!([{"id": topic}]))).await.0, 403);
    ear.say(&json!({"message": "subscribe", "topics": [topic]}).to_string()).await;
    assert_eq!(ear.hear().await.unwrap()["status"], "failure");
    let me = cloud.api("GET", "/api/v2/users/me?expand=authorization", &token, None).await.1;
    assert!(!me["authorization"]["permissions"].as_array().unwrap().contains(&json!("journey:event:view")));
    assert_eq!(cloud.api("GET", &path, &cloud.token("Dario Amari").await, None).await.0, 200, "of this agent only");

    let given = json!({"agent": "Ada Lindqvist", "add": ["journey:event:view"]});
    cloud.control("/control/permissions", given).await;
    assert_eq!(cloud.api("GET", &path, &token, None).await.0, 200);
    assert_eq!(cloud.api("PUT", &subscriptions, &token, Some(&json!([{"id": topic}]))).await.0, 200);
}

#[tokio::test]
async fn all_tokens_of_an_agent_end_on_order() {
    let bench = Bench::new();
    let (one, two) = (bench.token("Ada Lindqvist").await, bench.token("Ada Lindqvist").await);
    let other = bench.token("Noor van Dijk").await;
    assert_eq!(bench.control("/control/sign-out", &json!({"agent": "Ada Lindqvist"})).await.ok()["ended"], 2);
    for (token, status) in [(one, 401), (two, 401), (other, 200)] {
        assert_eq!(bench.get("/api/v2/users/me", &token).await.status, status);
    }
}
