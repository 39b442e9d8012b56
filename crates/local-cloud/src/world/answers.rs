//! What a site or an app is told about the event it sent: the event as it was understood, and its session.

use super::Refusal;
use super::state::World;

impl World {
    fn ingested(&self, session: &str) -> Option<wire::IngestedSession> {
        let session = &self.visits.get(session)?.session;
        Some(wire::IngestedSession {
            id: Some(session.id.clone()),
            duration_in_seconds: session.duration_in_seconds,
            event_count: session.event_count,
            pageview_count: session.pageview_count,
            screenview_count: session.screenview_count,
            referrer: session.referrer.clone(),
            self_uri: session.self_uri.clone(),
            created_date: Some(session.created_date),
            ..wire::IngestedSession::default()
        })
    }

    pub(super) fn web_response(&self, session: &str, key: &str) -> Result<wire::WebEventResponse, Refusal> {
        let event = self.events.get(key).and_then(|event| Some((event, event.web_event.clone()?)));
        let (event, body) = event.ok_or_else(used_otherwise)?;
        Ok(wire::WebEventResponse {
            customer_id: event.customer_id.clone(),
            event_name: body.event_name,
            customer_id_type: event.customer_id_type.clone(),
            page: body.page,
            user_agent_string: body.user_agent_string,
            browser: body.browser,
            device: body.device,
            search_query: body.search_query,
            ip_organization: body.ip_organization,
            geolocation: body.geolocation,
            mkt_campaign: body.mkt_campaign,
            session: self.ingested(session),
            referrer: body.referrer,
            attributes: body.attributes,
            traits: body.traits,
            authenticated: body.authenticated,
            external_id: self.external_id_of(session, key),
            created_date: Some(event.created_date),
            ..wire::WebEventResponse::default()
        })
    }

    pub(super) fn app_response(&self, session: &str, key: &str) -> Result<wire::AppEventResponse, Refusal> {
        let event = self.events.get(key).and_then(|event| Some((event, event.app_event.clone()?)));
        let (event, body) = event.ok_or_else(used_otherwise)?;
        Ok(wire::AppEventResponse {
            id: Some(event.id.clone()),
            customer_id: event.customer_id.clone(),
            customer_id_type: event.customer_id_type.clone(),
            event_name: body.event_name,
            screen_name: body.screen_name,
            app: body.app,
            device: body.device,
            ip_organization: body.ip_organization,
            geolocation: body.geolocation,
            sdk_library: body.sdk_library,
            network_connectivity: body.network_connectivity,
            mkt_campaign: body.mkt_campaign,
            session: self.ingested(session),
            search_query: body.search_query,
            attributes: body.attributes,
            traits: body.traits,
            external_id: self.external_id_of(session, key),
            created_date: Some(event.created_date),
            ..wire::AppEventResponse::default()
        })
    }

    fn external_id_of(&self, session: &str, key: &str) -> Option<String> {
        let ids = &self.visits.get(session)?.external_ids;
        ids.iter().find(|(_, event)| *event == key).map(|(id, _)| id.clone())
    }
}

fn used_otherwise() -> Refusal {
    Refusal::Conflict("this externalId was used for another kind of event".to_owned())
}
