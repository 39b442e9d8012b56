//! How a page inside another one signs in, as far as it is decided without the browser: what was tried in this tab, and
//! what the page's own policy allows.
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

/// Whether the page's policy lets it frame the sign-in page, and that one come back to this origin. `policies` is the
/// header as it was sent, several joined by commas.
pub(super) fn permits(policies: &str, login_base: &str, own: &str) -> bool {
    policies.split(',').all(|policy| {
        let sources = |name: &str| {
            policy.split(';').find_map(|directive| {
                let mut words = directive.split_ascii_whitespace();
                words.next()?.eq_ignore_ascii_case(name).then_some(words)
            })
        };
        let lists = |name: &str, origin: &str| sources(name).map(|mut words| words.any(|it| covers(it, origin, own)));
        let frames = |origin: &str| {
            lists("frame-src", origin).or_else(|| lists("child-src", origin)).or_else(|| lists("default-src", origin))
        };
        [frames(login_base), frames(own), lists("frame-ancestors", own)].into_iter().all(|it| it != Some(false))
    })
}

/// Whether a source of a policy covers an origin, with or without a path behind it.
fn covers(source: &str, origin: &str, own: &str) -> bool {
    let (scheme, rest) = origin.split_once("://").unwrap_or_default();
    let host = rest.split('/').next().unwrap_or_default();
    let (wanted_scheme, wanted) = source.split_once("://").unwrap_or((scheme, source));
    if source == "*" || source.strip_suffix(':') == Some(scheme) || (source == "'self'" && origin == own) {
        return true;
    }
    let (wanted, host) = match wanted.strip_suffix(":*") {
        Some(wanted) => (wanted, host.split(':').next().unwrap_or_default()),
        None => (wanted.trim_end_matches('/'), host),
    };
    let is_host = match wanted.strip_prefix('*') {
        Some(domain) => host.ends_with(domain) && domain.starts_with('.'),
        None => host == wanted,
    };
    wanted_scheme == scheme && is_host
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

    #[test]
    fn the_policy_of_the_page_is_read_as_the_browser_reads_it() {
        let readme = "default-src 'none'; frame-src 'self' https://login.mypurecloud.ie; \
                      frame-ancestors 'self' https://apps.mypurecloud.ie; base-uri 'none'";
        let permits = |policy: &str| permits(policy, "https://login.mypurecloud.ie", "https://tab.example");
        for good in [
            readme,
            "",
            "frame-ancestors https://tab.example https://apps.mypurecloud.ie",
            "FRAME-SRC https://*.mypurecloud.ie 'self'",
            "child-src https:",
            "default-src *",
            "frame-src https://login.mypurecloud.ie:* https://tab.example/",
            "frame-src login.mypurecloud.ie tab.example",
        ] {
            assert!(permits(good), "{good}");
        }
        for bad in [
            "default-src 'none'; frame-ancestors 'self'",
            "frame-src 'self'",
            "frame-src https://login.mypurecloud.ie",
            "frame-src http://login.mypurecloud.ie 'self'",
            "frame-src https://login.mypurecloud.ie.evil.example 'self'",
            "frame-src https://*.purecloud.ie 'self'",
            "frame-src https:; frame-ancestors https://apps.mypurecloud.ie",
            "frame-src https:, default-src 'none'",
        ] {
            assert!(!permits(bad), "{bad}");
        }
    }
}
