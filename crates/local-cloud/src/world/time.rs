//! Moments as the world keeps them: whole milliseconds, since that is what the contract can say.

use chrono::{DateTime, TimeDelta, Utc};

/// A visit is over after this long without activity.
pub(super) const INACTIVITY: TimeDelta = TimeDelta::minutes(20);
/// After this long a visitor counts as idle.
pub(super) const IDLE_AFTER: TimeDelta = TimeDelta::minutes(2);
/// After this long a visitor counts as away.
pub(super) const AWAY_AFTER: TimeDelta = TimeDelta::minutes(10);

/// Cut to whole milliseconds: a stored moment must come back as it was.
pub(super) fn whole(moment: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(moment.timestamp_millis()).unwrap_or(moment)
}

/// Whole seconds from `from` to `to`, never negative.
pub(super) fn seconds(from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    (to - from).num_seconds().max(0)
}

/// Serde as milliseconds since 1970.
pub(super) mod millis {
    use chrono::{DateTime, Utc};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in crate::world) fn serialize<S: Serializer>(moment: &DateTime<Utc>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(moment.timestamp_millis())
    }

    pub(in crate::world) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<Utc>, D::Error> {
        DateTime::from_timestamp_millis(i64::deserialize(from)?).ok_or_else(|| D::Error::custom("no moment"))
    }

    /// The same for a moment that may be absent.
    pub(in crate::world) mod option {
        use chrono::{DateTime, Utc};
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        pub(in crate::world) fn serialize<S: Serializer>(
            moment: &Option<DateTime<Utc>>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            moment.map(|moment| moment.timestamp_millis()).serialize(to)
        }

        pub(in crate::world) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Option<DateTime<Utc>>, D::Error> {
            Ok(Option::<i64>::deserialize(from)?.and_then(DateTime::from_timestamp_millis))
        }
    }
}
