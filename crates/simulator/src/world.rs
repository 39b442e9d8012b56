//! Clock, queue and everything that is on its way between the page and the cloud. One thread, no waiting: time goes to
//! the next thing that is due.
//!
//! Must not judge: `oracle` does. Must not choose: `script` does.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::fmt::Write as _;
use std::sync::Arc;

use journey::effect::Effect;
use journey::input::{Input, Reply, Start};
use journey::moment::Moment;
use journey::settings::Settings;

use crate::cause::Cause;
use crate::chance::Chance;
use crate::cloud::{Cloud, STREAMING, channel_of, json};
use crate::item::Item;
use crate::marker::Markers;
use crate::net::{Conn, Net};
use crate::oracle::{Oracle, Violation};
use crate::page::Page;
use crate::tally::Tally;
use crate::time::{MINUTE, SECOND, date};
use crate::trace::Trace;

/// How often the cloud beats.
pub(crate) const BEAT_MS: i64 = 30 * SECOND;

#[derive(Debug)]
struct Entry {
    at: i64,
    number: u64,
    item: Item,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap gives the greatest first.
        (other.at, other.number).cmp(&(self.at, self.number))
    }
}

/// Everything.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) now: i64,
    pub(crate) chance: Chance,
    pub(crate) cloud: Cloud,
    pub(crate) net: Net,
    pub(crate) page: Page,
    pub(crate) settings: Arc<Settings>,
    pub(crate) conns: Vec<Conn>,
    /// The connection that serves each channel.
    pub(crate) serving: BTreeMap<u32, usize>,
    pub(crate) oracle: Oracle,
    pub(crate) markers: Markers,
    pub(crate) tally: Tally,
    pub(crate) trace: Trace,
    pub(crate) violation: Option<Violation>,
    queue: BinaryHeap<Entry>,
    n_entries: u64,
    /// What reached a sleeping page.
    pub(crate) held: VecDeque<Item>,
}

impl World {
    pub(crate) fn new(chance: Chance, cloud: Cloud, page: Page, settings: Arc<Settings>, trace: Trace) -> Self {
        Self {
            now: 0,
            chance,
            cloud,
            net: Net::good(),
            page,
            settings,
            conns: Vec::new(),
            serving: BTreeMap::new(),
            oracle: Oracle::default(),
            markers: Markers::default(),
            tally: Tally::default(),
            trace,
            violation: None,
            queue: BinaryHeap::new(),
            n_entries: 0,
            held: VecDeque::new(),
        }
    }

    /// Puts something on its way.
    pub(crate) fn later(&mut self, at: i64, item: Item) {
        self.n_entries += 1;
        self.queue.push(Entry { at: at.max(self.now), number: self.n_entries, item });
    }

    /// The cloud died: what it was about to tell, and the answers it was giving, come to nothing.
    pub(crate) fn forget_on_its_way(&mut self) {
        let queue = std::mem::take(&mut self.queue).into_vec();
        let kept = queue.into_iter().filter(|entry| !matches!(entry.item, Item::Notice { .. }));
        self.queue = kept
            .map(|mut entry| {
                if let Item::Answer { reply, .. } = &mut entry.item {
                    *reply = Reply::Failed;
                }
                entry.item.forget_told();
                entry
            })
            .collect();
        // What reached a sleeping page was true when it did, and is not any more.
        self.held.iter_mut().for_each(Item::forget_told);
    }

    /// Lets time pass.
    pub(crate) fn run_until(&mut self, end: i64) {
        while self.violation.is_none() && self.queue.peek().is_some_and(|entry| entry.at <= end) {
            let Some(entry) = self.queue.pop() else { break };
            self.now = entry.at;
            self.happen(entry.item);
        }
        if self.violation.is_none() {
            self.now = self.now.max(end);
            self.cloud.expire(self.now);
            self.tell_ended();
        }
    }

    /// Lets time pass until something holds no more, at most until `end`; false when it still does.
    pub(crate) fn run_while(&mut self, end: i64, goes_on: impl Fn(&Self) -> bool) -> bool {
        while goes_on(self) {
            if self.violation.is_some() || self.queue.peek().is_none_or(|entry| entry.at > end) {
                self.now = self.now.max(end);
                return false;
            }
            let Some(entry) = self.queue.pop() else { break };
            self.now = entry.at;
            self.happen(entry.item);
        }
        true
    }

    fn happen(&mut self, item: Item) {
        let is_for_page = matches!(
            item,
            Item::Answer { .. }
                | Item::Opened { .. }
                | Item::Down { .. }
                | Item::Closed { .. }
                | Item::Timer { .. }
                | Item::SignedIn { .. }
        );
        if is_for_page && self.page.asleep_until > self.now {
            self.held.push_back(item);
            return;
        }
        match item {
            Item::Arrive { generation, id, call } => self.arrive(generation, id, call),
            Item::Answer { generation, id, call, reply, told } => {
                if generation == self.page.generation && self.page.calls.remove(&id).is_some() {
                    self.tally.ended(self.now, id);
                    self.oracle.answered(self.now, &call, &reply);
                    let begun = told.iter().filter_map(|(session, _)| self.cloud.truth.visits.get(*session));
                    self.oracle.listed(&call, begun.map(|visit| visit.created).min());
                    self.tell(told);
                    self.mark_answer(&call, &reply);
                    self.step(Input::Answer(id, reply));
                }
            }
            Item::Handshake { conn } => self.handshake(conn),
            Item::Opened { conn } => {
                if self.conns[conn].is_held && self.conns[conn].is_served && !self.conns[conn].is_black {
                    self.conns[conn].is_open = true;
                    self.page.heard = self.now;
                    let socket = self.conns[conn].socket;
                    self.step(Input::SocketOpened(socket));
                }
            }
            Item::Down { conn, text, told } => {
                if self.conns[conn].is_held && !self.conns[conn].is_black {
                    self.page.heard = self.now;
                    self.tell(told);
                    let socket = self.conns[conn].socket;
                    self.step(Input::Frame(socket, text));
                }
            }
            Item::Up { conn } => {
                if self.conns[conn].is_served && !self.conns[conn].is_black {
                    let pong = json::frame("channel.metadata", r#"{"message":"pong"}"#);
                    self.down(conn, pong, None);
                }
            }
            Item::Closed { conn } => {
                if self.conns[conn].is_held && !self.conns[conn].is_black {
                    self.conns[conn].is_held = false;
                    self.conns[conn].is_open = false;
                    let socket = self.conns[conn].socket;
                    self.page.sockets.remove(&socket);
                    self.step(Input::SocketClosed(socket));
                }
            }
            Item::Shut { conn } => self.shut(conn),
            Item::Notice { topic, body, told, resumed } => self.notice(topic, body, told, resumed),
            Item::Beat { conn } => {
                if self.conns[conn].is_served {
                    if !self.conns[conn].is_beatless {
                        let beat = json::frame("channel.metadata", r#"{"message":"WebSocket Heartbeat"}"#);
                        self.down(conn, beat, None);
                    }
                    self.later(self.now + BEAT_MS, Item::Beat { conn });
                }
            }
            Item::Timer { generation, timer, number } => {
                if generation == self.page.generation && self.page.timers.get(&timer) == Some(&number) {
                    self.page.timers.remove(&timer);
                    self.step(Input::TimerFired(timer));
                }
            }
            Item::SignedIn { generation } => {
                if generation == self.page.generation {
                    self.page.is_signing_in = false;
                    self.cloud.token_is_good = true;
                    self.oracle.signed_in();
                    self.start(true);
                }
            }
            Item::Awake => {
                while let Some(item) = self.held.pop_front() {
                    self.happen(item);
                }
            }
        }
    }

    /// The page starts, or learns that it is signed in.
    pub(crate) fn start(&mut self, signed_in: bool) {
        self.step(Input::Start(Start {
            settings: self.settings.clone(),
            streaming_base: STREAMING.into(),
            target: self.page.target.clone(),
            signed_in,
            sign_in_problem: None,
        }));
    }

    /// Hands an input to the core, does what it asks, lets the oracle look.
    pub(crate) fn step(&mut self, input: Input) {
        if self.violation.is_some() {
            return;
        }
        self.oracle_before();
        self.tally.n_steps += 1;
        self.mark_input(&input);
        let cause = Cause::of(&input);
        self.trace.line(self.now, |line| write!(line, "> {input:?}"));
        let before = self.page.state();
        let at = Moment::new(date(self.now + self.page.skew), self.now, self.chance.small());
        let step = self.page.core.step(input, at);
        for effect in step.effects {
            self.trace.line(self.now, |line| write!(line, "  {effect:?}"));
            self.execute(effect, cause);
        }
        let status = *self.page.core.journey().status();
        if status.state != before {
            self.trace
                .line(self.now, |line| write!(line, "  {} {:?} {:?}", status.word(), status.state, status.reason));
            self.mark_state(before, status.state);
        }
        self.oracle_after(&step.changes, before);
    }

    fn execute(&mut self, effect: Effect, cause: Cause) {
        match effect {
            Effect::Call(id, call) => {
                self.oracle_call(&call, cause);
                self.tally.called(self.now, id, &call);
                if matches!(cause, Cause::Retry) {
                    self.tally.n_retries += 1;
                }
                self.page.calls.insert(id, call.clone());
                let generation = self.page.generation;
                let way = self.net.way(&mut self.chance);
                if self.net.is_refusing {
                    let (at, reply) = (self.now + 2 * way, Reply::Failed);
                    self.later(at, Item::Answer { generation, id, call, reply, told: Vec::new() });
                    return;
                }
                if self.page.is_offline || self.net.down_until > self.now || self.chance.one_in(self.net.lose_request) {
                    // Refused at once, after a while, or never answered.
                    if !self.chance.one_in(4) {
                        let at = self.now + way + self.chance.between(0, 3_000);
                        let reply = Reply::Failed;
                        self.later(at, Item::Answer { generation, id, call, reply, told: Vec::new() });
                    }
                    return;
                }
                self.later(self.now + way, Item::Arrive { generation, id, call });
            }
            Effect::Cancel(id) => {
                self.tally.ended(self.now, id);
                if !self.net.is_deaf_to_aborts {
                    self.page.calls.remove(&id);
                }
            }
            Effect::OpenSocket(socket, address) => {
                let conn = self.conns.len();
                self.conns.push(Conn {
                    socket,
                    channel: channel_of(&address),
                    is_held: true,
                    is_open: false,
                    is_served: false,
                    is_black: false,
                    stalled_until: i64::MIN,
                    last_arrival: self.now,
                    is_beatless: false,
                });
                self.page.sockets.insert(socket, conn);
                self.tally.n_sockets += 1;
                let way = self.net.way(&mut self.chance);
                if self.page.is_offline || self.net.down_until > self.now {
                    if self.chance.one_in(2) {
                        self.later(self.now + way, Item::Closed { conn });
                    }
                } else {
                    self.later(self.now + way, Item::Handshake { conn });
                }
            }
            Effect::Send(socket, _) => {
                if let Some(&conn) = self.page.sockets.get(&socket) {
                    let at = (self.now + self.net.way(&mut self.chance)).max(self.conns[conn].stalled_until);
                    self.later(at, Item::Up { conn });
                }
            }
            Effect::CloseSocket(socket) => {
                if let Some(conn) = self.page.sockets.remove(&socket) {
                    // What was on its way is read again, as fast as the line is, without leaving "Live" when nothing
                    // spoke against the socket (L10).
                    self.oracle.impaired(self.now + MINUTE / 3);
                    self.conns[conn].is_held = false;
                    self.conns[conn].is_open = false;
                    self.unserve(conn);
                }
            }
            Effect::StartTimer(timer, ms) => {
                self.page.n_timers += 1;
                let number = self.page.n_timers;
                self.page.timers.insert(timer.clone(), number);
                let generation = self.page.generation;
                self.later(self.page.timer_due(self.now, ms), Item::Timer { generation, timer, number });
            }
            Effect::StopTimer(timer) => {
                self.page.timers.remove(&timer);
            }
            Effect::SignIn => {
                if !self.page.is_signing_in {
                    self.page.is_signing_in = true;
                    let at = self.now + self.chance.between(1_000, 5_000);
                    self.later(at, Item::SignedIn { generation: self.page.generation });
                }
            }
            Effect::HoldChannel(text) => self.page.left = text,
            Effect::SignOut => self.oracle.left(),
        }
    }
}
