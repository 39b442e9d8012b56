//! The agent's interactions: which there are, which is shown, what the shown one says about its customer.

use super::Core;
use crate::access::Permission;
use crate::decode::{self, InteractionFacts};
use crate::input::Target;
use crate::journey::PageState;
use crate::model::{ContactFlow, ContactId, ConversationId, Customer, Identifier, Interaction, Medium};
use crate::problem::{ApiError, Problem, Refusal};
use crate::request::{Form, Request};

/// Why another contact is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Candidate {
    /// The interaction names it now: it is shown, with the sessions held when both are one person.
    Replace,
    /// A session of ours names it: it is shown only when both are one person.
    Merge,
}

impl Core {
    /// Asks for one interaction in the form that is allowed.
    pub(super) fn ask_interaction(&mut self, id: ConversationId) {
        let form = if self.access.allows(Permission::Communication) { Form::General } else { Form::Message };
        self.ask(Request::Interaction(id, form));
    }

    /// One interaction is here, or is not to be had in this form.
    pub(super) fn take_interaction(&mut self, id: &ConversationId, form: Form, result: Result<String, Refusal>) {
        let Some(me) = self.me.as_ref().map(|me| me.id.clone()) else { return };
        match result.and_then(|body| decode::conversation(&body, &me).ok_or_else(Refusal::unreadable)) {
            Ok(facts) => {
                self.subject.interaction_fresh.end();
                self.failure = None;
                self.interaction_is(facts.interaction);
            }
            Err(refusal) => {
                let may_be_other = matches!(refusal.error, ApiError::Forbidden { .. })
                    || (form != Form::General && refusal.is_final())
                    || (form != Form::General && refusal.error == ApiError::Unreadable);
                if let Some(next) = form.next().filter(|_| may_be_other) {
                    if let ApiError::Forbidden { missing } = refusal.error
                        && form == Form::General
                    {
                        self.access.refuse(Permission::Communication, missing);
                    }
                    self.ask(Request::Interaction(id.clone(), next));
                    return;
                }
                if refusal.is_final() {
                    self.subject.interaction_fresh.end();
                } else {
                    self.subject.interaction_fresh.fail();
                }
                if self.subject.interaction.is_none() {
                    self.failure = Some(Problem::new("The interaction could not be loaded", &refusal));
                }
            }
        }
    }

    /// The agent's interactions are here.
    pub(super) fn take_interactions(&mut self, result: Result<String, Refusal>) {
        let Some(me) = self.me.as_ref().map(|me| me.id.clone()) else { return };
        match result.and_then(|body| decode::conversations(&body, &me).ok_or_else(Refusal::unreadable)) {
            Ok(page) => {
                self.interactions.end();
                self.failure = None;
                let before = self.journey.interactions().clone();
                let is_new =
                    |one: &&Interaction| one.connected && !before.iter().any(|old| old.id == one.id && old.connected);
                let newest = page.items.iter().filter(is_new).max_by_key(|one| one.since).cloned();
                let shown = self.journey.shown().cloned();
                let update = page.items.iter().find(|one| Some(&one.id) == shown.as_ref()).cloned();
                let changes = self.journey.set_interactions(page.items);
                self.changed(changes);
                if let Some(interaction) = newest.or(update) {
                    self.interaction_is(interaction);
                }
                self.show_one_that_is_listed();
            }
            Err(refusal) => {
                if refusal.is_final() {
                    self.interactions.end();
                } else {
                    self.interactions.fail();
                }
                if !self.subject.is_known() {
                    self.failure = Some(Problem::new("Your interactions could not be loaded", &refusal));
                }
            }
        }
    }

    /// An interaction of the agent changed.
    pub(super) fn take_interaction_news(&mut self, facts: InteractionFacts) {
        let InteractionFacts { interaction, with_me } = facts;
        match self.target() {
            Some(Target::Interactions) => {
                let before = self.journey.interactions().clone();
                let old = before.iter().find(|old| old.id == interaction.id);
                let was_connected = old.is_some_and(|old| old.connected);
                let mut all: Vec<Interaction> =
                    before.iter().filter(|old| old.id != interaction.id).map(|old| (**old).clone()).collect();
                if with_me {
                    all.push(interaction.clone());
                }
                let changes = self.journey.set_interactions(all);
                self.changed(changes);
                let is_shown = self.journey.shown() == Some(&interaction.id);
                let is_picked_up = with_me && interaction.connected && !was_connected;
                if is_shown || is_picked_up {
                    self.interaction_is(interaction);
                }
                self.show_one_that_is_listed();
            }
            Some(Target::Conversation(id)) if *id == interaction.id => self.interaction_is(interaction),
            _ => {}
        }
    }

    /// Shows the newest connected interaction, or the newest that is listed, unless one of the list is shown. While the
    /// list is empty what was shown stays.
    fn show_one_that_is_listed(&mut self) {
        let listed = self.journey.interactions();
        if listed.iter().any(|one| Some(&one.id) == self.journey.shown()) {
            return;
        }
        // The list is in order, newest first.
        let best = listed.iter().find(|one| one.connected).or_else(|| listed.first());
        if let Some(best) = best.cloned() {
            self.interaction_is((*best).clone());
        }
    }

    /// The agent picks another interaction.
    pub(super) fn pick(&mut self, id: &ConversationId) {
        let picked = self.journey.interactions().iter().find(|one| one.id == *id).cloned();
        if let Some(interaction) = picked
            && self.journey.shown() != Some(id)
        {
            self.interaction_is((*interaction).clone());
        }
    }

    /// Shows an interaction, or takes in what changed about the one shown.
    fn interaction_is(&mut self, interaction: Interaction) {
        match self.subject.interaction.take() {
            Some(old) if old.id == interaction.id => self.update_interaction(&old, interaction),
            _ => self.follow(interaction),
        }
    }

    /// Shows an interaction from the beginning.
    pub(super) fn follow(&mut self, interaction: Interaction) {
        let fresh = self.subject.interaction_fresh.clone();
        self.leave_customer();
        self.subject.interaction_fresh = fresh;
        let page = PageState { current_session: interaction.session.clone(), ..self.journey.page().clone() };
        let mut changes = self.journey.set_page(page);
        changes.merge(self.journey.set_shown(Some(interaction.id.clone())));
        changes.merge(self.journey.set_customer(unverified(&interaction)));
        self.changed(changes);
        self.subject.interaction = Some(interaction);
        self.find_contact();
    }

    fn update_interaction(&mut self, old: &Interaction, new: Interaction) {
        let named_before = old.contact.clone();
        let named = new.contact.clone();
        let is_news = old.session != new.session || old.cookie != new.cookie;
        self.subject.interaction = Some(new);
        if named != named_before {
            match named {
                Some(contact) if self.subject.is_contact(&contact) => self.contact_is_verified(contact),
                Some(contact) if self.subject.contact.is_none() => self.interaction_names(contact),
                Some(contact) => self.consider(contact, Candidate::Replace),
                // Taken away elsewhere; an announcement older than our own association names nobody before either.
                None => {
                    let was_verified = matches!(self.journey.contact(), ContactFlow::Verified(_));
                    self.drop_contact();
                    self.subject.auto_done = true;
                    if was_verified {
                        self.look_up();
                    } else {
                        self.find_contact();
                    }
                }
            }
        } else if is_news && self.subject.contact.is_none() {
            self.find_contact();
        }
        if is_news {
            self.find_current_session();
        }
    }

    /// Looks at another contact before deciding whether it is the same person.
    pub(super) fn consider(&mut self, contact: ContactId, why: Candidate) {
        let is_considered = self.subject.candidate.as_ref().is_some_and(|(id, old)| *id == contact && *old == why);
        if is_considered {
            return;
        }
        if why == Candidate::Merge && !self.may_look() {
            // Our own contact will say it, when it is read again.
            self.subject.contact_fresh.make_stale();
            return;
        }
        self.subject.candidate = Some((contact.clone(), why));
        self.ask(Request::Contact(contact));
    }

    /// The contact is not this customer's: its sessions go, the interaction and its own session stay.
    pub(super) fn drop_contact(&mut self) {
        let subject = std::mem::take(&mut self.subject);
        let current = subject.interaction.as_ref().and_then(|one| one.session.clone());
        let shown = self.journey.shown().cloned();
        self.leave_customer();
        let mut changes = self.journey.set_shown(shown);
        let page = PageState { current_session: current, ..self.journey.page().clone() };
        changes.merge(self.journey.set_page(page));
        if let Some(interaction) = &subject.interaction {
            changes.merge(self.journey.set_customer(unverified(interaction)));
        }
        self.changed(changes);
        self.subject.interaction = subject.interaction;
        self.subject.interaction_fresh = subject.interaction_fresh;
        self.subject.interaction_fresh.is_busy = false;
        self.subject.session = subject.session;
        self.subject.auto_done = subject.auto_done;
        self.subject.suggestions = subject.suggestions;
        self.list_is_empty();
    }
}

/// The customer as the interaction alone tells of them: how they reach us, and a visitor's identifier to be copied.
fn unverified(interaction: &Interaction) -> Customer {
    let label = if interaction.cookie.is_some() { "Cookie" } else { "Identifier" };
    let identifiers = interaction.visitor.iter().map(|value| Identifier { label: label.into(), value: value.clone() });
    let identifiers = identifiers.collect();
    Customer { caption: Some(caption(interaction).into()), identifiers, ..Customer::default() }
}

/// How the customer reaches us: "Inbound call · +44 …".
fn caption(interaction: &Interaction) -> String {
    let way = match interaction.medium {
        Medium::Call { outbound: false } => "Inbound call",
        Medium::Call { outbound: true } => "Outbound call",
        Medium::Chat => "Web chat",
        Medium::Message => "Message",
        Medium::Email => "Email",
        Medium::Callback => "Callback",
        Medium::Other => "Interaction",
    };
    let from = [&interaction.far_end, &interaction.phone, &interaction.email].into_iter().find_map(Option::as_ref);
    from.map_or_else(|| way.to_owned(), |from| format!("{way} · {from}"))
}
