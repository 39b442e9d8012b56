//! One attempt to sign in, as far as it is arithmetic: state, verifier, addresses, what comes back.
//!
//! Pure but for the storage that is passed in. The verifier is in storage only while the browser is at the sign-in page.

use base64_url as base64;
use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::address::{encode, parameters};
use crate::live::services::Storage;

/// Prefix of the keys of attempts; the state follows.
const ATTEMPT: &str = "journey.sign-in.";
/// Prefix of the keys of when a page went to the sign-in by itself and had no success since; the page's query follows:
/// the frames of one tab share its storage, and each goes for itself.
const REDIRECTS: &str = "journey.redirects";
/// The agent signed out in this tab.
const SIGNED_OUT: &str = "journey.signed-out";

/// How often the page goes to the sign-in by itself …
const N_REDIRECTS_MAX: usize = 2;
/// … within so many seconds.
const REDIRECT_SECONDS: i64 = 60;
/// For how many seconds an attempt waits for its answer. An agent may have to type a password and a second factor.
const ATTEMPT_SECONDS: i64 = 900;

/// An attempt under way.
#[derive(PartialEq, Eq)]
pub struct Attempt {
    /// 128 bits that only we and the sign-in page know.
    state: String,
    /// 256 bits that only we know.
    verifier: String,
    /// The page's own query and fragment, to come back to.
    query: String,
}

/// What is kept of an attempt under its state.
struct Kept {
    begun: i64,
    query: String,
    verifier: String,
}

impl Kept {
    fn read(text: &str) -> Option<Self> {
        let kept: Value = serde_json::from_str(text).ok()?;
        let part = |name: &str| kept.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Self { begun: kept.get("begun")?.as_i64()?, query: part("query")?, verifier: part("verifier")? })
    }
}

impl Attempt {
    /// A new attempt out of random bytes.
    #[must_use]
    pub fn new(state: [u8; 16], verifier: [u8; 32], query: &str) -> Self {
        Self { state: base64::encode(&state), verifier: base64::encode(&verifier), query: query.to_owned() }
    }

    /// What the challenge is the SHA-256 of.
    #[must_use]
    pub fn verifier(&self) -> &str {
        &self.verifier
    }

    /// The page's own query.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Whether an answer is to this attempt: the very same state.
    #[must_use]
    pub fn is_answered_by(&self, answer: &Answer) -> bool {
        self.state == answer.state
    }

    /// The address of the sign-in page.
    #[must_use]
    pub fn authorize_address(&self, login_base: &str, client: &str, redirect: &str, challenge: &[u8]) -> String {
        format!(
            "{login_base}/oauth/authorize?response_type=code&client_id={}&redirect_uri={}&state={}\
             &code_challenge={}&code_challenge_method=S256",
            encode(client),
            encode(redirect),
            self.state,
            base64::encode(challenge),
        )
    }

    /// The form that redeems a code.
    #[must_use]
    pub fn token_form(&self, code: &str, client: &str, redirect: &str) -> String {
        format!(
            "grant_type=authorization_code&code={}&code_verifier={}&client_id={}&redirect_uri={}",
            encode(code),
            self.verifier,
            encode(client),
            encode(redirect),
        )
    }

    /// Keeps the attempt over the round trip, instead of any older one of this page; false when storage is refused. Those
    /// of other frames of the tab stay, as long as an answer can be expected.
    #[must_use]
    pub fn keep(&self, storage: &dyn Storage, now: DateTime<Utc>) -> bool {
        let now = now.timestamp();
        forget_attempts(storage, |kept| {
            kept.query == self.query || !(0..ATTEMPT_SECONDS).contains(&(now - kept.begun))
        });
        // Not `json!`: it brings the printing of floats along. Writing a text cannot fail.
        let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
        let (query, verifier) = (quoted(&self.query), quoted(&self.verifier));
        let text = format!("{{\"begun\":{now},\"query\":{query},\"verifier\":{verifier}}}");
        storage.set(&format!("{ATTEMPT}{}", self.state), &text)
    }

    /// Takes the attempt with exactly this state: once, whatever comes of it. A state that is nobody's ends them all.
    ///
    /// # Errors
    /// The query that the page had before it left, when all attempts agree on it; else nothing. Of two frames the one
    /// may not show what the other is there for.
    pub fn take(storage: &dyn Storage, state: &str) -> Result<Self, String> {
        let key = format!("{ATTEMPT}{state}");
        if let Some(kept) = storage.get(&key).as_deref().and_then(Kept::read) {
            storage.remove(&key);
            return Ok(Self { state: state.to_owned(), verifier: kept.verifier, query: kept.query });
        }
        let mut queries = Vec::new();
        forget_attempts(storage, |kept| {
            queries.push(kept.query.clone());
            true
        });
        Err(queries.pop().filter(|_| queries.is_empty()).unwrap_or_default())
    }
}

/// Forgets the attempts that are so, and what is none.
fn forget_attempts(storage: &dyn Storage, mut is_so: impl FnMut(&Kept) -> bool) {
    for key in storage.keys().iter().filter(|key| key.starts_with(ATTEMPT)) {
        let kept = storage.get(key).as_deref().and_then(Kept::read);
        if kept.is_none_or(|kept| is_so(&kept)) {
            storage.remove(key);
        }
    }
}

/// What the sign-in page answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// As we sent it, if it is to us.
    pub state: String,
    /// A code to redeem, or the error's name.
    pub outcome: Result<String, String>,
}

impl Answer {
    /// The answer in a query, with or without a fragment behind it; `None` when it holds none.
    #[must_use]
    pub fn parse(query: &str) -> Option<Self> {
        let parameters = parameters(query);
        let one = |name: &str| {
            let mut values = parameters.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone());
            // Twice the same parameter is an attempt to be read differently by two readers.
            values.next().filter(|_| values.next().is_none())
        };
        let state = one("state")?;
        let outcome = match (one("code"), one("error")) {
            (Some(code), None) => Ok(code),
            (None, Some(error)) => Err(error),
            _ => return None,
        };
        Some(Self { state, outcome })
    }
}

/// What an error of the sign-in page means to the agent. The page's own words are not shown: anybody may have written
/// them.
#[must_use]
pub fn refusal(error: &str) -> &'static str {
    match error {
        "access_denied" => "The sign-in was cancelled.",
        "login_required" | "interaction_required" => "You are not signed in yet.",
        "unauthorized_client" | "invalid_client" => {
            "The sign-in does not know this page's client. Tell your administrator."
        }
        "temporarily_unavailable" | "server_error" => "The sign-in is not available at the moment.",
        _ => "The sign-in was refused.",
    }
}

/// Token and lifetime in seconds, out of the body of the token answer.
#[must_use]
pub fn token_of(body: &str) -> Option<(String, Option<i64>)> {
    let body = wire::json(body)?;
    let is_bearer =
        body.get("token_type").is_none_or(|kind| kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")));
    let token = body.get("access_token")?.as_str().filter(|token| is_token(token))?;
    is_bearer.then(|| (token.to_owned(), body.get("expires_in").and_then(Value::as_i64)))
}

/// What may stand in a header.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Whether the page of this query may go to the sign-in by itself: never twice in a row for long, not after a sign-out,
/// and not when it cannot remember that it did. Remembers that it does.
#[must_use]
pub fn may_redirect(storage: &dyn Storage, query: &str, now: DateTime<Utc>) -> bool {
    if is_signed_out(storage) {
        return false;
    }
    let key = format!("{REDIRECTS}{query}");
    let recent: Vec<i64> = storage
        .get(&key)
        .unwrap_or_default()
        .split(' ')
        .filter_map(|time| time.parse().ok())
        .filter(|time| (0..REDIRECT_SECONDS).contains(&(now.timestamp() - time)))
        .collect();
    if recent.len() >= N_REDIRECTS_MAX {
        return false;
    }
    let times: Vec<String> = recent.into_iter().chain([now.timestamp()]).map(|time| time.to_string()).collect();
    storage.set(&key, &times.join(" "))
}

/// Whether the page of this query went to the sign-in by itself and had no success since.
#[must_use]
pub fn went_in_vain(storage: &dyn Storage, query: &str) -> bool {
    storage.get(&format!("{REDIRECTS}{query}")).is_some()
}

/// The page of this query is signed in: that it went there was no attempt in vain, and none is under way.
pub fn succeeded(storage: &dyn Storage, query: &str) {
    storage.remove(&format!("{REDIRECTS}{query}"));
    forget_attempts(storage, |kept| kept.query == query);
}

/// Whether the agent signed out in this tab.
#[must_use]
pub fn is_signed_out(storage: &dyn Storage) -> bool {
    storage.get(SIGNED_OUT).is_some()
}

/// The agent signed out: a reload must not sign in again by itself.
pub fn remember_sign_out(storage: &dyn Storage) {
    storage.set(SIGNED_OUT, "1");
}

/// The agent wants in: earlier decisions no longer count.
pub fn forget_sign_out(storage: &dyn Storage) {
    storage.remove(SIGNED_OUT);
}

/// Base64 for addresses (RFC 4648 §5), without padding.
mod base64_url {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    pub(super) fn encode(bytes: &[u8]) -> String {
        let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
        for group in bytes.chunks(3) {
            let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for digit in 0..=group.len() {
                let value = (bits >> (18 - 6 * digit)) & 63;
                text.extend(DIGITS.get(value as usize).map(|digit| char::from(*digit)));
            }
        }
        text
    }
}

#[cfg(test)]
mod tests;
