//! One channel: its life, its topics, its stored form, and the outbox of the socket that listens to it.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use super::topics;
use crate::store::Change;

/// Table of the stored channels.
pub(crate) const CHANNELS: &str = "channels";
pub(super) const LIFE: TimeDelta = TimeDelta::hours(24);
/// A client that is further behind than this is cut off; it reconnects and reads anew.
const N_WAITING_MAX: usize = 1_024;
const WAITING_BYTES_MAX: usize = 4 * 1024 * 1024;

/// A channel.
#[derive(Debug)]
pub(super) struct Channel {
    pub(super) id: String,
    pub(super) user_id: String,
    pub(super) client_id: String,
    /// Digest of the token that made it; it dies with that token.
    pub(super) token: String,
    pub(super) expires: DateTime<Utc>,
    /// Steady time of the last use, for eviction.
    pub(super) used: Duration,
    /// As subscribed: plain names and bundles.
    pub(super) topics: Vec<String>,
    /// The plain names behind `topics`.
    pub(super) plain: BTreeSet<String>,
    pub(super) outbox: Option<Outbox>,
    /// The closing that comes before `expires` was announced.
    pub(super) warned: bool,
}

impl Channel {
    pub(super) fn set_topics(&mut self, topics: Vec<String>) {
        self.plain = topics.iter().flat_map(|name| topics::plain(name)).collect();
        self.topics = topics;
    }

    pub(super) fn read(id: &str, value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let mut channel = Self {
            id: id.to_owned(),
            user_id: text("userId")?,
            client_id: text("clientId")?,
            token: text("token")?,
            expires: DateTime::from_timestamp_millis(value.get("expires")?.as_i64()?)?,
            used: Duration::ZERO,
            topics: Vec::new(),
            plain: BTreeSet::new(),
            outbox: None,
            warned: false,
        };
        let topics = value.get("topics")?.as_array()?;
        channel.set_topics(topics.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        Some(channel)
    }

    pub(super) fn change(&self) -> Change {
        let value = json!({
            "userId": self.user_id, "clientId": self.client_id, "token": self.token,
            "expires": self.expires.timestamp_millis(), "topics": self.topics,
        });
        Change { table: CHANNELS.to_owned(), key: self.id.clone(), value: Some(value) }
    }

    pub(super) fn deletion(&self) -> Change {
        Change { table: CHANNELS.to_owned(), key: self.id.clone(), value: None }
    }

    /// Queues a frame for the socket, if there is one; a socket that cannot follow is cut.
    pub(super) fn send(&mut self, text: Utf8Bytes) {
        if self.outbox.as_ref().is_some_and(|outbox| !outbox.put(Out::Text(text))) {
            // Dropping it cuts the socket, whatever it is waiting for.
            self.outbox = None;
        }
    }

    /// Says farewell and lets the socket close after what is queued.
    pub(super) fn close(&mut self, farewell: Option<Utf8Bytes>, code: u16, reason: &'static str) {
        if let Some(outbox) = self.outbox.take() {
            let told = farewell.is_none_or(|text| outbox.put(Out::Text(text)));
            if told && outbox.put(Out::Close(code, reason)) {
                outbox.let_drain();
            }
        }
    }
}

/// One thing for the socket's task to do.
#[derive(Debug)]
pub(super) enum Out {
    Text(Utf8Bytes),
    Close(u16, &'static str),
}

/// The sending side: bounded in number and bytes.
#[derive(Debug)]
pub(super) struct Outbox {
    queue: mpsc::Sender<Out>,
    n_bytes: Arc<AtomicUsize>,
    /// Dropped without a word: the socket is cut at once.
    cut: oneshot::Sender<()>,
    /// Tells this socket from a later one of the same channel.
    pub(super) serial: u64,
    /// Steady time of the last heartbeat.
    pub(super) beat: Duration,
}

/// The receiving side, in the socket's task.
#[derive(Debug)]
pub(crate) struct Inbox {
    pub(super) queue: mpsc::Receiver<Out>,
    n_bytes: Arc<AtomicUsize>,
    /// An error when the socket is to be cut, a value when it is to drain its queue.
    pub(super) cut: oneshot::Receiver<()>,
    pub(super) serial: u64,
}

pub(super) fn outbox(serial: u64, now: Duration) -> (Outbox, Inbox) {
    let (sender, receiver) = mpsc::channel(N_WAITING_MAX);
    let (cut, cut_off) = oneshot::channel();
    let n_bytes = Arc::new(AtomicUsize::new(0));
    let outbox = Outbox { queue: sender, n_bytes: Arc::clone(&n_bytes), cut, serial, beat: now };
    (outbox, Inbox { queue: receiver, n_bytes, cut: cut_off, serial })
}

impl Outbox {
    /// `false` when the client is too far behind, or gone. A single large frame is let through an empty queue.
    fn put(&self, out: Out) -> bool {
        let n_bytes = out.n_bytes();
        let waiting = self.n_bytes.fetch_add(n_bytes, Ordering::Relaxed);
        (waiting == 0 || waiting + n_bytes <= WAITING_BYTES_MAX) && self.queue.try_send(out).is_ok()
    }

    fn let_drain(self) {
        // Nobody receives when the socket is gone already, which is as good.
        let _gone = self.cut.send(()).is_err();
    }
}

impl Inbox {
    /// To be called for each thing that has left.
    pub(super) fn done(&self, n_bytes: usize) {
        self.n_bytes.fetch_sub(n_bytes, Ordering::Relaxed);
    }
}

impl Out {
    pub(super) fn n_bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Close(..) => 0,
        }
    }
}
