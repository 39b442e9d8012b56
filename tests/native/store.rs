//! A change to one card runs nothing of another: counted, on the real store fed by the real core.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use any_spawner::Executor;
use chrono::{DateTime, Utc};
use customer_journey::live::Live;
use journey::changes::Changes;
use journey::core::Core;
use journey::effect::{Effect as Ask, HttpCall, SocketId};
use journey::input::{Command, Input, Reply, Start, Target};
use journey::model::SessionId;
use journey::moment::Moment;
use journey::settings::Settings;
use leptos::prelude::*;
use serde_json::{Value, json};
use tokio::task::LocalSet;

/// Cards on the page.
const N_CARDS: usize = 200;

/// A core whose requests are answered at once from a table of records.
struct Scripted {
    core: Core,
    now: DateTime<Utc>,
    socket: Option<SocketId>,
    bodies: BTreeMap<&'static str, Value>,
}

impl Scripted {
    fn new() -> Self {
        let sessions: Vec<Value> = (0..N_CARDS).map(|number| session(number, 3)).collect();
        let events: Vec<Value> = (0..3).map(event).collect();
        let bodies = [
            (
                "users/me",
                json!({"id": "me", "name": "Ada", "authorization": {"permissions": ["journey:*:*", "externalContacts:*:*"]}}),
            ),
            (
                "notifications/channels",
                json!({"id": "c", "connectUri": "ws://stream/channels/c", "expires": "2026-01-03T00:00:00Z"}),
            ),
            ("journey/sessions?", json!({"entities": sessions})),
            ("/events", json!({"entities": events})),
            ("/outcomes/scores", json!({"outcomeScores": []})),
            ("contacts/kim", json!({"id": "kim", "firstName": "Kim"})),
        ];
        let now = "2026-01-02T12:00:00Z".parse().unwrap();
        Self { core: Core::new(), now, socket: None, bodies: bodies.into() }
    }

    /// The page of a contact, with all its cards.
    fn start(&mut self) -> Changes {
        self.step(Input::Start(Start {
            settings: Arc::new(Settings { page_size: 200, ..Settings::default() }),
            streaming_base: "ws://stream".into(),
            target: Target::Contact("kim".into()),
            signed_in: true,
            sign_in_problem: None,
        }))
    }

    /// One input, and everything that follows from it without time passing.
    fn step(&mut self, input: Input) -> Changes {
        let mut inputs = vec![input];
        let mut changes = Changes::default();
        while let Some(input) = inputs.pop() {
            let step = self.core.step(input, Moment::new(self.now, 0, 0));
            changes.merge(step.changes);
            for effect in step.effects {
                match effect {
                    Ask::Call(id, call) => inputs.insert(0, Input::Answer(id, self.answer(&call))),
                    Ask::OpenSocket(id, _) => {
                        self.socket = Some(id);
                        inputs.insert(0, Input::SocketOpened(id));
                    }
                    _ => {}
                }
            }
        }
        changes
    }

    fn answer(&self, call: &HttpCall) -> Reply {
        let found = if call.path.contains("/subscriptions") {
            // All topics are permitted.
            let topics: Value = serde_json::from_str(call.body.as_deref().unwrap_or("[]")).unwrap();
            let ids: Vec<Value> = topics
                .as_array()
                .into_iter()
                .flatten()
                .map(|topic| json!({"id": topic["id"], "state": "Permitted"}))
                .collect();
            Some(json!({"entities": ids}))
        } else {
            self.bodies
                .iter()
                .filter(|(part, _)| call.path.contains(**part))
                .max_by_key(|(part, _)| part.len())
                .map(|(_, body)| body.clone())
        };
        let (status, body) = found.map_or((200, json!({"entities": []})), |body| (200, body));
        Reply::Http { status, body: body.to_string(), retry_after: None, correlation_id: None }
    }

    /// A frame of the cloud.
    fn frame(&mut self, topic: &str, body: &Value) -> Changes {
        let frame = json!({"topicName": topic, "version": "2", "eventBody": body, "metadata": {}});
        let socket = self.socket.expect("a socket is open");
        self.step(Input::Frame(socket, frame.to_string()))
    }

    fn session_frame(&mut self, number: usize, n_pages: i64) -> Changes {
        self.frame("v2.externalcontacts.contacts.kim.journey.sessions", &session(number, n_pages))
    }
}

fn session(number: usize, n_pages: i64) -> Value {
    let minute = number % 60;
    let hour = 10 - number / 60;
    json!({
        "id": format!("s{number}"),
        "type": "web",
        "createdDate": format!("2026-01-02T{hour:02}:{:02}:00.000Z", 59 - minute),
        "eventCount": n_pages,
        "pageviewCount": n_pages,
        "externalContact": {"id": "kim"},
        "lastEvent": {"id": format!("e{n_pages}"), "eventName": "page_viewed", "createdDate": format!("2026-01-02T11:{n_pages:02}:00.000Z")},
    })
}

fn event(number: usize) -> Value {
    json!({
        "id": format!("e{number}"),
        "createdDate": format!("2026-01-02T10:59:{number:02}.000Z"),
        "eventType": "com.genesys.journey.WebEvent",
        "session": {"id": "s0", "type": "web"},
        "webEvent": {"eventName": "page_viewed", "page": {"title": "Home", "url": "https://shop.example/"}},
    })
}

/// How often each kind of effect ran since the last look.
#[derive(Default)]
struct Runs {
    cards: Cell<usize>,
    tracks: Cell<usize>,
    expanded: Cell<usize>,
    list: Cell<usize>,
    page: Cell<usize>,
}

impl Runs {
    fn count(cell: &Cell<usize>) {
        cell.set(cell.get() + 1);
    }

    /// Cards, tracks, expansions, list, page; and begins anew.
    fn take(&self) -> [usize; 5] {
        [&self.cards, &self.tracks, &self.expanded, &self.list, &self.page].map(Cell::take)
    }
}

/// One effect per card and entity, as the page has them.
fn watch(live: &Live, ids: &[SessionId]) -> Rc<Runs> {
    let runs = Rc::new(Runs::default());
    let list = live.ids();
    let counted = Rc::clone(&runs);
    Effect::new(move || {
        list.track();
        Runs::count(&counted.list);
    });
    let (status, customer, names) = (live.status(), live.customer(), live.names());
    let counted = Rc::clone(&runs);
    Effect::new(move || {
        status.track();
        customer.track();
        names.track();
        Runs::count(&counted.page);
    });
    for id in ids {
        let session = live.session(id).expect("a card has its session");
        let counted = Rc::clone(&runs);
        Effect::new(move || {
            session.read();
            Runs::count(&counted.cards);
        });
        let track = live.track(id);
        let counted = Rc::clone(&runs);
        Effect::new(move || {
            track.read();
            Runs::count(&counted.tracks);
        });
        let expanded = live.expanded(id);
        let counted = Rc::clone(&runs);
        Effect::new(move || {
            expanded.get();
            Runs::count(&counted.expanded);
        });
    }
    runs
}

/// Runs a test where signals and effects work.
fn reactive<F: Future<Output = ()>>(test: impl FnOnce() -> F) {
    // Initialised by whichever test comes first.
    Executor::init_tokio().ok();
    let owner = Owner::new();
    owner.set();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(LocalSet::new().run_until(test()));
    drop(owner);
}

/// Lets every effect that is due run: a turn of the executor runs some sixty of them.
async fn settle() {
    for _ in 0..N_CARDS {
        tokio::task::yield_now().await;
    }
}

/// A page of 200 cards at rest.
async fn page() -> (Scripted, Live, Rc<Runs>) {
    let mut cloud = Scripted::new();
    let live = Live::new(Arc::new(Settings::default()));
    let changes = cloud.start();
    live.publish(cloud.core.journey(), &changes);
    let ids = live.ids().get_untracked();
    assert_eq!(ids.len(), N_CARDS);
    let runs = watch(&live, &ids);
    settle().await;
    assert_eq!(runs.take(), [N_CARDS, N_CARDS, N_CARDS, 1, 1]);
    (cloud, live, runs)
}

#[test]
fn a_change_to_one_card_runs_nothing_of_another() {
    reactive(|| async {
        let (mut cloud, live, runs) = page().await;
        let changes = cloud.session_frame(7, 9);
        live.publish(cloud.core.journey(), &changes);
        settle().await;
        let [cards, tracks, expanded, list, _] = runs.take();
        assert_eq!([cards, tracks, expanded, list], [1, 0, 0, 0]);
    });
}

#[test]
fn many_changes_to_one_card_in_a_turn_are_one() {
    reactive(|| async {
        let (mut cloud, live, runs) = page().await;
        let mut changes = Changes::default();
        for n_pages in 4..54 {
            changes.merge(cloud.session_frame(7, n_pages));
        }
        live.publish(cloud.core.journey(), &changes);
        settle().await;
        assert_eq!(runs.take()[0], 1);
        let session = live.session(&"s7".into()).unwrap();
        assert_eq!(session.read_untracked().n_pageviews, Some(53));
    });
}

#[test]
fn a_repeat_runs_nothing() {
    reactive(|| async {
        let (mut cloud, live, runs) = page().await;
        let mut changes = cloud.session_frame(7, 9);
        live.publish(cloud.core.journey(), &changes);
        settle().await;
        runs.take();
        changes.merge(cloud.session_frame(7, 9));
        live.publish(cloud.core.journey(), &changes);
        settle().await;
        let [cards, tracks, expanded, list, _] = runs.take();
        assert_eq!([cards, tracks, expanded, list], [0, 0, 0, 0], "publishing twice is harmless");
    });
}

#[test]
fn a_new_card_runs_the_list_and_no_card() {
    reactive(|| async {
        let (mut cloud, live, runs) = page().await;
        let mut newest = session(0, 1);
        newest["id"] = json!("new");
        newest["createdDate"] = json!("2026-01-02T11:30:00.000Z");
        let changes = cloud.frame("v2.externalcontacts.contacts.kim.journey.sessions", &newest);
        live.publish(cloud.core.journey(), &changes);
        settle().await;
        let [cards, tracks, expanded, list, _] = runs.take();
        assert_eq!([cards, tracks, expanded, list], [0, 0, 0, 1]);
        assert_eq!(live.ids().get_untracked().first(), Some(&SessionId::from("new")));
        assert!(live.session(&"new".into()).is_some(), "a row finds its session when the list runs");
    });
}

#[test]
fn a_late_card_keeps_its_place_and_runs_the_list_alone() {
    reactive(|| async {
        let (mut cloud, live, runs) = page().await;
        let mut late = session(50, 1);
        late["id"] = json!("late");
        let changes = cloud.frame("v2.externalcontacts.contacts.kim.journey.sessions", &late);
        live.publish(cloud.core.journey(), &changes);
        settle().await;
        let [cards, _, _, list, _] = runs.take();
        assert_eq!([cards, list], [0, 1]);
        let place = live.ids().get_untracked().iter().position(|id| id.as_str() == "late");
        assert!(matches!(place, Some(50 | 51)), "{place:?}");
    });
}

#[test]
fn a_missing_session_has_no_signal_and_costs_none() {
    reactive(|| async {
        let (_cloud, live, _runs) = page().await;
        assert!(live.session(&"nobody".into()).is_none());
        assert!(live.track(&"nobody".into()).read_untracked().is_empty());
        assert!(!live.expanded(&"nobody".into()).get_untracked());
    });
}

#[test]
fn signing_out_forgets_every_card() {
    reactive(|| async {
        let (mut cloud, live, _runs) = page().await;
        let changes = cloud.step(Input::Command(Command::SignOut));
        live.publish(cloud.core.journey(), &changes);
        assert_eq!(live.ids().get_untracked().len(), 0);
        assert!(live.session(&"s7".into()).is_none());
    });
}
