//! Sentences of the page that belong to no card: hidden parts, empty states, the end of the list, the contact flow.
//!
//! Owns their words. Must not decide when they are shown: the page does.

use std::sync::Arc;

use super::{Lens, text, time};
use crate::connection::{ConnectionState, Reason, Status};
use crate::model::{ContactFlow, Linked, Results};

/// A page without cards: what is the matter, and what helps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Icon's name.
    pub icon: &'static str,
    /// What is the matter.
    pub title: String,
    /// What it means, or what helps; may be empty.
    pub advice: String,
}

impl Notice {
    fn new(icon: &'static str, title: &str, advice: &str) -> Self {
        Self { icon, title: title.to_owned(), advice: advice.to_owned() }
    }
}

/// Below the last card, when there are no more.
pub const END_OF_LIST: &str = "No earlier sessions";

/// Marks the card of the interaction shown.
pub const THIS_CONVERSATION: &str = "This conversation";

/// Heading of the contact region while nobody is verified (interface §3).
const VERIFY_CONTACT: &str = "Verify contact";

/// "Some data is hidden: Journey > Outcome > View (journey:outcome:view)"; `None` when nothing is.
#[must_use]
pub fn hidden_line(hidden: &[Arc<str>]) -> Option<String> {
    let names: Vec<String> = hidden.iter().map(|permission| permission_name(permission)).collect();
    (!names.is_empty()).then(|| format!("Some data is hidden: {}", names.join(", ")))
}

/// "Journey > Outcome > View (journey:outcome:view)": as administrators find it, and as the cloud writes it.
#[must_use]
pub fn permission_name(permission: &str) -> String {
    let permission = text::shown(permission);
    let parts: Vec<String> = permission.split(':').map(permission_word).collect();
    if parts.len() == 3 { format!("{} ({permission})", parts.join(" > ")) } else { permission }
}

/// "Your computer's clock is 12 min fast"; `None` while it is right to within a minute, or not known.
#[must_use]
pub fn clock_line(off_ms: Option<i64>) -> Option<String> {
    let off_ms = off_ms?;
    let way = if off_ms > 0 { "fast" } else { "slow" };
    // To the nearest minute: what is measured is never the whole minute that was set.
    let minutes = (off_ms.saturating_abs().saturating_add(30_000)) / 60_000;
    Some(format!("Your computer's clock is {} {way}", time::pause(chrono::Duration::minutes(minutes))))
}

/// One part of a permission as the administration writes it.
fn permission_word(part: &str) -> String {
    let known = [
        ("externalcontacts", "External Contacts"),
        ("outcomescores", "OutcomeScores"),
        ("eventtype", "Event Type"),
        ("sessiontype", "Session Type"),
        ("segmentassignment", "Segment Assignment"),
        ("wrapupcode", "Wrap-up Code"),
    ];
    let found = known.iter().find(|(own, _)| own.eq_ignore_ascii_case(part));
    found.map_or_else(|| text::humanise(part), |(_, word)| (*word).to_owned())
}

/// "2 records could not be shown"; `None` for none.
#[must_use]
pub fn unreadable(n: u64) -> Option<String> {
    match n {
        0 => None,
        1 => Some("1 record could not be shown".to_owned()),
        n => Some(format!("{n} records could not be shown")),
    }
}

/// The customer has no session within the history.
#[must_use]
pub fn no_sessions(history_days: u32) -> Notice {
    let title = match history_days {
        1 => "No activity in the last day".to_owned(),
        days => format!("No activity in the last {days} days"),
    };
    Notice { title, ..Notice::new("footprints", "", "Visits, calls and messages appear here as soon as they happen.") }
}

/// Sessions may not be seen.
#[must_use]
pub fn not_permitted(permissions: &[Arc<str>]) -> Notice {
    let names: Vec<String> = permissions.iter().map(|permission| permission_name(permission)).collect();
    let advice = match names.as_slice() {
        [] => "Your role lacks a permission. An administrator can add it.".to_owned(),
        [name] => format!("Your role lacks the permission {name}. An administrator can add it."),
        names => format!("Your role lacks one of the permissions {}. An administrator can add it.", names.join(", ")),
    };
    Notice { advice, ..Notice::new("lock", "You cannot see sessions", "") }
}

/// Signed in, and no interaction to show.
#[must_use]
pub fn no_interaction() -> Notice {
    let advice = "When you pick up a chat, a message or a call, the customer's journey appears here.";
    Notice::new("headset", "No current interaction", advice)
}

/// Nobody is signed in. What went wrong stands apart.
#[must_use]
pub fn signed_out() -> Notice {
    let advice = "Sign in to see who you are talking to, where they are on the site and where they got stuck.";
    Notice::new("footprints", "Customer journey", advice)
}

/// What the region "Contact" says; `None` when the journey needs no verification or has it.
#[must_use]
pub fn contact_notice(flow: &ContactFlow) -> Option<Notice> {
    let title = VERIFY_CONTACT;
    match flow {
        ContactFlow::NotNeeded | ContactFlow::Verified(_) => None,
        ContactFlow::LookingUp => Some(Notice::new("user-round-search", title, "Looking the number up.")),
        ContactFlow::Associating(_) => Some(Notice::new("user-round-search", title, "Connecting the contact.")),
        ContactFlow::Choose(results) => {
            Some(Notice { advice: advice(results), ..Notice::new("user-round-search", title, "") })
        }
    }
}

/// What to do with the suggestions.
fn advice(results: &Results) -> String {
    let n = results.contacts.len();
    let pick = if results.can_verify {
        "Pick the customer and the journey appears here."
    } else {
        "You cannot link a contact to this interaction."
    };
    match (&results.query, n) {
        (Some(_), _) if results.searching => "Searching.".to_owned(),
        (Some(query), 0) => format!("No contact matches “{}”.", text::isolated(&text::shown(query))),
        (Some(_), 1) => format!("One contact matches. {pick}"),
        (Some(_), n) => format!("{n} contacts match. {pick}"),
        (None, 0) => "No contact has this number. Search for the customer, and the journey appears here.".to_owned(),
        (None, 1) => format!("One contact has this number. {pick}"),
        (None, n) => format!("{n} contacts share this number. {pick}"),
    }
}

/// True while the page shows what it had, not what is.
#[must_use]
pub fn is_stale(status: &Status) -> bool {
    use ConnectionState::{CatchingUp, Live, NeedsSignIn, SignedOut};
    match status.state {
        Live | CatchingUp | SignedOut => false,
        // Also on a page that was never live: the way in is in the banner.
        NeedsSignIn => true,
        _ => status.was_live,
    }
}

/// True while what is shown is read now and then, because no socket gets through.
fn is_delayed(status: &Status) -> bool {
    status.state == ConnectionState::Degraded && status.reason == Reason::SocketsBlocked
}

/// The banner meanwhile: "No updates since 14:20:34. Showing what we had."
#[must_use]
pub fn stale_banner(status: &Status, lens: &Lens<'_>) -> Option<String> {
    if is_delayed(status) {
        let read = status.true_until.map(|read| format!(" Last read at {}.", time::since_clock(read, lens)));
        return Some(format!("Delayed: this network blocks live updates.{}", read.unwrap_or_default()));
    }
    is_stale(status).then(|| match status.true_until {
        Some(since) => format!("No updates since {}. Showing what we had.", time::since_clock(since, lens)),
        None => "You are signed out. Showing what we had.".to_owned(),
    })
}

/// What is linked to the contact and what is not; `None` when there is nothing to tell apart.
#[must_use]
pub fn link_line(linked: Linked) -> Option<&'static str> {
    match linked {
        Linked::Alike => None,
        Linked::Interaction => Some("This conversation is linked to the contact, its journey session is not yet."),
        Linked::Session => Some("The journey session is linked to the contact, this conversation is not."),
    }
}

/// "2 more sessions found", when an identity joins sessions.
#[must_use]
pub fn more_sessions_found(n: usize) -> String {
    match n {
        1 => "1 more session found".to_owned(),
        n => format!("{n} more sessions found"),
    }
}
