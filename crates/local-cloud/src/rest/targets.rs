//! Outcomes and segments: names, colours and rules behind the ids in sessions (genesys-api §1.1).

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::Value;
use wire::Listing;

use super::Query;
use super::paging::{by_number, whole};
use crate::answer::Problem;
use crate::guard::Caller;
use crate::shared::App;
use crate::world::World;

const PAGE: usize = 25;
const N_OUTCOME_IDS_MAX: usize = 20;
const N_SEGMENT_IDS_MAX: usize = 100;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v2/journey/outcomes", get(outcomes))
        .route("/api/v2/journey/outcomes/{outcomeId}", get(outcome))
        .route("/api/v2/journey/segments", get(segments))
        .route("/api/v2/journey/segments/{segmentId}", get(segment))
}

/// Where outcomes are withdrawn, their addresses are gone for everybody.
pub(super) fn need_outcomes(app: &App) -> Result<(), Problem> {
    if app.read(World::organisation).answers_for_outcomes() { Ok(()) } else { Err(Problem::no_such_path()) }
}

async fn outcomes(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Json<Listing<wire::Outcome>>, Problem> {
    need_outcomes(&app)?;
    caller.need_any(&["journey:outcome:view"])?;
    let all = app.read(|world| world.outcomes().to_vec());
    listed(&query, "outcomeIds", N_OUTCOME_IDS_MAX, all, |outcome| Some(&outcome.id)).map(Json)
}

async fn outcome(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::Outcome>, Problem> {
    need_outcomes(&app)?;
    caller.need_any(&["journey:outcome:view"])?;
    let found = app.read(|world| world.outcomes().iter().find(|outcome| outcome.id == id).cloned());
    found.map(Json).ok_or_else(|| Problem::not_found("outcome", &id))
}

async fn segments(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Json<Listing<wire::JourneySegment>>, Problem> {
    caller.need_any(&["journey:segment:view"])?;
    let is_active = query.flag("isActive")?;
    let mut all = app.read(|world| world.segments().to_vec());
    if let Some(is_active) = is_active {
        all.retain(|segment| segment.is_active.unwrap_or(true) == is_active);
    }
    listed(&query, "segmentIds", N_SEGMENT_IDS_MAX, all, |segment| Some(&segment.id)).map(Json)
}

async fn segment(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::JourneySegment>, Problem> {
    caller.need_any(&["journey:segment:view"])?;
    let found = app.read(|world| world.segments().iter().find(|segment| segment.id == id).cloned());
    found.map(Json).ok_or_else(|| Problem::not_found("segment", &id))
}

/// A listing by page, or of chosen ids: then without paging, sorting or query, which the contract forbids together.
pub(super) fn listed<T: serde::Serialize>(
    query: &Query,
    ids_name: &str,
    n_ids_max: usize,
    mut all: Vec<T>,
    id: impl Fn(&T) -> Option<&String>,
) -> Result<Listing<T>, Problem> {
    let ids = query.list(ids_name);
    if ids.len() > n_ids_max {
        return Err(Problem::invalid(ids_name, format!("{ids_name} holds at most {n_ids_max} ids.")));
    }
    if !ids.is_empty() {
        let others = ["pageNumber", "pageSize", "sortBy", "queryFields", "queryValue"];
        if let Some(other) = others.iter().find(|name| query.one(name).is_some()) {
            return Err(Problem::invalid(other, format!("{other} does not go together with {ids_name}.")));
        }
        all.retain(|one| id(one).is_some_and(|id| ids.contains(id)));
        return Ok(whole(all));
    }
    if let Some(wanted) = query.one("queryValue").map(str::to_lowercase).filter(|wanted| !wanted.is_empty()) {
        let fields = query.list("queryFields");
        all.retain(|one| matches(one, &fields, &wanted));
    }
    sort(query, &mut all)?;
    by_number(query, PAGE, all)
}

/// Whether one of `fields` (`displayName` when none is named) holds `wanted`.
fn matches<T: serde::Serialize>(one: &T, fields: &[String], wanted: &str) -> bool {
    let Ok(value) = serde_json::to_value(one) else { return false };
    let holds =
        |field: &str| value.get(field).and_then(Value::as_str).is_some_and(|text| text.to_lowercase().contains(wanted));
    if fields.is_empty() { holds("displayName") } else { fields.iter().any(|field| holds(field)) }
}

/// `sortBy`: a field, with a leading minus for the other way.
fn sort<T: serde::Serialize>(query: &Query, all: &mut [T]) -> Result<(), Problem> {
    let Some(wanted) = query.one("sortBy").filter(|wanted| !wanted.is_empty()) else { return Ok(()) };
    let (field, descending) = wanted.strip_prefix('-').map_or((wanted, false), |field| (field, true));
    if !["displayName", "createdDate", "modifiedDate", "isActive", "id"].contains(&field) {
        return Err(Problem::invalid("sortBy", "sortBy is a field of the entities, with a minus to turn it round."));
    }
    all.sort_by_cached_key(|one| {
        serde_json::to_value(one).ok().and_then(|value| value.get(field).map(ToString::to_string)).unwrap_or_default()
    });
    if descending {
        all.reverse();
    }
    Ok(())
}
