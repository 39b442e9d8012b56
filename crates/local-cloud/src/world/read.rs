//! What can be read of the world. Answers are whole; paging, permissions and expansion are REST's business.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Agent;
use super::state::{Visit, World, event_key};
use super::visit::reference;
use crate::rules::scoring::four_decimals;

/// How many of a visitor's newest sessions are looked at for their last sign of life.
const NEWEST: usize = 20;

impl World {
    /// The person with this user id.
    #[must_use]
    pub fn agent(&self, user_id: &str) -> Option<&Agent> {
        self.rules.agents.iter().find(|agent| agent.id == user_id)
    }

    /// Everybody who may sign in.
    #[must_use]
    pub fn agents(&self) -> &[Agent] {
        &self.rules.agents
    }

    /// Name of the agent who may see everything.
    #[must_use]
    pub fn sees_everything(&self) -> Option<String> {
        self.all_seeing().map(|agent| agent.name.clone())
    }

    /// The agent who may see everything: the first of `rules/agents.json`.
    pub(crate) fn all_seeing(&self) -> Option<&Agent> {
        self.agents().first()
    }

    /// A session by id.
    #[must_use]
    pub fn session(&self, id: &str) -> Option<wire::Session> {
        self.visits.get(id).map(|visit| visit.session.clone())
    }

    /// Moment of a visitor's newest event; `None` for a cookie that was never seen, or is forgotten.
    #[must_use]
    pub fn last_seen(&self, cookie: &str) -> Option<DateTime<Utc>> {
        let newest = self.visitors.get(cookie)?.sessions.iter().rev().take(NEWEST);
        newest.filter_map(|id| self.visits.get(id)).map(|visit| visit.last_activity).max()
    }

    /// Sessions of a contact, newest first; with `include_merged` those of its whole merge set. `None`: no such contact.
    #[must_use]
    pub fn sessions_of_contact(&self, contact: &str, include_merged: bool) -> Option<Vec<wire::Session>> {
        let mut found: Vec<&Visit> = Vec::new();
        for contact in self.contacts_meant(contact, include_merged)? {
            found.extend(self.by_contact.get(&contact).into_iter().flatten().filter_map(|id| self.visits.get(id)));
        }
        found.sort_by(|one, other| {
            (other.session.created_date, &other.session.id).cmp(&(one.session.created_date, &one.session.id))
        });
        Some(found.into_iter().map(|visit| visit.session.clone()).collect())
    }

    fn contacts_meant(&self, contact: &str, include_merged: bool) -> Option<Vec<String>> {
        self.contacts.get(contact)?;
        Some(if include_merged { self.merge_set(contact) } else { vec![contact.to_owned()] })
    }

    /// Events of a session in REST form, oldest first. `None`: no such session.
    #[must_use]
    pub fn events_of(&self, session: &str) -> Option<Vec<wire::Event>> {
        self.visits.get(session)?;
        Some(self.events.below(&format!("{session}/")).map(|(_, event)| rest_form(event)).collect())
    }

    /// At most `n` events of a session that are `wanted` and come after a moment and id, in REST form, oldest first.
    /// `None`: no such session.
    #[must_use]
    pub fn events_after(
        &self,
        session: &str,
        after: Option<(DateTime<Utc>, &str)>,
        wanted: impl Fn(&wire::Event) -> bool,
        n: usize,
    ) -> Option<Vec<wire::Event>> {
        self.visits.get(session)?;
        let prefix = format!("{session}/");
        // Keys are in the order of moment and id, since both are kept to the millisecond.
        let from = after.map_or_else(|| prefix.clone(), |(at, id)| event_key(session, at, id));
        let events = self.events.below_from(&prefix, &from).map(|(_, event)| event);
        let is_after =
            |event: &&wire::Event| after.is_none_or(|after| (event.created_date.0, event.id.as_str()) > after);
        Some(events.filter(is_after).filter(|event| wanted(event)).take(n).map(rest_form).collect())
    }

    /// The scores of a session by every model; none before its first event. `None`: no such session.
    #[must_use]
    pub fn scores_of(&self, session: &str) -> Option<wire::OutcomeScoresResult> {
        let visit = self.visits.get(session)?;
        let scores = visit.scores.iter().map(|(outcome, score)| {
            let (now, best) = (self.rules.quantile(score.now), self.rules.quantile(score.best));
            wire::OutcomeScore {
                outcome: reference("journey/outcomes", outcome),
                session_max_probability: Some(score.best),
                probability: Some(score.now),
                percentile: Some(percent(now)),
                session_max_percentile: Some(percent(best)),
                quantile: Some(now),
                session_max_quantile: Some(best),
                ..wire::OutcomeScore::default()
            }
        });
        Some(wire::OutcomeScoresResult {
            outcome_scores: scores.collect(),
            modified_date: visit.scored_at.map(Into::into),
            ..wire::OutcomeScoresResult::default()
        })
    }

    /// Customer-scope segments that a contact is in, oldest first, with `include_merged` those of its whole merge set;
    /// `None`: no such contact.
    #[must_use]
    pub fn segment_assignments_of(&self, contact: &str, include_merged: bool) -> Option<Vec<wire::SegmentAssignment>> {
        let mut found = Vec::new();
        for contact in self.contacts_meant(contact, include_merged)? {
            found.extend(self.assignments.below(&format!("{contact}/")).map(|(_, one)| one));
        }
        found.sort_by_key(|one| (one.since, one.segment.clone()));
        let shape = |one: &super::state::Assignment| wire::SegmentAssignment {
            date_assigned: Some(one.since.into()),
            date_for_unassignment: one.until.map(Into::into),
            segment: reference("journey/segments", &one.segment),
            external_contact: Some(reference("externalcontacts/contacts", &one.contact)),
            session: Some(wire::SegmentAssignmentSession {
                id: one.session.clone(),
                kind: Some(one.session_kind.clone()),
                self_uri: Some(format!("/api/v2/journey/sessions/{}", one.session)),
                ..wire::SegmentAssignmentSession::default()
            }),
            ..wire::SegmentAssignment::default()
        };
        Some(found.into_iter().map(shape).collect())
    }

    /// All outcomes.
    #[must_use]
    pub fn outcomes(&self) -> &[wire::Outcome] {
        if self.organisation.has_outcomes() { &self.rules.outcomes } else { &[] }
    }

    /// All segments, those hidden from agents too: the flag is for the client to obey.
    #[must_use]
    pub fn segments(&self) -> &[wire::JourneySegment] {
        if self.organisation.has_tracking() { &self.rules.segments } else { &[] }
    }

    /// All action maps.
    #[must_use]
    pub fn action_maps(&self) -> Vec<wire::ActionMap> {
        let maps = self.rules.action_maps.iter().filter(|_| self.organisation.has_tracking());
        maps.map(|map| self.organisation.action_map_form(map)).collect()
    }

    /// The contents of offers, as the contract has them.
    #[must_use]
    pub fn action_templates(&self) -> Vec<Value> {
        let templates = self.rules.action_templates.iter().filter(|_| self.organisation.has_tracking());
        templates.cloned().collect()
    }

    /// The queues that offers of earlier years led to.
    #[must_use]
    pub fn action_targets(&self) -> Vec<Value> {
        let targets = self.rules.action_targets.iter().filter(|_| self.organisation.has_tracking());
        targets.cloned().collect()
    }

    /// The systems that contacts come from.
    #[must_use]
    pub fn external_sources(&self) -> &[Value] {
        &self.rules.external_sources
    }

    /// All tracked sites.
    #[must_use]
    pub fn deployments(&self) -> &[wire::WebDeployment] {
        &self.rules.deployments
    }

    /// A queue by id.
    #[must_use]
    pub fn queue(&self, id: &str) -> Option<wire::NamedEntity> {
        self.rules.queues.iter().find(|queue| queue.id == id).cloned()
    }

    /// All queues.
    #[must_use]
    pub fn queues(&self) -> &[wire::NamedEntity] {
        &self.rules.queues
    }

    /// A wrap-up code by id.
    #[must_use]
    pub fn wrapup_code(&self, id: &str) -> Option<wire::NamedEntity> {
        self.rules.wrapup_codes.iter().find(|code| code.id == id).cloned()
    }

    /// All wrap-up codes.
    #[must_use]
    pub fn wrapup_codes(&self) -> &[wire::NamedEntity] {
        &self.rules.wrapup_codes
    }

    /// A tracked site's registration by id.
    #[must_use]
    pub fn deployment(&self, id: &str) -> Option<wire::WebDeployment> {
        self.rules.deployments.iter().find(|deployment| deployment.id == id).cloned()
    }

    /// The organisation: id and name.
    #[must_use]
    pub fn organization(&self) -> &Value {
        &self.rules.organization
    }

    /// The one division: id.
    #[must_use]
    pub fn division(&self) -> &str {
        &self.rules.division
    }

    /// Counts and ids, for tests: equal worlds have equal truths.
    #[must_use]
    pub fn truth(&self) -> Value {
        let mut events: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (key, event) in self.events.iter() {
            let session = key.split('/').next().unwrap_or_default();
            events.entry(session).or_default().push(&event.id);
        }
        let sessions: Vec<Value> = self
            .visits
            .iter()
            .map(|(id, visit)| {
                json!({
                    "id": id, "type": visit.session.kind, "contact": visit.contact(), "eventCount": visit.session.event_count,
                    "ended": visit.session.ended_date, "events": events.get(id.as_str()).map_or(&[][..], Vec::as_slice),
                    "segments": visit.session.segment_assignments.iter().map(|one| one.segment.id.clone()).collect::<Vec<_>>(),
                    "outcomes": visit.session.outcome_achievements.iter().map(|one| one.outcome.id.clone()).collect::<Vec<_>>(),
                    "scores": visit.scores.iter().map(|(id, score)| json!([id, score.now, score.best])).collect::<Vec<_>>(),
                })
            })
            .collect();
        let contacts: Vec<Value> = self
            .contacts
            .iter()
            .map(|(id, contact)| json!({"id": id, "type": contact.kind, "mergedTo": contact.merged_to.as_ref().and_then(|head| head.id.clone()), "sessions": self.by_contact.get(id)}))
            .collect();
        let conversations: Vec<Value> = self
            .interactions
            .iter()
            .map(|(id, one)| json!({"id": id, "contact": one.contact, "open": self.open_interactions.contains(id), "state": self.talk(id).map(|talk| talk.state), "agents": one.agents.iter().map(|leg| leg.user.clone()).collect::<Vec<_>>()}))
            .collect();
        let actions: Vec<Value> = self
            .actions
            .iter()
            .map(|(id, action)| json!({"id": id, "state": action.state, "conversation": action.conversation}))
            .collect();
        json!({
            "sessions": sessions, "contacts": contacts, "conversations": conversations, "actions": actions,
            "visitors": self.visitors.iter().map(|(cookie, visitor)| json!({"cookie": cookie, "contact": visitor.contact, "events": visitor.total_events, "pageviews": visitor.total_pageviews})).collect::<Vec<_>>(),
            "assignments": self.assignments.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>(),
            "counts": {"sessions": self.visits.len(), "events": self.events.len(), "contacts": self.contacts.len(), "visitors": self.visitors.len(), "conversations": self.interactions.len()},
        })
    }
}

/// An event as REST has it: without the fields of notifications.
fn rest_form(event: &wire::Event) -> wire::Event {
    let mut event = event.clone();
    if let Some(segment) = &mut event.segment_assignment_event {
        segment.assignment_state = None;
        segment.date_assigned = None;
        segment.date_for_unassignment = None;
    }
    if let Some(outcome) = &mut event.outcome_achieved_event {
        outcome.associated_value = None;
    }
    event
}

fn percent(share: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a share is between 0 and 1")]
    let percent = (four_decimals(share) * 100.0).round() as i64;
    percent
}
