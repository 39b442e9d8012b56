//! The way from an interaction to its contact: named, found by the cookie, looked up by number, chosen, verified.
//!
//! Chats and messages need no verification; a call's journey is shown once its contact is associated (genesys-domain §2.3).

use std::sync::Arc;

use super::Core;
use crate::access::Permission;
use crate::chars;
use crate::decode::{self, ContactFacts};
use crate::model::{ContactFlow, ContactId, Medium, Results};
use crate::problem::{ApiError, Problem, Refusal};
use crate::request::Request;

/// What a search may hold at most; the rest is cut off.
const WORDS_MAX: usize = 200;

impl Core {
    /// Begins with what the interaction says.
    pub(super) fn find_contact(&mut self) {
        let Some(interaction) = self.subject.interaction.clone() else { return };
        if let Some(session) = &interaction.session
            && self.subject.session.as_ref() != Some(session)
        {
            self.subject.session = Some(session.clone());
            self.subject.session_fresh = super::fresh::Fresh::default();
        }
        if let Some(contact) = interaction.contact.clone() {
            self.interaction_names(contact);
        } else if let Some(cookie) = interaction.cookie.clone().filter(|_| self.access.allows(Permission::Contact)) {
            if !self.subject.finding {
                self.subject.finding = true;
                self.ask(Request::ContactOfCookie(cookie));
            }
        } else if interaction.session.is_none() {
            self.look_up();
        }
    }

    /// The interaction is associated with a contact.
    pub(super) fn interaction_names(&mut self, contact: ContactId) {
        self.contact_is_verified(contact.clone());
        self.show_contact(contact);
    }

    /// Nothing is left to be verified.
    pub(super) fn contact_is_verified(&mut self, contact: ContactId) {
        self.calls.cancel(|request| matches!(request, Request::LookUp(_) | Request::Search(_)), &mut self.effects);
        let needs = self.subject.interaction.as_ref().is_some_and(|one| needs_verification(one.medium));
        self.set_flow(if needs { ContactFlow::Verified(contact) } else { ContactFlow::NotNeeded });
    }

    /// What a contact says of the records of the same person; true when another one turned out to be the same: their
    /// sessions are heard from now on.
    pub(super) fn note_merged(&mut self, facts: &ContactFacts) -> bool {
        let n_merged = self.subject.merged.len();
        self.subject
            .merged
            .extend(facts.merged.iter().filter(|id| **id != facts.id).take(super::subject::MERGED_MAX).cloned());
        let is_more = self.subject.merged.len() > n_merged;
        if is_more {
            self.topics.outdate();
        }
        is_more
    }

    /// The contact behind the cookie is here, or there is none.
    pub(super) fn take_contact_of_cookie(&mut self, result: Result<String, Refusal>) {
        self.subject.finding = false;
        if self.subject.contact.is_some() {
            return;
        }
        match result.and_then(|body| decode::contact(&body).ok_or_else(Refusal::unreadable)) {
            Ok(facts) => {
                self.show_contact(facts.id.clone());
                self.note_merged(&facts);
            }
            Err(refusal) => {
                self.subject.find_failed = !refusal.is_final();
                if let ApiError::Forbidden { missing } = refusal.error {
                    self.access.refuse(Permission::Contact, missing);
                }
                let own = self.subject.session.clone();
                let behind = own.as_ref().and_then(|id| self.journey.session(id)).and_then(|one| one.contact.clone());
                if let Some(contact) = behind {
                    self.show_contact(contact);
                } else if own.is_none() {
                    self.look_up();
                }
            }
        }
    }

    /// Looks contacts up by the number or the address of the far end.
    pub(super) fn look_up(&mut self) {
        let Some(interaction) = &self.subject.interaction else { return };
        let value = if interaction.medium == Medium::Email {
            interaction.email.clone().or_else(|| interaction.phone.clone())
        } else {
            interaction.phone.clone().or_else(|| interaction.email.clone())
        };
        self.list_is_empty();
        match value {
            Some(value) if self.access.allows(Permission::Contact) => {
                self.set_flow(ContactFlow::LookingUp);
                self.ask(Request::LookUp(value));
            }
            _ => self.offer(None),
        }
    }

    /// Contacts that share the number are here.
    pub(super) fn take_look_up(&mut self, result: Result<String, Refusal>) {
        if self.subject.contact.is_some() || *self.journey.contact() != ContactFlow::LookingUp {
            return;
        }
        match result.and_then(|body| decode::contacts(&body).ok_or_else(Refusal::unreadable)) {
            Ok(contacts) => {
                self.subject.suggestions = distinct(&contacts);
                if let [only] = &self.subject.suggestions[..]
                    && !self.subject.auto_done
                    && self.can_verify()
                {
                    let id = only.id.clone();
                    self.associate(id);
                } else {
                    self.offer(None);
                }
            }
            Err(refusal) => {
                let is_unknown = refusal.error == ApiError::NotFound;
                if let ApiError::Forbidden { missing } = &refusal.error {
                    self.access.refuse(Permission::Contact, missing.clone());
                }
                let problem = (!is_unknown).then(|| Problem::new("The number could not be looked up", &refusal));
                self.offer(problem);
            }
        }
    }

    /// The agent searches; no words: back to those that share the number.
    pub(super) fn search_contacts(&mut self, words: &str) {
        if !matches!(self.journey.contact(), ContactFlow::Choose(_) | ContactFlow::LookingUp) {
            return;
        }
        self.calls.cancel(|request| matches!(request, Request::Search(_) | Request::LookUp(_)), &mut self.effects);
        let words: Arc<str> = chars::plain(words).chars().take(WORDS_MAX).collect::<String>().into();
        if words.is_empty() {
            self.offer(None);
            return;
        }
        let mut results = match self.journey.contact() {
            ContactFlow::Choose(results) => results.clone(),
            _ => Results::default(),
        };
        results.query = Some(words.clone());
        results.searching = true;
        results.problem = None;
        results.can_verify = self.can_verify();
        self.set_flow(ContactFlow::Choose(results));
        self.ask(Request::Search(words));
    }

    /// Contacts that the search found are here; those of an older search are not wanted.
    pub(super) fn take_search(&mut self, words: &Arc<str>, result: Result<String, Refusal>) {
        let ContactFlow::Choose(results) = self.journey.contact() else { return };
        if results.query.as_ref() != Some(words) {
            return;
        }
        let mut results = Results { searching: false, problem: None, ..results.clone() };
        match result.and_then(|body| decode::contacts(&body).ok_or_else(Refusal::unreadable)) {
            Ok(contacts) => results.contacts = distinct(&contacts),
            Err(refusal) => {
                if let ApiError::Forbidden { missing } = &refusal.error {
                    self.access.refuse(Permission::Contact, missing.clone());
                }
                results.problem = Some(Problem::new("The search failed", &refusal));
            }
        }
        self.set_flow(ContactFlow::Choose(results));
    }

    /// The agent says who it is.
    pub(super) fn verify(&mut self, contact: ContactId) {
        if matches!(self.journey.contact(), ContactFlow::Choose(_)) && self.can_verify() {
            self.associate(contact);
        }
    }

    /// The agent says that it is somebody else.
    pub(super) fn cancel_verification(&mut self) {
        if !matches!(self.journey.contact(), ContactFlow::Verified(_)) || self.subject.detaching {
            return;
        }
        if let Some(request) = self.association(None) {
            self.subject.detaching = true;
            self.ask(request);
        } else {
            self.announce_now("The verification could not be cancelled");
        }
    }

    fn associate(&mut self, contact: ContactId) {
        let Some(request) = self.association(Some(contact.clone())) else { return };
        self.calls.cancel(|request| matches!(request, Request::Search(_)), &mut self.effects);
        if let ContactFlow::Choose(results) = self.journey.contact() {
            self.subject.chosen_from = Some(Results { searching: false, ..results.clone() });
        }
        self.set_flow(ContactFlow::Associating(contact));
        self.ask(request);
    }

    fn association(&self, contact: Option<ContactId>) -> Option<Request> {
        let interaction = self.subject.interaction.as_ref()?;
        let (communication, media_type) = interaction.communication.clone()?;
        Some(Request::Associate { conversation: interaction.id.clone(), communication, media_type, contact })
    }

    /// The association was made, taken away, or refused.
    pub(super) fn take_associated(&mut self, contact: Option<ContactId>, result: Result<String, Refusal>) {
        self.subject.auto_done = true;
        let failure = match result {
            Ok(_) => None,
            Err(refusal) => {
                if let ApiError::Forbidden { missing } = &refusal.error {
                    self.access.refuse(Permission::Associate, missing.clone());
                    self.felt.insert(Permission::Associate);
                }
                Some(refusal)
            }
        };
        match (contact, failure) {
            (Some(contact), None) => {
                self.set_flow(ContactFlow::Verified(contact.clone()));
                self.show_contact(contact);
            }
            (Some(_), Some(refusal)) => {
                let problem = Problem::new("The contact could not be verified", &refusal);
                match self.subject.chosen_from.take() {
                    Some(results) => {
                        let can_verify = self.can_verify();
                        let problem = Some(problem);
                        self.set_flow(ContactFlow::Choose(Results { problem, can_verify, ..results }));
                    }
                    None => self.offer(Some(problem)),
                }
            }
            (None, None) => {
                self.drop_contact();
                // Its announcement is no news then, however late it comes.
                if let Some(interaction) = &mut self.subject.interaction {
                    interaction.contact = None;
                }
                self.look_up();
            }
            (None, Some(_)) => {
                self.subject.detaching = false;
                self.announce_now("The verification could not be cancelled");
            }
        }
    }

    /// Lets the agent choose from those that share the number, or search.
    fn offer(&mut self, problem: Option<Problem>) {
        let can_verify = self.can_verify();
        if !self.access.allows(Permission::Associate) {
            self.felt.insert(Permission::Associate);
        }
        let contacts = self.subject.suggestions.clone();
        self.set_flow(ContactFlow::Choose(Results { contacts, query: None, searching: false, problem, can_verify }));
    }

    fn can_verify(&self) -> bool {
        let can_be = self.subject.interaction.as_ref().is_some_and(|one| one.communication.is_some());
        can_be && self.access.allows(Permission::Associate)
    }

    /// The agent asks to try again what failed on the way.
    pub(super) fn retry_contact(&mut self) {
        let ContactFlow::Choose(results) = self.journey.contact() else { return };
        if results.problem.is_none() {
            return;
        }
        match results.query.clone() {
            Some(words) => self.search_contacts(&words),
            None => self.look_up(),
        }
    }

    fn set_flow(&mut self, flow: ContactFlow) {
        let changes = self.journey.set_contact(flow);
        self.changed(changes);
    }
}

/// Whether a person must say who is on the line.
fn needs_verification(medium: Medium) -> bool {
    !matches!(medium, Medium::Chat | Medium::Message)
}

/// One choice per person: records of one merge set share their head's id.
fn distinct(contacts: &[ContactFacts]) -> Vec<crate::model::ContactCard> {
    let mut cards: Vec<crate::model::ContactCard> = Vec::new();
    for contact in contacts {
        if !cards.iter().any(|card| card.id == contact.id) {
            cards.push(contact.card());
        }
    }
    cards
}
