//! The virtual network: how long things take and what gets lost. Decides nothing else.

use crate::chance::Chance;

/// Conditions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Net {
    /// One way, at least and at most, in milliseconds.
    pub(crate) latency: (i64, i64),
    /// One request in so many fails on its way; 0: none.
    pub(crate) lose_request: usize,
    /// One frame in so many is never sent by the service.
    pub(crate) drop_frame: usize,
    /// One frame in so many is sent twice.
    pub(crate) double_frame: usize,
    /// One frame in so many is sent later than those after it.
    pub(crate) delay_frame: usize,
    /// Sockets are not let through.
    pub(crate) is_blocked: bool,
    /// The port is closed: requests and sockets are refused at once.
    pub(crate) is_refusing: bool,
    /// Answers to requests that were given up arrive all the same.
    pub(crate) is_deaf_to_aborts: bool,
    /// Nothing gets through until then.
    pub(crate) down_until: i64,
}

impl Net {
    /// Nothing goes wrong.
    pub(crate) fn good() -> Self {
        Self {
            latency: (20, 40),
            lose_request: 0,
            drop_frame: 0,
            double_frame: 0,
            delay_frame: 0,
            is_blocked: false,
            is_refusing: false,
            is_deaf_to_aborts: false,
            down_until: i64::MIN,
        }
    }

    /// How long one way takes now.
    pub(crate) fn way(&self, chance: &mut Chance) -> i64 {
        chance.between(self.latency.0, self.latency.1)
    }
}

/// A connection between a socket of the page and a channel.
#[derive(Clone, Debug)]
pub(crate) struct Conn {
    /// The page's socket.
    pub(crate) socket: journey::effect::SocketId,
    /// The channel of its address.
    pub(crate) channel: Option<u32>,
    /// The page holds it.
    pub(crate) is_held: bool,
    /// The page was told that it is open.
    pub(crate) is_open: bool,
    /// The cloud holds it.
    pub(crate) is_served: bool,
    /// It swallows everything, both ways.
    pub(crate) is_black: bool,
    /// Nothing arrives before; what is sent meanwhile arrives then.
    pub(crate) stalled_until: i64,
    /// Arrival of the last frame: what is sent later arrives later.
    pub(crate) last_arrival: i64,
    /// The cloud does not beat on it.
    pub(crate) is_beatless: bool,
}
