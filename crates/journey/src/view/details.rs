//! Details of one event (genesys-domain §5.5): only rows that exist. Values are whole, for copying; the page clamps.

use super::Lens;
use super::segments::Paint;
use crate::model::{Event, Session, Track};

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
        String::new()
    }
}

/// A row: a `dt`, a `dd` and a copy button "Copy <label>".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Label.
    pub label: String,
    /// The value as shown, clamped.
    pub value: String,
    /// The whole value, to be copied.
    pub copy: String,
    /// Where it leads, http or https only.
    pub href: Option<String>,
}

/// The details of an event.
#[must_use]
pub fn details(event: &Event, session: &Session, track: &Track, lens: &Lens<'_>) -> Details {
    let _ = (event, session, track, lens);
    Details {
        title: String::new(),
        icon: "circle-star",
        tone: None,
        segment: None,
        subtitle: String::new(),
        rows: Vec::new(),
    }
}
