//! What the pages say to each other, and what they read of requests and answers about channels. Text in, text out.
//!
//! A message is seven lines and a rest; whatever has another shape, or says what is not known, is no message. No token is
//! in any of them.

use std::rc::Rc;

use chrono::{DateTime, SecondsFormat, TimeDelta};
use journey::effect::{HttpCall, Method};
use journey::input::Reply;
use serde_json::Value;

/// Where channels are asked for.
const CHANNELS: &str = "/api/v2/notifications/channels";

/// A channel takes so many topics.
pub(super) const TOPICS_MAX: usize = 1_000;

/// What a socket says of a channel that is no more.
pub(super) const GONE: &str = r#"{"result":"404"}"#;

/// Topics, in order and each once.
pub(super) type Topics = Vec<Rc<str>>;

/// Whether it is among them.
pub(super) fn has(topics: &Topics, topic: &str) -> bool {
    topics.binary_search_by(|one| (**one).cmp(topic)).is_ok()
}

/// Adds what is not among them.
pub(super) fn add(topics: &mut Topics, more: &Topics) {
    for topic in more {
        if let Err(place) = topics.binary_search(topic) {
            topics.insert(place, Rc::clone(topic));
        }
    }
}

/// One per line.
pub(super) fn topics_of(lines: &str) -> Topics {
    let mut topics = Topics::new();
    add(&mut topics, &lines.split('\n').filter(|line| !line.is_empty()).map(Rc::from).collect());
    topics
}

/// What is known of a channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) id: String,
    /// Address of its socket: a secret.
    pub(super) uri: String,
    /// As the cloud answers it, in one line.
    pub(super) body: String,
    /// It was made with the token of this page, and ends with it.
    pub(super) is_own: bool,
}

impl Facts {
    /// Of an answer. An id that a path would have to spell in another way is none that can be shared.
    pub(super) fn of_body(body: &str) -> Option<Self> {
        let value = wire::json(body)?;
        let text = |name: &str| value.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let (id, uri) = (text("id")?, text("connectUri")?);
        let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte));
        is_plain.then(|| Self { id, uri, body: body.replace(['\n', '\r'], " "), is_own: false })
    }

    /// Of what the page before left: id, address, and an hour before its end.
    pub(super) fn handed_over(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let (id, uri, renew_at) = (lines.next()?, lines.next()?, lines.next()?.parse().ok()?);
        let expires = DateTime::from_timestamp(renew_at, 0)?.checked_add_signed(TimeDelta::hours(1))?;
        let expires = expires.to_rfc3339_opts(SecondsFormat::Secs, true);
        let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
        Self::of_body(&format!(r#"{{"id":{},"connectUri":{},"expires":"{expires}"}}"#, quoted(id), quoted(uri)))
    }
}

/// What a request asks of a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ask {
    /// A channel.
    Create,
    /// Whether the channel that was left is in use.
    Check(String),
    /// All topics of a channel.
    Put(String, Topics),
    /// A socket of a channel, by its address.
    Open(String),
    /// That a channel has no topics any more.
    Clear(String),
}

impl Ask {
    /// Whether it is about this channel.
    pub(super) fn is_of(&self, facts: &Facts) -> bool {
        match self {
            Self::Create => false,
            Self::Check(id) | Self::Put(id, _) | Self::Clear(id) => *id == facts.id,
            Self::Open(uri) => *uri == facts.uri,
        }
    }

    /// `None`: it is not about one channel.
    pub(super) fn of(call: &HttpCall) -> Option<Self> {
        let rest = call.path.strip_prefix(CHANNELS)?;
        let (id, rest) = match rest.strip_prefix('/') {
            Some(rest) => rest.split_once('/').unwrap_or((rest, "")),
            None => ("", rest),
        };
        let id = id.to_owned();
        let is_topics = rest.split('?').next() == Some("subscriptions");
        match call.method {
            Method::Post if id.is_empty() && rest.is_empty() => Some(Self::Create),
            Method::Head if rest.is_empty() => Some(Self::Check(id)),
            Method::Put if is_topics => {
                let body: Value = serde_json::from_str(call.body.as_deref()?).ok()?;
                let names = body.as_array()?.iter().map(|one| one.get("id")?.as_str().map(Rc::from));
                let mut topics = Topics::new();
                add(&mut topics, &names.collect::<Option<_>>()?);
                Some(Self::Put(id, topics))
            }
            Method::Delete if is_topics => Some(Self::Clear(id)),
            _ => None,
        }
    }
}

/// The request for a channel.
pub(super) fn create() -> HttpCall {
    HttpCall { method: Method::Post, path: CHANNELS.to_owned(), body: None }
}

/// The request that puts these topics.
pub(super) fn put(id: &str, topics: &Topics) -> HttpCall {
    let mut body = String::from("[");
    for topic in topics {
        if body.len() > 1 {
            body.push(',');
        }
        body.push_str(r#"{"id":"#);
        body.push_str(&serde_json::to_string(&**topic).unwrap_or_default());
        body.push('}');
    }
    body.push(']');
    HttpCall { method: Method::Put, path: format!("{CHANNELS}/{id}/subscriptions?ignoreErrors=true"), body: Some(body) }
}

/// An answer without words.
pub(super) fn status(status: u16) -> Reply {
    Reply::Http { status, body: String::new(), retry_after: None, correlation_id: None }
}

/// The status of an answer, when there was one.
pub(super) fn status_of(reply: &Reply) -> Option<u16> {
    match reply {
        Reply::Http { status, .. } => Some(*status),
        Reply::Failed => None,
    }
}

/// Who a frame is for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Whoever has the topic.
    Of(String),
    /// Everybody.
    All,
    /// The channel is no more.
    Gone,
    /// The token that made the channel is no more.
    Revoked,
}

impl Meaning {
    /// Of a frame.
    pub(super) fn of(text: &str) -> Self {
        let Some(frame) = wire::json(text) else { return Self::All };
        let Some(topic) = frame.get("topicName").and_then(Value::as_str) else {
            return if frame.get("result").and_then(Value::as_str) == Some("404") { Self::Gone } else { Self::All };
        };
        let Some(name) = topic.strip_prefix("v2.system.").or_else(|| topic.strip_prefix("v2.subscription.")) else {
            return if topic == "channel.metadata" { Self::All } else { Self::Of(topic.to_owned()) };
        };
        let kind = frame.pointer("/eventBody/systemTopicType").and_then(Value::as_str).unwrap_or_default();
        let is = |what: &str| name.starts_with(what) || kind == what;
        if is("no_longer_subscribed") {
            Self::Gone
        } else if is("token_revoked") {
            Self::Revoked
        } else {
            Self::All
        }
    }
}

/// Who is signed in, as `users/me` answers.
pub(super) fn user_of(reply: &Reply) -> Option<String> {
    let Reply::Http { status: 200, body, .. } = reply else { return None };
    let value = wire::json(body)?;
    Some(value.get("id")?.as_str()?.to_owned())
}

/// One message, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message<'a> {
    /// The page that is meant; empty: all.
    pub(super) to: &'a str,
    pub(super) from: &'a str,
    pub(super) kind: &'a str,
    pub(super) fields: [&'a str; 4],
    pub(super) rest: &'a str,
}

impl<'a> Message<'a> {
    /// No fields but the number, and no rest.
    pub(super) const NONE: [&'static str; 4] = [""; 4];

    /// `None`: it has another shape.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.splitn(8, '\n');
        let mut next = || parts.next();
        let (to, from, kind) = (next()?, next()?, next()?);
        let fields = [next()?, next()?, next()?, next()?];
        Some(Self { to, from, kind, fields, rest: next()? })
    }

    /// As a text.
    pub(super) fn text(&self) -> String {
        let [a, b, c, d] = self.fields;
        [self.to, self.from, self.kind, a, b, c, d, self.rest].join("\n")
    }

    /// A number among the fields.
    pub(super) fn number(&self, field: usize) -> Option<u64> {
        self.fields.get(field)?.parse().ok()
    }

    /// An answer among the fields.
    pub(super) fn reply(&self) -> Option<Reply> {
        let [_, status, retry_after, correlation_id] = self.fields;
        if status.is_empty() {
            return Some(Reply::Failed);
        }
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        Some(Reply::Http {
            status: status.parse().ok()?,
            body: self.rest.to_owned(),
            retry_after: some(retry_after),
            correlation_id: some(correlation_id),
        })
    }
}
