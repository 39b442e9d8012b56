//! What is held from before a gap, compared with what the cloud gives after it: a cloud that came back with less leads to
//! a clean beginning, never to a mixture. Only after a lost channel: see `is_another_cloud`. Must not ask: `tracks` reads.

use chrono::{DateTime, Utc};

use super::Core;
use super::fresh::Fresh;
use crate::access::Permission;
use crate::model::{EventId, SessionId};
use crate::request::Request;
use crate::view;

/// A reading that leaves out what is held, of a visit that goes on, is made again so many times at most.
const AGAIN_MAX: u32 = 3;

impl Core {
    /// Whether it may be another cloud than when so many channels had been lost: one that came back with an older store
    /// does not know the channel. While a channel lives what it told is true, and a reading that says less is only
    /// behind: what is told and what is listed come by different ways. Without a channel nothing tells them apart.
    pub(super) fn is_another_cloud(&self, identity: u64) -> bool {
        self.link.identity() != identity || self.link.is_delayed()
    }

    /// The cloud came back with less than it had told: nothing of what it no longer knows may stay among what it does.
    ///
    /// Cards that were expanded are again, once they are listed.
    pub(super) fn start_over(&mut self) {
        let expanded = self.journey.expanded.clone();
        if let Some(interaction) = self.subject.interaction.take() {
            self.follow(interaction);
        } else {
            self.leave_customer();
            self.show_target();
        }
        self.subject.were_expanded = expanded;
        self.is_begun_anew = true;
    }

    /// Expands what was expanded before that, as far as it is here again.
    pub(super) fn expand_again(&mut self) {
        let (parts, names) = (self.journey.page().parts, self.journey.names());
        let is_here = |id: &SessionId| {
            self.journey.session(id).is_some_and(|session| view::card::is_expandable(session, parts, names))
        };
        for id in self.subject.were_expanded.iter().filter(|id| is_here(id)).cloned().collect::<Vec<_>>() {
            self.subject.were_expanded.remove(&id);
            let changes = self.journey.set_expanded(&id, true);
            self.changed(changes);
        }
    }

    /// After a gap what is held of cards that nobody looks at is not read again, and what was never read to its end
    /// cannot be checked: it may be of a cloud that is no more.
    pub(super) fn settle_gap(&mut self) {
        let stretch = self.link.stretch();
        let is_gap = std::mem::replace(&mut self.gap, stretch) != stretch;
        let is_lost = std::mem::replace(&mut self.identity, self.link.identity()) != self.link.identity();
        if is_lost || (is_gap && self.link.is_delayed()) {
            self.unchecked = self.journey.tracks.keys().cloned().collect();
            // What such a cloud lost may be on any page; what the number of events tells is not enough.
            self.books.values_mut().for_each(|book| (book.last_page, book.read_in) = (None, u64::MAX));
        }
        if self.unchecked.is_empty() {
            return;
        }
        let watched = self.journey.watched();
        for id in std::mem::take(&mut self.unchecked) {
            let book = self.books.or_default(id.clone());
            let is_given_up = book.fresh.has_failed && !self.journey.is_expanded(&id);
            if !watched.contains(&id) || is_given_up || !(book.fresh.was_read || book.fresh.is_busy) {
                self.forget_events(&id);
            } else if book.read_in != stretch || book.fresh.is_busy || !book.unseen.is_empty() {
                if book.read_in != stretch && self.link.is_open() {
                    let is_refused = self.topics.is_refused(&self.topic_of_id(&id));
                    if let Some(book) = self.books.get_mut(&id).filter(|_| is_refused) {
                        // It is not heard, and would not be read again by itself.
                        book.fresh.make_stale();
                    }
                }
                self.unchecked.insert(id);
            }
        }
    }

    /// Forgets the events of a session, and how far they were read.
    pub(super) fn forget_events(&mut self, id: &SessionId) {
        let book = self.books.or_default(id.clone());
        book.fresh = Fresh::default();
        book.last_page = None;
        book.unseen.clear();
        let is_its = |request: &Request| matches!(request, Request::Events { session, .. } if session == id);
        self.calls.cancel(is_its, &mut self.effects);
        let changes = self.journey.forget_track(id);
        self.changed(changes);
    }

    /// After a gap more may be held than there is: of a cloud that came back with less. What is not listed any more is
    /// gone; a listing that is only behind leaves out what the session itself still counts. True while that is found out.
    pub(super) fn settle_excess(&mut self) -> bool {
        let mut is_busy = false;
        if !self.access.allows(Permission::Event) {
            return false;
        }
        let may_look = self.may_look();
        for id in self.unchecked.clone() {
            let is_too_much = self.journey.holds_too_much(&id);
            let is_short = self.journey.hole(&id).is_some();
            let is_expanded = self.journey.is_expanded(&id);
            let is_unread = self.books.get(&id).is_some_and(|book| book.read_in != self.link.stretch());
            let Some(book) = self.books.get_mut(&id).filter(|book| !book.fresh.has_failed) else { continue };
            let is_after = |(id, at): (&EventId, &DateTime<Utc>)| {
                book.after.as_ref().is_none_or(|after| (after.0, &after.1) < (*at, id))
            };
            let is_left_out = book.unseen.iter().any(is_after);
            if book.fresh.is_busy || is_unread {
                is_busy = true;
            } else if book.unseen.is_empty() {
            } else if !book.is_whole && (is_too_much || is_left_out) {
                is_busy = true;
                if may_look {
                    self.read_track(&id, true);
                }
            } else if is_too_much {
                self.start_over();
                return true;
            } else if is_short && is_expanded {
                // What is no more may stand in for what is missing: once that is here there is too much.
                is_busy |= is_left_out;
            } else if is_short && is_left_out {
                self.forget_events(&id);
            } else if is_left_out && book.told != self.journey.n_announced(&id) && book.n_again < AGAIN_MAX {
                // Something was told of meanwhile that may not be among what was read.
                is_busy = true;
                if may_look {
                    book.n_again += 1;
                    self.read_track(&id, true);
                }
            } else if is_left_out && self.subject.contact.is_some() && !self.access.allows(Permission::SessionList) {
                // What was told of the session itself may be of a cloud that is no more as well: no list says.
                self.start_over();
                return true;
            } else {
                book.n_again = 0;
                book.unseen.clear();
            }
        }
        is_busy
    }
}
