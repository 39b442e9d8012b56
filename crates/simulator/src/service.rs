//! How the cloud is reached: requests arrive, sockets open, frames go down, channels end, connections break. The rules
//! of one socket per channel and of what is lost with a connection live here.
//!
//! Must not judge, and must not choose.

use journey::effect::{HttpCall, RequestId};
use journey::input::{Input, Reply, Target, Wake};

use crate::cloud::{Malice, Session, json};
use crate::item::Item;
use crate::marker::Marker;
use crate::page::Page;
use crate::time::{MINUTE, SECOND};
use crate::world::{BEAT_MS, World};

impl World {
    pub(crate) fn arrive(&mut self, generation: u32, id: RequestId, call: HttpCall) {
        if self.net.down_until > self.now {
            if self.chance.one_in(2) {
                let at = self.now + self.net.way(&mut self.chance);
                self.later(at, Item::Answer { generation, id, call, reply: Reply::Failed, told: Vec::new() });
            }
            return;
        }
        self.cloud.expire(self.now);
        let answered = self.cloud.answer(self.now, &call);
        self.mark_malice(answered.malice, &call);
        self.tell_ended();
        if answered.malice == Some(Malice::Silence) {
            return;
        }
        if let Some(reply) = answered.reply {
            let at = self.now + self.net.way(&mut self.chance);
            self.later(at, Item::Answer { generation, id, call, reply, told: answered.told });
        }
    }

    pub(crate) fn handshake(&mut self, conn: usize) {
        if !self.conns[conn].is_held {
            return;
        }
        if self.net.is_blocked || self.net.is_refusing || self.net.down_until > self.now {
            let at = self.now + self.net.way(&mut self.chance);
            self.later(at, Item::Closed { conn });
            return;
        }
        let channel = self.conns[conn].channel.filter(|id| self.cloud.channels.contains_key(id));
        self.conns[conn].is_served = true;
        let at = self.now + self.net.way(&mut self.chance);
        self.conns[conn].last_arrival = at;
        self.later(at, Item::Opened { conn });
        let Some(channel) = channel else {
            // Known only once it is open: the channel is no more.
            self.markers.hit(Marker::SocketOfADeadChannel);
            self.down(conn, r#"{"result":"404"}"#.to_owned(), None);
            self.later(self.now + 50, Item::Shut { conn });
            return;
        };
        if let Some(channel) = self.cloud.channels.get_mut(&channel) {
            channel.used = self.now;
        }
        if let Some(older) = self.serving.insert(channel, conn)
            && older != conn
        {
            // One socket per channel: the older one is cut off.
            self.markers.hit(Marker::SocketDisplaced);
            // A planned end: what it cut off is read again without leaving "Live" (L10), as fast as the line is.
            self.oracle.impaired(self.now + MINUTE / 3);
            self.conns[older].is_served = false;
            let at = self.now + self.net.way(&mut self.chance);
            self.later(at.max(self.conns[older].last_arrival), Item::Closed { conn: older });
        }
        let first = self.chance.between(1, BEAT_MS);
        self.later(self.now + first, Item::Beat { conn });
    }

    /// Sends a frame down a connection, behind all that was sent before.
    pub(crate) fn down(&mut self, conn: usize, text: String, told: Option<(Session, usize)>) {
        let way = self.net.way(&mut self.chance);
        let held = &mut self.conns[conn];
        let at = (self.now + way).max(held.stalled_until).max(held.last_arrival);
        held.last_arrival = at;
        self.later(at, Item::Down { conn, text, told });
    }

    /// The cloud closes a connection in order.
    pub(crate) fn shut(&mut self, conn: usize) {
        if !self.conns[conn].is_served {
            return;
        }
        self.unserve(conn);
        let way = self.net.way(&mut self.chance);
        let at = (self.now + way).max(self.conns[conn].last_arrival).max(self.conns[conn].stalled_until);
        self.later(at, Item::Closed { conn });
    }

    /// The cloud no longer holds a connection.
    pub(crate) fn unserve(&mut self, conn: usize) {
        self.conns[conn].is_served = false;
        if let Some(channel) = self.conns[conn].channel
            && self.serving.get(&channel) == Some(&conn)
        {
            self.serving.remove(&channel);
        }
    }

    /// Tells sockets whose channel ended.
    pub(crate) fn tell_ended(&mut self) {
        for channel in std::mem::take(&mut self.cloud.ended) {
            if let Some(conn) = self.serving.get(&channel).copied() {
                self.markers.hit(Marker::ChannelEndedUnderASocket);
                self.down(conn, r#"{"result":"404"}"#.to_owned(), None);
                self.shut(conn);
            }
        }
    }

    pub(crate) fn notice(&mut self, topic: String, body: String, told: Option<(Session, usize)>, resumed: bool) {
        if !resumed && self.chance.one_in(self.net.delay_frame) {
            let at = self.now + self.chance.between(1, 1_500);
            self.later(at, Item::Notice { topic, body, told, resumed: true });
            return;
        }
        let n = if self.chance.one_in(self.net.double_frame) { 2 } else { 1 };
        let text = json::frame(&topic, &body);
        for channel in self.cloud.listeners(&topic) {
            if let Some(conn) = self.serving.get(&channel).copied() {
                for _ in 0..n {
                    self.down(conn, text.clone(), told);
                }
            }
        }
    }

    /// Cuts connections: the page learns it at once, what is on its way is lost.
    pub(crate) fn cut(&mut self) {
        for conn in 0..self.conns.len() {
            if self.conns[conn].is_held || self.conns[conn].is_served {
                self.unserve(conn);
                let held = self.conns[conn].is_held && !self.conns[conn].is_black;
                if held {
                    self.later(self.now, Item::Closed { conn });
                }
            }
        }
    }

    /// Connections that the page holds.
    pub(crate) fn open_conns(&self) -> Vec<usize> {
        self.page.sockets.values().copied().filter(|conn| self.conns[*conn].is_open).collect()
    }

    /// The page is loaded anew: sockets, requests and timers go with the old one.
    pub(crate) fn reload(&mut self, target: Target) {
        for conn in 0..self.conns.len() {
            self.conns[conn].is_held = false;
            self.unserve(conn);
        }
        self.held.clear();
        let (skew, hidden, left) = (self.page.skew, self.page.hidden_since, self.page.left.take());
        self.page = Page::new(self.page.generation + 1, target, self.now);
        self.page.skew = skew;
        self.oracle.reloaded();
        if let Some(left) = left {
            self.step(Input::ChannelLeft(left));
        }
        self.start(self.cloud.token_is_good);
        if hidden.is_some() {
            self.page.hidden_since = Some(self.now);
            self.step(Input::Woke(Wake::Hidden));
        }
    }

    /// The page is seen again.
    pub(crate) fn seen(&mut self) {
        if self.page.hidden_since.take().is_some() {
            self.oracle.impaired(self.now + 4 * SECOND);
            // The verdict on a silent socket comes within four seconds of being seen.
            self.oracle.silence_from = self.now - 11 * SECOND;
        }
        self.step(Input::Woke(Wake::Visible));
    }

    /// The page does nothing for a while.
    pub(crate) fn sleep(&mut self, ms: i64) {
        self.page.asleep_until = self.now + ms;
        self.page.heard += ms;
        // What was being read goes on where it was.
        self.oracle.excused_until = self.oracle.excused_until.max(self.now + ms + MINUTE / 2);
        self.later(self.now + ms, Item::Awake);
        self.oracle.impaired(self.now + ms + MINUTE / 4);
    }
}
