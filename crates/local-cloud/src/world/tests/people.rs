//! Contacts: recognised, named, merged, found.

use super::*;

#[test]
fn an_email_that_nobody_has_makes_the_visitor_identified() {
    let mut story = Story::new();
    story.view("c1", "/shop/");
    story.notices();
    story.sign_up("c1", &[("email", "new@example.com"), ("givenName", "Nia"), ("phone", "0113 496 0177")]);
    let contact = story.contact_of("c1");
    assert_eq!(contact.kind.as_deref(), Some("Identified"));
    assert_eq!(contact.first_name.as_deref(), Some("Nia"));
    assert_eq!(contact.personal_email.as_deref(), Some("new@example.com"));
    assert_eq!(contact.cell_phone.unwrap().e164.as_deref(), Some("+441134960177"));
    let id = contact.id.unwrap();
    assert!(topics(&story.notices()).contains(&format!("v2.externalcontacts.contacts.{id}").as_str()));
    assert_eq!(story.world.contacts_by_value("+44 113 496 0177").len(), 1);
}

#[test]
fn an_email_given_mid_session_stitches_the_visitor_to_the_known_contact() {
    let mut story = Story::new();
    let maren = story.world.seed_contact(person("Maren", "Maren.Okafor@example.com", "+44 113 496 0142"));
    let earlier = story.view("old-laptop", "/shop/");
    story.sign_up("old-laptop", &[("email", "maren.okafor@example.com")]);
    story.wait(86_400).tick();

    let current = story.view("new-phone", "/shop/");
    let ephemeral = story.contact_of("new-phone").id.unwrap();
    assert_ne!(ephemeral, maren);
    assert_eq!(story.world.sessions_of_contact(&ephemeral, true).unwrap().len(), 1);
    story.notices();
    story.sign_up("new-phone", &[("email", " MAREN.okafor@example.com ")]);

    assert_eq!(story.contact_of("new-phone").id.as_deref(), Some(maren.as_str()));
    let merged = story.world.contact_unresolved(&ephemeral).unwrap();
    assert_eq!(merged.merged_to.unwrap().id.as_deref(), Some(maren.as_str()));
    assert_eq!(merged.canonical_contact.unwrap().id.as_deref(), Some(maren.as_str()));
    let head = story.world.contact(&ephemeral).unwrap();
    assert_eq!(head.id.as_deref(), Some(maren.as_str()));
    assert_eq!(head.merge_set.len(), 3);
    for id in [&ephemeral, &maren] {
        let ids: Vec<String> =
            story.world.sessions_of_contact(id, true).unwrap().into_iter().map(|session| session.id).collect();
        assert_eq!(ids, [current.clone(), earlier.clone()], "either id leads to all sessions");
    }
    assert_eq!(story.world.sessions_of_contact(&ephemeral, false).unwrap().len(), 1);

    let notices = story.notices();
    let topics = topics(&notices);
    for id in [&ephemeral, &maren] {
        assert!(topics.contains(&format!("v2.externalcontacts.contacts.{id}").as_str()));
        assert!(topics.contains(&format!("v2.externalcontacts.contacts.{id}.journey.sessions").as_str()));
    }
    let told =
        notices.iter().find(|notice| notice.topic == format!("v2.externalcontacts.contacts.{ephemeral}")).unwrap();
    assert_eq!(told.body["mergedTo"], maren.as_str());
    assert_eq!(told.body["canonicalContactId"], maren.as_str());

    // What comes later reaches those who watch the head, and a new visit is the head's own.
    story.view("new-phone", "/shop/p/tarn-parka/");
    assert!(
        story
            .notices()
            .iter()
            .any(|notice| notice.topic == format!("v2.externalcontacts.contacts.{maren}.journey.sessions"))
    );
    story.wait(3_600);
    let next = story.view("new-phone", "/shop/");
    assert_eq!(story.session(&next).external_contact.unwrap().id.as_deref(), Some(maren.as_str()));
}

#[test]
fn a_shared_telephone_number_stitches_nobody() {
    let mut story = Story::new();
    story.world.seed_contact(person("Ana", "ana@example.com", "+441134960150"));
    story.world.seed_contact(person("Ben", "ben@example.com", "0113 496 0150"));
    story.view("c1", "/shop/");
    story.sign_up("c1", &[("phone", "+44 113 496 0150")]);
    let contact = story.contact_of("c1");
    assert_eq!(contact.kind.as_deref(), Some("Identified"));
    assert!(contact.merged_to.is_none());
    assert_eq!(story.world.contacts_by_value("+441134960150").len(), 3);
}

#[test]
fn traits_that_are_not_what_they_claim_change_nothing() {
    let mut story = Story::new();
    story.view("c1", "/shop/");
    story.sign_up("c1", &[("email", "nobody"), ("phone", "call me"), ("hobby", "knots")]);
    assert_eq!(story.contact_of("c1").kind.as_deref(), Some("Ephemeral"));
}

#[test]
fn a_search_needs_every_word_and_leaves_out_who_is_unknown_or_merged() {
    let mut story = Story::new();
    story.world.seed_contact(person("Maren", "maren@example.com", "+441134960142"));
    story.world.seed_contact(person("Marek", "marek@example.com", "+441134960143"));
    story.view("c1", "/shop/");
    let names = |q: &str| -> Vec<String> {
        story.world.contacts_matching(q).into_iter().filter_map(|contact| contact.first_name).collect()
    };
    assert_eq!(names("mare"), ["Marek", "Maren"]);
    assert_eq!(names("okafor MAREN"), ["Maren"]);
    assert_eq!(names("0113 496 0143"), ["Marek"]);
    assert_eq!(names("marek@"), ["Marek"]);
    assert_eq!(names("zelda"), [""; 0]);
    assert_eq!(names(""), ["Marek", "Maren"]);
}

#[test]
fn an_ephemeral_contact_can_be_promoted() {
    let mut story = Story::new();
    story.view("c1", "/shop/");
    let id = story.contact_of("c1").id.unwrap();
    assert_eq!(story.world.promote(&id, story.at).unwrap().kind.as_deref(), Some("Curated"));
    assert!(matches!(story.world.promote("nobody", story.at), Err(Refusal::NotFound { .. })));
}

#[test]
fn numbers_are_brought_into_one_form() {
    use super::super::phone::e164;
    for (text, expected) in [
        ("+44 113 496 0142", Some("+441134960142")),
        ("0113 496 0142", Some("+441134960142")),
        ("+44 (0) 113 496 0142", Some("+441134960142")),
        ("0044-113-4960142", Some("+441134960142")),
        ("tel:+441134960142", Some("+441134960142")),
        ("+1 (207) 555-0100", Some("+12075550100")),
        ("12", None),
        ("anonymous", None),
        ("+44113x4960142", None),
        ("+1234567890123456", None),
    ] {
        assert_eq!(e164(text).as_deref(), expected, "{text}");
    }
}
