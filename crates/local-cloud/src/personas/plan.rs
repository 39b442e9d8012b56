//! Turns a script's visit, chat or custom session into timed acts, with the events a tracker would send.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt as _;

use super::act::{Act, Deed as Done};
use super::script::{self, Arrival, Chat, Client, Custom, Deed, Form, Script, Step, Visit};
use super::{Chance, wander};
use crate::pages;
use crate::world::CustomEvent;

/// Where the personas' shop lives: a name that no machine answers to.
const HOME: &str = "https://www.fernwell.example/shop/";

/// What visits are made of besides scripts: devices and the shop's goods.
#[derive(Debug)]
pub(super) struct Planner {
    clients: BTreeMap<String, Client>,
    goods: Vec<pages::Good>,
}

/// A visit on its way.
struct Walk<'a> {
    planner: &'a Planner,
    cookie: String,
    client: Option<&'a Client>,
    now: DateTime<Utc>,
    /// The present page's path below the shop, or the app's screen.
    place: String,
    /// Query of the first page only.
    query: Option<String>,
    referrer: Option<String>,
    app: bool,
    acts: Vec<Act>,
}

/// A number of seconds, to the millisecond.
#[expect(clippy::cast_possible_truncation, reason = "scripts count minutes, not ages")]
pub(super) fn seconds(count: f64) -> TimeDelta {
    TimeDelta::milliseconds((count * 1000.0) as i64)
}

/// `FW-9` completed to an order's number by chance; any other number as it is.
pub(super) fn order_number(written: &str, chance: &mut Chance) -> String {
    if written == "FW-9" { format!("FW-9{:04}", chance.random_range(0..10_000)) } else { written.to_owned() }
}

impl Planner {
    pub(super) fn new() -> Self {
        Self { clients: script::clients(), goods: pages::goods() }
    }

    pub(super) fn good(&self, slug: &str) -> Option<&pages::Good> {
        self.goods.iter().find(|good| good.slug == slug)
    }

    pub(super) fn goods(&self) -> &[pages::Good] {
        &self.goods
    }

    /// A visit from its first page to its last deed.
    pub(super) fn visit(&self, script: &Script, visit: &Visit, start: DateTime<Utc>, chance: &mut Chance) -> Vec<Act> {
        self.visit_with_end(script, visit, start, chance).0
    }

    /// A visit, and when the persona has stayed long enough after its last deed.
    pub(super) fn visit_with_end(
        &self,
        script: &Script,
        visit: &Visit,
        start: DateTime<Utc>,
        chance: &mut Chance,
    ) -> (Vec<Act>, DateTime<Utc>) {
        let mut walk = self.walk(script, visit.from.as_ref(), visit.client.as_ref(), start, chance);
        walk.app = visit.app;
        for step in &visit.steps {
            walk.step(step, chance);
        }
        (walk.acts, walk.now)
    }

    /// The page on which a chat is asked for, and the chat.
    pub(super) fn chat(&self, script: &Script, chat: &Chat, start: DateTime<Utc>, chance: &mut Chance) -> Vec<Act> {
        let mut walk = self.walk(script, chat.from.as_ref(), None, start, chance);
        walk.step(&Step { deed: Deed::View(chat.page.clone()), stay: 20.0 }, chance);
        let course = chat.course.clone();
        let agent = usize::from(chance.random::<u16>());
        walk.push(Done::Chat { cookie: walk.cookie.clone(), lines: chat.lines.clone(), course, agent });
        walk.acts
    }

    /// A session of another system under the given id.
    pub(super) fn custom(&self, custom: &Custom, id: &str, start: DateTime<Utc>) -> Vec<Act> {
        let event = |(after, name, own): &(f64, String, BTreeMap<String, String>)| {
            let attributes = custom
                .attributes
                .iter()
                .chain(own)
                .map(|(name, value)| (name.clone(), ("string".to_owned(), value.clone())))
                .chain([("order".to_owned(), ("string".to_owned(), id.to_owned()))])
                .collect();
            let event = CustomEvent {
                session_type: custom.kind.clone(),
                external_id: id.to_owned(),
                external_url: Some(format!("{}{id}", custom.url)),
                event_name: name.clone(),
                attributes,
                customer: Some(custom.customer.clone()),
            };
            Act::new(start + seconds(*after), Done::Custom(event))
        };
        custom.events.iter().map(event).collect()
    }

    fn walk<'a>(
        &'a self,
        script: &'a Script,
        from: Option<&String>,
        client: Option<&String>,
        start: DateTime<Utc>,
        chance: &mut Chance,
    ) -> Walk<'a> {
        let Arrival { query, referrer } = from.and_then(|name| script.arrivals.get(name)).cloned().unwrap_or_default();
        Walk {
            planner: self,
            cookie: script.cookie.clone().unwrap_or_else(|| random_cookie(chance)),
            client: self.clients.get(client.unwrap_or(&script.client)),
            now: start,
            place: String::new(),
            query,
            referrer,
            app: false,
            acts: Vec::new(),
        }
    }
}

impl Walk<'_> {
    fn push(&mut self, deed: Done) {
        self.acts.push(Act::new(self.now, deed));
        // Two events of a visit never share a moment: their order must survive.
        self.now += TimeDelta::milliseconds(3);
    }

    fn step(&mut self, step: &Step, chance: &mut Chance) {
        match &step.deed {
            Deed::View(path) => self.view(path),
            Deed::Screen(name) => {
                name.clone_into(&mut self.place);
                self.event("screen_viewed", &[], &BTreeMap::new(), None);
            }
            Deed::Search(term) => self.search(term),
            Deed::Add(slug) => self.product("product_added", slug, &[]),
            Deed::Remove(slug) => self.product("product_removed", slug, &[]),
            Deed::Buy(purchase) => {
                let order = order_number(&purchase.order, chance);
                let priced = purchase.items.iter().filter_map(|slug| self.planner.good(slug));
                let total = priced.map(|good| good.price).sum::<u32>().to_string();
                for slug in &purchase.items {
                    self.product("product_purchased", slug, &[("orderId", &order), ("orderTotal", &total)]);
                }
            }
            Deed::Submit(form) => self.form("form_submitted", form),
            Deed::Abandon(form) => self.form("form_abandoned", form),
            Deed::Custom(named) => {
                let attributes: Vec<(&str, &str)> =
                    named.attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                self.event(&named.name, &attributes, &BTreeMap::new(), None);
            }
            Deed::Offer(answer) => self.push(Done::Offer { cookie: self.cookie.clone(), answer: answer.clone() }),
            Deed::Say(text) => self.push(Done::Say { cookie: self.cookie.clone(), text: text.clone() }),
            Deed::HangUp(by) => self.push(Done::HangUp { cookie: self.cookie.clone(), by: *by }),
            Deed::Wander(plan) => {
                for step in wander::steps(self.planner, plan, chance) {
                    self.step(&step, chance);
                }
            }
        }
        self.now += seconds(step.stay * chance.random_range(0.75..1.25));
    }

    fn view(&mut self, path: &str) {
        if !self.acts.is_empty() {
            self.referrer = Some(self.address());
            self.query = None;
        }
        path.clone_into(&mut self.place);
        self.event("page_viewed", &[], &BTreeMap::new(), None);
    }

    fn search(&mut self, term: &str) {
        let found = pages::found(term).to_string();
        if !self.app {
            self.view(&format!("search/?q={}", term.replace(' ', "+")));
        }
        self.event("search_performed", &[("resultCount", &found)], &BTreeMap::new(), Some(term));
    }

    fn product(&mut self, event: &str, slug: &str, more: &[(&str, &str)]) {
        let Some(good) = self.planner.good(slug) else { return };
        let price = good.price.to_string();
        let mut attributes = vec![
            ("sku", good.sku.as_str()),
            ("name", good.name.as_str()),
            ("category", good.category.as_str()),
            ("price", price.as_str()),
            ("quantity", "1"),
            ("currency", "GBP"),
        ];
        attributes.extend_from_slice(more);
        self.event(event, &attributes, &BTreeMap::new(), None);
    }

    fn form(&mut self, event: &str, form: &Form) {
        let mut attributes = vec![("formName", form.form.as_str()), ("formId", form.form.as_str())];
        attributes.extend(form.last_field.as_deref().map(|field| ("lastField", field)));
        self.event(event, &attributes, &form.traits, None);
    }

    fn event(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        traits: &BTreeMap<String, String>,
        term: Option<&str>,
    ) {
        let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), attribute(name, value))).collect();
        let traits = traits.iter().map(|(name, value)| (name.clone(), attribute(name, value))).collect();
        let search_query = term.map(str::to_owned);
        let deed = if self.app {
            Done::App(Box::new(wire::AppEventRequest { attributes, traits, search_query, ..self.app_event(name) }))
        } else {
            Done::Web(Box::new(wire::WebEventRequest { attributes, traits, search_query, ..self.web_event(name) }))
        };
        self.push(deed);
    }

    fn address(&self) -> String {
        match &self.query {
            Some(query) => format!("{HOME}{}?{query}", self.place),
            None => format!("{HOME}{}", self.place),
        }
    }

    fn web_event(&self, name: &str) -> wire::WebEventRequest {
        let path = self.place.split('?').next().unwrap_or_default();
        let head = pages::shop_head(path).unwrap_or_default();
        wire::WebEventRequest {
            customer_cookie_id: self.cookie.clone(),
            event_name: name.to_owned(),
            page: wire::JourneyPage {
                url: Some(self.address()),
                title: Some(head.title),
                keywords: Some(head.keywords),
                lang: Some("en-GB".to_owned()),
                ..Default::default()
            },
            user_agent_string: self.client.map(|client| client.user_agent.clone()),
            browser: self.client.and_then(|client| wire::Read::read(&client.browser)),
            device: self.client.and_then(|client| wire::Read::read(&client.device)),
            referrer_url: self.referrer.clone(),
            created_date: self.now.into(),
            ..Default::default()
        }
    }

    fn app_event(&self, name: &str) -> wire::AppEventRequest {
        let text = |text: &str| Some(text.to_owned());
        wire::AppEventRequest {
            customer_cookie_id: self.cookie.clone(),
            event_name: name.to_owned(),
            screen_name: self.place.clone(),
            app: wire::JourneyApp {
                name: text("Fernwell"),
                namespace: text("example.fernwell.shop"),
                version: text("5.2"),
                build_number: text("5210"),
                ..Default::default()
            },
            device: self.client.and_then(|client| wire::Read::read(&client.device)).unwrap_or_default(),
            sdk_library: Some(wire::SdkLibrary {
                name: text("journey-app-sdk"),
                version: text("1.9.0"),
                ..Default::default()
            }),
            network_connectivity: Some(wire::NetworkConnectivity {
                carrier: text("Northlink"),
                wifi_enabled: Some(true),
                cellular_enabled: Some(true),
                ..Default::default()
            }),
            created_date: self.now.into(),
            ..Default::default()
        }
    }
}

/// A typed value as the tracker would type it.
fn attribute(name: &str, value: &str) -> wire::CustomEventAttribute {
    let whole = ["price", "quantity", "orderTotal", "resultCount"].contains(&name);
    let kind = if whole {
        "integer"
    } else if matches!(value, "true" | "false") {
        "boolean"
    } else {
        "string"
    };
    wire::CustomEventAttribute { data_type: Some(kind.to_owned()), value: Some(value.to_owned()), ..Default::default() }
}

fn random_cookie(chance: &mut Chance) -> String {
    let [high, low]: [u64; 2] = chance.random();
    let hex = format!("{high:016x}{low:016x}");
    let part = |from: usize, to: usize| hex.get(from..to).unwrap_or_default();
    format!("{}-{}-4{}-8{}-{}", part(0, 8), part(8, 12), part(13, 16), part(17, 20), part(20, 32))
}
