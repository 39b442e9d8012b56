//! Find in journey: which cards and events hold what the agent types. What can be found is what is shown.
//!
//! Owns the text that is searched. Must not find what is hidden, or what stands behind dots.

use std::borrow::Cow;

use super::fold::{self, Fold, Hay};
use super::{Lens, card, kind, mask, percent, searches, segments, time};
use crate::model::{Body, Event, EventId, Named, Reading, Session, SessionId, Track};
use crate::place::Pages;

/// Events whose texts are folded in one go.
const AT_ONCE: usize = 500;

/// What is looked for: every word must occur, in any order, whatever its case, accents, width and unseen characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needle {
    words: Vec<Word>,
}

/// One word, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    own: String,
    /// How it reads where it is percent-encoded.
    decoded: Option<String>,
}

/// A part of a text that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Its characters, as they stand in the text.
    pub text: String,
    /// It is what was looked for.
    pub is_match: bool,
}

impl Needle {
    /// `None` when there is nothing to look for.
    #[must_use]
    pub fn new(text: &str, fold: Fold) -> Option<Self> {
        let words: Vec<Word> = text
            .split_whitespace()
            .map(|word| {
                let decoded = percent::decoded(word);
                let decoded = (decoded != word).then(|| fold::folded(&decoded, fold));
                Word { own: fold::folded(word, fold), decoded }
            })
            .filter(|word| !word.own.is_empty())
            .collect();
        (!words.is_empty()).then_some(Self { words })
    }

    /// Whether each word is in one of the two folded texts.
    fn is_in(&self, one: &str, other: &str) -> bool {
        let is_in = |word: &str| one.contains(word) || other.contains(word);
        self.words.iter().all(|word| is_in(&word.own) || word.decoded.as_deref().is_some_and(is_in))
    }

    /// The parts of a text that is shown, each a match or none; empty when nothing in it is.
    #[must_use]
    pub fn segments(&self, text: &str, fold: Fold) -> Vec<Segment> {
        // Folded letter by letter, so that each place of the folded text belongs to a letter of the text.
        let letters: Vec<char> = text.chars().collect();
        let folded: Vec<String> = if text.is_ascii() {
            letters.iter().map(|c| c.to_ascii_uppercase().to_string()).collect()
        } else {
            fold::each(text.chars(), fold)
        };
        let hay = folded.concat();
        let mut is_match = vec![false; hay.len()];
        for word in self.words.iter().flat_map(|word| word.decoded.iter().chain([&word.own])) {
            for (at, found) in hay.match_indices(word.as_str()) {
                is_match.iter_mut().skip(at).take(found.len()).for_each(|place| *place = true);
            }
        }
        if !is_match.contains(&true) {
            return Vec::new();
        }
        let mut segments: Vec<Segment> = Vec::new();
        let mut at = 0;
        for (letter, folded) in letters.into_iter().zip(&folded) {
            let own = is_match.get(at..at + folded.len()).unwrap_or_default();
            at += folded.len();
            match segments.last_mut() {
                // A mark, or what cannot be seen, stays with the letter before.
                Some(last) if own.is_empty() || last.is_match == own.contains(&true) => last.text.push(letter),
                _ => segments.push(Segment { text: letter.to_string(), is_match: own.contains(&true) }),
            }
        }
        segments
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
    /// Takes those of the session's events that fit.
    fn take(&mut self, session: &Session, events: &mut Vec<&Event>, fits: &[bool]) {
        let fitting = events.drain(..).zip(fits).filter(|(_, fits)| **fits);
        self.events.extend(fitting.map(|(event, _)| (session.id.clone(), event.id.clone())));
    }

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
    let mut texts = Texts { hay: Hay::default(), lens };
    for (session, track) in held {
        let pages = Pages::new(track, &lens.settings.page_noise);
        let lens = &Lens { pages: Some(&pages), ..*lens };
        let n_before = found.events.len();
        found.n_sessions += 1;
        if lens.parts.events {
            found.n_unread +=
                usize::from(track.reading != Reading::Complete && card::is_expandable(session, lens.parts, lens.names));
            let mut drawn: Vec<&Event> = Vec::new();
            for event in track.iter().filter(|event| kind::is_drawn(event, lens)) {
                texts.add_event(event);
                drawn.push(event);
                if texts.hay.len() == AT_ONCE {
                    found.take(session, &mut drawn, &texts.sift(needle));
                }
            }
            found.take(session, &mut drawn, &texts.sift(needle));
        }
        if found.events.len() == n_before {
            texts.add_session(session, track);
        }
        if found.events.len() > n_before || texts.sift(needle).contains(&true) {
            found.sessions.push(session.id.clone());
        }
    }
    found
}

/// Texts that are searched, each part on a line of its own.
struct Texts<'a> {
    hay: Hay,
    lens: &'a Lens<'a>,
}

impl Texts<'_> {
    fn sift(&mut self, needle: &Needle) -> Vec<bool> {
        self.hay.sift(|one, other| needle.is_in(one, other), self.lens.fold)
    }

    /// A text that a visitor wrote. What stands behind dots is not found.
    fn add(&mut self, text: Option<&str>) {
        match text {
            Some(text) if self.lens.is_masked => self.hay.add(&mask::veiled(text.to_owned(), self.lens)),
            Some(text) => self.hay.add(text),
            None => {}
        }
    }

    /// An address: as it is, and as people read it.
    fn add_address(&mut self, address: Option<&str>) {
        self.add(address);
        if let Some(address) = address
            && let Cow::Owned(readable) = percent::decoded(address)
        {
            self.add(Some(&readable));
        }
    }

    fn add_session(&mut self, session: &Session, track: &Track) {
        let lens = self.lens;
        let view = card::card(session, lens, false);
        for text in [&view.title, &view.heading_time, &view.started.text] {
            self.hay.add(text);
        }
        self.hay.add(view.state.word());
        if let Some(status) = &view.status {
            self.hay.add(&status.text);
        }
        if let Some(lead) = &view.lead {
            self.hay.add(&lead.what);
            self.add_address(lead.href.as_deref());
        }
        for fact in view.facts.iter().chain(&view.details) {
            self.hay.add(&fact.label);
            self.hay.add(&fact.value);
        }
        for search in searches::searches(session, Some(track), lens) {
            self.hay.add(&search.term);
        }
        for chip in segments::segments(session, lens) {
            self.hay.add(&chip.name);
        }
        self.hay.close();
    }

    fn add_event(&mut self, event: &Event) {
        let lens = self.lens;
        let own = kind::kind(event, lens);
        self.hay.add(&own.word);
        self.hay.add(&kind::subject(event, &own, lens));
        self.hay.add(&time::full(event.created, lens));
        match &event.body {
            Body::Web(facts) => {
                self.add(facts.page.title.as_deref());
                self.add_address(facts.page.url.as_deref());
                self.add_address(facts.page.path.as_deref());
                self.add(facts.search.as_deref());
                self.add_values(&facts.attributes);
            }
            Body::App(facts) => {
                self.add(facts.screen.as_deref());
                self.add(facts.search.as_deref());
                self.add_values(&facts.attributes);
            }
            Body::Action(action) => {
                self.add(action.prompt.as_deref());
                self.add(action.map_name.as_deref());
            }
            _ => {}
        }
        self.hay.close();
    }

    fn add_values(&mut self, values: &[Named]) {
        for Named { name, value } in values {
            self.hay.add(name);
            if self.lens.is_masked {
                self.hay.add(&mask::named(name, &value.value, self.lens));
            } else {
                self.add_address(Some(&value.value));
            }
        }
    }
}
