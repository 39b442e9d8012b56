//! The card of a conversation as it goes on: waiting, answered, ended by whom, wrapped up; names appear as they are read.

use serde_json::{Value, json};

use super::cloud::iso;
use super::print::lens;
use super::scene::{Scene, ago};
use crate::input::Target;
use crate::view::card;

/// A conversation session of Ada's with these facts.
fn set(scene: &mut Scene, facts: &Value) {
    let mut session = scene.cloud.sessions.get("t1").cloned().unwrap_or_else(|| {
        json!({ "id": "t1", "type": "conversation", "externalContact": { "id": "ada" }, "createdDate": iso(ago(2)), "eventCount": 0, "conversation": { "id": "c7" } })
    });
    for (name, value) in facts.as_object().expect("facts") {
        session[name] = value.clone();
    }
    scene.cloud.sessions.insert("t1".into(), session);
    scene.tell_session("t1");
    scene.rest();
}

/// The card in one line: icon, title, state, status, and the facts.
fn shown(scene: &Scene) -> String {
    let journey = scene.core.journey();
    let lens = lens(journey, scene.now);
    let view = card::card(journey.session(&"t1".into()).expect("it"), &lens, false);
    let status = view.status.map(|status| status.text).unwrap_or_default();
    let lead = view.lead.map(|lead| format!("{} {}", lead.label, lead.what));
    let facts = view.facts.iter().chain(&view.details).map(|fact| format!("{} {}", fact.label, fact.value));
    let facts: Vec<String> = lead.into_iter().chain(facts).collect();
    format!("[{}] {} {}: {status} ({})", view.icon, view.title, view.state.data(), facts.join(", "))
}

fn life(channel: &Value, steps: &[Value]) -> Vec<String> {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    set(&mut scene, &json!({ "conversationChannels": [channel], "originatingDirection": "Inbound" }));
    let mut seen = vec![shown(&scene)];
    for step in steps {
        set(&mut scene, step);
        seen.push(shown(&scene));
    }
    seen
}

#[test]
fn a_call_waits_is_answered_ended_and_wrapped_up() {
    let steps = [
        json!({ "lastConnectedQueue": { "id": "q1" } }),
        json!({ "lastConnectedUser": { "id": "u1" }, "lastAcdOutcome": "Answered" }),
        json!({ "endedDate": iso(ago(0)), "lastUserDisconnectType": "Client" }),
        json!({ "lastUserDisposition": { "code": "0b8f7f2e-55a1-4b3c-9d3e-0f1f4b5c6d7e", "notes": "Happy", "user": { "id": "u1" } } }),
    ];
    assert_eq!(
        life(&json!({ "type": "Voice" }), &steps),
        [
            "[hourglass] Inbound call waiting: Waiting ()",
            "[hourglass] Inbound call waiting: Waiting (Queue Name of q1)",
            "[phone-call] Inbound call active: In progress (Queue Name of q1, Agent User u1)",
            "[phone-off] Inbound call ended: Ended by agent (Queue Name of q1, Agent User u1, Ended by Agent)",
            "[phone-incoming] Inbound call ended: Name of 0b8f7f2e-55a1-4b3c-9d3e-0f1f4b5c6d7e (Queue Name of q1, \
             Agent User u1, Wrap-up Name of 0b8f7f2e-55a1-4b3c-9d3e-0f1f4b5c6d7e, Notes Happy, Ended by Agent)",
        ]
    );
}

#[test]
fn a_message_that_nobody_took_is_abandoned() {
    let steps = [json!({ "endedDate": iso(ago(0)), "lastAcdOutcome": "Abandon" })];
    assert_eq!(
        life(&json!({ "type": "Message", "messageType": "WhatsApp" }), &steps),
        [
            "[hourglass] WhatsApp message waiting: Waiting (Direction Inbound)",
            "[message-square-x] WhatsApp message abandoned: Ended by customer (Agent No agent, Direction Inbound)",
        ]
    );
}

#[test]
fn each_way_to_end_is_told_live() {
    for (disconnect, status) in [
        ("Endpoint", "Ended by customer"),
        ("Peer", "Ended by customer"),
        ("Client", "Ended by agent"),
        ("System", "Ended by system"),
        ("Timeout", "Ended by system"),
        ("SessionExpired", "Ended by system"),
        ("Error", "Ended by system"),
        ("TransportFailure", "Ended by system"),
        ("Transfer", "Ended by transfer"),
        ("ConferenceTransfer", "Ended by transfer"),
        ("ConsultTransfer", "Ended by transfer"),
        ("ForwardTransfer", "Ended by transfer"),
        ("NoAnswerTransfer", "Ended by transfer"),
        ("NotAvailableTransfer", "Ended by transfer"),
        ("DoNotDisturbTransfer", "Ended by transfer"),
        ("Other", "Ended"),
        ("Unknown", "Ended"),
    ] {
        let steps = [
            json!({ "lastConnectedUser": { "id": "u1" } }),
            json!({ "endedDate": iso(ago(0)), "lastUserDisconnectType": disconnect }),
        ];
        let seen = life(&json!({ "type": "Webchat" }), &steps);
        assert!(seen[2].starts_with(&format!("[message-square-check] Web chat ended: {status} (")), "{seen:?}");
    }
}
