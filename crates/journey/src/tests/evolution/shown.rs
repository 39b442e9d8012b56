//! What the views say of an entity, line by line.

use chrono::{DateTime, Utc};

use super::Lines;
use crate::decode;
use crate::journey::Parts;
use crate::model::{Event, Names, Session, Track};
use crate::settings::Settings;
use crate::view::map::MapItem;
use crate::view::{Lens, card, details, map, predictions, searches, segments};
use std::sync::Arc;

/// A desk that knows every name of the samples.
pub(super) struct Desk {
    pub(super) now: DateTime<Utc>,
    pub(super) names: Names,
    pub(super) settings: Arc<Settings>,
}

impl Desk {
    pub(super) fn new() -> Self {
        let mut names = Names::default();
        let samples = include_str!("../../../../wire/tests/samples/segment_listing.json");
        let segments = decode::segments(samples).expect("segments").into_iter();
        names.segments = segments.filter_map(|(id, facts)| Some((id, facts?))).collect();
        let samples = include_str!("../../../../wire/tests/samples/outcome_listing.json");
        names.outcomes = decode::outcomes(samples).expect("outcomes").into_iter().collect();
        names.queues.insert("queue-1".into(), "Web help".into());
        names.users.insert("user-1".into(), "Ada".into());
        names.wrap_ups.insert("wrap-1".into(), "Order placed".into());
        let now = "2026-11-20T14:20:00Z".parse().expect("a moment");
        Self { now, names, settings: Arc::default() }
    }

    pub(super) fn lens(&self) -> Lens<'_> {
        Lens {
            now: self.now,
            offset_minutes: |_| 0,
            fold: crate::view::fold::plain_only,
            names: &self.names,
            settings: &self.settings,
            parts: Parts::default(),
            pages: None,
            is_masked: false,
        }
    }
}

/// Puts a line; several of one label stand below each other.
pub(super) fn put(lines: &mut Lines, record: &str, label: &str, value: impl AsRef<str>) {
    let line = lines.entry(format!("{record} {label}")).or_default();
    line.push_str(value.as_ref());
    line.push('\n');
}

/// The card of a session with all that its body shows beside the map.
pub(super) fn session(lines: &mut Lines, record: &str, session: &Session, lens: &Lens<'_>) {
    let view = card::card(session, lens, false);
    let mut add = |label: &str, value: &str| put(lines, record, label, value);
    add("title", &view.title);
    add("icon", view.icon);
    add("kind", view.kind);
    add("state", view.state.word());
    add("started", &format!("{} {}", view.started.text, view.started.iso));
    if let Some(status) = &view.status {
        add("status", &format!("{} {}", status.text, status.is_code));
    }
    if let Some(duration) = &view.duration {
        add("duration", duration);
    }
    if let Some(lead) = &view.lead {
        add("lead", &format!("{} {} {:?}", lead.label, lead.what, lead.href));
        if let Some(tick) = &lead.tick {
            add("tick", tick);
        }
    }
    for fact in view.facts.iter().chain(&view.details) {
        add(&fact.label, &fact.value);
    }
    if let Some(link) = &view.link {
        add("link", link);
    }
    if view.n_achieved > 0 {
        add("achieved", &view.n_achieved.to_string());
    }
    if card::is_expandable(session, lens.parts, lens.names) {
        add("expandable", "yes");
    }
    for chip in segments::segments(session, lens) {
        add("segments", &format!("{} {:?} {} {}", chip.name, chip.time, chip.ended, chip.paint.color));
    }
    for search in searches::searches(session, None, lens) {
        add("searches", &format!("{} {}", search.term, search.times));
    }
    for bar in predictions::predictions(session, None, lens) {
        add("predictions", &format!("{} {}", bar.name, bar.value_text));
    }
}

/// The events of a session on its map.
pub(super) fn items(session: &Session, track: &Track, lens: &Lens<'_>) -> Vec<MapItem> {
    map::map(track, session, &map::Window::newest(), lens).items
}

/// One event as it is drawn.
pub(super) fn item(lines: &mut Lines, record: &str, item: &MapItem) {
    put(lines, record, "name", &item.name);
    put(lines, record, "look", format!("{} {} {:?}", item.kind, item.icon, item.tone));
}

/// The details of one event.
pub(super) fn event(lines: &mut Lines, record: &str, event: &Event, session: &Session, track: &Track, lens: &Lens<'_>) {
    let details = details::details(event, session, track, lens);
    put(lines, record, "title", &details.title);
    put(lines, record, "subtitle", &details.subtitle);
    for row in details.rows.iter().filter(|row| row.label != "Repeat") {
        put(lines, record, &row.label, format!("{} {:?}", row.value, row.href));
        put(lines, record, &row.label, row.copy.as_deref().unwrap_or_default());
    }
}
