//! The link to the cloud: states, reasons and what the page says of it; `link` is the machine behind it. Pure.

mod link;
mod socket;

pub(crate) use link::{Act, ChannelFailure, Link};
pub(crate) use socket::{Channel, scale};

use chrono::{DateTime, Utc};

/// States of the link (reliability §4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConnectionState {
    /// No token.
    #[default]
    SignedOut,
    /// A channel or a socket is being opened for the first time.
    Opening,
    /// Topics are being subscribed to.
    Subscribing,
    /// The snapshot is being read.
    Snapshotting,
    /// Everything announced is shown.
    Live,
    /// A hole is proved and being filled.
    CatchingUp,
    /// Waiting to connect again.
    Waiting,
    /// Nothing is done while offline.
    Paused,
    /// No live updates can be had: history only, or read now and then where the network lets no socket through.
    Degraded,
    /// The token is gone.
    NeedsSignIn,
}

/// Why the last move was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reason {
    /// The page started.
    #[default]
    Started,
    /// Signed in.
    SignedIn,
    /// The channel is there.
    ChannelOpened,
    /// The topics are confirmed.
    Subscribed,
    /// The snapshot is read and merged.
    SnapshotRead,
    /// Announced totals exceed what is held.
    HoleProved,
    /// The hole is filled.
    HoleFilled,
    /// The socket closed.
    SocketLost,
    /// Nothing was heard for too long.
    Silent,
    /// The channel is gone.
    ChannelGone,
    /// The cloud announced that it closes the socket.
    Maintenance,
    /// The network is gone.
    WentOffline,
    /// The network is back, or the page is seen again.
    Woke,
    /// The cloud answers, but no socket to it opens: something on the way lets none through.
    SocketsBlocked,
    /// The cloud refuses the topics.
    TopicsRefused,
    /// The permission for live tracking is missing.
    NoPermission,
    /// The cloud asks to wait.
    ToldToWait,
    /// The token was refused.
    TokenRefused,
    /// The agent signed out.
    SignedOut,
}

/// The link as the page shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// State.
    pub state: ConnectionState,
    /// Why it was entered.
    pub reason: Reason,
    /// It has been live before: "Reconnecting" rather than "Connecting".
    pub was_live: bool,
    /// Last time the page was known to be true; "No updates since …".
    pub true_until: Option<DateTime<Utc>>,
    /// When the next try is due.
    pub retry_at: Option<DateTime<Utc>>,
}

impl Status {
    /// All that was told was read since the last gap.
    pub(crate) fn is_true(&self) -> bool {
        matches!(self.state, ConnectionState::Live | ConnectionState::CatchingUp)
    }

    /// The word of the status region (interface §3).
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self.state {
            ConnectionState::SignedOut | ConnectionState::NeedsSignIn => "Signed out",
            ConnectionState::Live => "Live",
            ConnectionState::CatchingUp => "Catching up",
            ConnectionState::Paused => "Offline",
            ConnectionState::Degraded => "Not live",
            ConnectionState::Waiting
            | ConnectionState::Opening
            | ConnectionState::Subscribing
            | ConnectionState::Snapshotting => {
                if self.was_live {
                    "Reconnecting"
                } else {
                    "Connecting"
                }
            }
        }
    }
}
