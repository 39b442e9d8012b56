//! A session's own arithmetic: what each event adds to it, when it is idle, away, over.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::state::{Due, Visit, World, event_key};
use super::time::{AWAY_AFTER, IDLE_AFTER, INACTIVITY, seconds};

/// Most events of one session. When it is reached the session ends and the next event opens another.
pub(super) const MOST_EVENTS: i64 = 20_000;
/// Most search terms kept on a session.
const MOST_SEARCH_TERMS: usize = 100;
/// Most of the sender's ids remembered per session.
const MOST_EXTERNAL_IDS: usize = 1_000;

/// A reference to a resource by its id.
pub(super) fn reference(path: &str, id: &str) -> wire::AddressableEntityRef {
    wire::AddressableEntityRef {
        id: Some(id.to_owned()),
        self_uri: Some(format!("/api/v2/{path}/{id}")),
        ..wire::AddressableEntityRef::default()
    }
}

impl Visit {
    /// A session without events.
    pub(super) fn new(session: wire::Session, cookie: Option<String>) -> Self {
        Self {
            last_activity: session.created_date.0,
            session,
            cookie,
            counts: BTreeMap::new(),
            scores: BTreeMap::new(),
            scored_at: None,
            external_ids: BTreeMap::new(),
            offered: BTreeSet::new(),
            blocked: BTreeSet::new(),
        }
    }

    /// The contact the session belongs to.
    pub(super) fn contact(&self) -> Option<&str> {
        self.session.external_contact.as_ref()?.id.as_deref()
    }

    pub(super) fn kind(&self) -> &str {
        self.session.kind.as_deref().unwrap_or_default()
    }

    /// Type and id in the foreign system, for custom sessions.
    pub(super) fn external_key(&self) -> Option<(String, String)> {
        Some((self.session.kind.clone()?, self.session.external_id.clone()?))
    }

    /// Web and app sessions end by inactivity; others do not.
    pub(super) fn ends_by_itself(&self) -> bool {
        matches!(self.kind(), "web" | "app")
    }

    pub(super) fn is_over(&self) -> bool {
        self.session.ended_date.is_some()
    }

    /// When it is to be looked at for inactivity.
    pub(super) fn due(&self) -> Option<DateTime<Utc>> {
        (self.ends_by_itself() && !self.is_over()).then(|| self.last_activity + INACTIVITY)
    }

    /// Whether an event of this moment belongs to this session.
    pub(super) fn covers(&self, moment: DateTime<Utc>) -> bool {
        moment > self.session.created_date.0 - INACTIVITY && moment < self.last_activity + INACTIVITY
    }

    /// Takes note of an event that the customer made.
    pub(super) fn be_active(&mut self, event: &wire::SessionLastEvent, moment: DateTime<Utc>) {
        let newest = self.session.last_event.is_none() || moment >= self.last_activity;
        if newest {
            self.last_activity = moment;
            self.session.last_event = Some(event.clone());
            if self.ends_by_itself() {
                self.session.idle_date = Some((moment + IDLE_AFTER).into());
                self.session.away_date = Some((moment + AWAY_AFTER).into());
            }
        }
        if moment < self.session.created_date.0 {
            self.session.created_date = moment.into();
        }
        self.session.duration_in_seconds = Some(seconds(self.session.created_date.0, self.last_activity));
    }

    /// Keeps the words of a search: each once, in the order of their first use.
    pub(super) fn search(&mut self, words: &str) {
        let words = words.trim();
        let known = self.session.search_terms.iter().any(|term| term.eq_ignore_ascii_case(words));
        if !words.is_empty() && !known && self.session.search_terms.len() < MOST_SEARCH_TERMS {
            self.session.search_terms.push(words.to_owned());
        }
    }

    pub(super) fn remember_external_id(&mut self, external_id: Option<&str>, event: &str) {
        if let Some(external_id) = external_id.filter(|_| self.external_ids.len() < MOST_EXTERNAL_IDS) {
            self.external_ids.insert(external_id.to_owned(), event.to_owned());
        }
    }
}

impl World {
    /// Stores a new session and looks after it.
    pub(super) fn open(&mut self, visit: Visit) {
        let id = visit.session.id.clone();
        if let Some(contact) = visit.contact() {
            self.by_contact.entry(contact.to_owned()).or_default().insert(id.clone());
        }
        if let Some(key) = visit.external_key() {
            self.by_external_id.insert(key, id.clone());
        }
        self.due.extend(visit.due().map(|at| (at, Due::Session(id.clone()))));
        self.due.insert((visit.forgotten_at(), Due::Forget(id.clone())));
        self.touch(&id);
        self.visits.insert(id, visit);
    }

    /// The session is to be told about at the end of this call.
    pub(super) fn touch(&mut self, session: &str) {
        if !self.touched_sessions.iter().any(|touched| touched == session) {
            self.touched_sessions.push(session.to_owned());
        }
    }

    /// Adds an event of any kind to its session, counts it and tells of it.
    pub(super) fn add_event(&mut self, event: wire::Event) {
        let Some(session) = event.session.as_ref().map(|session| session.id.clone()) else { return };
        let Some(visit) = self.visits.change(&session) else { return };
        visit.session.event_count = Some(visit.session.event_count.unwrap_or_default() + 1);
        self.touch(&session);
        self.tell_event(&session, &event);
        self.events.insert(event_key(&session, event.created_date.0, &event.id), event);
    }

    /// Frame of an event in this session.
    pub(super) fn event(
        &mut self,
        session: &str,
        kind: &str,
        correlation: &str,
        created: DateTime<Utc>,
    ) -> Option<wire::Event> {
        let visit = &self.visits.get(session)?.session;
        let kind_of_session = visit.kind.clone().unwrap_or_default();
        let (customer_id, customer_id_type) = (visit.customer_id.clone(), visit.customer_id_type.clone());
        let event = self.bare_event(session, &kind_of_session, kind, correlation, created);
        Some(wire::Event { customer_id, customer_id_type, ..event })
    }

    /// The same without the customer.
    pub(super) fn bare_event(
        &mut self,
        session: &str,
        kind_of_session: &str,
        kind: &str,
        correlation: &str,
        created: DateTime<Utc>,
    ) -> wire::Event {
        wire::Event {
            id: self.id(),
            correlation_id: Some(correlation.to_owned()),
            session: Some(wire::EventSession {
                id: session.to_owned(),
                kind: Some(kind_of_session.to_owned()),
                self_uri: Some(format!("/api/v2/journey/sessions/{session}")),
                ..wire::EventSession::default()
            }),
            event_type: Some(format!("com.genesys.journey.{kind}")),
            created_date: created.into(),
            ..wire::Event::default()
        }
    }

    /// After an activity: the session's end moves, and a session that a late event has revived opens again.
    pub(super) fn end_moves(&mut self, session: &str, now: DateTime<Utc>) {
        let Some(visit) = self.visits.change(session) else { return };
        if !visit.ends_by_itself() {
            return;
        }
        let end = visit.last_activity + INACTIVITY;
        visit.session.ended_date = (end <= now).then(|| end.into());
        self.due.extend(visit.due().map(|at| (at, Due::Session(session.to_owned()))));
    }

    /// Ends a session that has been idle for too long; its end is the moment the rule was met.
    pub(super) fn close_if_idle(&mut self, session: &str, now: DateTime<Utc>) {
        let idle = self.visits.get(session).and_then(Visit::due).is_some_and(|due| due <= now);
        if idle {
            self.close(session, now);
        }
    }

    /// Ends a session.
    pub(super) fn close(&mut self, session: &str, at: DateTime<Utc>) {
        let Some(visit) = self.visits.change(session) else { return };
        visit.session.ended_date = Some(at.into());
        let cookie = visit.cookie.clone();
        self.touch(session);
        // An offer that was never shown ends with the visit.
        let open = cookie.as_deref().and_then(|cookie| self.visitors.get(cookie)?.open_action.clone());
        if let (Some(cookie), Some(action)) = (cookie, open)
            && self.actions.get(&action).is_some_and(|action| action.session == session)
            && let Some(visitor) = self.visitors.change(&cookie)
        {
            visitor.open_action = None;
        }
    }
}
