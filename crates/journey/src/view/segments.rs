//! Segments matched in a session, in the order of assignment. Segments without a name are not shown: they are hidden from
//! agents, or not known yet.

use super::Lens;
use crate::model::{SegmentId, Session};

/// A segment's colour and the ink that can be read on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paint {
    /// `#DDD856`, for `--seg`.
    pub color: String,
    /// `#000` or `#fff`, for `--seg-ink`.
    pub ink: &'static str,
}

/// One chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SegmentChip {
    /// The segment.
    pub id: SegmentId,
    /// Name.
    pub name: String,
    /// Colours.
    pub paint: Paint,
    /// When it was first assigned, "14:06".
    pub time: Option<String>,
    /// It was taken away since.
    pub ended: bool,
    /// Tooltip.
    pub title: String,
}

/// The chips of a session.
#[must_use]
pub fn segments(session: &Session, lens: &Lens<'_>) -> Vec<SegmentChip> {
    let _ = (session, lens);
    Vec::new()
}
