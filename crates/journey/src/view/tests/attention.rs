//! News while the agent looks elsewhere: events in, the number at the tab's name out.

use super::build::*;
use crate::model::Event;
use crate::view::attention::Attention;
use crate::view::friction::signs;

/// The number after each event of `later`, which come one by one while the agent is away; `seen` were there before.
fn counts(seen: &[Event], later: &[Event]) -> Vec<u32> {
    let mut visit = web();
    // Its card can be expanded, so that the signs name their events.
    visit.segments = vec![matched("s-sale", None)];
    let (desk, mut attention) = (Desk::new(), Attention::default());
    let mut look = |events: &[Event], is_away: bool| {
        attention.look(&signs(&visit, Some(&track(events.to_vec())), &desk.lens()), is_away)
    };
    assert_eq!(look(seen, false), 0, "the agent looks");
    assert_eq!(look(seen, true), 0, "what is there when they turn away is no news");
    (1..=later.len()).map(|n| look(&[seen, &later[..n]].concat(), true)).collect()
}

fn left(created: &str, form: &str) -> Event {
    on_page(created, "form_abandoned", form)
}

fn view(created: &str, title: &str) -> Event {
    on_page(created, "page_viewed", title)
}

#[test]
fn a_form_left_again_is_news_each_time() {
    let again = [left("14:06:00", "Checkout"), left("14:07:00", "Checkout")];
    assert_eq!(counts(&[left("14:05:00", "Checkout")], &again), [1, 2]);
    assert_eq!(counts(&[], &again), [1, 2]);
}

#[test]
fn a_term_searched_for_once_more_is_news() {
    let search = |created: &str| searched(created, "return policy");
    let seen = [search("14:03:00"), search("14:04:00")];
    assert_eq!(
        counts(&seen, &[search("14:05:00"), searched("14:06:00", "RETURN policy"), search("14:07:00")]),
        [1, 2, 3]
    );
    assert_eq!(counts(&seen, &[searched("14:05:00", "tent")]), [0], "another term, once");
}

#[test]
fn a_further_page_of_an_error_and_a_further_turn_are_news() {
    let error = |created: &str| view(created, "Page not found");
    assert_eq!(counts(&[error("14:03:00")], &[error("14:04:00"), error("14:05:00")]), [1, 2]);
    let seen =
        [view("14:02:00", "Cart"), view("14:03:00", "Returns"), view("14:04:00", "Cart"), view("14:05:00", "Returns")];
    assert_eq!(counts(&seen, &[view("14:06:00", "Cart"), view("14:07:00", "Help")]), [1, 1]);
}

#[test]
fn what_is_no_sign_any_more_is_no_news_any_more() {
    let later =
        [left("14:05:00", "Address"), left("14:06:00", "Payment"), on_page("14:07:00", "form_submitted", "Address")];
    assert_eq!(counts(&[], &later), [1, 2, 1]);
}

#[test]
fn an_event_that_is_no_sign_is_no_news() {
    let seen = [left("14:05:00", "Checkout"), searched("14:03:00", "tent"), searched("14:04:00", "tent")];
    assert_eq!(counts(&seen, &[view("14:06:00", "Home"), view("14:07:00", "Tents")]), [0, 0]);
}

#[test]
fn the_number_goes_when_the_agent_looks_again() {
    let (visit, desk, mut attention) = (web(), Desk::new(), Attention::default());
    let mut look = |events: &[Event], is_away: bool| {
        attention.look(&signs(&visit, Some(&track(events.to_vec())), &desk.lens()), is_away)
    };
    let all = [left("14:05:00", "Checkout"), left("14:06:00", "Checkout")];
    let one = &all[..1];
    assert_eq!(look(&[], true), 0);
    // This card cannot be expanded: its signs name no event, only when it happened.
    assert_eq!(look(one, true), 1);
    assert_eq!(look(one, false), 0);
    assert_eq!(look(one, true), 0, "what was seen is no news");
    assert_eq!(look(&all, true), 1);
}
