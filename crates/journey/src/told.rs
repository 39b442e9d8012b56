//! What a `Retry-After` that names a moment asks, in seconds: counted from the answer's own `Date`, for the clocks of page
//! and cloud need not agree (RFC 9110 §10.2.3). Reads no clock.

use chrono::{DateTime, NaiveDate};

/// Names of months as HTTP writes them.
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";

/// A `Retry-After` as whole seconds when it is a date, else as it is; `date` is the answer's `Date`, `now_s` the page's
/// own time in seconds since 1970 for an answer without one. Never below 0.
#[must_use]
pub fn in_seconds(retry_after: &str, date: Option<&str>, now_s: i64) -> String {
    match moment(retry_after) {
        Some(until) => (until - date.and_then(moment).unwrap_or(now_s)).max(0).to_string(),
        None => retry_after.to_owned(),
    }
}

/// `Wed, 21 Oct 2026 07:28:00 GMT` in seconds since 1970: the only form that may be written.
fn moment(text: &str) -> Option<i64> {
    let words: Vec<&str> = text.trim().split([' ', ':']).collect();
    let [_, day, month, year, hours, minutes, seconds, "GMT"] = words[..] else { return None };
    let month = MONTHS.find(month).filter(|at| month.len() == 3 && at % 3 == 0)? / 3 + 1;
    let number = |text: &str| text.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, u32::try_from(month).ok()?, number(day)?)?;
    let time = date.and_hms_opt(number(hours)?, number(minutes)?, number(seconds)?.min(59))?;
    Some(DateTime::<chrono::Utc>::from_naive_utc_and_offset(time, chrono::Utc).timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_counted_from_the_answers_own() {
        let at = |minute: u32| format!("Wed, 21 Oct 2026 07:{minute:02}:05 GMT");
        // The page's clock is an hour off, and does not matter.
        assert_eq!(in_seconds(&at(30), Some(&at(28)), 0), "120");
        assert_eq!(in_seconds(&at(28), Some(&at(30)), 0), "0");
        assert_eq!(in_seconds(" Thu, 01 Jan 1970 00:01:00 GMT ", None, 20), "40");
        assert_eq!(in_seconds("Thu, 01 Jan 1970 00:01:00 GMT", Some("soon"), 20), "40");
        assert_eq!(in_seconds("Tue, 29 Feb 2028 00:00:00 GMT", Some("Mon, 28 Feb 2028 23:59:00 GMT"), 0), "60");
    }

    #[test]
    fn whatever_is_no_date_stays_as_it_is() {
        for text in [
            "7",
            "",
            "-1",
            "soon",
            "Wed, 21 Oct 2026 07:28:00",
            "Wed, 31 Feb 2026 07:28:00 GMT",
            "Wed, 21 ctN 2026 07:28:00 GMT",
            "Wed, 21 Oct 2026 25:28:00 GMT",
            "Wed, 21 Oct 99999999999 07:28:00 GMT",
        ] {
            assert_eq!(in_seconds(text, None, 0), text);
        }
    }
}
