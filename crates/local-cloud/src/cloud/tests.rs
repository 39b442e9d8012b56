//! A cloud as a whole: opening, the personas' past, what a restart finds.

use std::time::Duration;

use serde_json::json;

use crate::tests::{Bench, morning, options};
use crate::{Clock, Cloud, Data, OpenError, Options};

fn in_folder(path: &std::path::Path) -> Options {
    let data = Data::Folder { path: path.to_owned(), fresh: false };
    Options { data, personas: true, clock: Clock::standing(morning()), ..options() }
}

#[tokio::test]
async fn the_past_is_played_once_and_found_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::open(in_folder(folder.path())).unwrap();
    let before = cloud.app.read(crate::world::World::truth);
    assert!(before["counts"]["sessions"].as_u64().unwrap() > 30, "{}", before["counts"]);
    drop(cloud);
    let cloud = Cloud::open(in_folder(folder.path())).unwrap();
    assert!(cloud.app.read(crate::world::World::truth) == before, "the restart found something else");
}

#[tokio::test]
async fn a_world_that_is_told_nothing_writes_nothing_odd_and_time_never_goes_back() {
    let folder = tempfile::tempdir().unwrap();
    let cloud = Cloud::open(in_folder(folder.path())).unwrap();
    cloud.clock().advance(Duration::from_secs(7_200));
    cloud.app.change_blocking(|world, now| world.call_in(None, "Returns", now)).unwrap();
    let then = cloud.clock().now();
    drop(cloud);
    let cloud = Cloud::open(in_folder(folder.path())).unwrap();
    assert_eq!(cloud.clock().now(), then);
}

#[tokio::test]
async fn live_personas_are_seen_within_a_few_minutes() {
    let bench = Bench::with_past();
    let count = || bench.cloud.app.read(|world| world.truth()["counts"]["events"].as_u64().unwrap());
    let before = count();
    for _ in 0..300 {
        bench.cloud.clock().advance(Duration::from_secs(1));
        bench.cloud.life.beat(&bench.cloud.app).unwrap();
    }
    assert!(count() > before + 5, "{before} events, then {}", count());
}

#[tokio::test]
async fn what_cannot_be_opened_says_why_and_how_to_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Cloud::open(in_folder(folder.path())).unwrap();
    let second = Cloud::open(in_folder(folder.path())).unwrap_err();
    assert!(second.to_string().contains("in use"), "{second}");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("journey.redb"), "something else").unwrap();
    let foreign = Cloud::open(in_folder(folder.path())).unwrap_err();
    assert!(matches!(foreign, OpenError::Store(_)) && foreign.to_string().contains("--data"), "{foreign}");
    assert_eq!(std::fs::read(folder.path().join("journey.redb")).unwrap(), b"something else");
}

#[tokio::test]
async fn two_clouds_of_one_seed_have_the_same_past() {
    let past = || Bench::with_past().cloud.app.read(crate::world::World::truth);
    assert!(past() == past());
    let other = Bench::with(Options { personas: true, seed: 2, ..options() });
    assert!(other.cloud.app.read(crate::world::World::truth) != past());
    assert_ne!(other.cloud.app.read(crate::world::World::truth)["counts"], json!(null));
}

/// The conversations in which Ada is connected, by REST.
async fn connected(bench: &Bench) -> Vec<String> {
    let token = bench.token("Ada Lindqvist").await;
    let listed = bench.get("/api/v2/conversations", &token).await.ok();
    let is_connected = |one: &&serde_json::Value| {
        let own = one["participants"].as_array().unwrap().iter().filter(|part| part["purpose"] == "agent");
        own.flat_map(|part| part["messages"].as_array().unwrap()).any(|message| message["state"] == "connected")
    };
    let found = listed["entities"].as_array().unwrap().iter().filter(is_connected);
    found.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn with_personas_the_agent_who_sees_everything_is_in_a_conversation_after_a_restart_too() {
    let folder = tempfile::tempdir().unwrap();
    let bench = Bench::with(in_folder(folder.path()));
    bench.cloud.life.beat(&bench.cloud.app).unwrap();
    let first = connected(&bench).await;
    assert_eq!(first.len(), 1);
    drop(bench);
    let bench = Bench::with(in_folder(folder.path()));
    bench.cloud.life.beat(&bench.cloud.app).unwrap();
    assert_eq!(connected(&bench).await, first, "it goes on");
    let end = json!({"act": "hang_up", "conversation": first[0], "by": "customer"});
    bench.control("/control/act", &end).await.ok();
    assert_eq!(connected(&bench).await, Vec::<String>::new());
    bench.cloud.clock().advance(Duration::from_secs(1));
    bench.cloud.life.beat(&bench.cloud.app).unwrap();
    let second = connected(&bench).await;
    assert!(second.len() == 1 && second != first, "{second:?}");
}

#[tokio::test]
async fn without_personas_nobody_talks() {
    let bench = Bench::new();
    for _ in 0..10 {
        bench.cloud.clock().advance(Duration::from_secs(60));
        bench.cloud.life.beat(&bench.cloud.app).unwrap();
    }
    assert_eq!(connected(&bench).await, Vec::<String>::new());
    assert!(bench.cloud.app.read(crate::world::World::is_empty));
}
