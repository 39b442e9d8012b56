//! The journey map: order, stations, pauses, windows.

use expect_test::expect;
use proptest::prelude::*;

use super::build::*;
use crate::model::{Event, Reading, SessionKind, Track};
use crate::view::map::{WINDOW, Window, announcement, map};

fn visit() -> Vec<Event> {
    vec![
        on_page("14:02:10", "page_viewed", "Winter sale"),
        segment("14:02:14", "s-sale"),
        on_page("14:02:52", "page_viewed", "Down jackets"),
        searched("14:03:40", "insulated parka"),
        on_page("14:04:30", "page_viewed", "Tarn parka"),
        on_page("14:06:10", "product_added", "Tarn parka"),
        segment("14:06:12", "s-basket"),
        on_page("14:08:32", "page_viewed", "Size guide"),
        on_page("14:13:12", "page_viewed", "Tarn parka"),
        on_page("14:13:20", "page_viewed", "Tarn parka"),
        outcome("14:14:22", "o-sign"),
        on_page("14:18:02", "form_abandoned", "Checkout"),
        on_page("14:18:22", "page_viewed", "Returns and refunds"),
        offer("14:18:44", "webMessagingOffer", "offered"),
        offer("14:19:04", "webMessagingOffer", "accepted"),
    ]
}

#[test]
fn a_visit_reads_in_the_order_of_its_events() {
    expect![[r#"
        Page viewed: Winter sale, 14:02 [page/circle-dot] for 42 s; entry; 1 on it;
        - Segment matched: Sale hunters, 14:02 [segment/chart-pie] #000 on #DDD856; first; last of 1;
        Page viewed: Down jackets, 14:02 [page/circle-dot] for 1 m 38 s; 1 on it;
        - Search performed: insulated parka, 14:03 [search/search] first; last of 1;
        Page viewed: Tarn parka, 14:04 [page/circle-dot] for 1 m 42 s; 2 on it;
        - Product added: Tarn parka, 14:06 [product-added/shopping-cart-plus] good; first;
        - Segment matched: High-value basket, 14:06 [segment/chart-pie] #fff on #1F6F5C; last of 2; then 2 min;
        Page viewed: Size guide, 14:08 [page/circle-dot] then 4 min;
        Page viewed: Tarn parka, 14:13 [page/circle-dot] for 8 s; visit 2;
        Page viewed: Tarn parka, 14:13 [page/circle-dot] for 5 m 2 s; visit 2; 2 on it;
        - Outcome achieved: Account sign-up, 14:14 [outcome/circle-check] good; first; then 3 min;
        - Form abandoned: Checkout, 14:18 [form-abandoned/file-x] last of 2;
        Page viewed: Returns and refunds, 14:18 [page/circle-dot] here; 2 on it;
        - Messaging offered: Need a hand?, 14:18 [chat-offered/message-square-share] first;
        - Messaging accepted: Need a hand?, 14:19 [chat-accepted/message-square-check] good; last of 2;
    "#]]
    .assert_eq(&Desk::new().map(visit()));
}

#[test]
fn a_late_page_view_keeps_its_place() {
    let mut late = visit();
    let moved = late.remove(4);
    late.push(moved);
    late.reverse();
    assert_eq!(Desk::new().map(late), Desk::new().map(visit()));
}

#[test]
fn nobody_is_here_on_a_card_that_is_gray() {
    let desk = Desk::new().at("14:38:22");
    let view = map(&track(visit()), &web(), &Window::newest(), &desk.lens());
    assert!(view.items.iter().all(|item| !item.is_here));
}

#[test]
fn the_entry_is_known_when_all_events_are() {
    let mut track = track(visit());
    let desk = Desk::new();
    let entry = |track: &Track| {
        map(track, &web(), &Window::newest(), &desk.lens()).items.iter().filter(|item| item.is_entry).count()
    };
    assert_eq!(entry(&track), 1);
    track.reading = Reading::More;
    assert_eq!(entry(&track), 0);
}

#[test]
fn what_is_not_for_agents_is_neither_drawn_nor_counted() {
    let desk =
        Desk::new().event_type("heartbeat_sent", crate::settings::TypeSetting { hidden: true, ..Default::default() });
    let mut events = visit();
    events.extend([
        segment("14:05:00", "s-secret"),
        on_page("14:05:01", "heartbeat_sent", "Tarn parka"),
        offer("14:05:02", "webMessagingOffer", "qualified"),
        offer("14:05:03", "contentOffer", "started"),
        offer("14:05:04", "contentOffer", "frequencyCapReached"),
        offer("14:05:05", "webchat", "offeredOutsideSchedule"),
        event("14:05:06", crate::model::Body::Other("com.genesys.journey.BlockedWebActionOfferEvent".into())),
        event("14:05:07", crate::model::Body::Action(Box::default())),
    ]);
    for hidden in &events[15..] {
        assert_eq!(announcement(hidden, &desk.lens()), None, "{hidden:?}");
    }
    assert_eq!(desk.map(events), desk.map(visit()));
}

#[test]
fn parts_without_permission_leave_the_map() {
    let mut desk = Desk::new();
    desk.parts.segments = false;
    desk.parts.outcomes = false;
    let map = desk.map(visit());
    assert!(!map.contains("segment") && !map.contains("outcome"), "{map}");
}

#[test]
fn an_app_visit_and_events_before_the_first_page() {
    let mut session = session(SessionKind::App, "14:10:00");
    session.last_event = last("screen_viewed", "14:12:00");
    let events = vec![
        offer("14:10:05", "contentOffer", "offered"),
        in_app("14:10:30", "screen_viewed", "Home"),
        in_app("14:10:40", "coupon_collected", "Home"),
        in_app("14:12:00", "screen_viewed", "Wishlist"),
    ];
    let view = map(&track(events), &session, &Window::newest(), &Desk::new().lens());
    expect![[r#"
        - Content offered: Need a hand?, 14:10 [content-offered/badge-percent]
        Screen viewed: Home, 14:10 [screen/circle-dot] for 1 m 30 s; 1 on it;
        - Coupon collected: Home, 14:10 [custom/star] first; last of 1;
        Screen viewed: Wishlist, 14:12 [screen/circle-dot] here;
    "#]]
    .assert_eq(&map_text(&view));
}

#[test]
fn events_of_another_day_say_so() {
    let mut session = session(SessionKind::Custom("delivery".into()), "2024-11-10T16:30:00Z");
    session.last_event = last("delivery_updated", "2024-11-12T09:00:00Z");
    let events = vec![
        on_page("2024-11-10T16:30:00Z", "delivery_created", "Orders"),
        on_page("2024-11-12T09:00:00Z", "delivery_updated", "Orders"),
    ];
    let view = map(&track(events), &session, &Window::newest(), &Desk::new().lens());
    expect![[r#"
        - Delivery created: Orders, 16:30 [custom/truck] then 40 h 30 min;
        - Delivery updated: Orders, 12 Nov 09:00 [custom/truck]
    "#]]
    .assert_eq(&map_text(&view));
}

#[test]
fn announcements_say_what_happened() {
    let desk = Desk::new();
    let said = |event: Event| announcement(&event, &desk.lens()).unwrap_or_default();
    assert_eq!(said(on_page("14:18:02", "form_abandoned", "Checkout")), "Form abandoned: Checkout");
    assert_eq!(said(segment("14:18:02", "s-sale")), "Segment matched: Sale hunters");
    assert_eq!(said(event("14:18:02", crate::model::Body::Other("HologramSeen".into()))), "Hologram seen");
}

/// `n` page views, one a second.
fn long(n: i64) -> Vec<Event> {
    (0..n).map(|at| on_page(&after("2024-11-16T00:00:00Z", at), "page_viewed", &format!("Page {}", at % 700))).collect()
}

#[test]
fn a_window_moves_over_ten_thousand_events_and_loses_none() {
    let desk = Desk::new();
    let track = track(long(10_050));
    let mut window = Window::newest();
    let mut seen = Vec::new();
    for _ in 0..200 {
        let view = map(&track, &web(), &window, &desk.lens());
        assert_eq!(view.before + view.items.len() + view.after, 10_050);
        assert_eq!(view.items.len(), WINDOW, "a window is full");
        seen.splice(0..0, view.items.iter().map(|item| item.key.clone()));
        if view.before == 0 {
            break;
        }
        window = window.earlier(&view);
    }
    seen.dedup();
    let unique: std::collections::BTreeSet<_> = seen.iter().cloned().collect();
    assert_eq!(unique.len(), 10_050);

    // And back to the newest, which is then followed.
    for _ in 0..200 {
        window = window.later(&map(&track, &web(), &window, &desk.lens()));
    }
    assert_eq!(window, Window::newest());
}

#[test]
fn a_window_keeps_its_place_while_events_arrive() {
    let desk = Desk::new();
    let older = track(long(500));
    let window = Window::newest().earlier(&map(&older, &web(), &Window::newest(), &desk.lens()));
    let before = map(&older, &web(), &window, &desk.lens());
    let newer = track(long(520));
    let after = map(&newer, &web(), &window, &desk.lens());
    assert_eq!(before.items.first().map(|item| &item.key), after.items.first().map(|item| &item.key));
    assert_eq!((before.before, before.after), (300, 100));
    assert_eq!((after.before, after.after), (300, 120));
}

#[test]
fn a_short_map_has_no_clusters() {
    let view = map(&track(long(100)), &web(), &Window::newest(), &Desk::new().lens());
    assert_eq!((view.before, view.items.len(), view.after), (0, 100, 0));
    let view = map(&track(long(101)), &web(), &Window::newest(), &Desk::new().lens());
    assert_eq!((view.before, view.items.len(), view.after), (1, 100, 0));
    let first = map(&track(long(101)), &web(), &Window::newest().earlier(&view), &Desk::new().lens());
    assert_eq!((first.before, first.items.len(), first.after), (0, 100, 1));
    let empty = map(&track(vec![]), &web(), &Window::newest().later(&view), &Desk::new().lens());
    assert_eq!((empty.before, empty.items.len(), empty.after), (0, 0, 0));
}

proptest! {
    #[test]
    fn every_item_has_a_name_and_a_key_of_its_own(picks in prop::collection::vec((0_usize..12, 0_i64..40_000, ".{0,12}"), 0..150)) {
        let events: Vec<Event> = picks
            .iter()
            .enumerate()
            .map(|(n, (pick, seconds, words))| {
                let at = after("2024-11-16T00:00:00Z", *seconds);
                let mut event = match pick {
                    0 => on_page(&at, "page_viewed", words),
                    1 => on_page(&at, words, words),
                    2 => searched(&at, words),
                    3 => in_app(&at, "screen_viewed", words),
                    4 => in_app(&at, words, words),
                    5 => offer(&at, words, words),
                    6 => offer(&at, "webchat", words),
                    7 => outcome(&at, "o-unknown"),
                    8 => segment(&at, "s-secret"),
                    9 => segment(&at, "s-sale"),
                    10 => event(&at, crate::model::Body::Other(words.as_str().into())),
                    _ => on_page(&at, "form_abandoned", words),
                };
                event.id = format!("e-{n}").into();
                event
            })
            .collect();
        let n_secret = events.iter().filter(|event| matches!(&event.body, crate::model::Body::Segment { id, .. } if id.as_str() == "s-secret")).count();
        let n_all = events.len();
        let view = map(&track(events), &web(), &Window::newest(), &Desk::new().lens());
        prop_assert_eq!(view.before + view.items.len() + view.after, n_all - n_secret);
        let keys: std::collections::BTreeSet<_> = view.items.iter().map(|item| &item.key).collect();
        prop_assert_eq!(keys.len(), view.items.len());
        for item in &view.items {
            prop_assert!(!item.name.trim().is_empty() && !item.word.is_empty() && !item.icon.is_empty());
            prop_assert!(crate::view::icon::known(item.icon).is_some(), "{}", item.icon);
            prop_assert!(!item.is_station || !item.first && !item.last);
            prop_assert!(!item.name.contains(char::is_control));
        }
    }
}
