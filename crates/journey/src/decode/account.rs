//! The signed-in agent, channels and topics.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use wire::Read;

use super::text::{id, json, listing, moment, text};
use super::{ChannelFacts, Me, TopicState};

/// What time it is in the cloud.
pub(super) fn date(body: &str) -> Option<DateTime<Utc>> {
    moment(wire::from_text::<wire::ServerDate>(body)?.current_date)
}

/// Who is signed in.
pub(super) fn me(body: &str) -> Option<Me> {
    let value = json(body)?;
    let from = wire::UserMe::read(&value)?;
    // An answer without the list says nothing; an empty list says "none".
    let is_said = value.pointer("/authorization/permissions").is_some_and(serde_json::Value::is_array);
    let permissions = is_said.then(|| from.authorization.map(|found| found.permissions).unwrap_or_default());
    Some(Me { id: id(Some(from.id))?, name: text(from.preferred_name).or_else(|| text(from.name)), permissions })
}

/// A channel.
pub(super) fn channel(body: &str) -> Option<ChannelFacts> {
    let from: wire::Channel = wire::from_text(body)?;
    Some(ChannelFacts {
        id: Some(from.id).filter(|id| !id.is_empty())?,
        connect_uri: from.connect_uri.filter(|uri| !uri.is_empty())?,
        expires: moment(from.expires),
    })
}

/// The states of topics after subscribing; a topic whose state is not said is taken for permitted.
pub(super) fn topics(body: &str) -> Option<Vec<TopicState>> {
    let page = listing(body, |from: wire::ChannelTopic, _| {
        Some(TopicState {
            permitted: !from.state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("Rejected")),
            missing: from.missing_permissions.into_iter().map(Arc::from).collect(),
            topic: from.id,
        })
    })?;
    Some(page.items)
}
