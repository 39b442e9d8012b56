//! Pages, what is on its way between them, their locks, and a cloud. One thing happens at a time; which one is chosen by
//! whoever plays.

use std::collections::VecDeque;
use std::rc::Rc;

use journey::effect::{HttpCall, Method};
use journey::input::Reply;
use serde_json::{Value, json};

use super::super::message::status;
use super::super::page::{Input, Output, Page};
use super::core::{CHECK, Core, Doing};
use crate::live::services::{Lock, SocketNews};

/// A page and what is its own.
pub(super) struct Tab {
    pub(super) page: Page,
    pub(super) core: Core,
    pub(super) id: String,
    pub(super) user: &'static str,
    is_listening: bool,
    /// Nothing happens in it for now.
    pub(super) is_frozen: bool,
    /// What it is about to hear.
    pub(super) inbox: VecDeque<Input>,
    pub(super) requests: Vec<(u64, HttpCall)>,
    /// What its core asked.
    asked: Vec<(u64, HttpCall)>,
    pub(super) patience: Vec<u64>,
}

/// A real socket, at the cloud's end.
struct Line {
    tab: usize,
    n: u64,
    channel: String,
    /// Nothing comes through any more, and nobody is told.
    is_dead: bool,
}

/// A lock that somebody wants.
struct Wanted {
    name: String,
    holder: Option<usize>,
    waiting: VecDeque<(usize, Lock)>,
}

#[derive(Default)]
pub(super) struct World {
    pub(super) tabs: Vec<Tab>,
    locks: Vec<Wanted>,
    lines: Vec<Line>,
    /// Channels and their topics.
    pub(super) channels: Vec<(String, Vec<String>)>,
    pub(super) n_created: usize,
    /// Topics of each put.
    pub(super) puts: Vec<Vec<String>>,
    pub(super) n_frames: u64,
    /// Who must hear which frame, unless its socket closes.
    pub(super) expected: Vec<(usize, u64, u64)>,
    /// The next message is said twice, or not at all.
    pub(super) repeats: bool,
    pub(super) loses: bool,
}

impl World {
    /// Pages of one agent, one topic each, which have begun and not got far.
    pub(super) fn of(n_tabs: usize) -> Self {
        let mut world = Self::default();
        for _ in 0..n_tabs {
            world.open("ada");
        }
        world
    }

    /// Pages of one agent that are all live.
    pub(super) fn live(n_tabs: usize) -> Self {
        let mut world = Self::default();
        for _ in 0..n_tabs {
            world.open("ada");
            world.settle();
        }
        world
    }

    pub(super) fn open(&mut self, user: &'static str) -> usize {
        let at = self.tabs.len();
        let id = format!("page-{at}");
        self.tabs.push(Tab {
            page: Page::new(&id),
            core: Core::new(&[&format!("topic.{at}"), "topic.all"]),
            id,
            user,
            is_listening: false,
            is_frozen: false,
            inbox: VecDeque::from([Input::Begin]),
            requests: Vec::new(),
            asked: Vec::new(),
            patience: Vec::new(),
        });
        self.tabs[at].inbox.push_back(Input::Me(Some(user.to_owned())));
        at
    }

    /// Feeds a page and does what it wants.
    pub(super) fn step(&mut self, at: usize, input: Input) {
        if self.tabs[at].core.doing == Doing::Over {
            return;
        }
        if let Input::Call(no, call) = &input {
            self.tabs[at].asked.push((*no, call.clone()));
        }
        for output in self.tabs[at].page.step(input) {
            self.execute(at, output);
        }
    }

    fn execute(&mut self, at: usize, output: Output) {
        let life = |id: &str| format!("life of {id}");
        match output {
            Output::TryToLead => {
                self.tabs[at].is_listening = true;
                self.lock(at, "lead".to_owned(), Lock::Try);
            }
            Output::Follow => {
                self.lock(at, "lead".to_owned(), Lock::Wait);
                self.lock(at, life(&self.tabs[at].id.clone()), Lock::Wait);
            }
            Output::Watch(tab) => self.lock(at, life(&tab), Lock::Watch),
            Output::LetGo => {
                self.tabs[at].is_listening = false;
                self.release(at);
            }
            Output::Say(text) => self.say(at, &text),
            Output::Patience(n) => self.tabs[at].patience.push(n),
            Output::Call(n, call) => self.tabs[at].requests.push((n, call)),
            Output::Abort(n) => self.tabs[at].requests.retain(|(own, _)| *own != n),
            Output::OpenSocket(n, uri) => {
                let channel = uri.rsplit('/').next().unwrap().to_owned();
                for old in self.lines.extract_if(.., |line| line.channel == channel) {
                    if !old.is_dead {
                        self.tabs[old.tab].inbox.push_back(Input::News(old.n, text_404()));
                        self.tabs[old.tab].inbox.push_back(Input::News(old.n, SocketNews::Closed));
                    }
                }
                self.tabs[at].inbox.push_back(Input::News(n, SocketNews::Opened));
                if self.channels.iter().any(|(id, _)| *id == channel) {
                    self.lines.push(Line { tab: at, n, channel, is_dead: false });
                } else {
                    self.tabs[at].inbox.push_back(Input::News(n, text_404()));
                    self.tabs[at].inbox.push_back(Input::News(n, SocketNews::Closed));
                }
            }
            Output::Send(n, _) => {
                let pong = json!({"topicName": "channel.metadata", "eventBody": {"message": "pong"}}).to_string();
                if self.lines.iter().any(|line| line.tab == at && line.n == n && !line.is_dead) {
                    self.tabs[at].inbox.push_back(Input::News(n, SocketNews::Text(pong)));
                }
            }
            Output::CloseSocket(n) => {
                self.lines.retain(|line| line.tab != at || line.n != n);
                self.tabs[at].inbox.retain(|input| !matches!(input, Input::News(own, _) if *own == n));
            }
            Output::Reply(no, reply) => {
                let call = self.tabs[at].asked.iter().rev().find(|(own, _)| *own == no).map(|(_, call)| call.clone());
                // It goes to the cloud as it is.
                let reply = reply.unwrap_or_else(|| self.carry_out(&call.unwrap()));
                self.tabs[at].core.answered(no, &reply);
            }
            Output::Tell(no, news) => {
                if let Some(input) = self.tabs[at].core.news(no, &news) {
                    self.tabs[at].inbox.push_back(input);
                }
            }
        }
    }

    fn say(&mut self, from: usize, text: &str) {
        if std::mem::take(&mut self.loses) {
            return;
        }
        let n_times = if std::mem::take(&mut self.repeats) { 2 } else { 1 };
        for (at, tab) in self.tabs.iter_mut().enumerate().filter(|(at, tab)| *at != from && tab.is_listening) {
            let _ = at;
            tab.inbox.extend(std::iter::repeat_n(Input::Heard(text.to_owned()), n_times));
        }
    }

    // Locks.

    fn lock(&mut self, at: usize, name: String, how: Lock) {
        let place = self.locks.iter().position(|lock| lock.name == name).unwrap_or_else(|| {
            self.locks.push(Wanted { name, holder: None, waiting: VecDeque::new() });
            self.locks.len() - 1
        });
        let lock = &mut self.locks[place];
        if how == Lock::Try && (lock.holder.is_some() || !lock.waiting.is_empty()) {
            self.tabs[at].inbox.push_back(Input::Leads(false));
            return;
        }
        lock.waiting.push_back((at, how));
        self.grant();
    }

    fn grant(&mut self) {
        for lock in &mut self.locks {
            while lock.holder.is_none()
                && let Some((at, how)) = lock.waiting.pop_front()
            {
                let input = match lock.name.strip_prefix("life of ") {
                    None => Input::Leads(true),
                    Some(id) if how == Lock::Watch => Input::Gone(Rc::from(id)),
                    Some(_) => Input::Held,
                };
                self.tabs[at].inbox.push_back(input);
                lock.holder = (how != Lock::Watch).then_some(at);
            }
        }
    }

    fn release(&mut self, at: usize) {
        for lock in &mut self.locks {
            lock.holder.take_if(|holder| *holder == at);
            lock.waiting.retain(|(tab, _)| *tab != at);
        }
        // What was granted and not heard of yet is given back.
        self.tabs[at]
            .inbox
            .retain(|input| !matches!(input, Input::Leads(_) | Input::Held | Input::Gone(_) | Input::Heard(_)));
        self.grant();
    }

    // The cloud.

    /// Carries a request out and answers it.
    pub(super) fn answer(&mut self, at: usize, request: usize, how: Option<u16>) {
        let (n, call) = self.tabs[at].requests.remove(request);
        let reply = match how {
            Some(code) => status(code),
            None => self.carry_out(&call),
        };
        self.tabs[at].inbox.push_back(Input::Answered(n, reply));
    }

    fn carry_out(&mut self, call: &HttpCall) -> Reply {
        let body = match call.method {
            Method::Post => {
                self.n_created += 1;
                let id = format!("c{}", self.n_created);
                self.channels.push((id.clone(), Vec::new()));
                json!({"id": id, "connectUri": format!("wss://stream/{id}")})
            }
            Method::Put => {
                let id = call.path.split('/').nth(5).unwrap();
                let body: Value = serde_json::from_str(call.body.as_deref().unwrap()).unwrap();
                let topics: Vec<String> =
                    body.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
                self.puts.push(topics.clone());
                let Some(channel) = self.channels.iter_mut().find(|(one, _)| one == id) else { return status(404) };
                channel.1 = topics;
                json!({"entities": []})
            }
            _ => json!({}),
        };
        Reply::Http { status: 200, body: body.to_string(), retry_after: None, correlation_id: None }
    }

    /// Says something of a topic to who has put it. Whoever believes that it hears the topic must hear this, or must be
    /// told that it hears nothing.
    pub(super) fn publish(&mut self, topic: &str) {
        self.n_frames += 1;
        let number = self.n_frames;
        for (at, tab) in self.tabs.iter().enumerate() {
            if let Doing::Open(no) = tab.core.doing
                && tab.core.topics.iter().any(|own| own == topic)
            {
                self.expected.push((at, no, number));
            }
        }
        let text = json!({"topicName": topic, "eventBody": {"number": number}}).to_string();
        for line in self.lines.iter().filter(|line| !line.is_dead) {
            let has =
                |(id, topics): &(String, Vec<String>)| *id == line.channel && topics.iter().any(|one| one == topic);
            if self.channels.iter().any(has) {
                self.tabs[line.tab].inbox.push_back(Input::News(line.n, SocketNews::Text(text.clone())));
            }
        }
    }

    /// The network takes every socket.
    pub(super) fn reset(&mut self) {
        for line in self.lines.drain(..).filter(|line| !line.is_dead) {
            self.tabs[line.tab].inbox.push_back(Input::News(line.n, SocketNews::Closed));
        }
    }

    /// It forgets every socket, and nobody is told.
    pub(super) fn deafen(&mut self) {
        self.lines.iter_mut().for_each(|line| line.is_dead = true);
    }

    /// The cloud forgets every channel, with these last words.
    pub(super) fn forget_channels(&mut self, last: &str) {
        self.channels.clear();
        for line in self.lines.drain(..).filter(|line| !line.is_dead) {
            self.tabs[line.tab].inbox.push_back(Input::News(line.n, SocketNews::Text(last.to_owned())));
            self.tabs[line.tab].inbox.push_back(Input::News(line.n, SocketNews::Closed));
        }
    }

    /// Says something to every socket.
    pub(super) fn say_to_all(&mut self, text: &str) {
        for line in self.lines.iter().filter(|line| !line.is_dead) {
            self.tabs[line.tab].inbox.push_back(Input::News(line.n, SocketNews::Text(text.to_owned())));
        }
    }

    pub(super) fn n_sockets(&self) -> usize {
        self.lines.len()
    }

    // Pages.

    /// A page is gone from one moment to the next.
    pub(super) fn crash(&mut self, at: usize) {
        self.tabs[at].core.doing = Doing::Over;
        self.tabs[at].is_listening = false;
        self.tabs[at].requests.clear();
        self.tabs[at].patience.clear();
        self.lines.retain(|line| line.tab != at);
        self.release(at);
        self.tabs[at].inbox.clear();
    }

    /// A page is left: its last words are said.
    pub(super) fn close(&mut self, at: usize) {
        self.step(at, Input::Leave);
        self.crash(at);
    }

    /// A page is loaded anew: it has the channel that it left, asks whether that still is, and puts its topics meanwhile.
    pub(super) fn reload(&mut self, at: usize) -> usize {
        let channel = self.tabs[at].core.channel.clone();
        self.close(at);
        let again = self.open(self.tabs[at].user);
        if let Some((id, uri)) = &channel {
            self.step(again, Input::Left(format!("{id}\n{uri}\n1790000000")));
            let path = format!("/api/v2/notifications/channels/{id}");
            self.step(again, Input::Call(CHECK, HttpCall { method: Method::Head, path, body: None }));
        }
        self.tabs[again].core.channel = channel;
        again
    }
}

fn text_404() -> SocketNews {
    SocketNews::Text(r#"{"result":"404","message":"gone"}"#.to_owned())
}
