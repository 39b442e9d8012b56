//! What went wrong, in the agent's words: the one place that decides what an error says.

use std::sync::Arc;

use thiserror::Error;

/// Why a request did not give what it should.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ApiError {
    /// 401: the token is gone.
    #[error("sign-in needed")]
    SignInNeeded,
    /// 403: a permission or a division is missing; the permission as `domain:entity:action` when the answer names it.
    #[error("forbidden")]
    Forbidden {
        /// `domain:entity:action`.
        missing: Option<Arc<str>>,
    },
    /// 404, 410: gone or unknown.
    #[error("not found")]
    NotFound,
    /// 429.
    #[error("too many requests")]
    TooMany {
        /// Seconds to wait at least.
        retry_after: Option<u32>,
    },
    /// 400, 409, 413, 415: our request is wrong.
    #[error("refused with {0}")]
    Refused(u16),
    /// 408, 5xx.
    #[error("unavailable")]
    Unavailable {
        /// Seconds to wait at least.
        retry_after: Option<u32>,
    },
    /// No answer at all.
    #[error("network")]
    Network,
    /// An answer that is not what was documented.
    #[error("unreadable answer")]
    Unreadable,
}

/// A problem as the agent reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What happened, short.
    pub title: Arc<str>,
    /// What it means and what helps, a plain sentence.
    pub advice: Arc<str>,
    /// Whether the same request may help.
    pub can_retry: bool,
    /// The cloud's correlation id, for support.
    pub correlation_id: Option<Arc<str>>,
}

/// Data of a section on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remote<T> {
    /// Asked for, or not yet asked for.
    Loading,
    /// Asked for half a second ago and more.
    LoadingSlowly,
    /// Here.
    Loaded(T),
    /// Not to be had.
    Failed(Problem),
}

impl<T> Remote<T> {
    /// The data, when here.
    #[must_use]
    pub fn loaded(&self) -> Option<&T> {
        match self {
            Self::Loaded(value) => Some(value),
            _ => None,
        }
    }
}
