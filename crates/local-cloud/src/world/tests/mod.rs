//! The world told a story and asked what became of it: no clock, no network, the same every time.

mod conversations;
mod ingestion;
mod offers;
mod people;
mod restore;
mod segments_and_outcomes;
mod sessions;
mod shapes;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Age, Notice, Organisation, Refusal, World};
use crate::rules::rules;

/// A world and its present moment.
pub(super) struct Story {
    pub(super) world: World,
    pub(super) at: DateTime<Utc>,
}

pub(super) fn deployment() -> &'static str {
    &rules().deployments[0].id
}

pub(super) fn segment(name: &str) -> &'static str {
    &rules().segments.iter().find(|segment| segment.display_name.as_deref() == Some(name)).unwrap().id
}

pub(super) fn outcome(name: &str) -> &'static str {
    &rules().outcomes.iter().find(|outcome| outcome.display_name.as_deref() == Some(name)).unwrap().id
}

pub(super) fn texts(pairs: &[(&str, &str)]) -> std::collections::BTreeMap<String, wire::CustomEventAttribute> {
    let value = |text: &str| wire::CustomEventAttribute {
        data_type: Some("string".into()),
        value: Some(text.into()),
        ..Default::default()
    };
    pairs.iter().map(|(name, text)| ((*name).to_owned(), value(text))).collect()
}

impl Story {
    pub(super) fn new() -> Self {
        Self::in_organisation(Organisation::Full)
    }

    pub(super) fn in_organisation(organisation: Organisation) -> Self {
        let world = World::new(11).in_organisation(organisation);
        Self { world, at: DateTime::parse_from_rfc3339("2026-11-24T14:00:00Z").unwrap().to_utc() }
    }

    pub(super) fn wait(&mut self, seconds: i64) -> &mut Self {
        self.at += TimeDelta::seconds(seconds);
        self
    }

    pub(super) fn tick(&mut self) -> &mut Self {
        self.world.tick(self.at, &[]);
        self
    }

    pub(super) fn tick_with(&mut self, agent: usize) -> &mut Self {
        self.world.tick(self.at, &[agent_id(agent)]);
        self
    }

    /// A request of the tracker at the present moment.
    pub(super) fn request(&self, cookie: &str, name: &str, path: &str) -> wire::WebEventRequest {
        wire::WebEventRequest {
            customer_cookie_id: cookie.into(),
            event_name: name.into(),
            page: wire::JourneyPage {
                url: Some(format!("http://127.0.0.1:8787{path}")),
                title: Some("A page".into()),
                ..Default::default()
            },
            user_agent_string: Some("Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0 Safari/537.36".into()),
            created_date: self.at.into(),
            ..Default::default()
        }
    }

    pub(super) fn send(&mut self, request: wire::WebEventRequest) -> Result<wire::WebEventResponse, Refusal> {
        self.world.web_event(deployment(), request, self.at, Age::Fresh)
    }

    /// Sends an event and moves on by ten seconds; answers the session.
    pub(super) fn event(&mut self, cookie: &str, name: &str, path: &str) -> String {
        let request = self.request(cookie, name, path);
        self.take(request)
    }

    pub(super) fn take(&mut self, request: wire::WebEventRequest) -> String {
        let session = self.send(request).unwrap().session.unwrap().id.unwrap();
        self.wait(10);
        session
    }

    pub(super) fn view(&mut self, cookie: &str, path: &str) -> String {
        self.event(cookie, "page_viewed", path)
    }

    pub(super) fn search(&mut self, cookie: &str, words: &str) -> String {
        let mut request = self.request(cookie, "search_performed", "/shop/search/");
        request.search_query = Some(words.into());
        self.take(request)
    }

    pub(super) fn sign_up(&mut self, cookie: &str, traits: &[(&str, &str)]) -> String {
        let mut request = self.request(cookie, "form_submitted", "/shop/account/sign-up/");
        request.traits = texts(traits);
        self.take(request)
    }

    pub(super) fn session(&self, id: &str) -> wire::Session {
        self.world.session(id).unwrap()
    }

    pub(super) fn contact_of(&self, cookie: &str) -> wire::ExternalContact {
        self.world.contact_by_identifier("Cookie", cookie).unwrap()
    }

    pub(super) fn probability(&self, session: &str, name: &str) -> f64 {
        let scores = self.world.scores_of(session).unwrap().outcome_scores;
        let score = scores.iter().find(|score| score.outcome.id.as_deref() == Some(outcome(name))).unwrap();
        score.probability.unwrap()
    }

    pub(super) fn notices(&mut self) -> Vec<Notice> {
        self.world.take_notices()
    }

    /// States of the offers in a session, in the order of its events.
    pub(super) fn offer_states(&self, session: &str) -> Vec<String> {
        let events = self.world.events_of(session).unwrap();
        events.into_iter().filter_map(|event| event.web_action_event?.action.state).collect()
    }

    /// The customer who wanted a parka, came to doubt and left the delivery form: the checkout offer follows.
    pub(super) fn hesitate(&mut self, cookie: &str) -> String {
        self.view(cookie, "/shop/winter-sale/?utm_source=google&utm_medium=cpc&utm_campaign=winter+sale&gclid=x");
        self.search(cookie, "insulated parka");
        self.view(cookie, "/shop/p/tarn-parka/");
        let mut added = self.request(cookie, "product_added", "/shop/p/tarn-parka/");
        added.attributes = texts(&[("price", "248"), ("sku", "FW-1101")]);
        self.take(added);
        self.view(cookie, "/shop/checkout/delivery/");
        self.view(cookie, "/shop/help/returns/");
        self.search(cookie, "return policy");
        self.search(cookie, "return policy");
        self.view(cookie, "/shop/help/returns/");
        self.event(cookie, "form_abandoned", "/shop/checkout/delivery/")
    }
}

pub(super) fn agent_id(index: usize) -> String {
    rules().agents[index].id.clone()
}

pub(super) fn topics(notices: &[Notice]) -> Vec<&str> {
    notices.iter().map(|notice| notice.topic.as_str()).collect()
}

/// A contact that somebody has saved.
pub(super) fn person(first: &str, email: &str, phone: &str) -> wire::ExternalContact {
    wire::ExternalContact {
        first_name: Some(first.into()),
        last_name: Some("Okafor".into()),
        personal_email: Some(email.into()),
        cell_phone: Some(wire::PhoneNumber { user_input: Some(phone.into()), ..Default::default() }),
        create_date: Some(DateTime::parse_from_rfc3339("2026-01-05T09:00:00Z").unwrap().to_utc().into()),
        ..Default::default()
    }
}
