//! Events of sites and apps on their way in: checked, given to their visitor and session, counted, followed up.

use chrono::{DateTime, Utc};

use super::derive;
use super::limits;
use super::state::{Visit, Visitor, World, event_key};
use super::time::whole;
use super::visit::{MOST_EVENTS, reference};
use super::{Age, Refusal};
use crate::rules::criteria::Seen;

/// How many of a visitor's newest sessions are looked through for the one an event belongs to.
const SESSIONS_LOOKED_AT: usize = 20;

/// What a session is told about its visitor when it opens.
#[derive(Clone, Default)]
struct Client {
    browser: Option<wire::Browser>,
    device: Option<wire::Device>,
    geolocation: Option<wire::JourneyGeolocation>,
    ip: Option<String>,
    network: Option<String>,
    campaign: Option<wire::JourneyCampaign>,
    referrer: Option<wire::Referrer>,
    agent: Option<String>,
}

/// An event that passed the checks.
pub(super) struct Coming {
    pub(super) session: String,
    pub(super) cookie: Option<String>,
    pub(super) name: String,
    pub(super) stream: &'static str,
    pub(super) created: DateTime<Utc>,
    pub(super) external_id: Option<String>,
    pub(super) search: Option<String>,
    pub(super) body: Body,
}

pub(super) enum Body {
    Web(Box<wire::WebEvent>),
    App(Box<wire::AppEvent>),
}

impl World {
    /// A web event of the tracker. `at` is now; `request.created_date` may be earlier.
    ///
    /// # Errors
    /// [`Refusal`] says why it was not taken; nothing has changed then.
    pub fn web_event(
        &mut self,
        deployment: &str,
        request: wire::WebEventRequest,
        at: DateTime<Utc>,
        age: Age,
    ) -> Result<wire::WebEventResponse, Refusal> {
        let at = whole(at);
        let created = whole(request.created_date.0);
        self.known_deployment(deployment)?;
        let page_address = limits::web_event(&request)?;
        limits::moment(created, at, age)?;
        self.advance(at);
        if let Some((session, key)) = self.repeated(&request.customer_cookie_id, request.external_id.as_deref()) {
            return self.web_response(&session, &key);
        }
        let cookie = request.customer_cookie_id;
        let agent = request.user_agent_string;
        let place = derive::place(self.rules, request.ip_address.as_deref(), &cookie);
        let (geolocation, network) = place.unzip();
        let client = Client {
            browser: Some(derive::browser(request.browser, agent.as_deref())),
            device: Some(derive::device(request.device, agent.as_deref())),
            geolocation,
            ip: request.ip_address,
            network,
            campaign: derive::campaign(self.rules, &page_address),
            // A referrer that is no address of the web says nothing; it does not cost the event.
            referrer: request
                .referrer_url
                .and_then(|url| limits::address("referrerUrl", &url).ok())
                .map(|before| derive::referrer(self.rules, &before, Some(&page_address))),
            agent,
        };
        let session = self.session_for(&cookie, "web", created, at, &client);
        let is_page = request.event_name == "page_viewed";
        let (total_events, total_pageviews) = self.count_totals(&cookie, is_page);
        let page = derive::page(&request.page, &page_address);
        let newest = self.is_newest(&session, created);
        if let Some(visit) = self.visits.change(&session) {
            visit.session.pageview_count = Some(visit.session.pageview_count.unwrap_or_default() + i64::from(is_page));
            if newest {
                visit.session.last_page = Some(page.clone());
            }
            if visit.session.mkt_campaign.is_none() {
                visit.session.mkt_campaign.clone_from(&client.campaign);
            }
        }
        let body = wire::WebEvent {
            event_name: Some(request.event_name.clone()),
            total_event_count: Some(total_events),
            total_pageview_count: Some(total_pageviews),
            page: Some(page),
            user_agent_string: Some(client.agent.unwrap_or_default()),
            browser: client.browser,
            device: client.device,
            geolocation: client.geolocation,
            ip_address: client.ip,
            ip_organization: client.network,
            mkt_campaign: client.campaign,
            referrer: client.referrer,
            attributes: request.attributes,
            traits: request.traits,
            search_query: request.search_query.clone(),
            authenticated: Some(false),
            ..wire::WebEvent::default()
        };
        let key = self.take_in(
            Coming {
                session: session.clone(),
                cookie: Some(cookie),
                name: request.event_name,
                stream: "Web",
                created,
                external_id: request.external_id,
                search: request.search_query,
                body: Body::Web(Box::new(body)),
            },
            at,
        );
        self.tell();
        self.web_response(&session, &key)
    }

    /// An event of a tracked app.
    ///
    /// # Errors
    /// [`Refusal`] says why it was not taken; nothing has changed then.
    pub fn app_event(
        &mut self,
        deployment: &str,
        request: wire::AppEventRequest,
        at: DateTime<Utc>,
        age: Age,
    ) -> Result<wire::AppEventResponse, Refusal> {
        let at = whole(at);
        let created = whole(request.created_date.0);
        self.known_deployment(deployment)?;
        limits::app_event(&request)?;
        limits::moment(created, at, age)?;
        self.advance(at);
        if let Some((session, key)) = self.repeated(&request.customer_cookie_id, request.external_id.as_deref()) {
            return self.app_response(&session, &key);
        }
        let cookie = request.customer_cookie_id;
        let before = request.referrer_url.and_then(|url| limits::address("referrerUrl", &url).ok());
        let (geolocation, network) = derive::place(self.rules, None, &cookie).unzip();
        let client = Client {
            device: Some(derive::device(Some(request.device), None)),
            geolocation,
            network,
            campaign: before.as_ref().and_then(|before| derive::campaign(self.rules, before)),
            referrer: before.as_ref().map(|before| derive::referrer(self.rules, before, None)),
            ..Client::default()
        };
        let session = self.session_for(&cookie, "app", created, at, &client);
        self.count_totals(&cookie, false);
        let newest = self.is_newest(&session, created);
        let network = request.network_connectivity.map(derive::network);
        if let Some(visit) = self.visits.change(&session) {
            let is_screen = request.event_name == "screen_viewed";
            visit.session.screenview_count =
                Some(visit.session.screenview_count.unwrap_or_default() + i64::from(is_screen));
            if newest {
                visit.session.last_screen = Some(request.screen_name.clone());
            }
            visit.session.app = Some(request.app.clone());
            visit.session.sdk_library.clone_from(&request.sdk_library);
            visit.session.network_connectivity.clone_from(&network);
        }
        let body = wire::AppEvent {
            event_name: Some(request.event_name.clone()),
            screen_name: Some(request.screen_name),
            app: Some(request.app),
            device: client.device,
            ip_organization: client.network,
            geolocation: client.geolocation,
            sdk_library: request.sdk_library,
            network_connectivity: network,
            mkt_campaign: client.campaign,
            search_query: request.search_query.clone(),
            attributes: request.attributes,
            traits: request.traits,
            ..wire::AppEvent::default()
        };
        let key = self.take_in(
            Coming {
                session: session.clone(),
                cookie: Some(cookie),
                name: request.event_name,
                stream: "App",
                created,
                external_id: request.external_id,
                search: request.search_query,
                body: Body::App(Box::new(body)),
            },
            at,
        );
        self.tell();
        self.app_response(&session, &key)
    }

    pub(super) fn known_deployment(&self, id: &str) -> Result<(), Refusal> {
        // A deployment that does not track has no address to send to.
        let known =
            self.organisation.has_tracking() && self.rules.deployments.iter().any(|deployment| deployment.id == id);
        if known { Ok(()) } else { Err(Refusal::NotFound { entity: "webDeployment", id: id.to_owned() }) }
    }

    /// Session and key of the event that this sender's id has already become.
    fn repeated(&self, cookie: &str, external_id: Option<&str>) -> Option<(String, String)> {
        let external_id = external_id?;
        let sessions = self.visitors.get(cookie)?.sessions.iter().rev().take(SESSIONS_LOOKED_AT);
        sessions
            .into_iter()
            .find_map(|id| Some((id.clone(), self.visits.get(id)?.external_ids.get(external_id)?.clone())))
    }

    fn is_newest(&self, session: &str, created: DateTime<Utc>) -> bool {
        self.visits
            .get(session)
            .is_none_or(|visit| visit.session.last_event.is_none() || created >= visit.last_activity)
    }

    /// Counts over all sessions of the visitor: events, page views.
    fn count_totals(&mut self, cookie: &str, is_page: bool) -> (i64, i64) {
        let Some(visitor) = self.visitors.change(cookie) else { return (1, i64::from(is_page)) };
        visitor.total_events += 1;
        visitor.total_pageviews += i64::from(is_page);
        (visitor.total_events, visitor.total_pageviews)
    }

    /// The session that an event of this moment belongs to; a new one when there is none.
    fn session_for(
        &mut self,
        cookie: &str,
        kind: &str,
        created: DateTime<Utc>,
        at: DateTime<Utc>,
        client: &Client,
    ) -> String {
        let contact = self.contact_of_cookie(cookie, created);
        let fits = |visit: &&Visit| {
            visit.kind() == kind && visit.covers(created) && visit.session.event_count.unwrap_or_default() < MOST_EVENTS
        };
        let sessions = self.visitors.get(cookie).map_or(&[][..], |visitor| &visitor.sessions);
        let found = sessions.iter().rev().take(SESSIONS_LOOKED_AT).filter_map(|id| self.visits.get(id)).find(fits);
        if let Some(visit) = found {
            return visit.session.id.clone();
        }
        let full = sessions.iter().rev().take(SESSIONS_LOOKED_AT).filter(|id| {
            self.visits.get(id).is_some_and(|visit| visit.kind() == kind && visit.covers(created) && !visit.is_over())
        });
        let full: Vec<String> = full.cloned().collect();
        for session in full {
            self.close(&session, at);
        }
        let id = self.id();
        let session = wire::Session {
            id: id.clone(),
            external_contact: Some(reference("externalcontacts/contacts", &contact)),
            customer_id: Some(cookie.to_owned()),
            customer_id_type: Some("cookie".to_owned()),
            kind: Some(kind.to_owned()),
            short_id: Some(self.short_id()),
            browser: client.browser.clone(),
            device: client.device.clone(),
            geolocation: client.geolocation.clone(),
            ip_address: client.ip.clone(),
            ip_organization: client.network.clone(),
            mkt_campaign: client.campaign.clone(),
            referrer: client.referrer.clone(),
            user_agent_string: client.agent.clone(),
            event_count: Some(0),
            pageview_count: (kind == "web").then_some(0),
            screenview_count: (kind == "app").then_some(0),
            authenticated: Some(false),
            division_ids: vec![self.rules.division.clone()],
            self_uri: Some(format!("/api/v2/journey/sessions/{id}")),
            created_date: created.into(),
            ..wire::Session::default()
        };
        self.open(Visit::new(session, Some(cookie.to_owned())));
        if let Some(visitor) = self.visitors.change(cookie) {
            visitor.sessions.push(id.clone());
        }
        self.forget_oldest(cookie);
        id
    }

    /// The contact behind a cookie; the first time it is seen it gets an ephemeral one.
    pub(super) fn contact_of_cookie(&mut self, cookie: &str, at: DateTime<Utc>) -> String {
        if let Some(visitor) = self.visitors.get(cookie) {
            return self.head_of(&visitor.contact);
        }
        let contact = match self.recognised("Cookie", cookie) {
            Some(known) => known,
            None => self.new_ephemeral(cookie, at),
        };
        let visitor = Visitor {
            contact: contact.clone(),
            sessions: Vec::new(),
            total_events: 0,
            total_pageviews: 0,
            counts: std::collections::BTreeMap::new(),
            last_offer: None,
            offered: std::collections::BTreeMap::new(),
            open_action: None,
        };
        self.visitors.insert(cookie.to_owned(), visitor);
        contact
    }

    /// Puts an event into its session with everything that follows; answers its key.
    pub(super) fn take_in(&mut self, coming: Coming, at: DateTime<Utc>) -> String {
        let Coming { session, cookie, name, stream, created, external_id, search, body } = coming;
        let correlation = self.id();
        let kind = match &body {
            Body::Web(_) => "WebEvent",
            Body::App(_) => "AppEvent",
        };
        let Some(mut event) = self.event(&session, kind, &correlation, created) else { return String::new() };
        let key = event_key(&session, created, &event.id);
        let (json, attributes, traits) = match &body {
            Body::Web(body) => (super::table::json(body), body.attributes.clone(), body.traits.clone()),
            Body::App(body) => (super::table::json(body), body.attributes.clone(), body.traits.clone()),
        };
        match body {
            Body::Web(body) => event.web_event = Some(*body),
            Body::App(body) => event.app_event = Some(*body),
        }
        if let Some(visit) = self.visits.change(&session) {
            let last = wire::SessionLastEvent {
                id: Some(event.id.clone()),
                event_name: Some(name.clone()),
                created_date: Some(created.into()),
                ..wire::SessionLastEvent::default()
            };
            visit.be_active(&last, created);
            if let Some(words) = &search {
                visit.search(words);
            }
            visit.remember_external_id(external_id.as_deref(), &key);
        }
        self.project(&session, &attributes);
        self.add_event(event);
        self.end_moves(&session, at);
        if let Some(cookie) = &cookie {
            self.learn(cookie, &traits, created);
        }
        let seen = Seen { name: &name, stream, body: &json };
        self.follow(&session, cookie.as_deref(), &seen, created, &correlation, at);
        key
    }
}
