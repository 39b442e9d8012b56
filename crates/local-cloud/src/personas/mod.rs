//! Scripted customers: their past, which is played once into an empty world, and what they do now, in real time.
//!
//! Where to start: [`Player`]. The scripts are data (`personas/*.json`, read by `script`); `plan` turns a visit into timed
//! [`Act`]s; `act` performs one on the world. Pure: times come in, chance comes from the seed, so the same seed and the
//! same moment give the same history. Pages and products are the shop's own. `standing` keeps one persona in a
//! conversation.

mod act;
mod plan;
mod script;
mod standing;
mod wander;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use rand::{RngExt as _, SeedableRng as _};

use crate::world::{Age, World};

pub use act::Act;
use plan::Planner;
use script::{Habit, Live, Script};
use standing::Standing;

/// The registration of the shop as a tracked site, for its pages and for its customers.
pub const DEPLOYMENT: &str = "e7338ea0-7f8a-5909-8778-fbebc6f95d47";

/// Chance whose values stay the same from version to version.
type Chance = rand_chacha::ChaCha8Rng;

/// A visit that was due longer ago is not made up for: the clock was moved, or the machine slept.
const LATE: TimeDelta = TimeDelta::minutes(10);

/// Plays the personas.
#[derive(Debug)]
pub struct Player {
    seed: u64,
    planner: Planner,
    scripts: Vec<Script>,
    lives: Vec<Life>,
    standing: Standing,
}

/// One persona that keeps coming back.
#[derive(Debug)]
struct Life {
    /// Index of its script.
    script: usize,
    /// Visits made so far.
    run: usize,
    next: DateTime<Utc>,
    /// What is left of the present visit, in order.
    pending: VecDeque<Act>,
}

/// What came of playing the past.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Played {
    /// Acts performed.
    pub acts: usize,
    /// What the world refused, in words for a developer.
    pub refused: Vec<String>,
}

impl Player {
    /// Personas whose live visits begin shortly after `now`.
    #[must_use]
    pub fn new(seed: u64, now: DateTime<Utc>) -> Self {
        let scripts = script::scripts();
        let lives = scripts
            .iter()
            .enumerate()
            .filter_map(|(index, script)| {
                let first = plan::seconds(script.live.as_ref()?.first);
                Some(Life { script: index, run: 0, next: now + first, pending: VecDeque::new() })
            })
            .collect();
        Self { seed, planner: Planner::new(), scripts, lives, standing: Standing::default() }
    }

    /// Plays the past of all personas, up to sixty days, into a world that has none. Call it once.
    pub fn history(&mut self, world: &mut World, now: DateTime<Utc>) -> Played {
        for contact in script::contacts() {
            let _id = world.seed_contact(contact);
        }
        let mut acts = self.past(now);
        acts.sort_by_key(Act::at);
        let mut played = Played::default();
        for act in acts {
            played.acts += 1;
            if let Err(refusal) = act.play(world, act.at(), Age::Any) {
                played.refused.push(format!("{}: {refusal}", act.name()));
            }
        }
        // What runs out by itself does so at its own moment, however late the world is told of the time.
        world.tick(now, &[]);
        played
    }

    /// What live personas do up to `now`, in order. Visits that end are followed by others after a pause.
    pub fn due(&mut self, now: DateTime<Utc>) -> Vec<Act> {
        let Self { seed, planner, scripts, lives, .. } = self;
        let mut acts = Vec::new();
        for life in lives {
            let Some(script) = scripts.get(life.script) else { continue };
            let Some(live) = &script.live else { continue };
            if life.pending.front().is_some_and(|act| now - act.at() > LATE) {
                life.pending.clear();
                life.next = now;
            }
            if life.pending.is_empty() && life.next <= now {
                let start = if now - life.next > LATE { now } else { life.next };
                // The moment is part of the seed: after a restart nobody is who they were in an earlier life.
                let moment = start.timestamp_millis().unsigned_abs();
                let mut chance = chance(*seed ^ moment, life.script, life.run);
                life.pending = visit(planner, script, live, life.run, start, &mut chance).into();
                life.run += 1;
                let end = life.pending.back().map_or(start, Act::at);
                let pause = chance.random_range(live.pause[0]..=live.pause[1].max(live.pause[0]));
                life.next = end + plan::seconds(pause);
            }
            while life.pending.front().is_some_and(|act| act.at() <= now) {
                acts.extend(life.pending.pop_front());
            }
        }
        acts.sort_by_key(Act::at);
        acts
    }

    /// Sees to it that one persona is in a conversation with the agent who may see everything, and looks around on the
    /// site meanwhile; see `standing`. Gives what the world refused, in words for a developer.
    pub fn keep_talking(&mut self, world: &mut World, now: DateTime<Utc>) -> Vec<String> {
        let Self { seed, planner, scripts, standing, .. } = self;
        standing.keep(&standing::Cast { seed: *seed, planner, scripts }, world, now)
    }

    /// Everything that lies behind, unordered.
    fn past(&self, now: DateTime<Utc>) -> Vec<Act> {
        let mut acts = Vec::new();
        for (index, script) in self.scripts.iter().enumerate() {
            let mut chance = chance(self.seed, index, 0);
            for past in &script.visits {
                let start = moment(now, past.days_ago, &past.at);
                acts.extend(self.planner.visit(script, &past.what, start, &mut chance));
            }
            for habit in &script.habits {
                acts.extend(self.habit(script, habit, now, &mut chance));
            }
            for past in &script.calls {
                acts.push(Act::call(&past.what, moment(now, past.days_ago, &past.at), chance.random()));
            }
            for past in &script.chats {
                let start = moment(now, past.days_ago, &past.at);
                acts.extend(self.planner.chat(script, &past.what, start, &mut chance));
            }
            for past in &script.customs {
                acts.extend(self.planner.custom(&past.what, &past.what.id, moment(now, past.days_ago, &past.at)));
            }
        }
        acts
    }

    fn habit(&self, script: &Script, habit: &Habit, now: DateTime<Utc>, chance: &mut Chance) -> Vec<Act> {
        let mut acts = Vec::new();
        for index in 0..habit.count {
            let days = habit.from - index * (habit.from - habit.to) / (habit.count - 1).max(1);
            let minutes = chance.random_range(habit.hours[0] * 60..habit.hours[1] * 60);
            let at = format!("{:02}:{:02}", minutes / 60, minutes % 60);
            let visit = script::Visit {
                app: habit.app,
                from: pick(&habit.arrivals, chance).cloned(),
                client: pick(&habit.clients, chance).cloned(),
                steps: habit.steps.clone(),
            };
            acts.extend(self.planner.visit(script, &visit, moment(now, days, &at), chance));
        }
        acts
    }
}

/// The acts of a live persona's next visit: its visits and custom sessions in turn.
fn visit(
    planner: &Planner,
    script: &Script,
    live: &Live,
    run: usize,
    start: DateTime<Utc>,
    chance: &mut Chance,
) -> Vec<Act> {
    let kinds = live.visits.len() + live.customs.len();
    let turn = run.checked_rem(kinds).unwrap_or(0);
    if let Some(visit) = live.visits.get(turn) {
        return planner.visit(script, visit, start, chance);
    }
    let Some(custom) = live.customs.get(turn - live.visits.len().min(turn)) else { return Vec::new() };
    let id = plan::order_number(&custom.id, chance);
    planner.custom(custom, &id, start)
}

/// A moment some days ago; what would reach into the present moves back by a day.
fn moment(now: DateTime<Utc>, days_ago: i64, at: &str) -> DateTime<Utc> {
    let time = NaiveTime::parse_from_str(at, "%H:%M").unwrap_or(NaiveTime::MIN);
    let day = (now - TimeDelta::days(days_ago)).date_naive();
    let moment = day.and_time(time).and_utc();
    if now - moment < TimeDelta::hours(6) { moment - TimeDelta::days(1) } else { moment }
}

fn chance(seed: u64, script: usize, run: usize) -> Chance {
    // Each script and visit has a chance of its own: a changed script leaves the others as they were.
    let script = u64::try_from(script).unwrap_or_default();
    let run = u64::try_from(run).unwrap_or_default();
    let mixed = seed ^ (script + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ run.wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    Chance::seed_from_u64(mixed)
}

fn pick<'a, T>(from: &'a [T], chance: &mut Chance) -> Option<&'a T> {
    if from.is_empty() { None } else { from.get(chance.random_range(0..from.len())) }
}
