//! Offers: qualified, shown, answered, withdrawn, held back.

use super::*;

fn ping(story: &mut Story, cookie: &str) -> Vec<wire::DeploymentWebAction> {
    story.world.ping(deployment(), cookie, story.at).unwrap().actions
}

fn answer(story: &mut Story, action: &wire::DeploymentWebAction, state: &str) -> Result<Option<String>, Refusal> {
    let request = wire::ActionEventRequest {
        session_id: action.session_id.clone().unwrap(),
        action_id: action.id.clone(),
        action_state: state.into(),
        ..Default::default()
    };
    story.world.action_event(deployment(), request, story.at)
}

#[test]
fn a_falling_probability_makes_an_offer_that_opens_a_conversation_when_accepted() {
    let mut story = Story::new();
    let id = story.hesitate("c1");
    assert_eq!(story.offer_states(&id), ["qualified"]);
    let actions = ping(&mut story, "c1");
    assert_eq!(actions.len(), 1);
    assert_eq!(actions[0].media_type.as_deref(), Some("webMessagingOffer"));
    assert!(actions[0].web_messaging_offer_properties.as_ref().unwrap()["offerText"].is_string());
    assert_eq!(story.offer_states(&id), ["qualified", "offered"]);
    story.wait(7);
    let conversation = answer(&mut story, &actions[0], "accepted").unwrap().unwrap();
    assert_eq!(story.offer_states(&id), ["qualified", "offered", "accepted"]);
    let events = story.world.events_of(&id).unwrap();
    let accepted = events.iter().filter_map(|event| event.web_action_event.as_ref()).next_back().unwrap();
    assert_eq!(accepted.time_to_disposition, Some(7_000));
    assert_eq!(accepted.action_map.as_ref().unwrap().display_name.as_deref(), Some("Checkout rescue"));
    assert_eq!(story.world.talk(&conversation).unwrap().state, "waiting");
    let again = story.world.ping(deployment(), "c1", story.at).unwrap();
    assert!(again.actions.is_empty());
    assert_eq!(again.extra["conversationId"], conversation.as_str());
    assert_eq!(answer(&mut story, &actions[0], "accepted").unwrap(), Some(conversation), "told again, answered again");
}

#[test]
fn an_offer_nobody_answers_is_withdrawn_after_a_minute() {
    let mut story = Story::new();
    let id = story.hesitate("c1");
    let actions = ping(&mut story, "c1");
    assert_eq!(ping(&mut story, "c1"), actions, "a lost answer to the ping loses no offer");
    story.wait(59).tick();
    assert_eq!(story.offer_states(&id), ["qualified", "offered"]);
    story.wait(1).tick();
    assert_eq!(story.offer_states(&id), ["qualified", "offered", "timedout"]);
    assert!(matches!(answer(&mut story, &actions[0], "accepted"), Err(Refusal::Conflict(_))));
    assert!(ping(&mut story, "c1").is_empty());
}

#[test]
fn an_offer_can_be_rejected_ignored_or_fail() {
    for state in ["rejected", "ignored", "errored"] {
        let mut story = Story::new();
        let id = story.hesitate("c1");
        let actions = ping(&mut story, "c1");
        assert_eq!(answer(&mut story, &actions[0], state).unwrap(), None);
        assert_eq!(story.offer_states(&id), ["qualified", "offered", state]);
        story.wait(60).tick();
        assert_eq!(story.offer_states(&id).len(), 3, "it does not time out any more");
        assert!(answer(&mut story, &actions[0], "accepted").is_err());
    }
}

#[test]
fn a_state_that_does_not_follow_and_an_unknown_offer_are_refused() {
    let mut story = Story::new();
    story.hesitate("c1");
    let mut action = ping(&mut story, "c1").remove(0);
    for state in ["qualified", "engaged", "<b>", ""] {
        assert!(matches!(answer(&mut story, &action, state), Err(Refusal::Conflict(_))), "{state}");
    }
    action.id = "nobody".into();
    assert!(matches!(answer(&mut story, &action, "accepted"), Err(Refusal::NotFound { .. })));
}

#[test]
fn empty_searches_get_a_content_offer_with_its_content() {
    let mut story = Story::new();
    let mut request = story.request("c1", "search_performed", "/shop/search/");
    request.search_query = Some("yak".into());
    request.attributes = texts(&[("resultCount", "0")]);
    story.take(request);
    let actions = ping(&mut story, "c1");
    assert_eq!(actions[0].media_type.as_deref(), Some("contentOffer"));
    assert_eq!(actions[0].content_offer_properties.as_ref().unwrap()["callToAction"]["url"], "/shop/winter-sale/");
    assert_eq!(answer(&mut story, &actions[0], "accepted").unwrap(), None, "no conversation");
    assert!(story.world.talks_of_cookie("c1").is_empty());
}

#[test]
fn a_page_pattern_makes_an_offer_and_an_open_offer_holds_back_others() {
    let mut story = Story::new();
    let id = story.view("c1", "/shop/help/size-guide/");
    assert_eq!(story.offer_states(&id), ["qualified"]);
    story.notices();
    let mut request = story.request("c1", "search_performed", "/shop/search/");
    request.attributes = texts(&[("resultCount", "0")]);
    story.take(request.clone());
    request.created_date = story.at.into();
    story.take(request);
    assert_eq!(story.offer_states(&id), ["qualified"]);
    let notices = story.notices();
    let blocked: Vec<_> =
        notices.iter().filter(|notice| notice.body["eventType"] == "BlockedWebActionOfferEvent").collect();
    assert_eq!(blocked.len(), 1, "told once");
    assert_eq!(blocked[0].body["blockedWebActionOfferEvent"]["blockingReason"], "AlreadyExistingOffer");
    assert!(blocked[0].topic.ends_with(".action.events"));
}

#[test]
fn two_offers_are_ten_seconds_apart() {
    let mut story = Story::new();
    story.view("c1", "/shop/help/size-guide/");
    let first = ping(&mut story, "c1").remove(0);
    answer(&mut story, &first, "rejected").unwrap();
    let mut request = story.request("c1", "search_performed", "/shop/search/");
    request.attributes = texts(&[("resultCount", "0")]);
    story.send(request).unwrap();
    story.wait(9);
    assert!(ping(&mut story, "c1").is_empty());
    story.wait(1);
    assert_eq!(ping(&mut story, "c1").len(), 1);
}

#[test]
fn the_same_offer_comes_once_per_session_and_not_again_within_its_cap() {
    let mut story = Story::new();
    let id = story.view("c1", "/shop/help/size-guide/");
    let first = ping(&mut story, "c1").remove(0);
    answer(&mut story, &first, "rejected").unwrap();
    story.view("c1", "/shop/help/size-guide/");
    assert_eq!(story.offer_states(&id).len(), 3);
    story.wait(21 * 60);
    story.notices();
    let next = story.view("c1", "/shop/help/size-guide/");
    assert_eq!(story.offer_states(&next), [""; 0]);
    assert!(
        story
            .notices()
            .iter()
            .any(|notice| notice.body["blockedWebActionOfferEvent"]["blockingReason"] == "FrequencyCapping")
    );
    story.wait(31 * 60);
    let later = story.view("c1", "/shop/help/size-guide/");
    assert_eq!(story.offer_states(&later), ["qualified"]);
}

#[test]
fn an_offer_that_was_never_shown_ends_with_its_visit() {
    let mut story = Story::new();
    story.view("c1", "/shop/help/size-guide/");
    story.wait(20 * 60).tick();
    assert!(ping(&mut story, "c1").is_empty());
}
