//! Segments hidden from agents leave no trace anywhere, not even a count.

use super::build::*;
use crate::model::{Body, Matched, Session, SessionKind, Track};
use crate::view::card::{card, is_expandable};
use crate::view::details::details;
use crate::view::map::{Window, map};
use crate::view::searches::searches;
use crate::view::segments::segments;

/// Everything that is shown of a session.
fn all(session: &Session, track: &Track, desk: &Desk) -> String {
    let lens = desk.lens();
    let map = map(track, session, &Window::newest(), &lens);
    let details: Vec<_> = map
        .items
        .iter()
        .filter_map(|item| track.find(&item.key))
        .map(|event| details(event, session, track, &lens))
        .collect();
    format!(
        "{:#?}\n{:#?}\n{:#?}\n{:#?}\n{details:#?}\n{}",
        card(session, &lens, false),
        map,
        segments(session, &lens),
        searches(session, Some(track), &lens),
        is_expandable(session, desk.parts, &desk.names),
    )
}

#[test]
fn with_and_without_a_hidden_segment_the_page_is_the_same() {
    let desk = Desk::new();
    for kind in [SessionKind::Web, SessionKind::Conversation, SessionKind::Custom("delivery".into())] {
        let mut plain = web();
        plain.kind = kind.clone();
        plain.n_events = Some(2);
        let events = || {
            vec![on_page("14:02:10", "page_viewed", "Home"), on_page("14:18:22", "page_viewed", "Returns and refunds")]
        };
        let expected = all(&plain, &track(events()), &desk);

        let mut secret = plain.clone();
        secret.n_events = Some(5);
        secret.segments = vec![
            matched("s-secret", Some("14:05:00")),
            Matched { ended: Some(at("14:10:00")), ..matched("s-secret-too", Some("14:06:00")) },
        ];
        let mut with_secret = events();
        with_secret.push(segment("14:05:00", "s-secret"));
        with_secret.push(segment("14:06:00", "s-secret-too"));
        with_secret.push(event("14:10:00", Body::Segment { id: "s-secret-too".into(), assigned: false, until: None }));
        assert_eq!(all(&secret, &track(with_secret), &desk), expected, "{kind:?}");
    }
}

#[test]
fn a_conversation_with_nothing_but_a_hidden_segment_does_not_expand() {
    let desk = Desk::new();
    let mut session = session(SessionKind::Conversation, "14:00:00");
    session.n_events = Some(1);
    session.segments = vec![matched("s-secret", None)];
    assert!(!is_expandable(&session, desk.parts, &desk.names));
}
