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

/// A refusal as the cloud gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// What it means.
    pub(crate) error: ApiError,
    /// The cloud's correlation id.
    pub(crate) correlation_id: Option<Arc<str>>,
}

impl Refusal {
    /// No answer.
    pub(crate) fn network() -> Self {
        Self { error: ApiError::Network, correlation_id: None }
    }

    /// An answer that could not be read.
    pub(crate) fn unreadable() -> Self {
        Self { error: ApiError::Unreadable, correlation_id: None }
    }

    /// The same request will never succeed.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self.error, ApiError::Forbidden { .. } | ApiError::NotFound | ApiError::Refused(_))
    }

    /// The wait that the cloud asked for, in seconds.
    pub(crate) fn retry_after_s(&self) -> Option<u32> {
        match self.error {
            ApiError::TooMany { retry_after } | ApiError::Unavailable { retry_after } => retry_after,
            _ => None,
        }
    }
}

impl Problem {
    /// The agent's words for a refusal; `title` says what could not be done.
    pub(crate) fn new(title: &str, refusal: &Refusal) -> Self {
        let advice: Arc<str> = match &refusal.error {
            ApiError::SignInNeeded => "Your sign-in has ended. Sign in again to go on.".into(),
            ApiError::Forbidden { missing: Some(missing) } => {
                format!("You do not have the permission {missing}. Ask your administrator.").into()
            }
            ApiError::Forbidden { missing: None } => {
                "You do not have the permission or the division for it. Ask your administrator.".into()
            }
            ApiError::NotFound => "It does not exist, or not any more.".into(),
            ApiError::TooMany { retry_after: Some(seconds) } => {
                format!("The service is asked too often. Try again in {}.", seconds_text(*seconds)).into()
            }
            ApiError::TooMany { retry_after: None } => "The service is asked too often. Try again in a minute.".into(),
            ApiError::Refused(_) => "The service does not accept the request.".into(),
            ApiError::Unavailable { retry_after: Some(seconds) } => {
                format!("The service is not available. Try again in {}.", seconds_text(*seconds)).into()
            }
            ApiError::Unavailable { retry_after: None } => "The service is not available at the moment.".into(),
            ApiError::Network => "The service cannot be reached. Check the network connection.".into(),
            ApiError::Unreadable => "The service sent an answer that cannot be read.".into(),
        };
        Self {
            title: title.into(),
            advice,
            can_retry: !matches!(refusal.error, ApiError::Forbidden { .. } | ApiError::NotFound),
            correlation_id: refusal.correlation_id.clone(),
        }
    }
}

fn seconds_text(seconds: u32) -> String {
    match seconds {
        1 => "1 second".into(),
        2..=119 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}
