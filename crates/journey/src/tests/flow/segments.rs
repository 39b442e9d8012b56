//! Segments of the customer: read with the contact, kept by its topic, absent without trace where they are not to be had.

use serde_json::{Value, json};

use super::cloud::iso;
use super::print::lens;
use super::scene::{Scene, ago};
use crate::input::Target;
use crate::view::segments::of_customer;

fn assignment(segment: &str, minutes: i64, session: Option<&str>) -> Value {
    let mut one = json!({
        "segment": { "id": segment }, "externalContact": { "id": "ada" }, "dateAssigned": iso(ago(minutes)),
        "dateForUnassignment": iso(ago(-1_000)),
    });
    if let Some(session) = session {
        one["session"] = json!({ "id": session, "type": "web" });
    }
    one
}

fn scene() -> Scene {
    let mut scene = Scene::with_contact();
    let all = vec![assignment("loyal", 900, None), assignment("hidden", 800, None), assignment("early", 4, Some("s2"))];
    scene.cloud.assignments.insert("ada".into(), all);
    scene
}

/// The chips at the top of the page, beside those of the newest session.
fn chips(scene: &Scene) -> String {
    let journey = scene.core.journey();
    let lens = lens(journey, scene.now);
    let session = journey.session(&"s2".into()).cloned();
    let chips = of_customer(journey.customer(), session.as_deref(), &lens);
    let name = |chip: &crate::view::segments::SegmentChip| {
        format!("{}{}", chip.name, if chip.ended { " (ended)" } else { "" })
    };
    chips.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[test]
fn segments_of_the_customer_stand_with_those_of_the_session_in_the_order_of_assignment() {
    let scene = scene().open(Target::Contact("ada".into()));
    assert_eq!(chips(&scene), "Segment loyal, Segment early");
    assert_eq!(scene.word(), "Live");
}

#[test]
fn a_segment_taken_away_turns_gray_and_a_new_one_appears_live() {
    let mut scene = scene().open(Target::Contact("ada".into()));
    let topic = "v2.externalcontacts.contacts.ada.journey.segments";
    let body = |segment: &str, state: &str, at: i64| {
        json!({
            "id": "x", "createdDate": iso(ago(at)), "segmentAssignmentEvent": {
                "segment": { "id": segment }, "assignmentState": state, "dateAssigned": iso(ago(if state == "Assigned" { at } else { 900 })),
            },
        })
    };
    scene.publish(topic, &body("loyal", "Unassigned", 0));
    scene.publish(topic, &body("fresh", "Assigned", 0));
    scene.rest();
    assert_eq!(chips(&scene), "Segment loyal (ended), Segment early, Segment fresh");
    scene.publish(topic, &body("loyal", "Assigned", -1));
    scene.rest();
    assert_eq!(chips(&scene), "Segment early, Segment fresh, Segment loyal");
}

#[test]
fn without_the_permission_nothing_is_asked_twice_and_nothing_is_named() {
    let mut scene = scene();
    scene.cloud.forbid("contacts/ada/journey/segments", "externalContacts:segmentAssignment:view");
    let scene = scene.open(Target::Contact("ada".into()));
    assert_eq!(chips(&scene), "");
    assert_eq!(scene.n_asked("ada/journey/segments"), 1);
    assert!(!scene.text().contains("hidden") && scene.word() == "Live", "{}", scene.text());
}

#[test]
fn another_contact_brings_their_own() {
    let mut scene = scene();
    scene.cloud.contact("bob", "Bob", "+4420000002");
    scene.cloud.web("b1", Some("bob"), ago(90));
    scene.cloud.call("c1", "+4420000009", ago(0));
    scene.cloud.conversations[0]["participants"][0]["externalContactId"] = json!("ada");
    let mut scene = scene.open(Target::Conversation("c1".into()));
    assert_eq!(scene.core.journey().customer().segments.len(), 3);
    scene.cloud.conversations[0]["participants"][0]["externalContactId"] = json!("bob");
    scene.tell_talk("c1");
    assert!(scene.text().contains("Bob"), "{}", scene.text());
    assert_eq!(scene.core.journey().customer().segments, []);
}
