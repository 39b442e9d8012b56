//! What the views of the core need beside their entity: the time, names, settings, permitted parts.
//!
//! A card that has come to rest sees a clock that moves once a minute, so that two hundred of them cost nothing.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use journey::journey::Parts;
use journey::model::{Names, Session, Track};
use journey::place::Pages;
use journey::settings::Settings;
use journey::view::Lens;
use journey::view::fold::Fold;
use leptos::prelude::*;

use super::memo::Memo;
use crate::live::{Folding, Live, Now};

/// The pages of a session. Comparing all of them would cost more than what follows from a change.
#[derive(Clone)]
struct Held(Arc<Pages>);

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A track and its pages, for as long as somebody holds them.
type LastPages = (Weak<Track>, Weak<Pages>);

/// The pages of a track, worked out once for all who ask in turn.
fn pages_of(track: &Arc<Track>, settings: &Settings, last: &Mutex<LastPages>) -> Arc<Pages> {
    let mut last = last.lock().unwrap_or_else(PoisonError::into_inner);
    if Weak::as_ptr(&last.0) == Arc::as_ptr(track)
        && let Some(pages) = last.1.upgrade()
    {
        return pages;
    }
    let pages = Arc::new(Pages::new(track, &settings.page_noise));
    *last = (Arc::downgrade(track), Arc::downgrade(&pages));
    pages
}

/// A lens whose parts are signals: what looks through it runs again when one of them changes.
#[derive(Clone)]
pub(super) struct Sight {
    now: Memo<DateTime<Utc>>,
    offset_minutes: fn(DateTime<Utc>) -> i32,
    fold: Fold,
    names: ReadSignal<Arc<Names>>,
    parts: Memo<Parts>,
    masked: Memo<bool>,
    settings: Arc<Settings>,
    /// The pages told last: the header asks for those of the card that has just asked.
    last_pages: Arc<Mutex<LastPages>>,
    /// The pages of the session that is looked at.
    pages: Option<Memo<Option<Held>>>,
}

impl Sight {
    /// The page's own sight.
    pub(super) fn new(live: &Live, now: Now, masked: ReadSignal<bool>) -> Self {
        let page = live.page();
        Self {
            now: Memo::new(move |_| now.get()),
            offset_minutes: now.offset_minutes(),
            fold: Folding::of_page(),
            names: live.names(),
            parts: Memo::new(move |_| page.with(|page| page.parts)),
            masked: Memo::new(move |_| masked.get()),
            settings: live.settings(),
            last_pages: Arc::default(),
            pages: None,
        }
    }

    /// The same with the pages of a session, told by its events: worked out when these change, and not by the clock.
    pub(super) fn with_pages(&self, track: impl Fn() -> Option<Arc<Track>> + Send + Sync + 'static) -> Self {
        let (settings, last) = (Arc::clone(&self.settings), Arc::clone(&self.last_pages));
        let pages = Memo::new(move |_| Some(Held(pages_of(&track()?, &settings, &last))));
        Self { pages: Some(pages), ..self.clone() }
    }

    /// The same with the clock of one session.
    pub(super) fn of_session(&self, session: Signal<Arc<Session>>) -> Self {
        let (now, inactivity) = (self.now, self.settings.inactivity());
        let clock = Memo::new(move |_| {
            let now = now.get();
            session.with(|session| {
                // Rest begins with the end, or when the time of inactivity is over; after it nothing changes by the
                // second, so the minute begun is exact enough, but never one that began before the rest.
                let rest = session.ended.unwrap_or_else(|| session.last_activity() + inactivity);
                let minute = now.duration_trunc(TimeDelta::minutes(1)).unwrap_or(now);
                if rest <= now { minute.max(rest) } else { now }
            })
        });
        let page = self.masked;
        // The card's own: the page's has one reader of each card and not all that looks in it.
        let masked = Memo::new(move |_| page.get());
        Self { now: clock, masked, ..self.clone() }
    }

    /// Looks: reads every signal, so that the caller's memo follows them.
    pub(super) fn look<T>(&self, see: impl FnOnce(&Lens<'_>) -> T) -> T {
        self.look_at(self.now.get(), see)
    }

    fn look_at<T>(&self, now: DateTime<Utc>, see: impl FnOnce(&Lens<'_>) -> T) -> T {
        let names = self.names.get();
        let pages = self.pages.and_then(|pages| pages.get());
        see(&Lens {
            now,
            offset_minutes: self.offset_minutes,
            fold: self.fold,
            names: &names,
            settings: &self.settings,
            parts: self.parts.get(),
            pages: pages.as_ref().map(|Held(pages)| &**pages),
            is_masked: self.masked.get(),
        })
    }

    /// Looks as at a standing clock: for what follows the journey and not the time.
    pub(super) fn still<T>(&self, see: impl FnOnce(&Lens<'_>) -> T) -> T {
        self.look_at(self.now.get_untracked(), see)
    }

    /// Names and permitted parts alone, for what does not depend on the time.
    pub(super) fn names_and_parts<T>(&self, see: impl FnOnce(&Names, Parts) -> T) -> T {
        self.names.with(|names| see(names, self.parts.get()))
    }
}
