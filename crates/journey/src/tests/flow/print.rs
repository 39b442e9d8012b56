//! The tab as text: what the agent would read, in the order of the page.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::journey::{Journey, Screen};
use crate::model::{ContactFlow, Reading, SessionId};
use crate::problem::Remote;
use crate::view::{Lens, card, map, page, predictions, segments};

/// How the views look at a journey at a moment, nothing masked.
pub(crate) fn lens(journey: &Journey, now: DateTime<Utc>) -> Lens<'_> {
    Lens {
        now,
        offset_minutes: |_| 0,
        fold: crate::view::fold::plain_only,
        names: journey.names(),
        settings: journey.settings(),
        parts: journey.page().parts,
        pages: None,
        is_masked: false,
    }
}

/// Prints a journey as it is read at a moment.
pub(crate) fn print(journey: &Journey, now: DateTime<Utc>) -> String {
    let mut lines = Vec::new();
    let name = journey.customer().name.as_deref().unwrap_or("Unknown");
    lines.push(format!("{} | {name}", journey.status().word()));
    for one in journey.interactions().iter() {
        let alerting = if one.connected { "" } else { " (alerting)" };
        let shown = if journey.shown() == Some(&one.id) { " shown" } else { "" };
        lines.push(format!("interaction {}{alerting}{shown}", one.id));
    }
    match &journey.page().screen {
        Screen::Customer => customer(journey, now, &mut lines),
        Screen::Failed(problem) => {
            lines.push(format!("! {} {} [{}]", problem.title, problem.advice, problem.can_retry));
        }
        screen => lines.push(format!("screen: {screen:?}")),
    }
    lines.extend(page::clock_line(journey.page().clock_off_ms));
    lines.extend(page::hidden_line(&journey.page().hidden));
    lines.join("\n") + "\n"
}

fn customer(journey: &Journey, now: DateTime<Utc>, lines: &mut Vec<String>) {
    contact(journey.contact(), lines);
    lines.extend(page::link_line(journey.page().linked).map(str::to_owned));
    if let Some(problem) = &journey.page().missing {
        lines.push(format!("! {} {}", problem.title, problem.advice));
    }
    for id in journey.order().iter() {
        session(journey, id, now, lines);
    }
    let list = journey.list();
    match &list.first {
        Remote::Loaded(()) => {}
        Remote::Failed(problem) => lines.push(format!("! {} {}", problem.title, problem.advice)),
        loading => lines.push(format!("{loading:?}")),
    }
    if let Some(problem) = &list.more_problem {
        lines.push(format!("! {} {} [{}]", problem.title, problem.advice, problem.can_retry));
    }
    if list.more {
        lines.push("Load More".into());
    }
    if list.n_unreadable > 0 {
        lines.push(format!("{} unreadable", list.n_unreadable));
    }
}

fn contact(flow: &ContactFlow, lines: &mut Vec<String>) {
    match flow {
        ContactFlow::NotNeeded => {}
        ContactFlow::Choose(results) => {
            let cards: Vec<String> =
                results.contacts.iter().map(|card| format!("{} ({})", card.name, card.id)).collect();
            let query = results.query.as_ref().map_or(String::new(), |query| format!(" for \"{query}\""));
            let searching = if results.searching { " searching" } else { "" };
            let problem = results.problem.as_ref().map_or(String::new(), |problem| format!(" ! {}", problem.title));
            let cannot = if results.can_verify { "" } else { " (cannot verify)" };
            lines.push(format!("choose: [{}]{query}{searching}{problem}{cannot}", cards.join(", ")));
        }
        flow => lines.push(format!("contact: {flow:?}")),
    }
}

fn session(journey: &Journey, id: &SessionId, now: DateTime<Utc>, lines: &mut Vec<String>) {
    let lens = lens(journey, now);
    let Some(session) = journey.session(id) else { return };
    let is_current = journey.page().current_session.as_ref() == Some(id);
    let view = card::card(session, &lens, is_current);
    let mark = if is_current { " *" } else { "" };
    let n_events = session.n_events.unwrap_or(0);
    lines.push(format!("{id}: {} {}, {n_events} events{mark}", view.title, view.state.word()));
    if !journey.is_expanded(id) || !card::is_expandable(session, lens.parts, lens.names) {
        return;
    }
    let empty = Arc::default();
    let track = journey.track(id).unwrap_or(&empty);
    if track.reading != Reading::Complete {
        lines.push(format!("  reading {:?}", track.reading));
    }
    for item in map::map(track, session, &map::Window::newest(), &lens).items {
        lines.push(format!("  {}", item.name));
    }
    for one in predictions::predictions(session, journey.predictions(id).map(AsRef::as_ref), &lens) {
        lines.push(format!("  {} {}", one.name, one.value_text));
    }
    for chip in segments::segments(session, &lens) {
        lines.push(format!("  matched {}", chip.name));
    }
}
