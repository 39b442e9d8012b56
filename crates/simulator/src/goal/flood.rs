//! L20: more frames than anybody can look at.

use super::Found;
use super::stage::live;
use crate::time::SECOND;

/// So many events in one burst; what is lost, what is asked meanwhile, and how often the page is told of changes.
pub(super) fn burst(n: u64) -> Found {
    let mut world = live(9, 3);
    // Comparing each step with the truth takes longer than the burst.
    world.oracle.is_blind = true;
    let (requests, steps) = (world.tally.n_requests, world.tally.n_steps);
    let session = world.newest();
    let begun = world.now;
    for at in 0..n {
        world.event(session, false);
        if at % 200 == 199 {
            world.run_until(world.now + 10);
        }
    }
    world.run_until(world.now + SECOND);
    let took = world.now - begun;
    let (n_requests, n_steps) = (world.tally.n_requests - requests, world.tally.n_steps - steps);
    world.run_until(world.now + 10 * SECOND);
    let id = crate::cloud::json::session_id(session).into();
    let n_held = world.page.core.journey().track(&id).map_or(0, |track| track.len());
    let n_true = world.cloud.truth.visits[session].happenings.len();
    let n_lost = n_true.saturating_sub(n_held);
    let line = format!(
        "L20 flood: {n} events in {took} ms of virtual time, {n_steps} steps, {n_lost} lost, {n_requests} requests meanwhile; view equals truth: {}",
        world.is_true()
    );
    Found { line, is_met: n_lost == 0 && n_requests <= 20 && world.is_true() }
}
