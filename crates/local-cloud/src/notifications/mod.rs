//! Notifications: channels, subscriptions, sockets (genesys-api §3), with the real protocol's limits.
//!
//! [`Hub`] holds the channels and is the only one to change them; `rest` answers for them over REST, `socket` runs one
//! task per WebSocket. Channels and subscriptions are stored, so that a client finds its channel again after a restart.

mod channel;
mod frames;
mod hub;
mod rest;
mod socket;
mod spoiling;
mod topics;

#[cfg(test)]
mod tests;

pub(crate) use channel::CHANNELS;
pub(crate) use hub::{GOING_AWAY, Hub};
pub(crate) use rest::router;
pub(crate) use socket::router as socket_router;

/// Whether `agent` may subscribe to the topic `name`.
pub(crate) fn may_subscribe(name: &str, agent: &crate::world::Agent) -> bool {
    topics::judge(name, agent).is_ok()
}
