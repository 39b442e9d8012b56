//! The catch-up digest: one or two sentences and a few facts, made by rules from the journey that is held.
//!
//! Owns its words and which facts come first. Where a fact rests on an event it names it, so that the page can lead there.
//! Must not claim what is not held: with more sessions to load it counts "at least".

use std::sync::Arc;

use chrono::Duration;

use super::friction::Sign;
use super::predictions::{Kind, Prediction};
use super::{Lens, facts, mask, text, time};
use crate::model::{EventId, Session};

/// At most so many signs make the sentence; all of them are facts.
const CLAUSES: usize = 2;

/// At most so many facts are told at once; the rest where the agent asks for it.
pub const FACTS: usize = 7;

/// So many points a likelihood must have lost to be told.
const DROP: u8 = 10;

/// The digest of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// What matters most: "Left the form “Checkout” 2 min ago, searched “return policy” twice."
    pub headline: String,
    /// What goes with it: "Purchase 72 % → 41 %."; may be empty.
    pub why: String,
    /// Facts, signs of friction first.
    pub facts: Vec<DigestFact>,
}

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestFact {
    /// Icon's name.
    pub icon: &'static str,
    /// "3rd visit in 9 days".
    pub text: String,
    /// The value of `data-signal`: `struggle`, `drop`.
    pub signal: Option<&'static str>,
    /// The event that shows it, in the visit that the digest is about.
    pub evidence: Option<EventId>,
}

/// The digest of the sessions held, newest first. `visit` is the newest web or app visit, `signs` and `bars` are its own.
#[must_use]
pub fn digest(
    sessions: &[Arc<Session>],
    has_more: bool,
    visit: Option<&Session>,
    signs: &[Sign],
    bars: &[Prediction],
    lens: &Lens<'_>,
) -> Option<Digest> {
    let is_talk = |session: &Session| session.conversation.is_some();
    let visits = counted(sessions, has_more, Session::is_visit, "visit", lens);
    let talks = counted(sessions, has_more, is_talk, "conversation", lens);
    let origin = visit.and_then(|visit| origin(visit, lens));

    let context = || visits.as_ref().or(talks.as_ref()).map(|text| format!("{text}."));
    let headline = struggle(signs, lens).or_else(context)?;
    let drop = bars.iter().find_map(dropped);
    let why = drop.as_ref().map(|text| format!("{text}.")).unwrap_or_default();

    let fact = |icon, text, signal| DigestFact { icon, text, signal, evidence: None };
    let mut facts: Vec<DigestFact> = signs
        .iter()
        .rev()
        .map(|sign| DigestFact {
            evidence: sign.evidence.clone(),
            ..fact(sign.icon, sign.fact.clone(), Some("struggle"))
        })
        .collect();
    facts.extend(drop.map(|text| fact("trending-down", text, Some("drop"))));
    facts.extend(visits.map(|text| fact("history", text, None)));
    facts.extend(origin.map(|(icon, from)| fact(icon, sentence(from), None)));
    facts.extend(talks.map(|text| fact("messages-square", text, None)));
    let last_talk = sessions.iter().filter(|session| is_talk(session)).find_map(|session| session.ended);
    let ago = last_talk.map(|ended| time::ago(time::between(ended, lens.now)));
    facts.extend(ago.map(|ago| fact("headset", format!("Last conversation {ago}"), None)));
    // What the sentence says is said once, unless it is all there is.
    let is_said = |fact: &DigestFact| headline.strip_suffix('.') == Some(&fact.text);
    if facts.iter().any(|fact| !is_said(fact)) {
        facts.retain(|fact| !is_said(fact));
    }
    Some(Digest { headline, why, facts })
}

/// "Left the form “Checkout” 2 min ago, searched “return policy” twice.": the latest signs, with the age of the last.
fn struggle(signs: &[Sign], lens: &Lens<'_>) -> Option<String> {
    let latest = signs.last()?;
    let mut text = latest.clause.clone();
    if let Some(at) = latest.at {
        text.push(' ');
        text.push_str(&time::ago(time::between(at, lens.now)));
    }
    for sign in signs.iter().rev().skip(1).take(CLAUSES - 1) {
        text.push_str(", ");
        text.push_str(&sign.clause);
    }
    text.push('.');
    Some(sentence(text))
}

/// "3rd visit in 9 days", "First visit in 60 days", "At least the 10th visit in 9 days".
fn counted(
    sessions: &[Arc<Session>],
    has_more: bool,
    fits: fn(&Session) -> bool,
    word: &str,
    lens: &Lens<'_>,
) -> Option<String> {
    let mut of_kind = sessions.iter().filter(|session| fits(session));
    let newest = of_kind.next()?;
    let (n, oldest) = of_kind.fold((1, newest), |(n, _), session| (n + 1, session));
    match n {
        1 if has_more => None,
        1 => Some(format!("First {word} in {} days", lens.settings.history_days)),
        _ => {
            let days = (newest.created - oldest.created + Duration::days(1) - Duration::seconds(1)).num_days();
            let span = if days > 1 { format!("in {days} days") } else { "within a day".to_owned() };
            let n = time::ordinal(n);
            Some(if has_more { format!("At least the {n} {word} {span}") } else { format!("{n} {word} {span}") })
        }
    }
}

/// How the customer came: an icon, and "from the campaign “winter sale”" or "from Google (search)".
fn origin(visit: &Session, lens: &Lens<'_>) -> Option<(&'static str, String)> {
    let campaign = visit.campaign.as_ref().and_then(|campaign| text::some(campaign.name.as_deref()));
    if let Some(name) = campaign {
        return Some(("megaphone", format!("from the campaign “{}”", text::isolated(&mask::veiled(name, lens)))));
    }
    let referrer = visit.referrer.as_ref()?;
    Some((facts::referrer_icon(Some(referrer)), format!("from {}", mask::veiled(facts::referrer(referrer)?, lens))))
}

/// "Purchase 72 % → 41 %": a goal that has lost much since its peak.
fn dropped(bar: &Prediction) -> Option<String> {
    let peak = bar.peak.filter(|peak| peak.saturating_sub(bar.percent) >= DROP)?;
    let is_told = bar.kind == Kind::Goal && bar.achieved.is_none();
    is_told.then(|| format!("{} {peak} % → {} %", text::isolated(&bar.name), bar.percent))
}

/// With a capital.
fn sentence(text: String) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => text,
    }
}
