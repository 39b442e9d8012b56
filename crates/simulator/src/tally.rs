//! What a run cost: steps, requests, sockets, channels. Judges nothing.

use std::collections::{BTreeMap, VecDeque};

use journey::effect::{HttpCall, Method, RequestId};

use crate::time::MINUTE;

/// Counts of one run.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Inputs handed to the core.
    pub n_steps: u64,
    /// Requests sent.
    pub n_requests: u64,
    /// Channels asked for.
    pub n_channels: u64,
    /// Times that a list of sessions was asked for from its beginning.
    pub n_lists: u64,
    /// Requests that were sent before under the same number.
    pub n_retries: u64,
    /// Sockets opened.
    pub n_sockets: u64,
    /// Most requests in any minute.
    pub busiest_minute: usize,
    /// The longest that a request was on its way, in milliseconds.
    pub longest_ms: i64,
    recent: VecDeque<i64>,
    begun: BTreeMap<RequestId, i64>,
}

impl Tally {
    /// A request was sent.
    pub(crate) fn called(&mut self, now: i64, id: RequestId, call: &HttpCall) {
        self.begun.insert(id, now);
        self.n_requests += 1;
        if call.method == Method::Post && call.path.ends_with("/channels") {
            self.n_channels += 1;
        }
        if call.path.contains("/journey/sessions?") && !call.path.contains("after=") {
            self.n_lists += 1;
        }
        self.recent.push_back(now);
        while self.recent.front().is_some_and(|first| now - first >= MINUTE) {
            self.recent.pop_front();
        }
        self.busiest_minute = self.busiest_minute.max(self.recent.len());
    }

    /// A request was answered or given up.
    pub(crate) fn ended(&mut self, now: i64, id: RequestId) {
        if let Some(begun) = self.begun.remove(&id) {
            self.longest_ms = self.longest_ms.max(now - begun);
        }
    }

    /// Adds another run's.
    pub fn add(&mut self, other: &Self) {
        self.n_steps += other.n_steps;
        self.n_requests += other.n_requests;
        self.n_channels += other.n_channels;
        self.n_sockets += other.n_sockets;
        self.busiest_minute = self.busiest_minute.max(other.busiest_minute);
    }
}
