//! The shop's chat and the telephone, from the customer's side to the agent's desk.

use axum::http::Method;
use serde_json::{Value, json};

use crate::tests::Bench;

async fn get(bench: &Bench, path: &str) -> Value {
    bench.ask(Method::GET, path, None, None).await.ok()
}

#[tokio::test]
async fn a_customer_calls_is_answered_and_is_wrapped_up() {
    let bench = Bench::new();
    let id =
        bench.post("/shop/api/calls", json!({"from": "+49 1555 (0001)"})).await.ok()["id"].as_str().unwrap().to_owned();
    let desk = async || get(&bench, &format!("/shop/api/desk?calls={id},unknown")).await;
    let seen = desk().await;
    assert_eq!(seen["conversations"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&seen["conversations"][0]["state"], &seen["conversations"][0]["from"]),
        (&json!("waiting"), &json!("+4915550001"))
    );
    let agent = seen["agents"][0].clone();
    let code = seen["codes"][0].clone();
    let at = |step: &str| format!("/shop/api/calls/{id}/{step}");
    assert_eq!(bench.post(&at("wrapup"), json!({"code": code["id"]})).await.refusal().0, 404);
    assert_eq!(bench.post(&at("answer"), json!({"agent": agent["id"]})).await.status, 202);
    let seen = desk().await["conversations"][0].clone();
    assert_eq!((&seen["state"], &seen["agent"], &seen["agentId"]), (&json!("connected"), &agent["name"], &agent["id"]));
    assert_eq!(bench.post(&at("hangup"), json!({"by": "agent"})).await.status, 202);
    assert_eq!(bench.post(&at("wrapup"), json!({"code": code["id"], "notes": "fine"})).await.status, 202);
    let seen = desk().await["conversations"][0].clone();
    assert_eq!(
        (&seen["state"], &seen["wrapUp"], &seen["queue"]),
        (&json!("ended"), &code["name"], &json!("Customer care"))
    );
}

#[tokio::test]
async fn a_call_needs_a_proper_number_or_none_and_a_queue_that_is_there() {
    let bench = Bench::new();
    for body in
        [json!({"from": "0155"}), json!({"from": "+0123456"}), json!({"from": "+49<b>"}), json!({"queue": "Nowhere"})]
    {
        assert_eq!(bench.post("/shop/api/calls", body.clone()).await.refusal().0, 400, "{body}");
    }
    assert_eq!(bench.post("/shop/api/calls", json!({"queue": "Returns"})).await.status, 200);
}

#[tokio::test]
async fn a_visitor_chats_in_their_own_conversations_only() {
    let bench = Bench::new();
    for cookie in ["cookie-a", "cookie-b"] {
        bench.view(cookie, "home").await;
    }
    let chat = bench.post("/shop/api/chats", json!({"customerCookieId": "cookie-a", "url": "x"})).await.ok();
    let id = chat["conversationId"].as_str().unwrap().to_owned();
    let own = get(&bench, "/shop/api/conversations?customerCookieId=cookie-a").await;
    assert_eq!((&own["conversations"][0]["id"], &own["conversations"][0]["state"]), (&json!(id), &json!("waiting")));
    assert_eq!(get(&bench, "/shop/api/conversations?customerCookieId=cookie-b").await["conversations"], json!([]));
    let path = format!("/shop/api/conversations/{id}/messages");
    let say = async |cookie: &str, text: &str| {
        bench.post(&path, json!({"customerCookieId": cookie, "text": text})).await.status
    };
    assert_eq!(say("cookie-a", "hello").await, 202);
    assert_eq!(say("cookie-b", "hello").await, 404);
    assert_eq!(say("cookie-a", "").await, 400);
    assert_eq!(say("cookie-a", &"x".repeat(1_001)).await, 400);
    let end = format!("/shop/api/conversations/{id}/end");
    assert_eq!(bench.post(&end, json!({"customerCookieId": "cookie-b"})).await.status, 404);
    assert_eq!(bench.post(&end, json!({"customerCookieId": "cookie-a"})).await.status, 202);
    assert_eq!(
        get(&bench, "/shop/api/conversations?customerCookieId=cookie-a").await["conversations"][0]["state"],
        "ended"
    );
}

#[tokio::test]
async fn the_shop_can_ask_for_the_time() {
    let bench = Bench::new();
    let time = get(&bench, "/shop/api/time").await;
    assert_eq!(time, json!({"now": wire::Timestamp(bench.cloud.clock().now()), "speed": 1.0}));
}
