//! L13, L18, L19 and R4: a cloud with less, sleep and clocks, a token that dies, another customer.

use journey::connection::ConnectionState;
use journey::input::{Command, Input, Target, Wake};
use journey::model::SessionId;

use super::stage::{live, many};
use super::{Found, percentile};
use crate::cloud::json;
use crate::time::{HOUR, MINUTE, SECOND};

/// L13: so many clouds that come back with less than they had told.
pub(super) fn older(n: u64) -> Found {
    let mut n_mixed = 0;
    let mut n_lost = 0;
    for seed in 0..n {
        let mut world = live(seed, 5);
        for _ in 0..10 {
            world.visit_goes_on(1);
            world.run_until(world.now + SECOND);
        }
        let before = world.cloud.truth.events.len();
        world.restart(true);
        n_lost += before.saturating_sub(world.cloud.truth.events.len());
        for _ in 0..5 {
            world.visit_goes_on(1);
            let pause = world.chance.between(0, SECOND);
            world.run_until(world.now + pause);
        }
        world.come_alive();
        world.open_all();
        world.compare();
        n_mixed += u64::from(world.violation.is_some());
    }
    let line =
        format!("L13 stream identity: {n} clouds came back with less, {n_lost} events lost, {n_mixed} mixtures shown");
    Found { line, is_met: n_mixed == 0 && n_lost > 0 }
}

/// L18: a sleep of eight hours, clocks put back and forward, and summer time; from the wake-up to the truth.
pub(super) fn clocks(n: u64) -> Found {
    let mut times = Vec::new();
    let (mut n_bad, mut worst_burst, mut worst_lists) = (0, 0, 0);
    for seed in 0..n {
        let mut world = live(seed, 21);
        let skew = [0, -HOUR, 24 * HOUR, HOUR, -HOUR][usize::try_from(seed % 5).unwrap_or(0)];
        let is_asleep = seed % 5 == 0 || world.chance.one_in(2);
        if is_asleep {
            world.sleep(8 * HOUR);
            let end = world.page.asleep_until;
            if world.chance.one_in(2) {
                world.cut();
            } else {
                for conn in world.open_conns() {
                    world.conns[conn].is_black = true;
                }
            }
            world.run_until(end - MINUTE);
            let session = world.newest();
            world.event(session, false);
            world.run_until(end - 1);
        }
        world.page.skew += skew;
        let begun = world.now + i64::from(is_asleep);
        let (steps, lists) = (world.tally.n_steps, world.tally.n_lists);
        world.run_until(begun);
        world.step(Input::Woke(Wake::Visible));
        world.run_until(begun + 100);
        worst_burst = worst_burst.max(world.tally.n_steps - steps);
        if world.run_while(begun + MINUTE, |world| !world.is_true()) {
            times.push(world.now - begun);
        } else {
            n_bad += 1;
        }
        world.run_until(begun + MINUTE);
        worst_lists = worst_lists.max(world.tally.n_lists - lists);
        let status = *world.page.core.journey().status();
        n_bad += u64::from(world.violation.is_some() || !world.is_true() || status.retry_at.is_some());
    }
    times.sort_unstable();
    let (p50, max) = (percentile(&times, 50), percentile(&times, 100));
    let line = format!(
        "L18 sleep and clocks: {n} wake-ups, right again after p50 {p50} ms, max {max} ms; at most {worst_burst} steps at once and {worst_lists} readings of the list, {n_bad} wrong"
    );
    Found { line, is_met: n_bad == 0 && max <= 3_000 && worst_lists <= 1 && worst_burst <= 100 }
}

/// L19: the token dies at each of the ten phases; requests after the page knew, how long until it says so, renewals.
pub(super) fn tokens(n: u64) -> Found {
    let (mut n_after, mut n_never, mut n_bad) = (0, 0, 0);
    let (mut worst_ms, mut worst_back) = (0, 0);
    for seed in 0..n {
        let phase = seed % 10;
        let mut world = live(seed, 50);
        match phase {
            // While it opens, subscribes, reads; while another connection is made.
            0..=4 => {
                world.reload(world.page.target.clone());
                world.run_until(world.now + 25 * i64::try_from(phase).unwrap_or(0));
            }
            5 => world.cut(),
            6 => {
                world.step(Input::Command(Command::Toggle(json::session_id(0).into())));
            }
            7 => {
                let session = world.newest();
                world.net.drop_frame = 1;
                world.event(session, false);
                world.net.drop_frame = 0;
                world.event(session, false);
                world.run_until(world.now + 750);
            }
            8 => {
                // Fifty readings at once.
                let ids: Vec<SessionId> = world.page.core.journey().order().iter().take(50).cloned().collect();
                for id in
                    ids.iter().filter(|id| !world.page.core.journey().is_expanded(id)).cloned().collect::<Vec<_>>()
                {
                    world.step(Input::Command(Command::Toggle(id)));
                }
            }
            _ => {}
        }
        world.revoke();
        let begun = world.now;
        if phase == 9 {
            // Nothing is on its way: the socket says it, or the next request does.
            world.step(Input::Command(Command::Toggle(json::session_id(1).into())));
        }
        let is_known = |state| state == ConnectionState::NeedsSignIn;
        let mut n_moves = 0;
        if world.run_while(begun + MINUTE, |world| !is_known(world.page.state())) {
            worst_ms = worst_ms.max(world.now - begun);
            n_moves += 1;
        } else {
            n_never += 1;
        }
        let requests = world.tally.n_requests;
        world.run_until(world.now + 10 * SECOND);
        n_after += world.tally.n_requests - requests;
        n_bad += u64::from(!is_known(world.page.state()) || n_moves > 1);
        world.step(Input::Command(Command::SignIn));
        world.run_while(world.now + MINUTE, |world| is_known(world.page.state()));
        let back = world.now;
        if world.run_while(back + MINUTE, |world| !world.is_true()) {
            worst_back = worst_back.max(world.now - back);
        } else {
            n_bad += 1;
        }
        n_bad += u64::from(world.violation.is_some());
    }
    let line = format!(
        "L19 dead token: {n} revocations in ten phases, {n_after} requests after the page knew, sign-in asked for after at most {worst_ms} ms, {n_never} never, right again at most {worst_back} ms after the sign-in, {n_bad} wrong"
    );
    Found { line, is_met: n_after == 0 && n_never == 0 && n_bad == 0 && worst_ms <= 2_000 && worst_back <= 5_000 }
}

/// R4: so many changes of customer while answers are on their way, which arrive although they were given up.
pub(super) fn switches(n: u64) -> Found {
    let (mut n_wrong, mut n_done, mut n_pending, mut seed) = (0, 0, 0, 0);
    while n_done < n {
        seed += 1;
        let mut world = many(seed);
        world.net.latency = (5, 400);
        world.net.is_deaf_to_aborts = true;
        for _ in 0..200 {
            let contact = world.chance.below(3);
            n_pending += world.page.calls.len();
            world.page.target = Target::Contact(json::contact_id(contact).into());
            world.start(true);
            n_done += 1;
            let pause = world.chance.between(0, 500);
            world.run_until(world.now + pause);
            if world.chance.one_in(3) {
                world.visit_goes_on(1);
            }
            let order = world.page.core.journey().order().clone();
            if let Some(id) = world.chance.pick(&order).cloned() {
                world.step(Input::Command(Command::Toggle(id)));
            }
        }
        n_wrong += u64::from(world.violation.is_some());
    }
    let line = format!(
        "R4 another customer: {n_done} changes with {n_pending} requests on their way, whose answers arrive all the same; {n_wrong} runs with anything of another"
    );
    Found { line, is_met: n_wrong == 0 }
}
