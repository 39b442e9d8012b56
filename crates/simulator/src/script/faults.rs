//! What goes wrong between the page and the cloud, and in the cloud.

use super::{Fact, Malice, RestFault, SECOND, json};
use crate::item::Item;
use crate::marker::{Fault, Marker};
use crate::world::World;

/// Parts of paths that can fail by themselves.
const PARTS: [&str; 8] = [
    "",
    "users/me",
    "/journey/sessions?",
    "/events?",
    "notifications/channels",
    "/subscriptions",
    "/contacts/c",
    "/scores",
];

impl World {
    pub(super) fn half_open(&mut self) {
        self.fault(Fault::HalfOpen);
        for conn in self.open_conns() {
            self.conns[conn].is_black = true;
        }
    }

    pub(super) fn stall(&mut self) {
        self.fault(Fault::Stall);
        let until = self.now + self.chance.between(1, 25) * SECOND;
        for conn in self.open_conns() {
            self.conns[conn].stalled_until = self.conns[conn].stalled_until.max(until);
        }
    }

    pub(super) fn network_down(&mut self) {
        self.fault(Fault::Down);
        self.net.down_until = self.now + self.chance.between(100, 20_000);
        if self.chance.one_in(2) {
            self.cut();
        } else {
            for conn in self.open_conns() {
                if self.chance.one_in(2) {
                    self.conns[conn].is_black = true;
                } else {
                    self.conns[conn].stalled_until = self.conns[conn].stalled_until.max(self.net.down_until);
                }
            }
        }
    }

    /// The cloud announces that it closes the sockets, and does a minute later.
    pub(crate) fn closing(&mut self) {
        self.fault(Fault::Closing);
        let serving: Vec<usize> = self.serving.values().copied().collect();
        for conn in serving {
            let channel = self.conns[conn].channel.unwrap_or(0);
            let body = format!(
                r#"{{"systemTopicType":"socket_closing","reason":"maintenance","message":"closing","channelId":"ch{channel}"}}"#
            );
            self.down(conn, json::frame("v2.system.socket_closing", &body), None);
            self.later(self.now + 60 * SECOND, Item::Shut { conn });
        }
    }

    /// The cloud starts anew; `older`: from an older copy of its store.
    pub(crate) fn restart(&mut self, older: bool) {
        self.fault(Fault::Restart);
        self.net.down_until = self.net.down_until.max(self.now + self.chance.between(0, 5_000));
        self.cut();
        // Channels are kept with the rest: an older store does not know them.
        if self.chance.one_in(2) || older {
            self.cloud.channels.clear();
        }
        if older {
            self.lose();
        }
    }

    fn lose(&mut self) {
        let before: usize = self.cloud.truth.visits.iter().map(|visit| visit.happenings.len()).sum();
        let n_visits = self.cloud.truth.visits.len();
        let from = self.cloud.truth.len().saturating_sub(1 + self.chance.below(12)).max(12);
        self.cloud.truth.note(Fact::Lost { from });
        let after: usize = self.cloud.truth.visits.iter().map(|visit| visit.happenings.len()).sum();
        if after < before {
            self.markers.hit(Marker::RecordsLost);
        }
        if self.cloud.truth.visits.len() < n_visits {
            self.markers.hit(Marker::SessionsLost);
            self.oracle.n_lost_visits = n_visits;
        }
        self.oracle.cut_back();
        self.forget_on_its_way();
    }

    /// Other tabs of the agent take all channels.
    pub(super) fn evict(&mut self) {
        self.fault(Fault::Evicted);
        for _ in 0..20 {
            self.cloud.open_channel(self.now, false);
        }
        self.tell_ended();
    }

    /// The token is good no more; the socket may say so, a request will.
    pub(crate) fn revoke(&mut self) {
        self.fault(Fault::Revoked);
        self.cloud.token_is_good = false;
        for channel in self.cloud.channels.clone().into_keys() {
            if let Some(conn) = self.serving.get(&channel).copied() {
                match self.chance.below(3) {
                    0 => {
                        let body = r#"{"systemTopicType":"token_revoked"}"#;
                        self.down(conn, json::frame("v2.system.token_revoked", body), None);
                    }
                    1 => self.down(conn, r#"{"result":"404"}"#.to_owned(), None),
                    _ => {}
                }
                self.shut(conn);
            }
        }
        self.cloud.channels.retain(|_, channel| !channel.is_ours);
    }

    pub(super) fn requests_fail(&mut self) {
        self.fault(Fault::Rest);
        let part = *self.chance.pick(&PARTS).unwrap_or(&"");
        let seconds = *self.chance.pick(&[1, 2, 5, 20, 90]).unwrap_or(&1);
        let malice = match self.chance.below(9) {
            0 | 1 => Malice::Status(429, Some(seconds)),
            2 => Malice::Status(429, None),
            3 => Malice::Status(503, Some(seconds)),
            4 => Malice::Status(503, None),
            5 => Malice::Truncated,
            6 => Malice::Html,
            7 => Malice::Silence,
            _ => Malice::Status(500, None),
        };
        let times = 1 + u32::try_from(self.chance.below(4)).unwrap_or(0);
        self.cloud.faults.push(RestFault { part, malice, times });
    }

    /// Something on the socket that cannot be read, or means nothing to us.
    pub(super) fn noise(&mut self) {
        self.fault(Fault::Noise);
        let noise = [
            "{",
            "null",
            r#"{"topicName":"v2.unknown.topic","eventBody":{"id":"x"}}"#,
            r#"{"topicName":"v2.journey.sessions.s0.web.events","eventBody":{"id":7}}"#,
            r#"{"topicName":"v2.externalcontacts.contacts.c0.journey.sessions","eventBody":{"id":""}}"#,
        ];
        let text = (*self.chance.pick(&noise).unwrap_or(&"")).to_owned();
        for conn in self.open_conns() {
            self.down(conn, text.clone(), None);
        }
    }

    pub(super) fn forbid(&mut self) {
        let permissions = ["journey:event:view", "externalContacts:session:view", "journey:outcomescores:view"];
        let permission = *self.chance.pick(&permissions).unwrap_or(&"");
        self.cloud.lacking.insert(permission);
    }
}
