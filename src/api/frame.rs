//! How a page inside another one signs in: what was tried in this tab.
//!
//! Where a sign-in page refuses frames, a page that left for it would be gone, and no browser tells in advance. So it is
//! tried in a hidden frame within ours, which costs nothing when it fails. Where the page's own policy forbids that, the
//! page leaves, and the one that is loaded after a page that did not come back knows it. Pure but for the storage that is
//! passed in. No token is kept.

use chrono::{DateTime, Utc};

use crate::live::services::Storage;

/// The key of what the tab remembers. All frames of a tab share it: its host page is the same.
const FRAME: &str = "journey.frame";
/// For how many seconds a page that left may be on its way; after that it did not come back.
const ON_ITS_WAY_SECONDS: i64 = 15;

/// What was tried in this tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tried {
    /// Nothing yet, or a frame beside this one is just trying.
    Nothing,
    /// The hidden frame had the answer.
    Inner,
    /// The page left, and came back with a token.
    Leaving,
    /// Neither had: the agent signs in by a window.
    Window,
}

impl Tried {
    /// What this tab remembers.
    pub(super) fn remembered(storage: &dyn Storage, now: DateTime<Utc>) -> Self {
        match storage.get(FRAME).as_deref() {
            Some("inner") => Self::Inner,
            Some("leaving") => Self::Leaving,
            Some("window") => Self::Window,
            Some(left) => match left.parse::<i64>() {
                Ok(left) if !(0..ON_ITS_WAY_SECONDS).contains(&(now.timestamp() - left)) => Self::Window,
                _ => Self::Nothing,
            },
            None => Self::Nothing,
        }
    }

    /// Remembers it for the pages after this one.
    pub(super) fn remember(self, storage: &dyn Storage) {
        let word = match self {
            Self::Nothing => return storage.remove(FRAME),
            Self::Inner => "inner",
            Self::Leaving => "leaving",
            Self::Window => "window",
        };
        // Refused storage only means that it is tried again.
        storage.set(FRAME, word);
    }
}

/// The page leaves: unless it comes back, the next one knows that this was in vain.
pub(super) fn remember_leaving(storage: &dyn Storage, now: DateTime<Utc>) {
    storage.set(FRAME, &now.timestamp().to_string());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::memory::Memory;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn what_worked_is_remembered_for_the_tab() {
        let storage = Memory::default();
        assert_eq!(Tried::remembered(&storage, at(0)), Tried::Nothing);
        for tried in [Tried::Inner, Tried::Leaving, Tried::Window, Tried::Nothing] {
            tried.remember(&storage);
            assert_eq!(Tried::remembered(&storage, at(0)), tried);
        }
        assert_eq!(storage.keys(), Vec::<String>::new());
    }

    #[test]
    fn a_page_that_left_and_never_came_back_left_in_vain() {
        let storage = Memory::default();
        remember_leaving(&storage, at(0));
        let tried = [0, 14, 15, 9_000, -5].map(|second| Tried::remembered(&storage, at(second)));
        assert_eq!(tried, [Tried::Nothing, Tried::Nothing, Tried::Window, Tried::Window, Tried::Window]);
    }
}
