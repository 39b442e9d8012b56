//! Numbers and addresses pasted from elsewhere, with marks of direction and other unseen characters around them.

use serde_json::json;

use crate::decode;

/// What lists of contacts, chats and documents put around a value.
const WRAPS: [(&str, &str); 6] = [
    ("\u{202A}", "\u{202C}"),
    ("\u{202D}", "\u{202C}"),
    ("\u{2066}", "\u{2069}"),
    ("\u{2068}", "\u{2069}"),
    ("\u{200E}", "\u{200F}"),
    ("\u{FEFF}", "\u{200B}"),
];

#[test]
fn a_pasted_number_is_looked_up_as_the_number() {
    for (before, after) in WRAPS {
        let ani = format!("{before}+353 91\u{A0}555-010{after}");
        let call = json!({"id": "k", "state": "connected"});
        let body = json!({"id": "c", "participants": [{"purpose": "customer", "ani": ani, "calls": [call]}]});
        let read = decode::conversation(&body.to_string(), &"me".into()).unwrap().interaction;
        assert_eq!(read.phone.as_deref(), Some("+35391555010"), "{ani:?}");
        let body = json!({"id": "c", "participants": [{"purpose": "customer", "address": format!("{before}maren@example.com{after}"),
            "emails": [{"id": "k", "state": "connected"}]}]});
        let read = decode::conversation(&body.to_string(), &"me".into()).unwrap().interaction;
        assert_eq!(read.email.as_deref(), Some("maren@example.com"), "{before:?}");
    }
}

#[test]
fn an_identifier_stands_once_whatever_is_around_it() {
    for (before, after) in WRAPS {
        let wrapped = |value: &str| format!("{before}{value}{after}");
        let body = json!({"id": "a", "workEmail": "maren@example.com", "personalEmail": wrapped("maren@example.com"),
            "cellPhone": {"userInput": wrapped("+353 86 123 4567")}, "workPhone": {"display": "+353 86 123 4567"},
            "otherPhone": {"display": wrapped("")}});
        let contact = decode::contact(&body.to_string()).unwrap();
        let values: Vec<&str> = contact.identifiers.iter().map(|one| &*one.value).collect();
        assert_eq!(values, ["maren@example.com", "+353 86 123 4567"], "{before:?}");
        assert_eq!(&*contact.detail, "maren@example.com · +353 86 123 4567");
    }
}
