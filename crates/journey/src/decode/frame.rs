//! Text frames of the socket: events of topics, answers to commands, words of the channel itself.

use serde_json::Value;
use wire::{Frame, Read};

use super::event::{event, is_unassigned, session_in};
use super::session::session;
use super::text::{id, id_of, json, moment};
use super::{Decoded, contact, conversation};
use crate::model::{ContactId, Matched, SessionId, UserId};

/// Reads one frame.
pub(super) fn frame(text: &str) -> Decoded {
    let Some(frame) = json(text).as_ref().and_then(Frame::read) else { return Decoded::Rejected };
    let body = frame.event_body.as_ref().unwrap_or(&Value::Null);
    match (frame.topic_name.as_deref(), frame.result.as_deref()) {
        (Some(topic), _) => of_topic(topic, body),
        (None, Some("404")) => Decoded::ChannelGone,
        (None, Some(result)) => Decoded::CommandResult { ok: result == "200", correlation: frame.correlation_id },
        (None, None) => Decoded::Rejected,
    }
}

fn of_topic(topic: &str, body: &Value) -> Decoded {
    if topic == "channel.metadata" {
        let message = body.get("message").and_then(Value::as_str).unwrap_or_default();
        return if message.eq_ignore_ascii_case("pong") { Decoded::Pong } else { Decoded::Heartbeat };
    }
    if topic.starts_with("v2.system.") || topic == "v2.subscription.updated" {
        return of_system(topic, body);
    }
    if let Some(rest) = topic.strip_prefix("v2.externalcontacts.contacts.") {
        let (contact, what) = rest.split_once('.').unwrap_or((rest, ""));
        return of_contact(contact, what, body);
    }
    if topic.starts_with("v2.journey.sessions.") && topic.ends_with(".events") {
        return of_events(topic, body);
    }
    if let Some((user, what)) = topic.strip_prefix("v2.users.").and_then(|rest| rest.split_once('.')) {
        return if what == "conversations" || what.starts_with("conversations.") {
            of_conversation(user, topic, body)
        } else {
            Decoded::Ignored
        };
    }
    Decoded::Ignored
}

fn of_system(topic: &str, body: &Value) -> Decoded {
    let kind = body.get("systemTopicType").and_then(Value::as_str).unwrap_or_default();
    let is = |name: &str| topic.strip_prefix("v2.system.").is_some_and(|rest| rest.starts_with(name)) || kind == name;
    if is("socket_closing") {
        Decoded::Closing
    } else if is("no_longer_subscribed") {
        Decoded::NoLongerSubscribed
    } else if is("token_revoked") {
        Decoded::TokenRevoked
    } else {
        Decoded::Ignored
    }
}

/// One record or several, and how many of them could not be read; a body of which nothing can be read is rejected.
fn records<T>(body: &Value, read: impl Fn(&Value) -> Option<T>) -> Option<(Vec<T>, usize)> {
    let all = body.as_array().map_or(std::slice::from_ref(body), Vec::as_slice);
    let records: Vec<T> = all.iter().filter_map(read).collect();
    let n_rejected = all.len() - records.len();
    (!records.is_empty()).then_some((records, n_rejected))
}

fn of_contact(contact_id: &str, what: &str, body: &Value) -> Decoded {
    let decoded = match what {
        "journey.sessions" => {
            records(body, |record| session(wire::Session::read(record)?)).map(|(sessions, n_rejected)| {
                let contact = (!contact_id.is_empty()).then(|| ContactId::from(contact_id));
                Decoded::Sessions { contact, sessions, n_rejected }
            })
        }
        "journey.segments" => assignment(contact_id, body),
        "" | "unresolved" => contact::news(body).map(Decoded::Contact),
        _ => return Decoded::Ignored,
    };
    decoded.unwrap_or(Decoded::Rejected)
}

/// The body is an event around the assignment; its time is when it happened.
fn assignment(contact_id: &str, body: &Value) -> Option<Decoded> {
    let around = wire::Event::read(body);
    let from = wire::SegmentAssignment::read(body.get("segmentAssignmentEvent").unwrap_or(body))?;
    let happened = around.as_ref().map(|event| event.created_date.into());
    let outer: Option<SessionId> = id(around.and_then(|event| event.session).map(|session| session.id));
    let session = outer.or_else(|| id(from.session.map(|session| session.id)));
    let assigned_at = moment(from.date_assigned);
    // While it is assigned, `dateForUnassignment` only says when it will lapse.
    let ended = match is_unassigned(from.assignment_state.as_deref()) {
        true => Some(happened.or_else(|| moment(from.date_for_unassignment)).or(assigned_at)?),
        false => None,
    };
    let matched = Matched { segment: id_of(Some(from.segment))?, at: assigned_at.or(happened), ended };
    let contact = (!contact_id.is_empty()).then(|| ContactId::from(contact_id));
    Some(Decoded::SegmentAssignment { contact, session, matched })
}

/// An assignment as the contact's list has it.
pub(super) fn listed_assignment(from: wire::SegmentAssignment) -> Option<(Option<SessionId>, Matched)> {
    let session = id(from.session.map(|session| session.id));
    let (at, ended) = (moment(from.date_assigned), moment(from.date_for_unassignment));
    Some((session, Matched { segment: id_of(Some(from.segment))?, at, ended }))
}

fn of_events(topic: &str, body: &Value) -> Decoded {
    let around = session_in(topic, '.');
    let events = records(body, |record| event(wire::Event::read(record)?, around.as_ref()));
    events.map_or(Decoded::Rejected, |(events, n_rejected)| Decoded::Events { events, n_rejected })
}

fn of_conversation(user: &str, topic: &str, body: &Value) -> Decoded {
    let me = UserId::from(user);
    let facts = wire::Conversation::read(body).and_then(|from| conversation::interaction(&from, &me, topic));
    facts.map_or(Decoded::Rejected, Decoded::Interaction)
}
