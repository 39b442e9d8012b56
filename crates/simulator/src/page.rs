//! The page under test: the core, its timers, its requests and sockets, as the driver of the tab keeps them.

use std::collections::BTreeMap;

use journey::connection::ConnectionState;
use journey::core::Core;
use journey::effect::{HttpCall, RequestId, SocketId, Timer};
use journey::input::Target;

/// A page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) core: Core,
    /// Counts pages: one loaded anew is another.
    pub(crate) generation: u32,
    pub(crate) target: Target,
    /// Timers that run, by number: one that was replaced does not fire.
    pub(crate) timers: BTreeMap<Timer, u64>,
    pub(crate) n_timers: u64,
    /// Requests whose answer is wanted.
    pub(crate) calls: BTreeMap<RequestId, HttpCall>,
    /// Connections by socket.
    pub(crate) sockets: BTreeMap<SocketId, usize>,
    /// Since when it is hidden.
    pub(crate) hidden_since: Option<i64>,
    /// The system says that there is no network.
    pub(crate) is_offline: bool,
    /// It does nothing before then.
    pub(crate) asleep_until: i64,
    /// What the page's clock is ahead of the cloud's.
    pub(crate) skew: i64,
    /// Last sign of life of any socket.
    pub(crate) heard: i64,
    /// It has been live.
    pub(crate) was_live: bool,
    /// The sign-in page is open.
    pub(crate) is_signing_in: bool,
    /// The channel that it would leave to the page after it.
    pub(crate) left: Option<String>,
}

impl Page {
    /// A page just loaded.
    pub(crate) fn new(generation: u32, target: Target, now: i64) -> Self {
        Self {
            core: Core::new(),
            generation,
            target,
            timers: BTreeMap::new(),
            n_timers: 0,
            calls: BTreeMap::new(),
            sockets: BTreeMap::new(),
            hidden_since: None,
            is_offline: false,
            asleep_until: i64::MIN,
            skew: 0,
            heard: now,
            was_live: false,
            is_signing_in: false,
            left: None,
        }
    }

    /// The state shown.
    pub(crate) fn state(&self) -> ConnectionState {
        self.core.journey().status().state
    }

    /// The status shown says "Live".
    pub(crate) fn is_live(&self) -> bool {
        self.state() == ConnectionState::Live
    }

    /// When a timer of so many milliseconds fires: those of a hidden page are late.
    pub(crate) fn timer_due(&self, now: i64, ms: u32) -> i64 {
        let due = now + i64::from(ms);
        let grain = match self.hidden_since {
            None => return due,
            Some(since) if now - since >= 300_000 => 60_000,
            Some(_) => 1_000,
        };
        (due + grain - 1).div_euclid(grain) * grain
    }
}
