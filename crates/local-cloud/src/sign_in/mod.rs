//! Sign-in: authorization code with PKCE (genesys-api §4). Codes live in memory, tokens are stored as digests.
//!
//! There are no passwords and no login cookie: each sign-in shows the page with the agents. Nothing here decides what an
//! agent may do.

mod authorize;
mod exchange;

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::routing::{get, post};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::answer::Problem;
use crate::secret;
use crate::shared::App;
use crate::store::{Change, Store, StoreError};

/// The one registered OAuth client.
pub const CLIENT_ID: &str = "customer-journey-local";

/// Table of the stored tokens.
pub(crate) const TOKENS: &str = "tokens";
const CODE_LIFE: TimeDelta = TimeDelta::seconds(60);
const TOKEN_LIFE: TimeDelta = TimeDelta::hours(24);
/// Tokens beyond this end the oldest first.
const N_TOKENS_MAX: usize = 2_000;

/// The addresses of the sign-in, with and without the prefix that the official SDK can be given.
pub(crate) fn router() -> Router<App> {
    let pages = || get(authorize::page).post(authorize::decide);
    Router::new()
        .route("/login/oauth/authorize", pages())
        .route("/oauth/authorize", pages())
        .route("/login/oauth/token", post(exchange::exchange))
        .route("/oauth/token", post(exchange::exchange))
        .route("/login/logout", get(authorize::logout))
        .route("/logout", get(authorize::logout))
}

/// Codes that were handed out and tokens that are valid.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By digest of the code.
    codes: HashMap<String, Code>,
    /// By digest of the token.
    tokens: HashMap<String, Token>,
}

#[derive(Debug)]
struct Code {
    user_id: String,
    redirect: String,
    challenge: String,
    expires: DateTime<Utc>,
    /// After its first use: the token that came of it, if any did.
    used: Option<Option<String>>,
}

/// A valid token; the secret itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) digest: String,
    pub(crate) user_id: String,
    pub(crate) client_id: String,
    pub(crate) expires: DateTime<Utc>,
}

/// What came of redeeming a code.
#[derive(Debug, PartialEq, Eq)]
enum Redeemed {
    /// The code is good for this user.
    User(String),
    /// It was used before: what came of it must end.
    Again(Option<String>),
    /// Unknown, expired, or not for this address and verifier.
    No,
}

impl Desk {
    /// With the tokens that were stored; what cannot be read is left out, its holder signs in again.
    pub(crate) fn restore<'a>(records: impl Iterator<Item = (&'a String, &'a Value)>) -> Self {
        let tokens =
            records.filter_map(|(digest, value)| Some((digest.clone(), Token::read(digest, value)?))).collect();
        Self { state: Mutex::new(State { codes: HashMap::new(), tokens }) }
    }

    /// A code for `user_id`, good once and for a minute.
    fn hand_out(&self, user_id: &str, redirect: &str, challenge: &str, now: DateTime<Utc>) -> String {
        let code = secret::token();
        let kept = Code {
            user_id: user_id.to_owned(),
            redirect: redirect.to_owned(),
            challenge: challenge.to_owned(),
            expires: now + CODE_LIFE,
            used: None,
        };
        let mut state = self.lock();
        state.codes.retain(|_, code| code.expires > now);
        state.codes.insert(secret::digest(&code), kept);
        code
    }

    /// Uses a code up, whether or not the rest fits.
    fn redeem(&self, code: &str, redirect: &str, verifier: &str, now: DateTime<Utc>) -> Redeemed {
        let mut state = self.lock();
        let Some(kept) = state.codes.get_mut(&secret::digest(code)) else { return Redeemed::No };
        if let Some(token) = &kept.used {
            return Redeemed::Again(token.clone());
        }
        kept.used = Some(None);
        let fits = kept.expires > now && kept.redirect == redirect && secret::digest(verifier) == kept.challenge;
        if fits { Redeemed::User(kept.user_id.clone()) } else { Redeemed::No }
    }

    /// A new token for `user_id`; `code` is remembered as its origin. Answers the secret and its life in seconds.
    fn issue(
        &self,
        store: &Store,
        user_id: &str,
        code: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(String, i64), StoreError> {
        let secret = secret::token();
        let token = Token {
            digest: secret::digest(&secret),
            user_id: user_id.to_owned(),
            client_id: CLIENT_ID.to_owned(),
            expires: now + TOKEN_LIFE,
        };
        let mut state = self.lock();
        let mut changes = vec![token.change()];
        if state.tokens.len() >= N_TOKENS_MAX {
            let oldest = state.tokens.values().min_by_key(|token| token.expires).map(|token| token.digest.clone());
            changes.extend(oldest.and_then(|digest| state.tokens.remove(&digest)).map(|token| token.deletion()));
        }
        store.write(&changes)?;
        if let Some(code) = code.and_then(|code| state.codes.get_mut(&secret::digest(code))) {
            code.used = Some(Some(token.digest.clone()));
        }
        state.tokens.insert(token.digest.clone(), token);
        Ok((secret, TOKEN_LIFE.num_seconds()))
    }

    /// Whose token `secret` is.
    pub(crate) fn holder(&self, secret: &str, now: DateTime<Utc>) -> Result<Token, Problem> {
        match self.lock().tokens.get(&secret::digest(secret)) {
            Some(token) if token.expires > now => Ok(token.clone()),
            Some(_) => Err(Problem::expired_token()),
            None => Err(Problem::bad_token()),
        }
    }

    /// The token with this digest.
    pub(crate) fn token(&self, digest: &str) -> Option<Token> {
        self.lock().tokens.get(digest).cloned()
    }

    /// Digests of a user's tokens.
    pub(crate) fn tokens_of(&self, user_id: &str) -> Vec<String> {
        let state = self.lock();
        state.tokens.values().filter(|token| token.user_id == user_id).map(|token| token.digest.clone()).collect()
    }

    /// Ends a token.
    pub(crate) fn end(&self, store: &Store, digest: &str) -> Result<(), StoreError> {
        let mut state = self.lock();
        let Some(token) = state.tokens.remove(digest) else { return Ok(()) };
        store.write(&[token.deletion()])
    }

    /// Digests of the tokens that have run out; they are kept for an hour more, to be told from unknown ones.
    pub(crate) fn run_out(&self, store: &Store, now: DateTime<Utc>) -> Result<Vec<String>, StoreError> {
        let mut state = self.lock();
        let run_out: Vec<Token> = state.tokens.values().filter(|token| token.expires <= now).cloned().collect();
        let (gone, fresh): (Vec<_>, Vec<_>) =
            run_out.into_iter().partition(|token| token.expires + TimeDelta::hours(1) <= now);
        let deletions: Vec<Change> = gone.iter().map(Token::deletion).collect();
        store.write(&deletions)?;
        for token in &gone {
            state.tokens.remove(&token.digest);
        }
        Ok(gone.into_iter().chain(fresh).map(|token| token.digest).collect())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Token {
    fn read(digest: &str, value: &Value) -> Option<Self> {
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        Some(Self {
            digest: digest.to_owned(),
            user_id: text("userId")?,
            client_id: text("clientId")?,
            expires: DateTime::from_timestamp_millis(value.get("expires")?.as_i64()?)?,
        })
    }

    fn change(&self) -> Change {
        let value = json!({
            "userId": self.user_id, "clientId": self.client_id, "expires": self.expires.timestamp_millis(),
        });
        Change { table: TOKENS.to_owned(), key: self.digest.clone(), value: Some(value) }
    }

    fn deletion(&self) -> Change {
        Change { table: TOKENS.to_owned(), key: self.digest.clone(), value: None }
    }
}

/// Issues a token and tells the user's other sockets. Answers the secret and its life in seconds; waits for the disk.
pub(crate) fn issue(app: &App, user_id: &str, code: Option<&str>) -> Result<(String, i64), StoreError> {
    let now = app.clock.now();
    let issued = app.desk.issue(&app.store, user_id, code, now)?;
    let name = app.read(|world| world.agent(user_id).map(|agent| agent.name.clone())).unwrap_or_default();
    let told = json!({
        "user": {"id": user_id, "name": name},
        "dateCreated": wire::Timestamp(now),
        "tokenExpirationDate": wire::Timestamp(now + TimeDelta::seconds(issued.1)),
        "clientId": CLIENT_ID,
    });
    app.hub.publish(&format!("v2.users.{user_id}.tokens"), &told);
    Ok(issued)
}

/// Ends a token and what hangs on it.
pub(crate) async fn end(app: &App, digest: String) -> Result<(), Problem> {
    let app = App::clone(app);
    let ended = tokio::task::spawn_blocking(move || {
        app.desk.end(&app.store, &digest)?;
        app.hub.token_ended(&app.store, &digest)
    });
    match ended.await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Problem::unavailable().retry_after(1)),
        Err(_) => Err(Problem::internal()),
    }
}

/// Parameters of which each may stand once: a doubled one is an attack or a mistake (RFC 6749 §3.1).
struct Params(Vec<(String, String)>);

impl Params {
    fn read(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The value of `name`; an empty one counts as absent.
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, value)| own == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }

    fn has_double(&self) -> bool {
        self.0.iter().enumerate().any(|(n, (name, _))| self.0[..n].iter().any(|(other, _)| other == name))
    }
}
