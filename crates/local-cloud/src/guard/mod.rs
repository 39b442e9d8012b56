//! Who may speak to the local cloud at all: exact Host and Origin, sizes, rates (reliability K1–K5).
//!
//! A foreign Host is a rebinding attack, a foreign Origin somebody else's page; both are refused before anything is
//! routed. Same-origin navigation carries no Origin, nor do command-line clients: REST lets them through, since a page
//! cannot leave the header out of a request that changes anything.

mod origin;
mod permits;
mod rate;
mod token;

#[cfg(test)]
mod tests;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

pub(crate) use origin::{Host, Place, origin_of};
pub(crate) use permits::Permits;
pub(crate) use rate::Limits;
pub(crate) use token::{Caller, authenticate, holds};

use crate::answer::{Problem, no_content};
use crate::shared::App;

/// Longest address that is looked at.
const URI_BYTES_MAX: usize = 8 * 1024;

/// What page code of another allowed origin may read beside the body.
const EXPOSED: &str =
    "Date, Retry-After, ININ-Correlation-Id, inin-ratelimit-count, inin-ratelimit-allowed, inin-ratelimit-reset";

/// Layer in front of everything: address length, Host, Origin, preflight, and the headers that go with them.
pub(crate) async fn check(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if request.uri().to_string().len() > URI_BYTES_MAX {
        let message = format!("The address is longer than {URI_BYTES_MAX} bytes.");
        return Problem::bad_request(message).into_response();
    }
    let Some(host) = app.place.host(&request) else {
        let message = "The Host header does not name this local cloud.";
        return Problem::new(StatusCode::FORBIDDEN, "not.authorized", message).into_response();
    };
    let origin = match app.place.origin(request.headers()) {
        Ok(origin) => origin,
        Err(()) => {
            let message = "This origin may not speak to the local cloud.";
            return Problem::new(StatusCode::FORBIDDEN, "not.authorized", message).into_response();
        }
    };
    request.extensions_mut().insert(host);
    let shared = is_shared(request.uri().path());
    let mut response = if shared && request.method() == Method::OPTIONS && is_preflight(request.headers()) {
        preflight()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    if shared {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
        }
    }
    // The cloud's own time, so that pages can correct their clocks even when it was moved.
    let date = app.clock.now().format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    if let Ok(date) = HeaderValue::from_str(&date) {
        headers.insert(header::DATE, date);
    }
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), if shared { "cross-origin" } else { "same-origin" }),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Paths that pages of another allowed origin (a dev server) may call.
fn is_shared(path: &str) -> bool {
    ["/api/", "/oauth/token", "/login/oauth/token"].iter().any(|shared| path.starts_with(shared))
}

fn is_preflight(headers: &HeaderMap) -> bool {
    headers.contains_key(header::ORIGIN) && headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn preflight() -> Response {
    let mut response = no_content();
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, POST, PUT, DELETE"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
