//! Virtual time: milliseconds since the moment at which every run begins.

use chrono::{DateTime, Duration, SecondsFormat, Utc};

/// Noon of 24 November 2026, UTC, in seconds since 1970: when every run begins.
const BEGINS_S: i64 = 1_795_521_600;

/// One second.
pub(crate) const SECOND: i64 = 1_000;
/// One minute.
pub(crate) const MINUTE: i64 = 60 * SECOND;
/// One hour.
pub(crate) const HOUR: i64 = 60 * MINUTE;
/// One day.
pub(crate) const DAY: i64 = 24 * HOUR;

/// The moment as a date.
#[must_use]
pub(crate) fn date(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(BEGINS_S, 0).unwrap_or_default() + Duration::milliseconds(ms)
}

/// The moment as the cloud writes it.
#[must_use]
pub(crate) fn iso(ms: i64) -> String {
    date(ms).to_rfc3339_opts(SecondsFormat::Millis, true)
}
