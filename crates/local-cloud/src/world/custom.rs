//! Custom sessions: those of other systems (a delivery, a claim), opened by their first event.

use chrono::{DateTime, Utc};

use super::derive;
use super::ingest::{Body, Coming};
use super::limits;
use super::state::{Visit, World};
use super::time::whole;
use super::visit::{MOST_EVENTS, reference};
use super::{CustomEvent, Refusal};

const MOST_ATTRIBUTES: usize = 50;
const MOST_LIST_VALUES: usize = 100;

impl World {
    /// An event of a custom session; answers the session's id.
    ///
    /// The session is named by type and external id and opened by its first event. It ends with an event that the
    /// type's rules call an end, not by inactivity. The events are kept as web events without a page.
    ///
    /// # Errors
    /// A name, address or size that breaks the rules; a type that is the cloud's own; a session that is full.
    pub fn custom_event(&mut self, event: CustomEvent, at: DateTime<Utc>) -> Result<String, Refusal> {
        let at = whole(at);
        limits::name("sessionType", &event.session_type)?;
        if matches!(event.session_type.as_str(), "web" | "app" | "conversation") {
            return Err(limits::bad("sessionType", "this session type cannot be used for custom events"));
        }
        limits::name("eventName", &event.event_name)?;
        limits::text("externalId", &event.external_id)?;
        if event.external_id.is_empty() {
            return Err(limits::bad("externalId", "externalId is missing"));
        }
        let url = event.external_url.as_deref().map(|url| limits::address("externalUrl", url)).transpose()?;
        let attributes = event.attributes.into_iter().map(|(name, (data_type, value))| {
            let value = wire::CustomEventAttribute {
                data_type: Some(data_type),
                value: Some(value),
                ..wire::CustomEventAttribute::default()
            };
            (name, value)
        });
        let attributes = attributes.collect();
        limits::values("attributes", &attributes)?;
        self.advance(at);

        let key = (event.session_type.clone(), event.external_id.clone());
        let known = self.by_external_id.get(&key).cloned();
        let contact = event.customer.as_ref().and_then(|(kind, value)| self.contact_for(kind, value, at));
        let session = match known {
            Some(session) => session,
            None => self.open_custom(
                &event.session_type,
                &event.external_id,
                event.customer.as_ref(),
                contact.as_deref(),
                at,
            ),
        };
        if self.visits.get(&session).is_some_and(|visit| visit.session.event_count.unwrap_or_default() >= MOST_EVENTS) {
            return Err(Refusal::Conflict("the session has reached its limit of events".to_owned()));
        }
        let page = url
            .as_ref()
            .map(|url| derive::page(&wire::JourneyPage { url: Some(url.to_string()), ..Default::default() }, url));
        if let (Some(url), Some(visit)) = (url, self.visits.change(&session)) {
            visit.session.external_url = Some(url.into());
        }
        let body = wire::WebEvent {
            event_name: Some(event.event_name.clone()),
            // The contract's shape is that of a site's event; the other system has nothing to say here.
            total_event_count: Some(0),
            total_pageview_count: Some(0),
            page: Some(page.unwrap_or_else(derive::no_page)),
            user_agent_string: Some(String::new()),
            browser: Some(derive::browser(None, None)),
            device: Some(derive::device(None, None)),
            attributes,
            authenticated: Some(false),
            ..wire::WebEvent::default()
        };
        let ends = self
            .rules
            .session_types
            .get(&event.session_type)
            .is_some_and(|kind| kind.ended_by.contains(&event.event_name));
        self.take_in(
            Coming {
                session: session.clone(),
                cookie: None,
                name: event.event_name,
                stream: "Custom",
                created: at,
                external_id: None,
                search: None,
                body: Body::Web(Box::new(body)),
            },
            at,
        );
        if let Some(visit) = self.visits.change(&session).filter(|_| ends) {
            visit.session.ended_date = Some(at.into());
        }
        self.tell();
        Ok(session)
    }

    fn open_custom(
        &mut self,
        kind: &str,
        external_id: &str,
        customer: Option<&(String, String)>,
        contact: Option<&str>,
        at: DateTime<Utc>,
    ) -> String {
        let id = self.id();
        let session = wire::Session {
            id: id.clone(),
            external_contact: contact.map(|contact| reference("externalcontacts/contacts", contact)),
            customer_id: customer.map(|(_, value)| value.clone()),
            customer_id_type: customer.map(|(kind, _)| kind.clone()),
            kind: Some(kind.to_owned()),
            external_id: Some(external_id.to_owned()),
            short_id: Some(self.short_id()),
            event_count: Some(0),
            authenticated: Some(false),
            division_ids: vec![self.rules.division.clone()],
            self_uri: Some(format!("/api/v2/journey/sessions/{id}")),
            created_date: at.into(),
            ..wire::Session::default()
        };
        self.open(Visit::new(session, None));
        id
    }

    /// Takes an event's values over into the session, as its type's rules say.
    pub(super) fn project(
        &mut self,
        session: &str,
        attributes: &std::collections::BTreeMap<String, wire::CustomEventAttribute>,
    ) {
        if attributes.is_empty() {
            return;
        }
        let rules = self.rules;
        let Some(visit) = self.visits.change(session) else { return };
        let kind = rules.session_types.get(visit.session.kind.as_deref().unwrap_or_default());
        for (name, value) in attributes {
            if kind.is_some_and(|kind| kind.lists.contains(name)) {
                let list = visit.session.attribute_lists.entry(name.clone()).or_default();
                list.data_type.clone_from(&value.data_type);
                let text = value.value.clone().unwrap_or_default();
                if list.values.len() < MOST_LIST_VALUES && !list.values.contains(&text) {
                    list.values.push(text);
                }
            } else if kind.and_then(|kind| kind.attributes.as_ref()).is_none_or(|kept| kept.contains(name)) {
                let room =
                    visit.session.attributes.len() < MOST_ATTRIBUTES || visit.session.attributes.contains_key(name);
                if room {
                    visit.session.attributes.insert(name.clone(), value.clone());
                }
            }
        }
    }
}
