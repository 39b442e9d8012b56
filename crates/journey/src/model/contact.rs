//! Who the customer is, and how far the agent has come in making sure.

use std::sync::Arc;

use super::ids::ContactId;
use super::session::Matched;
use crate::problem::Problem;

/// The header: who this is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Customer {
    /// The contact shown, head of its merge set.
    pub contact: Option<ContactId>,
    /// Full name; `None` is "Unknown".
    pub name: Option<Arc<str>>,
    /// What kind of record it is.
    pub kind: ContactKind,
    /// E-mail, phone, customer number, cookie: each can be copied.
    pub identifiers: Vec<Identifier>,
    /// How they reach us while nobody is verified: "Inbound call · +44 …".
    pub caption: Option<Arc<str>>,
    /// Segments assigned to the customer, each once, in order of ids; may hold some that agents must not see.
    pub segments: Vec<CustomerSegment>,
}

/// A segment of the customer, which outlasts the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomerSegment {
    /// The assignment; it ends when it lapses or is taken away, which may lie ahead.
    pub matched: Matched,
    /// It was assigned in a session, where it is shown as well.
    pub of_session: bool,
}

/// Kinds of contact record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContactKind {
    /// Nobody, or a short-lived record made from a cookie.
    #[default]
    Unknown,
    /// Linked by an identifier.
    Identified,
    /// Saved by people.
    Curated,
}

/// Something a contact is recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    /// "Email", "Phone", "Cookie" …: the label of the copy button.
    pub label: Arc<str>,
    /// The value: personal data.
    pub value: Arc<str>,
}

/// The agent's way to a verified contact (genesys-domain §2.3).
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ContactFlow {
    /// The journey is shown without it: web chat, or opened by contact or session.
    #[default]
    NotNeeded,
    /// The number is being looked up.
    LookingUp,
    /// Pick one of these, or search; empty: nothing matched.
    Choose(Results),
    /// The association is on its way.
    Associating(ContactId),
    /// Associated with the interaction; the agent can cancel.
    Verified(ContactId),
}

/// Which of the two is linked to the contact shown: the interaction, or the session of the journey that belongs to it.
/// The cloud links each by itself, so one may lag behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Linked {
    /// Both are, or there is nothing to tell apart.
    #[default]
    Alike,
    /// The interaction alone.
    Interaction,
    /// The session alone.
    Session,
}

/// What the agent can choose from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    /// Contacts that share the number, or that the search found.
    pub contacts: Vec<ContactCard>,
    /// What was searched for, when the agent searched.
    pub query: Option<Arc<str>>,
    /// A search is on its way.
    pub searching: bool,
    /// The search or the association failed.
    pub problem: Option<Problem>,
    /// Contacts may be associated (`externalContacts:conversation:associate`).
    pub can_verify: bool,
}

/// A contact to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactCard {
    /// The contact.
    pub id: ContactId,
    /// Its name, or "Unknown".
    pub name: Arc<str>,
    /// What tells it from others: town, e-mail, number.
    pub detail: Arc<str>,
}
