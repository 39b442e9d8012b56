//! Events over REST.

use serde_json::{Value, json};

use super::May::{All, Lines as Only, Lost};
use super::shown::{self, Desk};
use super::{Lines, Table, evolve, records, say};
use crate::decode;
use crate::journey::Origin;
use crate::model::{Reading, SessionId};
use crate::tests::build::journey;
use crate::tests::raw::print;

pub(super) const SAMPLE: &str = include_str!("../../../../wire/tests/samples/event_listing.json");

/// Which lines of map and details depend on which field of an event.
pub(super) const TABLE: Table = &[
    ("id", Lost),
    ("session", Lost),
    ("createdDate", Lost),
    ("eventType", Only(&["name", "look", "title", "subtitle", "Event"])),
    ("webEvent", All),
    ("webEvent/eventName", All),
    ("webEvent/searchQuery", All),
    (
        "webEvent/page",
        Only(&[
            "name",
            "title",
            "subtitle",
            "Title",
            "Page",
            "URL",
            "Path",
            "Query",
            "Fragment",
            "Language",
            "Keywords",
            "Breadcrumb",
        ]),
    ),
    ("webEvent/page/title", Only(&["name", "title", "subtitle", "Title", "Page"])),
    ("webEvent/page/url", Only(&["URL"])),
    ("webEvent/page/pathname", Only(&["Path"])),
    ("webEvent/page/queryString", Only(&["Query"])),
    ("webEvent/page/fragment", Only(&["Fragment"])),
    ("webEvent/page/lang", Only(&["Language"])),
    ("webEvent/page/keywords", Only(&["Keywords"])),
    ("webEvent/page/breadcrumb", Only(&["Breadcrumb"])),
    ("webEvent/page/domain", Only(&[])),
    ("webEvent/page/hostname", Only(&[])),
    ("webEvent/referrer", Only(&["Referrer", "Referrer address", "Searched for there"])),
    ("webEvent/mktCampaign", Only(&["Campaign", "Campaign term", "Campaign content"])),
    ("webEvent/attributes", Only(&["Price", "Sku", "name", "title", "Form name"])),
    ("webEvent/attributes/price", Only(&["Price"])),
    ("webEvent/traits", Only(&["Email"])),
    ("webEvent/authenticated", Only(&["Signed in"])),
    ("webEvent/totalPageviewCount", Only(&["Pages in all visits"])),
    ("webEvent/totalEventCount", Only(&[])),
    ("webEvent/userAgentString", Only(&[])),
    ("webEvent/browser", Only(&[])),
    ("webEvent/device", Only(&[])),
    ("webEvent/geolocation", Only(&[])),
    ("webEvent/ipAddress", Only(&[])),
    ("webEvent/ipOrganization", Only(&[])),
    ("appEvent", All),
    ("appEvent/app", Only(&["App"])),
    ("appEvent/device", Only(&["Device", "System"])),
    ("appEvent/networkConnectivity", Only(&["Network"])),
    ("appEvent/attributes", Only(&["N"])),
    ("appEvent/traits", Only(&["Email"])),
    ("appEvent/geolocation", Only(&[])),
    ("appEvent/sdkLibrary", Only(&[])),
    ("appEvent/mktCampaign", Only(&[])),
    ("appEvent/ipAddress", Only(&[])),
    ("appEvent/ipOrganization", Only(&[])),
    ("webActionEvent", All),
    ("webActionEvent/action/id", Only(&[])),
    ("webActionEvent/action/createdDate", Only(&[])),
    ("webActionEvent/action/prompt", Only(&["name", "Prompt"])),
    ("webActionEvent/actionMap", Only(&["Action map", "name"])),
    ("webActionEvent/timeToDisposition", Only(&["Answered in"])),
    ("webActionEvent/errorCode", Only(&["Error code"])),
    ("webActionEvent/errorMessage", Only(&["Error"])),
    ("webActionEvent/browser", Only(&[])),
    ("webActionEvent/device", Only(&[])),
    ("webActionEvent/geolocation", Only(&[])),
    ("webActionEvent/userAgentString", Only(&[])),
    ("webActionEvent/ipAddress", Only(&[])),
    ("webActionEvent/ipOrganization", Only(&[])),
    ("webActionEvent/mktCampaign", Only(&[])),
    ("webActionEvent/visitReferrer", Only(&[])),
    ("outcomeAchievedEvent", All),
    ("outcomeAchievedEvent/browser", Only(&[])),
    ("outcomeAchievedEvent/device", Only(&[])),
    ("outcomeAchievedEvent/geolocation", Only(&[])),
    ("outcomeAchievedEvent/visitReferrer", Only(&[])),
    ("outcomeAchievedEvent/visitCreatedDate", Only(&[])),
    ("outcomeAchievedEvent/mktCampaign", Only(&[])),
    ("outcomeAchievedEvent/userAgentString", Only(&[])),
    ("outcomeAchievedEvent/outcome/version", Only(&[])),
    ("outcomeAchievedEvent/outcome/selfUri", Only(&[])),
    ("blockedWebActionOfferEvent", All),
    ("segmentAssignmentEvent", All),
    ("segmentAssignmentEvent/dateForUnassignment", Only(&["Expires"])),
    ("segmentAssignmentEvent/dateAssigned", Only(&[])),
    ("segmentAssignmentEvent/segment/selfUri", Only(&[])),
    ("segmentAssignmentEvent/segment/name", Only(&[])),
];

/// The record between two page views, as the listing of its session brings them.
pub(super) fn show(desk: &Desk, session: &str, record: &Value) -> Lines {
    let plain = |id: &str, at: &str| json!({ "id": id, "session": { "id": session }, "createdDate": format!("2026-11-20T{at}Z"), "webEvent": { "eventName": "page_viewed", "page": { "title": id } } });
    let entities = json!([plain("plain-a", "13:00:00"), record, plain("plain-b", "15:00:00")]);
    let body = print(&json!({ "entities": entities, "selfUri": "/api/v2/journey/sessions/s-web/events" }));
    let page = decode::events(&body).expect("a listing");
    assert_eq!(page.items.len() + page.n_rejected, 3, "an uncounted loss");
    let around = format!(r#"{{"id":"{session}","type":"web","createdDate":"2026-11-20T13:00:00Z"}}"#);
    let around = decode::session(&around).expect("a session");
    let id = SessionId::from(around.id.as_str());
    let mut journey = journey();
    drop(journey.merge_sessions(vec![around], Origin::Rest));
    drop(journey.merge_events(page.items));
    drop(journey.set_reading(&id, Reading::Complete));
    let session = journey.session(&id).expect("the session");
    let empty = std::sync::Arc::default();
    let track = journey.track(&id).unwrap_or(&empty);
    let mut lines = Lines::new();
    let named = |id: &str| if id.starts_with("plain") { id.to_owned() } else { "record".to_owned() };
    for item in shown::items(session, track, &desk.lens()) {
        shown::item(&mut lines, &named(item.key.as_str()), &item);
    }
    for event in track.iter().filter(|event| !event.id.as_str().starts_with("plain")) {
        shown::event(&mut lines, "record", event, session, track, &desk.lens());
    }
    lines
}

#[test]
fn a_changed_field_of_an_event_changes_its_own_lines_and_no_others() {
    let desk = Desk::new();
    let mut n_cases = 0;
    for record in records(SAMPLE, "entities") {
        let name = record["id"].as_str().unwrap_or_default().to_owned();
        let session = record["session"]["id"].as_str().unwrap_or("s-web").to_owned();
        n_cases += evolve(&name, &record, TABLE, |record| show(&desk, &session, record));
    }
    say("events", n_cases, 7_000);
}
