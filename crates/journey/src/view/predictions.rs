//! Outcome predictions of one session: order, per cent, peak, direction (genesys-domain §9).

use super::Lens;
use crate::model::{OutcomeId, Predictions, Session};

/// What kind of outcome it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Wanted.
    Goal,
    /// Not wanted.
    Risk,
}

impl Kind {
    /// The value of `data-kind`.
    #[must_use]
    pub fn data(self) -> &'static str {
        match self {
            Self::Goal => "goal",
            Self::Risk => "risk",
        }
    }

    /// The word beside the name.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Goal => "Goal",
            Self::Risk => "Risk",
        }
    }
}

/// Where a likelihood is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Up by more than a point.
    Rising,
    /// Down by more than a point.
    Falling,
    /// Within a point.
    Steady,
}

/// The last movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trend {
    /// Points of per cent, signed.
    pub points: i32,
    /// Direction.
    pub direction: Direction,
}

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The outcome.
    pub outcome: OutcomeId,
    /// Its name.
    pub name: String,
    /// Goal or risk.
    pub kind: Kind,
    /// Whole per cent, 0 to 100; 100 when achieved.
    pub percent: u8,
    /// Highest of the session.
    pub peak: Option<u8>,
    /// Last movement.
    pub trend: Option<Trend>,
    /// The last movement is good (or bad) news; `None` when steady or unknown.
    pub favourable: Option<bool>,
    /// When it was achieved, "14:14"; empty text when that is not known.
    pub achieved: Option<String>,
    /// `aria-valuetext`: "41 percent, peak 72 percent, falling" or "achieved".
    pub value_text: String,
    /// Tooltip: description and share of sessions below.
    pub title: String,
}

/// The bars of a session: achieved first, then by likelihood.
#[must_use]
pub fn predictions(session: &Session, predictions: Option<&Predictions>, lens: &Lens<'_>) -> Vec<Prediction> {
    let _ = (session, predictions, lens);
    Vec::new()
}
