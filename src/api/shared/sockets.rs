//! The sockets of a page that speaks with the cloud, and what they say: to its own core as it comes, and by topic to each
//! page that follows.

use std::rc::Rc;

use journey::input::Reply;

use super::hub::{Channel, Putting, Socket, Who};
use super::message::{self, Ask, Meaning, Message, Topics, add, has, status};
use super::page::{Output, Page, Remote, Role};
use crate::live::services::SocketNews;

impl Page {
    /// A page wants a socket, and counts on these topics.
    pub(super) fn open(&mut self, who: Who, place: usize, sure: Topics) {
        let n = self.next();
        let Some(channel) = self.hub.channels.get_mut(place) else { return };
        if channel.sockets.iter().any(|socket| socket.ears.iter().any(|(ear, _)| *ear == who)) {
            // Asked twice, because the page that it asked first might have been another.
            return;
        }
        if !sure.is_empty() {
            let wants = channel.wants_of(&who.tab);
            if wants.wanted.is_empty() {
                wants.wanted.clone_from(&sure);
            }
            let sure = sure.into_iter().filter(|topic| has(&wants.wanted, topic)).collect();
            add(&mut wants.sure, &sure);
        }
        let last = channel.sockets.last_mut();
        if let Some(socket) =
            last.filter(|socket| !socket.is_closing && !socket.ears.iter().any(|(ear, _)| ear.tab == who.tab))
        {
            socket.ears.push((who, false));
        } else {
            // The first one, or one that takes another's place.
            channel.sockets.iter_mut().for_each(|socket| socket.is_closing = true);
            channel.sockets.push(Socket { n, ears: vec![(who, false)], ..Socket::default() });
            let uri = channel.facts.uri.clone();
            self.outputs.push(Output::OpenSocket(n, uri));
        }
        self.settle(place);
    }

    /// Puts what is to be put, and tells those whose socket is open.
    pub(super) fn settle(&mut self, place: usize) {
        let n = self.next();
        let Some(channel) = self.hub.channels.get_mut(place) else { return };
        if channel.putting.is_none() && !(channel.queued.is_empty() && channel.deaf().is_empty()) {
            let topics = channel.wanted_beside(None);
            // What this one leaves out is no longer put from now on, whatever becomes of it.
            channel.put.retain(|topic| has(&topics, topic));
            self.outputs.push(Output::Call(n, message::put(&channel.facts.id, &topics)));
            channel.putting = Some(Putting { n, topics, who: std::mem::take(&mut channel.queued) });
        }
        let deaf = channel.deaf();
        let mut told = Vec::new();
        for socket in channel.sockets.iter_mut().filter(|socket| socket.is_open) {
            for (who, is_told) in &mut socket.ears {
                if !*is_told && !deaf.contains(who) {
                    *is_told = true;
                    told.push((who.clone(), socket.n, socket.n_frames));
                }
            }
        }
        for (who, n, n_frames) in told {
            if who.is_own() {
                self.outputs.push(Output::Tell(who.no, SocketNews::Opened));
            } else {
                self.say(&who.tab, "opened", who.no, [&n.to_string(), &n_frames.to_string(), "", ""]);
            }
        }
    }

    /// Says something by a socket: each asks only for a sign of life, and one answer is for all. False when it has none.
    pub(super) fn send(&mut self, who: &Who, text: String) -> bool {
        let mut sockets = self.hub.channels.iter_mut().flat_map(|channel| &mut channel.sockets);
        let Some(socket) = sockets.find(|socket| socket.ears.iter().any(|(ear, _)| ear == who)) else { return false };
        if socket.doubters.is_empty() {
            self.outputs.push(Output::Send(socket.n, text));
        }
        socket.doubters.push(Rc::clone(&who.tab));
        true
    }

    /// A page listens no more. When it did not hear what it had asked for, or waited in vain, the socket is of no use to
    /// anybody.
    pub(super) fn detach(&mut self, who: &Who, may_doubt: bool) {
        for place in 0..self.hub.channels.len() {
            let sockets = &mut self.hub.channels[place].sockets;
            let ear = |socket: &Socket| socket.ears.iter().position(|(ear, _)| ear == who);
            let Some((at, ear)) = sockets.iter().enumerate().find_map(|(at, socket)| Some((at, ear(socket)?))) else {
                continue;
            };
            let socket = &mut sockets[at];
            socket.ears.remove(ear);
            let is_bad = may_doubt && (!socket.is_open || socket.doubters.contains(&who.tab));
            if is_bad || socket.ears.is_empty() {
                self.outputs.push(Output::CloseSocket(socket.n));
                self.drop_socket(place, at);
            }
        }
    }

    /// A socket is no more: whoever listened is told.
    fn drop_socket(&mut self, place: usize, at: usize) {
        let socket = self.hub.channels[place].sockets.remove(at);
        // Those who believe that it is open are told at once; each of the others waits for an answer of its own.
        let is_follower = |(who, is_told): &(Who, bool)| *is_told && !who.is_own();
        let (followers, others): (Vec<_>, Vec<_>) = socket.ears.into_iter().partition(is_follower);
        for (who, _) in &others {
            self.shut(who);
        }
        if !followers.is_empty() {
            self.say("", "ended", socket.n, Message::NONE);
        }
    }

    pub(super) fn shut(&mut self, who: &Who) {
        if who.is_own() {
            self.tell_closed(who.no);
        } else {
            self.say(&who.tab, "shut", who.no, Message::NONE);
        }
    }

    /// A socket has news.
    pub(super) fn news(&mut self, n: u64, news: SocketNews) {
        let place = |(place, channel): (usize, &Channel)| {
            Some((place, channel.sockets.iter().position(|socket| socket.n == n)?))
        };
        let Some((place, at)) = self.hub.channels.iter().enumerate().find_map(place) else { return };
        match news {
            SocketNews::Opened => {
                self.hub.channels[place].sockets[at].is_open = true;
                self.settle(place);
            }
            SocketNews::Closed => self.drop_socket(place, at),
            SocketNews::Text(text) => self.frame(place, at, text),
        }
    }

    fn frame(&mut self, place: usize, at: usize, text: String) {
        let is_shared = self.is_shared(place);
        let channel = &mut self.hub.channels[place];
        let socket = &mut channel.sockets[at];
        socket.doubters.clear();
        let own = socket.ears.iter().find(|(who, is_told)| *is_told && who.is_own()).map(|(who, _)| who.no);
        let is_own = channel.facts.is_own;
        if !is_shared && (is_own || !text.contains("token_revoked")) {
            self.outputs.extend(own.map(|no| Output::Tell(no, SocketNews::Text(text))));
            return;
        }
        let who = match Meaning::of(&text) {
            Meaning::All => None,
            Meaning::Of(topic) => channel.who_wants(&topic),
            Meaning::Revoked if is_own => {
                self.outputs.extend(own.map(|no| Output::Tell(no, SocketNews::Text(text))));
                return self.leave(true);
            }
            Meaning::Gone | Meaning::Revoked => {
                if channel.sockets.len() > at + 1 {
                    // Perhaps only the socket is, whose place the next one took; that one tells.
                    self.outputs.push(Output::CloseSocket(channel.sockets[at].n));
                    return self.drop_socket(place, at);
                }
                return self.channel_gone(place);
            }
        };
        let socket = &mut channel.sockets[at];
        let is_for = |is_own: bool| who.as_ref().is_none_or(|who| who.iter().any(|tab| tab.is_empty() == is_own));
        if is_for(false) && socket.ears.iter().any(|(who, is_told)| *is_told && !who.is_own()) {
            socket.n_frames += 1;
            let (n, n_frames) = (socket.n, socket.n_frames.to_string());
            let tabs = who.as_ref().map(|who| who.join(",")).unwrap_or_default();
            self.say("", "frame", n, [&n_frames, &tabs, "", &text]);
        }
        if let Some(no) = own.filter(|_| is_for(true)) {
            self.outputs.push(Output::Tell(no, SocketNews::Text(text)));
        }
    }

    /// A channel is no more.
    pub(super) fn channel_gone(&mut self, place: usize) {
        let is_shared = self.is_shared(place);
        let channel = self.hub.channels.remove(place);
        let id = channel.facts.id.clone();
        self.end(channel.queued, channel.putting, channel.sockets, &status(404), Self::tell_gone);
        if is_shared {
            self.say("", "gone", 0, [&id, "", "", ""]);
        }
    }

    /// What was under way of a channel and its sockets ends: this page's own is told so.
    fn end(
        &mut self,
        mut waiting: Vec<Who>,
        putting: Option<Putting>,
        sockets: Vec<Socket>,
        reply: &Reply,
        tell: fn(&mut Self, u64),
    ) {
        if let Some(Putting { n, who, .. }) = putting {
            self.outputs.push(Output::Abort(n));
            waiting.extend(who);
        }
        for who in waiting.iter().filter(|who| who.is_own()) {
            self.outputs.push(Output::Reply(who.no, Some(reply.clone())));
        }
        for socket in sockets {
            self.outputs.push(Output::CloseSocket(socket.n));
            for (who, _) in socket.ears.iter().filter(|(who, _)| who.is_own()) {
                tell(self, who.no);
            }
        }
    }

    /// A page that followed is no more.
    pub(super) fn forget_tab(&mut self, tab: &str) {
        self.hub.tabs.retain(|one| **one != *tab);
        if let Some((_, waiting)) = &mut self.hub.creating {
            waiting.retain(|who| *who.tab != *tab);
        }
        for place in 0..self.hub.channels.len() {
            self.forget_wants(tab, place);
        }
    }

    /// It has nothing to do with a channel any more.
    pub(super) fn forget_wants(&mut self, tab: &str, place: usize) {
        let Some(channel) = self.hub.channels.get_mut(place) else { return };
        channel.wants.retain(|wants| *wants.tab != *tab);
        channel.queued.retain(|who| *who.tab != *tab);
        let ears = channel.sockets.iter().flat_map(|socket| &socket.ears);
        let ears: Vec<Who> = ears.map(|(who, _)| who).filter(|who| *who.tab == *tab).cloned().collect();
        for who in ears {
            self.detach(&who, false);
        }
    }

    /// The page is left, or its token is no more: what it had goes with it, and what is not of its token goes on elsewhere.
    pub(super) fn leave(&mut self, is_signed_out: bool) {
        let had = self.close_hub(is_signed_out && self.role == Role::Leads);
        for ear in std::mem::take(&mut self.ears) {
            self.tell_closed(ear.no);
        }
        for asked in std::mem::take(&mut self.asked) {
            self.outputs.push(match asked.ask {
                Ask::Open(_) => Output::Tell(asked.no, SocketNews::Closed),
                _ => Output::Reply(asked.no, Some(Reply::Failed)),
            });
        }
        self.remotes.extend(had);
        self.remotes.extend(self.left.take().map(|facts| Remote { facts, ..Remote::default() }));
        if is_signed_out {
            self.remotes.clear();
            self.given.clear();
            self.me = None;
        }
        if self.role != Role::Idle {
            self.outputs.push(Output::LetGo);
        }
        (self.is_waiting, self.is_held) = (false, false);
        (self.role, self.leader) = (Role::Idle, Rc::default());
    }

    /// Lets go of all channels, and says of each what this page knew. Those that end with its token are no more.
    pub(super) fn close_hub(&mut self, is_signed_out: bool) -> Vec<Remote> {
        let hub = std::mem::take(&mut self.hub);
        if let Some((n, waiting)) = hub.creating {
            self.outputs.push(Output::Abort(n));
            self.end(waiting, None, Vec::new(), &Reply::Failed, Self::tell_closed);
        }
        let mut remotes = Vec::new();
        for channel in hub.channels {
            if is_signed_out && channel.facts.is_own {
                self.say("", "gone", 0, [&channel.facts.id, "", "", ""]);
            }
            self.end(channel.queued, channel.putting, channel.sockets, &Reply::Failed, Self::tell_closed);
            let own = channel.wants.into_iter().find(|wants| wants.tab.is_empty()).unwrap_or_default();
            remotes.push(Remote { facts: channel.facts, wanted: own.wanted, sure: own.sure });
        }
        remotes
    }

    /// Channels that nobody uses are forgotten.
    pub(super) fn prune(&mut self) {
        let n = self.hub.channels.len();
        for place in (0..n.saturating_sub(1)).rev() {
            let channel = &self.hub.channels[place];
            let is_used = !channel.sockets.is_empty() || channel.putting.is_some() || channel.facts.id == self.given;
            if !is_used && !self.is_shared(place) {
                self.hub.channels.remove(place);
            }
        }
    }
}
