//! The stage of the goals: one customer with so many sessions, a page that is live, a good network of 40 ms there and
//! back. Measures nothing.

use std::sync::Arc;

use journey::input::{Command, Input, Target};
use journey::model::SessionId;
use journey::settings::Settings;

use crate::chance::Chance;
use crate::cloud::{Cloud, Fact, json};
use crate::page::Page;
use crate::time::{DAY, HOUR, MINUTE, SECOND};
use crate::trace::{Trace, Tracing};
use crate::world::World;

/// A page that is live, `n_sessions` long, the newest session of which is expanded.
pub(super) fn live(seed: u64, n_sessions: usize) -> World {
    let mut cloud =
        Cloud { token_is_good: true, events_page: 200, cursors_are_keys: true, channel_life: DAY, ..Cloud::default() };
    cloud.truth.note(Fact::Contact);
    for at in 0..n_sessions {
        let ago = i64::try_from(n_sessions - at).unwrap_or(1) * HOUR;
        let created = if at + 1 == n_sessions { -MINUTE } else { -ago };
        cloud.truth.note(Fact::Began { contact: Some(0), created, is_app: false });
        for n in 0..3 {
            let number = cloud.truth.next_number();
            cloud.truth.note(Fact::Happened { session: at, created: created + n * SECOND, number, names: false });
        }
    }
    let settings = Arc::new(Settings { page_size: 50, ..Settings::default() });
    let page = Page::new(0, Target::Contact("c0".into()), 0);
    let mut world = World::new(Chance::new(seed), cloud, page, settings, Trace::new(Tracing::Off));
    world.net.latency = (20, 20);
    world.start(true);
    world.come_alive();
    let newest: SessionId = json::session_id(n_sessions - 1).into();
    world.step(Input::Command(Command::Toggle(newest)));
    world.come_alive();
    // What was read at the start counts for nothing later.
    world.run_until(world.now + 2 * MINUTE);
    world
}

/// Three customers with four sessions each; a page that is live for the first.
pub(super) fn many(seed: u64) -> World {
    let mut world = live(seed, 4);
    for contact in 1..3 {
        world.cloud.truth.note(Fact::Contact);
        for at in 0..4 {
            world.cloud.truth.note(Fact::Began { contact: Some(contact), created: -at * HOUR - MINUTE, is_app: false });
            let session = world.cloud.truth.visits.len() - 1;
            let number = world.cloud.truth.next_number();
            world.cloud.truth.note(Fact::Happened { session, created: -at * HOUR, number, names: false });
        }
    }
    world
}

impl World {
    /// "Live", and every number and every expanded card is as the cloud has it.
    pub(super) fn is_true(&self) -> bool {
        let journey = self.page.core.journey();
        let n_shown = journey.order().len();
        self.page.is_live()
            && n_shown == self.cloud.truth.visits.len()
            && journey.order().iter().all(|id| {
                let visit = json::session_of(id.as_str()).and_then(|at| self.cloud.truth.visits.get(at));
                let n_events = visit.map_or(0, |visit| visit.happenings.len());
                let n_told = journey.session(id).and_then(|session| session.n_events).unwrap_or(0);
                let is_held =
                    !journey.is_expanded(id) || journey.track(id).is_some_and(|track| track.len() == n_events);
                is_held && usize::try_from(n_told) == Ok(n_events)
            })
    }

    /// The session whose card is expanded.
    pub(super) fn newest(&self) -> usize {
        self.cloud.truth.visits.len().saturating_sub(1)
    }
}
