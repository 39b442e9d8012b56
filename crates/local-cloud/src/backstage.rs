//! What the shop and the telephone page ask beyond the contract: chats, calls, the agents' desk without a softphone.
//!
//! For pages of our own origin only (bodies must be JSON, which no foreign page can send without being asked first).

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::answer::Problem;
use crate::rest::{INGESTION_BYTES_MAX, Query, read_json};
use crate::shared::App;
use crate::world::{Party, World};

/// Where calls arrive when nobody says otherwise.
const CALL_QUEUE: &str = "Customer care";
/// Longest message of a customer, in letters.
const N_LETTERS_MAX: usize = 1_000;
/// Calls one page may ask about at once.
const N_CALLS_MAX: usize = 50;

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/shop/api/time", get(time))
        .route("/shop/api/chats", post(start_chat))
        .route("/shop/api/conversations", get(talks))
        .route("/shop/api/conversations/{id}/messages", post(say))
        .route("/shop/api/conversations/{id}/end", post(end_chat))
        .route("/shop/api/desk", get(desk))
        .route("/shop/api/calls", post(call))
        .route("/shop/api/calls/{id}/answer", post(answer))
        .route("/shop/api/calls/{id}/hangup", post(hang_up))
        .route("/shop/api/calls/{id}/wrapup", post(wrap_up))
}

/// A small JSON body.
struct Told(Value);

impl Told {
    async fn read(request: Request) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        read_json(&parts.headers, body, INGESTION_BYTES_MAX).await.map(Self)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn needed(&self, name: &str) -> Result<String, Problem> {
        self.text(name).ok_or_else(|| Problem::invalid(name, format!("{name} is required.")))
    }
}

async fn time(State(app): State<App>) -> Json<Value> {
    Json(json!({"now": wire::Timestamp(app.clock.now()), "speed": app.speed}))
}

async fn start_chat(State(app): State<App>, request: Request) -> Result<Json<Value>, Problem> {
    let cookie = Told::read(request).await?.needed("customerCookieId")?;
    let id = app.change(move |world, now| world.start_chat(&cookie, now)).await??;
    Ok(Json(json!({"conversationId": id})))
}

async fn talks(State(app): State<App>, query: Query) -> Result<Json<Value>, Problem> {
    let cookie = query.one("customerCookieId").filter(|cookie| !cookie.is_empty());
    let cookie = cookie.ok_or_else(|| Problem::invalid("customerCookieId", "customerCookieId is required."))?;
    Ok(Json(json!({"conversations": app.read(|world| world.talks_of_cookie(cookie))})))
}

/// A visitor has only their own conversations; the cookie is what proves it.
fn own(world: &World, cookie: &str, id: &str) -> Result<(), Problem> {
    let is_own = world.talks_of_cookie(cookie).iter().any(|talk| talk.id == id);
    if is_own { Ok(()) } else { Err(Problem::not_found("conversation", id)) }
}

async fn say(State(app): State<App>, Path(id): Path<String>, request: Request) -> Result<StatusCode, Problem> {
    let told = Told::read(request).await?;
    let (cookie, text) = (told.needed("customerCookieId")?, told.needed("text")?);
    if text.chars().count() > N_LETTERS_MAX {
        return Err(Problem::invalid("text", format!("text has at most {N_LETTERS_MAX} letters.")));
    }
    app.change(move |world, now| {
        own(world, &cookie, &id)?;
        world.customer_message(&id, &text, now).map_err(Problem::from)
    })
    .await??;
    Ok(StatusCode::ACCEPTED)
}

async fn end_chat(State(app): State<App>, Path(id): Path<String>, request: Request) -> Result<StatusCode, Problem> {
    let cookie = Told::read(request).await?.needed("customerCookieId")?;
    app.change(move |world, now| {
        own(world, &cookie, &id)?;
        world.hang_up(&id, Party::Customer, now).map_err(Problem::from)
    })
    .await??;
    Ok(StatusCode::ACCEPTED)
}

async fn call(State(app): State<App>, request: Request) -> Result<Json<Value>, Problem> {
    let told = Told::read(request).await?;
    let from = told.text("from").map(|written| number(&written)).transpose()?;
    let queue = told.text("queue").unwrap_or_else(|| CALL_QUEUE.to_owned());
    let id = app.change(move |world, now| {
        let is_named = |one: &wire::NamedEntity| one.id == queue || one.name.as_ref() == Some(&queue);
        if !world.queues().iter().any(is_named) {
            return Err(Problem::invalid("queue", "There is no such queue."));
        }
        Ok(world.call_in(from.as_deref(), &queue, now))
    });
    Ok(Json(json!({"id": id.await??})))
}

/// A number as people write it, as E.164.
fn number(written: &str) -> Result<String, Problem> {
    let digits: String = written.chars().filter(|letter| !matches!(letter, ' ' | '-' | '(' | ')')).collect();
    let valid = digits.strip_prefix('+').is_some_and(|rest| {
        (6..=15).contains(&rest.len()) && rest.bytes().all(|digit| digit.is_ascii_digit()) && !rest.starts_with('0')
    });
    if valid { Ok(digits) } else { Err(Problem::invalid("from", "A number begins with + and its country code.")) }
}

async fn answer(State(app): State<App>, Path(id): Path<String>, request: Request) -> Result<StatusCode, Problem> {
    let agent = Told::read(request).await?.needed("agent")?;
    app.change(move |world, now| world.answer(&id, &agent, now)).await??;
    Ok(StatusCode::ACCEPTED)
}

async fn hang_up(State(app): State<App>, Path(id): Path<String>, request: Request) -> Result<StatusCode, Problem> {
    let told = Told::read(request).await?;
    let by = party(told.text("by").as_deref().unwrap_or("customer"))?;
    app.change(move |world, now| world.hang_up(&id, by, now)).await??;
    Ok(StatusCode::ACCEPTED)
}

/// Who ends a conversation, by its lower-case name.
pub(crate) fn party(name: &str) -> Result<Party, Problem> {
    match name {
        "customer" => Ok(Party::Customer),
        "agent" => Ok(Party::Agent),
        "system" => Ok(Party::System),
        "transfer" => Ok(Party::Transfer),
        _ => Err(Problem::invalid("by", "by is customer, agent, system or transfer.")),
    }
}

async fn wrap_up(State(app): State<App>, Path(id): Path<String>, request: Request) -> Result<StatusCode, Problem> {
    let told = Told::read(request).await?;
    let code = told.needed("code")?;
    let notes = told.text("notes").unwrap_or_default();
    app.change(move |world, now| {
        let agent = world.conversation(&id).as_ref().and_then(agent_of).and_then(|agent| agent.user_id.clone());
        let agent = agent.ok_or_else(|| Problem::not_found("conversation", &id))?;
        world.wrap_up(&id, &agent, &code, &notes, now).map_err(Problem::from)
    })
    .await??;
    Ok(StatusCode::ACCEPTED)
}

/// The participant who spoke for us, the latest if there were several.
fn agent_of(conversation: &wire::Conversation) -> Option<&wire::Participant> {
    let is_agent = |one: &&wire::Participant| matches!(one.purpose.as_deref(), Some("agent" | "user"));
    conversation.participants.iter().rev().find(is_agent)
}

/// The conversations on the agents' desks and the asked-for calls, agents and wrap-up codes.
async fn desk(State(app): State<App>, query: Query) -> Json<Value> {
    let mut ids = query.list("calls");
    ids.truncate(N_CALLS_MAX);
    Json(app.read(|world| {
        for agent in world.agents() {
            for conversation in world.conversations_of_agent(&agent.id) {
                if !ids.contains(&conversation.id) {
                    ids.push(conversation.id);
                }
            }
        }
        let named = |id: &str, name: &str| json!({"id": id, "name": name});
        let agents: Vec<_> = world.agents().iter().map(|agent| named(&agent.id, &agent.name)).collect();
        let codes: Vec<_> =
            world.wrapup_codes().iter().map(|code| named(&code.id, code.name.as_deref().unwrap_or(&code.id))).collect();
        let conversations: Vec<_> = ids.iter().filter_map(|id| seen(world, id)).collect();
        json!({"conversations": conversations, "agents": agents, "codes": codes})
    }))
}

fn seen(world: &World, id: &str) -> Option<Value> {
    let conversation = world.conversation(id)?;
    let talk = world.talk(id)?;
    let (medium, _) = world.media_conversation(id)?;
    let agent = agent_of(&conversation);
    let customer =
        conversation.participants.iter().find(|one| matches!(one.purpose.as_deref(), Some("customer" | "external")));
    let wrapup = agent.and_then(|agent| agent.wrapup.as_ref()).and_then(|wrapup| {
        wrapup.name.clone().or_else(|| world.wrapup_code(wrapup.code.as_deref()?)?.name).or_else(|| wrapup.code.clone())
    });
    Some(json!({
        "id": id,
        "media": medium,
        "from": customer.and_then(|customer| customer.ani.as_deref()).map(|ani| ani.trim_start_matches("tel:")),
        "state": talk.state,
        "agent": talk.agent,
        "agentId": agent.and_then(|agent| agent.user_id.as_deref()),
        "queue": conversation.participants.iter().find_map(|one| one.queue_name.as_deref()),
        "wrapUp": wrapup,
    }))
}

#[cfg(test)]
mod tests;
