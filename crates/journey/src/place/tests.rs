//! What a page is: addresses in, the same page or another one.

use std::sync::Arc;

use super::host::{bare, shown};
use super::{Address, Pages, is_like, readable, readable_url};
use crate::model::{AppFacts, Body, Event, Page, Track, WebFacts};

fn page(url: &str, title: &str) -> Page {
    let some = |text: &str| Some(Arc::from(text)).filter(|_| !text.is_empty());
    Page { url: some(url), title: some(title), ..Page::default() }
}

fn event(number: usize, body: Body) -> Arc<Event> {
    let created = "2026-11-20T14:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("a moment");
    let created = created + chrono::Duration::seconds(number.try_into().expect("a number"));
    Arc::new(Event { id: format!("e{number}").into(), session: "s".into(), created, stamp: None, body })
}

fn view(number: usize, page: Page) -> Arc<Event> {
    event(number, Body::Web(Box::new(WebFacts { name: "page_viewed".into(), page, ..WebFacts::default() })))
}

fn track(pages: &[Page]) -> Track {
    let mut track = Track::default();
    for (number, page) in pages.iter().enumerate() {
        track.insert(view(number, page.clone()));
    }
    track
}

/// For each page a letter: the same for the same page.
fn letters(pages: &[Page], noise: &[&str]) -> String {
    let noise: Vec<Arc<str>> = noise.iter().map(|name| Arc::from(*name)).collect();
    let known = Pages::new(&track(pages), &noise);
    let mut seen = Vec::new();
    let mut out = String::new();
    for page in pages {
        let id = known.id(page, &noise);
        let at = seen.iter().position(|other| *other == id).unwrap_or_else(|| {
            seen.push(id);
            seen.len() - 1
        });
        out.push(char::from(b'a' + u8::try_from(at).expect("few pages")));
    }
    out
}

fn names(pages: &[Page]) -> Vec<String> {
    let known = Pages::new(&track(pages), &[]);
    pages.iter().map(|page| known.name(page, &[]).unwrap_or_default()).collect()
}

#[test]
fn spellings_of_one_address_are_one_page() {
    for (one, other) in [
        ("https://shop.example/a", "https://shop.example/a/"),
        ("https://shop.example/a", "https://www.shop.example/a"),
        ("https://shop.example/a", "HTTPS://WWW.SHOP.EXAMPLE:443/a"),
        ("http://shop.example:80/a", "http://shop.example/a"),
        ("https://shop.example./a", "https://shop.example/a"),
        ("https://shop.example", "https://shop.example/index.html"),
        ("https://shop.example/de", "https://shop.example/de/index.php"),
        ("https://shop.example/de/", "https://shop.example/de/Index.HTM"),
        ("https://shop.example/a", "https://shop.example/a#top"),
        ("https://shop.example/a", "https://shop.example/a#"),
        ("https://shop.example/", "https://shop.example/#/"),
        ("https://shop.example/#/shop", "https://shop.example/#!/shop/"),
        ("https://shop.example/b%C3%BCcher", "https://shop.example/bücher"),
        ("https://shop.example/%e6%97%a5%e6%9c%ac", "https://shop.example/%E6%97%A5%E6%9C%AC/"),
        ("https://shop.example/%7Emaren", "https://shop.example/~maren"),
        ("https://shop.example/a%2fb", "https://shop.example/a%2Fb"),
        ("https://shop.example/a?x=1&y=2", "https://shop.example/a?y=2&x=1"),
        ("https://shop.example/a?x=a+b", "https://shop.example/a?x=a%20b"),
        ("https://shop.example/a?x=", "https://shop.example/a?x"),
        ("https://xn--bcher-kva.example/a", "https://bücher.example/a"),
        ("https://xn--BCHER-kva.example/a", "https://BÜCHER.example/a"),
        ("https://user@shop.example/a", "https://shop.example/a"),
        ("https://shop.example/a?utm_source=x&utm_medium=y", "https://shop.example/a"),
        ("https://shop.example/a?gclid=1&x=1", "https://shop.example/a?x=1&fbclid=2"),
        ("https://shop.example/a?GCLID=1", "https://shop.example/a?wbraid=3&gbraid=2&msclkid=1"),
        ("https://shop.example/a?mc_cid=1&mc_eid=2&_ga=1&_gl=2", "https://shop.example/a"),
        ("https://shop.example/#/a?utm_source=x", "https://shop.example/#/a"),
    ] {
        // Without titles, so that the address alone decides.
        assert_eq!(letters(&[page(one, ""), page(other, "")], &[]), "aa", "{one} {other}");
        assert_eq!(letters(&[page(other, "T"), page(one, "U")], &[]), "aa", "{one} {other}");
    }
}

#[test]
fn addresses_that_differ_are_other_pages_whatever_the_title_says() {
    for (one, other) in [
        ("https://shop.example/a", "https://shop.example/b"),
        ("https://shop.example/a", "https://shop.example/A"),
        ("https://shop.example/a", "https://help.example/a"),
        ("https://shop.example/a", "https://shop.example:8443/a"),
        ("https://shop.example/#/shop", "https://shop.example/#/help"),
        ("https://shop.example/#!shop", "https://shop.example/#!help"),
        ("https://shop.example/", "https://shop.example/#/help"),
        ("https://shop.example/a%2Fb", "https://shop.example/a/b"),
        ("https://shop.example/caf%E9", "https://shop.example/caf%C3%A9"),
        ("https://shop.example/index.php?product_id=41", "https://shop.example/index.php?product_id=42"),
        ("https://shop.example/?page=shop", "https://shop.example/?page=help"),
        ("https://shop.example/item?id=1", "https://shop.example/item?id=2"),
        ("https://shop.example/talk?threadId=1", "https://shop.example/talk?threadId=2"),
        ("https://www.example/a", "https://example/a"),
    ] {
        assert_eq!(letters(&[page(one, "Shop"), page(other, "Shop")], &[]), "ab", "{one} {other}");
    }
}

#[test]
fn other_parameters_are_another_page_unless_the_title_says_the_same() {
    let (one, other) = ("https://shop.example/list?sort=price", "https://shop.example/list?sort=name");
    assert_eq!(letters(&[page(one, "All boots"), page(other, "All boots")], &[]), "aa");
    assert_eq!(letters(&[page(one, "All boots"), page(other, "All shoes")], &[]), "ab");
    assert_eq!(letters(&[page(one, ""), page(other, "")], &[]), "ab");
    let visitors = [page("https://shop.example/a?visitorId=1", "A"), page("https://shop.example/a?visitorId=2", "A")];
    assert_eq!(letters(&visitors, &[]), "aa");
    // The title of other pages too says nothing.
    let home = page("https://shop.example/", "Shop");
    assert_eq!(letters(&[home, page(one, "Shop"), page(other, "Shop")], &[]), "abc");
}

#[test]
fn the_administrator_names_further_noise() {
    let pages = [page("https://shop.example/a?ref=1&src_x=2", "One"), page("https://shop.example/a?REF=2", "Two")];
    assert_eq!(letters(&pages, &[]), "ab");
    assert_eq!(letters(&pages, &["ref", "src_*"]), "aa");
}

#[test]
fn an_address_in_parts_is_the_same_as_a_whole_one() {
    let parts = Page {
        host: Some("WWW.shop.example".into()),
        path: Some("/a/".into()),
        query: Some("?x=1".into()),
        fragment: Some("#/help".into()),
        ..Page::default()
    };
    let path = Page { path: Some("/a".into()), ..Page::default() };
    let whole = page("https://shop.example/a?x=1#/help", "");
    assert_eq!(letters(&[whole, parts], &[]), "aa");
    // Where the host is not told it is the session's.
    assert_eq!(letters(&[path.clone(), page("https://shop.example/a", "")], &[]), "aa");
    assert_eq!(letters(&[page("", "Home"), page("", "Help"), page("", "Home"), path], &[]), "abac");
    assert_eq!(
        letters(&[page("//shop.example/a", ""), page("/a", ""), page("https://shop.example/a", "")], &[]),
        "aaa"
    );
}

#[test]
fn screens_are_told_by_their_names() {
    let screen = |number, name: &str| {
        event(number, Body::App(Box::new(AppFacts { screen: Some(name.into()), ..AppFacts::default() })))
    };
    let pages = Pages::default();
    let id = |event: &Event| pages.id_of(event, &[]);
    assert_eq!(id(&screen(1, "Home")), id(&screen(2, "Home")));
    assert_ne!(id(&screen(1, "Home")), id(&screen(2, "Wishlist")));
    assert_ne!(id(&screen(1, "Home")), id(&view(2, page("", "Home"))));
    assert_eq!(id(&event(3, Body::Other("call".into()))), None);
}

#[test]
fn a_page_is_called_by_its_title() {
    assert_eq!(names(&[page("https://shop.example/help", "Help"), page("https://shop.example/a", "A")]), ["Help", "A"]);
    // Noise and spelling make no second page.
    let help = [page("https://shop.example/help?utm_source=x", "Help"), page("https://shop.example/help/", "Help")];
    assert_eq!(names(&help), ["Help", "Help"]);
}

#[test]
fn where_one_title_names_several_pages_the_readable_path_stands_with_it() {
    let of = |path: &str| page(&format!("https://shop.example{path}"), "Shop");
    assert_eq!(
        names(&[of("/"), of("/b%C3%BCcher"), of("/#/help"), of("/index.php?product_id=41&utm_source=x")]),
        ["Shop · /", "Shop · /bücher", "Shop · /#/help", "Shop · /index.php?product_id=41"]
    );
    assert_eq!(names(&[of("/p?id=1"), of("/p?id=2")]), ["Shop · /p?id=1", "Shop · /p?id=2"]);
    // One page has one name, however it is spelt.
    assert_eq!(names(&[of("/a/"), of("/b"), of("/a")]), ["Shop · /a", "Shop · /b", "Shop · /a"]);
}

#[test]
fn without_a_title_the_readable_path_stands_alone() {
    let of = |path: &str| page(&format!("https://shop.example{path}"), "");
    let all =
        [of("/%E6%97%A5%E6%9C%AC%E8%AA%9E"), of("/%D0%BF%D0%BE%D0%BC%D0%BE%D1%89%D1%8C/"), of("/caf%E9"), of("/#/a")];
    assert_eq!(names(&all), ["/日本語", "/помощь", "/caf%E9", "/#/a"]);
    assert_eq!(names(&[page("", "")]), [""]);
    // Another event on the page tells its title.
    assert_eq!(names(&[of("/a"), page("https://shop.example/a", "Boots")]), ["Boots", "Boots"]);
}

#[test]
fn a_title_that_lags_one_page_behind_is_not_the_pages() {
    let of = |path: &str, title: &str| page(&format!("https://shop.example{path}"), title);
    let visit =
        [of("/", "Home"), of("/boots", "Home"), of("/boots", "Boots"), of("/cart", "Boots"), of("/cart", "Cart")];
    assert_eq!(letters(&visit, &[]), "abbcc");
    assert_eq!(names(&visit), ["Home", "Boots", "Boots", "Cart", "Cart"]);
    // Where nothing tells the right one, the path does.
    let visit = [of("/", "Home"), of("/boots", "Home"), of("/cart", "Boots"), of("/", "Home")];
    assert_eq!(letters(&visit, &[]), "abca");
    assert_eq!(names(&visit), ["Home · /", "Home · /boots", "Boots", "Home · /"]);
}

#[test]
fn what_a_page_shows_may_change_its_title() {
    let of = |title: &str| page("https://shop.example/checkout", title);
    let visit = [of("Checkout – Address"), of("Checkout – Payment")];
    assert_eq!(letters(&visit, &[]), "aa");
    assert_eq!(names(&visit), ["Checkout – Address", "Checkout – Payment"]);
}

#[test]
fn percent_encoding_is_undone_where_it_is_text() {
    for (text, expected) in [
        ("/b%C3%BCcher/%F0%9F%A5%BE", "/bücher/🥾"),
        ("/a%20b", "/a b"),
        ("/caf%E9", "/caf%E9"),
        ("/%E3%81%82%FF%E3%81%84", "/あ%FFい"),
        ("/%83%65%83%58", "/%83e%83X"),
        ("/50%", "/50%"),
        ("/50%zz%4", "/50%zz%4"),
        ("/a%2Fb%3fc%23d%25e", "/a%2Fb%3fc%23d%25e"),
        ("/a%00b%0Ac%C2%85", "/a%00b%0Ac%C2%85"),
        ("/é%C3", "/é%C3"),
        ("%", "%"),
    ] {
        assert_eq!(readable(text), expected, "{text}");
    }
}

#[test]
fn hosts_of_other_scripts_are_readable_unless_they_may_pass_for_another() {
    for (host, expected) in [
        ("xn--mnchen-3ya.example", "münchen.example"),
        ("XN--MNCHEN-3YA.example", "münchen.example"),
        ("xn--e1afmkfd.xn--p1ai", "пример.рф"),
        ("xn--r8jz45g.jp", "例え.jp"),
        ("xn--hxajbheg2az3al.gr", "παράδειγμα.gr"),
        ("shop.example", "shop.example"),
        // Latin with one Cyrillic letter; all Cyrillic, and looks Latin.
        ("xn--pple-43d.com", "xn--pple-43d.com"),
        ("аpple.com", "xn--pple-43d.com"),
        ("xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
        ("xn--80aa2cbv.xn--p1ai", "сахар.рф"),
        // No such text.
        ("xn--.example", "xn--.example"),
        ("xn--99999999.example", "xn--99999999.example"),
        ("xn--a-ä.example", "xn--a-ä.example"),
    ] {
        let shown = shown(bare(host));
        assert!(shown == expected || (!host.is_ascii() && shown.contains("xn--")), "{host}: {shown}, not {expected}");
    }
    assert_eq!(
        readable_url("https://www.xn--mnchen-3ya.example:8443/b%C3%BCcher?x=%20#a"),
        "https://www.münchen.example:8443/bücher?x= #a"
    );
    assert_eq!(
        Address::of(&page("https://www.xn--mnchen-3ya.example/x?utm_id=1", "")).readable(&[]),
        "münchen.example/x"
    );
}

#[test]
fn a_star_stands_for_any_text() {
    for (pattern, text, is_it) in [
        ("/oops", "/oops", true),
        ("/oops", "/oops/x", false),
        ("/oops*", "/oops/x", true),
        ("/OOPS*", "/oops", true),
        ("*", "", true),
        ("*/fehler/*", "/de/fehler/12", true),
        ("*/fehler/*", "/fehler", false),
        ("/a*b*c", "/a1b2c", true),
        ("/a*b*c", "/a1c2b", false),
        ("/ab*ba", "/aba", false),
        ("/größe*", "/größe/12", true),
        ("", "/x", false),
        ("**", "/x", true),
    ] {
        assert_eq!(is_like(text, pattern), is_it, "{pattern} {text}");
    }
}
