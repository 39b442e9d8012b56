//! Requests as they leave: paths that hostile ids cannot leave, bodies.

use expect_test::expect;

use crate::request::{Form, ListPurpose, Request};

#[test]
fn no_id_and_no_search_leaves_its_place_in_the_path() {
    let hostile = ["../../tokens/me", "..", ".", "a/b?c=d#e", "a&b=c", "ä %2F\n\u{202e}", ""];
    let mut out = String::new();
    for text in hostile {
        for request in [
            Request::Session(text.into()),
            Request::Interaction(text.into(), Form::Call),
            Request::Search(text.into()),
            Request::Segments(vec![text.into(), "x".into()]),
        ] {
            out += &request.call().path;
            out += "\n";
        }
    }
    expect![[r#"
        /api/v2/journey/sessions/..%2F..%2Ftokens%2Fme
        /api/v2/conversations/calls/..%2F..%2Ftokens%2Fme
        /api/v2/externalcontacts/contacts?q=..%2F..%2Ftokens%2Fme&pageSize=20&pageNumber=1
        /api/v2/journey/segments?segmentIds=..%2F..%2Ftokens%2Fme,x
        /api/v2/journey/sessions/_
        /api/v2/conversations/calls/_
        /api/v2/externalcontacts/contacts?q=_&pageSize=20&pageNumber=1
        /api/v2/journey/segments?segmentIds=_,x
        /api/v2/journey/sessions/_
        /api/v2/conversations/calls/_
        /api/v2/externalcontacts/contacts?q=_&pageSize=20&pageNumber=1
        /api/v2/journey/segments?segmentIds=_,x
        /api/v2/journey/sessions/a%2Fb%3Fc%3Dd%23e
        /api/v2/conversations/calls/a%2Fb%3Fc%3Dd%23e
        /api/v2/externalcontacts/contacts?q=a%2Fb%3Fc%3Dd%23e&pageSize=20&pageNumber=1
        /api/v2/journey/segments?segmentIds=a%2Fb%3Fc%3Dd%23e,x
        /api/v2/journey/sessions/a%26b%3Dc
        /api/v2/conversations/calls/a%26b%3Dc
        /api/v2/externalcontacts/contacts?q=a%26b%3Dc&pageSize=20&pageNumber=1
        /api/v2/journey/segments?segmentIds=a%26b%3Dc,x
        /api/v2/journey/sessions/%C3%A4%20%252F%0A%E2%80%AE
        /api/v2/conversations/calls/%C3%A4%20%252F%0A%E2%80%AE
        /api/v2/externalcontacts/contacts?q=%C3%A4%20%252F%0A%E2%80%AE&pageSize=20&pageNumber=1
        /api/v2/journey/segments?segmentIds=%C3%A4%20%252F%0A%E2%80%AE,x
        /api/v2/journey/sessions/_
        /api/v2/conversations/calls/_
        /api/v2/externalcontacts/contacts?q=_&pageSize=20&pageNumber=1
        /api/v2/journey/segments?segmentIds=_,x
    "#]]
    .assert_eq(&out);
}

#[test]
fn bodies_are_what_the_cloud_documents() {
    let associate = |contact: Option<&str>| Request::Associate {
        conversation: "c1".into(),
        communication: "m1".into(),
        media_type: "CALL",
        contact: contact.map(Into::into),
    };
    let requests = [
        associate(Some("ada")),
        associate(None),
        Request::ContactOfCookie("\"}".into()),
        Request::Subscribe { channel: "ch".into(), topics: vec!["v2.a".into(), "v2.b".into()] },
        Request::OpenChannel,
        Request::Knock,
    ];
    let lines: Vec<String> = requests
        .iter()
        .map(|request| {
            let call = request.call();
            format!("{} {} {}", call.method.name(), call.path, call.body.unwrap_or_default())
        })
        .collect();
    expect![[r#"
        PUT /api/v2/externalcontacts/conversations/c1 {"communicationId":"m1","conversationId":"c1","mediaType":"CALL","externalContactId":"ada"}
        PUT /api/v2/externalcontacts/conversations/c1 {"communicationId":"m1","conversationId":"c1","mediaType":"CALL"}
        POST /api/v2/externalcontacts/identifierlookup/contacts?expand=identifiers {"type":"Cookie","value":"\"}"}
        PUT /api/v2/notifications/channels/ch/subscriptions?ignoreErrors=true [{"id":"v2.a"},{"id":"v2.b"}]
        POST /api/v2/notifications/channels 
        GET /api/v2/notifications/channels "#]].assert_eq(&lines.join("\n"));
}

#[test]
fn what_makes_something_is_never_repeated() {
    assert!(!Request::OpenChannel.is_repeatable());
    // The link has its own way of trying these again.
    assert!(!Request::Knock.is_repeatable() && !Request::CheckChannel("c".into()).is_repeatable());
    // Posted, but it only looks something up.
    assert!(Request::ContactOfCookie("c".into()).is_repeatable());
    assert!(Request::Subscribe { channel: "c".into(), topics: Vec::new() }.is_repeatable());
    let list = Request::Sessions { contact: "a".into(), purpose: ListPurpose::First, page_size: 10, next: None };
    assert!(list.is_repeatable());
}
