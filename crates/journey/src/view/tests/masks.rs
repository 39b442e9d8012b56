//! Personal data behind dots: none of it is left in any text of the page, and none of it can be copied.

use super::build::*;
use crate::connection::Status;
use crate::model::{
    Attribute, Body, ContactCard, Conversation, Customer, Identifier, Interaction, Medium, SessionKind, WebFacts,
};
use crate::view::details::details;
use crate::view::header::{choice, header, interaction};
use crate::view::map::{Window, map};
use crate::view::{card, mask, searches};

/// Every piece of personal data in what is shown below.
const SECRETS: [&str; 6] = ["Maren", "Okafor", "maren@example.com", "4960142", "203.0.113.24", "12 Weir Lane"];

/// All texts of a page about Maren.
fn page(desk: &Desk) -> String {
    let lens = desk.lens();
    let customer = Customer {
        contact: Some("c".into()),
        name: Some("Maren Okafor".into()),
        identifiers: vec![
            Identifier { label: "Email".into(), value: "maren@example.com".into() },
            Identifier { label: "Phone".into(), value: "+44 113 4960142".into() },
        ],
        caption: Some("Inbound call · +44 113 4960142".into()),
        ..Customer::default()
    };
    let mut visit = web();
    visit.ip = Some("203.0.113.24".into());
    visit.ip_organization = Some("Northlink".into());
    visit.search_terms = vec!["order of maren@example.com".into(), "parka".into()];
    visit.attributes = vec![
        Attribute { name: "account".into(), values: vec!["maren@example.com".into()] },
        Attribute { name: "plan".into(), values: vec!["gold".into()] },
    ];
    let mut talk = session(SessionKind::Conversation, "14:00:00");
    talk.conversation = Some(Conversation {
        subject: Some("From maren@example.com".into()),
        notes: Some("Call back at +44 (113) 4960142".into()),
        ..Conversation::default()
    });
    let mut place = page_of("https://shop.example/thanks?mail=maren%40example.com");
    place.title = Some("Thank you".into());
    let form = WebFacts {
        traits: vec![named("givenName", "Maren"), named("email", "maren@example.com"), named("street", "12 Weir Lane")],
        attributes: vec![named("formName", "Delivery"), named("contact", "maren@example.com")],
        ..web_facts("form_submitted", place)
    };
    let track = track(vec![event("14:05:00", Body::Web(Box::new(form))), searched("14:06:00", "maren@example.com")]);
    let one = Interaction {
        id: "i".into(),
        medium: Medium::Message,
        since: at("14:00:00"),
        far_end: Some("Maren Okafor".into()),
        visitor: None,
        phone: None,
        email: None,
        queue: Some("Online sales".into()),
        contact: None,
        session: None,
        cookie: None,
        communication: None,
        connected: true,
    };
    let suggestion = ContactCard { id: "c".into(), name: "Maren Okafor".into(), detail: "maren@example.com".into() };
    let mut out = format!("{:?}\n", header(&customer, None, &Status::default(), &lens));
    out.push_str(&format!("{:?}\n{:?}\n", interaction(&one, &[], &lens), choice(&suggestion, &lens)));
    out.push_str(&format!("{:?}\n{:?}\n", card::card(&visit, &lens, false), card::card(&talk, &lens, false)));
    out.push_str(&format!("{:?}\n", searches::searches(&visit, Some(&track), &lens)));
    out.push_str(&format!("{:?}\n", map(&track, &visit, &Window::newest(), &lens)));
    for event in track.iter() {
        let details = details(event, &visit, &track, &lens);
        out.push_str(&format!("{details:?}\n{}\n", details.copy_all()));
    }
    out
}

fn page_of(url: &str) -> crate::model::Page {
    crate::model::Page { url: Some(url.into()), ..crate::model::Page::default() }
}

#[test]
fn a_masked_page_holds_nothing_personal() {
    let mut desk = Desk::new();
    desk.is_masked = true;
    let masked = page(&desk);
    for secret in SECRETS {
        assert!(!masked.contains(secret), "{secret} in {masked}");
    }
    assert!(masked.contains(mask::DOTS));
    for plain in
        ["Inbound call · ", "Online sales", "Northlink", "parka", "gold", "Thank you", "Delivery", "Given name"]
    {
        assert!(masked.contains(plain), "{plain} is nobody's secret: {masked}");
    }
}

#[test]
fn revealed_everything_is_there_again() {
    let page = page(&Desk::new());
    for secret in SECRETS {
        assert!(page.contains(secret), "{secret} in {page}");
    }
    assert!(!page.contains(mask::DOTS), "{page}");
}

#[test]
fn what_is_masked_cannot_be_copied() {
    let mut desk = Desk::new();
    desk.is_masked = true;
    let email = Identifier { label: "Email".into(), value: "maren@example.com".into() };
    let customer = Customer { identifiers: vec![email], ..Customer::default() };
    let view = header(&customer, None, &Status::default(), &desk.lens());
    assert_eq!(view.identifiers[0].copy, None);
    let facts = WebFacts {
        traits: vec![named("email", "maren@example.com")],
        ..web_facts("form_submitted", page_of("https://shop.example/"))
    };
    let event = event("14:05:00", Body::Web(Box::new(facts)));
    let details = details(&event, &web(), &track(vec![event.clone()]), &desk.lens());
    let row = details.rows.iter().find(|row| row.label == "Email").expect("the trait");
    assert_eq!((&*row.value, &row.copy), (mask::DOTS, &None));
    assert!(!details.copy_all().contains("Email"), "{}", details.copy_all());
}
