//! What a session, an event, a score changes, said one fact at a time.

use std::sync::Arc;

use super::build::{announced, app, at, held, id, ids, journey, page, second, session, view, web};
use crate::decode;
use crate::journey::{Hole, Journey, Origin};
use crate::model::{
    Action, AppFacts, Attribute, Body, Conversation, Direction, Event, Matched, Predictions, Reading, Score, Session,
    SessionId, SessionKind, WebFacts,
};

fn texts(from: &[&str]) -> Vec<Arc<str>> {
    from.iter().map(|text| Arc::from(*text)).collect()
}

#[test]
fn sessions_stand_newest_first() {
    let mut journey = journey();
    let late =
        Session { last_event: announced("x", 1, "e", at("15:00:00")).last_event, ..session("b", at("14:00:00")) };
    let sessions =
        vec![session("old", at("13:00:00")), session("c", at("14:00:00")), late, session("a", at("14:00:00"))];
    let changes = journey.merge_sessions(sessions, Origin::Rest);
    assert!(changes.order);
    let order: Vec<&str> = journey.order().iter().map(SessionId::as_str).collect();
    assert_eq!(order, ["b", "a", "c", "old"], "by start, then last activity, then id");
    assert!(journey.merge_sessions(vec![session("a", at("14:00:00"))], Origin::Rest).is_empty(), "a repeat is nothing");
}

#[test]
fn a_notification_does_not_blank_what_it_leaves_out() {
    let mut journey = journey();
    let rest = Session {
        attributes: vec![Attribute { name: "plan".into(), values: texts(&["gold"]) }],
        external_id: Some("ext".into()),
        short_id: Some("4821".into()),
        ..announced("s", 5, "e5", second(5))
    };
    let mut live = announced("s", 6, "e6", second(6));
    live.last_page = Some(page("checkout"));
    drop(journey.merge_sessions(vec![rest.clone()], Origin::Rest));
    drop(journey.merge_sessions(vec![live], Origin::Live));
    let session = held(&journey);
    assert_eq!((session.n_events, &session.attributes), (Some(6), &rest.attributes));
    assert_eq!((&session.external_id, &session.short_id), (&rest.external_id, &rest.short_id));
    assert_eq!(session.last_page, Some(page("checkout")));
}

#[test]
fn an_old_version_that_arrives_late_changes_nothing() {
    let mut journey = journey();
    let new = Session { last_page: Some(page("checkout")), ..announced("s", 9, "e9", second(9)) };
    let old = Session { last_page: Some(page("welcome")), ..announced("s", 3, "e3", second(3)) };
    drop(journey.merge_sessions(vec![new], Origin::Live));
    assert!(journey.merge_sessions(vec![old], Origin::Rest).is_empty());
}

#[test]
fn counters_never_go_back() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![announced("s", 9, "e9", second(9))], Origin::Live));
    let odd = Session { n_events: Some(4), ..announced("s", 4, "e10", second(10)) };
    drop(journey.merge_sessions(vec![odd], Origin::Live));
    assert_eq!(held(&journey).n_events, Some(9));
}

#[test]
fn an_end_is_seen_even_when_nothing_else_changed() {
    let mut journey = journey();
    let open = announced("s", 3, "e3", second(3));
    let ended = Session { ended: Some(second(1200)), ..open.clone() };
    drop(journey.merge_sessions(vec![ended], Origin::Live));
    drop(journey.merge_sessions(vec![open], Origin::Rest));
    assert_eq!(held(&journey).ended, Some(second(1200)));
}

#[test]
fn an_event_that_runs_ahead_moves_the_session_forward_and_is_not_counted_twice() {
    let mut journey = journey();
    let first = Session {
        n_pageviews: Some(3),
        search_terms: texts(&["parka"]),
        last_page: Some(page("e3")),
        ..announced("s", 3, "e3", second(3))
    };
    drop(journey.merge_sessions(vec![first.clone()], Origin::Rest));
    let facts = WebFacts {
        name: "page_viewed".into(),
        page: page("results"),
        search: Some("gloves".into()),
        authenticated: true,
        ..WebFacts::default()
    };
    let ahead = web("s", "e4", second(4), facts);
    let changes = journey.merge_events(vec![ahead.clone()]);
    assert!(changes.sessions.contains(&id()) && changes.tracks.contains(&id()));
    let moved = held(&journey).clone();
    assert_eq!((moved.n_events, moved.n_pageviews), (Some(4), Some(4)));
    assert_eq!((moved.last_page.as_ref(), moved.last_activity()), (Some(&page("results")), second(4)));
    assert_eq!((moved.search_terms.clone(), moved.authenticated), (texts(&["parka", "gloves"]), true));

    let own = Session {
        n_pageviews: Some(4),
        search_terms: texts(&["parka", "gloves"]),
        last_page: Some(page("results")),
        authenticated: true,
        ..announced("s", 4, "e4", second(4))
    };
    assert!(journey.merge_sessions(vec![own], Origin::Live).sessions.is_empty(), "it says what was known");
    assert_eq!(*held(&journey), moved);
    assert!(journey.merge_events(vec![ahead]).is_empty());
}

#[test]
fn reading_the_history_does_not_move_the_counters() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![announced("s", 3, "e3", second(3))], Origin::Rest));
    drop(journey.merge_events((1..=3).map(|n| view("s", &format!("e{n}"), second(n))).collect()));
    assert_eq!((held(&journey).n_events, ids(&journey, "s").len()), (Some(3), 3));
}

#[test]
fn a_session_without_last_event_counts_nothing_ahead() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![Session { n_events: Some(3), ..session("s", second(0)) }], Origin::Rest));
    drop(journey.merge_events((1..=3).map(|n| view("s", &format!("e{n}"), second(n))).collect()));
    assert_eq!(held(&journey).n_events, Some(3));
    assert_eq!(held(&journey).last_activity(), second(3));
}

#[test]
fn a_late_page_view_keeps_its_place() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![announced("s", 3, "c", second(30))], Origin::Rest));
    drop(journey.merge_events(vec![view("s", "a", second(10)), view("s", "c", second(30))]));
    drop(journey.merge_events(vec![view("s", "b", second(20))]));
    assert_eq!(ids(&journey, "s"), ["a", "b", "c"]);
    assert_eq!(held(&journey).last_page, Some(page("c")), "the page of the session's own last event stays");
}

#[test]
fn an_event_whose_time_changed_moves_to_its_new_place() {
    let mut journey = journey();
    drop(journey.merge_events(vec![view("s", "a", second(1)), view("s", "b", second(2))]));
    let changes = journey.merge_events(vec![view("s", "a", second(3))]);
    assert!(changes.tracks.contains(&id()));
    assert_eq!(ids(&journey, "s"), ["b", "a"]);
}

#[test]
fn a_poorer_body_takes_nothing_away() {
    let action = |body: Action| Event {
        id: "e".into(),
        session: "s".into(),
        created: second(1),
        stamp: None,
        body: Body::Action(Box::new(body)),
    };
    let poor = action(Action { id: Some("offer".into()), ..Action::default() });
    let rich = action(Action {
        state: Some("offered".into()),
        prompt: Some("Help?".into()),
        ..match &poor.body {
            Body::Action(body) => (**body).clone(),
            _ => Action::default(),
        }
    });
    for order in [[&poor, &rich], [&rich, &poor]] {
        let mut journey = journey();
        for event in order {
            drop(journey.merge_events(vec![event.clone()]));
        }
        assert_eq!(journey.track(&id()).and_then(|track| track.last()).map(|event| &**event), Some(&rich));
    }
}

#[test]
fn a_segment_is_one_chip_with_its_first_date_and_stays_when_taken_away() {
    let mut journey = journey();
    let matched = |n| Matched { segment: "g".into(), at: Some(second(n)), ended: None };
    let first = Session { segments: vec![matched(9), matched(5)], ..announced("s", 1, "e", second(1)) };
    drop(journey.merge_sessions(vec![first], Origin::Rest));
    assert_eq!(held(&journey).segments, [matched(5)]);
    let segment = |n: i64, assigned| Event {
        id: format!("g{n}").into(),
        session: "s".into(),
        created: second(n),
        stamp: None,
        body: Body::Segment { id: "g".into(), assigned, until: None },
    };
    drop(journey.merge_events(vec![segment(20, false)]));
    assert_eq!(held(&journey).segments[0].ended, Some(second(20)));
    drop(journey.merge_events(vec![segment(30, true)]));
    assert_eq!(held(&journey).segments, [matched(5)], "assigned again");
    let taken = Matched { ended: Some(second(40)), ..matched(30) };
    assert!(journey.merge_assignment(&id(), &taken).sessions.contains(&id()));
    assert_eq!(held(&journey).segments, [Matched { ended: Some(second(40)), ..matched(5) }]);
}

#[test]
fn the_likelihood_before_is_kept_when_the_whole_per_cent_moves() {
    let mut journey = journey();
    let scores = |probability, n| Predictions {
        scores: vec![Score { outcome: "o".into(), probability, peak: None, quantile: None, before: None }],
        modified: Some(second(n)),
    };
    let before = |journey: &Journey| journey.predictions(&id()).and_then(|held| held.scores[0].before);
    assert!(journey.merge_scores(&id(), scores(0.410, 1)).predictions.contains(&id()));
    assert_eq!(before(&journey), None);
    drop(journey.merge_scores(&id(), scores(0.412, 2)));
    assert_eq!(before(&journey), None, "within the same per cent");
    drop(journey.merge_scores(&id(), scores(0.36, 3)));
    assert_eq!(before(&journey), Some(0.412));
    drop(journey.merge_scores(&id(), scores(0.361, 4)));
    assert_eq!(before(&journey), Some(0.412), "kept until the next move");
    assert!(journey.merge_scores(&id(), scores(0.9, 2)).is_empty(), "older scores change nothing");
    assert!(journey.merge_scores(&id(), scores(0.361, 4)).is_empty());
}

#[test]
fn a_hole_is_proved_by_the_announced_number() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![announced("s", 2, "e2", second(2))], Origin::Rest));
    drop(journey.merge_events(vec![view("s", "e1", second(1)), view("s", "e2", second(2))]));
    assert_eq!(journey.hole(&id()), None, "nothing is proved before all was read");
    drop(journey.set_reading(&id(), Reading::Complete));
    assert_eq!(journey.hole(&id()), None);
    drop(journey.merge_events(vec![view("s", "e4", second(4))]));
    assert_eq!(journey.hole(&id()), None, "an event ahead of its announcement proves nothing");
    drop(journey.merge_sessions(vec![announced("s", 4, "e4", second(4))], Origin::Live));
    assert_eq!(journey.hole(&id()), Some(Hole { held: 3, announced: 4 }));
    drop(journey.merge_events(vec![view("s", "e5", second(5))]));
    assert_eq!(journey.hole(&id()), Some(Hole { held: 3, announced: 4 }), "a newer event does not fill it");
    drop(journey.merge_events(vec![view("s", "e3", second(3))]));
    assert_eq!(journey.hole(&id()), None);
}

#[test]
fn an_event_that_may_not_be_counted_may_stand_in_for_another_until_its_moment_was_read() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![announced("s", 2, "e2", second(2))], Origin::Rest));
    drop(journey.merge_events(vec![view("s", "e1", second(1)), view("s", "e2", second(2))]));
    drop(journey.set_reading(&id(), Reading::Complete));
    // Of three of the same moment the first is lost, and the last is not counted yet; nor is a newer one.
    let came = [("e4", 3), ("e5", 3), ("e9", 9)].map(|(event, at)| view("s", event, second(at)));
    drop(journey.merge_events(came.into()));
    drop(journey.merge_sessions(vec![announced("s", 4, "e4", second(3))], Origin::Live));
    assert_eq!((journey.hole(&id()), journey.is_tied(&id())), (None, true), "nothing proves it, nothing excludes it");
    journey.was_read(&id(), None, Some(3));
    assert!(journey.is_tied(&id()), "the reading began before the fourth was counted");
    journey.was_read(&id(), Some(second(3)), Some(4));
    assert!(journey.is_tied(&id()), "it was of what stands later in that moment");
    journey.was_read(&id(), Some(second(2)), Some(4));
    assert!(!journey.is_tied(&id()));
    // What the cloud named as its last is counted.
    drop(journey.merge_events(vec![view("s", "e3", second(3))]));
    drop(journey.merge_sessions(vec![announced("s", 5, "e5", second(3))], Origin::Live));
    drop(journey.merge_sessions(vec![announced("s", 6, "e6", second(6))], Origin::Live));
    drop(journey.merge_events(vec![view("s", "e6", second(6))]));
    assert_eq!((journey.hole(&id()), journey.is_tied(&id())), (None, false));
}

#[test]
fn events_that_are_never_listed_are_not_asked_for_again_and_again() {
    let mut journey = journey();
    drop(journey.merge_sessions(vec![announced("s", 5, "e5", second(5))], Origin::Rest));
    drop(journey.set_reading(&id(), Reading::First));
    drop(journey.merge_events(vec![view("s", "e5", second(5))]));
    drop(journey.set_reading(&id(), Reading::Complete));
    assert_eq!(journey.hole(&id()), Some(Hole { held: 1, announced: 5 }));
    journey.begin_reread(&id());
    drop(journey.merge_events(vec![view("s", "e5", second(5)), view("s", "e4", second(4))]));
    assert!(journey.set_reading(&id(), Reading::Complete).is_empty());
    assert_eq!(journey.hole(&id()), Some(Hole { held: 2, announced: 5 }), "it brought something: read once more");
    journey.begin_reread(&id());
    drop(journey.set_reading(&id(), Reading::Complete));
    assert_eq!(journey.hole(&id()), None, "three kinds are not listed");
    drop(journey.merge_sessions(vec![announced("s", 7, "e7", second(7))], Origin::Live));
    drop(journey.merge_events(vec![view("s", "e7", second(7))]));
    assert_eq!(journey.hole(&id()), Some(Hole { held: 3, announced: 7 }), "a new loss is still proved");
}

#[test]
fn another_customer_leaves_nothing_of_the_old_one() {
    let mut journey = journey();
    let old = Session { contact: Some("c".into()), ..announced("s", 1, "e", second(1)) };
    drop(journey.merge_sessions(vec![old], Origin::Rest));
    drop(journey.merge_events(vec![view("s", "e", second(1)), view("ghost", "g", second(1))]));
    drop(journey.set_expanded(&id(), true));
    drop(journey.announce("Page viewed".into()));
    let changes = journey.clear_customer();
    assert!(changes.removed.contains(&id()) && changes.tracks.contains(&"ghost".into()) && changes.order);
    assert!(journey.order().is_empty() && journey.tracks.is_empty() && !journey.is_expanded(&id()));
    assert_eq!(&*journey.announcement().text, "");
    drop(journey.merge_sessions(vec![session("s", second(0))], Origin::Rest));
    assert_eq!((held(&journey).n_events, held(&journey).last_activity()), (None, second(0)));
}

#[test]
fn each_name_is_asked_for_once_unless_given_back() {
    let mut journey = journey();
    let sessions = decode::sessions(include_str!("test_data/sessions.json")).unwrap().items;
    let events = decode::events(include_str!("test_data/events.json")).unwrap().items;
    drop(journey.merge_sessions(sessions, Origin::Rest));
    drop(journey.merge_events(events));
    let wanted = journey.take_unnamed();
    assert_eq!(
        format!("{wanted:?}"),
        r#"Unnamed { segments: {"segment-early", "segment-late"}, outcomes: {"outcome-account"}, queues: {"queue-1"}, users: {"user-1"}, wrap_ups: {"wrapup-1"} }"#
    );
    assert!(journey.take_unnamed().is_empty());
    journey.give_back_unnamed(wanted.clone());
    assert_eq!(journey.take_unnamed(), wanted);
}

#[test]
fn a_hidden_segment_is_not_among_the_names() {
    let mut journey = journey();
    let segments = decode::segments(include_str!("../../../wire/tests/samples/segment_listing.json")).unwrap();
    let changes = journey.merge_segments(segments.clone());
    assert!(changes.names);
    let names: Vec<&str> = journey.names().segments.keys().map(crate::model::SegmentId::as_str).collect();
    assert_eq!(names, ["segment-early", "segment-late"]);
    assert!(journey.merge_segments(segments).is_empty());
}

#[test]
fn a_later_version_may_tell_the_kind() {
    let mut journey = journey();
    let untold = decode::session(r#"{"id":"s","createdDate":"2026-11-20T14:00:00Z"}"#).unwrap();
    drop(journey.merge_sessions(vec![untold], Origin::Rest));
    drop(journey.merge_sessions(vec![announced("s", 1, "e", second(1))], Origin::Live));
    assert_eq!(held(&journey).kind, SessionKind::Web);
}

#[test]
fn a_screen_that_is_newer_than_what_was_announced_counts() {
    let mut journey = journey();
    let told = Session { kind: SessionKind::App, n_screenviews: Some(2), ..announced("s", 3, "e3", second(3)) };
    drop(journey.merge_sessions(vec![told], Origin::Rest));
    let screen =
        |id: &str, at: i64| app("s", id, second(at), AppFacts { name: "screen_viewed".into(), ..AppFacts::default() });
    drop(journey.merge_events(vec![screen("e2", 2), screen("e4", 4)]));
    assert_eq!(held(&journey).n_screenviews, Some(3));
}

#[test]
fn a_direction_that_is_left_out_does_not_undo_one_that_was_told() {
    let direction = |journey: &Journey| held(journey).conversation.as_ref().map(|talk| talk.direction);
    let talk = |n, direction| Session {
        conversation: Some(Conversation { direction, ..Conversation::default() }),
        ..announced("s", n, "e", second(n))
    };
    let mut journey = journey();
    drop(journey.merge_sessions(vec![talk(1, Direction::Inbound)], Origin::Rest));
    drop(journey.merge_sessions(vec![talk(2, Direction::Unknown)], Origin::Live));
    assert_eq!(direction(&journey), Some(Direction::Inbound));
    drop(journey.merge_sessions(vec![talk(3, Direction::Outbound)], Origin::Live));
    assert_eq!(direction(&journey), Some(Direction::Outbound));
}

#[test]
fn the_newest_visit_is_watched_when_its_card_can_be_expanded_and_it_is_of_a_size_to_be_read_at_once() {
    let watched = |n_events: i64, terms: &[&str]| {
        let mut journey = journey();
        let newest = Session { search_terms: texts(terms), ..announced("new", n_events, "e", second(9)) };
        drop(journey.merge_sessions(vec![session("old", at("13:00:00")), newest], Origin::Rest));
        journey.watched()
    };
    let newest = vec![SessionId::from("new")];
    assert_eq!(watched(400, &["boots"]), newest);
    assert_eq!(watched(401, &["boots"]), []);
    assert_eq!(watched(400, &[]), [], "nothing inside");
    let mut journey = journey();
    drop(
        journey.merge_sessions(
            vec![Session { search_terms: texts(&["boots"]), ..session("new", second(9)) }],
            Origin::Rest,
        ),
    );
    drop(journey.set_expanded(&"new".into(), true));
    assert_eq!(journey.watched(), newest, "once, expanded or not");
}
