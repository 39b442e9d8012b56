//! Somebody of whom nothing but an identifier is known: no identifier stands where a name would, two are told apart, and
//! the whole identifier can be copied.

use serde_json::{Value, json};

use super::flow::print::lens;
use super::flow::scene::Scene;
use crate::decode;
use crate::input::Target;
use crate::journey::Journey;
use crate::model::UserId;
use crate::view::header::{header, interaction};

/// A message conversation in which the agent is connected, with this far end.
fn talk(id: &str, far_end: &Value, context: Option<&str>) -> Value {
    let mut customer = json!({ "purpose": "customer", "messages": [{ "id": "m1", "state": "connected" }] });
    for (name, value) in far_end.as_object().expect("facts") {
        customer[name] = value.clone();
    }
    if let Some(cookie) = context {
        customer["messages"][0]["journeyContext"] = json!({ "customer": { "id": cookie, "idType": "cookie" } });
    }
    let agent = json!({ "purpose": "agent", "userId": "me", "queueName": "Sales", "messages": [{ "id": "m2", "state": "connected", "connectedTime": "2026-11-20T14:18:00Z" }] });
    json!({ "id": id, "participants": [customer, agent] })
}

/// What the list of interactions says of each.
fn listed(talks: &[Value]) -> Vec<String> {
    let body = json!({ "entities": talks }).to_string();
    let page = decode::conversations(&body, &UserId::from("me")).expect("a listing");
    let all: Vec<_> = page.items.into_iter().map(std::sync::Arc::new).collect();
    let journey = Journey::new(std::sync::Arc::default());
    let lens = lens(&journey, "2026-11-20T14:20:00Z".parse().expect("a time"));
    all.iter().map(|one| interaction(one, &all, &lens).detail).collect()
}

#[test]
fn an_identifier_is_no_name_whatever_its_shape_and_wherever_it_stands() {
    for id in [
        "1e1462c8-eb24-4af7-9fee-d05e3af4fa90",
        "1E1462C8EB244AF79FEED05E3AF4FA90",
        "{6d1f2c9a-41b7-4f7e-8a55-0f6e3b7c1a06}",
        "64f1c0ffee64f1c0ffee64f1",
        "GA1.2.1234567890.1699999999",
        "01ARZ3NDEKTSV4RRFFQ69G5FAV",
        "V1StGXR8_Z5jdHi6B-myT",
        "24680135792468013",
    ] {
        for far_end in [
            json!({ "address": id }),
            json!({ "name": id }),
            json!({ "aniName": id, "address": "" }),
            json!({ "name": format!(" {id} "), "ani": format!("sip:{id}@edge.example") }),
            json!({ "address": format!("{id}@chat.example.org") }),
            json!({ "messages": [{ "id": "m1", "state": "connected", "fromAddress": { "addressNormalized": id } }] }),
        ] {
            assert_eq!(listed(&[talk("c1", &far_end, None)]), ["Unknown visitor · Sales"], "{far_end}");
        }
    }
}

#[test]
fn a_cookie_is_no_name_however_short() {
    for cookie in ["a-shopper", "Anonymous", "v0"] {
        let far_end = json!({ "name": cookie, "address": cookie });
        assert_eq!(listed(&[talk("c1", &far_end, Some(cookie))]), ["Unknown visitor · Sales"]);
    }
}

#[test]
fn names_numbers_and_addresses_of_people_stay() {
    for (far_end, shown) in [
        (json!({ "name": "Maren Okafor" }), "Maren Okafor"),
        (json!({ "name": "Ἀλέξανδρος-Κωνσταντίνος" }), "Ἀλέξανδρος-Κωνσταντίνος"),
        (json!({ "name": "Wolfeschlegelsteinhausenbergerdorff" }), "Wolfeschlegelsteinhausenbergerdorff"),
        (json!({ "name": "maxpower1987" }), "maxpower1987"),
        (json!({ "name": "Deadbeef-Cafe-Facade" }), "Deadbeef-Cafe-Facade"),
        (json!({ "address": "tel:+441134960142" }), "+441134960142"),
        (json!({ "address": "+441134960142123" }), "+441134960142123"),
        (json!({ "address": "anna.lena.mueller1987@example.com" }), "anna.lena.mueller1987@example.com"),
        // Of several, what a person would know them by.
        (json!({ "name": "1e1462c8-eb24-4af7-9fee-d05e3af4fa90", "aniName": "Maren" }), "Maren"),
        (
            json!({ "name": "1e1462c8-eb24-4af7-9fee-d05e3af4fa90", "address": "maren@example.com" }),
            "maren@example.com",
        ),
    ] {
        assert_eq!(listed(&[talk("c1", &far_end, Some("k"))]), [format!("{shown} · Sales")]);
    }
}

#[test]
fn two_unknown_visitors_are_told_apart_by_as_little_of_their_identifiers_as_it_takes() {
    let unknown = |id: &str, cookie: &str| talk(id, &json!({ "address": cookie }), Some(cookie));
    let known = talk("c9", &json!({ "name": "Maren" }), Some("6d1f2c9a-41b7"));
    let (one, other) = ("1e1462c8-eb24-4af7-9fee-d05e3af4fa90", "6d1f2c9a-41b7-4f7e-8a55-0f6e3b7c1a06");
    assert_eq!(
        listed(&[unknown("c1", one), known.clone(), unknown("c2", other)]),
        ["Unknown visitor 1e14 · Sales", "Maren · Sales", "Unknown visitor 6d1f · Sales"]
    );
    let near = "1e1462c8-eb24-4af7-9fee-d05e3af4fa91";
    assert_eq!(
        listed(&[unknown("c1", one), unknown("c2", near)]),
        ["Unknown visitor …fa90 · Sales", "Unknown visitor …fa91 · Sales"]
    );
    assert_eq!(
        listed(&[unknown("c1", "1e1462"), unknown("c2", "1e1467")]),
        ["Unknown visitor …1462 · Sales", "Unknown visitor …1467 · Sales"]
    );
    // Alone, no part of it is shown.
    assert_eq!(listed(&[unknown("c1", one), known]), ["Unknown visitor · Sales", "Maren · Sales"]);
    // One visitor in two conversations has nothing to tell them apart by; without an identifier there is none to show.
    assert_eq!(listed(&[unknown("c1", one), unknown("c2", one)]), ["Unknown visitor 1e14 · Sales"; 2]);
    assert_eq!(
        listed(&[talk("c1", &json!({}), None), unknown("c2", one)]),
        ["Unknown visitor · Sales", "Unknown visitor 1e14 · Sales"]
    );
}

#[test]
fn the_header_says_unknown_once_and_gives_the_whole_identifier_to_copy() {
    let (mut scene, id) = (Scene::with_contact(), "1e1462c8-eb24-4af7-9fee-d05e3af4fa90");
    scene.cloud.conversations.push(talk("c1", &json!({ "address": id }), Some(id)));
    let scene = scene.open(Target::Conversation("c1".into()));
    let journey = scene.core.journey();
    let view = header(journey.customer(), None, journey.status(), &lens(journey, scene.now));
    assert_eq!((view.name.as_str(), view.badge), ("Unknown", None));
    assert_eq!(view.presence.map(|presence| presence.text).as_deref(), Some("Message"));
    let copied: Vec<_> = view.identifiers.into_iter().map(|one| (one.label, one.copy)).collect();
    assert_eq!(copied, [("Cookie".to_owned(), Some(id.to_owned()))]);
}

#[test]
fn the_contact_of_an_unknown_visitor_is_unknown_once() {
    let id = "1e1462c8-eb24-4af7-9fee-d05e3af4fa90";
    for name in [Value::Null, json!(id), json!(id.replace('-', ""))] {
        let contact = json!({ "id": "k", "type": "Ephemeral", "firstName": name, "identifiers": [{ "type": "Cookie", "value": id }] });
        let customer = decode::contact(&contact.to_string()).expect("a contact").customer();
        let journey = Journey::new(std::sync::Arc::default());
        let lens = lens(&journey, "2026-11-20T14:20:00Z".parse().expect("a time"));
        let view = header(&customer, None, journey.status(), &lens);
        assert_eq!(view.name, "Unknown");
        let beside = view.badge.expect("a badge").text;
        assert!(!beside.to_lowercase().contains("unknown"), "{beside}");
        assert_eq!(view.identifiers[0].copy.as_deref(), Some(id));
    }
}
