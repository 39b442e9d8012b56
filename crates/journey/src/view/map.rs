//! The journey map of one session: at most a window of items, in the order of events. Must not hold positions in px.

use super::Lens;
use super::segments::Paint;
use crate::model::{Event, EventId, Session, Track};

/// At most this many items are drawn at once.
pub const WINDOW: usize = 100;

/// Which part of the map is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// The newest event drawn; `None` follows the newest there is.
    end: Option<EventId>,
    /// How many items at most.
    len: usize,
}

impl Default for Window {
    fn default() -> Self {
        Self::newest()
    }
}

impl Window {
    /// The newest events; new ones are followed.
    #[must_use]
    pub fn newest() -> Self {
        Self { end: None, len: WINDOW }
    }

    /// The window before the one that is shown as `map`.
    #[must_use]
    pub fn earlier(&self, map: &MapView) -> Self {
        Self { end: map.earlier_end.clone().or_else(|| self.end.clone()), len: self.len }
    }

    /// The window after the one that is shown as `map`.
    #[must_use]
    pub fn later(&self, map: &MapView) -> Self {
        Self { end: map.later_end.clone(), len: self.len }
    }
}

/// One drawn event.
#[derive(Clone, Debug, PartialEq)]
pub struct MapItem {
    /// The event.
    pub key: EventId,
    /// A page or a screen; otherwise it hangs on the station before it.
    pub is_station: bool,
    /// The value of `data-kind`: `page`, `search`, `form-abandoned` …
    pub kind: &'static str,
    /// Accessible name: "<kind>: <subject>, <time>" (interface §3).
    pub name: String,
    /// The kind in words: "Form abandoned".
    pub word: String,
    /// What it is about; empty when there is nothing to say.
    pub subject: String,
    /// Icon's name.
    pub icon: &'static str,
    /// `good` or `bad`.
    pub tone: Option<&'static str>,
    /// Colours of the segment.
    pub segment: Option<Paint>,
    /// "14:02".
    pub time: String,
    /// Time on the page, "42 s"; stations only.
    pub dwell: Option<String>,
    /// 2 for the second visit to the page, and so on; stations only.
    pub visit: Option<u32>,
    /// The first page of the session.
    pub is_entry: bool,
    /// Where the customer is now.
    pub is_here: bool,
    /// For a station: how many of the window's events hang on it; for an event: how many share its station.
    pub n_on_page: usize,
    /// The first event on its station.
    pub first: bool,
    /// The last event on its station.
    pub last: bool,
    /// "4 min": the pause that follows, when it is 2 minutes or more.
    pub gap: Option<String>,
}

/// The drawn part of a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapView {
    /// Drawn events before the window.
    pub before: usize,
    /// The window, oldest first.
    pub items: Vec<MapItem>,
    /// Drawn events after the window.
    pub after: usize,
    /// End of the window before this one.
    earlier_end: Option<EventId>,
    /// End of the window after this one; `None` when it reaches the newest event.
    later_end: Option<EventId>,
}

/// The map of a session.
#[must_use]
pub fn map(track: &Track, session: &Session, window: &Window, lens: &Lens<'_>) -> MapView {
    let _ = (track, session, window, lens);
    MapView::default()
}

/// What to say when the event arrives live, "Form abandoned: Checkout"; `None` for what is not drawn.
#[must_use]
pub fn announcement(event: &Event, lens: &Lens<'_>) -> Option<String> {
    let _ = (event, lens);
    None
}
