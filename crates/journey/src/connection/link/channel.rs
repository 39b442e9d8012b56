//! Answers about channels: opened, refused, checked, gone.

use super::{Auth, ChannelFailure, ChannelState, Link, RENEW_AGAIN_MS};
use crate::connection::Reason;
use crate::connection::socket::Channel;
use crate::effect::{SocketId, Timer};
use crate::moment::Moment;

impl Link {
    /// A channel was opened; `None`: its address is not one we may use.
    pub(crate) fn channel_opened(&mut self, channel: Option<Channel>, at: Moment) {
        let was_asked = matches!(self.channel, ChannelState::Asked);
        self.unanswered = false;
        if self.auth != Auth::SignedIn || !(was_asked || self.renewing) {
            return;
        }
        self.renewing = false;
        let Some(channel) = channel else {
            if was_asked {
                self.channel = ChannelState::None;
                self.refused = true;
                self.set_bar(Some(Reason::TopicsRefused));
            }
            return;
        };
        self.start_rollover(&channel, at);
        if was_asked {
            self.why = Reason::ChannelOpened;
            self.confirmed = false;
            // Just made: it is there.
            self.checked = true;
            self.channel = ChannelState::Here(channel);
            // What was read without a channel may be of another cloud.
            self.identity += 1;
            self.advance(at);
        } else {
            self.replace(Some(channel), at);
        }
    }

    pub(super) fn start_rollover(&mut self, channel: &Channel, at: Moment) {
        let until_renewal = (channel.renew_at - at.now).num_milliseconds().max(0);
        self.start(Timer::Rollover, u32::try_from(until_renewal).unwrap_or(u32::MAX));
    }

    /// No channel could be had.
    pub(crate) fn channel_failed(&mut self, failure: ChannelFailure, at: Moment) {
        if self.renewing {
            self.renewing = false;
            self.start(Timer::Rollover, RENEW_AGAIN_MS);
        }
        if !matches!(self.channel, ChannelState::Asked) {
            return;
        }
        self.channel = ChannelState::None;
        self.why = Reason::SocketLost;
        match failure {
            ChannelFailure::Final => {
                self.refused = true;
                self.set_bar(Some(Reason::TopicsRefused));
                return;
            }
            ChannelFailure::ForNow { retry_after_s: Some(seconds) } => {
                self.not_before_ms = Some(at.elapsed_ms + i64::from(seconds) * 1_000);
                self.why = Reason::ToldToWait;
            }
            ChannelFailure::ForNow { retry_after_s: None } => {}
            ChannelFailure::Lost => self.unanswered = true,
        }
        self.wait(at);
    }

    /// The cloud answered when it was knocked at, or did not.
    pub(crate) fn knocked(&mut self, is_answered: bool, at: Moment) {
        if !matches!(self.channel, ChannelState::Knocking) {
            return;
        }
        self.channel = ChannelState::None;
        if is_answered {
            self.unanswered = false;
            self.advance(at);
        } else {
            self.wait(at);
        }
    }

    /// The channel was checked: it is there, gone, or nobody knows.
    pub(crate) fn channel_checked(&mut self, is_there: Option<bool>, at: Moment) {
        let ChannelState::Checking(channel) = &self.channel else { return };
        let channel = channel.clone();
        if is_there == Some(false) || (is_there.is_none() && channel.is_handed_over) {
            self.lose_channel(at);
            return;
        }
        self.channel = ChannelState::Here(channel);
        if is_there.is_some() {
            self.checked = true;
            self.suspect(at);
            self.advance(at);
        } else if self.main.is_none() {
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

    /// The channel is not known any more, as an answer about its topics says.
    pub(crate) fn channel_lost(&mut self, at: Moment) {
        if self.next.is_some() {
            self.drop_next();
            self.start(Timer::Rollover, RENEW_AGAIN_MS);
        } else if matches!(self.channel, ChannelState::Here(_)) {
            self.lose_channel(at);
        }
    }

    pub(super) fn lose_channel(&mut self, at: Moment) {
        self.why = Reason::ChannelGone;
        self.channel = ChannelState::None;
        self.identity += 1;
        self.drop_sockets();
        self.wait(at);
    }
}
