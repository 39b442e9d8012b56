//! Names for ids: users, queues, wrap-up codes (genesys-api §1.5).

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};

use super::identity;
use crate::answer::Problem;
use crate::guard::Caller;
use crate::shared::App;

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v2/users/{userId}", get(user))
        .route("/api/v2/routing/queues/{queueId}", get(queue))
        .route("/api/v2/routing/wrapupcodes/{codeId}", get(wrapup_code))
}

async fn user(State(app): State<App>, _: Caller, Path(id): Path<String>) -> Result<Json<wire::UserMe>, Problem> {
    let found = app.read(|world| world.agent(&id).map(identity::user));
    found.map(Json).ok_or_else(|| Problem::not_found("user", &id))
}

async fn queue(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::NamedEntity>, Problem> {
    caller.need_all(&["routing:queue:view"])?;
    app.read(|world| world.queue(&id)).map(Json).ok_or_else(|| Problem::not_found("queue", &id))
}

async fn wrapup_code(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::NamedEntity>, Problem> {
    caller.need_all(&["routing:wrapupCode:view"])?;
    app.read(|world| world.wrapup_code(&id)).map(Json).ok_or_else(|| Problem::not_found("wrapUpCode", &id))
}
