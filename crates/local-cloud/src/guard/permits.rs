//! Permissions that were given or taken while the cloud runs, as an administrator does; a restart forgets them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use super::holds;
use crate::world::Agent;

/// What agents hold instead of what the rules give them, by user id.
#[derive(Debug, Default)]
pub(crate) struct Permits(Mutex<BTreeMap<String, Vec<String>>>);

impl Permits {
    /// The agent with the permissions held now.
    pub(crate) fn now(&self, mut agent: Agent) -> Agent {
        if let Some(held) = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&agent.id) {
            agent.permissions.clone_from(held);
        }
        agent
    }

    /// Gives and takes; answers the agent as it is then. A permission that is held by a `*` is taken alone: what else
    /// the `*` stands for (of `known`) is kept by name.
    pub(crate) fn change(&self, agent: Agent, known: &BTreeSet<String>, add: Vec<String>, remove: &[String]) -> Agent {
        let mut agent = self.now(agent);
        let covers = |held: &str, wanted: &str| {
            let one = Agent { permissions: vec![held.to_owned()], ..agent.clone() };
            holds(&one, wanted)
        };
        let mut held = Vec::new();
        for own in &agent.permissions {
            if remove.contains(own) {
                continue;
            }
            if remove.iter().any(|taken| covers(own, taken)) {
                held.extend(known.iter().filter(|other| covers(own, other)).cloned());
            } else {
                held.push(own.clone());
            }
        }
        held.extend(add);
        let mut seen = BTreeSet::new();
        held.retain(|one| !remove.contains(one) && seen.insert(one.clone()));
        agent.permissions = held;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(agent.id.clone(), agent.permissions.clone());
        agent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(permissions: &[&str]) -> Agent {
        let permissions = permissions.iter().map(|&permission| permission.to_owned()).collect();
        Agent { id: "me".into(), name: String::new(), email: String::new(), permissions, blurb: String::new() }
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn a_permission_held_by_a_star_is_taken_alone() {
        let permits = Permits::default();
        let known: BTreeSet<String> = words(&["a:x:view", "a:y:view", "b:x:view"]).into_iter().collect();
        let after = permits.change(agent(&["a:*:*", "b:x:view"]), &known, Vec::new(), &words(&["a:x:view"]));
        assert_eq!(after.permissions, ["a:y:view", "b:x:view"]);
        assert_eq!(permits.now(agent(&["a:*:*"])).permissions, after.permissions);
        let none = permits.change(agent(&[]), &known, words(&["c:*:*"]), &words(&["a:y:view", "b:x:view"]));
        assert_eq!(none.permissions, ["c:*:*"]);
        let none = permits.change(agent(&[]), &known, Vec::new(), &words(&["c:*:*"]));
        assert!(none.permissions.is_empty());
        let again = permits.change(agent(&[]), &known, words(&["a:x:view", "a:x:view"]), &[]);
        assert_eq!(again.permissions, ["a:x:view"]);
    }
}
