//! Start-up and targets.

use expect_test::expect;
use serde_json::json;

use super::scene::{Scene, ago, noon};
use crate::input::{Command, Input, Start, Target};
use std::sync::Arc;

#[test]
fn a_contact_is_shown_live() {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    expect![[r#"
        Live | Ada Example
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    expect![[r#"
        GET /api/v2/users/me?expand=authorization
        GET /api/v2/date
        GET /api/v2/externalcontacts/contacts/ada?expand=identifiers
        GET /api/v2/externalcontacts/contacts/ada/journey/sessions?pageSize=10&includeMerged=true
        GET /api/v2/externalcontacts/contacts/ada/journey/segments?includeMerged=true&limit=500
        POST /api/v2/notifications/channels
        GET /api/v2/journey/sessions/s2/outcomescores
        PUT /api/v2/notifications/channels/ch1/subscriptions?ignoreErrors=true
        GET /api/v2/externalcontacts/contacts/ada?expand=identifiers
        GET /api/v2/journey/sessions/s2/events?pageSize=200
        GET /api/v2/externalcontacts/contacts/ada/journey/sessions?pageSize=10&includeMerged=true
        GET /api/v2/externalcontacts/contacts/ada/journey/segments?includeMerged=true&limit=500"#]]
    .assert_eq(&scene.asked());
    expect!["open wss://streaming.example/channels/ch1"].assert_eq(&scene.log.join("\n"));
    expect!["Connecting, Live"].assert_eq(&scene.words.join(", "));
}

#[test]
fn without_a_token_nothing_is_asked() {
    let mut scene = Scene::new();
    scene.step(Input::Start(Start {
        settings: Arc::default(),
        streaming_base: "wss://streaming.example".into(),
        target: Target::Interactions,
        signed_in: false,
        sign_in_problem: Some("You cancelled the sign-in.".into()),
    }));
    scene.rest();
    expect![[r#"
        Signed out | Unknown
        screen: SignedOut(Some("You cancelled the sign-in."))
    "#]]
    .assert_eq(&scene.text());
    assert_eq!(scene.asked(), "");
    scene.command(Command::SignIn);
    assert_eq!(scene.log, ["sign in"]);
}

#[test]
fn a_cloud_that_does_not_know_the_expansion_is_asked_without() {
    let mut scene = Scene::with_contact();
    scene.cloud.fail("expand=authorization", 400, 1);
    let mut scene = scene.open(Target::Contact("ada".into()));
    assert!(scene.text().starts_with("Live | Ada Example"), "{}", scene.text());
    assert!(scene.asked().contains("GET /api/v2/users/me\n"));
}

#[test]
fn a_session_is_shown_and_the_customer_behind_it() {
    let scene = Scene::with_contact().open(Target::Session("s1".into()));
    expect![[r#"
        Live | Ada Example
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_session_of_nobody_is_shown_alone_and_live() {
    let mut scene = Scene::new();
    scene.cloud.web("alone", None, ago(3));
    scene.cloud.page("alone", "Home", ago(3));
    let mut scene = scene.open(Target::Session("alone".into()));
    scene.toggle("alone");
    scene.visit("alone", "Cart");
    expect![[r#"
        Live | Unknown
        alone: Web visit Active, 2 events
          Page viewed: Home, 11:57
          Page viewed: Cart, 12:00
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_visitor_who_says_who_they_are_gets_their_other_sessions() {
    let mut scene = Scene::with_contact();
    scene.cloud.web("alone", None, ago(3));
    let mut scene = scene.open(Target::Session("alone".into()));
    scene.cloud.sessions.get_mut("alone").unwrap()["externalContact"] = json!({ "id": "ada" });
    let event = scene.cloud.event(
        "alone",
        noon(),
        &json!({
            "eventName": "signed_in", "page": { "url": "https://shop.example/", "title": "Home" },
            "attributes": {}, "traits": { "email": { "dataType": "STRING", "value": "ada@example.com" } },
        }),
    );
    scene.tell("alone", &event);
    scene.rest();
    expect![[r#"
        Live | Ada Example
        alone: Web visit Active, 1 events
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_contact_that_is_unknown_fails_and_can_not_be_retried() {
    let scene = Scene::new().open(Target::Contact("nobody".into()));
    expect![[r#"
        Live | Unknown
        ! The contact could not be loaded It does not exist, or not any more. [false]
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_failed_start_is_tried_again_on_demand() {
    let mut scene = Scene::with_contact();
    scene.cloud.fail("users/me", 500, u32::MAX);
    let mut scene = scene.open(Target::Interactions);
    scene.pass(11_000);
    expect![[r#"
        Connecting | Unknown
        ! Who you are could not be found out The service is not available at the moment. [true]
    "#]]
    .assert_eq(&scene.text());
    scene.cloud.faults.clear();
    scene.cloud.chat("c1", "s2", "cookie", ago(1));
    scene.command(Command::Retry);
    scene.pass(2_000);
    expect![[r#"
        Live | Ada Example
        interaction c1 shown
        The journey session is linked to the contact, this conversation is not.
        s2: Web visit Active, 2 events *
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn the_newest_connected_interaction_is_selected() {
    let mut scene = Scene::with_contact();
    scene.cloud.chat("old", "s1", "cookie", ago(30));
    scene.cloud.chat("new", "s2", "cookie", ago(1));
    let scene = scene.open(Target::Interactions);
    expect![[r#"
        Live | Ada Example
        interaction new shown
        interaction old
        The journey session is linked to the contact, this conversation is not.
        s2: Web visit Active, 2 events *
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn an_interaction_picked_up_is_selected_and_one_that_ends_stays_shown() {
    let mut scene = Scene::with_contact().open(Target::Interactions);
    expect![[r#"
        Live | Unknown
        screen: NoInteraction
    "#]]
    .assert_eq(&scene.text());
    scene.cloud.chat("c1", "s2", "cookie", ago(0));
    let talk = scene.cloud.conversations[0].clone();
    let mut alerting = talk.clone();
    alerting["participants"][1]["messages"][0]["state"] = json!("alerting");
    alerting["participants"][1]["messages"][0]["connectedTime"] = json!(null);
    scene.publish("v2.users.me.conversations", &alerting);
    scene.rest();
    expect![[r#"
        Live | Ada Example
        interaction c1 (alerting) shown
        The journey session is linked to the contact, this conversation is not.
        s2: Web visit Active, 2 events *
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    scene.tell_talk("c1");
    expect![[r#"
        Live | Ada Example
        interaction c1 shown
        The journey session is linked to the contact, this conversation is not.
        s2: Web visit Active, 2 events *
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    let mut over = talk;
    over["endTime"] = json!("2026-11-24T12:10:00.000Z");
    over["participants"][1]["messages"][0]["state"] = json!("disconnected");
    over["participants"][0]["messages"][0]["state"] = json!("disconnected");
    scene.publish("v2.users.me.conversations", &over);
    scene.rest();
    expect![[r#"
        Live | Ada Example
        The journey session is linked to the contact, this conversation is not.
        s2: Web visit Active, 2 events *
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn an_interaction_refused_in_its_general_form_is_read_by_media() {
    let mut scene = Scene::with_contact();
    scene.cloud.chat("c1", "s2", "cookie", ago(1));
    scene.cloud.forbid("conversations/c1", "conversation:communication:view");
    let mut scene = scene.open(Target::Conversation("c1".into()));
    assert!(scene.n_asked("conversations/messages/c1") >= 1);
    expect![[r#"
        Live | Ada Example
        The journey session is linked to the contact, this conversation is not.
        s2: Web visit Active, 2 events *
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    expect![[r#"
        GET /api/v2/users/me?expand=authorization
        GET /api/v2/date
        POST /api/v2/notifications/channels
        GET /api/v2/conversations/c1
        PUT /api/v2/notifications/channels/ch1/subscriptions?ignoreErrors=true
        GET /api/v2/conversations/messages/c1
        POST /api/v2/externalcontacts/identifierlookup/contacts?expand=identifiers
        GET /api/v2/journey/sessions/s2
        PUT /api/v2/notifications/channels/ch1/subscriptions?ignoreErrors=true
        GET /api/v2/externalcontacts/contacts/ada?expand=identifiers
        GET /api/v2/externalcontacts/contacts/ada/journey/sessions?pageSize=10&includeMerged=true
        GET /api/v2/externalcontacts/contacts/ada/journey/segments?includeMerged=true&limit=500
        GET /api/v2/journey/sessions/s2/outcomescores
        PUT /api/v2/notifications/channels/ch1/subscriptions?ignoreErrors=true
        GET /api/v2/conversations/messages/c1
        GET /api/v2/externalcontacts/contacts/ada?expand=identifiers
        GET /api/v2/journey/sessions/s2/events?pageSize=200
        GET /api/v2/externalcontacts/contacts/ada/journey/sessions?pageSize=10&includeMerged=true
        GET /api/v2/externalcontacts/contacts/ada/journey/segments?includeMerged=true&limit=500"#]]
    .assert_eq(&scene.asked());
}

#[test]
fn picking_another_interaction_cancels_what_was_asked_for_the_first() {
    let mut scene = Scene::with_contact();
    scene.cloud.contact("bob", "Bob", "+4420000002");
    scene.cloud.web("b1", Some("bob"), ago(50));
    scene.cloud.chat("one", "s2", "cookie", ago(2));
    scene.cloud.chat("two", "b1", "cookie2", ago(9));
    scene.hold("contacts/ada/journey");
    let mut scene = scene.open(Target::Interactions);
    let late = scene.call_id("contacts/ada/journey");
    scene.command(Command::Pick("two".into()));
    let body = json!({ "entities": scene.cloud.sessions.values().collect::<Vec<_>>() }).to_string();
    scene.step(Input::Answer(
        late,
        crate::input::Reply::Http { status: 200, body, retry_after: None, correlation_id: None },
    ));
    scene.release();
    // A frame of the first customer that is late.
    let (topic, body) = scene.cloud.session_notices("s2").remove(0);
    let socket = scene.socket();
    scene.frame(socket, &json!({ "topicName": topic, "eventBody": body }));
    expect![[r#"
        Live | Bob Example
        interaction one
        interaction two shown
        The journey session is linked to the contact, this conversation is not.
        b1: Web visit Inactive, 0 events *
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn signing_out_leaves_nothing() {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.command(Command::SignOut);
    expect![[r#"
        Signed out | Unknown
        screen: SignedOut(None)
    "#]]
    .assert_eq(&scene.text());
    assert!(scene.core.journey().order().is_empty());
    assert!(scene.sockets.is_empty());
    assert!(scene.log.contains(&"sign out".to_owned()));
    scene.pass(120_000);
    assert_eq!(scene.asked().matches("sign").count(), 0);
}
