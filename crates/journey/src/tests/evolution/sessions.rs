//! Sessions over REST.

use serde_json::{Value, json};

use super::May::{All, Lines as Only, Lost};
use super::shown::{self, Desk};
use super::{Lines, Table, evolve, records, say};
use crate::decode;
use crate::journey::Origin;
use crate::tests::build::journey;
use crate::tests::raw::print;

pub(super) const SAMPLE: &str = include_str!("../../../../wire/tests/samples/session_listing.json");

/// Which lines of a card depend on which field of a session.
pub(super) const TABLE: Table = &[
    ("id", Lost),
    ("createdDate", Lost),
    ("type", All),
    ("externalId", Only(&["External id"])),
    ("externalUrl", Only(&["link"])),
    ("shortId", Only(&["Session", "Reference"])),
    ("outcomeAchievements", Only(&["achieved", "predictions", "expandable"])),
    ("segmentAssignments", Only(&["segments", "expandable", "Events"])),
    ("attributes", Only(&["Plan", "Visits", "Order id"])),
    ("attributes/plan", Only(&["Plan"])),
    ("attributes/visits", Only(&["Visits"])),
    ("attributeLists", Only(&["Sizes", "Items", "Skus"])),
    ("browser", Only(&["Browser", "Screen", "Language"])),
    ("browser/family", Only(&["Browser"])),
    ("browser/version", Only(&["Browser"])),
    ("browser/lang", Only(&["Language"])),
    ("browser/viewHeight", Only(&["Screen"])),
    ("browser/viewWidth", Only(&["Screen"])),
    ("browser/fingerprint", Only(&[])),
    ("browser/isMobile", Only(&[])),
    ("browser/featuresFlash", Only(&[])),
    ("browser/featuresJava", Only(&[])),
    ("browser/featuresPdf", Only(&[])),
    ("browser/featuresWebrtc", Only(&[])),
    ("device", Only(&["Device", "Device model", "Browser", "Screen"])),
    ("device/category", Only(&["Device"])),
    ("device/type", Only(&["Device", "Device model"])),
    ("device/manufacturer", Only(&["Device", "Device model"])),
    ("device/osFamily", Only(&["Browser"])),
    ("device/osVersion", Only(&["Browser"])),
    ("device/screenHeight", Only(&["Screen"])),
    ("device/screenWidth", Only(&["Screen"])),
    ("device/screenDensity", Only(&[])),
    ("device/isMobile", Only(&[])),
    ("device/fingerprint", Only(&[])),
    ("geolocation", Only(&["Location", "Time zone"])),
    ("geolocation/timezone", Only(&["Time zone"])),
    ("geolocation/latitude", Only(&[])),
    ("geolocation/longitude", Only(&[])),
    ("geolocation/postalCode", Only(&[])),
    ("geolocation/source", Only(&[])),
    ("ipAddress", Only(&["Network"])),
    ("ipOrganization", Only(&["Network"])),
    ("lastPage", Only(&["lead", "tick"])),
    ("lastPage/lang", Only(&[])),
    ("lastPage/keywords", Only(&[])),
    ("lastPage/breadcrumb", Only(&[])),
    ("lastPage/queryString", Only(&[])),
    ("lastPage/fragment", Only(&[])),
    ("mktCampaign", Only(&["Campaign", "Campaign term", "Campaign content", "Click id"])),
    ("mktCampaign/term", Only(&["Campaign term"])),
    ("mktCampaign/content", Only(&["Campaign content"])),
    ("mktCampaign/clickId", Only(&["Click id"])),
    ("referrer", Only(&["Referrer", "Referrer address", "Searched for there"])),
    ("referrer/keywords", Only(&["Searched for there"])),
    ("referrer/pathname", Only(&[])),
    ("referrer/queryString", Only(&[])),
    ("referrer/fragment", Only(&[])),
    ("app", Only(&["App"])),
    ("searchTerms", Only(&["searches", "expandable"])),
    ("durationInSeconds", Only(&["duration"])),
    ("eventCount", Only(&["Events", "expandable"])),
    ("pageviewCount", Only(&["Pages", "tick"])),
    ("screenviewCount", Only(&["Screens", "tick"])),
    ("lastEvent", Only(&["state", "duration", "lead", "tick"])),
    ("lastEvent/id", Only(&[])),
    ("lastEvent/eventName", Only(&["tick"])),
    ("lastScreen", Only(&["lead", "tick"])),
    ("authenticated", Only(&["Signed in"])),
    ("endedDate", Only(&["state", "status", "duration", "lead", "tick", "icon", "Agent", "Ended by"])),
    ("conversation", All),
    ("conversationChannels", Only(&["title", "icon", "Channels", "Direction"])),
    ("conversationSubject", Only(&["Subject"])),
    ("originatingDirection", Only(&["title", "icon", "state", "status", "Direction"])),
    ("lastConnectedQueue", Only(&["lead"])),
    ("lastConnectedUser", Only(&["state", "status", "icon", "Agent"])),
    ("lastUserDisposition", Only(&["state", "status", "icon", "Wrap-up", "Notes", "Agent"])),
    ("lastUserDisposition/notes", Only(&["Notes"])),
    ("lastUserDisposition/user", Only(&[])),
    ("lastUserDisconnectType", Only(&["state", "status", "icon", "Ended by", "Agent"])),
    ("lastAcdOutcome", Only(&["state", "status", "icon", "Agent"])),
    ("caseReference", Only(&["Case"])),
    ("caseStatus", Only(&["state", "lead", "duration"])),
    ("caseAssociations", Only(&["Case"])),
];

/// The record between two plain ones, as a listing brings them.
pub(super) fn show(desk: &Desk, record: &Value) -> Lines {
    let plain = |id: &str| json!({ "id": id, "type": "web", "createdDate": "2026-11-20T13:00:00Z", "eventCount": 1 });
    let body = print(&json!({ "entities": [plain("plain-a"), record, plain("plain-b")] }));
    let page = decode::sessions(&body).expect("a listing");
    let mut lines = Lines::new();
    assert_eq!(page.items.len() + page.n_rejected, 3, "an uncounted loss");
    let mut journey = journey();
    drop(journey.merge_sessions(page.items, Origin::Rest));
    for id in journey.order().iter() {
        let record = if id.as_str().starts_with("plain") { id.as_str() } else { "record" };
        shown::session(&mut lines, record, journey.session(id).expect("it"), &desk.lens());
    }
    lines
}

#[test]
fn a_changed_field_of_a_session_changes_its_own_lines_and_no_others() {
    let desk = Desk::new();
    let mut n_cases = 0;
    for record in records(SAMPLE, "entities") {
        let name = record["id"].as_str().unwrap_or_default().to_owned();
        n_cases += evolve(&name, &record, TABLE, |record| show(&desk, record));
    }
    say("sessions", n_cases, 4_000);
}
