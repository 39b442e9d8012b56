//! From an interaction to a verified contact.

use expect_test::expect;
use serde_json::json;

use super::scene::{Scene, ago};
use crate::input::{Command, Target};
use crate::model::ContactFlow;

fn caller(phone: &str) -> Scene {
    let mut scene = Scene::with_contact();
    scene.cloud.contact("bob", "Bob", "+4420000002");
    scene.cloud.web("b1", Some("bob"), ago(90));
    scene.cloud.contact("eve", "Eve", "+4420000002");
    scene.cloud.web("v1", Some("eve"), ago(95));
    scene.cloud.call("c1", phone, ago(0));
    scene.open(Target::Interactions)
}

#[test]
fn a_caller_with_one_match_is_associated_at_once() {
    let mut scene = caller("+4420000001");
    expect![[r#"
        Live | Ada Example
        interaction c1 shown
        contact: Verified("ada")
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    expect![[r#"
        GET /api/v2/users/me?expand=authorization
        GET /api/v2/date
        POST /api/v2/notifications/channels
        GET /api/v2/conversations
        PUT /api/v2/notifications/channels/ch1/subscriptions?ignoreErrors=true
        GET /api/v2/externalcontacts/reversewhitepageslookup?lookupVal=%2B4420000001
        PUT /api/v2/externalcontacts/conversations/c1
        GET /api/v2/externalcontacts/contacts/ada?expand=identifiers
        PUT /api/v2/notifications/channels/ch1/subscriptions?ignoreErrors=true
        GET /api/v2/externalcontacts/contacts/ada/journey/sessions?pageSize=10&includeMerged=true
        GET /api/v2/externalcontacts/contacts/ada/journey/segments?includeMerged=true&limit=500
        PUT /api/v2/notifications/channels/ch1/subscriptions?ignoreErrors=true
        GET /api/v2/journey/sessions/s2/outcomescores
        GET /api/v2/conversations
        GET /api/v2/externalcontacts/contacts/ada?expand=identifiers
        GET /api/v2/journey/sessions/s2/events?pageSize=200
        GET /api/v2/externalcontacts/contacts/ada/journey/sessions?pageSize=10&includeMerged=true
        GET /api/v2/externalcontacts/contacts/ada/journey/segments?includeMerged=true&limit=500"#]]
    .assert_eq(&scene.asked());
}

#[test]
fn a_caller_with_several_matches_is_chosen_by_the_agent() {
    let mut scene = caller("+4420000002");
    expect![[r#"
        Live | Unknown
        interaction c1 shown
        choose: [Bob Example (bob), Eve Example (eve)]
    "#]]
    .assert_eq(&scene.text());
    scene.command(Command::Verify("eve".into()));
    expect![[r#"
        Live | Eve Example
        interaction c1 shown
        contact: Verified("eve")
        v1: Web visit Inactive, 0 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_caller_without_a_match_is_searched_for() {
    let mut scene = caller("+4420000009");
    expect![[r#"
        Live | Unknown
        interaction c1 shown
        choose: []
    "#]]
    .assert_eq(&scene.text());
    scene.command(Command::SearchContacts(" Bob ".into()));
    expect![[r#"
        Live | Unknown
        interaction c1 shown
        choose: [Bob Example (bob)] for "Bob"
    "#]]
    .assert_eq(&scene.text());
    scene.command(Command::Verify("bob".into()));
    expect![[r#"
        Live | Bob Example
        interaction c1 shown
        contact: Verified("bob")
        b1: Web visit Inactive, 0 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn answers_of_an_older_search_are_dropped() {
    let mut scene = caller("+4420000009");
    scene.hold("q=Bob");
    scene.command(Command::SearchContacts("Bob".into()));
    let late = scene.call_id("q=Bob");
    scene.command(Command::SearchContacts("Eve".into()));
    let body = json!({ "entities": [scene.cloud.contacts["bob"]] }).to_string();
    scene.step(crate::input::Input::Answer(
        late,
        crate::input::Reply::Http { status: 200, body, retry_after: None, correlation_id: None },
    ));
    expect![[r#"
        Live | Unknown
        interaction c1 shown
        choose: [Eve Example (eve)] for "Eve"
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_wrong_match_can_be_cancelled_and_another_chosen() {
    let mut scene = caller("+4420000001");
    scene.toggle("s2");
    scene.command(Command::CancelVerification);
    scene.tell_talk("c1");
    expect![[r#"
        Live | Unknown
        interaction c1 shown
        choose: [Ada Example (ada)]
    "#]]
    .assert_eq(&scene.text());
    scene.command(Command::SearchContacts("Bob".into()));
    scene.command(Command::Verify("bob".into()));
    scene.tell_talk("c1");
    expect![[r#"
        Live | Bob Example
        interaction c1 shown
        contact: Verified("bob")
        b1: Web visit Inactive, 0 events
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn an_association_that_fails_goes_back_to_the_choice() {
    let mut scene = caller("+4420000002");
    scene.cloud.fail("conversations/c1", 409, 1);
    scene.command(Command::Verify("eve".into()));
    expect![[r#"
        Live | Unknown
        interaction c1 shown
        choose: [Bob Example (bob), Eve Example (eve)] ! The contact could not be verified
    "#]]
    .assert_eq(&scene.text());
    scene.cloud.forbid("externalcontacts/conversations/c1", "externalContacts:conversation:associate");
    scene.command(Command::Verify("eve".into()));
    expect![[r#"
        Live | Unknown
        interaction c1 shown
        choose: [Bob Example (bob), Eve Example (eve)] ! The contact could not be verified (cannot verify)
        Some data is hidden: External Contacts > Conversation > Associate (externalContacts:conversation:associate)
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn a_contact_associated_elsewhere_is_followed() {
    let mut scene = caller("+4420000009");
    scene.cloud.conversations[0]["participants"][0]["externalContactId"] = json!("bob");
    scene.tell_talk("c1");
    expect![[r#"
        Live | Bob Example
        interaction c1 shown
        contact: Verified("bob")
        b1: Web visit Inactive, 0 events
    "#]]
    .assert_eq(&scene.text());
    // And corrected there: the wrong person's journey goes.
    scene.cloud.conversations[0]["participants"][0]["externalContactId"] = json!("eve");
    scene.tell_talk("c1");
    expect![[r#"
        Live | Eve Example
        interaction c1 shown
        contact: Verified("eve")
        v1: Web visit Inactive, 0 events
    "#]]
    .assert_eq(&scene.text());
    scene.cloud.conversations[0]["participants"][0]["externalContactId"] = json!(null);
    scene.tell_talk("c1");
    expect![[r#"
        Live | Unknown
        interaction c1 shown
        choose: []
    "#]]
    .assert_eq(&scene.text());
}

#[test]
fn an_announcement_older_than_the_association_does_not_undo_it() {
    let mut scene = caller("+4420000009");
    let before = scene.cloud.conversations[0].clone();
    scene.command(Command::SearchContacts("Bob".into()));
    scene.command(Command::Verify("bob".into()));
    scene.publish("v2.users.me.conversations", &before);
    scene.rest();
    assert_eq!(*scene.core.journey().contact(), ContactFlow::Verified("bob".into()));
    scene.tell_talk("c1");
    assert_eq!(*scene.core.journey().contact(), ContactFlow::Verified("bob".into()));
}

#[test]
fn a_chat_needs_no_verification_and_a_cookie_finds_the_contact() {
    let mut scene = Scene::with_contact();
    scene.cloud.contacts.get_mut("ada").expect("ada")["cookie"] = json!("c-1");
    scene.cloud.chat("c1", "gone", "c-1", ago(0));
    let scene = scene.open(Target::Conversation("c1".into()));
    expect![[r#"
        Live | Ada Example
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    assert_eq!(*scene.core.journey().contact(), ContactFlow::NotNeeded);
}

#[test]
fn merging_contacts_adds_sessions_and_keeps_expanded_cards() {
    let mut scene = Scene::with_contact();
    scene.cloud.contact("anon", "Anon", "");
    scene.cloud.contacts.get_mut("anon").expect("it")["firstName"] = json!(null);
    scene.cloud.web("a1", Some("anon"), ago(2));
    scene.cloud.page("a1", "Home", ago(2));
    let mut scene = scene.open(Target::Contact("anon".into()));
    scene.toggle("a1");
    let anon = scene.cloud.contacts.get_mut("anon").expect("it");
    anon["canonicalContact"] = json!({ "id": "ada" });
    anon["mergedTo"] = json!({ "id": "ada" });
    scene.publish(
        "v2.externalcontacts.contacts.anon",
        &json!({ "id": "anon", "mergedTo": "ada", "canonicalContactId": "ada" }),
    );
    scene.rest();
    scene.pass(2_000);
    expect![[r#"
        Live | Ada Example
        a1: Web visit Active, 1 events
          Page viewed: Home, 11:58
        s2: Web visit Active, 2 events
        s1: Web visit Inactive, 1 events
    "#]]
    .assert_eq(&scene.text());
    assert_eq!(scene.said, ["2 more sessions found"]);
    // The old record's topics are still heard.
    scene.visit("a1", "Cart");
    assert!(scene.text().contains("Page viewed: Cart"), "{}", scene.text());
}

#[test]
fn a_name_that_becomes_known_replaces_unknown() {
    let mut scene = Scene::with_contact();
    scene.cloud.contacts.get_mut("ada").expect("ada")["firstName"] = json!(null);
    scene.cloud.contacts.get_mut("ada").expect("ada")["lastName"] = json!(null);
    let mut scene = scene.open(Target::Contact("ada".into()));
    assert!(scene.text().contains("| Unknown"));
    scene.cloud.contact("ada", "Ada", "+4420000001");
    scene.publish(
        "v2.externalcontacts.contacts.ada",
        &json!({ "id": "ada", "firstName": "Ada", "lastName": "Example" }),
    );
    assert!(scene.text().contains("| Ada Example"));
    scene.rest();
    assert_eq!(scene.core.journey().customer().identifiers.len(), 1);
}
