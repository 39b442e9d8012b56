//! Answers for good, each to the part that asked.

use super::Core;
use crate::access::Permission;
use crate::connection::{Channel, ChannelFailure};
use crate::decode;
use crate::input::Target;
use crate::journey::Origin;
use crate::model::{ContactFlow, ContactId, Customer, SessionId};
use crate::problem::{ApiError, Problem, Refusal};
use crate::request::Request;

use super::interactions::Candidate;
use super::missing::Part;

impl Core {
    /// Takes an answer in.
    pub(super) fn take_answer(&mut self, request: Request, result: Result<String, Refusal>) {
        if matches!(&result, Err(refusal) if refusal.error == ApiError::SignInNeeded) {
            self.token_refused();
            return;
        }
        match request {
            Request::Date => self.take_date(result),
            Request::Me { with_permissions } => self.take_me(with_permissions, result),
            Request::Interactions => self.take_interactions(result),
            Request::Interaction(id, form) => self.take_interaction(&id, form, result),
            Request::Contact(id) => self.take_contact(&id, result),
            Request::ContactOfCookie(_) => self.take_contact_of_cookie(result),
            Request::LookUp(_) => self.take_look_up(result),
            Request::Search(words) => self.take_search(&words, result),
            Request::Associate { contact, .. } => self.take_associated(contact, result),
            Request::Sessions { contact, purpose, page_size, next } => {
                self.take_sessions(&contact, purpose, page_size, next, result);
            }
            Request::Session(id) => self.take_session(&id, result),
            Request::Events { session, next } => self.take_events(&session, next, result),
            Request::Scores(session) => self.take_scores(&session, result),
            Request::Segments(ids) => self.take_segments(ids, result),
            Request::Outcomes(ids) => self.take_outcomes(ids, result),
            Request::Queue(_) | Request::User(_) | Request::WrapUp(_) => self.take_name(request, result),
            Request::OpenChannel => self.take_channel(result),
            Request::Knock => {
                let is_answered = !matches!(result, Err(refusal) if refusal.error == ApiError::Network);
                self.link.knocked(is_answered, self.at);
            }
            Request::CheckChannel(_) => {
                let is_there = match result {
                    Ok(_) => Some(true),
                    Err(refusal) if refusal.is_final() => Some(false),
                    Err(_) => None,
                };
                self.link.channel_checked(is_there, self.at);
            }
            // The page is done with: nobody waits for what the cloud says to it.
            Request::Unsubscribe(_) => {}
            Request::ContactSegments(id) => self.take_contact_segments(&id, result),
            Request::Subscribe { channel, topics } => self.subscribed(&channel, &topics, result),
        }
    }

    fn take_channel(&mut self, result: Result<String, Refusal>) {
        match result.and_then(|body| decode::channel(&body).ok_or_else(Refusal::unreadable)) {
            Ok(facts) => {
                let base = self.start.as_ref().map_or("", |start| &*start.streaming_base);
                let channel = Channel::new(facts.id.into(), facts.connect_uri.into(), facts.expires, base, self.at);
                self.link.channel_opened(channel, self.at);
            }
            Err(refusal) => {
                let failure = match refusal.error {
                    ApiError::Network => ChannelFailure::Lost,
                    _ if refusal.is_final() => ChannelFailure::Final,
                    _ => ChannelFailure::ForNow { retry_after_s: refusal.retry_after_s() },
                };
                self.link.channel_failed(failure, self.at);
            }
        }
    }

    /// One session is here, and with it perhaps the customer behind it.
    fn take_session(&mut self, id: &SessionId, result: Result<String, Refusal>) {
        if self.subject.session.as_ref() != Some(id) {
            return;
        }
        let is_target = matches!(self.target(), Some(Target::Session(_)));
        let told = self.subject.session_told.take();
        let read = result.and_then(|body| decode::session(&body).ok_or_else(Refusal::unreadable));
        let arrivals = &mut self.journey.arrivals;
        match read.map(|session| arrivals.placed(session)) {
            Ok(session) if told.as_ref().is_some_and(|told| told.is_set_back(&session)) => self.start_over(),
            Err(refusal) if told.is_some() && is_target && refusal.error == ApiError::NotFound => self.start_over(),
            Ok(session) => {
                self.subject.session_fresh.end();
                self.failure = None;
                let contact = session.contact.clone();
                // While a person has still to say who is on the line, the session's contact does not say it for them.
                let is_free = *self.journey.contact() == ContactFlow::NotNeeded;
                self.merge_listed(vec![session], Origin::Rest);
                match contact {
                    Some(contact) if self.subject.contact.is_none() && !self.subject.finding && is_free => {
                        self.show_contact(contact);
                    }
                    _ => self.list_is_empty(),
                }
            }
            Err(refusal) => {
                if refusal.is_final() {
                    self.subject.session_fresh.end();
                } else {
                    self.subject.session_fresh.fail();
                    self.subject.session_told = told;
                }
                if is_target && self.journey.session(id).is_none() {
                    self.failure = Some(Problem::new("The session could not be loaded", &refusal));
                } else {
                    self.list_is_empty();
                }
            }
        }
    }

    /// A contact's own facts are here, or are not to be had.
    fn take_contact(&mut self, id: &ContactId, result: Result<String, Refusal>) {
        let candidate = self.subject.candidate.take_if(|candidate| candidate.0 == *id).map(|(_, why)| why);
        let is_shown = self.subject.contact.as_ref() == Some(id);
        if candidate.is_none() && !is_shown {
            return;
        }
        self.note_read(&Part::Customer);
        let facts = match result.and_then(|body| decode::contact(&body).ok_or_else(Refusal::unreadable)) {
            Ok(facts) => facts,
            Err(refusal) => {
                self.contact_failed(id, candidate, &refusal);
                return;
            }
        };
        if let Some(why) = candidate {
            let is_same =
                self.subject.is_contact(&facts.id) || facts.merged.iter().any(|id| self.subject.is_contact(id));
            if is_same {
                self.show_contact(facts.id.clone());
            } else if why == Candidate::Replace {
                self.drop_contact();
                self.show_contact(facts.id.clone());
            } else {
                return;
            }
            if why == Candidate::Replace {
                self.contact_is_verified(facts.id.clone());
            }
        } else if facts.id != *id {
            self.show_contact(facts.id.clone());
        }
        let is_first = !self.subject.contact_fresh.was_read;
        let is_apart = |id: &ContactId| *id != facts.id && !facts.merged.contains(id);
        // What was told before the last gap may be of a cloud that is no more; a set that is not given says nothing.
        let is_old = self.is_another_cloud(self.subject.shown_in) && facts.tells_merged;
        if self.subject.merge_set.iter().any(is_apart) || (is_old && self.subject.merged.iter().any(is_apart)) {
            self.start_over();
            return;
        }
        if facts.tells_merged {
            self.subject.shown_in = self.link.identity();
        }
        self.subject.merge_set.clone_from(&facts.merged);
        if self.subject.contact_fresh.is_busy {
            self.subject.contact_fresh.end();
        }
        if self.note_merged(&facts) && !is_first {
            self.subject.list.make_stale();
        }
        let segments = self.journey.customer().segments.clone();
        let customer = if self.access.allows_customer() {
            Customer { segments, ..facts.customer() }
        } else {
            Customer { contact: Some(facts.id.clone()), segments, ..Customer::default() }
        };
        let changes = self.journey.set_customer(customer);
        self.changed(changes);
    }

    fn contact_failed(&mut self, id: &ContactId, candidate: Option<Candidate>, refusal: &Refusal) {
        self.note_missing(Part::Customer, refusal);
        if let ApiError::Forbidden { missing } = &refusal.error {
            self.access.refuse(Permission::Contact, missing.clone());
            if self.journey.customer().contact.as_ref() == Some(id) {
                // What was shown of the person goes too; whose sessions these are is known all the same.
                let changes = self.journey.set_customer(Customer { contact: Some(id.clone()), ..Customer::default() });
                self.changed(changes);
            }
        }
        match candidate {
            Some(Candidate::Replace) => {
                self.drop_contact();
                self.contact_is_verified(id.clone());
                self.show_contact(id.clone());
            }
            Some(Candidate::Merge) => {}
            None if refusal.is_final() => {
                self.subject.contact_fresh.end();
                let is_target = matches!(self.target(), Some(Target::Contact(target)) if target == id);
                if is_target && refusal.error == ApiError::NotFound {
                    self.failure = Some(Problem::new("The contact could not be loaded", refusal));
                }
            }
            None => self.subject.contact_fresh.fail(),
        }
    }
}
