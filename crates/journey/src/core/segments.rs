//! Segments of the customer, which outlast a session: read with the contact, kept by its topic.

use std::cmp::Ordering;

use super::Core;
use super::missing::Part;
use crate::access::Permission;
use crate::decode;
use crate::model::{ContactId, CustomerSegment, Matched, SessionId};
use crate::order;
use crate::problem::{ApiError, Refusal};
use crate::request::Request;

impl Core {
    /// Reads them when they were never read or have become stale. Organisations and roles without them are usual: what
    /// is refused is not named as missing.
    pub(super) fn settle_segments(&mut self) {
        let Some(contact) = self.subject.contact.clone() else { return };
        let may_look = self.may_look() && self.access.allows(Permission::SegmentAssignment);
        if !may_look || !self.access.parts(self.journey.settings()).segments {
            return;
        }
        let epoch = self.heard(&format!("v2.externalcontacts.contacts.{contact}.journey.segments"));
        let fresh = &self.subject.segments_fresh;
        if fresh.is_due(epoch) && self.may_read(fresh) {
            self.subject.segments_fresh.begin(epoch);
            self.ask(Request::ContactSegments(contact));
        }
    }

    /// They are here, or are not to be had.
    pub(super) fn take_contact_segments(&mut self, contact: &ContactId, result: Result<String, Refusal>) {
        if self.subject.contact.as_ref() != Some(contact) {
            return;
        }
        match result.and_then(|body| decode::assignments(&body).ok_or_else(Refusal::unreadable)) {
            Ok(page) => {
                self.subject.segments_fresh.end();
                self.note_read(&Part::CustomerSegments);
                for (session, matched) in page.items {
                    self.take_assignment(session.as_ref(), &matched);
                }
            }
            Err(refusal) if refusal.is_final() => {
                self.note_missing(Part::CustomerSegments, &refusal);
                if let ApiError::Forbidden { missing } = refusal.error {
                    self.access.refuse(Permission::SegmentAssignment, missing);
                }
                self.subject.segments_fresh.end();
            }
            Err(refusal) => {
                self.note_missing(Part::CustomerSegments, &refusal);
                self.subject.segments_fresh.fail();
            }
        }
    }

    /// A segment was assigned to the customer or taken away, in a session or not. Any order of calls gives the same.
    pub(super) fn take_assignment(&mut self, session: Option<&SessionId>, matched: &Matched) {
        if let Some(session) = session.filter(|id| self.journey.session(id).is_some()) {
            // When it will lapse says nothing about the session: there it was matched.
            let ended = matched.ended.filter(|ended| *ended <= self.at.now);
            let changes = self.journey.merge_assignment(session, &Matched { ended, ..matched.clone() });
            self.changed(changes);
        }
        let mut customer = (**self.journey.customer()).clone();
        let of_session = session.is_some();
        match customer.segments.iter_mut().find(|one| one.matched.segment == matched.segment) {
            Some(held) => {
                held.of_session &= of_session;
                // The latest assignment counts; of the same one, that it was taken away before it would have lapsed.
                held.matched.ended = match matched.at.cmp(&held.matched.at) {
                    Ordering::Greater => matched.ended,
                    Ordering::Equal => [held.matched.ended, matched.ended].into_iter().flatten().min(),
                    Ordering::Less => held.matched.ended,
                };
                held.matched.at = held.matched.at.max(matched.at);
            }
            None => customer.segments.push(CustomerSegment { matched: matched.clone(), of_session }),
        }
        order::sort_by(&mut customer.segments, |one, other| one.matched.segment.cmp(&other.matched.segment));
        let changes = self.journey.set_customer(customer);
        self.changed(changes);
    }
}
