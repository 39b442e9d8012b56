//! Every row of the catalogue of events: word, icon, tone (genesys-domain §5.3, §5.4, §6).

use std::fmt::Write as _;

use expect_test::expect;

use super::build::*;
use crate::model::{AppFacts, Body, Event, WebFacts};
use crate::settings::TypeSetting;
use crate::view::map::{Window, map};
use crate::view::{Lens, icon};

fn rows(events: impl IntoIterator<Item = Event>, lens: &Lens<'_>) -> String {
    let mut out = String::new();
    for event in events {
        let view = map(&track(vec![event]), &web(), &Window::newest(), lens);
        match view.items.first() {
            Some(item) => {
                assert_eq!(icon::known(item.icon), Some(item.icon));
                let tone = item.tone.map(|tone| format!(" ({tone})")).unwrap_or_default();
                writeln!(out, "{} [{}/{}]{tone}", item.name, item.kind, item.icon).unwrap();
            }
            None => out.push_str("not drawn\n"),
        }
    }
    out
}

#[test]
fn web_events_have_their_words_and_icons() {
    let desk = Desk::new();
    let names = [
        "page_viewed",
        "search_performed",
        "form_started",
        "form_submitted",
        "form_abandoned",
        "product_added",
        "product_removed",
        "product_purchased",
        "widgets_web_chat_submitted",
        "inbound_call",
        "outbound_call",
        "call_connected",
        "call_scheduled",
        "call_wrap_up",
        "agent_connected",
        "delivery_updated",
        "invoice_sent",
        "application_received",
        "contract_signed",
        "order_completed",
        "",
    ];
    let events = names.iter().map(|name| on_page("14:18:00", name, "Checkout"));
    expect![[r#"
        Page viewed: Checkout, 14:18 [page/circle-dot]
        Search performed: Checkout, 14:18 [search/search]
        Form started: Checkout, 14:18 [form-started/file-pen-line]
        Form submitted: Checkout, 14:18 [form-submitted/file-up]
        Form abandoned: Checkout, 14:18 [form-abandoned/file-x]
        Product added: Checkout, 14:18 [product-added/shopping-cart-plus] (good)
        Product removed: Checkout, 14:18 [product-removed/shopping-cart-minus] (bad)
        Product purchased: Checkout, 14:18 [product-purchased/package-check] (good)
        Chat form completed: Checkout, 14:18 [chat-form/message-square-text]
        Inbound call: Checkout, 14:18 [call/phone-incoming]
        Outbound call: Checkout, 14:18 [call/phone-outgoing]
        Call connected: Checkout, 14:18 [call/phone-call]
        Call scheduled: Checkout, 14:18 [call/calendar-clock]
        Call wrap-up: Checkout, 14:18 [call/clipboard-check]
        Connected to agent: Checkout, 14:18 [agent/headset]
        Delivery updated: Checkout, 14:18 [custom/truck]
        Invoice sent: Checkout, 14:18 [custom/receipt-text]
        Application received: Checkout, 14:18 [custom/file-user]
        Contract signed: Checkout, 14:18 [custom/scroll-text]
        Order completed: Checkout, 14:18 [custom/star]
        Unnamed: Checkout, 14:18 [custom/star]
    "#]]
    .assert_eq(&rows(events, &desk.lens()));
}

#[test]
fn offers_have_a_picture_for_each_state() {
    let desk = Desk::new();
    let states = [
        "qualified",
        "offered",
        "accepted",
        "requested",
        "rejected",
        "timedout",
        "ignored",
        "errored",
        "started",
        "engaged",
        "completed",
        "abandoned",
        "qualifiedOutsideSchedule",
        "offeredOutsideSchedule",
        "frequencyCapReached",
        "blocked",
        "snoozed",
    ];
    let media = ["webMessagingOffer", "webchat", "contentOffer", "architectFlow", "integrationAction", "openAction"];
    let events = media.iter().flat_map(|media| states.iter().map(|state| offer("14:18:00", media, state)));
    expect![[r#"
        not drawn
        Messaging offered: Need a hand?, 14:18 [chat-offered/message-square-share]
        Messaging accepted: Need a hand?, 14:18 [chat-accepted/message-square-check] (good)
        Messaging requested: Need a hand?, 14:18 [chat-requested/message-square-plus]
        Messaging rejected: Need a hand?, 14:18 [chat-rejected/message-square-x]
        Messaging timed out: Need a hand?, 14:18 [chat-timed-out/message-square-clock]
        Messaging ignored: Need a hand?, 14:18 [chat-ignored/message-square-dashed]
        Messaging failed: Need a hand?, 14:18 [chat-failed/message-square-warning] (bad)
        not drawn
        Messaging connected: Need a hand?, 14:18 [chat-connected/headset]
        Messaging completed: Need a hand?, 14:18 [chat-completed/message-square-check]
        Messaging abandoned: Need a hand?, 14:18 [chat-abandoned/message-square-dashed]
        not drawn
        not drawn
        not drawn
        not drawn
        Messaging snoozed: Need a hand?, 14:18 [messaging/circle-star]
        not drawn
        Chat offered: Need a hand?, 14:18 [chat-offered/message-square-share]
        Chat accepted: Need a hand?, 14:18 [chat-accepted/message-square-check] (good)
        Chat requested: Need a hand?, 14:18 [chat-requested/message-square-plus]
        Chat rejected: Need a hand?, 14:18 [chat-rejected/message-square-x]
        Chat timed out: Need a hand?, 14:18 [chat-timed-out/message-square-clock]
        Chat ignored: Need a hand?, 14:18 [chat-ignored/message-square-dashed]
        Chat failed: Need a hand?, 14:18 [chat-failed/message-square-warning] (bad)
        not drawn
        Chat connected: Need a hand?, 14:18 [chat-connected/headset]
        Chat completed: Need a hand?, 14:18 [chat-completed/message-square-check]
        Chat abandoned: Need a hand?, 14:18 [chat-abandoned/message-square-dashed]
        not drawn
        not drawn
        not drawn
        not drawn
        Chat snoozed: Need a hand?, 14:18 [chat/circle-star]
        not drawn
        Content offered: Need a hand?, 14:18 [content-offered/badge-percent]
        Content accepted: Need a hand?, 14:18 [content-accepted/badge-check] (good)
        Content requested: Need a hand?, 14:18 [content-requested/badge-percent]
        Content rejected: Need a hand?, 14:18 [content-rejected/badge-x] (bad)
        Content timed out: Need a hand?, 14:18 [content-timed-out/badge-clock]
        Content ignored: Need a hand?, 14:18 [content-ignored/badge-minus]
        Content failed: Need a hand?, 14:18 [content-failed/badge-alert] (bad)
        not drawn
        Content connected: Need a hand?, 14:18 [content-connected/badge-check]
        Content completed: Need a hand?, 14:18 [content-completed/badge-check]
        Content abandoned: Need a hand?, 14:18 [content-abandoned/badge-minus]
        not drawn
        not drawn
        not drawn
        not drawn
        Content snoozed: Need a hand?, 14:18 [content/circle-star]
        not drawn
        Architect flow offered: Need a hand?, 14:18 [action/circle-star]
        Architect flow accepted: Need a hand?, 14:18 [action/circle-star]
        Architect flow requested: Need a hand?, 14:18 [action/circle-star]
        Architect flow rejected: Need a hand?, 14:18 [action/circle-star]
        Architect flow timed out: Need a hand?, 14:18 [action/circle-star]
        Architect flow ignored: Need a hand?, 14:18 [action/circle-star]
        Architect flow failed: Need a hand?, 14:18 [action/circle-star] (bad)
        not drawn
        Architect flow connected: Need a hand?, 14:18 [action/circle-star]
        Architect flow completed: Need a hand?, 14:18 [action/circle-star]
        Architect flow abandoned: Need a hand?, 14:18 [action/circle-star]
        not drawn
        not drawn
        not drawn
        not drawn
        Architect flow snoozed: Need a hand?, 14:18 [action/circle-star]
        not drawn
        Integration action offered: Need a hand?, 14:18 [action/circle-star]
        Integration action accepted: Need a hand?, 14:18 [action/circle-star]
        Integration action requested: Need a hand?, 14:18 [action/circle-star]
        Integration action rejected: Need a hand?, 14:18 [action/circle-star]
        Integration action timed out: Need a hand?, 14:18 [action/circle-star]
        Integration action ignored: Need a hand?, 14:18 [action/circle-star]
        Integration action failed: Need a hand?, 14:18 [action/circle-star] (bad)
        not drawn
        Integration action connected: Need a hand?, 14:18 [action/circle-star]
        Integration action completed: Need a hand?, 14:18 [action/circle-star]
        Integration action abandoned: Need a hand?, 14:18 [action/circle-star]
        not drawn
        not drawn
        not drawn
        not drawn
        Integration action snoozed: Need a hand?, 14:18 [action/circle-star]
        not drawn
        Open action offered: Need a hand?, 14:18 [action/circle-star]
        Open action accepted: Need a hand?, 14:18 [action/circle-star]
        Open action requested: Need a hand?, 14:18 [action/circle-star]
        Open action rejected: Need a hand?, 14:18 [action/circle-star]
        Open action timed out: Need a hand?, 14:18 [action/circle-star]
        Open action ignored: Need a hand?, 14:18 [action/circle-star]
        Open action failed: Need a hand?, 14:18 [action/circle-star] (bad)
        not drawn
        Open action connected: Need a hand?, 14:18 [action/circle-star]
        Open action completed: Need a hand?, 14:18 [action/circle-star]
        Open action abandoned: Need a hand?, 14:18 [action/circle-star]
        not drawn
        not drawn
        not drawn
        not drawn
        Open action snoozed: Need a hand?, 14:18 [action/circle-star]
    "#]]
    .assert_eq(&rows(events, &desk.lens()));
}

#[test]
fn words_searched_for_make_a_search_of_any_event() {
    let desk = Desk::new();
    let search = |name: &str, words: &str| {
        let facts = WebFacts { search: Some(words.into()), ..web_facts(name, page("Results", "/search")) };
        event("14:18:00", Body::Web(Box::new(facts)))
    };
    let app = AppFacts {
        name: "screen_viewed".into(),
        screen: Some("Find".into()),
        search: Some("tent".into()),
        ..AppFacts::default()
    };
    let events = [
        search("search_performed", "return policy"),
        search("page_viewed", "return policy"),
        search("product_looked_up", "parka"),
        search("page_viewed", "   "),
        event("14:18:00", Body::App(Box::new(app))),
    ];
    expect![[r#"
        Search performed: return policy, 14:18 [search/search]
        Search performed: return policy, 14:18 [search/search]
        Search performed: parka, 14:18 [search/search]
        Page viewed: Results, 14:18 [page/circle-dot]
        Search performed: tent, 14:18 [search/search]
    "#]]
    .assert_eq(&rows(events, &desk.lens()));
}

#[test]
fn other_kinds_are_shown_by_their_own_name() {
    let desk = Desk::new();
    let events = [
        outcome("14:18:00", "o-buy"),
        event("14:18:00", Body::Outcome { id: "o-new".into(), name: Some("Newsletter".into()) }),
        event("14:18:00", Body::Outcome { id: "o-new".into(), name: None }),
        segment("14:18:00", "s-sale"),
        event("14:18:00", Body::Segment { id: "s-sale".into(), assigned: false, until: None }),
        segment("14:18:00", "s-secret"),
        in_app("14:18:00", "screen_viewed", "Wishlist"),
        in_app("14:18:00", "product_added", "Tarn parka"),
        in_app("14:18:00", "coupon_collected", "Offers"),
        event("14:18:00", Body::Other("com.genesys.journey.CoBrowseStartedEvent".into())),
        event("14:18:00", Body::Other("delivery_updated".into())),
        event("14:18:00", Body::Other("".into())),
    ];
    expect![[r#"
        Outcome achieved: Purchase, 14:18 [outcome/circle-check] (good)
        Outcome achieved: Newsletter, 14:18 [outcome/circle-check] (good)
        Outcome achieved, 14:18 [outcome/circle-check] (good)
        Segment matched: Sale hunters, 14:18 [segment/chart-pie]
        Segment ended: Sale hunters, 14:18 [segment/chart-pie]
        not drawn
        Screen viewed: Wishlist, 14:18 [screen/circle-dot]
        Product added: Tarn parka, 14:18 [product-added/shopping-cart-plus] (good)
        Coupon collected: Offers, 14:18 [custom/star]
        Co browse started, 14:18 [other/circle-star]
        Delivery updated, 14:18 [other/truck]
        Unnamed, 14:18 [other/circle-star]
    "#]]
    .assert_eq(&rows(events, &desk.lens()));
}

#[test]
fn the_administrator_names_and_hides_events() {
    let label = |label: &str, icon: &str| TypeSetting {
        label: Some(label.into()),
        icon: Some(icon.into()),
        ..TypeSetting::default()
    };
    let mut desk = Desk::new()
        .event_type("order_completed", label("Order placed", "package-check"))
        .event_type("product_added", label("Put into the basket", "no-such-icon"))
        .event_type("debug_sent", TypeSetting { hidden: true, ..TypeSetting::default() });
    let events =
        || ["order_completed", "product_added", "debug_sent"].map(|name| on_page("14:18:00", name, "Checkout"));
    expect![[r#"
        Order placed: Checkout, 14:18 [custom/package-check]
        Put into the basket: Checkout, 14:18 [product-added/shopping-cart-plus] (good)
        not drawn
    "#]]
    .assert_eq(&rows(events(), &desk.lens()));

    // Without the permission the technical names are back, and what is hidden stays hidden.
    desk.parts.event_types = false;
    expect![[r#"
        Order completed: Checkout, 14:18 [custom/star]
        Product added: Checkout, 14:18 [product-added/shopping-cart-plus] (good)
        not drawn
    "#]]
    .assert_eq(&rows(events(), &desk.lens()));
}

#[test]
fn attributes_of_an_event_stand_in_the_order_of_the_administrator() {
    let order: Vec<std::sync::Arc<str>> = ["zone", "gone", "amount"].map(Into::into).to_vec();
    let setting = TypeSetting { label: Some("Order paid".into()), attributes: order, ..TypeSetting::default() };
    let desk = Desk::new().event_type("order_paid", setting);
    let facts = WebFacts {
        attributes: vec![named("amount", "5"), named("currency", "EUR"), named("zone", "north")],
        ..web_facts("order_paid", page("Thanks", "/thanks"))
    };
    let event = event("14:18:00", Body::Web(Box::new(facts)));
    let details = crate::view::details::details(&event, &web(), &track(vec![event.clone()]), &desk.lens());
    let rows: Vec<&str> = details.rows.iter().map(|row| &*row.label).collect();
    assert_eq!(rows, ["Time", "Page", "URL", "Zone", "Amount", "Currency", "Event"]);
}

#[test]
fn forms_and_products_are_called_by_their_names() {
    let desk = Desk::new();
    let with = |name: &str, attribute: (&str, &str)| {
        let facts = WebFacts {
            attributes: vec![named(attribute.0, attribute.1)],
            ..web_facts(name, page("Checkout", "/checkout"))
        };
        event("14:18:00", Body::Web(Box::new(facts)))
    };
    let events = [
        with("form_abandoned", ("formName", "Delivery details")),
        with("form_abandoned", ("lastField", "Postcode")),
        with("product_added", ("productName", "Tarn parka")),
        with("product_removed", ("name", "Fell 60 rucksack")),
        with("product_purchased", ("sku", "FW-45")),
        with("product_purchased", ("name", "  ")),
    ];
    expect![[r#"
        Form abandoned: Delivery details, 14:18 [form-abandoned/file-x]
        Form abandoned: Checkout, 14:18 [form-abandoned/file-x]
        Product added: Tarn parka, 14:18 [product-added/shopping-cart-plus] (good)
        Product removed: Fell 60 rucksack, 14:18 [product-removed/shopping-cart-minus] (bad)
        Product purchased: FW-45, 14:18 [product-purchased/package-check] (good)
        Product purchased: Checkout, 14:18 [product-purchased/package-check] (good)
    "#]]
    .assert_eq(&rows(events, &desk.lens()));
}

#[test]
fn the_sprite_is_sorted() {
    assert!(icon::ALL.is_sorted());
}
