//! Who the customer is, where they are now, and the agent's interactions.

use std::sync::Arc;

use chrono::TimeDelta;

use super::card::{self, CardState};
use super::{Lens, mask, place, text, time};
use crate::connection::{ConnectionState, Status};
use crate::model::{ContactCard, ContactKind, Customer, Interaction, Medium, Session, SessionKind};

/// At least so many characters of an identifier tell one visitor from another.
const SHORT: usize = 4;

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
    /// As copied; `None` while it is masked.
    pub copy: Option<String>,
    /// Icon's name.
    pub icon: &'static str,
}

/// The header of a customer whose newest web or app session is `newest`.
#[must_use]
pub fn header(customer: &Customer, newest: Option<&Session>, status: &Status, lens: &Lens<'_>) -> Header {
    let name = text::some(customer.name.as_deref());
    Header {
        initials: name.as_deref().filter(|_| !lens.is_masked).map(initials).unwrap_or_default(),
        name: name.map_or_else(|| "Unknown".to_owned(), |name| mask::personal(name, lens)),
        badge: badge(customer),
        presence: presence(customer, newest, status, lens),
        identifiers: customer
            .identifiers
            .iter()
            .filter_map(|identifier| {
                let label = text::some(Some(&identifier.label))?;
                let icon = identifier_icon(&label);
                let value = mask::some(Some(&identifier.value), lens)?;
                let copy = (!lens.is_masked).then(|| text::copied(&identifier.value));
                Some(IdentifierView { label, value, copy, icon })
            })
            .collect(),
    }
}

/// How long after the last sign of life a customer is said to be on the site.
const SIGN_OF_LIFE: TimeDelta = TimeDelta::minutes(5);

/// First letters of the first and of the last name.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let (first, last) = (words.next(), words.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).take(3).collect()
}

/// None while a caption says how an unverified customer reaches us.
fn badge(customer: &Customer) -> Option<Badge> {
    if customer.caption.is_some() && customer.contact.is_none() {
        return None;
    }
    Some(match customer.kind {
        ContactKind::Unknown => Badge { text: "Not identified", icon: "circle-question-mark", state: "unknown" },
        ContactKind::Identified => Badge { text: "Identified", icon: "user-round", state: "identified" },
        ContactKind::Curated => Badge { text: "Verified", icon: "user-round-check", state: "verified" },
    })
}

/// Where they are, as far as the page knows: live only while the link is.
fn presence(customer: &Customer, newest: Option<&Session>, status: &Status, lens: &Lens<'_>) -> Option<Presence> {
    let caption = || {
        let text = text::some(customer.caption.as_deref())?;
        // "Inbound call · +44 …": the way is no secret.
        let text = match text.split_once(" · ") {
            Some((way, _)) if lens.is_masked => format!("{way} · {}", mask::DOTS),
            Some((way, from)) => format!("{way} · {}", text::isolated(from)),
            _ => text,
        };
        Some(Presence { live: false, text, page: None, tick: None })
    };
    let Some(session) = newest else { return caption() };
    let is_app = session.kind == SessionKind::App;
    let page = if is_app {
        text::some(session.last_screen.as_deref())
    } else {
        session.last_page.as_ref().and_then(|page| place::name(page, lens))
    };
    let page = page.map(|page| mask::veiled(page, lens));
    let last = session.last_activity();
    let is_live = matches!(status.state, ConnectionState::Live | ConnectionState::CatchingUp);
    let silence = time::between(last, lens.now);
    let ago = Some(time::ago(silence));
    if card::state(session, lens) == CardState::Ended {
        let text = if is_app { "Left the app" } else { "Left the site" }.to_owned();
        return Some(Presence { live: false, text, page: None, tick: ago });
    }
    if !is_live || silence > SIGN_OF_LIFE {
        let text = "Last seen".to_owned();
        // What is not live does not count on.
        let tick = if is_live { ago } else { Some(time::moment(last, lens)) };
        return Some(Presence { live: false, text, page, tick });
    }
    let text = if is_app { "In the app now" } else { "On site now" }.to_owned();
    Some(Presence { live: true, text, page, tick: card::tick(session, true, lens) })
}

fn identifier_icon(label: &str) -> &'static str {
    match label.to_ascii_lowercase().as_str() {
        label if label.contains("mail") => "mail",
        label if label.contains("phone") || label.contains("mobile") => "phone",
        label if label.contains("cookie") => "cookie",
        label if label.contains("number") || label.contains("id") => "id-card",
        _ => "tag",
    }
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

/// An interaction as an entry of the list of `all`.
#[must_use]
pub fn interaction(interaction: &Interaction, all: &[Arc<Interaction>], lens: &Lens<'_>) -> InteractionView {
    let (title, icon) = match interaction.medium {
        Medium::Call { outbound: false } => ("Inbound call", "phone-incoming"),
        Medium::Call { outbound: true } => ("Outbound call", "phone-outgoing"),
        Medium::Chat => ("Web chat", "messages-square"),
        Medium::Message => ("Message", "messages-square"),
        Medium::Email => ("Email", "mail"),
        Medium::Callback => ("Callback", "phone"),
        Medium::Other => ("Interaction", "message-square"),
    };
    let far_end = [&interaction.far_end, &interaction.phone, &interaction.email];
    let far_end = far_end.into_iter().find_map(|end| mask::some(end.as_deref(), lens));
    let far_end = far_end.or_else(|| is_unknown_visitor(interaction).then(|| unknown_visitor(interaction, all, lens)));
    let detail = far_end.into_iter().chain(text::some(interaction.queue.as_deref()));
    let detail: Vec<String> = detail.map(|part| text::isolated(&part).into_owned()).collect();
    InteractionView {
        title: title.to_owned(),
        detail: detail.join(" · "),
        time: time::moment(interaction.since, lens),
        icon,
    }
}

/// Somebody writes of whom no name, number or address is known.
fn is_unknown_visitor(one: &Interaction) -> bool {
    let is_written = matches!(one.medium, Medium::Chat | Medium::Message | Medium::Other);
    is_written && [&one.far_end, &one.phone, &one.email].into_iter().all(Option::is_none)
}

/// "Unknown visitor", among several with what of the identifier tells this one from the others: its first four characters
/// or as many as it takes, or its last ones where those are fewer.
fn unknown_visitor(one: &Interaction, all: &[Arc<Interaction>], lens: &Lens<'_>) -> String {
    let mut name = "Unknown visitor".to_owned();
    let mut others = all.iter().filter(|other| other.id != one.id && is_unknown_visitor(other)).peekable();
    if let Some(id) = one.visitor.as_deref().filter(|_| !lens.is_masked && others.peek().is_some()) {
        let (mut n_first, mut n_last) = (SHORT, SHORT);
        for other in others.filter_map(|other| other.visitor.as_deref()).filter(|other| *other != id) {
            n_first = n_first.max(1 + n_alike(id.chars(), other.chars()));
            n_last = n_last.max(1 + n_alike(id.chars().rev(), other.chars().rev()));
        }
        let short: String = if n_first <= n_last {
            id.chars().take(n_first).collect()
        } else {
            ['…'].into_iter().chain(id.chars().skip(id.chars().count().saturating_sub(n_last))).collect()
        };
        name.push(' ');
        name.push_str(&text::shown(&short));
    }
    name
}

/// How many characters are the same before the first that differs.
fn n_alike(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).count()
}

/// A contact to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChoiceView {
    /// Name: the button is "Verify <name>".
    pub name: String,
    /// What tells it from others.
    pub detail: String,
}

/// A contact as a choice.
#[must_use]
pub fn choice(card: &ContactCard, lens: &Lens<'_>) -> ChoiceView {
    let name = mask::some(Some(&card.name), lens).unwrap_or_else(|| "Unknown".to_owned());
    ChoiceView { name, detail: mask::some(Some(&card.detail), lens).unwrap_or_default() }
}
