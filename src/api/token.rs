//! The access token: in memory only, shown to nobody, sent to one origin.

use std::cell::RefCell;
use std::rc::Rc;

use chrono::{DateTime, Duration, Utc};

/// A token. It cannot be printed, compared or copied.
struct AccessToken(String);

/// Where the token is while the page lives; clones are the same place.
#[derive(Clone, Default)]
pub struct Keyring {
    held: Rc<RefCell<Option<Held>>>,
}

struct Held {
    token: AccessToken,
    expires_at: Option<DateTime<Utc>>,
}

impl Keyring {
    /// Holds a token that is good for so many seconds.
    pub(crate) fn hold(&self, token: String, lifetime_seconds: Option<i64>, now: DateTime<Utc>) {
        let expires_at = lifetime_seconds.and_then(Duration::try_seconds).and_then(|time| now.checked_add_signed(time));
        *self.held.borrow_mut() = Some(Held { token: AccessToken(token), expires_at });
    }

    /// The value of the `Authorization` header, for [`super::rest`] and the end of a token alone.
    pub(crate) fn authorization(&self) -> Option<String> {
        self.held.borrow().as_ref().map(|held| format!("Bearer {}", held.token.0))
    }

    /// When the token ends.
    #[must_use]
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.held.borrow().as_ref()?.expires_at
    }

    /// Forgets it.
    pub fn forget(&self) {
        *self.held.borrow_mut() = None;
    }
}
