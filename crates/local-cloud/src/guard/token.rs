//! Whose token a request carries, counted against its rate; handlers ask for [`Caller`].

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::answer::Problem;
use crate::shared::App;
use crate::world::Agent;

/// The signed-in agent behind a request.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    pub(crate) agent: Agent,
    /// Digest of the token: its name in the records.
    pub(crate) token: String,
    pub(crate) client: String,
}

/// What [`authenticate`] found.
#[derive(Clone)]
struct Found(Result<Caller, Problem>);

/// Layer of the API: reads the token, counts the request, and tells the client where it stands.
pub(crate) async fn authenticate(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let found = caller_of(&app, request.headers());
    let standing = found.as_ref().ok().map(|caller| {
        let user = format!("{} {}", caller.agent.id, caller.client);
        app.limits.count(&caller.token, &user, app.clock.steady())
    });
    request.extensions_mut().insert(Found(found));
    let mut response = match standing {
        Some(standing) if standing.is_over() => Problem::too_many(standing.retry_after()).into_response(),
        _ => next.run(request).await,
    };
    if let Some(standing) = standing {
        standing.put(response.headers_mut());
    }
    response
}

fn caller_of(app: &App, headers: &HeaderMap) -> Result<Caller, Problem> {
    let value = headers.get(header::AUTHORIZATION).ok_or_else(Problem::no_token)?;
    let (scheme, secret) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or_else(Problem::bad_token)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Problem::bad_token());
    }
    let token = app.desk.holder(secret.trim(), app.clock.now())?;
    let agent = app.read(|world| world.agent(&token.user_id).cloned()).ok_or_else(Problem::bad_token)?;
    Ok(Caller { agent: app.permits.now(agent), token: token.digest, client: token.client_id })
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        match parts.extensions.get::<Found>() {
            Some(Found(found)) => found.clone(),
            None => Err(Problem::no_token()),
        }
    }
}

impl FromRequestParts<App> for super::Host {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let own = || Self(format!("127.0.0.1:{}", app.place.port()));
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(own))
    }
}

impl Caller {
    /// Whether the agent holds `permission` (`domain:entity:action`); what they hold may have `*` in each part.
    pub(crate) fn holds(&self, permission: &str) -> bool {
        holds(&self.agent, permission)
    }

    /// At least one of `any_of`, as most operations of the contract ask.
    pub(crate) fn need_any(&self, any_of: &[&str]) -> Result<(), Problem> {
        if any_of.iter().any(|permission| self.holds(permission)) { Ok(()) } else { Err(Problem::needs_any(any_of)) }
    }

    /// All of `all_of`.
    pub(crate) fn need_all(&self, all_of: &[&str]) -> Result<(), Problem> {
        let missing: Vec<&str> = all_of.iter().copied().filter(|permission| !self.holds(permission)).collect();
        if missing.is_empty() { Ok(()) } else { Err(Problem::needs_all(&missing)) }
    }
}

/// As [`Caller::holds`], for an agent who is not calling.
pub(crate) fn holds(agent: &Agent, permission: &str) -> bool {
    agent.permissions.iter().any(|held| {
        let (mut held, mut wanted) = (held.split(':'), permission.split(':'));
        loop {
            match (held.next(), wanted.next()) {
                (None, None) => return true,
                (Some(held), Some(wanted)) if held == "*" || held == wanted => {}
                _ => return false,
            }
        }
    })
}
