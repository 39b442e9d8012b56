//! How soon the page is right again: short and long outages, silent deaths, and no alarm without cause.

use journey::connection::ConnectionState;
use journey::input::{Input, Wake};

use super::stage::live;
use super::{Found, percentile};
use crate::time::{HOUR, MINUTE, SECOND};

/// L4: the port is closed for up to 30 s while up to 400 events happen; from "it answers again" to the truth.
pub(super) fn short_outages(n: u64) -> Found {
    let mut times = Vec::new();
    let mut n_bad = 0;
    for seed in 0..n {
        let mut world = live(seed, 21);
        let down = world.chance.between(500, 30_000);
        let end = world.now + down;
        world.net.is_refusing = true;
        world.cut();
        let (n_events, session) = (world.chance.below(400), world.newest());
        for at in 0..n_events {
            let share = down * i64::try_from(at).unwrap_or(0) / i64::try_from(n_events.max(1)).unwrap_or(1);
            world.run_until(end - down + share);
            world.event(session, false);
        }
        world.run_until(end);
        world.net.is_refusing = false;
        if world.run_while(end + MINUTE, |world| !world.is_true()) {
            times.push(world.now - end);
        } else {
            n_bad += 1;
        }
        n_bad += u64::from(world.violation.is_some());
    }
    times.sort_unstable();
    let (p50, p99, max) = (percentile(&times, 50), percentile(&times, 99), percentile(&times, 100));
    let line = format!(
        "L4 recovery after a short outage: {n} trials, p50 {p50} ms, p99 {p99} ms, max {max} ms, {n_bad} never"
    );
    Found { line, is_met: p50 <= 1_000 && p99 <= 3_000 && max <= 5_000 && n_bad == 0 }
}

/// L5: ten minutes to eight hours away; after a sign that the network or the agent is back, and without one.
pub(super) fn long_outages(n: u64) -> Found {
    let (mut told, mut untold) = (Vec::new(), Vec::new());
    let mut n_bad = 0;
    for seed in 0..n {
        let mut world = live(seed, 21);
        let end = world.now + world.chance.between(10 * MINUTE, 8 * HOUR);
        world.net.down_until = end;
        world.cut();
        let session = world.newest();
        world.event(session, false);
        world.run_until(end);
        let is_told = seed % 2 == 0;
        if is_told {
            world.step(Input::Woke(if seed % 4 == 0 { Wake::Online } else { Wake::Visible }));
        }
        if world.run_while(end + 5 * MINUTE, |world| !world.is_true()) {
            if is_told { &mut told } else { &mut untold }.push(world.now - end);
        } else {
            n_bad += 1;
        }
    }
    told.sort_unstable();
    untold.sort_unstable();
    let (told_max, untold_max) = (percentile(&told, 100), percentile(&untold, 100));
    let line = format!(
        "L5 recovery after a long outage: {n} trials, told max {told_max} ms, untold max {untold_max} ms, {n_bad} never"
    );
    Found { line, is_met: told_max <= 2_000 && untold_max <= 30_000 && n_bad == 0 }
}

/// L6: the socket swallows everything, at any moment between two signs of life.
pub(super) fn silent_deaths(n: u64) -> Found {
    let mut times = Vec::new();
    for seed in 0..n {
        let mut world = live(seed, 3);
        let wait = world.chance.between(0, 40_000);
        world.run_until(world.now + wait);
        let begun = world.now;
        for conn in world.open_conns() {
            world.conns[conn].is_black = true;
        }
        world.run_while(begun + MINUTE, |world| world.page.is_live());
        times.push(world.now - begun);
    }
    times.sort_unstable();
    let (p50, max) = (percentile(&times, 50), percentile(&times, 100));
    Found { line: format!("L6 silent death seen: {n} trials, p50 {p50} ms, worst {max} ms"), is_met: max <= 13_000 }
}

/// L7: a slow line and a page that stalls now and then, for hours, two of them hidden.
pub(super) fn false_alarms(hours: i64) -> Found {
    let mut world = live(1, 3);
    world.net.latency = (0, 1_000);
    let end = world.now + hours * HOUR;
    let hide_at = end - 2 * HOUR;
    let n_before = world.tally.n_sockets;
    while world.now < end && world.violation.is_none() {
        if world.now >= hide_at && world.page.hidden_since.is_none() {
            world.page.hidden_since = Some(world.now);
            world.step(Input::Woke(Wake::Hidden));
        }
        let pause = world.chance.between(5 * SECOND, 90 * SECOND);
        world.run_until(world.now + pause);
        if world.chance.one_in(2) {
            world.sleep(3 * SECOND);
        }
    }
    let n = world.tally.n_sockets - n_before;
    let is_live = world.page.state() == ConnectionState::Live;
    let line = format!("L7 false alarms: {hours} virtual hours, {n} sockets opened anew, live at the end: {is_live}");
    Found { line, is_met: n == 0 && is_live && world.violation.is_none() }
}

/// L8: so many pages lose their socket in the same moment; when each tries again.
pub(super) fn spread(n: u64) -> Found {
    let mut delays = Vec::new();
    for seed in 0..n {
        let mut world = live(seed, 1);
        let (begun, sockets) = (world.now, world.tally.n_sockets);
        world.cut();
        world.run_while(begun + MINUTE, |world| world.tally.n_sockets == sockets);
        delays.push(world.now - begun);
    }
    delays.sort_unstable();
    // Kolmogorov and Smirnov: the distance from an even spread over the first quarter of a second, in thousandths.
    let count = i64::try_from(delays.len()).unwrap_or(1).max(1);
    let distance = delays.iter().zip(1_i64..).map(|(delay, at)| (at * 1_000 / count - delay * 1_000 / 250).abs()).max();
    let (distance, bar) =
        (distance.unwrap_or(1_000), 1_628 * 1_000 / (i64::try_from((n * 1_000_000).isqrt()).unwrap_or(1)));
    let most = (0..10).map(|bin| delays.iter().filter(|delay| **delay / 25 == bin).count()).max().unwrap_or(0);
    let line = format!(
        "L8 jitter: {n} pages cut at once try again over {} to {} ms, {distance} thousandths from an even spread (bar {bar}), at most {most} within 25 ms",
        percentile(&delays, 0),
        percentile(&delays, 100)
    );
    Found { line, is_met: distance <= bar }
}
