//! A session: one card. What the customer did in one period of activity.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::event::{Page, Place, Referrer};
use super::ids::{ContactId, ConversationId, OutcomeId, QueueId, SegmentId, SessionId, UserId, WrapUpId};

/// One session as last announced.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Which of the kinds it is.
    pub kind: SessionKind,
    /// The contact it is stitched to.
    pub contact: Option<ContactId>,
    /// The visitor in the tracking source: cookie value for web.
    pub customer: Option<Arc<str>>,
    /// `cookie`, `email`, `phone` … open set.
    pub customer_id_type: Option<Arc<str>>,
    /// Start.
    pub created: DateTime<Utc>,
    /// Set once the session is over.
    pub ended: Option<DateTime<Utc>>,
    /// From when the visitor counts as idle.
    pub idle: Option<DateTime<Utc>>,
    /// From when the visitor counts as away.
    pub away: Option<DateTime<Utc>>,
    /// Length so far, as announced.
    pub duration_seconds: Option<i64>,
    /// All events, as announced: what is held must not be less.
    pub n_events: Option<i64>,
    /// Page views, as announced.
    pub n_pageviews: Option<i64>,
    /// Screen views, as announced.
    pub n_screenviews: Option<i64>,
    /// Newest event in short form.
    pub last_event: Option<LastEvent>,
    /// Page of the latest web activity.
    pub last_page: Option<Page>,
    /// Screen of the latest app activity.
    pub last_screen: Option<Arc<str>>,
    /// Since when that page or screen is looked at; `None` when its view is not known.
    pub page_since: Option<DateTime<Utc>>,
    /// All words searched for, in order of use.
    pub search_terms: Vec<Arc<str>>,
    /// Signed in.
    pub authenticated: bool,
    /// Segments matched, in order of assignment; may hold segments that agents must not see.
    pub segments: Vec<Matched>,
    /// Outcomes achieved.
    pub achievements: Vec<Achievement>,
    /// Projected values, in order of names.
    pub attributes: Vec<Attribute>,
    /// Browser family and version.
    pub browser: Option<Arc<str>>,
    /// Language of the browser, a BCP 47 tag.
    pub browser_language: Option<Arc<str>>,
    /// Width and height of the view in px.
    pub view: Option<(i64, i64)>,
    /// Device.
    pub device: Option<DeviceFacts>,
    /// Where from.
    pub place: Option<Place>,
    /// Address of the network.
    pub ip: Option<Arc<str>>,
    /// Owner of the network.
    pub ip_organization: Option<Arc<str>>,
    /// How they came.
    pub referrer: Option<Referrer>,
    /// Campaign.
    pub campaign: Option<Campaign>,
    /// App name, version, build.
    pub app: Option<Arc<str>>,
    /// Id in the source system.
    pub external_id: Option<Arc<str>>,
    /// Link into the source system: hostile until its scheme is checked.
    pub external_url: Option<Arc<str>>,
    /// 4 to 6 digits.
    pub short_id: Option<Arc<str>>,
    /// Facts of a conversation session.
    pub conversation: Option<Conversation>,
    /// Facts of a case session.
    pub case: Option<Case>,
}

impl Session {
    /// Whether it is a visit to a site or an app.
    #[must_use]
    pub fn is_visit(&self) -> bool {
        matches!(self.kind, SessionKind::Web | SessionKind::App)
    }

    /// The moment of the latest known activity.
    #[must_use]
    pub fn last_activity(&self) -> DateTime<Utc> {
        self.last_event.as_ref().and_then(|event| event.created).map_or(self.created, |at| at.max(self.created))
    }
}

/// Kinds of session; the wire's strings are open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionKind {
    /// A tracked site.
    Web,
    /// A tracked app.
    App,
    /// A contact with agents.
    Conversation,
    /// Anything else, by its own name: `delivery`, `case` …
    Custom(Arc<str>),
}

/// The newest event in short form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LastEvent {
    /// Its id.
    pub id: Option<Arc<str>>,
    /// Its name.
    pub name: Option<Arc<str>>,
    /// When.
    pub created: Option<DateTime<Utc>>,
}

/// A segment matched.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matched {
    /// The segment.
    pub segment: SegmentId,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// Set when it was taken away live.
    pub ended: Option<DateTime<Utc>>,
}

/// An outcome achieved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Achievement {
    /// The outcome.
    pub outcome: OutcomeId,
    /// When.
    pub at: Option<DateTime<Utc>>,
}

/// A projected value, single or multiple.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attribute {
    /// Its name.
    pub name: Arc<str>,
    /// Its values, at least one.
    pub values: Vec<Arc<str>>,
}

/// A device.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceFacts {
    /// `desktop`, `mobile`, `tablet`, `other` … open set.
    pub category: Option<Arc<str>>,
    /// Model.
    pub kind: Option<Arc<str>>,
    /// Maker.
    pub manufacturer: Option<Arc<str>>,
    /// Operating system with version.
    pub os: Option<Arc<str>>,
    /// Width and height of the screen in px.
    pub screen: Option<(i64, i64)>,
}

/// Campaign parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Campaign {
    /// `utm_campaign`.
    pub name: Option<Arc<str>>,
    /// `utm_source`.
    pub source: Option<Arc<str>>,
    /// `utm_medium`.
    pub medium: Option<Arc<str>>,
    /// `utm_term`.
    pub term: Option<Arc<str>>,
    /// `utm_content`.
    pub content: Option<Arc<str>>,
    /// Click id of the network.
    pub click_id: Option<Arc<str>>,
    /// Advertising network.
    pub network: Option<Arc<str>>,
}

/// Facts of a conversation session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conversation {
    /// The interaction.
    pub id: Option<ConversationId>,
    /// Its channels, first first.
    pub channels: Vec<Channel>,
    /// Who began.
    pub direction: Direction,
    /// Subject of an e-mail.
    pub subject: Option<Arc<str>>,
    /// Queue last connected.
    pub queue: Option<QueueId>,
    /// Agent last connected.
    pub user: Option<UserId>,
    /// Wrap-up code.
    pub wrap_up: Option<WrapUpId>,
    /// Wrap-up notes.
    pub notes: Option<Arc<str>>,
    /// `Endpoint`, `Client`, `System` … open set.
    pub disconnect: Option<Arc<str>>,
    /// `Abandon`, `Answered`, `FlowOut` … open set.
    pub acd_outcome: Option<Arc<str>>,
}

/// A channel of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Channel {
    /// `Voice`, `Chat`, `Message`, `Email` … open set.
    pub kind: Arc<str>,
    /// `WebMessaging`, `WhatsApp` … open set.
    pub message_type: Option<Arc<str>>,
}

/// Who began a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// Not said.
    #[default]
    Unknown,
    /// The customer.
    Inbound,
    /// The agent.
    Outbound,
}

/// Facts of a case session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// Reference.
    pub reference: Option<Arc<str>>,
    /// `Open`, `InProgress`, `Terminated`, `Closed` … open set.
    pub status: Option<Arc<str>>,
}
