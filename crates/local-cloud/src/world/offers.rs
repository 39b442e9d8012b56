//! The life of an offer: shown by the page when it asks, answered or withdrawn, followed by a conversation. Which offer is
//! made is decided in [`super::action_maps`].

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Refusal;
use super::limits;
use super::state::{Action, Due, World};
use super::time::whole;

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
    pub(super) fn add_action_event(
        &mut self,
        id: &str,
        moment: DateTime<Utc>,
        code: Option<String>,
        message: Option<String>,
    ) {
        let Some(action) = self.actions.get(id).cloned() else { return };
        let Some(map) = self.action_map(&action.map) else { return };
        let Some(session) = self.visits.get(&action.session).map(|visit| visit.session.clone()) else { return };
        let Some(mut event) = self.event(&action.session, "WebActionEvent", &action.correlation, moment) else {
            return;
        };
        let answered = matches!(action.state.as_str(), "accepted" | "rejected" | "ignored" | "timedout" | "errored");
        let waited = action.offered.filter(|_| answered).map(|offered| (moment - offered).num_milliseconds().max(0));
        let mut extra = wire::Extra::default();
        if self.organisation.is_of_2025() {
            let target = &self.rules.action_target;
            extra.insert(
                "actionTarget".to_owned(),
                json!({"id": target, "selfUri": format!("/api/v2/journey/actiontargets/{target}")}),
            );
        }
        event.web_action_event = Some(wire::WebActionEvent {
            extra,
            action: wire::EventAction {
                id: Some(id.to_owned()),
                state: Some(action.state),
                media_type: Some(self.organisation.media_type(media_of(map))),
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
