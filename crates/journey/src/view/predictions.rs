//! Outcome predictions of one session: order, per cent, peak, direction (genesys-domain §9).

use super::{Lens, text, time};
use crate::journey::Parts;
use crate::model::{Achievement, OutcomeFacts, OutcomeId, Predictions, Score, Session};
use crate::order;

/// An organisation has at most so many outcomes (genesys-domain §9.1).
const OUTCOMES: usize = 100;

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

impl Direction {
    /// The word in `aria-valuetext`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Rising => "rising",
            Self::Falling => "falling",
            Self::Steady => "steady",
        }
    }
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

/// The bars of a session: achieved first, by time; then by likelihood, ties by name.
///
/// Without the permission for scores only what is achieved is left; outcomes whose names are not known yet are left out.
#[must_use]
pub fn predictions(session: &Session, predictions: Option<&Predictions>, lens: &Lens<'_>) -> Vec<Prediction> {
    if !lens.parts.outcomes {
        return Vec::new();
    }
    let scores: &[Score] = predictions.filter(|_| lens.parts.scores).map_or(&[], |predictions| &predictions.scores);
    let scores = scores.get(..OUTCOMES).unwrap_or(scores);

    let mut achievements: Vec<&Achievement> = session.achievements.iter().collect();
    order::sort_by(&mut achievements, |one, other| (one.at.is_none(), one.at).cmp(&(other.at.is_none(), other.at)));
    let mut bars: Vec<Prediction> = Vec::new();
    for achievement in achievements {
        if bars.iter().any(|bar| bar.outcome == achievement.outcome) {
            continue;
        }
        let Some(facts) = lens.names.outcomes.get(&achievement.outcome) else { continue };
        let score = scores.iter().find(|score| score.outcome == achievement.outcome);
        let at = achievement.at.map(|at| time::within(at, session.created, lens));
        bars.push(Prediction {
            percent: 100,
            achieved: Some(at.unwrap_or_default()),
            value_text: "achieved".to_owned(),
            ..bar(&achievement.outcome, facts, score)
        });
    }

    let mut open: Vec<(f64, Prediction)> = Vec::new();
    for score in scores {
        let is_known = |bar: &Prediction| bar.outcome == score.outcome;
        if bars.iter().any(is_known) || open.iter().any(|(_, bar)| is_known(bar)) || !score.probability.is_finite() {
            continue;
        }
        if let Some(facts) = lens.names.outcomes.get(&score.outcome) {
            open.push((score.probability, scored(facts, score)));
        }
    }
    order::sort_by(&mut open, |(one, a), (other, b)| other.total_cmp(one).then_with(|| a.name.cmp(&b.name)));
    bars.extend(open.into_iter().map(|(_, bar)| bar));
    bars
}

/// Whether an outcome was achieved that may be shown.
#[must_use]
pub fn has_achieved(session: &Session, parts: Parts) -> bool {
    parts.outcomes && !session.achievements.is_empty()
}

/// What both kinds of bar share.
fn bar(outcome: &OutcomeId, facts: &OutcomeFacts, score: Option<&Score>) -> Prediction {
    let below = score.and_then(|score| score.quantile).and_then(percent);
    let lines = [
        text::some(facts.description.as_deref()).map(|about| text::isolated(&about).into_owned()),
        below.map(|below| format!("Higher than in {below} % of sessions")),
    ];
    Prediction {
        outcome: outcome.clone(),
        name: text::some(Some(&facts.name)).unwrap_or_else(|| "Unnamed".to_owned()),
        kind: if facts.is_positive { Kind::Goal } else { Kind::Risk },
        percent: 0,
        peak: None,
        trend: None,
        favourable: None,
        achieved: None,
        value_text: String::new(),
        title: lines.into_iter().flatten().collect::<Vec<_>>().join(" · "),
    }
}

/// The bar of an outcome not achieved.
fn scored(facts: &OutcomeFacts, score: &Score) -> Prediction {
    let now = percent(score.probability).unwrap_or(0);
    // The peak is announced apart from the likelihood and may lag behind it.
    let peak = score.peak.and_then(percent).map(|peak| peak.max(now));
    let trend = score.before.and_then(percent).map(|before| {
        let points = i32::from(now) - i32::from(before);
        let direction = match points {
            2.. => Direction::Rising,
            ..=-2 => Direction::Falling,
            _ => Direction::Steady,
        };
        Trend { points, direction }
    });
    let mut value_text = format!("{now} percent");
    if let Some(peak) = peak {
        value_text.push_str(&format!(", peak {peak} percent"));
    }
    if let Some(trend) = trend {
        value_text.push_str(", ");
        value_text.push_str(trend.direction.word());
    }
    let favourable = trend.and_then(|trend| match trend.direction {
        Direction::Rising => Some(facts.is_positive),
        Direction::Falling => Some(!facts.is_positive),
        Direction::Steady => None,
    });
    Prediction { percent: now, peak, trend, favourable, value_text, ..bar(&score.outcome, facts, Some(score)) }
}

/// A share as whole per cent from 0 to 100.
fn percent(share: f64) -> Option<u8> {
    share.is_finite().then(|| (share * 100.0).round().clamp(0.0, 100.0) as u8)
}
