//! The core under anything that can happen, in any order: no panic, never "Live" without cause, and in the end the truth.
//!
//! Seeds are printed with every failure; `JOURNEY_SEEDS=20000 cargo test -p journey machine` runs more of them.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::scene::{Scene, ago};
use crate::connection::ConnectionState;
use crate::effect::{RequestId, SocketId, Timer};
use crate::input::{Command, Input, Reply, Target, Wake};

/// SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).expect("small")).expect("small")
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}

fn seeds(default: u64) -> std::ops::Range<u64> {
    let n = std::env::var("JOURNEY_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    0..n
}

/// What must hold after every step.
fn check(scene: &Scene, seed: u64) {
    let journey = scene.core.journey();
    if journey.status().state == ConnectionState::Live {
        assert!(scene.sockets.values().any(|socket| socket.1), "seed {seed}: Live without a socket");
        for id in &journey.expanded {
            assert_eq!(journey.hole(id), None, "seed {seed}: Live with a hole in {id}");
        }
    }
    let order: BTreeSet<_> = journey.order().iter().collect();
    assert_eq!(order.len(), journey.order().len(), "seed {seed}: a double");
}

/// Frames of one moment, out of order, doubled, or lost, as the cloud may deliver them.
fn deliver(scene: &mut Scene, chance: &mut Chance, notices: Vec<(String, Value)>) {
    let mut frames = notices;
    if chance.below(4) == 0 {
        frames.reverse();
    }
    if chance.below(5) == 0 {
        let again = frames.clone();
        frames.extend(again);
    }
    for (topic, body) in frames {
        if chance.below(8) > 0 {
            scene.publish(&topic, &body);
        }
    }
}

fn happen(scene: &mut Scene, chance: &mut Chance, n_new: &mut u32) {
    let ids: Vec<String> = scene.cloud.sessions.keys().cloned().collect();
    let id = chance.pick(&ids).cloned().expect("a session");
    let late = i64::try_from(chance.below(3)).expect("small") * 7;
    let event = scene.cloud.page(&id, "Page", scene.now - chrono::Duration::seconds(late));
    let mut body = event;
    body["eventType"] = json!("WebEvent");
    let mut notices = vec![(format!("v2.journey.sessions.{id}.web.events"), body)];
    notices.extend(scene.cloud.session_notices(&id));
    if chance.below(12) == 0 && *n_new < 6 {
        *n_new += 1;
        let id = format!("n{n_new}");
        scene.cloud.web(&id, Some("ada"), scene.now);
        notices.extend(scene.cloud.session_notices(&id));
    }
    deliver(scene, chance, notices);
}

#[test]
fn whatever_happens_the_page_ends_with_the_truth() {
    for seed in seeds(60) {
        let mut chance = Chance(seed);
        let mut scene = Scene::with_contact().seeded(seed);
        scene.cloud.events_page = 1 + chance.below(6);
        scene.settings.page_size = 200;
        scene.start(Target::Contact("ada".into()));
        let mut n_new = 0;
        let mut ready: Vec<(RequestId, Reply)> = Vec::new();
        for _ in 0..120 {
            match chance.below(20) {
                0..=5 => happen(&mut scene, &mut chance, &mut n_new),
                6..=9 => {
                    // An answer made now and delivered later.
                    if let Some(answer) = scene.answer_later(chance.below(4)) {
                        ready.push(answer);
                    }
                }
                10..=12 => {
                    if !ready.is_empty() {
                        let (id, reply) = ready.swap_remove(chance.below(ready.len()));
                        scene.step(Input::Answer(id, reply));
                    }
                }
                13 => {
                    let ids: Vec<_> = scene.core.journey().order().to_vec();
                    if let Some(id) = chance.pick(&ids) {
                        scene.step(Input::Command(Command::Toggle(id.clone())));
                    }
                }
                14 => scene.open_one(chance.below(2)),
                15 => match chance.below(4) {
                    0 => scene.cut(),
                    1 if scene.sockets.values().any(|socket| socket.1) => scene.system("socket_closing"),
                    2 => scene.cloud.channels.clear(),
                    _ => scene.cloud.fail("", 503, 1),
                },
                16 => {
                    let wakes = [Wake::Online, Wake::Offline, Wake::Visible, Wake::Hidden];
                    let wake = *chance.pick(&wakes).expect("one");
                    scene.step(Input::Woke(wake));
                }
                _ => {
                    let ms = [1, 50, 400, 900, 4_000, 15_000][chance.below(6)];
                    scene.pass_without_answers(ms, |scene| check(scene, seed));
                }
            }
            check(&scene, seed);
        }
        // Peace.
        scene.cloud.faults.clear();
        for (id, reply) in ready {
            scene.step(Input::Answer(id, reply));
        }
        scene.wake(Wake::Online);
        scene.wake(Wake::Visible);
        scene.pass(150_000);
        scene.wake(Wake::Hidden);
        scene.pass(61_000);
        scene.wake(Wake::Visible);
        scene.pass(30_000);
        check(&scene, seed);
        assert_eq!(scene.word(), "Live", "seed {seed} {}", scene.core.explain());
        compare(&scene, seed);
    }
}

/// Everything shown is what the cloud knows, in its order.
fn compare(scene: &Scene, seed: u64) {
    let journey = scene.core.journey();
    assert_eq!(journey.order().len(), scene.cloud.sessions.len(), "seed {seed}: sessions");
    for id in journey.order().iter() {
        let truth = &scene.cloud.events[id.as_str()];
        let n_events = journey.session(id).expect("it").n_events.unwrap_or(0);
        assert_eq!(usize::try_from(n_events), Ok(truth.len()), "seed {seed}: count of {id}");
        if !journey.is_expanded(id) {
            continue;
        }
        let mut truth: Vec<(String, String)> = truth
            .iter()
            .map(|event| (event["createdDate"].as_str().expect("it").into(), event["id"].as_str().expect("it").into()))
            .collect();
        truth.sort();
        let held: Vec<String> = journey.track(id).expect("it").iter().map(|event| event.id.to_string()).collect();
        let truth: Vec<String> = truth.into_iter().map(|(_, id)| id).collect();
        assert_eq!(held, truth, "seed {seed}: events of {id}");
    }
}

#[test]
fn any_input_in_any_state_is_survived() {
    let bodies = [
        "",
        "{}",
        "null",
        "[]",
        "<html>",
        "{\"entities\":[{}]}",
        "{\"id\":7}",
        "{\"id\":\"x\",\"connectUri\":\"wss://streaming.example/channels/x\"}",
    ];
    let statuses = [200, 204, 301, 400, 401, 403, 404, 408, 409, 410, 413, 429, 500, 503, 504, 999];
    for seed in seeds(60) {
        let mut chance = Chance(seed ^ 0xABCD);
        let mut scene = Scene::with_contact().seeded(seed);
        scene.cloud.call("c1", "+4420000001", ago(1));
        scene.cloud.chat("c2", "s2", "cookie", ago(2));
        let targets = [
            Target::Interactions,
            Target::Contact("ada".into()),
            Target::Session("s1".into()),
            Target::Conversation("c1".into()),
        ];
        for _ in 0..150 {
            let session = ["s1", "s2", "nowhere"][chance.below(3)].into();
            let id = u64::try_from(chance.below(60)).expect("small");
            let timers = [
                Timer::Reconnect,
                Timer::Probe,
                Timer::ProbeDeadline,
                Timer::OpenDeadline,
                Timer::Rollover,
                Timer::Deadline(RequestId(id)),
                Timer::RetryCall(RequestId(id)),
                Timer::Slow,
                Timer::Scores(session),
                Timer::Hole(["s1", "s2"][chance.below(2)].into()),
                Timer::Announce,
                Timer::Blocked,
                Timer::Poll,
            ];
            let commands = [
                Command::Toggle("s2".into()),
                Command::Toggle("s1".into()),
                Command::LoadMore,
                Command::Retry,
                Command::RetryTrack("s2".into()),
                Command::Pick("c2".into()),
                Command::Pick("c1".into()),
                Command::SearchContacts("Ada".into()),
                Command::SearchContacts("  ".into()),
                Command::Verify("ada".into()),
                Command::CancelVerification,
                Command::SignIn,
                Command::SignOut,
            ];
            let socket = SocketId(u64::try_from(chance.below(6)).expect("small"));
            match chance.below(14) {
                0 if chance.below(6) == 0 => {
                    let target = chance.pick(&targets).expect("one").clone();
                    scene.start(target);
                }
                0..=2 => scene.rest_a_little(chance.below(8)),
                3 => scene.step(Input::SocketOpened(socket)),
                4 => scene.step(Input::SocketClosed(socket)),
                5 => {
                    let status = *chance.pick(&statuses).expect("one");
                    let body = (*chance.pick(&bodies).expect("one")).to_owned();
                    let reply = Reply::Http { status, body, retry_after: Some("1".into()), correlation_id: None };
                    scene.step(Input::Answer(RequestId(id), reply));
                }
                6 => scene.step(Input::Answer(RequestId(id), Reply::Failed)),
                7 | 8 => {
                    let timer = chance.pick(&timers).expect("one").clone();
                    scene.step(Input::TimerFired(timer));
                }
                9 => {
                    let wake = [Wake::Online, Wake::Offline, Wake::Visible, Wake::Hidden][chance.below(4)];
                    scene.step(Input::Woke(wake));
                }
                10 => {
                    let command = chance.pick(&commands).expect("one").clone();
                    scene.step(Input::Command(command));
                }
                11 => {
                    let system = ["socket_closing", "no_longer_subscribed", "token_revoked"][chance.below(3)];
                    let frames = [
                        json!({ "topicName": format!("v2.system.{system}"), "eventBody": {} }),
                        json!({ "result": "404" }),
                        json!({ "topicName": "channel.metadata", "eventBody": { "message": "pong" } }),
                        json!({ "topicName": "v2.externalcontacts.contacts.ada", "eventBody": { "id": "ada", "mergedTo": "bob" } }),
                    ];
                    let frame = chance.pick(&frames).expect("one");
                    scene.step(Input::Frame(socket, frame.to_string()));
                }
                12 => {
                    scene.visit("s2", "Page");
                }
                _ => {
                    // The clock goes where it wants.
                    let ms = [10, 1_000, 20_000, -3_600_000, 86_400_000][chance.below(5)];
                    scene.now += chrono::Duration::milliseconds(ms);
                }
            }
            let journey = scene.core.journey();
            if journey.status().state == ConnectionState::Live {
                for id in &journey.expanded {
                    assert_eq!(journey.hole(id), None, "seed {seed}: Live with a hole in {id}");
                }
            }
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_effects() {
    let run = || {
        let mut scene = Scene::with_contact().seeded(7).open(Target::Contact("ada".into()));
        scene.toggle("s2");
        scene.cut();
        scene.pass(30_000);
        (scene.text(), scene.asked(), scene.log)
    };
    assert_eq!(run(), run());
}
