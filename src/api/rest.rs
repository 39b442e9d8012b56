//! `CloudApi` over fetch: one base, the token, no cookies, no cache, no redirects. Knows no endpoint.

use std::rc::Rc;

use gloo_net::http::{Method as HttpMethod, RequestBuilder};
use journey::effect::{HttpCall, Method};
use journey::input::Reply;
use journey::told;
use web_sys::{AbortController, ReferrerPolicy, RequestCache, RequestCredentials, RequestRedirect};

use super::token::Keyring;
use crate::live::services::{CloudApi, Task};
use crate::platform::clock::now;

/// Requests to one base.
pub struct RestApi {
    base: Rc<str>,
    keyring: Keyring,
}

impl RestApi {
    /// The base has no slash at its end.
    #[must_use]
    pub fn new(base: &str, keyring: Keyring) -> Self {
        Self { base: base.into(), keyring }
    }
}

impl CloudApi for RestApi {
    fn call(&self, call: HttpCall) -> Task<Reply> {
        // A path that is none could turn the base into another host.
        if !call.path.starts_with("/api/") {
            return Box::pin(async { Reply::Failed });
        }
        let Some(authorization) = self.keyring.authorization() else {
            let body = String::new();
            return Box::pin(async { Reply::Http { status: 401, body, retry_after: None, correlation_id: None } });
        };
        let address = format!("{}{}", self.base, call.path);
        Box::pin(async move { send(call, &address, Some(&authorization)).await })
    }
}

/// Aborts its request when it is dropped: gloo-net alone would let it run on.
struct Abort(AbortController);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// A request with the settings that all of ours have.
pub(super) fn request(address: &str, signal: &web_sys::AbortSignal) -> RequestBuilder {
    RequestBuilder::new(address)
        .credentials(RequestCredentials::Omit)
        .cache(RequestCache::NoStore)
        .redirect(RequestRedirect::Error)
        .referrer_policy(ReferrerPolicy::NoReferrer)
        .abort_signal(Some(signal))
}

async fn send(call: HttpCall, address: &str, authorization: Option<&str>) -> Reply {
    let Ok(controller) = AbortController::new() else { return Reply::Failed };
    let abort = Abort(controller);
    let mut builder = request(address, &abort.0.signal()).method(method(call.method));
    if let Some(authorization) = authorization {
        builder = builder.header("Authorization", authorization);
    }
    let request = match call.body {
        Some(body) => builder.header("Content-Type", "application/json").body(body),
        None => builder.build(),
    };
    let Ok(request) = request else { return Reply::Failed };
    let Ok(response) = request.send().await else { return Reply::Failed };
    let header = |name: &str| response.headers().get(name);
    let (status, date, correlation_id) = (response.status(), header("Date"), header("ININ-Correlation-Id"));
    let retry_after = header("Retry-After").map(|text| told::in_seconds(&text, date.as_deref(), now().timestamp()));
    let Ok(body) = response.text().await else { return Reply::Failed };
    Reply::Http { status, body, retry_after, correlation_id }
}

/// Sends a form without a token, as the sign-in does. Gives status and body.
pub(super) async fn post_form(address: &str, form: String) -> Option<(u16, String)> {
    let abort = Abort(AbortController::new().ok()?);
    let builder = request(address, &abort.0.signal()).method(HttpMethod::POST);
    let request = builder.header("Content-Type", "application/x-www-form-urlencoded").body(form).ok()?;
    let response = request.send().await.ok()?;
    Some((response.status(), response.text().await.ok()?))
}

/// Tells the cloud that a token is no longer valid. Nothing depends on the answer.
pub(super) async fn end_token(base: &str, authorization: &str) {
    let call = HttpCall { method: Method::Delete, path: String::new(), body: None };
    send(call, &format!("{base}/api/v2/tokens/me"), Some(authorization)).await;
}

/// A file beside the page, never from a cache. `Err` holds the status, when there was an answer.
///
/// # Errors
/// When it cannot be had.
pub async fn own_file(name: &str) -> Result<String, Option<u16>> {
    let abort = Abort(AbortController::new().map_err(|_| None)?);
    let request = request(name, &abort.0.signal()).build().map_err(|_| None)?;
    let response = request.send().await.map_err(|_| None)?;
    if !response.ok() {
        return Err(Some(response.status()));
    }
    response.text().await.map_err(|_| None)
}

fn method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::GET,
        Method::Head => HttpMethod::HEAD,
        Method::Post => HttpMethod::POST,
        Method::Put => HttpMethod::PUT,
        Method::Delete => HttpMethod::DELETE,
    }
}
