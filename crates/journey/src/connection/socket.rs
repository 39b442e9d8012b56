//! Channels, sockets and the arithmetic of waiting: small facts the link decides by.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::effect::SocketId;
use crate::moment::Moment;

/// First back-off step.
const BACKOFF_FIRST_MS: u64 = 250;
/// Longest back-off while an outage is young: most end within seconds, and the agent is waiting.
const BACKOFF_YOUNG_MS: u64 = 2_000;
/// Longest back-off: with a try that hangs for its ten seconds before, and the reading after, it is over thirty seconds
/// after an outage's end.
const BACKOFF_MAX_MS: u64 = 18_000;
/// A channel whose life is not told lives a day; it is renewed this long after it was made.
const RENEW_AFTER_HOURS: i64 = 23;

/// A notifications channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Channel {
    /// Its id.
    pub(crate) id: Arc<str>,
    /// Address of its socket: a secret.
    pub(crate) uri: Arc<str>,
    /// When another should take its place.
    pub(crate) renew_at: DateTime<Utc>,
    /// The page before this one left it, and it has not yet proved to be nobody else's.
    pub(crate) is_handed_over: bool,
    /// So often its socket was lost before that was proved.
    pub(crate) n_lost: u8,
}

impl Channel {
    /// A channel just opened; `None` when its address is not below the streaming host.
    pub(crate) fn new(
        id: Arc<str>,
        uri: Arc<str>,
        expires: Option<DateTime<Utc>>,
        streaming_base: &str,
        at: Moment,
    ) -> Option<Self> {
        if !is_below(&uri, streaming_base) {
            return None;
        }
        // Spread over ten minutes, so that all tabs of a shift do not renew together.
        let spread = Duration::milliseconds(i64::from(scale(at.jitter, 600_000)));
        let renew_at = match expires {
            Some(expires) if expires - at.now < Duration::hours(3) => {
                at.now + (expires - at.now).max(Duration::minutes(2)) / 2
            }
            Some(expires) => (expires - Duration::hours(1)).min(at.now + Duration::hours(RENEW_AFTER_HOURS)) - spread,
            None => at.now + Duration::hours(RENEW_AFTER_HOURS) - spread,
        };
        Some(Self { id, uri, renew_at, is_handed_over: false, n_lost: 0 })
    }

    /// As a text, for the page after this one in the same tab: id, address and end, and nothing of the agent.
    pub(crate) fn handed_over(&self) -> String {
        format!("{}\n{}\n{}", self.id, self.uri, self.renew_at.timestamp())
    }

    /// What the page before left; `None` when its time is over, or when it is no channel of this cloud.
    pub(crate) fn taken_over(text: &str, streaming_base: &str, at: Moment) -> Option<Self> {
        let mut lines = text.split('\n');
        let (id, uri, renew_at) = (lines.next()?, lines.next()?, lines.next()?);
        let renew_at = DateTime::from_timestamp(renew_at.parse().ok()?, 0)?;
        let is_good = !id.is_empty() && is_below(uri, streaming_base) && renew_at > at.now;
        is_good.then(|| Self { id: id.into(), uri: uri.into(), renew_at, is_handed_over: true, n_lost: 0 })
    }
}

fn is_below(uri: &str, streaming_base: &str) -> bool {
    uri.strip_prefix(streaming_base.trim_end_matches('/')).is_some_and(|rest| rest.starts_with('/'))
}

/// A socket of ours.
#[derive(Clone, Debug)]
pub(crate) struct Socket {
    /// Its number.
    pub(crate) id: SocketId,
    /// Since when it is open.
    pub(crate) open_since_ms: Option<i64>,
    /// When it last gave a sign of life.
    heard: Moment,
    /// When it was asked for one that has not come yet.
    pub(crate) asked: Option<Moment>,
    /// The answer was late once already, because the page itself was.
    pub(crate) reprieved: bool,
    /// Its closing was announced.
    pub(crate) closing: bool,
}

impl Socket {
    /// A socket being opened.
    pub(crate) fn opening(id: SocketId, at: Moment) -> Self {
        Self { id, open_since_ms: None, heard: at, asked: None, reprieved: false, closing: false }
    }

    /// It gave a sign of life.
    pub(crate) fn hear(&mut self, at: Moment) {
        self.heard = at;
    }

    /// How long nothing was heard.
    pub(crate) fn silence_ms(&self, at: Moment) -> i64 {
        passed_ms(self.heard, at)
    }
}

/// Milliseconds between two moments, by whichever clock says more: one can be put back, the other may stand still while
/// the machine sleeps. Never negative.
pub(crate) fn passed_ms(from: Moment, to: Moment) -> i64 {
    (to.computer - from.computer).num_milliseconds().max(to.elapsed_ms - from.elapsed_ms).max(0)
}

/// Full jitter: anything from nothing to 250 ms · 2ⁿ, at most 2 s while the outage is young, 18 s later.
pub(crate) fn backoff_ms(n_failures: u32, is_young: bool, jitter: u32) -> u32 {
    let max = if is_young { BACKOFF_YOUNG_MS } else { BACKOFF_MAX_MS };
    let cap = BACKOFF_FIRST_MS.saturating_mul(1 << n_failures.min(16)).min(max);
    scale(jitter, u32::try_from(cap).unwrap_or(u32::MAX))
}

/// Maps a uniform `u32` to `0..=cap`.
pub(crate) fn scale(jitter: u32, cap: u32) -> u32 {
    let product = u64::from(jitter) * (u64::from(cap) + 1);
    u32::try_from(product >> 32).unwrap_or(cap)
}
