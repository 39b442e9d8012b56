//! Bodies that are no JSON, known topics without a readable body, next pages that lead elsewhere.
//!
//! Readable bodies with any field changed: `evolution`.

use serde_json::json;

use crate::decode::{self, Decoded};
use crate::model::UserId;

/// Hands a body to every reader.
pub(super) fn read_all(body: &str) {
    let me = UserId::from("user-1");
    drop((decode::frame(body), decode::scores(body), decode::segments(body), decode::outcomes(body)));
    drop((decode::contact(body), decode::contacts(body), decode::conversations(body, &me)));
    drop((decode::conversation(body, &me), decode::me(body), decode::channel(body), decode::topics(body)));
    drop((decode::name(body), decode::session(body), decode::sessions(body), decode::events(body)));
    drop(decode::refusal(403, body, Some(body), Some(body)));
}

#[test]
fn texts_that_are_no_json_are_rejected() {
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    let big = format!(r#"{{"topicName":"v2.x","eventBody":"{}"}}"#, "x".repeat(1 << 20));
    for text in ["", " ", "null", "1", "\"x\"", "[]", "{}", "{\"topicName\":", "<html></html>", "\u{0}", &deep] {
        assert_eq!(decode::frame(text), Decoded::Rejected, "{}", text.chars().take(20).collect::<String>());
        assert_eq!((decode::sessions(text), decode::events(text), decode::session(text)), (None, None, None));
        read_all(text);
    }
    assert_eq!(decode::frame(&big), Decoded::Ignored);
}

#[test]
fn a_known_topic_with_an_unreadable_body_is_rejected() {
    for topic in [
        "v2.externalcontacts.contacts.c.journey.sessions",
        "v2.externalcontacts.contacts.c.journey.segments",
        "v2.externalcontacts.contacts.c",
        "v2.journey.sessions.s.web.events",
        "v2.users.u.conversations",
    ] {
        for body in ["null", "{}", "[]", "7", "\"x\"", "[{}, null]"] {
            let text = format!(r#"{{"topicName":"{topic}","eventBody":{body}}}"#);
            assert_eq!(decode::frame(&text), Decoded::Rejected, "{text}");
        }
        assert_eq!(decode::frame(&format!(r#"{{"topicName":"{topic}"}}"#)), Decoded::Rejected);
    }
}

#[test]
fn a_next_page_elsewhere_is_not_followed_and_counted() {
    let next = |uri: &str| {
        let page = decode::sessions(&json!({"entities": [], "nextUri": uri}).to_string()).unwrap();
        (page.next, page.n_rejected)
    };
    assert_eq!(next("https://evil.example/steal"), (None, 1));
    assert_eq!(next("https://evil.example/api/v2/x?after=1"), (Some("/api/v2/x?after=1".to_owned()), 0));
    assert_eq!(next(""), (None, 0));
}
