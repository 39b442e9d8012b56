//! Who the customer is, where they are now, and the agent's interactions.

use super::Lens;
use crate::connection::Status;
use crate::model::{Customer, Interaction, Session};

/// The header.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// Name, or "Unknown".
    pub name: String,
    /// Up to two letters for the avatar; empty for "Unknown": an icon stands there.
    pub initials: String,
    /// What is known of who this is; absent while an unverified caller is shown.
    pub badge: Option<Badge>,
    /// Where they are.
    pub presence: Option<Presence>,
    /// What can be copied.
    pub identifiers: Vec<IdentifierView>,
}

/// The state of the contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Badge {
    /// Word.
    pub text: &'static str,
    /// Icon's name.
    pub icon: &'static str,
    /// The value of `data-state`: `verified`, `identified`, `unknown`.
    pub state: &'static str,
}

/// Where the customer is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// On the site at this moment, and the page is live.
    pub live: bool,
    /// "On site now", "In the app now", "Last seen", "Left the site", or how they reach us.
    pub text: String,
    /// Page or screen.
    pub page: Option<String>,
    /// "2:12", "14:20", "26 min ago".
    pub tick: Option<String>,
}

/// Something to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentifierView {
    /// "Email": the button is "Copy Email".
    pub label: String,
    /// As shown.
    pub value: String,
    /// As copied.
    pub copy: String,
    /// Icon's name.
    pub icon: &'static str,
}

/// The header of a customer whose newest web or app session is `newest`.
#[must_use]
pub fn header(customer: &Customer, newest: Option<&Session>, status: &Status, lens: &Lens<'_>) -> Header {
    let _ = (customer, newest, status, lens);
    Header { name: "Unknown".to_owned(), initials: String::new(), badge: None, presence: None, identifiers: Vec::new() }
}

/// An entry of the list of interactions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InteractionView {
    /// "Inbound call".
    pub title: String,
    /// Far end and queue.
    pub detail: String,
    /// Since when.
    pub time: String,
    /// Icon's name.
    pub icon: &'static str,
}

/// An interaction as an entry of the list.
#[must_use]
pub fn interaction(interaction: &Interaction, lens: &Lens<'_>) -> InteractionView {
    let _ = (interaction, lens);
    InteractionView { title: String::new(), detail: String::new(), time: String::new(), icon: "messages-square" }
}
