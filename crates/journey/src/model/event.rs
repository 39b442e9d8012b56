//! An event: one thing the customer did, or that happened to them.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::ids::{EventId, OutcomeId, SegmentId, SessionId};
use super::session::{Campaign, DeviceFacts};

/// One event of a session. Immutable once arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id: the same event has the same id over REST and in notifications.
    pub id: EventId,
    /// The session it belongs to.
    pub session: SessionId,
    /// When it happened; when it arrived, where its stamp lies in the future.
    pub created: DateTime<Utc>,
    /// The stamp that lies in the future: a visitor's clock may say anything.
    pub stamp: Option<DateTime<Utc>>,
    /// What it was.
    pub body: Body,
}

impl Event {
    /// The event's place among others of its session: by time; of one moment a page or a screen stands before what
    /// happened on it.
    #[must_use]
    pub fn place(&self) -> (DateTime<Utc>, bool, &EventId) {
        (self.created, !self.is_view(), &self.id)
    }

    /// Whether the event shows a page or a screen.
    #[must_use]
    pub fn is_view(&self) -> bool {
        match &self.body {
            Body::Web(facts) => is_view(&facts.name),
            Body::App(facts) => is_view(&facts.name),
            _ => false,
        }
    }
}

/// The five kinds, and whatever comes later.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Body {
    /// Something done on a web page.
    Web(Box<WebFacts>),
    /// Something done in an app.
    App(Box<AppFacts>),
    /// A step in the life of an offer.
    Action(Box<Action>),
    /// A goal reached.
    Outcome {
        /// The outcome.
        id: OutcomeId,
        /// Its name as the event carries it.
        name: Option<Arc<str>>,
    },
    /// A segment assigned or taken away.
    Segment {
        /// The segment.
        id: SegmentId,
        /// False when it was taken away.
        assigned: bool,
        /// When a customer segment lapses.
        until: Option<DateTime<Utc>>,
    },
    /// A kind that this version does not know, by its own name.
    Other(Arc<str>),
}

/// Whether an event of this name shows a page or a screen.
#[must_use]
pub fn is_view(name: &str) -> bool {
    name.eq_ignore_ascii_case("page_viewed") || name.eq_ignore_ascii_case("screen_viewed")
}

/// What a web event carries.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct WebFacts {
    /// Free text, object and past tense by convention: `page_viewed`.
    pub name: Arc<str>,
    /// The page it happened on.
    pub page: Page,
    /// The words searched for: their presence marks a search.
    pub search: Option<Arc<str>>,
    /// The page before.
    pub referrer: Option<Referrer>,
    /// Campaign parameters.
    pub campaign: Option<Campaign>,
    /// Custom data, in the order of names.
    pub attributes: Vec<Named>,
    /// Facts about the person: e-mail, phone …
    pub traits: Vec<Named>,
    /// Running total over all sessions of the customer.
    pub n_events_total: Option<i64>,
    /// Running total over all sessions of the customer.
    pub n_pageviews_total: Option<i64>,
    /// Signed in on the site.
    pub authenticated: bool,
}

/// What an app event carries.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AppFacts {
    /// `screen_viewed` and others.
    pub name: Arc<str>,
    /// The screen it happened on.
    pub screen: Option<Arc<str>>,
    /// App name, version, build.
    pub app: Option<Arc<str>>,
    /// The device.
    pub device: Option<DeviceFacts>,
    /// Carrier or kind of network.
    pub network: Option<Arc<str>>,
    /// The words searched for.
    pub search: Option<Arc<str>>,
    /// Custom data, in the order of names.
    pub attributes: Vec<Named>,
    /// Facts about the person.
    pub traits: Vec<Named>,
}

/// What an offer event carries.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Action {
    /// Id of the offer: its steps share it.
    pub id: Option<Arc<str>>,
    /// `offered`, `accepted` … open set; `None` in bodies that name only the id.
    pub state: Option<Arc<str>>,
    /// `webMessagingOffer`, `webchat`, `contentOffer` … open set.
    pub media_type: Option<Arc<str>>,
    /// What the customer read.
    pub prompt: Option<Arc<str>>,
    /// The action map's name.
    pub map_name: Option<Arc<str>>,
    /// The action map's version.
    pub map_version: Option<i64>,
    /// From offer to answer.
    pub time_to_disposition_ms: Option<i64>,
    /// Set when it errored.
    pub error_code: Option<Arc<str>>,
    /// Set when it errored.
    pub error_message: Option<Arc<str>>,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Page {
    /// Address as the visitor's browser had it: hostile text.
    pub url: Option<Arc<str>>,
    /// Title: hostile text.
    pub title: Option<Arc<str>>,
    /// Path.
    pub path: Option<Arc<str>>,
    /// Query.
    pub query: Option<Arc<str>>,
    /// Fragment.
    pub fragment: Option<Arc<str>>,
    /// Host.
    pub host: Option<Arc<str>>,
    /// Keywords of the page.
    pub keywords: Option<Arc<str>>,
    /// Language of the page.
    pub language: Option<Arc<str>>,
    /// Breadcrumb.
    pub breadcrumb: Vec<Arc<str>>,
}

impl Page {
    /// Whether it says which page it is.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.title.is_some() || self.path.is_some() || self.url.is_some()
    }
}

/// The page before.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Referrer {
    /// `search`, `social`, `email`, `paid`, `internal`, `unknown` … open set.
    pub medium: Option<Arc<str>>,
    /// "Google".
    pub name: Option<Arc<str>>,
    /// Registered domain.
    pub domain: Option<Arc<str>>,
    /// Whole address.
    pub url: Option<Arc<str>>,
    /// Words searched for there.
    pub keywords: Option<Arc<str>>,
}

/// A place on earth.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Town.
    pub locality: Option<Arc<str>>,
    /// Region.
    pub region: Option<Arc<str>>,
    /// Country's name.
    pub country: Option<Arc<str>>,
    /// ISO 3166-1 alpha-2.
    pub country_code: Option<Arc<str>>,
    /// IANA time zone.
    pub timezone: Option<Arc<str>>,
}

/// A value of custom data with its declared type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypedValue {
    /// `STRING`, `NUMBER`, `BOOLEAN` … open set.
    pub data_type: Option<Arc<str>>,
    /// The value as text.
    pub value: Arc<str>,
}

/// A named value of custom data; both parts are hostile text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// The name.
    pub name: Arc<str>,
    /// The value.
    pub value: TypedValue,
}
