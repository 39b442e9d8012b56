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
    scene.restarted();
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

/// A late event was told of and lost again, another took its place: neither the number nor the last event tells.
fn swap_late(scene: &mut Scene) {
    let late = scene.cloud.page("s2", "Late phantom", ago(3));
    scene.tell("s2", &late);
    assert!(scene.text().contains("Late phantom"));
    lose_event(scene, "s2");
    let last = scene.cloud.sessions["s2"]["lastEvent"].clone();
    scene.cloud.page("s2", "Real", ago(2));
    scene.cloud.sessions.get_mut("s2").expect("it")["lastEvent"] = last;
}

#[test]
fn a_card_that_is_not_heard_any_more_is_compared_all_the_same() {
    let mut scene = live();
    swap_late(&mut scene);
    scene.cloud.refused_topics.push("s2.web.events".into());
    scene.cloud.channels.clear();
    comes_back_clean(scene);
}

#[test]
fn what_was_read_while_nothing_was_heard_is_compared_too() {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.sockets_blocked = true;
    scene.cut();
    scene.cloud.page("s1", "Phantom", ago(590));
    scene.toggle("s1");
    assert!(scene.text().contains("Phantom"));
    scene.toggle("s1");
    lose_event(&mut scene, "s1");
    scene.cloud.page("s1", "Real", ago(580));
    scene.sockets_blocked = false;
    comes_back_clean(scene);
}

/// A card that is read in pages of three, of which an event is no more; another took its place on the first page, so
/// that neither the number of events nor the last one tells.
fn paged(lost: usize) -> Scene {
    let mut scene = Scene::with_contact();
    scene.cloud.events_page = 3;
    for minute in 10..14 {
        scene.cloud.page("s1", &format!("Old {minute}"), ago(600 - minute));
    }
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s1");
    assert!(scene.text().contains("Old 12"));
    let last = scene.cloud.sessions["s1"].clone();
    scene.cloud.events.get_mut("s1").expect("it").remove(lost);
    let real = scene.cloud.page("s1", "Real", ago(595));
    let events = scene.cloud.events.get_mut("s1").expect("it");
    events.pop();
    events.insert(1, real);
    scene.cloud.sessions.insert("s1".into(), last);
    scene
}

/// After a while an event is gone and the other is there.
fn tells_them_apart(mut scene: Scene, lost: &str) {
    scene.pass(30_000);
    if !scene.core.journey().is_expanded(&"s1".into()) {
        scene.toggle("s1");
    }
    assert!(!scene.text().contains(lost) && scene.text().contains("Real"), "{}", scene.text());
}

#[test]
fn what_follows_the_page_before_the_last_is_compared_with_the_last() {
    let mut scene = paged(3);
    scene.restarted();
    tells_them_apart(scene, "Old 12");
}

#[test]
fn after_a_lost_channel_every_page_is_compared() {
    let mut scene = paged(1);
    scene.restarted();
    tells_them_apart(scene, "Old 10");
}

#[test]
fn a_comparison_that_fails_is_made_again() {
    let mut scene = paged(3);
    scene.restarted();
    scene.hold("s1/events");
    scene.pass(3_000);
    // The last page tells that something is no more; the reading of all that follows is never answered.
    let (id, reply) = scene.answer_later(0).expect("a request");
    scene.step(crate::input::Input::Answer(id, reply));
    scene.pass_without_answers(12_000, |scene| assert_ne!(scene.word(), "Live"));
    scene.release();
    scene.pass(30_000);
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_last_event_that_is_older_than_the_one_told_of_was_lost_however_little() {
    let mut scene = Scene::with_contact().open(Target::Contact("ada".into()));
    scene.visit("s1", "Phantom");
    lose_event(&mut scene, "s1");
    let at = scene.now - chrono::Duration::milliseconds(400);
    scene.cloud.page("s1", "Real", at);
    comes_back_clean(scene);
}

#[test]
fn two_records_are_two_again_though_the_page_had_not_read_that_they_were_one() {
    let mut scene = Scene::new();
    scene.cloud.contact("ada", "Ada", "+4420000001");
    scene.cloud.contact("bea", "Bea", "+4420000002");
    scene.cloud.web("s1", Some("bea"), ago(600));
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.hold("contacts/bea?");
    let news = json!({ "id": "ada", "type": "Curated", "mergedTo": "bea", "canonicalContactId": "bea" });
    scene.publish("v2.externalcontacts.contacts.ada", &news);
    scene.pass(2_000);
    scene.cut();
    scene.pass(5_000);
    scene.cloud.contacts.get_mut("bea").expect("she")["mergeSet"] = json!([{ "id": "bea" }]);
    scene.release();
    comes_back_clean(scene);
}

#[test]
fn what_cannot_be_compared_is_not_shown() {
    let mut scene = live();
    swap_late(&mut scene);
    scene.cloud.fail("s2/events", 404, 1);
    scene.restarted();
    scene.pass(30_000);
    assert!(!scene.text().contains("Late phantom"), "{}", scene.text());
    assert!(scene.text().contains("Events could not be loaded"), "{}", scene.text());
}

#[test]
fn what_may_no_longer_be_compared_is_not_shown_when_it_may_be_seen_again() {
    let mut scene = live();
    lose_event(&mut scene, "s2");
    scene.cloud.forbid("/contacts/ada/journey/sessions", "externalContacts:session:view");
    scene.restarted();
    scene.pass(2_000);
    assert_eq!(scene.word(), "Not live");
    scene.cloud.faults.clear();
    scene.start(Target::Contact("ada".into()));
    scene.pass(30_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("s2: Web visit Active, 2 events"), "{}", scene.text());
    assert!(!scene.text().contains("Phantom"), "{}", scene.text());
}

#[test]
fn what_no_list_may_confirm_is_not_shown_once_a_reading_leaves_it_out() {
    let mut scene = live();
    scene.cloud.forbid("/contacts/ada/journey/sessions", "externalContacts:session:view");
    scene.cut();
    scene.pass(2_000);
    assert_eq!(scene.word(), "Not live");
    lose_event(&mut scene, "s2");
    scene.restarted();
    scene.pass(30_000);
    // As many as before: no number tells that one of those told of is no more.
    for title in ["One", "Two"] {
        scene.visit("s2", title);
    }
    scene.pass(30_000);
    scene.cloud.faults.clear();
    scene.start(Target::Contact("ada".into()));
    scene.pass(30_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("s2: Web visit Active, 4 events"), "{}", scene.text());
    assert!(!scene.text().contains("Phantom"), "{}", scene.text());
}

#[test]
fn a_session_that_is_no_more_is_missed_after_another_sign_in_too() {
    let mut scene = Scene::with_contact().open(Target::Session("s2".into()));
    scene.cloud.sessions.clear();
    scene.cloud.contacts.clear();
    scene.restarted();
    scene.pass(30_000);
    let said = "The session could not be loaded";
    assert!(scene.text().contains(said), "{}", scene.text());
    scene.step(crate::input::Input::TokenExpired);
    scene.hold("users/me");
    scene.start(Target::Session("s2".into()));
    scene.rest();
    scene.release();
    assert!(scene.text().contains(said), "{}", scene.text());
    scene.start(Target::Session("s2".into()));
    scene.rest();
    assert!(scene.text().contains(said), "{}", scene.text());
}

#[test]
fn a_list_that_is_only_behind_takes_nothing_away() {
    let mut scene = live();
    // What was told by the socket has not reached the lists yet.
    lose_event(&mut scene, "s2");
    scene.cut();
    scene.pass(30_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.core.journey().is_expanded(&"s2".into()));
    assert!(scene.text().contains("Phantom"), "{}", scene.text());
}

#[test]
fn cards_stay_expanded_where_the_customer_is_begun_anew() {
    let mut scene = live();
    lose_event(&mut scene, "s2");
    scene.restarted();
    scene.pass(30_000);
    assert_eq!(scene.word(), "Live");
    assert!(!scene.text().contains("Phantom"));
    for session in ["s1", "s2"] {
        assert!(scene.core.journey().is_expanded(&session.into()), "{session}");
        assert!(scene.core.journey().track(&session.into()).is_some_and(|track| !track.is_empty()), "{session}");
    }
}

#[test]
fn what_is_begun_anew_is_asked_for_in_the_same_step() {
    let mut scene = live();
    // Only the comparison of the events tells: one is gone, and none took its place.
    let events = scene.cloud.events.get_mut("s1").expect("it");
    events.remove(0);
    let n = events.len();
    scene.cloud.sessions.get_mut("s1").expect("it")["eventCount"] = json!(n);
    scene.restarted();
    let is_bare = |scene: &Scene| scene.core.journey().order().is_empty();
    let mut n_bare_ms = 0;
    for _ in 0..300 {
        scene.pass(100);
        n_bare_ms += if is_bare(&scene) { 100 } else { 0 };
    }
    assert_eq!((scene.word(), n_bare_ms), ("Live", 0));
}
