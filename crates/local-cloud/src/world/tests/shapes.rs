//! What is published is of the contract: every topic, every body, in every kind of organisation.

use std::collections::BTreeMap;

use contract::Contract;
use serde_json::Value;

use super::super::{Arrival, CustomEvent, Organisation, Party};
use super::*;

/// A full story: every topic of the tab is published at least once.
fn everything() -> Vec<Notice> {
    let mut story = Story::new();
    let maren = story.world.seed_contact(person("Maren", "maren@example.com", "+441134960142"));
    let session = story.hesitate("c1");
    let action = story.world.ping(deployment(), "c1", story.at).unwrap().actions.remove(0);
    let accept = wire::ActionEventRequest {
        session_id: session,
        action_id: action.id,
        action_state: "accepted".into(),
        ..Default::default()
    };
    let talk = story.world.action_event(deployment(), accept, story.at).unwrap().unwrap();
    story.tick_with(0);
    story.world.customer_message(&talk, "Hello", story.at).unwrap();
    let mut bought = story.request("c1", "product_purchased", "/shop/thank-you/");
    bought.attributes = texts(&[("orderTotal", "286.50")]);
    story.take(bought);
    story.view("c1", "/shop/help/size-guide/");
    story.view("c1", "/shop/orders/");
    story.sign_up("c1", &[("email", "maren@example.com")]);
    story.world.hang_up(&talk, Party::Agent, story.at).unwrap();
    story.world.wrap_up(&talk, &agent_id(0), "Sale made", "Thanks", story.at).unwrap();
    let call = story.world.call_in(Some("+441134960142"), "Returns", story.at);
    story.tick_with(0);
    story.world.associate(&call, Some(&maren), story.at).unwrap();
    let app = wire::AppEventRequest {
        event_name: "screen_viewed".into(),
        screen_name: "Home".into(),
        app: wire::JourneyApp { name: Some("Fernwell".into()), ..Default::default() },
        device: wire::Device { category: Some("mobile".into()), ..Default::default() },
        attributes: [(
            "n".to_owned(),
            wire::CustomEventAttribute {
                data_type: Some("integer".into()),
                value: Some("3".into()),
                ..Default::default()
            },
        )]
        .into(),
        customer_cookie_id: "phone".into(),
        created_date: story.at.into(),
        ..Default::default()
    };
    story.world.app_event(deployment(), app, story.at, Age::Fresh).unwrap();
    for (medium, from) in [("email", "maren@example.com"), ("callback", "+441134960142"), ("message", "+441134960142")]
    {
        let arrival = Arrival {
            medium: medium.into(),
            from: from.into(),
            subject: (medium == "email").then(|| "My order".into()),
            ..Arrival::default()
        };
        let id = story.world.come_in(arrival, story.at).unwrap();
        story.world.answer(&id, &agent_id(0), story.at).unwrap();
        story.wait(5);
        story.world.hang_up(&id, Party::Customer, story.at).unwrap();
        story.world.wrap_up(&id, &agent_id(0), "Question answered", "", story.at).unwrap();
    }
    let delivery = CustomEvent {
        session_type: "delivery".into(),
        external_id: "D-1".into(),
        event_name: "parcel_shipped".into(),
        attributes: [("carrier".to_owned(), ("string".to_owned(), "Hare".to_owned()))].into(),
        customer: Some(("cookie".into(), "c1".into())),
        ..CustomEvent::default()
    };
    story.world.custom_event(delivery, story.at).unwrap();
    story.notices()
}

fn family(topic: &str) -> &'static str {
    let ends = |end: &str| topic.ends_with(end);
    match topic {
        _ if ends(".journey.sessions") => "journey.sessions",
        _ if ends(".journey.segments") => "journey.segments",
        _ if ends(".web.events") => "web.events",
        _ if ends(".app.events") => "app.events",
        _ if ends(".action.events") => "action.events",
        _ if ends(".outcome.events") => "outcome.events",
        _ if ends(".conversations") => "conversations",
        _ if topic.contains(".conversations.") => "media",
        _ if ends(".customer.start") => "customer.start",
        _ => "contact",
    }
}

/// Topics that are told by others: of tokens by the sign-in.
const NOT_OF_THE_WORLD: [&str; 1] = ["v2.users.{id}.tokens"];

fn assert_is_of_the_contract(contract: &Contract, notice: &Notice) {
    let metadata = serde_json::json!({"CorrelationId": "a-correlation"});
    let frame = serde_json::json!({
        "topicName": notice.topic, "version": "2", "eventBody": notice.body, "metadata": metadata,
    });
    if let Err(faults) = contract.check_frame(&frame.to_string()) {
        panic!("{faults:#?}\n{frame:#}");
    }
}

#[test]
fn every_topic_is_told_and_every_notice_is_of_the_contract() {
    let contract = Contract::current();
    let mut n_of_topic: BTreeMap<&str, usize> = BTreeMap::new();
    for notice in everything() {
        assert_is_of_the_contract(contract, &notice);
        assert!(notice.topic.len() < 200);
        *n_of_topic.entry(contract.topic(&notice.topic).unwrap().pattern.as_str()).or_default() += 1;
    }
    let subscribable = contract.topics().iter().filter(|topic| topic.subscribe).map(|topic| topic.pattern.as_str());
    let missing: Vec<&str> =
        subscribable.filter(|topic| !n_of_topic.contains_key(topic) && !NOT_OF_THE_WORLD.contains(topic)).collect();
    assert_eq!(missing, [""; 0], "nothing was told of these topics");
    println!("{} topics, {} notices checked", n_of_topic.len(), n_of_topic.values().sum::<usize>());
}

#[test]
fn in_every_kind_of_organisation_what_is_told_is_of_its_contract() {
    for (name, organisation) in Organisation::ALL {
        let is_of_2025 = organisation == Organisation::Schemas2025;
        let contract = if is_of_2025 { Contract::formerly() } else { Contract::current() };
        let mut story = Story::in_organisation(organisation);
        if organisation != Organisation::NoPredictiveEngagement {
            story.hesitate("c1");
            story.event("c1", "product_purchased", "/shop/thank-you/");
        }
        let call = story.world.call_in(Some("+441134960142"), "Returns", story.at);
        story.tick_with(0);
        story.world.hang_up(&call, Party::Customer, story.at).unwrap();
        let notices = story.notices();
        assert!(notices.len() > 4, "{name}");
        notices.iter().for_each(|notice| assert_is_of_the_contract(contract, notice));
    }
}

#[test]
fn event_types_have_no_prefix_in_notices_and_have_it_over_rest() {
    for notice in everything() {
        if let Some(kind) = notice.body.get("eventType") {
            assert!(!kind.as_str().unwrap().contains('.'), "{kind}");
            assert!(notice.body["externalContact"]["id"].is_string());
        }
    }
    let mut story = Story::new();
    let id = story.hesitate("c1");
    let events = story.world.events_of(&id).unwrap();
    assert!(events.iter().all(|event| event.event_type.as_deref().unwrap().starts_with("com.genesys.journey.")));
    assert!(events.iter().all(|event| event.external_contact.is_none()));
}

#[test]
fn data_types_and_versions_are_those_of_notifications() {
    let notices = everything();
    let app = notices.iter().find(|notice| notice.body.get("appEvent").is_some()).unwrap();
    assert_eq!(app.body["appEvent"]["attributes"]["n"]["dataType"], "NUMBER");
}

/// What the purchase of a visitor brings to the topics that end so.
fn bought(organisation: Organisation, topic: &str) -> Vec<Value> {
    let mut story = Story::in_organisation(organisation);
    let mut bought = story.request("c1", "product_purchased", "/shop/thank-you/");
    bought.attributes = texts(&[("orderTotal", "286.50")]);
    story.take(bought);
    story.notices().into_iter().filter(|notice| notice.topic.ends_with(topic)).map(|notice| notice.body).collect()
}

#[test]
fn an_achieved_outcome_is_told_as_its_attribution() {
    let web = bought(Organisation::Full, ".web.events");
    assert!(!web.is_empty() && web.iter().all(|body| body.get("outcomeAchievedEvent").is_none()));
    let told = bought(Organisation::Full, ".outcome.events");
    assert_eq!((told.len(), &told[0]["eventType"]), (1, &Value::from("OutcomeAttributionEvent")));
    assert_eq!(told[0]["outcomeAttributionEventMessage"]["associatedValue"]["value"], 286.5);
    assert_eq!(told[0]["outcomeAttributionEventMessage"]["outcome"]["displayName"], "Purchase");
    assert_eq!(bought(Organisation::NoOutcomes, ".outcome.events"), [Value::Null; 0]);
}

#[test]
fn in_2025_an_achieved_outcome_was_told_itself_with_its_version_as_text() {
    for topic in [".web.events", ".outcome.events"] {
        let told = bought(Organisation::Schemas2025, topic);
        let achieved = told.iter().find(|body| body["eventType"] == "OutcomeAchievedEvent").unwrap();
        assert!(achieved["outcomeAchievedEvent"]["outcome"]["version"].is_string(), "{achieved}");
        assert_eq!(achieved["outcomeAchievedEvent"]["associatedValue"]["value"], 286.5);
    }
}

#[test]
fn the_tab_can_read_every_notice_as_a_record() {
    for notice in everything() {
        let family = family(&notice.topic);
        let readable = match family {
            "journey.sessions" => {
                <wire::Session as wire::Read>::read(&notice.body).is_some_and(|session| session.extra.is_empty())
            }
            "contact" => <wire::ContactChanged as wire::Read>::read(&notice.body).is_some(),
            "conversations" | "media" => {
                <wire::Conversation as wire::Read>::read(&notice.body).is_some_and(|one| !one.participants.is_empty())
            }
            "customer.start" => notice.body["participantId"].is_string(),
            "outcome.events" => notice.body["outcomeAttributionEventMessage"].is_object(),
            _ => <wire::Event as wire::Read>::read(&notice.body).is_some_and(|event| event.extra.is_empty()),
        };
        assert!(readable, "{}", notice.topic);
    }
}

#[test]
fn a_session_is_told_after_its_events_with_their_count() {
    let mut story = Story::new();
    story.view("c1", "/shop/");
    story.notices();
    story.event("c1", "form_abandoned", "/shop/checkout/delivery/");
    let notices = story.notices();
    let last = notices.last().unwrap();
    assert!(last.topic.ends_with(".journey.sessions"));
    let n_events = notices.iter().filter(|notice| notice.topic.ends_with(".web.events")).count();
    assert_eq!(n_events, 2, "the event and its segment");
    assert_eq!(last.body["eventCount"], 3);
}
