//! Sentences of the page.

use std::sync::Arc;

use expect_test::expect;

use super::build::*;
use crate::connection::{ConnectionState, Reason, Status};
use crate::model::{ContactCard, ContactFlow, Results};
use crate::view::page;

#[test]
fn hidden_parts_are_named_as_administrators_find_them() {
    let hidden: Vec<Arc<str>> = [
        "journey:outcome:view",
        "journey:outcomescores:view",
        "journey:eventtype:view",
        "externalContacts:session:view",
        "externalContacts:segmentAssignment:view",
        "routing:wrapupCode:view",
        "strange",
    ]
    .map(Into::into)
    .to_vec();
    expect!["Some data is hidden: Journey > Outcome > View (journey:outcome:view), Journey > OutcomeScores > View (journey:outcomescores:view), Journey > Event Type > View (journey:eventtype:view), External Contacts > Session > View (externalContacts:session:view), External Contacts > Segment Assignment > View (externalContacts:segmentAssignment:view), Routing > Wrap-up Code > View (routing:wrapupCode:view), strange"].assert_eq(&page::hidden_line(&hidden).unwrap_or_default());
    assert_eq!(page::hidden_line(&[]), None);
}

#[test]
fn states_say_what_is_the_matter_and_what_helps() {
    let notices = [
        page::no_sessions(60),
        page::no_sessions(1),
        page::not_permitted(&["journey:session:view".into()]),
        page::not_permitted(&["journey:session:view".into(), "externalContacts:session:view".into()]),
        page::not_permitted(&[]),
        page::no_interaction(),
        page::signed_out(),
    ];
    let lines: Vec<String> =
        notices.iter().map(|notice| format!("[{}] {}: {}\n", notice.icon, notice.title, notice.advice)).collect();
    expect![[r#"
        [footprints] No activity in the last 60 days: Visits, calls and messages appear here as soon as they happen.
        [footprints] No activity in the last day: Visits, calls and messages appear here as soon as they happen.
        [lock] You cannot see sessions: Your role lacks the permission Journey > Session > View (journey:session:view). An administrator can add it.
        [lock] You cannot see sessions: Your role lacks one of the permissions Journey > Session > View (journey:session:view), External Contacts > Session > View (externalContacts:session:view). An administrator can add it.
        [lock] You cannot see sessions: Your role lacks a permission. An administrator can add it.
        [headset] No current interaction: When you pick up a chat, a message or a call, the customer's journey appears here.
        [footprints] Customer journey: Sign in to see who you are talking to, where they are on the site and where they got stuck.
    "#]].assert_eq(&lines.concat());
}

#[test]
fn the_contact_region_says_what_to_do() {
    let contact = |n: usize| ContactCard { id: format!("c-{n}").into(), name: "Ines".into(), detail: "Leeds".into() };
    let results = |n: usize, query: Option<&str>| Results {
        contacts: (0..n).map(contact).collect(),
        query: query.map(Into::into),
        can_verify: true,
        ..Results::default()
    };
    let flows = [
        ContactFlow::NotNeeded,
        ContactFlow::LookingUp,
        ContactFlow::Choose(results(0, None)),
        ContactFlow::Choose(results(2, None)),
        ContactFlow::Choose(Results { can_verify: false, ..results(2, None) }),
        ContactFlow::Choose(Results { searching: true, ..results(0, Some("ines")) }),
        ContactFlow::Choose(results(0, Some("in\u{202E}es"))),
        ContactFlow::Choose(results(1, Some("ines"))),
        ContactFlow::Choose(results(3, Some("ines"))),
        ContactFlow::Associating("c-1".into()),
        ContactFlow::Verified("c-1".into()),
    ];
    let lines: Vec<String> = flows
        .iter()
        .map(|flow| {
            page::contact_notice(flow)
                .map_or("-\n".to_owned(), |notice| format!("{}: {}\n", notice.title, notice.advice))
        })
        .collect();
    expect![[r#"
        -
        Verify contact: Looking the number up.
        Verify contact: No contact has this number. Search for the customer, and the journey appears here.
        Verify contact: 2 contacts share this number. Pick the customer and the journey appears here.
        Verify contact: 2 contacts share this number. You cannot link a contact to this interaction.
        Verify contact: Searching.
        Verify contact: No contact matches “in�es”.
        Verify contact: One contact matches. Pick the customer and the journey appears here.
        Verify contact: 3 contacts match. Pick the customer and the journey appears here.
        Verify contact: Connecting the contact.
        -
    "#]]
    .assert_eq(&lines.concat());
}

#[test]
fn counts_have_their_grammar() {
    assert_eq!(page::unreadable(0), None);
    assert_eq!(page::unreadable(1).as_deref(), Some("1 record could not be shown"));
    assert_eq!(page::unreadable(2).as_deref(), Some("2 records could not be shown"));
    assert_eq!(page::more_sessions_found(1), "1 more session found");
    assert_eq!(page::more_sessions_found(2), "2 more sessions found");
}

#[test]
fn a_lost_link_says_since_when() {
    let desk = Desk::new();
    let banner = |state, was_live| {
        let status =
            Status { state, reason: Reason::SocketLost, was_live, true_until: Some(at("14:20:10")), retry_at: None };
        page::stale_banner(&status, &desk.lens())
    };
    let text = "No updates since 14:20:10. Showing what we had.";
    assert_eq!(banner(ConnectionState::Waiting, true).as_deref(), Some(text));
    assert_eq!(banner(ConnectionState::Paused, true).as_deref(), Some(text));
    assert_eq!(banner(ConnectionState::Opening, true).as_deref(), Some(text));
    assert_eq!(banner(ConnectionState::Opening, false), None);
    assert_eq!(banner(ConnectionState::NeedsSignIn, true).as_deref(), Some(text));
    assert_eq!(banner(ConnectionState::Degraded, true).as_deref(), Some(text));
    assert_eq!(banner(ConnectionState::SignedOut, true), None);
    assert_eq!(banner(ConnectionState::Live, true), None);
    assert_eq!(banner(ConnectionState::CatchingUp, true), None);
    let delayed = Status { reason: Reason::SocketsBlocked, state: ConnectionState::Degraded, ..Status::default() };
    let banner = |status: &Status| page::stale_banner(status, &desk.lens());
    assert_eq!(banner(&delayed).as_deref(), Some("Delayed: this network blocks live updates."));
    let read = Status { true_until: Some(at("14:20:10")), ..delayed };
    assert_eq!(banner(&read).as_deref(), Some("Delayed: this network blocks live updates. Last read at 14:20:10."));
    // The way back in is in the banner: a page that was never live needs it as well.
    let never_live = Status { state: ConnectionState::NeedsSignIn, ..Status::default() };
    let text = page::stale_banner(&never_live, &desk.lens());
    assert_eq!(text.as_deref(), Some("You are signed out. Showing what we had."));
}
