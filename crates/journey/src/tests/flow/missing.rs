//! What of the customer could not be read is said in one line, until it is.

use super::scene::Scene;
use crate::input::{Command, Target};

/// Addresses, and what is said to be missing when they fail.
const PARTS: [(&str, &str); 4] = [
    ("/contacts/ada?", "the customer’s details"),
    ("/contacts/ada/journey/segments", "segments"),
    ("/journey/segments", "segments"),
    ("/outcomescores", "predictions"),
];

fn scene() -> Scene {
    Scene::with_contact()
}

/// The line that says what is missing.
fn line(scene: &Scene) -> String {
    scene.text().lines().find(|line| line.starts_with("! Not loaded")).unwrap_or_default().to_owned()
}

#[test]
fn what_could_not_be_read_is_said_until_the_agent_has_it() {
    let mut out = Vec::new();
    for (path, words) in PARTS {
        for status in [409, 429, 500] {
            let mut scene = scene();
            scene.cloud.fail(path, status, u32::MAX);
            let mut scene = scene.open(Target::Contact("ada".into()));
            scene.toggle("s2");
            scene.pass(15_000);
            if scene.n_asked(path) == 0 {
                out.push(format!("{path} is not asked for"));
                continue;
            }
            if !line(&scene).starts_with(&format!("! Not loaded: {words}. The service")) {
                out.push(format!("{path} {status}: {:?}", line(&scene)));
            }
            scene.cloud.faults.clear();
            scene.pass(60_000);
            scene.command(Command::Retry);
            scene.pass(1_000);
            let mut whole = self::scene().open(Target::Contact("ada".into()));
            whole.toggle("s2");
            whole.pass(76_000);
            if scene.text() != whole.text() {
                out.push(format!("{path} {status}, after it was tried again:\n{}\n{}", scene.text(), whole.text()));
            }
        }
    }
    assert!(out.is_empty(), "{}", out.join("\n"));
}

#[test]
fn a_list_that_cannot_be_read_again_is_said() {
    let mut scene = scene().open(Target::Contact("ada".into()));
    scene.cloud.fail("/contacts/ada/journey/sessions", 500, u32::MAX);
    scene.cut();
    scene.pass(15_000);
    assert!(line(&scene).starts_with("! Not loaded: earlier sessions. The service"), "{}", scene.text());
    scene.cloud.faults.clear();
    scene.pass(60_000);
    assert_eq!((scene.word(), line(&scene)), ("Live", String::new()));
}

#[test]
fn what_may_not_be_seen_or_does_not_exist_is_not_said_to_be_missing() {
    for (path, _) in PARTS {
        for status in [403, 404, 410] {
            let mut scene = scene();
            scene.cloud.fail(path, status, u32::MAX);
            let mut scene = scene.open(Target::Contact("ada".into()));
            scene.toggle("s2");
            scene.pass(15_000);
            assert_eq!(line(&scene), "", "{path} {status}");
        }
    }
}

#[test]
fn a_lost_connection_is_said_once_and_not_of_every_part() {
    let mut scene = scene().open(Target::Contact("ada".into()));
    scene.cut();
    scene.pass_without_answers(60_000, |scene| {
        assert_ne!(scene.word(), "Live");
        assert_eq!(line(scene), "");
    });
    scene.pass(60_000);
    assert_eq!((scene.word(), line(&scene)), ("Live", String::new()));
}

#[test]
fn another_customer_misses_nothing_of_the_last_one() {
    let mut scene = scene();
    scene.cloud.fail("/outcomescores", 500, u32::MAX);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.pass(15_000);
    assert_ne!(line(&scene), "");
    scene.cloud.contact("bob", "Bob", "+2");
    scene.cloud.faults.clear();
    scene.start(Target::Contact("bob".into()));
    scene.pass(1_000);
    assert_eq!(line(&scene), "", "{:?}", scene.cloud.asked);
}
