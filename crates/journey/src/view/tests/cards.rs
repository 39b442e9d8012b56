//! Cards of visits and custom sessions; states by the clock.

use std::sync::Arc;

use expect_test::expect;

use super::build::*;
use crate::model::{Attribute, Campaign, Case, DeviceFacts, Place, Referrer, Session, SessionKind};
use crate::settings::TypeSetting;
use crate::view::card::{CardState, card, is_expandable, state};

fn attribute(name: &str, values: &[&str]) -> Attribute {
    Attribute { name: name.into(), values: values.iter().map(|value| (*value).into()).collect() }
}

#[test]
fn a_web_visit_shows_every_fact_that_exists() {
    let mut session = web();
    session.n_pageviews = Some(12);
    session.n_events = Some(25);
    session.authenticated = true;
    session.segments = vec![matched("s-sale", Some("14:02:14"))];
    session.achievements = vec![achieved("o-sign", Some("14:14:22")), achieved("o-sign", Some("14:15:00"))];
    session.attributes = vec![attribute("loyalty_level", &["Gold"]), attribute("cartItems", &["Parka", "Gloves"])];
    session.browser = Some("Lantern 128".into());
    session.browser_language = Some("en-GB".into());
    session.view = Some((1440, 900));
    session.device = Some(DeviceFacts {
        category: Some("desktop".into()),
        os: Some("Desktop OS 14".into()),
        manufacturer: Some("Acme".into()),
        kind: Some("Tower".into()),
        screen: None,
    });
    session.place = Some(Place {
        locality: Some("Leeds".into()),
        region: Some("England".into()),
        country: Some("United Kingdom".into()),
        country_code: Some("GB".into()),
        timezone: Some("Europe/London".into()),
    });
    session.ip = Some("203.0.113.24".into());
    session.ip_organization = Some("Northlink".into());
    session.referrer = Some(Referrer {
        medium: Some("paid".into()),
        name: Some("Lookup".into()),
        domain: Some("lookup.example".into()),
        url: Some("https://lookup.example/?q=parka".into()),
        keywords: Some("parka".into()),
    });
    session.campaign = Some(Campaign {
        name: Some("winter sale".into()),
        source: Some("lookup".into()),
        medium: Some("cpc".into()),
        term: Some("parka".into()),
        content: None,
        click_id: Some("k-1".into()),
        network: None,
    });
    session.short_id = Some("4821".into());
    session.external_id = Some("ext-9".into());
    session.external_url = Some("https://crm.example/v/9".into());
    expect![[r#"
        [globe] Web visit, today 14:02 (Active)
        started 14:02 (2024-11-16T14:02:10Z), 18 m 24 s
        Current page: Returns and refunds | 2:12 | https://www.fernwell.example/help/returns
        - Campaign: winter sale (lookup, cpc) [megaphone]
        - Referrer: Lookup (paid) [megaphone]
        - Pages: 12 pages [file-text]
        - Events: 25 events [route]
        - Device: Desktop [monitor]
        - Location: Leeds, United Kingdom [map-pin]
        - Signed in: Signed in [lock-keyhole]
        - Loyalty level: Gold
        - Cart items: Parka, Gloves
          + Browser: Lantern 128, Desktop OS 14
          + Device model: Acme Tower
          + Screen: 1440 × 900
          + Network: Northlink · 203.0.113.24
          + Language: en-GB
          + Time zone: Europe/London
          + Referrer address: https://lookup.example/?q=parka
          + Searched for there: parka
          + Campaign term: parka
          + Click id: k-1
          + Session: #4821
          + External id: ext-9
        1 achieved
        link https://crm.example/v/9
    "#]]
    .assert_eq(&Desk::new().card(&session));
}

#[test]
fn a_bare_session_is_no_error() {
    expect![[r#"
        [globe] Web visit, today 14:20 (Active)
        started 14:20 (2024-11-16T14:20:00Z), 34 s
    "#]]
    .assert_eq(&Desk::new().card(&session(SessionKind::Web, "14:20:00")));
}

#[test]
fn an_app_visit_speaks_of_screens() {
    let mut session = session(SessionKind::App, "2024-11-15T20:41:00Z");
    session.last_event = last("screen_viewed", "2024-11-15T20:46:30Z");
    session.ended = Some(at("2024-11-15T21:06:30Z"));
    session.duration_seconds = Some(360);
    session.n_screenviews = Some(9);
    session.last_screen = Some("Wishlist".into());
    session.app = Some("Fernwell 5.2".into());
    session.device = Some(DeviceFacts { category: Some("mobile".into()), ..DeviceFacts::default() });
    expect![[r#"
        [smartphone] App visit, 15 November 20:41 (Ended)
        started 15 Nov 20:41 (2024-11-15T20:41:00Z), 6 m
        Last screen: Wishlist
        - Screens: 9 screens [layers]
        - Device: Phone [smartphone]
        - App: Fernwell 5.2 [tag]
    "#]]
    .assert_eq(&Desk::new().card(&session));
}

#[test]
fn a_delivery_shows_its_attributes_and_its_status() {
    let mut session = session(SessionKind::Custom("delivery".into()), "2024-11-10T16:30:00Z");
    session.last_event = last("delivery_updated", "2024-11-12T16:30:00Z");
    session.n_events = Some(3);
    session.external_url = Some("javascript:alert(1)".into());
    session.attributes = vec![
        attribute("courier", &["Swiftpost"]),
        attribute("items", &["3"]),
        attribute("order_id", &["FW-88213"]),
        attribute("status", &["Delivered to neighbour"]),
    ];
    let mut desk = Desk::new();
    expect![[r#"
        [truck] Delivery, 10 November 16:30 (Inactive)
        started 10 Nov 16:30 (2024-11-10T16:30:00Z), 2 days
        Status: Delivered to neighbour
        - Courier: Swiftpost
        - Items: 3
        - Order id: FW-88213
        - Events: 3 events [route]
    "#]]
    .assert_eq(&desk.card(&session));

    // The organisation's own title and icon.
    let setting = TypeSetting { label: Some("Parcel".into()), icon: Some("star".into()), ..TypeSetting::default() };
    Arc::make_mut(&mut desk.settings).session_types.insert("delivery".to_owned(), setting);
    let view = card(&session, &desk.lens(), true);
    assert_eq!((&*view.title, view.icon, view.kind, view.is_current), ("Parcel", "star", "custom", true));

    // Without the permission: raw type, default star.
    desk.parts.session_types = false;
    let view = card(&session, &desk.lens(), false);
    assert_eq!((&*view.title, view.icon), ("Delivery", "star"));
}

#[test]
fn the_administrator_says_which_attributes_stand_on_a_card_and_in_which_order() {
    let mut delivery = session(SessionKind::Custom("delivery".into()), "13:00:00");
    delivery.attributes =
        ["courier", "eta", "order", "status", "weight"].map(|name| attribute(name, &[&name.to_uppercase()])).to_vec();
    let mut desk = Desk::new();
    let order: Vec<std::sync::Arc<str>> = ["order", "status", "gone", "eta"].map(Into::into).to_vec();
    let setting = TypeSetting { label: Some("Parcel".into()), attributes: order, ..TypeSetting::default() };
    Arc::make_mut(&mut desk.settings).session_types.insert("delivery".into(), setting);
    expect![[r#"
        [truck] Parcel, today 13:00 (Inactive)
        started 13:00 (2024-11-16T13:00:00Z), 0 s
        Status: STATUS
        - Order: ORDER
        - Eta: ETA
          + Courier: COURIER
          + Weight: WEIGHT
    "#]]
    .assert_eq(&desk.card(&delivery));
    desk.parts.session_types = false;
    expect![[r#"
        [star] Delivery, today 13:00 (Inactive)
        started 13:00 (2024-11-16T13:00:00Z), 0 s
        Status: STATUS
        - Courier: COURIER
        - Eta: ETA
        - Order: ORDER
        - Weight: WEIGHT
    "#]]
    .assert_eq(&desk.card(&delivery));
}

#[test]
fn a_case_is_over_when_it_is_closed() {
    let mut session = session(SessionKind::Custom("case".into()), "14:00:00");
    session.last_event = last("case_updated", "14:20:00");
    let case = |status: &str| Some(Case { reference: Some("C-17".into()), status: Some(status.into()) });
    session.case = case("InProgress");
    let desk = Desk::new();
    expect![[r#"
        [star] Case, today 14:00 (Active)
        started 14:00 (2024-11-16T14:00:00Z), 20 m 34 s
        Status: In progress
        - Case: C-17 [id-card]
    "#]]
    .assert_eq(&desk.card(&session));
    session.case = case("Closed");
    assert_eq!(state(&session, &desk.lens()), CardState::Ended);
}

#[test]
fn a_card_turns_gray_by_the_clock_to_the_second() {
    let session = web();
    let state_at = |now: &str| state(&session, &Desk::new().at(now).lens());
    assert_eq!(state_at("14:38:21"), CardState::Active);
    assert_eq!(state_at("14:38:22"), CardState::Inactive);

    let mut desk = Desk::new().at("14:48:21");
    Arc::make_mut(&mut desk.settings).inactivity_minutes = 30;
    assert_eq!(state(&session, &desk.lens()), CardState::Active);
    desk.now = at("14:48:22");
    assert_eq!(state(&session, &desk.lens()), CardState::Inactive);
}

#[test]
fn a_card_ends_at_its_end_and_not_before() {
    let mut session = web();
    session.ended = Some(at("14:25:00"));
    let state_at = |now: &str| state(&session, &Desk::new().at(now).lens());
    assert_eq!(state_at("14:24:59"), CardState::Active);
    assert_eq!(state_at("14:25:00"), CardState::Ended);
}

#[test]
fn a_clock_that_is_behind_shows_nothing_negative() {
    let desk = Desk::new().at("14:00:00");
    let view = card(&web(), &desk.lens(), false);
    assert_eq!(view.state, CardState::Active);
    assert_eq!(view.duration.as_deref(), Some("0 s"));
    assert_eq!(view.lead.and_then(|lead| lead.tick).as_deref(), Some("0:00"));
}

#[test]
fn the_time_on_a_page_is_told_only_when_it_is_known() {
    let desk = Desk::new();
    let tick = |session: &Session| card(session, &desk.lens(), false).lead.and_then(|lead| lead.tick);
    let mut session = web();
    assert_eq!(tick(&session).as_deref(), Some("2:12"));
    session.last_event = last("form_abandoned", "14:19:00");
    assert_eq!(tick(&session).as_deref(), Some("2:12"), "what happens on a page does not begin it anew");
    session.page_since = None;
    assert_eq!(tick(&session), None);
}

#[test]
fn page_views_alone_do_not_expand_a_card() {
    let desk = Desk::new();
    let expands = |session: &Session| is_expandable(session, desk.parts, &desk.names);
    let mut session = web();
    session.n_events = Some(12);
    assert!(!expands(&session));
    session.search_terms = vec!["  ".into()];
    assert!(!expands(&session));
    session.search_terms = vec!["parka".into()];
    assert!(expands(&session));
    session.search_terms.clear();
    session.segments = vec![matched("s-sale", None)];
    assert!(expands(&session));
    session.segments.clear();
    session.achievements = vec![achieved("o-buy", None)];
    assert!(expands(&session));
}

#[test]
fn a_part_without_permission_expands_nothing() {
    let mut desk = Desk::new();
    let mut session = web();
    session.segments = vec![matched("s-sale", None)];
    desk.parts.segments = false;
    assert!(!is_expandable(&session, desk.parts, &desk.names));
    session.achievements = vec![achieved("o-buy", None)];
    assert!(is_expandable(&session, desk.parts, &desk.names));
    desk.parts.outcomes = false;
    assert!(!is_expandable(&session, desk.parts, &desk.names));
    session.search_terms = vec!["parka".into()];
    assert!(is_expandable(&session, desk.parts, &desk.names));
    desk.parts.events = false;
    assert!(!is_expandable(&session, desk.parts, &desk.names));
}
