//! Signs of friction in a visit: where the customer got stuck. Rules over the events held; one pass, no state.
//!
//! Owns what counts as a sign and its words. Must not look at the time: a sign is as old as its event.

use chrono::{DateTime, Utc};

use super::{Lens, card, kind, mask, searches, text};
use crate::model::{Body, Event, EventId, Page, Session, Track};

/// Two pages in turn, each of them at least so often, are a sign.
const TURNS: usize = 2;

/// The names of the events that the rules know.
const ABANDONED: &str = "form_abandoned";
const SUBMITTED: &str = "form_submitted";
const REMOVED: &str = "product_removed";

/// Words in a page's title or path that make it a page about sending goods.
const SHIPPING: &[&str] = &["shipping", "delivery", "versand", "lieferung", "livraison"];

/// Words in a page's title or path that make it a page of an error.
const ERRORS: &[&str] = &["404", "500", "error", "not found", "unavailable", "went wrong"];

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
    let events = track.filter(|_| lens.parts.events).into_iter().flat_map(Track::iter);
    for event in events.filter(|event| kind::is_drawn(event, lens)) {
        found.see(event, lens);
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
        let times = if search.times == 2 { "twice".to_owned() } else { format!("{} times", search.times) };
        Sign {
            icon: "search",
            fact: format!("Searched “{}” {}×", text::isolated(&search.term), search.times),
            clause: format!("searched “{}” {times}", text::isolated(&search.term)),
            at: last.map(|event| event.created),
            evidence: last.map(|event| event.id.clone()),
        }
    })
}

/// What the pass over the events remembers.
#[derive(Default)]
struct Found<'a> {
    /// Forms left and not sent since, by what they are called.
    forms: Vec<(String, &'a Event)>,
    /// The last page about sending goods.
    shipping: Option<&'a Event>,
    /// Products removed after it.
    removed: Vec<(&'a Event, &'a Event)>,
    /// Pages of errors.
    errors: Vec<&'a Event>,
    /// The pages in turn that are going on.
    turns: Vec<&'a Event>,
    /// The longest turns that ended, the later of two equal ones.
    longest: Vec<&'a Event>,
}

impl<'a> Found<'a> {
    fn see(&mut self, event: &'a Event, lens: &Lens<'_>) {
        if kind::is_station(event) {
            self.see_page(event);
            return;
        }
        let name = name(event);
        let is = |known: &str| name.eq_ignore_ascii_case(known);
        if is(ABANDONED) || is(SUBMITTED) {
            let subject = subject(event, lens);
            self.forms.retain(|(form, _)| *form != subject);
            if is(ABANDONED) {
                self.forms.push((subject, event));
            }
        } else if is(REMOVED)
            && let Some(shipping) = self.shipping
        {
            self.removed.push((event, shipping));
        }
    }

    fn see_page(&mut self, event: &'a Event) {
        if is_about(event, SHIPPING) {
            self.shipping = Some(event);
        }
        if is_about(event, ERRORS) {
            self.errors.push(event);
        }
        match self.turns.as_slice() {
            // The same page again is no step.
            [.., last] if is_same_page(last, event) => {}
            [.., before, _] if is_same_page(before, event) => self.turns.push(event),
            [.., _] => {
                let last = self.turns.last().copied();
                self.end_turns();
                self.turns.extend(last);
                self.turns.push(event);
            }
            [] => self.turns.push(event),
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
        for (form, event) in self.forms {
            let (fact, clause) = match &*text::isolated(&form) {
                "" => ("Form abandoned".to_owned(), "left a form".to_owned()),
                form => (format!("Form abandoned: {form}"), format!("left the form “{form}”")),
            };
            add(event, "file-x", fact, clause);
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
        if let [one, other, .., last] = self.longest.as_slice() {
            let (one, other, times) = (named(one, lens), named(other, lens), self.longest.len().div_ceil(2));
            let fact = format!("{one} ⇄ {other} {times}×");
            add(last, "arrow-left-right", fact, format!("went back and forth between “{one}” and “{other}”"));
        }
        signs
    }
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

fn is_same_page(one: &Event, other: &Event) -> bool {
    match (&one.body, &other.body) {
        (Body::Web(one), Body::Web(other)) => one.page.place() == other.page.place(),
        (Body::App(one), Body::App(other)) => one.screen == other.screen,
        _ => false,
    }
}

/// Whether the page's title or path holds one of the words, as a word of its own. Asked of every page of a session: it
/// makes no text.
fn is_about(event: &Event, words: &[&str]) -> bool {
    let page = page(event);
    let texts = [page.and_then(|page| page.title.as_deref()), page.and_then(|page| page.path.as_deref())];
    texts.into_iter().flatten().any(|text| words.iter().any(|word| has_word(text, word)))
}

/// Whether `text` holds `word`, which is ASCII in lower case, with no letter or digit beside it.
fn has_word(text: &str, word: &str) -> bool {
    let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let parts = text.as_bytes().windows(word.len()).enumerate();
    parts.filter(|(_, part)| part.eq_ignore_ascii_case(word.as_bytes())).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|text| text.chars().next());
        !is_inside(before) && !is_inside(after)
    })
}
