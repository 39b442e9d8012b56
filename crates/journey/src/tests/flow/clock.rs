//! Whose clock counts: the cloud's, however wrong the computer's is and whenever it is set.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::scene::{Scene, ago, noon};
use crate::effect::Timer;
use crate::input::{Input, Target, Wake};
use crate::model::SessionId;

/// A contact on a computer whose clock is so many minutes ahead.
fn on_a_computer(minutes_ahead: i64) -> Scene {
    let mut scene = Scene::with_contact();
    scene.computer_is_ahead = Duration::minutes(minutes_ahead);
    scene
}

fn shown(mut scene: Scene) -> Scene {
    scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s2");
    scene
}

/// The page's text without the line about the computer's clock.
fn text_but_the_clock(scene: &Scene) -> String {
    let text = scene.text();
    text.lines().filter(|line| !line.starts_with("Your computer")).map(|line| format!("{line}\n")).collect()
}

#[test]
fn a_computers_wrong_clock_changes_nothing_but_the_line_that_says_so() {
    let right = shown(on_a_computer(0));
    let text = right.text();
    assert!(text.contains("s2: Web visit Active") && !text.contains("Your computer"), "{text}");
    for (minutes, line) in [
        (25, "Your computer's clock is 25 min fast"),
        (-10, "Your computer's clock is 10 min slow"),
        (70 * 1_440, "Your computer's clock is 70 days fast"),
        (-400 * 1_440, "Your computer's clock is 400 days slow"),
        (125, "Your computer's clock is 2 h 05 min fast"),
    ] {
        let wrong = shown(on_a_computer(minutes));
        assert_eq!(text_but_the_clock(&wrong), text, "{minutes} minutes");
        assert!(wrong.text().contains(line), "{}", wrong.text());
        assert_eq!(wrong.core.cloud_time(wrong.present()), noon());
    }
    let mut nearly = on_a_computer(12);
    nearly.computer_is_ahead -= Duration::milliseconds(120);
    assert!(shown(nearly).text().contains("12 min fast"), "to the nearest minute");
    for minutes in [1, -1] {
        assert_eq!(shown(on_a_computer(minutes)).text(), text, "a minute is near enough");
    }
}

#[test]
fn a_cloud_whose_time_comes_late_is_believed_all_the_same() {
    let text = shown(on_a_computer(0)).text();
    for minutes in [70 * 1_440, -70 * 1_440, 25] {
        let mut late = on_a_computer(minutes);
        late.hold("/api/v2/date");
        let mut late = late.open(Target::Contact("ada".into()));
        late.release();
        late.toggle("s2");
        assert_eq!(text_but_the_clock(&late), text, "{minutes} minutes");
    }
}

#[test]
fn a_clock_that_is_set_in_the_middle_changes_nothing_but_the_line() {
    for (minutes, line) in [(90, "1 h 30 min fast"), (-25, "25 min slow"), (70 * 1_440, "70 days fast")] {
        let mut scene = shown(on_a_computer(0));
        scene.pass(30_000);
        let before = scene.text();
        scene.computer_is_ahead = Duration::minutes(minutes);
        scene.step(Input::TimerFired(Timer::Slow));
        assert_eq!(scene.core.cloud_time(scene.present()), scene.now);
        scene.pass(30_000);
        assert_eq!(text_but_the_clock(&scene), before);
        assert!(scene.text().contains(line), "{}", scene.text());
        assert_eq!(scene.n_asked("/api/v2/date"), 2);
        // And set right again.
        scene.computer_is_ahead = Duration::zero();
        scene.pass(30_000);
        assert_eq!(scene.text(), before);
    }
}

#[test]
fn the_time_is_asked_for_after_a_sleep_and_not_while_nobody_looks() {
    let mut scene = shown(on_a_computer(0));
    assert_eq!(scene.n_asked("/api/v2/date"), 1);
    scene.wake(Wake::Hidden);
    scene.now += Duration::hours(8);
    scene.stood_still += Duration::hours(8);
    scene.step(Input::TimerFired(Timer::Slow));
    assert_eq!(scene.n_asked("/api/v2/date"), 1);
    scene.wake(Wake::Visible);
    assert_eq!(scene.n_asked("/api/v2/date"), 2);
    assert_eq!(scene.core.cloud_time(scene.present()), scene.now);
    scene.pass(3_600_000);
    assert_eq!(scene.n_asked("/api/v2/date"), 2, "nothing contradicts it");
}

#[test]
fn a_cloud_that_does_not_say_its_time_is_not_asked_again_and_again() {
    let mut scene = Scene::with_contact();
    scene.cloud.fail("/api/v2/date", 404, 99);
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.pass(600_000);
    assert_eq!(scene.n_asked("/api/v2/date"), 1);
    assert!(scene.text().starts_with("Live | Ada Example"), "{}", scene.text());
}

/// A page view with this stamp, told live.
fn stamped(scene: &mut Scene, title: &str, stamp: DateTime<Utc>) -> Value {
    let event = scene.cloud.page("s2", title, stamp);
    scene.tell("s2", &event);
    scene.rest();
    event
}

/// Titles on the map of the second session, and its current page.
fn pages(scene: &Scene) -> (Vec<String>, String) {
    let journey = scene.core.journey();
    let id = SessionId::from("s2");
    let events = journey.track(&id).expect("a track").iter();
    let titles = events.filter_map(|event| match &event.body {
        crate::model::Body::Web(facts) => facts.page.title.as_deref().map(str::to_owned),
        _ => None,
    });
    let session = journey.session(&id).expect("a session");
    (titles.collect(), session.last_page.as_ref().and_then(|page| page.title.clone()).unwrap_or_default().to_string())
}

#[test]
fn a_page_view_of_tomorrow_stands_where_it_arrived_and_what_comes_later_is_the_current_page() {
    for ahead in [Duration::days(1), Duration::minutes(3), Duration::days(20_806)] {
        let mut scene = shown(on_a_computer(0));
        scene.pass(1_000);
        let tomorrow = scene.now + ahead;
        stamped(&mut scene, "Tomorrow", tomorrow);
        assert_eq!(pages(&scene).1, "Tomorrow", "it is the page looked at");
        scene.pass(20_000);
        let now = scene.now;
        stamped(&mut scene, "Now", now);
        let expected = ["Home", "Returns", "Tomorrow", "Now"].map(str::to_owned).to_vec();
        assert_eq!(pages(&scene), (expected.clone(), "Now".to_owned()));
        // Read anew, the events stay where they are.
        scene.cut();
        scene.pass(20_000);
        assert_eq!(pages(&scene), (expected, "Now".to_owned()));
        assert!(scene.text().starts_with("Live"), "{}", scene.text());
        let track = scene.core.journey().track(&"s2".into()).expect("a track").clone();
        let stamps: Vec<_> = track.iter().filter_map(|event| event.stamp).collect();
        assert_eq!(stamps.len(), 1, "its own stamp is kept");
        assert!(track.iter().all(|event| event.created <= now));
    }
}

#[test]
fn a_page_view_of_tomorrow_that_the_cloud_lists_came_before_the_last_event_it_names() {
    let mut scene = Scene::with_contact();
    scene.cloud.page("s2", "Tomorrow", noon() + Duration::days(1));
    let now = scene.cloud.page("s2", "Now", ago(1));
    scene.cloud.sessions.get_mut("s2").expect("a session")["lastEvent"] =
        json!({ "id": now["id"], "eventName": "page_viewed", "createdDate": now["createdDate"] });
    let scene = shown(scene);
    assert_eq!(pages(&scene).0, ["Home", "Returns", "Tomorrow", "Now"]);
    assert_eq!(pages(&scene).1, "Now");
}

#[test]
fn a_session_of_the_year_2083_began_when_it_arrived() {
    let mut scene = Scene::with_contact();
    scene.cloud.web("s3", Some("ada"), DateTime::parse_from_rfc3339("2083-05-01T12:00:00Z").expect("a date").to_utc());
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.pass(60_000);
    let session = scene.core.journey().session(&"s3".into()).expect("a session").clone();
    assert_eq!(session.created, noon());
    scene.cut();
    scene.pass(60_000);
    assert_eq!(scene.core.journey().session(&"s3".into()).expect("a session").created, noon(), "and stays there");
    assert_eq!(scene.word(), "Live");
}

#[test]
fn of_one_moment_a_page_stands_before_what_happened_on_it() {
    let mut scene = Scene::with_contact();
    let web = |name: &str, title: &str| {
        json!({ "eventName": name, "totalEventCount": 1, "totalPageviewCount": 1, "attributes": {}, "traits": {},
                "page": { "url": format!("https://shop.example/{title}"), "title": title, "pathname": format!("/{title}"),
                          "hostname": "shop.example", "domain": "shop.example", "breadcrumb": [] } })
    };
    scene.cloud.event("s2", ago(1), &web("product_added", "Basket"));
    scene.cloud.event("s2", ago(1), &web("form_submitted", "Basket"));
    scene.cloud.event("s2", ago(1), &web("page_viewed", "Basket"));
    scene.cloud.event("s2", ago(1), &web("product_removed", "Returns"));
    let scene = shown(scene);
    let text = scene.text();
    let map: Vec<&str> = text.lines().filter(|line| line.starts_with("  ") && line.ends_with("11:59")).collect();
    assert!(map[0].starts_with("  Page viewed: Basket") && map.len() == 4, "{text}");
    assert_eq!(pages(&scene).1, "Basket", "header and card agree with the map");
}
