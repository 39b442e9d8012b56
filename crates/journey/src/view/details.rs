//! Details of one event (genesys-domain §5.5): only rows that exist. Values are shown clamped and copied whole.
//!
//! Owns which facts of an event are told, and in which order. Must not repeat what an event is called: `kind` knows.

use chrono::{DateTime, Utc};

use super::card;
use super::kind::{self, About};
use super::segments::Paint;
use super::{Lens, conversation, facts, map, mask, place, text, time};
use crate::chars::plain;
use crate::model::{
    Action, AppFacts, Body, Campaign, Event, Named, OutcomeId, Page, Referrer, SegmentId, Session, Track, WebFacts,
};
use crate::place::{readable, readable_url};

/// At most this many attributes and traits are shown.
const ATTRIBUTES: usize = 100;

/// The dialog of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// Title: page, term, segment …
    pub title: String,
    /// Icon's name.
    pub icon: &'static str,
    /// `good` or `bad`.
    pub tone: Option<&'static str>,
    /// Colours of the segment.
    pub segment: Option<Paint>,
    /// "Form abandoned · 14:18:02 · 16 min in".
    pub subtitle: String,
    /// Rows in order.
    pub rows: Vec<Row>,
}

impl Details {
    /// All rows as `label: value` lines, for "Copy all".
    #[must_use]
    pub fn copy_all(&self) -> String {
        let line = |row: &Row| row.copy.as_ref().map(|copy| format!("{}: {copy}", row.label));
        self.rows.iter().filter_map(line).collect::<Vec<_>>().join("\n")
    }
}

/// A row: a `dt`, a `dd` and a copy button "Copy <label>".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Label.
    pub label: String,
    /// The value as shown, clamped.
    pub value: String,
    /// The whole value, to be copied; `None` while it is masked.
    pub copy: Option<String>,
    /// Where it leads, http or https only.
    pub href: Option<String>,
}

/// The details of an event.
#[must_use]
pub fn details(event: &Event, session: &Session, track: &Track, lens: &Lens<'_>) -> Details {
    let kind = kind::kind(event, lens);
    let subject = kind::subject(event, &kind, lens);
    let mut rows = Rows { rows: Vec::new(), lens };
    rows.add("Time", Some(&time::full(event.created, lens)));
    let stamp = event.stamp.map(|stamp| time::full(stamp, lens));
    rows.add("Visitor’s clock", stamp.map(|stamp| format!("{stamp}, in the future")).as_deref());
    match &event.body {
        Body::Web(facts) => web(facts, kind.about, lens, &mut rows),
        Body::App(facts) => app(facts, kind.about, lens, &mut rows),
        Body::Action(action) => offer(action, &mut rows),
        Body::Outcome { id, .. } => outcome(id, lens, &mut rows),
        Body::Segment { id, until, .. } => segment(id, *until, lens, &mut rows),
        Body::Other(name) => {
            rows.add("Event", Some(name));
            talk(session, lens, &mut rows);
        }
    }
    if let Some(note) = repeat(event, kind.about, track, lens) {
        rows.add("Repeat", Some(&note));
    }

    // An offer is called by its step, and its prompt is a row; all else by what it is about.
    let is_titled = kind.about != About::Offer && !subject.is_empty();
    let when =
        [time::clock_seconds(event.created, lens), time::since_start(time::between(session.created, event.created))];
    let word = is_titled.then(|| text::isolated(&kind.word).into_owned());
    Details {
        title: if is_titled { subject } else { kind.word.into_owned() },
        icon: kind.icon,
        tone: kind.tone,
        segment: match &event.body {
            Body::Segment { id, .. } => lens.names.segments.get(id).map(|facts| Paint::new(facts.color)),
            _ => None,
        },
        subtitle: word.into_iter().chain(when).collect::<Vec<_>>().join(" · "),
        rows: rows.rows,
    }
}

/// Rows in the making: blank values leave none; what is personal stands as dots while it is masked.
struct Rows<'a> {
    rows: Vec<Row>,
    lens: &'a Lens<'a>,
}

impl Rows<'_> {
    fn add(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.push(label, value, value, None);
        }
    }

    /// A value that may be an address.
    fn link(&mut self, label: &str, address: Option<&str>) {
        if let Some(address) = address {
            let href = text::web_link(address);
            let read = if href.is_some() { readable_url(address) } else { address.to_owned() };
            self.push(label, address, &read, href);
        }
    }

    /// A part of an address.
    fn address(&mut self, label: &str, part: Option<&str>) {
        if let Some(part) = part {
            self.push(label, part, &readable(part), None);
        }
    }

    /// A value made of several, each fit to be shown.
    fn joined(&mut self, label: &str, value: Option<String>) {
        let Some(value) = value else { return };
        let seen = mask::veiled(value.clone(), self.lens);
        let is_whole = seen == value && !(self.lens.is_masked && seen.contains(mask::DOTS));
        let copy = is_whole.then(|| text::copied(&value));
        self.rows.push(Row { label: label.to_owned(), value: seen, copy, href: None });
    }

    /// A value, and how it reads, as far as it may be seen. What is hidden in part is neither copied nor opened.
    fn push(&mut self, label: &str, value: &str, read: &str, href: Option<String>) {
        let seen = mask::veiled(read.to_owned(), self.lens);
        let is_whole =
            seen == read && mask::is_open(value, self.lens) && !(self.lens.is_masked && seen.contains(mask::DOTS));
        let shown = text::shown(&seen);
        if !shown.is_empty() {
            let (copy, href) = if is_whole { (Some(text::copied(value)), href) } else { (None, None) };
            self.rows.push(Row { label: label.to_owned(), value: shown, copy, href });
        }
    }

    /// Dots in the place of a value.
    fn hide(&mut self, label: &str) {
        self.rows.push(Row { label: label.to_owned(), value: mask::DOTS.to_owned(), copy: None, href: None });
    }

    /// Facts about the person.
    fn traits(&mut self, traits: &[Named]) {
        if self.lens.is_masked {
            traits.iter().take(ATTRIBUTES).for_each(|one| self.hide(&text::humanise(&one.name)));
        } else {
            self.named(&traits.iter().collect::<Vec<_>>());
        }
    }

    /// Custom data, in its order; addresses become links.
    fn named(&mut self, named: &[&Named]) {
        for Named { name, value } in named.iter().copied().take(ATTRIBUTES) {
            let (value, href) = (&*value.value, text::web_link(&value.value));
            let read = if href.is_some() { readable_url(value) } else { value.to_owned() };
            self.push(&text::humanise(name), value, &mask::named(name, &read, self.lens), href);
        }
        let n_left = named.len().saturating_sub(ATTRIBUTES);
        if n_left > 0 {
            self.add("Not shown", Some(&format!("{n_left} more")));
        }
    }
}

/// Attributes of an event, in the order that the administrator gave them.
fn attributes<'a>(name: &str, all: &'a [Named], lens: &Lens<'_>) -> Vec<&'a Named> {
    match lens.settings.event_types.get(name).filter(|_| lens.parts.event_types) {
        Some(setting) => setting.arranged(all, |one| &one.name).0,
        None => all.iter().collect(),
    }
}

fn web(facts: &WebFacts, about: About, lens: &Lens<'_>, rows: &mut Rows<'_>) {
    if about == About::Search {
        rows.add("Term", facts.search.as_deref());
    }
    page(&facts.page, about == About::Page, lens, rows);
    if about == About::Page {
        referrer(facts.referrer.as_ref(), rows);
        campaign(facts.campaign.as_ref(), rows);
        let n_total = facts.n_pageviews_total.filter(|n| *n > 0).map(|n| n.to_string());
        rows.add("Pages in all visits", n_total.as_deref());
    }
    rows.named(&attributes(&facts.name, &facts.attributes, lens));
    rows.traits(&facts.traits);
    rows.add("Signed in", facts.authenticated.then_some("Yes"));
    technical_name(&facts.name, about, rows);
}

fn page(page: &Page, is_whole: bool, lens: &Lens<'_>, rows: &mut Rows<'_>) {
    if is_whole {
        rows.add("Title", page.title.as_deref());
    } else {
        rows.add("Page", place::name(page, lens).as_deref());
    }
    rows.link("URL", page.url.as_deref());
    if is_whole {
        rows.address("Path", page.path.as_deref());
        rows.address("Query", page.query.as_deref());
        rows.address("Fragment", page.fragment.as_deref());
        rows.add("Language", page.language.as_deref());
        rows.add("Keywords", page.keywords.as_deref());
        let crumbs = page.breadcrumb.iter().map(|crumb| text::some(Some(crumb))).take(ATTRIBUTES);
        rows.joined("Breadcrumb", facts::joined(crumbs, " > "));
    }
}

fn referrer(referrer: Option<&Referrer>, rows: &mut Rows<'_>) {
    let Some(referrer) = referrer else { return };
    rows.joined("Referrer", facts::referrer(referrer));
    rows.link("Referrer address", referrer.url.as_deref());
    rows.add("Searched for there", referrer.keywords.as_deref());
}

fn campaign(campaign: Option<&Campaign>, rows: &mut Rows<'_>) {
    let Some(campaign) = campaign else { return };
    rows.joined("Campaign", facts::campaign(campaign));
    rows.add("Campaign term", campaign.term.as_deref());
    rows.add("Campaign content", campaign.content.as_deref());
}

fn app(facts: &AppFacts, about: About, lens: &Lens<'_>, rows: &mut Rows<'_>) {
    if about == About::Search {
        rows.add("Term", facts.search.as_deref());
    }
    rows.add("Screen", facts.screen.as_deref());
    rows.add("App", facts.app.as_deref());
    if let Some(device) = &facts.device {
        rows.joined("Device", facts::model(device));
        rows.add("System", device.os.as_deref());
    }
    rows.add("Network", facts.network.as_deref());
    rows.named(&attributes(&facts.name, &facts.attributes, lens));
    rows.traits(&facts.traits);
    technical_name(&facts.name, about, rows);
}

/// Events that an organisation names itself keep their technical name within reach.
fn technical_name(name: &str, about: About, rows: &mut Rows<'_>) {
    if about == About::Place {
        rows.add("Event", Some(name));
    }
}

fn offer(action: &Action, rows: &mut Rows<'_>) {
    let version = action.map_version.map(|version| format!("version {version}"));
    rows.joined("Action map", facts::joined([text::some(action.map_name.as_deref()), version], ", "));
    rows.add("Prompt", action.prompt.as_deref());
    rows.add("State", action.state.as_deref().filter(|state| !state.is_empty()).map(kind::state_word).as_deref());
    let answered = action.time_to_disposition_ms.filter(|ms| *ms > 0).and_then(chrono::Duration::try_milliseconds);
    let answered =
        answered.map(|span| if span.num_seconds() == 0 { "under 1 s".to_owned() } else { time::length(span) });
    rows.add("Answered in", answered.as_deref());
    rows.add("Error code", action.error_code.as_deref());
    rows.add("Error", action.error_message.as_deref());
}

fn outcome(id: &OutcomeId, lens: &Lens<'_>, rows: &mut Rows<'_>) {
    let Some(facts) = lens.names.outcomes.get(id) else { return };
    rows.add("About", facts.description.as_deref());
    rows.add("Kind", Some(if facts.is_positive { "Goal (positive)" } else { "Risk (negative)" }));
}

fn segment(id: &SegmentId, until: Option<DateTime<Utc>>, lens: &Lens<'_>, rows: &mut Rows<'_>) {
    let Some(facts) = lens.names.segments.get(id) else { return };
    rows.add("About", facts.description.as_deref());
    rows.add("Scope", facts.scope.as_deref());
    let is_session = facts.scope.as_deref().is_some_and(|scope| scope.eq_ignore_ascii_case("Session"));
    let expires = match (until, facts.expiration_days) {
        (Some(until), _) => Some(time::moment(until, lens)),
        (None, _) if is_session => Some("With the session".to_owned()),
        (None, Some(1)) => Some("1 day after the match".to_owned()),
        (None, Some(days)) if days > 0 => Some(format!("{days} days after the match")),
        _ => None,
    };
    rows.add("Expires", expires.as_deref());
    rows.add("Source", facts.source.as_deref().map(text::humanise).as_deref());
}

/// Facts of the conversation to which an event of an unknown kind belongs.
fn talk(session: &Session, lens: &Lens<'_>, rows: &mut Rows<'_>) {
    let Some(conversation) = &session.conversation else { return };
    rows.add("Channel", Some(&conversation::title(conversation)));
    rows.add("Queue", conversation::queue(conversation, lens).as_deref());
    let (mut on_card, mut in_body) = (Vec::new(), Vec::new());
    conversation::facts(conversation, card::state(session, lens), lens, &mut on_card, &mut in_body);
    for fact in on_card.iter().chain(&in_body) {
        rows.joined(&fact.label, Some(fact.value.clone()));
    }
}

/// "2nd time in this session", "3rd visit".
fn repeat(event: &Event, about: About, track: &Track, lens: &Lens<'_>) -> Option<String> {
    match about {
        About::Page | About::Screen => {
            map::visit_of(track, &event.id, lens).map(|n| format!("{} visit", time::ordinal(n)))
        }
        About::Search => {
            let term = plain(kind::search_of(event, lens)?).to_lowercase();
            let is_before = |other: &Event| other.place() <= event.place();
            let n = track
                .iter()
                .take_while(|other| is_before(other))
                .filter(|other| kind::search_of(other, lens).is_some_and(|words| plain(words).to_lowercase() == term))
                .count();
            let n = u32::try_from(n).ok().filter(|n| *n > 1)?;
            Some(format!("{} time in this session", time::ordinal(n)))
        }
        _ => None,
    }
}
