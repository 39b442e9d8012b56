//! Cards of conversations: state, status, icon, title.

use std::fmt::Write as _;

use expect_test::expect;

use super::build::*;
use crate::model::{Channel, Conversation, Direction, Session, SessionKind};
use crate::view::card::{CardState, card, is_expandable, state};

fn talk(channel: (&str, &str), conversation: Conversation, ended: Option<&str>) -> Session {
    let mut session = session(SessionKind::Conversation, "14:18:00");
    let message_type = Some(channel.1).filter(|text| !text.is_empty()).map(Into::into);
    session.conversation =
        Some(Conversation { channels: vec![Channel { kind: channel.0.into(), message_type }], ..conversation });
    session.ended = ended.map(at);
    session
}

fn inbound() -> Conversation {
    Conversation { direction: Direction::Inbound, queue: Some("q-sales".into()), ..Conversation::default() }
}

#[test]
fn a_web_message_with_me_is_in_progress() {
    let mine = Conversation { user: Some("u-me".into()), subject: Some("Returns".into()), ..inbound() };
    let mut session = talk(("Message", "WebMessaging"), mine, None);
    session.short_id = Some("48213".into());
    expect![[r#"
        [messages-square] Web message, today 14:18 (Active)
        status: In progress
        started 14:18 (2024-11-16T14:18:00Z), 2 m 34 s
        Queue: Online sales
        - Agent: You [headset]
        - Subject: Returns [mail]
        - Direction: Inbound [route]
        - Reference: #48213 [id-card]
    "#]]
    .assert_eq(&Desk::new().card(&session));
}

#[test]
fn a_wrapped_up_chat_shows_its_code() {
    let done = Conversation {
        user: Some("u-amari".into()),
        wrap_up: Some("w-status".into()),
        notes: Some("Told them:\nparcel is late".into()),
        disconnect: Some("Client".into()),
        ..inbound()
    };
    expect![[r#"
        [message-square-check] Web chat, today 14:18 (Ended)
        status: Order status given (code)
        started 14:18 (2024-11-16T14:18:00Z), 2 m
        Queue: Online sales
        - Agent: D. Amari [headset]
        - Wrap-up: Order status given [clipboard-check]
        - Direction: Inbound [route]
          + Notes: Told them: parcel is late
          + Ended by: Agent
    "#]]
    .assert_eq(&Desk::new().card(&talk(("Chat", ""), done, Some("14:20:00"))));
}

#[test]
fn an_abandoned_call_is_white_and_had_no_agent() {
    let left = Conversation { acd_outcome: Some("Abandon".into()), disconnect: Some("Endpoint".into()), ..inbound() };
    expect![[r#"
        [phone-missed] Inbound call, today 14:18 (Abandoned)
        status: Ended by customer
        started 14:18 (2024-11-16T14:18:00Z), 2 m
        Queue: Online sales
        - Agent: No agent [user-round-x]
          + Ended by: Customer
    "#]]
    .assert_eq(&Desk::new().card(&talk(("Voice", ""), left, Some("14:20:00"))));
}

#[test]
fn states_and_statuses_follow_the_conversation() {
    let desk = Desk::new();
    let agent = || Conversation { user: Some("u-amari".into()), ..inbound() };
    let over = Some("14:20:00");
    let ends = |disconnect: &str| Conversation { disconnect: Some(disconnect.into()), ..agent() };
    let code = |id: &str| Conversation { wrap_up: Some(id.into()), ..agent() };
    let cases = [
        ("in the queue", inbound(), None),
        ("dialled by an agent", Conversation { direction: Direction::Outbound, ..Conversation::default() }, None),
        ("with an agent", agent(), None),
        ("ends in a minute", agent(), Some("14:21:00")),
        ("left in the queue", Conversation { disconnect: Some("Peer".into()), ..inbound() }, over),
        ("hung up on the agent", ends("Endpoint"), over),
        ("ended by the agent", ends("Client"), over),
        ("ended by the system", ends("Timeout"), over),
        ("transferred", ends("ConsultTransfer"), over),
        ("ended somehow", ends("Unknown"), over),
        ("ended in a new way", ends("Teleported"), over),
        ("wrapped up", code("w-status"), over),
        ("a code that is its own name", code("callback-agreed"), over),
        ("a code without a name", code("0b8f7f2e-55a1-4b3c-9d3e-0f1f4b5c6d7e"), over),
        ("the bot did it", inbound(), over),
    ];
    let mut out = String::new();
    for (what, conversation, ended) in cases {
        for channel in [("Voice", ""), ("Message", "WebMessaging")] {
            let view = card(&talk(channel, conversation.clone(), ended), &desk.lens(), false);
            let status = view.status.as_ref().map(|status| (&*status.text, status.is_code));
            let (text, is_code) = status.unwrap_or_default();
            let code = if is_code { " (code)" } else { "" };
            writeln!(out, "{what}: {} [{}] {}: {text}{code}", view.title, view.icon, view.state.data()).unwrap();
        }
    }
    expect![[r#"
        in the queue: Inbound call [hourglass] waiting: Waiting
        in the queue: Web message [hourglass] waiting: Waiting
        dialled by an agent: Outbound call [phone-call] active: In progress
        dialled by an agent: Web message [messages-square] active: In progress
        with an agent: Inbound call [phone-call] active: In progress
        with an agent: Web message [messages-square] active: In progress
        ends in a minute: Inbound call [phone-call] active: In progress
        ends in a minute: Web message [messages-square] active: In progress
        left in the queue: Inbound call [phone-missed] abandoned: Ended by customer
        left in the queue: Web message [message-square-x] abandoned: Ended by customer
        hung up on the agent: Inbound call [phone-off] ended: Ended by customer
        hung up on the agent: Web message [messages-square] ended: Ended by customer
        ended by the agent: Inbound call [phone-off] ended: Ended by agent
        ended by the agent: Web message [messages-square] ended: Ended by agent
        ended by the system: Inbound call [phone-off] ended: Ended by system
        ended by the system: Web message [messages-square] ended: Ended by system
        transferred: Inbound call [phone-off] ended: Ended by transfer
        transferred: Web message [messages-square] ended: Ended by transfer
        ended somehow: Inbound call [phone-off] ended: Ended
        ended somehow: Web message [messages-square] ended: Ended
        ended in a new way: Inbound call [phone-off] ended: Ended
        ended in a new way: Web message [messages-square] ended: Ended
        wrapped up: Inbound call [phone-incoming] ended: Order status given (code)
        wrapped up: Web message [messages-square] ended: Order status given (code)
        a code that is its own name: Inbound call [phone-incoming] ended: callback-agreed (code)
        a code that is its own name: Web message [messages-square] ended: callback-agreed (code)
        a code without a name: Inbound call [phone-incoming] ended: Wrapped up
        a code without a name: Web message [messages-square] ended: Wrapped up
        the bot did it: Inbound call [phone-off] ended: Ended
        the bot did it: Web message [bot] ended: Ended
    "#]]
    .assert_eq(&out);
}

#[test]
fn every_channel_has_a_title_and_an_icon() {
    let desk = Desk::new();
    let mut out = String::new();
    for (kind, message_type) in [
        ("Call", ""),
        ("Voice", ""),
        ("Callback", ""),
        ("Email", ""),
        ("Webchat", ""),
        ("Chat", ""),
        ("Social", ""),
        ("Cobrowse", ""),
        ("Video", ""),
        ("Screenshare", ""),
        ("InternalMessage", ""),
        ("GenericObject", ""),
        ("Unknown", ""),
        ("Hologram", ""),
        ("Message", ""),
        ("Message", "Sms"),
        ("Message", "Twitter"),
        ("Social", "Facebook"),
        ("Message", "Line"),
        ("Message", "WhatsApp"),
        ("Messaging", "WebMessaging"),
        ("Message", "Open"),
        ("Message", "Instagram"),
        ("Message", "Apple"),
        ("Message", "CarrierPigeon"),
    ] {
        let with_agent = Conversation { user: Some("u-amari".into()), ..inbound() };
        let view = card(&talk((kind, message_type), with_agent, None), &desk.lens(), false);
        writeln!(out, "{kind} {message_type} -> {} [{}]", view.title, view.icon).unwrap();
    }
    expect![[r#"
        Call  -> Inbound call [phone-call]
        Voice  -> Inbound call [phone-call]
        Callback  -> Callback [phone-call]
        Email  -> Email [mail]
        Webchat  -> Web chat [messages-square]
        Chat  -> Web chat [messages-square]
        Social  -> Social message [messages-square]
        Cobrowse  -> Co-browsing [message-square]
        Video  -> Video call [message-square]
        Screenshare  -> Screen share [message-square]
        InternalMessage  -> Internal message [messages-square]
        GenericObject  -> Conversation [message-square]
        Unknown  -> Conversation [message-square]
        Hologram  -> Hologram [message-square]
        Message  -> Message [messages-square]
        Message Sms -> SMS [messages-square]
        Message Twitter -> X message [messages-square]
        Social Facebook -> Facebook message [messages-square]
        Message Line -> LINE message [messages-square]
        Message WhatsApp -> WhatsApp message [messages-square]
        Messaging WebMessaging -> Web message [messages-square]
        Message Open -> Message [messages-square]
        Message Instagram -> Instagram message [messages-square]
        Message Apple -> Apple message [messages-square]
        Message CarrierPigeon -> Carrierpigeon message [messages-square]
    "#]]
    .assert_eq(&out);
}

#[test]
fn a_conversation_expands_with_its_first_event() {
    let desk = Desk::new();
    let mut session = talk(("Voice", ""), inbound(), None);
    assert!(!is_expandable(&session, desk.parts, &desk.names));
    session.n_events = Some(0);
    assert!(!is_expandable(&session, desk.parts, &desk.names));
    session.n_events = Some(1);
    assert!(is_expandable(&session, desk.parts, &desk.names));
}

#[test]
fn a_conversation_never_turns_gray_by_the_clock_alone() {
    let session = talk(("Voice", ""), Conversation { user: Some("u-me".into()), ..inbound() }, None);
    assert_eq!(state(&session, &Desk::new().at("2024-11-16T19:00:00Z").lens()), CardState::Active);
    let bare = super::build::session(SessionKind::Conversation, "14:00:00");
    assert_eq!(state(&bare, &Desk::new().at("2024-11-16T19:00:00Z").lens()), CardState::Active);
}

#[test]
fn several_channels_are_all_named() {
    let mut session = talk(("Chat", ""), inbound(), None);
    if let Some(conversation) = &mut session.conversation {
        conversation.channels.push(Channel { kind: "Voice".into(), message_type: None });
    }
    let view = card(&session, &Desk::new().lens(), false);
    let channels = view.facts.iter().find(|fact| fact.label == "Channels").map(|fact| &*fact.value);
    assert_eq!((&*view.title, channels), ("Web chat", Some("Web chat, Call")));
}
