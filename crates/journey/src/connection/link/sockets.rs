//! Sockets: opened, heard, closed; a replacement takes over only once it hears everything.

use super::{Act, ChannelState, Link, OPEN_MS, PROBE_AFTER_MS, RENEW_AGAIN_MS, Replacement, STABLE_MS, Snapshot};
use crate::connection::Reason;
use crate::connection::socket::{Channel, Socket, passed_ms};
use crate::effect::{Effect, SocketId, Timer};
use crate::moment::Moment;

/// A socket that was asked whether it lives should have answered by then, in milliseconds.
const ANSWER_DUE_MS: i64 = 1_000;

/// A channel that another page left is given up when its socket is lost so often, each time within seconds.
const DISPUTED: u8 = 3;

impl Link {
    /// A socket is open.
    pub(crate) fn socket_opened(&mut self, id: SocketId, at: Moment) {
        if let Some(main) = self.main.as_mut().filter(|main| main.id == id) {
            main.open_since_ms = Some(at.elapsed_ms);
            main.hear(at);
            self.heard = Some(at.now);
            self.stop(Timer::OpenDeadline);
            self.forget_block();
            self.start(Timer::Probe, PROBE_AFTER_MS);
            self.rest_or_read(at);
        } else if let Some(next) = self.next.as_mut().filter(|next| next.socket.id == id) {
            next.socket.open_since_ms = Some(at.elapsed_ms);
            next.socket.hear(at);
            self.swap(at);
        } else {
            self.acts.push(Act::Effect(Effect::CloseSocket(id)));
        }
    }

    /// A sign of life; false when the socket is none of ours and its frame must be dropped.
    pub(crate) fn heard(&mut self, id: SocketId, at: Moment) -> bool {
        if let Some(main) = self.main.as_mut().filter(|main| main.id == id) {
            main.hear(at);
            self.heard = Some(at.now);
            if main.asked.take().is_some() {
                main.reprieved = false;
                self.stop(Timer::ProbeDeadline);
            }
            self.doubt = false;
            return true;
        }
        self.next.as_mut().filter(|next| next.socket.id == id).map(|next| next.socket.hear(at)).is_some()
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

    pub(super) fn replace(&mut self, channel: Option<Channel>, at: Moment) {
        let uri = match (&channel, &self.channel) {
            (Some(channel), _) | (None, ChannelState::Here(channel) | ChannelState::Checking(channel)) => {
                channel.uri.clone()
            }
            (None, ChannelState::None | ChannelState::Knocking | ChannelState::Asked) => return,
        };
        self.drop_next();
        let socket = self.open(&uri, at);
        // On the same channel the topics stay.
        let confirmed = channel.is_none();
        self.next = Some(Replacement { channel, socket, confirmed });
    }

    /// Lets the replacement take over once it hears everything.
    pub(super) fn swap(&mut self, at: Moment) {
        if !self.next.as_ref().is_some_and(|next| next.confirmed && next.socket.open_since_ms.is_some()) {
            return;
        }
        let Some(next) = self.next.take() else { return };
        self.stop(Timer::OpenDeadline);
        // A question of a moment ago speaks against it no more than the silence before it did.
        let is_answer_due = |asked: Moment| passed_ms(asked, at) >= ANSWER_DUE_MS;
        let is_old_trusted = !self.doubt && self.main.as_ref().is_some_and(|old| !old.asked.is_some_and(is_answer_due));
        if let Some(old) = self.main.take() {
            self.acts.push(Act::Effect(Effect::CloseSocket(old.id)));
        }
        if let Some(channel) = next.channel {
            self.channel = ChannelState::Here(channel);
            self.identity += u64::from(!is_old_trusted);
        }
        // The old socket may have been cut off by the new one, or died a moment ago without a sign: what was under way
        // may be lost. Read it again, without leaving "Live" as long as nothing spoke against the old one; a hidden page
        // reads only once it is seen, and must not say "Live" until it has.
        self.epoch += 1;
        if !is_old_trusted || self.hidden || self.offline {
            self.snapshot = Snapshot::Unread;
        }
        self.main = Some(next.socket);
        self.forget_block();
        self.heard = Some(at.now);
        self.doubt = false;
        self.stop(Timer::ProbeDeadline);
        // It may have waited long for its topics, without a word.
        self.probe_if_silent(at);
    }

    pub(super) fn next_failed(&mut self) {
        let was_renewal = self.next.as_ref().is_some_and(|next| next.channel.is_some());
        self.drop_next();
        if was_renewal {
            self.start(Timer::Rollover, RENEW_AGAIN_MS);
        }
    }

    pub(super) fn drop_next(&mut self) {
        if let Some(next) = self.next.take() {
            self.acts.push(Act::Effect(Effect::CloseSocket(next.socket.id)));
            self.stop(Timer::OpenDeadline);
        }
    }

    pub(super) fn drop_sockets(&mut self) {
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
    pub(super) fn gap(&mut self) {
        self.epoch += 1;
        self.snapshot = Snapshot::Unread;
        self.doubt = false;
        if matches!(self.channel, ChannelState::None) {
            self.confirmed = false;
        }
    }

    pub(super) fn lose_socket(&mut self, reason: Reason, close: bool, at: Moment) {
        let Some(main) = self.main.take() else { return };
        if close {
            self.acts.push(Act::Effect(Effect::CloseSocket(main.id)));
        }
        self.why = if main.closing { Reason::Maintenance } else { reason };
        for timer in [Timer::Probe, Timer::ProbeDeadline] {
            self.stop(timer);
        }
        let lived = main.open_since_ms.map_or(0, |since_ms| at.elapsed_ms - since_ms);
        self.n_unopened = if main.open_since_ms.is_some() { 0 } else { self.n_unopened.saturating_add(1) };
        if lived >= STABLE_MS {
            self.n_failures = 0;
        }
        self.checked = false;
        self.renewing = false;
        // A channel has one socket: another tab with a copy of what was left would take it away again and again. Once or
        // twice is a bad line.
        let mut is_disputed = false;
        if let ChannelState::Here(channel) = &mut self.channel {
            let is_short = main.open_since_ms.is_some() && lived < STABLE_MS && !main.closing;
            channel.n_lost = channel.n_lost.saturating_add(u8::from(is_short));
            is_disputed = channel.is_handed_over && is_short && channel.n_lost >= DISPUTED;
            channel.is_handed_over &= lived < STABLE_MS;
        }
        self.gap();
        if let Some(next) = self.next.take() {
            if let Some(channel) = next.channel {
                self.channel = ChannelState::Here(channel);
                self.identity += 1;
                self.confirmed = next.confirmed;
            }
            self.main = Some(next.socket);
            if self.is_open() {
                self.stop(Timer::OpenDeadline);
                self.forget_block();
                self.probe_if_silent(at);
            }
            return;
        }
        self.stop(Timer::OpenDeadline);
        if is_disputed {
            self.lose_channel(at);
        } else {
            self.wait(at);
        }
    }

    pub(super) fn open(&mut self, uri: &str, at: Moment) -> Socket {
        self.n_sockets += 1;
        let id = SocketId(self.n_sockets);
        self.acts.push(Act::Effect(Effect::OpenSocket(id, uri.to_owned())));
        self.start(Timer::OpenDeadline, OPEN_MS);
        Socket::opening(id, at)
    }
}
