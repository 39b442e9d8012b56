//! The machine behind the status: one channel, its socket, a second one while the first is being replaced.
//!
//! The state shown is computed from facts, never stored: it cannot say "Live" while a socket is lost, topics are
//! unconfirmed, the snapshot is unread or a hole is known. Decides when to open, probe, wait, check and renew; knows
//! no topic, no request and no data.

mod blocked;
mod channel;
mod sockets;
mod waiting;

use chrono::{DateTime, Utc};

use super::socket::{Channel, Socket};
use super::{ConnectionState, Reason, Status};
use crate::effect::{Effect, Timer};
use crate::moment::Moment;

/// Silence after which the socket is asked whether it lives.
const PROBE_AFTER_MS: u32 = 10_000;
/// Time to answer that.
const PROBE_ANSWER_MS: u32 = 3_000;
/// The same when the page is looked at again.
const PROBE_WOKEN_MS: u32 = 2_500;
/// Time for a socket to tell that its channel is gone.
const HEAR_FIRST_MS: i64 = 50;
/// A page that was itself asleep grants its socket this much more.
const REPRIEVE_MS: u32 = 1_000;
/// Time for a socket to open.
const OPEN_MS: u32 = 10_000;
/// A renewal that failed is tried again after this.
const RENEW_AGAIN_MS: u32 = 300_000;
/// Sockets that did not open, in a row, after which the channel itself is doubted.
const UNOPENED_BEFORE_CHECK: u32 = 2;
/// Two channels are not asked for within less than this.
const CHANNEL_PAIR_MS: i64 = 60_000;
/// An outage is young for so long.
const YOUNG_MS: i64 = 60_000;
/// Readings of everything are counted over this time.
const WAVES_MS: i64 = 60_000;
/// Of so many at most.
const WAVES_MAX: usize = 8;
/// A socket that lived this long was a success.
const STABLE_MS: i64 = 10_000;

/// What the link asks of the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Ask for a channel.
    OpenChannel,
    /// Ask whether the cloud answers.
    Knock,
    /// Ask whether the channel still is.
    CheckChannel(std::sync::Arc<str>),
    /// Hand this on.
    Effect(Effect),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Auth {
    #[default]
    SignedOut,
    SignedIn,
    Refused,
}

#[derive(Clone, Debug, Default)]
enum ChannelState {
    #[default]
    None,
    /// The cloud did not answer when a channel was asked for: whether it does now is being asked.
    Knocking,
    Asked,
    Here(Channel),
    Checking(Channel),
}

/// Why no channel could be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChannelFailure {
    /// There was no answer: nobody knows whether one was made.
    Lost,
    /// Not now; so many seconds at least must pass.
    ForNow {
        /// As the cloud asked.
        retry_after_s: Option<u32>,
    },
    /// None will ever be had.
    Final,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Snapshot {
    #[default]
    Unread,
    Failed,
    Read,
}

/// A replacement on its way: on the same channel (maintenance) or on a new one (renewal).
#[derive(Clone, Debug)]
struct Replacement {
    channel: Option<Channel>,
    socket: Socket,
    confirmed: bool,
}

/// The link to the cloud.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts; the state is computed from them")]
#[cfg_attr(test, derive(Clone))]
pub(crate) struct Link {
    auth: Auth,
    offline: bool,
    hidden: bool,
    bar: Option<Reason>,
    /// No channel will ever be had.
    refused: bool,
    channel: ChannelState,
    main: Option<Socket>,
    next: Option<Replacement>,
    renewing: bool,
    confirmed: bool,
    snapshot: Snapshot,
    holes: bool,
    doubt: bool,
    waiting: Option<DateTime<Utc>>,
    /// When the cloud may be asked for a channel again, by the clock that nobody sets.
    not_before_ms: Option<i64>,
    n_failures: u32,
    /// Sockets in a row that did not open.
    n_unopened: u32,
    /// Since when they came one after the other, by the clock that nobody sets.
    failing_since_ms: i64,
    /// When all was read again within the last minute, by the same clock; at most [`WAVES_MAX`].
    waves_ms: Vec<i64>,
    checked: bool,
    /// Since when no socket opens, by the clock that nobody sets; `None` while one is open or none was tried.
    opening_since_ms: Option<i64>,
    /// The cloud answers meanwhile: sockets are what does not get through.
    blocked: bool,
    /// When the channel was last asked for, or known to be there, while they were, by the same clock.
    asked_ms: i64,
    /// When all was last read without a socket.
    polled: Option<DateTime<Utc>>,
    /// A channel was asked for, and there was no answer.
    unanswered: bool,
    /// When the last two channels were asked for, by the clock that nobody sets.
    created_ms: [Option<i64>; 2],
    n_sockets: u64,
    /// Channels that went without being renewed, and channels made where there was none.
    identity: u64,
    epoch: u64,
    heard: Option<DateTime<Utc>>,
    why: Reason,
    shown: Option<Status>,
    acts: Vec<Act>,
}

impl Link {
    // What others may know.

    /// Counts the gaps: what was read in an earlier epoch may have missed something.
    pub(crate) fn epoch(&self) -> u64 {
        self.epoch
    }

    /// The same, with the time that nothing is heard counted as well: what was read meanwhile may be of another cloud.
    pub(crate) fn stretch(&self) -> u64 {
        self.epoch * 2 + u64::from(self.is_open())
    }

    /// Counts what may be another cloud than before: one that knows a channel no more may have forgotten more than that.
    pub(crate) fn identity(&self) -> u64 {
        self.identity
    }

    /// The channel that topics must be put on: the newest.
    pub(crate) fn channel(&self) -> Option<&Channel> {
        match (self.next.as_ref().and_then(|next| next.channel.as_ref()), &self.channel) {
            (Some(channel), _) | (None, ChannelState::Here(channel) | ChannelState::Checking(channel)) => Some(channel),
            (None, ChannelState::None | ChannelState::Knocking | ChannelState::Asked) => None,
        }
    }

    /// The channel that a page after this one can go on with.
    pub(crate) fn own_channel(&self) -> Option<&Channel> {
        match &self.channel {
            ChannelState::Here(channel) | ChannelState::Checking(channel) => Some(channel),
            ChannelState::None | ChannelState::Knocking | ChannelState::Asked => None,
        }
    }

    /// Another channel is about to take the place of the one that is heard.
    pub(crate) fn is_renewing(&self) -> bool {
        self.next.as_ref().is_some_and(|next| next.channel.is_some())
    }

    /// Frames can arrive: what is confirmed on the channel is heard.
    pub(crate) fn is_open(&self) -> bool {
        self.auth == Auth::SignedIn && self.main.as_ref().is_some_and(|socket| socket.open_since_ms.is_some())
    }

    /// What is held should be read again now: not while a socket is on its way, which will want all of it read.
    pub(crate) fn wants_snapshot(&self) -> bool {
        self.snapshot != Snapshot::Failed && (self.is_open() || self.bar.is_some() || self.blocked)
    }

    /// Something stands in the way of all that is live.
    pub(crate) fn is_barred(&self) -> bool {
        self.bar.is_some()
    }

    /// The page can be seen.
    pub(crate) fn is_visible(&self) -> bool {
        !self.hidden
    }

    /// The network is said to be gone.
    pub(crate) fn is_offline(&self) -> bool {
        self.offline
    }

    /// A token is at hand and was not refused.
    pub(crate) fn is_signed_in(&self) -> bool {
        self.auth == Auth::SignedIn
    }

    /// Whether there is something to do.
    pub(crate) fn has_acts(&self) -> bool {
        !self.acts.is_empty()
    }

    /// What to do, in order.
    pub(crate) fn take_acts(&mut self) -> Vec<Act> {
        std::mem::take(&mut self.acts)
    }

    /// The status now; notes when it changed and why.
    pub(crate) fn status(&mut self, at: Moment) -> Status {
        // Timers of a sleeping page come late: too long a silence is doubted at the first step of any kind.
        let is_dumb = self.main.as_ref().is_some_and(|socket| {
            socket.open_since_ms.is_some() && socket.silence_ms(at) > i64::from(PROBE_AFTER_MS + PROBE_ANSWER_MS)
        });
        self.doubt |= is_dumb;
        let state = self.state();
        let before = self.shown;
        let was_live = before.is_some_and(|status| status.was_live) || state == ConnectionState::Live;
        let left_live = before.is_some_and(|status| status.state == ConnectionState::Live);
        let true_until = match (state, before) {
            (ConnectionState::Live, _) => None,
            (ConnectionState::Degraded, _) if self.is_delayed() && self.polled.is_some() => self.polled,
            (_, Some(_)) if left_live => Some(self.heard.map_or(at.now, |heard| heard.min(at.now))),
            (_, before) => before.and_then(|status| status.true_until),
        };
        let reason = match before {
            // What stands in the way can change while the state does not.
            _ if state == ConnectionState::Degraded => self.bar.unwrap_or(Reason::SocketsBlocked),
            Some(status) if status.state == state => status.reason,
            _ => self.why,
        };
        let status = Status { state, reason, was_live, true_until, retry_at: self.waiting };
        self.shown = Some(status);
        status
    }

    fn state(&self) -> ConnectionState {
        match self.auth {
            Auth::SignedOut => ConnectionState::SignedOut,
            Auth::Refused => ConnectionState::NeedsSignIn,
            Auth::SignedIn if self.offline => ConnectionState::Paused,
            Auth::SignedIn if self.bar.is_some() || self.blocked => ConnectionState::Degraded,
            Auth::SignedIn if self.waiting.is_some() => ConnectionState::Waiting,
            Auth::SignedIn if !self.is_open() || self.doubt => ConnectionState::Opening,
            Auth::SignedIn if !self.confirmed => ConnectionState::Subscribing,
            Auth::SignedIn if self.snapshot != Snapshot::Read => ConnectionState::Snapshotting,
            Auth::SignedIn if self.holes => ConnectionState::CatchingUp,
            Auth::SignedIn => ConnectionState::Live,
        }
    }

    // Sign-in.

    /// A token is at hand; and perhaps a channel that the page before left, of which the cloud must say that it is this
    /// agent's.
    pub(crate) fn sign_in(&mut self, left: Option<Channel>, at: Moment) {
        if self.auth == Auth::SignedIn {
            return;
        }
        self.auth = Auth::SignedIn;
        self.refused = false;
        self.why = Reason::SignedIn;
        self.bar = None;
        self.n_failures = 0;
        self.not_before_ms = None;
        self.unanswered = false;
        if let Some(channel) = left {
            self.start_rollover(&channel, at);
            self.acts.push(Act::CheckChannel(channel.id.clone()));
            self.channel = ChannelState::Checking(channel);
        } else {
            self.advance(at);
        }
    }

    /// The agent signed out, or never signed in.
    pub(crate) fn sign_out(&mut self, reason: Reason) {
        self.drop_all();
        self.auth = Auth::SignedOut;
        self.why = reason;
    }

    /// The token was refused: everything that hangs on it is gone.
    pub(crate) fn refuse_token(&mut self) {
        self.drop_all();
        self.auth = Auth::Refused;
        self.why = Reason::TokenRefused;
    }

    fn drop_all(&mut self) {
        self.drop_sockets();
        for timer in [Timer::Reconnect, Timer::Rollover] {
            self.stop(timer);
        }
        self.forget_block();
        self.channel = ChannelState::None;
        self.identity += 1;
        self.waiting = None;
        self.renewing = false;
        self.bar = None;
    }

    // Facts from the core.

    /// No live updates can be had (`Some`), or they can again.
    pub(crate) fn set_bar(&mut self, bar: Option<Reason>) {
        if self.bar != bar {
            self.bar = bar;
            self.why = bar.unwrap_or(Reason::Subscribed);
        }
    }

    /// Whether all topics that matter are confirmed on that channel.
    pub(crate) fn set_confirmed(&mut self, channel: &str, confirmed: bool, at: Moment) {
        if let Some(next) = &mut self.next
            && next.channel.as_ref().is_some_and(|own| &*own.id == channel)
        {
            next.confirmed = confirmed;
            self.swap(at);
        } else if self.confirmed != confirmed {
            self.confirmed = confirmed;
            self.why = if confirmed { Reason::Subscribed } else { Reason::ChannelOpened };
        }
    }

    /// Another customer is shown: nothing of theirs is confirmed or read.
    pub(crate) fn restart_snapshot(&mut self) {
        self.snapshot = Snapshot::Unread;
        self.confirmed = false;
        self.why = Reason::Started;
    }

    /// What should be read again cannot be for a while.
    pub(crate) fn snapshot_put_off(&mut self) {
        if self.snapshot == Snapshot::Read {
            self.snapshot = Snapshot::Unread;
            self.why = Reason::ToldToWait;
        }
    }

    /// All that is shown was read after its topics were confirmed.
    pub(crate) fn snapshot_read(&mut self) {
        if self.snapshot != Snapshot::Read {
            self.snapshot = Snapshot::Read;
            self.why = Reason::SnapshotRead;
        }
    }

    /// It could not be read: again after a while.
    pub(crate) fn snapshot_failed(&mut self, at: Moment) {
        if self.auth == Auth::SignedIn && self.snapshot != Snapshot::Failed {
            self.snapshot = Snapshot::Failed;
            self.why = Reason::SocketLost;
            self.wait(at);
        }
    }

    /// Whether announced totals exceed what is held.
    pub(crate) fn set_holes(&mut self, holes: bool) {
        if self.holes != holes {
            self.holes = holes;
            self.why = if holes { Reason::HoleProved } else { Reason::HoleFilled };
        }
    }
}

#[cfg(test)]
mod tests;
