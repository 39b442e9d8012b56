//! The list of sessions: first page, Load More by cursor, reading again what is held.

use std::sync::Arc;

use super::missing::Part;
use super::{Core, topics};
use crate::access::Permission;
use crate::decode;
use crate::effect::{Effect, Timer};
use crate::journey::{ListState, Origin, PageState, Told};
use crate::model::{ContactFlow, ContactId, Linked, Session, SessionId};
use crate::problem::{ApiError, Problem, Refusal, Remote};
use crate::request::{ListPurpose, Request, SESSIONS_PAGE_MAX};

/// Loading is slow after this.
const SLOW_MS: u32 = 500;
/// Pages in a row, beyond what is held, that may bring nothing new before the agent is told that there is no more.
const EMPTY_PAGES_MAX: u32 = 5;
/// Pages of one list at most.
const PAGES_MAX: usize = 500;
/// Pages that a reading again follows at most: four thousand sessions that began during one gap.
const AGAIN_MAX: usize = 20;

impl Core {
    /// The current epoch, when new sessions of the contact and of all records of the same person are heard in it.
    pub(super) fn list_heard(&self, contact: &ContactId) -> Option<u64> {
        self.heard(&topics::of_sessions(contact)).filter(|_| !self.topics.is_pending())
    }

    /// Reads the list when it was never read or has become stale.
    pub(super) fn settle_list(&mut self) {
        let Some(contact) = self.subject.contact.clone() else { return };
        if !self.access.allows(Permission::SessionList) {
            return;
        }
        let epoch = self.list_heard(&contact);
        let list = &self.subject.list;
        let may = !list.was_read || (self.may_look() && self.link.wants_snapshot());
        if !may || !list.is_due(epoch) {
            return;
        }
        let page_size = self.journey.settings().page_size;
        // What is held in one request, as far as one request goes.
        let n_held = u32::try_from(self.journey.order().len()).unwrap_or(u32::MAX);
        let page_size = n_held.max(page_size).min(SESSIONS_PAGE_MAX);
        let purpose = if self.subject.list.was_read { ListPurpose::Again } else { ListPurpose::First };
        self.subject.list.begin(epoch);
        // What was not compared to the end is compared again.
        let is_doubtful = self.is_another_cloud(self.subject.told_in) || !self.subject.told.is_empty();
        self.subject.told_in = self.link.identity();
        let subject = &self.subject;
        let is_its = |id: &&SessionId| {
            let contact = self.journey.session(id).and_then(|session| session.contact.as_ref());
            subject.listed.contains(*id) || contact.is_some_and(|contact| subject.is_contact(contact))
        };
        let its = self.journey.order().iter().filter(|_| is_doubtful).filter(is_its);
        self.subject.told = its.filter_map(|id| Some((id.clone(), self.journey.told(id)?))).collect();
        // What failed says so until it is here, or until the agent asks again.
        let is_waited_for = matches!(self.journey.list().first, Remote::Loading | Remote::LoadingSlowly);
        if purpose == ListPurpose::First && is_waited_for {
            let list = ListState { first: Remote::Loading, ..self.journey.list().clone() };
            let changes = self.journey.set_list(list);
            self.changed(changes);
            self.effects.push(Effect::StartTimer(Timer::Slow, SLOW_MS));
        }
        self.ask(Request::Sessions { contact, purpose, page_size, next: None });
    }

    /// Half a second is over.
    pub(super) fn list_is_slow(&mut self) {
        if self.journey.list().first == Remote::Loading && self.subject.list.is_busy {
            let list = ListState { first: Remote::LoadingSlowly, ..self.journey.list().clone() };
            let changes = self.journey.set_list(list);
            self.changed(changes);
        }
    }

    /// The agent wants more.
    pub(super) fn load_more(&mut self) {
        let Some(contact) = self.subject.contact.clone() else { return };
        let list = self.journey.list();
        let Some(next) = self.subject.next.clone().filter(|_| list.more && !list.loading_more) else { return };
        if !self.subject.followed.insert(next.clone()) || self.subject.followed.len() > PAGES_MAX {
            self.end_of_pages();
            return;
        }
        let list = ListState { loading_more: true, more_problem: None, ..list.clone() };
        let changes = self.journey.set_list(list);
        self.changed(changes);
        let page_size = self.journey.settings().page_size;
        self.ask(Request::Sessions { contact, purpose: ListPurpose::More, page_size, next: Some(next) });
    }

    /// The cloud's pages go round in circles.
    fn end_of_pages(&mut self) {
        self.subject.next = None;
        let problem = Problem {
            title: "Earlier sessions cannot be listed".into(),
            advice: "The service gives the same page again and again.".into(),
            can_retry: false,
            correlation_id: None,
        };
        let list =
            ListState { more: false, loading_more: false, more_problem: Some(problem), ..self.journey.list().clone() };
        let changes = self.journey.set_list(list);
        self.changed(changes);
    }

    /// A page of the list is here, or is not to be had.
    pub(super) fn take_sessions(
        &mut self,
        contact: &ContactId,
        purpose: ListPurpose,
        page_size: u32,
        path: Option<Arc<str>>,
        result: Result<String, Refusal>,
    ) {
        if self.subject.contact.as_ref() != Some(contact) {
            return;
        }
        let mut page = match result.and_then(|body| decode::sessions(&body).ok_or_else(Refusal::unreadable)) {
            Ok(page) => page,
            Err(refusal) => {
                self.sessions_failed(purpose, &refusal);
                return;
            }
        };
        page.items = page.items.into_iter().map(|session| self.journey.arrivals.placed(session)).collect();
        self.note_read(&Part::Sessions);
        self.count_unreadable(None, path, page.n_rejected);
        if page.n_rejected > 0 {
            // What cannot be read is not gone.
            self.subject.told.clear();
        }
        let told = &mut self.subject.told;
        let is_set_back = page.items.iter().any(|session| {
            let at = told.iter().position(|(id, _)| *id == session.id);
            at.is_some_and(|at| told.swap_remove(at).1.is_set_back(session))
        });
        let is_last = page.next.is_none();
        // All that is shown is read again once the oldest of it is, or one that is older still.
        let oldest_held = self.journey.order().last().and_then(|id| self.journey.session(id)).cloned();
        let is_all_held = oldest_held.is_none_or(|oldest| {
            page.items.iter().any(|session| session.id == oldest.id || session.created < oldest.created)
        });
        let oldest_wanted = self.journey.history_start(self.at.now);
        let reaches_end = page.items.iter().any(|session| session.created < oldest_wanted);
        let oldest_read = page.items.iter().map(|session| session.created).min();
        let is_gone = |told: &Told| is_last || (is_all_held && oldest_read.is_some_and(|oldest| told.created > oldest));
        if is_set_back || (purpose != ListPurpose::More && self.subject.told.iter().any(|(_, told)| is_gone(told))) {
            self.start_over();
            return;
        }
        let next = page.next.map(Arc::<str>::from).filter(|_| !reaches_end);
        self.note_listed(&page.items);
        // The visit of somebody who was unknown until now was all there was to show: the rest is news too.
        let had_visit = self.journey.list().first.loaded().is_some() && !self.journey.order().is_empty();
        let had_list = std::mem::replace(&mut self.subject.had_list, true) || had_visit;
        let n_new = self.merge_listed(page.items, Origin::Rest);
        let mut is_news = purpose == ListPurpose::More;
        match purpose {
            // What was shown of a record that turned out to be another's part stays: nothing may be missing above it.
            ListPurpose::First if is_all_held => {
                self.subject.list.end();
                self.subject.told.clear();
                self.subject.next = next;
                self.subject.n_empty_pages = 0;
            }
            ListPurpose::First | ListPurpose::Again => is_news = self.read_again(contact, page_size, is_all_held, next),
            ListPurpose::More => {
                self.subject.next = next;
                self.subject.n_empty_pages = if n_new == 0 { self.subject.n_empty_pages + 1 } else { 0 };
            }
        }
        if had_list && purpose != ListPurpose::More {
            self.announce_found(n_new);
        }
        let list = ListState {
            first: Remote::Loaded(()),
            more: self.subject.next.is_some(),
            loading_more: if purpose == ListPurpose::More { false } else { self.journey.list().loading_more },
            more_problem: if is_news { None } else { self.journey.list().more_problem.clone() },
            ..self.journey.list().clone()
        };
        let changes = self.journey.set_list(list);
        self.changed(changes);
        if purpose == ListPurpose::More && n_new == 0 && self.subject.next.is_some() {
            // A page of sessions that are all here: the agent asked for more, not for nothing.
            // All that is here may come first: where pages are counted, sessions that began live push the rest down.
            let n_held = u32::try_from(self.journey.order().len()).unwrap_or(u32::MAX);
            if self.subject.n_empty_pages < EMPTY_PAGES_MAX + n_held / self.journey.settings().page_size.max(1) {
                self.load_more();
            } else {
                self.end_of_pages();
            }
        }
    }

    /// Goes on until the oldest session held was read again: what is new may be anywhere above it, and more than a page.
    /// What comes after it comes with "Load more". True at the end of the reading.
    fn read_again(&mut self, contact: &ContactId, page_size: u32, is_all_held: bool, next: Option<Arc<str>>) -> bool {
        match next {
            Some(next)
                if !is_all_held
                    && self.subject.followed_again.len() < AGAIN_MAX
                    && self.subject.followed_again.insert(next.clone()) =>
            {
                let contact = contact.clone();
                self.ask(Request::Sessions { contact, purpose: ListPurpose::Again, page_size, next: Some(next) });
                false
            }
            next => {
                self.subject.followed_again.clear();
                self.subject.list.end();
                self.subject.told.clear();
                if self.journey.list().loading_more {
                    // The agent's own reading goes on from where it is.
                    return false;
                }
                if let Some(next) = &next {
                    self.subject.followed.remove(next);
                }
                self.subject.next = next;
                true
            }
        }
    }

    fn sessions_failed(&mut self, purpose: ListPurpose, refusal: &Refusal) {
        if let ApiError::Forbidden { missing } = &refusal.error {
            self.access.refuse(Permission::SessionList, missing.clone());
            if !self.subject.told.is_empty() {
                // What was to be compared with what another cloud may list never will be.
                self.start_over();
            }
            self.subject.list.end();
            self.subject.next = None;
            let list = ListState {
                first: Remote::Loaded(()),
                more: false,
                loading_more: false,
                more_problem: None,
                ..self.journey.list().clone()
            };
            let changes = self.journey.set_list(list);
            self.changed(changes);
            return;
        }
        if purpose == ListPurpose::Again && refusal.error == ApiError::NotFound {
            self.start_over();
            return;
        }
        let mut list = self.journey.list().clone();
        match purpose {
            ListPurpose::More => {
                let next = self.subject.next.clone();
                if let Some(next) = &next {
                    // The same page may be asked for again.
                    self.subject.followed.remove(next);
                }
                list.loading_more = false;
                list.more_problem = Some(Problem::new("Earlier sessions could not be loaded", refusal));
            }
            ListPurpose::First | ListPurpose::Again => {
                if refusal.is_final() {
                    self.subject.list.end();
                } else {
                    self.subject.list.fail();
                }
                if list.first.loaded().is_none() {
                    list.first = Remote::Failed(Problem::new("Sessions could not be loaded", refusal));
                } else {
                    self.note_missing(Part::Sessions, refusal);
                }
            }
        }
        let changes = self.journey.set_list(list);
        self.changed(changes);
    }

    /// Merges sessions that may be shown; says how many were not here before.
    pub(super) fn merge_listed(&mut self, sessions: Vec<Session>, origin: Origin) -> usize {
        let oldest_wanted = self.journey.history_start(self.at.now);
        let kept: Vec<Session> = sessions
            .into_iter()
            .filter(|session| {
                session.created >= oldest_wanted
                    || self.journey.session(&session.id).is_some()
                    || self.subject.session.as_ref() == Some(&session.id)
            })
            .collect();
        let n_before = self.journey.sessions.len();
        let changes = self.journey.merge_sessions(kept, origin);
        self.changed(changes);
        self.expand_again();
        self.find_current_session();
        self.journey.sessions.len().saturating_sub(n_before)
    }

    /// Sessions that the cloud lists for the contact are linked to it, whether or not they say so themselves.
    pub(super) fn note_listed(&mut self, sessions: &[Session]) {
        self.subject.listed.extend(sessions.iter().map(|session| session.id.clone()));
    }

    /// Marks the session of the interaction shown: its own conversation session, else the visit it came out of.
    pub(super) fn find_current_session(&mut self) {
        let Some(interaction) = &self.subject.interaction else { return };
        let is_own = |id: &&SessionId| {
            self.journey.session(id).is_some_and(|session| {
                session.conversation.as_ref().is_some_and(|facts| facts.id.as_ref() == Some(&interaction.id))
            })
        };
        let held = self.journey.page().current_session.as_ref();
        let own = self.changes.sessions.iter().find(is_own).or(held.filter(is_own));
        let current = own.or(interaction.session.as_ref()).or(held).cloned();
        if self.journey.page().current_session != current {
            let page = PageState { current_session: current, ..self.journey.page().clone() };
            let changes = self.journey.set_page(page);
            self.changed(changes);
        }
    }

    /// Whether interaction and journey session are linked to the contact alike.
    pub(super) fn linked(&self) -> Linked {
        let subject = &self.subject;
        let (Some(interaction), Some(_)) = (&subject.interaction, &subject.contact) else { return Linked::Alike };
        let visit = interaction.session.as_ref().and_then(|id| self.journey.session(id));
        let own = || self.journey.page().current_session.as_ref().and_then(|id| self.journey.session(id));
        let Some(session) = visit.or_else(own) else { return Linked::Alike };
        let is_ours = |contact: &Option<ContactId>| contact.as_ref().is_some_and(|id| subject.is_contact(id));
        let is_associated = is_ours(&interaction.contact) || matches!(self.journey.contact(), ContactFlow::Verified(_));
        let is_stitched = is_ours(&session.contact) || subject.listed.contains(&session.id);
        match (is_associated, is_stitched) {
            (true, false) => Linked::Interaction,
            (false, true) => Linked::Session,
            _ => Linked::Alike,
        }
    }
}
