//! One session as a card: state by the clock, title, facts. Must not look at events: the map does.

use super::{Lens, conversation, facts, icon, kind, mask, place, predictions, searches, segments, text, time};
use crate::journey::Parts;
use crate::model::{Conversation, Matched, Names, Session, SessionKind};
use crate::order;

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

/// The state of a session at the lens's moment (genesys-domain §3.5). Changes by the clock alone.
#[must_use]
pub fn state(session: &Session, lens: &Lens<'_>) -> CardState {
    let is_over = session.ended.is_some_and(|ended| ended <= lens.now);
    if let Some(conversation) = conversation_of(session) {
        return conversation::state(conversation, is_over);
    }
    if is_conversation(session) && !is_over {
        // Without its facts nothing says that it waits; talks have no time of inactivity.
        return CardState::Active;
    }
    let is_case_closed = session.case.as_ref().and_then(|case| case.status.as_deref()).is_some_and(is_closed);
    if is_over || is_case_closed {
        CardState::Ended
    } else if time::between(session.last_activity(), lens.now) >= lens.settings.inactivity() {
        CardState::Inactive
    } else {
        CardState::Active
    }
}

/// Whether the card can be expanded (genesys-domain §3.7): a visible segment, a search or an outcome achieved; for a
/// conversation an event is enough. Page views alone are not, and so likelihoods are not either: where outcomes are
/// scored, every page view makes some (§9.1). Those of the present visit stand at the top of the page.
#[must_use]
pub fn is_expandable(session: &Session, parts: Parts, names: &Names) -> bool {
    parts.events
        && (segments::has_visible(session, parts, names)
            || searches::has_any(session)
            || predictions::has_achieved(session, parts)
            || (is_conversation(session) && n_visible_events(session, parts, names).is_some_and(|n| n > 0)))
}

/// The card of a session.
#[must_use]
pub fn card(session: &Session, lens: &Lens<'_>, is_current: bool) -> CardView {
    let state = state(session, lens);
    let (kind, icon, title) = face(session, state, lens);
    let (mut facts, mut details) = (Vec::new(), Vec::new());
    let mut status = None;
    match (conversation_of(session), &session.kind) {
        (Some(conversation), _) => {
            status = Some(conversation::status(conversation, state, lens));
            conversation::facts(conversation, state, lens, &mut facts, &mut details);
        }
        (None, SessionKind::Custom(_)) => facts::case(session, &mut facts),
        _ => facts::visit(session, lens, &mut facts, &mut details),
    }
    facts::common(session, lens, &mut facts, &mut details);
    CardView {
        kind,
        icon,
        title,
        heading_time: time::heading(session.created, lens),
        state,
        status,
        started: Time { text: time::moment(session.created, lens), iso: time::iso(session.created) },
        duration: duration(session, state, lens),
        lead: lead(session, state, lens),
        facts,
        details,
        n_achieved: n_achieved(session, lens),
        link: session.external_url.as_deref().and_then(text::web_link).filter(|link| mask::is_open(link, lens)),
        is_current,
    }
}

/// The facts of a conversation, whatever the session calls itself.
fn conversation_of(session: &Session) -> Option<&Conversation> {
    session.conversation.as_ref()
}

/// Whether the card is a conversation's.
pub(super) fn is_conversation(session: &Session) -> bool {
    session.conversation.is_some() || session.kind == SessionKind::Conversation
}

/// `data-kind`, icon and title.
fn face(session: &Session, state: CardState, lens: &Lens<'_>) -> (&'static str, &'static str, String) {
    if let Some(conversation) = conversation_of(session) {
        return ("conversation", conversation::icon(conversation, state), conversation::title(conversation));
    }
    match &session.kind {
        SessionKind::Web => ("web", "globe", "Web visit".to_owned()),
        SessionKind::App => ("app", "smartphone", "App visit".to_owned()),
        SessionKind::Conversation => ("conversation", "messages-square", "Conversation".to_owned()),
        SessionKind::Custom(name) => {
            let setting = lens.settings.session_types.get(&**name).filter(|_| lens.parts.session_types);
            let label = setting.and_then(|setting| text::some(setting.label.as_deref()));
            let icon = setting.and_then(|setting| setting.icon.as_deref()).and_then(icon::known);
            // Without the permission a custom session keeps its raw type and the default star (genesys-domain §12).
            let icon = icon.unwrap_or(if lens.parts.session_types { kind::trade_icon(name) } else { "star" });
            ("custom", icon, label.unwrap_or_else(|| text::humanise(name)))
        }
    }
}

/// How long it lasted, or has lasted until now.
fn duration(session: &Session, state: CardState, lens: &Lens<'_>) -> Option<String> {
    let announced = session.duration_seconds.filter(|seconds| *seconds >= 0).and_then(chrono::Duration::try_seconds);
    let span = match state {
        CardState::Active | CardState::Waiting => time::between(session.created, lens.now),
        CardState::Inactive => announced.unwrap_or_else(|| time::between(session.created, session.last_activity())),
        CardState::Ended | CardState::Abandoned => {
            // A session ends by a rule long after the last sign of life: what was announced is closer to the truth.
            let end = session.ended.unwrap_or_else(|| session.last_activity());
            announced.unwrap_or_else(|| time::between(session.created, end))
        }
    };
    Some(time::length(span))
}

/// Where the customer is or was.
fn lead(session: &Session, state: CardState, lens: &Lens<'_>) -> Option<Lead> {
    let is_active = state == CardState::Active;
    if let Some(conversation) = conversation_of(session) {
        let what = conversation::queue(conversation, lens)?;
        return Some(Lead { label: "Queue", what, href: None, tick: None });
    }
    match &session.kind {
        SessionKind::Custom(_) => {
            let status = session.case.as_ref().and_then(|case| case.status.as_deref()).map(text::humanise);
            let what = mask::veiled(status.or_else(|| facts::status_of(session))?, lens);
            Some(Lead { label: "Status", what, href: None, tick: None })
        }
        SessionKind::App => {
            let what = mask::veiled(text::some(session.last_screen.as_deref())?, lens);
            let label = if is_active { "Current screen" } else { "Last screen" };
            Some(Lead { label, what, href: None, tick: tick(session, is_active, lens) })
        }
        _ => {
            let page = session.last_page.as_ref()?;
            let what = place::name(page, lens)?;
            let href = page.url.as_deref().and_then(text::web_link).filter(|href| mask::is_open(href, lens));
            let label = if is_active { "Current page" } else { "Last page" };
            Some(Lead { label, what, href, tick: tick(session, is_active, lens) })
        }
    }
}

/// Time on the page or screen.
pub(super) fn tick(session: &Session, is_active: bool, lens: &Lens<'_>) -> Option<String> {
    session.page_since.filter(|_| is_active).map(|at| time::tick(time::between(at, lens.now)))
}

/// Outcomes achieved, each once.
fn n_achieved(session: &Session, lens: &Lens<'_>) -> usize {
    if !lens.parts.outcomes {
        return 0;
    }
    order::set(session.achievements.iter().map(|achievement| &achievement.outcome)).len()
}

/// The announced number of events without the matches of segments that are not shown: not even a count may tell of them.
pub(super) fn n_visible_events(session: &Session, parts: Parts, names: &Names) -> Option<i64> {
    let is_unseen = |matched: &Matched| !parts.segments || !names.segments.contains_key(&matched.segment);
    // A match that was taken away made two events.
    let n_unseen: i64 =
        session.segments.iter().filter(|matched| is_unseen(matched)).map(|m| 1 + i64::from(m.ended.is_some())).sum();
    session.n_events.map(|n| n.saturating_sub(n_unseen).max(0))
}

/// Whether a case is over.
fn is_closed(status: &str) -> bool {
    status.eq_ignore_ascii_case("Closed") || status.eq_ignore_ascii_case("Terminated")
}
