//! Waiting, going on, channels: what time and wake-ups decide.

use super::*;

/// A socket opens and closes at once, at this moment; how long is waited then.
fn lose(stage: &mut Stage, at_ms: i64, id: &mut u64) -> String {
    stage.ms = at_ms;
    stage.link.socket_opened(SocketId(*id), stage.at());
    let lost = stage.closed(*id);
    stage.link.timer(&Timer::Reconnect, stage.at());
    stage.acts();
    *id += 1;
    lost.rsplit(' ').next().unwrap_or_default().to_owned()
}

#[test]
fn an_outage_is_young_for_a_minute() {
    for (sixth, wait) in [(59_999, "2000"), (60_000, "8000")] {
        let (mut stage, mut id) = (Stage::live(), 1);
        let waits = [0, 1, 2, 3, 4].map(|ms| lose(&mut stage, ms, &mut id));
        assert_eq!(waits, ["250", "500", "1000", "2000", "2000"]);
        assert_eq!(lose(&mut stage, sixth, &mut id), wait);
        // In the end eighteen seconds, and the next outage is young again.
        let waits = [61_000, 62_000, 63_000, 64_000].map(|ms| lose(&mut stage, ms, &mut id));
        assert_eq!(waits.last().map(String::as_str), Some("18000"));
        stage.link.socket_opened(SocketId(id), stage.at());
        stage.ms = 74_000;
        assert!(stage.closed(id).ends_with(" 250"), "one lived ten seconds");
        stage.link.timer(&Timer::Reconnect, stage.at());
        id += 1;
        let waits = [74_001, 74_002, 74_003, 74_004, 74_005].map(|ms| lose(&mut stage, ms, &mut id));
        assert_eq!(waits, ["500", "1000", "2000", "2000", "2000"]);
    }
}

#[test]
fn nothing_is_tried_while_offline() {
    let mut stage = Stage::live();
    stage.link.wake(Wake::Offline, stage.at());
    assert_eq!(stage.acts(), "stop Reconnect");
    assert_eq!(stage.closed(1), "stop Probe, stop ProbeDeadline, stop OpenDeadline", "and nothing is waited for");
    stage.link.timer(&Timer::Reconnect, stage.at());
    assert_eq!(stage.acts(), "", "a timer that was late");
    stage.link.wake(Wake::Visible, stage.at());
    assert_eq!(stage.acts(), "");
    stage.link.wake(Wake::Online, stage.at());
    assert_eq!(stage.acts(), "open 2, start OpenDeadline 10000, start Blocked 6000");
    // Nor is it at a sign-in.
    let mut stage = Stage { link: Link::default(), ms: 0 };
    stage.link.wake(Wake::Offline, stage.at());
    stage.acts();
    stage.link.sign_in(None, stage.at());
    assert_eq!(stage.acts(), "");
}

#[test]
fn a_told_wait_holds_until_it_is_over_whatever_wakes() {
    let mut stage = Stage { link: Link::default(), ms: 100_000 };
    stage.link.sign_in(None, stage.at());
    stage.acts();
    stage.link.channel_failed(ChannelFailure::ForNow { retry_after_s: Some(90) }, stage.at());
    assert_eq!(stage.acts(), "start Reconnect 90250");
    stage.after(89_999);
    stage.link.wake(Wake::Visible, stage.at());
    assert_eq!(stage.acts(), "");
    stage.after(1);
    stage.link.wake(Wake::Visible, stage.at());
    assert_eq!(stage.acts(), "stop Reconnect, open channel");
    // The timer went with the network: the rest is waited for.
    let mut stage = Stage { link: Link::default(), ms: 100_000 };
    stage.link.sign_in(None, stage.at());
    stage.link.channel_failed(ChannelFailure::ForNow { retry_after_s: Some(90) }, stage.at());
    stage.link.wake(Wake::Offline, stage.at());
    stage.acts();
    stage.after(30_000);
    stage.link.wake(Wake::Online, stage.at());
    assert_eq!(stage.acts(), "start Reconnect 60500");
}

#[test]
fn a_page_that_was_live_asks_for_a_channel_only_when_it_is_seen() {
    let mut stage = Stage::live();
    stage.link.wake(Wake::Hidden, stage.at());
    stage.link.channel_gone(SocketId(1), stage.at());
    stage.acts();
    stage.link.timer(&Timer::Reconnect, stage.at());
    assert_eq!(stage.acts(), "");
    stage.link.wake(Wake::Visible, stage.at());
    assert_eq!(stage.acts(), "open channel");
    // One that is seen asks by itself; one that was never live even unseen.
    let mut stage = Stage::live();
    stage.link.channel_gone(SocketId(1), stage.at());
    stage.acts();
    stage.link.timer(&Timer::Reconnect, stage.at());
    assert_eq!(stage.acts(), "open channel");
    let mut stage = Stage { link: Link::default(), ms: 0 };
    stage.link.wake(Wake::Hidden, stage.at());
    stage.link.sign_in(None, stage.at());
    assert_eq!(stage.acts(), "open channel");
}

#[test]
fn a_socket_that_does_not_open_is_given_up() {
    let mut stage = Stage::live();
    stage.closed(1);
    stage.link.timer(&Timer::Reconnect, stage.at());
    assert_eq!(stage.acts(), "open 2, start OpenDeadline 10000, start Blocked 6000");
    assert!(stage.link.timer(&Timer::OpenDeadline, stage.at()));
    assert_eq!(stage.acts(), "close 2, stop Probe, stop ProbeDeadline, stop OpenDeadline, start Reconnect 500");
    // So is one that was to replace another; one that is open is left alone.
    let mut stage = Stage::renewing();
    stage.link.timer(&Timer::OpenDeadline, stage.at());
    assert_eq!(stage.acts(), "close 2, stop OpenDeadline, start Rollover 300000");
    stage.link.timer(&Timer::OpenDeadline, stage.at());
    assert_eq!(stage.acts(), "");
    assert!(!stage.link.timer(&Timer::Announce, stage.at()), "a timer of somebody else");
}

#[test]
fn a_renewal_waits_for_whatever_is_happening() {
    let day_ms = 24 * 3_600_000;
    // While the socket is lost, while another replacement is on its way, while a channel is asked for.
    let mut stage = Stage::live();
    stage.after(day_ms);
    stage.closed(1);
    stage.link.timer(&Timer::Rollover, stage.at());
    assert_eq!(stage.acts(), "start Rollover 300000");
    let mut stage = Stage::live();
    stage.after(day_ms);
    stage.link.heard(SocketId(1), stage.at());
    stage.link.closing(SocketId(1), stage.at());
    stage.acts();
    stage.link.timer(&Timer::Rollover, stage.at());
    assert_eq!(stage.acts(), "start Rollover 300000");
    let mut stage = Stage::live();
    stage.after(day_ms);
    stage.link.heard(SocketId(1), stage.at());
    stage.link.timer(&Timer::Rollover, stage.at());
    assert_eq!(stage.acts(), "open channel");
    stage.link.timer(&Timer::Rollover, stage.at());
    assert_eq!(stage.acts(), "start Rollover 300000");
    // Before its time nothing is renewed; a hidden page does it when it is seen.
    let mut stage = Stage::live();
    stage.link.timer(&Timer::Rollover, stage.at());
    assert_eq!(stage.acts(), "");
    stage.link.wake(Wake::Visible, stage.at());
    assert_eq!(stage.acts(), "ping 1, start ProbeDeadline 2500, start Probe 10000");
    stage.link.wake(Wake::Hidden, stage.at());
    stage.after(day_ms);
    stage.link.heard(SocketId(1), stage.at());
    stage.acts();
    stage.link.timer(&Timer::Rollover, stage.at());
    assert_eq!(stage.acts(), "");
    stage.link.wake(Wake::Visible, stage.at());
    assert_eq!(stage.acts(), "ping 1, start ProbeDeadline 2500, start Probe 10000, open channel");
}

#[test]
fn a_socket_is_asked_once_and_judged_by_the_clock() {
    // (asked at 10 s; judged so long after that; what comes of it)
    let lost = "close 1, stop Probe, stop ProbeDeadline, stop OpenDeadline, start Reconnect 250";
    for (late, outcome) in
        [(3_000, lost), (4_000, lost), (4_001, "start ProbeDeadline 1000"), (90_000, "start ProbeDeadline 1000")]
    {
        let mut stage = Stage::live();
        stage.after(9_999);
        stage.link.timer(&Timer::Probe, stage.at());
        assert_eq!(stage.acts(), "start Probe 1");
        stage.after(1);
        stage.link.timer(&Timer::Probe, stage.at());
        assert_eq!(stage.acts(), "start Probe 10000, ping 1, start ProbeDeadline 3000, start Probe 10000");
        stage.link.wake(Wake::Visible, stage.at());
        assert_eq!(stage.acts(), "start ProbeDeadline 2500", "it has been asked, and is awaited a little shorter");
        stage.after(late);
        stage.link.timer(&Timer::ProbeDeadline, stage.at());
        assert_eq!(stage.acts(), outcome, "{late}");
        if outcome != lost {
            // A page that was asleep grants a second, once.
            stage.after(1_000);
            stage.link.timer(&Timer::ProbeDeadline, stage.at());
            assert_eq!(stage.acts(), lost, "{late}");
        }
    }
    // One that answered is not judged; one that is not open is not asked.
    let mut stage = Stage::live();
    stage.link.timer(&Timer::ProbeDeadline, stage.at());
    assert_eq!(stage.acts(), "");
    stage.closed(1);
    stage.link.timer(&Timer::Reconnect, stage.at());
    stage.acts();
    stage.link.timer(&Timer::Probe, stage.at());
    stage.link.wake(Wake::Visible, stage.at());
    assert_eq!(stage.acts(), "");
}

#[test]
fn a_channel_that_nobody_asked_for_is_not_used() {
    let mut stage = Stage::live();
    stage.channel("late");
    assert_eq!(stage.acts(), "");
    assert_eq!(stage.link.own_channel().map(|channel| &*channel.id), Some("one"));
    // Nor is one that was asked for with a token that has ended.
    let mut stage = Stage { link: Link::default(), ms: 0 };
    stage.link.sign_in(None, stage.at());
    stage.link.refuse_token();
    stage.acts();
    stage.channel("late");
    assert_eq!(stage.acts(), "");
    assert!(stage.link.own_channel().is_none());
}

#[test]
fn a_channel_is_gone_when_its_own_socket_or_its_topics_say_so() {
    let gone = "close 1, stop Probe, stop ProbeDeadline, stop OpenDeadline, start Reconnect 250";
    let mut stage = Stage::live();
    stage.link.channel_gone(SocketId(9), stage.at());
    assert_eq!(stage.acts(), "", "a stranger's");
    stage.link.channel_gone(SocketId(1), stage.at());
    assert_eq!(stage.acts(), gone);
    assert!(stage.link.own_channel().is_none());
    let mut stage = Stage::live();
    stage.link.channel_lost(stage.at());
    assert_eq!(stage.acts(), gone);
    // Of a replacement only the replacement goes.
    let mut stage = Stage::renewing();
    stage.link.channel_gone(SocketId(2), stage.at());
    assert_eq!(stage.acts(), "close 2, stop OpenDeadline");
    let mut stage = Stage::renewing();
    stage.link.channel_lost(stage.at());
    assert_eq!(stage.acts(), "close 2, stop OpenDeadline, start Rollover 300000");
    assert_eq!(stage.link.own_channel().map(|channel| &*channel.id), Some("one"));
}

#[test]
fn readings_are_counted_over_a_minute() {
    // Two within the minute: the third waits until four seconds after the second; at the end of the minute it does not.
    // Each waits a moment in which the socket may tell that its channel is gone.
    for (ms, wait) in [(59_999, "start Reconnect 2051"), (60_000, "start Reconnect 50")] {
        let mut stage = Stage::live();
        for (ms, id) in [(58_000, 1), (ms, 2)] {
            stage.ms = ms;
            stage.closed(id);
            stage.link.timer(&Timer::Reconnect, stage.at());
            if id == 2 {
                assert_eq!(stage.state(), ConnectionState::Opening);
            }
            stage.link.socket_opened(SocketId(id + 1), stage.at());
            if id == 1 {
                assert_eq!(stage.state(), ConnectionState::Waiting);
                stage.after(50);
                stage.link.timer(&Timer::Reconnect, stage.at());
                stage.link.snapshot_read();
                assert_eq!(stage.state(), ConnectionState::Live);
            }
        }
        let acts = stage.acts();
        assert!(acts.ends_with(wait), "{ms}: {acts}");
    }
}

#[test]
fn a_replacement_that_opens_before_another_socket_ends_all_suspicion() {
    // The channel is lost while its renewal is asked for: both answers make a socket, and the renewal's opens first.
    let mut stage = Stage::live();
    stage.after(24 * 3_600_000);
    stage.link.heard(SocketId(1), stage.at());
    stage.link.timer(&Timer::Rollover, stage.at());
    stage.link.channel_gone(SocketId(1), stage.at());
    stage.channel("two");
    stage.after(60_000);
    stage.link.timer(&Timer::Reconnect, stage.at());
    stage.channel("three");
    let acts = stage.acts();
    assert!(acts.ends_with("open 3, start OpenDeadline 10000, start Blocked 6000"), "{acts}");
    stage.link.set_confirmed("two", true, stage.at());
    stage.link.socket_opened(SocketId(2), stage.at());
    stage.link.set_confirmed("two", true, stage.at());
    stage.link.snapshot_read();
    stage.after(6_000);
    stage.link.timer(&Timer::Blocked, stage.at());
    assert_eq!(stage.state(), ConnectionState::Live);
    assert!(!stage.link.is_delayed());
}
