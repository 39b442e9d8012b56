//! Find in journey: which cards and events hold what the agent types. What can be found is what is shown.
//!
//! Owns the text that is searched. Must not find what is hidden, or what stands behind dots.

use super::{Lens, card, kind, mask, searches, segments, time};
use crate::model::{Body, Event, EventId, Named, Reading, Session, SessionId, Track};

/// What is looked for: every word must occur, in any order, whatever its case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    words: Vec<String>,
}

impl Needle {
    /// `None` when there is nothing to look for.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        (!words.is_empty()).then_some(Self { words })
    }

    fn is_in(&self, hay: &Hay) -> bool {
        self.words.iter().all(|word| hay.0.contains(word.as_str()))
    }
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Sessions whose card or events hold it, in the order given.
    pub sessions: Vec<SessionId>,
    /// Events that hold it: by session in the order given, oldest first.
    pub events: Vec<(SessionId, EventId)>,
    /// Sessions looked at.
    n_sessions: usize,
    /// Sessions whose events are not all read.
    n_unread: usize,
}

impl Found {
    /// Whether the event was found.
    #[must_use]
    pub fn has(&self, id: &EventId) -> bool {
        self.events.iter().any(|(_, found)| found == id)
    }

    /// "5 events, 2 of 7 sessions. The events of 4 sessions are not read: expand them to search them."
    #[must_use]
    pub fn words(&self) -> String {
        let (n, of) = (self.sessions.len(), self.n_sessions);
        let events = match self.events.len() {
            0 => String::new(),
            1 => "1 event, ".to_owned(),
            n => format!("{n} events, "),
        };
        let of = if of == 1 { "1 session".to_owned() } else { format!("{of} sessions") };
        let sessions = if n == 0 { format!("Nothing found in {of}") } else { format!("{n} of {of}") };
        match self.n_unread {
            0 => format!("{events}{sessions}"),
            1 => format!("{events}{sessions}. The events of 1 session are not read: expand it to search them"),
            n => format!("{events}{sessions}. The events of {n} sessions are not read: expand them to search them"),
        }
    }
}

/// Looks through sessions and the events held of them.
#[must_use]
pub fn find<'a>(needle: &Needle, held: impl Iterator<Item = (&'a Session, &'a Track)>, lens: &Lens<'_>) -> Found {
    let mut found = Found::default();
    let mut hay = Hay::default();
    for (session, track) in held {
        let n_before = found.events.len();
        found.n_sessions += 1;
        if lens.parts.events {
            found.n_unread +=
                usize::from(track.reading != Reading::Complete && card::is_expandable(session, lens.parts, lens.names));
            for event in track.iter().filter(|event| kind::is_drawn(event, lens)) {
                hay.0.clear();
                hay.add_event(event, lens);
                if needle.is_in(&hay) {
                    found.events.push((session.id.clone(), event.id.clone()));
                }
            }
        }
        hay.0.clear();
        hay.add_session(session, track, lens);
        if found.events.len() > n_before || needle.is_in(&hay) {
            found.sessions.push(session.id.clone());
        }
    }
    found
}

/// Text that is searched, in lower case, its parts on lines of their own.
#[derive(Default)]
struct Hay(String);

impl Hay {
    fn add(&mut self, text: &str) {
        self.0.extend(text.chars().flat_map(char::to_lowercase));
        self.0.push('\n');
    }

    /// What may hold personal data is not found while it stands behind dots.
    fn add_written(&mut self, text: Option<&str>, lens: &Lens<'_>) {
        if let Some(text) = text
            && !(lens.is_masked && mask::is_telling(text))
        {
            self.add(text);
        }
    }

    fn add_session(&mut self, session: &Session, track: &Track, lens: &Lens<'_>) {
        let view = card::card(session, lens, false);
        for text in [&view.title, &view.heading_time, &view.started.text] {
            self.add(text);
        }
        self.add(view.state.word());
        if let Some(status) = &view.status {
            self.add(&status.text);
        }
        if let Some(lead) = &view.lead {
            self.add(&lead.what);
            self.add_written(lead.href.as_deref(), lens);
        }
        for fact in view.facts.iter().chain(&view.details) {
            self.add(&fact.label);
            self.add(&fact.value);
        }
        for search in searches::searches(session, Some(track), lens) {
            self.add(&search.term);
        }
        for chip in segments::segments(session, lens) {
            self.add(&chip.name);
        }
    }

    fn add_event(&mut self, event: &Event, lens: &Lens<'_>) {
        let own = kind::kind(event, lens);
        self.add(&own.word);
        self.add(&kind::subject(event, &own, lens));
        self.add(&time::full(event.created, lens));
        match &event.body {
            Body::Web(facts) => {
                let page = &facts.page;
                for text in [&page.title, &page.url, &page.path, &facts.search] {
                    self.add_written(text.as_deref(), lens);
                }
                self.add_values(&facts.attributes, lens);
            }
            Body::App(facts) => {
                for text in [&facts.screen, &facts.search] {
                    self.add_written(text.as_deref(), lens);
                }
                self.add_values(&facts.attributes, lens);
            }
            Body::Action(action) => {
                for text in [&action.prompt, &action.map_name] {
                    self.add_written(text.as_deref(), lens);
                }
            }
            _ => {}
        }
    }

    fn add_values(&mut self, values: &[Named], lens: &Lens<'_>) {
        for value in values {
            self.add(&value.name);
            self.add_written(Some(&value.value.value), lens);
        }
    }
}
