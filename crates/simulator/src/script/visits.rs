//! What visitors and interactions do, and what the cloud tells of it.

use crate::cloud::{Fact, Session, Talk, Truth, json};
use crate::item::Item;
use crate::marker::{Fault, Marker};
use crate::world::World;

impl World {
    /// One of the visits, most often one that is shown.
    fn any_visit(&mut self) -> Option<Session> {
        let shown: Vec<Session> =
            self.page.core.journey().order().iter().filter_map(|id| json::session_of(id.as_str())).collect();
        let is_there = |session: &Session| *session < self.cloud.truth.visits.len();
        let expanded: Vec<Session> = shown
            .iter()
            .copied()
            .filter(|session| self.page.core.journey().is_expanded(&json::session_id(*session).into()))
            .collect();
        let from = match self.chance.below(4) {
            0 => (0..self.cloud.truth.visits.len()).collect(),
            1 => shown,
            _ => expanded,
        };
        self.chance.pick(&from).copied().filter(is_there)
    }

    /// Events of one visit.
    pub(crate) fn visit_goes_on(&mut self, n: usize) {
        let Some(session) = self.any_visit() else { return };
        for _ in 0..n {
            self.event(session, false);
        }
    }

    /// Something happens in a visit and is told, unless it is lost.
    pub(crate) fn event(&mut self, session: Session, names: bool) {
        let visit = &self.cloud.truth.visits[session];
        let newest = visit.newest.map(|at| visit.happenings[at].created);
        let created = match self.chance.below(8) {
            // The same millisecond as the one before.
            0 if newest.is_some() => newest.unwrap_or(self.now),
            1 => self.now - self.chance.between(0, 20_000),
            _ => self.now,
        };
        if newest == Some(created) {
            self.markers.hit(Marker::SameMillisecond);
        } else if newest.is_some_and(|newest| created < newest) {
            self.markers.hit(Marker::LateEvent);
        }
        let number = self.cloud.truth.next_number();
        self.cloud.truth.note(Fact::Happened { session, created, number, names });
        let visit = &self.cloud.truth.visits[session];
        let kind = if visit.is_app { "app" } else { "web" };
        let topic = format!("v2.journey.sessions.{}.{kind}.events", json::session_id(session));
        let body = visit.happenings.last().map(|one| json::event(session, visit, one, true)).unwrap_or_default();
        let is_refused = self.cloud.refused_topics.contains(".events") || !self.cloud.allows("journey:event:view");
        let is_event_lost = self.chance.one_in(self.net.drop_frame);
        if !is_event_lost {
            self.later(self.now, Item::Notice { topic: topic.clone(), body, told: None, resumed: false });
        }
        let is_told = self.tell_session(session);
        if is_event_lost {
            self.markers.hit(if is_told { Marker::EventLost } else { Marker::BothLost });
        }
        if !is_event_lost && !is_refused && self.is_heard(session, &topic) {
            self.oracle.event_is_due(session, number, self.now);
        }
    }

    /// Tells a session as it is now; false when nobody can hear it.
    pub(crate) fn tell_session(&mut self, session: Session) -> bool {
        let Some(contact) = self.cloud.truth.visits[session].contact else { return false };
        let told = Some((session, self.cloud.truth.visits[session].happenings.len()));
        let body = json::session(&self.cloud.truth, session);
        let head = self.cloud.truth.head(contact);
        if self.chance.one_in(self.net.drop_frame) {
            return false;
        }
        for one in if head == contact { vec![contact] } else { vec![contact, head] } {
            let topic = format!("v2.externalcontacts.contacts.{}.journey.sessions", json::contact_id(one));
            self.later(self.now, Item::Notice { topic, body: body.clone(), told, resumed: false });
        }
        true
    }

    pub(super) fn visit_begins(&mut self) {
        if self.cloud.truth.visits.len() >= 30 {
            return;
        }
        let contact = match self.chance.below(8) {
            0 => None,
            1 => Some(1),
            2 => Some(2),
            _ => Some(self.customer().unwrap_or(0)),
        };
        if self.oracle.n_lost_visits > self.cloud.truth.visits.len() {
            self.markers.hit(Marker::SessionIdReused);
        }
        let is_app = self.chance.one_in(5);
        self.cloud.truth.note(Fact::Began { contact, created: self.now, is_app });
        let session = self.cloud.truth.visits.len() - 1;
        if self.tell_session(session) && contact.is_some_and(|one| self.cloud.truth.head(one) == one) {
            self.oracle.session_is_due(session, self.now);
        }
        if self.chance.one_in(2) {
            self.event(session, false);
        }
    }

    pub(super) fn visit_ends(&mut self) {
        let Some(session) = self.any_visit() else { return };
        let at = self.now;
        if self.cloud.truth.visits[session].ended.is_none() {
            self.cloud.truth.note(Fact::Ended { session, at });
            self.tell_session(session);
        }
    }

    pub(super) fn merge(&mut self) {
        let (from, into) = (self.chance.below(3), self.chance.below(3));
        let truth: &Truth = &self.cloud.truth;
        let (from, into) = (truth.head(from), truth.head(into));
        if from == into {
            return;
        }
        self.fault(Fault::Merge);
        let is_live = self.page.is_live();
        self.markers.hit(if is_live { Marker::MergedWhileLive } else { Marker::MergedWhileNot });
        self.cloud.truth.note(Fact::Merged { from, into });
        for contact in self.cloud.truth.merge_set(into) {
            self.tell_contact(contact);
        }
    }

    fn tell_contact(&mut self, contact: usize) {
        if !self.chance.one_in(self.net.drop_frame) {
            let topic = format!("v2.externalcontacts.contacts.{}", json::contact_id(contact));
            let body = json::contact_news(&self.cloud.truth, contact);
            let is_served = self.cloud.listeners(&topic).iter().any(|channel| self.serving.contains_key(channel));
            if self.cloud.truth.head(contact) != contact && is_served {
                self.oracle.merge_is_due(contact, self.now);
            }
            self.later(self.now, Item::Notice { topic, body, told: None, resumed: false });
        }
    }

    pub(super) fn rename(&mut self) {
        let contact = self.cloud.truth.head(self.chance.below(3));
        self.cloud.truth.note(Fact::Renamed { contact });
        self.tell_contact(contact);
    }

    /// A visitor nobody knew says who they are.
    pub(super) fn identify(&mut self) {
        let visits = &self.cloud.truth.visits;
        let unknown: Vec<Session> = (0..visits.len()).filter(|at| visits[*at].contact.is_none()).collect();
        let Some(session) = self.chance.pick(&unknown).copied() else { return };
        self.markers.hit(Marker::Identified);
        let contact = self.cloud.truth.head(self.chance.below(3));
        self.cloud.truth.note(Fact::Identified { session, contact });
        self.event(session, true);
    }

    pub(super) fn talk_begins(&mut self) {
        if self.cloud.talks.len() >= 6 {
            return;
        }
        let talk = Talk {
            contact: self.chance.below(3),
            names_contact: self.chance.one_in(2),
            since: self.now,
            is_over: false,
        };
        self.cloud.talks.push(talk);
        self.markers.hit(Marker::TalkPickedUp);
        self.tell_talk(self.cloud.talks.len() - 1);
    }

    pub(super) fn talk_ends(&mut self) {
        let Some(at) = self.cloud.talks.iter().position(|talk| !talk.is_over) else { return };
        self.cloud.talks[at].is_over = true;
        let is_shown = self.page.core.journey().shown().is_some_and(|id| id.as_str() == format!("t{at}"));
        if is_shown {
            self.markers.hit(Marker::TalkEnded);
        }
        self.tell_talk(at);
    }

    fn tell_talk(&mut self, at: usize) {
        if self.chance.one_in(self.net.drop_frame) {
            return;
        }
        // A customer picked up may be read about while the page is hidden.
        self.oracle.excused_until = self.oracle.excused_until.max(self.now + 60_000);
        let body = self.cloud.talk(at, &self.cloud.talks[at]);
        let topic = "v2.users.me.conversations".to_owned();
        self.later(self.now, Item::Notice { topic, body, told: None, resumed: false });
    }
}
