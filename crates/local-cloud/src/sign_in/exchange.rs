//! The token endpoint: a code and its verifier for a token. Errors have OAuth's own form (RFC 6749 §5.2).

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::{CLIENT_ID, Params, Redeemed, end};
use crate::rest::read_body;
use crate::shared::App;

const FORM_BYTES_MAX: usize = 16 * 1024;

/// `POST …/oauth/token`.
pub(super) async fn exchange(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    let mut response = match redeem(&app, &headers, body).await {
        Ok((access_token, life)) => Json(wire::TokenAnswer {
            access_token,
            token_type: Some("bearer".to_owned()),
            expires_in: Some(life),
            ..Default::default()
        })
        .into_response(),
        Err(No(status, error, text)) => {
            (status, Json(json!({"error": error, "description": text, "error_description": text}))).into_response()
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

struct No(StatusCode, &'static str, &'static str);

fn bad(error: &'static str, text: &'static str) -> No {
    No(StatusCode::BAD_REQUEST, error, text)
}

async fn redeem(app: &App, headers: &HeaderMap, body: Body) -> Result<(String, i64), No> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.split(';').next().map(str::trim) != Some("application/x-www-form-urlencoded") {
        return Err(bad("invalid_request", "The body must be form-encoded."));
    }
    let bytes = read_body(headers, body, FORM_BYTES_MAX)
        .await
        .map_err(|_| No(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", "The form is too large."))?;
    let params = Params::read(&bytes);
    if params.has_double() {
        return Err(bad("invalid_request", "A parameter stands twice."));
    }
    if params.get("grant_type") != Some("authorization_code") {
        return Err(bad("unsupported_grant_type", "Only authorization_code is supported."));
    }
    if params.get("client_secret").is_some() || headers.contains_key(header::AUTHORIZATION) {
        return Err(bad("invalid_client", "This client has no secret."));
    }
    if params.get("client_id") != Some(CLIENT_ID) {
        return Err(bad("invalid_client", "The client is not registered."));
    }
    let (Some(code), Some(redirect), Some(verifier)) =
        (params.get("code"), params.get("redirect_uri"), params.get("code_verifier"))
    else {
        return Err(bad("invalid_request", "code, redirect_uri and code_verifier are required."));
    };
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(letter) {
        return Err(bad("invalid_request", "The code_verifier is not of 43 to 128 unreserved letters."));
    }
    let refused = bad("invalid_grant", "The code is unknown, used, expired, or not meant for this request.");
    match app.desk.redeem(code, redirect, verifier, app.clock.now()) {
        Redeemed::User(user_id) => issue(app, user_id, Some(code.to_owned())).await,
        Redeemed::Again(Some(token)) => {
            // Somebody has stolen the code, or its answer: what came of it ends (RFC 6749 §4.1.2).
            end(app, token).await.map_err(|_| No(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", ""))?;
            Err(refused)
        }
        Redeemed::Again(None) | Redeemed::No => Err(refused),
    }
}

async fn issue(app: &App, user_id: String, code: Option<String>) -> Result<(String, i64), No> {
    let app = App::clone(app);
    let issued = tokio::task::spawn_blocking(move || super::issue(&app, &user_id, code.as_deref()));
    match issued.await {
        Ok(Ok(issued)) => Ok(issued),
        Ok(Err(_)) | Err(_) => {
            Err(No(StatusCode::SERVICE_UNAVAILABLE, "temporarily_unavailable", "The token could not be stored."))
        }
    }
}
