//! What the cloud holds of one invented customer, as it would send it.

use serde_json::{Value, json};

/// The moment at which the page is looked at.
pub const NOW: &str = "2026-11-17T14:20:34Z";
/// The contact.
pub const CONTACT: &str = "0c0ffee0-0000-4000-8000-000000000001";
/// The visit that is going on.
pub const VISIT: &str = "5e550000-0000-4000-8000-000000000001";
/// A visit without searches, segments and outcomes.
pub const PLAIN_VISIT: &str = "5e550000-0000-4000-8000-000000000007";
/// The outcome "Purchase".
pub const PURCHASE: &str = "0u7c0000-0000-4000-8000-000000000001";

/// An instant of the day.
fn at(time: &str) -> String {
    format!("2026-11-17T{time}.000Z")
}

/// The signed-in agent with every permission.
pub fn me() -> Value {
    json!({ "id": "a9e70000-0000-4000-8000-000000000001", "name": "Ines Tarvold",
        "authorization": { "permissions": ["journey:*:*", "externalContacts:*:*", "conversation:*:*", "routing:*:*"] } })
}

/// The contact's record.
pub fn contact() -> Value {
    json!({ "id": CONTACT, "type": "Curated", "firstName": "Maren", "lastName": "Okafor",
        "workEmail": "maren.okafor@example.com", "cellPhone": { "e164": "+441134960142", "display": "+44 113 496 0142" },
        "identifiers": [{ "type": "Email", "value": "maren.okafor@example.com" }, { "type": "Phone", "value": "+441134960142" }] })
}

/// Names of the segments; the last one must not be shown to agents.
pub fn segments() -> Value {
    let segment = |id: &str, name: &str, color: &str, is_shown: bool| json!({ "id": id, "displayName": name, "color": color, "isActive": true, "version": 1, "scope": "Session", "shouldDisplayToAgent": is_shown });
    json!({ "entities": [
        segment("5e6-1", "Sale hunters", "#DDD856", true),
        segment("5e6-2", "High-value basket", "#1F6F5C", true),
        segment("5e6-3", "Checkout hesitation", "#D4483B", true),
        segment("5e6-4", "Internal scoring", "#000000", false),
    ] })
}

/// Names of the outcomes.
pub fn outcomes() -> Value {
    let outcome = |id: &str, name: &str, is_positive: bool| json!({ "id": id, "displayName": name, "isActive": true, "version": 1, "isPositive": is_positive });
    json!({ "entities": [
        outcome(PURCHASE, "Purchase", true), outcome("0u7-2", "Contact about a return", false), outcome("0u7-3", "Account sign-up", true),
    ] })
}

/// Likelihoods of the current visit.
pub fn scores(purchase: f64) -> Value {
    let score = |id: &str, now: f64, peak: f64| json!({ "outcome": { "id": id }, "probability": now, "sessionMaxProbability": peak, "quantile": 0.8 });
    json!({ "modifiedDate": at("14:20:30"), "outcomeScores": [score(PURCHASE, purchase, 0.72), score("0u7-2", 0.46, 0.46)] })
}

/// The visit that is going on, with this many events announced.
pub fn visit(n_events: usize, last_id: &str, last: &str) -> Value {
    json!({ "id": VISIT, "type": "web", "externalContact": { "id": CONTACT }, "customerId": "7f3a-91c2", "customerIdType": "cookie",
        "createdDate": at("14:02:10"), "durationInSeconds": 1104, "eventCount": n_events, "pageviewCount": 12, "authenticated": true,
        "lastEvent": { "id": last_id, "eventName": "page_viewed", "createdDate": at(last) },
        "lastPage": { "url": "https://fernwell.example/returns", "title": "Returns and refunds", "pathname": "/returns", "hostname": "fernwell.example", "domain": "fernwell.example", "breadcrumb": [] },
        "searchTerms": ["insulated parka", "return policy", "return policy"],
        "segmentAssignments": [{ "segment": { "id": "5e6-1" }, "assignedDate": at("14:02:20") }, { "segment": { "id": "5e6-2" }, "assignedDate": at("14:06:05") },
            { "segment": { "id": "5e6-4" }, "assignedDate": at("14:06:06") }, { "segment": { "id": "5e6-3" }, "assignedDate": at("14:18:03") }],
        "outcomeAchievements": [{ "outcome": { "id": "0u7-3" }, "achievedDate": at("14:14:10") }],
        "browser": { "family": "Lantern", "version": "128", "lang": "en-GB", "isMobile": false, "viewWidth": 1440, "viewHeight": 780 },
        "device": { "category": "desktop", "type": "Desktop", "isMobile": false, "osFamily": "Desktop OS", "osVersion": "14", "screenWidth": 1440, "screenHeight": 900 },
        "geolocation": { "country": "GB", "countryName": "United Kingdom", "locality": "Leeds" }, "ipAddress": "203.0.113.24", "ipOrganization": "Northlink",
        "mktCampaign": { "name": "winter sale", "source": "search ad", "medium": "paid" }, "referrer": { "url": "https://find.example/", "domain": "find.example", "name": "Find", "medium": "paid" },
        "shortId": "4821" })
}

/// The contact's sessions, newest first.
pub fn sessions() -> Value {
    let base = |id: &str, kind: &str, began: &str, ended: &str| {
        json!({ "id": id, "type": kind, "externalContact": { "id": CONTACT }, "createdDate": began, "endedDate": ended,
        "eventCount": 4, "authenticated": false, "lastEvent": { "id": format!("{id}-e"), "eventName": "page_viewed", "createdDate": ended } })
    };
    let with = |mut record: Value, more: Value| {
        for (name, value) in more.as_object().into_iter().flatten() {
            record[name] = value.clone();
        }
        record
    };
    json!({ "entities": [
        with(base("5e55-8", "conversation", "2026-11-17T14:18:30.000Z", ""), json!({ "endedDate": null, "conversation": { "id": "c0-1" }, "conversationChannels": [{ "type": "Message", "messageType": "WebMessaging" }],
            "originatingDirection": "Inbound", "lastConnectedQueue": { "id": "q-1" }, "lastConnectedUser": { "id": "a9e70000-0000-4000-8000-000000000001" }, "lastEvent": { "id": "c0-1-e", "eventName": "connected", "createdDate": at("14:18:40") } })),
        visit(events().len(), "e25", "14:18:29"),
        with(base("5e55-2", "app", "2026-11-15T20:41:00.000Z", "2026-11-15T20:47:00.000Z"), json!({ "screenviewCount": 9, "lastScreen": "Wishlist", "durationInSeconds": 360,
            "device": { "category": "mobile", "type": "Phone", "isMobile": true }, "geolocation": { "locality": "Leeds", "country": "GB" }, "app": { "name": "Fernwell", "version": "5.2", "namespace": "x", "buildNumber": "1" },
            "segmentAssignments": [{ "segment": { "id": "5e6-1" }, "assignedDate": "2026-11-15T20:42:00.000Z" }] })),
        with(base("5e55-3", "conversation", "2026-11-14T11:20:00.000Z", "2026-11-14T11:23:12.000Z"), json!({ "conversation": { "id": "c0-2" }, "conversationChannels": [{ "type": "Voice" }],
            "originatingDirection": "Inbound", "lastConnectedQueue": { "id": "q-1" }, "lastUserDisconnectType": "Client", "lastAcdOutcome": "Abandon", "eventCount": 0 })),
        with(base("5e55-4", "conversation", "2026-11-12T09:12:00.000Z", "2026-11-12T09:21:00.000Z"), json!({ "conversation": { "id": "c0-3" }, "conversationChannels": [{ "type": "Chat" }],
            "originatingDirection": "Inbound", "lastConnectedQueue": { "id": "q-1" }, "lastAcdOutcome": "Answered", "lastUserDisposition": { "code": "w-1", "notes": "Told where the order is", "user": { "id": "u-2" } }, "lastConnectedUser": { "id": "u-2" } })),
        with(base("5e55-5", "delivery", "2026-11-10T16:30:00.000Z", "2026-11-12T11:00:00.000Z"), json!({ "eventCount": 3,
            "attributes": { "Order": { "dataType": "STRING", "value": "FW-88213" }, "Courier": { "dataType": "STRING", "value": "Swiftpost" } } })),
        with(base(PLAIN_VISIT, "web", "2026-11-09T21:14:00.000Z", "2026-11-09T21:14:40.000Z"), json!({ "pageviewCount": 1, "durationInSeconds": 40,
            "lastPage": { "url": "https://fernwell.example/", "title": "Home", "pathname": "/", "hostname": "fernwell.example", "domain": "fernwell.example", "breadcrumb": [] }, "device": { "category": "mobile", "type": "Phone", "isMobile": true } })),
    ], "nextUri": format!("/api/v2/externalcontacts/contacts/{CONTACT}/journey/sessions?after=2&pageSize=10") })
}

/// A record of an event.
fn event(id: &str, time: &str, kind: &str, body_name: &str, body: Value) -> Value {
    let mut record = json!({ "id": id, "correlationId": "x", "eventType": format!("com.genesys.journey.{kind}"), "createdDate": at(time), "session": { "id": VISIT, "type": "web", "selfUri": "" } });
    record[body_name] = body;
    record
}

/// A web event on a page.
pub fn web(id: &str, time: &str, name: &str, path: &str, title: &str, more: Value) -> Value {
    let mut body = json!({ "eventName": name, "totalEventCount": 1, "totalPageviewCount": 1, "authenticated": false, "attributes": {}, "traits": {},
        "page": { "url": format!("https://fernwell.example{path}"), "title": title, "pathname": path, "hostname": "fernwell.example", "domain": "fernwell.example", "breadcrumb": [] } });
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    event(id, time, "WebEvent", "webEvent", body)
}

/// The events of the current visit, oldest first.
pub fn events() -> Vec<Value> {
    let page = |id: &str, time: &str, path: &str, title: &str| web(id, time, "page_viewed", path, title, json!({}));
    let segment = |id: &str, time: &str, segment: &str| {
        event(id, time, "SegmentAssignmentEvent", "segmentAssignmentEvent", json!({ "segment": { "id": segment } }))
    };
    let offer = |id: &str, time: &str, state: &str| {
        event(
            id,
            time,
            "WebActionEvent",
            "webActionEvent",
            json!({ "action": { "id": "a-1", "state": state, "mediaType": "webMessagingOffer", "prompt": "Need a hand?", "createdDate": at(time) }, "actionMap": { "id": "m-1", "version": 3, "displayName": "Checkout rescue" } }),
        )
    };
    let attributes = |names: &[(&str, &str)]| {
        names
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!({ "dataType": "STRING", "value": value })))
            .collect::<serde_json::Map<_, _>>()
    };
    let mut events = vec![
        page("e01", "14:02:10", "/sale", "Winter sale"),
        segment("e02", "14:02:20", "5e6-1"),
        page("e03", "14:02:52", "/jackets", "Down jackets"),
        web(
            "e04",
            "14:03:20",
            "product_searched",
            "/jackets",
            "Down jackets",
            json!({ "searchQuery": "insulated parka" }),
        ),
        page("e05", "14:04:30", "/tarn", "Tarn parka"),
        web(
            "e06",
            "14:06:05",
            "product_added",
            "/tarn",
            "Tarn parka",
            json!({ "attributes": attributes(&[("productName", "Tarn parka"), ("size", "M")]) }),
        ),
        segment("e07", "14:06:05", "5e6-2"),
        segment("e08", "14:06:06", "5e6-4"),
        page("e09", "14:06:50", "/basket", "Basket"),
        page("e10", "14:07:28", "/returns", "Returns and refunds"),
        web(
            "e11",
            "14:08:05",
            "product_searched",
            "/returns",
            "Returns and refunds",
            json!({ "searchQuery": "return policy" }),
        ),
        page("e12", "14:08:45", "/sizes", "Size guide"),
        page("e13", "14:13:25", "/tarn", "Tarn parka"),
        page("e14", "14:13:40", "/sign-up", "Sign up"),
        web(
            "e15",
            "14:14:09",
            "form_submitted",
            "/sign-up",
            "Sign up",
            json!({ "traits": attributes(&[("email", "maren.okafor@example.com")]) }),
        ),
        event(
            "e16",
            "14:14:10",
            "OutcomeAchievedEvent",
            "outcomeAchievedEvent",
            json!({ "outcome": { "id": "0u7-3", "displayName": "Account sign-up", "version": 1 } }),
        ),
        page("e17", "14:14:30", "/checkout/delivery", "Checkout: delivery"),
        page("e18", "14:15:55", "/returns", "Returns and refunds"),
        web(
            "e19",
            "14:16:02",
            "product_searched",
            "/returns",
            "Returns and refunds",
            json!({ "searchQuery": "return policy" }),
        ),
        page("e20", "14:16:45", "/checkout/delivery", "Checkout: delivery"),
        web(
            "e21",
            "14:18:02",
            "form_abandoned",
            "/checkout/delivery",
            "Checkout: delivery",
            json!({ "attributes": attributes(&[("formName", "Delivery details"), ("lastField", "Delivery option")]) }),
        ),
        segment("e22", "14:18:03", "5e6-3"),
        page("e23", "14:18:22", "/returns", "Returns and refunds"),
        offer("e24", "14:18:25", "offered"),
        offer("e25", "14:18:29", "accepted"),
    ];
    events.reverse();
    events
}

/// The first page of a listing.
pub fn listing(entities: &[Value]) -> Value {
    json!({ "entities": entities })
}

/// A notification.
pub fn frame(topic: &str, body: &Value) -> String {
    json!({ "topicName": topic, "version": "2", "eventBody": body, "metadata": { "CorrelationId": "x" } }).to_string()
}

/// An event as a notification of its session carries it.
pub fn event_frame(event: &Value) -> String {
    let mut body = event.clone();
    let kind = body["eventType"].as_str().unwrap_or_default().trim_start_matches("com.genesys.journey.").to_owned();
    body["eventType"] = kind.into();
    frame(&format!("v2.journey.sessions.{VISIT}.web.events"), &body)
}
