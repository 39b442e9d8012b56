//! Forms that were left: whose names are names, and what is one fact.

use expect_test::expect;

use super::build::*;
use crate::model::{Body, Event};
use crate::view::digest::digest;
use crate::view::form::is_named;
use crate::view::friction::signs;

fn form(created: &str, name: &str, form: &str, title: &str) -> Event {
    let path = format!("/{}", title.to_lowercase());
    let mut facts = web_facts(name, page(title, &path));
    if !form.is_empty() {
        facts.attributes.push(named("form_name", form));
    }
    event(created, Body::Web(Box::new(facts)))
}

fn left(minute: usize, id: &str, title: &str) -> Event {
    form(&format!("14:{minute:02}:00"), "form_abandoned", id, title)
}

fn facts(events: Vec<Event>) -> Vec<String> {
    let mut visit = web();
    visit.segments = vec![matched("s-sale", None)];
    signs(&visit, Some(&track(events)), &Desk::new().lens())
        .into_iter()
        .map(|sign| format!("{} ({}) {}", sign.fact, sign.clause, sign.evidence.expect("evidence")))
        .collect()
}

#[test]
fn names_that_a_program_made_up_are_none() {
    for name in [
        "Checkout",
        "contact-form-7",
        "newsletter",
        "step2",
        "RSVP",
        "Kontaktformular",
        "お問い合わせ",
        "sign_up",
        "checkout-form",
        "Form: Delivery",
    ] {
        assert!(is_named(name), "{name}");
    }
    for name in [
        "form-8f3a",
        "form-8f3a12bc",
        ":r1:",
        ":R2ab:",
        "«r1»",
        "form",
        "Form",
        "form_12",
        "form-1",
        "frm30",
        "gform_7",
        "wpcf7-f123-p45-o1",
        "mui-42",
        "react-aria-1234",
        "0b9f3c1e-5d1f-4a7e-9a39-3f0e6f7b2c11",
        "form-k3j9x2",
        "xkqzjw",
        "deadbeef",
        "ember123",
        "yui_3_17_2_1",
        "untitled",
        "Form 12",
        "12",
        "--",
    ] {
        assert!(!is_named(name), "{name}");
    }
}

#[test]
fn thirty_forms_with_made_up_names_are_one_fact() {
    let events: Vec<Event> = (0..30).map(|n| left(n, &format!("form-{:04x}", 0x8f3a + n * 977), "Checkout")).collect();
    assert_eq!(facts(events), ["30 forms left (left 30 forms) e-14:29:00"]);
    let events: Vec<Event> = (0..30).map(|n| left(n, &format!(":r{n}:"), &format!("Page {n}"))).collect();
    assert_eq!(facts(events), ["30 forms left (left 30 forms) e-14:29:00"]);
}

#[test]
fn one_such_form_is_called_by_its_page() {
    assert_eq!(
        facts(vec![left(1, ":r1:", "Checkout")]),
        ["Form abandoned: Checkout (left the form “Checkout”) e-14:01:00"]
    );
}

#[test]
fn a_form_sent_under_a_new_name_of_its_program_was_not_left() {
    let sent = |id: &str, title: &str| form("14:20:00", "form_submitted", id, title);
    let two = vec![left(1, ":r1:", "Checkout"), left(2, ":r2:", "Checkout")];
    assert_eq!(facts([two.clone(), vec![sent(":r1:", "Checkout")]].concat()).len(), 1);
    assert_eq!(
        facts([two.clone(), vec![sent(":r9:", "Checkout")]].concat()),
        ["Form abandoned: Checkout (left the form “Checkout”) e-14:01:00"]
    );
    assert_eq!(facts([two, vec![sent(":r9:", "Help")]].concat()), ["2 forms left (left 2 forms) e-14:02:00"]);
}

#[test]
fn equal_facts_are_one_that_says_how_often() {
    let of = |created: &str, name: &str| {
        let mut facts = web_facts(name, page("Basket", "/basket"));
        facts.attributes.push(named("product_name", "Parka"));
        event(created, Body::Web(Box::new(facts)))
    };
    let shipping =
        event("14:01:00", Body::Web(Box::new(web_facts("page_viewed", page("Delivery", "/checkout/delivery")))));
    let events = vec![shipping, of("14:02:00", "product_removed"), of("14:03:00", "product_removed")];
    assert_eq!(
        facts(events),
        ["Removed “Parka” after “Delivery” 2× (removed “Parka” after “Delivery” twice) e-14:03:00"]
    );
}

#[test]
fn forms_of_one_name_and_one_page_each_stay_apart() {
    let events = vec![
        left(1, "", "Checkout"),
        left(2, "", "Contact"),
        left(3, "Newsletter", "Home"),
        left(4, "Newsletter", "Help"),
    ];
    expect![[r#"
        Form abandoned: Checkout (left the form “Checkout”) e-14:01:00
        Form abandoned: Contact (left the form “Contact”) e-14:02:00
        Form abandoned: Newsletter (left the form “Newsletter”) e-14:04:00"#]]
    .assert_eq(&facts(events).join("\n"));
}

#[test]
fn the_digest_holds_all_facts_and_says_the_latest() {
    let names = ["Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Theta", "Iota", "Kappa", "Lambda"];
    let events: Vec<Event> = (0..).zip(names).map(|(n, name)| left(n, name, "Checkout")).collect();
    let desk = Desk::new();
    let signs = signs(&web(), Some(&track(events)), &desk.lens());
    let digest = digest(&[], false, Some(&web()), &signs, &[], &desk.lens()).expect("a digest");
    assert_eq!(digest.facts.len(), 10);
    assert_eq!(digest.headline, "Left the form “Lambda” 11 min ago, left the form “Kappa”.");
}
