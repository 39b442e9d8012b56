//! Find in journey: what is typed in, which cards and events hold it.

use proptest::prelude::*;

use super::build::*;
use crate::model::{Body, Event, Page, Reading, Session, Track};
use crate::settings::TypeSetting;
use crate::view::Lens;
use crate::view::find::{Needle, Segment, find};

/// The events found, then the sentence.
fn found(text: &str, held: &[(Session, Track)], desk: &Desk) -> (Vec<String>, String) {
    let needle = Needle::new(text, desk.lens().fold).expect("something to look for");
    let found = find(&needle, held.iter().map(|(session, track)| (session, track)), &desk.lens());
    (found.events.iter().map(|(_, id)| id.as_str().to_owned()).collect(), found.words())
}

fn with_attribute(created: &str, name: &str, value: &str) -> Event {
    let mut facts = web_facts("product_added", page("Parka", "/parka"));
    facts.attributes.push(named(name, value));
    event(created, Body::Web(Box::new(facts)))
}

fn visit(events: Vec<Event>) -> (Session, Track) {
    (web(), track(events))
}

fn earlier() -> (Session, Track) {
    let mut session = web();
    session.id = "session-0".into();
    session.last_page = Some(page("Wishlist", "/wishlist"));
    (session, track(Vec::new()))
}

#[test]
fn nothing_typed_looks_for_nothing() {
    assert_eq!(Needle::new(" \t\u{301}\u{200B} ", Desk::new().lens().fold), None);
}

#[test]
fn titles_addresses_terms_and_attributes_are_found_whatever_their_case() {
    let events = vec![
        on_page("14:03:00", "page_viewed", "Size Guide"),
        searched("14:04:00", "insulated parka"),
        with_attribute("14:05:00", "colour", "Moss Green"),
    ];
    let held = [visit(events), earlier()];
    let desk = Desk::new();
    for (text, event) in [
        ("size GUIDE", "e-14:03:00"),
        ("/size-guide", "e-14:03:00"),
        ("insulated", "e-14:04:00"),
        ("moss", "e-14:05:00"),
        ("colour", "e-14:05:00"),
        ("product added green", "e-14:05:00"),
    ] {
        assert_eq!(
            found(text, &held, &desk),
            (vec![event.to_owned()], "1 event, 1 of 2 sessions".to_owned()),
            "{text}"
        );
    }
}

#[test]
fn a_card_is_found_by_what_stands_on_it() {
    let held = [visit(Vec::new()), earlier()];
    assert_eq!(found("wishlist", &held, &Desk::new()), (Vec::new(), "1 of 2 sessions".to_owned()));
    assert_eq!(found("web visit", &held, &Desk::new()).1, "2 of 2 sessions");
    assert_eq!(found("nowhere", &held, &Desk::new()).1, "Nothing found in 2 sessions");
}

#[test]
fn what_is_hidden_is_not_found() {
    let held = [visit(vec![on_page("14:03:00", "internal_ping", "Size guide"), segment("14:04:00", "s-secret")])];
    let setting = TypeSetting { hidden: true, ..TypeSetting::default() };
    let desk = Desk::new().event_type("internal_ping", setting);
    assert_eq!(found("size", &held, &desk).0, Vec::<String>::new());
    assert_eq!(found("secret", &held, &desk).1, "Nothing found in 1 session");
    assert_eq!(found("size", &held, &Desk::new()).0, ["e-14:03:00"]);
}

#[test]
fn what_stands_behind_dots_is_not_found() {
    let held = [visit(vec![searched("14:03:00", "order of maren@example.com")])];
    let mut desk = Desk::new();
    assert_eq!(found("maren", &held, &desk).0.len(), 1);
    desk.is_masked = true;
    assert_eq!(found("maren", &held, &desk), (Vec::new(), "Nothing found in 1 session".to_owned()));
}

#[test]
fn events_that_were_never_read_are_named() {
    let (mut session, mut unread) = visit(Vec::new());
    session.search_terms = vec!["parka".into()];
    unread.reading = Reading::NotAsked;
    let words = found("anything", &[(session, unread)], &Desk::new()).1;
    assert_eq!(words, "Nothing found in 1 session. The events of 1 session are not read: expand it to search them");
}

#[test]
fn hostile_text_is_looked_for_as_it_is() {
    let held = [visit(vec![searched("14:03:00", "<b>.*\u{202e}[x")])];
    assert_eq!(found("<B>.*\u{202e}[x", &held, &Desk::new()).0.len(), 1);
}

#[test]
fn words_of_the_world_are_found_as_a_person_types_them() {
    let address = "https://shop.example/%D9%82%D9%85%D8%B5%D8%A7%D9%86/M%C3%BCnchen?q=caf%E9";
    let place = Page { url: Some(address.into()), title: Some("Shop".into()), ..Page::default() };
    let held = [visit(vec![
        on_page("14:03:00", "page_viewed", "Αγώνες"),
        on_page("14:04:00", "page_viewed", "İstanbul"),
        on_page("14:05:00", "page_viewed", "Mu\u{308}nchen Straße"),
        searched("14:06:00", "ＵＳＢ ケーブル"),
        with_attribute("14:07:00", "label", "Donau\u{AD}dampf\u{AD}schiff"),
        event("14:08:00", Body::Web(Box::new(web_facts("page_viewed", place)))),
        searched("14:09:00", "قُمْصَان"),
        on_page("14:10:00", "page_viewed", "Hà Nội – Đà Nẵng"),
        in_app("14:11:00", "screen_viewed", "Men’s shoes"),
    ])];
    let desk = Desk::new();
    for (text, found_at) in [
        ("ΑΓΩΝΕΣ", &["e-14:03:00"][..]),
        ("αγωνεσ", &["e-14:03:00"]),
        ("istanbul", &["e-14:04:00"]),
        ("ISTANBUL", &["e-14:04:00"]),
        ("münchen strasse", &["e-14:05:00"]),
        ("MUNCHEN", &["e-14:05:00", "e-14:08:00"]),
        ("usb", &["e-14:06:00"]),
        ("ｹｰﾌﾞﾙ", &["e-14:06:00"]),
        ("donaudampfschiff", &["e-14:07:00"]),
        ("DONAU\u{AD}DAMPF", &["e-14:07:00"]),
        ("قمصان", &["e-14:08:00", "e-14:09:00"]),
        ("%D9%82%D9%85%D8%B5", &["e-14:08:00", "e-14:09:00"]),
        ("/m%c3%bcnchen?q", &["e-14:08:00"]),
        ("caf%E9", &["e-14:08:00"]),
        ("da nang", &["e-14:10:00"]),
        ("ha - noi", &["e-14:10:00"]),
        ("men's", &["e-14:11:00"]),
    ] {
        assert_eq!(found(text, &held, &desk).0, found_at, "{text}");
    }
    for text in ["αγωνιες", "κ", "caf\u{E9}x"] {
        assert_eq!(found(text, &held, &desk).0, [""; 0], "{text}");
    }
}

/// The text with what is looked for in brackets; nothing when none of it is.
fn marked(looked_for: &str, text: &str) -> String {
    let fold = Desk::new().lens().fold;
    let segments = Needle::new(looked_for, fold).expect("something to look for").segments(text, fold);
    assert!(segments.is_empty() || segments.iter().map(|part| &*part.text).collect::<String>() == text);
    let part = |part: &Segment| if part.is_match { format!("[{}]", part.text) } else { part.text.clone() };
    segments.iter().map(part).collect()
}

#[test]
fn what_is_looked_for_is_marked_where_it_stands() {
    for (looked_for, text, seen) in [
        ("guide", "Size Guide", "Size [Guide]"),
        ("size guide", "Size guide", "[Size] [guide]"),
        ("s", "Shoes", "[S]hoe[s]"),
        ("oo oots", "Boots", "B[oots]"),
        ("boots", "Parka", ""),
        ("munch", "Mu\u{308}nchen", "[Mu\u{308}nch]en"),
        ("nchen", "Mu\u{308}nchen", "Mu\u{308}[nchen]"),
        ("u", "Mu\u{308}nchen", "M[u\u{308}]nchen"),
        ("strasse", "Große Straße 5", "Große [Straße] 5"),
        ("s", "ß", "[ß]"),
        ("dampf", "Donau\u{AD}dam\u{AD}pf\u{AD}schiff", "Donau\u{AD}[dam\u{AD}pf\u{AD}]schiff"),
        ("ΩΝΕΣ", "αγώνες!", "αγ[ώνες]!"),
        ("istan", "İstanbul", "[İstan]bul"),
        ("fi", "oﬃce", "o[ﬃ]ce"),
        ("usb", "ＵＳＢ２", "[ＵＳＢ]２"),
        ("한", "대한민국", "대[한]민국"),
        ("قمص", "قُمْصَان", "[قُمْصَ]ان"),
        ("ж", "Жаж", "[Ж]а[ж]"),
        ("%D9%82", "قميص", "[ق]ميص"),
        ("👩", "x👩\u{200D}🚀", "x[👩\u{200D}]🚀"),
        ("<b>", "<b>x</b>", "[<b>]x</b>"),
        ("a", "\u{1E}ä\u{1E}a", "\u{1E}[ä]\u{1E}[a]"),
    ] {
        assert_eq!(marked(looked_for, text), seen, "{looked_for} in {text}");
    }
}

proptest! {
    #[test]
    fn marking_keeps_every_character_and_marks_what_finding_finds(text in "\\PC{0,12}", needle in "\\PC{1,3}") {
        let fold = Desk::new().lens().fold;
        if let Some(needle) = Needle::new(&needle, fold) {
            let segments = needle.segments(&text, fold);
            let all: String = segments.iter().map(|part| &*part.text).collect();
            prop_assert!(segments.is_empty() || all == text);
            prop_assert!(segments.windows(2).all(|two| two[0].is_match != two[1].is_match));
            let held = [visit(vec![with_attribute("14:05:00", "x", &text)])];
            let desk = Desk::new();
            let found = find(&needle, held.iter().map(|(session, track)| (session, track)), &desk.lens());
            // One word, found in nothing but the text: then it is marked.
            let elsewhere = [visit(vec![with_attribute("14:05:00", "x", "")])];
            let other = find(&needle, elsewhere.iter().map(|(session, track)| (session, track)), &desk.lens());
            prop_assert!(found.events.len() == other.events.len() || !segments.is_empty() || text.contains('%'));
        }
    }
}

#[test]
fn many_events_are_folded_with_few_calls() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    fn counting(text: &str) -> String {
        CALLS.fetch_add(1, Ordering::Relaxed);
        super::folding::native(text)
    }
    let start = "2024-11-16T00:00:00Z";
    let events = (0..3_000).map(|n| searched(&after(start, n), if n % 2 == 0 { "καφές" } else { "coffee" }));
    let held = [visit(events.collect())];
    let desk = Desk::new();
    let lens = Lens { fold: counting, ..desk.lens() };
    let needle = Needle::new("ΚΑΦΕΣ", counting).expect("something");
    let found = find(&needle, held.iter().map(|(session, track)| (session, track)), &lens);
    assert_eq!(found.events.len(), 1_500);
    let n_calls = CALLS.load(Ordering::Relaxed);
    assert!(n_calls < 12, "{n_calls} calls");
}
