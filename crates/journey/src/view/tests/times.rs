//! Moments and lengths of time as text.

use chrono::{DateTime, Duration, Utc};
use expect_test::expect;

use super::build::*;
use crate::view::{Lens, time};

#[test]
fn moments_say_as_much_as_is_needed() {
    let desk = Desk::new();
    let lens = desk.lens();
    let moments =
        ["14:02:09", "2024-11-15T20:41:00Z", "2024-01-01T00:00:00Z", "2023-12-31T23:59:59Z", "2025-02-03T04:05:06Z"];
    let lines: Vec<String> = moments
        .iter()
        .map(|text| {
            let moment = at(text);
            format!(
                "{} | {} | {} | {}\n",
                time::moment(moment, &lens),
                time::heading(moment, &lens),
                time::full(moment, &lens),
                time::iso(moment)
            )
        })
        .collect();
    expect![[r#"
        14:02 | today 14:02 | 16 Nov 14:02:09 | 2024-11-16T14:02:09Z
        15 Nov 20:41 | 15 November 20:41 | 15 Nov 20:41:00 | 2024-11-15T20:41:00Z
        1 Jan 00:00 | 1 January 00:00 | 1 Jan 00:00:00 | 2024-01-01T00:00:00Z
        31 Dec 2023 23:59 | 31 December 2023 23:59 | 31 Dec 2023 23:59:59 | 2023-12-31T23:59:59Z
        3 Feb 2025 04:05 | 3 February 2025 04:05 | 3 Feb 2025 04:05:06 | 2025-02-03T04:05:06Z
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn times_are_local_and_know_summer() {
    let desk = Desk::new();
    let summer = |at: DateTime<Utc>| if at < super::build::at("2024-10-27T01:00:00Z") { 60 } else { 0 };
    let lens = Lens { offset_minutes: summer, ..desk.lens() };
    assert_eq!(time::moment(at("2024-10-27T00:30:00Z"), &lens), "27 Oct 01:30");
    assert_eq!(time::moment(at("2024-10-27T01:30:00Z"), &lens), "27 Oct 01:30");
    let lens = Lens { offset_minutes: |_| 345, ..desk.lens() };
    assert_eq!(time::moment(at("2024-11-16T18:20:00Z"), &lens), "17 Nov 00:05");
    assert_eq!(time::moment(at("2024-11-15T18:20:00Z"), &lens), "00:05");
    let lens = Lens { offset_minutes: |_| -600, ..desk.lens() };
    assert_eq!(time::heading(at("2024-11-16T03:00:00Z"), &lens), "15 November 17:00");
}

#[test]
fn lengths_read_well_at_every_size() {
    let seconds =
        [-5, 0, 1, 40, 59, 60, 90, 360, 1_104, 3_599, 3_600, 3_900, 86_399, 86_400, 172_799, 172_800, 31_536_000];
    let lines: Vec<String> = seconds
        .iter()
        .map(|seconds| {
            let span = Duration::seconds(*seconds);
            let all =
                [time::length(span), time::tick(span), time::pause(span), time::since_start(span), time::ago(span)];
            format!("{seconds}: {}\n", all.join(" | "))
        })
        .collect();
    expect![[r#"
        -5: 0 s | 0:00 | 0 min | 0 s in | just now
        0: 0 s | 0:00 | 0 min | 0 s in | just now
        1: 1 s | 0:01 | 0 min | 1 s in | just now
        40: 40 s | 0:40 | 0 min | 40 s in | just now
        59: 59 s | 0:59 | 0 min | 59 s in | just now
        60: 1 m | 1:00 | 1 min | 1 min in | 1 min ago
        90: 1 m 30 s | 1:30 | 1 min | 1 min in | 1 min ago
        360: 6 m | 6:00 | 6 min | 6 min in | 6 min ago
        1104: 18 m 24 s | 18:24 | 18 min | 18 min in | 18 min ago
        3599: 59 m 59 s | 59:59 | 59 min | 59 min in | 59 min ago
        3600: 1 h 00 m | 1:00:00 | 1 h | 1 h in | 1 h ago
        3900: 1 h 05 m | 1:05:00 | 1 h 05 min | 1 h 05 min in | 1 h ago
        86399: 23 h 59 m | 23:59:59 | 23 h 59 min | 23 h 59 min in | 23 h ago
        86400: 24 h 00 m | 24:00:00 | 24 h | 24 h in | 24 h ago
        172799: 47 h 59 m | 47:59:59 | 47 h 59 min | 47 h 59 min in | 47 h ago
        172800: 2 days | 48:00:00 | 2 days | 2 days in | 2 days ago
        31536000: 365 days | 8760:00:00 | 365 days | 365 days in | 365 days ago
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn the_ends_of_time_are_no_error() {
    let desk = Desk::new();
    let lens = Lens { offset_minutes: |_| 840, ..desk.lens() };
    for moment in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
        assert!(!time::moment(moment, &lens).is_empty() && !time::full(moment, &lens).is_empty());
        assert!(time::between(moment, lens.now) >= Duration::zero());
    }
}

#[test]
fn ordinals_have_their_endings() {
    let all = [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(time::ordinal);
    assert_eq!(all, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th"]);
}
