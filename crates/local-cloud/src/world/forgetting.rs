//! What the world forgets, so that it does not grow without end: old sessions with their events, a visitor's surplus
//! sessions, visitors of whom nothing is left.

use chrono::{DateTime, TimeDelta, Utc};

use super::contacts::recognised_by;
use super::state::{Due, Visit, World};

/// A session is kept this long after its last activity; the cloud shows no more than that either.
pub(super) const KEPT: TimeDelta = TimeDelta::days(60);
/// Most sessions of one visitor. Beyond it the oldest ended one is forgotten with its events.
pub(super) const MOST_SESSIONS: usize = 500;

impl Visit {
    /// When it will be forgotten if nothing more happens in it.
    pub(super) fn forgotten_at(&self) -> DateTime<Utc> {
        self.last_activity + KEPT
    }
}

impl World {
    /// Forgets the visitor's oldest ended sessions beyond the limit.
    pub(super) fn forget_oldest(&mut self, cookie: &str) {
        let Some(visitor) = self.visitors.get(cookie) else { return };
        let n_surplus = visitor.sessions.len().saturating_sub(MOST_SESSIONS);
        let over = |id: &&String| self.visits.get(id).is_none_or(Visit::is_over);
        let surplus: Vec<String> = visitor.sessions.iter().filter(over).take(n_surplus).cloned().collect();
        for session in surplus {
            self.forget(&session);
        }
    }

    /// Forgets a session whose time has come; one that lives is looked at again later.
    pub(super) fn forget_if_old(&mut self, session: &str, now: DateTime<Utc>) {
        let Some(visit) = self.visits.get(session) else { return };
        let conversation = visit.session.conversation.as_ref().and_then(|conversation| conversation.id.clone());
        let goes_on = conversation.is_some_and(|id| self.open_interactions.contains(&id));
        let next = if goes_on { now + KEPT } else { visit.forgotten_at() };
        if next > now {
            self.due.insert((next, Due::Forget(session.to_owned())));
        } else {
            self.forget(session);
        }
    }

    /// Forgets a session with its events, offers and conversation, and its visitor when that was the last one.
    fn forget(&mut self, session: &str) {
        let Some(visit) = self.visits.remove(session) else { return };
        let events: Vec<String> = self.events.below(&format!("{session}/")).map(|(key, _)| key.clone()).collect();
        for key in events {
            self.events.remove(&key);
        }
        let of_session = self.actions.iter().filter(|(_, action)| action.session == session);
        let actions: Vec<String> = of_session.map(|(id, _)| id.clone()).collect();
        for action in actions {
            self.actions.remove(&action);
        }
        if let Some(conversation) =
            visit.session.conversation.as_ref().and_then(|conversation| conversation.id.as_ref())
        {
            self.interactions.remove(conversation);
        }
        if let Some(key) = visit.external_key() {
            self.by_external_id.remove(&key);
        }
        if let Some(contact) = visit.contact()
            && let Some(sessions) = self.by_contact.get_mut(contact)
        {
            sessions.remove(session);
            if sessions.is_empty() {
                self.by_contact.remove(contact);
            }
        }
        if let Some(cookie) = visit.cookie {
            self.forget_visitor(&cookie, session);
        }
    }

    fn forget_visitor(&mut self, cookie: &str, session: &str) {
        let Some(visitor) = self.visitors.change(cookie) else { return };
        visitor.sessions.retain(|id| id != session);
        if !visitor.sessions.is_empty() {
            return;
        }
        let contact = visitor.contact.clone();
        self.visitors.remove(cookie);
        let ephemeral = self
            .contacts
            .get(&contact)
            .is_some_and(|contact| contact.kind.as_deref() == Some("Ephemeral") && contact.merged_to.is_none());
        if !ephemeral || self.by_contact.contains_key(&contact) {
            return;
        }
        for key in self.contacts.remove(&contact).iter().flat_map(recognised_by) {
            if let Some(known) = self.by_identifier.get_mut(&key) {
                known.remove(&contact);
            }
            if self.by_identifier.get(&key).is_some_and(std::collections::BTreeSet::is_empty) {
                self.by_identifier.remove(&key);
            }
        }
        let held: Vec<String> = self.assignments.below(&format!("{contact}/")).map(|(key, _)| key.clone()).collect();
        for key in held {
            self.assignments.remove(&key);
        }
    }
}
