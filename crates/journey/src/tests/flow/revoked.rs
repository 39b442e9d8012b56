//! Each of the ten permissions of the product taken away, before the agent signs in and in the middle of the work: exactly
//! its part goes. Every case prints what differs from the page of an agent who may see everything.

use expect_test::expect;
use serde_json::json;

use super::scene::{Scene, ago};
use crate::input::{Command, Target};
use crate::settings::TypeSetting;

/// The ten permissions, each with the part of a path that is refused without it; three guard nothing the cloud answers.
const TEN: [(&str, &str); 10] = [
    ("journey:customer:view", "contacts/ada?"),
    ("journey:event:view", "/events"),
    ("journey:eventType:view", ""),
    ("journey:outcome:view", "/journey/outcomes?"),
    ("journey:outcomescores:view", "/outcomescores"),
    ("journey:segment:view", "/journey/segments?"),
    ("journey:session:view", ""),
    ("journey:sessionType:view", ""),
    ("journey:visit:view", ""),
    ("externalContacts:session:view", "/journey/sessions?"),
];

fn named(label: &str) -> TypeSetting {
    TypeSetting { label: Some(label.into()), ..TypeSetting::default() }
}

/// A customer of whom there is something of every kind, and more sessions than one page holds.
fn rich() -> Scene {
    let mut scene = Scene::with_contact();
    scene.settings.page_size = 3;
    scene.settings.event_types.insert("kit_list_shared".into(), named("Kit list shared by a friend"));
    scene.settings.session_types.insert("parcel".into(), named("Delivery of an order"));
    scene.cloud.web("s0", Some("ada"), ago(900));
    scene.cloud.web("box", Some("ada"), ago(30));
    scene.cloud.sessions.get_mut("box").expect("it")["type"] = json!("parcel");
    scene.cloud.event("s2", ago(3), &json!({ "eventName": "kit_list_shared", "page": { "title": "Returns" } }));
    let session = scene.cloud.sessions.get_mut("s2").expect("a session");
    session["segmentAssignments"] = json!([{ "segment": { "id": "vip" }, "assignedDate": "2026-11-24T11:56:00.000Z" }]);
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

/// The permissions of an agent without one of the ten.
fn all_but(missing: &str) -> Vec<String> {
    let more = ["externalContacts:contact:view", "externalContacts:segmentAssignment:view"];
    let ten = TEN.iter().map(|(name, _)| *name);
    ten.chain(more).filter(|name| *name != missing).map(str::to_owned).collect()
}

/// What is gone and what is new, line by line.
fn difference(whole: &str, text: &str) -> String {
    let lacks = |of: &str, line: &str| !of.lines().any(|other| other == line);
    let gone = whole.lines().filter(|line| lacks(text, line)).map(|line| format!("- {}\n", line.trim_start()));
    let new = text.lines().filter(|line| lacks(whole, line)).map(|line| format!("+ {}\n", line.trim_start()));
    gone.chain(new).collect()
}

/// The page of an agent with these permissions, all cards of one page there and the newest expanded.
fn opened(permissions: Vec<String>) -> Scene {
    let mut scene = rich();
    scene.cloud.permissions = Some(permissions);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene
}

/// What an agent does in the minutes after: the customer goes on, into another segment and to another outcome, the link
/// breaks and comes back, earlier sessions are asked for.
fn later(scene: &mut Scene) {
    let session = scene.cloud.sessions.get_mut("s2").expect("it");
    let of = |field: &str, what: &str| json!({ (field): { "id": what }, "assignedDate": "2026-11-24T12:00:00.000Z", "achievedDate": "2026-11-24T12:00:00.000Z" });
    session["segmentAssignments"].as_array_mut().expect("a list").push(of("segment", "regular"));
    session["outcomeAchievements"].as_array_mut().expect("a list").push(of("outcome", "return"));
    scene.visit("s2", "Cart");
    scene.pass(5_000);
    scene.cut();
    scene.pass(60_000);
    scene.command(Command::LoadMore);
    scene.toggle("s1");
    scene.pass(5_000);
}

#[test]
fn each_of_the_ten_permissions_missing_at_the_start_takes_exactly_its_part() {
    let whole = opened(all_but("")).text();
    assert!(!whole.contains("hidden:") && whole.contains("Kit list") && whole.contains("Delivery"), "{whole}");
    let mut out = String::new();
    for (missing, _) in TEN {
        out += &format!("without {missing}\n{}", difference(&whole, &opened(all_but(missing)).text()));
    }
    expect![[r#"
        without journey:customer:view
        - Live | Ada Example
        + Live | Unknown
        + Some data is hidden: Journey > Customer > View (journey:customer:view)
        without journey:event:view
        - Page viewed: Home, 11:55
        - Page viewed: Returns, 11:56
        - Kit list shared by a friend: Returns, 11:57
        - Outcome signup achieved
        - Outcome buy 41 percent, peak 72 percent
        - matched Segment vip
        + Some data is hidden: Journey > Event > View (journey:event:view)
        without journey:eventType:view
        - Kit list shared by a friend: Returns, 11:57
        + Kit list shared: Returns, 11:57
        + Some data is hidden: Journey > Event Type > View (journey:eventtype:view)
        without journey:outcome:view
        - Outcome signup achieved
        - Outcome buy 41 percent, peak 72 percent
        + Some data is hidden: Journey > Outcome > View (journey:outcome:view)
        without journey:outcomescores:view
        - Outcome buy 41 percent, peak 72 percent
        + Some data is hidden: Journey > OutcomeScores > View (journey:outcomescores:view)
        without journey:segment:view
        - matched Segment vip
        + Some data is hidden: Journey > Segment > View (journey:segment:view)
        without journey:session:view
        without journey:sessionType:view
        - box: Delivery of an order Inactive, 0 events
        + box: Parcel Inactive, 0 events
        + Some data is hidden: Journey > Session Type > View (journey:sessiontype:view)
        without journey:visit:view
        - Live | Ada Example
        + Not live | Ada Example
        + Some data is hidden: Journey > Visit > View (journey:visit:view)
        without externalContacts:session:view
        - Live | Ada Example
        - s2: Web visit Active, 3 events
        - Page viewed: Home, 11:55
        - Page viewed: Returns, 11:56
        - Kit list shared by a friend: Returns, 11:57
        - Outcome signup achieved
        - Outcome buy 41 percent, peak 72 percent
        - matched Segment vip
        - box: Delivery of an order Inactive, 0 events
        - s1: Web visit Inactive, 1 events
        - Load More
        + Not live | Ada Example
        + screen: NotPermitted(["externalContacts:session:view", "journey:session:view"])
        + Some data is hidden: External Contacts > Session > View (externalContacts:session:view)
    "#]]
    .assert_eq(&out);
}

#[test]
fn each_of_the_ten_permissions_revoked_in_the_middle_takes_exactly_its_part() {
    let mut undisturbed = opened(all_but(""));
    later(&mut undisturbed);
    let whole = undisturbed.text();
    let mut out = String::new();
    for (missing, path) in TEN {
        let mut scene = opened(all_but(""));
        let before = scene.text();
        scene.cloud.permissions = Some(all_but(missing));
        if !path.is_empty() {
            scene.cloud.forbid(path, missing);
        }
        if missing == "journey:visit:view" {
            scene.cloud.refused_topics.push(".events".into());
            scene.cloud.refused_topics.push(".sessions".into());
            scene.cloud.topic_permission = Some(missing.into());
        }
        assert_eq!(scene.text(), before, "nothing is gone before anything is refused");
        later(&mut scene);
        out += &format!("{missing} revoked\n{}", difference(&whole, &scene.text()));
    }
    expect![[r#"
        journey:customer:view revoked
        - Live | Ada Example
        + Live | Unknown
        + Some data is hidden: Journey > Customer > View (journey:customer:view)
        journey:event:view revoked
        - Page viewed: Home, 11:55
        - Page viewed: Returns, 11:56
        - Kit list shared by a friend: Returns, 11:57
        - Page viewed: Cart, 12:00
        - Outcome signup achieved
        - Outcome return achieved
        - Outcome buy 41 percent, peak 72 percent
        - matched Segment vip
        - matched Segment regular
        - Page viewed: Home, 02:00
        + Some data is hidden: Journey > Event > View (journey:event:view)
        journey:eventType:view revoked
        journey:outcome:view revoked
        - Outcome signup achieved
        - Outcome return achieved
        - Outcome buy 41 percent, peak 72 percent
        + Some data is hidden: Journey > Outcome > View (journey:outcome:view)
        journey:outcomescores:view revoked
        - Outcome buy 41 percent, peak 72 percent
        + Some data is hidden: Journey > OutcomeScores > View (journey:outcomescores:view)
        journey:segment:view revoked
        - matched Segment vip
        - matched Segment regular
        + Some data is hidden: Journey > Segment > View (journey:segment:view)
        journey:session:view revoked
        journey:sessionType:view revoked
        journey:visit:view revoked
        - Live | Ada Example
        + Not live | Ada Example
        + Some data is hidden: Journey > Visit > View (journey:visit:view)
        externalContacts:session:view revoked
        - Live | Ada Example
        - s2: Web visit Active, 4 events
        - Page viewed: Home, 11:55
        - Page viewed: Returns, 11:56
        - Kit list shared by a friend: Returns, 11:57
        - Page viewed: Cart, 12:00
        - Outcome signup achieved
        - Outcome return achieved
        - Outcome buy 41 percent, peak 72 percent
        - matched Segment vip
        - matched Segment regular
        - box: Delivery of an order Inactive, 0 events
        - s1: Web visit Inactive, 1 events
        - Page viewed: Home, 02:00
        - s0: Web visit Inactive, 0 events
        + Not live | Ada Example
        + screen: NotPermitted(["externalContacts:session:view", "journey:session:view"])
        + Some data is hidden: External Contacts > Session > View (externalContacts:session:view)
    "#]]
    .assert_eq(&out);
}

#[test]
fn a_link_that_comes_back_is_not_live_when_the_sessions_may_no_longer_be_read() {
    let mut scene = opened(all_but(""));
    assert_eq!(scene.word(), "Live");
    // The channel stays as it was confirmed; only the list is refused.
    scene.cloud.forbid("/journey/sessions?", "externalContacts:session:view");
    scene.cut();
    scene.pass(60_000);
    assert_eq!(scene.word(), "Not live", "{}", scene.text());
}

#[test]
fn a_topic_that_another_channel_refuses_has_the_list_say_which_permission_is_gone() {
    let mut scene = opened(all_but(""));
    scene.cloud.forbid("/journey/sessions?", "externalContacts:session:view");
    scene.cloud.refused_topics.push(".journey.sessions".into());
    // A channel that is lost: nothing is confirmed any more, so nothing would be read for being heard anew.
    scene.cloud.channels.clear();
    scene.sockets_blocked = true;
    scene.cut();
    scene.pass(20_000);
    scene.sockets_blocked = false;
    scene.pass(60_000);
    assert!(scene.cloud.n_channels > 1);
    assert!(scene.text().contains("(externalContacts:session:view)"), "{}", scene.text());
}
