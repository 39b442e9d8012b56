//! The driver's own duties, with services that do only what a test tells them.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::pending;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use any_spawner::Executor;
use chrono::{DateTime, TimeDelta, Utc};
use customer_journey::live::Live;
use customer_journey::live::driver::{Driver, Inputs};
use customer_journey::live::services::{
    Access, Clock, CloudApi, Handover, Services, SignIn, Socket, SocketNews, Sockets, Task,
};
use journey::effect::HttpCall;
use journey::input::{Command, Reply, Start, Target, Wake};
use journey::journey::Screen;
use journey::settings::Settings;
use leptos::prelude::*;
use serde_json::json;
use tokio::sync::oneshot;
use tokio::task::LocalSet;

/// What the services saw, and what they are to say.
#[derive(Default)]
struct World {
    calls: RefCell<Vec<(HttpCall, oneshot::Sender<Reply>)>>,
    n_sockets_open: Cell<usize>,
    /// What the socket has still to say.
    news: RefCell<VecDeque<SocketNews>>,
    now: Cell<DateTime<Utc>>,
    sleepers: RefCell<Vec<oneshot::Sender<()>>>,
    expires_at: Cell<Option<DateTime<Utc>>>,
    /// What the page before left, and what this one would leave.
    left: RefCell<Option<String>>,
    held: RefCell<Option<String>>,
    n_sign_outs: Cell<usize>,
    sign_in: RefCell<Option<SignIn>>,
}

/// The world as services; a newtype, since the traits are another crate's.
#[derive(Clone)]
struct Shared(Rc<World>);

impl CloudApi for Shared {
    fn call(&self, call: HttpCall) -> Task<Reply> {
        let (sender, answer) = oneshot::channel();
        self.0.calls.borrow_mut().push((call, sender));
        Box::pin(async { answer.await.unwrap_or(Reply::Failed) })
    }
}

impl Sockets for Shared {
    fn open(&self, _: &str) -> Box<dyn Socket> {
        self.0.n_sockets_open.set(self.0.n_sockets_open.get() + 1);
        Box::new(OpenSocket { world: Rc::clone(&self.0), is_told: false })
    }
}

struct OpenSocket {
    world: Rc<World>,
    is_told: bool,
}

impl Socket for OpenSocket {
    fn poll_news(&mut self, _: &mut Context<'_>) -> Poll<SocketNews> {
        if !std::mem::replace(&mut self.is_told, true) {
            return Poll::Ready(SocketNews::Opened);
        }
        self.world.news.borrow_mut().pop_front().map_or(Poll::Pending, Poll::Ready)
    }

    fn send(&mut self, _: String) {}
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        self.world.n_sockets_open.set(self.world.n_sockets_open.get() - 1);
    }
}

impl Clock for Shared {
    fn now(&self) -> DateTime<Utc> {
        self.0.now.get()
    }

    fn elapsed_ms(&self) -> f64 {
        0.0
    }

    fn jitter(&self) -> u32 {
        0
    }

    fn sleep(&self, _: u32) -> Task<()> {
        let (sender, woken) = oneshot::channel();
        self.0.sleepers.borrow_mut().push(sender);
        Box::pin(async {
            if woken.await.is_err() {
                pending::<()>().await;
            }
        })
    }

    fn pause(&self) -> Task<()> {
        Box::pin(tokio::task::yield_now())
    }
}

impl Handover for Shared {
    fn take(&self) -> Option<String> {
        self.0.left.take()
    }

    fn hold(&self, channel: Option<String>) {
        *self.0.held.borrow_mut() = channel;
    }
}

impl Access for Shared {
    fn sign_in(&self) -> Task<SignIn> {
        let outcome = self.0.sign_in.borrow_mut().take();
        Box::pin(async { outcome.unwrap_or(SignIn::Leaving) })
    }

    fn sign_out(&self) -> Task<()> {
        self.0.n_sign_outs.set(self.0.n_sign_outs.get() + 1);
        Box::pin(async {})
    }

    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at.get()
    }

    fn forget(&self) {
        self.0.expires_at.set(None);
    }
}

/// A page that has just started.
struct Page {
    world: Rc<World>,
    live: Live,
    now: ReadSignal<DateTime<Utc>>,
    inputs: Inputs,
    running: tokio::task::JoinHandle<()>,
}

impl Page {
    async fn start(signed_in: bool) -> Self {
        let world = Rc::new(World::default());
        world.now.set("2026-01-02T12:00:00Z".parse().unwrap());
        let shared = Shared(Rc::clone(&world));
        let services = Services {
            cloud: Rc::new(shared.clone()),
            sockets: Rc::new(shared.clone()),
            clock: Rc::new(shared.clone()),
            access: Rc::new(shared.clone()),
            handover: Rc::new(shared),
        };
        let live = Live::new(Arc::new(Settings::default()));
        let now = RwSignal::new(DateTime::UNIX_EPOCH);
        let start = Start {
            settings: Arc::default(),
            streaming_base: "ws://stream".into(),
            target: Target::Contact("kim".into()),
            signed_in,
            sign_in_problem: None,
        };
        let driver = Driver::new(live.clone(), now, services, start);
        let inputs = driver.inputs();
        let page = Self { world, live, now: now.read_only(), inputs, running: tokio::task::spawn_local(driver.run()) };
        page.settle().await;
        page
    }

    /// Lets the driver do all that it can do now.
    async fn settle(&self) {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
    }

    /// Answers every request under way whose path holds this.
    async fn answer(&self, part: &str, body: serde_json::Value) {
        let calls = std::mem::take(&mut *self.world.calls.borrow_mut());
        let (answered, others): (Vec<_>, Vec<_>) = calls.into_iter().partition(|(call, _)| call.path.contains(part));
        self.world.calls.borrow_mut().extend(others);
        assert!(!answered.is_empty(), "nobody asked for {part}");
        for (_, sender) in answered {
            let body = body.to_string();
            let reply = Reply::Http { status: 200, body, retry_after: None, correlation_id: None };
            sender.send(reply).ok();
        }
        self.settle().await;
    }

    /// Up to the open socket.
    async fn connect(&self) {
        self.answer(
            "users/me",
            json!({"id": "me", "authorization": {"permissions": ["journey:*:*", "externalContacts:*:*"]}}),
        )
        .await;
        self.answer(
            "notifications/channels",
            json!({"id": "c", "connectUri": "ws://stream/channels/c", "expires": "2026-01-03T12:00:00Z"}),
        )
        .await;
        if self.world.n_sockets_open.get() == 0 {
            self.answer("subscriptions", json!({"entities": []})).await;
        }
        assert_eq!(self.world.n_sockets_open.get(), 1);
    }

    /// Paths of the requests under way; those that were aborted are not.
    fn under_way(&self) -> Vec<String> {
        let calls = self.world.calls.borrow();
        calls.iter().filter(|(_, sender)| !sender.is_closed()).map(|(call, _)| call.path.clone()).collect()
    }

    /// A second passes for all who sleep.
    async fn second_passes(&self) {
        self.world.now.set(self.world.now.get() + TimeDelta::seconds(1));
        for sleeper in self.world.sleepers.take() {
            sleeper.send(()).ok();
        }
        self.settle().await;
    }
}

fn story<F: Future<Output = ()>>(story: impl FnOnce() -> F) {
    // Initialised by whichever test comes first.
    Executor::init_tokio().ok();
    let owner = Owner::new();
    owner.set();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(LocalSet::new().run_until(story()));
    drop(owner);
}

#[test]
fn a_request_that_is_no_longer_wanted_is_aborted() {
    story(|| async {
        let page = Page::start(true).await;
        page.connect().await;
        assert!(!page.under_way().is_empty());
        page.inputs.command(Command::SignOut);
        page.settle().await;
        assert_eq!(page.under_way(), Vec::<String>::new());
        assert_eq!((page.world.n_sockets_open.get(), page.world.n_sign_outs.get()), (0, 1));
        assert_eq!(page.live.page().get_untracked().screen, Screen::SignedOut(None));
    });
}

#[test]
fn what_a_socket_said_before_it_closed_is_heard() {
    story(|| async {
        let page = Page::start(true).await;
        page.connect().await;
        let session = |number: u32| {
            let created = format!("2026-01-02T11:0{number}:00Z");
            let body = json!({"id": format!("s{number}"), "type": "web", "createdDate": created, "externalContact": {"id": "kim"}});
            let topic = "v2.externalcontacts.contacts.kim.journey.sessions";
            SocketNews::Text(json!({"topicName": topic, "version": "2", "eventBody": body}).to_string())
        };
        // All in one turn: two frames, and the end.
        page.world.news.borrow_mut().extend([session(1), session(2), SocketNews::Closed]);
        page.inputs.wake(Wake::Visible);
        page.settle().await;
        let ids: Vec<String> = page.live.ids().get_untracked().iter().map(ToString::to_string).collect();
        assert_eq!(ids, ["s2", "s1"]);
        assert_eq!(page.live.status().get_untracked().word(), "Connecting");
    });
}

#[test]
fn what_the_page_before_left_is_taken_at_the_sign_in_and_not_before() {
    story(|| async {
        let page = Page::start(false).await;
        let left = "c0\nws://stream/channels/c0\n1767500000";
        *page.world.left.borrow_mut() = Some(left.to_owned());
        page.inputs.wake(Wake::Visible);
        page.settle().await;
        assert!(page.world.left.borrow().is_some(), "another page may still need it");
        *page.world.sign_in.borrow_mut() = Some(SignIn::Done);
        page.inputs.command(Command::SignIn);
        page.settle().await;
        assert_eq!(*page.world.left.borrow(), None);
        let asked: Vec<String> = page.under_way().into_iter().filter(|path| path.contains("notifications")).collect();
        assert_eq!(asked, ["/api/v2/notifications/channels/c0"], "the cloud is asked whether it is this agent's");
        page.answer("channels/c0", json!({})).await;
        assert_eq!(page.world.n_sockets_open.get(), 1);
        assert_eq!(page.world.held.borrow().as_deref(), Some(left));
        page.inputs.command(Command::SignOut);
        page.settle().await;
        assert_eq!(*page.world.held.borrow(), None, "what ends with the token is not left");
    });
}

#[test]
fn a_page_that_is_stopped_leaves_nothing_open() {
    story(|| async {
        let page = Page::start(true).await;
        page.connect().await;
        page.inputs.stop();
        page.settle().await;
        // The socket first, then what the cloud keeps for it; only then the host page is told.
        assert_eq!(page.world.n_sockets_open.get(), 0);
        assert_eq!(page.under_way(), ["/api/v2/notifications/channels/c/subscriptions"]);
        assert!(!page.running.is_finished());
        page.answer("subscriptions", json!({})).await;
        assert!(page.running.is_finished());
        assert_eq!(page.under_way(), Vec::<String>::new());
    });
}

#[test]
fn a_cloud_that_does_not_answer_does_not_keep_a_page_that_is_stopped() {
    story(|| async {
        let page = Page::start(true).await;
        page.connect().await;
        page.inputs.stop();
        page.settle().await;
        assert!(!page.running.is_finished());
        page.second_passes().await;
        assert!(page.running.is_finished());
    });
}

#[test]
fn a_page_without_a_channel_is_stopped_at_once() {
    story(|| async {
        let page = Page::start(false).await;
        page.inputs.stop();
        page.settle().await;
        assert!(page.running.is_finished());
    });
}

#[test]
fn a_token_whose_time_is_over_is_not_tried() {
    story(|| async {
        let page = Page::start(true).await;
        page.connect().await;
        page.world.expires_at.set(Some(page.world.now.get() + TimeDelta::milliseconds(1500)));
        page.second_passes().await;
        assert_ne!(page.live.status().get_untracked().word(), "Signed out");
        let n_before = page.world.calls.borrow().len();
        page.inputs.wake(Wake::Hidden);
        page.world.now.set(page.world.now.get() + TimeDelta::hours(1));
        page.inputs.wake(Wake::Visible);
        page.settle().await;
        assert_eq!(page.live.status().get_untracked().word(), "Signed out");
        assert_eq!(page.world.calls.borrow().len(), n_before, "no request in vain");
    });
}

#[test]
fn a_clock_that_is_set_does_not_end_the_token() {
    story(|| async {
        let page = Page::start(true).await;
        page.connect().await;
        page.world.expires_at.set(Some(page.world.now.get() + TimeDelta::hours(8)));
        page.second_passes().await;
        page.world.now.set(page.world.now.get() + TimeDelta::days(70));
        page.second_passes().await;
        page.settle().await;
        assert_ne!(page.live.status().get_untracked().word(), "Signed out");
    });
}

#[test]
fn a_sign_in_that_fails_says_why_and_one_that_works_starts() {
    story(|| async {
        let page = Page::start(false).await;
        assert_eq!(page.live.page().get_untracked().screen, Screen::SignedOut(None));
        let reason: Arc<str> = "The sign-in was cancelled.".into();
        *page.world.sign_in.borrow_mut() = Some(SignIn::Failed(Arc::clone(&reason)));
        page.inputs.command(Command::SignIn);
        page.settle().await;
        assert_eq!(page.live.page().get_untracked().screen, Screen::SignedOut(Some(reason)));
        *page.world.sign_in.borrow_mut() = Some(SignIn::Done);
        page.inputs.command(Command::SignIn);
        page.settle().await;
        page.connect().await;
    });
}

#[test]
fn the_clock_of_the_views_moves_while_the_page_is_seen() {
    story(|| async {
        let page = Page::start(true).await;
        let begun = page.world.now.get();
        assert_eq!(page.now.get_untracked(), begun);
        page.second_passes().await;
        assert_eq!(page.now.get_untracked(), begun + TimeDelta::seconds(1));
        page.inputs.wake(Wake::Hidden);
        page.settle().await;
        page.second_passes().await;
        page.second_passes().await;
        assert_eq!(page.now.get_untracked(), begun + TimeDelta::seconds(1), "nobody looks");
        page.inputs.wake(Wake::Visible);
        page.settle().await;
        assert_eq!(page.now.get_untracked(), begun + TimeDelta::seconds(3), "at once");
    });
}
