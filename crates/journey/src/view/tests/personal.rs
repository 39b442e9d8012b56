//! What counts as personal: numbers of several countries, addresses however they are encoded, fields by their name; and
//! what does not.

use super::build::*;
use crate::model::{Attribute, Body, Customer, WebFacts};
use crate::view::details::details;
use crate::view::find::{Needle, find};
use crate::view::map::{Window, announcement, map};
use crate::view::mask::{self, DOTS};
use crate::view::{card, digest, friction, header, searches};

fn masked() -> Desk {
    let mut desk = Desk::new();
    desk.is_masked = true;
    desk
}

fn veiled(text: &str) -> String {
    mask::veiled(text.to_owned(), &masked().lens())
}

#[test]
fn numbers_and_addresses_of_people_are_behind_dots_in_any_dress() {
    for text in [
        // International.
        "+353 86 123 4567",
        "call +49 (30) 901820",
        "＋３５３ ８６ １２３ ４５６７",
        "+1-415-555-0132",
        "\u{202A}+33 1 23 45 67 89\u{202C}",
        "0044 20 7946 0958",
        "tel:5550132",
        "353861234567",
        "44 7700 900123",
        // National: Ireland, Germany, France, United States, United Kingdom, Japan.
        "086 123 4567",
        "0861234567",
        "(01) 234 5678",
        "my number is 021 427 5678 thanks",
        "0171/1234567",
        "030 901820",
        "089-12345678",
        "01 23 45 67 89",
        "06.12.34.56.78",
        "(415) 555-0132",
        "415.555.0132",
        "4155550132",
        "1-800-555-0199",
        "555-0132",
        "020 7946 0958",
        "07700 900123",
        "03-1234-5678",
        "０９０ー１２３４ー５６７８",
        "٠٨٦ ١٢٣ ٤٥٦٧",
        "612 345 678",
        "order 2024-01-15, 086 123 4567",
        // Mail.
        "maren@example.com",
        "maren＠example．com",
        "maren%40example.com",
        "maren%2540example.com",
        "maren%252540example%252Ecom",
        "maren&#64;example.com",
        "maren&#x40;example.com",
        "mar\u{AD}en@exam\u{200B}ple.com",
        "(maren@example.com)",
        // Accounts, cards, insurance.
        "IE29 AIBK 9311 5212 3456 78",
        "IE29AIBK93115212345678",
        "de89370400440532013000",
        "FR14 2004 1010 0505 0001 3M02 606",
        "GB29-NWBK-6016-1331-9268-19",
        "4111 1111 1111 1111",
        "4111111111111111",
        "3782 822463 10005",
        "078-05-1120",
        // An address in a sentence.
        "see https://shop.example/reset?token=abc123def",
        "thanks?mail=maren%40example.com",
    ] {
        assert!(veiled(text).contains(DOTS), "{text}");
        assert_eq!(mask::veiled(text.to_owned(), &Desk::new().lens()), text);
    }
}

#[test]
fn dates_times_prices_counts_and_sizes_stay() {
    for text in [
        "12 items",
        "Boots",
        "",
        "2024",
        "2024-11-16",
        "16.11.2024",
        "01/02/2024",
        "01.02.2024 14:30",
        "01/15/24",
        "2024-11-16T14:20:34.123456789Z",
        "14:02:31.000",
        "08:30 05:45",
        "Mon-Fri 09.00-17.30",
        "09:00-17:30",
        "1,234,567.89 €",
        "€ 0.99",
        "1.234.567,89",
        "0.1234567",
        "53.3498053, -6.2603097",
        "EU 42 / UK 8.5",
        "10 x 20 x 30 cm",
        "W32 L34",
        "Order 10042",
        "Order 12345678",
        "10.0.19045.3086",
        "1440 × 900",
        "Top 100 2024",
        "Windows 10, Chrome 131.0.6778",
        "24/7",
        "50 % off 100 000 items",
        "iPhone 15 Pro Max 256 GB",
        "@fernwell",
        "5 @ 3.50",
        "AB12 CD",
        "room 101-204",
        "A/B",
        "a=b",
        "1700000000",
        "20241116142034",
        "W/c 01.02. - 07.02.2024",
    ] {
        assert_eq!(veiled(text), text);
    }
}

#[test]
fn within_an_address_only_what_is_personal_is_hidden() {
    for (address, seen) in [
        ("https://shop.example/thanks?phone=%2B353861234567&step=2", "https://shop.example/thanks?phone=••••••&step=2"),
        ("https://shop.example/a?x=%252B353861234567", "https://shop.example/a?x=••••••"),
        ("https://shop.example/a?tel=086+123+4567#top", "https://shop.example/a?tel=••••••#top"),
        ("https://shop.example/a?q=086+123+4567", "https://shop.example/a?q=••••••"),
        ("/a?e=maren%2540example.com&p=1", "/a?e=••••••&p=1"),
        ("/u/maren%40example.com/orders", "/u/••••••/orders"),
        ("/reset?token=abc123", "/reset?token=••••••"),
        ("/reset-password/k9x2p", "/reset-password/••••••"),
        ("/reset/done", "/reset/done"),
        ("/account/verify/8f14e45fceea167a5a36dedd4bea2543", "/account/verify/••••••"),
        ("/cart/1e1462c8-eb24-4af7-9fee-d05e3af4fa90", "/cart/••••••"),
        ("/x?t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w", "/x?t=••••••"),
        ("/cb#access_token=ya29.a0Af&expires_in=3600", "/cb#access_token=••••••&expires_in=3600"),
        ("/login?return=https%3A%2F%2Fshop.example%2Freset%3Ftoken%3Dabc123", "/login?return=••••••"),
        ("/cb?code=4%2F0AX4&scope=openid", "/cb?code=••••••&scope=openid"),
        ("/p;jsessionid=1A2B3C4D5E?x=1", "/p;jsessionid=••••••?x=1"),
        ("first_name=Maren&lastName=Okafor&items=12", "first_name=••••••&lastName=••••••&items=12"),
        ("?Customer.E-Mail=x&geburtsdatum=1.2.80", "?Customer.E-Mail=••••••&geburtsdatum=••••••"),
        ("https://maren:secret@shop.example/a", "https://••••••@shop.example/a"),
        ("/call/0861234567", "/call/••••••"),
        ("https://shop.example/a?iban=IE29AIBK93115212345678", "https://shop.example/a?iban=••••••"),
    ] {
        assert_eq!(veiled(address), seen);
    }
    for address in [
        "https://www.fernwell.example/help/returns?from=checkout#top",
        "/products/waterproof-hiking-boots-2024-edition-for-women",
        "/products/iphone15promax256gb",
        "/p/iPhone15ProMax256GB",
        "/2024/01/15/news",
        "/search?q=insulated+parka&page=2&sort=price&size=42",
        "/index.php?product_id=41&promo_code=SUMMER2024",
        "/a?utm_source=google&utm_campaign=winter",
        "/%D9%82%D9%85%D9%8A%D8%B5/M%C3%BCnchen",
        "/hotel?color=red&country_code=IE",
        "https://shop.example:8443/GetStartedWithOurProductToday",
        "#/shop",
        "/reset",
    ] {
        assert_eq!(veiled(address), address);
    }
}

#[test]
fn a_field_is_personal_by_its_name() {
    let lens = masked();
    let lens = lens.lens();
    for name in [
        "phone",
        "customerPhone",
        "CUSTOMER_PHONE",
        "mobile-number",
        "tel",
        "tel2",
        "E-Mail",
        "emailAddress",
        "iban",
        "billingIban",
        "cardNumber",
        "card",
        "firstName",
        "last_name",
        "SURNAME",
        "fullname",
        "dateOfBirth",
        "dob",
        "ssn",
        "passportNo",
        "streetAddress",
        "postcode",
        "zip",
        "PLZ",
        "resetToken",
        "accessToken",
        "clientSecret",
        "password",
        "Passwort",
        "telefon",
        "Nachname",
        "Prénom",
        "téléphone",
        "Straße",
        "dirección",
        "mobilePhone",
        "mobile",
    ] {
        assert_eq!(mask::named(name, "x", &lens), DOTS, "{name}");
        assert_eq!(mask::named(name, " ", &lens), " ", "{name}");
    }
    for name in [
        "plan",
        "colour",
        "hotel",
        "title",
        "productName",
        "formName",
        "form_name",
        "name",
        "headphones",
        "iPhone",
        "price",
        "itemCount",
        "size",
        "status",
        "step",
        "postponed",
        "discardReason",
        "author",
        "keyboard",
        "company",
        "businessName",
        "placeholder",
        "automobile",
        "streetwear",
    ] {
        assert_eq!(mask::named(name, "12 items", &lens), "12 items", "{name}");
    }
    assert_eq!(mask::named("plan", "086 123 4567", &lens), DOTS);
}

#[test]
fn an_announcement_keeps_its_kind() {
    assert_eq!(mask::said("Form abandoned: Checkout"), "Form abandoned: Checkout");
    assert_eq!(mask::said("Search performed: order of maren@example.com"), format!("Search performed: {DOTS}"));
    assert_eq!(mask::said("2 more sessions found"), "2 more sessions found");
}

/// All texts of a visit whose every field holds the value.
fn page_with(value: &str, desk: &Desk) -> String {
    let lens = desk.lens();
    let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let url = format!("https://shop.example/thanks/{encoded}?x={encoded}#{encoded}");
    let place = crate::model::Page {
        url: Some(url.as_str().into()),
        title: Some(value.into()),
        path: Some(format!("/thanks/{encoded}").into()),
        query: Some(format!("x={encoded}").into()),
        fragment: Some(encoded.as_str().into()),
        keywords: Some(value.into()),
        breadcrumb: vec!["Shop".into(), value.into()],
        ..crate::model::Page::default()
    };
    let untitled = crate::model::Page { title: None, ..place.clone() };
    let mut visit = web();
    visit.last_page = Some(place.clone());
    visit.search_terms = vec![value.into(), value.into()];
    visit.attributes = vec![Attribute { name: "note".into(), values: vec!["a".into(), value.into()] }];
    visit.campaign =
        Some(crate::model::Campaign { name: Some(value.into()), term: Some(value.into()), ..Default::default() });
    visit.referrer = Some(crate::model::Referrer {
        url: Some(url.as_str().into()),
        keywords: Some(value.into()),
        ..Default::default()
    });
    let form = WebFacts { attributes: vec![named("formName", value)], ..web_facts("form_abandoned", place.clone()) };
    let events = vec![
        event("14:03:00", Body::Web(Box::new(web_facts("page_viewed", place)))),
        event("14:04:00", Body::Web(Box::new(web_facts("page_viewed", untitled)))),
        event("14:05:00", Body::Web(Box::new(form))),
        searched("14:06:00", value),
        searched("14:07:00", value),
        in_app("14:08:00", "screen_viewed", value),
    ];
    let track = track(events);
    let signs = friction::signs(&visit, Some(&track), &lens);
    let sessions = [std::sync::Arc::new(visit.clone())];
    let live = crate::connection::Status::default();
    let mut out =
        format!("{:?}\n{:?}\n", card::card(&visit, &lens, false), searches::searches(&visit, Some(&track), &lens));
    out.push_str(&format!("{:?}\n{:?}\n", map(&track, &visit, &Window::newest(), &lens), signs));
    out.push_str(&format!("{:?}\n", digest::digest(&sessions, false, Some(&visit), &signs, &[], &lens)));
    out.push_str(&format!("{:?}\n", header::header(&Customer::default(), Some(&visit), &live, &lens)));
    for event in track.iter() {
        let details = details(event, &visit, &track, &lens);
        out.push_str(&format!("{details:?}\n{}\n{:?}\n", details.copy_all(), announcement(event, &lens)));
    }
    let needle = Needle::new(value, lens.fold).expect("something");
    let found = find(&needle, [(&visit, &track)].into_iter(), &lens);
    out.push_str(&format!("found {}\n", found.sessions.len()));
    out
}

#[test]
fn no_text_of_a_masked_page_holds_a_value_in_any_form() {
    for value in
        ["+353 86 123 4567", "086 123 4567", "maren@example.com", "IE29 AIBK 9311 5212 3456 78", "4111 1111 1111 1111"]
    {
        let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let masked = page_with(value, &masked());
        for form in [value, &*encoded, "4567", "maren", "AIBK", "1111"] {
            assert!(!masked.contains(form), "{form} in {masked}");
        }
        assert!(masked.contains("found 0"), "{masked}");
        let clear = page_with(value, &Desk::new());
        assert!(clear.contains(value) && clear.contains(&encoded) && clear.contains("found 1"), "{clear}");
        assert!(!clear.contains(DOTS));
    }
}
