//! Conversations: the agent's own, one in the general form, one in its per-media form (genesys-api §1.3).

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use wire::Listing;

use super::Query;
use super::paging::{by_number, mapped};
use crate::answer::Problem;
use crate::guard::Caller;
use crate::shared::App;

const PAGE: usize = 100;
/// The communications of a participant, by medium.
const LISTS: [&str; 5] = ["calls", "callbacks", "chats", "emails", "messages"];

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v2/conversations", get(own))
        .route("/api/v2/conversations/{conversationId}", get(conversation))
        .route("/api/v2/conversations/messages/{conversationId}", get(message))
        .route("/api/v2/conversations/calls/{conversationId}", get(call))
        .route("/api/v2/conversations/emails/{conversationId}", get(email))
        .route("/api/v2/conversations/callbacks/{conversationId}", get(callback))
}

async fn own(State(app): State<App>, caller: Caller, query: Query) -> Result<Json<Listing<Value>>, Problem> {
    let kind = query.one("communicationType").filter(|kind| !kind.is_empty()).map(str::to_lowercase);
    let mut conversations = app.read(|world| world.conversations_of_agent(&caller.agent.id));
    if let Some(kind) = kind {
        conversations.retain(|conversation| has_medium(conversation, &kind));
    }
    let page = by_number(&query, PAGE, conversations)?;
    Ok(Json(mapped(page, |conversation| general_form(&conversation))))
}

fn has_medium(conversation: &wire::Conversation, kind: &str) -> bool {
    conversation.participants.iter().any(|participant| match kind {
        "call" => !participant.calls.is_empty(),
        "callback" => !participant.callbacks.is_empty(),
        "chat" => !participant.chats.is_empty(),
        "email" => !participant.emails.is_empty(),
        "message" => !participant.messages.is_empty(),
        _ => false,
    })
}

/// The general form: with the permission, or for one who takes part.
async fn conversation(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Result<Json<Value>, Problem> {
    let found = app.read(|world| world.conversation(&id));
    if !found.as_ref().is_some_and(|conversation| takes_part(conversation, &caller.agent.id)) {
        caller.need_any(&["conversation:communication:view"])?;
    }
    found.map(|one| Json(general_form(&one))).ok_or_else(|| Problem::not_found("conversation", &id))
}

/// Only a message has messages.
fn general_form(conversation: &wire::Conversation) -> Value {
    let mut value = json!(conversation);
    for participant in value["participants"].as_array_mut().into_iter().flatten() {
        for list in LISTS.iter().filter(|list| **list != "messages") {
            for one in participant[*list].as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
                one.remove("messages");
            }
        }
    }
    value
}

fn takes_part(conversation: &wire::Conversation, user: &str) -> bool {
    conversation.participants.iter().any(|participant| participant.user_id.as_deref() == Some(user))
}

async fn message(app: State<App>, caller: Caller, id: Path<String>) -> Result<Json<Value>, Problem> {
    in_medium(&app, &caller, &id, "message")
}

async fn call(app: State<App>, caller: Caller, id: Path<String>) -> Result<Json<Value>, Problem> {
    in_medium(&app, &caller, &id, "call")
}

async fn email(app: State<App>, caller: Caller, id: Path<String>) -> Result<Json<Value>, Problem> {
    in_medium(&app, &caller, &id, "email")
}

async fn callback(app: State<App>, caller: Caller, id: Path<String>) -> Result<Json<Value>, Problem> {
    in_medium(&app, &caller, &id, "callback")
}

/// The per-media form needs no permission; under another medium's address the conversation is not found.
fn in_medium(app: &App, _: &Caller, id: &str, wanted: &str) -> Result<Json<Value>, Problem> {
    let found = app.read(|world| world.media_conversation(id)).filter(|(medium, _)| *medium == wanted);
    let (_, conversation) = found.ok_or_else(|| Problem::not_found("conversation", id))?;
    let mut value = json!(conversation);
    // Lists of communications belong to the general form.
    for participant in value.get_mut("participants").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(fields) = participant.as_object_mut() {
            fields.retain(|name, value| {
                !LISTS.contains(&name.as_str()) || value.as_array().is_some_and(|list| !list.is_empty())
            });
        }
    }
    Ok(Json(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_a_leg_takes_part() {
        let text = r#"{"id": "c", "participants": [{"purpose": "customer"}, {"purpose": "agent", "userId": "ada"}]}"#;
        let conversation = wire::from_text(text).unwrap();
        assert!(takes_part(&conversation, "ada"));
        assert!(!takes_part(&conversation, "noor"));
    }
}
