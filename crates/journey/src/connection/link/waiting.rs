//! Waiting, going on, asking for signs of life, renewing: everything that time or a wake-up decides.

use chrono::Duration;

use super::{
    Act, Auth, CHANNEL_PAIR_MS, ChannelState, HEAR_FIRST_MS, Link, PROBE_AFTER_MS, PROBE_ANSWER_MS, PROBE_WOKEN_MS,
    RENEW_AGAIN_MS, REPRIEVE_MS, Snapshot, UNOPENED_BEFORE_CHECK, WAVES_MAX, WAVES_MS, YOUNG_MS,
};
use crate::connection::Reason;
use crate::connection::socket::{backoff_ms, passed_ms};
use crate::effect::{Effect, Timer};
use crate::input::Wake;
use crate::moment::Moment;

impl Link {
    /// Waits with full jitter, and at least as long as told.
    pub(super) fn wait(&mut self, at: Moment) {
        if self.auth != Auth::SignedIn || self.offline {
            return;
        }
        if self.n_failures == 0 {
            self.failing_since_ms = at.elapsed_ms;
        }
        let is_young = at.elapsed_ms - self.failing_since_ms < YOUNG_MS;
        let mut delay = backoff_ms(self.n_failures, is_young, at.jitter);
        self.n_failures = self.n_failures.saturating_add(1);
        if let Some(until_ms) = self.not_before_ms {
            let told = (until_ms - at.elapsed_ms).max(0);
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
            ChannelState::Knocking | ChannelState::Asked | ChannelState::Checking(_) => {}
            ChannelState::None => {
                if self.refused || !may_ask {
                    return;
                }
                if self.unanswered {
                    // A channel may have been made that nobody knows of, and only two are asked for in a minute. A question
                    // that makes nothing can be asked as often as an outage takes; the next channel is asked for when
                    // there is somebody to answer.
                    self.channel = ChannelState::Knocking;
                    self.acts.push(Act::Knock);
                    return;
                }
                if let Some(rest) = self.channel_rest_ms(at) {
                    self.wait_ms(rest, at);
                    return;
                }
                self.channel = ChannelState::Asked;
                self.ask_for_channel(at);
            }
            ChannelState::Here(channel) => {
                let channel = channel.clone();
                if self.n_unopened >= UNOPENED_BEFORE_CHECK && !self.checked && self.may_check(at) {
                    if may_ask {
                        self.acts.push(Act::CheckChannel(channel.id.clone()));
                        self.channel = ChannelState::Checking(channel);
                    }
                } else {
                    self.main = Some(self.open(&channel.uri, at));
                    self.begin_to_suspect(at);
                }
            }
        }
    }

    /// A timer of the link ran out; false when it is not one of the link's.
    pub(crate) fn timer(&mut self, timer: &Timer, at: Moment) -> bool {
        match timer {
            Timer::Reconnect => {
                self.waiting = None;
                self.read_again(at);
                self.advance(at);
            }
            Timer::Probe => self.probe_if_silent(at),
            Timer::ProbeDeadline => self.judge(at),
            Timer::OpenDeadline => {
                if self.main.as_ref().is_some_and(|main| main.open_since_ms.is_none()) {
                    self.lose_socket(Reason::SocketLost, true, at);
                } else if self.next.is_some() {
                    self.next_failed();
                }
            }
            Timer::Rollover => self.renew(at),
            Timer::Blocked => self.suspect(at),
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
            if self.channel_rest_ms(at).is_some() {
                self.start(Timer::Rollover, RENEW_AGAIN_MS);
                return;
            }
            self.renewing = true;
            self.ask_for_channel(at);
        }
    }

    /// How long no channel may be asked for: at most two a minute, for the twenty of a user are shared with the agent's
    /// other tabs.
    fn channel_rest_ms(&self, at: Moment) -> Option<u32> {
        let passed = at.elapsed_ms - self.created_ms[0]?;
        u32::try_from(CHANNEL_PAIR_MS - passed).ok().filter(|rest| *rest > 0)
    }

    fn ask_for_channel(&mut self, at: Moment) {
        self.created_ms = [self.created_ms[1], Some(at.elapsed_ms)];
        self.acts.push(Act::OpenChannel);
    }

    pub(super) fn probe_if_silent(&mut self, at: Moment) {
        let Some(main) = self.main.as_ref().filter(|main| main.open_since_ms.is_some()) else { return };
        let silence = u32::try_from(main.silence_ms(at)).unwrap_or(u32::MAX);
        // A page that slept may have asked already: it is looked at again all the same.
        let rest = PROBE_AFTER_MS.saturating_sub(silence);
        self.start(Timer::Probe, if rest > 0 { rest } else { PROBE_AFTER_MS });
        if rest == 0 {
            self.probe(PROBE_ANSWER_MS, at);
        }
    }

    pub(super) fn probe(&mut self, answer_ms: u32, at: Moment) {
        let Some(main) = self.main.as_mut().filter(|main| main.open_since_ms.is_some()) else { return };
        if let Some(asked) = main.asked {
            if passed_ms(asked, at) <= i64::from(PROBE_ANSWER_MS.saturating_sub(answer_ms))
                && answer_ms < PROBE_ANSWER_MS
            {
                // Asked a moment before somebody came.
                self.start(Timer::ProbeDeadline, answer_ms);
            }
            return;
        }
        main.asked = Some(at);
        let ping = Effect::Send(main.id, r#"{"message":"ping"}"#.to_owned());
        self.acts.push(Act::Effect(ping));
        self.start(Timer::ProbeDeadline, answer_ms);
        // Anew: one that was set while the page was hidden comes late.
        self.start(Timer::Probe, PROBE_AFTER_MS);
    }

    pub(super) fn judge(&mut self, at: Moment) {
        let Some(main) = self.main.as_mut() else { return };
        let Some(asked) = main.asked else { return };
        let late = passed_ms(asked, at) - i64::from(PROBE_ANSWER_MS);
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
                self.forget_block();
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
        if self.not_before_ms.is_none_or(|until_ms| until_ms <= at.elapsed_ms) {
            if self.waiting.take().is_some() {
                self.stop(Timer::Reconnect);
            }
            self.read_again(at);
        } else if self.waiting.is_none() {
            // What was asked to be waited for is not over, and the timer went with the network.
            self.wait(at);
        }
        match &self.channel {
            // The question may hang in a network that is gone: the socket itself will tell.
            ChannelState::Checking(channel) if !channel.is_handed_over => {
                self.channel = ChannelState::Here(channel.clone());
                self.checked = true;
            }
            // For the same reason it is asked again.
            ChannelState::Knocking => self.channel = ChannelState::None,
            ChannelState::None | ChannelState::Asked | ChannelState::Here(_) | ChannelState::Checking(_) => {}
        }
        self.advance(at);
        self.suspect(at);
        if self.is_open() {
            // The agent is here and waits: with the reading that follows, all is right three seconds after.
            self.probe(PROBE_WOKEN_MS, at);
            if let ChannelState::Here(channel) = &self.channel
                && channel.renew_at <= at.now
            {
                self.renew(at);
            }
        }
    }

    /// A snapshot that waited may be read now.
    fn read_again(&mut self, at: Moment) {
        if self.snapshot == Snapshot::Failed {
            self.snapshot = Snapshot::Unread;
            if self.is_open() {
                self.note_wave(at);
            }
        }
    }

    /// A socket opened after a gap: all is read again, but not with each flap of a bad line. The third reading within a
    /// minute waits until four seconds after the second, the next eight, and so on.
    pub(super) fn rest_or_read(&mut self, at: Moment) {
        self.waves_ms.retain(|wave_ms| at.elapsed_ms - wave_ms < WAVES_MS);
        let n_waves = u32::try_from(self.waves_ms.len()).unwrap_or(u32::MAX);
        let distance_ms = if n_waves < 2 { 0 } else { 1_000 << n_waves.min(6) };
        let rest_ms = self.waves_ms.last().map_or(0, |last_ms| last_ms + distance_ms - at.elapsed_ms);
        // A channel that is no more says so as soon as its socket is open: what is read before is read in vain.
        let rest_ms = rest_ms.max(if self.checked { 0 } else { HEAR_FIRST_MS });
        match u32::try_from(rest_ms) {
            Ok(rest_ms) if rest_ms > 0 && self.shown.is_some_and(|status| status.was_live) => {
                self.snapshot = Snapshot::Failed;
                self.wait_ms(rest_ms, at);
            }
            _ => self.note_wave(at),
        }
    }

    fn note_wave(&mut self, at: Moment) {
        if self.waves_ms.len() >= WAVES_MAX {
            self.waves_ms.remove(0);
        }
        self.waves_ms.push(at.elapsed_ms);
    }

    pub(super) fn start(&mut self, timer: Timer, ms: u32) {
        self.acts.push(Act::Effect(Effect::StartTimer(timer, ms)));
    }

    pub(super) fn stop(&mut self, timer: Timer) {
        self.acts.push(Act::Effect(Effect::StopTimer(timer)));
    }
}
