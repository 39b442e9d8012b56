//! L12 and L14: what is lost is proved and healed; what falls between subscribing and reading is not lost.

use journey::input::{Command, Input};
use journey::model::SessionId;

use super::stage::live;
use super::{Found, percentile};
use crate::cloud::json;
use crate::oracle::Violation;
use crate::time::{MINUTE, SECOND};

/// L12: so many events dropped without any other sign, each followed by another event or by a look of the agent.
pub(super) fn dropped(n: u64) -> Found {
    let mut healed = Vec::new();
    let (mut n_dropped, mut n_undetected, mut n_late, mut seed) = (0, 0, 0, 0);
    let mut violation: Option<Violation> = None;
    while n_dropped < n && violation.is_none() {
        seed += 1;
        let mut world = live(seed, 2);
        for round in 0..30 {
            let session = world.newest();
            world.net.drop_frame = 1;
            let n_lost = world.chance.between(1, 5);
            for _ in 0..n_lost {
                world.event(session, false);
                n_dropped += 1;
            }
            world.net.drop_frame = 0;
            let pause = world.chance.between(0, 3_000);
            world.run_until(world.now + pause);
            if round % 10 == 9 {
                // Nothing follows: the agent goes away and returns.
                world.come_back();
                n_undetected += u64::from(!world.is_true());
                continue;
            }
            world.event(session, false);
            let told = world.now;
            let is_healed = world.run_while(told + MINUTE, |world| !world.is_true());
            n_undetected += u64::from(!is_healed);
            let time = world.now - told;
            n_late += u64::from(time > 2_100);
            healed.push(time);
            world.run_until(world.now + SECOND);
        }
        let id: SessionId = json::session_id(world.newest()).into();
        world.step(Input::Command(Command::Toggle(id)));
        violation = world.violation;
    }
    healed.sort_unstable();
    let (p50, max) = (percentile(&healed, 50), percentile(&healed, 100));
    let line = format!(
        "L12 holes: {n_dropped} events dropped, {n_undetected} holes left, healed after the next event: p50 {p50} ms, max {max} ms, {n_late} over 2 s; violation: {violation:?}"
    );
    Found { line, is_met: n_undetected == 0 && n_late == 0 && violation.is_none() }
}

/// L14: events at every moment of the way to "Live".
pub(super) fn races(n: u64) -> Found {
    let mut n_lost = 0;
    let mut violation: Option<Violation> = None;
    for seed in 0..n {
        let mut world = live(seed % 50, 3);
        // The cut points: an event at each millisecond of the way from the reload to "Live".
        world.reload(world.page.target.clone());
        let begun = world.now;
        let at = i64::try_from(seed / 50).unwrap_or(0) % 400;
        world.run_until(begun + at);
        let session = world.newest();
        world.event(session, false);
        world.run_until(begun + 2 * SECOND);
        let id: SessionId = json::session_id(session).into();
        if !world.page.core.journey().is_expanded(&id) {
            world.step(Input::Command(Command::Toggle(id)));
        }
        world.run_until(begun + 5 * SECOND);
        n_lost += u64::from(!world.is_true());
        violation = violation.or(world.violation);
    }
    let line = format!("L14 subscribe and read: {n} schedules, {n_lost} with something lost; violation: {violation:?}");
    Found { line, is_met: n_lost == 0 && violation.is_none() }
}
