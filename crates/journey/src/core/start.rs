//! Beginning, ending, and beginning again: sign-in, who is signed in, the target of the page's address, Try again.

use std::sync::Arc;

use super::Core;
use super::fresh::Fresh;
use crate::access::Access;
use crate::connection::{Channel, Reason};
use crate::decode;
use crate::effect::Effect;
use crate::input::{Start, Target};
use crate::journey::{ListState, PageState, Screen};
use crate::problem::{ApiError, Problem, Refusal, Remote};
use crate::request::Request;

/// What is said when nobody knows who is signed in.
const WHO: &str = "Who you are could not be found out";

impl Core {
    /// The page has its configuration; again after each sign-in.
    pub(super) fn take_start(&mut self, start: Start) {
        if self.journey.settings != start.settings {
            self.journey.settings = start.settings.clone();
            self.changes.page = true;
        }
        let is_same = self.start.as_ref().is_some_and(|old| old.target == start.target) && self.me.is_some();
        let signed_in = start.signed_in;
        let problem = start.sign_in_problem.clone();
        self.start = Some(start);
        if !signed_in {
            if self.link.is_signed_in() {
                // The token ended: what is on the screen stays.
                self.token_refused();
            } else {
                self.link.sign_out(Reason::Started);
                self.show_signed_out(problem);
            }
            return;
        }
        if !is_same {
            self.leave_customer();
            self.interactions = Fresh::default();
            self.show_screen(Screen::Starting);
        }
        self.try_page_again();
        self.access.sign_in();
        let base = self.start.as_ref().map_or("", |start| &*start.streaming_base);
        let left = self.left.take().and_then(|text| Channel::taken_over(&text, base, self.at));
        self.link.sign_in(left, self.at);
        // Cards that were expanded or collapsed meanwhile: their topics and holes are looked at anew.
        self.changes.expanded.extend(self.journey.expanded.iter().cloned());
        self.forget_failures();
        // First of all: what follows is judged by it.
        self.clock.make_due();
        self.settle_clock();
        self.ask_me();
        if !is_same {
            self.show_target();
        }
    }

    /// Shows whom the page's address names.
    pub(super) fn show_target(&mut self) {
        match self.target().cloned() {
            Some(Target::Contact(contact)) => self.show_contact(contact),
            Some(Target::Session(session)) => self.subject.session = Some(session),
            // Who is signed in must be known first.
            Some(Target::Interactions | Target::Conversation(_)) | None => {}
        }
    }

    /// Asks who is signed in, unless that is being asked.
    pub(super) fn ask_me(&mut self) {
        if !self.calls.has(|request| matches!(request, Request::Me { .. })) {
            self.ask(Request::Me { with_permissions: true });
        }
    }

    /// Who is signed in is known, or is not to be had.
    pub(super) fn take_me(&mut self, with_permissions: bool, result: Result<String, Refusal>) {
        match result.and_then(|body| decode::me(&body).ok_or_else(Refusal::unreadable)) {
            Ok(me) => {
                self.access.grant(me.permissions.as_deref());
                // What was refused before may be heard now.
                self.topics.outdate();
                let changes = self.journey.set_me(Some(me.id.clone()));
                self.changed(changes);
                self.me = Some(me);
                // What else could not be loaded is still so.
                self.failure.take_if(|problem| &*problem.title == WHO);
            }
            // The expansion is not known there: without it everything is assumed until refused.
            Err(refusal) if with_permissions && refusal.error == ApiError::Refused(400) => {
                self.ask(Request::Me { with_permissions: false });
            }
            Err(refusal) => {
                self.failure = Some(Problem::new(WHO, &refusal));
                if !refusal.is_final() {
                    self.link.snapshot_failed(self.at);
                }
            }
        }
    }

    /// The token is gone: said once, nothing more is asked with it, what is on the screen stays.
    pub(super) fn token_refused(&mut self) {
        self.calls.cancel(|_| true, &mut self.effects);
        self.link.refuse_token();
        self.let_go();
    }

    /// Nothing is on its way any more.
    fn let_go(&mut self) {
        self.interactions.is_busy = false;
        self.subject.find_failed |= std::mem::take(&mut self.subject.finding);
        self.subject.detaching = false;
        self.subject.candidate = None;
        self.subject.followed_again.clear();
        for fresh in [
            &mut self.subject.interaction_fresh,
            &mut self.subject.contact_fresh,
            &mut self.subject.segments_fresh,
            &mut self.subject.session_fresh,
            &mut self.subject.list,
        ] {
            fresh.is_busy = false;
        }
        for book in self.books.values_mut() {
            book.fresh.is_busy = false;
            book.scores.is_busy = false;
        }
        let mut list = self.journey.list().clone();
        if list.loading_more {
            list.loading_more = false;
            if let Some(next) = &self.subject.next {
                self.subject.followed.remove(next);
            }
            let changes = self.journey.set_list(list);
            self.changed(changes);
        }
    }

    /// The agent signs out: nothing of a customer stays.
    pub(super) fn sign_out(&mut self) {
        self.calls.cancel(|_| true, &mut self.effects);
        self.leave_customer();
        self.let_go();
        self.link.sign_out(Reason::SignedOut);
        self.me = None;
        self.access = Access::default();
        self.felt.clear();
        self.interactions = Fresh::default();
        let mut changes = self.journey.set_interactions(Vec::new());
        changes.merge(self.journey.set_me(None));
        self.changed(changes);
        self.show_signed_out(None);
        self.effects.push(Effect::SignOut);
    }

    /// The page is done with: its socket is closed, its subscriptions are deleted, nothing else is asked for any more.
    pub(super) fn take_stop(&mut self) {
        let channel = self.link.channel().map(|channel| channel.id.clone());
        self.calls.cancel(|_| true, &mut self.effects);
        self.link.sign_out(Reason::SignedOut);
        if let Some(channel) = channel {
            self.ask(Request::Unsubscribe(channel));
        }
    }

    fn show_signed_out(&mut self, problem: Option<Arc<str>>) {
        self.show_screen(Screen::SignedOut(problem));
    }

    fn show_screen(&mut self, screen: Screen) {
        let page = PageState { screen, ..self.journey.page().clone() };
        let changes = self.journey.set_page(page);
        self.changed(changes);
    }

    /// What failed so that nothing could be shown is asked for again.
    fn try_page_again(&mut self) {
        if self.failure.take().is_some() {
            self.subject.interaction_fresh.was_read &= self.subject.interaction.is_some();
            self.subject.session_fresh.was_read = false;
            self.subject.contact_fresh.was_read = false;
            self.interactions.was_read = false;
        }
    }

    /// The agent asks to try again what failed.
    pub(super) fn retry(&mut self) {
        self.try_page_again();
        self.forget_failures();
        if !self.link.is_signed_in() {
            return;
        }
        if self.me.is_none() {
            self.ask_me();
        }
        if matches!(self.journey.list().first, Remote::Failed(_)) {
            self.subject.list.was_read = false;
            let list = ListState { first: Remote::Loading, ..self.journey.list().clone() };
            let changes = self.journey.set_list(list);
            self.changed(changes);
        }
        if self.journey.list().more_problem.is_some() {
            self.load_more();
        }
        self.retry_contact();
        self.retry_missing();
        self.link.resume(self.at);
    }
}
