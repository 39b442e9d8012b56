//! Segments matched: order, colour, ink.

use expect_test::expect;

use super::build::*;
use crate::model::{Matched, Session};
use crate::view::segments::{Paint, segments};

fn chips(session: &Session, desk: &Desk) -> String {
    let chips = segments(session, &desk.lens());
    let lines: Vec<String> = chips
        .iter()
        .map(|chip| {
            let ended = if chip.ended { " ended" } else { "" };
            format!(
                "{} {} on {} {}{ended} | {}\n",
                chip.name,
                chip.paint.ink,
                chip.paint.color,
                chip.time.as_deref().unwrap_or("-"),
                chip.title
            )
        })
        .collect();
    lines.concat()
}

#[test]
fn segments_stand_in_the_order_of_assignment_each_once() {
    let mut session = web();
    session.segments = vec![
        matched("s-hesitation", Some("14:18:02")),
        matched("s-secret", Some("14:03:00")),
        matched("s-sale", Some("14:02:14")),
        matched("s-basket", Some("14:06:12")),
        matched("s-sale", Some("14:10:00")),
    ];
    expect![[r#"
        Sale hunters #000 on #DDD856 14:02 | About Sale hunters
        High-value basket #fff on #1F6F5C 14:06 | About High-value basket
        Checkout hesitation #000 on #D4483B 14:18 | About Checkout hesitation
    "#]]
    .assert_eq(&chips(&session, &Desk::new()));
}

#[test]
fn a_segment_taken_away_stays_gray_until_it_is_matched_again() {
    let mut session = web();
    session.segments = vec![Matched { ended: Some(at("14:05:00")), ..matched("s-sale", Some("14:02:14")) }];
    expect![[r#"
        Sale hunters #000 on #DDD856 14:02 ended | About Sale hunters · Ended 14:05
    "#]]
    .assert_eq(&chips(&session, &Desk::new()));
    session.segments.push(matched("s-sale", Some("14:08:00")));
    expect![[r#"
        Sale hunters #000 on #DDD856 14:02 | About Sale hunters
    "#]]
    .assert_eq(&chips(&session, &Desk::new()));
}

#[test]
fn a_segment_without_a_date_keeps_its_place() {
    let mut session = web();
    session.segments =
        vec![matched("s-sale", None), matched("s-basket", None), matched("s-hesitation", Some("14:18:02"))];
    let names: Vec<String> = segments(&session, &Desk::new().lens()).into_iter().map(|chip| chip.name).collect();
    assert_eq!(names, ["Checkout hesitation", "Sale hunters", "High-value basket"]);
}

#[test]
fn ink_can_be_read_on_every_colour() {
    let channel = |value: u8| {
        let share = f64::from(value) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    for red in (0..=255).step_by(15) {
        for green in (0..=255).step_by(15) {
            for blue in (0..=255).step_by(15) {
                let luminance = 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
                let contrast = match Paint::new((red, green, blue)).ink {
                    "#000" => (luminance + 0.05) / 0.05,
                    _ => 1.05 / (luminance + 0.05),
                };
                assert!(contrast >= 4.58, "{red} {green} {blue}: {contrast}");
            }
        }
    }
}
