//! Outcome predictions: order, trend, words.

use std::fmt::Write as _;

use expect_test::expect;

use super::build::*;
use crate::model::{Predictions, Score, Session};
use crate::view::predictions::predictions;

fn score(outcome: &str, probability: f64, peak: Option<f64>, before: Option<f64>) -> Score {
    Score { outcome: outcome.into(), probability, peak, quantile: None, before }
}

fn bars(session: &Session, scores: Vec<Score>, desk: &Desk) -> String {
    let scored = Predictions { scores, modified: None };
    let mut out = String::new();
    for bar in predictions(session, Some(&scored), &desk.lens()) {
        let favourable = bar.favourable.map(|good| if good { " good" } else { " bad" }).unwrap_or_default();
        let points = bar.trend.map(|trend| format!(" {:+}", trend.points)).unwrap_or_default();
        let when = bar.achieved.map(|at| format!(" at {at}")).unwrap_or_default();
        writeln!(
            out,
            "{} ({}): {} {}{when}{points}{favourable} {}",
            bar.name,
            bar.kind.data(),
            bar.percent,
            bar.value_text,
            bar.title
        )
        .unwrap();
    }
    out
}

#[test]
fn achieved_first_then_by_likelihood() {
    let mut session = web();
    session.achievements = vec![achieved("o-sign", Some("14:14:22"))];
    let scores = vec![
        score("o-buy", 0.41, Some(0.72), Some(0.72)),
        score("o-sign", 0.2, Some(1.0), None),
        score("o-return", 0.46, Some(0.46), Some(0.24)),
        score("o-unnamed", 0.99, None, None),
    ];
    expect![[r#"
        Account sign-up (goal): 100 achieved at 14:14 
        Contact about a return (risk): 46 46 percent, peak 46 percent, rising +22 bad 
        Purchase (goal): 41 41 percent, peak 72 percent, falling -31 bad 
    "#]]
    .assert_eq(&bars(&session, scores, &Desk::new()));
}

#[test]
fn a_point_either_way_is_steady() {
    let session = web();
    let desk = Desk::new();
    let says = |now: f64, before: f64| bars(&session, vec![score("o-buy", now, None, Some(before))], &desk);
    expect![[r#"
        Purchase (goal): 41 41 percent, steady +1 
        Purchase (goal): 41 41 percent, steady -1 
        Purchase (goal): 41 41 percent, rising +2 good 
        Purchase (goal): 41 41 percent, falling -2 bad 
    "#]]
    .assert_eq(&(says(0.41, 0.40) + &says(0.41, 0.42) + &says(0.41, 0.39) + &says(0.41, 0.43)));
}

#[test]
fn ties_are_ordered_by_name_and_numbers_are_clamped() {
    let scores = vec![
        score("o-return", 0.5, Some(0.1), None),
        score("o-buy", 0.5, None, None),
        score("o-buy", 0.9, None, None),
        Score { quantile: Some(0.876), ..score("o-sign", 7.0, Some(-3.0), Some(f64::NAN)) },
    ];
    expect![[r#"
        Account sign-up (goal): 100 100 percent, peak 100 percent Higher than in 88 % of sessions
        Contact about a return (risk): 50 50 percent, peak 50 percent 
        Purchase (goal): 50 50 percent 
    "#]]
    .assert_eq(&bars(&web(), scores, &Desk::new()));
    assert_eq!(bars(&web(), vec![score("o-buy", f64::NAN, None, None)], &Desk::new()), "");
}

#[test]
fn without_scores_only_what_is_achieved_is_left() {
    let mut session = web();
    session.achievements =
        vec![achieved("o-buy", None), achieved("o-sign", Some("14:14:22")), achieved("o-sign", Some("14:10:00"))];
    let mut desk = Desk::new();
    desk.parts.scores = false;
    let scores = || vec![score("o-return", 0.46, None, None)];
    expect![[r#"
        Account sign-up (goal): 100 achieved at 14:10 
        Purchase (goal): 100 achieved at  
    "#]]
    .assert_eq(&bars(&session, scores(), &desk));
    desk.parts.outcomes = false;
    assert_eq!(bars(&session, scores(), &desk), "");
}
