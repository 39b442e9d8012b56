//! The page, its cards and their facts.

use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Page, all_of, name_of, text_of, usual};
use crate::records;

/// The facts of a card as "label: value".
fn facts(card: &web_sys::Element) -> Vec<String> {
    let facts = all_of(card, "dl dt").into_iter();
    facts
        .map(|label| {
            let value = label.next_element_sibling().expect("a value");
            assert_eq!(value.tag_name(), "DD");
            format!("{}: {}", text_of(&label), text_of(&value))
        })
        .collect()
}

#[wasm_bindgen_test]
async fn the_page_says_who_the_customer_is_and_that_it_is_live() {
    let page = Page::open().await;
    assert_eq!(page.names("main"), ["Customer journey"]);
    assert_eq!(text_of(&page.all("heading")[0]), "Maren Okafor");
    assert_eq!(page.names("status"), ["Connection", "Announcements"]);
    assert_eq!(text_of(&page.get("status", "Connection")), "Live");
    assert!(page.has("button", "Copy Email") && page.has("button", "Copy Phone"));
    assert!(page.has("list", "Sessions"));
    assert_eq!(page.all("alert").len(), 0);
}

#[wasm_bindgen_test]
async fn cards_come_newest_first_with_their_state_as_a_word() {
    let page = Page::open().await;
    let cards = page.all("article");
    let states: Vec<_> = cards
        .iter()
        .map(|card| (card.get_attribute("data-state").unwrap_or_default(), text_of(&all_of(card, ".badge")[0])))
        .collect();
    let expected = ["active", "active", "ended", "abandoned", "ended", "ended", "ended"];
    assert_eq!(states.iter().map(|(data, _)| data.as_str()).collect::<Vec<_>>(), expected);
    assert!(states.iter().all(|(data, word)| data.eq_ignore_ascii_case(word)), "{states:?}");
}

#[wasm_bindgen_test]
async fn a_card_tells_its_facts_as_definitions() {
    let page = Page::open().await;
    let facts = facts(&page.card("Web visit"));
    for expected in ["Started: 14:02", "Current page: Returns and refunds", "Location: Leeds"] {
        assert!(facts.iter().any(|fact| fact.starts_with(expected)), "no {expected} in {facts:?}");
    }
    assert!(facts.iter().any(|fact| fact.starts_with("Duration: ")), "{facts:?}");
    assert!(facts.iter().any(|fact| fact.starts_with("Pages: ")), "{facts:?}");
}

#[wasm_bindgen_test]
async fn what_holds_nothing_more_cannot_be_expanded() {
    let page = Page::open().await;
    let plain = page.all("article").pop().expect("a card");
    assert_eq!(all_of(&plain, "h2").len(), 1);
    assert_eq!(all_of(&plain, "button").len(), 0);
    let visit = page.card("Web visit");
    let button = &all_of(&visit, "h2 button")[0];
    assert_eq!(button.get_attribute("aria-expanded").as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn an_expanded_card_shows_its_map_searches_outcomes_and_segments() {
    let page = Page::open().await;
    let title = name_of(&page.card("Web visit"));
    page.press("button", &title).await;
    assert_eq!(all_of(&page.card("Web visit"), "h2 button")[0].get_attribute("aria-expanded").as_deref(), Some("true"));
    for region in ["Searches performed", "Outcome predictions", "Segments matched"] {
        assert!(page.has("region", &format!("{region} {title}")), "{region} in {:?}", page.names("region"));
    }
    let map = page.get("list", "Journey map");
    let names: Vec<_> = all_of(&map, "li > button").iter().map(name_of).collect();
    assert_eq!(names.len(), 24, "{names:?}");
    assert_eq!(names[0], "Page viewed: Winter sale, 14:02");
    assert_eq!(names[1], "Segment matched: Sale hunters, 14:02");
    assert!(names.iter().any(|name| name.starts_with("Form abandoned: ")), "{names:?}");
    let searches = page.get("region", &format!("Searches performed {title}"));
    let terms: Vec<_> = all_of(&searches, "li").iter().map(text_of).collect();
    assert!(terms[0].contains("insulated parka") && terms[1].contains("return policy"), "{terms:?}");
    assert!(terms[1].contains("×2"), "{terms:?}");
    page.press("button", &title).await;
    assert!(!page.has("list", "Journey map"));
}

#[wasm_bindgen_test]
async fn a_bar_says_how_likely_how_high_and_where_to() {
    let page = Page::open().await;
    let meters = page.names("meter");
    assert_eq!(meters, ["Account sign-up", "Contact about a return", "Purchase"]);
    let purchase = page.get("meter", "Purchase");
    assert_eq!(purchase.get_attribute("aria-valuenow").as_deref(), Some("41"));
    assert!(
        purchase.get_attribute("aria-valuetext").is_some_and(|text| text.starts_with("41 percent, peak 72 percent"))
    );
    let achieved = page.get("meter", "Account sign-up");
    assert_eq!(achieved.get_attribute("aria-valuetext").as_deref(), Some("achieved"));
    assert_eq!(achieved.get_attribute("aria-valuenow").as_deref(), Some("100"));
}

#[wasm_bindgen_test]
async fn a_segment_hidden_from_agents_leaves_no_trace() {
    let page = Page::open().await;
    page.press("button", &name_of(&page.card("Web visit"))).await;
    let markup = page.root.inner_html();
    assert!(markup.contains("Sale hunters") && !markup.contains("Internal scoring") && !markup.contains("5e6-4"));
    let region = page.get("region", &format!("Segments matched {}", name_of(&page.card("Web visit"))));
    let names: Vec<_> = all_of(&region, "li bdi").iter().map(text_of).collect();
    assert_eq!(names, ["Sale hunters", "High-value basket", "Checkout hesitation"]);
}

#[wasm_bindgen_test]
async fn what_is_missing_leaves_no_empty_place() {
    let page = Page::open_with(|path| match path.split('?').next().unwrap_or_default() {
        "/api/v2/journey/outcomes" | "/api/v2/journey/segments" => None,
        other if other.ends_with("/outcomescores") => None,
        _ => usual(path),
    })
    .await;
    let title = name_of(&page.card("Web visit"));
    page.press("button", &title).await;
    assert_eq!(
        page.names("region").iter().filter(|name| !name.contains("details") && *name != "Catch-up").count(),
        1,
        "{:?}",
        page.names("region")
    );
    assert_eq!(page.all("meter").len(), 0);
    assert_eq!(all_of(&page.root, ".catch-up section").len(), 0);
}

#[wasm_bindgen_test]
async fn the_list_ends_in_words() {
    let page = Page::open().await;
    page.press("button", "Load More").await;
    assert!(!page.has("button", "Load More"));
    assert!(page.root.text_content().is_some_and(|text| text.contains("No earlier sessions")));
}

#[wasm_bindgen_test]
async fn hostile_text_stays_text() {
    let page = Page::open_with(|path| {
        if path.ends_with(records::CONTACT) || path.contains(&format!("{}?", records::CONTACT)) {
            let mut contact = records::contact();
            contact["lastName"] = json!("<img src=x onerror=alert(1)>");
            return Some(contact);
        }
        usual(path)
    })
    .await;
    assert_eq!(page.root.get_elements_by_tag_name("img").length(), 0);
    assert!(text_of(&page.all("heading")[0]).contains("<img"));
}
