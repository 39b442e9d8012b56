//! What is published: the bodies of the contract's notification schema, made from the REST shapes, and to which topics.
//!
//! The two families differ in small ways (no prefix of the event type, fewer fields here, ids instead of references
//! there); every difference is made in this file.

use serde_json::{Map, Value, json};

use super::Notice;
use super::forms::provider;
use super::state::World;
use super::table::json as to_json;

/// Prefix of event types over REST.
const PREFIX: &str = "com.genesys.journey.";
/// Fields of a session that its notification does not have.
const SESSION_ONLY_REST: &[&str] = &["attributes", "attributeLists", "externalId", "externalUrl", "shortId"];
/// Fields of a contact's notification.
const CONTACT_FIELDS: &[&str] = &[
    "id",
    "division",
    "type",
    "firstName",
    "middleName",
    "lastName",
    "salutation",
    "title",
    "workPhone",
    "cellPhone",
    "homePhone",
    "otherPhone",
    "workEmail",
    "personalEmail",
    "otherEmail",
    "address",
    "createDate",
    "modifyDate",
];
/// Fields of a participant in the general notification.
const PARTICIPANT_FIELDS: &[&str] = &[
    "id",
    "connectedTime",
    "endTime",
    "userId",
    "externalContactId",
    "name",
    "queueId",
    "purpose",
    "address",
    "wrapupRequired",
    "wrapup",
    "attributes",
    "calls",
    "callbacks",
    "chats",
    "emails",
    "messages",
];
/// Fields of a communication in it.
const COMMUNICATION_FIELDS: &[&str] = &[
    "id",
    "state",
    "initialState",
    "direction",
    "held",
    "provider",
    "peerId",
    "disconnectType",
    "connectedTime",
    "disconnectedTime",
    "messages",
    "type",
    "journeyContext",
    "wrapup",
    "subject",
    "callbackNumbers",
];
/// Fields of a participant in the per-media notification.
const MEDIA_PARTICIPANT_FIELDS: &[&str] = &[
    "id",
    "name",
    "address",
    "startTime",
    "connectedTime",
    "endTime",
    "purpose",
    "state",
    "direction",
    "disconnectType",
    "held",
    "wrapupRequired",
    "wrapup",
    "user",
    "queue",
    "attributes",
    "externalContact",
    "journeyContext",
    "ani",
    "dnis",
    "provider",
    "type",
    "subject",
    "callbackNumbers",
];

impl World {
    fn publish(&mut self, topic: String, body: Value) {
        self.notices.push(Notice { topic, body });
    }

    /// The contact itself and the head it was merged into.
    fn watched_contacts(&self, contact: &str) -> Vec<String> {
        let head = self.head_of(contact);
        if head == contact { vec![head] } else { vec![contact.to_owned(), head] }
    }

    /// Tells of every session and conversation that this call has changed.
    pub(super) fn tell(&mut self) {
        for session in std::mem::take(&mut self.touched_sessions) {
            let Some(contact) = self.visits.get(&session).and_then(|visit| visit.contact()).map(str::to_owned) else {
                continue;
            };
            for contact in self.watched_contacts(&contact) {
                self.tell_session_to(&contact, &session);
            }
        }
        for interaction in std::mem::take(&mut self.touched_interactions) {
            self.tell_interaction(&interaction);
        }
    }

    pub(super) fn touch_interaction(&mut self, id: &str) {
        if !self.touched_interactions.iter().any(|touched| touched == id) {
            self.touched_interactions.push(id.to_owned());
        }
    }

    pub(super) fn tell_session_to(&mut self, contact: &str, session: &str) {
        let Some(visit) = self.visits.get(session) else { return };
        let body = session_body(self.organisation.session_form(&visit.session));
        self.publish(format!("v2.externalcontacts.contacts.{contact}.journey.sessions"), body);
    }

    /// Tells of an event on the topics of its session (and, for a segment, of its contact).
    pub(super) fn tell_event(&mut self, session: &str, event: &wire::Event) {
        let Some(visit) = self.visits.get(session) else { return };
        let stream = if visit.kind() == "app" { "app" } else { "web" };
        let contact = visit.contact().map(str::to_owned);
        let session_then = event.outcome_achieved_event.as_ref().map(|_| visit.session.clone());
        let body = event_body(event, contact.as_deref());
        let topic = |family: &str| format!("v2.journey.sessions.{session}.{family}.events");
        if event.blocked_web_action_offer_event.is_some() {
            self.publish(topic("action"), body);
            return;
        }
        if event.web_action_event.is_some() {
            self.publish(topic("action"), bare_action(body.clone()));
        }
        if let Some(session_then) = &session_then {
            // Achieved outcomes left the notifications in 2026; what remained is their attribution.
            if self.organisation.is_of_2025() {
                self.publish(topic("outcome"), body.clone());
            } else {
                let attribution = attribution_body(event, session_then, body);
                self.publish(topic("outcome"), attribution);
                return;
            }
        }
        self.publish(topic(stream), body);
        if event.segment_assignment_event.is_some()
            && let Some(contact) = contact
        {
            for contact in self.watched_contacts(&contact) {
                self.tell_segment(&contact, session, event);
            }
        }
    }

    /// Tells those who watch a contact of a segment that came or went.
    pub(super) fn tell_segment(&mut self, contact: &str, session: &str, event: &wire::Event) {
        let own = self.visits.get(session).and_then(|visit| visit.contact()).map(str::to_owned);
        let body = event_body(event, own.as_deref().or(Some(contact)));
        self.publish(format!("v2.externalcontacts.contacts.{contact}.journey.segments"), body);
    }

    /// Tells those who watch a contact how it is now.
    pub(super) fn tell_contact(&mut self, id: &str) {
        let Some(contact) = self.contacts.get(id) else { return };
        let body = contact_body(contact);
        self.publish(format!("v2.externalcontacts.contacts.{id}"), body.clone());
        self.publish(format!("v2.externalcontacts.contacts.{id}.unresolved"), body);
    }

    /// Tells those who wait for this very conversation that its customer is there.
    pub(super) fn tell_customer_start(&mut self, id: &str) {
        let Some(interaction) = self.interactions.get(id) else { return };
        let mut body = json!({
            "eventTime": interaction.started.timestamp_millis(),
            "conversationId": id,
            "participantId": interaction.customer.id,
            "sessionId": interaction.customer.communication,
            "mediaType": interaction.medium.channel().to_uppercase(),
            "provider": provider(interaction.medium),
            "direction": "INBOUND",
            "divisionId": self.rules.division,
        });
        let tracked = interaction.web_session.as_ref().filter(|_| self.organisation.has_tracking());
        for (name, value) in [
            ("externalContactId", interaction.contact.clone().map(Value::from)),
            ("ani", interaction.number.clone().map(Value::from)),
            ("addressFrom", interaction.email.clone().map(Value::from)),
            ("subject", interaction.subject.clone().map(Value::from)),
            ("messageType", interaction.message_type.as_deref().map(|kind| kind.to_uppercase().into())),
            ("journeyContext", tracked.map(|session| json!({"sessionId": session, "sessionIdType": "web"}))),
        ] {
            if let Some(value) = value {
                body[name] = value;
            }
        }
        self.publish(format!("v2.detail.events.conversation.{id}.customer.start"), body);
    }

    /// Tells every agent who is or was in a conversation.
    fn tell_interaction(&mut self, id: &str) {
        let Some(interaction) = self.interactions.get(id) else { return };
        let mut users: Vec<String> = interaction.agents.iter().filter_map(|leg| leg.user.clone()).collect();
        users.sort();
        users.dedup();
        let (Some(general), Some((medium, media))) = (self.conversation(id), self.media_conversation(id)) else {
            return;
        };
        let general = conversation_body(&general);
        let media = media_body(&media);
        for user in users {
            self.publish(format!("v2.users.{user}.conversations"), general.clone());
            self.publish(format!("v2.users.{user}.conversations.{medium}s"), media.clone());
        }
    }
}

/// An object's fields that are in `names`, in the order of `names`.
fn only(object: &Value, names: &[&str]) -> Map<String, Value> {
    names.iter().filter_map(|name| Some(((*name).to_owned(), object.get(*name)?.clone()))).collect()
}

fn without(value: &mut Value, names: &[&str]) {
    if let Some(object) = value.as_object_mut() {
        for name in names {
            object.remove(*name);
        }
    }
}

/// `isMobile` of a browser is a field of REST only.
fn plain_browser(body: &mut Value) {
    if let Some(browser) = body.get_mut("browser") {
        without(browser, &["isMobile"]);
    }
}

/// From a session in its REST form.
pub(super) fn session_body(mut body: Value) -> Value {
    without(&mut body, SESSION_ONLY_REST);
    plain_browser(&mut body);
    body
}

/// The notification of an event, with the contact it is about.
pub(super) fn event_body(event: &wire::Event, contact: Option<&str>) -> Value {
    let mut body = to_json(event);
    if let Some(kind) = event.event_type.as_deref() {
        body["eventType"] = kind.strip_prefix(PREFIX).unwrap_or(kind).into();
    }
    if let Some(contact) = contact {
        body["externalContact"] =
            json!({"id": contact, "selfUri": format!("/api/v2/externalcontacts/contacts/{contact}")});
    }
    for name in ["webEvent", "appEvent", "webActionEvent", "outcomeAchievedEvent"] {
        let Some(part) = body.get_mut(name) else { continue };
        plain_browser(part);
        for data in ["attributes", "traits"] {
            for value in part.get_mut(data).and_then(Value::as_object_mut).into_iter().flatten().map(|(_, value)| value)
            {
                value["dataType"] = data_type(value.get("dataType")).into();
            }
        }
    }
    if let Some(version) = body.pointer_mut("/outcomeAchievedEvent/outcome/version") {
        *version = version.to_string().into();
    }
    body
}

/// The notification that says which touchpoints an achieved outcome is owed to, made from that of the achievement.
fn attribution_body(event: &wire::Event, session: &wire::Session, mut body: Value) -> Value {
    without(&mut body, &["outcomeAchievedEvent"]);
    body["eventType"] = "OutcomeAttributionEvent".into();
    let Some(achieved) = &event.outcome_achieved_event else { return body };
    let outcome = only(&to_json(&achieved.outcome), &["id", "selfUri", "displayName"]);
    let segments = session
        .segment_assignments
        .iter()
        .map(|one| json!({"id": one.segment.id, "selfUri": one.segment.self_uri, "assignedDate": one.assigned_date}));
    let mut message = json!({
        "outcome": outcome, "outcomeTouchpoints": [], "segmentAssignments": segments.collect::<Vec<_>>(),
    });
    if let Some(value) = &achieved.associated_value {
        message["associatedValue"] = to_json(value);
    }
    body["outcomeAttributionEventMessage"] = message;
    body
}

/// The three data types of notifications; over REST the sender's own word stands.
fn data_type(word: Option<&Value>) -> &'static str {
    let word = word.and_then(Value::as_str).unwrap_or_default().to_lowercase();
    match word.as_str() {
        "number" | "integer" | "float" | "double" | "decimal" => "NUMBER",
        "boolean" | "bool" => "BOOLEAN",
        _ => "STRING",
    }
}

/// In `…action.events` an offer has nothing but its id, and its map no name.
fn bare_action(mut body: Value) -> Value {
    if let Some(part) = body.get_mut("webActionEvent") {
        part["action"] = Value::Object(only(&part["action"], &["id"]));
        part["actionMap"] = Value::Object(only(&part["actionMap"], &["id", "selfUri"]));
    }
    body
}

pub(super) fn contact_body(contact: &wire::ExternalContact) -> Value {
    let full = to_json(contact);
    let mut body = only(&full, CONTACT_FIELDS);
    if let Some(division) = full.get("division") {
        body.insert("division".to_owned(), Value::Object(only(division, &["id"])));
    }
    let ids = |list: &[wire::AddressableEntityRef]| {
        Value::from(list.iter().filter_map(|one| one.id.clone()).collect::<Vec<_>>())
    };
    body.insert("mergeSet".to_owned(), ids(&contact.merge_set));
    body.insert("mergedFrom".to_owned(), ids(&contact.merged_from));
    let id_of = |one: &Option<wire::AddressableEntityRef>| one.as_ref().and_then(|one| one.id.clone());
    if let Some(head) = id_of(&contact.canonical_contact) {
        body.insert("canonicalContactId".to_owned(), head.into());
    }
    if let Some(head) = id_of(&contact.merged_to) {
        body.insert("mergedTo".to_owned(), head.into());
    }
    Value::Object(body)
}

pub(super) fn conversation_body(conversation: &wire::Conversation) -> Value {
    let full = to_json(conversation);
    let mut body = only(&full, &["id", "recordingState", "address", "externalTag", "divisions"]);
    if let Some(state) = &conversation.recording_state {
        body.insert("recordingState".to_owned(), state.to_lowercase().into());
    }
    let participants = full["participants"].as_array().map_or(&[][..], Vec::as_slice).iter().map(|participant| {
        let mut participant = only(participant, PARTICIPANT_FIELDS);
        for media in ["calls", "callbacks", "emails", "messages"] {
            for one in participant.get_mut(media).and_then(Value::as_array_mut).into_iter().flatten() {
                let names: Vec<&str> = COMMUNICATION_FIELDS
                    .iter()
                    .copied()
                    .filter(|name| media == "messages" || !matches!(*name, "messages" | "journeyContext"))
                    .collect();
                *one = Value::Object(only(one, &names));
                one.get_mut("wrapup").into_iter().for_each(|wrapup| without(wrapup, &["name"]));
            }
        }
        participant.get_mut("wrapup").into_iter().for_each(|wrapup| without(wrapup, &["name"]));
        Value::Object(participant)
    });
    body.insert("participants".to_owned(), participants.collect());
    Value::Object(body)
}

pub(super) fn media_body(conversation: &wire::Conversation) -> Value {
    let full = to_json(conversation);
    let mut body = only(&full, &["id", "name", "address", "divisions"]);
    let participants = full["participants"].as_array().map_or(&[][..], Vec::as_slice).iter().map(|participant| {
        let mut participant = only(participant, MEDIA_PARTICIPANT_FIELDS);
        for name in ["user", "queue", "externalContact"] {
            participant.get_mut(name).into_iter().for_each(|one| without(one, &["selfUri"]));
        }
        participant.get_mut("wrapup").into_iter().for_each(|wrapup| without(wrapup, &["name"]));
        Value::Object(participant)
    });
    body.insert("participants".to_owned(), participants.collect());
    Value::Object(body)
}
