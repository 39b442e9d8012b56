//! What reconnecting costs the cloud: requests, channels, retries; and that a page nobody looks at costs nothing.

use journey::connection::ConnectionState;
use journey::input::{Input, Wake};

use super::Found;
use super::stage::live;
use crate::cloud::{Malice, RestFault};
use crate::time::{MINUTE, SECOND};

/// L9: a drop with a channel that still is; a lost channel; flaps within a minute.
pub(super) fn flaps(n: u64) -> Found {
    let mut world = live(2, 21);
    let (requests, channels) = (world.tally.n_requests, world.tally.n_channels);
    for _ in 0..n {
        world.run_until(world.now + MINUTE / i64::try_from(n).unwrap_or(1));
        world.cut();
    }
    world.run_until(world.now + SECOND);
    let (n_requests, n_channels) = (world.tally.n_requests - requests, world.tally.n_channels - channels);
    world.come_alive();
    world.run_until(world.now + 5 * MINUTE);
    let requests = world.tally.n_requests;
    world.cloud.channels.clear();
    world.cut();
    world.come_alive();
    world.run_until(world.now + MINUTE);
    let n_lost = world.tally.n_requests - requests;
    let line = format!(
        "L9 reconnecting: {n} flaps in a minute cost {n_requests} requests and {n_channels} channels; a lost channel {n_lost} requests"
    );
    Found {
        line,
        is_met: n_requests <= 25 && n_channels == 0 && n_lost <= 7 && world.violation.is_none() && world.is_true(),
    }
}

/// L11: the page is loaded anew again and again, and its tab crashes now and then.
pub(super) fn reloads(n: u64) -> Found {
    let mut world = live(3, 3);
    for at in 0..n {
        world.run_until(world.now + 6 * SECOND);
        if at % 50 == 49 {
            // A crash: nothing is left behind.
            world.page.left = None;
        }
        world.reload(world.page.target.clone());
    }
    world.come_alive();
    let n_left = world.cloud.n_ours();
    let line = format!("L11 channel hygiene: {n} reloads in ten minutes leave {n_left} channels of ours");
    Found { line, is_met: n_left <= 3 && world.violation.is_none() }
}

/// L16: all the signs of a return within a second.
pub(super) fn wakes(n: u64) -> Found {
    let (mut n_sockets, mut n_lists) = (0, 0);
    let mut worst = 0;
    for seed in 0..n {
        let mut world = live(seed, 3);
        world.page.is_offline = true;
        world.step(Input::Woke(Wake::Offline));
        world.page.hidden_since = Some(world.now);
        world.step(Input::Woke(Wake::Hidden));
        world.cut();
        world.run_until(world.now + 10 * MINUTE);
        let (sockets, lists) = (world.tally.n_sockets, world.tally.n_lists);
        world.page.is_offline = false;
        world.page.hidden_since = None;
        for _ in 0..5 {
            let wake = if world.chance.one_in(2) { Wake::Online } else { Wake::Visible };
            world.step(Input::Woke(wake));
            let gap = world.chance.between(0, 200);
            world.run_until(world.now + gap);
        }
        world.step(Input::Woke(Wake::Online));
        world.step(Input::Woke(Wake::Visible));
        world.come_alive();
        n_sockets += world.tally.n_sockets - sockets;
        n_lists += world.tally.n_lists - lists;
        worst = worst.max(world.tally.n_lists - lists);
    }
    let line = format!(
        "L16 wake-ups: {n} returns with 7 signs each, {n_sockets} connections, {n_lists} readings (at most {worst} of one)"
    );
    Found { line, is_met: n_sockets == n && n_lists == n }
}

/// R2: everything fails for ten minutes.
pub(super) fn total_failure() -> Found {
    let mut world = live(5, 21);
    world.cloud.faults.push(RestFault { part: "", malice: Malice::Status(503, None), times: u32::MAX });
    world.cloud.channels.clear();
    world.cut();
    let (requests, retries) = (world.tally.n_requests, world.tally.n_retries);
    let end = world.now + 10 * MINUTE;
    while world.now < end {
        world.run_until(world.now + 30 * SECOND);
        world.retry();
    }
    let (n_requests, n_retries) = (world.tally.n_requests - requests, world.tally.n_retries - retries);
    let n_first = n_requests - n_retries;
    let per_mille = n_requests * 1_000 / n_first.max(1);
    let line = format!(
        "R2 retry budget: ten minutes of failure, {n_first} first tries, {n_retries} retries, amplification {}.{:03}",
        per_mille / 1_000,
        per_mille % 1_000
    );
    Found { line, is_met: per_mille <= 1_100 }
}

/// R3: half an hour seen and idle, half an hour hidden with a socket that is lost now and then.
pub(super) fn idle() -> Found {
    let mut world = live(6, 21);
    let requests = world.tally.n_requests;
    world.run_until(world.now + 30 * MINUTE);
    let n_idle = world.tally.n_requests - requests;
    world.page.hidden_since = Some(world.now);
    world.step(Input::Woke(Wake::Hidden));
    let requests = world.tally.n_requests;
    for _ in 0..6 {
        world.run_until(world.now + 5 * MINUTE);
        world.cut();
    }
    let n_hidden = world.tally.n_requests - requests;
    let is_open = !matches!(world.page.state(), ConnectionState::SignedOut);
    let line = format!("R3 idle: {n_idle} requests in 30 min seen, {n_hidden} in 30 min hidden with 6 sockets lost");
    Found { line, is_met: n_idle == 0 && n_hidden == 0 && is_open && world.violation.is_none() }
}
