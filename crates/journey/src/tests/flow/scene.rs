//! Drives a core with a scripted cloud, a clock that only moves when told, and chance from a seed; prints the tab.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::cloud::Cloud;
use super::print::print;
use crate::core::{Core, Step};
use crate::effect::{Effect, HttpCall, RequestId, SocketId, Timer};
use crate::input::{Command, Input, Reply, Start, Target, Wake};
use crate::model::SessionId;
use crate::moment::Moment;
use crate::settings::Settings;

/// A page, its cloud and their clock.
pub(crate) struct Scene {
    pub(crate) core: Core,
    pub(crate) cloud: Cloud,
    pub(crate) now: DateTime<Utc>,
    pub(crate) settings: Settings,
    /// How far the clock that nobody sets is behind: in some browsers it stands still while the machine sleeps.
    pub(crate) stood_still: Duration,
    /// How far the computer's clock is ahead of the cloud's.
    pub(crate) computer_is_ahead: Duration,
    seed: u64,
    timers: BTreeMap<Timer, DateTime<Utc>>,
    calls: VecDeque<(RequestId, HttpCall)>,
    /// Sockets that the page opened: address, open.
    pub(crate) sockets: BTreeMap<SocketId, (String, bool)>,
    /// Answers to these paths wait.
    held: Vec<String>,
    /// New sockets never open.
    pub(crate) sockets_blocked: bool,
    /// Sockets swallow everything.
    pub(crate) is_mute: bool,
    /// Frames are lost.
    pub(crate) drops_frames: bool,
    /// What the page would leave to the one after it.
    pub(crate) left: Option<String>,
    /// What the page did, beside requests.
    pub(crate) log: Vec<String>,
    /// All that was said.
    pub(crate) said: Vec<String>,
    /// Every status word shown, in order.
    pub(crate) words: Vec<&'static str>,
}

/// Noon of a day.
pub(crate) fn noon() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-24T12:00:00Z").expect("a date").to_utc()
}

/// So many minutes before noon.
pub(crate) fn ago(minutes: i64) -> DateTime<Utc> {
    noon() - Duration::minutes(minutes)
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self {
            core: Core::new(),
            cloud: Cloud::new(),
            now: noon(),
            settings: Settings::default(),
            stood_still: Duration::zero(),
            computer_is_ahead: Duration::zero(),
            seed: 1,
            timers: BTreeMap::new(),
            calls: VecDeque::new(),
            sockets: BTreeMap::new(),
            held: Vec::new(),
            sockets_blocked: false,
            is_mute: false,
            drops_frames: false,
            left: None,
            log: Vec::new(),
            said: Vec::new(),
            words: Vec::new(),
        }
    }

    /// A contact with two sessions, the newer one active; the page opened for it.
    pub(crate) fn with_contact() -> Self {
        let mut scene = Self::new();
        scene.cloud.contact("ada", "Ada", "+4420000001");
        scene.cloud.web("s1", Some("ada"), ago(600));
        scene.cloud.page("s1", "Home", ago(600));
        scene.cloud.web("s2", Some("ada"), ago(5));
        scene.cloud.page("s2", "Home", ago(5));
        scene.cloud.page("s2", "Returns", ago(4));
        scene
    }

    pub(crate) fn seeded(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Opens the page for a target and lets everything come to rest.
    pub(crate) fn open(mut self, target: Target) -> Self {
        self.start(target);
        self.rest();
        self
    }

    pub(crate) fn start(&mut self, target: Target) {
        self.step(Input::Start(Start {
            settings: Arc::new(self.settings.clone()),
            streaming_base: "wss://streaming.example".into(),
            target,
            signed_in: true,
            sign_in_problem: None,
        }));
    }

    pub(crate) fn moment(&mut self) -> Moment {
        // SplitMix64: chance from a seed.
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let elapsed_ms = (self.now - noon() - self.stood_still).num_milliseconds();
        Moment::new(self.now + self.computer_is_ahead, elapsed_ms, u32::try_from(mixed >> 32).expect("32 bits"))
    }

    /// The present moment as the shell reads it, without spending chance.
    pub(crate) fn present(&self) -> Moment {
        let elapsed_ms = (self.now - noon() - self.stood_still).num_milliseconds();
        Moment::new(self.now + self.computer_is_ahead, elapsed_ms, 0)
    }

    /// One input; effects are taken in, nothing is answered yet.
    pub(crate) fn step(&mut self, input: Input) {
        let at = self.moment();
        let Step { changes, effects } = self.core.step(input, at);
        if changes.announcement && !self.core.journey().announcement().text.is_empty() {
            self.said.push(self.core.journey().announcement().text.to_string());
        }
        let word = self.core.journey().status().word();
        if self.words.last() != Some(&word) {
            self.words.push(word);
        }
        for effect in effects {
            self.obey(effect);
        }
    }

    fn obey(&mut self, effect: Effect) {
        match effect {
            Effect::Call(id, call) => self.calls.push_back((id, call)),
            Effect::Cancel(id) => self.calls.retain(|(call, _)| *call != id),
            Effect::OpenSocket(id, uri) => {
                self.log.push(format!("open {uri}"));
                self.sockets.insert(id, (uri, false));
            }
            Effect::Send(id, text) => {
                self.log.push(format!("send {text}"));
                if text.contains("ping") && !self.is_mute {
                    let pong = json!({ "topicName": "channel.metadata", "eventBody": { "message": "pong" } });
                    if self.sockets.contains_key(&id) {
                        self.frame(id, &pong);
                    }
                }
            }
            Effect::CloseSocket(id) => {
                self.log.push("close".into());
                self.sockets.remove(&id);
            }
            Effect::StartTimer(timer, ms) => {
                self.timers.insert(timer, self.now + Duration::milliseconds(i64::from(ms)));
            }
            Effect::StopTimer(timer) => {
                self.timers.remove(&timer);
            }
            Effect::HoldChannel(text) => self.left = text,
            Effect::SignIn => self.log.push("sign in".into()),
            Effect::SignOut => self.log.push("sign out".into()),
        }
    }

    /// Answers everything that may be answered and opens sockets, without moving the clock.
    pub(crate) fn rest(&mut self) {
        for _ in 0..10_000 {
            let free = self.calls.iter().position(|(_, call)| !self.held.iter().any(|part| call.path.contains(part)));
            if let Some((id, call)) = free.and_then(|at| self.calls.remove(at)) {
                let reply = self.answer(&call);
                self.step(Input::Answer(id, reply));
                continue;
            }
            let closed = self.sockets.values().any(|socket| !socket.1);
            if closed && !self.sockets_blocked {
                self.open_one(0);
                continue;
            }
            return;
        }
        panic!("never comes to rest: {:?}", self.cloud.asked.iter().rev().take(20).collect::<Vec<_>>());
    }

    fn answer(&mut self, call: &HttpCall) -> Reply {
        self.cloud.now = Some(self.now);
        self.cloud.answer(call)
    }

    fn open_socket(&mut self, id: SocketId) {
        let uri = self.sockets[&id].0.clone();
        // One socket per channel: the older one is cut off.
        let older: Vec<SocketId> = self
            .sockets
            .iter()
            .filter(|(other, socket)| **other != id && socket.1 && socket.0 == uri)
            .map(|(id, _)| *id)
            .collect();
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.1 = true;
        }
        self.step(Input::SocketOpened(id));
        for older in older {
            if self.sockets.remove(&older).is_some() {
                self.step(Input::SocketClosed(older));
            }
        }
    }

    /// Lets time pass; timers run out in their order, everything is answered at once.
    pub(crate) fn pass(&mut self, ms: i64) {
        let end = self.now + Duration::milliseconds(ms);
        self.rest();
        while let Some((timer, at)) = self.next_timer().filter(|(_, at)| *at <= end) {
            self.timers.remove(&timer);
            self.now = at.max(self.now);
            self.step(Input::TimerFired(timer));
            self.rest();
        }
        self.now = end;
    }

    /// The answer to one of the oldest requests, as it is now, to be delivered later.
    pub(crate) fn answer_later(&mut self, at: usize) -> Option<(RequestId, Reply)> {
        let (id, call) = self.calls.remove(at.min(self.calls.len().saturating_sub(1)))?;
        Some((id, self.answer(&call)))
    }

    /// Opens a socket that waits, or refuses it.
    pub(crate) fn open_one(&mut self, refuse: usize) {
        let Some(id) = self.sockets.iter().find(|(_, socket)| !socket.1).map(|(id, _)| *id) else { return };
        let is_known = self.cloud.channels.keys().any(|channel| self.sockets[&id].0.ends_with(channel));
        if refuse == 0 && is_known {
            self.open_socket(id);
        } else {
            self.sockets.remove(&id);
            self.step(Input::SocketClosed(id));
        }
    }

    /// Answers so many requests.
    pub(crate) fn rest_a_little(&mut self, n: usize) {
        for _ in 0..n {
            if let Some((id, reply)) = self.answer_later(0) {
                self.step(Input::Answer(id, reply));
            }
        }
        self.open_one(0);
    }

    /// Lets time pass while the cloud is silent.
    pub(crate) fn pass_without_answers(&mut self, ms: i64, mut look: impl FnMut(&Self)) {
        let end = self.now + Duration::milliseconds(ms);
        while let Some((timer, at)) = self.next_timer().filter(|(_, at)| *at <= end) {
            self.timers.remove(&timer);
            self.now = at.max(self.now);
            self.step(Input::TimerFired(timer));
            look(self);
        }
        self.now = end;
    }

    fn next_timer(&self) -> Option<(Timer, DateTime<Utc>)> {
        self.timers.iter().min_by_key(|(_, at)| **at).map(|(timer, at)| (timer.clone(), *at))
    }

    pub(crate) fn has_timer(&self, timer: &Timer) -> bool {
        self.timers.contains_key(timer)
    }

    /// A frame on a socket.
    pub(crate) fn frame(&mut self, id: SocketId, frame: &Value) {
        self.step(Input::Frame(id, crate::tests::raw::print(frame)));
    }

    /// A frame to whoever listens to its topic.
    pub(crate) fn publish(&mut self, topic: &str, body: &Value) {
        for channel in self.cloud.listeners(topic) {
            let open =
                self.sockets.iter().find(|(_, socket)| socket.1 && socket.0.ends_with(&channel)).map(|(id, _)| *id);
            if let Some(id) = open.filter(|_| !self.is_mute && !self.drops_frames) {
                self.frame(id, &json!({ "topicName": topic, "version": "2", "eventBody": body }));
            }
        }
    }

    /// The customer looks at a page now.
    pub(crate) fn visit(&mut self, session: &str, title: &str) {
        let event = self.cloud.page(session, title, self.now);
        self.tell(session, &event);
    }

    /// Publishes an event and then its session.
    pub(crate) fn tell(&mut self, session: &str, event: &Value) {
        self.tell_event(session, event);
        self.tell_session(session);
    }

    pub(crate) fn tell_event(&mut self, session: &str, event: &Value) {
        let mut body = event.clone();
        body["eventType"] = json!("WebEvent");
        self.publish(&format!("v2.journey.sessions.{session}.web.events"), &body);
    }

    pub(crate) fn tell_session(&mut self, session: &str) {
        for (topic, body) in self.cloud.session_notices(session) {
            self.publish(&topic, &body);
        }
    }

    /// The agent's interaction, as it is in the cloud now.
    pub(crate) fn tell_talk(&mut self, id: &str) {
        let talk = self.cloud.conversations.iter().find(|one| one["id"] == id).cloned().expect("a talk");
        self.publish("v2.users.me.conversations", &talk);
        self.rest();
    }

    pub(crate) fn system(&mut self, what: &str) {
        let id = self.socket();
        self.frame(id, &json!({ "topicName": format!("v2.system.{what}"), "eventBody": { "systemTopicType": what } }));
    }

    /// The newest open socket.
    pub(crate) fn socket(&self) -> SocketId {
        *self.sockets.iter().rfind(|(_, socket)| socket.1).expect("an open socket").0
    }

    /// All sockets are cut.
    pub(crate) fn cut(&mut self) {
        for id in self.sockets.keys().copied().collect::<Vec<_>>() {
            self.sockets.remove(&id);
            self.step(Input::SocketClosed(id));
        }
    }

    /// The cloud comes back and knows no channel any more.
    pub(crate) fn restarted(&mut self) {
        self.cloud.channels.clear();
        self.cut();
    }

    pub(crate) fn hold(&mut self, path: &str) {
        self.held.push(path.into());
    }

    pub(crate) fn release(&mut self) {
        self.held.clear();
        self.rest();
    }

    /// Answers the oldest held request whose path holds this, by hand.
    pub(crate) fn reply(&mut self, path: &str, status: u16, body: &str) {
        let at = self.calls.iter().position(|(_, call)| call.path.contains(path)).expect("such a request");
        let (id, _) = self.calls.remove(at).expect("it");
        let reply = Reply::Http { status, body: body.into(), retry_after: None, correlation_id: None };
        self.step(Input::Answer(id, reply));
        self.rest();
    }

    /// The number of a request on its way.
    pub(crate) fn call_id(&self, path: &str) -> RequestId {
        self.calls.iter().find(|(_, call)| call.path.contains(path)).expect("such a request").0
    }

    pub(crate) fn command(&mut self, command: Command) {
        self.step(Input::Command(command));
        self.rest();
    }

    pub(crate) fn toggle(&mut self, session: &str) {
        self.command(Command::Toggle(SessionId::from(session)));
    }

    pub(crate) fn wake(&mut self, wake: Wake) {
        self.step(Input::Woke(wake));
        self.rest();
    }

    /// Requests asked since the last call, as `METHOD path`.
    pub(crate) fn asked(&mut self) -> String {
        std::mem::take(&mut self.cloud.asked).join("\n")
    }

    pub(crate) fn n_asked(&self, part: &str) -> usize {
        self.cloud.asked.iter().filter(|line| line.contains(part)).count()
    }

    pub(crate) fn word(&self) -> &'static str {
        self.core.journey().status().word()
    }

    /// The tab as text: what the agent reads.
    pub(crate) fn text(&self) -> String {
        print(self.core.journey(), self.now)
    }
}
