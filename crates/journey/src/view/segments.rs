//! Segments matched in a session, in the order of assignment. Segments without a name are not shown: they are hidden from
//! agents, or not known yet.

use chrono::{DateTime, Utc};

use super::{Lens, text, time};
use crate::journey::Parts;
use crate::model::{Customer, CustomerSegment, Matched, Names, SegmentFacts, SegmentId, Session};
use crate::order;

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

impl Paint {
    /// The paint of a colour: black ink above a relative luminance of 0.179, else white; at least 4.58:1 either way.
    #[must_use]
    pub fn new((red, green, blue): (u8, u8, u8)) -> Self {
        let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
        Self { color: format!("#{red:02X}{green:02X}{blue:02X}"), ink: if luminance > 0.179 { "#000" } else { "#fff" } }
    }
}

/// The sRGB transfer function (WCAG 2.2, relative luminance).
fn linear(channel: u8) -> f64 {
    let share = f64::from(channel) / 255.0;
    if share <= 0.040_45 { share / 12.92 } else { to_2_4((share + 0.055) / 1.055) }
}

/// `x` to the power 2.4 for `x` between 0 and 1: the square, times the square of the fifth root (Newton). The general power
/// is 6 KB of tables.
fn to_2_4(x: f64) -> f64 {
    let mut root = 1.0_f64;
    for _ in 0..32 {
        let fourth = (root * root) * (root * root);
        root = (4.0 * root + x / fourth) / 5.0;
    }
    x * x * root * root
}

/// Whether the session has a segment that may be shown.
#[must_use]
pub fn has_visible(session: &Session, parts: Parts, names: &Names) -> bool {
    parts.segments && session.segments.iter().any(|matched| names.segments.contains_key(&matched.segment))
}

/// The chips of a session: each segment once, with its first date, in the order of assignment.
#[must_use]
pub fn segments(session: &Session, lens: &Lens<'_>) -> Vec<SegmentChip> {
    chips(session.segments.iter().collect(), session.created, lens)
}

/// The chips at the top of the page: the customer's own, which outlast a session, and those of the present one.
#[must_use]
pub fn of_customer(customer: &Customer, session: Option<&Session>, lens: &Lens<'_>) -> Vec<SegmentChip> {
    let is_own = |one: &&CustomerSegment| {
        let scope = lens.names.segments.get(&one.matched.segment).and_then(|facts| facts.scope.as_deref());
        !one.of_session || scope.is_some_and(|scope| scope.eq_ignore_ascii_case("Customer"))
    };
    let of_session = |one: &Matched| {
        session.is_some_and(|session| session.segments.iter().any(|matched| matched.segment == one.segment))
    };
    let own = customer.segments.iter().filter(is_own).map(|one| &one.matched).filter(|matched| !of_session(matched));
    let matches = own.chain(session.into_iter().flat_map(|session| &session.segments)).collect();
    chips(matches, session.map_or(lens.now, |session| session.created), lens)
}

fn chips(mut matches: Vec<&Matched>, start: DateTime<Utc>, lens: &Lens<'_>) -> Vec<SegmentChip> {
    if !lens.parts.segments {
        return Vec::new();
    }
    // Stable: what has no date keeps its place after what has one.
    order::sort_by(&mut matches, |one, other| (one.at.is_none(), one.at).cmp(&(other.at.is_none(), other.at)));
    let mut chips: Vec<SegmentChip> = Vec::new();
    for matched in matches {
        let Some(facts) = lens.names.segments.get(&matched.segment) else { continue };
        let ended = matched.ended.filter(|ended| *ended <= lens.now);
        if let Some(chip) = chips.iter_mut().find(|chip| chip.id == matched.segment) {
            // Assigned again: what counts is how it stands now.
            chip.ended = ended.is_some();
            chip.title = title(facts, matched, lens);
            continue;
        }
        chips.push(SegmentChip {
            id: matched.segment.clone(),
            name: text::some(Some(&facts.name)).unwrap_or_else(|| "Unnamed".to_owned()),
            paint: Paint::new(facts.color),
            time: matched.at.map(|at| time::within(at, start, lens)),
            ended: ended.is_some(),
            title: title(facts, matched, lens),
        });
    }
    chips
}

/// Description, when it ended, where it comes from.
fn title(facts: &SegmentFacts, matched: &Matched, lens: &Lens<'_>) -> String {
    let ended = matched.ended.filter(|ended| *ended <= lens.now);
    let lines = [
        text::some(facts.description.as_deref()).map(|about| text::isolated(&about).into_owned()),
        ended.map(|ended| format!("Ended {}", time::moment(ended, lens))),
        text::some(facts.source.as_deref()).map(|source| format!("From {}", text::isolated(&text::humanise(&source)))),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
