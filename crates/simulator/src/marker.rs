//! Rare states, by name: a run counts which of them it reached, so that a check that never meets its case is noticed.

use journey::connection::ConnectionState;

macro_rules! markers {
    ($($(#[$meta:meta])* $name:ident = $text:literal),* $(,)?) => {
        /// Named states and coincidences.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Marker { $(#[doc = $text] $name),* }

        /// Their names, in order.
        const NAMED: &[&str] = &[$($text),*];
    };
}

markers! {
    SocketOfADeadChannel = "a socket opened on a channel that is no more",
    SocketDisplaced = "a socket cut off by a newer one of the same channel",
    ChannelEndedUnderASocket = "a channel ended under an open socket",
    ReconnectFired = "the wait before a reconnect was over",
    ProbeFired = "a silent socket was due to be asked",
    ProbeDeadlineFired = "a socket did not answer in time",
    OpenDeadlineFired = "a socket did not open in time",
    RolloverFired = "a channel was due to be renewed",
    DeadlineFired = "a request was given up",
    RetryFired = "a request was tried again",
    SlowFired = "loading became slow",
    ScoresFired = "scores were due to be read again",
    HoleFired = "a hole was not filled by a late frame",
    AnnounceFired = "an announcement waited for its turn",
    AgainFired = "what failed beside the link was tried again",
    BlockedFired = "no socket opened for six seconds",
    PollFired = "read again without a socket",
    LateFrame = "a frame arrived at a socket that was being replaced",
    TwoSockets = "two sockets were open at once",
    TooManyOnChannel = "429 when a channel was asked for",
    TooManyOnTopics = "429 when topics were put",
    TooManyOnList = "429 when sessions were read",
    TooManyOnEvents = "429 when events were read",
    ToldLong = "a wait of more than a minute was asked for",
    UnavailableOnChannel = "503 when a channel was asked for",
    UnavailableOnTopics = "503 when topics were put",
    UnavailableOnList = "503 when sessions were read",
    UnavailableOnEvents = "503 when events were read",
    TruncatedList = "a list of sessions was cut off",
    TruncatedEvents = "a page of events was cut off",
    PortalPage = "a captive portal answered",
    SilentRequest = "a request was never answered",
    GoneEventsHidden = "404 for events while hidden",
    UnauthorizedAnswer = "401 as an answer",
    ForbiddenEvents = "403 for events",
    ForbiddenList = "403 for sessions",
    ChannelCheckedGone = "a doubted channel was gone",
    ChannelCheckedThere = "a doubted channel was there",
    AnswerWhileOffline = "an answer arrived while offline",
    FrameWhileReading = "a frame arrived while the same events were being read",
    FrameWhileHidden = "a frame arrived while hidden",
    OpenedWhileHidden = "a socket opened while hidden",
    LateEvent = "an event sorted before others that are shown",
    SameMillisecond = "two events of one millisecond",
    BothLost = "an event and its session's notice were both lost",
    EventLost = "an event was lost, its session's notice was not",
    MergedWhileLive = "two records became one person while live",
    MergedWhileNot = "two records became one person while not live",
    Identified = "a visitor said who they are",
    SwitchedWhileReading = "another customer while requests were on their way",
    SwitchedLive = "another customer while live",
    ExpandedWhileNot = "a card was expanded while not live",
    CollapsedInHole = "a card was collapsed while catching up",
    MoreWhileNot = "more sessions were asked for while not live",
    SecondPageOfEvents = "a second page of events",
    EmptyTail = "a cursor behind the last event",
    RetriedByAgent = "the agent tried again",
    ReloadedWhileOpening = "the page was loaded anew while connecting",
    SleptLong = "the page slept for eight hours",
    ClockBack = "the clock went back",
    ClockForward = "the clock went forward a day",
    TalkEnded = "the interaction shown ended",
    TalkPickedUp = "an interaction was picked up",
    RecordsLost = "the cloud came back with fewer events",
    SessionsLost = "the cloud came back with fewer sessions",
    SessionIdReused = "the id of a lost session was given again",
    ElevenRequests = "eleven requests on their way at once",
}

/// What goes wrong, for the table of faults by states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// All connections are cut.
    Cut,
    /// Connections swallow everything.
    HalfOpen,
    /// Connections hold everything back.
    Stall,
    /// Nothing gets through.
    Down,
    /// The system says that there is no network.
    Offline,
    /// The closing of the socket is announced.
    Closing,
    /// The cloud starts anew.
    Restart,
    /// The channel is taken.
    Evicted,
    /// The token is revoked.
    Revoked,
    /// Requests fail.
    Rest,
    /// A frame that cannot be read.
    Noise,
    /// The page is hidden.
    Hidden,
    /// The page sleeps.
    Sleep,
    /// The clock steps.
    Clock,
    /// Another customer.
    Switch,
    /// The page is loaded anew.
    Reload,
    /// The agent signs out.
    SignOut,
    /// Two records become one person.
    Merge,
    /// Sockets are not let through.
    Blocked,
}

const FAULTS: [&str; 19] = [
    "connections cut",
    "connections half open",
    "connections stalled",
    "network down",
    "offline",
    "closing announced",
    "cloud restarted",
    "channel evicted",
    "token revoked",
    "requests failing",
    "unreadable frame",
    "page hidden",
    "page asleep",
    "clock stepped",
    "customer switched",
    "page loaded anew",
    "signed out",
    "contacts merged",
    "sockets blocked",
];

const STATES: [&str; 10] = [
    "SignedOut",
    "Opening",
    "Subscribing",
    "Snapshotting",
    "Live",
    "CatchingUp",
    "Waiting",
    "Paused",
    "Degraded",
    "NeedsSignIn",
];

/// Index of a state.
#[must_use]
pub(crate) fn index(state: ConnectionState) -> usize {
    match state {
        ConnectionState::SignedOut => 0,
        ConnectionState::Opening => 1,
        ConnectionState::Subscribing => 2,
        ConnectionState::Snapshotting => 3,
        ConnectionState::Live => 4,
        ConnectionState::CatchingUp => 5,
        ConnectionState::Waiting => 6,
        ConnectionState::Paused => 7,
        ConnectionState::Degraded => 8,
        ConnectionState::NeedsSignIn => 9,
    }
}

/// How often each was reached.
#[derive(Clone, Debug)]
pub struct Markers {
    named: Vec<u64>,
    faults: [[u64; STATES.len()]; FAULTS.len()],
    moves: [[u64; STATES.len()]; STATES.len()],
}

impl Default for Markers {
    fn default() -> Self {
        Self {
            named: vec![0; NAMED.len()],
            faults: [[0; STATES.len()]; FAULTS.len()],
            moves: [[0; STATES.len()]; STATES.len()],
        }
    }
}

impl Markers {
    /// Notes a named one.
    pub(crate) fn hit(&mut self, marker: Marker) {
        self.named[marker as usize] += 1;
    }

    /// Notes a fault in a state.
    pub(crate) fn fault(&mut self, fault: Fault, state: ConnectionState) {
        self.faults[fault as usize][index(state)] += 1;
    }

    /// Notes a move between states.
    pub(crate) fn moved(&mut self, from: ConnectionState, to: ConnectionState) {
        self.moves[index(from)][index(to)] += 1;
    }

    /// Adds another run's.
    pub fn add(&mut self, other: &Self) {
        for (sum, n) in self.named.iter_mut().zip(&other.named) {
            *sum += n;
        }
        let ours = self.faults.iter_mut().chain(&mut self.moves).flatten();
        for (sum, n) in ours.zip(other.faults.iter().chain(&other.moves).flatten()) {
            *sum += n;
        }
    }

    /// All that must be reached, with how often they were: named ones, and each fault in each state of a link that is
    /// being made, held or lost.
    #[must_use]
    pub fn all(&self) -> Vec<(String, u64)> {
        let mut all: Vec<(String, u64)> =
            NAMED.iter().map(|name| (*name).to_owned()).zip(self.named.iter().copied()).collect();
        for (fault, counts) in FAULTS.iter().zip(&self.faults) {
            for (state, n) in STATES.iter().zip(counts).skip(1).take(6) {
                all.push((format!("{fault} while {state}"), *n));
            }
        }
        all
    }

    /// Moves between states that were seen, with how often.
    #[must_use]
    pub fn moves(&self) -> Vec<(String, u64)> {
        let mut all = Vec::new();
        for (from, counts) in STATES.iter().zip(&self.moves) {
            for (to, n) in STATES.iter().zip(counts).filter(|(_, n)| **n > 0) {
                all.push((format!("{from} to {to}"), *n));
            }
        }
        all
    }
}
