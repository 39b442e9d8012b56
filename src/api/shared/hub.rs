//! What a page does that speaks with the cloud: for itself alone as if nothing were between, and for the pages that follow.
//!
//! A channel holds what all of them want, put one set at a time; its socket is opened when one of them asks and closed when
//! none is left. A page is told that its socket is open only when the real one is and all it counts on is put.

use std::rc::Rc;

use journey::input::Reply;

use super::message::{self, Facts, Message, TOPICS_MAX, Topics, add, has, status, status_of, topics_of};
use super::page::{Output, Page};

/// Who asks: a page (empty: this one), and its own number for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Who {
    pub(super) tab: Rc<str>,
    pub(super) no: u64,
}

impl Who {
    pub(super) fn is_own(&self) -> bool {
        self.tab.is_empty()
    }
}

/// Channels and what is asked of the cloud about them.
#[derive(Debug, Default)]
pub(super) struct Hub {
    /// The last one is given to who asks for one.
    pub(super) channels: Vec<Channel>,
    /// A channel is being asked for, by these.
    pub(super) creating: Option<(u64, Vec<Who>)>,
    /// Pages that follow.
    pub(super) tabs: Vec<Rc<str>>,
    /// What they asked before it was known who is signed in here.
    pub(super) early: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct Channel {
    pub(super) facts: Facts,
    pub(super) wants: Vec<Wants>,
    /// What this page put.
    pub(super) put: Topics,
    pub(super) putting: Option<Putting>,
    /// They wait for the next put.
    pub(super) queued: Vec<Who>,
    pub(super) sockets: Vec<Socket>,
    /// Pages for whose topics there was no room.
    outside: Vec<Rc<str>>,
}

/// What a page wants of a channel, and what of that it counts on.
#[derive(Debug, Default)]
pub(super) struct Wants {
    pub(super) tab: Rc<str>,
    pub(super) wanted: Topics,
    pub(super) sure: Topics,
}

#[derive(Debug)]
pub(super) struct Putting {
    pub(super) n: u64,
    pub(super) topics: Topics,
    pub(super) who: Vec<Who>,
}

#[derive(Debug, Default)]
pub(super) struct Socket {
    pub(super) n: u64,
    pub(super) is_open: bool,
    /// Another one is to take its place.
    pub(super) is_closing: bool,
    /// Frames handed on to pages that follow.
    pub(super) n_frames: u64,
    /// Who listens, and whether it was told that it is open.
    pub(super) ears: Vec<(Who, bool)>,
    /// Pages that asked for a sign of life since the last one.
    pub(super) doubters: Vec<Rc<str>>,
}

impl Hub {
    pub(super) fn place(&self, which: impl Fn(&Facts) -> bool) -> Option<usize> {
        self.channels.iter().position(|channel| which(&channel.facts))
    }

    /// That channel is the one to be given away.
    pub(super) fn make_last(&mut self, id: &str) {
        if let Some(place) = self.place(|facts| facts.id == id) {
            let channel = self.channels.remove(place);
            self.channels.push(channel);
        }
    }
}

impl Channel {
    /// All that is wanted, but for one page.
    pub(super) fn wanted_beside(&self, tab: Option<&str>) -> Topics {
        let mut all = Topics::new();
        let others = self.wants.iter().filter(|wants| tab != Some(&*wants.tab));
        others.for_each(|wants| add(&mut all, &wants.wanted));
        all
    }

    pub(super) fn wants_of(&mut self, tab: &Rc<str>) -> &mut Wants {
        let place = self.wants.iter().position(|wants| wants.tab == *tab).unwrap_or_else(|| {
            self.wants.push(Wants { tab: Rc::clone(tab), ..Wants::default() });
            self.wants.len() - 1
        });
        &mut self.wants[place]
    }

    /// Who cannot be told that its socket is open, because not all it counts on is put.
    pub(super) fn deaf(&self) -> Vec<Who> {
        let ears = self.sockets.iter().flat_map(|socket| &socket.ears);
        ears.filter(|(who, is_told)| !is_told && !self.is_sure(&who.tab)).map(|(who, _)| who.clone()).collect()
    }

    /// All that a page counts on is put by this page.
    pub(super) fn is_sure(&self, tab: &str) -> bool {
        let mut wants = self.wants.iter().filter(|wants| *wants.tab == *tab);
        wants.all(|wants| wants.sure.iter().all(|topic| has(&self.put, topic)))
    }

    /// Pages that want this topic. `None`: nobody knows who, and nobody asked for it from here.
    pub(super) fn who_wants(&self, topic: &str) -> Option<Vec<Rc<str>>> {
        let is_in = |topics: &Topics| {
            // What is below a topic is of the topic.
            let mut ends = topic.match_indices('.').map(|(end, _)| end).chain([topic.len()]);
            ends.any(|end| topic.get(..end).is_some_and(|part| has(topics, part)))
        };
        let wants = self.wants.iter().filter(|one| is_in(&one.wanted));
        let who: Vec<_> = wants.map(|one| Rc::clone(&one.tab)).collect();
        (!who.is_empty() || is_in(&self.put)).then_some(who)
    }
}

impl Page {
    pub(super) fn own(&self, no: u64) -> Who {
        Who { tab: Rc::default(), no }
    }

    fn reply(&mut self, who: &Who, reply: &Reply) {
        if who.is_own() {
            self.outputs.push(Output::Reply(who.no, Some(reply.clone())));
            return;
        }
        let (code, retry_after, correlation_id, body) = match reply {
            Reply::Failed => (String::new(), "", "", ""),
            Reply::Http { status, body, retry_after, correlation_id } => (
                status.to_string(),
                retry_after.as_deref().unwrap_or_default(),
                correlation_id.as_deref().unwrap_or_default(),
                body.as_str(),
            ),
        };
        self.say(&who.tab, "answer", who.no, [&code, retry_after, correlation_id, body]);
    }

    /// A page that follows says something.
    pub(super) fn heard_follower(&mut self, message: &Message<'_>) {
        let Some(no) = message.number(0) else { return };
        let who = Who { tab: message.from.into(), no };
        match message.kind {
            "ask" => {
                self.say(&who.tab, "heard", no, Message::NONE);
                match &self.me {
                    None => self.hub.early.push(message.text()),
                    Some(Some(me)) if me == message.fields[1] => self.asked_by(who, message),
                    Some(_) => self.say(&who.tab, "no", no, Message::NONE),
                }
            }
            "ping" => {
                if !self.send(&who, r#"{"message":"ping"}"#.to_owned()) {
                    self.say(&who.tab, "shut", no, Message::NONE);
                }
            }
            _ => {
                self.hub.early.retain(|text| {
                    !Message::parse(text).is_some_and(|it| it.from == message.from && it.number(0) == Some(no))
                });
                self.cancel(&who);
                self.detach(&who, true);
            }
        }
    }

    /// It is known now who is signed in here.
    pub(super) fn answer_early(&mut self) {
        for text in std::mem::take(&mut self.hub.early) {
            if let Some(message) = Message::parse(&text) {
                self.heard_follower(&message);
            }
        }
    }

    fn asked_by(&mut self, who: Who, message: &Message<'_>) {
        if !self.hub.tabs.contains(&who.tab) {
            self.hub.tabs.push(Rc::clone(&who.tab));
            self.outputs.push(Output::Watch(Rc::clone(&who.tab)));
        }
        let which = message.fields[3];
        let place = self.hub.place(|facts| facts.id == which);
        match message.fields[2] {
            "create" => self.create(who, which),
            "check" if place.is_some() => self.reply(&who, &status(200)),
            "put" => match place {
                Some(place) => self.put(who, place, topics_of(message.rest)),
                None => self.reply(&who, &status(404)),
            },
            "open" => {
                let Some(facts) = Facts::of_body(which) else { return self.say(&who.tab, "no", who.no, Message::NONE) };
                let place = self.hub.place(|one| one.id == facts.id);
                let place = place.unwrap_or_else(|| {
                    self.adopt(facts, Vec::new(), Vec::new());
                    0
                });
                self.open(who, place, topics_of(message.rest));
            }
            _ => self.say(&who.tab, "no", who.no, Message::NONE),
        }
    }

    /// A channel that is there already is spoken for by this page from now on; it is not the one to give away when there is
    /// another.
    pub(super) fn adopt(&mut self, facts: Facts, wanted: Topics, sure: Topics) {
        let wants = if wanted.is_empty() { Vec::new() } else { vec![Wants { tab: Rc::default(), wanted, sure }] };
        self.hub.channels.insert(0, Channel { facts, wants, ..Channel::default() });
    }

    /// Whether others count on a channel.
    pub(super) fn is_shared(&self, place: usize) -> bool {
        self.hub.channels.get(place).is_some_and(|channel| channel.wants.iter().any(|wants| !wants.tab.is_empty()))
    }

    /// A page wants a channel, another one than it knows.
    pub(super) fn create(&mut self, who: Who, known: &str) {
        if let Some((_, waiting)) = &mut self.hub.creating {
            if !waiting.contains(&who) {
                waiting.push(who);
            }
            return;
        }
        // Who renews still listens. Who does not has lost its channel with the page that led: others go on with it.
        let is_lost = |channel: &Channel| {
            let mut ears = channel.sockets.iter().flat_map(|socket| &socket.ears);
            let is_shared = channel.wants.iter().any(|wants| wants.tab != who.tab);
            is_shared && !channel.outside.contains(&who.tab) && !ears.any(|(ear, _)| ear.tab == who.tab)
        };
        let last = self.hub.channels.last().filter(|last| last.facts.id != known || is_lost(last));
        if let Some(facts) = last.map(|channel| &channel.facts).filter(|facts| !facts.body.is_empty()) {
            let (id, body) = (facts.id.clone(), facts.body.clone());
            self.give(&who, &id);
            let reply = Reply::Http { status: 200, body, retry_after: None, correlation_id: None };
            return self.reply(&who, &reply);
        }
        let n = self.next();
        self.hub.creating = Some((n, vec![who]));
        self.outputs.push(Output::Call(n, message::create()));
    }

    fn give(&mut self, who: &Who, id: &str) {
        if who.is_own() {
            self.given = id.to_owned();
        }
    }

    /// A page wants these topics and no others.
    pub(super) fn put(&mut self, who: Who, place: usize, topics: Topics) {
        let Some(channel) = self.hub.channels.get_mut(place) else { return };
        let mut all = channel.wanted_beside(Some(&who.tab));
        let n_others = all.len();
        add(&mut all, &topics);
        if all.len() > TOPICS_MAX && n_others > 0 {
            // Too many for one channel: the others, or this one, go on with another.
            let id = channel.facts.id.clone();
            let outside = if who.is_own() { self.hub.tabs.clone() } else { vec![Rc::clone(&who.tab)] };
            channel.outside.extend(outside.iter().cloned());
            for tab in outside {
                self.say(&tab, "gone", 0, [&id, "", "", ""]);
                self.forget_wants(&tab, place);
            }
            if !who.is_own() {
                return;
            }
        }
        let Some(channel) = self.hub.channels.get_mut(place) else { return };
        let wants = channel.wants_of(&who.tab);
        wants.sure.retain(|topic| has(&topics, topic));
        wants.wanted = topics;
        channel.queued.push(who);
        self.settle(place);
    }

    /// Nobody waits for this answer any more.
    pub(super) fn cancel(&mut self, who: &Who) {
        if let Some((n, waiting)) = &mut self.hub.creating {
            waiting.retain(|one| one != who);
            if waiting.is_empty() {
                self.outputs.push(Output::Abort(*n));
                self.hub.creating = None;
            }
        }
        for place in 0..self.hub.channels.len() {
            let channel = &mut self.hub.channels[place];
            channel.queued.retain(|one| one != who);
            if let Some(putting) = channel.putting.as_mut().filter(|putting| putting.who.contains(who)) {
                putting.who.retain(|one| one != who);
                if putting.who.is_empty() {
                    self.outputs.push(Output::Abort(putting.n));
                    channel.putting = None;
                    self.settle(place);
                }
            }
        }
    }

    /// The cloud answered.
    pub(super) fn answered(&mut self, n: u64, reply: &Reply) {
        if let Some((_, waiting)) = self.hub.creating.take_if(|(own, _)| *own == n) {
            if let Reply::Http { status: 200..=299, body, .. } = reply
                && let Some(facts) = Facts::of_body(body)
            {
                waiting.iter().for_each(|who| self.give(who, &facts.id));
                self.hub.channels.push(Channel { facts: Facts { is_own: true, ..facts }, ..Channel::default() });
            }
            self.hand_out(&waiting, reply);
            return;
        }
        let put = self.hub.channels.iter_mut().enumerate();
        let put = put.filter_map(|(at, one)| Some((at, one.putting.take_if(|putting| putting.n == n)?))).next();
        let Some((place, putting)) = put else { return };
        let channel = &mut self.hub.channels[place];
        match status_of(reply) {
            Some(200..=299) => {
                for who in &putting.who {
                    let wants = channel.wants_of(&who.tab);
                    wants.sure = wants.wanted.iter().filter(|topic| has(&putting.topics, topic)).cloned().collect();
                }
                channel.put = putting.topics;
            }
            Some(404) => {
                self.hand_out(&putting.who, reply);
                return self.channel_gone(place);
            }
            _ => {
                // Those that count on it try again.
                for who in channel.deaf() {
                    self.detach(&who, false);
                    self.shut(&who);
                }
            }
        }
        self.hand_out(&putting.who, reply);
        self.settle(place);
    }

    /// Hands an answer to all who wait for it. One that says that the token is no more is this page's alone.
    pub(super) fn hand_out(&mut self, waiting: &[Who], reply: &Reply) {
        let is_refused = status_of(reply) == Some(401);
        for who in waiting.iter().filter(|who| who.is_own() || !is_refused) {
            self.reply(who, reply);
        }
        if is_refused {
            self.leave(true);
        }
    }
}
