//! The page on which one chooses an agent, and the way back to the application.

use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use url::Url;

use super::{CLIENT_ID, Params};
use crate::guard::origin_of;
use crate::pages;
use crate::rest::read_body;
use crate::shared::App;

/// Largest form of the sign-in.
const FORM_BYTES_MAX: usize = 16 * 1024;
/// What the form brings back with the choice.
const FIELDS: [&str; 6] =
    ["response_type", "client_id", "redirect_uri", "state", "code_challenge", "code_challenge_method"];

/// Why there is no sign-in page.
#[derive(Clone, Copy)]
enum No {
    /// Nowhere safe to go: an error page.
    Page(&'static str),
    /// Back to the application with an OAuth error.
    Back(&'static str, &'static str),
}

/// `GET …/oauth/authorize`.
pub(super) async fn page(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    let params = Params::read(query.unwrap_or_default().as_bytes());
    if let Err(no) = check(&app, &params) {
        return refuse(&params, no);
    }
    let fields: Vec<(&str, &str)> =
        FIELDS.iter().filter_map(|name| params.get(name).map(|value| (*name, value))).collect();
    let html = app.read(|world| {
        let agents: Vec<_> =
            world.agents().iter().map(|agent| (agent.id.as_str(), agent.name.as_str(), agent.blurb.as_str())).collect();
        pages::sign_in(&agents, &fields)
    });
    let back = params.get("redirect_uri").and_then(origin_of);
    framed(Html(html).into_response(), back.as_deref())
}

/// `POST …/oauth/authorize`: the choice, from our own page only.
pub(super) async fn decide(State(app): State<App>, headers: HeaderMap, body: Body) -> Response {
    // The page is sent with a referrer policy that keeps the Origin header, so its absence is no excuse.
    let own = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).is_some_and(|o| app.place.is_own(o));
    if !own {
        return refuse(&Params(Vec::new()), No::Page("The choice did not come from the sign-in page."));
    }
    let Ok(bytes) = read_body(&headers, body, FORM_BYTES_MAX).await else {
        return refuse(&Params(Vec::new()), No::Page("The form is too large."));
    };
    let params = Params::read(&bytes);
    if let Err(no) = check(&app, &params) {
        return refuse(&params, no);
    }
    if params.get("cancel").is_some() {
        return refuse(&params, No::Back("access_denied", "The sign-in was cancelled."));
    }
    let agent = params.get("agent").and_then(|id| app.read(|world| world.agent(id).map(|agent| agent.id.clone())));
    let (Some(agent), Some(redirect), Some(challenge)) =
        (agent, params.get("redirect_uri"), params.get("code_challenge"))
    else {
        return refuse(&params, No::Page("There is no such agent."));
    };
    let code = app.desk.hand_out(&agent, redirect, challenge, app.clock.now());
    back(&params, &[("code", &code)])
}

/// `GET …/logout`: there is no login cookie to end, so this only leads on.
pub(super) async fn logout(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    let params = Params::read(query.unwrap_or_default().as_bytes());
    match params.get("redirect_uri") {
        Some(address) if params.get("client_id") == Some(CLIENT_ID) && app.place.is_redirect(address) => {
            see_other(address)
        }
        Some(_) => refuse(&params, No::Page("The address to return to is not registered.")),
        None => framed(Html(pages::problem("Signed out", "You can close this page.")).into_response(), None),
    }
}

fn check(app: &App, params: &Params) -> Result<(), No> {
    if params.has_double() {
        return Err(No::Page("A parameter of the request stands twice."));
    }
    if params.get("client_id") != Some(CLIENT_ID) {
        return Err(No::Page("The application (client_id) is not registered."));
    }
    if !params.get("redirect_uri").is_some_and(|address| app.place.is_redirect(address)) {
        return Err(No::Page("The address to return to (redirect_uri) is not registered."));
    }
    if params.get("response_type") != Some("code") {
        return Err(No::Back("unsupported_response_type", "Only response_type=code is supported."));
    }
    if params.get("code_challenge_method") != Some("S256") {
        return Err(No::Back("invalid_request", "PKCE with code_challenge_method=S256 is required."));
    }
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    match params.get("code_challenge") {
        Some(challenge) if challenge.len() == 43 && challenge.bytes().all(letter) => Ok(()),
        _ => Err(No::Back("invalid_request", "The code_challenge is not a base64url SHA-256.")),
    }
}

fn refuse(params: &Params, no: No) -> Response {
    match no {
        No::Page(text) => {
            let page = Html(pages::problem("Sign-in is not possible", text));
            framed((StatusCode::BAD_REQUEST, page).into_response(), None)
        }
        No::Back(error, text) => back(params, &[("error", error), ("error_description", text)]),
    }
}

/// To the (checked) redirect address with `answer` and the state that came.
fn back(params: &Params, answer: &[(&str, &str)]) -> Response {
    let Some(mut address) = params.get("redirect_uri").and_then(|address| Url::parse(address).ok()) else {
        return refuse(params, No::Page("The address to return to is not an address."));
    };
    {
        let mut query = address.query_pairs_mut();
        query.extend_pairs(answer);
        if let Some(state) = params.get("state") {
            query.append_pair("state", state);
        }
    }
    see_other(address.as_str())
}

fn see_other(address: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(address) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(header::LOCATION, location);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The headers of the sign-in's pages. `back` is where the form's answer may lead: browsers hold `form-action` against
/// the redirect too.
fn framed(mut response: Response, back: Option<&str>) -> Response {
    let policy = format!("{} {}; frame-ancestors 'none'; base-uri 'none'", pages::POLICY, back.unwrap_or_default());
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    // `no-referrer` would turn the form's Origin into `null`.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
