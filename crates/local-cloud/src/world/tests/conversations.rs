//! Calls and messages: waiting, answered, ended, wrapped up, associated.

use super::super::Party;
use super::*;

fn conversation_session(story: &Story, conversation: &str) -> wire::Session {
    let session = &story.world.interactions.get(conversation).unwrap().session;
    story.session(session)
}

fn accept(story: &mut Story, cookie: &str) -> (String, String) {
    let session = story.hesitate(cookie);
    let action = story.world.ping(deployment(), cookie, story.at).unwrap().actions.remove(0);
    let request = wire::ActionEventRequest {
        session_id: session.clone(),
        action_id: action.id,
        action_state: "accepted".into(),
        ..Default::default()
    };
    (session, story.world.action_event(deployment(), request, story.at).unwrap().unwrap())
}

#[test]
fn an_accepted_offer_reaches_an_available_agent_with_its_journey() {
    let mut story = Story::new();
    let (session, conversation) = accept(&mut story, "c1");
    story.wait(5).tick();
    assert_eq!(story.world.talk(&conversation).unwrap().state, "waiting", "nobody is available");
    story.notices();
    story.tick_with(0);
    let talk = story.world.talk(&conversation).unwrap();
    assert_eq!((talk.state, talk.agent.as_deref()), ("connected", Some("Ada Lindqvist")));

    let general = story.world.conversation(&conversation).unwrap();
    let customer = general.participants.iter().find(|one| one.purpose.as_deref() == Some("customer")).unwrap();
    let context = customer.messages[0].journey_context.as_ref().unwrap();
    assert_eq!(context.customer.as_ref().unwrap().id, "c1");
    assert_eq!(context.customer.as_ref().unwrap().id_type.as_deref(), Some("cookie"));
    assert_eq!(context.customer_session.as_ref().unwrap().id, session);
    assert!(context.triggering_action.as_ref().unwrap().action_map.as_ref().unwrap().id.is_some());
    assert_eq!(customer.external_contact_id, story.contact_of("c1").id);
    let agent = general.participants.iter().find(|one| one.purpose.as_deref() == Some("agent")).unwrap();
    assert_eq!(agent.user_id.as_deref(), Some(agent_id(0).as_str()));
    let (medium, media) = story.world.media_conversation(&conversation).unwrap();
    assert_eq!(medium, "message");
    assert!(media.participants[0].journey_context.is_some());
    assert_eq!(
        (&media.participants[0].extra["type"], &media.participants[0].extra["provider"]),
        (&"webmessaging".into(), &"PureCloud Messaging".into())
    );
    assert_eq!(story.world.conversations_of_agent(&agent_id(0)).len(), 1);

    let own = conversation_session(&story, &conversation);
    assert_eq!(own.kind.as_deref(), Some("conversation"));
    assert_eq!(own.last_acd_outcome.as_deref(), Some("Answered"));
    assert_eq!(own.last_connected_user.unwrap().id, Some(agent_id(0)));
    assert_eq!(own.conversation_channels[0].message_type.as_deref(), Some("WebMessaging"));
    let contact = story.contact_of("c1").id.unwrap();
    assert_eq!(story.world.sessions_of_contact(&contact, false).unwrap().len(), 2);
    assert!(story.offer_states(&session).ends_with(&["accepted".into(), "engaged".into()]));

    let notices = story.notices();
    let topics = topics(&notices);
    let user = agent_id(0);
    for topic in [format!("v2.users.{user}.conversations"), format!("v2.users.{user}.conversations.messages")] {
        assert!(topics.contains(&topic.as_str()), "{topic}");
    }
}

#[test]
fn messages_are_counted_but_their_text_is_not_published() {
    let mut story = Story::new();
    let (_, conversation) = accept(&mut story, "c1");
    story.tick_with(0).notices();
    story.world.customer_message(&conversation, " Is the parka warm? ", story.at).unwrap();
    story.world.agent_message(&conversation, &agent_id(0), "Very.", story.at).unwrap();
    assert_eq!(story.world.lines_of(&conversation), [(true, "Is the parka warm?".into()), (false, "Very.".into())]);
    let notices = story.notices();
    assert!(!notices.is_empty());
    assert!(notices.iter().all(|notice| !notice.body.to_string().contains("parka warm")));
    assert!(matches!(story.world.customer_message(&conversation, "  ", story.at), Err(Refusal::BadRequest { .. })));
    assert!(story.world.customer_message(&conversation, &"x".repeat(5_000), story.at).is_err());
    assert!(story.world.agent_message(&conversation, &agent_id(1), "I am not here", story.at).is_err());
}

#[test]
fn an_ended_conversation_stays_with_the_agent_until_it_is_wrapped_up() {
    let mut story = Story::new();
    let (session, conversation) = accept(&mut story, "c1");
    story.wait(5).tick_with(0).wait(120);
    story.world.hang_up(&conversation, Party::Customer, story.at).unwrap();
    assert_eq!(story.world.talk(&conversation).unwrap().state, "ended");
    assert_eq!(story.world.conversations_of_agent(&agent_id(0)).len(), 1);
    assert!(story.world.hang_up(&conversation, Party::Agent, story.at).is_err());
    story.wait(20);
    story.world.wrap_up(&conversation, &agent_id(0), "Question answered", "About returns", story.at).unwrap();
    assert!(story.world.conversations_of_agent(&agent_id(0)).is_empty());
    let own = conversation_session(&story, &conversation);
    let disposition = own.last_user_disposition.unwrap();
    let code = story.world.wrapup_code(disposition.code.as_deref().unwrap()).unwrap();
    assert_eq!(code.name.as_deref(), Some("Question answered"));
    assert_eq!(disposition.notes.as_deref(), Some("About returns"));
    assert_eq!(disposition.user.unwrap().id, Some(agent_id(0)));
    assert_eq!(own.last_user_disconnect_type.as_deref(), Some("Peer"));
    assert_eq!(own.duration_in_seconds, Some(125));
    assert!(own.ended_date.is_some());
    assert!(story.offer_states(&session).ends_with(&["completed".into()]));
}

#[test]
fn a_wrapup_that_never_comes_is_given_up() {
    let mut story = Story::new();
    let call = story.world.call_in(None, "Returns", story.at);
    story.tick_with(0);
    story.world.hang_up(&call, Party::Agent, story.at).unwrap();
    story.wait(29 * 60).tick();
    assert_eq!(story.world.conversations_of_agent(&agent_id(0)).len(), 1);
    story.wait(60).tick();
    assert!(story.world.conversations_of_agent(&agent_id(0)).is_empty());
    assert!(conversation_session(&story, &call).last_user_disposition.is_none());
}

#[test]
fn a_call_of_exactly_one_known_number_is_associated_at_once() {
    let mut story = Story::new();
    let maren = story.world.seed_contact(person("Maren", "maren@example.com", "+441134960142"));
    story.world.seed_contact(person("Ana", "ana@example.com", "+441134960150"));
    story.world.seed_contact(person("Ben", "ben@example.com", "+441134960150"));
    for (from, contact) in [
        (Some("0113 496 0142"), Some(&maren)),
        (Some("+441134960150"), None),
        (Some("+441134960199"), None),
        (None, None),
    ] {
        let call = story.world.call_in(from, "Customer care", story.at);
        let general = story.world.conversation(&call).unwrap();
        assert_eq!(general.participants[0].external_contact_id.as_ref(), contact, "{from:?}");
        assert_eq!(general.participants[0].ani.is_some(), from.is_some());
        let own = conversation_session(&story, &call);
        assert_eq!(own.external_contact.and_then(|contact| contact.id).as_ref(), contact);
        assert_eq!(own.conversation_channels[0].kind.as_deref(), Some("Voice"));
        assert_eq!(own.originating_direction.as_deref(), Some("Inbound"));
    }
}

#[test]
fn a_caller_who_gives_up_in_the_queue_has_abandoned() {
    let mut story = Story::new();
    let call = story.world.call_in(Some("+441134960142"), "Returns", story.at);
    story.wait(192);
    story.world.hang_up(&call, Party::Customer, story.at).unwrap();
    let own = conversation_session(&story, &call);
    assert_eq!(own.last_acd_outcome.as_deref(), Some("Abandon"));
    assert_eq!(own.duration_in_seconds, Some(192));
    assert!(own.ended_date.is_some() && own.last_connected_user.is_none() && own.last_user_disposition.is_none());
    story.tick_with(0);
    assert!(story.world.conversations_of_agent(&agent_id(0)).is_empty());
}

#[test]
fn associating_moves_the_calls_session_and_tells_both_contacts() {
    let mut story = Story::new();
    let ana = story.world.seed_contact(person("Ana", "ana@example.com", "+441134960150"));
    let ben = story.world.seed_contact(person("Ben", "ben@example.com", "+441134960150"));
    let call = story.world.call_in(Some("+441134960150"), "Returns", story.at);
    story.tick_with(0).notices();
    story.world.associate(&call, Some(&ana), story.at).unwrap();
    assert_eq!(story.world.sessions_of_contact(&ana, false).unwrap().len(), 1);
    let told = story.notices();
    assert!(topics(&told).contains(&format!("v2.externalcontacts.contacts.{ana}.journey.sessions").as_str()));
    let calls = told.iter().find(|notice| notice.topic.ends_with(".conversations.calls")).unwrap();
    assert_eq!(calls.body["participants"][0]["externalContact"]["id"], ana.as_str());

    story.world.associate(&call, Some(&ben), story.at).unwrap();
    assert!(story.world.sessions_of_contact(&ana, false).unwrap().is_empty());
    assert_eq!(story.world.sessions_of_contact(&ben, false).unwrap().len(), 1);
    let told = story.notices();
    for contact in [&ana, &ben] {
        let notice = told
            .iter()
            .find(|one| one.topic == format!("v2.externalcontacts.contacts.{contact}.journey.sessions"))
            .unwrap();
        assert_eq!(notice.body["externalContact"]["id"], ben.as_str());
    }
    story.world.associate(&call, None, story.at).unwrap();
    assert!(story.world.sessions_of_contact(&ben, false).unwrap().is_empty());
    assert!(story.world.associate(&call, Some("nobody"), story.at).is_err());
    assert!(story.world.associate("nobody", None, story.at).is_err());
}

#[test]
fn associating_a_message_leaves_the_web_session_where_it_is() {
    let mut story = Story::new();
    let maren = story.world.seed_contact(person("Maren", "maren@example.com", "+441134960142"));
    let (session, conversation) = accept(&mut story, "c1");
    story.world.associate(&conversation, Some(&maren), story.at).unwrap();
    assert_ne!(story.session(&session).external_contact.unwrap().id.as_deref(), Some(maren.as_str()));
    assert_eq!(story.world.sessions_of_contact(&maren, true).unwrap().len(), 1);
}

#[test]
fn a_merge_during_the_conversation_moves_it_to_the_head() {
    let mut story = Story::new();
    let maren = story.world.seed_contact(person("Maren", "maren@example.com", "+441134960142"));
    let (_, conversation) = accept(&mut story, "c1");
    story.tick_with(0).notices();
    story.sign_up("c1", &[("email", "maren@example.com")]);
    let general = story.world.conversation(&conversation).unwrap();
    assert_eq!(general.participants[0].external_contact_id.as_deref(), Some(maren.as_str()));
    assert!(topics(&story.notices()).iter().any(|topic| topic.ends_with(".conversations.messages")));
    assert_eq!(story.world.sessions_of_contact(&maren, true).unwrap().len(), 2);
}

#[test]
fn a_transfer_waits_for_another_agent() {
    let mut story = Story::new();
    let call = story.world.call_in(None, "Returns", story.at);
    story.tick_with(0).wait(30);
    story.world.hang_up(&call, Party::Transfer, story.at).unwrap();
    assert_eq!(story.world.talk(&call).unwrap().state, "waiting");
    story.tick_with(0);
    assert_eq!(story.world.talk(&call).unwrap().state, "waiting", "not back to the one who passed it on");
    story.tick_with(1);
    assert_eq!(story.world.talk(&call).unwrap().agent.as_deref(), Some("Dario Amari"));
}

#[test]
fn an_agent_has_one_call_at_a_time_and_the_least_busy_gets_the_next() {
    let mut story = Story::new();
    let first = story.world.call_in(None, "Returns", story.at);
    story.wait(1);
    let second = story.world.call_in(None, "Returns", story.at);
    story.tick_with(0);
    assert_eq!(story.world.talk(&first).unwrap().state, "connected");
    assert_eq!(story.world.talk(&second).unwrap().state, "waiting");
    story.world.tick(story.at, &[agent_id(0), agent_id(1)]);
    assert_eq!(story.world.talk(&second).unwrap().agent.as_deref(), Some("Dario Amari"));
}

#[test]
fn answering_needs_something_that_waits_and_a_known_agent() {
    let mut story = Story::new();
    let call = story.world.call_in(None, "Returns", story.at);
    assert!(matches!(story.world.answer(&call, "nobody", story.at), Err(Refusal::NotFound { .. })));
    assert!(matches!(story.world.answer("nothing", &agent_id(0), story.at), Err(Refusal::NotFound { .. })));
    story.world.answer(&call, &agent_id(0), story.at).unwrap();
    assert!(matches!(story.world.answer(&call, &agent_id(1), story.at), Err(Refusal::Conflict(_))));
    assert!(matches!(story.world.wrap_up(&call, &agent_id(0), "Sale made", "", story.at), Err(Refusal::Conflict(_))));
    assert!(matches!(
        story.world.wrap_up(&call, &agent_id(0), "No such code", "", story.at),
        Err(Refusal::NotFound { .. })
    ));
}

#[test]
fn a_chat_the_customer_asks_for_knows_the_visit_but_no_offer() {
    let mut story = Story::new();
    let session = story.view("c1", "/shop/");
    let chat = story.world.start_chat("c1", story.at).unwrap();
    assert_eq!(story.world.start_chat("c1", story.at).unwrap(), chat, "one at a time");
    let general = story.world.conversation(&chat).unwrap();
    let context = general.participants[0].messages[0].journey_context.as_ref().unwrap();
    assert_eq!(context.customer_session.as_ref().unwrap().id, session);
    assert!(context.triggering_action.is_none());
    assert!(story.world.is_talk_of(&chat, "c1") && !story.world.is_talk_of(&chat, "c2"));
}
