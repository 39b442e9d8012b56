//! Sessions, their events and scores, and the sessions and segments of a contact (genesys-api §1.1).

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;
use wire::Listing;

use super::Query;
use super::paging::{Cursor, by_cursor, mapped, whole};
use super::targets::need_outcomes;
use crate::answer::Problem;
use crate::guard::Caller;
use crate::shared::App;
use crate::world::World;

/// The full name of an event type over REST is this and the short name.
const EVENT_TYPE_PREFIX: &str = "com.genesys.journey.";
const EVENT_TYPES: [&str; 5] =
    ["WebEvent", "AppEvent", "WebActionEvent", "SegmentAssignmentEvent", "OutcomeAchievedEvent"];
/// Most segment assignments of one answer, and how many when nothing is asked for.
const ASSIGNMENTS: (usize, usize) = (25, 500);

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v2/externalcontacts/contacts/{contactId}/journey/sessions", get(of_contact))
        .route("/api/v2/externalcontacts/contacts/{contactId}/journey/segments", get(segments_of_contact))
        .route("/api/v2/journey/sessions/{sessionId}", get(session))
        .route("/api/v2/journey/sessions/{sessionId}/events", get(events))
        .route("/api/v2/journey/sessions/{sessionId}/outcomescores", get(scores))
}

async fn of_contact(
    State(app): State<App>,
    caller: Caller,
    Path(contact): Path<String>,
    query: Query,
) -> Result<Json<Listing<Value>>, Problem> {
    caller.need_any(&["externalContacts:session:view"])?;
    let include_merged = query.flag("includeMerged")?.unwrap_or(false);
    let sessions = app
        .read(|world| world.sessions_of_contact(&contact, include_merged))
        .ok_or_else(|| Problem::not_found("contact", &contact))?;
    let position = |session: &wire::Session| (session.created_date.0, session.id.clone());
    let page = by_cursor(&query, 's', sessions, position)?;
    let organisation = app.read(World::organisation);
    Ok(Json(mapped(page, |session| organisation.session_form(&session))))
}

async fn session(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    caller.need_any(&["journey:session:view", "externalContacts:session:view"])?;
    let found = app.read(|world| Some(world.organisation().session_form(&world.session(&id)?)));
    found.map(Json).ok_or_else(|| Problem::not_found("session", &id))
}

async fn events(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Listing<wire::Event>>, Problem> {
    caller.need_any(&["journey:event:view"])?;
    let kinds = query.list("eventType");
    let is_known =
        |kind: &String| kind.strip_prefix(EVENT_TYPE_PREFIX).is_some_and(|short| EVENT_TYPES.contains(&short));
    if !kinds.iter().all(is_known) {
        return Err(Problem::invalid("eventType", "eventType is a list of event types of the contract."));
    }
    let cursor = Cursor::read(&query, 'e')?;
    let wanted =
        |event: &wire::Event| kinds.is_empty() || event.event_type.as_ref().is_some_and(|kind| kinds.contains(kind));
    let after = cursor.after.as_ref().map(|(at, id)| (*at, id.as_str()));
    // One more than the page holds, to know whether there is more.
    let events = app.read(|world| world.events_after(&id, after, wanted, cursor.page_size + 1));
    let events = events.ok_or_else(|| Problem::not_found("session", &id))?;
    let position = |event: &wire::Event| (event.created_date.0, event.id.clone());
    Ok(Json(cursor.page(&query, events, position)))
}

async fn scores(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::OutcomeScoresResult>, Problem> {
    need_outcomes(&app)?;
    caller.need_any(&["journey:outcomescores:view"])?;
    app.read(|world| world.scores_of(&id)).map(Json).ok_or_else(|| Problem::not_found("session", &id))
}

async fn segments_of_contact(
    State(app): State<App>,
    caller: Caller,
    Path(contact): Path<String>,
    query: Query,
) -> Result<Json<Listing<wire::SegmentAssignment>>, Problem> {
    caller.need_any(&["externalContacts:segmentAssignment:view"])?;
    let include_merged = query.flag("includeMerged")?.unwrap_or(false);
    let limit = query.number("limit", ASSIGNMENTS.0, ASSIGNMENTS.1)?;
    let mut assignments = app
        .read(|world| world.segment_assignments_of(&contact, include_merged))
        .ok_or_else(|| Problem::not_found("contact", &contact))?;
    assignments.truncate(limit);
    Ok(Json(whole(assignments)))
}
