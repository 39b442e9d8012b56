//! Sessions: when they begin and end, what they count.

use chrono::TimeDelta;

use super::super::CustomEvent;
use super::*;

#[test]
fn the_first_event_opens_a_session_for_an_ephemeral_contact() {
    let mut story = Story::new();
    let id = story.view("c1", "/shop/?utm_source=letter&utm_medium=email&utm_campaign=autumn");
    let session = story.session(&id);
    assert_eq!(session.kind.as_deref(), Some("web"));
    assert_eq!((session.event_count, session.pageview_count), (Some(1), Some(1)));
    assert_eq!(session.customer_id.as_deref(), Some("c1"));
    assert_eq!(session.mkt_campaign.unwrap().name.as_deref(), Some("autumn"));
    assert_eq!(session.browser.unwrap().family.as_deref(), Some("Chrome"));
    assert_eq!(session.device.unwrap().category.as_deref(), Some("desktop"));
    assert!(session.geolocation.unwrap().locality.is_some());
    assert!(session.ended_date.is_none());
    let contact = story.contact_of("c1");
    assert_eq!(contact.kind.as_deref(), Some("Ephemeral"));
    assert_eq!(session.external_contact.unwrap().id, contact.id);
}

#[test]
fn a_session_ends_twenty_minutes_after_the_last_event_without_any_event() {
    let mut story = Story::new();
    let id = story.view("c1", "/shop/");
    let last = story.session(&id).last_event.unwrap().created_date.unwrap().0;
    story.at = last + TimeDelta::minutes(20) - TimeDelta::milliseconds(1);
    story.tick();
    assert!(story.session(&id).ended_date.is_none());
    story.notices();
    story.at = last + TimeDelta::minutes(20);
    story.tick();
    let session = story.session(&id);
    assert_eq!(session.ended_date.unwrap().0, last + TimeDelta::minutes(20));
    let notices = story.notices();
    assert_eq!(notices.len(), 1);
    assert!(notices[0].topic.ends_with(".journey.sessions"));
    assert!(notices[0].body["endedDate"].is_string());
}

#[test]
fn an_event_before_the_end_keeps_the_session_and_one_after_it_opens_another() {
    let mut story = Story::new();
    let first = story.view("c1", "/shop/");
    story.wait(19 * 60);
    assert_eq!(story.view("c1", "/shop/"), first);
    story.wait(20 * 60);
    let second = story.view("c1", "/shop/");
    assert_ne!(second, first);
    assert!(story.session(&first).ended_date.is_some());
    let contact = story.contact_of("c1").id.unwrap();
    let ids: Vec<String> =
        story.world.sessions_of_contact(&contact, false).unwrap().into_iter().map(|session| session.id).collect();
    assert_eq!(ids, [second, first], "newest first");
}

#[test]
fn idle_and_away_lie_ahead_of_the_end() {
    let mut story = Story::new();
    let id = story.view("c1", "/shop/");
    let session = story.session(&id);
    let last = session.last_event.unwrap().created_date.unwrap().0;
    assert_eq!(session.idle_date.unwrap().0, last + TimeDelta::minutes(2));
    assert_eq!(session.away_date.unwrap().0, last + TimeDelta::minutes(10));
}

#[test]
fn a_late_page_view_keeps_its_place() {
    let mut story = Story::new();
    let id = story.view("c1", "/shop/a/");
    story.view("c1", "/shop/c/");
    let mut late = story.request("c1", "page_viewed", "/shop/b/");
    late.created_date = (story.at - TimeDelta::seconds(15)).into();
    story.take(late);
    let paths: Vec<String> =
        story.world.events_of(&id).unwrap().into_iter().filter_map(|event| event.web_event?.page?.pathname).collect();
    assert_eq!(paths, ["/shop/a/", "/shop/b/", "/shop/c/"]);
    let session = story.session(&id);
    assert_eq!(session.last_page.unwrap().pathname.as_deref(), Some("/shop/c/"), "the late page is not the last one");
    assert_eq!(session.pageview_count, Some(3));
}

#[test]
fn a_late_event_goes_to_the_session_of_its_time() {
    let mut story = Story::new();
    let first = story.view("c1", "/shop/");
    let then = story.at;
    story.wait(25 * 60);
    let second = story.view("c1", "/shop/");
    let mut late = story.request("c1", "page_viewed", "/shop/late/");
    late.created_date = then.into();
    assert_eq!(story.take(late), first);
    assert_eq!(story.session(&first).event_count, Some(2));
    assert_eq!(story.session(&second).event_count, Some(1));
    assert!(story.session(&first).ended_date.is_some(), "its time is still over");
}

#[test]
fn a_late_event_can_open_a_closed_session_again() {
    let mut story = Story::new();
    let id = story.view("c1", "/shop/");
    story.wait(20 * 60).tick();
    assert!(story.session(&id).ended_date.is_some());
    let mut late = story.request("c1", "page_viewed", "/shop/late/");
    late.created_date = (story.at - TimeDelta::minutes(5)).into();
    assert_eq!(story.take(late), id);
    assert!(story.session(&id).ended_date.is_none());
    story.wait(15 * 60).tick();
    assert!(story.session(&id).ended_date.is_some());
}

#[test]
fn counters_equal_events() {
    let mut story = Story::new();
    let id = story.hesitate("c1");
    story.world.ping(deployment(), "c1", story.at).unwrap();
    story.wait(61).tick();
    let events = story.world.events_of(&id).unwrap();
    let session = story.session(&id);
    assert_eq!(session.event_count, Some(i64::try_from(events.len()).unwrap()));
    let pages = events
        .iter()
        .filter(|event| event.web_event.as_ref().is_some_and(|body| body.event_name.as_deref() == Some("page_viewed")));
    assert_eq!(session.pageview_count, Some(i64::try_from(pages.count()).unwrap()));
    let kinds: std::collections::BTreeSet<_> = events.iter().filter_map(|event| event.event_type.clone()).collect();
    assert_eq!(kinds.len(), 3, "web events, segments and offers: {kinds:?}");
    assert!(events.is_sorted_by_key(|event| (event.created_date, event.id.clone())));
}

#[test]
fn totals_run_over_all_sessions_of_the_visitor() {
    let mut story = Story::new();
    story.view("c1", "/shop/");
    story.event("c1", "help_opened", "/shop/");
    story.wait(30 * 60);
    let id = story.view("c1", "/shop/");
    let body = story.world.events_of(&id).unwrap().remove(0).web_event.unwrap();
    assert_eq!((body.total_event_count, body.total_pageview_count), (Some(3), Some(2)));
}

#[test]
fn search_terms_stand_once_each_in_the_order_of_their_first_use() {
    let mut story = Story::new();
    story.search("c1", "parka");
    story.search("c1", "Return policy");
    let id = story.search("c1", " return policy ");
    assert_eq!(story.session(&id).search_terms, ["parka", "Return policy"]);
}

#[test]
fn a_full_session_ends_and_the_next_event_opens_another() {
    let mut story = Story::new();
    let first = story.view("c1", "/shop/");
    if let Some(visit) = story.world.visits.change(&first) {
        visit.session.event_count = Some(super::super::visit::MOST_EVENTS);
    }
    let second = story.view("c1", "/shop/");
    assert_ne!(first, second);
    assert!(story.session(&first).ended_date.is_some());
    assert!(story.session(&second).ended_date.is_none());
}

#[test]
fn beyond_the_limit_the_oldest_session_is_forgotten_with_its_events() {
    let mut story = Story::new();
    let first = story.view("c1", "/shop/");
    for _ in 0..super::super::forgetting::MOST_SESSIONS {
        story.wait(21 * 60);
        story.view("c1", "/shop/");
    }
    assert!(story.world.session(&first).is_none());
    let contact = story.contact_of("c1").id.unwrap();
    assert_eq!(story.world.sessions_of_contact(&contact, true).unwrap().len(), super::super::forgetting::MOST_SESSIONS);
    let gone = story.world.take_records().into_iter().filter(|record| record.value.is_none()).count();
    assert!(gone >= 2, "session and event are deleted from the store");
}

#[test]
fn an_app_has_sessions_of_its_own() {
    let mut story = Story::new();
    let request = wire::AppEventRequest {
        event_name: "screen_viewed".into(),
        screen_name: "Wishlist".into(),
        app: wire::JourneyApp { name: Some("Fernwell".into()), version: Some("5.2".into()), ..Default::default() },
        device: wire::Device {
            category: Some("mobile".into()),
            os_family: Some("Android".into()),
            ..Default::default()
        },
        search_query: Some("winter gloves".into()),
        customer_cookie_id: "phone-1".into(),
        created_date: story.at.into(),
        ..Default::default()
    };
    let answer = story.world.app_event(deployment(), request, story.at, Age::Fresh).unwrap();
    let id = answer.session.unwrap().id.unwrap();
    let session = story.session(&id);
    assert_eq!(session.kind.as_deref(), Some("app"));
    assert_eq!((session.screenview_count, session.pageview_count), (Some(1), None));
    assert_eq!(session.last_screen.as_deref(), Some("Wishlist"));
    assert_eq!(session.app.unwrap().version.as_deref(), Some("5.2"));
    let segments: Vec<_> = session.segment_assignments.iter().filter_map(|one| one.segment.id.as_deref()).collect();
    assert_eq!(segments, [segment("App user"), segment("Winter gear")]);
    assert!(topics(&story.notices()).iter().any(|topic| topic.ends_with(".app.events")));
}

fn parcel(name: &str, attributes: &[(&str, &str)]) -> CustomEvent {
    CustomEvent {
        session_type: "delivery".into(),
        external_id: "FW-88213".into(),
        external_url: Some("https://parcels.example/FW-88213".into()),
        event_name: name.into(),
        attributes: attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), ("string".to_owned(), (*value).to_owned())))
            .collect(),
        customer: Some(("email".into(), "maren@example.com".into())),
    }
}

#[test]
fn a_delivery_is_a_session_of_its_own_until_its_last_event() {
    let mut story = Story::new();
    let contact = story.world.seed_contact(person("Maren", "maren@example.com", "+441134960142"));
    let id = story
        .world
        .custom_event(parcel("parcel_packed", &[("courier", "Swiftpost"), ("item", "Tarn parka")]), story.at)
        .unwrap();
    story.wait(3 * 86_400).tick();
    assert!(story.session(&id).ended_date.is_none(), "no inactivity rule");
    let again = story
        .world
        .custom_event(parcel("parcel_delivered", &[("item", "Peat gloves"), ("eta", "11 Nov")]), story.at)
        .unwrap();
    assert_eq!(again, id);
    let session = story.session(&id);
    assert_eq!(session.kind.as_deref(), Some("delivery"));
    assert_eq!(session.event_count, Some(2));
    assert_eq!(session.ended_date.unwrap().0, story.at);
    assert_eq!(session.external_id.as_deref(), Some("FW-88213"));
    assert_eq!(session.attributes["courier"].value.as_deref(), Some("Swiftpost"));
    assert_eq!(session.attribute_lists["item"].values, ["Tarn parka", "Peat gloves"]);
    assert_eq!(session.short_id.unwrap().len(), 6);
    assert_eq!(session.external_contact.unwrap().id.as_deref(), Some(contact.as_str()));
    assert_eq!(story.world.events_of(&id).unwrap().len(), 2);
    assert_eq!(story.world.sessions_of_contact(&contact, false).unwrap().len(), 1);
}

#[test]
fn a_custom_event_with_a_hostile_address_or_a_reserved_type_is_refused() {
    let mut story = Story::new();
    let mut event = parcel("parcel_packed", &[]);
    event.external_url = Some("javascript:alert(1)".into());
    assert!(
        matches!(story.world.custom_event(event, story.at), Err(Refusal::BadRequest { field: Some(field), .. }) if field == "externalUrl")
    );
    let mut event = parcel("parcel_packed", &[]);
    event.session_type = "web".into();
    assert!(story.world.custom_event(event, story.at).is_err());
    assert!(story.world.is_empty());
}

#[test]
fn what_is_sixty_days_old_is_forgotten_and_the_unknown_visitor_with_it() {
    let mut story = Story::new();
    let maren = story.world.seed_contact(person("Maren", "maren@example.com", "+441134960142"));
    let id = story.view("c1", "/shop/help/size-guide/");
    story.world.ping(deployment(), "c1", story.at).unwrap();
    let contact = story.contact_of("c1").id.unwrap();
    let call = story.world.call_in(Some("+441134960142"), "Returns", story.at);
    story.world.hang_up(&call, super::super::Party::Customer, story.at).unwrap();
    story.wait(59 * 86_400).tick();
    assert!(story.world.session(&id).is_some() && story.world.conversation(&call).is_some());
    story.world.take_records();
    story.wait(86_400).tick();
    assert!(story.world.session(&id).is_none() && story.world.events_of(&id).is_none());
    assert!(story.world.conversation(&call).is_none());
    assert!(story.world.contact(&contact).is_none() && story.world.contact_by_identifier("Cookie", "c1").is_none());
    assert!(story.world.contact(&maren).is_some(), "a saved contact stays");
    let tables: std::collections::BTreeSet<_> = story
        .world
        .take_records()
        .into_iter()
        .filter(|record| record.value.is_none())
        .map(|record| record.table)
        .collect();
    assert_eq!(
        tables.into_iter().collect::<Vec<_>>(),
        ["actions", "contacts", "conversations", "events", "sessions", "visitors"]
    );
    let again = story.view("c1", "/shop/");
    assert_ne!(again, id);
}

#[test]
fn a_session_that_lives_is_not_forgotten() {
    let mut story = Story::new();
    let id = story.world.custom_event(parcel("parcel_packed", &[]), story.at).unwrap();
    story.wait(40 * 86_400);
    story.world.custom_event(parcel("parcel_held", &[]), story.at).unwrap();
    story.wait(40 * 86_400).tick();
    assert!(story.world.session(&id).is_some());
    story.wait(20 * 86_400).tick();
    assert!(story.world.session(&id).is_none());
}
