//! Outcome probabilities: a small logistic model per outcome, kept as data.
//!
//! The sum of a bias, of counted features (each up to a limit), of facts of the visit and of the minutes it has lasted
//! goes through the logistic function. Since features weigh both ways, each event moves the result up or down.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::criteria::{Pattern, meets};

/// One outcome's model.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Model {
    bias: f64,
    per_minute: PerMinute,
    pub(crate) features: Vec<Feature>,
    visit: Vec<VisitFact>,
}

#[derive(Clone, Debug, Deserialize)]
struct PerMinute {
    weight: f64,
    limit: f64,
}

/// Something that is counted in a session's events.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Feature {
    weight: f64,
    limit: i32,
    event_name: Option<String>,
    criteria: Vec<Wanted>,
}

/// Something that holds for the visit or not.
#[derive(Clone, Debug, Deserialize)]
struct VisitFact {
    weight: f64,
    criteria: Vec<Wanted>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    key: String,
    values: Vec<String>,
    operator: String,
}

impl Wanted {
    fn criteria(&self) -> wire::Criteria {
        wire::Criteria {
            key: self.key.clone(),
            values: self.values.clone(),
            operator: Some(self.operator.clone()),
            should_ignore_case: Some(true),
            ..wire::Criteria::default()
        }
    }
}

impl Feature {
    /// Which events count.
    pub(crate) fn pattern(&self) -> Pattern {
        Pattern {
            criteria: self.criteria.iter().map(Wanted::criteria).collect(),
            event_name: self.event_name.clone(),
            stream: None,
        }
    }
}

impl Model {
    /// The probability, 0..1 with four decimals. `counts` are the session's, under [`super::data::feature_key`].
    pub(crate) fn probability(
        &self,
        outcome: &str,
        counts: &BTreeMap<String, i64>,
        minutes: f64,
        visit: &Value,
    ) -> f64 {
        let mut sum = self.bias + self.per_minute.weight * minutes.clamp(0.0, self.per_minute.limit);
        for (index, feature) in self.features.iter().enumerate() {
            let count = counts.get(&super::data::feature_key(outcome, index)).copied().unwrap_or_default();
            let count = i32::try_from(count).unwrap_or(i32::MAX).min(feature.limit);
            sum += feature.weight * f64::from(count);
        }
        for fact in &self.visit {
            if fact.criteria.iter().all(|wanted| meets(&wanted.criteria(), visit)) {
                sum += fact.weight;
            }
        }
        four_decimals(1.0 / (1.0 + (-sum).exp()))
    }
}

/// The value at `x` on a line through `points` (ascending); the ends are held.
pub(crate) fn interpolate(points: &[(f64, f64)], x: f64) -> f64 {
    let Some(after) = points.iter().position(|(at, _)| *at >= x) else {
        return points.last().map_or(x, |(_, value)| *value);
    };
    let (x1, y1) = points[after];
    let Some((x0, y0)) = after.checked_sub(1).map(|before| points[before]) else { return y1 };
    if x1 <= x0 { y1 } else { four_decimals(y0 + (y1 - y0) * (x - x0) / (x1 - x0)) }
}

/// Rounded, so that stored and sent numbers are the same.
pub(crate) fn four_decimals(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}
