//! Rules at work: segments matched, probabilities moving, outcomes reached.

use super::*;

fn segments_of(story: &Story, session: &str) -> Vec<String> {
    let assigned = story.session(session).segment_assignments;
    let name = |id: String| rules().segments.iter().find(|one| one.id == id).unwrap().display_name.clone().unwrap();
    assigned.into_iter().map(|one| name(one.segment.id.unwrap())).collect()
}

#[test]
fn segments_come_in_the_order_of_their_reasons_and_once_each() {
    let mut story = Story::new();
    let id = story.hesitate("c1");
    story.event("c1", "form_abandoned", "/shop/checkout/delivery/");
    assert_eq!(
        segments_of(&story, &id),
        ["Sale hunters", "High-value basket", "Worried about returns", "Checkout hesitation"]
    );
    let events = story.world.events_of(&id).unwrap();
    let segments: Vec<_> = events.iter().filter_map(|event| event.segment_assignment_event.as_ref()).collect();
    assert_eq!(segments.len(), 4);
    assert!(segments.iter().all(|segment| segment.assignment_state.is_none()), "the state is for notifications only");
}

#[test]
fn a_consequence_stands_right_behind_its_cause_and_names_it() {
    let mut story = Story::new();
    let mut request = story.request("c1", "search_performed", "/shop/search/");
    request.search_query = Some("yak".into());
    request.attributes = texts(&[("resultCount", "0")]);
    let id = story.take(request);
    let events = story.world.events_of(&id).unwrap();
    assert_eq!(segments_of(&story, &id), ["Nothing found"]);
    assert!(events[0].web_event.is_some() && events[1].segment_assignment_event.is_some());
    assert!(events[0].created_date < events[1].created_date);
    assert_eq!(events[0].correlation_id, events[1].correlation_id);
}

#[test]
fn a_segment_hidden_from_agents_is_assigned_and_marked() {
    let mut story = Story::new();
    let id = story.event("c1", "payment_declined", "/shop/checkout/payment/");
    assert_eq!(segments_of(&story, &id), ["Payment trouble"]);
    let hidden = story.world.segments().iter().find(|one| one.id == segment("Payment trouble")).unwrap();
    assert_eq!(hidden.should_display_to_agent, Some(false));
}

#[test]
fn an_inactive_segment_and_one_without_rules_match_nobody() {
    let mut story = Story::new();
    let id = story.view("c1", "/shop/?utm_campaign=black+week");
    assert_eq!(segments_of(&story, &id), [""; 0]);
}

#[test]
fn a_customer_segment_counts_over_visits_lasts_and_lapses() {
    let mut story = Story::new();
    story.event("c1", "product_purchased", "/shop/thank-you/");
    story.wait(86_400);
    let id = story.event("c1", "product_purchased", "/shop/thank-you/");
    assert_eq!(segments_of(&story, &id), ["Returning customer"]);
    let contact = story.contact_of("c1").id.unwrap();
    let held = story.world.segment_assignments_of(&contact, false).unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].session.as_ref().unwrap().id, id);
    assert_eq!((held[0].date_for_unassignment.unwrap().0 - held[0].date_assigned.unwrap().0).num_days(), 90);
    story.world.promote(&contact, story.at).unwrap();
    story.wait(86_400);
    let next = story.event("c1", "product_purchased", "/shop/thank-you/");
    assert_eq!(segments_of(&story, &next), [""; 0], "they are in it already");
    story.notices();
    story.wait(90 * 86_400).tick();
    assert!(story.world.segment_assignments_of(&contact, false).unwrap().is_empty());
    let notices = story.notices();
    let told = notices.iter().find(|notice| notice.topic.ends_with(".journey.segments")).unwrap();
    assert_eq!(told.body["segmentAssignmentEvent"]["assignmentState"], "Unassigned");
}

#[test]
fn probabilities_move_with_each_event_both_ways() {
    let mut story = Story::new();
    let id = story.view("c1", "/shop/");
    let mut path = vec![story.probability(&id, "Purchase")];
    let steps: [(&str, &str, bool); 6] = [
        ("page_viewed", "/shop/p/tarn-parka/", true),
        ("product_added", "/shop/p/tarn-parka/", true),
        ("page_viewed", "/shop/checkout/delivery/", true),
        ("page_viewed", "/shop/help/returns/", false),
        ("form_abandoned", "/shop/checkout/delivery/", false),
        ("product_removed", "/shop/basket/", false),
    ];
    for (name, page, up) in steps {
        story.event("c1", name, page);
        let now = story.probability(&id, "Purchase");
        assert_eq!(now > *path.last().unwrap(), up, "{name} {page}: {path:?} {now}");
        path.push(now);
    }
    let scores = story.world.scores_of(&id).unwrap();
    let purchase =
        scores.outcome_scores.iter().find(|score| score.outcome.id.as_deref() == Some(outcome("Purchase"))).unwrap();
    let best = path.iter().copied().fold(0.0, f64::max);
    assert_eq!(purchase.session_max_probability, Some(best));
    assert!(purchase.session_max_quantile > purchase.quantile);
    assert!(scores.outcome_scores.iter().all(|score| (0.0..=1.0).contains(&score.probability.unwrap())));
    assert!(scores.modified_date.is_some());
}

#[test]
fn doubt_raises_the_risk_and_lowers_the_purchase() {
    let mut story = Story::new();
    let id = story.view("c1", "/shop/");
    let before = (story.probability(&id, "Purchase"), story.probability(&id, "Contact about a return"));
    story.view("c1", "/shop/help/returns/");
    story.search("c1", "return policy");
    let after = (story.probability(&id, "Purchase"), story.probability(&id, "Contact about a return"));
    assert!(after.0 < before.0 && after.1 > before.1, "{before:?} {after:?}");
}

#[test]
fn the_story_of_the_shop_peaks_high_and_falls_below_half() {
    let mut story = Story::new();
    let id = story.hesitate("c1");
    let scores = story.world.scores_of(&id).unwrap().outcome_scores;
    let purchase = scores.iter().find(|score| score.outcome.id.as_deref() == Some(outcome("Purchase"))).unwrap();
    assert!(purchase.session_max_probability.unwrap() > 0.65, "{purchase:?}");
    assert!(purchase.probability.unwrap() < 0.45, "{purchase:?}");
}

#[test]
fn an_outcome_is_achieved_once_per_session_with_its_worth() {
    let mut story = Story::new();
    let mut bought = story.request("c1", "product_purchased", "/shop/thank-you/");
    bought.attributes = texts(&[("orderTotal", "286.50")]);
    let id = story.take(bought.clone());
    bought.created_date = story.at.into();
    story.take(bought);
    let session = story.session(&id);
    assert_eq!(session.outcome_achievements.len(), 1);
    assert_eq!(session.outcome_achievements[0].outcome.id.as_deref(), Some(outcome("Purchase")));
    assert_eq!(session.attributes["orderTotal"].value.as_deref(), Some("286.50"));
    let events = story.world.events_of(&id).unwrap();
    let achieved: Vec<_> = events.iter().filter_map(|event| event.outcome_achieved_event.as_ref()).collect();
    assert_eq!(achieved.len(), 1);
    assert_eq!(achieved[0].outcome.display_name.as_deref(), Some("Purchase"));
    assert!(achieved[0].associated_value.is_none(), "REST does not have it");
    let notices = story.notices();
    let told = notices.iter().find(|notice| notice.topic.ends_with(".outcome.events")).unwrap();
    assert_eq!(told.body["outcomeAttributionEventMessage"]["associatedValue"]["value"], 286.5);
}

#[test]
fn a_risk_can_come_true() {
    let mut story = Story::new();
    let id = story.event("c1", "return_requested", "/shop/help/returns/");
    assert_eq!(
        story.session(&id).outcome_achievements[0].outcome.id.as_deref(),
        Some(outcome("Contact about a return"))
    );
}
