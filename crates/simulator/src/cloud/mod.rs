//! The virtual cloud: truth, channels with their limits, the token, permissions and what goes wrong on purpose.
//!
//! Follows the rules of the real one: a channel lives 24 hours, 20 per user and the least recently used goes, 1,000
//! topics, one socket, no replay of what nobody listened to. Knows no page and no network.

pub(crate) mod json;
mod rest;
mod truth;

pub(crate) use rest::{Malice, RestFault};
pub(crate) use truth::{Contact, Fact, Session, Truth, compare, event_id, key};

use std::collections::{BTreeMap, BTreeSet};

/// Channels of one user and application at most; one more ends the least recently used.
const CHANNELS_MAX: usize = 20;
/// Topics of a channel at most.
const TOPICS_MAX: usize = 1_000;
/// Where sockets are opened.
pub(crate) const STREAMING: &str = "wss://streaming.example";

/// A notifications channel.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    /// What it delivers.
    pub(crate) topics: BTreeSet<String>,
    /// When it lapses.
    pub(crate) expires: i64,
    /// When it was last used.
    pub(crate) used: i64,
    /// Of the page under test, else of another tab of the same agent.
    pub(crate) is_ours: bool,
}

/// An interaction of the agent.
#[derive(Clone, Debug)]
pub(crate) struct Talk {
    /// Whose.
    pub(crate) contact: Contact,
    /// The contact is named by it; else the visitor's cookie is.
    pub(crate) names_contact: bool,
    /// Since when it is with the agent.
    pub(crate) since: i64,
    /// It is over.
    pub(crate) is_over: bool,
}

/// All that the cloud knows and does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cloud {
    pub(crate) truth: Truth,
    pub(crate) talks: Vec<Talk>,
    pub(crate) channels: BTreeMap<u32, Channel>,
    pub(crate) n_channels: u32,
    /// The page's token is good.
    pub(crate) token_is_good: bool,
    /// Permissions that the agent lacks.
    pub(crate) lacking: BTreeSet<&'static str>,
    /// Topics that hold one of these are refused.
    pub(crate) refused_topics: BTreeSet<&'static str>,
    /// What goes wrong on purpose.
    pub(crate) faults: Vec<RestFault>,
    /// The `Retry-After` of all answers that go wrong, as the shell hands it over.
    pub(crate) retry_after: Option<String>,
    /// Events of one page at most, whatever is asked for.
    pub(crate) events_page: usize,
    /// Pages go on after a record, else after a number of records.
    pub(crate) cursors_are_keys: bool,
    /// How long a channel lives.
    pub(crate) channel_life: i64,
    /// What must be told to sockets: channel and text of those that ended.
    pub(crate) ended: Vec<u32>,
}

impl Cloud {
    /// Makes a channel; ends the least recently used when there are too many.
    pub(crate) fn open_channel(&mut self, now: i64, is_ours: bool) -> u32 {
        while self.channels.len() >= CHANNELS_MAX {
            let Some(oldest) = self.channels.iter().min_by_key(|(id, one)| (one.used, **id)).map(|(id, _)| *id) else {
                break;
            };
            self.end_channel(oldest);
        }
        self.n_channels += 1;
        let channel = Channel { topics: BTreeSet::new(), expires: now + self.channel_life, used: now, is_ours };
        self.channels.insert(self.n_channels, channel);
        self.n_channels
    }

    /// A channel is no more.
    pub(crate) fn end_channel(&mut self, id: u32) {
        if self.channels.remove(&id).is_some() {
            self.ended.push(id);
        }
    }

    /// Ends channels whose day is over.
    pub(crate) fn expire(&mut self, now: i64) {
        let over: Vec<u32> = self.channels.iter().filter(|(_, one)| one.expires <= now).map(|(id, _)| *id).collect();
        for id in over {
            self.end_channel(id);
        }
    }

    /// Channels of ours that deliver a topic.
    pub(crate) fn listeners(&self, topic: &str) -> Vec<u32> {
        let listens = |channel: &Channel| channel.is_ours && channel.topics.contains(topic);
        self.channels.iter().filter(|(_, channel)| listens(channel)).map(|(id, _)| *id).collect()
    }

    /// How many channels of ours there are.
    pub(crate) fn n_ours(&self) -> usize {
        self.channels.values().filter(|channel| channel.is_ours).count()
    }

    /// Whether the agent may.
    pub(crate) fn allows(&self, permission: &str) -> bool {
        !self.lacking.contains(permission)
    }
}

/// Address of a channel's socket.
pub(crate) fn address(channel: u32) -> String {
    format!("{STREAMING}/channels/ch{channel}")
}

/// The channel of an address.
pub(crate) fn channel_of(address: &str) -> Option<u32> {
    address.rsplit_once("/ch")?.1.parse().ok()
}
