//! The card of a conversation: channel, state, status, who took it (genesys-domain §3.2–3.6).
//!
//! Owns the words for channels and for the ways in which a conversation ends.

use super::card::{CardState, Fact, Status};
use super::{Lens, mask, text};
use crate::model::{Channel, Conversation, Direction};

const BY_CUSTOMER: &str = "Ended by customer";
const BY_AGENT: &str = "Ended by agent";
const BY_SYSTEM: &str = "Ended by system";
const BY_TRANSFER: &str = "Ended by transfer";

/// What kind of talk a channel is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Talk {
    Call,
    Chat,
    Message,
    Email,
    Other,
}

/// State: ongoing with or without an agent, wrapped up, left, or just over.
pub(super) fn state(conversation: &Conversation, is_over: bool) -> CardState {
    if !is_over {
        // What an agent began needs nobody to take it.
        let waits = conversation.user.is_none() && conversation.direction != Direction::Outbound;
        return if waits { CardState::Waiting } else { CardState::Active };
    }
    if is_abandoned(conversation) { CardState::Abandoned } else { CardState::Ended }
}

/// The customer left before any agent took them, so that there is nothing to wrap up. One who hangs up on an agent is
/// merely gone: that conversation will be wrapped up.
fn is_abandoned(conversation: &Conversation) -> bool {
    let is = |value: Option<&str>, word: &str| value.is_some_and(|value| value.eq_ignore_ascii_case(word));
    let acd_outcome = conversation.acd_outcome.as_deref();
    let was_answered = conversation.user.is_some() || is(acd_outcome, "Answered");
    conversation.wrap_up.is_none()
        && (is(acd_outcome, "Abandon")
            || (!was_answered && conversation.disconnect.as_deref().map(ended_by) == Some(BY_CUSTOMER)))
}

/// The status, or the wrap-up code that replaces it.
pub(super) fn status(conversation: &Conversation, state: CardState, lens: &Lens<'_>) -> Status {
    if let Some(text) = wrap_up(conversation, lens) {
        return Status { text, is_code: true };
    }
    let text = match state {
        CardState::Waiting => "Waiting",
        CardState::Active | CardState::Inactive => "In progress",
        CardState::Abandoned => BY_CUSTOMER,
        CardState::Ended if conversation.wrap_up.is_some() => "Wrapped up",
        CardState::Ended => ended_by(conversation.disconnect.as_deref().unwrap_or_default()),
    };
    Status { text: text.to_owned(), is_code: false }
}

fn ended_by(disconnect: &str) -> &'static str {
    let disconnect = disconnect.to_ascii_lowercase();
    match disconnect.as_str() {
        "endpoint" | "peer" | "donotdisturbendpoint" => BY_CUSTOMER,
        "client" => BY_AGENT,
        "system" | "timeout" | "sessionexpired" | "error" | "transportfailure" | "uncallable" | "spam" => BY_SYSTEM,
        "takeover" => "Taken over",
        _ if disconnect.ends_with("transfer") => BY_TRANSFER,
        _ => "Ended",
    }
}

/// The wrap-up code's name. An id without a name says nothing; a code that is no id is its own name.
fn wrap_up(conversation: &Conversation, lens: &Lens<'_>) -> Option<String> {
    let id = conversation.wrap_up.as_ref()?;
    let own = Some(id.as_str()).filter(|id| !is_guid(id));
    text::some(lens.names.wrap_ups.get(id).map(|name| &**name).or(own))
}

/// The queue's name.
pub(super) fn queue(conversation: &Conversation, lens: &Lens<'_>) -> Option<String> {
    text::some(conversation.queue.as_ref().and_then(|id| lens.names.queues.get(id)).map(|name| &**name))
}

/// The agent's name; "You" for the one who looks.
fn agent(conversation: &Conversation, lens: &Lens<'_>) -> Option<String> {
    let id = conversation.user.as_ref()?;
    if lens.names.me.as_ref() == Some(id) {
        return Some("You".to_owned());
    }
    text::some(lens.names.users.get(id).map(|name| &**name))
}

/// The title: "Inbound call", "Web chat", "WhatsApp message" …
pub(super) fn title(conversation: &Conversation) -> String {
    let Some(channel) = conversation.channels.first() else { return "Conversation".to_owned() };
    match (talk(channel), conversation.direction) {
        (Talk::Call, Direction::Inbound) if !is_callback(channel) => "Inbound call".to_owned(),
        (Talk::Call, Direction::Outbound) if !is_callback(channel) => "Outbound call".to_owned(),
        _ => channel_word(channel),
    }
}

/// The icon, which changes as the conversation goes on (genesys-domain §3.4).
pub(super) fn icon(conversation: &Conversation, state: CardState) -> &'static str {
    let talk = conversation.channels.first().map_or(Talk::Other, talk);
    let is_outbound = conversation.direction == Direction::Outbound;
    match (talk, state) {
        (_, CardState::Waiting) => "hourglass",
        (Talk::Call, CardState::Active | CardState::Inactive) => "phone-call",
        (Talk::Call, CardState::Abandoned) => "phone-missed",
        (Talk::Call, CardState::Ended) if conversation.wrap_up.is_none() => "phone-off",
        (Talk::Call, CardState::Ended) if is_outbound => "phone-outgoing",
        (Talk::Call, CardState::Ended) => "phone-incoming",
        (Talk::Email, _) => "mail",
        (Talk::Chat | Talk::Message, CardState::Abandoned) => "message-square-x",
        // Over without any agent: a bot answered.
        (Talk::Chat | Talk::Message, CardState::Ended) if conversation.user.is_none() => "bot",
        (Talk::Chat, CardState::Ended) => "message-square-check",
        (Talk::Chat | Talk::Message, _) => "messages-square",
        (Talk::Other, _) => "message-square",
    }
}

fn talk(channel: &Channel) -> Talk {
    match channel.kind.to_ascii_lowercase().as_str() {
        "call" | "voice" | "callback" => Talk::Call,
        "chat" | "webchat" => Talk::Chat,
        "message" | "messaging" | "social" | "internalmessage" => Talk::Message,
        "email" => Talk::Email,
        _ => Talk::Other,
    }
}

/// A call that was asked for: which way it goes says nothing about who began.
fn is_callback(channel: &Channel) -> bool {
    channel.kind.eq_ignore_ascii_case("callback")
}

/// The word for a channel.
fn channel_word(channel: &Channel) -> String {
    let message_type = channel.message_type.as_deref().unwrap_or_default();
    let word = match (channel.kind.to_ascii_lowercase().as_str(), message_type.to_ascii_lowercase().as_str()) {
        ("call" | "voice", _) => "Call",
        ("callback", _) => "Callback",
        ("chat" | "webchat", _) => "Web chat",
        ("email", _) => "Email",
        ("social", "" | "unknown") => "Social message",
        ("cobrowse", _) => "Co-browsing",
        ("video", _) => "Video call",
        ("screenshare", _) => "Screen share",
        ("internalmessage", _) => "Internal message",
        ("message" | "messaging" | "social", message_type) => match message_type {
            "sms" => "SMS",
            "twitter" => "X message",
            "facebook" => "Facebook message",
            "line" => "LINE message",
            "whatsapp" => "WhatsApp message",
            "webmessaging" => "Web message",
            "instagram" => "Instagram message",
            "apple" => "Apple message",
            "" | "unknown" | "open" => "Message",
            _ => return format!("{} message", text::humanise(message_type)),
        },
        ("" | "unknown" | "genericobject", _) => "Conversation",
        _ => return text::humanise(&channel.kind),
    };
    word.to_owned()
}

/// Facts on the card and in its body. The queue is the card's lead.
pub(super) fn facts(
    conversation: &Conversation,
    state: CardState,
    lens: &Lens<'_>,
    facts: &mut Vec<Fact>,
    details: &mut Vec<Fact>,
) {
    match agent(conversation, lens) {
        Some(agent) => facts.push(Fact::new("Agent", agent, Some("headset"))),
        None if state == CardState::Abandoned && conversation.user.is_none() => {
            facts.push(Fact::new("Agent", "No agent", Some("user-round-x")));
        }
        None => {}
    }
    if let Some(code) = wrap_up(conversation, lens) {
        facts.push(Fact::new("Wrap-up", code, Some("clipboard-check")));
    }
    if let Some(subject) = text::some(conversation.subject.as_deref()) {
        facts.push(Fact::new("Subject", mask::veiled(subject, lens), Some("mail")));
    }
    let is_call = conversation.channels.first().is_some_and(|channel| talk(channel) == Talk::Call);
    match conversation.direction {
        Direction::Inbound if !is_call => facts.push(Fact::new("Direction", "Inbound", Some("route"))),
        Direction::Outbound if !is_call => facts.push(Fact::new("Direction", "Outbound", Some("route"))),
        _ => {}
    }
    if conversation.channels.len() > 1 {
        let words: Vec<String> = conversation.channels.iter().take(10).map(channel_word).collect();
        facts.push(Fact::new("Channels", words.join(", "), Some("layers")));
    }
    if let Some(notes) = text::some(conversation.notes.as_deref()) {
        details.push(Fact::new("Notes", mask::veiled(notes, lens), None));
    }
    if matches!(state, CardState::Ended | CardState::Abandoned) {
        let reason = conversation.disconnect.as_deref().filter(|reason| !reason.eq_ignore_ascii_case("Unknown"));
        if let Some(reason) = reason.filter(|reason| !reason.is_empty()) {
            let who = match ended_by(reason) {
                BY_CUSTOMER => "Customer".to_owned(),
                BY_AGENT => "Agent".to_owned(),
                BY_SYSTEM => "System".to_owned(),
                _ => text::humanise(reason),
            };
            details.push(Fact::new("Ended by", who, None));
        }
    }
}

/// Eight-four-four-four-twelve hexadecimal digits.
fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
