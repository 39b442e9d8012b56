//! Pages and files: the start page, the shop, the telephone, and the built tab under its strict policy.
//!
//! A missing file is a 404 and never `index.html` (a fallback turns a bad deployment into a riddle of MIME types).
//! Files whose names carry a hash are immutable, everything else is asked for anew.

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use crate::answer::Problem;
use crate::guard::Host;
use crate::pages;
use crate::shared::App;
use crate::sign_in::CLIENT_ID;
use crate::world::World;

/// Shortest run of hex digits in a file name that counts as its hash (Trunk writes 16).
const HASH_LETTERS_MIN: usize = 8;

pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/", get(start))
        .route("/healthz", get(|| async { "ok" }))
        // Browsers ask for it on pages that name no icon.
        .route("/favicon.ico", get(|| async { axum::http::StatusCode::NO_CONTENT }))
        .route("/journey", get(|| async { Redirect::permanent("/journey/") }))
        .route("/journey/", get(tab))
        .route("/journey/config.json", get(config))
        .route("/journey/{*path}", get(tab))
        .route("/shop", get(|| async { Redirect::permanent("/shop/") }))
        .route("/shop/", get(|| async { shop_file("") }))
        .route("/shop/{*path}", get(|Path(path): Path<String>| async move { shop_file(&path) }))
        .route("/caller", get(|| async { Redirect::permanent("/caller/") }))
        .route("/caller/", get(|| async { caller_file("") }))
        .route("/caller/{*path}", get(|Path(path): Path<String>| async move { caller_file(&path) }))
}

/// What answers where no route does.
pub(crate) async fn not_found(request: Request) -> Response {
    let path = request.uri().path();
    if ["/api/", "/control/", "/channels/", "/shop/api/"].iter().any(|prefix| path.starts_with(prefix)) {
        return Problem::no_such_path().into_response();
    }
    nothing_here("Nothing lies at this address.")
}

/// What answers where a route does not know the method.
pub(crate) async fn wrong_method(request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        let message = "This method is not supported here.";
        return Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method.not.allowed", message).into_response();
    }
    StatusCode::METHOD_NOT_ALLOWED.into_response()
}

async fn start(State(app): State<App>) -> Response {
    let agent = app.read(World::sees_everything).unwrap_or_default();
    page(Html(pages::start(&agent)).into_response())
}

fn nothing_here(text: &str) -> Response {
    page((StatusCode::NOT_FOUND, Html(pages::problem("Not found", text))).into_response())
}

fn shop_file(path: &str) -> Response {
    match pages::shop(path) {
        Some(file) => embedded(StatusCode::OK, file),
        None => embedded(StatusCode::NOT_FOUND, pages::shop_not_found()),
    }
}

fn caller_file(path: &str) -> Response {
    match pages::caller(path) {
        Some(file) => embedded(StatusCode::OK, file),
        None => nothing_here("Nothing lies at this address."),
    }
}

fn embedded(status: StatusCode, (kind, bytes): pages::Page) -> Response {
    page((status, [(header::CONTENT_TYPE, kind)], bytes).into_response())
}

/// The headers of our own pages.
fn page(mut response: Response) -> Response {
    let policy = format!("{}; frame-ancestors 'self'; base-uri 'none'; object-src 'none'", pages::POLICY);
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // The shop tells its own tracker where a visitor came from; other sites learn nothing.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// `config.json` of the tab: the site's own when it has one, else one that names this local cloud as it was asked for.
async fn config(State(app): State<App>, host: Host, request: Request) -> Response {
    if let Some(site) = &app.site
        && tokio::fs::try_exists(site.join("config.json")).await.unwrap_or(false)
    {
        return tab(State(app), host, request).await;
    }
    let base = format!("http://{}", host.0);
    let config = json!({
        "environment": "local",
        "clientId": CLIENT_ID,
        "apiBase": base,
        "loginBase": format!("{base}/login"),
        "streamingBase": format!("ws://{}", host.0),
        "hostOrigins": [base],
    });
    of_tab(Json(config).into_response(), &host, false)
}

async fn tab(State(app): State<App>, host: Host, mut request: Request) -> Response {
    let Some(site) = &app.site else {
        return nothing_here("The tab is not built, or the local cloud was not told where it is (--site).");
    };
    let path = request.uri().path();
    let path = path.strip_prefix("/journey").unwrap_or(path);
    let hashed = is_hashed(path);
    let Ok(uri) = path.parse::<Uri>() else { return nothing_here("This is no address of a file.") };
    *request.uri_mut() = uri;
    let files = ServeDir::new(site).precompressed_br().precompressed_gzip();
    let response = match files.oneshot(request).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => {
            return of_tab(nothing_here("The tab has no such file."), &host, false);
        }
        Ok(response) => response.map(Body::new),
        Err(never) => match never {},
    };
    of_tab(response, &host, hashed)
}

/// The tab's own headers: the policy is the one it is promised to work under (ecosystem §5.1).
///
/// No Cross-Origin-Opener-Policy: with any, a sign-in window that comes back to this page has lost its opener, and the
/// embedded tab would wait for an answer that nobody can give it.
fn of_tab(mut response: Response, host: &Host, hashed: bool) -> Response {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self' ws://{}; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'; \
         object-src 'none'",
        host.0
    );
    let cache =
        if hashed && response.status().is_success() { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CACHE_CONTROL, cache),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Whether a file's name carries a hash: `name-0123456789abcdef.js`, `name-0123456789abcdef_bg.wasm`.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    stem.split(['-', '_'])
        .skip(1)
        .any(|part| part.len() >= HASH_LETTERS_MIN && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests;
