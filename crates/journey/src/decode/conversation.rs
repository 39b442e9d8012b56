//! Interactions: the general form, the per-media forms and the notifications of both.
//!
//! One reader for all: in the general form a participant holds its calls, messages …; in a per-media form it is itself
//! the leg, and only the resource's name says which medium.

use chrono::{DateTime, Utc};
use serde_json::Value;
use std::sync::Arc;
use wire::{Communication, Conversation, Participant};

use super::InteractionFacts;
use super::text::{id, id_of, is_identifier, moment, text};
use crate::chars::plain;
use crate::model::{Interaction, Medium, UserId};

/// Kinds of leg, as the resources and topics name them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Call,
    Callback,
    Chat,
    Email,
    Message,
    Other,
}

impl Kind {
    /// From `/api/v2/conversations/calls/…` or `v2.users.{id}.conversations.calls`.
    fn named_in(name: &str) -> Self {
        let is_part = |kind: &str| name.split(['/', '.', '?']).any(|part| part == kind);
        [
            ("calls", Self::Call),
            ("callbacks", Self::Callback),
            ("chats", Self::Chat),
            ("emails", Self::Email),
            ("messages", Self::Message),
        ]
        .into_iter()
        .find_map(|(name, kind)| is_part(name).then_some(kind))
        .unwrap_or(Self::Other)
    }

    /// The name that an association wants.
    fn association(self) -> Option<&'static str> {
        match self {
            Self::Call => Some("CALL"),
            Self::Callback => Some("CALLBACK"),
            Self::Chat => Some("CHAT"),
            Self::Email => Some("EMAIL"),
            Self::Message => Some("MESSAGE"),
            Self::Other => None,
        }
    }
}

/// How far a leg has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Over,
    WrapUp,
    Coming,
    Connected,
}

/// One leg of a participant.
struct Leg<'a> {
    kind: Kind,
    id: Option<&'a str>,
    direction: Option<&'a str>,
    stage: Stage,
    connected_at: Option<DateTime<Utc>>,
    communication: Option<&'a Communication>,
}

/// Reads an interaction from the side of `me`; `name` is its resource or topic.
pub(super) fn interaction(from: &Conversation, me: &UserId, name: &str) -> Option<InteractionFacts> {
    let resource = from.self_uri.as_deref().map_or(Kind::Other, Kind::named_in);
    let kind_named = if resource == Kind::Other { Kind::named_in(name) } else { resource };
    let far = pick(from, kind_named, |participant| {
        matches!(participant.purpose.as_deref().map(str::to_ascii_lowercase).as_deref(), Some("customer" | "external"))
    });
    let own = pick(from, kind_named, |participant| {
        let user = participant.user_id.as_deref().or(participant.user.as_ref().and_then(|user| user.id.as_deref()));
        user == Some(me.as_str())
    });
    let own_leg = own.as_ref().map(|(_, leg)| leg);
    let far_leg = far.as_ref().map(|(_, leg)| leg);
    let customer = far.as_ref().map(|(participant, _)| *participant);

    let kind = [own_leg, far_leg].into_iter().flatten().map(|leg| leg.kind).find(|kind| *kind != Kind::Other);
    let kind = kind.unwrap_or(Kind::Other);
    let stage = own_leg.map_or(Stage::Over, |leg| leg.stage);
    let numbers = customer.map(|customer| addresses(customer, far_leg)).unwrap_or_default();
    let phone = match kind {
        Kind::Email | Kind::Chat => None,
        _ => numbers.iter().find_map(|address| e164(address)),
    };
    // The address of a chat may look like an e-mail's, with an identifier for a name.
    let is_mail = |mail: &Arc<str>| kind == Kind::Email || !is_identifier(mail.split('@').next().unwrap_or_default());
    let email = numbers.iter().find_map(|address| mail(address)).filter(is_mail);
    let context = journey_context(from, customer);
    let visitor = context.and_then(|context| context.customer.as_ref());
    let is_cookie = |id_type: Option<&str>| id_type.is_none_or(|id_type| id_type.eq_ignore_ascii_case("cookie"));
    let cookie = visitor
        .filter(|visitor| is_cookie(visitor.id_type.as_deref()))
        .and_then(|visitor| text(Some(visitor.id.clone())));
    let is_name = |name: &Arc<str>| {
        let is_own = |cookie: &Arc<str>| cookie.trim().eq_ignore_ascii_case(name.trim());
        let user = name.split('@').next().unwrap_or_default();
        !is_identifier(user) && !cookie.as_ref().is_some_and(is_own)
    };
    let called = customer.into_iter().flat_map(|customer| [&customer.name, &customer.ani_name]);
    let mut called: Vec<Arc<str>> = called.filter_map(|name| text(name.clone())).collect();
    let addresses: Vec<Arc<str>> = numbers.iter().map(|address| Arc::from(without_scheme(address))).collect();
    let far_end = called
        .iter()
        .find(|name| is_name(name))
        .cloned()
        .or_else(|| phone.clone())
        .or_else(|| email.clone())
        .or_else(|| addresses.iter().find(|address| is_name(address)).cloned());
    called.extend(addresses);
    let outbound =
        [far_leg, own_leg].into_iter().flatten().find_map(|leg| leg.direction).is_some_and(|to| to == "outbound");

    let interaction = Interaction {
        id: id(Some(from.id.clone()))?,
        medium: match kind {
            Kind::Call => Medium::Call { outbound },
            Kind::Callback => Medium::Callback,
            Kind::Chat => Medium::Chat,
            Kind::Email => Medium::Email,
            Kind::Message => Medium::Message,
            Kind::Other => Medium::Other,
        },
        since: since(from, own.as_ref(), customer),
        visitor: if far_end.is_none() { cookie.clone().or_else(|| called.first().cloned()) } else { None },
        far_end,
        phone,
        email,
        queue: own.as_ref().and_then(|(own, _)| queue(own)).or_else(|| customer.and_then(queue)).or_else(|| {
            from.participants.iter().rev().find(|one| is(one, "acd")).and_then(|acd| text(acd.name.clone()))
        }),
        contact: customer.and_then(|customer| {
            id(customer.external_contact_id.clone()).or_else(|| id_of(customer.external_contact.clone()))
        }),
        session: context.and_then(|context| id(context.customer_session.as_ref().map(|session| session.id.clone()))),
        cookie,
        communication: far_leg
            .or(own_leg)
            .and_then(|leg| Some((Arc::from(leg.id?), leg.kind.association().or_else(|| kind.association())?))),
        connected: stage == Stage::Connected,
    };
    Some(InteractionFacts { interaction, with_me: stage > Stage::Over })
}

fn is(participant: &Participant, purpose: &str) -> bool {
    participant.purpose.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(purpose))
}

/// The participant that matters among those asked for, with its leg: the one that has come furthest, of these the last.
fn pick(from: &Conversation, kind: Kind, wanted: impl Fn(&Participant) -> bool) -> Option<(&Participant, Leg<'_>)> {
    let all = from.participants.iter().filter(|participant| wanted(participant));
    all.map(|participant| (participant, leg(participant, kind))).max_by_key(|(_, leg)| leg.stage)
}

/// The leg of a participant that has come furthest; the participant itself in a per-media form.
fn leg(participant: &Participant, kind: Kind) -> Leg<'_> {
    let groups = [
        (Kind::Call, &participant.calls),
        (Kind::Message, &participant.messages),
        (Kind::Chat, &participant.chats),
        (Kind::Email, &participant.emails),
        (Kind::Callback, &participant.callbacks),
    ];
    let inner = groups.into_iter().flat_map(|(kind, group)| group.iter().map(move |one| (kind, one)));
    let legs = inner.map(|(kind, one)| Leg {
        kind,
        id: one.id.as_deref(),
        direction: one.direction.as_deref(),
        stage: stage(one.state.as_deref(), one.connected_time.is_some(), one.disconnected_time.is_some(), participant),
        connected_at: moment(one.connected_time),
        communication: Some(one),
    });
    legs.max_by_key(|leg| leg.stage).unwrap_or_else(|| Leg {
        kind,
        id: participant.id.as_deref(),
        direction: participant.direction.as_deref(),
        stage: stage(
            participant.state.as_deref(),
            participant.connected_time.is_some(),
            participant.end_time.is_some(),
            participant,
        ),
        connected_at: moment(participant.connected_time),
        communication: None,
    })
}

/// States are an open set: one that is not known is judged by its times.
fn stage(state: Option<&str>, is_connected: bool, is_over: bool, participant: &Participant) -> Stage {
    match state.unwrap_or_default() {
        "connected" => Stage::Connected,
        "disconnected" | "terminated" => after(participant),
        "alerting" | "dialing" | "contacting" | "offering" => Stage::Coming,
        // Parked and the states of faxes and transfers: the agent still has it.
        _ if is_over => after(participant),
        _ if is_connected => Stage::Connected,
        _ => Stage::Coming,
    }
}

/// A leg that is over may wait for its wrap-up code.
fn after(participant: &Participant) -> Stage {
    let is_due = participant.wrapup_required == Some(true) && participant.wrapup.is_none();
    if is_due { Stage::WrapUp } else { Stage::Over }
}

fn since(from: &Conversation, own: Option<&(&Participant, Leg<'_>)>, customer: Option<&Participant>) -> DateTime<Utc> {
    let of_own = own.and_then(|(own, leg)| {
        leg.connected_at.or_else(|| moment(own.connected_time)).or_else(|| moment(own.start_time))
    });
    let of_customer =
        || customer.and_then(|customer| moment(customer.connected_time).or_else(|| moment(customer.start_time)));
    // A body without any time: as old as can be, so that it is listed last.
    of_own.or_else(|| moment(from.start_time)).or_else(of_customer).unwrap_or(DateTime::UNIX_EPOCH)
}

fn queue(participant: &Participant) -> Option<Arc<str>> {
    text(participant.queue_name.clone())
        .or_else(|| text(participant.queue.as_ref().and_then(|queue| queue.name.clone())))
}

/// What ties the interaction to a journey: from the customer's side, else from wherever it stands.
fn journey_context<'a>(from: &'a Conversation, customer: Option<&'a Participant>) -> Option<&'a wire::JourneyContext> {
    let of = |participant: &'a Participant| {
        let inner = participant.messages.iter().chain(&participant.chats).chain(&participant.emails);
        let inner = inner.chain(&participant.calls).chain(&participant.callbacks);
        inner.rev().find_map(|one| one.journey_context.as_ref()).or(participant.journey_context.as_ref())
    };
    customer.and_then(of).or_else(|| from.participants.iter().find_map(of))
}

/// All addresses of the far end, the surest first.
fn addresses(customer: &Participant, leg: Option<&Leg<'_>>) -> Vec<String> {
    let communication = leg.and_then(|leg| leg.communication);
    let inner = communication.and_then(|one| one.from_address.as_ref().or(one.to_address.as_ref()));
    let inner = ["addressNormalized", "addressDisplayable", "addressRaw"]
        .into_iter()
        .filter_map(|name| inner?.get(name).and_then(Value::as_str).map(str::to_owned));
    let all = customer.ani.iter().chain(&customer.address).cloned().chain(inner);
    // What is pasted from a list of contacts may bring marks of direction with it, which no look-up would find.
    all.map(|address| plain(&address)).filter(|address| !address.is_empty()).collect()
}

/// An address without `tel:`, `sip:` and the host behind a number.
fn without_scheme(address: &str) -> &str {
    let address = address.trim();
    let Some((scheme, rest)) = address.split_once(':') else { return address };
    match scheme.to_ascii_lowercase().as_str() {
        "tel" | "mailto" => rest.split(';').next().unwrap_or(rest),
        "sip" | "sips" => rest.split(['@', ';']).next().unwrap_or(rest),
        _ => address,
    }
}

/// A number in E.164: plus and 7 to 15 digits.
fn e164(address: &str) -> Option<Arc<str>> {
    let number: String =
        without_scheme(address).chars().filter(|sign| !matches!(sign, ' ' | '-' | '.' | '(' | ')' | '/')).collect();
    let digits = number.strip_prefix('+')?;
    let is_number = (7..=15).contains(&digits.len()) && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| number.into())
}

/// An e-mail address.
fn mail(address: &str) -> Option<Arc<str>> {
    if address.to_ascii_lowercase().starts_with("sip") {
        return None;
    }
    let address = without_scheme(address);
    let (user, host) = address.split_once('@')?;
    let is_plain = !address.contains(char::is_whitespace) && !host.contains('@');
    (is_plain && !user.is_empty() && host.contains('.')).then(|| address.into())
}
