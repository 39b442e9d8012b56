//! Waiting, going on, asking for signs of life, renewing: everything that time or a wake-up decides.

use chrono::Duration;

use super::{
    Act, Auth, ChannelState, FAILURES_BEFORE_CHECK, Link, PROBE_AFTER_MS, PROBE_ANSWER_MS, RENEW_AGAIN_MS, REPRIEVE_MS,
    Snapshot,
};
use crate::connection::Reason;
use crate::connection::socket::backoff_ms;
use crate::effect::{Effect, Timer};
use crate::input::Wake;
use crate::moment::Moment;

impl Link {
    /// Waits with full jitter, and at least as long as told.
    pub(super) fn wait(&mut self, at: Moment) {
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

    pub(super) fn wait_ms(&mut self, delay: u32, at: Moment) {
        self.waiting = at.now.checked_add_signed(Duration::milliseconds(i64::from(delay)));
        self.start(Timer::Reconnect, delay);
    }

    /// Does the next thing that is missing, if anything.
    pub(super) fn advance(&mut self, at: Moment) {
        if self.auth != Auth::SignedIn || self.offline || self.waiting.is_some() || self.main.is_some() {
            return;
        }
        let may_ask = !self.hidden || !self.shown.is_some_and(|status| status.was_live);
        match &self.channel {
            ChannelState::Asked | ChannelState::Checking(_) => {}
            ChannelState::None => {
                if self.refused || !may_ask {
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

    pub(super) fn renew(&mut self, at: Moment) {
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

    pub(super) fn probe_if_silent(&mut self, at: Moment) {
        let Some(main) = self.main.as_ref().filter(|main| main.open_since.is_some()) else { return };
        let silence = u32::try_from(main.silence(at.now).num_milliseconds()).unwrap_or(u32::MAX);
        if silence >= PROBE_AFTER_MS {
            self.probe(at);
        } else {
            self.start(Timer::Probe, PROBE_AFTER_MS - silence);
        }
    }

    pub(super) fn probe(&mut self, at: Moment) {
        let Some(main) = self.main.as_mut().filter(|main| main.open_since.is_some() && main.asked.is_none()) else {
            return;
        };
        main.asked = Some(at.now);
        let ping = Effect::Send(main.id, r#"{"message":"ping"}"#.to_owned());
        self.acts.push(Act::Effect(ping));
        self.start(Timer::ProbeDeadline, PROBE_ANSWER_MS);
        self.start(Timer::Probe, PROBE_AFTER_MS);
    }

    pub(super) fn judge(&mut self, at: Moment) {
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
        if self.not_before.is_none_or(|until| until <= at.now) {
            if self.waiting.take().is_some() {
                self.stop(Timer::Reconnect);
            }
            if self.snapshot == Snapshot::Failed {
                self.snapshot = Snapshot::Unread;
            }
        } else if self.waiting.is_none() {
            // What was asked to be waited for is not over, and the timer went with the network.
            self.wait(at);
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

    pub(super) fn start(&mut self, timer: Timer, ms: u32) {
        self.acts.push(Act::Effect(Effect::StartTimer(timer, ms)));
    }

    pub(super) fn stop(&mut self, timer: Timer) {
        self.acts.push(Act::Effect(Effect::StopTimer(timer)));
    }
}
