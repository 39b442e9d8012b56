//! External contacts: kept, found, attached to conversations, promoted. Recognising visitors is in [`super::identity`].

use chrono::{DateTime, Utc};

use super::Refusal;
use super::phone::e164;
use super::state::World;
use super::time::whole;
use super::visit::reference;

/// Most contacts that a search answers.
const MOST_FOUND: usize = 1_000;

/// An identifier's value as it is compared.
pub(super) fn folded(kind: &str, value: &str) -> String {
    match kind {
        "Email" => value.trim().to_lowercase(),
        "Phone" => e164(value).unwrap_or_else(|| value.trim().to_owned()),
        _ => value.trim().to_owned(),
    }
}

/// Every e-mail address of a contact.
fn emails(contact: &wire::ExternalContact) -> impl Iterator<Item = &String> {
    [&contact.work_email, &contact.personal_email, &contact.other_email].into_iter().flatten()
}

/// Every telephone number of a contact.
fn phones(contact: &wire::ExternalContact) -> impl Iterator<Item = &wire::PhoneNumber> {
    [&contact.cell_phone, &contact.work_phone, &contact.home_phone, &contact.other_phone].into_iter().flatten()
}

/// What a contact is recognised by: its identifiers, and its addresses and numbers.
pub(super) fn recognised_by(contact: &wire::ExternalContact) -> Vec<(String, String)> {
    let mut keys = Vec::new();
    let mut add = |kind: &str, value: &str| keys.push((kind.to_owned(), folded(kind, value)));
    for identifier in &contact.identifiers {
        if let (Some(kind), Some(value)) = (&identifier.kind, &identifier.value) {
            add(kind, value);
        }
    }
    emails(contact).for_each(|email| add("Email", email));
    phones(contact)
        .filter_map(|phone| phone.e164.as_ref().or(phone.user_input.as_ref()))
        .for_each(|number| add("Phone", number));
    contact.external_ids.iter().filter_map(|id| id.value.as_ref()).for_each(|value| add("ExternalId", value));
    keys
}

impl World {
    /// Puts a contact in as it is (from a persona); answers its id. Numbers are brought into E.164 form.
    pub fn seed_contact(&mut self, mut contact: wire::ExternalContact) -> String {
        let id = contact.id.clone().unwrap_or_else(|| self.id());
        contact.id = Some(id.clone());
        contact.self_uri = Some(format!("/api/v2/externalcontacts/contacts/{id}"));
        contact.kind.get_or_insert_with(|| "Curated".to_owned());
        contact.division.get_or_insert_with(|| serde_json::json!({"id": self.rules.division, "name": "Home"}));
        for phone in
            [&mut contact.cell_phone, &mut contact.work_phone, &mut contact.home_phone, &mut contact.other_phone]
                .into_iter()
                .flatten()
        {
            if let Some(number) =
                phone.e164.as_deref().or(phone.user_input.as_deref()).or(phone.display.as_deref()).and_then(e164)
            {
                phone.e164 = Some(number);
            }
        }
        self.contacts.insert(id.clone(), contact);
        self.index_contact(&id);
        id
    }

    /// Makes a contact findable by what it is recognised by.
    pub(super) fn index_contact(&mut self, id: &str) {
        let Some(contact) = self.contacts.get(id) else { return };
        for key in recognised_by(contact) {
            self.by_identifier.entry(key).or_default().insert(id.to_owned());
        }
    }

    /// The head of the contact's merge set (itself when it was not merged).
    pub(super) fn head_of(&self, id: &str) -> String {
        let mut head = id;
        // A chain is as long as there were merges; the bound only guards against a circle.
        for _ in 0..self.contacts.len() {
            match self.contacts.get(head).and_then(|contact| contact.merged_to.as_ref()?.id.as_deref()) {
                Some(next) => head = next,
                None => break,
            }
        }
        head.to_owned()
    }

    /// The merge set of a contact, head first.
    pub(super) fn merge_set(&self, id: &str) -> Vec<String> {
        let head = self.head_of(id);
        let mut set = vec![head.clone()];
        let members = self.contacts.get(&head).map_or(&[][..], |contact| &contact.merge_set);
        set.extend(members.iter().filter_map(|member| member.id.clone()).filter(|member| *member != head));
        set
    }

    /// Heads of the contacts with this identifier, oldest first.
    pub(super) fn all_recognised(&self, kind: &str, value: &str) -> Vec<String> {
        let found = self.by_identifier.get(&(kind.to_owned(), folded(kind, value)));
        let mut heads: Vec<String> = found.into_iter().flatten().map(|id| self.head_of(id)).collect();
        heads.sort_by_key(|id| (self.contacts.get(id).and_then(|contact| contact.create_date), id.clone()));
        heads.dedup();
        heads
    }

    /// The first contact with this identifier.
    pub(super) fn recognised(&self, kind: &str, value: &str) -> Option<String> {
        self.all_recognised(kind, value).into_iter().next()
    }

    /// A contact; for a merged one the head of its merge set.
    #[must_use]
    pub fn contact(&self, id: &str) -> Option<wire::ExternalContact> {
        self.contacts.get(&self.head_of(id)).cloned()
    }

    /// A contact's own record, merged or not.
    #[must_use]
    pub fn contact_unresolved(&self, id: &str) -> Option<wire::ExternalContact> {
        self.contacts.get(id).cloned()
    }

    /// Contacts whose names, addresses or numbers hold every word of `q`, by name; merged ones are not listed, nor are
    /// those of visitors of whom nothing is known. Without words: all of them.
    #[must_use]
    pub fn contacts_matching(&self, q: &str) -> Vec<wire::ExternalContact> {
        let words: Vec<String> = q.split_whitespace().map(str::to_lowercase).collect();
        let whole_number = e164(q);
        let matches = |contact: &&wire::ExternalContact| {
            let names = [&contact.first_name, &contact.middle_name, &contact.last_name, &contact.title];
            let mut text: Vec<String> =
                names.into_iter().flatten().chain(emails(contact)).map(|text| text.to_lowercase()).collect();
            let numbers = phones(contact).flat_map(|phone| [&phone.e164, &phone.display, &phone.user_input]);
            text.extend(numbers.flatten().map(|number| number.to_lowercase()));
            let by_number = whole_number
                .as_ref()
                .is_some_and(|number| phones(contact).any(|phone| phone.e164.as_ref() == Some(number)));
            by_number || words.iter().all(|word| text.iter().any(|text| text.contains(word.as_str())))
        };
        let listed = |contact: &&wire::ExternalContact| {
            contact.merged_to.is_none() && contact.kind.as_deref() != Some("Ephemeral")
        };
        let mut found: Vec<_> =
            self.contacts.iter().map(|(_, contact)| contact).filter(listed).filter(matches).cloned().collect();
        found.sort_by_key(|contact| {
            (contact.first_name.clone(), contact.last_name.clone(), contact.create_date, contact.id.clone())
        });
        found.truncate(MOST_FOUND);
        found
    }

    /// Contacts with exactly this e-mail address or telephone number, oldest first.
    #[must_use]
    pub fn contacts_by_value(&self, email_or_phone: &str) -> Vec<wire::ExternalContact> {
        let kind = if email_or_phone.contains('@') { "Email" } else { "Phone" };
        self.all_recognised(kind, email_or_phone).iter().filter_map(|id| self.contacts.get(id).cloned()).collect()
    }

    /// The contact that is recognised by this identifier (`Cookie`, `Email`, `Phone`, `ExternalId`).
    #[must_use]
    pub fn contact_by_identifier(&self, kind: &str, value: &str) -> Option<wire::ExternalContact> {
        self.contacts.get(&self.recognised(kind, value)?).cloned()
    }

    /// Makes an ephemeral or identified contact a curated one.
    ///
    /// # Errors
    /// Unknown contact.
    pub fn promote(&mut self, contact: &str, at: DateTime<Utc>) -> Result<wire::ExternalContact, Refusal> {
        let unknown = || Refusal::NotFound { entity: "contact", id: contact.to_owned() };
        let head = self.head_of(contact);
        let record = self.contacts.change(&head).ok_or_else(unknown)?;
        record.kind = Some("Curated".to_owned());
        record.modify_date = Some(whole(at).into());
        let record = record.clone();
        self.tell_contact(&head);
        self.tell();
        Ok(record)
    }

    /// Attaches a conversation to a contact; `None` detaches it. The conversation's own session goes with it; the web
    /// session from which it came stays where it is (only merging contacts moves that).
    ///
    /// # Errors
    /// Unknown conversation or contact.
    pub fn associate(&mut self, conversation: &str, contact: Option<&str>, at: DateTime<Utc>) -> Result<(), Refusal> {
        self.advance(whole(at));
        if !self.interactions.contains(conversation) {
            return Err(Refusal::NotFound { entity: "conversation", id: conversation.to_owned() });
        }
        let contact = match contact {
            Some(id) if !self.contacts.contains(id) => {
                return Err(Refusal::NotFound { entity: "contact", id: id.to_owned() });
            }
            Some(id) => Some(self.head_of(id)),
            None => None,
        };
        self.attach(conversation, contact.as_deref());
        self.tell();
        Ok(())
    }

    /// Gives a conversation and its session to a contact, or to nobody.
    pub(super) fn attach(&mut self, conversation: &str, contact: Option<&str>) {
        let Some(interaction) = self.interactions.change(conversation) else { return };
        interaction.contact = contact.map(str::to_owned);
        let session = interaction.session.clone();
        self.touch_interaction(conversation);
        let before = self.visits.get(&session).and_then(|visit| visit.contact()).map(str::to_owned);
        if before.as_deref() == contact {
            return;
        }
        if let Some(before) = &before {
            // Whoever watches the former contact sees that the session is no longer theirs.
            if let Some(sessions) = self.by_contact.get_mut(before) {
                sessions.remove(&session);
            }
        }
        if let Some(visit) = self.visits.change(&session) {
            visit.session.external_contact = contact.map(|contact| reference("externalcontacts/contacts", contact));
        }
        if let Some(contact) = contact {
            self.by_contact.entry(contact.to_owned()).or_default().insert(session.clone());
        }
        if let Some(before) = before {
            self.tell_session_to(&before, &session);
        }
        self.touch(&session);
    }
}
