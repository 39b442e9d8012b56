//! What follows from an event by the rules: segments, outcomes, scores, and (in [`super::offers`]) offers.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::state::{Assignment, Due, Score, World};
use super::table::json;
use super::visit::reference;
use crate::rules::criteria::{Seen, context_met, says_nothing};
use crate::rules::rule_key;

/// A segment whose rules name no end leaves a customer when everything else about a visit is forgotten, too.
const LONGEST_ASSIGNMENT_DAYS: i64 = 60;

/// An event and the moments of what it causes: each a millisecond later, so that order holds.
pub(super) struct Cause<'a> {
    pub(super) session: &'a str,
    pub(super) cookie: Option<&'a str>,
    pub(super) correlation: &'a str,
    pub(super) last: DateTime<Utc>,
    pub(super) at: DateTime<Utc>,
}

impl Cause<'_> {
    /// The moment of the next consequence.
    pub(super) fn next(&mut self) -> DateTime<Utc> {
        self.last += TimeDelta::milliseconds(1);
        self.last
    }
}

impl World {
    /// Lets the rules have their say about an event that was taken in.
    pub(super) fn follow(
        &mut self,
        session: &str,
        cookie: Option<&str>,
        seen: &Seen<'_>,
        created: DateTime<Utc>,
        correlation: &str,
        at: DateTime<Utc>,
    ) {
        if !self.organisation.has_tracking() {
            return;
        }
        self.count_matches(session, cookie, seen);
        let Some(visit) = self.visits.get(session).map(|visit| json(&visit.session)) else { return };
        let mut cause = Cause { session, cookie, correlation, last: created, at };
        self.match_segments(&mut cause, &visit);
        if self.organisation.has_outcomes() {
            self.reach_outcomes(&mut cause, &visit, seen.body);
            if seen.stream != "Custom" {
                self.score(&cause, &visit);
            }
        }
        if seen.stream == "Web" {
            self.consider_offers(&mut cause, seen);
        }
    }

    /// Counts the event under every pattern it matches.
    fn count_matches(&mut self, session: &str, cookie: Option<&str>, seen: &Seen<'_>) {
        let rules = self.rules;
        for counted in rules.counted.iter().filter(|counted| counted.pattern.matches(seen)) {
            let counts = match cookie.filter(|_| counted.per_customer) {
                Some(cookie) => self.visitors.change(cookie).map(|visitor| &mut visitor.counts),
                None => self.visits.change(session).map(|visit| &mut visit.counts),
            };
            if let Some(counts) = counts {
                *counts.entry(counted.key.clone()).or_default() += 1;
            }
        }
    }

    /// Whether a rule's patterns of events have each been met often enough.
    fn journey_met(&self, rule: &str, journey: Option<&wire::Journey>, cause: &Cause<'_>, per_customer: bool) -> bool {
        let counts = match cause.cookie.filter(|_| per_customer) {
            Some(cookie) => self.visitors.get(cookie).map(|visitor| &visitor.counts),
            None => self.visits.get(cause.session).map(|visit| &visit.counts),
        };
        let met = |index: usize, pattern: &wire::JourneyPattern| {
            let count = counts.and_then(|counts| counts.get(&rule_key(rule, index))).copied().unwrap_or_default();
            count >= pattern.count.unwrap_or(1)
        };
        journey.is_none_or(|journey| journey.patterns.iter().enumerate().all(|(index, pattern)| met(index, pattern)))
    }

    fn match_segments(&mut self, cause: &mut Cause<'_>, visit: &Value) {
        let rules = self.rules;
        for segment in rules.segments.iter().filter(|segment| segment.is_active == Some(true)) {
            let for_customer = segment.scope.as_deref() == Some("Customer");
            if says_nothing(segment.context.as_ref(), segment.journey.as_ref())
                || self.is_in(cause.session, segment, for_customer)
                || !context_met(segment.context.as_ref(), visit)
                || !self.journey_met(&segment.id, segment.journey.as_ref(), cause, for_customer)
            {
                continue;
            }
            self.assign(cause, segment, for_customer);
        }
    }

    fn is_in(&self, session: &str, segment: &wire::JourneySegment, for_customer: bool) -> bool {
        let Some(visit) = self.visits.get(session) else { return true };
        let here = visit.session.segment_assignments.iter().any(|one| one.segment.id.as_deref() == Some(&segment.id));
        let contact = visit.contact().map(|contact| self.head_of(contact));
        here || (for_customer
            && contact.is_some_and(|contact| self.assignments.contains(&format!("{contact}/{}", segment.id))))
    }

    fn assign(&mut self, cause: &mut Cause<'_>, segment: &wire::JourneySegment, for_customer: bool) {
        let since = cause.next();
        // The contract knows no assignment to a customer without its end.
        let days = segment.assignment_expiration_days.unwrap_or(LONGEST_ASSIGNMENT_DAYS);
        let until = TimeDelta::try_days(days).filter(|_| for_customer).map(|days| since + days);
        let Some(visit) = self.visits.change(cause.session) else { return };
        visit.session.segment_assignments.push(wire::SessionSegmentAssignment {
            segment: reference("journey/segments", &segment.id),
            assigned_date: Some(since.into()),
            ..wire::SessionSegmentAssignment::default()
        });
        let kind = visit.kind().to_owned();
        let contact = visit.contact().map(str::to_owned).map(|contact| self.head_of(&contact));
        if let Some(contact) = contact.filter(|_| for_customer) {
            let key = format!("{contact}/{}", segment.id);
            self.due.extend(until.map(|until| (until, Due::Assignment(key.clone()))));
            let assignment = Assignment {
                contact,
                segment: segment.id.clone(),
                session: cause.session.to_owned(),
                session_kind: kind,
                since,
                until,
            };
            self.assignments.insert(key, assignment);
        }
        let Some(mut event) = self.event(cause.session, "SegmentAssignmentEvent", cause.correlation, since) else {
            return;
        };
        event.segment_assignment_event = Some(wire::SegmentAssignmentEvent {
            segment: reference("journey/segments", &segment.id),
            assignment_state: Some("Assigned".to_owned()),
            date_assigned: Some(since.into()),
            date_for_unassignment: until.map(Into::into),
            ..wire::SegmentAssignmentEvent::default()
        });
        self.add_event(event);
    }

    /// Takes a customer's segment away when its time is over.
    pub(super) fn lapse(&mut self, key: &str, now: DateTime<Utc>) {
        let over = self.assignments.get(key).and_then(|one| one.until).is_some_and(|until| until <= now);
        let Some(assignment) = over.then(|| self.assignments.remove(key)).flatten() else { return };
        let correlation = self.id();
        let kind = "SegmentAssignmentEvent";
        // The session may be forgotten by now; what is told is about the contact.
        let mut event = match self.event(&assignment.session, kind, &correlation, now) {
            Some(event) => event,
            None => self.bare_event(&assignment.session, &assignment.session_kind, kind, &correlation, now),
        };
        event.segment_assignment_event = Some(wire::SegmentAssignmentEvent {
            segment: reference("journey/segments", &assignment.segment),
            assignment_state: Some("Unassigned".to_owned()),
            date_assigned: Some(assignment.since.into()),
            date_for_unassignment: assignment.until.map(Into::into),
            ..wire::SegmentAssignmentEvent::default()
        });
        // The session may be long over: only those who watch the contact are told, and nothing is counted.
        self.tell_segment(&assignment.contact, &assignment.session, &event);
    }

    fn reach_outcomes(&mut self, cause: &mut Cause<'_>, visit: &Value, body: &Value) {
        let rules = self.rules;
        for outcome in rules.outcomes.iter().filter(|outcome| outcome.is_active == Some(true)) {
            let achieved = self.visits.get(cause.session).is_none_or(|visit| {
                visit.session.outcome_achievements.iter().any(|one| one.outcome.id.as_deref() == Some(&outcome.id))
            });
            if achieved
                || outcome.journey.as_ref().is_none_or(|journey| journey.patterns.is_empty())
                || !context_met(outcome.context.as_ref(), visit)
                || !self.journey_met(&outcome.id, outcome.journey.as_ref(), cause, false)
            {
                continue;
            }
            self.achieve(cause, outcome, body);
        }
    }

    fn achieve(&mut self, cause: &mut Cause<'_>, outcome: &wire::Outcome, body: &Value) {
        let moment = cause.next();
        let Some(visit) = self.visits.change(cause.session) else { return };
        visit.session.outcome_achievements.push(wire::OutcomeAchievement {
            outcome: reference("journey/outcomes", &outcome.id),
            achieved_date: Some(moment.into()),
            ..wire::OutcomeAchievement::default()
        });
        let session = visit.session.clone();
        let Some(mut event) = self.event(cause.session, "OutcomeAchievedEvent", cause.correlation, moment) else {
            return;
        };
        event.outcome_achieved_event = Some(wire::OutcomeAchievedEvent {
            outcome: wire::AchievedOutcome {
                id: outcome.id.clone(),
                self_uri: outcome.self_uri.clone(),
                display_name: outcome.display_name.clone(),
                version: outcome.version,
                ..wire::AchievedOutcome::default()
            },
            user_agent_string: session.user_agent_string,
            browser: session.browser,
            device: session.device,
            geolocation: session.geolocation,
            ip_address: session.ip_address,
            ip_organization: session.ip_organization,
            mkt_campaign: session.mkt_campaign,
            visit_referrer: session.referrer,
            visit_created_date: Some(session.created_date),
            associated_value: outcome.associated_value_field.as_ref().and_then(|field| worth(field, body)),
            ..wire::OutcomeAchievedEvent::default()
        });
        self.add_event(event);
    }

    /// Scores the session anew with every model.
    fn score(&mut self, cause: &Cause<'_>, visit_json: &Value) {
        let rules = self.rules;
        let Some(visit) = self.visits.change(cause.session) else { return };
        #[expect(clippy::cast_precision_loss, reason = "a visit lasts far less than 2^53 milliseconds")]
        let minutes = (visit.last_activity - visit.session.created_date.0).num_milliseconds() as f64 / 60_000.0;
        for (outcome, model) in &rules.models {
            let now = model.probability(outcome, &visit.counts, minutes, visit_json);
            let best = visit.scores.get(outcome).map_or(now, |score| score.best.max(now));
            visit.scores.insert(outcome.clone(), Score { now, best });
        }
        visit.scored_at = Some(cause.at);
    }
}

/// What an achievement was worth, from the event that brought it about.
fn worth(field: &Value, body: &Value) -> Option<wire::AssociatedValue> {
    let path = field.get("name")?.as_str()?;
    let found = path.split('.').try_fold(body, |value, part| value.get(part))?;
    let value = found
        .as_str()
        .and_then(|text| text.parse().ok())
        .or_else(|| found.as_f64())
        .filter(|value: &f64| value.is_finite())?;
    let data_type = field.get("dataType").and_then(Value::as_str).map(str::to_owned);
    Some(wire::AssociatedValue { data_type, value: Some(value), ..wire::AssociatedValue::default() })
}
