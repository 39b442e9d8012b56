//! Searches performed: one line per term, from the session and from its events.

use std::fmt::Write as _;

use expect_test::expect;

use super::build::*;
use crate::model::{Session, Track};
use crate::settings::TypeSetting;
use crate::view::searches::searches;

fn lines(session: &Session, track: Option<&Track>, desk: &Desk) -> String {
    let mut out = String::new();
    for search in searches(session, track, &desk.lens()) {
        writeln!(out, "{} x{} {}", search.term, search.times, search.at.as_deref().unwrap_or("-")).unwrap();
    }
    out
}

#[test]
fn terms_stand_once_in_the_order_of_first_use() {
    let mut session = web();
    session.search_terms =
        ["insulated parka", "return policy", " Return Policy ", "", "parka"].map(Into::into).to_vec();
    expect![[r#"
        insulated parka x1 -
        return policy x2 -
        parka x1 -
    "#]]
    .assert_eq(&lines(&session, None, &Desk::new()));
}

#[test]
fn events_tell_how_often_and_when_last() {
    let mut session = web();
    session.search_terms = vec!["insulated parka".into(), "return policy".into()];
    let track = track(vec![
        searched("14:03:40", "insulated parka"),
        searched("14:08:00", "return policy"),
        searched("14:16:31", "RETURN policy"),
        searched("14:19:00", "size guide"),
    ]);
    expect![[r#"
        insulated parka x1 14:03
        return policy x2 14:16
        size guide x1 14:19
    "#]]
    .assert_eq(&lines(&session, Some(&track), &Desk::new()));
}

#[test]
fn a_hidden_kind_of_event_adds_nothing() {
    let desk = Desk::new().event_type("search_performed", TypeSetting { hidden: true, ..TypeSetting::default() });
    assert_eq!(lines(&web(), Some(&track(vec![searched("14:03:40", "secret words")])), &desk), "");
}
