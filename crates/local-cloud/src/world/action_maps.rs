//! Which offer an event calls for: triggers, conditions on the page, and what stands in the way.

use chrono::{DateTime, TimeDelta};
use serde_json::Value;

use super::consequence::Cause;
use super::state::{Action, World};
use crate::rules::criteria::{Pattern, Seen, address_meets};

impl World {
    /// Asks every action map whether this event calls for its offer; the weightiest one qualifies.
    pub(super) fn consider_offers(&mut self, cause: &mut Cause<'_>, seen: &Seen<'_>) {
        let Some(cookie) = cause.cookie else { return };
        let rules = self.rules;
        let mut maps: Vec<&wire::ActionMap> =
            rules.action_maps.iter().filter(|map| map.is_active == Some(true)).collect();
        maps.sort_by_key(|map| std::cmp::Reverse(map.weight));
        let mut qualified = false;
        for map in maps {
            let Some(id) = map.id.as_deref() else { continue };
            if self.visits.get(cause.session).is_none_or(|visit| visit.offered.contains(id))
                || !self.triggers(map, cause.session, seen)
            {
                continue;
            }
            let reason = self.hindrance(map, id, cause, cookie, seen, qualified);
            match reason {
                Some(reason) => self.block(cause, map, id, reason),
                None => {
                    qualified = true;
                    self.qualify(cause, cookie, id);
                }
            }
        }
    }

    /// Whether the map's triggers are met: each kind of trigger that it names must be.
    fn triggers(&self, map: &wire::ActionMap, session: &str, seen: &Seen<'_>) -> bool {
        let Some(visit) = self.visits.get(session) else { return false };
        let assigned = |segment: &String| {
            visit.session.segment_assignments.iter().any(|one| one.segment.id.as_ref() == Some(segment))
        };
        let by_segment = map.trigger_with_segments.is_empty() || map.trigger_with_segments.iter().any(assigned);
        let by_event = map
            .trigger_with_event_conditions
            .iter()
            .all(|condition| event_condition(condition).is_some_and(|pattern| pattern.matches(seen)));
        // The likelihood was high and has fallen: that is the moment to help.
        let has_fallen = |condition: &Value| {
            let number = |name: &str| condition.get(name).and_then(Value::as_f64);
            let score =
                condition.get("outcomeId").and_then(Value::as_str).and_then(|outcome| visit.scores.get(outcome));
            let high = number("maximumProbability").unwrap_or(1.0);
            score.is_some_and(|score| score.best >= high && number("probability").is_none_or(|low| score.now <= low))
        };
        let by_score = map.trigger_with_outcome_probability_conditions.iter().all(has_fallen);
        let says_something = !map.trigger_with_segments.is_empty()
            || !map.trigger_with_event_conditions.is_empty()
            || !map.trigger_with_outcome_probability_conditions.is_empty();
        says_something && by_segment && by_event && by_score
    }

    /// Why a triggered offer is not made, in the contract's words.
    fn hindrance(
        &self,
        map: &wire::ActionMap,
        id: &str,
        cause: &Cause<'_>,
        cookie: &str,
        seen: &Seen<'_>,
        another_now: bool,
    ) -> Option<&'static str> {
        let address =
            seen.body.get("page").and_then(|page| page.get("url")).and_then(Value::as_str).unwrap_or_default();
        if !map.page_url_conditions.iter().all(|condition| url_condition(condition, address)) {
            return Some("PageUrlConditionsNotMatching");
        }
        if another_now {
            return Some("MultipleSimultaneousOffers");
        }
        let visitor = self.visitors.get(cookie)?;
        if visitor.open_action.is_some() {
            return Some("AlreadyExistingOffer");
        }
        let cap = TimeDelta::seconds(self.rules.timing.frequency_cap);
        let last = visitor.offered.get(id).copied().and_then(DateTime::from_timestamp_millis);
        let capped = map.ignore_frequency_cap != Some(true) && last.is_some_and(|last| cause.at - last < cap);
        capped.then_some("FrequencyCapping")
    }

    fn qualify(&mut self, cause: &mut Cause<'_>, cookie: &str, map: &str) {
        let id = self.id();
        let moment = cause.next();
        let action = Action {
            map: map.to_owned(),
            session: cause.session.to_owned(),
            cookie: cookie.to_owned(),
            state: "qualified".to_owned(),
            created: moment,
            offered: None,
            correlation: cause.correlation.to_owned(),
            conversation: None,
        };
        self.actions.insert(id.clone(), action);
        if let Some(visit) = self.visits.change(cause.session) {
            visit.offered.insert(map.to_owned());
        }
        if let Some(visitor) = self.visitors.change(cookie) {
            visitor.open_action = Some(id.clone());
            visitor.offered.insert(map.to_owned(), cause.at.timestamp_millis());
        }
        self.add_action_event(&id, moment, None, None);
    }

    /// Tells, once per session and reason, of an offer that was not made. It is no event of the session.
    fn block(&mut self, cause: &mut Cause<'_>, map: &wire::ActionMap, id: &str, reason: &str) {
        let Some(visit) = self.visits.change(cause.session) else { return };
        if !visit.blocked.insert(format!("{id}/{reason}")) {
            return;
        }
        let moment = cause.next();
        let action = self.id();
        let Some(mut event) = self.event(cause.session, "BlockedWebActionOfferEvent", cause.correlation, moment) else {
            return;
        };
        event.blocked_web_action_offer_event = Some(wire::BlockedWebActionOfferEvent {
            action: Some(wire::EventAction { id: Some(action), ..wire::EventAction::default() }),
            action_map: Some(wire::ActionEventActionMap {
                id: map.id.clone(),
                self_uri: map.self_uri.clone(),
                ..wire::ActionEventActionMap::default()
            }),
            blocking_reason: Some(reason.to_owned()),
            ..wire::BlockedWebActionOfferEvent::default()
        });
        self.tell_event(cause.session, &event);
    }
}

fn url_condition(condition: &Value, address: &str) -> bool {
    let values: Vec<String> = condition
        .get("values")
        .and_then(Value::as_array)
        .map_or_else(Vec::new, |values| values.iter().filter_map(Value::as_str).map(str::to_owned).collect());
    address_meets(condition.get("operator").and_then(Value::as_str), &values, address)
}

fn event_condition(condition: &Value) -> Option<Pattern> {
    let criteria = <wire::Criteria as wire::Read>::read(condition)?;
    let text = |name: &str| condition.get(name).and_then(Value::as_str).map(str::to_owned);
    Some(Pattern { criteria: vec![criteria], event_name: text("eventName"), stream: text("streamType") })
}
