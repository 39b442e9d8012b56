//! How many signs of friction showed while the agent looked elsewhere: the number that the host page puts at the tab's name.
//!
//! A sign is counted by the event that it rests on last, not by its words: a form that is left once more is news, though
//! it is said in the same words, and a name that arrives late is none, though it changes them.

use chrono::{DateTime, Utc};

use super::friction::Sign;
use crate::model::EventId;

/// What the agent has seen, and what came since. Begin with the default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attention {
    /// Signs that are no news any more: seen, or counted.
    known: Vec<Shown>,
    /// Signs that are counted, as they were when they came.
    news: Vec<Shown>,
}

/// A sign as it showed once.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Shown {
    icon: &'static str,
    fact: String,
    at: Option<DateTime<Utc>>,
    evidence: Option<EventId>,
}

impl Attention {
    /// Takes the signs as they are now, for instance after an event; gives the number of those that are news. Nothing is
    /// while the agent looks.
    pub fn look(&mut self, signs: &[Sign], is_away: bool) -> u32 {
        if !is_away {
            self.news.clear();
            self.known.clear();
            self.known.extend(signs.iter().map(Shown::of));
            return 0;
        }
        for sign in signs {
            if !self.known.iter().any(|known| known.is_this_time_of(sign)) {
                self.known.push(Shown::of(sign));
                self.news.push(Shown::of(sign));
            }
        }
        // A form that was sent after all is no sign, and nothing to come back for.
        self.news.retain(|news| signs.iter().any(|sign| news.goes_on_in(sign)));
        u32::try_from(self.news.len()).unwrap_or(u32::MAX)
    }
}

impl Shown {
    fn of(sign: &Sign) -> Self {
        Self { icon: sign.icon, fact: sign.fact.clone(), at: sign.at, evidence: sign.evidence.clone() }
    }

    /// Whether the sign rests on the same event. Where no event is held, on the same words.
    fn is_this_time_of(&self, sign: &Sign) -> bool {
        let is_same_event = match (&self.evidence, &sign.evidence) {
            (Some(one), Some(other)) => one == other,
            // A card that cannot be expanded names no event.
            _ => self.at == sign.at && (self.at.is_some() || self.fact == sign.fact),
        };
        self.icon == sign.icon && is_same_event
    }

    /// Whether the sign is this one, or counts it: "Searched “boots” 3×" goes on from 2×, "2 error pages" from one.
    fn goes_on_in(&self, sign: &Sign) -> bool {
        let words = |text: &str| text.bytes().filter(|byte| !byte.is_ascii_digit()).collect::<Vec<u8>>();
        let is_sum = sign.fact.starts_with(|first: char| first.is_ascii_digit());
        self.icon == sign.icon && (is_sum || words(&self.fact) == words(&sign.fact))
    }
}
