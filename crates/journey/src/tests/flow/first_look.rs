//! Which interaction is shown where none is named: the newest connected one, else the newest listed one.

use chrono::DateTime;
use chrono::Utc;
use serde_json::{Value, json};

use super::scene::{Scene, ago};
use crate::input::{Command, Input, Reply, Target};

/// Two customers, each with a visit and a chat; nothing is opened yet.
fn two_chats() -> Scene {
    let mut scene = Scene::with_contact();
    scene.cloud.contact("bob", "Bob", "+4420000002");
    scene.cloud.web("b1", Some("bob"), ago(30));
    scene.cloud.page("b1", "Home", ago(30));
    scene.cloud.chat("older", "s2", "cookie", ago(20));
    scene.cloud.chat("newer", "b1", "other", ago(10));
    scene
}

fn talk<'a>(scene: &'a mut Scene, id: &str) -> &'a mut Value {
    scene.cloud.conversations.iter_mut().find(|one| one["id"] == id).expect("a talk")
}

/// The customer ended it and the agent has still to give a wrap-up code.
fn waits_for_its_code(scene: &mut Scene, id: &str, at: DateTime<Utc>) {
    let talk = talk(scene, id);
    talk["endTime"] = json!(super::cloud::iso(at));
    for participant in [0, 1] {
        talk["participants"][participant]["messages"][0]["state"] = json!("disconnected");
    }
    talk["participants"][1]["wrapupRequired"] = json!(true);
}

fn wrapped_up(scene: &mut Scene, id: &str) {
    talk(scene, id)["participants"][1]["wrapup"] = json!({ "code": "w1" });
}

fn shown(scene: &Scene) -> String {
    scene.core.journey().shown().map(ToString::to_string).unwrap_or_default()
}

fn n_listed(scene: &Scene) -> usize {
    scene.core.journey().interactions().len()
}

#[test]
fn the_only_interaction_is_shown_while_it_waits_for_its_wrap_up_code() {
    let mut scene = Scene::with_contact();
    scene.cloud.chat("c1", "s2", "cookie", ago(20));
    waits_for_its_code(&mut scene, "c1", ago(8));
    let scene = scene.open(Target::Interactions);
    assert_eq!(shown(&scene), "c1");
    assert!(scene.text().contains("s2: Web visit"), "{}", scene.text());
}

#[test]
fn an_older_connected_interaction_goes_before_a_newer_one_that_ended() {
    let mut scene = two_chats();
    waits_for_its_code(&mut scene, "newer", ago(2));
    let scene = scene.open(Target::Interactions);
    assert_eq!((shown(&scene).as_str(), n_listed(&scene)), ("older", 2));
}

#[test]
fn of_several_that_are_not_connected_the_newest_is_shown() {
    let mut scene = two_chats();
    waits_for_its_code(&mut scene, "newer", ago(2));
    waits_for_its_code(&mut scene, "older", ago(1));
    assert_eq!(shown(&scene.open(Target::Interactions)), "newer");
}

#[test]
fn one_that_ends_stays_listed_and_shown_until_its_code_is_given() {
    let mut scene = Scene::with_contact();
    scene.cloud.chat("c1", "s2", "cookie", ago(20));
    let mut scene = scene.open(Target::Interactions);
    waits_for_its_code(&mut scene, "c1", ago(0));
    scene.tell_talk("c1");
    assert_eq!((shown(&scene).as_str(), n_listed(&scene)), ("c1", 1));
    wrapped_up(&mut scene, "c1");
    scene.tell_talk("c1");
    assert_eq!((shown(&scene).as_str(), n_listed(&scene)), ("c1", 0), "what was shown stays while the list is empty");
}

#[test]
fn the_next_one_is_shown_once_the_code_of_the_shown_one_is_given() {
    let mut scene = two_chats().open(Target::Interactions);
    assert_eq!(shown(&scene), "newer");
    waits_for_its_code(&mut scene, "newer", ago(0));
    scene.tell_talk("newer");
    assert_eq!(shown(&scene), "newer", "nothing moves under the agent's eyes");
    wrapped_up(&mut scene, "newer");
    scene.tell_talk("newer");
    assert_eq!((shown(&scene).as_str(), n_listed(&scene)), ("older", 1));
    assert!(scene.text().contains("Ada Example"), "{}", scene.text());
}

#[test]
fn what_the_agent_picked_stays_while_it_is_listed() {
    let mut scene = two_chats().open(Target::Interactions);
    scene.command(Command::Pick("older".into()));
    waits_for_its_code(&mut scene, "older", ago(0));
    scene.tell_talk("older");
    scene.cut();
    scene.pass(20_000);
    assert_eq!(shown(&scene), "older");
}

#[test]
fn the_page_is_empty_only_where_the_list_is() {
    let mut scene = Scene::with_contact().open(Target::Interactions);
    assert!(scene.text().contains("screen: NoInteraction"), "{}", scene.text());
    scene.cloud.chat("c1", "s2", "cookie", ago(0));
    waits_for_its_code(&mut scene, "c1", ago(0));
    scene.tell_talk("c1");
    assert_eq!(shown(&scene), "c1");
}

#[test]
fn a_customer_who_is_come_back_to_is_read_again_where_the_channel_had_anothers_topics() {
    let mut scene = two_chats().open(Target::Interactions);
    scene.command(Command::Pick("older".into()));
    scene.pass(5_000);
    assert_eq!(scene.word(), "Live");
    // The other customer's topics take the place of this one's, and the answer cannot be read.
    scene.hold("/subscriptions");
    scene.command(Command::Pick("newer".into()));
    let (put, _) = scene.answer_later(0).expect("a put");
    let body = "<html>".to_owned();
    scene.step(Input::Answer(put, Reply::Http { status: 200, body, retry_after: None, correlation_id: None }));
    // Back again: the next put is refused for now, and meanwhile a visit begins that nobody tells of.
    scene.command(Command::Pick("older".into()));
    scene.pass(3_000);
    scene.cloud.fail("/subscriptions", 429, 1);
    scene.release();
    scene.cloud.web("s3", Some("ada"), ago(0));
    scene.cloud.page("s3", "Unheard", ago(0));
    scene.pass(120_000);
    assert_eq!(scene.word(), "Live");
    assert!(scene.text().contains("s3: Web visit"), "{}", scene.text());
}
