//! A shift in minutes: however many customers came and went, and however often the line broke, the core keeps no more.

use chrono::Duration;
use serde_json::json;

use super::scene::Scene;
use crate::input::Target;

/// All that the core keeps, as text: it becomes longer when something is left behind.
fn kept(scene: &Scene) -> usize {
    format!("{:?}", scene.core).len()
}

/// A customer calls, looks around in the shop, and hangs up. Now and then a connection or a channel is lost meanwhile.
fn a_customer_calls(scene: &mut Scene, number: usize) {
    let (contact, session, talk) = (format!("k{number:04}"), format!("s{number:04}"), format!("c{number:04}"));
    let phone = format!("+4420{number:07}");
    scene.cloud.contact(&contact, "Kim", &phone);
    scene.cloud.web(&session, Some(&contact), scene.now - Duration::minutes(5));
    for page in 0..20 {
        scene.cloud.page(&session, "Aisle", scene.now - Duration::seconds(100 - page));
    }
    scene.cloud.call(&talk, &phone, scene.now);
    scene.tell_talk(&talk);
    scene.pass(10_000);
    scene.toggle(&session);
    assert!(scene.text().contains("Aisle"), "{}", scene.text());
    for _ in 0..3 {
        scene.visit(&session, "Boots");
    }
    match number % 10 {
        3 | 6 => scene.cut(),
        8 => scene.restarted(),
        _ => {}
    }
    scene.pass(60_000);
    scene.visit(&session, "Tents");
    scene.pass(10_000);
    assert_eq!(scene.word(), "Live");
    let ended = scene.cloud.conversations.iter_mut().find(|one| one["id"] == *talk).expect("the talk");
    for (participant, leg) in [(0, "calls"), (1, "calls")] {
        ended["participants"][participant]["endTime"] = json!("2026-11-24T12:00:00Z");
        ended["participants"][participant][leg][0]["state"] = json!("disconnected");
    }
    scene.tell_talk(&talk);
    scene.cloud.conversations.retain(|one| one["id"] != *talk);
    scene.pass(1_000);
}

#[test]
fn customers_who_came_and_went_are_forgotten() {
    let mut scene = Scene::new().open(Target::Interactions);
    let mut held = Vec::new();
    for number in 0..60 {
        a_customer_calls(&mut scene, number);
        if number % 20 == 19 {
            held.push(kept(&scene));
        }
    }
    assert!(held[2] <= held[1] + 64, "{held:?}");
}

#[test]
fn lost_connections_are_forgotten() {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.toggle("s2");
    let mut held = Vec::new();
    for number in 0..300 {
        scene.cut();
        scene.pass(60_000);
        assert_eq!(scene.word(), "Live", "{number}");
        if number % 100 == 99 {
            held.push(kept(&scene));
        }
    }
    assert!(held[2] <= held[1] + 64, "{held:?}");
}
