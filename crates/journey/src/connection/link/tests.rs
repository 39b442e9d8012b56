//! The machine alone: what each fact makes it do, to the millisecond.

mod waiting;

use chrono::{DateTime, Utc};

use super::*;
use crate::connection::socket::scale;
use crate::effect::SocketId;
use crate::input::Wake;

/// A link with its clock. Jitter makes each wait as long as it can be.
struct Stage {
    link: Link,
    ms: i64,
}

fn day() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).expect("a day")
}

impl Stage {
    /// Signed in, with a channel, a socket, everything confirmed and read.
    fn live() -> Self {
        let mut stage = Self { link: Link::default(), ms: 0 };
        stage.link.sign_in(None, stage.at());
        assert_eq!(stage.acts(), "open channel");
        stage.channel("one");
        stage.link.socket_opened(SocketId(1), stage.at());
        stage.link.set_confirmed("one", true, stage.at());
        stage.link.snapshot_read();
        assert_eq!(stage.state(), ConnectionState::Live);
        stage.acts();
        stage
    }

    /// The same, while a channel that is to replace the first is being connected.
    fn renewing() -> Self {
        let mut stage = Self::live();
        stage.after(24 * 3_600_000);
        stage.link.heard(SocketId(1), stage.at());
        stage.link.timer(&Timer::Rollover, stage.at());
        assert_eq!(stage.acts(), "open channel");
        stage.channel("two");
        assert_eq!(stage.acts(), "start Rollover 82800000, open 2, start OpenDeadline 10000");
        stage
    }

    fn channel(&mut self, id: &str) {
        let uri = format!("wss://s/{id}");
        let at = Moment { jitter: 0, ..self.at() };
        let channel = Channel::new(id.into(), uri.as_str().into(), None, "wss://s", at);
        self.link.channel_opened(channel, self.at());
    }

    fn at(&self) -> Moment {
        Moment::new(day() + chrono::Duration::milliseconds(self.ms), self.ms, u32::MAX)
    }

    fn after(&mut self, ms: i64) -> &mut Self {
        self.ms += ms;
        self
    }

    fn state(&mut self) -> ConnectionState {
        let at = self.at();
        self.link.status(at).state
    }

    fn acts(&mut self) -> String {
        let lines = self.link.take_acts().into_iter().map(|act| match act {
            Act::OpenChannel => "open channel".to_owned(),
            Act::Knock => "knock".to_owned(),
            Act::CheckChannel(id) => format!("check {id}"),
            Act::Effect(Effect::OpenSocket(id, _)) => format!("open {}", id.0),
            Act::Effect(Effect::CloseSocket(id)) => format!("close {}", id.0),
            Act::Effect(Effect::StartTimer(timer, ms)) => format!("start {timer:?} {ms}"),
            Act::Effect(Effect::StopTimer(timer)) => format!("stop {timer:?}"),
            Act::Effect(Effect::Send(id, _)) => format!("ping {}", id.0),
            Act::Effect(other) => format!("{other:?}"),
        });
        lines.collect::<Vec<_>>().join(", ")
    }

    fn closed(&mut self, id: u64) -> String {
        let at = self.at();
        self.link.socket_closed(SocketId(id), at);
        self.acts()
    }
}

#[test]
fn chance_covers_its_whole_range() {
    assert_eq!([0, 1 << 31, u32::MAX].map(|jitter| scale(jitter, 1_000)), [0, 500, 1_000]);
    assert_eq!([0, u32::MAX].map(|jitter| scale(jitter, 0)), [0, 0]);
    assert_eq!(scale(u32::MAX, u32::MAX), u32::MAX);
}

#[test]
fn silence_is_doubted_after_thirteen_seconds_and_not_before() {
    let mut stage = Stage::live();
    assert_eq!(stage.after(13_000).state(), ConnectionState::Live);
    assert_eq!(stage.after(1).state(), ConnectionState::Opening);
    assert!(stage.link.heard(SocketId(1), stage.at()));
    assert_eq!(stage.state(), ConnectionState::Live);
}

#[test]
fn the_time_until_which_the_page_was_true_stays_while_it_is_not() {
    let mut stage = Stage::live();
    stage.after(5_000);
    stage.link.heard(SocketId(1), stage.at());
    stage.after(2_000).closed(1);
    let since = stage.link.status(stage.at()).true_until;
    assert_eq!(since, Some(day() + chrono::Duration::milliseconds(5_000)));
    stage.after(300);
    stage.link.timer(&Timer::Reconnect, stage.at());
    stage.link.socket_opened(SocketId(2), stage.at());
    stage.after(400);
    stage.link.timer(&Timer::Reconnect, stage.at());
    assert!(stage.link.heard(SocketId(2), stage.at()));
    assert_eq!(stage.link.status(stage.at()).true_until, since, "what is heard meanwhile does not make it true");
    stage.link.snapshot_read();
    assert_eq!(stage.link.status(stage.at()).true_until, None);
}

#[test]
fn a_reason_is_that_of_the_last_move() {
    let mut stage = Stage::live();
    let reason = stage.link.status(stage.at()).reason;
    stage.link.wake(Wake::Visible, stage.at());
    assert_eq!(stage.link.status(stage.at()).reason, reason, "nothing moved");
    stage.closed(1);
    assert_eq!(stage.link.status(stage.at()).reason, Reason::SocketLost);
}

#[test]
fn a_snapshot_that_failed_is_waited_for_once() {
    let mut stage = Stage::live();
    stage.link.restart_snapshot();
    stage.link.set_confirmed("one", true, stage.at());
    stage.link.snapshot_failed(stage.at());
    assert_eq!(stage.acts(), "start Reconnect 250");
    stage.after(100);
    stage.link.snapshot_failed(stage.at());
    assert_eq!(stage.acts(), "", "it waits already");
    stage.link.refuse_token();
    stage.acts();
    stage.link.snapshot_failed(stage.at());
    assert_eq!(stage.acts(), "", "without a token nothing is waited for");
}

#[test]
fn a_replacement_is_heard_and_a_stranger_is_not() {
    let mut stage = Stage::renewing();
    stage.link.socket_opened(SocketId(2), stage.at());
    assert!(stage.link.heard(SocketId(1), stage.at()) && stage.link.heard(SocketId(2), stage.at()));
    assert!(!stage.link.heard(SocketId(3), stage.at()));
}

#[test]
fn a_replacement_takes_over_only_when_it_hears_everything() {
    let mut stage = Stage::renewing();
    stage.link.socket_opened(SocketId(2), stage.at());
    assert_eq!(stage.acts(), "", "its topics are not confirmed");
    stage.link.set_confirmed("two", true, stage.at());
    assert_eq!(stage.acts(), "stop OpenDeadline, close 1, stop ProbeDeadline, start Probe 10000");
    assert_eq!(stage.state(), ConnectionState::Live);
    // The other way round.
    let mut stage = Stage::renewing();
    stage.link.set_confirmed("two", true, stage.at());
    assert_eq!(stage.acts(), "", "it is not open");
    stage.link.socket_opened(SocketId(2), stage.at());
    assert_eq!(stage.acts(), "stop OpenDeadline, close 1, stop ProbeDeadline, start Probe 10000");
}

#[test]
fn the_silence_of_a_replacement_counts_from_its_own_last_word() {
    let mut stage = Stage::renewing();
    stage.link.socket_opened(SocketId(2), stage.at());
    stage.after(8_000);
    stage.link.heard(SocketId(1), stage.at());
    stage.link.set_confirmed("two", true, stage.at());
    assert_eq!(stage.acts(), "stop OpenDeadline, close 1, stop ProbeDeadline, start Probe 2000");
    // Also when the first is lost before.
    let mut stage = Stage::renewing();
    stage.link.socket_opened(SocketId(2), stage.at());
    stage.after(10_000);
    stage.link.heard(SocketId(1), stage.at());
    let acts = stage.closed(1);
    assert_eq!(
        acts,
        "stop Probe, stop ProbeDeadline, stop OpenDeadline, start Probe 10000, ping 2, start ProbeDeadline 3000, start Probe 10000"
    );
}

#[test]
fn a_page_that_cannot_read_or_cannot_trust_is_not_live_after_a_replacement() {
    // (hidden, how long ago it was asked for a sign of life that has not come, live afterwards)
    for (is_hidden, asked_ms, is_live) in [
        (false, None, true),
        (false, Some(0), true),
        (false, Some(900), true),
        (false, Some(1_100), false),
        (false, Some(2_900), false),
        (true, None, false),
        (true, Some(0), false),
    ] {
        let mut stage = Stage::live();
        if let Some(asked_ms) = asked_ms {
            stage.after(10_000);
            stage.link.timer(&Timer::Probe, stage.at());
            stage.after(asked_ms);
        }
        if is_hidden {
            stage.link.wake(Wake::Hidden, stage.at());
        }
        let epoch = stage.link.epoch();
        stage.link.closing(SocketId(1), stage.at());
        stage.link.socket_opened(SocketId(2), stage.at());
        assert_eq!(stage.state() == ConnectionState::Live, is_live, "hidden {is_hidden}, asked {asked_ms:?}");
        assert_eq!(stage.link.epoch(), epoch + 1, "what was under way is read again");
    }
}

#[test]
fn a_closing_is_bridged_once_and_only_for_the_socket_it_is_of() {
    let mut stage = Stage::live();
    stage.link.closing(SocketId(9), stage.at());
    assert_eq!(stage.acts(), "", "a stranger's");
    stage.link.closing(SocketId(1), stage.at());
    assert_eq!(stage.acts(), "open 2, start OpenDeadline 10000");
    stage.link.closing(SocketId(1), stage.at());
    assert_eq!(stage.acts(), "", "said twice");
    stage.closed(2);
    stage.link.closing(SocketId(1), stage.at());
    assert_eq!(stage.acts(), "", "and nothing more after one that failed: the socket's end is near");
}

#[test]
fn a_replacement_that_fails_is_given_up_and_a_renewal_is_tried_again() {
    let mut stage = Stage::renewing();
    assert_eq!(stage.closed(9), "", "a stranger's");
    assert_eq!(stage.closed(2), "close 2, stop OpenDeadline, start Rollover 300000");
    assert_eq!(stage.closed(2), "", "it is gone");
    assert_eq!(stage.state(), ConnectionState::Live);
    // One for a closing is not tried again: the socket that closes will be.
    let mut stage = Stage::live();
    stage.link.closing(SocketId(1), stage.at());
    stage.acts();
    assert_eq!(stage.closed(2), "close 2, stop OpenDeadline");
}

#[test]
fn what_is_let_go_is_closed() {
    let mut stage = Stage::renewing();
    stage.link.refuse_token();
    assert_eq!(
        stage.acts(),
        "close 2, stop OpenDeadline, close 1, stop Probe, stop ProbeDeadline, stop OpenDeadline, stop Reconnect, stop Rollover"
    );
    assert_eq!(stage.state(), ConnectionState::NeedsSignIn);
}

#[test]
fn waits_grow_until_a_socket_has_lived_ten_seconds() {
    let mut stage = Stage::live();
    // It is an old page: only how long a socket lived counts, not when.
    stage.after(3_600_000);
    stage.link.heard(SocketId(1), stage.at());
    let mut id = 1;
    let mut lose_after = |ms: i64| {
        stage.after(ms);
        stage.link.socket_closed(SocketId(id), stage.at());
        let acts = stage.acts();
        stage.after(2_000);
        stage.link.timer(&Timer::Reconnect, stage.at());
        id += 1;
        stage.link.socket_opened(SocketId(id), stage.at());
        stage.acts();
        acts.rsplit(' ').next().unwrap_or_default().to_owned()
    };
    let waits: Vec<String> = [0, 1_000, 9_999, 1_000, 1_000, 10_000, 1_000].map(&mut lose_after).to_vec();
    assert_eq!(waits, ["250", "500", "1000", "2000", "2000", "250", "500"]);
}
