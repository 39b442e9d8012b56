//! The cloud's records as text, in the shapes of the contract. Written by hand: a run makes hundreds of them.

use std::fmt::Write as _;

use super::truth::{Contact, Happening, Session, Truth, Visit, event_id, key};
use crate::time::iso;

/// Id of a session.
pub(crate) fn session_id(session: Session) -> String {
    format!("s{session}")
}

/// Index of a session.
pub(crate) fn session_of(id: &str) -> Option<Session> {
    id.strip_prefix('s')?.parse().ok()
}

/// Id of a contact.
pub(crate) fn contact_id(contact: Contact) -> String {
    format!("c{contact}")
}

/// Index of a contact.
pub(crate) fn contact_of(id: &str) -> Option<Contact> {
    id.strip_prefix('c')?.parse().ok()
}

/// Number of an event.
pub(crate) fn number_of(id: &str) -> Option<u64> {
    id.split_once("-e")?.1.parse().ok()
}

/// Title of the page or screen that an event is about.
pub(crate) fn title(number: u64) -> String {
    format!("Page {number}")
}

/// A contact's name.
pub(crate) fn name(truth: &Truth, contact: Contact) -> String {
    format!("Person {contact} {}", "I".repeat(truth.people[contact].n_names as usize + 1))
}

/// A session as it is now.
pub(crate) fn session(truth: &Truth, at: Session) -> String {
    let visit = &truth.visits[at];
    let mut text = format!(
        r#"{{"id":"{}","type":"{}","createdDate":"{}","eventCount":{},"{}":{},"searchTerms":["returns"],"authenticated":false"#,
        session_id(at),
        if visit.is_app { "app" } else { "web" },
        iso(visit.created),
        visit.happenings.len(),
        if visit.is_app { "screenviewCount" } else { "pageviewCount" },
        visit.happenings.len(),
    );
    if let Some(contact) = visit.contact {
        add(&mut text, format_args!(r#","externalContact":{{"id":"{}"}}"#, contact_id(contact)));
    }
    if let Some(ended) = visit.ended {
        add(&mut text, format_args!(r#","endedDate":"{}""#, iso(ended)));
    }
    if let Some(newest) = visit.newest.and_then(|newest| visit.happenings.get(newest)) {
        let (id, created) = (event_id(newest.number), iso(newest.created));
        add(
            &mut text,
            format_args!(
                r#","lastEvent":{{"id":"{id}","eventName":"{}","createdDate":"{created}"}}"#,
                event_name(visit)
            ),
        );
        if !visit.is_app {
            add(&mut text, format_args!(r#","lastPage":{}"#, page(newest.number)));
        }
    }
    text.push('}');
    text
}

/// An event; `is_live`: as in notifications.
pub(crate) fn event(at: Session, visit: &Visit, happening: &Happening, is_live: bool) -> String {
    let id = event_id(happening.number);
    let kind = if visit.is_app { "AppEvent" } else { "WebEvent" };
    let prefix = if is_live { "" } else { "com.genesys.journey." };
    let traits = if happening.names { r#""email":{"dataType":"STRING","value":"one@shop.example"}"# } else { "" };
    let body = if visit.is_app {
        format!(
            r#""appEvent":{{"eventName":"screen_viewed","screenName":"{}","attributes":{{}},"traits":{{{traits}}}}}"#,
            title(happening.number)
        )
    } else {
        format!(
            r#""webEvent":{{"eventName":"page_viewed","totalEventCount":1,"totalPageviewCount":1,"page":{},"attributes":{{}},"traits":{{{traits}}}}}"#,
            page(happening.number)
        )
    };
    format!(
        r#"{{"id":"{id}","correlationId":"{id}","session":{{"id":"{}","type":"{}"}},"eventType":"{prefix}{kind}","createdDate":"{}",{body}}}"#,
        session_id(at),
        if visit.is_app { "app" } else { "web" },
        iso(happening.created),
    )
}

fn event_name(visit: &Visit) -> &'static str {
    if visit.is_app { "screen_viewed" } else { "page_viewed" }
}

fn page(number: u64) -> String {
    format!(
        r#"{{"url":"https://shop.example/{number}","title":"{}","pathname":"/{number}","hostname":"shop.example","domain":"shop.example","breadcrumb":[]}}"#,
        title(number)
    )
}

/// A contact over REST, with its merge set.
pub(crate) fn contact(truth: &Truth, at: Contact) -> String {
    let head = truth.head(at);
    let mut text = format!(
        r#"{{"id":"{}","firstName":"{}","type":"Curated","canonicalContact":{{"id":"{}"}},"mergeSet":["#,
        contact_id(at),
        name(truth, head),
        contact_id(head),
    );
    for (n, one) in truth.merge_set(at).into_iter().enumerate() {
        add(&mut text, format_args!(r#"{}{{"id":"{}"}}"#, if n > 0 { "," } else { "" }, contact_id(one)));
    }
    text.push_str("]}");
    text
}

/// What the topic of a contact says.
pub(crate) fn contact_news(truth: &Truth, at: Contact) -> String {
    let head = truth.head(at);
    let merged = if head == at {
        String::new()
    } else {
        format!(r#","mergedTo":"{}","canonicalContactId":"{}""#, contact_id(head), contact_id(head))
    };
    format!(r#"{{"id":"{}","firstName":"{}","type":"Curated"{merged}}}"#, contact_id(at), name(truth, at))
}

/// A page of a list.
pub(crate) fn listing(items: impl Iterator<Item = String>, next: Option<String>, own: &str) -> String {
    let mut text = String::from(r#"{"entities":["#);
    for (n, item) in items.enumerate() {
        if n > 0 {
            text.push(',');
        }
        text.push_str(&item);
    }
    text.push(']');
    if let Some(next) = next {
        add(&mut text, format_args!(r#","nextUri":"{next}""#));
    }
    add(&mut text, format_args!(r#","selfUri":"{own}"}}"#));
    text
}

/// A frame of a topic.
pub(crate) fn frame(topic: &str, body: &str) -> String {
    format!(r#"{{"topicName":"{topic}","version":"2","eventBody":{body}}}"#)
}

/// Key of an event as a cursor.
pub(crate) fn cursor(happening: &Happening) -> String {
    let (created, id) = key(happening);
    format!("{created}_{id}")
}

/// Adds to a text: that cannot fail.
fn add(text: &mut String, more: std::fmt::Arguments<'_>) {
    if text.write_fmt(more).is_err() {
        text.clear();
    }
}
