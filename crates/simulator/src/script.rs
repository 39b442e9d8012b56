//! What happens in a run: visits, faults and what the agent does, chosen by chance from the seed. Each run is given its
//! own mixture, so that rare things meet often in some runs (swarm testing).
//!
//! Must not judge.

use std::sync::Arc;

use journey::input::{Command, Input, Target, Wake};
use journey::model::SessionId;
use journey::settings::Settings;

use crate::chance::Chance;
use crate::cloud::{Cloud, Fact, Malice, RestFault, Talk, json};
use crate::marker::Fault;
use crate::page::Page;
use crate::time::{DAY, HOUR, MINUTE, SECOND};
use crate::trace::{Trace, Tracing};
use crate::world::World;

mod agent;
mod faults;
mod visits;

/// How often each kind of thing happens in this run; 0: never.
#[derive(Clone, Debug)]
pub(crate) struct Mixture {
    weights: Vec<(Happening, usize)>,
    total: usize,
}

/// Kinds of things that happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happening {
    Event,
    Burst,
    NewVisit,
    EndVisit,
    Merge,
    Rename,
    Identify,
    Toggle,
    More,
    Retry,
    Switch,
    NewTalk,
    EndTalk,
    Reload,
    SignOut,
    Cut,
    HalfOpen,
    Stall,
    Down,
    Offline,
    Closing,
    Restart,
    RestartOlder,
    Evict,
    Revoke,
    Rest,
    Noise,
    Hide,
    Sleep,
    Clock,
    Forbid,
    RefuseTopics,
    Block,
}

/// What is always there, with its weight.
const ALWAYS: [(Happening, usize); 7] = [
    (Happening::Event, 24),
    (Happening::Burst, 3),
    (Happening::NewVisit, 4),
    (Happening::EndVisit, 1),
    (Happening::Toggle, 10),
    (Happening::More, 3),
    (Happening::Retry, 1),
];

/// What is there in some runs: about one in three of each.
const SOMETIMES: [(Happening, usize); 26] = [
    (Happening::Merge, 3),
    (Happening::Rename, 2),
    (Happening::Identify, 3),
    (Happening::Switch, 5),
    (Happening::NewTalk, 3),
    (Happening::EndTalk, 2),
    (Happening::Reload, 2),
    (Happening::SignOut, 2),
    (Happening::Cut, 5),
    (Happening::HalfOpen, 4),
    (Happening::Stall, 4),
    (Happening::Down, 4),
    (Happening::Offline, 4),
    (Happening::Closing, 4),
    (Happening::Restart, 3),
    (Happening::RestartOlder, 2),
    (Happening::Evict, 3),
    (Happening::Revoke, 2),
    (Happening::Rest, 8),
    (Happening::Noise, 2),
    (Happening::Hide, 5),
    (Happening::Sleep, 2),
    (Happening::Clock, 2),
    (Happening::Forbid, 1),
    (Happening::RefuseTopics, 1),
    (Happening::Block, 2),
];

impl Mixture {
    fn new(chance: &mut Chance) -> Self {
        let mut weights = ALWAYS.to_vec();
        let n = 2 + chance.below(4);
        weights.extend(SOMETIMES.iter().filter(|_| chance.one_in(n)));
        let total = weights.iter().map(|(_, weight)| weight).sum();
        Self { weights, total }
    }

    fn pick(&self, chance: &mut Chance) -> Happening {
        let mut at = chance.below(self.total);
        for (happening, weight) in &self.weights {
            if at < *weight {
                return *happening;
            }
            at -= weight;
        }
        Happening::Event
    }
}

/// The world of a seed, before anything happens.
pub(crate) fn world(seed: u64, tracing: Tracing) -> (World, Mixture) {
    let mut chance = Chance::new(seed);
    let mixture = Mixture::new(&mut chance);
    let mut cloud = Cloud {
        token_is_good: true,
        events_page: *chance.pick(&[1, 2, 3, 5, 200]).unwrap_or(&200),
        cursors_are_keys: chance.one_in(2),
        channel_life: if chance.one_in(4) { chance.between(4 * MINUTE, 30 * MINUTE) } else { DAY },
        ..Cloud::default()
    };
    for _ in 0..3 {
        cloud.truth.note(Fact::Contact);
    }
    for contact in [Some(0), Some(1), Some(2), None] {
        let n = match contact {
            Some(0) => chance.between(1, 7),
            Some(_) => chance.between(0, 3),
            None => 1,
        };
        for _ in 0..n {
            let created = -chance.between(MINUTE, 3 * HOUR);
            let is_app = chance.one_in(5);
            cloud.truth.note(Fact::Began { contact, created, is_app });
            let session = cloud.truth.visits.len() - 1;
            let mut at = created;
            for _ in 0..chance.below(6) {
                at = (at + chance.between(0, 40 * SECOND)).min(-1);
                let number = cloud.truth.next_number();
                cloud.truth.note(Fact::Happened { session, created: at, number, names: false });
            }
        }
    }
    let target = match chance.below(8) {
        0..=3 => Target::Contact("c0".into()),
        4..=6 => Target::Interactions,
        _ if chance.one_in(2) => Target::Session(json::session_id(cloud.truth.visits.len() - 1).into()),
        _ => Target::Session("s0".into()),
    };
    for _ in 0..chance.below(4) {
        let talk = Talk {
            contact: chance.below(3),
            names_contact: chance.one_in(2),
            since: -chance.between(0, 10 * MINUTE),
            is_over: false,
        };
        cloud.talks.push(talk);
    }
    let settings =
        Arc::new(Settings { page_size: u32::try_from(chance.between(1, 10)).unwrap_or(10), ..Settings::default() });
    let mut world = World::new(chance, cloud, Page::new(0, target, 0), settings, Trace::new(tracing));
    world.net.latency = *world.chance.pick(&[(1, 2), (20, 60), (20, 900), (1_000, 5_000)]).unwrap_or(&(20, 60));
    if world.chance.one_in(2) {
        world.net.drop_frame = 3 + world.chance.below(10);
    }
    if world.chance.one_in(2) {
        world.net.double_frame = 2 + world.chance.below(6);
        world.net.delay_frame = 2 + world.chance.below(6);
    }
    if world.chance.one_in(4) {
        world.net.lose_request = 4 + world.chance.below(12);
    }
    (world, mixture)
}

/// Lets things happen.
pub(crate) fn play(world: &mut World, mixture: &Mixture) {
    world.start(true);
    let n = 20 + world.chance.below(60);
    for _ in 0..n {
        if world.violation.is_some() {
            return;
        }
        let gap = match world.chance.below(12) {
            0..=3 => world.chance.between(0, 40),
            4..=7 => world.chance.between(0, 700),
            8..=9 => world.chance.between(0, 4_000),
            10 => world.chance.between(0, 16_000),
            _ => world.chance.between(0, if world.page.hidden_since.is_some() { 80_000 } else { 30_000 }),
        };
        world.run_until(world.now + gap);
        world.recover();
        let happening = mixture.pick(&mut world.chance);
        world.trace.line(world.now, |line| {
            line.push_str(&format!("* {happening:?}"));
            Ok(())
        });
        world.act(happening);
    }
}

impl World {
    /// What was ill may get well by itself.
    fn recover(&mut self) {
        if self.page.asleep_until > self.now {
            return;
        }
        if self.page.is_offline && self.chance.one_in(3) {
            self.go_online();
        }
        if self.page.hidden_since.is_some() && self.chance.one_in(4) {
            self.show();
        }
        if self.net.is_blocked && self.chance.one_in(3) {
            self.net.is_blocked = false;
        }
    }

    fn act(&mut self, happening: Happening) {
        let is_asleep = self.page.asleep_until > self.now;
        match happening {
            Happening::Event => self.visit_goes_on(1),
            Happening::Burst => {
                let n = 2 + self.chance.below(6);
                self.visit_goes_on(n);
            }
            Happening::NewVisit => self.visit_begins(),
            Happening::EndVisit => self.visit_ends(),
            Happening::Merge => self.merge(),
            Happening::Rename => self.rename(),
            Happening::Identify => self.identify(),
            Happening::NewTalk => self.talk_begins(),
            Happening::EndTalk => self.talk_ends(),
            Happening::Cut => {
                self.fault(Fault::Cut);
                self.cut();
            }
            Happening::HalfOpen => self.half_open(),
            Happening::Stall => self.stall(),
            Happening::Down => self.network_down(),
            Happening::Closing => self.closing(),
            Happening::Restart => self.restart(false),
            Happening::RestartOlder => self.restart(true),
            Happening::Evict => self.evict(),
            Happening::Revoke => self.revoke(),
            Happening::Rest => self.requests_fail(),
            Happening::Noise => self.noise(),
            Happening::Forbid => self.forbid(),
            Happening::RefuseTopics => {
                self.cloud.refused_topics.insert(if self.chance.one_in(2) { ".events" } else { ".sessions" });
            }
            Happening::Block => {
                self.fault(Fault::Blocked);
                self.net.is_blocked = true;
            }
            _ if is_asleep => {}
            Happening::Toggle => self.toggle(),
            Happening::More => self.more(),
            Happening::Retry => self.retry(),
            Happening::Switch => self.switch(),
            Happening::Reload => self.load_anew(),
            Happening::SignOut => self.sign_out(),
            Happening::Offline => self.go_offline(),
            Happening::Hide => self.hide(),
            Happening::Sleep => self.fall_asleep(),
            Happening::Clock => self.step_clock(),
        }
    }

    /// Notes a fault in the state it meets.
    fn fault(&mut self, fault: Fault) {
        let state = self.page.state();
        self.markers.fault(fault, state);
    }
}
