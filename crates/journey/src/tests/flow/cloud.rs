//! A scripted cloud: answers requests by path, publishes what happens to the channels that listen.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::effect::{HttpCall, Method};
use crate::input::Reply;
use crate::tests::raw;

/// Something that goes wrong.
#[derive(Clone)]
pub(crate) struct Fault {
    /// Part of method and path.
    pub(crate) path: String,
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) retry_after: Option<String>,
    /// How often.
    pub(crate) times: u32,
}

/// All that the cloud knows.
#[derive(Default)]
pub(crate) struct Cloud {
    pub(crate) permissions: Option<Vec<String>>,
    pub(crate) contacts: BTreeMap<String, Value>,
    pub(crate) sessions: BTreeMap<String, Value>,
    pub(crate) events: BTreeMap<String, Vec<Value>>,
    pub(crate) scores: BTreeMap<String, Value>,
    pub(crate) conversations: Vec<Value>,
    /// Segment assignments of each contact.
    pub(crate) assignments: BTreeMap<String, Vec<Value>>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) channels: BTreeMap<String, BTreeSet<String>>,
    pub(crate) refused_topics: Vec<String>,
    /// What refused topics lack.
    pub(crate) topic_permission: Option<String>,
    pub(crate) events_page: usize,
    /// The list goes round in circles.
    pub(crate) same_cursor: bool,
    pub(crate) n_channels: u32,
    /// `name path` of every request.
    pub(crate) asked: Vec<String>,
    pub(crate) streaming: String,
    /// The cloud's time; `None` before the first answer.
    pub(crate) now: Option<DateTime<Utc>>,
    n_events: u32,
}

/// A time as the cloud writes it.
pub(crate) fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl Cloud {
    pub(crate) fn new() -> Self {
        Self { events_page: 200, streaming: "wss://streaming.example".into(), ..Self::default() }
    }

    pub(crate) fn fail(&mut self, path: &str, status: u16, times: u32) {
        let fault = Fault { path: path.into(), status, body: "{}".into(), retry_after: None, times };
        self.faults.push(fault);
    }

    pub(crate) fn forbid(&mut self, path: &str, permission: &str) {
        let body = json!({
            "status": 403, "code": "missing.permissions",
            "message": format!("Unable to perform the requested action. You are missing the following permission(s): {permission}"),
        });
        let fault =
            Fault { path: path.into(), status: 403, body: body.to_string(), retry_after: None, times: u32::MAX };
        self.faults.push(fault);
    }

    pub(crate) fn contact(&mut self, id: &str, first: &str, phone: &str) {
        let contact = json!({
            "id": id, "firstName": first, "lastName": "Example", "type": "Curated",
            "cellPhone": { "e164": phone },
        });
        self.contacts.insert(id.into(), contact);
    }

    /// A web session with a search in it, so that its card can be expanded.
    pub(crate) fn web(&mut self, id: &str, contact: Option<&str>, created: DateTime<Utc>) {
        let mut session = json!({
            "id": id, "type": "web", "createdDate": iso(created), "eventCount": 0, "pageviewCount": 0,
            "searchTerms": ["returns"], "authenticated": false,
        });
        if let Some(contact) = contact {
            session["externalContact"] = json!({ "id": contact });
        }
        self.sessions.insert(id.into(), session);
        self.events.insert(id.into(), Vec::new());
    }

    /// Adds a page view; gives the event.
    pub(crate) fn page(&mut self, session: &str, title: &str, at: DateTime<Utc>) -> Value {
        self.event(session, at, &json!({
            "eventName": "page_viewed", "totalEventCount": 1, "totalPageviewCount": 1,
            "page": { "url": format!("https://shop.example/{title}"), "title": title, "pathname": format!("/{title}"),
                      "hostname": "shop.example", "domain": "shop.example", "breadcrumb": [] },
            "attributes": {}, "traits": {},
        }))
    }

    /// Adds any web event.
    pub(crate) fn event(&mut self, session: &str, at: DateTime<Utc>, web: &Value) -> Value {
        self.n_events += 1;
        let id = format!("e{:03}", self.n_events);
        let name = web["eventName"].clone();
        let page = web["page"].clone();
        let event = json!({
            "id": id, "correlationId": id, "session": { "id": session, "type": "web" },
            "eventType": "com.genesys.journey.WebEvent", "createdDate": iso(at), "webEvent": web,
        });
        self.events.entry(session.into()).or_default().push(event.clone());
        let n = self.events[session].len();
        if let Some(record) = self.sessions.get_mut(session) {
            record["eventCount"] = json!(n);
            record["pageviewCount"] = json!(n);
            // A late event is not the last one.
            if record["lastEvent"]["createdDate"].as_str().is_none_or(|last| last <= iso(at).as_str()) {
                record["lastEvent"] = json!({ "id": id, "eventName": name, "createdDate": iso(at) });
                record["lastPage"] = page;
            }
        }
        event
    }

    /// Topic and body of each notice about a session as it is now.
    pub(crate) fn session_notices(&self, id: &str) -> Vec<(String, Value)> {
        let session = self.sessions[id].clone();
        let Some(contact) = session["externalContact"]["id"].as_str() else { return Vec::new() };
        vec![(format!("v2.externalcontacts.contacts.{contact}.journey.sessions"), session)]
    }

    /// An interaction; `customer` and `agent` are merged into the participants.
    pub(crate) fn talk(&mut self, id: &str, kind: &str, customer: Value, leg: Value, state: &str, at: DateTime<Utc>) {
        let mut far = json!({ "id": format!("{id}-far"), "purpose": "customer" });
        merge(&mut far, customer);
        let mut far_leg = json!({ "id": format!("{id}-leg"), "state": "connected", "direction": "inbound" });
        merge(&mut far_leg, leg);
        far[kind] = json!([far_leg]);
        let agent = json!({
            "id": format!("{id}-me"), "purpose": "agent", "userId": "me", "startTime": iso(at),
            kind: [{ "id": format!("{id}-own"), "state": state, "connectedTime": iso(at) }],
        });
        let talk = json!({ "id": id, "startTime": iso(at), "participants": [far, agent] });
        self.conversations.retain(|old| old["id"] != id);
        self.conversations.push(talk);
    }

    pub(crate) fn call(&mut self, id: &str, phone: &str, at: DateTime<Utc>) {
        self.talk(
            id,
            "calls",
            json!({ "ani": format!("tel:{phone}"), "address": format!("tel:{phone}") }),
            json!({}),
            "connected",
            at,
        );
    }

    pub(crate) fn chat(&mut self, id: &str, session: &str, cookie: &str, at: DateTime<Utc>) {
        let context = json!({ "customer": { "id": cookie, "idType": "cookie" }, "customerSession": { "id": session, "type": "web" } });
        self.talk(id, "messages", json!({}), json!({ "journeyContext": context }), "connected", at);
    }

    /// Channels that hear a topic.
    pub(crate) fn listeners(&self, topic: &str) -> Vec<String> {
        self.channels.iter().filter(|(_, topics)| topics.contains(topic)).map(|(id, _)| id.clone()).collect()
    }

    /// Answers a request.
    pub(crate) fn answer(&mut self, call: &HttpCall) -> Reply {
        let name = call.method.name();
        let asked = format!("{name} {}", call.path);
        self.asked.push(asked.clone());
        if let Some(fault) = self.faults.iter_mut().find(|fault| fault.times > 0 && asked.contains(&fault.path)) {
            fault.times = fault.times.saturating_sub(u32::from(fault.times != u32::MAX));
            if fault.status == 0 {
                return Reply::Failed;
            }
            return Reply::Http {
                status: fault.status,
                body: fault.body.clone(),
                retry_after: fault.retry_after.clone(),
                correlation_id: Some("corr-1".into()),
            };
        }
        let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
        let parts: Vec<&str> = path.trim_start_matches("/api/v2/").split('/').collect();
        let query: BTreeMap<&str, &str> = query.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let body = self.body(call, &parts, &query);
        match body {
            Some(body) => Reply::Http { status: 200, body: raw::print(&body), retry_after: None, correlation_id: None },
            None => {
                Reply::Http { status: 404, body: "{}".into(), retry_after: None, correlation_id: Some("corr-2".into()) }
            }
        }
    }

    fn body(&mut self, call: &HttpCall, parts: &[&str], query: &BTreeMap<&str, &str>) -> Option<Value> {
        match (call.method, parts) {
            (Method::Get, ["date"]) => self.now.map(|now| json!({ "currentDate": iso(now) })),
            (Method::Get, ["users", "me"]) => {
                let mut me = json!({ "id": "me", "name": "Agent Example" });
                if let Some(permissions) = self.permissions.as_ref().filter(|_| query.contains_key("expand")) {
                    me["authorization"] = json!({ "permissions": permissions });
                }
                Some(me)
            }
            (Method::Get, ["users", id]) => Some(json!({ "id": id, "name": format!("User {id}") })),
            (Method::Get, ["routing", _, id]) => Some(json!({ "id": id, "name": format!("Name of {id}") })),
            (Method::Get, ["conversations"]) => Some(json!({ "entities": self.conversations })),
            (Method::Get, ["conversations", .., id]) => self.conversations.iter().find(|one| one["id"] == *id).cloned(),
            (Method::Get, ["externalcontacts", "contacts", id]) => self.contacts.get(*id).cloned(),
            (Method::Get, ["externalcontacts", "contacts"]) => {
                let words = query.get("q").copied().unwrap_or_default();
                let found: Vec<&Value> = self
                    .contacts
                    .values()
                    .filter(|one| one["firstName"].as_str().is_some_and(|name| name == words))
                    .collect();
                Some(json!({ "entities": found }))
            }
            (Method::Get, ["externalcontacts", "contacts", id, "journey", "sessions"]) => {
                Some(self.list(id, query, &call.path))
            }
            (Method::Get, ["externalcontacts", "contacts", id, "journey", "segments"]) => {
                self.assignments.get(*id).map(|all| json!({ "entities": all }))
            }
            (Method::Get, ["externalcontacts", "reversewhitepageslookup"]) => {
                let value = query.get("lookupVal").copied().unwrap_or_default().replace("%2B", "+");
                let found: Vec<&Value> =
                    self.contacts.values().filter(|one| one["cellPhone"]["e164"] == *value).collect();
                Some(json!({ "contacts": found }))
            }
            (Method::Post, ["externalcontacts", "identifierlookup", "contacts"]) => {
                let body: Value = serde_json::from_str(call.body.as_deref().unwrap_or_default()).ok()?;
                self.contacts.values().find(|one| one["cookie"] == body["value"]).cloned()
            }
            (Method::Put, ["externalcontacts", "conversations", id]) => {
                let body: Value = serde_json::from_str(call.body.as_deref().unwrap_or_default()).ok()?;
                let talk = self.conversations.iter_mut().find(|one| one["id"] == *id)?;
                talk["participants"][0]["externalContactId"] = body["externalContactId"].clone();
                Some(json!({}))
            }
            (Method::Get, ["journey", "sessions", id]) => self.sessions.get(*id).cloned(),
            (Method::Get, ["journey", "sessions", id, "events"]) => {
                let events = self.events.get(*id)?;
                let start: usize = query.get("after").and_then(|after| after.parse().ok()).unwrap_or(0);
                let end = (start + self.events_page).min(events.len());
                let mut page = json!({ "entities": events[start.min(end)..end] });
                if end < events.len() {
                    page["nextUri"] = json!(format!("/api/v2/journey/sessions/{id}/events?pageSize=200&after={end}"));
                }
                Some(page)
            }
            (Method::Get, ["journey", "sessions", id, "outcomescores"]) => {
                Some(self.scores.get(*id).cloned().unwrap_or_else(|| json!({ "outcomeScores": [] })))
            }
            (Method::Get, ["journey", "segments"]) => {
                let ids = query.get("segmentIds").copied().unwrap_or_default();
                let entities: Vec<Value> = ids
                    .split(',')
                    .map(|id| {
                        json!({
                            "id": id, "displayName": format!("Segment {id}"), "color": "#008000", "scope": "Session",
                            "shouldDisplayToAgent": !id.contains("hidden"),
                        })
                    })
                    .collect();
                Some(json!({ "entities": entities }))
            }
            (Method::Get, ["journey", "outcomes"]) => {
                let ids = query.get("outcomeIds").copied().unwrap_or_default();
                let entities: Vec<Value> = ids
                    .split(',')
                    .map(|id| json!({ "id": id, "displayName": format!("Outcome {id}"), "isPositive": true }))
                    .collect();
                Some(json!({ "entities": entities }))
            }
            (Method::Post, ["notifications", "channels"]) => {
                self.n_channels += 1;
                let id = format!("ch{}", self.n_channels);
                self.channels.insert(id.clone(), BTreeSet::new());
                Some(
                    json!({ "id": id, "connectUri": format!("{}/channels/{id}", self.streaming), "expires": "2026-11-25T12:00:00.000Z" }),
                )
            }
            (Method::Head, ["notifications", "channels", id]) => self.channels.contains_key(*id).then(|| json!({})),
            (Method::Put, ["notifications", "channels", id, "subscriptions"]) => {
                self.subscribe(id, call.body.as_deref()?)
            }
            _ => None,
        }
    }

    fn subscribe(&mut self, channel: &str, body: &str) -> Option<Value> {
        let wanted: Vec<Value> = serde_json::from_str(body).ok()?;
        let refused = self.refused_topics.clone();
        let topics = self.channels.get_mut(channel)?;
        topics.clear();
        let mut entities = Vec::new();
        for topic in wanted.iter().filter_map(|topic| topic["id"].as_str()) {
            let is_refused = refused.iter().any(|part| topic.contains(part.as_str()));
            if !is_refused {
                topics.insert(topic.to_owned());
            }
            let missing: Vec<&String> = self.topic_permission.iter().filter(|_| is_refused).collect();
            entities.push(json!({ "id": topic, "state": if is_refused { "Rejected" } else { "Permitted" },
                "missingPermissions": missing }));
        }
        Some(json!({ "entities": entities }))
    }

    fn list(&self, contact: &str, query: &BTreeMap<&str, &str>, path: &str) -> Value {
        let heads = |id: &str| -> String {
            self.contacts.get(id).and_then(|one| one["canonicalContact"]["id"].as_str()).unwrap_or(id).to_owned()
        };
        let mut all: Vec<&Value> = self
            .sessions
            .values()
            .filter(|one| one["externalContact"]["id"].as_str().is_some_and(|id| heads(id) == heads(contact)))
            .collect();
        all.sort_by(|one, other| other["createdDate"].as_str().cmp(&one["createdDate"].as_str()));
        let size: usize = query.get("pageSize").and_then(|size| size.parse().ok()).unwrap_or(25);
        let start: usize = query.get("after").and_then(|after| after.parse().ok()).unwrap_or(0);
        let end = (start + size).min(all.len());
        let mut page = json!({ "entities": all[start.min(end)..end] });
        if self.same_cursor {
            page["nextUri"] = json!(path);
        } else if end < all.len() {
            let base = path.split("&after=").next().unwrap_or(path);
            page["nextUri"] = json!(format!("{base}&after={end}"));
        }
        page
    }
}

fn merge(into: &mut Value, from: Value) {
    if let (Some(into), Value::Object(from)) = (into.as_object_mut(), from) {
        into.extend(from);
    }
}
