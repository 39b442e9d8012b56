//! The standing conversation: whenever personas act, one of them is in a conversation with the agent who may see
//! everything, so that whoever opens the agent's page finds somebody there.
//!
//! Who talks, and since when, is looked up in the world at every beat; only the way around the site is planned ahead. So it
//! goes on after a restart, whoever ended the conversation, at any hour and however fast time runs. The customer leaves
//! after a while, and another one comes; a conversation that was passed on ends with the next one but one at the latest.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::act::Act;
use super::plan::Planner;
use super::script::{Script, Talk};
use super::{Chance, LATE, chance};
use crate::world::{OpenTalk, Party, Refusal, World};

/// How long one customer stays in the conversation. Longer than a wrap-up is waited for: beside the conversation that goes
/// on, the agent's list holds no more than the one before it.
pub(super) const LONGEST: TimeDelta = TimeDelta::minutes(35);

/// What the standing conversation is made of.
pub(super) struct Cast<'a> {
    pub(super) seed: u64,
    pub(super) planner: &'a Planner,
    pub(super) scripts: &'a [Script],
}

/// Who talks, as far as the world does not say it.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// Index of the script of whoever talked last.
    last: Option<usize>,
    /// The way around the site of whoever talks.
    way: Option<Way>,
}

/// A way around the site.
#[derive(Debug)]
struct Way {
    script: usize,
    acts: VecDeque<Act>,
    /// Until when the persona stays where it leads.
    end: DateTime<Utc>,
}

/// A persona that can be found in conversation.
#[derive(Clone, Copy)]
struct Talker<'a> {
    index: usize,
    script: &'a Script,
    cookie: &'a str,
    talk: &'a Talk,
}

impl Cast<'_> {
    fn talkers(&self) -> Vec<Talker<'_>> {
        let all = self.scripts.iter().enumerate();
        all.filter_map(|(index, script)| {
            let (cookie, talk) = (script.cookie.as_deref()?, script.standing.as_ref()?);
            Some(Talker { index, script, cookie, talk })
        })
        .collect()
    }

    /// Chance of its own for each persona and moment: after a restart nobody does the same again.
    fn chance(&self, index: usize, now: DateTime<Utc>) -> Chance {
        chance(self.seed ^ now.timestamp_millis().unsigned_abs(), index, usize::MAX)
    }
}

impl Standing {
    /// One beat: somebody talks, and nobody for too long. Gives what the world refused.
    pub(super) fn keep(&mut self, cast: &Cast<'_>, world: &mut World, now: DateTime<Utc>) -> Vec<String> {
        let talkers = cast.talkers();
        let Some(agent) = world.all_seeing().map(|agent| agent.id.clone()) else { return Vec::new() };
        let mut refused = Vec::new();
        let mut note = |what: &str, outcome: Result<(), Refusal>| {
            refused.extend(outcome.err().map(|refusal| format!("{what}: {refusal}")));
        };
        let open: Vec<(Talker<'_>, OpenTalk)> = talkers
            .iter()
            .flat_map(|one| world.open_talks_of(one.cookie).into_iter().map(|talk| (*one, talk)))
            .collect();
        let is_here = |talk: &OpenTalk| talk.agent.as_ref() == Some(&agent);
        let is_long = |talk: &OpenTalk| now - talk.since >= LONGEST;
        let stays = open.iter().filter(|(_, talk)| is_here(talk) && !is_long(talk));
        let stays = stays.max_by_key(|(_, talk)| talk.since).cloned();
        for (_, talk) in &open {
            let is_kept = stays.as_ref().is_some_and(|(_, kept)| kept.id == talk.id);
            if !is_kept && (is_here(talk) || is_long(talk)) {
                note("end", world.hang_up(&talk.id, Party::Customer, now));
            }
        }
        let one = match stays {
            Some((one, _)) => one,
            None => {
                let Some(next) = self.next(&talkers) else { return refused };
                // Everybody may be in conversations elsewhere: the one whose turn it is comes back from there.
                for talk in world.open_talks_of(next.cookie) {
                    note("end", world.hang_up(&talk.id, Party::Customer, now));
                }
                note("begin", begin(cast, next, &agent, world, now));
                next
            }
        };
        self.last = Some(one.index);
        self.browse(cast, one, world, now, note);
        refused
    }

    /// Whose turn it is.
    fn next<'a>(&self, talkers: &[Talker<'a>]) -> Option<Talker<'a>> {
        let after = talkers.iter().find(|one| self.last.is_none_or(|last| one.index > last));
        after.or(talkers.first()).copied()
    }

    /// Goes on with the way around the site; a new one begins where the last one has ended or was missed.
    fn browse(
        &mut self,
        cast: &Cast<'_>,
        one: Talker<'_>,
        world: &mut World,
        now: DateTime<Utc>,
        mut note: impl FnMut(&str, Result<(), Refusal>),
    ) {
        let is_due = |way: &Way| way.acts.front().map_or(way.end > now, |act| now - act.at() <= LATE);
        let way = match self.way.take().filter(|way| way.script == one.index && is_due(way)) {
            Some(way) => self.way.insert(way),
            None => {
                let mut chance = cast.chance(one.index, now);
                let (acts, end) = cast.planner.visit_with_end(one.script, &one.talk.during, now, &mut chance);
                self.way.insert(Way { script: one.index, acts: acts.into(), end })
            }
        };
        while way.acts.front().is_some_and(|act| act.at() <= now) {
            if let Some(act) = way.acts.pop_front() {
                note(act.name(), act.perform(world, now));
            }
        }
    }
}

/// The minutes on the site before, then the conversation. What the persona did there in an earlier visit is not overtaken.
fn begin(cast: &Cast<'_>, one: Talker<'_>, agent: &str, world: &mut World, now: DateTime<Utc>) -> Result<(), Refusal> {
    let chance = cast.chance(one.index, now);
    let visit = |start| cast.planner.visit_with_end(one.script, &one.talk.before, start, &mut chance.clone());
    let (_, end) = visit(now);
    let (before, _) = visit(now - (end - now));
    let seen = world.last_seen(one.cookie);
    for act in before.iter().filter(|act| seen.is_none_or(|seen| act.at() > seen)) {
        act.perform(world, now)?;
    }
    let talk = world.start_chat(one.cookie, now)?;
    world.answer(&talk, agent, now)?;
    world.customer_message(&talk, &one.talk.hello, now)
}

#[cfg(test)]
mod tests;
