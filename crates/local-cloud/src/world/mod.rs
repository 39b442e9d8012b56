//! The world behind the protocol: visitors, sessions, events, contacts, conversations, and what follows from them.
//!
//! Pure: no I/O, no clock, no system chance. Every change is told its moment, chance is seeded, and what changed is handed
//! out as [`Record`]s to store and [`Notice`]s to publish. Answers to REST are shaped elsewhere; nothing here knows of
//! tokens, permissions (beyond listing an agent's), paging or sockets.
//!
//! Bounds: a session has at most 20,000 events and is forgotten 60 days after its last activity, with a visitor of whom
//! nothing else is known; a visitor has at most 500 sessions ([`forgetting`]); sizes of what comes in are in [`limits`].

mod action_maps;
mod answers;
mod arrivals;
mod chance;
mod consequence;
mod contacts;
mod course;
mod custom;
mod derive;
mod forgetting;
mod forms;
mod identity;
mod ingest;
mod interaction;
mod limits;
mod notices;
mod offers;
mod organisation;
mod phone;
mod read;
mod routing;
mod state;
mod table;
#[cfg(test)]
mod tests;
mod time;
mod visit;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

pub use organisation::Organisation;
pub use state::World;

/// One changed record to be stored; `value: None` deletes it. Tables are this module's own choice, values are JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The table, one of a fixed few.
    pub table: &'static str,
    /// The key inside the table.
    pub key: String,
    /// What to store; `None` deletes.
    pub value: Option<Value>,
}

/// One thing to publish to every channel that is subscribed to `topic`.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The topic, e.g. `v2.journey.sessions.{id}.web.events`.
    pub topic: String,
    /// The event body as in the contract's notification schema.
    pub body: Value,
}

/// Why something was not done. Nothing has changed then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The request breaks a rule of the contract (400).
    #[error("{message}")]
    BadRequest {
        /// The contract's error code, e.g. `bad.request`.
        code: &'static str,
        /// For a person; never holds what was sent.
        message: String,
        /// The field at fault.
        field: Option<String>,
    },
    /// What was named does not exist (404).
    #[error("no {entity} has this id")]
    NotFound {
        /// What kind of thing.
        entity: &'static str,
        /// The id that was asked for.
        id: String,
    },
    /// An event older than an hour (400).
    #[error("the event is older than an hour")]
    TooOld,
    /// It does not fit the present state, e.g. an offer that is already answered.
    #[error("{0}")]
    Conflict(String),
}

/// How old an event may be when it comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// As the cloud has it: not older than an hour.
    Fresh,
    /// Any: histories are played into the past.
    Any,
}

/// Who ends a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The customer hangs up or closes the chat.
    Customer,
    /// The agent ends it.
    Agent,
    /// The system ends it, e.g. after a fault.
    System,
    /// The agent passes it on: it goes back into the queue.
    Transfer,
}

/// A conversation that comes in from outside the site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// `call`, `callback`, `message` or `email`.
    pub medium: String,
    /// A telephone number (E.164), or an e-mail address.
    pub from: String,
    /// Id or name of the queue.
    pub queue: String,
    /// Of an e-mail.
    pub subject: Option<String>,
    /// Of a message: `Sms`, `WhatsApp` …
    pub message_type: Option<String>,
}

/// An event of a custom session, e.g. a delivery: it opens the session or adds to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomEvent {
    /// The session type, e.g. `delivery`.
    pub session_type: String,
    /// The id in the foreign system; together with the type it names the session.
    pub external_id: String,
    /// A link into that system (http or https).
    pub external_url: Option<String>,
    /// What happened, e.g. `parcel_shipped`.
    pub event_name: String,
    /// Name to (data type, value).
    pub attributes: BTreeMap<String, (String, String)>,
    /// Whose it is: (`cookie`, `email`, `phone` or `externalId`; value).
    pub customer: Option<(String, String)>,
}

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Agent {
    /// The user id.
    pub id: String,
    /// Full name.
    pub name: String,
    /// E-mail and user name.
    pub email: String,
    /// Permissions as `domain:entity:action`, `*` allowed in each part.
    pub permissions: Vec<String>,
    /// One line for the sign-in page: what this person may see.
    pub blurb: String,
}

/// A message conversation that waits or goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenTalk {
    /// The conversation id.
    pub id: String,
    /// When the customer began it.
    pub since: DateTime<Utc>,
    /// The user id of the agent who is in it now.
    pub agent: Option<String>,
}

/// A conversation as the customer's side sees it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Talk {
    /// The conversation id.
    pub id: String,
    /// `waiting`, `connected` or `ended`.
    pub state: &'static str,
    /// The agent's name once one has answered.
    pub agent: Option<String>,
}
