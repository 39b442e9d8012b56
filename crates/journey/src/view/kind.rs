//! What an event is called and looks like (genesys-domain §5.3, §5.4, §6): the one place that knows the kinds.
//!
//! Owns whether an event is drawn at all. What is not drawn is not counted either.

use std::borrow::Cow;

use super::{Lens, form, icon, mask, place, text};
use crate::model::{Action, Body, Event, Named, is_view};

/// A kind of event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The value of `data-kind`.
    pub data: &'static str,
    /// In words: "Form abandoned".
    pub word: Cow<'static, str>,
    /// Icon's name.
    pub icon: &'static str,
    /// `good` or `bad`.
    pub tone: Option<&'static str>,
    /// Which facts tell what it is about.
    pub about: About,
}

/// What the subject of an event is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The page itself: a station.
    Page,
    /// The screen itself: a station.
    Screen,
    /// The words searched for.
    Search,
    /// The form's name, else the page.
    Form,
    /// The product's name, else the page.
    Product,
    /// The page or screen on which it happened.
    Place,
    /// Prompt or map of an offer.
    Offer,
    /// The outcome.
    Outcome,
    /// The segment.
    Segment,
}

impl Kind {
    /// Whether it is a station of the map.
    #[must_use]
    pub fn is_station(&self) -> bool {
        matches!(self.about, About::Page | About::Screen)
    }
}

const GOOD: Option<&str> = Some("good");
const BAD: Option<&str> = Some("bad");

/// A row of the table of known names.
type Row = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, About);

/// Event names that have a look of their own, with the value of `data-kind`, word, icon, tone and subject.
const NAMES: &[Row] = &[
    ("page_viewed", "page", "Page viewed", "circle-dot", None, About::Page),
    ("screen_viewed", "screen", "Screen viewed", "circle-dot", None, About::Screen),
    ("search_performed", "search", "Search performed", "search", None, About::Search),
    ("form_started", "form-started", "Form started", "file-pen-line", None, About::Form),
    ("form_submitted", "form-submitted", "Form submitted", "file-up", None, About::Form),
    ("form_abandoned", "form-abandoned", "Form abandoned", "file-x", None, About::Form),
    ("product_added", "product-added", "Product added", "shopping-cart-plus", GOOD, About::Product),
    ("product_removed", "product-removed", "Product removed", "shopping-cart-minus", BAD, About::Product),
    ("product_purchased", "product-purchased", "Product purchased", "package-check", GOOD, About::Product),
    ("widgets_web_chat_submitted", "chat-form", "Chat form completed", "message-square-text", None, About::Form),
    ("inbound_call", "call", "Inbound call", "phone-incoming", None, About::Place),
    ("outbound_call", "call", "Outbound call", "phone-outgoing", None, About::Place),
    ("call_connected", "call", "Call connected", "phone-call", None, About::Place),
    ("call_scheduled", "call", "Call scheduled", "calendar-clock", None, About::Place),
    ("call_wrap_up", "call", "Call wrap-up", "clipboard-check", None, About::Place),
    ("agent_connected", "agent", "Connected to agent", "headset", None, About::Place),
    ("agent_handoff", "agent", "Connected to agent", "headset", None, About::Place),
];

/// Words in a custom event's name that give it the icon of its trade.
const TRADES: &[(&str, &str)] = &[
    ("deliver", "truck"),
    ("shipment", "truck"),
    ("invoice", "receipt-text"),
    ("application", "file-user"),
    ("contract", "scroll-text"),
    ("policy", "scroll-text"),
];

/// A row of the table of an offer's states.
type State = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, Option<&'static str>);

/// States of an offer: name, word, chat icon, content icon, tone of chat, tone of content.
const STATES: &[State] = &[
    ("offered", "offered", "message-square-share", "badge-percent", None, None),
    ("accepted", "accepted", "message-square-check", "badge-check", GOOD, GOOD),
    ("requested", "requested", "message-square-plus", "badge-percent", None, None),
    ("rejected", "rejected", "message-square-x", "badge-x", None, BAD),
    ("timedout", "timed out", "message-square-clock", "badge-clock", None, None),
    ("ignored", "ignored", "message-square-dashed", "badge-minus", None, None),
    ("errored", "failed", "message-square-warning", "badge-alert", BAD, BAD),
    ("engaged", "connected", "headset", "badge-check", None, None),
    ("completed", "completed", "message-square-check", "badge-check", None, None),
    ("abandoned", "abandoned", "message-square-dashed", "badge-minus", None, None),
];

/// Offers that were never made, and steps without a picture: not for agents.
const UNSEEN_STATES: [&str; 6] =
    ["qualified", "started", "qualifiedOutsideSchedule", "offeredOutsideSchedule", "frequencyCapReached", "blocked"];

/// Whether the event is drawn. Cheap: asked for every event of a session.
#[must_use]
pub fn is_drawn(event: &Event, lens: &Lens<'_>) -> bool {
    match &event.body {
        Body::Web(facts) => !is_hidden(&facts.name, lens),
        Body::App(facts) => !is_hidden(&facts.name, lens),
        Body::Action(action) => is_offer_drawn(action),
        Body::Outcome { .. } => lens.parts.outcomes,
        Body::Segment { id, .. } => lens.parts.segments && lens.names.segments.contains_key(id),
        Body::Other(name) => !is_hidden(name, lens) && !own_name(name).eq_ignore_ascii_case("BlockedWebActionOffer"),
    }
}

/// Whether the event is a station: a page or a screen. Cheap.
#[must_use]
pub fn is_station(event: &Event) -> bool {
    match &event.body {
        Body::Web(facts) => is_view(&facts.name) && !has_words(facts.search.as_deref()),
        Body::App(facts) => is_view(&facts.name) && !has_words(facts.search.as_deref()),
        _ => false,
    }
}

/// The words searched for, when the event is a search that is drawn.
#[must_use]
pub fn search_of<'a>(event: &'a Event, lens: &Lens<'_>) -> Option<&'a str> {
    let (name, search) = match &event.body {
        Body::Web(facts) => (&facts.name, facts.search.as_deref()),
        Body::App(facts) => (&facts.name, facts.search.as_deref()),
        _ => return None,
    };
    search.filter(|words| has_words(Some(words)) && !is_hidden(name, lens))
}

/// The kind of an event, drawn or not.
#[must_use]
pub fn kind(event: &Event, lens: &Lens<'_>) -> Kind {
    match &event.body {
        Body::Web(facts) => named_kind(&facts.name, has_words(facts.search.as_deref()), lens),
        Body::App(facts) => named_kind(&facts.name, has_words(facts.search.as_deref()), lens),
        Body::Action(action) => offer_kind(action),
        Body::Outcome { id, .. } => {
            // Green always means favourable: a risk that came true is not.
            let is_risk = lens.names.outcomes.get(id).is_some_and(|facts| !facts.is_positive);
            let tone = if is_risk { BAD } else { GOOD };
            fixed("outcome", "Outcome achieved", "circle-check", tone, About::Outcome)
        }
        Body::Segment { assigned: true, .. } => fixed("segment", "Segment matched", "chart-pie", None, About::Segment),
        Body::Segment { .. } => fixed("segment", "Segment ended", "chart-pie", None, About::Segment),
        Body::Other(name) => {
            let mut kind = named_kind(own_name(name), false, lens);
            if kind.data == "custom" {
                kind.data = "other";
                kind.icon = if kind.icon == "star" { "circle-star" } else { kind.icon };
            }
            kind
        }
    }
}

/// What the event is about; empty when there is nothing to say.
#[must_use]
pub fn subject(event: &Event, kind: &Kind, lens: &Lens<'_>) -> String {
    mask::veiled(subject_of(event, kind, lens), lens)
}

fn subject_of(event: &Event, kind: &Kind, lens: &Lens<'_>) -> String {
    match &event.body {
        Body::Web(facts) => {
            activity(kind.about, facts.search.as_deref(), &facts.attributes, || place::name(&facts.page, lens))
        }
        Body::App(facts) => {
            activity(kind.about, facts.search.as_deref(), &facts.attributes, || text::some(facts.screen.as_deref()))
        }
        Body::Action(action) => {
            text::some(action.prompt.as_deref()).or_else(|| text::some(action.map_name.as_deref())).unwrap_or_default()
        }
        Body::Outcome { id, name } => {
            let known = lens.names.outcomes.get(id).map(|facts| &*facts.name);
            text::some(known).or_else(|| text::some(name.as_deref())).unwrap_or_default()
        }
        Body::Segment { id, .. } => {
            text::some(lens.names.segments.get(id).map(|facts| &*facts.name)).unwrap_or_default()
        }
        Body::Other(_) => String::new(),
    }
}

/// What something done on a page or a screen is about: its own subject, else the place.
fn activity(
    about: About,
    search: Option<&str>,
    attributes: &[Named],
    place: impl FnOnce() -> Option<String>,
) -> String {
    let own = match about {
        About::Search => text::some(search),
        About::Form => attribute(attributes, FORM).filter(|name| form::is_named(name)),
        About::Product => attribute(attributes, PRODUCT),
        _ => None,
    };
    own.or_else(place).unwrap_or_default()
}

/// What a form calls itself, whether a person named it or a program.
pub(super) fn form_of(event: &Event) -> Option<String> {
    match &event.body {
        Body::Web(facts) => attribute(&facts.attributes, FORM),
        Body::App(facts) => attribute(&facts.attributes, FORM),
        _ => None,
    }
}

const FORM: &[&str] = &["form_name", "form_title", "form"];
const PRODUCT: &[&str] = &["product_name", "product_title", "product", "item_name", "name", "title", "sku"];

/// The first attribute with one of the names, in the order of names.
fn attribute(attributes: &[Named], names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let found = attributes.iter().find(|attribute| text::is_same_name(&attribute.name, name))?;
        text::some(Some(&found.value.value))
    })
}

fn fixed(data: &'static str, word: &'static str, icon: &'static str, tone: Option<&'static str>, about: About) -> Kind {
    Kind { data, word: Cow::Borrowed(word), icon, tone, about }
}

/// The kind of a web or app event.
fn named_kind(name: &str, is_search: bool, lens: &Lens<'_>) -> Kind {
    let known = NAMES.iter().find(|row| row.0.eq_ignore_ascii_case(name));
    let mut kind = match known {
        Some((_, data, word, icon, tone, about)) => fixed(data, word, icon, *tone, *about),
        None => Kind {
            data: "custom",
            word: Cow::Owned(text::humanise(name)),
            icon: trade_icon(name),
            tone: None,
            about: About::Place,
        },
    };
    if is_search && kind.data != "search" {
        // Words searched for make it a search, whatever it is called; a friendly name belongs to the other kind.
        return fixed("search", "Search performed", "search", None, About::Search);
    }
    if let Some(setting) = lens.settings.event_types.get(name).filter(|_| lens.parts.event_types) {
        if let Some(label) = text::some(setting.label.as_deref()) {
            kind.word = Cow::Owned(label);
        }
        kind.icon = setting.icon.as_deref().and_then(icon::known).unwrap_or(kind.icon);
    }
    kind
}

/// The icon of a custom event or session, by the words in its name.
pub(super) fn trade_icon(name: &str) -> &'static str {
    let name = name.to_ascii_lowercase();
    TRADES.iter().find(|(word, _)| name.contains(word)).map_or("star", |(_, icon)| icon)
}

/// The kind of a step in the life of an offer.
fn offer_kind(action: &Action) -> Kind {
    let media = action.media_type.as_deref().unwrap_or_default();
    let (data, channel) = match media.to_ascii_lowercase().as_str() {
        "webchat" => ("chat", "Chat"),
        "webmessagingoffer" => ("messaging", "Messaging"),
        "contentoffer" => ("content", "Content"),
        _ => ("action", ""),
    };
    let state = action.state.as_deref().unwrap_or_default();
    let known = STATES.iter().find(|row| row.0.eq_ignore_ascii_case(state));
    if data == "action" {
        let channel = if media.is_empty() { "Offer".to_owned() } else { text::humanise(media) };
        let state = known.map_or_else(|| text::humanise(state).to_lowercase(), |row| row.1.to_owned());
        let has_state = action.state.as_deref().is_some_and(|state| !state.is_empty());
        let word = if has_state { format!("{channel} {state}") } else { channel };
        let tone = known.filter(|row| row.0 == "errored").and_then(|row| row.4);
        return Kind { data, word: Cow::Owned(word), icon: "circle-star", tone, about: About::Offer };
    }
    let is_content = data == "content";
    let Some((name, word, chat_icon, content_icon, chat_tone, content_tone)) = known else {
        let word = match state {
            "" => format!("{channel} offer"),
            state => format!("{channel} {}", text::humanise(state).to_lowercase()),
        };
        return Kind { data, word: Cow::Owned(word), icon: "circle-star", tone: None, about: About::Offer };
    };
    Kind {
        data: offer_data(data, name),
        word: Cow::Owned(format!("{channel} {word}")),
        icon: if is_content { content_icon } else { chat_icon },
        tone: if is_content { *content_tone } else { *chat_tone },
        about: About::Offer,
    }
}

/// The state of an offer in words: "Timed out".
pub(super) fn state_word(state: &str) -> String {
    let known = STATES.iter().find(|row| row.0.eq_ignore_ascii_case(state));
    known.map_or_else(|| text::humanise(state), |row| text::humanise(row.1))
}

/// The value of `data-kind` of an offer: chat and messaging look alike.
fn offer_data(media: &str, state: &str) -> &'static str {
    match (media == "content", state) {
        (false, "offered") => "chat-offered",
        (false, "accepted") => "chat-accepted",
        (false, "requested") => "chat-requested",
        (false, "rejected") => "chat-rejected",
        (false, "timedout") => "chat-timed-out",
        (false, "ignored") => "chat-ignored",
        (false, "errored") => "chat-failed",
        (false, "engaged") => "chat-connected",
        (false, "completed") => "chat-completed",
        (false, _) => "chat-abandoned",
        (true, "offered") => "content-offered",
        (true, "accepted") => "content-accepted",
        (true, "requested") => "content-requested",
        (true, "rejected") => "content-rejected",
        (true, "timedout") => "content-timed-out",
        (true, "ignored") => "content-ignored",
        (true, "errored") => "content-failed",
        (true, "engaged") => "content-connected",
        (true, "completed") => "content-completed",
        (true, _) => "content-abandoned",
    }
}

/// An offer that was made; one that names only its id says nothing yet.
fn is_offer_drawn(action: &Action) -> bool {
    match action.state.as_deref().filter(|state| !state.is_empty()) {
        Some(state) => !UNSEEN_STATES.iter().any(|unseen| unseen.eq_ignore_ascii_case(state)),
        None => action.media_type.is_some() || action.prompt.is_some() || action.map_name.is_some(),
    }
}

fn is_hidden(name: &str, lens: &Lens<'_>) -> bool {
    let types = &lens.settings.event_types;
    !types.is_empty() && types.get(name).is_some_and(|setting| setting.hidden)
}

fn has_words(search: Option<&str>) -> bool {
    search.is_some_and(|words| !words.trim().is_empty())
}

/// The last part of a dotted name, without a trailing "Event", which says nothing.
fn own_name(name: &str) -> &str {
    let own = name.rsplit('.').find(|part| !part.is_empty()).unwrap_or(name);
    own.strip_suffix("Event").filter(|rest| !rest.is_empty()).unwrap_or(own)
}
