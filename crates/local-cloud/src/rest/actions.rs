//! Action maps, and the web deployments on which they act (genesys-api §1.1, §1.8).

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use wire::Listing;

use super::Query;
use super::paging::by_id;
use super::targets::listed;
use crate::answer::Problem;
use crate::guard::Caller;
use crate::shared::App;
use crate::world::World;

const N_IDS_MAX: usize = 100;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v2/journey/actionmaps", get(action_maps))
        .route("/api/v2/journey/actionmaps/{actionMapId}", get(action_map))
        .route("/api/v2/journey/actiontemplates", get(templates))
        .route("/api/v2/journey/actiontemplates/{actionTemplateId}", get(template))
        .route("/api/v2/journey/actiontargets", get(targets))
        .route("/api/v2/journey/actiontargets/{actionTargetId}", get(target))
        .route("/api/v2/webdeployments/deployments", get(deployments))
        .route("/api/v2/webdeployments/deployments/{deploymentId}", get(deployment))
        .route("/api/v2/webdeployments/deployments/{deploymentId}/identityresolution", get(identity_resolution))
}

async fn action_maps(
    State(app): State<App>,
    caller: Caller,
    query: Query,
) -> Result<Json<Listing<wire::ActionMap>>, Problem> {
    caller.need_any(&["journey:actionmap:view"])?;
    let all = app.read(World::action_maps);
    listed(&query, "actionMapIds", N_IDS_MAX, all, |map| map.id.as_ref()).map(Json)
}

async fn action_map(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::ActionMap>, Problem> {
    caller.need_any(&["journey:actionmap:view"])?;
    let found = app.read(|world| world.action_maps().into_iter().find(|map| map.id.as_ref() == Some(&id)));
    found.map(Json).ok_or_else(|| Problem::not_found("actionMap", &id))
}

const MEDIA: &[&str] =
    &["webchat", "webMessagingOffer", "contentOffer", "integrationAction", "architectFlow", "openAction"];

async fn templates(State(app): State<App>, caller: Caller, query: Query) -> Result<Json<Listing<Value>>, Problem> {
    caller.need_any(&["journey:actiontemplate:view"])?;
    let mut all = app.read(World::action_templates);
    for (name, known) in [("mediaType", MEDIA), ("state", &["Active", "Inactive", "Deleted"])] {
        let wanted = query.choices(name, known)?;
        all.retain(|one| wanted.is_empty() || wanted.iter().any(|wanted| one[name] == wanted.as_str()));
    }
    listed(&query, "", 0, all, |_| None).map(Json)
}

async fn template(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    caller.need_any(&["journey:actiontemplate:view"])?;
    one_of(app.read(World::action_templates), "actionTemplate", &id)
}

async fn targets(State(app): State<App>, caller: Caller, query: Query) -> Result<Json<Listing<Value>>, Problem> {
    caller.need_any(&["journey:actiontarget:view"])?;
    listed(&query, "", 0, app.read(World::action_targets), |_| None).map(Json)
}

async fn target(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    caller.need_any(&["journey:actiontarget:view"])?;
    one_of(app.read(World::action_targets), "actionTarget", &id)
}

fn one_of(all: Vec<Value>, entity: &str, id: &str) -> Result<Json<Value>, Problem> {
    let found = all.into_iter().find(|one| one["id"] == id);
    found.map(Json).ok_or_else(|| Problem::not_found(entity, id))
}

/// By cursor, which is the last id that was given.
async fn deployments(State(app): State<App>, caller: Caller, query: Query) -> Result<Json<Value>, Problem> {
    caller.need_all(&["webDeployments:deployment:view"])?;
    query.choices("expand", &["Configuration", "SupportedContent", "identityresolution"])?;
    let all: Vec<Value> = app.read(|world| world.deployments().iter().map(|one| json!(one)).collect());
    let total = all.len();
    let page = by_id(&query, "pageSize", "after", all)?;
    let mut answer = json!({"entities": page.entities, "selfUri": query.address(&[]), "total": total});
    if let Some(next) = page.next {
        answer["nextUri"] = query.address(&[("after", Some(&next))]).into();
    }
    Ok(Json(answer))
}

async fn deployment(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::WebDeployment>, Problem> {
    caller.need_all(&["webDeployments:deployment:view"])?;
    app.read(|world| world.deployment(&id)).map(Json).ok_or_else(|| Problem::not_found("deployment", &id))
}

/// E-mail and phone given on the site stitch earlier sessions, and do so automatically: the world's own rule.
async fn identity_resolution(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    caller.need_all(&["webDeployments:deployment:view", "webDeployments:identityResolution:view"])?;
    app.read(|world| world.deployment(&id)).ok_or_else(|| Problem::not_found("deployment", &id))?;
    let self_uri = format!("/api/v2/webdeployments/deployments/{id}/identityresolution");
    Ok(Json(json!({"resolveIdentities": true, "selfUri": self_uri})))
}
