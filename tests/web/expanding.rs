//! What the mission promises of expanded cards: several at once, live, and one colour for one segment.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, all_of, text_of, usual};
use crate::records::{CONTACT, PLAIN_VISIT, VISIT, events, frame, sessions, visit};

#[wasm_bindgen_test]
async fn several_cards_stay_expanded_and_each_collapses_alone() {
    let page = Page::open().await;
    let buttons = || all_of(&page.root, "h2 button[aria-expanded]");
    assert!(buttons().len() >= 3, "{} cards can be expanded", buttons().len());
    let names: Vec<String> = buttons().iter().take(3).map(text_of).collect();
    for name in &names {
        page.press("button", name).await;
    }
    let n_open = || all_of(&page.root, "h2 button[aria-expanded=true]").len();
    assert_eq!(n_open(), 3);
    page.press("button", &names[1]).await;
    assert_eq!(n_open(), 2);
}

#[wasm_bindgen_test]
async fn a_card_becomes_expandable_live_with_its_first_search() {
    let page = Page::open().await;
    let card = || {
        let mut cards = page.all("article").into_iter().filter(|card| text_of(card).contains("9 Nov"));
        cards.next().expect("the plain visit")
    };
    assert_eq!(all_of(&card(), "h2 button").len(), 0);
    let listed = sessions();
    let mut plain =
        listed["entities"].as_array().expect("a list").iter().find(|one| one["id"] == PLAIN_VISIT).expect("it").clone();
    plain["searchTerms"] = json!(["tent"]);
    plain["eventCount"] = json!(5);
    page.frame(frame(&format!("v2.externalcontacts.contacts.{CONTACT}.journey.sessions"), &plain)).await;
    assert_eq!(all_of(&card(), "h2 button[aria-expanded=false]").len(), 1);
}

#[wasm_bindgen_test]
async fn icon_chip_and_list_wear_the_segments_own_colour() {
    let page = Page::open().await;
    let title = text_of(&page.card("Web visit").query_selector("h2 button").expect("a selector").expect("a button"));
    page.press("button", &title).await;
    let card = page.card("Web visit");
    let color = "#1f6f5c";
    let styled = |root: &web_sys::Element, selector: &str| {
        let all = all_of(root, selector);
        all.iter().filter(|one| one.get_attribute("style").unwrap_or_default().to_lowercase().contains(color)).count()
    };
    assert_eq!(styled(&card, "[data-kind=segment]"), 1, "on the map");
    let in_list = all_of(&card, "section").into_iter().find(|one| text_of(one).starts_with("Segments matched"));
    assert_eq!(styled(&in_list.expect("the region"), "[style]"), 1, "in the list");
}

#[wasm_bindgen_test]
async fn an_announced_hidden_segment_changes_no_count() {
    let with = Page::open().await;
    let n = |page: &Page| text_of(&page.card("Web visit"));
    let without = Page::open_with(|path| {
        let mut answer = usual(path)?;
        if path.contains("/events") {
            // The event that assigned it: what is listed is what is announced.
            answer["entities"].as_array_mut().into_iter().for_each(|all| all.retain(|one| one["id"] != "e08"));
        }
        if path.split('?').next().unwrap_or_default().ends_with("/journey/sessions") {
            for session in answer["entities"].as_array_mut().into_iter().flatten().filter(|one| one["id"] == VISIT) {
                *session = visit(events().len() - 1, "e25", "14:18:29");
                let matched = session["segmentAssignments"].as_array_mut().expect("a list");
                matched.retain(|one| one["segment"]["id"] != "5e6-4");
            }
        }
        Some(answer)
    })
    .await;
    assert_eq!(n(&with), n(&without));
}
