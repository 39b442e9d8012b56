//! Which agent gets a waiting conversation, once a second.

use chrono::{DateTime, Utc};

use super::interaction::{Interaction, Medium};
use super::state::World;
use super::time::whole;

/// How much one agent handles at a time.
const MOST_CALLS: usize = 1;
const MOST_MESSAGES: usize = 4;

impl World {
    /// Time passes: idle sessions close, offers run out, and waiting conversations reach an agent of `available` who has
    /// room, the least busy first; whoever has just passed one on does not get it back.
    pub fn tick(&mut self, now: DateTime<Utc>, available: &[String]) {
        let now = whole(now);
        self.advance(now);
        let mut waiting: Vec<(DateTime<Utc>, String)> = Vec::new();
        for id in &self.open_interactions {
            let since = self.interactions.get(id).and_then(Interaction::waits_since);
            waiting.extend(since.map(|since| (since, id.clone())));
        }
        waiting.sort();
        for (_, id) in waiting {
            if let Some(agent) = self.free_agent(&id, available) {
                self.connect(&id, &agent, now);
            }
        }
        self.tell();
    }

    fn free_agent(&self, conversation: &str, available: &[String]) -> Option<String> {
        let interaction = self.interactions.get(conversation)?;
        let last = interaction.agents.last().and_then(|leg| leg.user.as_deref());
        let room =
            if matches!(interaction.medium, Medium::Call | Medium::Callback) { MOST_CALLS } else { MOST_MESSAGES };
        let busy_with = |user: &str| {
            let open = self.open_interactions.iter().filter_map(|id| self.interactions.get(id));
            open.filter(|other| {
                other.medium == interaction.medium
                    && other.agent_now().is_some_and(|leg| leg.user.as_deref() == Some(user))
            })
            .count()
        };
        let known = self.rules.agents.iter().map(|agent| agent.id.as_str());
        let candidates = known.filter(|id| available.iter().any(|one| one == id) && last != Some(*id));
        let (n_open, agent) = candidates.map(|id| (busy_with(id), id)).min_by_key(|(n_open, _)| *n_open)?;
        (n_open < room).then(|| agent.to_owned())
    }
}
