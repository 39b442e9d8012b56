//! The pages of one session: what is the same page, and which title is whose.
//!
//! A title is evidence only where it is one page's: a site that changes itself may show one title for all pages, or the
//! title of the page before. So the pages are told by all events of the session together.

use std::collections::HashMap;
use std::sync::Arc;

use super::address::{Address, Sum};
use crate::model::{Body, Event, Page, Track};

/// At most this many titles are kept of one page; those least seen are forgotten first.
const TITLES: usize = 8;

/// Stands for the pages of a title that names several.
const SEVERAL: u64 = 0;

/// The pages that a session's events name.
#[derive(Debug, Default)]
pub struct Pages {
    /// Addresses by their sum: where they are in `seen`.
    places: HashMap<u64, u64>,
    seen: Vec<Seen>,
    /// For each title the sum of the one place that it names.
    titles: HashMap<u64, u64>,
    /// The host of an event that tells none.
    host: Option<u64>,
}

/// One address of the session.
#[derive(Debug)]
struct Seen {
    /// The first event that names it.
    first: Arc<Event>,
    /// Sum over host, path, route and the parameters that name a page.
    place: u64,
    titles: Vec<Called>,
}

/// A title of an address.
#[derive(Debug)]
struct Called {
    title: u64,
    /// An event that bears it.
    event: Arc<Event>,
    /// How often the page before did not bear it too.
    n_sure: u32,
    /// How often at all.
    n: u32,
    /// Number of the last event that bears it.
    last: u32,
}

impl Seen {
    /// The title that is most likely its own.
    fn best(&self) -> Option<&Called> {
        self.titles.iter().max_by_key(|called| (called.n_sure, called.n, called.last))
    }

    /// The title may be that of the page before, and there is a better one.
    fn is_stale(&self, called: &Called) -> bool {
        called.n_sure == 0 && self.titles.iter().any(|other| other.n_sure > 0)
    }

    fn note(&mut self, title: u64, event: &Arc<Event>, is_sure: bool, number: u32) {
        let at = self.titles.iter().position(|called| called.title == title).unwrap_or_else(|| {
            if self.titles.len() == TITLES {
                let rarest = self.titles.iter().enumerate().min_by_key(|(_, called)| (called.n_sure, called.last));
                let rarest = rarest.map_or(0, |(at, _)| at);
                self.titles.remove(rarest);
            }
            self.titles.push(Called { title, event: Arc::clone(event), n_sure: 0, n: 0, last: 0 });
            self.titles.len() - 1
        });
        if let Some(called) = self.titles.get_mut(at) {
            called.n_sure += u32::from(is_sure);
            called.n += 1;
            called.last = number;
        }
    }
}

impl Pages {
    /// The pages of the events held; `noise` are the administrator's parameters that make no other page.
    #[must_use]
    pub fn new(track: &Track, noise: &[Arc<str>]) -> Self {
        let host = track.iter().find_map(|event| Address::of(page_of(event)?).key(noise)?.host);
        let mut pages = Self { host, ..Self::default() };
        let mut before = (0, 0);
        for (number, event) in (1..).zip(track.iter()) {
            let Some(page) = page_of(event) else { continue };
            let Some((full, place)) = pages.sums(page, noise) else { continue };
            let at = *pages.places.entry(full).or_insert_with(|| {
                // Most pages have one title: there is no room for more before they come.
                pages.seen.push(Seen { first: Arc::clone(event), place, titles: Vec::with_capacity(1) });
                pages.seen.len() as u64 - 1
            });
            let title = title_of(page).map_or(0, Sum::of);
            let seen = usize::try_from(at).ok().and_then(|at| pages.seen.get_mut(at));
            if let Some(seen) = seen.filter(|_| title != 0) {
                seen.note(title, event, before.0 == full || before.1 != title, number);
            }
            before = (full, title);
        }
        let Self { seen, titles, .. } = &mut pages;
        for seen in seen.iter() {
            for called in seen.titles.iter().filter(|called| !seen.is_stale(called)) {
                let place = titles.entry(called.title).or_insert(seen.place);
                if *place != seen.place {
                    *place = SEVERAL;
                }
            }
        }
        pages
    }

    /// A sum that is the same for events on the same page or screen; `None` for an event that is on none.
    pub(crate) fn id_of(&self, event: &Event, noise: &[Arc<str>]) -> Option<u64> {
        match &event.body {
            Body::Web(facts) => Some(self.id(&facts.page, noise)),
            Body::App(facts) => Some(Sum::join(1, Sum::of(facts.screen.as_deref().unwrap_or_default().trim()))),
            _ => None,
        }
    }

    /// A sum that is the same for views of the same page.
    pub(super) fn id(&self, page: &Page, noise: &[Arc<str>]) -> u64 {
        let own = title_of(page).map(Sum::of);
        let Some((full, place)) = self.sums(page, noise) else { return own.unwrap_or(0) };
        let title = match self.seen(full) {
            Some(seen) => seen.best().map(|called| called.title),
            None => own,
        };
        match title {
            Some(title) if !self.is_of_several(title, place) => Sum::join(place, title),
            _ => full,
        }
    }

    /// The title to call a page by: its own, unless that is the title of the page before.
    fn title<'a>(&'a self, page: &'a Page, noise: &[Arc<str>]) -> Option<&'a str> {
        let own = title_of(page);
        let Some(seen) = self.sums(page, noise).and_then(|(full, _)| self.seen(full)) else { return own };
        let is_stale = |title: &str| {
            let sum = Sum::of(title);
            seen.titles.iter().any(|called| called.title == sum && seen.is_stale(called))
        };
        own.filter(|title| !is_stale(title)).or_else(|| title_of(page_of(&seen.best()?.event)?))
    }

    /// What to call a page: its title, and where that names several pages or is missing, the readable path.
    pub(crate) fn name(&self, page: &Page, noise: &[Arc<str>]) -> Option<String> {
        let title = self.title(page, noise);
        let sums = self.sums(page, noise);
        let is_clear = |title: &str| sums.is_none_or(|(_, place)| !self.is_of_several(Sum::of(title), place));
        if let Some(title) = title.filter(|title| is_clear(title)) {
            return Some(title.to_owned());
        }
        let first = sums.and_then(|(full, _)| page_of(&self.seen(full)?.first)).unwrap_or(page);
        let path = Address::of(first).readable_path(noise);
        match title {
            Some(title) if path.is_empty() => Some(title.to_owned()),
            Some(title) => Some(format!("{title} · {path}")),
            None => Some(path).filter(|path| !path.is_empty()),
        }
    }

    /// Sums over the whole address, and over what of it names the page.
    fn sums(&self, page: &Page, noise: &[Arc<str>]) -> Option<(u64, u64)> {
        let key = Address::of(page).key(noise)?;
        let path = Sum::join(key.host.or(self.host).unwrap_or(0), key.path);
        Some((Sum::join(path, key.parameters), Sum::join(path, key.naming)))
    }

    fn seen(&self, full: u64) -> Option<&Seen> {
        self.seen.get(usize::try_from(*self.places.get(&full)?).ok()?)
    }

    /// The title is that of another place, or of several.
    fn is_of_several(&self, title: u64, place: u64) -> bool {
        self.titles.get(&title).is_some_and(|named| *named != place)
    }
}

/// The page of an event.
fn page_of(event: &Event) -> Option<&Page> {
    match &event.body {
        Body::Web(facts) => Some(&facts.page),
        _ => None,
    }
}

/// The title, when it says something.
fn title_of(page: &Page) -> Option<&str> {
    page.title.as_deref().map(str::trim).filter(|title| !title.is_empty())
}
