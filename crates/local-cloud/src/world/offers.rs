//! Offers: made by action maps, shown by the page when it asks, answered or withdrawn, followed by a conversation.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Refusal;
use super::consequence::Cause;
use super::limits;
use super::state::{Action, Due, World};
use super::time::whole;
use crate::rules::criteria::{Pattern, Seen, address_meets};

/// How an offer may go on: from a state to a state.
fn may_follow(from: &str, to: &str) -> bool {
    match from {
        "qualified" => matches!(to, "offered" | "errored"),
        "offered" => matches!(to, "accepted" | "rejected" | "ignored" | "timedout" | "errored"),
        "accepted" => matches!(to, "started" | "engaged" | "completed" | "abandoned" | "errored"),
        "started" => matches!(to, "engaged" | "completed" | "abandoned" | "errored"),
        "engaged" => matches!(to, "completed" | "abandoned" | "errored"),
        _ => false,
    }
}

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

    /// Which offers to show a visitor now. A messaging conversation that is open is named in the extra field
    /// `conversationId`: the real cloud tells its own messenger by other means.
    ///
    /// # Errors
    /// Unknown deployment; a cookie that is none.
    pub fn ping(&mut self, deployment: &str, cookie: &str, at: DateTime<Utc>) -> Result<wire::DeploymentPing, Refusal> {
        let at = whole(at);
        self.known_deployment(deployment)?;
        limits::cookie(cookie)?;
        self.advance(at);
        let mut ping = wire::DeploymentPing {
            poll_interval_milliseconds: Some(self.rules.timing.poll_milliseconds),
            ..wire::DeploymentPing::default()
        };
        if let Some(talk) = self.talks_of_cookie(cookie).into_iter().find(|talk| talk.state != "ended") {
            ping.extra.insert("conversationId".to_owned(), Value::String(talk.id));
        }
        let Some(id) = self.visitors.get(cookie).and_then(|visitor| visitor.open_action.clone()) else {
            return Ok(ping);
        };
        if self.actions.get(&id).is_some_and(|action| action.state == "qualified") {
            let pause = TimeDelta::seconds(self.rules.timing.between_offers);
            let last = self.visitors.get(cookie).and_then(|visitor| visitor.last_offer);
            if last.is_some_and(|last| at - last < pause) {
                return Ok(ping);
            }
            self.offer(&id, at);
        }
        ping.actions.extend(self.shown(&id));
        self.tell();
        Ok(ping)
    }

    /// The offer goes out to the page.
    fn offer(&mut self, id: &str, at: DateTime<Utc>) {
        let Some(action) = self.actions.change(id) else { return };
        action.state = "offered".to_owned();
        action.offered = Some(at);
        let cookie = action.cookie.clone();
        if let Some(visitor) = self.visitors.change(&cookie) {
            visitor.last_offer = Some(at);
        }
        let due = self.actions.get(id).and_then(|action| self.offer_due(action));
        self.due.extend(due.map(|due| (due, Due::Offer(id.to_owned()))));
        self.add_action_event(id, at, None, None);
    }

    fn shown(&self, id: &str) -> Option<wire::DeploymentWebAction> {
        let action = self.actions.get(id)?;
        let map = self.action_map(&action.map)?;
        let content = map.action.as_ref().and_then(|fields| fields.get("actionTemplate")?.get("id")?.as_str());
        let media = media_of(map);
        Some(wire::DeploymentWebAction {
            id: id.to_owned(),
            customer_id: Some(action.cookie.clone()),
            customer_id_type: Some("cookie".to_owned()),
            action_map_id: map.id.clone(),
            action_map_version: map.version,
            session_id: Some(action.session.clone()),
            web_messaging_offer_properties: (media == "webMessagingOffer")
                .then(|| json!({"offerText": self.prompt_of(map)})),
            content_offer_properties: content.and_then(|template| self.rules.templates.get(template)).cloned(),
            media_type: Some(media),
            ..wire::DeploymentWebAction::default()
        })
    }

    /// What the page did with an offer. An accepted messaging offer answers the conversation it opened.
    ///
    /// # Errors
    /// Unknown session or action; a state that does not follow from the present one.
    pub fn action_event(
        &mut self,
        deployment: &str,
        request: wire::ActionEventRequest,
        at: DateTime<Utc>,
    ) -> Result<Option<String>, Refusal> {
        let at = whole(at);
        self.known_deployment(deployment)?;
        limits::optional("errorCode", request.error_code.as_ref())?;
        limits::optional("errorMessage", request.error_message.as_ref())?;
        let known = self.actions.get(&request.action_id).filter(|action| action.session == request.session_id);
        let Some(action) = known else {
            return Err(Refusal::NotFound { entity: "action", id: request.action_id.clone() });
        };
        // Told again, e.g. because the first answer was lost.
        if action.state == request.action_state {
            return Ok(action.conversation.clone());
        }
        if !may_follow(&action.state, &request.action_state) {
            return Err(Refusal::Conflict(format!(
                "an offer that is {} cannot become {}",
                action.state,
                known_state(&request.action_state)
            )));
        }
        self.advance(at);
        // Its time may just have run out.
        if !self.actions.get(&request.action_id).is_some_and(|action| may_follow(&action.state, &request.action_state))
        {
            self.tell();
            return Err(Refusal::Conflict("the offer has been withdrawn".to_owned()));
        }
        if request.action_state == "offered" {
            self.offer(&request.action_id, at);
        } else {
            self.dispose(&request.action_id, &request.action_state, at, request.error_code, request.error_message);
        }
        let accepted = request.action_state == "accepted";
        if accepted
            && self
                .actions
                .get(&request.action_id)
                .and_then(|action| self.action_map(&action.map))
                .is_some_and(|map| media_of(map) == "webMessagingOffer")
        {
            self.open_message(&request.action_id, at);
        }
        self.tell();
        Ok(self.actions.get(&request.action_id).and_then(|action| action.conversation.clone()))
    }

    /// Moves an offer on and tells of it.
    pub(super) fn dispose(
        &mut self,
        id: &str,
        state: &str,
        at: DateTime<Utc>,
        code: Option<String>,
        message: Option<String>,
    ) {
        let Some(action) = self.actions.change(id).filter(|action| may_follow(&action.state, state)) else { return };
        state.clone_into(&mut action.state);
        let cookie = action.cookie.clone();
        if let Some(visitor) = self.visitors.change(&cookie)
            && visitor.open_action.as_deref() == Some(id)
        {
            visitor.open_action = None;
        }
        self.add_action_event(id, at, code, message);
    }

    /// When an offer that is shown runs out.
    pub(super) fn offer_due(&self, action: &Action) -> Option<DateTime<Utc>> {
        let offered = action.offered.filter(|_| action.state == "offered")?;
        Some(offered + TimeDelta::seconds(self.rules.timing.answer_within))
    }

    /// Withdraws an offer that nobody answered in time.
    pub(super) fn withdraw_if_unanswered(&mut self, id: &str, now: DateTime<Utc>) {
        if self.actions.get(id).and_then(|action| self.offer_due(action)).is_some_and(|due| due <= now) {
            self.dispose(id, "timedout", now, None, None);
        }
    }

    pub(super) fn action_map(&self, id: &str) -> Option<&'static wire::ActionMap> {
        self.rules.action_maps.iter().find(|map| map.id.as_deref() == Some(id))
    }

    fn prompt_of(&self, map: &wire::ActionMap) -> String {
        let action = map.action.as_ref();
        let text = action.and_then(|action| action.get("webMessagingOfferFields")?.get("offerText")?.as_str());
        let template = || {
            let id = action?.get("actionTemplate")?.get("id")?.as_str()?;
            let content = self.rules.templates.get(id)?;
            content.get("headline").or_else(|| content.get("title"))?.as_str()
        };
        text.or_else(template).unwrap_or_default().to_owned()
    }

    /// Adds the step an offer has just taken to its session.
    fn add_action_event(&mut self, id: &str, moment: DateTime<Utc>, code: Option<String>, message: Option<String>) {
        let Some(action) = self.actions.get(id).cloned() else { return };
        let Some(map) = self.action_map(&action.map) else { return };
        let Some(session) = self.visits.get(&action.session).map(|visit| visit.session.clone()) else { return };
        let Some(mut event) = self.event(&action.session, "WebActionEvent", &action.correlation, moment) else {
            return;
        };
        let answered = matches!(action.state.as_str(), "accepted" | "rejected" | "ignored" | "timedout" | "errored");
        let waited = action.offered.filter(|_| answered).map(|offered| (moment - offered).num_milliseconds().max(0));
        event.web_action_event = Some(wire::WebActionEvent {
            action: wire::EventAction {
                id: Some(id.to_owned()),
                state: Some(action.state),
                media_type: Some(media_of(map)),
                prompt: Some(self.prompt_of(map)),
                created_date: Some(action.created.into()),
                ..wire::EventAction::default()
            },
            action_map: Some(wire::ActionEventActionMap {
                id: map.id.clone(),
                self_uri: map.self_uri.clone(),
                version: map.version,
                display_name: map.display_name.clone(),
                ..wire::ActionEventActionMap::default()
            }),
            time_to_disposition: waited,
            error_code: code,
            error_message: message,
            user_agent_string: session.user_agent_string,
            browser: session.browser,
            device: session.device,
            geolocation: session.geolocation,
            ip_address: session.ip_address,
            ip_organization: session.ip_organization,
            mkt_campaign: session.mkt_campaign,
            visit_referrer: session.referrer,
            ..wire::WebActionEvent::default()
        });
        self.add_event(event);
    }
}

/// The state as the page named it, unless the contract does not know it: then it is not repeated.
fn known_state(state: &str) -> &str {
    let known = [
        "accepted",
        "rejected",
        "timedout",
        "errored",
        "ignored",
        "qualified",
        "offered",
        "started",
        "engaged",
        "abandoned",
        "completed",
    ];
    if known.contains(&state) { state } else { "that" }
}

fn media_of(map: &wire::ActionMap) -> String {
    map.action.as_ref().and_then(|action| action.get("mediaType")?.as_str()).unwrap_or_default().to_owned()
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
