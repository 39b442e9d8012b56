//! What documented bodies and frames are read as.

use expect_test::{expect, expect_file};

use crate::decode::{self, Decoded};
use crate::model::{Body, Medium, SessionKind, UserId};

const SESSIONS: &str = include_str!("test_data/sessions.json");
const EVENTS: &str = include_str!("test_data/events.json");
const FRAMES: &str = include_str!("test_data/frames.jsonl");

fn lines<T: std::fmt::Debug>(items: impl IntoIterator<Item = T>) -> String {
    items.into_iter().map(|item| format!("{item:?}\n")).collect()
}

#[test]
fn a_session_is_read_with_all_its_facts() {
    let page = decode::sessions(SESSIONS).unwrap();
    assert_eq!((page.items.len(), page.n_rejected), (5, 0));
    assert_eq!(
        page.next.as_deref(),
        Some("/api/v2/externalcontacts/contacts/contact-1/journey/sessions?after=abc&pageSize=10")
    );
    expect_file!["test_data/decoded/session.txt"].assert_eq(&format!("{:#?}\n", page.items[0]));
}

#[test]
fn every_kind_of_session_is_told_apart() {
    let page = decode::sessions(SESSIONS).unwrap();
    let kinds: Vec<&SessionKind> = page.items.iter().map(|session| &session.kind).collect();
    assert_eq!(
        kinds,
        [
            &SessionKind::Web,
            &SessionKind::App,
            &SessionKind::Conversation,
            &SessionKind::Custom("delivery".into()),
            &SessionKind::Custom("case".into())
        ]
    );
    expect_file!["test_data/decoded/kinds.txt"].assert_eq(&lines(
        page.items[1..]
            .iter()
            .map(|session| (&session.conversation, &session.case, &session.app, &session.attributes, session.ended)),
    ));
}

#[test]
fn a_session_without_type_is_what_its_facts_say() {
    let kind = |facts: &str| {
        let body = format!(r#"{{"id":"s","createdDate":"2026-11-20T14:00:00Z"{facts}}}"#);
        decode::session(&body).map(|session| session.kind)
    };
    assert_eq!(kind(r#","pageviewCount":1"#), Some(SessionKind::Web));
    assert_eq!(kind(r#","lastScreen":"Home""#), Some(SessionKind::App));
    assert_eq!(kind(r#","conversation":{"id":"c"}"#), Some(SessionKind::Conversation));
    assert_eq!(kind(r#","type":"delivery","conversation":{"id":"c"}"#), Some(SessionKind::Conversation));
    assert_eq!(kind(r#","type":"delivery","conversation":{}"#), Some(SessionKind::Custom("delivery".into())));
    assert_eq!(kind(""), Some(SessionKind::Custom("session".into())));
}

#[test]
fn every_kind_of_event_is_read() {
    let page = decode::events(EVENTS).unwrap();
    assert_eq!((page.items.len(), page.n_rejected), (10, 0));
    expect_file!["test_data/decoded/events.txt"]
        .assert_eq(&lines(page.items.iter().map(|event| (&event.id, &event.body))));
}

#[test]
fn of_several_bodies_the_named_one_is_taken() {
    let body = |event_type: &str, bodies: &str| {
        let text = format!(
            r#"{{"entities":[{{"id":"e","session":{{"id":"s"}},"createdDate":"2026-11-20T14:00:00Z","eventType":"{event_type}"{bodies}}}]}}"#
        );
        decode::events(&text).unwrap().items.remove(0).body
    };
    let both = r#","webEvent":{"eventName":"page_viewed"},"outcomeAchievedEvent":{"outcome":{"id":"o"}}"#;
    assert!(matches!(body("com.genesys.journey.OutcomeAchievedEvent", both), Body::Outcome { .. }));
    assert!(matches!(body("WebEvent", both), Body::Web(_)));
    assert!(matches!(body("Other", both), Body::Web(_)));
    let outcome = r#","outcomeAchievedEvent":{"outcome":{"id":"o"}}"#;
    assert!(matches!(body("WebEvent", outcome), Body::Outcome { .. }), "a body that is there counts more");
    assert_eq!(body("com.genesys.journey.NewEvent", ""), Body::Other("NewEvent".into()));
    assert_eq!(body("", ""), Body::Other("event".into()));
    assert_eq!(body("WebEvent", r#","webEvent":null"#), Body::Other("WebEvent".into()));
}

#[test]
fn an_event_that_names_no_session_belongs_to_its_listing() {
    let text = r#"{"entities":[{"id":"e","createdDate":"2026-11-20T14:00:00Z"}],"selfUri":"/api/v2/journey/sessions/s-1/events?pageSize=200"}"#;
    assert_eq!(decode::events(text).unwrap().items[0].session, "s-1".into());
    let text = r#"{"entities":[{"id":"e","createdDate":"2026-11-20T14:00:00Z"}]}"#;
    assert_eq!(decode::events(text).unwrap().n_rejected, 1);
}

#[test]
fn every_frame_is_read() {
    let decoded = FRAMES.lines().map(|line| match decode::frame(line) {
        Decoded::Sessions { contact, sessions, .. } => {
            format!("Sessions {contact:?} {:?}", sessions.iter().map(|one| &one.id).collect::<Vec<_>>())
        }
        Decoded::Events { events, .. } => lines(events.iter().map(|event| (&event.id, &event.session, &event.body))),
        other => format!("{other:?}"),
    });
    let text: String = decoded.map(|line| format!("{}\n", line.trim_end())).collect();
    expect_file!["test_data/decoded/frames.txt"].assert_eq(&text);
}

#[test]
fn a_notification_equals_the_rest_answer_except_for_what_it_leaves_out() {
    let Decoded::Sessions { mut sessions, .. } = decode::frame(FRAMES.lines().next().unwrap()) else {
        panic!("sessions");
    };
    let rest = decode::sessions(SESSIONS).unwrap().items.remove(0);
    let mut live = sessions.remove(0);
    assert_eq!((live.attributes.len(), live.external_id.clone(), live.short_id.clone()), (0, None, None));
    live.attributes.clone_from(&rest.attributes);
    live.external_id.clone_from(&rest.external_id);
    live.external_url.clone_from(&rest.external_url);
    live.short_id.clone_from(&rest.short_id);
    assert_eq!(live, rest);
}

#[test]
fn segments_that_agents_must_not_see_have_no_facts() {
    let segments = decode::segments(include_str!("../../../wire/tests/samples/segment_listing.json")).unwrap();
    expect![[r#"
        ("segment-early", Some(SegmentFacts { name: "Winter buyers", color: (0, 128, 0), description: Some("Set by marketing"), scope: Some("Session"), expiration_days: Some(30), source: Some("AdobeExperiencePlatform") }))
        ("segment-late", Some(SegmentFacts { name: "At risk", color: (255, 0, 170), description: Some("Set by marketing"), scope: Some("Session"), expiration_days: None, source: None }))
        ("segment-secret", None)
        ("segment-customer", None)
    "#]].assert_eq(&lines(segments));
    let shown = |flag: &str, scope: &str| {
        let body =
            format!(r##"{{"entities":[{{"id":"s","displayName":"n","color":"#fff","scope":"{scope}"{flag}}}]}}"##);
        decode::segments(&body).unwrap()[0].1.is_some()
    };
    assert!(shown("", "Session"));
    assert!(!shown("", "Customer"), "without a flag, segments of the customer stay hidden");
    assert!(shown(r#","shouldDisplayToAgent":true"#, "Customer"));
    assert!(!shown(r#","shouldDisplayToAgent":[]"#, "Session"), "an unreadable flag may have said no");
}

#[test]
fn outcomes_and_scores_are_read() {
    let outcomes = decode::outcomes(include_str!("test_data/outcomes.json")).unwrap();
    let scores = decode::scores(include_str!("../../../wire/tests/samples/outcome_scores.json")).unwrap();
    expect_file!["test_data/decoded/scores.txt"].assert_eq(&format!("{}{scores:#?}\n", lines(outcomes)));
}

#[test]
fn an_impossible_likelihood_is_left_out() {
    let score = |value: &str| {
        let text = format!(r#"{{"outcomeScores":[{{"outcome":{{"id":"o"}},"probability":{value}}}]}}"#);
        decode::scores(&text).unwrap().scores.first().map(|score| score.probability)
    };
    assert_eq!((score("0.5"), score("\"0.5\""), score("1.0000001")), (Some(0.5), Some(0.5), Some(1.0)));
    assert_eq!((score("-1"), score("41"), score("null"), score("1e300")), (None, None, None, None));
    assert_eq!(decode::scores("{}"), None);
}

#[test]
fn a_contact_has_its_identifiers_in_order() {
    let contact = decode::contact(include_str!("../../../wire/tests/samples/external_contact.json")).unwrap();
    expect_file!["test_data/decoded/contact.txt"].assert_eq(&format!("{contact:#?}\n"));
}

#[test]
fn a_merged_contact_is_known_by_its_head() {
    let contact = decode::contact(r#"{"id":"a","mergedTo":{"id":"b"},"mergeSet":[{"id":"a"},{"id":"b"},{"id":"c"}]}"#);
    let contact = contact.unwrap();
    assert_eq!((contact.id, contact.merged), ("b".into(), vec!["a".into(), "c".into()]));
    assert_eq!((contact.name, &*contact.detail), (None, ""));
    assert_eq!(decode::contact("{}"), None);
}

#[test]
fn a_look_up_and_a_listing_give_contacts_once_each() {
    let ids = |body: &str| decode::contacts(body).map(|all| all.into_iter().map(|one| one.id.to_string()).collect());
    let twice: Option<Vec<String>> = ids(r#"{"contacts":[{"id":"a"},{"id":"b"},{"id":"a"},{},7]}"#);
    assert_eq!(twice, Some(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(ids(r#"{"entities":[]}"#), Some(Vec::<String>::new()));
    assert_eq!((decode::contacts("[]"), decode::contacts("<html>")), (None, None));
}

#[test]
fn interactions_are_read_from_the_agents_side() {
    let body = include_str!("../../../wire/tests/samples/conversation_listing.json");
    let page = decode::conversations(body, &UserId::from("user-1")).unwrap();
    expect_file!["test_data/decoded/interactions.txt"].assert_eq(&format!("{:#?}\n", page.items));
    let of_others = decode::conversations(body, &UserId::from("user-2")).unwrap();
    assert_eq!((of_others.items.len(), of_others.n_rejected), (0, 0));
}

#[test]
fn an_interaction_that_the_agent_left_keeps_its_facts() {
    let read = |agent: &str| {
        let body = format!(
            r#"{{"id":"c","participants":[{{"purpose":"customer","ani":"tel:+35391555010","externalContactId":"x",
            "calls":[{{"id":"k","state":"disconnected","direction":"outbound"}}]}},{agent}]}}"#
        );
        decode::conversation(&body, &"me".into()).unwrap()
    };
    let left = read(r#"{"purpose":"agent","userId":"me","calls":[{"state":"terminated"}]}"#);
    assert_eq!((left.with_me, left.interaction.connected), (false, false));
    assert_eq!(left.interaction.medium, Medium::Call { outbound: true });
    assert_eq!(left.interaction.contact, Some("x".into()));
    assert_eq!(left.interaction.communication, Some(("k".into(), "CALL")));
    let wrapping = read(r#"{"userId":"me","wrapupRequired":true,"calls":[{"state":"disconnected"}]}"#);
    assert_eq!((wrapping.with_me, wrapping.interaction.connected), (true, false));
    let done =
        read(r#"{"userId":"me","wrapupRequired":true,"wrapup":{"code":"w"},"calls":[{"state":"disconnected"}]}"#);
    assert!(!done.with_me);
    let again =
        read(r#"{"userId":"me","calls":[{"state":"disconnected"}]},{"userId":"me","calls":[{"state":"connected"}]}"#);
    assert!(again.interaction.connected, "the leg that has come furthest counts");
}

#[test]
fn numbers_are_read_in_any_dress() {
    let phone = |ani: &str| {
        let body = format!(
            r#"{{"id":"c","participants":[{{"purpose":"customer","ani":"{ani}","calls":[{{"id":"k","state":"connected"}}]}}]}}"#
        );
        decode::conversation(&body, &"me".into()).unwrap().interaction.phone
    };
    for number in ["+35391555010", "tel:+353 91 555-010", "sip:+35391555010@edge.example;x=y", "tel:+35391555010;ext=4"]
    {
        assert_eq!(phone(number).as_deref(), Some("+35391555010"), "{number}");
    }
    for number in ["", "anonymous", "sip:anonymous@invalid", "091555010", "+1", "+3539155501000000", "+353x1555010"] {
        assert_eq!(phone(number), None, "{number}");
    }
}

#[test]
fn permissions_that_are_not_said_are_not_none() {
    let me = decode::me(include_str!("../../../wire/tests/samples/user_me.json")).unwrap();
    expect![[r#"
        Me { id: "user-1", name: Some("Ada Lindqvist"), permissions: Some(["journey:event:view", "externalContacts:*:view"]) }
    "#]].assert_eq(&format!("{me:?}\n"));
    let permissions = |body: &str| decode::me(body).unwrap().permissions;
    assert_eq!(permissions(r#"{"id":"u"}"#), None);
    assert_eq!(permissions(r#"{"id":"u","authorization":{}}"#), None);
    assert_eq!(permissions(r#"{"id":"u","authorization":{"permissions":[]}}"#), Some(Vec::new()));
    assert_eq!(decode::me("{}"), None);
}

#[test]
fn topics_and_channels_are_read() {
    let topics = decode::topics(
        r#"{"entities":[{"id":"a","state":"Permitted"},{"id":"b","state":"Rejected","missingPermissions":["p:q:r"]},{"id":"c"}]}"#,
    );
    expect![[r#"
        TopicState { topic: "a", permitted: true, missing: [] }
        TopicState { topic: "b", permitted: false, missing: ["p:q:r"] }
        TopicState { topic: "c", permitted: true, missing: [] }
    "#]]
    .assert_eq(&lines(topics.unwrap()));
    assert_eq!(decode::channel(r#"{"id":"c"}"#), None, "a channel without address is none");
    assert_eq!(decode::name(r#"{"id":"q","name":"Orders"}"#), Some(("q".to_owned(), "Orders".into())));
    assert_eq!(decode::name(r#"{"id":"q","name":" "}"#), None);
}
