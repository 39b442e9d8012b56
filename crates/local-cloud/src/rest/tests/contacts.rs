//! Contacts: found by what they are recognised by, attached to calls, kept.

use axum::http::Method;
use serde_json::{Value, json};

use crate::tests::Bench;

const LOOKUP: &str = "/api/v2/externalcontacts/identifierlookup/contacts";

async fn contact(bench: &Bench, name: &str, phone: &str) -> String {
    let contact = json!({
        "firstName": name, "lastName": "Okafor", "type": "Curated",
        "cellPhone": {"e164": phone, "display": phone},
        "personalEmail": format!("{}@example.org", name.to_lowercase()),
        "identifiers": [{"type": "Phone", "value": phone}],
    });
    let act = json!({"act": "seed_contact", "contact": contact});
    bench.control("/control/act", &act).await.ok()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_visitor_is_found_by_cookie_and_a_customer_by_number_or_address() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let maren = contact(&bench, "Maren", "+4915550001").await;
    bench.view("a-cookie", "home").await;
    let look_up = async |kind: &str, value: &str| {
        bench.ask(Method::POST, LOOKUP, Some(&token), Some(json!({"type": kind, "value": value}))).await
    };
    let visitor = look_up("Cookie", "a-cookie").await.ok();
    assert_eq!(visitor["type"], "Ephemeral");
    assert_eq!(visitor.get("identifiers"), None, "only when asked for");
    assert_eq!(look_up("Phone", "+4915550001").await.ok()["id"], json!(maren));
    assert_eq!(look_up("Cookie", "another").await.refusal(), (404, "not.found".to_owned()));
    assert_eq!(look_up("Phone", "015550001").await.refusal().0, 400);
    assert_eq!(look_up("Shoe", "43").await.refusal().0, 400);

    let path = format!("/api/v2/externalcontacts/contacts/{maren}?expand=identifiers");
    assert!(bench.get(&path, &token).await.ok()["identifiers"].is_array());
    let reverse = async |value: &str| {
        let path = format!("/api/v2/externalcontacts/reversewhitepageslookup?lookupVal={value}");
        bench.get(&path, &token).await
    };
    assert_eq!(reverse("%2B4915550001").await.ok()["contacts"][0]["id"], json!(maren));
    assert_eq!(reverse("maren@example.org").await.ok()["contacts"].as_array().unwrap().len(), 1);
    assert_eq!(reverse("nobody@example.org").await.ok()["contacts"], json!([]));
    assert_eq!(reverse("").await.refusal().0, 400);
    let found = bench.get("/api/v2/externalcontacts/contacts?q=maren&sortOrder=firstName:desc", &token).await.ok();
    assert_eq!((&found["total"], &found["entities"][0]["id"]), (&json!(1), &json!(maren)));
}

#[tokio::test]
async fn a_call_is_attached_to_a_contact_and_detached() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let maren = contact(&bench, "Maren", "+4915550001").await;
    let call = bench.control("/control/act", &json!({"act": "call_in"})).await.ok()["id"].as_str().unwrap().to_owned();
    bench.control("/control/act", &json!({"act": "answer", "conversation": call, "agent": "Ada Lindqvist"})).await.ok();
    let attached = async || -> Value {
        let conversation = bench.get(&format!("/api/v2/conversations/{call}"), &token).await.ok();
        let participants = conversation["participants"].as_array().unwrap().clone();
        let customer =
            participants.into_iter().find(|one| one["purpose"] == "customer" || one["purpose"] == "external");
        customer.unwrap().get("externalContactId").cloned().unwrap_or_default()
    };
    let path = format!("/api/v2/externalcontacts/conversations/{call}");
    let put = async |body: Value| bench.ask(Method::PUT, &path, Some(&token), Some(body)).await;
    let body = |contact: Option<&str>| {
        let mut body = json!({"conversationId": call, "communicationId": "c", "mediaType": "CALL"});
        if let Some(contact) = contact {
            body["externalContactId"] = json!(contact);
        }
        body
    };
    assert_eq!(attached().await, Value::Null);
    assert_eq!(put(body(Some(&maren))).await.status, 202);
    assert_eq!(attached().await, json!(maren));
    assert_eq!(put(body(None)).await.status, 202);
    assert_eq!(attached().await, Value::Null);
    assert_eq!(put(body(Some("nobody"))).await.refusal().0, 404);
    for field in ["conversationId", "communicationId", "mediaType"] {
        let mut body = body(Some(&maren));
        body.as_object_mut().unwrap().remove(field);
        let answer = put(body).await;
        assert_eq!((answer.refusal().0, &answer.json()["details"][0]["fieldName"]), (400, &json!(field)));
    }
}

#[tokio::test]
async fn a_visitor_is_promoted_to_stay() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    bench.view("a-cookie", "home").await;
    let id = bench.cloud.app.read(|world| world.contact_by_identifier("Cookie", "a-cookie").unwrap().id.unwrap());
    let path = format!("/api/v2/externalcontacts/contacts/{id}/promotion");
    let promoted = bench.ask(Method::POST, &path, Some(&token), None).await;
    let may =
        bench.cloud.app.read(|world| crate::guard::holds(&world.agents()[0], "externalContacts:identity:promote"));
    if may {
        assert_eq!(promoted.ok()["type"], "Curated");
    } else {
        assert_eq!(promoted.refusal().0, 403);
    }
}

#[tokio::test]
async fn a_contact_whose_name_ends_in_half_a_character_is_found() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let act = r#"{"act":"seed_contact","contact":{"firstName":"Maren \ud83d","lastName":"\udc00","type":"Curated"},"n":1e999}"#;
    let request = axum::http::Request::post("/control/act").header("x-faults", crate::tests::FAULTS);
    let request = request.header("content-type", "application/json").body(axum::body::Body::from(act)).unwrap();
    let id = bench.send(request).await.ok()["id"].as_str().unwrap().to_owned();
    let contact = bench.get(&format!("/api/v2/externalcontacts/contacts/{id}"), &token).await.ok();
    assert_eq!((&contact["firstName"], &contact["lastName"]), (&json!("Maren \u{fffd}"), &json!("\u{fffd}")));
}
