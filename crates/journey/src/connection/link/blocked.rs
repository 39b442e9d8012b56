//! Networks that let requests through and no socket: seen within seconds, and left by the first socket that opens.
//!
//! Decides only whether that is so; what is read meanwhile, and how often, is the core's.

use chrono::{DateTime, Utc};

use super::{Act, Auth, ChannelState, Link};
use crate::connection::Reason;
use crate::effect::Timer;
use crate::moment::Moment;

/// No socket has opened for so long, and the cloud answers: none will soon.
const BLOCKED_MS: i64 = 6_000;
/// While that is so the channel is asked for at most so often.
const CHECK_MS: i64 = 300_000;

impl Link {
    /// The cloud answers and no socket opens: what is shown is read now and then.
    pub(crate) fn is_delayed(&self) -> bool {
        self.blocked && self.bar.is_none() && self.auth == Auth::SignedIn && !self.offline
    }

    /// All that is shown was read without a socket.
    pub(crate) fn was_polled(&mut self, now: DateTime<Utc>) {
        self.polled = Some(now);
    }

    /// It could not be read: perhaps the cloud is gone altogether. Whether it answers is asked with the next socket.
    pub(crate) fn poll_failed(&mut self) {
        self.blocked = false;
        self.checked = false;
        self.why = Reason::SocketLost;
    }

    /// A socket is tried after one that was open, or for the first time.
    pub(super) fn begin_to_suspect(&mut self, at: Moment) {
        if self.opening_since_ms.is_none() {
            self.opening_since_ms = Some(at.elapsed_ms);
            self.start(Timer::Blocked, u32::try_from(BLOCKED_MS).unwrap_or(u32::MAX));
        }
    }

    /// Long enough without a socket: whether it is the sockets alone is known by asking.
    pub(super) fn suspect(&mut self, at: Moment) {
        let is_long = self.opening_since_ms.is_some_and(|since_ms| at.elapsed_ms - since_ms >= BLOCKED_MS);
        if !is_long || self.blocked || self.auth != Auth::SignedIn || self.offline {
            return;
        }
        if let ChannelState::Here(channel) = &self.channel {
            if self.checked {
                self.blocked = true;
                self.asked_ms = at.elapsed_ms;
                self.polled = None;
                self.why = Reason::SocketsBlocked;
            } else if !self.hidden {
                let channel = channel.clone();
                self.acts.push(Act::CheckChannel(channel.id.clone()));
                self.channel = ChannelState::Checking(channel);
            }
        }
    }

    /// A channel is asked for before each socket that follows others in vain; while they are known to be blocked only now
    /// and then, for each question is a request that reads nothing.
    pub(super) fn may_check(&mut self, at: Moment) -> bool {
        let may = !self.blocked || at.elapsed_ms - self.asked_ms >= CHECK_MS;
        if may {
            self.asked_ms = at.elapsed_ms;
        }
        may
    }

    /// A socket is open, or none is wanted.
    pub(super) fn forget_block(&mut self) {
        if self.opening_since_ms.take().is_some() {
            self.stop(Timer::Blocked);
        }
        self.blocked = false;
    }
}
