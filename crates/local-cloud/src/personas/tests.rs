//! The personas against the world: what they do is accepted, repeatable, and tells the stories it should.

use std::collections::BTreeSet;

use super::*;
use crate::pages;

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-24T14:00:00Z").unwrap().to_utc()
}

fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

fn played() -> World {
    let mut world = World::new(7);
    let done = Player::new(7, now()).history(&mut world, now());
    assert_eq!(done.refused, Vec::<String>::new());
    world
}

fn maren(world: &World) -> String {
    world.contacts_by_value("maren.okafor@example.com").remove(0).id.unwrap()
}

#[test]
fn the_tracked_site_is_registered() {
    assert!(World::new(1).deployment(DEPLOYMENT).is_some());
}

#[test]
fn the_past_is_accepted_whatever_the_seed_and_the_hour() {
    for (seed, hour) in [(1, 0), (2, 5), (3, 13), (4, 23)] {
        let now = now() - TimeDelta::hours(14) + TimeDelta::hours(hour);
        let mut world = World::new(seed);
        let done = Player::new(seed, now).history(&mut world, now);
        assert_eq!(done.refused, Vec::<String>::new(), "seed {seed}, hour {hour}");
        assert!(done.acts > 800, "{} acts", done.acts);
    }
}

#[test]
fn the_same_seed_gives_the_same_past_and_another_seed_another() {
    let records = |seed: u64| {
        let mut world = World::new(seed);
        Player::new(seed, now()).history(&mut world, now());
        world.take_records().into_iter().map(|record| (record.table, record.key, record.value)).collect::<Vec<_>>()
    };
    assert!(records(5) == records(5));
    assert!(records(5) != records(6));
}

#[test]
fn the_past_lies_behind() {
    for act in Player::new(3, now()).past(now()) {
        assert!(act.at() < now() - minutes(60), "{} at {}", act.name(), act.at());
        assert!(act.at() > now() - TimeDelta::days(60), "{} at {}", act.name(), act.at());
    }
}

#[test]
fn maren_comes_back_after_more_than_thirty_sessions_of_every_kind() {
    let world = played();
    let sessions = world.sessions_of_contact(&maren(&world), true).unwrap();
    assert!(sessions.len() > 30, "{}", sessions.len());
    let kinds: BTreeSet<String> = sessions.iter().filter_map(|session| session.kind.clone()).collect();
    for kind in ["web", "app", "conversation", "delivery"] {
        assert!(kinds.contains(kind), "{kind} is not among {kinds:?}");
    }
    assert!(sessions.iter().all(|session| session.kind.as_deref() == Some("delivery") || session.ended_date.is_some()));
    for session in sessions.iter().filter(|session| session.kind.as_deref() == Some("web")) {
        let last = session.last_event.clone().unwrap().created_date.unwrap().0;
        let ended = session.ended_date.unwrap().0;
        assert!(ended - last <= minutes(30), "last event {last}, ended {ended}");
    }
    let codes = sessions.iter().filter(|session| session.last_user_disposition.is_some()).count();
    assert_eq!(codes, 2);
    let abandoned = sessions.iter().filter(|session| session.last_acd_outcome.as_deref() == Some("Abandon")).count();
    assert_eq!(abandoned, 1);
}

#[test]
fn one_session_of_the_past_is_long() {
    let world = played();
    let sean = world.contacts_by_value("sean.dunne@example.com").remove(0).id.unwrap();
    let sessions = world.sessions_of_contact(&sean, true).unwrap();
    let longest = sessions.iter().filter_map(|session| session.event_count).max().unwrap();
    assert!(longest >= 300, "{longest}");
}

#[test]
fn a_shared_number_belongs_to_two_people_and_a_strange_one_to_nobody() {
    let world = played();
    assert_eq!(world.contacts_by_value("+442079460158").len(), 2);
    assert_eq!(world.contacts_by_value("+441134960142").len(), 1);
    assert_eq!(world.contacts_by_value("+442079460991").len(), 0);
}

#[test]
fn personas_see_pages_that_the_shop_has() {
    let mut player = Player::new(9, now());
    let mut acts = player.past(now());
    for minute in 0..240 {
        acts.extend(player.due(now() + minutes(minute)));
    }
    let mut seen = 0;
    for act in acts {
        if let act::Deed::Web(request) = act.deed() {
            let url = request.page.url.clone().unwrap();
            let path = url.split("/shop/").nth(1).unwrap().split('?').next().unwrap();
            assert!(pages::shop_head(path).is_some(), "{url}");
            assert!(!request.page.title.clone().unwrap().is_empty(), "{url}");
            assert!(request.device.is_some() && request.browser.is_some());
            seen += 1;
        }
    }
    assert!(seen > 1000, "{seen}");
}

#[test]
fn live_personas_are_accepted_for_four_hours_and_at_least_two_are_always_there() {
    let mut world = played();
    let mut player = Player::new(7, now());
    for step in 0..4 * 360 {
        let at = now() + TimeDelta::seconds(step * 10);
        for act in player.due(at) {
            act.perform(&mut world, at).unwrap_or_else(|refusal| panic!("{} at {at}: {refusal}", act.name()));
        }
        world.tick(at, &[]);
        if step > 6 {
            let cookies: BTreeSet<usize> =
                player.lives.iter().filter(|life| !life.pending.is_empty()).map(|life| life.script).collect();
            let recent = player.lives.iter().filter(|life| life.run > 0).count();
            assert!(recent >= 2, "{cookies:?} at {at}");
        }
    }
}

#[test]
fn maren_struggles_with_returns_and_accepts_the_chat_that_is_offered() {
    let mut world = played();
    let agent = world.agents()[0].id.clone();
    let mut player = Player::new(7, now());
    let mut connected = false;
    for second in 0..900 {
        let at = now() + TimeDelta::seconds(second);
        for act in player.due(at) {
            act.perform(&mut world, at).unwrap();
        }
        world.tick(at, std::slice::from_ref(&agent));
        let talks = world.talks_of_cookie("6d1f2c9a-41b7-4f7e-8a55-0f6e3b7c1a01");
        connected |= talks.iter().any(|talk| talk.state == "connected");
    }
    assert!(connected, "no conversation reached the agent");
    let sessions = world.sessions_of_contact(&maren(&world), true).unwrap();
    let live = sessions.iter().find(|session| session.kind.as_deref() == Some("web")).unwrap();
    assert_eq!(live.mkt_campaign.clone().unwrap().name.as_deref(), Some("winter sale"));
    assert!(live.search_terms.contains(&"insulated parka".to_owned()), "{:?}", live.search_terms);
    let names: Vec<String> = world.events_of(&live.id).unwrap().iter().map(|event| format!("{event:?}")).collect();
    let count = |what: &str| names.iter().filter(|event| event.contains(what)).count();
    assert_eq!(count("\"form_abandoned\""), 2);
    assert!(count("return policy") >= 2);
    let offer = names.iter().find(|event| event.contains("\"accepted\"")).expect("an accepted offer");
    assert!(offer.contains("Checkout rescue"), "{offer}");
    assert_eq!(count("\"product_added\""), 1);
}

#[test]
fn a_clock_that_jumps_makes_nobody_hurry() {
    let mut player = Player::new(7, now());
    let first = player.due(now() + minutes(1));
    assert!(!first.is_empty());
    let later = now() + TimeDelta::days(3);
    let acts = player.due(later);
    assert!(acts.iter().all(|act| later - act.at() <= LATE), "acts of the time between");
    assert!(!player.due(later + minutes(2)).is_empty(), "they go on");
}
