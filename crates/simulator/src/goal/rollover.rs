//! L10: planned ends of sockets and channels pass unseen.

use super::Found;
use super::stage::live;
use crate::time::{DAY, HOUR, MINUTE, SECOND};

/// So many days with an event every twenty minutes, channels that lapse, and maintenance now and then.
pub(super) fn days(n: i64) -> Found {
    let mut world = live(4, 5);
    let end = world.now + n * DAY;
    let (channels, sockets) = (world.tally.n_channels, world.tally.n_sockets);
    let mut not_live_ms = 0;
    let mut unserved_ms = 0;
    let mut n_events = 0;
    let mut next_event = world.now;
    let mut next_closing = world.now + HOUR;
    let mut n_closings = 0;
    while world.now < end && world.violation.is_none() {
        let step = 100;
        // Between two things that are due nothing can change: only the moments around them are looked at closely.
        world.run_until(world.now + step);
        if !world.page.is_live() {
            not_live_ms += step;
        }
        if !world.page.sockets.values().any(|conn| world.conns[*conn].is_open && world.conns[*conn].is_served) {
            unserved_ms += step;
        }
        if world.now >= next_event {
            let session = world.newest();
            world.event(session, false);
            n_events += 1;
            next_event = world.now + 20 * MINUTE;
        }
        if world.now >= next_closing {
            world.closing();
            n_closings += 1;
            next_closing = world.now + world.chance.between(HOUR, 12 * HOUR);
        }
    }
    world.run_until(world.now + 30 * SECOND);
    let n_channels = world.tally.n_channels - channels;
    let n_sockets = world.tally.n_sockets - sockets;
    let is_true = world.is_true();
    let line = format!(
        "L10 rollover: {n} virtual days, {n_events} events, {n_channels} channels renewed, {n_closings} closings announced, {n_sockets} sockets, {not_live_ms} ms not live, {unserved_ms} ms without a served socket, view equals truth: {is_true}"
    );
    Found { line, is_met: not_live_ms == 0 && unserved_ms == 0 && is_true && world.violation.is_none() }
}
