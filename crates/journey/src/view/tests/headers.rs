//! The header and the list of interactions.

use std::sync::Arc;

use expect_test::expect;

use super::build::*;
use crate::connection::{ConnectionState, Reason, Status};
use crate::model::{ContactKind, Customer, Identifier, Interaction, Medium, Session, SessionKind};
use crate::view::header::{header, initials, interaction};

fn status(state: ConnectionState) -> Status {
    Status { state, reason: Reason::Started, was_live: true, true_until: None, retry_at: None }
}

fn maren() -> Customer {
    let identifiers = [
        ("Email", "maren.okafor@example.com"),
        ("Phone", "+44 113 496 0142"),
        ("Customer number", "FW-20931"),
        ("Cookie", "7f3a-91c2"),
    ];
    Customer {
        segments: Vec::new(),
        contact: Some("c-1".into()),
        name: Some("Maren Okafor".into()),
        kind: ContactKind::Curated,
        identifiers: identifiers.map(|(label, value)| Identifier { label: label.into(), value: value.into() }).to_vec(),
        caption: None,
    }
}

fn text(customer: &Customer, newest: Option<&Session>, state: ConnectionState, desk: &Desk) -> String {
    let header = header(customer, newest, &status(state), &desk.lens());
    let mut out = format!("({}) {}", header.initials, header.name);
    if let Some(badge) = header.badge {
        out.push_str(&format!(" [{} {}]", badge.icon, badge.text));
    }
    if let Some(presence) = header.presence {
        let live = if presence.live { "live" } else { "away" };
        let parts: Vec<String> = [Some(presence.text), presence.page, presence.tick].into_iter().flatten().collect();
        out.push_str(&format!("\n{live}: {}", parts.join(", ")));
    }
    for identifier in header.identifiers {
        out.push_str(&format!(
            "\nCopy {}: {} [{}]",
            identifier.label,
            identifier.copy.as_deref().unwrap_or("-"),
            identifier.icon
        ));
    }
    out + "\n"
}

#[test]
fn the_header_says_who_and_where() {
    expect![[r#"
        (MO) Maren Okafor [user-round-check Verified]
        live: On site now, Returns and refunds, 2:12
        Copy Email: maren.okafor@example.com [mail]
        Copy Phone: +44 113 496 0142 [phone]
        Copy Customer number: FW-20931 [id-card]
        Copy Cookie: 7f3a-91c2 [cookie]
    "#]]
    .assert_eq(&text(&maren(), Some(&web()), ConnectionState::Live, &Desk::new()));
}

#[test]
fn presence_is_never_live_while_the_link_is_not() {
    for state in [
        ConnectionState::Waiting,
        ConnectionState::Paused,
        ConnectionState::Degraded,
        ConnectionState::NeedsSignIn,
        ConnectionState::Opening,
        ConnectionState::Subscribing,
        ConnectionState::Snapshotting,
        ConnectionState::SignedOut,
    ] {
        let header = header(&maren(), Some(&web()), &status(state), &Desk::new().lens());
        assert_eq!(
            header.presence.map(|presence| (presence.live, presence.text)),
            Some((false, "Last seen".to_owned()))
        );
    }
    let mut nameless = maren();
    nameless.identifiers.clear();
    expect![[r#"
        (MO) Maren Okafor [user-round-check Verified]
        away: Last seen, Returns and refunds, 14:18
    "#]]
    .assert_eq(&text(&nameless, Some(&web()), ConnectionState::Waiting, &Desk::new()));
}

#[test]
fn somebody_who_left_is_gone_by_the_clock() {
    let mut customer = maren();
    customer.identifiers.clear();
    customer.kind = ContactKind::Identified;
    expect![[r#"
        (MO) Maren Okafor [user-round Identified]
        away: Last seen, Returns and refunds, 26 min ago
    "#]]
    .assert_eq(&text(&customer, Some(&web()), ConnectionState::Live, &Desk::new().at("14:44:30")));
    let mut gone = web();
    gone.ended = Some(at("14:40:00"));
    expect![[r#"
        (MO) Maren Okafor [user-round Identified]
        away: Left the site, 26 min ago
    "#]]
    .assert_eq(&text(&customer, Some(&gone), ConnectionState::Live, &Desk::new().at("14:44:30")));
    expect![[r#"
        (MO) Maren Okafor [user-round Identified]
    "#]]
    .assert_eq(&text(&customer, None, ConnectionState::Live, &Desk::new()));
}

#[test]
fn the_site_is_where_somebody_is_for_five_minutes_after_a_sign_of_life() {
    let presence = |at: &str| {
        let lines = text(&maren(), Some(&web()), ConnectionState::Live, &Desk::new().at(at));
        lines.lines().find(|line| line.starts_with("live:") || line.starts_with("away:")).map(str::to_owned)
    };
    let expected = |line: &str| Some(line.to_owned());
    assert_eq!(presence("14:23:22"), expected("live: On site now, Returns and refunds, 5:00"));
    assert_eq!(presence("14:23:23"), expected("away: Last seen, Returns and refunds, 5 min ago"));
    assert_eq!(presence("14:32:22"), expected("away: Last seen, Returns and refunds, 14 min ago"));
}

#[test]
fn nobody_is_unknown() {
    let caller = Customer { caption: Some("Inbound call · +44 113 496 0187".into()), ..Customer::default() };
    expect![[r#"
        () Unknown
        away: Inbound call · +44 113 496 0187
    "#]]
    .assert_eq(&text(&caller, None, ConnectionState::Live, &Desk::new()));
    let mut app = session(SessionKind::App, "14:19:00");
    app.last_event = last("screen_viewed", "14:19:46");
    app.last_screen = Some("Home".into());
    app.page_since = Some(at("14:19:46"));
    expect![[r#"
        () Unknown [circle-question-mark Not identified]
        live: In the app now, Home, 0:48
    "#]]
    .assert_eq(&text(&Customer::default(), Some(&app), ConnectionState::Live, &Desk::new()));
}

#[test]
fn initials_are_letters_of_names() {
    let tested = ["Maren Okafor", "Madonna", "Ana María de la Cruz", "“Quoted” (x)", "+44 113", "", "ßen straße"];
    let all = tested.map(initials);
    assert_eq!(all, ["MO", "M", "AC", "QX", "41", "", "SSS"]);
}

#[test]
fn interactions_say_medium_far_end_and_queue() {
    let base = Interaction {
        id: "i-1".into(),
        medium: Medium::Call { outbound: false },
        since: at("14:18:00"),
        far_end: None,
        visitor: None,
        phone: Some("+441134960187".into()),
        email: None,
        queue: Some("Online sales".into()),
        contact: None,
        session: None,
        cookie: None,
        communication: None,
        connected: true,
    };
    let media = [
        Medium::Call { outbound: false },
        Medium::Call { outbound: true },
        Medium::Chat,
        Medium::Message,
        Medium::Email,
        Medium::Callback,
        Medium::Other,
    ];
    let mut out = String::new();
    for medium in media {
        let far_end: Option<Arc<str>> = (medium == Medium::Chat).then(|| "Maren".into());
        let view = interaction(&Interaction { medium, far_end, ..base.clone() }, &[], &Desk::new().lens());
        out.push_str(&format!("[{}] {} | {} | {}\n", view.icon, view.title, view.detail, view.time));
    }
    expect![[r#"
        [phone-incoming] Inbound call | +441134960187 · Online sales | 14:18
        [phone-outgoing] Outbound call | +441134960187 · Online sales | 14:18
        [messages-square] Web chat | Maren · Online sales | 14:18
        [messages-square] Message | +441134960187 · Online sales | 14:18
        [mail] Email | +441134960187 · Online sales | 14:18
        [phone] Callback | +441134960187 · Online sales | 14:18
        [message-square] Interaction | +441134960187 · Online sales | 14:18
    "#]]
    .assert_eq(&out);
}
