//! Names for ids, segments, outcomes and scores.

use std::sync::Arc;

use serde_json::Value;
use wire::Read;

use super::text::{count, id, id_of, json, listing, moment, text};
use crate::model::{OutcomeFacts, OutcomeId, Predictions, Score, SegmentFacts, SegmentId};

/// Colour of a segment whose own is unreadable: a neutral gray.
const GRAY: (u8, u8, u8) = (0x6a, 0x6d, 0x75);

/// A segment; `None` beside its id means that agents must not see it.
type Shown = (SegmentId, Option<SegmentFacts>);

/// A listing of segments, or one segment.
pub(super) fn segments(body: &str) -> Option<Vec<Shown>> {
    let value = json(body)?;
    let one = |entity: &Value| segment(wire::JourneySegment::read(entity)?, entity);
    match value.get("entities") {
        Some(entities) => Some(entities.as_array()?.iter().filter_map(one).collect()),
        None => Some(vec![one(&value)?]),
    }
}

fn segment(from: wire::JourneySegment, raw: &Value) -> Option<Shown> {
    let id: SegmentId = id(Some(from.id))?;
    let scope = text(from.scope);
    let is_said = raw.get("shouldDisplayToAgent").is_some_and(|flag| !flag.is_null());
    let is_shown = match from.should_display_to_agent {
        Some(flag) => flag,
        // A flag that cannot be read may have said no; without one, segments of the customer stay hidden.
        None => !is_said && !scope.as_deref().is_some_and(|scope| scope.eq_ignore_ascii_case("Customer")),
    };
    let facts = is_shown.then(|| SegmentFacts {
        name: text(from.display_name).unwrap_or_else(|| id.as_str().into()),
        color: from.color.as_deref().and_then(color).unwrap_or(GRAY),
        description: text(from.description),
        scope,
        expiration_days: count(from.assignment_expiration_days),
        source: from.external_segment.and_then(|segment| text(segment.source)),
    });
    Some((id, facts))
}

/// `#008000`, also without the mark and in short form.
fn color(from: &str) -> Option<(u8, u8, u8)> {
    let hex = from.trim().trim_start_matches('#');
    let digits: Vec<u8> = hex
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect::<Option<_>>()?;
    match *digits {
        [r, g, b] => Some((r * 17, g * 17, b * 17)),
        [r1, r2, g1, g2, b1, b2] => Some((r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2)),
        _ => None,
    }
}

/// A listing of outcomes, or one outcome.
pub(super) fn outcomes(body: &str) -> Option<Vec<(OutcomeId, OutcomeFacts)>> {
    if let Some(page) = listing(body, |from, _| outcome(from)) {
        return Some(page.items);
    }
    Some(vec![outcome(wire::from_text(body)?)?])
}

fn outcome(from: wire::Outcome) -> Option<(OutcomeId, OutcomeFacts)> {
    let id: OutcomeId = id(Some(from.id))?;
    let facts = OutcomeFacts {
        name: text(from.display_name).unwrap_or_else(|| id.as_str().into()),
        description: text(from.description),
        is_positive: from.is_positive.unwrap_or(true),
    };
    Some((id, facts))
}

/// The scores of one session. A score without a likelihood, or with an impossible one, is left out.
pub(super) fn scores(body: &str) -> Option<Predictions> {
    let value = json(body)?;
    value.get("outcomeScores")?.as_array()?;
    let from = wire::OutcomeScoresResult::read(&value)?;
    let scores = from.outcome_scores.into_iter().filter_map(|score| {
        Some(Score {
            outcome: id_of(Some(score.outcome))?,
            probability: share(score.probability)?,
            peak: share(score.session_max_probability),
            quantile: share(score.quantile),
            before: None,
        })
    });
    Some(Predictions { scores: scores.collect(), modified: moment(from.modified_date) })
}

/// A share 0..1; single-precision rounding may leave it by a hair.
fn share(from: Option<f64>) -> Option<f64> {
    from.filter(|share| (-1e-6..=1.0 + 1e-6).contains(share)).map(|share| share.clamp(0.0, 1.0))
}

/// A user, queue or wrap-up code.
pub(super) fn name(body: &str) -> Option<(String, Arc<str>)> {
    let from: wire::NamedEntity = wire::from_text(body)?;
    Some((from.id, text(from.name)?))
}

#[cfg(test)]
mod tests {
    use super::color;

    #[test]
    fn colours_are_read_leniently() {
        assert_eq!(color("#008000"), Some((0, 128, 0)));
        assert_eq!(color(" FfA500 "), Some((255, 165, 0)));
        assert_eq!(color("#0af"), Some((0, 170, 255)));
        for bad in ["", "#", "red", "#12345", "#1234567", "#12345é", "rgb(0,0,0)"] {
            assert_eq!(color(bad), None, "{bad}");
        }
    }
}
