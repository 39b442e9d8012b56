//! What pages are called on map, card, header and in details, in announcements and signs.

use expect_test::expect;

use super::build::*;
use crate::connection::{ConnectionState, Status};
use crate::model::{Body, Customer, Event, Page, Session};
use crate::place::Pages;
use crate::view::Lens;
use crate::view::card::card;
use crate::view::details::details;
use crate::view::find::{Needle, find};
use crate::view::friction::signs;
use crate::view::header::header;
use crate::view::map::announcement;

fn on(created: &str, name: &str, address: &str, title: &str) -> Event {
    let some = |text: &str| Some(text.into()).filter(|_| !text.is_empty());
    let page = Page { url: some(&format!("https://shop.example{address}")), title: some(title), ..Page::default() };
    event(created, Body::Web(Box::new(web_facts(name, page))))
}

/// A page that changes itself, with one title for all that it shows.
fn one_title() -> Vec<Event> {
    vec![
        on("14:02:10", "page_viewed", "/#/shop?utm_source=news", "Acme"),
        on("14:03:10", "page_viewed", "/#/help", "Acme"),
        on("14:04:10", "page_viewed", "/#/shop", "Acme"),
        on("14:05:10", "page_viewed", "/#/help#payment", "Acme"),
        on("14:06:00", "form_abandoned", "/#/help", "Acme"),
        on("14:06:10", "page_viewed", "/#/shop/", "Acme"),
    ]
}

/// Looks at the events of the visit.
fn look<T>(desk: &Desk, events: &[Event], see: impl FnOnce(&Session, &crate::model::Track, &Lens<'_>) -> T) -> T {
    let mut visit = web();
    visit.segments = vec![matched("s-sale", None)];
    visit.last_page = events.iter().rev().find_map(|event| match &event.body {
        Body::Web(facts) => Some(facts.page.clone()),
        _ => None,
    });
    let track = track(events.to_vec());
    let pages = Pages::new(&track, &desk.settings.page_noise);
    see(&visit, &track, &Lens { pages: Some(&pages), ..desk.lens() })
}

#[test]
fn hash_routes_of_one_title_are_pages_of_their_own_that_are_visited_again() {
    expect![[r#"
        Page viewed: Acme · /#/shop, 14:02 [page/circle-dot] for 1 m; entry;
        Page viewed: Acme · /#/help, 14:03 [page/circle-dot] for 1 m;
        Page viewed: Acme · /#/shop, 14:04 [page/circle-dot] for 1 m; visit 2;
        Page viewed: Acme · /#/help, 14:05 [page/circle-dot] for 1 m; visit 2; 1 on it;
        - Form abandoned: Acme · /#/help, 14:06 [form-abandoned/file-x] first; last of 1;
        Page viewed: Acme · /#/shop, 14:06 [page/circle-dot] visit 3; here;
    "#]]
    .assert_eq(&Desk::new().map(one_title()));
}

#[test]
fn every_view_calls_a_page_the_same() {
    let desk = Desk::new();
    look(&desk, &one_title(), |visit, track, lens| {
        let name = "Acme · /#/shop";
        assert_eq!(card(visit, lens, false).lead.map(|lead| lead.what).as_deref(), Some(name));
        let live = Status { state: ConnectionState::Live, ..Status::default() };
        let presence = header(&Customer::default(), Some(visit), &live, lens).presence;
        assert_eq!(presence.and_then(|presence| presence.page).as_deref(), Some(name));
        let last = track.last().expect("an event");
        assert_eq!(details(last, visit, track, lens).title, name);
        assert_eq!(announcement(last, lens).as_deref(), Some("Page viewed: Acme · /#/shop"));
        let facts: Vec<String> = signs(visit, Some(track), lens).into_iter().map(|sign| sign.fact).collect();
        assert_eq!(facts, ["Form abandoned: Acme · /#/help", "Acme · /#/shop ⇄ Acme · /#/help 3×"]);
        let found =
            find(&Needle::new("acme · /#/help", lens.fold).expect("a needle"), [(visit, track)].into_iter(), lens);
        assert_eq!(found.events.len(), 3);
    });
}

#[test]
fn a_page_spelt_in_several_ways_is_gone_back_to() {
    let events = vec![
        on("14:02:10", "page_viewed", "/cart", "Cart"),
        on("14:03:10", "page_viewed", "/help?utm_source=x", "Help"),
        on("14:04:10", "page_viewed", "/cart/", "Cart"),
        on("14:05:10", "page_viewed", "/help/index.html#top", "Help"),
    ];
    look(&Desk::new(), &events, |visit, track, lens| {
        let facts: Vec<String> = signs(visit, Some(track), lens).into_iter().map(|sign| sign.fact).collect();
        assert_eq!(facts, ["Cart ⇄ Help 2×"]);
    });
}

#[test]
fn stations_are_called_by_their_readable_address_where_the_agent_wants_it() {
    let desk = Desk::new();
    let events = vec![
        on("14:02:10", "page_viewed", "/b%C3%BCcher?utm_source=x&page=2", "Books"),
        on("14:03:10", "form_abandoned", "/b%C3%BCcher", "Books"),
        event(
            "14:03:20",
            Body::Web(Box::new(web_facts("page_viewed", Page { title: Some("No address".into()), ..Page::default() }))),
        ),
        in_app("14:04:10", "screen_viewed", "Wishlist"),
    ];
    let map = desk.map_of(&track(events)).by_address();
    let names: Vec<&str> = map.items.iter().map(|item| &*item.name).collect();
    assert_eq!(
        names,
        [
            "Page viewed: shop.example/bücher?page=2, 14:02",
            "Form abandoned: Books, 14:03",
            "Page viewed: No address, 14:03",
            "Screen viewed: Wishlist, 14:04",
        ]
    );
    assert!(map.items.iter().all(|item| item.name.contains(&item.subject)));
}

#[test]
fn details_show_addresses_as_they_read_and_copy_them_as_they_are() {
    let url = "https://www.xn--mnchen-3ya.example/b%C3%BCcher?q=caf%E9#/%E6%97%A5";
    let page = Page {
        url: Some(url.into()),
        path: Some("/b%C3%BCcher".into()),
        query: Some("q=caf%E9".into()),
        fragment: Some("/%E6%97%A5".into()),
        ..Page::default()
    };
    let viewed = event("14:02:10", Body::Web(Box::new(web_facts("page_viewed", page))));
    look(&Desk::new(), &[viewed], |visit, track, lens| {
        let details = details(track.last().expect("an event"), visit, track, lens);
        let rows: Vec<String> = details
            .rows
            .iter()
            .skip(1)
            .map(|row| {
                format!(
                    "{}: {} | {} | {}",
                    row.label,
                    row.value,
                    row.copy.as_deref().unwrap_or("-"),
                    row.href.as_deref().unwrap_or("-")
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                format!("URL: https://www.münchen.example/bücher?q=caf%E9#/日 | {url} | {url}"),
                "Path: /bücher | /b%C3%BCcher | -".to_owned(),
                "Query: q=caf%E9 | q=caf%E9 | -".to_owned(),
                "Fragment: /日 | /%E6%97%A5 | -".to_owned(),
            ]
        );
        assert_eq!(details.title, "/bücher?q=caf%E9#/日");
    });
}

#[test]
fn what_an_address_tells_of_a_person_stands_behind_dots() {
    let mut desk = Desk::new();
    desk.is_masked = true;
    let events = vec![on("14:02:10", "page_viewed", "/reset?mail=maren%40example.com", "")];
    let map = desk.map_of(&track(events.clone())).by_address();
    assert_eq!(map.items[0].name, "Page viewed: shop.example/reset?mail=••••••, 14:02");
    look(&desk, &events, |visit, _, lens| {
        assert_eq!(card(visit, lens, false).lead.map(|lead| lead.what).as_deref(), Some("/reset?mail=••••••"));
    });
}
