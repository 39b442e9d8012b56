//! What a page does that follows: it asks the one that leads, and takes what that one says for the cloud's own words.

use journey::input::Reply;

use super::message::{Ask, Facts, Message, Topics, status, status_of};
use super::page::{Asked, Ear, Output, Page, Remote, Role};
use crate::live::services::SocketNews;

impl Page {
    /// Tells the leader what it was not told yet.
    pub(super) fn send_all(&mut self) {
        if self.role != Role::Follows || !self.is_held || self.me.is_none() {
            return;
        }
        let Some(Some(me)) = self.me.clone() else {
            // Whose page this is is not known: nobody can take it in.
            for asked in std::mem::take(&mut self.asked) {
                self.give_up(asked.no, asked.ask);
            }
            return;
        };
        for place in 0..self.asked.len() {
            let patience = self.next();
            let is_left = |ask: &Ask| self.left.as_ref().is_some_and(|left| ask.is_of(left));
            let waits = |ask: &Ask| matches!(ask, Ask::Put(..) | Ask::Open(_)) && is_left(ask);
            let asked = self.asked.get_mut(place).filter(|asked| asked.patience == 0 && !waits(&asked.ask));
            let Some(asked) = asked else { continue };
            asked.patience = patience;
            let (no, ask) = (asked.no, asked.ask.clone());
            let (what, which, topics) = match &ask {
                Ask::Create => ("create", self.given.clone(), String::new()),
                Ask::Check(id) => ("check", id.clone(), String::new()),
                Ask::Put(id, topics) => ("put", id.clone(), joined(topics)),
                Ask::Open(uri) => {
                    let remote = self.remotes.iter().find(|remote| remote.facts.uri == *uri);
                    let of = |remote: &Remote| ("open", remote.facts.body.clone(), joined(&remote.sure));
                    remote.map_or(("open", String::new(), String::new()), of)
                }
                Ask::Clear(_) => continue,
            };
            self.say("", "ask", no, [&me, what, &which, &topics]);
            self.outputs.push(Output::Patience(patience));
        }
    }

    /// The leader does not answer, or does not want to: what is asked for is had without it.
    pub(super) fn give_up(&mut self, no: u64, ask: Ask) {
        match ask {
            Ask::Create | Ask::Clear(_) => self.serve(no, ask),
            // What was left may be the others' still: whoever put its own topics there would take theirs.
            Ask::Check(_) => {
                self.left = None;
                self.outputs.push(Output::Reply(no, Some(status(404))));
                self.ask_again();
            }
            Ask::Put(id, _) => {
                self.remotes.retain(|remote| remote.facts.id != id);
                self.outputs.push(Output::Reply(no, Some(status(404))));
            }
            Ask::Open(uri) => {
                self.remotes.retain(|remote| remote.facts.uri != uri);
                self.tell_gone(no);
            }
        }
    }

    pub(super) fn heard_leader(&mut self, message: &Message<'_>) {
        let Some(no) = message.number(0) else { return };
        let place = self.asked.iter().position(|asked| asked.no == no);
        if *self.leader != *message.from || message.kind == "lead" {
            // Only one that answers what was asked, or says that it leads, is the leader.
            if message.kind != "lead" && (message.kind != "heard" || place.is_none()) {
                return;
            }
            let is_first = self.leader.is_empty() && message.kind != "lead";
            self.leader = message.from.into();
            // What the one before had open is closed, and what it had not answered is asked anew.
            self.close_ears(|_| true);
            if !is_first {
                for asked in &mut self.asked {
                    (asked.is_heard, asked.patience) = (false, 0);
                }
                self.send_all();
            }
        }
        match message.kind {
            "heard" => {
                if let Some(place) = place {
                    self.asked[place].is_heard = true;
                }
            }
            "no" => {
                if let Some(place) = place {
                    let asked = self.asked.remove(place);
                    self.give_up(asked.no, asked.ask);
                }
            }
            "answer" => {
                if let (Some(place), Some(reply)) = (place, message.reply()) {
                    let asked = self.asked.remove(place);
                    self.take_answer(asked, reply);
                }
            }
            "opened" => {
                let (Some(socket), Some(n_frames)) = (message.number(1), message.number(2)) else { return };
                let Some(place) = place else {
                    // Nobody wants it any more.
                    return self.say("", "bye", no, Message::NONE);
                };
                if let Ask::Open(uri) = self.asked.remove(place).ask
                    && let Some(remote) = self.remotes.iter().find(|remote| remote.facts.uri == uri)
                {
                    self.ears.push(Ear { no, channel: remote.facts.id.clone(), socket, n_frames });
                    self.outputs.push(Output::Tell(no, SocketNews::Opened));
                }
            }
            "frame" => self.take_frame(no, message),
            // One socket of the leader's, or one of ours.
            "ended" => self.close_ears(|ear| ear.socket == no),
            "shut" => {
                if let Some(place) = place {
                    self.asked.remove(place);
                    self.outputs.push(Output::Tell(no, SocketNews::Closed));
                }
                self.close_ears(|ear| ear.no == no);
            }
            "gone" => self.remote_gone(message.fields[1]),
            _ => {}
        }
    }

    fn take_answer(&mut self, asked: Asked, reply: Reply) {
        let code = status_of(&reply);
        let reply = match (asked.ask, code) {
            (Ask::Create, Some(200..=299)) => {
                if let Reply::Http { body, .. } = &reply
                    && let Some(facts) = Facts::of_body(body)
                {
                    self.given.clone_from(&facts.id);
                    self.remotes.push(Remote { facts, ..Remote::default() });
                }
                Some(reply)
            }
            (Ask::Check(_), _) => {
                if let Some(facts) = self.left.take() {
                    self.remotes.push(Remote { facts, ..Remote::default() });
                }
                self.ask_again();
                // Whether it still is only the cloud knows.
                None
            }
            (Ask::Put(id, topics), Some(200..=299)) => {
                if let Some(remote) = self.remotes.iter_mut().find(|remote| remote.facts.id == id) {
                    remote.sure = topics;
                }
                Some(reply)
            }
            (Ask::Put(id, _), Some(404)) => {
                self.remote_gone(&id);
                Some(reply)
            }
            _ => Some(reply),
        };
        self.outputs.push(Output::Reply(asked.no, reply));
    }

    fn take_frame(&mut self, socket: u64, message: &Message<'_>) {
        let Some(n) = message.number(1) else { return };
        let is_ours = |tabs: &str| tabs.is_empty() || tabs.split(',').any(|tab| tab == &*self.id);
        let is_meant = is_ours(message.fields[2]);
        let (mut told, mut is_broken) = (Vec::new(), false);
        for ear in self.ears.iter_mut().filter(|ear| ear.socket == socket && n > ear.n_frames) {
            is_broken |= n > ear.n_frames + 1;
            ear.n_frames = n;
            told.push(ear.no);
        }
        if is_broken {
            // Something was missed: what was said meanwhile is read by those who ask anew.
            self.close_ears(|ear| ear.socket == socket);
        } else if is_meant {
            for no in told {
                self.outputs.push(Output::Tell(no, SocketNews::Text(message.rest.to_owned())));
            }
        }
    }

    fn close_ears(&mut self, which: impl Fn(&Ear) -> bool) {
        let closed: Vec<Ear> = self.ears.extract_if(.., |ear| which(ear)).collect();
        for ear in closed {
            self.tell_closed(ear.no);
            self.say("", "bye", ear.no, Message::NONE);
        }
    }

    /// A channel that the leader speaks for is no more.
    fn remote_gone(&mut self, id: &str) {
        let Some(place) = self.remotes.iter().position(|remote| remote.facts.id == id) else { return };
        let uri = self.remotes.remove(place).facts.uri;
        let mut nos: Vec<u64> = self.ears.extract_if(.., |ear| ear.channel == id).map(|ear| ear.no).collect();
        let opening = self.asked.extract_if(.., |asked| matches!(&asked.ask, Ask::Open(one) if *one == uri));
        nos.extend(opening.map(|asked| asked.no));
        for no in nos {
            self.tell_gone(no);
        }
        for asked in self.asked.extract_if(.., |asked| matches!(&asked.ask, Ask::Put(one, _) if one == id)) {
            self.outputs.push(Output::Reply(asked.no, Some(status(404))));
        }
    }
}

fn joined(topics: &Topics) -> String {
    topics.join("\n")
}
