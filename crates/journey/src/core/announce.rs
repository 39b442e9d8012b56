//! What is said to those who listen: at most one message every five seconds, the newest event wins.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use super::Core;
use crate::effect::{Effect, Timer};
use crate::model::Event;
use crate::place::Pages;
use crate::view::{Lens, fold, kind, map, page};

/// Distance between two messages.
const GAP_MS: i64 = 5_000;
/// Found sessions come in several frames: they are counted together.
const GATHER_MS: i64 = 1_000;
/// What happened longer ago is shown at its place, not said.
const OLD_MINUTES: i64 = 2;

/// What waits to be said.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Announcer {
    last: Option<DateTime<Utc>>,
    event: Option<Arc<Event>>,
    n_found: usize,
    is_armed: bool,
}

impl Core {
    /// Says that sessions were found that were not here before.
    pub(super) fn announce_found(&mut self, n: usize) {
        if n > 0 {
            self.announcer.n_found += n;
            self.arm_announcement(GATHER_MS);
        }
    }

    /// Says an event that arrived live and is new, when it is drawn.
    pub(super) fn announce_event(&mut self, event: Option<Arc<Event>>) {
        let oldest = self.at.now - Duration::minutes(OLD_MINUTES);
        let is_said = |event: &Arc<Event>| event.created >= oldest && kind::is_drawn(event, &self.lens());
        if let Some(event) = event.filter(is_said) {
            self.announcer.event = Some(event);
            self.arm_announcement(0);
        }
    }

    /// Announcements tell no time: the agent's offset is not needed.
    fn lens(&self) -> Lens<'_> {
        Lens {
            now: self.at.now,
            offset_minutes: |_| 0,
            fold: fold::plain_only,
            names: self.journey.names(),
            settings: self.journey.settings(),
            parts: self.journey.page().parts,
            pages: None,
            is_masked: self.journey.settings().mask_personal_data,
        }
    }

    /// Nothing of the old customer is said.
    pub(super) fn forget_announcements(&mut self) {
        self.announcer.event = None;
        self.announcer.n_found = 0;
    }

    /// Says what the agent must know about something they did, at once.
    pub(super) fn announce_now(&mut self, text: &str) {
        let changes = self.journey.announce(text.into());
        self.changed(changes);
    }

    fn arm_announcement(&mut self, at_least_ms: i64) {
        if self.announcer.is_armed {
            return;
        }
        let since = self.announcer.last.map_or(GAP_MS, |last| (self.at.now - last).num_milliseconds().max(0));
        let delay = (GAP_MS - since).max(at_least_ms);
        if delay <= 0 {
            self.announce_due();
        } else {
            self.announcer.is_armed = true;
            self.effects.push(Effect::StartTimer(Timer::Announce, u32::try_from(delay).unwrap_or(0)));
        }
    }

    /// The gap is over.
    pub(super) fn announce_due(&mut self) {
        self.announcer.is_armed = false;
        let text: Arc<str> = if self.announcer.n_found > 0 {
            page::more_sessions_found(std::mem::take(&mut self.announcer.n_found)).into()
        } else if let Some(event) = self.announcer.event.take() {
            let track = self.journey.track(&event.session);
            let pages = track.map(|track| Pages::new(track, &self.journey.settings().page_noise));
            match map::announcement(&event, &Lens { pages: pages.as_ref(), ..self.lens() }) {
                Some(text) => text.into(),
                None => return,
            }
        } else {
            return;
        };
        self.announcer.last = Some(self.at.now);
        let changes = self.journey.announce(text);
        self.changed(changes);
        if self.announcer.event.is_some() {
            self.arm_announcement(GAP_MS);
        }
    }
}
