//! Faults on order, for tests: answers held back, delayed or replaced, by path. Only there with `--faults`.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::answer::Problem;
use crate::secret;
use crate::shared::App;

/// Requests that are remembered; older ones are forgotten.
const N_SEEN_MAX: usize = 20_000;
/// A held answer is let go after this, so that a forgotten hold cannot keep connections for ever.
const HOLD_MAX: Duration = Duration::from_secs(120);

/// The faults that are switched on.
#[derive(Debug)]
pub(crate) struct Faults {
    token: String,
    state: Mutex<Orders>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Orders {
    /// Paths ([`is_meant`]) whose answers wait.
    holds: Vec<String>,
    delays: Vec<(String, Duration)>,
    failures: Vec<Failure>,
    seen: VecDeque<Seen>,
}

/// The next `n_times` requests of `path` ([`is_meant`]) get this answer instead of their own.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) path: String,
    pub(crate) method: Option<String>,
    pub(crate) n_times: u64,
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<u64>,
    /// Instead of the contract's error body: content type and text.
    pub(crate) body: Option<(String, String)>,
}

/// One request as it was answered; no query, no header, no body.
#[derive(Clone, Debug)]
struct Seen {
    method: String,
    path: String,
    status: u16,
}

impl Faults {
    /// Faults that obey whoever knows `token`.
    pub(crate) fn new(token: &str) -> Self {
        Self { token: secret::digest(token), state: Mutex::default(), changed: Notify::new() }
    }

    pub(crate) fn is_token(&self, token: &str) -> bool {
        secret::same(&self.token, &secret::digest(token))
    }

    pub(crate) fn hold(&self, path: &str) {
        self.lock().holds.push(path.to_owned());
    }

    /// Lets go what was held below `path`; without one, everything.
    pub(crate) fn release(&self, path: Option<&str>) {
        self.lock().holds.retain(|held| path.is_some_and(|path| path != held));
        self.changed.notify_waiters();
    }

    /// Delays answers below `path`; zero ends it.
    pub(crate) fn delay(&self, path: &str, by: Duration) {
        let mut state = self.lock();
        state.delays.retain(|(delayed, _)| delayed != path);
        if by > Duration::ZERO {
            state.delays.push((path.to_owned(), by));
        }
    }

    pub(crate) fn fail(&self, failure: Failure) {
        self.lock().failures.push(failure);
    }

    /// Ends all faults.
    pub(crate) fn clear(&self) {
        {
            let mut state = self.lock();
            state.delays.clear();
            state.failures.clear();
        }
        self.release(None);
    }

    /// The remembered requests, oldest first.
    pub(crate) fn seen(&self) -> Value {
        let state = self.lock();
        let seen = state.seen.iter();
        seen.map(|seen| json!({"method": seen.method, "path": seen.path, "status": seen.status})).collect()
    }

    pub(crate) fn forget_seen(&self) {
        self.lock().seen.clear();
    }

    fn failure(&self, method: &str, path: &str) -> Option<Failure> {
        let mut state = self.lock();
        let meant = |failure: &&mut Failure| {
            failure.n_times > 0
                && is_meant(path, &failure.path)
                && failure.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
        };
        let failure = state.failures.iter_mut().find(meant)?;
        failure.n_times -= 1;
        let failure = failure.clone();
        state.failures.retain(|failure| failure.n_times > 0);
        Some(failure)
    }

    fn delayed(&self, path: &str) -> Duration {
        let state = self.lock();
        state.delays.iter().filter(|(ordered, _)| is_meant(path, ordered)).map(|(_, by)| *by).max().unwrap_or_default()
    }

    async fn wait(&self, path: &str) {
        loop {
            let changed = self.changed.notified();
            if !self.lock().holds.iter().any(|held| is_meant(path, held)) {
                return;
            }
            changed.await;
        }
    }

    fn saw(&self, method: &str, path: &str, status: StatusCode) {
        let mut state = self.lock();
        if state.seen.len() >= N_SEEN_MAX {
            state.seen.pop_front();
        }
        state.seen.push_back(Seen { method: method.to_owned(), path: path.to_owned(), status: status.as_u16() });
    }

    fn lock(&self) -> MutexGuard<'_, Orders> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an order is for this path: for all that begin so, or with `$` at its end for this one alone.
fn is_meant(path: &str, ordered: &str) -> bool {
    ordered.strip_suffix('$').map_or_else(|| path.starts_with(ordered), |whole| path == whole)
}

/// Layer that applies the faults to everything but the controls themselves.
pub(crate) async fn intercept(State(app): State<App>, request: Request, next: Next) -> Response {
    let Some(faults) = &app.faults else { return next.run(request).await };
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    if path.starts_with("/control/") {
        return next.run(request).await;
    }
    let response = match faults.failure(&method, &path) {
        Some(failure) => failure.answer(),
        None => next.run(request).await,
    };
    let by = faults.delayed(&path);
    if by > Duration::ZERO {
        tokio::time::sleep(by).await;
    }
    // Elapsed or released: either way the answer goes out.
    drop(tokio::time::timeout(HOLD_MAX, faults.wait(&path)).await);
    faults.saw(&method, &path, response.status());
    response
}

impl Failure {
    fn answer(self) -> Response {
        let mut response = match self.body {
            Some((kind, text)) => (self.status, [(header::CONTENT_TYPE, kind)], text).into_response(),
            None => {
                let code = match self.status.as_u16() {
                    401 => "bad.credentials",
                    403 => "not.authorized",
                    404 => "not.found",
                    408 => "client.timeout",
                    413 => "request.entity.too.large",
                    415 => "unsupported.media.type",
                    429 => "too.many.requests.retry.after",
                    503 => "service.unavailable",
                    504 => "request.timeout",
                    400..500 => "bad.request",
                    _ => "internal.server.error",
                };
                Problem::new(self.status, code, "This answer was ordered by a test.").into_response()
            }
        };
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
