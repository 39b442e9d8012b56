//! Signs of friction in a visit: where the customer got stuck. Rules over the events held; one pass, no state.
//!
//! Owns what counts as a sign and its words. Must not look at the time: a sign is as old as its event.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::error_page::Rules;
use super::shipping_page::is_shipping_page;
use super::{Lens, card, form, kind, mask, place, searches, text};
use crate::model::{Body, Event, EventId, Page, Session, Track};

/// Two pages in turn, each of them at least so often, are a sign.
const TURNS: usize = 2;

/// The names of the events that the rules know.
const ABANDONED: &str = "form_abandoned";
const SUBMITTED: &str = "form_submitted";
const REMOVED: &str = "product_removed";

/// One sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Icon's name.
    pub icon: &'static str,
    /// As a fact: "Searched “return policy” 2×".
    pub fact: String,
    /// As a part of a sentence: "searched “return policy” twice".
    pub clause: String,
    /// When it last showed, as far as an event tells.
    pub at: Option<DateTime<Utc>>,
    /// The event that shows it, when the card has a map.
    pub evidence: Option<EventId>,
}

/// The signs of a visit, the latest last.
#[must_use]
pub fn signs(session: &Session, track: Option<&Track>, lens: &Lens<'_>) -> Vec<Sign> {
    let mut found = Found::default();
    let rules = Rules::new();
    let events = track.filter(|_| lens.parts.events).into_iter().flat_map(Track::iter);
    for event in events.filter(|event| kind::is_drawn(event, lens)) {
        found.see(event, &rules, lens);
    }
    let mut signs: Vec<Sign> = repeated(session, track, lens).collect();
    signs.extend(found.signs(lens));
    crate::order::sort_by(&mut signs, |one, other| one.at.cmp(&other.at));
    if !card::is_expandable(session, lens.parts, lens.names) {
        // The card has no map that could show it.
        signs.iter_mut().for_each(|sign| sign.evidence = None);
    }
    signs
}

/// Terms that were searched for more than once.
fn repeated<'a>(
    session: &Session,
    track: Option<&'a Track>,
    lens: &'a Lens<'_>,
) -> impl Iterator<Item = Sign> + use<'a> {
    let track = track.filter(|_| lens.parts.events);
    searches::searches(session, track, lens).into_iter().filter(|search| search.times > 1).map(move |search| {
        let is_it = |event: &&std::sync::Arc<Event>| {
            kind::search_of(event, lens).is_some_and(|words| {
                mask::veiled(text::shown(words), lens).to_lowercase() == search.term.to_lowercase()
            })
        };
        let last = track.and_then(|track| track.iter().rev().find(is_it));
        let times = how_often(search.times);
        Sign {
            icon: "search",
            fact: format!("Searched “{}” {}×", text::isolated(&search.term), search.times),
            clause: format!("searched “{}” {times}", text::isolated(&search.term)),
            at: last.map(|event| event.created),
            evidence: last.map(|event| event.id.clone()),
        }
    })
}

/// A form that was left and not sent since.
struct Left<'a> {
    event: &'a Event,
    /// Counts the events of forms: the later one has the higher number.
    number: usize,
    page: Option<u64>,
    /// A program made its name up.
    is_made_up: bool,
}

/// What the pass over the events remembers.
#[derive(Default)]
struct Found<'a> {
    /// Forms left, by their names; those without one by their page.
    forms: HashMap<String, Left<'a>>,
    /// Events of forms so far.
    n_forms: usize,
    /// The last page about sending goods, as far as they were looked at.
    shipping: Option<&'a Event>,
    /// Pages since.
    since: Vec<&'a Event>,
    /// Products removed after it.
    removed: Vec<(&'a Event, &'a Event)>,
    /// Pages of errors.
    errors: Vec<&'a Event>,
    /// The pages in turn that are going on.
    turns: Vec<(&'a Event, Option<u64>)>,
    /// The longest turns that ended, the later of two equal ones.
    longest: Vec<(&'a Event, Option<u64>)>,
}

impl<'a> Found<'a> {
    fn see(&mut self, event: &'a Event, rules: &Rules, lens: &Lens<'_>) {
        if kind::is_station(event) {
            self.see_page(event, rules, lens);
            return;
        }
        let name = name(event);
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is(ABANDONED) || is(SUBMITTED) {
            self.see_form(event, is(ABANDONED), lens);
        } else if is(REMOVED)
            && let Some(shipping) = self.last_shipping(lens)
        {
            self.removed.push((event, shipping));
        }
    }

    fn see_form(&mut self, event: &'a Event, is_left: bool, lens: &Lens<'_>) {
        let (form, page) = (kind::form_of(event), place::id(event, lens));
        let is_named = form.as_deref().is_some_and(form::is_named);
        let is_made_up = form.is_some() && !is_named;
        let mut key = form.unwrap_or_default();
        if !is_named {
            // A name that was made up, or none, tells forms of one page apart at most.
            key = format!("{key} {}", page.unwrap_or(0));
        }
        self.n_forms += 1;
        if is_left {
            self.forms.insert(key, Left { event, number: self.n_forms, page, is_made_up });
        } else if self.forms.remove(&key).is_none() && is_made_up {
            // The name may have been made up anew: it is the form that was left there last.
            let of_page = self.forms.iter().filter(|(_, left)| left.is_made_up && left.page == page);
            let last = of_page.max_by_key(|(_, left)| left.number).map(|(key, _)| key.clone());
            last.map(|key| self.forms.remove(&key));
        }
    }

    /// The last page about sending goods. Only where a product is removed the pages since are looked at.
    fn last_shipping(&mut self, lens: &Lens<'_>) -> Option<&'a Event> {
        let patterns = &lens.settings.signs.shipping;
        let is_it = |event: &&'a Event| page(event).is_some_and(|page| is_shipping_page(page, patterns));
        let found = self.since.iter().copied().rfind(is_it);
        self.since.clear();
        self.shipping = found.or(self.shipping);
        self.shipping
    }

    fn see_page(&mut self, event: &'a Event, rules: &Rules, lens: &Lens<'_>) {
        self.since.push(event);
        if page(event).is_some_and(|page| rules.is_error_page(page, &lens.settings.signs.errors)) {
            self.errors.push(event);
        }
        let here = (event, place::id(event, lens));
        match self.turns.as_slice() {
            // The same page again is no step.
            [.., (_, last)] if *last == here.1 => {}
            [.., (_, before), _] if *before == here.1 => self.turns.push(here),
            [.., _] => {
                let last = self.turns.last().copied();
                self.end_turns();
                self.turns.extend(last);
                self.turns.push(here);
            }
            [] => self.turns.push(here),
        }
    }

    fn end_turns(&mut self) {
        let turns = std::mem::take(&mut self.turns);
        if turns.len() >= self.longest.len().max(2 * TURNS) {
            self.longest = turns;
        }
    }

    fn signs(mut self, lens: &Lens<'_>) -> Vec<Sign> {
        self.end_turns();
        let mut signs: Vec<Sign> = Vec::new();
        let mut add = |event: &Event, icon, fact, clause| {
            signs.push(Sign { icon, fact, clause, at: Some(event.created), evidence: Some(event.id.clone()) });
        };
        let mut forms: Vec<Left<'_>> = self.forms.into_values().collect();
        crate::order::sort_by(&mut forms, |one, other| one.number.cmp(&other.number));
        let n_made_up = forms.iter().filter(|left| left.is_made_up).count();
        if n_made_up > 1 {
            // Nothing tells them apart: they are one fact.
            if let Some(last) = forms.iter().rfind(|left| left.is_made_up) {
                let (fact, clause) = (format!("{n_made_up} forms left"), format!("left {n_made_up} forms"));
                add(last.event, "file-x", fact, clause);
            }
        }
        for left in forms.iter().filter(|left| n_made_up < 2 || !left.is_made_up) {
            let form = named(left.event, lens);
            let (fact, clause) = match &*form {
                "" => ("Form abandoned".to_owned(), "left a form".to_owned()),
                form => (format!("Form abandoned: {form}"), format!("left the form “{form}”")),
            };
            add(left.event, "file-x", fact, clause);
        }
        for (event, shipping) in self.removed {
            let (product, page) = (named(event, lens), named(shipping, lens));
            let product = if product.is_empty() { "a product".to_owned() } else { format!("“{product}”") };
            let rest = format!("{product} after “{page}”");
            add(event, "shopping-cart-minus", format!("Removed {rest}"), format!("removed {rest}"));
        }
        if let Some(event) = self.errors.last() {
            let (fact, clause) = match self.errors.len() {
                1 => (format!("Error page: {}", named(event, lens)), "met an error page".to_owned()),
                n => (format!("{n} error pages"), format!("met {n} error pages")),
            };
            add(event, "shield-alert", fact, clause);
        }
        if let [(one, _), (other, _), .., (last, _)] = self.longest.as_slice() {
            let (one, other, times) = (named(one, lens), named(other, lens), self.longest.len().div_ceil(2));
            let fact = format!("{one} ⇄ {other} {times}×");
            add(last, "arrow-left-right", fact, format!("went back and forth between “{one}” and “{other}”"));
        }
        folded(signs)
    }
}

/// Signs that say the same as one that says how often, in the place of the last.
fn folded(signs: Vec<Sign>) -> Vec<Sign> {
    let mut times: HashMap<String, usize> = HashMap::new();
    for sign in &signs {
        *times.entry(sign.fact.clone()).or_default() += 1;
    }
    let mut kept: Vec<Sign> = Vec::new();
    for mut sign in signs.into_iter().rev() {
        // What is taken out was said already.
        let Some(n) = times.remove(&sign.fact) else { continue };
        if n > 1 {
            sign.fact = format!("{} {n}×", sign.fact);
            sign.clause = format!("{} {}", sign.clause, how_often(n));
        }
        kept.push(sign);
    }
    kept.reverse();
    kept
}

/// "twice", "3 times".
fn how_often(n: usize) -> String {
    if n == 2 { "twice".to_owned() } else { format!("{n} times") }
}

/// What the event is about, in the words of the map.
fn subject(event: &Event, lens: &Lens<'_>) -> String {
    kind::subject(event, &kind::kind(event, lens), lens)
}

/// The same as a part of a sentence.
fn named(event: &Event, lens: &Lens<'_>) -> String {
    text::isolated(&subject(event, lens)).into_owned()
}

fn name(event: &Event) -> &str {
    match &event.body {
        Body::Web(facts) => &facts.name,
        Body::App(facts) => &facts.name,
        _ => "",
    }
}

fn page(event: &Event) -> Option<&Page> {
    match &event.body {
        Body::Web(facts) => Some(&facts.page),
        _ => None,
    }
}
