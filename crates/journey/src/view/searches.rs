//! Words searched for in a session: one line per term, in the order of first use (genesys-domain §7).

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{Lens, kind, mask, text, time};
use crate::chars;
use crate::model::{Session, Track};

/// One term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The words, as first typed.
    pub term: String,
    /// How often.
    pub times: usize,
    /// Time of the last use, "14:16", when its event is held.
    pub at: Option<String>,
}

/// The terms of a session: those that it announces, then those that only its events know yet.
#[must_use]
pub fn searches(session: &Session, track: Option<&Track>, lens: &Lens<'_>) -> Vec<Search> {
    let mut terms: Vec<Term<'_>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for words in &session.search_terms {
        if let Some(term) = term(words, &mut terms, &mut places) {
            term.n_announced += 1;
        }
    }
    for event in track.into_iter().flat_map(Track::iter) {
        let Some(words) = kind::search_of(event, lens) else { continue };
        if let Some(term) = term(words, &mut terms, &mut places) {
            term.n_events += 1;
            term.last = Some(event.created);
        }
    }
    terms
        .into_iter()
        .map(|term| Search {
            term: mask::veiled(text::shown(term.words), lens),
            // The session may name each term once, and the events held may be fewer than all.
            times: term.n_announced.max(term.n_events),
            at: term.last.map(|at| time::within(at, session.created, lens)),
        })
        .collect()
}

/// Whether anything was searched for.
#[must_use]
pub fn has_any(session: &Session) -> bool {
    session.search_terms.iter().any(|words| !words.trim().is_empty())
}

/// A term while it is counted.
struct Term<'a> {
    words: &'a str,
    n_announced: usize,
    n_events: usize,
    last: Option<DateTime<Utc>>,
}

/// The entry of these words, which differ neither by case nor by blanks around them nor by what cannot be seen; none for blank words.
fn term<'a, 'b>(
    words: &'a str,
    terms: &'b mut Vec<Term<'a>>,
    places: &mut HashMap<String, usize>,
) -> Option<&'b mut Term<'a>> {
    let key = chars::plain(words).to_lowercase();
    if key.is_empty() {
        return None;
    }
    let place = *places.entry(key).or_insert(terms.len());
    if place == terms.len() {
        terms.push(Term { words, n_announced: 0, n_events: 0, last: None });
    }
    terms.get_mut(place)
}
