//! Kinds of organisation: what is gone in each, what stays, and which shapes are older.

use axum::http::Method;
use serde_json::{Value, json};

use crate::tests::{Bench, events_path, options, page_view};
use crate::world::Organisation;
use crate::{Cloud, Data, OpenError, Options};

const ADA: &str = "Ada Lindqvist";

fn of(organisation: Organisation) -> Bench {
    Bench::with(Options { organisation, ..options() })
}

fn with_past(organisation: Organisation) -> Bench {
    Bench::with(Options { organisation, personas: true, ..options() })
}

/// Sessions of all contacts of this e-mail, and all that REST says of each.
async fn sessions_of(bench: &Bench, token: &str, email: &str) -> Vec<Value> {
    let found = bench.get(&format!("/api/v2/externalcontacts/reversewhitepageslookup?lookupVal={email}"), token).await;
    let id = found.ok()["contacts"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v2/externalcontacts/contacts/{id}/journey/sessions?pageSize=200&includeMerged=true");
    bench.get(&path, token).await.ok()["entities"].as_array().unwrap().clone()
}

async fn events_of(bench: &Bench, token: &str, session: &Value) -> Vec<Value> {
    let id = session["id"].as_str().unwrap();
    let path = format!("/api/v2/journey/sessions/{id}/events?pageSize=200");
    bench.get(&path, token).await.ok()["entities"].as_array().unwrap().clone()
}

#[tokio::test]
async fn without_predictive_engagement_only_conversations_have_sessions() {
    let full = with_past(Organisation::Full);
    let token = full.token(ADA).await;
    let before = sessions_of(&full, &token, "maren.okafor@example.com").await;
    assert!(before.iter().any(|session| session["type"] == "web"));
    let n_before = before.iter().filter(|session| session["type"] == "conversation").count();

    let bench = with_past(Organisation::NoPredictiveEngagement);
    let token = bench.token(ADA).await;
    let sessions = sessions_of(&bench, &token, "maren.okafor@example.com").await;
    let kinds: Vec<&Value> = sessions.iter().map(|session| &session["type"]).collect();
    assert!(!kinds.contains(&&json!("web")) && !kinds.contains(&&json!("app")), "{kinds:?}");
    // Those of her talks that began as an anonymous visitor's stay with that visitor: no form tells who she is.
    let n_now = kinds.iter().filter(|kind| **kind == "conversation").count();
    assert!((1..=n_before).contains(&n_now), "{n_now} of {n_before}");
    for path in ["/journey/outcomes", "/journey/segments", "/journey/actionmaps"] {
        let answer = bench.get(&format!("/api/v2{path}"), &token).await.ok();
        assert_eq!((&answer["entities"], &answer["total"]), (&json!([]), &json!(0)), "{path}");
    }
    for session in &sessions {
        assert_eq!(session["segmentAssignments"], json!([]));
        let path = format!("/api/v2/journey/sessions/{}/outcomescores", session["id"].as_str().unwrap());
        assert_eq!(bench.get(&path, &token).await.ok()["outcomeScores"], json!([]));
    }
}

#[tokio::test]
async fn without_predictive_engagement_nothing_is_tracked_and_talks_name_no_journey() {
    let bench = of(Organisation::NoPredictiveEngagement);
    let answer = bench.post(&events_path(), page_view("a-cookie", "home", bench.cloud.clock().now())).await;
    assert_eq!(answer.refusal().0, 404);
    let talk = bench.control("/control/act", &json!({"act": "start_chat", "cookie": "a-cookie"})).await.ok();
    let token = bench.token(ADA).await;
    let path = format!("/api/v2/conversations/messages/{}", talk["id"].as_str().unwrap());
    let customer = bench.get(&path, &token).await.ok()["participants"][0].clone();
    assert_eq!((&customer["purpose"], customer.get("journeyContext")), (&json!("customer"), None));
    let full = Bench::new();
    let talk = full.control("/control/act", &json!({"act": "start_chat", "cookie": "a-cookie"})).await.ok();
    let token = full.token(ADA).await;
    let path = format!("/api/v2/conversations/messages/{}", talk["id"].as_str().unwrap());
    assert!(full.get(&path, &token).await.ok()["participants"][0]["journeyContext"].is_object());
}

#[tokio::test]
async fn after_the_withdrawal_of_outcomes_their_addresses_are_gone_and_no_trace_is_left() {
    let bench = with_past(Organisation::NoOutcomes);
    let token = bench.token(ADA).await;
    let session = bench.view("a-cookie", "home").await;
    for path in [
        "/api/v2/journey/outcomes".to_owned(),
        "/api/v2/journey/outcomes/b9519234-157f-5019-bd05-f08dfec501cd".to_owned(),
        format!("/api/v2/journey/sessions/{session}/outcomescores"),
    ] {
        assert_eq!(bench.get(&path, &token).await.refusal(), (404, "not.found".to_owned()), "{path}");
    }
    let sessions = sessions_of(&bench, &token, "maren.okafor@example.com").await;
    assert!(sessions.iter().any(|session| session["segmentAssignments"][0].is_object()), "segments stay");
    for session in &sessions {
        assert_eq!(session.get("outcomeAchievements"), None, "{session}");
        let events = events_of(&bench, &token, session).await;
        assert!(events.iter().all(|event| event.get("outcomeAchievedEvent").is_none()));
        if session["type"] == "web" && events.len() < 200 {
            assert_eq!(session["eventCount"], json!(events.len()), "what is gone is not counted");
        }
    }
}

#[tokio::test]
async fn in_2025_an_invitation_to_talk_was_a_webchat_with_a_target() {
    let bench = with_past(Organisation::Schemas2025);
    let token = bench.token(ADA).await;
    let maps = bench.get("/api/v2/journey/actionmaps", &token).await.ok();
    let kinds: Vec<&Value> =
        maps["entities"].as_array().unwrap().iter().map(|map| &map["action"]["mediaType"]).collect();
    assert!(kinds.contains(&&json!("webchat")) && !kinds.contains(&&json!("webMessagingOffer")), "{kinds:?}");
    let (mut n_offers, mut n_achieved) = (0, 0);
    for session in sessions_of(&bench, &token, "maren.okafor@example.com").await {
        assert_eq!((session.get("divisionIds"), session.get("caseReference")), (None, None));
        assert!(session["outcomeAchievements"].is_array());
        for event in events_of(&bench, &token, &session).await {
            if let Some(offer) = event.get("webActionEvent") {
                assert_ne!(offer["action"]["mediaType"], "webMessagingOffer");
                assert!(offer["actionTarget"]["id"].is_string(), "{offer}");
                n_offers += 1;
            }
            n_achieved += usize::from(event.get("outcomeAchievedEvent").is_some());
        }
    }
    assert!(n_offers > 0 && n_achieved > 0, "{n_offers} offers, {n_achieved} outcomes");
}

#[tokio::test]
async fn data_of_one_kind_of_organisation_are_not_opened_as_another() {
    let folder = tempfile::tempdir().unwrap();
    let data = || Data::Folder { path: folder.path().to_owned(), fresh: false };
    let with = |organisation| Options { data: data(), organisation, ..options() };
    drop(Cloud::open(with(Organisation::NoOutcomes)).unwrap());
    let error = Cloud::open(with(Organisation::Full)).unwrap_err();
    assert!(matches!(error, OpenError::Organisation(_)), "{error}");
    assert!(error.to_string().contains("no-outcomes") && error.to_string().contains("--fresh"), "{error}");
    drop(Cloud::open(with(Organisation::NoOutcomes)).unwrap());
    let fresh = Data::Folder { path: folder.path().to_owned(), fresh: true };
    drop(Cloud::open(Options { data: fresh, ..options() }).unwrap());
}

#[tokio::test]
async fn every_kind_answers_who_am_i_and_has_a_past_without_refusals() {
    for (name, organisation) in Organisation::ALL {
        assert_eq!((Organisation::named(name), organisation.name()), (Some(organisation), name));
        let bench = with_past(organisation);
        assert_eq!(bench.ask(Method::GET, "/api/v2/users/me", Some(&bench.token(ADA).await), None).await.status, 200);
        let counts = bench.cloud.app.read(|world| world.truth()["counts"].clone());
        assert!(counts["conversations"].as_u64().unwrap() > 5, "{name}: {counts}");
    }
    let mut world = crate::world::World::new(3).in_organisation(Organisation::NoPredictiveEngagement);
    let now = crate::tests::morning();
    assert_eq!(crate::personas::Player::new(3, now).history(&mut world, now).refused, Vec::<String>::new());
}
