//! One invented customer with every kind of card in every state, and one visit with every kind of event.
//!
//! Owns the records, as the cloud would send them; the tab that shows them is the real one.

use serde_json::{Value, json};

use crate::cloud::{iso, now_ms};

/// The contact.
pub(crate) const CONTACT: &str = "9a11e000-0000-4000-8000-000000000001";
/// The visit with all events.
const VISIT: &str = "9a11e000-0000-4000-8000-00000000000a";

/// Names of web events: those with a look of their own, and custom ones of every trade.
const EVENTS: [&str; 22] = [
    "search_performed",
    "form_started",
    "form_submitted",
    "form_abandoned",
    "product_added",
    "product_removed",
    "product_purchased",
    "widgets_web_chat_submitted",
    "inbound_call",
    "outbound_call",
    "call_connected",
    "call_scheduled",
    "call_wrap_up",
    "agent_connected",
    "parcel_delivered",
    "invoice_sent",
    "application_received",
    "contract_signed",
    "store_visited",
    "page_viewed",
    "screen_viewed",
    "page_viewed",
];

/// States of offers that are drawn.
const STATES: [&str; 10] = [
    "offered",
    "accepted",
    "requested",
    "rejected",
    "timedout",
    "ignored",
    "errored",
    "engaged",
    "completed",
    "abandoned",
];

fn ago(minutes: i64) -> String {
    iso(now_ms() - minutes * 60_000)
}

/// Answers by path, for a page that is looked at now.
pub(crate) fn answers() -> Value {
    let sessions = sessions();
    let named = |id: &str, name: &str| json!({"id": id, "name": name});
    let mut answers = json!({
        "/api/v2/journey/segments": {"entities": [segment("g-1", "Sale hunters", "#DDD856"), segment("g-2", "High-value basket", "#1F6F5C"), segment("g-3", "Checkout hesitation", "#D4483B")]},
        "/api/v2/journey/outcomes": {"entities": [outcome("o-1", "Purchase", true), outcome("o-2", "Contact about a return", false), outcome("o-3", "Account sign-up", true)]},
        "/api/v2/routing/queues/q-1": named("q-1", "Online sales"),
        "/api/v2/users/u-2": named("u-2", "D. Amari"),
        "/api/v2/routing/wrapupcodes/w-1": named("w-1", "Order status given"),
    });
    let contact = json!({"id": CONTACT, "type": "Curated", "firstName": "Maren", "lastName": "Okafor", "workEmail": "maren@example.com", "cellPhone": {"e164": "+441134960142"}});
    answers[format!("/api/v2/externalcontacts/contacts/{CONTACT}")] = contact;
    answers[format!("/api/v2/externalcontacts/contacts/{CONTACT}/journey/sessions")] = json!({"entities": sessions});
    for session in &sessions {
        let id = session["id"].as_str().unwrap_or_default();
        let events = if id == VISIT { events() } else { Vec::new() };
        answers[format!("/api/v2/journey/sessions/{id}")] = session.clone();
        answers[format!("/api/v2/journey/sessions/{id}/events")] = json!({"entities": events});
        answers[format!("/api/v2/journey/sessions/{id}/outcomescores")] =
            if id == VISIT { scores() } else { json!({"outcomeScores": []}) };
    }
    answers
}

fn segment(id: &str, name: &str, color: &str) -> Value {
    json!({"id": id, "displayName": name, "color": color, "isActive": true, "version": 1, "scope": "Session", "shouldDisplayToAgent": true})
}

fn outcome(id: &str, name: &str, is_positive: bool) -> Value {
    json!({"id": id, "displayName": name, "isActive": true, "version": 1, "isPositive": is_positive})
}

fn scores() -> Value {
    let score = |id: &str, now: f64, peak: f64| json!({"outcome": {"id": id}, "probability": now, "sessionMaxProbability": peak, "quantile": 0.8});
    json!({"modifiedDate": ago(0), "outcomeScores": [score("o-1", 0.41, 0.72), score("o-2", 0.46, 0.46)]})
}

/// Every event there is, one each.
fn events() -> Vec<Value> {
    let mut events: Vec<Value> = Vec::new();
    let mut add = |kind: &str, field: &str, body: Value| {
        let n = events.len();
        events.push(json!({
            "id": format!("e{n:03}"), "correlationId": "x", "eventType": format!("com.genesys.journey.{kind}"),
            "createdDate": iso(now_ms() - 900_000 + 10_000 * i64::try_from(n).unwrap_or_default()),
            "session": {"id": VISIT, "type": "web"}, (field): body,
        }));
    };
    for name in EVENTS {
        let search = (name == "search_performed").then_some("insulated parka");
        let page = json!({"url": "https://shop.example/tents", "title": "Tents", "pathname": "/tents", "hostname": "shop.example", "domain": "shop.example", "breadcrumb": []});
        add(
            "WebEvent",
            "webEvent",
            json!({"eventName": name, "searchQuery": search, "page": page, "attributes": {}, "traits": {}, "totalEventCount": 1, "totalPageviewCount": 1}),
        );
    }
    for media in ["webchat", "webMessagingOffer", "contentOffer"] {
        // Only a talk can be asked for.
        for state in STATES.iter().filter(|state| **state != "requested" || media != "contentOffer") {
            add(
                "WebActionEvent",
                "webActionEvent",
                json!({"action": {"id": format!("{media}-{state}"), "state": state, "mediaType": media, "prompt": "Need a hand?"}, "actionMap": {"id": "m-1", "version": 3, "displayName": "Checkout rescue"}}),
            );
        }
    }
    add(
        "WebActionEvent",
        "webActionEvent",
        json!({"action": {"id": "flow", "state": "completed", "mediaType": "architectFlow"}}),
    );
    add(
        "OutcomeAchievedEvent",
        "outcomeAchievedEvent",
        json!({"outcome": {"id": "o-3", "displayName": "Account sign-up"}}),
    );
    add(
        "OutcomeAchievedEvent",
        "outcomeAchievedEvent",
        json!({"outcome": {"id": "o-2", "displayName": "Contact about a return"}}),
    );
    for id in ["g-1", "g-2", "g-3"] {
        add(
            "SegmentAssignmentEvent",
            "segmentAssignmentEvent",
            json!({"segment": {"id": id}, "assignmentState": "Assigned"}),
        );
    }
    add("SomethingNewEvent", "somethingNewEvent", json!({}));
    events.reverse();
    events
}

/// All cards, newest first.
fn sessions() -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    let mut add = |kind: &str, began: i64, last: i64, ended: bool, more: Value| {
        let n = all.len();
        let mut session = json!({
            "id": if n == 0 { VISIT.to_owned() } else { format!("9a11e000-0000-4000-8000-0000000001{n:02}") },
            "type": kind, "externalContact": {"id": CONTACT}, "createdDate": ago(began), "eventCount": 0,
            "endedDate": ended.then(|| ago(last)), "authenticated": false,
            "lastEvent": {"id": "last", "eventName": "page_viewed", "createdDate": ago(last)},
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            session[name] = value.clone();
        }
        all.push(session);
    };
    let full = json!({
        "searchTerms": ["insulated parka", "return policy", "return policy"], "eventCount": events().len(), "pageviewCount": 2, "authenticated": true,
        "segmentAssignments": [{"segment": {"id": "g-1"}, "assignedDate": ago(9)}, {"segment": {"id": "g-2"}, "assignedDate": ago(8)}, {"segment": {"id": "g-3"}, "assignedDate": ago(7)}],
        "outcomeAchievements": [{"outcome": {"id": "o-3"}, "achievedDate": ago(6)}],
        "lastPage": {"url": "https://shop.example/tents", "title": "Tents", "pathname": "/tents"},
        "device": {"category": "desktop", "type": "Computer"}, "geolocation": {"locality": "Leeds", "countryName": "United Kingdom"},
        "referrer": {"name": "Find", "medium": "search"}, "mktCampaign": {"name": "winter sale", "source": "ad"}, "shortId": "4821",
    });
    add("web", 16, 0, false, full);
    add("web", 70, 40, false, json!({"pageviewCount": 3, "device": {"category": "mobile", "type": "Phone"}}));
    add("web", 190, 150, true, json!({"pageviewCount": 1, "device": {"category": "tablet", "type": "Tablet"}}));
    add(
        "app",
        200,
        1,
        false,
        json!({"screenviewCount": 9, "lastScreen": "Wishlist", "searchTerms": ["boots"], "app": {"name": "Fernwell", "version": "5.2"}}),
    );
    let (queue, user) = (json!({"id": "q-1"}), json!({"id": "u-2"}));
    let voice = json!([{"type": "Voice"}]);
    let talk = |channels: &Value, direction: &str, more: Value| {
        let mut talk = json!({"conversation": {"id": "c-1"}, "conversationChannels": channels, "originatingDirection": direction, "lastConnectedQueue": queue});
        for (name, value) in more.as_object().into_iter().flatten() {
            talk[name] = value.clone();
        }
        talk
    };
    let answered =
        |end: &str| json!({"lastConnectedUser": user, "lastAcdOutcome": "Answered", "lastUserDisconnectType": end});
    let wrapped = json!({"lastConnectedUser": user, "lastAcdOutcome": "Answered", "lastUserDisposition": {"code": "w-1", "user": user}});
    add("conversation", 210, 0, false, talk(&voice, "Inbound", json!({})));
    add("conversation", 211, 0, false, talk(&voice, "Inbound", json!({"lastConnectedUser": user})));
    add(
        "conversation",
        220,
        212,
        true,
        talk(&voice, "Inbound", json!({"lastAcdOutcome": "Abandon", "lastUserDisconnectType": "Peer"})),
    );
    for (n, end) in ["Endpoint", "Client", "System", "Transfer"].iter().enumerate() {
        add(
            "conversation",
            230 + i64::try_from(n).unwrap_or_default(),
            222,
            true,
            talk(&voice, "Inbound", answered(end)),
        );
    }
    add("conversation", 240, 235, true, talk(&voice, "Inbound", wrapped.clone()));
    add("conversation", 250, 245, true, talk(&voice, "Outbound", wrapped.clone()));
    for (n, channel) in [
        json!([{"type": "Chat"}]),
        json!([{"type": "Message", "messageType": "WebMessaging"}]),
        json!([{"type": "Message", "messageType": "WhatsApp"}]),
        json!([{"type": "Message", "messageType": "Text"}]),
        json!([{"type": "Email"}]),
        json!([{"type": "Callback"}]),
    ]
    .iter()
    .enumerate()
    {
        let began = 260 + 10 * i64::try_from(n).unwrap_or_default();
        add("conversation", began, 0, false, talk(channel, "Inbound", json!({"lastConnectedUser": user})));
        add("conversation", began + 1, began - 4, true, talk(channel, "Inbound", wrapped.clone()));
    }
    add(
        "conversation",
        340,
        335,
        true,
        talk(&json!([{"type": "Chat"}]), "Inbound", json!({"lastAcdOutcome": "Abandon"})),
    );
    add(
        "conversation",
        350,
        345,
        true,
        talk(&json!([{"type": "Chat"}]), "Inbound", json!({"lastUserDisconnectType": "Client"})),
    );
    for (n, kind) in ["delivery", "invoice", "application", "policy", "store_visit"].iter().enumerate() {
        let began = 400 + 10 * i64::try_from(n).unwrap_or_default();
        let attributes = json!({"attributes": {"Order": {"dataType": "STRING", "value": "FW-88213"}}});
        add(kind, began, if n == 0 { 0 } else { began - 5 }, n > 1, attributes);
    }
    all
}
