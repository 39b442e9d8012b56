//! What tracked sites and apps send (genesys-api §1.7): public, without a token, small bodies only.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use wire::Read;

use super::{INGESTION_BYTES_MAX, read_json};
use crate::answer::Problem;
use crate::shared::App;
use crate::world::Age;

const BROWSER_FEATURES: [&str; 4] = ["featuresFlash", "featuresJava", "featuresPdf", "featuresWebrtc"];

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v2/journey/deployments/{deploymentId}/webevents", post(web_event))
        .route("/api/v2/journey/deployments/{deploymentId}/appevents", post(app_event))
        .route("/api/v2/journey/deployments/{deploymentId}/actionevent", post(action_event))
        .route("/api/v2/journey/deployments/{deploymentId}/customers/{customerCookieId}/ping", get(ping))
}

/// Reads a small body as a record; a record that cannot be read costs a 400 that names the first field at fault.
async fn record<T: Read>(request: Request, required: &[&str]) -> Result<T, Problem> {
    let (parts, body) = request.into_parts();
    let value = read_json(&parts.headers, body, INGESTION_BYTES_MAX).await?;
    T::read(&value).ok_or_else(|| {
        let missing = required.iter().find(|name| value.get(**name).is_none_or(Value::is_null));
        match missing {
            Some(name) => Problem::invalid(name, format!("{name} is required.")),
            None if value.get("createdDate").is_some_and(|at| wire::Timestamp::read(at).is_none()) => {
                Problem::invalid("createdDate", "createdDate is no ISO 8601 date.")
            }
            None => Problem::bad_request("The body is not of the expected shape."),
        }
    })
}

async fn web_event(
    State(app): State<App>,
    Path(deployment): Path<String>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let event = record(request, &["customerCookieId", "eventName", "page", "createdDate"]).await?;
    let answer = app.change(move |world, now| world.web_event(&deployment, event, now, Age::Fresh)).await??;
    let mut form = json!(answer);
    // What the answer repeats of page and browser is less than what the event keeps.
    for (part, names) in [("page", &["breadcrumb"][..]), ("browser", &BROWSER_FEATURES)] {
        if let Some(fields) = form.get_mut(part).and_then(Value::as_object_mut) {
            fields.retain(|name, _| !names.contains(&name.as_str()));
        }
    }
    Ok(Json(form))
}

async fn app_event(
    State(app): State<App>,
    Path(deployment): Path<String>,
    request: Request,
) -> Result<Json<wire::AppEventResponse>, Problem> {
    let required = ["customerCookieId", "eventName", "screenName", "app", "device", "createdDate"];
    let event = record(request, &required).await?;
    Ok(Json(app.change(move |world, now| world.app_event(&deployment, event, now, Age::Fresh)).await??))
}

/// The contract documents no body of the answer. Ours names the conversation that an accepted offer opened.
async fn action_event(
    State(app): State<App>,
    Path(deployment): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let event = record(request, &["sessionId", "actionId", "actionState"]).await?;
    let conversation = app.change(move |world, now| world.action_event(&deployment, event, now)).await??;
    Ok(match conversation {
        Some(id) => Json(json!({"conversationId": id})).into_response(),
        None => StatusCode::ACCEPTED.into_response(),
    })
}

async fn ping(
    State(app): State<App>,
    Path((deployment, cookie)): Path<(String, String)>,
) -> Result<Json<wire::DeploymentPing>, Problem> {
    Ok(Json(app.change(move |world, now| world.ping(&deployment, &cookie, now)).await??))
}
