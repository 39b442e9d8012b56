//! The journey map: keyboard, details, copying, many events.

use serde_json::json;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::keyboard::key;
use crate::page::{Page, all_of, name_of, settle, text_of, usual};
use crate::records::{self, web};

/// A page with the current visit expanded.
async fn expanded() -> Page {
    let page = Page::open().await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    page
}

/// The events on the map.
fn events(page: &Page) -> Vec<HtmlElement> {
    all_of(&page.get("list", "Journey map"), "li > button").into_iter().map(JsCast::unchecked_into).collect()
}

/// The name of what has the focus.
pub fn focused() -> String {
    leptos::prelude::document().active_element().map(|element: Element| name_of(&element)).unwrap_or_default()
}

#[wasm_bindgen_test]
async fn the_map_is_one_tab_stop_and_arrows_walk_it() {
    let page = expanded().await;
    let events = events(&page);
    let stops = |events: &[HtmlElement]| events.iter().filter(|event| event.tab_index() == 0).count();
    assert_eq!(stops(&events), 1);
    let last = events.len() - 1;
    assert_eq!(events[last].tab_index(), 0, "the newest event is the stop");
    events[last].focus().expect("focus");
    key(&events[last], "ArrowLeft");
    settle().await;
    assert_eq!(focused(), name_of(&events[last - 1]));
    assert_eq!(events[last - 1].tab_index(), 0);
    assert_eq!(stops(&events), 1);
    key(&events[last - 1], "Home");
    settle().await;
    assert_eq!(focused(), name_of(&events[0]));
    key(&events[0], "ArrowRight");
    settle().await;
    assert_eq!(focused(), name_of(&events[1]));
    key(&events[1], "End");
    settle().await;
    assert_eq!(focused(), name_of(&events[last]));
}

#[wasm_bindgen_test]
async fn right_to_left_the_arrows_are_mirrored() {
    let page = expanded().await;
    page.root.set_attribute("dir", "rtl").expect("an attribute");
    let events = events(&page);
    let last = events.len() - 1;
    events[last].focus().expect("focus");
    key(&events[last], "ArrowRight");
    settle().await;
    assert_eq!(focused(), name_of(&events[last - 1]));
    key(&events[last - 1], "ArrowLeft");
    settle().await;
    assert_eq!(focused(), name_of(&events[last]));
}

#[wasm_bindgen_test]
async fn pressing_an_event_opens_its_details_and_escape_gives_the_focus_back() {
    let page = expanded().await;
    let event = events(&page).into_iter().find(|event| name_of(event).starts_with("Form abandoned")).expect("an event");
    let name = name_of(&event);
    page.press("button", &name).await;
    let dialog = page.all("dialog").pop().expect("a dialog");
    assert_eq!(page.all("dialog").len(), 1);
    assert!(dialog.get_attribute("aria-modal").is_none());
    assert_eq!(focused(), name_of(&dialog));
    assert_eq!(event.get_attribute("aria-expanded").as_deref(), Some("true"));
    let buttons: Vec<_> = all_of(&dialog, "button").iter().map(name_of).collect();
    assert_eq!(buttons.first().map(String::as_str), Some("Close"));
    assert_eq!(buttons.last().map(String::as_str), Some("Copy all"));
    let labels: Vec<_> = all_of(&dialog, "dt").iter().map(|label| format!("Copy {}", text_of(label))).collect();
    assert!(!labels.is_empty() && labels == buttons[1..buttons.len() - 1], "{labels:?} {buttons:?}");
    // Another event takes the place of the first.
    let other = name_of(&events(&page)[0]);
    page.press("button", &other).await;
    assert_eq!(page.all("dialog").len(), 1);
    key(&page.all("dialog")[0].clone().unchecked_into(), "Escape");
    settle().await;
    assert_eq!(page.all("dialog").len(), 0);
    assert_eq!(focused(), other);
}

#[wasm_bindgen_test]
async fn closing_by_the_button_gives_the_focus_back() {
    let page = expanded().await;
    let name = name_of(&events(&page)[3]);
    page.press("button", &name).await;
    page.press("button", "Close").await;
    assert_eq!(page.all("dialog").len(), 0);
    assert_eq!(focused(), name);
}

#[wasm_bindgen_test]
async fn a_copy_is_said_at_once_and_so_is_a_failure() {
    let page = Page::open().await;
    page.press("button", "Copy Email").await;
    assert_eq!(*page.browser.copied.borrow(), ["maren.okafor@example.com"]);
    assert_eq!(text_of(&page.get("status", "Announcements")), "Copied Email");
    assert!(page.has("button", "Copied Email"));
    // It goes back to its name when the focus leaves.
    page.get("button", "Copy Phone").focus().expect("focus");
    settle().await;
    assert!(page.has("button", "Copy Email"));
    *page.browser.refuses.borrow_mut() = true;
    page.press("button", "Copy Phone").await;
    assert_eq!(text_of(&page.get("status", "Announcements")), "Could not copy Phone");
    assert!(page.has("button", "Retry: Copy Phone"));
}

#[wasm_bindgen_test]
async fn ten_thousand_events_draw_no_more_than_a_window() {
    let n_events = 10_000_usize;
    let page = Page::open_with(move |path| {
        if path.contains(records::VISIT) && path.contains("/events") {
            let at = |n: usize| format!("{:02}:{:02}:{:02}", 2 + n / 3600, n / 60 % 60, n % 60);
            let events: Vec<_> = (0..n_events)
                .map(|n| {
                    web(&format!("n{n:05}"), &at(n), "page_viewed", &format!("/p{n}"), &format!("Page {n}"), json!({}))
                })
                .collect();
            return Some(records::listing(&events));
        }
        usual(path)
    })
    .await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    let drawn = events(&page);
    assert!(drawn.len() <= 102, "{}", drawn.len());
    assert_eq!(name_of(&drawn[0]), format!("{} more events", n_events - 100));
    assert!(page.root.get_elements_by_tag_name("*").length() < 3_000);
    // The window moves, and the focus stays on the map.
    page.press("button", &format!("{} more events", n_events - 100)).await;
    let names: Vec<_> = events(&page).iter().map(|event| name_of(event)).collect();
    assert!(names.last().is_some_and(|name| name.ends_with(" more events")), "{names:?}");
    assert!(focused().ends_with(" more events"), "{}", focused());
}
