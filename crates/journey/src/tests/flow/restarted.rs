//! A cloud that comes back with less than it had told: what is shown is as if the page had been opened anew, never a
//! mixture of both.

use serde_json::json;

use super::cloud::iso;
use super::scene::{Scene, ago};
use crate::input::Target;

/// Ada's page with both cards expanded, and an event that the cloud will not remember.
fn live() -> Scene {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.toggle("s1");
    scene.toggle("s2");
    scene.visit("s2", "Phantom");
    assert!(scene.text().contains("Phantom"));
    scene
}

/// The last event of a session never happened.
fn lose_event(scene: &mut Scene, session: &str) {
    let events = scene.cloud.events.get_mut(session).expect("it");
    events.pop();
    let (n, last) = (events.len(), events.last().cloned().expect("one is left"));
    let record = scene.cloud.sessions.get_mut(session).expect("it");
    record["eventCount"] = json!(n);
    record["pageviewCount"] = json!(n);
    record["lastEvent"] = json!({ "id": last["id"], "eventName": "page_viewed", "createdDate": last["createdDate"] });
    record["lastPage"] = last["webEvent"]["page"].clone();
}

/// The line is lost and comes back; what is shown is what a page opened now would show.
fn comes_back_clean(mut scene: Scene) {
    scene.cut();
    scene.pass(30_000);
    assert_eq!(scene.word(), "Live");
    for session in ["s2", "s1"] {
        if !scene.core.journey().is_expanded(&session.into()) {
            scene.toggle(session);
        }
    }
    let mut fresh = Scene::new();
    std::mem::swap(&mut fresh.cloud, &mut scene.cloud);
    let mut fresh = fresh.open(Target::Contact("ada".into()));
    fresh.toggle("s2");
    fresh.toggle("s1");
    assert_eq!(scene.text(), fresh.text());
}

#[test]
fn an_event_that_is_no_more_leaves_nothing_behind() {
    let mut scene = live();
    lose_event(&mut scene, "s2");
    comes_back_clean(scene);
}

#[test]
fn an_event_that_another_took_the_place_of_leaves_nothing_behind() {
    let mut scene = live();
    lose_event(&mut scene, "s2");
    scene.now += chrono::Duration::seconds(2);
    scene.cloud.page("s2", "Real", scene.now);
    comes_back_clean(scene);
}

#[test]
fn a_late_event_that_another_took_the_place_of_leaves_nothing_behind() {
    let mut scene = live();
    let late = scene.cloud.page("s1", "Late phantom", ago(601));
    scene.tell("s1", &late);
    lose_event(&mut scene, "s1");
    scene.cloud.page("s1", "Real", ago(590));
    comes_back_clean(scene);
}

#[test]
fn a_session_that_is_no_more_goes() {
    let mut scene = live();
    scene.cloud.sessions.remove("s2");
    scene.cloud.events.remove("s2");
    comes_back_clean(scene);
}

#[test]
fn another_session_of_the_same_id_is_another_session() {
    let mut scene = live();
    scene.cloud.web("s2", Some("ada"), ago(3));
    for (title, minutes) in [("A", 3), ("B", 2), ("C", 1), ("D", 0)] {
        scene.cloud.page("s2", title, ago(minutes));
    }
    comes_back_clean(scene);
}

#[test]
fn a_session_that_goes_on_again_has_not_ended() {
    let mut scene = live();
    scene.cloud.sessions.get_mut("s2").expect("it")["endedDate"] = json!(iso(ago(0)));
    scene.tell_session("s2");
    scene.cloud.sessions.get_mut("s2").and_then(serde_json::Value::as_object_mut).expect("it").remove("endedDate");
    comes_back_clean(scene);
}

#[test]
fn two_records_that_were_one_are_two_again() {
    let mut scene = live();
    scene.cloud.contact("bea", "Bea", "+4420000002");
    scene.cloud.contacts.get_mut("ada").expect("she")["canonicalContact"] = json!({ "id": "bea" });
    scene.cloud.contacts.get_mut("bea").expect("she")["mergeSet"] = json!([{ "id": "ada" }, { "id": "bea" }]);
    let news = json!({ "id": "ada", "type": "Curated", "mergedTo": "bea", "canonicalContactId": "bea" });
    scene.publish("v2.externalcontacts.contacts.ada", &news);
    scene.pass(2_000);
    assert!(scene.text().contains("Bea"));
    scene.cloud.contact("ada", "Ada", "+4420000001");
    scene.cloud.contacts.get_mut("bea").expect("she")["mergeSet"] = json!([{ "id": "bea" }]);
    comes_back_clean(scene);
}
