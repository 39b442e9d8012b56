//! Signs of friction and the catch-up digest: events in, sentences out.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::Duration;
use expect_test::{Expect, expect};

use super::build::*;
use crate::model::{Body, Campaign, Conversation, Event, Predictions, Referrer, Score, Session, SessionKind};
use crate::view::digest::digest;
use crate::view::friction::{Sign, signs};
use crate::view::predictions::predictions;

fn of(events: Vec<Event>, desk: &Desk) -> Vec<Sign> {
    signs(&expandable(), Some(&track(events)), &desk.lens())
}

/// A visit whose card can be expanded.
fn expandable() -> Session {
    let mut visit = web();
    visit.segments = vec![matched("s-sale", None)];
    visit
}

/// The signs as facts, and the event that each rests on.
fn facts(events: Vec<Event>) -> String {
    let mut out = String::new();
    for sign in of(events, &Desk::new()) {
        let evidence = sign.evidence.map(|id| id.as_str().to_owned()).unwrap_or_else(|| "-".to_owned());
        writeln!(out, "{} ({evidence})", sign.fact).unwrap();
    }
    out
}

fn product(created: &str, name: &str, product: &str) -> Event {
    let mut facts = web_facts(name, page("Basket", "/basket"));
    facts.attributes.push(named("product_name", product));
    event(created, Body::Web(Box::new(facts)))
}

fn view_of(created: &str, title: &str, path: &str) -> Event {
    event(created, Body::Web(Box::new(web_facts("page_viewed", page(title, path)))))
}

fn digest_of(sessions: &[Session], has_more: bool, events: Vec<Event>, bars: &[Score], expected: &Expect) {
    let desk = Desk::new();
    let sessions: Vec<Arc<Session>> = sessions.iter().cloned().map(Arc::new).collect();
    let visit = sessions.iter().find(|session| session.conversation.is_none());
    let scores = Predictions { scores: bars.to_vec(), modified: None };
    let bars = visit.map(|visit| predictions(visit, Some(&scores), &desk.lens())).unwrap_or_default();
    let signs = of(events, &desk);
    let digest = digest(&sessions, has_more, visit.map(|visit| &**visit), &signs, &bars, &desk.lens());
    let mut out = String::new();
    if let Some(digest) = digest {
        writeln!(out, "{}\n{}", digest.headline, digest.why).unwrap();
        for fact in digest.facts {
            let evidence = if fact.evidence.is_some() { " →" } else { "" };
            writeln!(out, "- {} [{}] {}{evidence}", fact.text, fact.icon, fact.signal.unwrap_or("-")).unwrap();
        }
    }
    expected.assert_eq(&out);
}

/// A visit `days` days before the one at hand.
fn visit(days: i64) -> Session {
    let mut visit = web();
    visit.id = format!("visit-{days}").into();
    visit.created -= Duration::days(days);
    visit
}

fn talk(days: i64) -> Session {
    let mut talk = session(SessionKind::Conversation, "14:18:00");
    talk.id = format!("talk-{days}").into();
    talk.created -= Duration::days(days);
    talk.conversation = Some(Conversation::default());
    talk
}

fn score(outcome: &str, probability: f64, peak: f64) -> Score {
    Score { outcome: outcome.into(), probability, peak: Some(peak), before: None, quantile: None }
}

#[test]
fn a_search_that_is_repeated_is_a_sign() {
    expect![[r#"
        Searched “return policy” 2× (e-14:16:31)
    "#]]
    .assert_eq(&facts(vec![
        searched("14:03:40", "insulated parka"),
        searched("14:08:00", "return policy"),
        searched("14:16:31", "RETURN policy "),
    ]));
}

#[test]
fn a_form_that_was_left_is_a_sign_until_it_is_sent() {
    let left =
        vec![on_page("14:05:00", "form_abandoned", "Checkout"), on_page("14:06:00", "form_abandoned", "Contact")];
    expect![[r#"
        Form abandoned: Checkout (e-14:05:00)
        Form abandoned: Contact (e-14:06:00)
    "#]]
    .assert_eq(&facts(left.clone()));
    let sent = [left, vec![on_page("14:07:00", "form_submitted", "Checkout")]].concat();
    expect![[r#"
        Form abandoned: Contact (e-14:06:00)
    "#]]
    .assert_eq(&facts(sent));
}

#[test]
fn two_pages_in_turn_are_a_sign_from_the_second_return_on() {
    let view = |created: &str, title: &str| on_page(created, "page_viewed", title);
    let mut events = vec![view("14:02:00", "Home"), view("14:03:00", "Checkout"), view("14:04:00", "Returns")];
    events.push(view("14:05:00", "Checkout"));
    assert_eq!(facts(events.clone()), "", "once there and back is how people read");
    events.push(view("14:05:30", "Checkout"));
    events.push(view("14:06:00", "Returns"));
    expect![[r#"
        Checkout ⇄ Returns 2× (e-14:06:00)
    "#]]
    .assert_eq(&facts(events.clone()));
    events.push(view("14:07:00", "Checkout"));
    events.push(view("14:08:00", "Help"));
    expect![[r#"
        Checkout ⇄ Returns 3× (e-14:07:00)
    "#]]
    .assert_eq(&facts(events));
}

#[test]
fn a_product_removed_after_the_shipping_page_is_a_sign() {
    expect![[r#"
        Removed “Parka” after “Delivery options” (e-14:05:00)
    "#]]
    .assert_eq(&facts(vec![
        product("14:03:00", "product_removed", "Hat"),
        view_of("14:04:00", "Delivery options", "/checkout/delivery-options"),
        product("14:05:00", "product_removed", "Parka"),
    ]));
}

#[test]
fn pages_of_errors_are_a_sign_and_words_that_hold_the_word_are_not() {
    let view = |created: &str, title: &str| on_page(created, "page_viewed", title);
    assert_eq!(
        facts(vec![view("14:03:00", "Terror films"), view("14:03:30", "Model 4040"), view("14:03:40", "errorerror")]),
        ""
    );
    expect![[r#"
        Error page: 404 – page not found (e-14:04:00)
    "#]]
    .assert_eq(&facts(vec![view("14:04:00", "404 – page not found")]));
    expect![[r#"
        2 error pages (e-14:05:00)
    "#]]
    .assert_eq(&facts(vec![view("14:04:00", "404"), view("14:05:00", "Server error")]));
}

#[test]
fn without_the_permission_for_events_only_what_the_session_tells_is_a_sign() {
    let mut desk = Desk::new();
    desk.parts.events = false;
    let mut session = web();
    session.search_terms = vec!["return policy".into(), "return policy".into()];
    let track = track(vec![on_page("14:05:00", "form_abandoned", "Checkout")]);
    let signs = signs(&session, Some(&track), &desk.lens());
    assert_eq!(signs.iter().map(|sign| &*sign.fact).collect::<Vec<_>>(), ["Searched “return policy” 2×"]);
    assert_eq!(signs[0].evidence, None);
}

#[test]
fn a_card_without_a_map_has_no_evidence_to_lead_to() {
    let track = track(vec![on_page("14:05:00", "form_abandoned", "Checkout")]);
    let signs = signs(&web(), Some(&track), &Desk::new().lens());
    assert_eq!(
        signs.iter().map(|sign| (&*sign.fact, &sign.evidence)).collect::<Vec<_>>(),
        [("Form abandoned: Checkout", &None)]
    );
}

#[test]
fn where_the_customer_got_stuck_comes_first() {
    let mut now = visit(0);
    now.campaign = Some(Campaign { name: Some("winter sale".into()), ..Campaign::default() });
    let events = vec![
        searched("14:08:00", "return policy"),
        searched("14:16:31", "return policy"),
        on_page("14:18:02", "form_abandoned", "Checkout"),
    ];
    let sessions = [talk(0), now, visit(3), talk(4), visit(9)];
    let bars = [score("o-buy", 0.41, 0.72), score("o-return", 0.1, 0.46)];
    digest_of(
        &sessions,
        false,
        events,
        &bars,
        &expect![[r#"
        Left the form “Checkout” 2 min ago, searched “return policy” twice.
        Purchase 72 % → 41 %.
        - Form abandoned: Checkout [file-x] struggle →
        - Searched “return policy” 2× [search] struggle →
        - Purchase 72 % → 41 % [trending-down] drop
        - 3rd visit in 9 days [history] -
        - From the campaign “winter sale” [megaphone] -
        - 2nd conversation in 4 days [messages-square] -
    "#]],
    );
}

#[test]
fn a_visit_without_friction_tells_who_is_there() {
    let mut now = visit(0);
    now.referrer = Some(Referrer { name: Some("Google".into()), medium: Some("search".into()), ..Referrer::default() });
    digest_of(
        &[now],
        false,
        Vec::new(),
        &[],
        &expect![[r#"
            First visit in 60 days.

            - From Google (search) [search] -
        "#]],
    );
}

#[test]
fn what_is_not_loaded_is_not_claimed() {
    digest_of(
        &[visit(0), visit(9)],
        true,
        Vec::new(),
        &[],
        &expect![[r#"
        At least the 2nd visit in 9 days.

        - At least the 2nd visit in 9 days [history] -
    "#]],
    );
    digest_of(&[visit(0)], true, Vec::new(), &[], &expect![[""]]);
}

#[test]
fn conversations_alone_make_a_digest_too() {
    digest_of(
        &[talk(0), talk(0)],
        false,
        Vec::new(),
        &[],
        &expect![[r#"
        2nd conversation within a day.

        - 2nd conversation within a day [messages-square] -
    "#]],
    );
}

#[test]
fn the_last_conversation_is_the_last_that_has_ended() {
    let mut past = talk(4);
    past.ended = Some(at("14:30:00") - Duration::days(4));
    digest_of(
        &[talk(0), past],
        false,
        Vec::new(),
        &[],
        &expect![[r#"
            2nd conversation in 4 days.

            - Last conversation 3 days ago [headset] -
        "#]],
    );
}

#[test]
fn small_falls_risks_and_what_was_achieved_are_no_drops() {
    let mut now = visit(0);
    now.achievements = vec![achieved("o-sign", None)];
    let bars = [score("o-buy", 0.41, 0.5), score("o-return", 0.1, 0.9), score("o-sign", 0.1, 0.9)];
    digest_of(
        &[now, visit(1)],
        false,
        Vec::new(),
        &bars,
        &expect![[r#"
        2nd visit within a day.

        - 2nd visit within a day [history] -
    "#]],
    );
}
