//! What the shop's chat box and the telephone's page ask for below `/shop/api/`: the customer's side of conversations.
//!
//! No part of the cloud's protocol: in a real organisation the Messenger and a telephone do this. Paths and bodies in,
//! JSON or a [`Refusal`] out; HTTP, limits and storing are the server's. A visitor reaches only conversations of the
//! cookie it names; the telephone's page plays both ends of the line and may touch every call.
//!
//! | Method, path | Body or query | Answer |
//! |---|---|---|
//! | `GET time` | | `{now, speed}` |
//! | `GET conversations` | `customerCookieId` | `{conversations: [{id, state, agent}]}`, newest first |
//! | `POST chats` | `{customerCookieId, url}` | `{conversationId}` |
//! | `POST conversations/{id}/messages` | `{customerCookieId, text}` | `{id}` |
//! | `POST conversations/{id}/end` | `{customerCookieId}` | `{id}` |
//! | `GET desk` | `calls=id,id` | `{conversations, agents, codes}` |
//! | `POST calls` | `{from?, queue?}` | `{id}` |
//! | `POST calls/{id}/answer` | `{agent}` | `{id}` |
//! | `POST calls/{id}/hangup` | `{by?: customer or agent}` | `{id}` |
//! | `POST calls/{id}/wrapup` | `{code, notes?}` | `{id}` |

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use crate::world::{Party, Refusal, World};

/// Where calls arrive when nobody says otherwise.
const CALL_QUEUE: &str = "Customer care";
/// Longest message, in characters.
const LONGEST_TEXT: usize = 1000;
/// Calls that one page may ask for at once.
const MOST_CALLS: usize = 20;

/// Answers a `GET` of `path` below `/shop/api/`; `query` gives a parameter by name, decoded.
///
/// # Errors
/// Nothing lies at the path.
pub fn read(
    world: &World,
    path: &str,
    query: impl Fn(&str) -> Option<String>,
    now: DateTime<Utc>,
    speed: f64,
) -> Result<Value, Refusal> {
    match path.trim_matches('/') {
        "time" => Ok(json!({"now": now.to_rfc3339_opts(SecondsFormat::Millis, true), "speed": speed})),
        "conversations" => {
            let cookie = query("customerCookieId").unwrap_or_default();
            Ok(json!({"conversations": world.talks_of_cookie(&cookie)}))
        }
        "desk" => Ok(desk(world, &query("calls").unwrap_or_default())),
        other => Err(not_found("path", other)),
    }
}

/// Does what a `POST` to `path` below `/shop/api/` asks for.
///
/// # Errors
/// Nothing lies at the path, the body lacks something, or the world refuses.
pub fn change(world: &mut World, path: &str, body: &Value, at: DateTime<Utc>) -> Result<Value, Refusal> {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match parts.as_slice() {
        ["chats"] => {
            let id = world.start_chat(required(body, "customerCookieId")?, at)?;
            Ok(json!({"conversationId": id}))
        }
        ["conversations", id, "messages"] => {
            own(world, id, body)?;
            let text = required(body, "text")?;
            if text.chars().count() > LONGEST_TEXT {
                return Err(bad("text", "a message has at most 1000 characters"));
            }
            world.customer_message(id, text, at)?;
            Ok(json!({"id": id}))
        }
        ["conversations", id, "end"] => {
            own(world, id, body)?;
            world.hang_up(id, Party::Customer, at)?;
            Ok(json!({"id": id}))
        }
        ["calls"] => {
            let from = optional(body, "from").map(number).transpose()?;
            let queue = optional(body, "queue").unwrap_or(CALL_QUEUE);
            let known = world.queues().iter().any(|one| one.name.as_deref() == Some(queue) || one.id == queue);
            if !known {
                return Err(bad("queue", "there is no such queue"));
            }
            Ok(json!({"id": world.call_in(from.as_deref(), queue, at)}))
        }
        ["calls", id, "answer"] => {
            world.answer(id, required(body, "agent")?, at)?;
            Ok(json!({"id": id}))
        }
        ["calls", id, "hangup"] => {
            let by = match optional(body, "by") {
                None | Some("customer") => Party::Customer,
                Some("agent") => Party::Agent,
                Some(_) => return Err(bad("by", "customer or agent")),
            };
            world.hang_up(id, by, at)?;
            Ok(json!({"id": id}))
        }
        ["calls", id, "wrapup"] => {
            let code = required(body, "code")?;
            let notes = body.get("notes").and_then(Value::as_str).unwrap_or_default();
            let agent = agent_of(world, id).ok_or_else(|| Refusal::Conflict("no agent took part in it".to_owned()))?;
            world.wrap_up(id, &agent, code, notes, at)?;
            Ok(json!({"id": id}))
        }
        _ => Err(not_found("path", path)),
    }
}

/// The calls asked for, and every conversation at an agent.
fn desk(world: &World, calls: &str) -> Value {
    let mut ids: Vec<String> =
        calls.split(',').filter(|id| !id.is_empty()).take(MOST_CALLS).map(str::to_owned).collect();
    for agent in world.agents() {
        ids.extend(world.conversations_of_agent(&agent.id).into_iter().map(|conversation| conversation.id));
    }
    let mut seen = Vec::new();
    ids.retain(|id| {
        let new = !seen.contains(id);
        seen.push(id.clone());
        new
    });
    let conversations: Vec<Value> = ids.iter().filter_map(|id| describe(world, id)).collect();
    let agents: Vec<Value> = world.agents().iter().map(|agent| json!({"id": agent.id, "name": agent.name})).collect();
    let codes: Vec<Value> = world.wrapup_codes().iter().map(|code| json!({"id": code.id, "name": code.name})).collect();
    json!({"conversations": conversations, "agents": agents, "codes": codes})
}

fn describe(world: &World, id: &str) -> Option<Value> {
    let talk = world.talk(id)?;
    let conversation = world.conversation(id)?;
    let calls = conversation.participants.iter().any(|one| !one.calls.is_empty());
    let customer = conversation.participants.iter().find(|one| is(one, &["customer", "external"]));
    let queue = conversation.participants.iter().rev().find_map(|one| one.queue_name.clone());
    let wrapup = conversation.participants.iter().rev().find_map(|one| one.wrapup.clone());
    Some(json!({
        "id": id,
        "media": if calls { "call" } else { "message" },
        "from": customer.and_then(|one| one.ani.clone()),
        "state": talk.state,
        "agent": talk.agent,
        "agentId": agent_of(world, id),
        "queue": queue,
        "wrapUp": wrapup.map(|wrapup| wrapup.name.or(wrapup.code).unwrap_or_default()),
    }))
}

/// Who last had the conversation.
fn agent_of(world: &World, id: &str) -> Option<String> {
    let conversation = world.conversation(id)?;
    conversation.participants.iter().rev().filter(|one| is(one, &["agent", "user"])).find_map(|one| one.user_id.clone())
}

fn is(participant: &wire::Participant, purposes: &[&str]) -> bool {
    participant.purpose.as_deref().is_some_and(|purpose| purposes.contains(&purpose))
}

/// The conversation must be the visitor's own; another's answers as if it did not exist.
fn own(world: &World, id: &str, body: &Value) -> Result<(), Refusal> {
    let cookie = required(body, "customerCookieId")?;
    if world.talks_of_cookie(cookie).iter().any(|talk| talk.id == id) {
        Ok(())
    } else {
        Err(not_found("conversation", id))
    }
}

/// A number as people write it, as E.164.
fn number(written: &str) -> Result<String, Refusal> {
    let digits: String = written.chars().filter(|letter| !matches!(letter, ' ' | '-' | '(' | ')')).collect();
    let valid = digits.strip_prefix('+').is_some_and(|rest| {
        (6..=15).contains(&rest.len()) && rest.bytes().all(|digit| digit.is_ascii_digit()) && !rest.starts_with('0')
    });
    if valid { Ok(digits) } else { Err(bad("from", "a number begins with + and its country code")) }
}

fn optional<'a>(body: &'a Value, field: &str) -> Option<&'a str> {
    body.get(field).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn required<'a>(body: &'a Value, field: &'static str) -> Result<&'a str, Refusal> {
    optional(body, field).ok_or_else(|| bad(field, "is missing or empty"))
}

fn bad(field: &str, what: &str) -> Refusal {
    Refusal::BadRequest { code: "invalid.value", message: format!("{field}: {what}"), field: Some(field.to_owned()) }
}

fn not_found(entity: &'static str, id: &str) -> Refusal {
    Refusal::NotFound { entity, id: id.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::personas::DEPLOYMENT;
    use crate::world::Age;

    fn now() -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2026-11-24T14:00:00Z").unwrap().to_utc()
    }

    fn none(_: &str) -> Option<String> {
        None
    }

    fn visit(world: &mut World, cookie: &str) {
        let request = wire::WebEventRequest {
            customer_cookie_id: cookie.to_owned(),
            event_name: "page_viewed".to_owned(),
            page: wire::JourneyPage {
                url: Some("https://www.fernwell.example/shop/".to_owned()),
                title: Some("Fernwell home".to_owned()),
                ..Default::default()
            },
            created_date: now().into(),
            ..Default::default()
        };
        world.web_event(DEPLOYMENT, request, now(), Age::Fresh).unwrap();
    }

    fn state(world: &World, id: &str) -> String {
        let desk = read(world, "desk", |_| Some(id.to_owned()), now(), 1.0).unwrap();
        desk["conversations"][0]["state"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_call_goes_from_the_queue_to_the_agent_to_its_wrap_up() {
        let mut world = World::new(1);
        let call = change(&mut world, "calls", &json!({"from": "+44 113 496 0142"}), now()).unwrap();
        let id = call["id"].as_str().unwrap().to_owned();
        assert_eq!(state(&world, &id), "waiting");
        let agent = world.agents()[0].id.clone();
        change(&mut world, &format!("calls/{id}/answer"), &json!({"agent": agent}), now()).unwrap();
        assert_eq!(state(&world, &id), "connected");
        change(&mut world, &format!("calls/{id}/hangup"), &json!({"by": "agent"}), now()).unwrap();
        assert_eq!(state(&world, &id), "ended");
        let code = world.wrapup_codes()[0].clone();
        let body = json!({"code": code.id, "notes": "done"});
        change(&mut world, &format!("calls/{id}/wrapup"), &body, now()).unwrap();
        let desk = read(&world, "desk", |_| Some(id.clone()), now(), 1.0).unwrap();
        let told = &desk["conversations"][0];
        assert_eq!(told["from"], "+441134960142");
        assert_eq!(told["media"], "call");
        assert_eq!(told["queue"], CALL_QUEUE);
        assert_eq!(told["agentId"], agent);
        assert!(told["wrapUp"].is_string(), "{told}");
    }

    #[test]
    fn a_number_may_be_withheld_but_not_nonsense() {
        let mut world = World::new(1);
        assert!(change(&mut world, "calls", &json!({}), now()).is_ok());
        assert!(change(&mut world, "calls", &json!({"from": ""}), now()).is_ok());
        for from in ["0113 496 0142", "+44", "+44113496014212345", "+44<b>113", "++441134960142"] {
            assert!(change(&mut world, "calls", &json!({"from": from}), now()).is_err(), "{from}");
        }
        assert!(change(&mut world, "calls", &json!({"queue": "nowhere"}), now()).is_err());
    }

    #[test]
    fn a_visitor_writes_into_the_own_chat_only() {
        let mut world = World::new(1);
        visit(&mut world, "mine");
        visit(&mut world, "other");
        let chat = change(&mut world, "chats", &json!({"customerCookieId": "mine", "url": "x"}), now()).unwrap();
        let id = chat["conversationId"].as_str().unwrap().to_owned();
        let path = format!("conversations/{id}/messages");
        change(&mut world, &path, &json!({"customerCookieId": "mine", "text": "Hello"}), now()).unwrap();
        let foreign = change(&mut world, &path, &json!({"customerCookieId": "other", "text": "Hello"}), now());
        assert!(matches!(foreign, Err(Refusal::NotFound { .. })));
        let long = "x".repeat(LONGEST_TEXT + 1);
        assert!(change(&mut world, &path, &json!({"customerCookieId": "mine", "text": long}), now()).is_err());
        assert!(change(&mut world, &path, &json!({"customerCookieId": "mine", "text": " "}), now()).is_err());
        change(&mut world, &format!("conversations/{id}/end"), &json!({"customerCookieId": "mine"}), now()).unwrap();
        let talks = read(&world, "conversations", |_| Some("mine".to_owned()), now(), 1.0).unwrap();
        assert_eq!(talks["conversations"][0]["state"], "ended");
        let talks = read(&world, "conversations", |_| Some("other".to_owned()), now(), 1.0).unwrap();
        assert_eq!(talks["conversations"], json!([]));
    }

    #[test]
    fn unknown_paths_are_refused() {
        let mut world = World::new(1);
        for path in ["", "calls/x", "calls/x/y", "conversations", "desk", "time"] {
            assert!(change(&mut world, path, &json!({}), now()).is_err(), "{path}");
        }
        for path in ["", "calls", "chats"] {
            assert!(read(&world, path, none, now(), 1.0).is_err(), "{path}");
        }
        assert_eq!(read(&world, "time", none, now(), 2.0).unwrap()["now"], "2026-11-24T14:00:00.000Z");
    }
}
