//! Builders: a desk with names and settings, sessions, events; and cards and maps as text.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::journey::Parts;
use crate::model::{
    Achievement, Action, AppFacts, Body, Event, LastEvent, Matched, Named, Names, OutcomeFacts, Page, Reading,
    SegmentFacts, Session, SessionKind, Track, TypedValue, WebFacts,
};
use crate::place::Pages;
use crate::settings::{Settings, TypeSetting};
use crate::view::Lens;
use crate::view::card::{CardView, card};
use crate::view::map::{MapView, Window, map};

/// 14:20:34 on the agent's Saturday.
pub(super) const NOW: &str = "2024-11-16T14:20:34Z";

pub(super) fn at(text: &str) -> DateTime<Utc> {
    let text = if text.contains('T') { text.to_owned() } else { format!("2024-11-16T{text}Z") };
    DateTime::parse_from_rfc3339(&text).expect("a moment").to_utc()
}

/// What a lens looks through.
pub(super) struct Desk {
    pub(super) now: DateTime<Utc>,
    pub(super) names: Names,
    pub(super) settings: Arc<Settings>,
    pub(super) parts: Parts,
    pub(super) is_masked: bool,
}

impl Desk {
    pub(super) fn new() -> Self {
        let mut names = Names::default();
        for (id, name, color) in [
            ("s-sale", "Sale hunters", (0xDD, 0xD8, 0x56)),
            ("s-basket", "High-value basket", (0x1F, 0x6F, 0x5C)),
            ("s-hesitation", "Checkout hesitation", (0xD4, 0x48, 0x3B)),
        ] {
            let facts = SegmentFacts {
                name: name.into(),
                color,
                description: Some(format!("About {name}").into()),
                scope: Some("Session".into()),
                expiration_days: None,
                source: None,
            };
            names.segments.insert(id.into(), facts);
        }
        for (id, name, is_positive) in [
            ("o-buy", "Purchase", true),
            ("o-sign", "Account sign-up", true),
            ("o-return", "Contact about a return", false),
        ] {
            names.outcomes.insert(id.into(), OutcomeFacts { name: name.into(), description: None, is_positive });
        }
        names.queues.insert("q-sales".into(), "Online sales".into());
        names.users.insert("u-amari".into(), "D. Amari".into());
        names.users.insert("u-me".into(), "A. Lindqvist".into());
        names.wrap_ups.insert("w-status".into(), "Order status given".into());
        names.me = Some("u-me".into());
        Self { now: at(NOW), names, settings: Arc::new(Settings::default()), parts: Parts::default(), is_masked: false }
    }

    pub(super) fn at(mut self, now: &str) -> Self {
        self.now = at(now);
        self
    }

    pub(super) fn event_type(mut self, name: &str, setting: TypeSetting) -> Self {
        Arc::make_mut(&mut self.settings).event_types.insert(name.to_owned(), setting);
        self
    }

    pub(super) fn lens(&self) -> Lens<'_> {
        Lens {
            now: self.now,
            offset_minutes: |_| 0,
            fold: super::folding::native,
            names: &self.names,
            settings: &self.settings,
            parts: self.parts,
            pages: None,
            is_masked: self.is_masked,
        }
    }

    pub(super) fn card(&self, session: &Session) -> String {
        card_text(&card(session, &self.lens(), false))
    }

    pub(super) fn map(&self, events: Vec<Event>) -> String {
        map_text(&self.map_of(&track(events)))
    }

    /// The map of a track whose pages are known.
    pub(super) fn map_of(&self, track: &Track) -> MapView {
        let pages = Pages::new(track, &self.settings.page_noise);
        map(track, &web(), &Window::newest(), &Lens { pages: Some(&pages), ..self.lens() })
    }
}

/// A session with nothing but a start.
pub(super) fn session(kind: SessionKind, created: &str) -> Session {
    Session {
        id: "session-1".into(),
        kind,
        contact: None,
        customer: None,
        customer_id_type: None,
        created: at(created),
        ended: None,
        idle: None,
        away: None,
        duration_seconds: None,
        n_events: None,
        n_pageviews: None,
        n_screenviews: None,
        last_event: None,
        last_page: None,
        last_screen: None,
        page_since: None,
        search_terms: Vec::new(),
        authenticated: false,
        segments: Vec::new(),
        achievements: Vec::new(),
        attributes: Vec::new(),
        browser: None,
        browser_language: None,
        view: None,
        device: None,
        place: None,
        ip: None,
        ip_organization: None,
        referrer: None,
        campaign: None,
        app: None,
        external_id: None,
        external_url: None,
        short_id: None,
        conversation: None,
        case: None,
    }
}

/// A web visit since 14:02 that saw its newest page at 14:18:22.
pub(super) fn web() -> Session {
    let mut session = session(SessionKind::Web, "14:02:10");
    session.last_event = last("page_viewed", "14:18:22");
    session.page_since = Some(at("14:18:22"));
    session.last_page = Some(page("Returns and refunds", "/help/returns"));
    session
}

pub(super) fn last(name: &str, created: &str) -> Option<LastEvent> {
    Some(LastEvent { id: None, name: Some(name.into()), created: Some(at(created)) })
}

pub(super) fn page(title: &str, path: &str) -> Page {
    Page {
        url: Some(format!("https://www.fernwell.example{path}").into()),
        title: Some(title.into()),
        path: Some(path.into()),
        host: Some("www.fernwell.example".into()),
        ..Page::default()
    }
}

pub(super) fn matched(segment: &str, when: Option<&str>) -> Matched {
    Matched { segment: segment.into(), at: when.map(at), ended: None }
}

pub(super) fn achieved(outcome: &str, when: Option<&str>) -> Achievement {
    Achievement { outcome: outcome.into(), at: when.map(at) }
}

pub(super) fn event(created: &str, body: Body) -> Event {
    Event { id: format!("e-{created}").into(), session: "session-1".into(), created: at(created), stamp: None, body }
}

pub(super) fn web_facts(name: &str, page: Page) -> WebFacts {
    WebFacts { name: name.into(), page, ..WebFacts::default() }
}

/// Something done on a page called by its path.
pub(super) fn on_page(created: &str, name: &str, title: &str) -> Event {
    let path = format!("/{}", title.to_lowercase().replace(' ', "-"));
    event(created, Body::Web(Box::new(web_facts(name, page(title, &path)))))
}

pub(super) fn searched(created: &str, words: &str) -> Event {
    let facts = WebFacts { search: Some(words.into()), ..web_facts("search_performed", page("Search", "/search")) };
    event(created, Body::Web(Box::new(facts)))
}

pub(super) fn in_app(created: &str, name: &str, screen: &str) -> Event {
    let facts = AppFacts { name: name.into(), screen: Some(screen.into()), ..AppFacts::default() };
    event(created, Body::App(Box::new(facts)))
}

pub(super) fn offer(created: &str, media_type: &str, state: &str) -> Event {
    let action = Action {
        media_type: Some(media_type.into()),
        state: Some(state.into()),
        prompt: Some("Need a hand?".into()),
        ..Action::default()
    };
    event(created, Body::Action(Box::new(action)))
}

pub(super) fn outcome(created: &str, id: &str) -> Event {
    event(created, Body::Outcome { id: id.into(), name: None })
}

pub(super) fn segment(created: &str, id: &str) -> Event {
    event(created, Body::Segment { id: id.into(), assigned: true, until: None })
}

pub(super) fn named(name: &str, value: &str) -> Named {
    Named { name: name.into(), value: TypedValue { data_type: None, value: value.into() } }
}

/// A track that was read to its end.
pub(super) fn track(events: Vec<Event>) -> Track {
    let mut track = Track::default();
    for event in events {
        track.insert(Arc::new(event));
    }
    track.reading = Reading::Complete;
    track
}

/// A card as the agent reads it.
pub(super) fn card_text(card: &CardView) -> String {
    let mut out = format!("[{}] {}, {} ({})\n", card.icon, card.title, card.heading_time, card.state.word());
    if let Some(status) = &card.status {
        writeln!(out, "status: {}{}", status.text, if status.is_code { " (code)" } else { "" }).unwrap();
    }
    let duration = card.duration.as_deref().unwrap_or("-");
    writeln!(out, "started {} ({}), {duration}", card.started.text, card.started.iso).unwrap();
    if let Some(lead) = &card.lead {
        write!(out, "{}: {}", lead.label, lead.what).unwrap();
        for part in lead.tick.iter().chain(&lead.href) {
            write!(out, " | {part}").unwrap();
        }
        out.push('\n');
    }
    for fact in &card.facts {
        writeln!(
            out,
            "- {}: {}{}",
            fact.label,
            fact.value,
            fact.icon.map(|icon| format!(" [{icon}]")).unwrap_or_default()
        )
        .unwrap();
    }
    for fact in &card.details {
        writeln!(out, "  + {}: {}", fact.label, fact.value).unwrap();
    }
    if card.n_achieved > 0 {
        writeln!(out, "{} achieved", card.n_achieved).unwrap();
    }
    if let Some(link) = &card.link {
        writeln!(out, "link {link}").unwrap();
    }
    out
}

/// A map as the agent reads it: stations as they are, events with a dash.
pub(super) fn map_text(map: &MapView) -> String {
    let mut out = String::new();
    if map.before > 0 {
        writeln!(out, "{} more events", map.before).unwrap();
    }
    for item in &map.items {
        write!(out, "{}{} [{}/{}]", if item.is_station { "" } else { "- " }, item.name, item.kind, item.icon).unwrap();
        let notes = [
            item.tone.map(str::to_owned),
            item.segment.as_ref().map(|paint| format!("{} on {}", paint.ink, paint.color)),
            item.dwell.as_ref().map(|dwell| format!("for {dwell}")),
            item.visit.map(|n| format!("visit {n}")),
            item.is_entry.then(|| "entry".to_owned()),
            item.is_here.then(|| "here".to_owned()),
            (item.is_station && item.n_on_page > 0).then(|| format!("{} on it", item.n_on_page)),
            item.first.then(|| "first".to_owned()),
            item.last.then(|| format!("last of {}", item.n_on_page)),
            item.gap.as_ref().map(|gap| format!("then {gap}")),
        ];
        for note in notes.into_iter().flatten() {
            write!(out, " {note};").unwrap();
        }
        out.push('\n');
    }
    if map.after > 0 {
        writeln!(out, "{} more events", map.after).unwrap();
    }
    out
}

/// `n` seconds after a moment, as a text that the builders take.
pub(super) fn after(start: &str, seconds: i64) -> String {
    (at(start) + Duration::seconds(seconds)).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
