//! Paging to the end: nothing twice, nothing lost, every address relative and with its query.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::tests::{Bench, events_path, page_view};

/// All pages from `path` on, by `nextUri`.
async fn walk(bench: &Bench, token: &str, path: &str) -> Vec<Vec<Value>> {
    let mut pages = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        assert!(pages.len() < 100, "no end");
        let listing = bench.get(&path, token).await.ok();
        pages.push(listing["entities"].as_array().unwrap().clone());
        next = listing.get("nextUri").map(|uri| uri.as_str().unwrap().to_owned());
        if let Some(uri) = &next {
            assert!(uri.starts_with("/api/v2/"), "{uri}");
        }
    }
    pages
}

fn ids(pages: &[Vec<Value>]) -> Vec<&str> {
    pages.iter().flatten().map(|entity| entity["id"].as_str().unwrap()).collect()
}

async fn richest(bench: &Bench, token: &str) -> String {
    let contacts = bench.get("/api/v2/externalcontacts/contacts?pageSize=100", token).await.ok();
    let mut richest = (0, String::new());
    for contact in contacts["entities"].as_array().unwrap() {
        let id = contact["id"].as_str().unwrap();
        let path = format!("/api/v2/externalcontacts/contacts/{id}/journey/sessions?pageSize=200&includeMerged=true");
        let n = bench.get(&path, token).await.ok()["entities"].as_array().unwrap().len();
        richest = richest.max((n, id.to_owned()));
    }
    assert!(richest.0 >= 30, "{richest:?}");
    richest.1
}

#[tokio::test]
async fn sessions_are_paged_to_the_end_newest_first() {
    let bench = Bench::with_past();
    let token = bench.token("Ada Lindqvist").await;
    let contact = richest(&bench, &token).await;
    let path = format!("/api/v2/externalcontacts/contacts/{contact}/journey/sessions?includeMerged=true&pageSize=");
    let whole = walk(&bench, &token, &format!("{path}200")).await;
    assert_eq!(whole.len(), 1);
    let dates: Vec<&str> = whole[0].iter().map(|session| session["createdDate"].as_str().unwrap()).collect();
    assert!(dates.is_sorted_by(|newer, older| newer >= older));
    for size in [1, 7, 10, whole[0].len(), whole[0].len() - 1] {
        let pages = walk(&bench, &token, &format!("{path}{size}")).await;
        assert_eq!(ids(&pages), ids(&whole), "pages of {size}");
        assert_eq!(pages.len(), whole[0].len().div_ceil(size));
    }
    // Without merged ones there may be fewer, never others.
    let own = walk(&bench, &token, &format!("/api/v2/externalcontacts/contacts/{contact}/journey/sessions")).await;
    let all: BTreeSet<_> = ids(&whole).into_iter().collect();
    assert!(ids(&own).iter().all(|id| all.contains(id)) && ids(&own).len() <= all.len());
}

#[tokio::test]
async fn a_session_that_comes_in_between_doubles_nothing() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let mut sessions = Vec::new();
    for _ in 0..5 {
        sessions.push(bench.view("a-cookie", "home").await);
        bench.control("/control/clock", &json!({"seconds": 3_600})).await.ok();
    }
    let contact = bench.cloud.app.read(|world| world.contact_by_identifier("Cookie", "a-cookie").unwrap().id.unwrap());
    let path = format!("/api/v2/externalcontacts/contacts/{contact}/journey/sessions?pageSize=2");
    let first = bench.get(&path, &token).await.ok();
    let newer = bench.view("a-cookie", "home").await;
    let rest = walk(&bench, &token, first["nextUri"].as_str().unwrap()).await;
    let first = vec![first["entities"].as_array().unwrap().clone()];
    let seen: Vec<&str> = [ids(&first), ids(&rest)].concat();
    sessions.reverse();
    assert_eq!(seen, sessions);
    assert!(!seen.contains(&newer.as_str()));
}

#[tokio::test]
async fn events_are_paged_and_filtered_by_kind() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let mut session = String::new();
    for n in 0..23 {
        session = bench.view("a-cookie", &format!("page-{n}")).await;
        // Several at the same moment: the id decides.
        if n % 4 == 0 {
            bench.cloud.clock().advance(Duration::from_secs(3));
        }
    }
    let path = format!("/api/v2/journey/sessions/{session}/events");
    let whole = walk(&bench, &token, &format!("{path}?pageSize=200")).await;
    let count = bench.get(&format!("/api/v2/journey/sessions/{session}"), &token).await.ok()["eventCount"].clone();
    assert_eq!(count, json!(ids(&whole).len()));
    for size in [1, 5, 22, 23] {
        assert_eq!(ids(&walk(&bench, &token, &format!("{path}?pageSize={size}")).await), ids(&whole));
    }
    let kinds = "com.genesys.journey.WebEvent,com.genesys.journey.AppEvent";
    let web = walk(&bench, &token, &format!("{path}?eventType={kinds}&pageSize=4")).await;
    assert_eq!(ids(&web).len(), 23);
    assert!(web.iter().flatten().all(|event| event["eventType"] == "com.genesys.journey.WebEvent"));
    let repeated = "eventType=com.genesys.journey.WebEvent&eventType=com.genesys.journey.WebActionEvent";
    assert!(ids(&walk(&bench, &token, &format!("{path}?{repeated}")).await).len() >= 23);
}

#[tokio::test]
async fn a_wrong_page_is_refused_with_its_field() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let session = bench.view("a-cookie", "home").await;
    let events = format!("/api/v2/journey/sessions/{session}/events");
    let contact = bench.cloud.app.read(|world| world.contact_by_identifier("Cookie", "a-cookie").unwrap().id.unwrap());
    let sessions = format!("/api/v2/externalcontacts/contacts/{contact}/journey/sessions");
    for (path, field) in [
        (format!("{events}?pageSize=0"), "pageSize"),
        (format!("{events}?pageSize=201"), "pageSize"),
        (format!("{events}?pageSize=-1"), "pageSize"),
        (format!("{events}?pageSize=ten"), "pageSize"),
        (format!("{events}?after=nonsense"), "after"),
        (format!("{events}?eventType=WebEvent"), "eventType"),
        (format!("{events}?eventType=com.genesys.journey.Nothing"), "eventType"),
        (format!("{sessions}?pageSize=201"), "pageSize"),
        (format!("{sessions}?after=ZTEyMyBh"), "after"),
        (format!("{sessions}?includeMerged=perhaps"), "includeMerged"),
        ("/api/v2/journey/segments?pageNumber=0".to_owned(), "pageNumber"),
        ("/api/v2/journey/segments?segmentIds=a&pageSize=5".to_owned(), "pageSize"),
        (format!("/api/v2/journey/segments?segmentIds={}", vec!["a"; 101].join(",")), "segmentIds"),
        (format!("/api/v2/journey/outcomes?outcomeIds={}", vec!["a"; 21].join(",")), "outcomeIds"),
        ("/api/v2/externalcontacts/contacts?pageNumber=51".to_owned(), "pageNumber"),
        ("/api/v2/externalcontacts/contacts?expand=secrets".to_owned(), "expand"),
    ] {
        let answer = bench.get(&path, &token).await;
        assert_eq!(answer.refusal(), (400, "invalid.value".to_owned()), "{path}");
        assert_eq!(answer.json()["details"][0]["fieldName"], field, "{path}");
    }
}

#[tokio::test]
async fn segments_and_outcomes_come_by_page_or_by_id() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    for (path, name) in [("/api/v2/journey/segments", "segmentIds"), ("/api/v2/journey/outcomes", "outcomeIds")] {
        let all = bench.get(path, &token).await.ok();
        let total = all["total"].as_u64().unwrap();
        assert!(total >= 3 && all["entities"].as_array().unwrap().len() as u64 == total);
        let pages = walk(&bench, &token, &format!("{path}?pageSize=1")).await;
        assert_eq!(pages.len() as u64, total);
        let second = bench.get(&format!("{path}?pageSize=1&pageNumber=2"), &token).await.ok();
        assert_eq!(second["previousUri"], json!(format!("{path}?pageSize=1&pageNumber=1")));
        assert_eq!(second["pageCount"], json!(total));
        let (first, last) = (&all["entities"][0], &all["entities"][total as usize - 1]);
        let chosen =
            format!("{path}?{name}={},{},unknown", first["id"].as_str().unwrap(), last["id"].as_str().unwrap());
        let chosen = bench.get(&chosen, &token).await.ok();
        assert_eq!(chosen["entities"], json!([first, last]));
        assert_eq!(chosen.get("total"), None);
        let one = bench.get(&format!("{path}/{}", first["id"].as_str().unwrap()), &token).await.ok();
        assert_eq!(&one, first);
        let word = first["displayName"].as_str().unwrap().to_uppercase();
        let word: String = url::form_urlencoded::byte_serialize(word.as_bytes()).collect();
        let found = bench.get(&format!("{path}?queryValue={word}&queryFields=displayName"), &token).await.ok();
        assert!(found["entities"].as_array().unwrap().contains(first));
        let down = bench.get(&format!("{path}?sortBy=-displayName"), &token).await.ok();
        let names: Vec<&str> =
            down["entities"].as_array().unwrap().iter().map(|one| one["displayName"].as_str().unwrap()).collect();
        assert!(names.is_sorted_by(|a, b| a >= b), "{names:?}");
    }
}

#[tokio::test]
async fn a_thousand_events_of_a_visitor_are_all_found_again() {
    let bench = Bench::new();
    let token = bench.token("Ada Lindqvist").await;
    let start = bench.cloud.clock().now();
    let mut session = String::new();
    for n in 0..1_000 {
        let at = start - chrono::TimeDelta::milliseconds(1_000 - n);
        let answer = bench.post(&events_path(), page_view("a-cookie", "home", at)).await.ok();
        session = answer["session"]["id"].as_str().unwrap().to_owned();
    }
    let pages = walk(&bench, &token, &format!("/api/v2/journey/sessions/{session}/events?pageSize=200")).await;
    let all = ids(&pages);
    assert!(all.len() >= 1_000);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
}
