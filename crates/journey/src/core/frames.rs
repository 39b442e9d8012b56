//! Frames of the socket: what is the customer's is merged at once, whatever is being read; the rest is dropped.
//!
//! Merging is a union, so a frame that comes before, during or after the reading of the same facts ends the same.

use chrono::Duration;

use super::interactions::Candidate;
use super::{Core, Stir};
use crate::access::Permission;
use crate::decode::{self, ContactNews, Decoded};
use crate::effect::SocketId;
use crate::journey::Origin;
use crate::model::{Body, ContactId, Event, Session};

/// A session that began longer ago than this and appears live was found, not begun.
const FOUND_AFTER_S: i64 = 60;

impl Core {
    /// Takes a frame of a socket of ours in.
    pub(super) fn take_frame(&mut self, socket: SocketId, text: &str) {
        let decoded = decode::frame(text);
        self.stir = match &decoded {
            Decoded::Heartbeat | Decoded::Pong | Decoded::CommandResult { .. } | Decoded::Ignored => Stir::Nothing,
            Decoded::Events { .. } | Decoded::Sessions { .. } | Decoded::SegmentAssignment { .. } => Stir::Data,
            _ => Stir::All,
        };
        match decoded {
            Decoded::Events { events, n_rejected } => {
                self.count_unreadable_live(n_rejected);
                self.take_live_events(events);
            }
            Decoded::Sessions { contact, sessions, n_rejected } => {
                self.count_unreadable_live(n_rejected);
                self.take_live_sessions(contact.as_ref(), sessions);
                if self.changes.order {
                    self.stir = Stir::All;
                }
            }
            Decoded::SegmentAssignment { contact, session, matched } => {
                let is_ours = contact.is_some_and(|contact| self.subject.is_contact(&contact));
                if is_ours || session.as_ref().is_some_and(|id| self.journey.session(id).is_some()) {
                    self.take_assignment(session.as_ref(), &matched);
                }
            }
            Decoded::Contact(news) => self.take_contact_news(news),
            Decoded::Interaction(facts) => self.take_interaction_news(facts),
            Decoded::Closing => self.link.closing(socket, self.at),
            Decoded::NoLongerSubscribed | Decoded::ChannelGone => self.link.channel_gone(socket, self.at),
            Decoded::TokenRevoked => self.token_refused(),
            Decoded::Rejected => self.count_unreadable_live(1),
            Decoded::Heartbeat | Decoded::Pong | Decoded::CommandResult { .. } | Decoded::Ignored => {}
        }
    }

    fn take_live_events(&mut self, mut events: Vec<Event>) {
        // A late frame of another customer, or of a session that this agent cannot see.
        events.retain(|event| self.journey.session(&event.session).is_some());
        if !self.access.allows(Permission::Event) || events.is_empty() {
            return;
        }
        self.journey.arrivals.place_events(&mut events, |_| None);
        for event in &events {
            self.journey.doubt(event);
            self.outdate_scores(&event.session);
            if is_identifying(event) && self.subject.contact.is_none() {
                // Who this is has just been told: the session may have a contact now.
                self.subject.session_fresh.make_stale();
                self.stir = Stir::All;
            }
        }
        let arrived: Vec<_> =
            events.iter().map(|event| (event.session.clone(), event.created, event.id.clone())).collect();
        let changes = self.journey.merge_events(events);
        if self.subject.had_list || self.subject.session_fresh.was_read {
            let new = arrived.iter().filter(|(session, ..)| changes.tracks.contains(session));
            let new = new.filter_map(|(session, created, id)| self.journey.track(session)?.get(*created, id).cloned());
            let newest = new.max_by_key(|event| event.created);
            self.changes.merge(changes);
            self.announce_event(newest);
        } else {
            self.changes.merge(changes);
        }
    }

    fn take_live_sessions(&mut self, contact: Option<&ContactId>, mut sessions: Vec<Session>) {
        sessions = sessions.into_iter().map(|session| self.journey.arrivals.placed(session)).collect();
        let is_ours = contact.is_some_and(|contact| self.subject.is_contact(contact));
        if is_ours {
            self.note_listed(&sessions);
        }
        sessions.retain(|session| is_ours || self.journey.session(&session.id).is_some());
        if !self.access.allows(Permission::SessionList) {
            sessions.retain(|session| self.journey.session(&session.id).is_some());
        }
        let found_before = self.at.now - Duration::seconds(FOUND_AFTER_S);
        let n_found = sessions
            .iter()
            .filter(|session| self.journey.session(&session.id).is_none() && session.created < found_before)
            .filter(|session| session.created >= self.journey.history_start(self.at.now))
            .count();
        let elsewhere = sessions
            .iter()
            .filter_map(|session| session.contact.clone())
            .find(|contact| !self.subject.is_contact(contact));
        self.merge_listed(sessions, Origin::Live);
        if self.subject.had_list {
            self.announce_found(n_found);
        }
        if elsewhere.is_some() {
            self.stir = Stir::All;
        }
        match elsewhere {
            Some(contact) if self.subject.contact.is_none() => self.show_contact(contact),
            // The session is another contact's now: perhaps both are one.
            Some(contact) => self.consider(contact, Candidate::Merge),
            None => {}
        }
    }

    fn take_contact_news(&mut self, news: ContactNews) {
        if !self.subject.is_contact(&news.id) {
            return;
        }
        match news.canonical {
            // What nobody looks at is not read: it is when the page is seen.
            Some(head) if !self.subject.is_contact(&head) => match self.may_look() {
                true => self.show_contact(head),
                false => self.subject.head = Some(head),
            },
            Some(_) => {}
            None if self.subject.contact.as_ref() == Some(&news.id) => {
                if self.access.allows_customer() {
                    let mut customer = (**self.journey.customer()).clone();
                    // What the body leaves out is not taken away: the contact itself is read again.
                    customer.name = news.name.or(customer.name);
                    customer.kind = news.kind.unwrap_or(customer.kind);
                    let changes = self.journey.set_customer(customer);
                    self.changed(changes);
                }
                // Identifiers and merged records are only in the contact itself.
                self.subject.contact_fresh.make_stale();
            }
            None => {}
        }
    }
}

/// An event that tells who the visitor is.
fn is_identifying(event: &Event) -> bool {
    match &event.body {
        Body::Web(facts) => !facts.traits.is_empty(),
        Body::App(facts) => !facts.traits.is_empty(),
        _ => false,
    }
}
