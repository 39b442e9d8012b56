//! Who the customer is, as it comes out while the page is open: told, stitched, merged, promoted, unlinked; what is linked
//! to the contact, the interaction or its journey session; which session belongs to the interaction.

use expect_test::expect;
use serde_json::json;

use super::cloud::iso;
use super::scene::{Scene, ago};
use crate::input::{Command, Target};
use crate::model::ContactKind;

/// A chat out of a visit of somebody unknown; Ada has been here before.
fn chat() -> Scene {
    let mut scene = Scene::with_contact();
    scene.cloud.web("v1", None, ago(3));
    scene.cloud.page("v1", "Home", ago(3));
    scene.cloud.chat("c1", "v1", "c-9", ago(0));
    scene
}

/// The conversation session of an interaction.
fn talk_session(scene: &mut Scene, id: &str, of: &str, contact: &str) {
    let session = json!({
        "id": id, "type": "conversation", "externalContact": { "id": contact }, "createdDate": iso(ago(0)), "eventCount": 1,
        "conversation": { "id": of }, "conversationChannels": [{ "type": "Message", "messageType": "WebMessaging" }],
        "originatingDirection": "Inbound", "lastConnectedUser": { "id": "me" },
    });
    scene.cloud.sessions.insert(id.into(), session);
    scene.tell_session(id);
    scene.rest();
}

#[test]
fn an_unknown_visitor_who_tells_their_address_becomes_a_customer_with_a_past() {
    let mut scene = chat().open(Target::Conversation("c1".into()));
    expect![[r#"
        Live | Unknown
        v1: Web visit Active, 1 events *
    "#]]
    .assert_eq(&scene.text());
    // The address is told in a form; the cloud stitches the visit to the contact that has it.
    let told = scene.cloud.event(
        "v1",
        scene.now,
        &json!({
            "eventName": "form_submitted", "page": { "title": "Sign up", "url": "https://shop.example/sign-up" },
            "traits": { "email": { "dataType": "STRING", "value": "ada@example.com" } },
        }),
    );
    scene.cloud.sessions.get_mut("v1").expect("it")["externalContact"] = json!({ "id": "ada" });
    scene.tell("v1", &told);
    scene.rest();
    scene.pass(6_000);
    expect![[r#"
        Live | Ada Example
        The journey session is linked to the contact, this conversation is not.
        v1: Web visit Active, 2 events *
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    assert_eq!(scene.said, ["Form submitted: Sign up", "2 more sessions found"]);
}

#[test]
fn the_conversation_may_be_linked_before_its_visit_is() {
    let mut scene = chat().open(Target::Conversation("c1".into()));
    scene.cloud.conversations[0]["participants"][0]["externalContactId"] = json!("ada");
    scene.tell_talk("c1");
    expect![[r#"
        Live | Ada Example
        This conversation is linked to the contact, its journey session is not yet.
        v1: Web visit Active, 1 events *
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    // The visit is stitched a moment later: nothing is left to be said.
    scene.cloud.sessions.get_mut("v1").expect("it")["externalContact"] = json!({ "id": "ada" });
    scene.tell_session("v1");
    scene.rest();
    assert!(!scene.text().contains("linked"), "{}", scene.text());
}

#[test]
fn a_listed_session_is_linked_even_when_it_does_not_name_its_contact() {
    let mut scene = chat();
    scene.cloud.sessions.get_mut("v1").expect("it")["externalContact"] = json!({ "id": "ada" });
    scene.cloud.conversations[0]["participants"][0]["externalContactId"] = json!("ada");
    scene.hold("journey/sessions");
    scene.start(Target::Conversation("c1".into()));
    scene.rest();
    let bare = json!({ "id": "v1", "type": "web", "createdDate": iso(ago(3)) }).to_string();
    scene.reply("journey/sessions/v1", 200, &bare);
    assert!(scene.text().contains("its journey session is not yet"), "{}", scene.text());
    scene.reply("ada/journey/sessions", 200, &format!(r#"{{"entities":[{bare}]}}"#));
    assert!(!scene.text().contains("linked"), "{}", scene.text());
}

#[test]
fn sessions_of_a_contact_that_is_unlinked_elsewhere_go_and_the_visit_stays() {
    let mut scene = chat();
    scene.cloud.conversations[0]["participants"][0]["externalContactId"] = json!("ada");
    let mut scene = scene.open(Target::Conversation("c1".into()));
    scene.toggle("s2");
    assert!(scene.text().contains("s1: Web visit"), "{}", scene.text());
    scene.cloud.conversations[0]["participants"][0]["externalContactId"] = json!(null);
    scene.tell_talk("c1");
    expect![[r#"
        Live | Unknown
        v1: Web visit Active, 1 events *
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_cancellation_that_is_announced_late_does_not_undo_the_next_choice() {
    let mut scene = Scene::with_contact();
    scene.cloud.contact("bob", "Bob", "+4420000002");
    scene.cloud.web("b1", Some("bob"), ago(90));
    scene.cloud.call("c1", "+4420000001", ago(0));
    let mut scene = scene.open(Target::Interactions);
    scene.tell_talk("c1");
    scene.command(Command::CancelVerification);
    let cancelled = scene.cloud.conversations[0].clone();
    scene.command(Command::SearchContacts("Bob".into()));
    scene.command(Command::Verify("bob".into()));
    scene.publish("v2.users.me.conversations", &cancelled);
    scene.rest();
    expect![[r#"
        Live | Bob Example
        interaction c1 shown
        contact: Verified("bob")
        b1: Web visit Inactive, 0 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_record_that_an_agent_promotes_shows_so_at_once() {
    let mut scene = Scene::with_contact();
    let ada = scene.cloud.contacts.get_mut("ada").expect("ada");
    (ada["type"], ada["firstName"], ada["lastName"]) = (json!("Ephemeral"), json!(null), json!(null));
    let mut scene = scene.open(Target::Contact("ada".into()));
    assert_eq!(scene.core.journey().customer().kind, ContactKind::Unknown);
    scene.hold("contacts/ada?");
    scene.publish("v2.externalcontacts.contacts.ada", &json!({ "id": "ada", "type": "Curated", "firstName": "Ada" }));
    scene.rest();
    assert_eq!(scene.core.journey().customer().kind, ContactKind::Curated);
    assert!(scene.text().starts_with("Live | Ada\n"), "{}", scene.text());
    // A notice that leaves name and kind out takes neither away.
    scene.publish("v2.externalcontacts.contacts.ada", &json!({ "id": "ada", "modifyDate": iso(ago(0)) }));
    assert_eq!(scene.core.journey().customer().kind, ContactKind::Curated);
    assert!(scene.text().starts_with("Live | Ada\n"), "{}", scene.text());
}

#[test]
fn merged_records_are_listed_together_and_both_are_heard() {
    let mut scene = Scene::with_contact();
    scene.cloud.contact("old", "Old", "");
    scene.cloud.web("o1", Some("old"), ago(300));
    let mut scene = scene.open(Target::Contact("ada".into()));
    // Merged in the contact's own record: the head stays, its set grows.
    scene.cloud.contacts.get_mut("old").expect("it")["canonicalContact"] = json!({ "id": "ada" });
    let set = json!([{ "id": "ada" }, { "id": "old" }]);
    scene.cloud.contacts.get_mut("ada").expect("it")["mergeSet"] = set;
    scene.asked();
    scene.publish(
        "v2.externalcontacts.contacts.ada",
        &json!({ "id": "ada", "type": "Curated", "firstName": "Ada", "lastName": "Example" }),
    );
    scene.rest();
    scene.pass(2_000);
    expect![[r#"
        Live | Ada Example
        s2: Web visit Active, 2 events
        o1: Web visit Inactive, 0 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    assert_eq!(scene.said, ["1 more session found"]);
    assert!(scene.asked().contains("includeMerged=true"));
    scene.visit("o1", "Cart");
    assert!(scene.text().contains("o1: Web visit Active, 1 events"), "{}", scene.text());
}

#[test]
fn a_merged_record_that_has_no_sessions_yet_is_heard_too() {
    // Each of them: whichever of them the next visit is of.
    for next in ["old", "older"] {
        let mut scene = Scene::with_contact();
        scene.cloud.contact("old", "Old", "");
        scene.cloud.contact("older", "Older", "");
        let mut scene = scene.open(Target::Contact("ada".into()));
        for record in ["old", "older"] {
            scene.cloud.contacts.get_mut(record).expect("it")["canonicalContact"] = json!({ "id": "ada" });
        }
        let set = json!([{ "id": "ada" }, { "id": "old" }, { "id": "older" }]);
        scene.cloud.contacts.get_mut("ada").expect("it")["mergeSet"] = set;
        let body = json!({ "id": "ada", "type": "Curated", "firstName": "Ada", "lastName": "Example" });
        scene.publish("v2.externalcontacts.contacts.ada", &body);
        // The topics are put and not confirmed while that is so.
        scene.hold("/subscriptions");
        scene.rest();
        assert_ne!(scene.word(), "Live", "{next}");
        // A visit that begins meanwhile is told to nobody, and the list has been read.
        scene.cloud.web("o1", Some(next), scene.now);
        scene.release();
        scene.pass(2_000);
        assert_eq!(scene.word(), "Live", "{next}");
        assert!(scene.text().contains("o1: Web visit Active"), "{next}: {}", scene.text());
        scene.cloud.web("o2", Some(next), scene.now);
        scene.tell_session("o2");
        assert!(scene.text().contains("o2: Web visit Active"), "{next}: {}", scene.text());
    }
}

#[test]
fn the_card_of_the_conversation_is_marked_when_it_arrives() {
    let mut scene = chat();
    scene.cloud.sessions.get_mut("v1").expect("it")["externalContact"] = json!({ "id": "ada" });
    scene.cloud.conversations[0]["participants"][0]["externalContactId"] = json!("ada");
    let mut scene = scene.open(Target::Conversation("c1".into()));
    assert!(scene.text().contains("v1: Web visit Active, 1 events *"), "{}", scene.text());
    talk_session(&mut scene, "t1", "c1", "ada");
    talk_session(&mut scene, "t0", "another", "ada");
    expect![[r#"
        Live | Ada Example
        t0: Web message Active, 1 events
        t1: Web message Active, 1 events *
        v1: Web visit Active, 1 events
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_call_has_its_own_session_marked() {
    let mut scene = Scene::with_contact();
    scene.cloud.call("c1", "+4420000001", ago(0));
    let mut scene = scene.open(Target::Interactions);
    talk_session(&mut scene, "t1", "c1", "ada");
    assert!(scene.text().contains("t1: Web message Active, 1 events *"), "{}", scene.text());
}

#[test]
fn a_visitor_whose_record_was_never_merged_after_all_is_found_anew() {
    for is_read in [true, false] {
        let mut scene = chat();
        scene.cloud.contact("old", "Old", "");
        let both = json!([{ "id": "ada" }, { "id": "old" }]);
        let old = scene.cloud.contacts.get_mut("old").expect("it");
        (old["cookie"], old["canonicalContact"], old["mergeSet"]) =
            (json!("c-9"), json!({ "id": "ada" }), both.clone());
        scene.cloud.contacts.get_mut("ada").expect("she")["mergeSet"] = both;
        if !is_read {
            scene.hold("contacts/ada?");
        }
        let mut scene = scene.open(Target::Conversation("c1".into()));
        assert!(scene.text().contains("s1: Web visit"), "{}", scene.text());
        // A cloud comes back in which they are two; the head has become somebody else's since.
        scene.cloud.contact("bea", "Bea", "");
        let old = scene.cloud.contacts.get_mut("old").expect("it");
        (old["canonicalContact"], old["mergeSet"]) = (json!(null), json!([{ "id": "old" }]));
        let ada = scene.cloud.contacts.get_mut("ada").expect("she");
        ada["mergeSet"] = json!([{ "id": "ada" }]);
        if is_read {
            let both = json!([{ "id": "ada" }, { "id": "bea" }]);
            (ada["canonicalContact"], ada["mergeSet"]) = (json!({ "id": "bea" }), both.clone());
            scene.cloud.contacts.get_mut("bea").expect("she")["mergeSet"] = both;
        }
        scene.restarted();
        scene.release();
        scene.pass(30_000);
        assert_eq!(scene.word(), "Live");
        assert!(scene.text().starts_with("Live | Old Example"), "{is_read}: {}", scene.text());
        assert!(!scene.text().contains("s1: Web visit"), "{is_read}: {}", scene.text());
    }
}
