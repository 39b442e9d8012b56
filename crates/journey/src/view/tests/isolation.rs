//! Text from right to left within sentences of ours: it moves nothing that stands beside it.

use std::sync::Arc;

use super::build::*;
use crate::connection::Status;
use crate::model::{
    Action, Attribute, Body, Campaign, ContactFlow, Customer, Interaction, Medium, Referrer, Results, WebFacts,
};
use crate::view::details::details;
use crate::view::header::{header, interaction};
use crate::view::map::{Window, announcement, map};
use crate::view::{card, digest, friction, page};

/// Arabic, Hebrew, Arabic among others.
const WORDS: [&str; 3] = ["قمصان", "חולצות", "Shirt قميص 5"];

/// Every sentence about a visit in which a visitor wrote this word wherever they could.
fn sentences(word: &str) -> Vec<String> {
    let desk = Desk::new();
    let lens = desk.lens();
    let mut visit = web();
    visit.search_terms = vec![word.into(), word.into()];
    visit.attributes = vec![Attribute { name: "note".into(), values: vec![word.into(), "7".into()] }];
    visit.campaign = Some(Campaign { name: Some(word.into()), source: Some("google".into()), ..Campaign::default() });
    visit.referrer = Some(Referrer { name: Some(word.into()), medium: Some("search".into()), ..Referrer::default() });
    let form = WebFacts { attributes: vec![named("formName", word)], ..web_facts("form_abandoned", page_of(word)) };
    let product = WebFacts { attributes: vec![named("name", word)], ..web_facts("product_removed", page_of(word)) };
    let offer = Action {
        media_type: Some("webchat".into()),
        state: Some("offered".into()),
        map_name: Some(word.into()),
        map_version: Some(2),
        ..Action::default()
    };
    let mut crumbs = page_of(word);
    crumbs.breadcrumb = vec![word.into(), "Shop".into()];
    let events = vec![
        event("14:03:00", Body::Web(Box::new(web_facts("page_viewed", crumbs)))),
        event("14:03:30", Body::Web(Box::new(web_facts("page_viewed", page("Shipping", "/shipping"))))),
        event("14:04:00", Body::Web(Box::new(product))),
        event("14:04:30", Body::Web(Box::new(web_facts("page_viewed", page_of(word))))),
        event("14:05:00", Body::Web(Box::new(web_facts("page_viewed", page("Shipping", "/shipping"))))),
        event("14:06:00", Body::Web(Box::new(form))),
        searched("14:07:00", word),
        event("14:08:00", Body::Action(Box::new(offer))),
    ];
    let track = track(events);
    let signs = friction::signs(&visit, Some(&track), &lens);
    let digest = digest::digest(&[Arc::new(visit.clone())], false, Some(&visit), &signs, &[], &lens).expect("a digest");
    let mut out = vec![digest.headline, digest.why];
    out.extend(digest.facts.into_iter().map(|fact| fact.text));
    out.extend(signs.into_iter().flat_map(|sign| [sign.fact, sign.clause]));
    out.extend(map(&track, &visit, &Window::newest(), &lens).items.into_iter().map(|item| item.name));
    for event in track.iter() {
        out.extend(announcement(event, &lens));
        let details = details(event, &visit, &track, &lens);
        out.push(details.subtitle);
        out.extend(details.rows.into_iter().filter(|row| row.value != word).map(|row| row.value));
    }
    out.extend(card::card(&visit, &lens, false).facts.into_iter().map(|fact| fact.value));
    let caption = Some(format!("Inbound call · {word}").into());
    let caller = header(&Customer { caption, ..Customer::default() }, None, &Status::default(), &lens);
    out.extend(caller.presence.map(|presence| presence.text));
    let one = Interaction {
        visitor: None,
        id: "i".into(),
        medium: Medium::Message,
        since: at("14:00:00"),
        far_end: Some(word.into()),
        phone: None,
        email: None,
        queue: Some("Sales".into()),
        contact: None,
        session: None,
        cookie: None,
        communication: None,
        connected: true,
    };
    out.push(interaction(&one, &[], &lens).detail);
    let flow = ContactFlow::Choose(Results { query: Some(word.into()), ..Results::default() });
    out.extend(page::contact_notice(&flow).map(|notice| notice.advice));
    out
}

fn page_of(title: &str) -> crate::model::Page {
    page(title, "/x")
}

#[test]
fn a_word_from_right_to_left_is_isolated_in_every_sentence() {
    for word in WORDS {
        let isolated = format!("\u{2068}{word}\u{2069}");
        let all = sentences(word);
        let with_it: Vec<&String> = all.iter().filter(|text| text.contains(word)).collect();
        assert!(with_it.len() > 25, "{with_it:#?}");
        for text in with_it {
            assert!(!text.replace(&isolated, "").contains(word), "{text:?}");
            assert_eq!(text.matches('\u{2068}').count(), text.matches('\u{2069}').count(), "{text:?}");
        }
        for wanted in [
            format!("Searched “{isolated}” 2×"),
            format!("Search performed: {isolated}, 14:07"),
            format!("Inbound call · {isolated}"),
            format!("{isolated} · Sales"),
            format!("No contact matches “{isolated}”."),
            format!("{isolated} (google)"),
            format!("{isolated}, 7"),
            format!("{isolated} > Shop"),
        ] {
            assert!(all.contains(&wanted), "{wanted:?} in {all:#?}");
        }
    }
}

#[test]
fn plain_names_stay_as_they_are_byte_for_byte() {
    for word in ["Boots", "Καφές", "日本語", "Čaj & káva", "ไทย"] {
        let all = sentences(word);
        assert!(all.contains(&format!("Page viewed: {word}, 14:03")));
        assert!(!all.iter().any(|text| text.contains(['\u{2068}', '\u{2069}'])), "{all:?}");
    }
}

#[test]
fn copies_leave_the_isolation_out() {
    let mut facts = web_facts("page_viewed", page_of(WORDS[0]));
    facts.campaign =
        Some(Campaign { name: Some(WORDS[0].into()), source: Some("google".into()), ..Campaign::default() });
    facts.page.breadcrumb = vec![WORDS[0].into(), WORDS[1].into()];
    let event = event("14:03:00", Body::Web(Box::new(facts)));
    let details = details(&event, &web(), &track(vec![event.clone()]), &Desk::new().lens());
    let all = details.copy_all();
    assert!(all.contains("Campaign: قمصان (google)") && all.contains("Breadcrumb: قمصان > חולצות"), "{all}");
    assert!(!all.contains(['\u{2068}', '\u{2069}']), "{all:?}");
    assert!(details.rows.iter().any(|row| row.value.contains('\u{2068}')), "shown it is isolated");
}
