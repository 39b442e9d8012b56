//! The list of sessions: union by id, order, removal, another customer.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::announced::{Announced, SegmentTimes};
use super::known::published;
use super::{Announcement, Journey, ListState};
use crate::changes::Changes;
use crate::model::{ContactFlow, Customer, Matched, Session, SessionId};
use crate::order;

/// Where a session's facts come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A notification: attributes, attribute lists, external id and address, short id are left out of it.
    Live,
    /// A REST answer: whole. Of two versions of the same moment it is preferred.
    Rest,
}

/// What was told of a session by the time that it is read again.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// When it began.
    pub(crate) created: DateTime<Utc>,
    n_events: Option<i64>,
    last_event: Option<DateTime<Utc>>,
    last_id: Option<Arc<str>>,
    is_ended: bool,
}

impl Told {
    fn of(session: &Session) -> Self {
        let last_event = session.last_event.as_ref().and_then(|event| event.created);
        let (created, n_events) = (session.created, session.n_events);
        let last_id = session.last_event.as_ref().and_then(|event| event.id.clone());
        Self { created, n_events, last_event, last_id, is_ended: session.ended.is_some() }
    }

    /// The cloud says less than it did, or it is another session of the same id. Both places write times alike only to
    /// the second.
    pub(crate) fn is_set_back(&self, session: &Session) -> bool {
        let new = Self::of(session);
        let lost_ms = |held: DateTime<Utc>, new: DateTime<Utc>| (held - new).num_milliseconds();
        // Another event than the one told of, and an older one: a time that has milliseconds is as it was.
        let is_other = self.last_id.is_some() && self.last_id != new.last_id;
        let is_older = |held: DateTime<Utc>, new: DateTime<Utc>| {
            lost_ms(held, new) >= 1_000 || (is_other && held > new && new.timestamp_subsec_millis() > 0)
        };
        new.n_events.is_some_and(|n| self.n_events > Some(n))
            || (self.is_ended && !new.is_ended)
            || lost_ms(self.created, new.created).abs() >= 1_000
            || self.last_event.is_some_and(|held| new.last_event.is_none_or(|new| is_older(held, new)))
    }
}

impl Journey {
    /// What was told of a session until now, by the cloud's own records of it.
    pub(crate) fn told(&self, id: &SessionId) -> Option<Told> {
        self.announced.get(id).map(|announced| Told::of(&announced.session))
    }

    /// Forgets the events of a session: they are read anew when somebody wants to see them.
    pub(crate) fn forget_track(&mut self, id: &SessionId) -> Changes {
        let mut changes = Changes::default();
        if self.tracks.remove(id).is_some() {
            self.known.remove(id);
            changes.tracks.insert(id.clone());
        }
        changes
    }

    /// Another customer: every entity of the old one goes, with header, contact flow, list state, mark of the current
    /// session and last announcement. Settings, names, interactions, screen and link stay.
    pub(crate) fn clear_customer(&mut self) -> Changes {
        let ids = self.announced.keys().chain(self.known.keys()).chain(self.tracks.keys());
        let ids: BTreeSet<SessionId> = order::set(ids.chain(self.predictions.keys()).chain(&self.expanded).cloned());
        let mut changes = Changes::default();
        for id in &ids {
            changes.merge(self.remove(id));
        }
        changes.merge(self.sort());
        changes.merge(self.set_customer(Customer::default()));
        changes.merge(self.set_contact(ContactFlow::default()));
        changes.merge(self.set_list(ListState::default()));
        self.arrivals.forget();
        changes.page |= self.page.current_session.take().is_some();
        if !self.announcement.text.is_empty() {
            // The number stays: nothing new is to be said.
            self.announcement = Announcement { number: self.announcement.number, text: Arc::default() };
            changes.announcement = true;
        }
        changes
    }

    /// Takes sessions in: a union by id in which newer facts win, field by field. Any order of calls gives the same.
    pub(crate) fn merge_sessions(&mut self, sessions: Vec<Session>, from: Origin) -> Changes {
        let mut touched = BTreeSet::new();
        for session in sessions {
            let id = session.id.clone();
            if let Some(last) = &session.last_event
                && let Some(event) = last.id.as_deref()
            {
                self.known.or_default(id.clone()).name(event.into(), last.created);
            }
            match self.announced.get_mut(&id) {
                Some(announced) => announced.join(session, from),
                None => {
                    self.announced.insert(id.clone(), Announced::new(session, from));
                }
            }
            touched.insert(id);
        }
        self.publish(&touched)
    }

    /// Takes a live segment assignment of a session in.
    pub(crate) fn merge_assignment(&mut self, session: &SessionId, matched: &Matched) -> Changes {
        let known = self.known.or_default(session.clone());
        known.assign(matched.segment.clone(), SegmentTimes::of(matched));
        self.publish(&order::set([session.clone()]))
    }

    /// Computes sessions anew and puts them in order.
    pub(super) fn publish(&mut self, ids: &BTreeSet<SessionId>) -> Changes {
        let mut changes = Changes::default();
        let mut is_moved = false;
        for id in ids {
            let Some(announced) = self.announced.get(id) else { continue };
            let known = self.known.get(id);
            let session = published(announced, known, self.tracks.get(id).map(AsRef::as_ref));
            let held = self.sessions.get(id);
            if held.is_some_and(|held| **held == session) {
                continue;
            }
            is_moved |= held.is_none_or(|held| place(held) != place(&session));
            self.want_names_of(&session);
            self.sessions.insert(id.clone(), Arc::new(session));
            changes.sessions.insert(id.clone());
        }
        if is_moved {
            changes.merge(self.sort());
        }
        changes
    }

    /// Newest first: by start, then by last activity, then by id.
    fn sort(&mut self) -> Changes {
        let mut all: Vec<&Arc<Session>> = self.sessions.values().collect();
        order::sort_by(&mut all, |one, other| (place(one), &one.id).cmp(&(place(other), &other.id)));
        let is_same = all.iter().map(|session| &session.id).eq(self.order.iter());
        if !is_same {
            self.order = all.into_iter().map(|session| session.id.clone()).collect();
        }
        Changes { order: !is_same, ..Changes::default() }
    }

    /// Takes one session out with all that belongs to it; the order is the caller's.
    fn remove(&mut self, id: &SessionId) -> Changes {
        let mut changes = Changes::default();
        let mut note = |is_gone: bool, set: fn(&mut Changes) -> &mut BTreeSet<SessionId>| {
            if is_gone {
                set(&mut changes).insert(id.clone());
            }
        };
        note(self.sessions.remove(id).is_some(), |changes| &mut changes.removed);
        note(self.tracks.remove(id).is_some(), |changes| &mut changes.tracks);
        note(self.predictions.remove(id).is_some(), |changes| &mut changes.predictions);
        note(self.expanded.remove(id), |changes| &mut changes.expanded);
        self.announced.remove(id);
        self.known.remove(id);
        changes
    }
}

fn place(session: &Session) -> (Reverse<DateTime<Utc>>, Reverse<DateTime<Utc>>) {
    (Reverse(session.created), Reverse(session.last_activity()))
}
