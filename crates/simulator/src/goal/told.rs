//! R1 and R5: what the cloud asks to wait for is waited for, whatever the form; no request lasts longer than ten seconds.

use journey::input::{Command, Input};
use journey::model::{Reading, SessionId};
use journey::told;

use super::Found;
use super::stage::live;
use crate::chance::Chance;
use crate::cloud::{Malice, RestFault, json};
use crate::time::{HOUR, MINUTE, SECOND, date};
use crate::world::World;

/// A `Retry-After` of one of the forms there are, as the shell hands it over, and the seconds it asks for.
fn header(chance: &mut Chance, now: i64) -> (String, Option<i64>) {
    let http = |ms: i64| date(ms).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    let seconds = chance.between(0, 150);
    let (text, asked) = match chance.below(5) {
        0 => (seconds.to_string(), Some(seconds)),
        1 => {
            let skew = *chance.pick(&[-HOUR, 0, HOUR]).unwrap_or(&0);
            let until = http(now + skew + seconds * SECOND);
            (told::in_seconds(&until, Some(&http(now + skew)), 0), Some(seconds))
        }
        2 => (
            (*chance.pick(&["soon", "", "1e3", "12.5", "Wed, 99 Foo 2026 00:00:00 GMT", "\u{661}"]).unwrap_or(&""))
                .into(),
            None,
        ),
        3 => ((-seconds - 1).to_string(), None),
        _ => ("1000000000".into(), Some(1_000_000_000)),
    };
    (text, asked)
}

/// R1: so many answers that ask to wait, to the reading of a card; the agent tries again and again meanwhile.
pub(super) fn waits(n: u64) -> Found {
    let (mut n_early, mut n_unsaid, mut n_told, mut n_untold) = (0, 0, 0, 0);
    for seed in 0..n {
        let mut world = live(seed % 20, 2);
        let mut chance = Chance::new(seed);
        let (text, asked) = header(&mut chance, world.now);
        let status = if chance.one_in(2) { 429 } else { 503 };
        world.cloud.retry_after = Some(text);
        world.cloud.faults.push(RestFault { part: "s0/events", malice: Malice::Status(status, None), times: 1 });
        let id = SessionId::from(json::session_id(0));
        world.step(Input::Command(Command::Toggle(id.clone())));
        world.run_until(world.now + SECOND / 2);
        let begun = world.now;
        match asked {
            Some(seconds) => {
                n_told += 1;
                let reading = world.page.core.journey().track(&id).map(|track| track.reading.clone());
                // A longer wait is said, with its length, and not slept on.
                let is_said =
                    matches!(&reading, Some(Reading::Failed(problem)) if problem.advice.contains("Try again in"));
                n_unsaid += u64::from(seconds > 60 && !is_said);
            }
            None => n_untold += 1,
        }
        while world.now < begun + 3 * MINUTE && world.violation.is_none() {
            let pause = world.chance.between(1, 20) * SECOND;
            world.run_until(world.now + pause);
            world.step(Input::Command(Command::RetryTrack(id.clone())));
        }
        n_early += u64::from(world.violation.is_some());
    }
    let line = format!(
        "R1 Retry-After: {n} cases, {n_told} told how long, {n_untold} with garbage; {n_early} asked again earlier than told, {n_unsaid} of more than a minute not said at once"
    );
    Found { line, is_met: n_early == 0 && n_unsaid == 0 }
}

/// R5: the cloud falls silent at any moment of a page's life; the longest that a request lasts.
pub(super) fn deadlines(n: u64) -> Found {
    let mut longest_ms = 0;
    let mut n_requests = 0;
    for seed in 0..n {
        let mut world = live(seed, 21);
        if seed % 2 == 0 {
            world.reload(world.page.target.clone());
        }
        let moment = world.chance.between(0, 400);
        world.run_until(world.now + moment);
        world.cloud.faults.push(RestFault { part: "", malice: Malice::Silence, times: u32::MAX });
        open_some(&mut world, 5);
        world.cut();
        world.run_until(world.now + 2 * MINUTE);
        longest_ms = longest_ms.max(world.tally.longest_ms);
        n_requests += world.tally.n_requests;
    }
    let line = format!("R5 deadlines: {n} silent clouds, {n_requests} requests, the longest lasted {longest_ms} ms");
    Found { line, is_met: longest_ms <= 10_000 }
}

/// Expands so many cards.
fn open_some(world: &mut World, n: usize) {
    let ids: Vec<SessionId> = world.page.core.journey().order().iter().take(n).cloned().collect();
    for id in ids {
        world.step(Input::Command(Command::Toggle(id)));
    }
}
