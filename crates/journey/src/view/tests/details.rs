//! The dialog of an event.

use expect_test::expect;

use super::build::*;
use crate::model::{
    Action, AppFacts, Body, Campaign, Conversation, Event, Named, Page, Referrer, SessionKind, WebFacts,
};
use crate::view::details::{Details, details};

fn text(details: &Details) -> String {
    let mut out = format!(
        "[{}{}] {}\n{}\n",
        details.icon,
        details.tone.map(|tone| format!(" {tone}")).unwrap_or_default(),
        details.title,
        details.subtitle
    );
    for row in &details.rows {
        out.push_str(&format!("{}: {}", row.label, row.value));
        if let Some(href) = &row.href {
            out.push_str(&format!(" -> {href}"));
        }
        out.push('\n');
    }
    out
}

/// The details of the last of these events.
fn of(events: Vec<Event>) -> Details {
    let event = events.last().cloned().expect("an event");
    details(&event, &web(), &track(events), &Desk::new().lens())
}

#[test]
fn a_page_view_tells_where_it_came_from() {
    let whole = Page {
        query: Some("from=checkout".into()),
        fragment: Some("top".into()),
        language: Some("en-GB".into()),
        keywords: Some("returns, refunds".into()),
        breadcrumb: vec!["Help".into(), "Returns".into()],
        ..page("Returns and refunds", "/help/returns")
    };
    let facts = WebFacts {
        referrer: Some(Referrer {
            medium: Some("internal".into()),
            name: Some("Checkout: delivery".into()),
            url: Some("https://www.fernwell.example/checkout".into()),
            ..Referrer::default()
        }),
        campaign: Some(Campaign { name: Some("winter sale".into()), ..Campaign::default() }),
        n_pageviews_total: Some(98),
        authenticated: true,
        attributes: vec![named("abVariant", "B")],
        ..web_facts("page_viewed", whole.clone())
    };
    let first = event("14:07:00", Body::Web(Box::new(web_facts("page_viewed", whole))));
    let between = on_page("14:10:00", "page_viewed", "Home");
    expect![[r#"
        [circle-dot] Returns and refunds
        Page viewed · 14:18:22 · 16 min in
        Time: 16 Nov 14:18:22
        Title: Returns and refunds
        URL: https://www.fernwell.example/help/returns -> https://www.fernwell.example/help/returns
        Path: /help/returns
        Query: from=checkout
        Fragment: top
        Language: en-GB
        Keywords: returns, refunds
        Breadcrumb: Help > Returns
        Referrer: Checkout: delivery (internal)
        Referrer address: https://www.fernwell.example/checkout -> https://www.fernwell.example/checkout
        Campaign: winter sale
        Pages in all visits: 98
        Ab variant: B
        Signed in: Yes
        Repeat: 2nd visit
    "#]]
    .assert_eq(&text(&of(vec![first, between, event("14:18:22", Body::Web(Box::new(facts)))])));
}

#[test]
fn a_repeated_search_says_so() {
    let search = |at: &str, words: &str| {
        let facts = WebFacts {
            search: Some(words.into()),
            attributes: vec![named("results", "4")],
            ..web_facts("search_performed", page("Returns and refunds", "/help/returns"))
        };
        event(at, Body::Web(Box::new(facts)))
    };
    expect![[r#"
        [search] return policy
        Search performed · 14:16:31 · 14 min in
        Time: 16 Nov 14:16:31
        Term: return policy
        Page: Returns and refunds
        URL: https://www.fernwell.example/help/returns -> https://www.fernwell.example/help/returns
        Results: 4
        Repeat: 2nd time in this session
    "#]]
    .assert_eq(&text(&of(vec![search("14:08:00", "Return policy "), search("14:16:31", "return policy")])));
}

#[test]
fn an_abandoned_form_tells_its_fields_and_who_typed() {
    let facts = WebFacts {
        attributes: vec![named("formName", "Delivery details"), named("last_field", "Delivery option")],
        traits: vec![named("email", "maren.okafor@example.com"), named("cellPhone", "+44 113 496 0142")],
        ..web_facts("form_abandoned", page("Checkout: delivery", "/checkout/delivery"))
    };
    let details = of(vec![event("14:18:02", Body::Web(Box::new(facts)))]);
    expect![[r#"
        [file-x] Delivery details
        Form abandoned · 14:18:02 · 15 min in
        Time: 16 Nov 14:18:02
        Page: Checkout: delivery
        URL: https://www.fernwell.example/checkout/delivery -> https://www.fernwell.example/checkout/delivery
        Form name: Delivery details
        Last field: Delivery option
        Email: maren.okafor@example.com
        Cell phone: +44 113 496 0142
    "#]]
    .assert_eq(&text(&details));
    expect![[r#"
        Time: 16 Nov 14:18:02
        Page: Checkout: delivery
        URL: https://www.fernwell.example/checkout/delivery
        Form name: Delivery details
        Last field: Delivery option
        Email: maren.okafor@example.com
        Cell phone: +44 113 496 0142"#]]
    .assert_eq(&details.copy_all());
}

#[test]
fn a_custom_event_keeps_its_technical_name() {
    let facts = WebFacts {
        attributes: vec![
            named("orderUrl", "https://crm.example/o/1"),
            named("callback", "javascript:alert(1)"),
            named("empty", " "),
        ],
        ..web_facts("order_completed", page("Thank you", "/thanks"))
    };
    expect![[r#"
        [star] Thank you
        Order completed · 14:18:02 · 15 min in
        Time: 16 Nov 14:18:02
        Page: Thank you
        URL: https://www.fernwell.example/thanks -> https://www.fernwell.example/thanks
        Order url: https://crm.example/o/1 -> https://crm.example/o/1
        Callback: javascript:alert(1)
        Event: order_completed
    "#]]
    .assert_eq(&text(&of(vec![event("14:18:02", Body::Web(Box::new(facts)))])));
}

#[test]
fn an_app_event_tells_the_app_and_the_device() {
    let facts = AppFacts {
        name: "screen_viewed".into(),
        screen: Some("Wishlist".into()),
        app: Some("Fernwell 5.2 (881)".into()),
        network: Some("wifi".into()),
        device: Some(crate::model::DeviceFacts {
            kind: Some("P9".into()),
            manufacturer: Some("Acme".into()),
            os: Some("MobileOS 4".into()),
            ..Default::default()
        }),
        ..AppFacts::default()
    };
    expect![[r#"
        [circle-dot] Wishlist
        Screen viewed · 14:18:02 · 15 min in
        Time: 16 Nov 14:18:02
        Screen: Wishlist
        App: Fernwell 5.2 (881)
        Device: Acme P9
        System: MobileOS 4
        Network: wifi
    "#]]
    .assert_eq(&text(&of(vec![event("14:18:02", Body::App(Box::new(facts)))])));
}

#[test]
fn an_accepted_offer_tells_its_map_and_how_fast_it_was() {
    let action = Action {
        id: Some("a-1".into()),
        state: Some("accepted".into()),
        media_type: Some("webMessagingOffer".into()),
        prompt: Some("Need a hand with your order?".into()),
        map_name: Some("Checkout rescue".into()),
        map_version: Some(4),
        time_to_disposition_ms: Some(20_400),
        ..Action::default()
    };
    expect![[r#"
        [message-square-check good] Messaging accepted
        14:19:04 · 16 min in
        Time: 16 Nov 14:19:04
        Action map: Checkout rescue, version 4
        Prompt: Need a hand with your order?
        State: Accepted
        Answered in: 20 s
    "#]]
    .assert_eq(&text(&of(vec![event("14:19:04", Body::Action(Box::new(action)))])));
}

#[test]
fn a_failed_offer_tells_why() {
    let action = Action {
        state: Some("errored".into()),
        media_type: Some("webchat".into()),
        time_to_disposition_ms: Some(-5),
        error_code: Some("E42".into()),
        error_message: Some("widget blocked".into()),
        ..Action::default()
    };
    expect![[r#"
        [message-square-warning bad] Chat failed
        14:19:04 · 16 min in
        Time: 16 Nov 14:19:04
        State: Failed
        Error code: E42
        Error: widget blocked
    "#]]
    .assert_eq(&text(&of(vec![event("14:19:04", Body::Action(Box::new(action)))])));
}

#[test]
fn outcomes_and_segments_explain_themselves() {
    expect![[r#"
        [circle-check bad] Contact about a return
        Outcome achieved · 14:14:22 · 12 min in
        Time: 16 Nov 14:14:22
        Kind: Risk (negative)
    "#]]
    .assert_eq(&text(&of(vec![outcome("14:14:22", "o-return")])));
    let details = of(vec![segment("14:02:14", "s-sale")]);
    assert_eq!(details.segment.as_ref().map(|paint| &*paint.color), Some("#DDD856"));
    expect![[r#"
        [chart-pie] Sale hunters
        Segment matched · 14:02:14 · 4 s in
        Time: 16 Nov 14:02:14
        About: About Sale hunters
        Scope: Session
        Expires: With the session
    "#]]
    .assert_eq(&text(&details));

    let mut desk = Desk::new();
    let facts = desk.names.segments.get_mut(&"s-sale".into()).expect("a segment");
    facts.scope = Some("Customer".into());
    facts.expiration_days = Some(30);
    facts.source = Some("AdobeExperiencePlatform".into());
    let event = segment("14:02:14", "s-sale");
    expect![[r#"
        [chart-pie] Sale hunters
        Segment matched · 14:02:14 · 4 s in
        Time: 16 Nov 14:02:14
        About: About Sale hunters
        Scope: Customer
        Expires: 30 days after the match
        Source: Adobe experience platform
    "#]]
    .assert_eq(&text(&details_with(&event, &desk)));
}

fn details_with(event: &Event, desk: &Desk) -> Details {
    details(event, &web(), &track(vec![event.clone()]), &desk.lens())
}

#[test]
fn an_unknown_kind_in_a_conversation_tells_of_the_conversation() {
    let mut session = session(SessionKind::Conversation, "14:00:00");
    session.conversation =
        Some(Conversation { queue: Some("q-sales".into()), user: Some("u-amari".into()), ..Conversation::default() });
    let event = event("14:01:00", Body::Other("AgentJoined".into()));
    let track = track(vec![event.clone()]);
    expect![[r#"
        [circle-star] Agent joined
        14:01:00 · 1 min in
        Time: 16 Nov 14:01:00
        Event: AgentJoined
        Channel: Conversation
        Queue: Online sales
        Agent: D. Amari
    "#]]
    .assert_eq(&text(&details(&event, &session, &track, &Desk::new().lens())));
}

#[test]
fn too_many_attributes_are_counted() {
    let attributes: Vec<Named> = (0..130).map(|n| named(&format!("field_{n}"), "x")).collect();
    let facts = WebFacts { attributes, ..web_facts("order_completed", page("Thank you", "/thanks")) };
    let details = of(vec![event("14:18:02", Body::Web(Box::new(facts)))]);
    assert_eq!(details.rows.iter().filter(|row| row.label.starts_with("Field")).count(), 100);
    assert!(details.copy_all().contains("Not shown: 30 more"));
}

#[test]
fn a_long_value_is_clamped_on_screen_and_copied_whole() {
    let long = "x".repeat(5_000);
    let facts = WebFacts { attributes: vec![named("note", &long)], ..web_facts("order_completed", page("T", "/t")) };
    let details = of(vec![event("14:18:02", Body::Web(Box::new(facts)))]);
    let row = details.rows.iter().find(|row| row.label == "Note").expect("a row");
    assert_eq!((row.value.chars().count(), row.copy.as_ref().map_or(0, String::len)), (2_001, 5_000));
}
