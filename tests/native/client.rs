//! The real client (driver, core, reading of JSON) against the real local cloud, over HTTP and WebSocket.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use any_spawner::Executor;
use customer_journey::api::handover::TabHandover;
use customer_journey::live::Live;
use customer_journey::live::driver::{Driver, Inputs};
use customer_journey::live::services::{Handover, Services, Storage};
use journey::connection::ConnectionState;
use journey::input::{Command, Start, Target, Wake};
use journey::journey::Screen;
use journey::model::{Body, Reading, SessionId};
use journey::settings::Settings;
use leptos::prelude::*;
use tokio::task::{JoinHandle, LocalSet};
use tokio::time::Instant;

use super::cloud::LocalCloud;
use super::services::{Nothing, services};

/// May do everything.
pub(crate) const ADA: &str = "Ada Lindqvist";
/// A customer with a past: the persona Maren Okafor.
const MAREN: &str = "0c5f0a52-6a40-4f0e-9b2b-7a1d3c9e2001";

/// A tab without a browser; it ends with this.
pub(crate) struct Tab {
    pub(crate) live: Live,
    pub(crate) inputs: Inputs,
    pub(crate) running: JoinHandle<()>,
}

impl Tab {
    async fn open(cloud: &LocalCloud, target: Target) -> Self {
        Self::open_after(cloud, target, Rc::new(Nothing)).await
    }

    /// The same as a page after others.
    async fn open_after(cloud: &LocalCloud, target: Target, handover: Rc<dyn Handover>) -> Self {
        Self::open_with(cloud, target, |services| Services { handover, ..services }).await
    }

    /// The same with other services around or instead of the usual ones.
    pub(crate) async fn open_with(
        cloud: &LocalCloud,
        target: Target,
        change: impl FnOnce(Services) -> Services,
    ) -> Self {
        let settings = Arc::new(Settings { page_size: 5, ..Settings::default() });
        let token = Rc::new(RefCell::new(Some(cloud.token(ADA).await)));
        let live = Live::new(Arc::clone(&settings));
        let now = RwSignal::new(chrono::DateTime::UNIX_EPOCH);
        let start = Start {
            settings,
            streaming_base: cloud.streaming().into(),
            target,
            signed_in: true,
            sign_in_problem: None,
        };
        let services = change(services(&cloud.base, token));
        let driver = Driver::new(live.clone(), now, services, start);
        let inputs = driver.inputs();
        let running = tokio::task::spawn_local(driver.run());
        Self { live, inputs, running }
    }

    /// Waits until the tab shows something, and says what it shows instead when that takes too long.
    pub(crate) async fn until(&self, what: &str, shown: impl Fn(&Live) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(15);
        while !shown(&self.live) {
            assert!(
                Instant::now() < deadline,
                "not shown: {what}; the page: {:?}, the link: {:?}, {} sessions",
                self.live.page().get_untracked().screen,
                self.live.status().get_untracked(),
                self.live.ids().get_untracked().len(),
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub(crate) async fn until_live(&self) {
        self.until("Live", |live| live.status().get_untracked().state == ConnectionState::Live).await;
    }

    pub(crate) async fn until_page(&self, session: &str, title: &str) {
        let id = SessionId::from(session);
        self.until(title, |live| {
            live.session(&id).is_some_and(|session| {
                session.read_untracked().last_page.as_ref().and_then(|page| page.title.as_deref()) == Some(title)
            })
        })
        .await;
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        self.inputs.stop();
    }
}

/// Runs a story where signals work.
pub(crate) fn story<F: Future<Output = ()>>(story: impl FnOnce() -> F) {
    // Initialised by whichever test comes first.
    Executor::init_tokio().ok();
    let owner = Owner::new();
    owner.set();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(LocalSet::new().run_until(story()));
    runtime.shutdown_background();
    drop(owner);
}

fn titles(live: &Live, session: &str) -> Vec<String> {
    let track = live.track(&session.into()).get_untracked();
    let title = |body: &Body| match body {
        Body::Web(facts) => facts.page.title.as_deref().map(str::to_owned),
        _ => None,
    };
    track.iter().filter_map(|event| title(&event.body)).collect()
}

#[test]
fn a_click_in_the_shop_reaches_the_agent() {
    story(|| async {
        let cloud = LocalCloud::start(false).await;
        let session = cloud.page_view("cookie-1", "Home").await;
        let tab = Tab::open(&cloud, Target::Session(session.as_str().into())).await;
        tab.until_live().await;
        tab.until_page(&session, "Home").await;
        cloud.page_view("cookie-1", "Boots").await;
        tab.until_page(&session, "Boots").await;
    });
}

#[test]
fn what_happens_while_the_socket_is_cut_is_shown_afterwards() {
    story(|| async {
        let cloud = LocalCloud::start(false).await;
        let session = cloud.page_view("cookie-1", "Home").await;
        let tab = Tab::open(&cloud, Target::Session(session.as_str().into())).await;
        tab.until_live().await;
        cloud.control("sockets/drop", serde_json::json!({})).await;
        for title in ["Boots", "Tents", "Basket"] {
            cloud.page_view("cookie-1", title).await;
        }
        tab.until_page(&session, "Basket").await;
        tab.until_live().await;
        let id = SessionId::from(session.as_str());
        let count = tab.live.session(&id).unwrap().read_untracked().n_pageviews;
        assert_eq!(count, Some(4));
    });
}

#[test]
fn a_lost_notification_is_noticed_and_fetched() {
    story(|| async {
        let cloud = LocalCloud::start(false).await;
        let session = cloud.page_view("cookie-1", "Home").await;
        let tab = Tab::open(&cloud, Target::Session(session.as_str().into())).await;
        tab.until_live().await;
        // A search makes the card expandable.
        cloud.search("cookie-1", "tents").await;
        let id = SessionId::from(session.as_str());
        tab.until("the search", |live| {
            live.session(&id).is_some_and(|session| !session.read_untracked().search_terms.is_empty())
        })
        .await;
        tab.inputs.command(Command::Toggle(id.clone()));
        tab.until("all events", |live| live.track(&id).read_untracked().reading == Reading::Complete).await;
        let topic = format!("v2.journey.sessions.{session}.web.events");
        cloud.control("lose", serde_json::json!({"topic": topic, "times": 1})).await;
        cloud.page_view("cookie-1", "Boots").await;
        tab.until("the lost event", |live| titles(live, &session).iter().any(|title| title == "Boots")).await;
        tab.until_live().await;
    });
}

#[test]
fn load_more_reaches_the_end_without_doubles() {
    story(|| async {
        let cloud = LocalCloud::start(true).await;
        let tab = Tab::open(&cloud, Target::Contact(MAREN.into())).await;
        tab.until("the first page", |live| live.list().get_untracked().first.loaded().is_some()).await;
        let mut n_pages = 0;
        while tab.live.list().get_untracked().more {
            let held = tab.live.ids().get_untracked().len();
            tab.inputs.command(Command::LoadMore);
            tab.until("more sessions, or the end", |live| {
                let list = live.list().get_untracked();
                !list.loading_more && (live.ids().get_untracked().len() > held || !list.more)
            })
            .await;
            n_pages += 1;
            assert!(n_pages < 50, "there is no end");
        }
        let ids = tab.live.ids().get_untracked();
        let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(distinct.len(), ids.len());
        assert!(ids.len() > 5, "{}", ids.len());
        let created: Vec<_> = ids.iter().map(|id| tab.live.session(id).unwrap().read_untracked().created).collect();
        assert!(created.is_sorted_by(|a, b| a >= b), "newest first");
    });
}

#[test]
fn an_ended_token_asks_to_sign_in() {
    story(|| async {
        let cloud = LocalCloud::start(false).await;
        let session = cloud.page_view("cookie-1", "Home").await;
        let tab = Tab::open(&cloud, Target::Session(session.as_str().into())).await;
        tab.until_live().await;
        cloud.control("sign-out", serde_json::json!({"agent": ADA})).await;
        tab.until("Signed out", |live| live.status().get_untracked().word() == "Signed out").await;
    });
}

#[test]
fn offline_is_said_and_ends_with_the_network() {
    story(|| async {
        let cloud = LocalCloud::start(false).await;
        let session = cloud.page_view("cookie-1", "Home").await;
        let tab = Tab::open(&cloud, Target::Session(session.as_str().into())).await;
        tab.until_live().await;
        tab.inputs.wake(Wake::Offline);
        tab.until("Offline", |live| live.status().get_untracked().word() == "Offline").await;
        cloud.page_view("cookie-1", "Boots").await;
        tab.inputs.wake(Wake::Online);
        tab.until_page(&session, "Boots").await;
        tab.until_live().await;
    });
}

#[test]
fn an_unknown_session_is_said_to_be_unknown() {
    story(|| async {
        let cloud = LocalCloud::start(false).await;
        let tab = Tab::open(&cloud, Target::Session("00000000-0000-4000-8000-000000000000".into())).await;
        tab.until("Failed", |live| matches!(live.page().get_untracked().screen, Screen::Failed(_))).await;
    });
}

/// The storage of a tab.
#[derive(Clone, Default)]
pub(crate) struct TabStorage(Rc<RefCell<BTreeMap<String, String>>>);

impl Storage for TabStorage {
    fn get(&self, key: &str) -> Option<String> {
        self.0.borrow().get(key).cloned()
    }

    fn set(&self, key: &str, value: &str) -> bool {
        self.0.borrow_mut().insert(key.to_owned(), value.to_owned());
        true
    }

    fn remove(&self, key: &str) {
        self.0.borrow_mut().remove(key);
    }

    fn keys(&self) -> Vec<String> {
        self.0.borrow().keys().cloned().collect()
    }
}

#[test]
fn twenty_reloads_and_two_crashes_leave_three_channels() {
    story(|| async {
        let cloud = LocalCloud::start(false).await;
        let session = cloud.page_view("cookie", "Home").await;
        let storage = TabStorage::default();
        for n in 0..=22 {
            let handover = Rc::new(TabHandover::new(Box::new(storage.clone())));
            let tab = Tab::open_after(&cloud, Target::Session(session.clone().into()), Rc::clone(&handover) as _).await;
            tab.until_live().await;
            assert_eq!(storage.keys(), Vec::<String>::new(), "nothing to copy while it is in use");
            let title = format!("Page {n}");
            cloud.page_view("cookie", &title).await;
            tab.until_page(&session, &title).await;
            // The browser ends the page without a word: after a reload it has left its channel, after a crash it has not.
            if n != 7 && n != 15 {
                handover.leave();
            }
            tab.running.abort();
        }
        assert_eq!(cloud.n_channels(cloud.token(ADA).await).await, 3);
    });
}

#[test]
fn a_channel_that_ended_with_its_token_is_not_used() {
    story(|| async {
        let cloud = LocalCloud::start(false).await;
        let session = cloud.page_view("cookie", "Home").await;
        let storage = TabStorage::default();
        let open = async |handover: &Rc<TabHandover>| {
            Tab::open_after(&cloud, Target::Session(session.clone().into()), Rc::clone(handover) as _).await
        };
        let first = Rc::new(TabHandover::new(Box::new(storage.clone())));
        let tab = open(&first).await;
        tab.until_live().await;
        first.leave();
        tab.running.abort();
        // All of the first page's channels end with its token.
        cloud.control("sign-out", serde_json::json!({"agent": ADA})).await;
        let second = Rc::new(TabHandover::new(Box::new(storage.clone())));
        let tab = open(&second).await;
        tab.until_live().await;
        assert_eq!(cloud.n_channels(cloud.token(ADA).await).await, 1);
    });
}
