//! The events of one session in their order, and its predictions.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::event::Event;
use super::ids::{EventId, OutcomeId};
use crate::problem::Problem;

/// How many events one chunk holds at most: a change copies one chunk and the list of chunks, never all events.
const CHUNK: usize = 256;

/// The events of a session in the order of [`Event::place`], each id once. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track {
    chunks: Vec<Arc<Vec<Arc<Event>>>>,
    n_events: usize,
    /// How far the reading of the history has come.
    pub reading: Reading,
}

/// How far the reading of a session's events has come.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Reading {
    /// Not asked for: the card was never expanded.
    #[default]
    NotAsked,
    /// The first page is on its way.
    First,
    /// Some are here, more pages are on their way.
    More,
    /// All are here.
    Complete,
    /// The rest could not be read.
    Failed(Problem),
}

impl Track {
    /// Number of events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.n_events
    }

    /// True without events.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n_events == 0
    }

    /// The events, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Event>> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    /// The events from the `start`th on.
    pub fn iter_from(&self, start: usize) -> impl Iterator<Item = &Arc<Event>> {
        let mut skip = start;
        self.chunks.iter().flat_map(move |chunk| {
            let from = skip.min(chunk.len());
            skip -= from;
            chunk.iter().skip(from)
        })
    }

    /// The event with this id. Looks at every event: for a click, not for a loop.
    #[must_use]
    pub fn find(&self, id: &EventId) -> Option<&Arc<Event>> {
        self.iter().rev().find(|event| event.id == *id)
    }

    /// The newest event.
    #[must_use]
    pub fn last(&self) -> Option<&Arc<Event>> {
        self.chunks.last().and_then(|chunk| chunk.last())
    }

    /// The event at this time with this id.
    #[must_use]
    pub(crate) fn get(&self, created: DateTime<Utc>, id: &EventId) -> Option<&Arc<Event>> {
        let (chunk, position) = self.position(created, id)?;
        self.chunks.get(chunk)?.get(position)
    }

    /// Puts other facts in the place of the event with the same time and id; false when there is none.
    pub(crate) fn replace(&mut self, event: Arc<Event>) -> bool {
        let Some((chunk, position)) = self.position(event.created, &event.id) else { return false };
        let Some(held) = self.chunks.get_mut(chunk).map(Arc::make_mut).and_then(|chunk| chunk.get_mut(position)) else {
            return false;
        };
        if held.place() != event.place() {
            // It turned out to be a page, or none.
            return self.remove(event.created, &event.id) && self.insert(event);
        }
        *held = event;
        true
    }

    /// Takes the event at this time with this id out; false when there is none.
    pub(crate) fn remove(&mut self, created: DateTime<Utc>, id: &EventId) -> bool {
        let Some((at, position)) = self.position(created, id) else { return false };
        let Some(chunk) = self.chunks.get_mut(at).map(Arc::make_mut) else { return false };
        chunk.remove(position);
        self.n_events -= 1;
        if chunk.is_empty() {
            self.chunks.remove(at);
        }
        true
    }

    /// Chunk and position of the event at this time with this id.
    fn position(&self, created: DateTime<Utc>, id: &EventId) -> Option<(usize, usize)> {
        // A page or something else: it stands at one of two places.
        [false, true].into_iter().find_map(|is_other| {
            let key = (created, is_other, id);
            let at = self.chunk_of(key);
            let position = self.chunks.get(at)?.binary_search_by(|held| held.place().cmp(&key)).ok()?;
            Some((at, position))
        })
    }

    /// The first chunk that does not end before this place.
    fn chunk_of(&self, place: (DateTime<Utc>, bool, &EventId)) -> usize {
        self.chunks.partition_point(|chunk| chunk.last().is_some_and(|last| last.place() < place))
    }

    /// Puts an event at its place; false when its id is already at that place (a repeat changes nothing).
    ///
    /// The caller keeps ids unique across different times (an id announced twice with different times).
    pub fn insert(&mut self, event: Arc<Event>) -> bool {
        let key = event.place();
        let at = self.chunk_of(key);
        let at = at.min(self.chunks.len().saturating_sub(1));
        let Some(chunk) = self.chunks.get_mut(at) else {
            self.chunks.push(Arc::new(vec![event]));
            self.n_events = 1;
            return true;
        };
        let Err(position) = chunk.binary_search_by(|held| held.place().cmp(&key)) else {
            return false;
        };
        let chunk_events = Arc::make_mut(chunk);
        chunk_events.insert(position, event);
        self.n_events += 1;
        if chunk_events.len() > CHUNK {
            // Appending is the common case: a full last chunk keeps its events and a new one begins.
            let half = if position == CHUNK { CHUNK } else { CHUNK / 2 };
            let rest = chunk_events.split_off(half);
            self.chunks.insert(at + 1, Arc::new(rest));
        }
        true
    }
}

/// The predictions of one session as last read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Predictions {
    /// One per scored outcome, in the order sent.
    pub scores: Vec<Score>,
    /// When they were made.
    pub modified: Option<DateTime<Utc>>,
}

/// How likely an outcome is.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The outcome.
    pub outcome: OutcomeId,
    /// Likelihood, 0..1.
    pub probability: f64,
    /// Highest of this session, 0..1.
    pub peak: Option<f64>,
    /// Share of sessions below, 0..1.
    pub quantile: Option<f64>,
    /// The likelihood before the last change of at least one point, with the time of that change.
    pub before: Option<f64>,
}
