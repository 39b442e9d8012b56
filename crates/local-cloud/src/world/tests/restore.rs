//! What was stored comes back as it was, whatever happened: a random world is restored and must be the same.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::chance::Chance;
use super::super::{CustomEvent, Party};
use super::*;

/// A store as the cloud keeps it: changed records overwrite, deleted ones go.
#[derive(Default)]
struct Store(BTreeMap<(String, String), Value>);

impl Store {
    fn write(&mut self, world: &mut World) {
        for record in world.take_records() {
            let key = (record.table.to_owned(), record.key);
            match record.value {
                // As text, since that is how it lies on the disk.
                Some(value) => self.0.insert(key, serde_json::from_str(&value.to_string()).unwrap()),
                None => self.0.remove(&key),
            };
        }
    }

    fn read(&self) -> World {
        World::restore(99, self.0.iter().map(|((table, key), value)| (table.clone(), key.clone(), value.clone())))
            .unwrap()
    }
}

fn act(story: &mut Story, dice: &mut Chance) {
    let mut pick = |count: u64| usize::try_from(dice.number() % count).unwrap();
    let cookie = ["c1", "c2", "c3"][pick(3)];
    let names = [
        "page_viewed",
        "product_added",
        "form_abandoned",
        "product_purchased",
        "payment_declined",
        "return_requested",
        "account_created",
    ];
    let pages =
        ["/shop/", "/shop/p/tarn-parka/", "/shop/checkout/delivery/", "/shop/help/returns/", "/shop/help/size-guide/"];
    let seconds = [1, 30, 400, 1_300][pick(4)];
    story.wait(seconds);
    match pick(12) {
        0..=4 => {
            let mut request = story.request(cookie, names[pick(7)], pages[pick(5)]);
            request.attributes = texts(&[("price", "248"), ("newsletter", "true")]);
            request.external_id = (pick(3) == 0).then(|| format!("x{}", pick(4)));
            let late = i64::try_from(pick(90)).unwrap();
            request.created_date = (story.at - chrono::TimeDelta::seconds(late)).into();
            story.send(request).unwrap();
        }
        5 => drop(story.sign_up(
            cookie,
            &[("email", ["maren@example.com", "new@example.com"][pick(2)]), ("phone", "0113 496 0142")],
        )),
        6 => {
            let actions = story.world.ping(deployment(), cookie, story.at).unwrap().actions;
            for action in actions {
                let request = wire::ActionEventRequest {
                    session_id: action.session_id.unwrap(),
                    action_id: action.id,
                    action_state: ["accepted", "rejected", "ignored", "errored"][pick(4)].into(),
                    ..Default::default()
                };
                story.world.action_event(deployment(), request, story.at).unwrap();
            }
        }
        7 => drop(story.world.call_in([Some("+441134960142"), None][pick(2)], "Returns", story.at)),
        8 => drop(story.world.start_chat(cookie, story.at).unwrap()),
        9 => {
            let agent = agent_id(pick(3));
            let open: Vec<String> = story.world.open_interactions.iter().cloned().collect();
            let Some(id) = open.get(pick(8)) else { return };
            let by = [Party::Customer, Party::Agent, Party::System, Party::Transfer][pick(4)];
            // Refusals are part of life here.
            let tried = [
                story.world.customer_message(id, "Hello", story.at),
                story.world.hang_up(id, by, story.at),
                story.world.wrap_up(id, &agent, "Sale made", "ok", story.at),
            ];
            assert!(tried.len() == 3);
        }
        10 => {
            let event = CustomEvent {
                session_type: "delivery".into(),
                external_id: format!("FW-{}", pick(3)),
                event_name: ["parcel_packed", "parcel_delivered"][pick(2)].into(),
                attributes: [("item".to_owned(), ("string".to_owned(), format!("n{}", pick(9))))].into(),
                customer: Some(("email".into(), "maren@example.com".into())),
                ..Default::default()
            };
            story.world.custom_event(event, story.at).unwrap();
        }
        _ => story.world.tick(story.at, &[agent_id(pick(3))]),
    }
}

#[test]
fn a_restored_world_is_the_same_and_goes_on_the_same() {
    for seed in 0..16 {
        let mut dice = Chance::new(seed);
        let mut story = Story::new();
        let mut store = Store::default();
        story.world.seed_contact(person("Maren", "maren@example.com", "+441134960142"));
        for step in 0..120 {
            act(&mut story, &mut dice);
            store.write(&mut story.world);
            if step % 40 == 39 {
                let mut restored = store.read();
                assert_eq!(restored.truth(), story.world.truth(), "seed {seed}, step {step}");
                assert!(restored.take_records().is_empty(), "seed {seed}: nothing waits to be written");
                story.world = restored;
            }
        }
        // Both go on alike: the place in the stream of chance was stored, too.
        let mut twin = Story { world: store.read(), at: story.at };
        let mut twin_dice = dice.clone();
        for step in 0..30 {
            story.notices();
            twin.notices();
            act(&mut story, &mut dice);
            act(&mut twin, &mut twin_dice);
            assert_eq!(twin.notices(), story.notices(), "seed {seed}, step {step}");
        }
        assert_eq!(twin.world.truth(), story.world.truth(), "seed {seed}");
    }
}

#[test]
fn counters_equal_events_whatever_happens() {
    for seed in 100..120 {
        let mut dice = Chance::new(seed);
        let mut story = Story::new();
        for _ in 0..150 {
            act(&mut story, &mut dice);
        }
        for session in story.world.truth()["sessions"].as_array().unwrap() {
            let n_events = session["events"].as_array().unwrap().len();
            assert_eq!(session["eventCount"], n_events, "seed {seed}");
        }
    }
}

#[test]
fn ids_never_come_twice_not_even_over_a_restart() {
    let mut story = Story::new();
    let mut store = Store::default();
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..20 {
        for _ in 0..50 {
            assert!(ids.insert(story.world.id()));
        }
        store.write(&mut story.world);
        story.world = store.read();
    }
    let id = ids.first().unwrap();
    assert_eq!(id.len(), 36);
    assert_eq!(id.as_bytes()[14], b'4');
}

#[test]
fn a_record_that_cannot_be_read_is_named() {
    for (table, key, value) in
        [("sessions", "s1", serde_json::json!({"session": 7})), ("moons", "m1", serde_json::json!({}))]
    {
        let refused = World::restore(1, [(table.to_owned(), key.to_owned(), value)].into_iter());
        assert!(refused.unwrap_err().contains(table));
    }
}

#[test]
fn an_empty_store_gives_an_empty_world_of_the_seed() {
    let mut restored = World::restore(5, std::iter::empty()).unwrap();
    let mut fresh = World::new(5);
    assert!(restored.is_empty());
    assert_eq!(restored.id(), fresh.id());
}
