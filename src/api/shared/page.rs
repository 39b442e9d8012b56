//! One page among its neighbours, as a state machine: data in, data out. It leads, or follows the page that does.
//!
//! Here: which part it plays, what its own core asks, and what a leader says to it. What a leader does is in `hub`.
//! Never waits, never fails, knows no browser; what happens late or not at all is told to it like everything else.

use std::rc::Rc;

use journey::effect::HttpCall;
use journey::input::Reply;

use super::hub::Hub;
use super::message::{self, Ask, Facts, GONE, Message, Topics, status};
use crate::live::services::SocketNews;

/// What happens to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Input {
    /// Something will be asked soon.
    Begin,
    /// The page before this one left a channel.
    Left(String),
    /// Who is signed in; `None`: not to be had.
    Me(Option<String>),
    /// The core asks this.
    Call(u64, HttpCall),
    /// It wants no answer any more.
    Cancel(u64),
    /// The core opens a socket with this address.
    Open(u64, String),
    /// It says something.
    Send(u64, String),
    /// It closes it.
    Close(u64),
    /// A request of this page was answered.
    Answered(u64, Reply),
    /// A socket of this page has news.
    News(u64, SocketNews),
    /// This page leads, or another one does.
    Leads(bool),
    /// The lock that tells of this page's life is held.
    Held,
    /// A page that follows is no more.
    Gone(Rc<str>),
    /// Nobody answered in time.
    Late(u64),
    /// A page says something.
    Heard(String),
    /// The page is left, or done with.
    Leave,
    /// The token is no more.
    SignedOut,
}

/// What the shell does about it, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Output {
    /// Ask who leads.
    TryToLead,
    /// Follow, until this page leads.
    Follow,
    /// Tell when this page is no more.
    Watch(Rc<str>),
    /// Neither leads nor follows, and hears nobody.
    LetGo,
    /// Say this to all pages.
    Say(String),
    /// Tell when it is late for this.
    Patience(u64),
    /// Send a request.
    Call(u64, HttpCall),
    /// Abort it.
    Abort(u64),
    /// Open a socket.
    OpenSocket(u64, String),
    /// Say this by it.
    Send(u64, String),
    /// Close it.
    CloseSocket(u64),
    /// The answer to the core's own request; `None`: it may go to the cloud as it is.
    Reply(u64, Option<Reply>),
    /// News of the core's own socket.
    Tell(u64, SocketNews),
}

/// The part that a page plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// None.
    #[default]
    Idle,
    /// It is about to know.
    Trying,
    /// It speaks with the cloud for all.
    Leads,
    /// Another page does.
    Follows,
}

/// A channel that another page speaks for.
#[derive(Clone, Debug, Default)]
pub(super) struct Remote {
    pub(super) facts: Facts,
    /// The topics last put, and those of them that were confirmed.
    pub(super) wanted: Topics,
    pub(super) sure: Topics,
}

/// What the core asked and is not answered.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) no: u64,
    pub(super) ask: Ask,
    /// The leader has heard it.
    pub(super) is_heard: bool,
    /// What it is late for, unless it was asked again since.
    pub(super) patience: u64,
}

/// A socket of the core's that the leader speaks for.
#[derive(Debug)]
pub(super) struct Ear {
    pub(super) no: u64,
    pub(super) channel: String,
    /// Which socket of the leader's.
    pub(super) socket: u64,
    /// Frames counted.
    pub(super) n_frames: u64,
}

/// A page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its name among the pages.
    pub(super) id: Rc<str>,
    pub(super) role: Role,
    /// Who is signed in, once that is known or known not to be known.
    pub(super) me: Option<Option<String>>,
    /// The channel last given to the core.
    pub(super) given: String,
    pub(super) hub: Hub,
    pub(super) n: u64,
    pub(super) outputs: Vec<Output>,
    pub(super) leader: Rc<str>,
    /// It waits to lead.
    pub(super) is_waiting: bool,
    pub(super) is_held: bool,
    pub(super) left: Option<Facts>,
    pub(super) remotes: Vec<Remote>,
    pub(super) asked: Vec<Asked>,
    pub(super) ears: Vec<Ear>,
}

impl Page {
    /// One that has asked nothing yet.
    pub(super) fn new(id: &str) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// Takes one input in.
    pub(super) fn step(&mut self, input: Input) -> Vec<Output> {
        match input {
            Input::Begin => self.begin(),
            Input::Left(text) => {
                self.left = Facts::handed_over(&text);
                self.given = self.left.as_ref().map(|left| left.id.clone()).unwrap_or_default();
            }
            Input::Me(me) => {
                if me.is_some() || self.me.is_none() {
                    self.me = Some(me);
                    self.send_all();
                    self.answer_early();
                }
            }
            Input::Call(no, call) => match Ask::of(&call) {
                Some(ask) => self.ask(no, ask),
                None => self.outputs.push(Output::Reply(no, None)),
            },
            Input::Open(no, uri) => self.ask(no, Ask::Open(uri)),
            Input::Cancel(no) => {
                self.forget(no);
                self.cancel(&self.own(no));
            }
            Input::Close(no) => {
                self.forget(no);
                self.detach(&self.own(no), true);
            }
            Input::Send(no, text) => {
                if self.ears.iter().any(|ear| ear.no == no) {
                    self.say("", "ping", no, Message::NONE);
                } else {
                    self.send(&self.own(no), text);
                }
            }
            Input::Answered(n, reply) => self.answered(n, &reply),
            Input::News(n, news) => self.news(n, news),
            Input::Leads(true) => self.lead(),
            Input::Leads(false) => {
                // It may have been late.
                if self.role != Role::Idle && !std::mem::replace(&mut self.is_waiting, true) {
                    self.role = Role::Follows;
                    self.outputs.push(Output::Follow);
                    self.ask_again();
                }
            }
            Input::Held => {
                self.is_held = true;
                self.send_all();
            }
            Input::Gone(tab) => self.forget_tab(&tab),
            // Nobody tells who leads, that the lock of this page's own is held, or whose page this is.
            Input::Late(0) => {
                let is_ready = self.is_held && self.me.is_some();
                if self.role == Role::Trying || (self.role == Role::Follows && !is_ready) {
                    self.role = Role::Follows;
                    for asked in std::mem::take(&mut self.asked) {
                        self.give_up(asked.no, asked.ask);
                    }
                }
            }
            Input::Late(patience) => {
                let late = self.asked.iter().position(|asked| asked.patience == patience && !asked.is_heard);
                if let Some(place) = late {
                    let asked = self.asked.remove(place);
                    self.say("", "bye", asked.no, Message::NONE);
                    self.give_up(asked.no, asked.ask);
                }
            }
            Input::Heard(text) => {
                if let Some(message) = Message::parse(&text).filter(|it| !it.from.is_empty() && it.from != &*self.id) {
                    self.heard(&message);
                }
            }
            Input::Leave => self.leave(false),
            Input::SignedOut => self.leave(true),
        }
        self.prune();
        std::mem::take(&mut self.outputs)
    }

    /// Says something to one page, or to all; the fields after the number.
    pub(super) fn say(&mut self, to: &str, kind: &str, no: u64, [b, c, d, rest]: [&str; 4]) {
        let no = no.to_string();
        let text = Message { to, from: &self.id, kind, fields: [&no, b, c, d], rest }.text();
        self.outputs.push(Output::Say(text));
    }

    /// A number that was not given yet.
    pub(super) fn next(&mut self) -> u64 {
        self.n += 1;
        self.n
    }

    /// The core wants to know nothing more of this.
    fn forget(&mut self, no: u64) {
        let n_before = self.asked.len() + self.ears.len();
        self.asked.retain(|asked| asked.no != no);
        self.ears.retain(|ear| ear.no != no);
        if self.role == Role::Follows && n_before > self.asked.len() + self.ears.len() {
            self.say("", "bye", no, Message::NONE);
        }
    }

    fn begin(&mut self) {
        if self.role == Role::Idle {
            self.role = Role::Trying;
            self.outputs.push(Output::TryToLead);
            self.outputs.push(Output::Patience(0));
        }
    }

    fn ask(&mut self, no: u64, ask: Ask) {
        self.begin();
        // What the page before left may be anybody's until that is known.
        let is_left = self.left.as_ref().is_some_and(|left| ask.is_of(left));
        let is_remote = self.remotes.iter().any(|remote| ask.is_of(&remote.facts));
        let is_for_leader = match &ask {
            Ask::Create => true,
            Ask::Check(_) => is_left,
            Ask::Put(..) | Ask::Open(_) => is_left || is_remote,
            Ask::Clear(_) => is_remote,
        };
        match (self.role, &ask) {
            (Role::Idle | Role::Trying, _) => {
                self.asked.push(Asked { no, ask, is_heard: false, patience: 0 });
            }
            // Whoever leads goes on with the channel; this page is forgotten there when it is left.
            (Role::Follows, Ask::Clear(_)) if is_for_leader => self.outputs.push(Output::Reply(no, Some(status(204)))),
            (Role::Follows, _) if is_for_leader => {
                if let Ask::Put(id, topics) = &ask
                    && let Some(remote) = self.remotes.iter_mut().find(|remote| remote.facts.id == *id)
                {
                    remote.wanted.clone_from(topics);
                    remote.sure.retain(|topic| message::has(topics, topic));
                }
                self.asked.push(Asked { no, ask, is_heard: false, patience: 0 });
                if !self.is_held || self.me.is_none() {
                    self.outputs.push(Output::Patience(0));
                }
                self.send_all();
            }
            _ => self.serve(no, ask),
        }
    }

    /// What waited is looked at anew.
    pub(super) fn ask_again(&mut self) {
        for asked in std::mem::take(&mut self.asked) {
            self.ask(asked.no, asked.ask);
        }
    }

    /// The core's own request or socket, by this page's own means.
    pub(super) fn serve(&mut self, no: u64, ask: Ask) {
        let who = self.own(no);
        match ask {
            Ask::Create => self.create(who, &self.given.clone()),
            Ask::Check(id) => {
                if let Some(left) = self.left.take_if(|left| left.id == id) {
                    self.adopt(left, Vec::new(), Vec::new());
                }
                self.outputs.push(Output::Reply(no, None));
            }
            Ask::Put(id, topics) => match self.hub.place(|facts| facts.id == id) {
                Some(place) => self.put(who, place, topics),
                // Who follows knows its own; any other is the others', and they would lose their topics, or their socket.
                None => self.outputs.push(Output::Reply(no, (self.role == Role::Follows).then(|| status(404)))),
            },
            Ask::Open(uri) => {
                let place = self.hub.place(|facts| facts.uri == uri);
                if place.is_none() && self.role == Role::Follows {
                    return self.tell_gone(no);
                }
                let place = place.unwrap_or_else(|| {
                    self.adopt(Facts { uri, ..Facts::default() }, Vec::new(), Vec::new());
                    0
                });
                self.open(who, place, Vec::new());
            }
            Ask::Clear(id) => {
                let is_shared = self.hub.place(|facts| facts.id == id).is_some_and(|place| self.is_shared(place));
                self.outputs.push(Output::Reply(no, is_shared.then(|| status(204))));
            }
        }
    }

    /// From now on this page speaks with the cloud, for all.
    fn lead(&mut self) {
        if self.role == Role::Idle {
            return;
        }
        self.role = Role::Leads;
        for remote in std::mem::take(&mut self.remotes) {
            self.adopt(remote.facts, remote.wanted, remote.sure);
        }
        self.hub.make_last(&self.given);
        for ear in std::mem::take(&mut self.ears) {
            self.tell_closed(ear.no);
        }
        self.say("", "lead", 0, Message::NONE);
        self.ask_again();
    }

    /// A page says something.
    fn heard(&mut self, message: &Message<'_>) {
        let is_for_leader = matches!(message.kind, "ask" | "ping" | "bye");
        match self.role {
            Role::Leads if is_for_leader => self.heard_follower(message),
            Role::Follows if !is_for_leader && (message.to.is_empty() || message.to == &*self.id) => {
                self.heard_leader(message);
            }
            _ => {}
        }
    }

    pub(super) fn tell_gone(&mut self, no: u64) {
        self.outputs.push(Output::Tell(no, SocketNews::Text(GONE.to_owned())));
        self.tell_closed(no);
    }

    pub(super) fn tell_closed(&mut self, no: u64) {
        self.outputs.push(Output::Tell(no, SocketNews::Closed));
    }
}
