//! The REST operations of the contract, one file per family, each with its tests beside it.
//!
//! Handlers check permissions, read the world, and shape the answer; what follows from a change is the world's business.
//! Here is what they have in common: reading queries and bodies, and the two styles of paging.

mod actions;
mod contacts;
mod conversations;
mod identity;
mod ingestion;
mod names;
mod paging;
mod sessions;
mod targets;

#[cfg(test)]
pub(crate) mod tests;

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde_json::Value;
use url::form_urlencoded;

use crate::answer::Problem;
use crate::shared::App;

/// Largest body of the API (genesys-api §5).
const API_BYTES_MAX: usize = 512_000;
/// Largest body of the public ingestion.
pub(crate) const INGESTION_BYTES_MAX: usize = 64 * 1024;

/// Deepest body: what is read is told and kept inside of other records, and must be readable there as well.
const LEVELS_MAX: usize = 64;

/// All operations below `/api/v2` except notifications.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .merge(identity::router())
        .merge(sessions::router())
        .merge(targets::router())
        .merge(actions::router())
        .merge(contacts::router())
        .merge(conversations::router())
        .merge(names::router())
}

/// The operations that need no token.
pub(crate) fn public_router() -> Router<App> {
    ingestion::router()
}

/// Reads a body of at most `bytes_max` bytes; what is announced as larger is not read at all.
pub(crate) async fn read_body(headers: &HeaderMap, body: Body, bytes_max: usize) -> Result<Bytes, Problem> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|n_bytes| n_bytes > bytes_max) {
        return Err(Problem::too_large(bytes_max));
    }
    to_bytes(body, bytes_max).await.map_err(|_| Problem::too_large(bytes_max))
}

/// Reads a JSON body: as leniently as browsers and trackers write it, but nothing in it may be unreadable.
pub(crate) async fn read_json(headers: &HeaderMap, body: Body, bytes_max: usize) -> Result<Value, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::not_json());
    }
    let bytes = read_body(headers, body, bytes_max).await?;
    let value = std::str::from_utf8(&bytes).ok().and_then(wire::whole_json);
    let value = value.ok_or_else(|| Problem::bad_request("The body is no valid JSON."))?;
    if is_within(&value, LEVELS_MAX) { Ok(value) } else { Err(Problem::bad_request("The body is nested too deep.")) }
}

/// Whether lists and objects stand at most so many levels deep in each other.
fn is_within(value: &Value, levels: usize) -> bool {
    let is_part_within = |part: &Value| levels > 0 && is_within(part, levels - 1);
    match value {
        Value::Array(items) => items.iter().all(is_part_within),
        Value::Object(fields) => fields.values().all(is_part_within),
        _ => true,
    }
}

/// A JSON body of the API.
pub(crate) struct Payload(pub(crate) Value);

impl FromRequest<App> for Payload {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        read_json(&parts.headers, body, API_BYTES_MAX).await.map(Self)
    }
}

impl Payload {
    /// The body as a record of the contract.
    pub(crate) fn record<T: wire::Read>(&self) -> Result<T, Problem> {
        T::read(&self.0).ok_or_else(|| Problem::bad_request("The body is not of the expected shape."))
    }
}

/// The query of a request, and its path for the addresses in listings.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    path: String,
    pairs: Vec<(String, String)>,
}

impl FromRequestParts<App> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        Ok(Self { path: parts.uri.path().to_owned(), pairs: form_urlencoded::parse(query).into_owned().collect() })
    }
}

impl Query {
    /// The first value of `name`.
    pub(crate) fn one(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// All values of `name`, repeated or joined by commas: clients do both.
    pub(crate) fn list(&self, name: &str) -> Vec<String> {
        let values = self.pairs.iter().filter(|(own, _)| own == name).flat_map(|(_, value)| value.split(','));
        values.map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect()
    }

    /// A boolean.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Problem> {
        match self.one(name) {
            None | Some("") => Ok(None),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(Problem::invalid(name, format!("{name} is true or false."))),
        }
    }

    /// A whole number from 1 to `max`.
    pub(crate) fn number(&self, name: &str, default: usize, max: usize) -> Result<usize, Problem> {
        match self.one(name) {
            None | Some("") => Ok(default),
            Some(text) => match text.parse() {
                Ok(number) if (1..=max).contains(&number) => Ok(number),
                _ => Err(Problem::invalid(name, format!("{name} is a whole number from 1 to {max}."))),
            },
        }
    }

    /// The list `name`, of which each must be one of `known` (an unknown expansion is a 400).
    pub(crate) fn choices(&self, name: &str, known: &[&str]) -> Result<Vec<String>, Problem> {
        let chosen = self.list(name);
        if chosen.iter().all(|one| known.contains(&one.as_str())) {
            return Ok(chosen);
        }
        Err(Problem::invalid(name, format!("{name} is one of {}.", known.join(", "))))
    }

    /// The request's own address, relative, with `changes` made to its query; a `None` takes a parameter out.
    pub(crate) fn address(&self, changes: &[(&str, Option<&str>)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.pairs {
            if !changes.iter().any(|(changed, _)| changed == name) {
                query.append_pair(name, value);
            }
        }
        for (name, value) in changes {
            if let Some(value) = value {
                query.append_pair(name, value);
            }
        }
        let query = query.finish();
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }
}
