//! Channels and subscriptions over REST (genesys-api §1.6).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, head};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::hub::{Mode, No, Owner, Seen};
use super::topics::{self, KINDS};
use crate::answer::{Problem, no_content};
use crate::guard::{Caller, Host};
use crate::rest::{Payload, Query};
use crate::shared::App;

/// The notification operations.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/api/v2/notifications/availabletopics", get(available_topics))
        .route("/api/v2/notifications/channels", get(list).post(create))
        .route("/api/v2/notifications/channels/{channelId}", head(exists))
        .route(
            "/api/v2/notifications/channels/{channelId}/subscriptions",
            get(subscriptions).post(add).put(replace).delete(clear),
        )
}

impl From<No> for Problem {
    fn from(no: No) -> Self {
        match no {
            No::NotFound => Self::not_found("channel", ""),
            No::TooManyTopics => Self::bad_request(format!("A channel holds at most {} topics.", topics::N_TOPICS_MAX)),
            No::Burst(seconds) => Self::too_many(seconds),
            No::Store(error) => {
                eprintln!("local-cloud: {error}");
                Self::unavailable().retry_after(1)
            }
        }
    }
}

impl Caller {
    pub(super) fn owner(&self) -> Owner {
        Owner { user_id: self.agent.id.clone(), client_id: self.client.clone() }
    }
}

fn shown(seen: Seen, host: &Host) -> wire::Channel {
    wire::Channel {
        connect_uri: Some(format!("ws://{}/channels/{}", host.0, seen.id)),
        id: seen.id,
        expires: Some(seen.expires.into()),
        ..Default::default()
    }
}

async fn create(State(app): State<App>, caller: Caller, host: Host) -> Result<Json<wire::Channel>, Problem> {
    let seen = with_disk(&app, move |app| {
        app.hub.create(&app.store, &caller.owner(), &caller.token, app.clock.now(), app.clock.steady())
    });
    Ok(Json(shown(seen.await?, &host)))
}

async fn list(State(app): State<App>, caller: Caller, host: Host, query: Query) -> Result<Response, Problem> {
    let all = match query.one("includechannels") {
        None | Some("token") => false,
        Some("oauthclient") => true,
        Some(_) => return Err(Problem::invalid("includechannels", "It is token or oauthclient.")),
    };
    let channels = app.hub.of(&caller.owner()).into_iter().filter(|seen| all || seen.token == caller.token);
    let entities: Vec<wire::Channel> = channels
        .map(|mut seen| {
            // The address is a secret of the token that made the channel.
            if seen.token == caller.token {
                return shown(seen, &host);
            }
            let shown = "*".repeat(seen.id.len());
            seen.id = shown;
            wire::Channel { id: seen.id, expires: Some(seen.expires.into()), ..Default::default() }
        })
        .collect();
    Ok(Json(wire::Listing { entities, ..Default::default() }).into_response())
}

async fn exists(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    if app.hub.has(&caller.owner(), &id, app.clock.steady()) { Ok(StatusCode::OK) } else { Err(No::NotFound.into()) }
}

async fn subscriptions(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::Listing<wire::ChannelTopic>>, Problem> {
    let names = app.hub.topics(&caller.owner(), &id)?;
    Ok(Json(wire::Listing { entities: names.into_iter().map(permitted).collect(), ..Default::default() }))
}

async fn add(
    app: State<App>,
    caller: Caller,
    id: Path<String>,
    query: Query,
    body: Payload,
) -> Result<Response, Problem> {
    subscribe(app, caller, id, query, body, Mode::Add).await
}

async fn replace(
    app: State<App>,
    caller: Caller,
    id: Path<String>,
    query: Query,
    body: Payload,
) -> Result<Response, Problem> {
    subscribe(app, caller, id, query, body, Mode::Replace).await
}

async fn clear(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    with_disk(&app, move |app| {
        app.hub.subscribe(&app.store, &caller.owner(), &id, Mode::Replace, Vec::new(), app.clock.now())
    })
    .await?;
    Ok(no_content())
}

async fn subscribe(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    query: Query,
    Payload(body): Payload,
    mode: Mode,
) -> Result<Response, Problem> {
    let ignore_errors = query.flag("ignoreErrors")?.unwrap_or(false);
    let items = body.as_array().ok_or_else(|| Problem::bad_request("The body must be a list of topics."))?;
    let names: Option<Vec<String>> =
        items.iter().map(|item| item.get("id").and_then(Value::as_str).map(str::to_owned)).collect();
    let names = names.ok_or_else(|| Problem::bad_request("Each topic needs its id."))?;
    if !app.hub.has(&caller.owner(), &id, app.clock.steady()) {
        return Err(No::NotFound.into());
    }
    let mut good = Vec::new();
    let mut refused = Vec::new();
    for name in names {
        match caller.may_subscribe(&name) {
            Ok(()) => good.push(name),
            Err(no) if ignore_errors => refused.push(rejected(name, no)),
            Err(no) => return Err(no.into()),
        }
    }
    let all =
        with_disk(&app, move |app| app.hub.subscribe(&app.store, &caller.owner(), &id, mode, good, app.clock.now()));
    let entities: Vec<_> = all.await?.into_iter().map(permitted).chain(refused).collect();
    Ok(Json(wire::Listing { entities, ..Default::default() }).into_response())
}

impl From<topics::No> for Problem {
    fn from(no: topics::No) -> Self {
        match no {
            topics::No::Invalid(message) => Self::bad_request(message),
            topics::No::Missing(any_of) => Self::needs_any(&any_of),
            topics::No::NotOwn => Self::not_authorized("This topic is for another user."),
        }
    }
}

fn permitted(name: String) -> wire::ChannelTopic {
    wire::ChannelTopic { id: name, state: Some("Permitted".to_owned()), ..Default::default() }
}

fn rejected(name: String, no: topics::No) -> wire::ChannelTopic {
    let missing_permissions = match &no {
        topics::No::Missing(any_of) => any_of.iter().map(|&permission| permission.to_owned()).collect(),
        _ => Vec::new(),
    };
    wire::ChannelTopic {
        id: name,
        state: Some("Rejected".to_owned()),
        rejection_reason: Some(Problem::from(no).message().to_owned()),
        missing_permissions,
        ..Default::default()
    }
}

async fn available_topics(_: Caller, query: Query) -> Json<Value> {
    let expand = query.list("expand");
    let entities: Vec<Value> = KINDS
        .iter()
        .map(|kind| {
            let mut topic = json!({"id": kind.pattern});
            let permission = if kind.own {
                json!({"type": "requiresCurrentUser", "allowsCurrentUser": true, "enforced": true})
            } else {
                json!({"type": "requiresPermissions", "permissions": kind.any_of, "enforced": true})
            };
            for (name, value) in [
                ("description", json!(kind.description)),
                ("requiresPermissions", json!(kind.any_of)),
                ("permissionDetails", json!([permission])),
                ("requiresCurrentUser", json!(kind.own)),
                ("enforced", json!(true)),
                ("visibility", json!("Public")),
                ("transports", json!(["Websocket"])),
                ("publicApiTemplateUriPaths", json!(kind.paths)),
                ("topicParameters", json!(["id"])),
            ] {
                if expand.iter().any(|wanted| wanted == name) {
                    topic[name] = value;
                }
            }
            topic
        })
        .collect();
    Json(json!({"entities": entities}))
}

/// Runs what may wait for the disk where waiting harms nobody.
async fn with_disk<R: Send + 'static>(
    app: &App,
    act: impl FnOnce(&App) -> Result<R, No> + Send + 'static,
) -> Result<R, Problem> {
    let app = App::clone(app);
    match tokio::task::spawn_blocking(move || act(&app)).await {
        Ok(outcome) => outcome.map_err(Problem::from),
        Err(_) => Err(Problem::internal()),
    }
}
