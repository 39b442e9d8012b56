//! What is published has the fields of the contract's notification schema and no others.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::{Organisation, Party};
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
    story.notices()
}

const BROWSER: &str =
    "family version lang fingerprint viewHeight viewWidth featuresFlash featuresJava featuresPdf featuresWebrtc";
const DEVICE: &str =
    "type isMobile screenHeight screenWidth screenDensity fingerprint osFamily osVersion category manufacturer";
const PAGE: &str = "url title domain fragment hostname keywords lang pathname queryString breadcrumb";
/// Family of topics, place in the body, the fields that the contract's schema has there.
const SCHEMA: &[(&str, &str, &str)] = &[
    (
        "journey.sessions",
        "",
        "id selfUri createdDate endedDate externalContact customerId customerIdType type outcomeAchievements segmentAssignments awayDate browser device geolocation idleDate ipAddress ipOrganization lastPage mktCampaign referrer searchTerms userAgentString durationInSeconds eventCount pageviewCount screenviewCount lastEvent conversation originatingDirection conversationSubject lastUserDisposition lastConnectedUser lastConnectedQueue conversationChannels lastUserDisconnectType lastAcdOutcome authenticated app sdkLibrary networkConnectivity divisionIds lastScreen caseAssociations caseEntity caseReference caseStatus",
    ),
    ("journey.sessions", "/browser", BROWSER),
    ("journey.sessions", "/device", DEVICE),
    ("journey.sessions", "/lastPage", PAGE),
    (
        "journey.sessions",
        "/geolocation",
        "country countryName latitude longitude locality postalCode region regionName timezone source",
    ),
    ("journey.sessions", "/mktCampaign", "content medium name source term clickId network"),
    ("journey.sessions", "/referrer", "url domain hostname keywords pathname queryString fragment name medium"),
    ("journey.sessions", "/lastEvent", "id eventName createdDate"),
    ("journey.sessions", "/externalContact", "id selfUri"),
    ("journey.sessions", "/conversation", "id selfUri"),
    ("journey.sessions", "/lastConnectedQueue", "id selfUri"),
    ("journey.sessions", "/lastConnectedUser", "id selfUri"),
    ("journey.sessions", "/conversationChannels/0", "type messageType platform"),
    ("journey.sessions", "/segmentAssignments/0", "segment assignedDate"),
    ("journey.sessions", "/segmentAssignments/0/segment", "id selfUri"),
    ("journey.sessions", "/outcomeAchievements/0", "outcome achievedDate"),
    ("journey.sessions", "/app", "name namespace version buildNumber"),
    (
        "web.events",
        "",
        "id correlationId externalContact createdDate customerId customerIdType session eventType webEvent webActionEvent segmentAssignmentEvent",
    ),
    ("web.events", "/session", "id selfUri type"),
    ("web.events", "/externalContact", "id selfUri"),
    (
        "web.events",
        "/webEvent",
        "eventName totalEventCount totalPageviewCount userAgentString ipAddress ipOrganization searchQuery authenticated browser device geolocation mktCampaign page referrer attributes traits",
    ),
    ("web.events", "/webEvent/browser", BROWSER),
    ("web.events", "/webEvent/device", DEVICE),
    ("web.events", "/webEvent/page", PAGE),
    ("web.events", "/webEvent/attributes/price", "value dataType"),
    (
        "web.events",
        "/webActionEvent",
        "action actionTarget actionMap errorCode errorMessage userAgentString ipAddress ipOrganization browser device geolocation mktCampaign visitReferrer timeToDisposition",
    ),
    ("web.events", "/webActionEvent/browser", BROWSER),
    ("web.events", "/webActionEvent/action", "id createdDate state mediaType prompt"),
    ("web.events", "/webActionEvent/actionMap", "id selfUri displayName version"),
    ("web.events", "/segmentAssignmentEvent", "segment assignmentState dateAssigned dateForUnassignment"),
    ("web.events", "/segmentAssignmentEvent/segment", "id selfUri"),
    (
        "app.events",
        "",
        "id correlationId externalContact createdDate customerId customerIdType session eventType appEvent webActionEvent segmentAssignmentEvent",
    ),
    (
        "app.events",
        "/appEvent",
        "eventName screenName app device ipAddress ipOrganization geolocation sdkLibrary networkConnectivity mktCampaign searchQuery attributes traits",
    ),
    ("app.events", "/appEvent/device", DEVICE),
    (
        "action.events",
        "",
        "id correlationId externalContact createdDate customerId customerIdType session eventType webActionEvent blockedWebActionOfferEvent",
    ),
    ("action.events", "/webActionEvent/action", "id"),
    ("action.events", "/webActionEvent/actionMap", "id selfUri"),
    ("action.events", "/blockedWebActionOfferEvent", "action actionMap actionTarget blockingReason"),
    ("action.events", "/blockedWebActionOfferEvent/action", "id"),
    ("action.events", "/blockedWebActionOfferEvent/actionMap", "id selfUri"),
    (
        "outcome.events",
        "",
        "id correlationId externalContact createdDate customerId customerIdType session eventType outcomeAttributionEventMessage",
    ),
    (
        "journey.segments",
        "",
        "id correlationId externalContact createdDate customerId customerIdType session eventType segmentAssignmentEvent",
    ),
    ("journey.segments", "/segmentAssignmentEvent", "segment assignmentState dateAssigned dateForUnassignment"),
    (
        "contact",
        "",
        "id division externalOrganization type firstName middleName lastName salutation title workPhone cellPhone homePhone otherPhone workEmail personalEmail otherEmail address externalIds canonicalContactId mergeSet mergedFrom mergedTo createDate modifyDate",
    ),
    ("contact", "/division", "id"),
    ("contact", "/cellPhone", "display extension acceptsSMS userInput e164 countryCode normalizationCountryCode"),
    ("conversations", "", "id maxParticipants participants recordingState address externalTag divisions"),
    (
        "conversations",
        "/participants/0",
        "id connectedTime endTime userId externalContactId externalContactInitialDivisionId name queueId purpose address wrapupRequired wrapup attributes calls callbacks chats emails messages",
    ),
    (
        "conversations",
        "/participants/0/messages/0",
        "id state initialState direction held provider peerId disconnectType connectedTime disconnectedTime messages type journeyContext wrapup",
    ),
    ("conversations", "/participants/0/messages/0/journeyContext", "customer customerSession triggeringAction"),
    (
        "conversations",
        "/participants/0/calls/0",
        "id state initialState direction held provider peerId disconnectType connectedTime disconnectedTime wrapup",
    ),
    ("conversations", "/participants/2/wrapup", "code notes tags durationSeconds endTime"),
    ("media", "", "id name participants address divisions recordingState"),
    (
        "media",
        "/participants/0",
        "id name address startTime connectedTime endTime purpose state direction disconnectType held wrapupRequired user queue attributes externalContact wrapup journeyContext provider type ani dnis",
    ),
    ("media", "/participants/0/externalContact", "id name"),
    ("media", "/participants/2/user", "id name"),
    ("media", "/participants/2/queue", "id name"),
    ("media", "/participants/2/wrapup", "code notes tags durationSeconds endTime"),
];

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
        _ if ends(".conversations.messages") || ends(".conversations.calls") => "media",
        _ => "contact",
    }
}

fn assert_fields(value: &Value, allowed: &str, at: &str) {
    let allowed: BTreeSet<&str> = allowed.split(' ').collect();
    for name in value.as_object().into_iter().flat_map(|object| object.keys()) {
        assert!(allowed.contains(name.as_str()), "{at}: the schema has no field {name}");
    }
}

#[test]
fn every_notice_has_the_fields_of_its_schema() {
    let mut seen = BTreeSet::new();
    for notice in everything() {
        let family = family(&notice.topic);
        for (of, path, fields) in SCHEMA.iter().filter(|(of, ..)| *of == family) {
            if let Some(part) = notice.body.pointer(path) {
                assert_fields(part, fields, &format!("{of}{path}"));
                seen.insert((*of, *path));
            }
        }
        assert!(notice.body["id"].is_string(), "{}", notice.topic);
        assert!(notice.topic.len() < 200);
    }
    let unseen: Vec<_> = SCHEMA.iter().map(|(of, path, _)| (*of, *path)).filter(|row| !seen.contains(row)).collect();
    assert_eq!(unseen, [("journey.sessions", "/referrer")], "every part of every family was published");
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
