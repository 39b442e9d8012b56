//! Reading is lenient and printing gives back what was read.

use serde_json::{Value, json};
use wire::Read;

fn session() -> Value {
    json!({
        "id": "s1", "type": "web", "createdDate": "2026-11-20T14:02:00.000Z", "eventCount": 25, "pageviewCount": 12,
        "searchTerms": ["insulated parka"], "authenticated": true,
        "lastEvent": {"id": "e9", "eventName": "page_viewed", "createdDate": "2026-11-20T14:18:10.000Z"},
        "segmentAssignments": [{"segment": {"id": "g1"}, "assignedDate": "2026-11-20T14:02:30.000Z"}],
        "attributes": {}, "attributeLists": {}, "outcomeAchievements": [], "conversationChannels": [], "divisionIds": [],
        "caseAssociations": [], "newField": {"deep": [1, 2]}
    })
}

#[test]
fn a_session_prints_back_as_it_was_read_with_unknown_fields() {
    let read = wire::Session::read(&session()).map(|read| serde_json::to_value(read).ok());
    assert_eq!(read, Some(Some(session())));
}

#[test]
fn a_broken_field_costs_only_itself() {
    let mut value = session();
    value["lastEvent"] = json!(17);
    value["pageviewCount"] = json!("12");
    value["authenticated"] = json!([]);
    let read = wire::Session::read(&value).unwrap_or_default();
    assert_eq!(
        (read.id.as_str(), read.last_event, read.pageview_count, read.authenticated),
        ("s1", None, Some(12), None)
    );
    assert_eq!(read.event_count, Some(25));
}

#[test]
fn a_record_without_its_id_is_rejected_and_counted() {
    let listing = json!({"entities": [session(), {"type": "web"}, null, 4], "nextUri": "/next?after=x"});
    let read = wire::Listing::<wire::Session>::read(&listing).unwrap_or_default();
    assert_eq!((read.entities.len(), read.n_rejected, read.next_uri.as_deref()), (1, 3, Some("/next?after=x")));
}

#[test]
fn moments_are_read_with_and_without_a_colon_in_the_zone() {
    for text in ["2026-11-20T14:02:00Z", "2026-11-20T15:02:00+01:00", "2026-11-20T15:02:00.000+0100"] {
        let read = wire::Timestamp::read(&json!(text)).map(|moment| moment.0.to_rfc3339());
        assert_eq!(read.as_deref(), Some("2026-11-20T14:02:00+00:00"), "{text}");
    }
    for text in ["", "x", "14:02", "2026-13-20T14:02:00Z", "ééééé"] {
        assert_eq!(wire::Timestamp::read(&json!(text)), None, "{text}");
    }
}
