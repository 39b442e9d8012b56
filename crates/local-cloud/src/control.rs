//! Test controls below `/control/`: faults, the clock, acts, hostile frames, and the truth.
//!
//! Absent unless the local cloud was started with `--faults TOKEN`; each request needs `X-Faults: TOKEN`, and none that a
//! browser page makes gets through (K8): pages always send Origin or `Sec-Fetch-*` here, and no preflight is granted.

use std::collections::BTreeSet;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::answer::{Problem, no_content};
use crate::backstage::party;
use crate::faults::{Failure, Faults};
use crate::notifications::{GOING_AWAY, may_subscribe};
use crate::rest::Payload;
use crate::shared::App;
use crate::sign_in;
use crate::world::{Arrival, World};

/// The header that proves the right to control.
const HEADER: &str = "x-faults";

pub(crate) fn router(app: &App) -> Router<App> {
    if app.faults.is_none() {
        return Router::new();
    }
    Router::new()
        .route("/control/sign-in", post(sign_in))
        .route("/control/sign-out", post(sign_out))
        .route("/control/permissions", post(permissions))
        .route("/control/sockets/drop", post(drop_sockets))
        .route("/control/sockets/announce", post(announce_closing))
        .route("/control/sockets/close", post(close_sockets))
        .route("/control/channels/expire", post(expire_channel))
        .route("/control/channels/evict", post(evict_channels))
        .route("/control/publish", post(publish))
        .route("/control/lose", post(lose))
        .route("/control/disorder", post(disorder))
        .route("/control/heartbeats/stop", post(stop_heartbeats))
        .route("/control/hold", post(hold))
        .route("/control/release", post(release))
        .route("/control/delay", post(delay))
        .route("/control/fail", post(fail))
        .route("/control/clear", post(clear))
        .route("/control/clock", post(move_clock))
        .route("/control/rates/reset", post(reset_rates))
        .route("/control/act", post(act))
        .route("/control/flood", post(flood::flood))
        .route("/control/truth", get(truth))
        .route("/control/requests", get(requests).delete(forget_requests))
        .layer(middleware::from_fn_with_state(App::clone(app), guard))
}

async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if is_allowed(&app, request.headers()) { next.run(request).await } else { Problem::no_such_path().into_response() }
}

fn is_allowed(app: &App, headers: &HeaderMap) -> bool {
    let from_page =
        headers.contains_key(header::ORIGIN) || headers.keys().any(|name| name.as_str().starts_with("sec-fetch-"));
    let token = headers.get(HEADER).and_then(|value| value.to_str().ok());
    !from_page && app.faults.as_ref().is_some_and(|faults| token.is_some_and(|token| faults.is_token(token)))
}

/// The faults; the routes exist only where there are some.
fn faults(app: &App) -> Result<&Faults, Problem> {
    app.faults.as_ref().ok_or_else(Problem::no_such_path)
}

fn text(body: &Value, name: &str) -> Option<String> {
    body.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn needed(body: &Value, name: &str) -> Result<String, Problem> {
    text(body, name).ok_or_else(|| Problem::invalid(name, format!("{name} is required.")))
}

/// An agent by id, name or e-mail address.
fn agent_id(world: &World, named: &str) -> Option<String> {
    let is_named =
        |agent: &&crate::world::Agent| [&agent.id, &agent.name, &agent.email].iter().any(|own| *own == named);
    world.agents().iter().find(is_named).map(|agent| agent.id.clone())
}

/// `{agent}`: a token without the pages.
async fn sign_in(State(app): State<App>, Payload(body): Payload) -> Result<Json<wire::TokenAnswer>, Problem> {
    let named = needed(&body, "agent")?;
    let agent = app.read(|world| agent_id(world, &named)).ok_or_else(|| Problem::not_found("agent", ""))?;
    let issued = blocking(&app, move |app| sign_in::issue(app, &agent, None)).await?;
    let (access_token, life) = issued.map_err(|_| Problem::unavailable())?;
    let token_type = Some("bearer".to_owned());
    Ok(Json(wire::TokenAnswer { access_token, token_type, expires_in: Some(life), ..Default::default() }))
}

/// `{agent}`: ends all tokens of an agent, as an administrator can.
async fn sign_out(State(app): State<App>, Payload(body): Payload) -> Result<Json<Value>, Problem> {
    let named = needed(&body, "agent")?;
    let agent = app.read(|world| agent_id(world, &named)).ok_or_else(|| Problem::not_found("agent", ""))?;
    let tokens = app.desk.tokens_of(&agent);
    let n_ended = tokens.len();
    for digest in tokens {
        sign_in::end(&app, digest).await?;
    }
    Ok(Json(json!({"ended": n_ended})))
}

/// `{agent, add?: [..], remove?: [..]}`: permissions of an agent, from now on and while signed in; topics that are not
/// permitted any more leave the agent's channels. Answers what is held then.
async fn permissions(State(app): State<App>, Payload(body): Payload) -> Result<Json<Value>, Problem> {
    let named = needed(&body, "agent")?;
    let list = |name: &str| -> Result<Vec<String>, Problem> {
        let wrong = || Problem::invalid(name, format!("{name} is a list of permissions (domain:entity:action)."));
        let items = match body.get(name) {
            None => return Ok(Vec::new()),
            Some(items) => items.as_array().ok_or_else(wrong)?,
        };
        let is_permission = |text: &&str| text.split(':').count() == 3;
        items.iter().map(|item| item.as_str().filter(is_permission).map(str::to_owned).ok_or_else(wrong)).collect()
    };
    let (add, remove) = (list("add")?, list("remove")?);
    let (agent, known) = app.read(|world| {
        let held = world.agents().iter().flat_map(|agent| &agent.permissions);
        let known: BTreeSet<String> = held.filter(|permission| !permission.contains('*')).cloned().collect();
        (agent_id(world, &named).and_then(|id| world.agent(&id).cloned()), known)
    });
    let agent = agent.ok_or_else(|| Problem::not_found("agent", ""))?;
    let agent = app.permits.change(agent, &known, add, &remove);
    let held = json!({"permissions": agent.permissions});
    blocking(&app, move |app| app.hub.withdraw(&app.store, &agent.id, |topic| may_subscribe(topic, &agent)))
        .await?
        .map_err(|_| Problem::unavailable())?;
    Ok(Json(held))
}

async fn drop_sockets(State(app): State<App>) -> Json<Value> {
    Json(json!({"dropped": app.hub.cut_all()}))
}

async fn announce_closing(State(app): State<App>) -> Response {
    app.hub.announce_closing();
    no_content()
}

/// `{code?}`: 1001 without one.
async fn close_sockets(State(app): State<App>, Payload(body): Payload) -> Result<Response, Problem> {
    match body.get("code").map(|code| code.as_u64().and_then(|code| u16::try_from(code).ok())) {
        None => app.hub.close_all(GOING_AWAY),
        Some(Some(code)) => app.hub.close_all(code),
        Some(None) => return Err(Problem::invalid("code", "code is a close code.")),
    }
    Ok(no_content())
}

/// All channels are taken away, as if others had come in their place.
async fn evict_channels(State(app): State<App>) -> Result<Response, Problem> {
    blocking(&app, move |app| app.hub.evict_all(&app.store)).await?.map_err(|_| Problem::unavailable())?;
    Ok(no_content())
}

/// `{repeats?, window?}`: each event is said again so many times, and so many leave in the opposite order.
async fn disorder(State(app): State<App>, Payload(body): Payload) -> Response {
    let number = |name: &str| body.get(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let (n_repeats, window) = (number("repeats").min(100), number("window").min(1_000));
    app.hub.spoil(|spoiling| spoiling.disorder(n_repeats, window));
    no_content()
}

/// `{channel}`, or all.
async fn expire_channel(State(app): State<App>, Payload(body): Payload) -> Result<Response, Problem> {
    let channel = text(&body, "channel");
    blocking(&app, move |app| app.hub.expire(&app.store, channel.as_deref()))
        .await?
        .map_err(|_| Problem::unavailable())?;
    Ok(no_content())
}

/// `{channel?, topic?, text, fill?}` sends the text as it is, with so many letters more; `{topic, body}` sends a proper
/// event of the topic.
async fn publish(State(app): State<App>, Payload(body): Payload) -> Result<Json<Value>, Problem> {
    let (channel, topic) = (text(&body, "channel"), text(&body, "topic"));
    if let (Some(topic), Some(event)) = (&topic, body.get("body")) {
        app.hub.publish(topic, event);
        return Ok(Json(json!({})));
    }
    let n_fill = body.get("fill").and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let sent = needed(&body, "text")? + &"x".repeat(n_fill.min(32 * 1024 * 1024));
    let n_told = app.hub.publish_raw(channel.as_deref(), topic.as_deref(), &sent);
    Ok(Json(json!({"told": n_told})))
}

/// `{topic, times}`: the next events whose topics begin so are lost on the way.
async fn lose(State(app): State<App>, Payload(body): Payload) -> Result<Response, Problem> {
    let n_times = body.get("times").and_then(Value::as_u64).unwrap_or(1);
    let topic = needed(&body, "topic")?;
    app.hub.spoil(|spoiling| spoiling.lose(&topic, n_times));
    Ok(no_content())
}

async fn stop_heartbeats(State(app): State<App>) -> Response {
    app.hub.spoil(|spoiling| spoiling.is_heartless = true);
    no_content()
}

/// `{path}`: answers below it wait until they are released.
async fn hold(State(app): State<App>, Payload(body): Payload) -> Result<Response, Problem> {
    faults(&app)?.hold(&needed(&body, "path")?);
    Ok(no_content())
}

/// `{path?}`: lets held answers go.
async fn release(State(app): State<App>, Payload(body): Payload) -> Result<Response, Problem> {
    faults(&app)?.release(text(&body, "path").as_deref());
    Ok(no_content())
}

/// `{path, milliseconds}`.
async fn delay(State(app): State<App>, Payload(body): Payload) -> Result<Response, Problem> {
    let by = body.get("milliseconds").and_then(Value::as_u64).unwrap_or_default();
    faults(&app)?.delay(&needed(&body, "path")?, Duration::from_millis(by));
    Ok(no_content())
}

/// `{path, status, times?, method?, retryAfter?, contentType?, text?}`.
async fn fail(State(app): State<App>, Payload(body): Payload) -> Result<Response, Problem> {
    let status = body.get("status").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let status = status.and_then(|status| StatusCode::from_u16(status).ok()).filter(|status| status.as_u16() >= 200);
    let status = status.ok_or_else(|| Problem::invalid("status", "status is an HTTP status from 200."))?;
    let kind = text(&body, "contentType").unwrap_or_else(|| "application/json".to_owned());
    faults(&app)?.fail(Failure {
        path: needed(&body, "path")?,
        method: text(&body, "method"),
        n_times: body.get("times").and_then(Value::as_u64).unwrap_or(1),
        status,
        retry_after: body.get("retryAfter").and_then(Value::as_u64),
        body: text(&body, "text").map(|text| (kind, text)),
    });
    Ok(no_content())
}

async fn clear(State(app): State<App>) -> Result<Response, Problem> {
    faults(&app)?.clear();
    app.hub.spoil_nothing();
    Ok(no_content())
}

/// `{seconds}`: moves the clock forward and lets what is due happen.
async fn move_clock(State(app): State<App>, Payload(body): Payload) -> Result<Json<Value>, Problem> {
    let seconds =
        body.get("seconds").and_then(Value::as_f64).and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    app.clock.advance(seconds.ok_or_else(|| Problem::invalid("seconds", "seconds is a number from 0."))?);
    blocking(&app, |app| app.tick()).await?.map_err(|_| Problem::unavailable())?;
    Ok(Json(json!({"now": wire::Timestamp(app.clock.now())})))
}

async fn reset_rates(State(app): State<App>) -> Response {
    app.limits.reset();
    app.hub.forget_bursts();
    no_content()
}

/// `{act, …}`: what the telephone page can do, conversations of any medium (`come_in`: `{medium, from, queue?, subject?,
/// messageType?}`), and a custom event; answers `{id?}`.
async fn act(State(app): State<App>, Payload(body): Payload) -> Result<Json<Value>, Problem> {
    let id = app.change(move |world, now| {
        let conversation = || needed(&body, "conversation");
        let agent = |world: &World| {
            let named = needed(&body, "agent")?;
            agent_id(world, &named).ok_or_else(|| Problem::not_found("agent", ""))
        };
        match needed(&body, "act")?.as_str() {
            "call_in" => {
                let queue = text(&body, "queue").or_else(|| world.queues().first().map(|queue| queue.id.clone()));
                return Ok(Some(world.call_in(text(&body, "from").as_deref(), &queue.unwrap_or_default(), now)));
            }
            "come_in" => {
                let arrival = Arrival {
                    medium: needed(&body, "medium")?,
                    from: needed(&body, "from")?,
                    queue: text(&body, "queue").unwrap_or_default(),
                    subject: text(&body, "subject"),
                    message_type: text(&body, "messageType"),
                };
                return world.come_in(arrival, now).map(Some).map_err(Problem::from);
            }
            "start_chat" => return world.start_chat(&needed(&body, "cookie")?, now).map(Some).map_err(Problem::from),
            "answer" => world.answer(&conversation()?, &agent(world)?, now)?,
            "hang_up" => {
                world.hang_up(&conversation()?, party(text(&body, "by").as_deref().unwrap_or("customer"))?, now)?;
            }
            "wrap_up" => {
                let notes = text(&body, "notes").unwrap_or_default();
                world.wrap_up(&conversation()?, &agent(world)?, &needed(&body, "code")?, &notes, now)?;
            }
            "customer_message" => world.customer_message(&conversation()?, &needed(&body, "text")?, now)?,
            "custom_event" => return world.custom_event(custom_event(&body)?, now).map(Some).map_err(Problem::from),
            "seed_contact" => {
                let contact = body.get("contact").and_then(wire::Read::read);
                let contact = contact.ok_or_else(|| Problem::invalid("contact", "contact is required."))?;
                return Ok(Some(world.seed_contact(contact)));
            }
            _ => return Err(Problem::invalid("act", "There is no such act.")),
        }
        Ok(None)
    });
    Ok(Json(json!({"id": id.await??})))
}

/// `{sessionType, externalId, externalUrl?, eventName, attributes?: {name: {dataType, value}}, customer?: [type, value]}`.
fn custom_event(body: &Value) -> Result<crate::world::CustomEvent, Problem> {
    let attributes = body.get("attributes").and_then(Value::as_object).into_iter().flatten();
    let customer = body.get("customer").and_then(Value::as_array).and_then(|pair| match &pair[..] {
        [kind, value] => Some((kind.as_str()?.to_owned(), value.as_str()?.to_owned())),
        _ => None,
    });
    Ok(crate::world::CustomEvent {
        session_type: needed(body, "sessionType")?,
        external_id: needed(body, "externalId")?,
        external_url: text(body, "externalUrl"),
        event_name: needed(body, "eventName")?,
        attributes: attributes
            .filter_map(|(name, value)| Some((name.clone(), (text(value, "dataType")?, text(value, "value")?))))
            .collect(),
        customer,
    })
}

async fn truth(State(app): State<App>) -> Json<Value> {
    let (n_channels, n_sockets) = app.hub.counts();
    Json(json!({
        "world": app.read(World::truth),
        "now": wire::Timestamp(app.clock.now()),
        "channels": n_channels,
        "sockets": n_sockets,
        "connectedUsers": app.hub.connected_users(),
    }))
}

async fn requests(State(app): State<App>) -> Result<Json<Value>, Problem> {
    Ok(Json(json!({"requests": faults(&app)?.seen()})))
}

async fn forget_requests(State(app): State<App>) -> Result<Response, Problem> {
    faults(&app)?.forget_seen();
    Ok(no_content())
}

async fn blocking<R: Send + 'static>(app: &App, act: impl FnOnce(&App) -> R + Send + 'static) -> Result<R, Problem> {
    let app = App::clone(app);
    tokio::task::spawn_blocking(move || act(&app)).await.map_err(|_| Problem::internal())
}

mod flood;
#[cfg(test)]
mod tests;
