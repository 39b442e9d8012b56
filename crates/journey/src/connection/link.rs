//! The machine behind the status: one channel, its socket, a second one while the first is being replaced.
//!
//! The state shown is computed from facts, never stored: it cannot say "Live" while a socket is lost, topics are
//! unconfirmed, the snapshot is unread or a hole is known. Decides when to open, probe, wait, check and renew; knows
//! no topic, no request and no data.

use chrono::{DateTime, Duration, Utc};

use super::socket::{Channel, Socket, backoff_ms};
use super::{ConnectionState, Reason, Status};
use crate::effect::{Effect, SocketId, Timer};
use crate::input::Wake;
use crate::moment::Moment;

/// Silence after which the socket is asked whether it lives.
const PROBE_AFTER_MS: u32 = 10_000;
/// Time to answer that.
const PROBE_ANSWER_MS: u32 = 3_000;
/// A page that was itself asleep grants its socket this much more.
const REPRIEVE_MS: u32 = 1_000;
/// Time for a socket to open.
const OPEN_MS: u32 = 10_000;
/// A renewal that failed is tried again after this.
const RENEW_AGAIN_MS: u32 = 300_000;
/// Failures in a row after which the channel itself is doubted.
const FAILURES_BEFORE_CHECK: u32 = 2;
/// A socket that lived this long was a success.
const STABLE_MS: i64 = 10_000;

/// What the link asks of the core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Ask for a channel.
    OpenChannel,
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
    Asked,
    Here(Channel),
    Checking(Channel),
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
pub(crate) struct Link {
    auth: Auth,
    offline: bool,
    hidden: bool,
    bar: Option<Reason>,
    channel: ChannelState,
    main: Option<Socket>,
    next: Option<Replacement>,
    renewing: bool,
    confirmed: bool,
    snapshot: Snapshot,
    holes: bool,
    doubt: bool,
    waiting: Option<DateTime<Utc>>,
    not_before: Option<DateTime<Utc>>,
    n_failures: u32,
    checked: bool,
    created: [Option<DateTime<Utc>>; 2],
    n_sockets: u64,
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

    /// The channel that topics must be put on: the newest.
    pub(crate) fn channel(&self) -> Option<&Channel> {
        match (self.next.as_ref().and_then(|next| next.channel.as_ref()), &self.channel) {
            (Some(channel), _) | (None, ChannelState::Here(channel) | ChannelState::Checking(channel)) => Some(channel),
            (None, ChannelState::None | ChannelState::Asked) => None,
        }
    }

    /// Frames can arrive: what is confirmed on the channel is heard.
    pub(crate) fn is_open(&self) -> bool {
        self.auth == Auth::SignedIn && self.main.as_ref().is_some_and(|socket| socket.open_since.is_some())
    }

    /// What is held should be read (again) now.
    pub(crate) fn wants_snapshot(&self) -> bool {
        self.snapshot != Snapshot::Failed
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

    /// What to do, in order.
    pub(crate) fn take_acts(&mut self) -> Vec<Act> {
        std::mem::take(&mut self.acts)
    }

    /// The status now; notes when it changed and why.
    pub(crate) fn status(&mut self, at: Moment) -> Status {
        // Timers of a sleeping page come late: too long a silence is doubted at the first step of any kind.
        let is_dumb = self.main.as_ref().is_some_and(|socket| {
            socket.open_since.is_some()
                && socket.silence(at.now) > Duration::milliseconds(i64::from(PROBE_AFTER_MS + PROBE_ANSWER_MS))
        });
        self.doubt |= is_dumb;
        let state = self.state();
        let before = self.shown;
        let was_live = before.is_some_and(|status| status.was_live) || state == ConnectionState::Live;
        let left_live = before.is_some_and(|status| status.state == ConnectionState::Live);
        let true_until = match (state, before) {
            (ConnectionState::Live, _) => None,
            (_, Some(_)) if left_live => Some(self.heard.map_or(at.now, |heard| heard.min(at.now))),
            (_, before) => before.and_then(|status| status.true_until),
        };
        let reason = match before {
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
            Auth::SignedIn if self.bar.is_some() => ConnectionState::Degraded,
            Auth::SignedIn if self.waiting.is_some() => ConnectionState::Waiting,
            Auth::SignedIn if !self.is_open() || self.doubt => ConnectionState::Opening,
            Auth::SignedIn if !self.confirmed => ConnectionState::Subscribing,
            Auth::SignedIn if self.snapshot != Snapshot::Read => ConnectionState::Snapshotting,
            Auth::SignedIn if self.holes => ConnectionState::CatchingUp,
            Auth::SignedIn => ConnectionState::Live,
        }
    }

    // Sign-in.

    /// A token is at hand.
    pub(crate) fn sign_in(&mut self, at: Moment) {
        if self.auth == Auth::SignedIn {
            return;
        }
        self.auth = Auth::SignedIn;
        self.why = Reason::SignedIn;
        self.bar = None;
        self.n_failures = 0;
        self.not_before = None;
        self.advance(at);
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
        self.channel = ChannelState::None;
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

    // Answers about channels.

    /// A channel was opened; `None`: its address is not one we may use.
    pub(crate) fn channel_opened(&mut self, channel: Option<Channel>, at: Moment) {
        let was_asked = matches!(self.channel, ChannelState::Asked);
        if self.auth != Auth::SignedIn || !(was_asked || self.renewing) {
            return;
        }
        self.renewing = false;
        let Some(channel) = channel else {
            if was_asked {
                self.channel = ChannelState::None;
                self.set_bar(Some(Reason::TopicsRefused));
            }
            return;
        };
        let until_renewal = (channel.renew_at - at.now).num_milliseconds().max(0);
        self.start(Timer::Rollover, u32::try_from(until_renewal).unwrap_or(u32::MAX));
        if was_asked {
            self.why = Reason::ChannelOpened;
            self.confirmed = false;
            self.channel = ChannelState::Here(channel);
            self.advance(at);
        } else {
            self.replace(Some(channel), at);
        }
    }

    /// No channel could be had; `retry_after_s` at least must pass; `is_final`: it will never be had.
    pub(crate) fn channel_failed(&mut self, retry_after_s: Option<u32>, is_final: bool, at: Moment) {
        if self.renewing {
            self.renewing = false;
            self.start(Timer::Rollover, RENEW_AGAIN_MS);
        }
        if !matches!(self.channel, ChannelState::Asked) {
            return;
        }
        self.channel = ChannelState::None;
        if is_final {
            self.set_bar(Some(Reason::TopicsRefused));
            return;
        }
        self.why = Reason::SocketLost;
        if let Some(seconds) = retry_after_s {
            self.not_before = at.now.checked_add_signed(Duration::seconds(i64::from(seconds)));
            self.why = Reason::ToldToWait;
        }
        self.wait(at);
    }

    /// The channel was checked: it is there, gone, or nobody knows.
    pub(crate) fn channel_checked(&mut self, is_there: Option<bool>, at: Moment) {
        let ChannelState::Checking(channel) = std::mem::take(&mut self.channel) else { return };
        if is_there == Some(false) {
            self.lose_channel(at);
            return;
        }
        self.channel = ChannelState::Here(channel);
        if is_there.is_some() {
            self.checked = true;
            self.advance(at);
        } else {
            self.wait(at);
        }
    }

    /// The channel is gone: expired, taken by another, or its token ended.
    pub(crate) fn channel_gone(&mut self, socket: SocketId, at: Moment) {
        if self.next.as_ref().is_some_and(|next| next.socket.id == socket) {
            self.drop_next();
        } else if self.main.as_ref().is_some_and(|main| main.id == socket) {
            self.lose_channel(at);
        }
    }

    fn lose_channel(&mut self, at: Moment) {
        self.why = Reason::ChannelGone;
        self.channel = ChannelState::None;
        self.drop_sockets();
        self.wait(at);
    }

    // Sockets.

    /// A socket is open.
    pub(crate) fn socket_opened(&mut self, id: SocketId, at: Moment) {
        if let Some(main) = self.main.as_mut().filter(|main| main.id == id) {
            main.open_since = Some(at.now);
            main.heard = at.now;
            self.heard = Some(at.now);
            self.stop(Timer::OpenDeadline);
            self.start(Timer::Probe, PROBE_AFTER_MS);
        } else if let Some(next) = self.next.as_mut().filter(|next| next.socket.id == id) {
            next.socket.open_since = Some(at.now);
            next.socket.heard = at.now;
            self.swap(at);
        } else {
            self.acts.push(Act::Effect(Effect::CloseSocket(id)));
        }
    }

    /// A sign of life; false when the socket is none of ours and its frame must be dropped.
    pub(crate) fn heard(&mut self, id: SocketId, at: Moment) -> bool {
        if let Some(main) = self.main.as_mut().filter(|main| main.id == id) {
            main.heard = at.now;
            self.heard = Some(at.now);
            if main.asked.take().is_some() {
                main.reprieved = false;
                self.stop(Timer::ProbeDeadline);
            }
            self.doubt = false;
            return true;
        }
        self.next.as_mut().filter(|next| next.socket.id == id).map(|next| next.socket.heard = at.now).is_some()
    }

    /// A socket is closed.
    pub(crate) fn socket_closed(&mut self, id: SocketId, at: Moment) {
        if self.main.as_ref().is_some_and(|main| main.id == id) {
            self.lose_socket(Reason::SocketLost, false, at);
        } else if self.next.as_ref().is_some_and(|next| next.socket.id == id) {
            self.next_failed();
        }
    }

    /// The closing of a socket was announced: a second one must be open before it goes.
    pub(crate) fn closing(&mut self, id: SocketId, at: Moment) {
        let Some(main) = self.main.as_mut().filter(|main| main.id == id && !main.closing) else { return };
        main.closing = true;
        if self.next.is_none() {
            self.replace(None, at);
        }
    }

    fn replace(&mut self, channel: Option<Channel>, at: Moment) {
        let uri = match (&channel, &self.channel) {
            (Some(channel), _) | (None, ChannelState::Here(channel) | ChannelState::Checking(channel)) => {
                channel.uri.clone()
            }
            (None, ChannelState::None | ChannelState::Asked) => return,
        };
        self.drop_next();
        let socket = self.open(&uri, at);
        // On the same channel the topics stay.
        let confirmed = channel.is_none();
        self.next = Some(Replacement { channel, socket, confirmed });
    }

    /// Lets the replacement take over once it hears everything.
    fn swap(&mut self, at: Moment) {
        if !self.next.as_ref().is_some_and(|next| next.confirmed && next.socket.open_since.is_some()) {
            return;
        }
        let Some(next) = self.next.take() else { return };
        self.stop(Timer::OpenDeadline);
        if let Some(old) = self.main.take() {
            self.acts.push(Act::Effect(Effect::CloseSocket(old.id)));
        }
        match next.channel {
            Some(channel) => self.channel = ChannelState::Here(channel),
            // The server cut the old socket off when the new one came: what was under way may be lost. Read it again,
            // without leaving "Live": nothing is known to be missing.
            None => self.epoch += 1,
        }
        self.main = Some(next.socket);
        self.heard = Some(at.now);
        self.doubt = false;
        self.stop(Timer::ProbeDeadline);
        self.start(Timer::Probe, PROBE_AFTER_MS);
    }

    fn next_failed(&mut self) {
        let was_renewal = self.next.as_ref().is_some_and(|next| next.channel.is_some());
        self.drop_next();
        if was_renewal {
            self.start(Timer::Rollover, RENEW_AGAIN_MS);
        }
    }

    fn drop_next(&mut self) {
        if let Some(next) = self.next.take() {
            self.acts.push(Act::Effect(Effect::CloseSocket(next.socket.id)));
            self.stop(Timer::OpenDeadline);
        }
    }

    fn drop_sockets(&mut self) {
        self.drop_next();
        if let Some(main) = self.main.take() {
            self.acts.push(Act::Effect(Effect::CloseSocket(main.id)));
            for timer in [Timer::Probe, Timer::ProbeDeadline, Timer::OpenDeadline] {
                self.stop(timer);
            }
        }
        self.gap();
    }

    /// From here on something may be missed.
    fn gap(&mut self) {
        self.epoch += 1;
        self.snapshot = Snapshot::Unread;
        self.doubt = false;
        if matches!(self.channel, ChannelState::None) {
            self.confirmed = false;
        }
    }

    fn lose_socket(&mut self, reason: Reason, close: bool, at: Moment) {
        let Some(main) = self.main.take() else { return };
        if close {
            self.acts.push(Act::Effect(Effect::CloseSocket(main.id)));
        }
        self.why = if main.closing { Reason::Maintenance } else { reason };
        for timer in [Timer::Probe, Timer::ProbeDeadline] {
            self.stop(timer);
        }
        let lived = main.open_since.map_or(0, |since| (at.now - since).num_milliseconds());
        if lived >= STABLE_MS {
            self.n_failures = 0;
        }
        self.checked = false;
        self.renewing = false;
        self.gap();
        if let Some(next) = self.next.take() {
            if let Some(channel) = next.channel {
                self.channel = ChannelState::Here(channel);
                self.confirmed = next.confirmed;
            }
            self.main = Some(next.socket);
            if self.is_open() {
                self.stop(Timer::OpenDeadline);
                self.start(Timer::Probe, PROBE_AFTER_MS);
            }
            return;
        }
        self.stop(Timer::OpenDeadline);
        self.wait(at);
    }

    fn open(&mut self, uri: &str, at: Moment) -> Socket {
        self.n_sockets += 1;
        let id = SocketId(self.n_sockets);
        self.acts.push(Act::Effect(Effect::OpenSocket(id, uri.to_owned())));
        self.start(Timer::OpenDeadline, OPEN_MS);
        Socket::opening(id, at.now)
    }

    // Waiting and going on.

    /// Waits with full jitter, and at least as long as told.
    fn wait(&mut self, at: Moment) {
        if self.auth != Auth::SignedIn || self.offline {
            return;
        }
        let mut delay = backoff_ms(self.n_failures, at.jitter);
        self.n_failures = self.n_failures.saturating_add(1);
        if let Some(until) = self.not_before {
            let told = (until - at.now).num_milliseconds().max(0);
            delay = delay.saturating_add(u32::try_from(told).unwrap_or(u32::MAX));
        }
        self.wait_ms(delay, at);
    }

    fn wait_ms(&mut self, delay: u32, at: Moment) {
        self.waiting = at.now.checked_add_signed(Duration::milliseconds(i64::from(delay)));
        self.start(Timer::Reconnect, delay);
    }

    /// Does the next thing that is missing, if anything.
    fn advance(&mut self, at: Moment) {
        if self.auth != Auth::SignedIn || self.offline || self.waiting.is_some() || self.main.is_some() {
            return;
        }
        let may_ask = !self.hidden || !self.shown.is_some_and(|status| status.was_live);
        match &self.channel {
            ChannelState::Asked | ChannelState::Checking(_) => {}
            ChannelState::None => {
                if self.bar == Some(Reason::TopicsRefused) || !may_ask {
                    return;
                }
                // At most two channels a minute: the twenty of a user are shared with the agent's other tabs.
                if let Some(earlier) = self.created[0]
                    && (at.now - earlier).abs() < Duration::minutes(1)
                {
                    let rest = Duration::minutes(1) - (at.now - earlier).abs();
                    self.wait_ms(u32::try_from(rest.num_milliseconds()).unwrap_or(60_000), at);
                    return;
                }
                self.created = [self.created[1], Some(at.now)];
                self.channel = ChannelState::Asked;
                self.acts.push(Act::OpenChannel);
            }
            ChannelState::Here(channel) => {
                let channel = channel.clone();
                if self.n_failures >= FAILURES_BEFORE_CHECK && !self.checked {
                    if may_ask {
                        self.acts.push(Act::CheckChannel(channel.id.clone()));
                        self.channel = ChannelState::Checking(channel);
                    }
                } else {
                    self.main = Some(self.open(&channel.uri, at));
                }
            }
        }
    }

    /// A timer of the link ran out; false when it is not one of the link's.
    pub(crate) fn timer(&mut self, timer: &Timer, at: Moment) -> bool {
        match timer {
            Timer::Reconnect => {
                self.waiting = None;
                if self.snapshot == Snapshot::Failed {
                    self.snapshot = Snapshot::Unread;
                }
                self.advance(at);
            }
            Timer::Probe => self.probe_if_silent(at),
            Timer::ProbeDeadline => self.judge(at),
            Timer::OpenDeadline => {
                if self.main.as_ref().is_some_and(|main| main.open_since.is_none()) {
                    self.lose_socket(Reason::SocketLost, true, at);
                } else if self.next.is_some() {
                    self.next_failed();
                }
            }
            Timer::Rollover => self.renew(at),
            _ => return false,
        }
        true
    }

    fn renew(&mut self, at: Moment) {
        if !self.is_open() || self.next.is_some() || self.renewing {
            // Whatever is happening now comes first.
            self.start(Timer::Rollover, RENEW_AGAIN_MS);
        } else if self.hidden {
            // Seen to when the page is looked at.
        } else if let ChannelState::Here(channel) = &self.channel
            && channel.renew_at <= at.now
        {
            self.renewing = true;
            self.acts.push(Act::OpenChannel);
        }
    }

    fn probe_if_silent(&mut self, at: Moment) {
        let Some(main) = self.main.as_ref().filter(|main| main.open_since.is_some()) else { return };
        let silence = u32::try_from(main.silence(at.now).num_milliseconds()).unwrap_or(u32::MAX);
        if silence >= PROBE_AFTER_MS {
            self.probe(at);
        } else {
            self.start(Timer::Probe, PROBE_AFTER_MS - silence);
        }
    }

    fn probe(&mut self, at: Moment) {
        let Some(main) = self.main.as_mut().filter(|main| main.open_since.is_some() && main.asked.is_none()) else {
            return;
        };
        main.asked = Some(at.now);
        let ping = Effect::Send(main.id, r#"{"message":"ping"}"#.to_owned());
        self.acts.push(Act::Effect(ping));
        self.start(Timer::ProbeDeadline, PROBE_ANSWER_MS);
        self.start(Timer::Probe, PROBE_AFTER_MS);
    }

    fn judge(&mut self, at: Moment) {
        let Some(main) = self.main.as_mut() else { return };
        let Some(asked) = main.asked else { return };
        let late = (at.now - asked).num_milliseconds() - i64::from(PROBE_ANSWER_MS);
        if late > i64::from(REPRIEVE_MS) && !main.reprieved {
            main.reprieved = true;
            self.start(Timer::ProbeDeadline, REPRIEVE_MS);
        } else {
            self.lose_socket(Reason::Silent, true, at);
        }
    }

    /// The surroundings changed, or the agent asked to try now.
    pub(crate) fn wake(&mut self, wake: Wake, at: Moment) {
        match wake {
            Wake::Hidden => self.hidden = true,
            Wake::Offline => {
                self.offline = true;
                self.why = Reason::WentOffline;
                self.waiting = None;
                self.stop(Timer::Reconnect);
            }
            Wake::Online => {
                // The network may be another one: the socket must prove itself.
                self.doubt |= self.offline && self.is_open();
                self.offline = false;
                self.resume(at);
            }
            Wake::Visible => {
                self.hidden = false;
                self.resume(at);
            }
        }
    }

    /// Tries at once: one probe or one connection, however often it is asked.
    pub(crate) fn resume(&mut self, at: Moment) {
        self.why = Reason::Woke;
        if self.waiting.is_some() && self.not_before.is_none_or(|until| until <= at.now) {
            self.waiting = None;
            self.stop(Timer::Reconnect);
            if self.snapshot == Snapshot::Failed {
                self.snapshot = Snapshot::Unread;
            }
        }
        self.advance(at);
        if self.is_open() {
            self.probe(at);
            if let ChannelState::Here(channel) = &self.channel
                && channel.renew_at <= at.now
            {
                self.renew(at);
            }
        }
    }

    fn start(&mut self, timer: Timer, ms: u32) {
        self.acts.push(Act::Effect(Effect::StartTimer(timer, ms)));
    }

    fn stop(&mut self, timer: Timer) {
        self.acts.push(Act::Effect(Effect::StopTimer(timer)));
    }
}
