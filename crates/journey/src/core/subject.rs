//! Whose journey is shown, and how fresh what was read of it is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Core;
use super::fresh::Fresh;
use super::interactions::Candidate;
use crate::access::Permission;
use crate::connection::Reason;
use crate::effect::{Effect, Timer};
use crate::input::Target;
use crate::journey::{ListState, PageState, Screen, Told};
use crate::model::{ContactCard, ContactFlow, ContactId, Interaction, Results, SessionId};
use crate::problem::Remote;
use crate::request::Request;

/// Ids of one merge set that are listened to at most.
pub(super) const MERGED_MAX: usize = 20;

/// The first wait before a contact is read again that could not be; doubles.
const AGAIN_FIRST_MS: u32 = 5_000;

/// The customer shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Subject {
    /// The interaction, as last announced.
    pub(super) interaction: Option<Interaction>,
    /// How fresh that is, when it was read by itself.
    pub(super) interaction_fresh: Fresh,
    /// The contact whose sessions are listed: head of its merge set.
    pub(super) contact: Option<ContactId>,
    /// What it was merged into while nobody looked.
    pub(super) head: Option<ContactId>,
    /// Other ids of the same person.
    pub(super) merged: BTreeSet<ContactId>,
    /// How fresh the contact's own facts are.
    pub(super) contact_fresh: Fresh,
    /// How fresh the contact's segments are.
    pub(super) segments_fresh: Fresh,
    /// A session to be read by itself.
    pub(super) session: Option<SessionId>,
    /// How fresh that is.
    pub(super) session_fresh: Fresh,
    /// How fresh the list is.
    pub(super) list: Fresh,
    /// Path of the next page.
    pub(super) next: Option<Arc<str>>,
    /// Paths followed so far: one that comes again would never end.
    pub(super) followed: BTreeSet<Arc<str>>,
    /// The same for the reading that is under way again.
    pub(super) followed_again: BTreeSet<Arc<str>>,
    /// Sessions that the cloud lists for the contact.
    pub(super) listed: BTreeSet<SessionId>,
    /// What was told of the sessions that are read again and were not met yet: a cloud that came back with less says
    /// less, or does not list them.
    pub(super) told: Vec<(SessionId, Told)>,
    /// Channels lost when the list was read last.
    pub(super) told_in: u64,
    /// The same of the session that is read by itself.
    pub(super) session_told: Option<Told>,
    /// Channels lost when that was read last.
    pub(super) session_in: u64,
    /// Cards that were expanded before the customer was begun anew, and are not here yet.
    pub(super) were_expanded: BTreeSet<SessionId>,
    /// Channels lost when it was last found out which records are the same person's.
    pub(super) shown_in: u64,
    /// The records of the same person, as the contact itself said last.
    pub(super) merge_set: Vec<ContactId>,
    /// A list was shown: what comes on top of it is news.
    pub(super) had_list: bool,
    /// Pages read in a row without anything new.
    pub(super) n_empty_pages: u32,
    /// Contacts are being looked up by what identifies the visitor.
    pub(super) finding: bool,
    /// That failed, or was broken off, and was not given up on.
    pub(super) find_failed: bool,
    /// A contact was associated by itself once: after a cancellation the agent chooses.
    pub(super) auto_done: bool,
    /// The agent is taking the association away.
    pub(super) detaching: bool,
    /// Contacts that share the number.
    pub(super) suggestions: Vec<ContactCard>,
    /// What the agent chose from: back to it when the association fails.
    pub(super) chosen_from: Option<Results>,
    /// Records that could not be read, by the page they were on: a page read again counts anew.
    pub(super) unreadable: BTreeMap<(Option<SessionId>, Option<Arc<str>>), usize>,
    /// Records of frames that could not be read.
    pub(super) n_unreadable_live: usize,
    /// Another contact that may be the same person, and why it is looked at.
    pub(super) candidate: Option<(ContactId, Candidate)>,
}

impl Subject {
    /// Whether an id is one of this customer's.
    pub(super) fn is_contact(&self, id: &ContactId) -> bool {
        self.contact.as_ref() == Some(id) || self.merged.contains(id)
    }

    /// Something of the customer was asked for.
    pub(super) fn has_begun(&self) -> bool {
        self.list.was_read || self.list.is_busy || self.session_fresh.was_read || self.session_fresh.is_busy
    }

    /// Anything to show at all.
    pub(super) fn is_known(&self) -> bool {
        self.interaction.is_some() || self.contact.is_some() || self.session.is_some()
    }
}

impl Core {
    pub(super) fn target(&self) -> Option<&Target> {
        self.start.as_ref().map(|start| &start.target)
    }

    /// Another customer is shown: nothing of the old one may stay, arrive or be said.
    pub(super) fn leave_customer(&mut self) {
        self.calls.cancel(Request::is_of_customer, &mut self.effects);
        self.stop_book_timers();
        self.books.clear();
        let identity = self.link.identity();
        self.subject = Subject { told_in: identity, session_in: identity, ..Subject::default() };
        self.forget_announcements();
        self.forget_missing();
        self.failure = None;
        let mut changes = self.journey.clear_customer();
        changes.merge(self.journey.set_list(ListState::default()));
        changes.merge(self.journey.set_contact(ContactFlow::default()));
        changes.merge(self.journey.set_customer(crate::model::Customer::default()));
        changes.merge(self.journey.set_shown(None));
        let page = PageState { current_session: None, ..self.journey.page().clone() };
        changes.merge(self.journey.set_page(page));
        self.changed(changes);
        self.link.restart_snapshot();
        self.topics.replace_all();
    }

    /// Shows a contact's journey. Sessions already shown stay: they may be the same person's.
    pub(super) fn show_contact(&mut self, contact: ContactId) {
        if self.subject.contact.as_ref() == Some(&contact) {
            return;
        }
        if let Some(old) = self.subject.contact.replace(contact.clone()) {
            // Whose head it is was perhaps told by a cloud that is no more.
            self.subject.merged.insert(old);
        } else {
            self.subject.shown_in = self.link.identity();
        }
        self.subject.merged.remove(&contact);
        while self.subject.merged.len() > MERGED_MAX {
            self.subject.merged.pop_first();
        }
        self.calls.cancel(
            |request| matches!(request, Request::Sessions { .. } | Request::Contact(_) | Request::ContactSegments(_)),
            &mut self.effects,
        );
        self.subject.contact_fresh = Fresh::default();
        self.subject.merge_set.clear();
        self.subject.segments_fresh = Fresh::default();
        self.subject.list = Fresh::default();
        self.subject.next = None;
        self.subject.followed.clear();
        self.subject.followed_again.clear();
        let list = ListState { loading_more: false, ..self.journey.list().clone() };
        let changes = self.journey.set_list(list);
        self.changed(changes);
        self.link.restart_snapshot();
        let mut customer = (**self.journey.customer()).clone();
        customer.contact = Some(contact);
        let changes = self.journey.set_customer(customer);
        self.changed(changes);
    }

    /// Reads what of the subject was never read or has become stale.
    pub(super) fn settle_subject(&mut self) {
        let may_look = self.may_look();
        if let Some(me) = self.me.as_ref().map(|me| me.id.clone()) {
            let own = self.heard(&format!("v2.users.{me}.conversations"));
            match self.target().cloned() {
                Some(Target::Interactions) if self.interactions.is_due(own) && self.may_read(&self.interactions) => {
                    self.interactions.begin(own);
                    self.ask(Request::Interactions);
                }
                Some(Target::Conversation(id)) => {
                    let fresh = &self.subject.interaction_fresh;
                    if fresh.is_due(own) && self.may_read(fresh) && self.failure.is_none() {
                        self.subject.interaction_fresh.begin(own);
                        self.ask_interaction(id);
                    }
                }
                _ => {}
            }
        }
        if let Some(session) = self.subject.session.clone() {
            let epoch = self.session_heard(&session);
            let fresh = &self.subject.session_fresh;
            let is_due = if self.subject.contact.is_some() { !fresh.was_read } else { true };
            if is_due && fresh.is_due(epoch) && self.may_read(fresh) && self.access.allows_session() {
                self.subject.session_fresh.begin(epoch);
                let is_doubtful = self.is_another_cloud(self.subject.session_in) || self.subject.session_told.is_some();
                self.subject.session_in = self.link.identity();
                self.subject.session_told = self.journey.told(&session).filter(|_| is_doubtful);
                self.ask(Request::Session(session));
            }
        }
        if let Some(contact) = self.subject.contact.clone() {
            let epoch = self.heard(&format!("v2.externalcontacts.contacts.{contact}"));
            let fresh = &self.subject.contact_fresh;
            if self.access.allows(Permission::Contact) && fresh.is_due(epoch) && self.may_read(fresh) && may_look {
                self.subject.contact_fresh.begin(epoch);
                self.ask(Request::Contact(contact));
            }
        }
    }

    /// What was never read is read even while the page is hidden: the agent may be on the way. Keeping it true waits.
    pub(super) fn may_read(&self, fresh: &Fresh) -> bool {
        !fresh.was_read || (self.may_look() && self.link.wants_snapshot())
    }

    /// Whether requests may be made that nobody asked for.
    pub(super) fn may_look(&self) -> bool {
        self.link.is_signed_in() && self.link.is_visible() && !self.link.is_offline()
    }

    /// After a wait everything that failed may be tried again.
    pub(super) fn forget_failures(&mut self) {
        if !self.link.is_visible() {
            // What nobody looks at is tried once, not again and again: it is when the page is seen.
            return;
        }
        self.topics.forget_failure();
        if self.me.is_none() && self.link.is_signed_in() {
            self.ask_me();
        }
        self.interactions.has_failed = false;
        for fresh in [
            &mut self.subject.interaction_fresh,
            &mut self.subject.contact_fresh,
            &mut self.subject.segments_fresh,
            &mut self.subject.session_fresh,
            &mut self.subject.list,
        ] {
            fresh.has_failed = false;
        }
        for book in self.books.values_mut() {
            book.fresh.has_failed = false;
        }
        if self.subject.contact.is_none() && self.link.is_signed_in() && std::mem::take(&mut self.subject.find_failed) {
            self.find_contact();
        }
    }

    /// The contact's own facts are no reason to call the link bad: they are tried again beside it.
    pub(super) fn settle_again(&mut self) {
        if !self.subject.contact_fresh.has_failed {
            if self.subject.contact_fresh.was_read {
                self.n_again = 0;
            }
        } else if !self.again_timer && self.may_look() {
            self.again_timer = true;
            let delay = AGAIN_FIRST_MS.saturating_mul(1 << self.n_again.min(6));
            self.n_again = self.n_again.saturating_add(1);
            self.effects.push(Effect::StartTimer(Timer::Again, delay));
        }
    }

    /// The wait for that is over.
    pub(super) fn again_is_due(&mut self) {
        self.again_timer = false;
        if self.may_look() {
            self.subject.contact_fresh.has_failed = false;
        }
    }

    /// Tells the link whether everything shown was read after its topics were confirmed.
    pub(super) fn settle_snapshot(&mut self) {
        if !self.link.is_signed_in() || !self.link.is_open() || self.me.is_none() {
            return;
        }
        let mut stale = false;
        let mut failed = false;
        let mut look = |fresh: &Fresh, epoch: Option<u64>| {
            stale |= fresh.is_stale(epoch) || fresh.is_busy && !fresh.was_read;
            failed |= fresh.is_stale(epoch) && fresh.has_failed;
        };
        if let Some(me) = &self.me {
            let own = self.heard(&format!("v2.users.{}.conversations", me.id));
            match self.target() {
                Some(Target::Interactions) => look(&self.interactions, own),
                Some(Target::Conversation(_)) => look(&self.subject.interaction_fresh, own),
                _ => {}
            }
        }
        if let Some(contact) = &self.subject.contact {
            look(&self.subject.list, self.list_heard(contact));
        } else if let Some(session) = &self.subject.session {
            look(&self.subject.session_fresh, self.session_heard(session));
        }
        // What may not be read is not waited for.
        let may_see = self.access.allows(Permission::Event);
        for id in self.journey.expanded.iter().filter(|_| may_see) {
            if let Some(book) = self.books.get(id).filter(|book| book.fresh.was_read) {
                look(&book.fresh, self.session_heard(id));
            }
        }
        // What is shown of a card that could not be compared may be of a cloud that is no more.
        let has_failed = |id: &SessionId| self.books.get(id).is_some_and(|book| book.fresh.has_failed);
        failed |= self.unchecked.iter().any(|id| self.journey.is_expanded(id) && has_failed(id));
        if failed || (self.subject.find_failed && self.subject.contact.is_none()) {
            self.link.snapshot_failed(self.at);
        } else if !stale && !self.subject.finding && !self.topics.is_pending() {
            if !self.settle_excess() {
                self.link.snapshot_read();
            }
        } else if stale && self.calls.waits(Request::is_of_snapshot) {
            self.link.snapshot_put_off();
        }
    }

    /// The current epoch, when this topic is heard in it.
    pub(super) fn heard(&self, topic: &str) -> Option<u64> {
        (self.link.is_open() && self.topics.is_permitted(topic)).then(|| self.link.epoch())
    }

    /// Publishes the screen, the parts and the permissions missing.
    pub(super) fn publish_page(&mut self) {
        let settings = self.settings();
        let screen = self.screen();
        let is_told = matches!(screen, Screen::Customer | Screen::NoInteraction | Screen::NotPermitted(_));
        let hidden = if is_told { self.access.hidden(&settings, &self.felt) } else { Vec::new() };
        let page = PageState {
            screen,
            hidden,
            missing: self.journey.page().missing.clone(),
            current_session: self.journey.page().current_session.clone(),
            linked: self.linked(),
            parts: self.access.parts(&settings),
            clock_off_ms: self.journey.page().clock_off_ms,
        };
        let changes = self.journey.set_page(page);
        self.changed(changes);
    }

    /// The same after data: only what is linked can have changed.
    pub(super) fn publish_linked(&mut self) {
        let linked = self.linked();
        if self.journey.page().linked != linked {
            let changes = self.journey.set_page(PageState { linked, ..self.journey.page().clone() });
            self.changed(changes);
        }
    }

    fn screen(&self) -> Screen {
        let shown = &self.journey.page().screen;
        if self.start.is_none() {
            return Screen::Starting;
        }
        if !self.link.is_signed_in() {
            // A token that ended leaves what is on the screen.
            return shown.clone();
        }
        if let Some(problem) = &self.failure {
            return Screen::Failed(problem.clone());
        }
        if self.me.is_none() {
            return if matches!(shown, Screen::Customer | Screen::NoInteraction) {
                shown.clone()
            } else {
                Screen::Starting
            };
        }
        let may_list = self.access.allows(Permission::SessionList);
        let is_single = self.subject.session.is_some() && self.access.allows_session();
        let nothing_single = self.subject.session.is_none() && self.subject.is_known();
        if !may_list && !is_single && (nothing_single || !self.access.allows_session()) {
            return Screen::NotPermitted(vec![
                Permission::SessionList.name().into(),
                Permission::Session.name().into(),
            ]);
        }
        if self.subject.is_known() {
            return Screen::Customer;
        }
        match self.target() {
            Some(Target::Interactions) if self.interactions.was_read => Screen::NoInteraction,
            _ => Screen::Starting,
        }
    }

    /// No list is to be expected: what is there is all there is.
    pub(super) fn list_is_empty(&mut self) {
        if self.subject.contact.is_none() {
            let list = ListState { first: Remote::Loaded(()), more: false, ..self.journey.list().clone() };
            let changes = self.journey.set_list(list);
            self.changed(changes);
        }
    }

    /// Tells the link why live updates cannot be had at all.
    pub(super) fn bar(&mut self, reason: Option<Reason>) {
        self.link.set_bar(reason);
    }
}
