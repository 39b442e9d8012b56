//! Channels and sockets as a client meets them: limits, delivery, life and death, restart.

mod channels;
mod contract;
mod sockets;

use serde_json::Value;

const CHANNELS: &str = "/api/v2/notifications/channels";

fn names(listing: &Value) -> Vec<&str> {
    listing["entities"].as_array().unwrap().iter().map(|topic| topic["id"].as_str().unwrap()).collect()
}

fn topic(n: usize) -> String {
    format!("v2.journey.sessions.s{n}.web.events")
}
