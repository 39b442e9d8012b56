//! Permissions missing from the beginning, permissions that turn out to be missing, parts that the organisation lacks.

use expect_test::expect;
use serde_json::json;

use super::scene::{Scene, ago};
use crate::input::{Command, Input, Target};
use crate::tests::chance::Chance;

const ALL: [&str; 13] = [
    "externalContacts:session:view",
    "externalContacts:contact:view",
    "externalContacts:conversation:associate",
    "journey:customer:view",
    "journey:event:view",
    "journey:eventType:view",
    "journey:outcome:view",
    "journey:outcomescores:view",
    "journey:segment:view",
    "journey:session:view",
    "journey:sessionType:view",
    "journey:visit:view",
    "conversation:communication:view",
];

/// A customer with everything: segments, outcomes, scores.
fn rich() -> Scene {
    let mut scene = Scene::with_contact();
    let session = scene.cloud.sessions.get_mut("s2").expect("a session");
    session["segmentAssignments"] = json!([
        { "segment": { "id": "vip" }, "assignedDate": "2026-11-24T11:56:00.000Z" },
        { "segment": { "id": "hidden" }, "assignedDate": "2026-11-24T11:56:00.000Z" },
    ]);
    session["outcomeAchievements"] =
        json!([{ "outcome": { "id": "signup" }, "achievedDate": "2026-11-24T11:57:00.000Z" }]);
    scene.cloud.scores.insert(
        "s2".into(),
        json!({ "outcomeScores": [
            { "outcome": { "id": "buy" }, "probability": 0.41, "sessionMaxProbability": 0.72, "quantile": 0.5 },
        ]}),
    );
    scene
}

fn with(permissions: Vec<String>) -> String {
    let mut scene = rich();
    scene.cloud.permissions = Some(permissions);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.text()
}

#[test]
fn with_all_permissions_everything_is_shown() {
    expect![[r#"
        Live | Ada Example
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          Outcome buy 41 percent, peak 72 percent
          matched Segment vip
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&with(ALL.map(str::to_owned).to_vec()));
    let text = with(vec!["*:*:*".into()]);
    assert!(!text.contains("hidden:"), "{text}");
    let text = with(vec!["JOURNEY:*:View".into(), "externalcontacts:*:*".into()]);
    assert!(!text.contains("hidden:"), "{text}");
}

#[test]
fn each_missing_permission_removes_exactly_its_part() {
    let mut out = String::new();
    for missing in ALL {
        let text = with(ALL.iter().filter(|one| **one != missing).map(|one| (*one).to_owned()).collect());
        out += &format!("without {missing}\n{text}");
    }
    expect![[r#"
        without externalContacts:session:view
        Not live | Ada Example
        screen: NotPermitted(["externalContacts:session:view", "journey:session:view"])
        Some data is hidden: External Contacts > Session > View (externalContacts:session:view)
        without externalContacts:contact:view
        Live | Unknown
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          Outcome buy 41 percent, peak 72 percent
          matched Segment vip
        s1: Web visit Inactive, 1 events
        Some data is hidden: External Contacts > Contact > View (externalContacts:contact:view)
        without externalContacts:conversation:associate
        Live | Ada Example
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          Outcome buy 41 percent, peak 72 percent
          matched Segment vip
        s1: Web visit Inactive, 1 events
        without journey:customer:view
        Live | Unknown
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          Outcome buy 41 percent, peak 72 percent
          matched Segment vip
        s1: Web visit Inactive, 1 events
        Some data is hidden: Journey > Customer > View (journey:customer:view)
        without journey:event:view
        Live | Ada Example
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
        Some data is hidden: Journey > Event > View (journey:event:view)
        without journey:eventType:view
        Live | Ada Example
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          Outcome buy 41 percent, peak 72 percent
          matched Segment vip
        s1: Web visit Inactive, 1 events
        Some data is hidden: Journey > Event Type > View (journey:eventtype:view)
        without journey:outcome:view
        Live | Ada Example
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          matched Segment vip
        s1: Web visit Inactive, 1 events
        Some data is hidden: Journey > Outcome > View (journey:outcome:view)
        without journey:outcomescores:view
        Live | Ada Example
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          matched Segment vip
        s1: Web visit Inactive, 1 events
        Some data is hidden: Journey > OutcomeScores > View (journey:outcomescores:view)
        without journey:segment:view
        Live | Ada Example
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          Outcome buy 41 percent, peak 72 percent
        s1: Web visit Inactive, 1 events
        Some data is hidden: Journey > Segment > View (journey:segment:view)
        without journey:session:view
        Live | Ada Example
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          Outcome buy 41 percent, peak 72 percent
          matched Segment vip
        s1: Web visit Inactive, 1 events
        without journey:sessionType:view
        Live | Ada Example
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          Outcome buy 41 percent, peak 72 percent
          matched Segment vip
        s1: Web visit Inactive, 1 events
        Some data is hidden: Journey > Session Type > View (journey:sessiontype:view)
        without journey:visit:view
        Not live | Ada Example
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          Outcome buy 41 percent, peak 72 percent
          matched Segment vip
        s1: Web visit Inactive, 1 events
        Some data is hidden: Journey > Visit > View (journey:visit:view)
        without conversation:communication:view
        Live | Ada Example
        s2: Web visit Active, 2 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Outcome signup achieved
          Outcome buy 41 percent, peak 72 percent
          matched Segment vip
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&out);
}

#[test]
fn without_any_permission_for_sessions_nothing_is_asked_of_them() {
    let mut scene = rich();
    scene.cloud.permissions = Some(vec!["externalContacts:contact:view".into()]);
    let mut scene = scene.open(Target::Interactions);
    scene.cloud.chat("c1", "s2", "cookie", ago(1));
    scene.asked();
    scene.tell_talk("c1");
    expect![[r#"
        Not live | Unknown
        interaction c1 shown
        screen: NotPermitted(["externalContacts:session:view", "journey:session:view"])
        Some data is hidden: External Contacts > Session > View (externalContacts:session:view), Journey > Session > View (journey:session:view), Journey > Event > View (journey:event:view), Journey > Visit > View (journey:visit:view), Journey > Outcome > View (journey:outcome:view), Journey > OutcomeScores > View (journey:outcomescores:view), Journey > Segment > View (journey:segment:view), Journey > Event Type > View (journey:eventtype:view), Journey > Session Type > View (journey:sessiontype:view), Journey > Customer > View (journey:customer:view)
    "#]]
    .assert_eq(&scene.text());
    assert!(!scene.asked().contains("/sessions"));
}

#[test]
fn a_refusal_that_comes_later_removes_its_part_and_names_the_permission() {
    for (path, permission) in [
        ("/events", "journey:event:view"),
        ("/outcomescores", "journey:outcomescores:view"),
        ("/segments?", "journey:segment:view"),
        ("/outcomes?", "journey:outcome:view"),
    ] {
        let mut scene = rich();
        scene.cloud.forbid(path, permission);
        let mut scene = scene.open(Target::Contact("ada".into()));
        scene.toggle("s2");
        let hidden: Vec<&str> = scene.core.journey().page().hidden.iter().map(AsRef::as_ref).collect();
        assert_eq!(hidden, [permission], "{path}");
        let parts = scene.core.journey().page().parts;
        let n_off = [parts.events, parts.segments, parts.outcomes, parts.scores].iter().filter(|part| !**part).count();
        assert_eq!(n_off, if permission == "journey:outcome:view" { 2 } else { 1 }, "{path}");
        assert_eq!(scene.word(), "Live");
        scene.visit("s2", "Cart");
        scene.pass(5_000);
        assert!(scene.text().contains("s2: Web visit Active, 3 events"), "{}", scene.text());
    }
}

/// The page of a customer with this refused, answered in an order of chance, the newest card expanded at some time.
fn answered_by_chance(target: Target, path: &str, permission: &str, seed: u64) -> Scene {
    let mut chance = Chance(seed);
    let mut scene = rich();
    scene.cloud.forbid(path, permission);
    scene.start(target);
    let is_expanded = |scene: &Scene| scene.core.journey().is_expanded(&"s2".into());
    for _ in 0..200 {
        match chance.below(6) {
            0 => scene.open_one(0),
            1 if !is_expanded(&scene) && chance.one_in(4) => {
                scene.step(Input::Command(Command::Toggle("s2".into())));
            }
            _ => {
                if let Some((id, reply)) = scene.answer_later(chance.below(6)) {
                    scene.step(Input::Answer(id, reply));
                }
            }
        }
    }
    scene.pass(60_000);
    if !is_expanded(&scene) {
        scene.toggle("s2");
    }
    scene
}

#[test]
fn what_is_refused_leads_to_one_page_in_whatever_order_answers_come() {
    let refusals = [
        ("/events", "journey:event:view"),
        ("/outcomescores", "journey:outcomescores:view"),
        ("/segments?", "journey:segment:view"),
        ("/outcomes?", "journey:outcome:view"),
        ("/journey/sessions?", "externalContacts:session:view"),
        ("contacts/ada?", "externalContacts:contact:view"),
        ("v2/journey/sessions/s2", "journey:session:view"),
    ];
    for target in [Target::Contact("ada".into()), Target::Session("s2".into())] {
        for (path, permission) in refusals {
            let mut scene = rich();
            scene.cloud.forbid(path, permission);
            let mut scene = scene.open(target.clone());
            scene.pass(60_000);
            scene.toggle("s2");
            let text = scene.text();
            for seed in 0..40 {
                let other = answered_by_chance(target.clone(), path, permission, seed);
                assert_eq!(other.text(), text, "{target:?}, {path}, seed {seed}\n{}", other.core.explain());
            }
        }
    }
}

#[test]
fn outcomes_that_were_withdrawn_disappear_without_trace() {
    for (path, status) in [("/outcomescores", 404), ("/outcomescores", 410), ("/outcomes?", 404), ("/outcomes?", 410)] {
        let mut scene = rich();
        scene.cloud.fail(path, status, u32::MAX);
        let mut scene = scene.open(Target::Contact("ada".into()));
        scene.toggle("s2");
        let text = scene.text();
        assert!(!text.contains("hidden:") && !text.contains('!') && !text.contains("percent"), "{text}");
        assert!(text.contains("matched Segment vip"), "{text}");
        let n = scene.n_asked(path);
        scene.visit("s2", "Cart");
        scene.pass(5_000);
        assert_eq!(scene.n_asked(path), n, "asked again");
    }
}

#[test]
fn an_organisation_without_outcomes_and_segments_is_never_asked() {
    let mut scene = rich();
    scene.settings.outcomes = false;
    scene.settings.segments = false;
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene.visit("s2", "Cart");
    scene.pass(5_000);
    let asked = scene.asked();
    assert!(!asked.contains("outcome") && !asked.contains("segments"), "{asked}");
    expect![[r#"
        Live | Ada Example
        s2: Web visit Active, 3 events
          Page viewed: Home, 11:55
          Page viewed: Returns, 11:56
          Page viewed: Cart, 12:00
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn names_are_asked_once_and_as_they_appear() {
    let mut scene = rich();
    scene.cloud.sessions.insert("talk".into(), json!({
        "id": "talk", "type": "conversation", "createdDate": "2026-11-24T09:00:00.000Z", "endedDate": "2026-11-24T09:05:00.000Z",
        "externalContact": { "id": "ada" }, "eventCount": 0, "conversation": { "id": "old" },
        "conversationChannels": [{ "type": "Voice" }], "lastConnectedQueue": { "id": "q1" },
        "lastConnectedUser": { "id": "u1" }, "lastUserDisposition": { "code": "w1", "user": { "id": "u1" } },
    }));
    let mut scene = scene.open(Target::Contact("ada".into()));
    for _ in 0..3 {
        scene.visit("s2", "Cart");
        scene.pass(1_000);
    }
    for path in [
        "routing/queues/q1",
        "users/u1",
        "routing/wrapupcodes/w1",
        "v2/journey/segments?",
        "outcomeIds=signup",
        "outcomeIds=buy",
    ] {
        assert_eq!(scene.n_asked(path), 1, "{path}\n{}", scene.asked());
    }
}
