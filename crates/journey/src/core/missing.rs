//! What of the customer could not be read: said in one line, with a way to try it again, until it is read.
//!
//! Only what has no place of its own to say so: a card's events and a further page of the list do. What may not be seen
//! is named as hidden, and what the organisation does not have is no failure.

use std::sync::Arc;

use super::Core;
use crate::journey::{PageState, Unnamed};
use crate::model::SessionId;
use crate::problem::{ApiError, Problem, Refusal};
use crate::sorted::SortedMap;

/// Something that is read for the customer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The contact's own facts.
    Customer,
    /// The list, while sessions are shown.
    Sessions,
    /// Segments of the customer.
    CustomerSegments,
    /// Names of segments.
    Segments,
    /// Names of outcomes.
    Outcomes,
    /// A session's likelihoods.
    Scores(SessionId),
    /// A queue, an agent or a wrap-up code, by its id.
    Name(Arc<str>),
}

impl Part {
    /// In the agent's words.
    fn words(&self) -> &'static str {
        match self {
            Self::Customer => "the customer’s details",
            Self::Sessions => "earlier sessions",
            Self::CustomerSegments | Self::Segments => "segments",
            Self::Outcomes => "outcomes",
            Self::Scores(_) => "predictions",
            Self::Name(_) => "names",
        }
    }
}

/// What is missing, and why.
#[derive(Clone, Debug, Default)]
pub(super) struct Missing {
    parts: SortedMap<Part, Refusal>,
    /// Names that are not asked for again by themselves.
    names: Unnamed,
}

impl Missing {
    /// One line for all of it; the reason is that of the first.
    fn problem(&self) -> Option<Problem> {
        let refusal = self.parts.values().next()?;
        let mut words: Vec<&str> = self.parts.keys().map(Part::words).collect();
        words.dedup();
        Some(Problem { can_retry: true, ..Problem::new(&format!("Not loaded: {}.", words.join(", ")), refusal) })
    }
}

impl Core {
    /// A part could not be read.
    pub(super) fn note_missing(&mut self, part: Part, refusal: &Refusal) {
        // The first refusal stands: a line that changes with each try could not be read.
        let is_told = matches!(refusal.error, ApiError::SignInNeeded | ApiError::Forbidden { .. } | ApiError::NotFound);
        if is_told {
            self.missing.parts.remove(&part);
        } else if self.missing.parts.get(&part).is_none() {
            self.missing.parts.insert(part, refusal.clone());
        }
    }

    /// A part is here.
    pub(super) fn note_read(&mut self, part: &Part) {
        self.missing.parts.remove(part);
    }

    /// Scores are not asked for any more.
    pub(super) fn forget_missing_scores(&mut self) {
        let sessions: Vec<Part> =
            self.missing.parts.keys().filter(|part| matches!(part, Part::Scores(_))).cloned().collect();
        for part in &sessions {
            self.missing.parts.remove(part);
        }
    }

    /// These names failed in a way that does not pass by itself.
    pub(super) fn keep_unnamed(&mut self, unnamed: Unnamed) {
        self.missing.names.extend(unnamed);
    }

    /// Another customer: what was missing of the last one is nobody's.
    pub(super) fn forget_missing(&mut self) {
        self.missing = Missing::default();
    }

    /// The agent asks for what is missing.
    pub(super) fn retry_missing(&mut self) {
        let Missing { parts, names } = std::mem::take(&mut self.missing);
        for part in parts.keys() {
            match part {
                Part::Customer => self.subject.contact_fresh.make_stale(),
                Part::Sessions => self.subject.list.make_stale(),
                Part::CustomerSegments => self.subject.segments_fresh.make_stale(),
                Part::Scores(session) => {
                    if let Some(book) = self.books.get_mut(session) {
                        book.scores.was_read = false;
                    }
                }
                Part::Segments | Part::Outcomes | Part::Name(_) => {}
            }
        }
        self.journey.give_back_unnamed(names);
        let found = self.journey.take_unnamed();
        self.unnamed.extend(found);
    }

    /// Says what is missing. While nothing at all can be read the link says so, and this would say it twice.
    pub(super) fn publish_missing(&mut self) {
        let can_read = self.link.is_open() || self.link.is_delayed();
        let missing = if can_read { self.missing.problem() } else { None };
        if self.journey.page().missing != missing {
            let changes = self.journey.set_page(PageState { missing, ..self.journey.page().clone() });
            self.changed(changes);
        }
    }
}
