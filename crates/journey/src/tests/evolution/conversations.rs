//! Interactions and contacts.

use serde_json::{Value, json};

use super::May::{All, Lines as Only, Lost};
use super::shown::{Desk, put};
use super::{Lines, May, Table, evolve, records, say};
use crate::connection::Status;
use crate::decode;
use crate::model::UserId;
use crate::tests::raw::print;
use crate::view::header;

const CONVERSATIONS: &str = include_str!("../../../../wire/tests/samples/conversation_listing.json");
const CONTACT: &str = include_str!("../../../../wire/tests/samples/external_contact.json");

/// What names the far end.
const FAR_END: May = Only(&["far end", "phone", "email", "detail"]);
/// When it began, and how far it has come.
const STAGE: May = Only(&["since", "time", "stage", "communication", "medium", "title", "icon", "phone"]);
/// The medium: which kind of leg.
const MEDIUM: May = Only(&["medium", "title", "icon"]);

/// Which facts of an interaction depend on which field.
pub(super) const INTERACTION: Table = &[
    ("id", Lost),
    ("startTime", Only(&["since", "time"])),
    ("endTime", Only(&["stage"])),
    ("selfUri", All),
    ("participants", All),
    ("participants/*/id", Only(&["communication"])),
    ("participants/*/name", Only(&["far end", "queue", "detail"])),
    ("participants/*/startTime", STAGE),
    ("participants/*/connectedTime", STAGE),
    ("participants/*/endTime", STAGE),
    ("participants/*/externalContactId", Only(&["contact"])),
    ("participants/*/externalContact", Only(&["contact"])),
    ("participants/*/queueId", Only(&[])),
    ("participants/*/queueName", Only(&["queue", "detail"])),
    ("participants/*/queue", Only(&["queue", "detail"])),
    ("participants/*/attributes", Only(&[])),
    ("participants/*/wrapupRequired", STAGE),
    ("participants/*/ani", FAR_END),
    ("participants/*/address", FAR_END),
    ("participants/*/dnis", Only(&[])),
    ("participants/*/state", STAGE),
    ("participants/*/direction", MEDIUM),
    ("participants/*/user/name", Only(&[])),
    ("participants/*/journeyContext", Only(&["session", "cookie"])),
    ("participants/*/journeyContext/customer", Only(&["cookie"])),
    ("participants/*/journeyContext/customerSession", Only(&["session"])),
    ("participants/*/journeyContext/triggeringAction", Only(&[])),
    ("participants/*/*/*/id", Only(&["communication"])),
    ("participants/*/*/*/state", STAGE),
    ("participants/*/*/*/direction", MEDIUM),
    ("participants/*/*/*/type", Only(&[])),
    ("participants/*/*/*/authenticated", Only(&[])),
    ("participants/*/*/*/connectedTime", STAGE),
    ("participants/*/*/*/fromAddress", FAR_END),
    ("participants/*/*/*/messages", Only(&[])),
    ("participants/*/*/*/journeyContext", Only(&["session", "cookie"])),
    ("participants/*/*/*/journeyContext/customer", Only(&["cookie"])),
    ("participants/*/*/*/journeyContext/customerSession", Only(&["session"])),
    ("participants/*/*/*/journeyContext/triggeringAction", Only(&[])),
];

/// Which lines of header and choice depend on which field of a contact.
const CONTACT_TABLE: Table = &[
    ("id", Only(&["id", "merged"])),
    ("firstName", Only(&["name", "initials"])),
    ("middleName", Only(&["name", "initials"])),
    ("lastName", Only(&["name", "initials"])),
    ("type", Only(&["badge"])),
    ("cellPhone", Only(&["Phone +35391555010", "detail"])),
    ("workPhone", Only(&["Phone +35391555011"])),
    ("workEmail", Only(&["Email ines@example.com", "detail"])),
    ("personalEmail", Only(&["Email i.okafor@example.net"])),
    ("address", Only(&["detail"])),
    ("address/address1", Only(&[])),
    ("address/countryCode", Only(&[])),
    ("externalIds", Only(&["Customer number CUST-1001"])),
    ("externalIds/*/externalSource", Only(&[])),
    ("identifiers", Only(&["Cookie cookie-1", "WhatsApp 35391555010", "Loyalty L-5"])),
    ("identifiers/0", Only(&["Cookie cookie-1"])),
    ("identifiers/1", Only(&["none"])),
    ("identifiers/2", Only(&["WhatsApp 35391555010"])),
    ("identifiers/3", Only(&["Loyalty L-5"])),
    ("canonicalContact", Only(&["id", "merged"])),
    ("mergeSet", Only(&["merged"])),
    ("mergedFrom", Only(&["merged"])),
];

/// What is known of an interaction, between two others of the same agent.
pub(super) fn interaction(desk: &Desk, record: &Value) -> Lines {
    let me = UserId::from("user-1");
    let plain = |id: &str| json!({ "id": id, "startTime": "2026-11-20T13:00:00Z", "participants": [{ "purpose": "agent", "userId": "user-1", "calls": [{ "state": "connected" }] }] });
    let body = print(&json!({ "entities": [plain("plain-a"), record, plain("plain-b")] }));
    let page = decode::conversations(&body, &me).expect("a listing");
    let mut lines = Lines::new();
    for one in page.items.iter().filter(|one| one.id.as_str().starts_with("plain")) {
        put(&mut lines, one.id.as_str(), "title", header::interaction(one, &[], &desk.lens()).title);
    }
    let Some(facts) = decode::conversation(&print(record), &me) else { return lines };
    let one = &facts.interaction;
    let view = header::interaction(one, &[], &desk.lens());
    let said = [
        ("title", view.title),
        ("detail", view.detail),
        ("time", view.time),
        ("icon", view.icon.to_owned()),
        ("medium", format!("{:?}", one.medium)),
        ("since", one.since.to_string()),
        ("far end", format!("{:?}", one.far_end)),
        ("visitor", format!("{:?}", one.visitor)),
        ("phone", format!("{:?}", one.phone)),
        ("email", format!("{:?}", one.email)),
        ("queue", format!("{:?}", one.queue)),
        ("contact", format!("{:?}", one.contact)),
        ("session", format!("{:?}", one.session)),
        ("cookie", format!("{:?}", one.cookie)),
        ("communication", format!("{:?}", one.communication)),
        ("stage", format!("{} {}", one.connected, facts.with_me)),
    ];
    for (label, value) in said {
        put(&mut lines, "record", label, value);
    }
    lines
}

/// Header and choice of a contact.
pub(super) fn contact(desk: &Desk, record: &Value) -> Lines {
    let plain = |id: &str| json!({ "id": id, "firstName": id });
    let body = print(&json!({ "entities": [plain("plain-a"), record, plain("plain-b")] }));
    let mut lines = Lines::new();
    for facts in decode::contacts(&body).expect("a listing") {
        let name = facts.name.as_deref().unwrap_or_default();
        let record = if name.starts_with("plain") { name } else { "record" };
        let view = header::header(&facts.customer(), None, &Status::default(), &desk.lens());
        put(&mut lines, record, "name", &view.name);
        put(&mut lines, record, "initials", &view.initials);
        put(&mut lines, record, "badge", format!("{:?}", view.badge));
        put(&mut lines, record, "id", facts.id.as_str());
        put(&mut lines, record, "merged", format!("{:?}", facts.merged));
        put(&mut lines, record, "detail", &facts.detail);
        for identifier in view.identifiers {
            put(
                &mut lines,
                record,
                &format!("{} {}", identifier.label, identifier.value),
                identifier.copy.unwrap_or_default(),
            );
        }
    }
    lines
}

#[test]
fn a_changed_field_of_an_interaction_changes_its_own_facts_and_no_others() {
    let desk = Desk::new();
    let mut n_cases = 0;
    for record in records(CONVERSATIONS, "entities") {
        let name = record["id"].as_str().unwrap_or_default().to_owned();
        n_cases += evolve(&name, &record, INTERACTION, |record| interaction(&desk, record));
    }
    say("interactions", n_cases, 2_000);
}

#[test]
fn a_changed_field_of_a_contact_changes_its_own_lines_and_no_others() {
    let desk = Desk::new();
    let record: Value = serde_json::from_str(CONTACT).expect("a sample");
    say("contacts", evolve("contact", &record, CONTACT_TABLE, |record| contact(&desk, record)), 800);
}
