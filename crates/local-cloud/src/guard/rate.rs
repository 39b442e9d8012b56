//! Rates (genesys-api §5): 300 requests a minute and token, 3,000 a minute for a user's tokens of one client together.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue};

const WINDOW: Duration = Duration::from_secs(60);
const PER_TOKEN: u32 = 300;
const PER_USER: u32 = 3_000;

/// Counters per key, each over its own minute.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    windows: Mutex<HashMap<String, Window>>,
}

#[derive(Clone, Copy, Debug)]
struct Window {
    since: Duration,
    n_requests: u32,
}

/// Where a token stands in its minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    n_requests: u32,
    n_allowed: u32,
    reset_seconds: u64,
}

impl Limits {
    /// Counts a request of `token` by `user` at steady time `now`.
    pub(crate) fn count(&self, token: &str, user: &str, now: Duration) -> Standing {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.retain(|_, window| now.saturating_sub(window.since) < WINDOW);
        let mut count = |key: String, n_allowed| {
            let window = windows.entry(key).or_insert(Window { since: now, n_requests: 0 });
            window.n_requests = window.n_requests.saturating_add(1);
            let left = WINDOW.saturating_sub(now.saturating_sub(window.since));
            Standing { n_requests: window.n_requests, n_allowed, reset_seconds: left.as_secs().max(1) }
        };
        let of_token = count(format!("token {token}"), PER_TOKEN);
        let of_user = count(format!("user {user}"), PER_USER);
        if of_user.is_over() { of_user } else { of_token }
    }

    /// Forgets all counts.
    pub(crate) fn reset(&self) {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Standing {
    pub(crate) fn is_over(self) -> bool {
        self.n_requests > self.n_allowed
    }

    /// After how many seconds to ask again.
    pub(crate) fn retry_after(self) -> u64 {
        self.reset_seconds
    }

    pub(crate) fn put(self, headers: &mut HeaderMap) {
        for (name, value) in [
            ("inin-ratelimit-count", u64::from(self.n_requests.min(self.n_allowed))),
            ("inin-ratelimit-allowed", u64::from(self.n_allowed)),
            ("inin-ratelimit-reset", self.reset_seconds),
        ] {
            headers.insert(HeaderName::from_static(name), HeaderValue::from(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_301st_request_of_a_minute_is_over_and_the_next_minute_is_new() {
        let limits = Limits::default();
        let at = Duration::from_secs;
        for _ in 0..300 {
            assert!(!limits.count("t", "u", at(10)).is_over());
        }
        let over = limits.count("t", "u", at(40));
        assert!(over.is_over());
        assert_eq!(over.retry_after(), 30);
        assert!(!limits.count("other", "u", at(40)).is_over());
        assert!(!limits.count("t", "u", at(70)).is_over());
    }

    #[test]
    fn the_tokens_of_a_user_share_a_limit() {
        let limits = Limits::default();
        for n in 0..3_000 {
            assert!(!limits.count(&format!("t{}", n % 100), "u", Duration::ZERO).is_over(), "{n}");
        }
        assert!(limits.count("fresh", "u", Duration::ZERO).is_over());
    }
}
