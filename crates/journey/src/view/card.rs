//! One session as a card: state by the clock, title, facts. Must not look at events: the map does.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Lens;
use crate::journey::Parts;
use crate::model::{Names, Session};

/// The state of a card; its colour follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardState {
    /// Ongoing: blue.
    Active,
    /// Quiet for as long as the settings say, not ended: gray.
    Inactive,
    /// Over: gray.
    Ended,
    /// A conversation that no agent has taken yet: blue.
    Waiting,
    /// A conversation that the customer left: white.
    Abandoned,
}

impl CardState {
    /// The word on the card (interface §3).
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "Active",
            Self::Inactive => "Inactive",
            Self::Ended => "Ended",
            Self::Waiting => "Waiting",
            Self::Abandoned => "Abandoned",
        }
    }

    /// The value of `data-state`.
    #[must_use]
    pub fn data(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Ended => "ended",
            Self::Waiting => "waiting",
            Self::Abandoned => "abandoned",
        }
    }
}

/// A moment as text, with the machine-readable form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Time {
    /// "14:02", "15 Nov 20:41".
    pub text: String,
    /// RFC 3339, for `datetime` and the tooltip.
    pub iso: String,
}

/// The status of a conversation, or the wrap-up code that replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// "In progress", "Ended by customer", or the code's name.
    pub text: String,
    /// It is a wrap-up code.
    pub is_code: bool,
}

/// Where the customer is or was: the line below the title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// "Current page", "Last page", "Current screen", "Last screen", "Queue", "Status".
    pub label: &'static str,
    /// The page's title, the screen, the queue.
    pub what: String,
    /// The page's address, when it is a safe link.
    pub href: Option<String>,
    /// Time on it, "2:12"; only while active.
    pub tick: Option<String>,
}

/// One fact: a `dt` and a `dd`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// "Pages", "Device" …, or the name of an attribute.
    pub label: String,
    /// The value, fit to be shown.
    pub value: String,
    /// The icon beside it; the label stands in its place when there is none.
    pub icon: Option<&'static str>,
}

/// A card, ready to be laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct CardView {
    /// `web`, `app`, `conversation` or `custom`.
    pub kind: &'static str,
    /// Icon's name.
    pub icon: &'static str,
    /// "Web visit", "Inbound call" …
    pub title: String,
    /// "today 14:02": completes the heading for screen readers.
    pub heading_time: String,
    /// State.
    pub state: CardState,
    /// Status or wrap-up code of a conversation.
    pub status: Option<Status>,
    /// Start.
    pub started: Time,
    /// Length so far.
    pub duration: Option<String>,
    /// Current page or its like.
    pub lead: Option<Lead>,
    /// Facts on the collapsed card, in order.
    pub facts: Vec<Fact>,
    /// Further facts in the card's body, in order.
    pub details: Vec<Fact>,
    /// Outcomes achieved, each once; 0 without the permission.
    pub n_achieved: usize,
    /// Link into the source system.
    pub link: Option<String>,
    /// It is the interaction shown.
    pub is_current: bool,
}

/// The state of a session at the lens's moment (genesys-domain §3.5).
#[must_use]
pub fn state(session: &Session, lens: &Lens<'_>) -> CardState {
    let _ = (session, lens);
    CardState::Active
}

/// Whether the card can be expanded (genesys-domain §3.7): a visible segment, a search or an outcome achieved; for a
/// conversation an event is enough.
#[must_use]
pub fn is_expandable(session: &Session, parts: Parts, names: &Names) -> bool {
    let _ = (session, parts, names);
    false
}

/// The card of a session.
#[must_use]
pub fn card(session: &Session, lens: &Lens<'_>, is_current: bool) -> CardView {
    let _ = (session, lens, is_current);
    CardView {
        kind: "web",
        icon: "globe",
        title: String::new(),
        heading_time: String::new(),
        state: CardState::Active,
        status: None,
        started: Time::default(),
        duration: None,
        lead: None,
        facts: Vec::new(),
        details: Vec::new(),
        n_achieved: 0,
        link: None,
        is_current,
    }
}

/// Keeps the imports of the finished file.
#[expect(dead_code, reason = "skeleton")]
type Moment = (DateTime<Utc>, Arc<str>);
