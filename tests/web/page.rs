//! The page with the real core behind it and a scripted cloud behind that: no network, no clock, no chance.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Arc, Weak};

use chrono::{DateTime, Duration, Utc};
use customer_journey::components::JourneyTab;
use customer_journey::desk::{Choice, Choices, Desk, Surroundings, Theme, ViewSize};
use customer_journey::live::{Dispatch, Folding, Live, Now, store};
use journey::core::Core;
use journey::effect::{Effect, HttpCall, SocketId, Timer};
use journey::input::{Command, Input, Reply, Start, Target};
use journey::model::{ContactId, Session};
use journey::moment::Moment;
use journey::settings::Settings;
use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use serde_json::Value;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::records::{self, CONTACT, NOW};

/// Answers a path; `None` is 404, `httpStatus` in the body another status.
type Cloud = Box<dyn Fn(&str) -> Option<Value>>;

/// What the page asked of the browser.
#[derive(Default)]
pub struct Browser {
    /// Texts copied.
    pub copied: RefCell<Vec<String>>,
    /// Numbers shown at the tab's name, in turn.
    pub attention: RefCell<Vec<u32>>,
    /// Choices to remember, in turn.
    pub kept: RefCell<Vec<Choice>>,
    /// The clipboard refuses.
    pub refuses: RefCell<bool>,
}

/// The browser as the desk holds it.
struct Held(Rc<Browser>);

impl Surroundings for Held {
    fn keep(&self, choice: Choice) {
        self.0.kept.borrow_mut().push(choice);
    }

    fn copy(&self, text: String, done: Box<dyn FnOnce(bool)>) {
        let refuses = *self.0.refuses.borrow();
        if !refuses {
            self.0.copied.borrow_mut().push(text);
        }
        done(!refuses);
    }

    fn toast(&self, _message: &str) {}

    fn attention(&self, count: u32) {
        self.0.attention.borrow_mut().push(count);
    }
}

/// An open page.
pub struct Page {
    core: RefCell<Core>,
    live: Live,
    cloud: Cloud,
    commands: Rc<RefCell<VecDeque<Command>>>,
    socket: RefCell<Option<SocketId>>,
    timers: RefCell<Vec<Timer>>,
    now: RefCell<DateTime<Utc>>,
    clock: RwSignal<DateTime<Utc>>,
    /// The agent's choices.
    pub desk: Desk,
    /// What the page asked of the browser.
    pub browser: Rc<Browser>,
    /// The element that the page is mounted in.
    pub root: HtmlElement,
    /// Commands the page sent, oldest first.
    pub sent: RefCell<Vec<Command>>,
    // Last, so that signals outlive the views.
    _mounted: Box<dyn std::any::Any>,
    _owner: Owner,
}

/// What the cloud of the records answers.
pub fn usual(path: &str) -> Option<Value> {
    let path_only = path.split('?').next().unwrap_or_default();
    Some(match path_only {
        "/api/v2/users/me" => records::me(),
        "/api/v2/notifications/channels" => {
            serde_json::json!({ "id": "channel-1", "connectUri": "wss://streaming.example/channels/channel-1", "expires": "2026-11-18T14:00:00.000Z" })
        }
        "/api/v2/journey/segments" => records::segments(),
        "/api/v2/journey/outcomes" => records::outcomes(),
        "/api/v2/routing/queues/q-1" => serde_json::json!({ "id": "q-1", "name": "Online sales" }),
        "/api/v2/routing/wrapupcodes/w-1" => serde_json::json!({ "id": "w-1", "name": "Order status given" }),
        "/api/v2/users/u-2" => serde_json::json!({ "id": "u-2", "name": "D. Amari" }),
        _ if path_only.ends_with("/outcomescores") => records::scores(0.41),
        _ if path_only.ends_with("/events") && path_only.contains(records::VISIT) => {
            records::listing(&records::events())
        }
        _ if path_only.ends_with("/events") => records::listing(&[]),
        _ if path_only.ends_with("/journey/sessions") && path.contains("after=") => records::listing(&[]),
        _ if path_only.ends_with("/journey/sessions") => records::sessions(),
        _ if path_only.ends_with(CONTACT) => records::contact(),
        _ => return None,
    })
}

impl Page {
    /// Opens the page of the contact, signed in, with the usual cloud.
    pub async fn open() -> Self {
        Self::open_with(usual).await
    }

    /// The same with a cloud of one's own.
    pub async fn open_with(cloud: impl Fn(&str) -> Option<Value> + 'static) -> Self {
        Self::start(cloud, Target::Contact(ContactId::from(CONTACT)), true).await
    }

    /// The same for another target, signed in or not.
    pub async fn start(cloud: impl Fn(&str) -> Option<Value> + 'static, target: Target, signed_in: bool) -> Self {
        let owner = Owner::new();
        owner.set();
        let document = document();
        let root: HtmlElement = document.create_element("div").expect("an element").unchecked_into();
        document.body().expect("a body").append_child(&root).expect("a place");
        let now = NOW.parse::<DateTime<Utc>>().expect("a time");
        let settings = Arc::new(Settings::default());
        let live = Live::new(settings);
        let clock = RwSignal::new(now);
        let commands = Rc::new(RefCell::new(VecDeque::new()));
        let browser = Rc::new(Browser::default());
        let choices = Choices {
            masked: false,
            view: ViewSize::Half,
            is_view_chosen: true,
            theme: Theme::Auto,
            shortcuts: true,
            urls: false,
            language: "en".into(),
        };
        let desk = Desk::new(choices, Rc::new(Held(Rc::clone(&browser))));
        let sink = send_wrapper(Rc::clone(&commands));
        let mounted: UnmountHandle<_> = mount_to(root.clone(), {
            let live = live.clone();
            move || {
                provide_context(live);
                provide_context(desk);
                provide_context(Now::new(clock.read_only(), |_| 0));
                provide_context(Folding(customer_journey::platform::fold::fold));
                provide_context(Dispatch::new(move |command| sink.push(command)));
                view! { <JourneyTab/> }
            }
        });
        let page = Self {
            core: RefCell::new(Core::new()),
            live,
            cloud: Box::new(cloud),
            commands,
            socket: RefCell::default(),
            timers: RefCell::default(),
            now: RefCell::new(now),
            clock,
            desk,
            browser,
            root,
            sent: RefCell::default(),
            _mounted: Box::new(mounted),
            _owner: owner,
        };
        page.input(Input::Start(page.start_of(target, signed_in))).await;
        page
    }

    /// Hands something to the core, follows all it sets off, and waits for the page to be drawn.
    pub async fn input(&self, input: Input) {
        self.inputs(vec![input]).await;
    }

    /// The same with many at once: the page is drawn after all of them.
    pub async fn inputs(&self, inputs: Vec<Input>) {
        let mut inputs = VecDeque::from(inputs);
        while let Some(input) = inputs.pop_front() {
            let at = Moment::new(*self.now.borrow(), 0, 7);
            let step = self.core.borrow_mut().step(input, at);
            self.live.publish(self.core.borrow().journey(), &step.changes);
            for effect in step.effects {
                match effect {
                    Effect::Call(id, call) => inputs.push_back(Input::Answer(id, self.answer(&call))),
                    Effect::OpenSocket(id, _) => {
                        *self.socket.borrow_mut() = Some(id);
                        inputs.push_back(Input::SocketOpened(id));
                    }
                    Effect::StartTimer(timer, _) => {
                        let mut timers = self.timers.borrow_mut();
                        timers.retain(|held| *held != timer);
                        timers.push(timer);
                    }
                    Effect::StopTimer(timer) => self.timers.borrow_mut().retain(|held| *held != timer),
                    _ => {}
                }
            }
        }
        settle().await;
    }

    /// Lets the timers run out that read scores again.
    pub async fn read_scores(&self) {
        let due: Vec<Timer> =
            self.timers.borrow().iter().filter(|timer| matches!(timer, Timer::Scores(_))).cloned().collect();
        self.timers.borrow_mut().retain(|timer| !due.contains(timer));
        for timer in due {
            self.input(Input::TimerFired(timer)).await;
        }
    }

    fn answer(&self, call: &HttpCall) -> Reply {
        // Every topic that is asked for is granted.
        let granted = || Some(records::listing(&serde_json::from_str::<Vec<Value>>(call.body.as_deref()?).ok()?));
        let is_subscription = call.path.contains("/subscriptions");
        let body = if is_subscription { granted() } else { (self.cloud)(&call.path) };
        let refused = body.as_ref().map(|body| body["httpStatus"].as_u64().and_then(|status| status.try_into().ok()));
        let status = refused.map_or(404, |refused| refused.unwrap_or(200));
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        Reply::Http { status, body, retry_after: None, correlation_id: Some("corr-1".to_owned()) }
    }

    /// A frame arrives.
    pub async fn frame(&self, text: String) {
        let socket = self.socket.borrow().expect("a socket");
        self.input(Input::Frame(socket, text)).await;
    }

    /// The socket closes.
    pub async fn lose_socket(&self) {
        let socket = self.socket.borrow().expect("a socket");
        self.input(Input::SocketClosed(socket)).await;
    }

    /// Many frames arrive between two pictures.
    pub async fn frames(&self, texts: Vec<String>) {
        let socket = self.socket.borrow().expect("a socket");
        self.inputs(texts.into_iter().map(|text| Input::Frame(socket, text)).collect()).await;
    }

    /// Shows something else, as after a new start.
    pub async fn show(&self, target: Target) {
        self.input(Input::Start(self.start_of(target, true))).await;
    }

    fn start_of(&self, target: Target, signed_in: bool) -> Start {
        let streaming_base = "wss://streaming.example".into();
        Start { settings: self.live.settings(), streaming_base, target, signed_in, sign_in_problem: None }
    }

    /// A session as the page holds it, in a form that does not hold it.
    pub fn session(&self, id: &str) -> Option<Weak<Session>> {
        Some(Arc::downgrade(&self.live.session(&id.into())?.get_untracked()))
    }

    /// Time passes, as the page's clock tells it.
    pub async fn pass(&self, seconds: i64) {
        *self.now.borrow_mut() += Duration::seconds(seconds);
        store::set(self.clock, *self.now.borrow());
        settle().await;
    }

    /// Hands the commands of the page to the core.
    pub async fn obey(&self) {
        loop {
            let command = self.commands.borrow_mut().pop_front();
            let Some(command) = command else { break };
            self.sent.borrow_mut().push(command.clone());
            self.input(Input::Command(command)).await;
        }
        settle().await;
    }

    /// Presses what has this role and name, and follows what comes of it.
    pub async fn press(&self, role: &str, name: &str) {
        let element = self.get(role, name);
        element.focus().expect("focus");
        element.click();
        settle().await;
        self.obey().await;
    }

    /// The one element of this role and name.
    pub fn get(&self, role: &str, name: &str) -> HtmlElement {
        let mut found = self.all(role).into_iter().filter(|element| name_of(element) == name);
        let element = found.next().unwrap_or_else(|| panic!("no {role} \"{name}\" in: {:?}", self.names(role)));
        element.unchecked_into()
    }

    /// Whether there is such an element.
    pub fn has(&self, role: &str, name: &str) -> bool {
        self.all(role).iter().any(|element| name_of(element) == name)
    }

    /// The names of all elements of a role, in order.
    pub fn names(&self, role: &str) -> Vec<String> {
        self.all(role).iter().map(name_of).collect()
    }

    /// All elements of a role, in order.
    pub fn all(&self, role: &str) -> Vec<Element> {
        all_of(&self.root, selector(role))
    }

    /// The card with this title.
    pub fn card(&self, title: &str) -> Element {
        let mut cards = all_of(&self.root, "article").into_iter();
        cards.find(|card| name_of(card).starts_with(title)).unwrap_or_else(|| panic!("no card {title}"))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// Waits until signals have run and the browser has drawn.
pub async fn settle() {
    leptos::task::tick().await;
    let promise = js_sys::Promise::new(&mut |done, _| {
        let window = web_sys::window().expect("a window");
        window.request_animation_frame(&done).expect("a frame");
    });
    wasm_bindgen_futures::JsFuture::from(promise).await.expect("a frame");
    leptos::task::tick().await;
}

/// All elements that fit a selector, in order.
pub fn all_of(root: &Element, selector: &str) -> Vec<Element> {
    let list = root.query_selector_all(selector).expect("a selector");
    (0..list.length()).filter_map(|at| list.item(at)).map(JsCast::unchecked_into).collect()
}

/// The selector of a role, as far as the page uses it.
fn selector(role: &str) -> &'static str {
    match role {
        "button" => "button:not([role])",
        "list" => "ul, ol",
        "region" => "section[aria-label], section[aria-labelledby]",
        "heading" => "h1, h2, h3",
        "article" => "article",
        "dialog" => "[role=dialog]",
        "meter" => "[role=meter]",
        "status" => "[role=status]",
        "alert" => "[role=alert]",
        "menuitem" => "[role^=menuitem]",
        "searchbox" => "input[type=search]",
        "main" => "main",
        other => panic!("no selector for {other}"),
    }
}

/// The accessible name: what `aria-labelledby` names, `aria-label`, a label around it, or the text.
pub fn name_of(element: &Element) -> String {
    if let Some(ids) = element.get_attribute("aria-labelledby") {
        let named = |id: &str| document().get_element_by_id(id).map(|element| text_of(&element));
        return ids.split_whitespace().filter_map(named).collect::<Vec<_>>().join(" ");
    }
    if let Some(label) = element.get_attribute("aria-label") {
        return label;
    }
    let label = element.closest("label").expect("a selector");
    text_of(&label.unwrap_or_else(|| element.clone()))
}

/// The text, with runs of spaces as one.
pub fn text_of(element: &Element) -> String {
    element.text_content().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The queue of commands in a form that a callback may own: everything here runs on one thread.
fn send_wrapper(queue: Rc<RefCell<VecDeque<Command>>>) -> Queue {
    Queue(StoredValue::new_local(queue))
}

/// See [`send_wrapper`].
struct Queue(StoredValue<Rc<RefCell<VecDeque<Command>>>, LocalStorage>);

impl Queue {
    fn push(&self, command: Command) {
        self.0.with_value(|queue| queue.borrow_mut().push_back(command));
    }
}
