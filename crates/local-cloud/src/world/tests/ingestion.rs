//! What is taken in and what is refused.

use chrono::TimeDelta;

use super::*;

fn field(result: Result<wire::WebEventResponse, Refusal>) -> String {
    match result {
        Err(Refusal::BadRequest { field, .. }) => field.unwrap_or_default(),
        Err(other) => format!("{other:?}"),
        Ok(_) => "taken".to_owned(),
    }
}

#[test]
fn what_breaks_a_rule_is_refused_by_its_field_and_changes_nothing() {
    type Spoil = fn(&mut wire::WebEventRequest);
    let cases: [(Spoil, &str); 13] = [
        (|request| request.event_name = "page viewed".into(), "eventName"),
        (|request| request.event_name = String::new(), "eventName"),
        (|request| request.event_name = "x".repeat(101), "eventName"),
        (|request| request.customer_cookie_id = "<script>".into(), "customerCookieId"),
        (|request| request.customer_cookie_id = String::new(), "customerCookieId"),
        (|request| request.page.url = None, "page.url"),
        (|request| request.page.url = Some("/shop/".into()), "page.url"),
        (|request| request.page.url = Some("javascript:alert(1)".into()), "page.url"),
        (|request| request.page.url = Some(format!("http://a.example/{}", "x".repeat(3_000))), "page.url"),
        (|request| request.page.title = Some("x".repeat(2_000)), "page.title"),
        (|request| request.search_query = Some("x".repeat(2_000)), "searchQuery"),
        (
            |request| request.attributes = (0..51).flat_map(|n| texts(&[(&format!("a{n}"), "x")])).collect(),
            "attributes",
        ),
        (|request| request.traits = texts(&[("email", &"x".repeat(3_000))]), "traits"),
    ];
    for (spoil, expected) in cases {
        let mut story = Story::new();
        let mut request = story.request("c1", "page_viewed", "/shop/");
        spoil(&mut request);
        assert_eq!(field(story.send(request)), expected);
        assert!(story.world.is_empty());
        assert!(story.notices().is_empty());
    }
}

#[test]
fn hostile_text_within_the_limits_is_kept_as_it_is() {
    let mut story = Story::new();
    let mut request = story.request("c1", "page_viewed", "/shop/");
    let text = "<img src=x onerror=alert(1)>\u{202e}\u{0}";
    request.page.title = Some(text.into());
    request.referrer_url = Some("javascript:alert(1)".into());
    let id = story.take(request);
    let body = story.world.events_of(&id).unwrap().remove(0).web_event.unwrap();
    assert_eq!(body.page.unwrap().title.as_deref(), Some(text));
    assert!(body.referrer.is_none(), "an address that is none says nothing");
}

#[test]
fn an_event_may_be_an_hour_old_and_five_minutes_early() {
    let mut story = Story::new();
    for (seconds, taken) in [(-3_600, "taken"), (-3_601, "TooOld"), (300, "taken"), (301, "createdDate")] {
        let mut request = story.request("c1", "page_viewed", "/shop/");
        request.created_date = (story.at + TimeDelta::seconds(seconds)).into();
        assert_eq!(field(story.send(request)), taken, "{seconds}");
    }
    let mut request = story.request("c2", "page_viewed", "/shop/");
    request.created_date = (story.at - TimeDelta::days(40)).into();
    assert!(story.world.web_event(deployment(), request, story.at, Age::Any).is_ok(), "histories may be old");
}

#[test]
fn an_unknown_deployment_is_not_found() {
    let mut story = Story::new();
    let request = story.request("c1", "page_viewed", "/shop/");
    let refused = story.world.web_event("nobody", request, story.at, Age::Fresh);
    assert!(matches!(refused, Err(Refusal::NotFound { entity: "webDeployment", .. })));
}

#[test]
fn the_same_external_id_makes_one_event() {
    let mut story = Story::new();
    let mut request = story.request("c1", "page_viewed", "/shop/");
    request.external_id = Some("7f".into());
    let first = story.send(request.clone()).unwrap();
    story.wait(5);
    let again = story.send(request).unwrap();
    assert_eq!(first, again);
    let session = first.session.unwrap().id.unwrap();
    assert_eq!(story.world.events_of(&session).unwrap().len(), 1);
}

#[test]
fn without_an_external_id_equal_events_are_two() {
    let mut story = Story::new();
    let request = story.request("c1", "page_viewed", "/shop/");
    let session = story.send(request.clone()).unwrap().session.unwrap().id.unwrap();
    story.send(request).unwrap();
    assert_eq!(story.session(&session).event_count, Some(2));
}

#[test]
fn the_way_a_visitor_came_is_read_from_addresses() {
    let paid = "/shop/?utm_medium=cpc&utm_campaign=winter+sale&gclid=abc";
    for (before, path, medium, name, keywords) in [
        ("https://www.google.co.uk/search?q=warm+parka", "/shop/", "search", Some("Google"), Some("warm parka")),
        ("https://www.google.com/", paid, "paid", Some("Google"), None),
        ("https://l.facebook.com/x", "/shop/", "social", Some("Facebook"), None),
        ("https://mail.google.com/mail", "/shop/", "email", Some("Gmail"), None),
        ("https://blog.example/post", "/shop/", "unknown", None, None),
        ("https://blog.example/post", "/shop/?utm_medium=email", "email", None, None),
        ("http://127.0.0.1:8787/shop/", "/shop/p/tarn-parka/", "internal", None, None),
        ("http://127.0.0.1:9999/", "/shop/", "unknown", None, None),
        ("https://notgoogle.example/", "/shop/", "unknown", None, None),
    ] {
        let mut story = Story::new();
        let mut request = story.request("c1", "page_viewed", path);
        request.referrer_url = Some(before.into());
        let referrer = story.send(request).unwrap().referrer.unwrap();
        assert_eq!(referrer.medium.as_deref(), Some(medium), "{before}");
        assert_eq!(referrer.name.as_deref(), name, "{before}");
        assert_eq!(referrer.keywords.as_deref(), keywords, "{before}");
    }
}

#[test]
fn a_page_is_taken_apart() {
    let mut story = Story::new();
    let request = story.request("c1", "page_viewed", "/shop/search/?q=parka&utm_campaign=x#results");
    let answer = story.send(request).unwrap();
    let page = answer.page.unwrap();
    assert_eq!(page.hostname.as_deref(), Some("127.0.0.1"));
    assert_eq!(page.pathname.as_deref(), Some("/shop/search/"));
    assert_eq!(page.query_string.as_deref(), Some("q=parka&utm_campaign=x"));
    assert_eq!(page.fragment.as_deref(), Some("results"));
    assert_eq!(answer.mkt_campaign.unwrap().name.as_deref(), Some("x"));
}

#[test]
fn the_last_number_of_an_address_chooses_the_place() {
    let mut story = Story::new();
    let mut request = story.request("c1", "page_viewed", "/shop/");
    request.ip_address = Some("203.0.113.24".into());
    let answer = story.send(request).unwrap();
    assert_eq!(answer.geolocation.unwrap().locality.as_deref(), Some("Leeds"));
    assert_eq!(answer.ip_organization.as_deref(), Some("Northlink"));
}

#[test]
fn ten_thousand_events_are_all_kept_and_counted() {
    let mut story = Story::new();
    let mut id = String::new();
    for n in 0..10_000 {
        let mut request =
            story.request("c1", if n % 3 == 0 { "page_viewed" } else { "help_opened" }, "/shop/help/returns/");
        request.created_date = story.at.into();
        id = story.send(request).unwrap().session.unwrap().id.unwrap();
        story.at += TimeDelta::milliseconds(50);
    }
    let events = story.world.events_of(&id).unwrap();
    assert!(events.len() >= 10_000);
    assert_eq!(story.session(&id).event_count, Some(i64::try_from(events.len()).unwrap()));
}
