//! Every request the core can make: what is asked, and the HTTP call that asks it.
//!
//! The only place that knows paths of the cloud's REST interface (genesys-api §1). Must not know answers.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::effect::{HttpCall, Method};
use crate::model::{ContactId, ConversationId, OutcomeId, QueueId, SegmentId, SessionId, UserId, WrapUpId};

/// Events of one page at most (genesys-api §1.1).
pub(crate) const EVENTS_PAGE: u32 = 200;
/// Sessions of one page at most.
pub(crate) const SESSIONS_PAGE_MAX: u32 = 200;
/// Segment assignments of a contact at most (genesys-api §1.1).
const ASSIGNMENTS_MAX: u32 = 500;
/// Segments asked for by one request.
pub(crate) const SEGMENTS_BATCH: usize = 100;
/// Outcomes asked for by one request.
pub(crate) const OUTCOMES_BATCH: usize = 20;

/// Forms of an interaction by medium, tried in this order where the general form is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The general form.
    General,
    /// Messages.
    Message,
    /// Calls.
    Call,
    /// E-mails.
    Email,
    /// Callbacks.
    Callback,
}

impl Form {
    /// What to try after a refusal.
    pub(crate) fn next(self) -> Option<Self> {
        match self {
            Self::General => Some(Self::Message),
            Self::Message => Some(Self::Call),
            Self::Call => Some(Self::Email),
            Self::Email => Some(Self::Callback),
            Self::Callback => None,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::General => "",
            Self::Message => "messages/",
            Self::Call => "calls/",
            Self::Email => "emails/",
            Self::Callback => "callbacks/",
        }
    }
}

/// Why a page of the list of sessions is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ListPurpose {
    /// The first page.
    First,
    /// The agent wants more.
    More,
    /// What is held is read again: after a gap, a merge, or because live updates were not confirmed before.
    Again,
}

/// One thing to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    /// What time it is in the cloud.
    Date,
    /// Who am I, and what may I do.
    Me {
        /// With the list of permissions.
        with_permissions: bool,
    },
    /// The agent's own interactions.
    Interactions,
    /// One interaction.
    Interaction(ConversationId, Form),
    /// A contact.
    Contact(ContactId),
    /// The contact of a visitor's cookie.
    ContactOfCookie(Arc<str>),
    /// Contacts that share a number or address.
    LookUp(Arc<str>),
    /// Contacts by words.
    Search(Arc<str>),
    /// Associates an interaction with a contact, or takes the association away.
    Associate {
        /// The interaction.
        conversation: ConversationId,
        /// Its communication.
        communication: Arc<str>,
        /// In capitals.
        media_type: &'static str,
        /// The contact; `None` takes it away.
        contact: Option<ContactId>,
    },
    /// Segments of a contact, whatever the session.
    ContactSegments(ContactId),
    /// A page of a contact's sessions.
    Sessions {
        /// The contact.
        contact: ContactId,
        /// Why.
        purpose: ListPurpose,
        /// Sessions wanted at most.
        page_size: u32,
        /// Path of a further page.
        next: Option<Arc<str>>,
    },
    /// One session.
    Session(SessionId),
    /// A page of a session's events.
    Events {
        /// The session.
        session: SessionId,
        /// Path of a further page.
        next: Option<Arc<str>>,
    },
    /// Likelihoods of a session.
    Scores(SessionId),
    /// Names of segments.
    Segments(Vec<SegmentId>),
    /// Names of outcomes.
    Outcomes(Vec<OutcomeId>),
    /// Name of a queue.
    Queue(QueueId),
    /// Name of an agent.
    User(UserId),
    /// Name of a wrap-up code.
    WrapUp(WrapUpId),
    /// A channel for notifications.
    OpenChannel,
    /// Whether the cloud answers at all, before something is made that may have been made already.
    Knock,
    /// Whether a channel still is.
    CheckChannel(Arc<str>),
    /// The whole set of topics of a channel.
    Subscribe {
        /// The channel.
        channel: Arc<str>,
        /// All topics.
        topics: Vec<Arc<str>>,
    },
    /// Deletes the subscriptions of a channel.
    Unsubscribe(Arc<str>),
}

impl Request {
    /// May be sent again without asking: reading, or replacing with the same.
    pub(crate) fn is_repeatable(&self) -> bool {
        match self {
            // Posted, but it only looks something up.
            Self::ContactOfCookie(_) => true,
            // The link has its own way of trying again.
            Self::CheckChannel(_) | Self::Knock => false,
            _ => !matches!(self.method(), Method::Post | Method::Delete),
        }
    }

    /// Belongs to the customer shown: cancelled when another is shown.
    pub(crate) fn is_of_customer(&self) -> bool {
        matches!(
            self,
            Self::Interaction(..)
                | Self::Contact(_)
                | Self::ContactOfCookie(_)
                | Self::LookUp(_)
                | Self::Search(_)
                | Self::Associate { .. }
                | Self::ContactSegments(_)
                | Self::Sessions { .. }
                | Self::Session(_)
                | Self::Events { .. }
                | Self::Scores(_)
        )
    }

    /// Reads what must be read again after a gap before the page is live.
    pub(crate) fn is_of_snapshot(&self) -> bool {
        matches!(
            self,
            Self::Interactions | Self::Interaction(..) | Self::Session(_) | Self::Sessions { .. } | Self::Events { .. }
        )
    }

    fn method(&self) -> Method {
        match self {
            Self::ContactOfCookie(_) | Self::OpenChannel => Method::Post,
            Self::Associate { .. } | Self::Subscribe { .. } => Method::Put,
            Self::CheckChannel(_) => Method::Head,
            Self::Unsubscribe(_) => Method::Delete,
            _ => Method::Get,
        }
    }

    /// The HTTP call.
    pub(crate) fn call(&self) -> HttpCall {
        HttpCall { method: self.method(), path: self.path(), body: self.body() }
    }

    fn path(&self) -> String {
        match self {
            Self::Date => "/api/v2/date".into(),
            Self::Me { with_permissions: true } => "/api/v2/users/me?expand=authorization".into(),
            Self::Me { with_permissions: false } => "/api/v2/users/me".into(),
            Self::Interactions => "/api/v2/conversations".into(),
            Self::Interaction(id, form) => format!("/api/v2/conversations/{}{}", form.path(), encode(id.as_str())),
            Self::Contact(id) => {
                format!("/api/v2/externalcontacts/contacts/{}?expand=identifiers", encode(id.as_str()))
            }
            Self::ContactOfCookie(_) => "/api/v2/externalcontacts/identifierlookup/contacts?expand=identifiers".into(),
            Self::LookUp(value) => {
                format!("/api/v2/externalcontacts/reversewhitepageslookup?lookupVal={}", encode(value))
            }
            Self::Search(words) => {
                format!("/api/v2/externalcontacts/contacts?q={}&pageSize=20&pageNumber=1", encode(words))
            }
            Self::Associate { conversation, .. } => {
                format!("/api/v2/externalcontacts/conversations/{}", encode(conversation.as_str()))
            }
            Self::ContactSegments(id) => format!(
                "/api/v2/externalcontacts/contacts/{}/journey/segments?includeMerged=true&limit={ASSIGNMENTS_MAX}",
                encode(id.as_str())
            ),
            Self::Sessions { next: Some(next), .. } | Self::Events { next: Some(next), .. } => next.to_string(),
            Self::Sessions { contact, page_size, next: None, .. } => format!(
                "/api/v2/externalcontacts/contacts/{}/journey/sessions?pageSize={page_size}&includeMerged=true",
                encode(contact.as_str())
            ),
            Self::Events { session, next: None } => {
                format!("/api/v2/journey/sessions/{}/events?pageSize={EVENTS_PAGE}", encode(session.as_str()))
            }
            Self::Session(id) => format!("/api/v2/journey/sessions/{}", encode(id.as_str())),
            Self::Scores(id) => format!("/api/v2/journey/sessions/{}/outcomescores", encode(id.as_str())),
            Self::Segments(ids) => {
                format!("/api/v2/journey/segments?segmentIds={}", list(ids.iter().map(SegmentId::as_str)))
            }
            Self::Outcomes(ids) => {
                format!("/api/v2/journey/outcomes?outcomeIds={}", list(ids.iter().map(OutcomeId::as_str)))
            }
            Self::Queue(id) => format!("/api/v2/routing/queues/{}", encode(id.as_str())),
            Self::User(id) => format!("/api/v2/users/{}", encode(id.as_str())),
            Self::WrapUp(id) => format!("/api/v2/routing/wrapupcodes/{}", encode(id.as_str())),
            Self::OpenChannel | Self::Knock => "/api/v2/notifications/channels".into(),
            Self::CheckChannel(id) => format!("/api/v2/notifications/channels/{}", encode(id)),
            Self::Subscribe { channel, .. } => {
                format!("/api/v2/notifications/channels/{}/subscriptions?ignoreErrors=true", encode(channel))
            }
            Self::Unsubscribe(channel) => {
                format!("/api/v2/notifications/channels/{}/subscriptions", encode(channel))
            }
        }
    }

    fn body(&self) -> Option<String> {
        // Written by hand, text by text: the general writer brings the printing of floats along.
        Some(match self {
            Self::ContactOfCookie(cookie) => object(&[("type", "Cookie"), ("value", cookie)]),
            Self::Associate { conversation, communication, media_type, contact } => {
                let mut fields = vec![
                    ("communicationId", &**communication),
                    ("conversationId", conversation.as_str()),
                    ("mediaType", *media_type),
                ];
                fields.extend(contact.as_ref().map(|contact| ("externalContactId", contact.as_str())));
                object(&fields)
            }
            Self::Subscribe { topics, .. } => {
                let topics: Vec<String> = topics.iter().map(|topic| object(&[("id", topic)])).collect();
                format!("[{}]", topics.join(","))
            }
            _ => return None,
        })
    }
}

/// A JSON object of texts.
fn object(fields: &[(&str, &str)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(name, value)| format!("\"{name}\":{}", quoted(value))).collect();
    format!("{{{}}}", fields.join(","))
}

/// A text as JSON writes it; that cannot fail.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

/// Ids joined by commas, each percent-encoded.
fn list<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    ids.map(encode).collect::<Vec<_>>().join(",")
}

/// Percent-encodes all but RFC 3986's unreserved characters: an id or a search text cannot leave its place in the path.
fn encode(text: &str) -> String {
    // A segment of dots alone would climb, encoded or not: no id looks like that, so any other unknown id will do.
    if text.bytes().all(|byte| byte == b'.') {
        return "_".into();
    }
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else if write!(encoded, "%{byte:02X}").is_err() {
            // Writing to a string cannot fail.
            break;
        }
    }
    encoded
}
