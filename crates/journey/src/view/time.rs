//! Moments and lengths of time as text. Never negative, always local.
//!
//! Owns every format of time. Must not ask for the time: the lens brings it.

use chrono::{DateTime, Datelike, Duration, NaiveDateTime, SecondsFormat, Timelike, Utc};

use super::Lens;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// "14:02".
#[must_use]
pub fn clock(at: DateTime<Utc>, lens: &Lens<'_>) -> String {
    hours_minutes(local(at, lens))
}

/// "14:02:31".
#[must_use]
pub fn clock_seconds(at: DateTime<Utc>, lens: &Lens<'_>) -> String {
    let at = local(at, lens);
    format!("{}:{:02}", hours_minutes(at), at.second())
}

/// "14:02" today, "15 Nov 20:41" this year, "15 Nov 2023 20:41" otherwise.
#[must_use]
pub fn moment(at: DateTime<Utc>, lens: &Lens<'_>) -> String {
    let (at, now) = (local(at, lens), local(lens.now, lens));
    if at.date() == now.date() { hours_minutes(at) } else { format!("{} {}", day(at, now, 3), hours_minutes(at)) }
}

/// "today 14:02", "15 November 20:41", "15 November 2023 20:41".
#[must_use]
pub fn heading(at: DateTime<Utc>, lens: &Lens<'_>) -> String {
    let (at, now) = (local(at, lens), local(lens.now, lens));
    let day = if at.date() == now.date() { "today".to_owned() } else { day(at, now, usize::MAX) };
    format!("{day} {}", hours_minutes(at))
}

/// "14:02" on the day on which the session began, otherwise with its day.
#[must_use]
pub fn within(at: DateTime<Utc>, start: DateTime<Utc>, lens: &Lens<'_>) -> String {
    let (local_at, local_start) = (local(at, lens), local(start, lens));
    if local_at.date() == local_start.date() { hours_minutes(local_at) } else { moment(at, lens) }
}

/// "15 Nov 14:02:31", always with its day: stands alone when copied.
#[must_use]
pub fn full(at: DateTime<Utc>, lens: &Lens<'_>) -> String {
    let (local_at, now) = (local(at, lens), local(lens.now, lens));
    format!("{} {}", day(local_at, now, 3), clock_seconds(at, lens))
}

/// "14:20:34" today, otherwise with its day.
#[must_use]
pub fn since_clock(at: DateTime<Utc>, lens: &Lens<'_>) -> String {
    if local(at, lens).date() == local(lens.now, lens).date() { clock_seconds(at, lens) } else { full(at, lens) }
}

/// RFC 3339 in UTC, for `datetime` and tooltips.
#[must_use]
pub fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// "40 s", "18 m 24 s", "6 m", "1 h 05 m", "2 days".
#[must_use]
pub fn length(span: Duration) -> String {
    let seconds = span.num_seconds().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600, seconds / 60);
    match (days, hours, minutes) {
        (_, _, 0) => format!("{seconds} s"),
        (_, 0, _) if seconds % 60 == 0 => format!("{minutes} m"),
        (_, 0, _) => format!("{minutes} m {} s", seconds % 60),
        (0 | 1, _, _) => format!("{hours} h {:02} m", minutes % 60),
        _ => format!("{days} days"),
    }
}

/// "2:12", "1:02:03".
#[must_use]
pub fn tick(span: Duration) -> String {
    let seconds = span.num_seconds().max(0);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// "4 min", "1 h 05 min", "3 days": the length of a pause.
#[must_use]
pub fn pause(span: Duration) -> String {
    let minutes = span.num_minutes().max(0);
    match minutes {
        0..60 => format!("{minutes} min"),
        60..2_880 if minutes % 60 == 0 => format!("{} h", minutes / 60),
        60..2_880 => format!("{} h {:02} min", minutes / 60, minutes % 60),
        _ => format!("{} days", minutes / 1_440),
    }
}

/// "42 s in", "16 min in": how long after the start of the session.
#[must_use]
pub fn since_start(span: Duration) -> String {
    let seconds = span.num_seconds().max(0);
    if seconds < 60 { format!("{seconds} s in") } else { format!("{} in", pause(span)) }
}

/// "just now", "26 min ago", "3 h ago", "2 days ago".
#[must_use]
pub fn ago(span: Duration) -> String {
    let minutes = span.num_minutes().max(0);
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..2_880 => format!("{} h ago", minutes / 60),
        _ => format!("{} days ago", minutes / 1_440),
    }
}

/// From `start` to `end`, never negative.
#[must_use]
pub fn between(start: DateTime<Utc>, end: DateTime<Utc>) -> Duration {
    end.signed_duration_since(start).max(Duration::zero())
}

fn local(at: DateTime<Utc>, lens: &Lens<'_>) -> NaiveDateTime {
    let offset = Duration::minutes(i64::from((lens.offset_minutes)(at)));
    at.naive_utc().checked_add_signed(offset).unwrap_or_else(|| at.naive_utc())
}

fn hours_minutes(at: NaiveDateTime) -> String {
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// "15 Nov", with at most `n_letters` of the month; with the year when it is another.
fn day(at: NaiveDateTime, now: NaiveDateTime, n_letters: usize) -> String {
    let month = usize::try_from(at.month0()).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default();
    let month = month.get(..n_letters.min(month.len())).unwrap_or(month);
    if at.year() == now.year() {
        format!("{} {month}", at.day())
    } else {
        format!("{} {month} {}", at.day(), at.year())
    }
}

/// "2nd", "3rd", "11th".
#[must_use]
pub fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
