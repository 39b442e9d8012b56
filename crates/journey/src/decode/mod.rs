//! Wire to model: text in, model out. The only part that names `wire`.
//!
//! Never panics, judges no more than it must, counts what it cannot read: a bad record costs itself, a bad field costs
//! itself, an unknown topic costs nothing. Must not hold state: everything depends on the text alone.

mod account;
mod contact;
mod context;
mod conversation;
mod event;
mod frame;
mod names;
mod refusal;
mod session;
mod text;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::{
    ContactCard, ContactId, ContactKind, Customer, Event, Identifier, Interaction, Matched, OutcomeFacts, OutcomeId,
    Predictions, SegmentFacts, SegmentId, Session, SessionId, UserId,
};
use crate::problem::ApiError;

/// What one text frame of the socket says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Decoded {
    /// Sessions of a contact, new or changed.
    Sessions {
        /// The contact of the topic.
        contact: Option<ContactId>,
        /// The sessions, without what notifications leave out.
        sessions: Vec<Session>,
        /// How many records beside them could not be read.
        n_rejected: usize,
    },
    /// Events of a session.
    Events {
        /// The events.
        events: Vec<Event>,
        /// How many records beside them could not be read.
        n_rejected: usize,
    },
    /// A segment assigned to or taken from a contact.
    SegmentAssignment {
        /// The contact of the topic.
        contact: Option<ContactId>,
        /// The session in which it happened, when it happened in one.
        session: Option<SessionId>,
        /// The assignment; `ended` is set when it was taken away.
        matched: Matched,
    },
    /// A contact changed: name, merge.
    Contact(ContactNews),
    /// An interaction of the agent changed.
    Interaction(InteractionFacts),
    /// The channel lives.
    Heartbeat,
    /// Answer to a ping.
    Pong,
    /// The cloud is about to close the socket.
    Closing,
    /// Another channel took the subscriptions over.
    NoLongerSubscribed,
    /// The token was revoked.
    TokenRevoked,
    /// The channel is gone (result 404).
    ChannelGone,
    /// Answer to a command sent over the socket.
    CommandResult {
        /// The result was 200.
        ok: bool,
        /// The command's own id.
        correlation: Option<String>,
    },
    /// An unknown topic, or nothing for us.
    Ignored,
    /// Not readable: to be counted.
    Rejected,
}

/// One page of a listing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ListPage<T> {
    /// What could be read, in the order sent.
    pub(crate) items: Vec<T>,
    /// How many records could not be read.
    pub(crate) n_rejected: usize,
    /// Path and query of the next page, always of `/api/…`.
    pub(crate) next: Option<String>,
}

/// What a contact's topic says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContactNews {
    /// The contact of the body.
    pub(crate) id: ContactId,
    /// The head of its merge set, when that is another one.
    pub(crate) canonical: Option<ContactId>,
    /// Its full name, when the body says one.
    pub(crate) name: Option<Arc<str>>,
    /// What kind of record it is, when the body says it.
    pub(crate) kind: Option<ContactKind>,
}

/// A contact as read over REST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContactFacts {
    /// Its id; the head's id when it was merged.
    pub(crate) id: ContactId,
    /// All other ids of the merge set.
    pub(crate) merged: Vec<ContactId>,
    /// It was said which records these are, were it none.
    pub(crate) tells_merged: bool,
    /// Full name.
    pub(crate) name: Option<Arc<str>>,
    /// What kind of record it is.
    pub(crate) kind: ContactKind,
    /// E-mail, phone, customer number, others, cookie last.
    pub(crate) identifiers: Vec<Identifier>,
    /// What tells it from others of the same name.
    pub(crate) detail: Arc<str>,
}

impl ContactFacts {
    /// The header for this contact.
    pub(crate) fn customer(&self) -> Customer {
        Customer {
            contact: Some(self.id.clone()),
            name: self.name.clone(),
            kind: self.kind,
            identifiers: self.identifiers.clone(),
            caption: None,
            segments: Vec::new(),
        }
    }

    /// The contact as a choice.
    pub(crate) fn card(&self) -> ContactCard {
        ContactCard {
            id: self.id.clone(),
            name: self.name.clone().unwrap_or_else(|| "Unknown".into()),
            detail: self.detail.clone(),
        }
    }
}

/// An interaction with all its facts, also when the agent has left it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct InteractionFacts {
    /// The interaction.
    pub(crate) interaction: Interaction,
    /// It alerts at, is connected to, or is being wrapped up by the agent: it belongs into the list.
    pub(crate) with_me: bool,
}

/// The signed-in agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Me {
    /// Id.
    pub(crate) id: UserId,
    /// Name.
    pub(crate) name: Option<Arc<str>>,
    /// Permissions as flat strings; `None` when the answer does not say.
    pub(crate) permissions: Option<Vec<String>>,
}

/// A channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChannelFacts {
    /// Id: a secret.
    pub(crate) id: String,
    /// Address of the socket: a secret.
    pub(crate) connect_uri: String,
    /// When it lapses.
    pub(crate) expires: Option<DateTime<Utc>>,
}

/// A topic after subscribing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TopicState {
    /// The topic.
    pub(crate) topic: String,
    /// It will be delivered.
    pub(crate) permitted: bool,
    /// Permissions that would help.
    pub(crate) missing: Vec<Arc<str>>,
}

/// Reads one frame.
pub(crate) fn frame(text: &str) -> Decoded {
    frame::frame(text)
}

/// Reads a listing of sessions.
pub(crate) fn sessions(body: &str) -> Option<ListPage<Session>> {
    text::listing(body, |from, _| session::session(from))
}

/// Reads a listing of events. An event that does not name its session belongs to the one whose listing it is.
pub(crate) fn events(body: &str) -> Option<ListPage<Event>> {
    text::listing(body, |from, listing| {
        let uris = ["selfUri", "nextUri", "previousUri"].into_iter().filter_map(|name| listing.get(name)?.as_str());
        let around = uris.filter_map(|uri| event::session_in(uri, '/')).next();
        event::event(from, around.as_ref())
    })
}

/// Reads one session.
pub(crate) fn session(body: &str) -> Option<Session> {
    session::session(wire::from_text(body)?)
}

/// Reads the scores of a session.
pub(crate) fn scores(body: &str) -> Option<Predictions> {
    names::scores(body)
}

/// Reads a listing of segments; `None` beside an id means that it must not be shown.
pub(crate) fn segments(body: &str) -> Option<Vec<(SegmentId, Option<SegmentFacts>)>> {
    names::segments(body)
}

/// Reads a listing of outcomes.
pub(crate) fn outcomes(body: &str) -> Option<Vec<(OutcomeId, OutcomeFacts)>> {
    names::outcomes(body)
}

/// Reads the segments of a contact, each with the session in which it was assigned, if it was in one. `ended` is when the
/// assignment lapses.
pub(crate) fn assignments(body: &str) -> Option<ListPage<(Option<SessionId>, Matched)>> {
    text::listing(body, |from, _| frame::listed_assignment(from))
}

/// Reads one contact.
pub(crate) fn contact(body: &str) -> Option<ContactFacts> {
    contact::contact(body)
}

/// Reads contacts: a listing, or the answer of the look-up by number.
pub(crate) fn contacts(body: &str) -> Option<Vec<ContactFacts>> {
    contact::contacts(body)
}

/// Reads the agent's own interactions: those that are with the agent.
pub(crate) fn conversations(body: &str, me: &UserId) -> Option<ListPage<Interaction>> {
    let page = text::listing(body, |from: wire::Conversation, _| conversation::interaction(&from, me, ""))?;
    let items = page.items.into_iter().filter(|facts| facts.with_me).map(|facts| facts.interaction).collect();
    Some(ListPage { items, n_rejected: page.n_rejected, next: page.next })
}

/// Reads one interaction in the general or a per-media form.
pub(crate) fn conversation(body: &str, me: &UserId) -> Option<InteractionFacts> {
    conversation::interaction(&wire::from_text(body)?, me, "")
}

/// Reads what time it is in the cloud.
pub(crate) fn date(body: &str) -> Option<DateTime<Utc>> {
    account::date(body)
}

/// Reads who is signed in.
pub(crate) fn me(body: &str) -> Option<Me> {
    account::me(body)
}

/// Reads a channel.
pub(crate) fn channel(body: &str) -> Option<ChannelFacts> {
    account::channel(body)
}

/// Reads the states of topics.
pub(crate) fn topics(body: &str) -> Option<Vec<TopicState>> {
    account::topics(body)
}

/// Reads a user, queue or wrap-up code.
pub(crate) fn name(body: &str) -> Option<(String, Arc<str>)> {
    names::name(body)
}

/// Reads a refusal: what it means, and the cloud's correlation id.
pub(crate) fn refusal(
    status: u16,
    body: &str,
    retry_after: Option<&str>,
    correlation: Option<&str>,
) -> (ApiError, Option<Arc<str>>) {
    refusal::refusal(status, body, retry_after, correlation)
}
