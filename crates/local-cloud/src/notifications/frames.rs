//! The text frames of the server (genesys-api §3.2).

use axum::extract::ws::Utf8Bytes;
use serde_json::{Value, json};

use crate::secret;

/// An event of a topic.
pub(super) fn event(topic: &str, body: &Value) -> Utf8Bytes {
    let frame = json!({
        "topicName": topic, "version": "2", "eventBody": body, "metadata": {"CorrelationId": secret::uuid()},
    });
    frame.to_string().into()
}

/// The sign of life every 30 s.
pub(super) fn heartbeat() -> Utf8Bytes {
    metadata("WebSocket Heartbeat")
}

/// The answer to a ping.
pub(super) fn pong() -> Utf8Bytes {
    metadata("pong")
}

fn metadata(message: &str) -> Utf8Bytes {
    json!({"topicName": "channel.metadata", "eventBody": {"message": message}}).to_string().into()
}

/// The server is about to close the socket; the channel stays.
pub(super) fn socket_closing(channel: &str, user: &str) -> Utf8Bytes {
    let body = json!({
        "channelId": channel,
        "userId": user,
        "message": "This socket is about to close. Open another one to the same address.",
    });
    event("v2.system.socket_closing", &body)
}

/// The channel gave way to another one.
pub(super) fn no_longer_subscribed(channel: &str, user: &str) -> Utf8Bytes {
    let body = json!({
        "channelId": channel,
        "userId": user,
        "systemTopicType": "no_longer_subscribed",
        "reason": "another_channel_subscribed",
        "message": "Another channel took this channel's place.",
    });
    event(&format!("v2.system.no_longer_subscribed.{channel}"), &body)
}

/// The token behind the channel has ended.
pub(super) fn token_revoked(channel: &str, user: &str) -> Utf8Bytes {
    let body = json!({
        "channelId": channel,
        "userId": user,
        "systemTopicType": "token_revoked",
        "reason": "user_tokens_revoked",
        "message": "The token behind this channel has ended.",
    });
    event(&format!("v2.system.token_revoked.{channel}"), &body)
}

/// Topics were taken from the channel, because its user may not hear them any more.
pub(super) fn subscription_changed(channel: &str, user: &str, taken: &[String]) -> Utf8Bytes {
    let body = json!({
        "channelId": channel,
        "userId": user,
        "systemTopicType": "subscription_changed",
        "message": "Some topics of this channel are no longer permitted.",
        "data": {"removedTopics": taken},
    });
    event("v2.subscription.updated", &body)
}

/// The channel is gone for this socket: expired, displaced, evicted, or never there.
pub(super) fn gone(message: &str) -> Utf8Bytes {
    json!({"result": "404", "message": message}).to_string().into()
}

/// The answer to `subscribe`.
pub(super) fn subscribed(correlation_id: Option<&str>) -> Utf8Bytes {
    result("200", "subscribed", None, correlation_id)
}

/// A command that was understood, but not carried out.
pub(super) fn failure(message: &str, correlation_id: Option<&str>) -> Utf8Bytes {
    result("400", "failure", Some(message), correlation_id)
}

/// A command that was not understood.
pub(super) fn error(message: &str) -> Utf8Bytes {
    result("400", "error", Some(message), None)
}

fn result(result: &str, status: &str, message: Option<&str>, correlation_id: Option<&str>) -> Utf8Bytes {
    let mut answer = json!({"result": result, "status": status});
    for (name, value) in [("message", message), ("correlationId", correlation_id)] {
        if let Some(value) = value {
            answer[name] = value.into();
        }
    }
    answer.to_string().into()
}
