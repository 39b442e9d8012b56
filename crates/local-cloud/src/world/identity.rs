//! Who is this visitor? Cookies make ephemeral contacts; traits name them or merge them into the contact they belong to.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::contacts::folded;
use super::phone::{e164, phone_number};
use super::state::World;
use super::visit::reference;

/// What an event says about the person.
#[derive(Default)]
struct Traits {
    email: Option<String>,
    phone: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
}

impl Traits {
    /// Reads the trait names that sites use; values that cannot be what they claim are passed over.
    fn of(traits: &BTreeMap<String, wire::CustomEventAttribute>) -> Self {
        let mut known = Self::default();
        for (name, value) in traits {
            let Some(text) = value.value.as_deref().map(str::trim).filter(|text| !text.is_empty()) else { continue };
            match name.to_lowercase().as_str() {
                "email" | "emailaddress" => known.email = email(text).or(known.email.take()),
                "phone" | "phonenumber" | "cellphone" | "homephone" | "workphone" => {
                    known.phone = e164(text).map(|_| text.to_owned()).or(known.phone.take());
                }
                "givenname" | "firstname" => known.first_name = Some(text.to_owned()),
                "familyname" | "lastname" => known.last_name = Some(text.to_owned()),
                _ => {}
            }
        }
        known
    }
}

/// An e-mail address, as far as its shape tells.
fn email(text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    let fits = !local.is_empty() && domain.contains('.') && text.len() <= 254 && !text.contains(char::is_whitespace);
    fits.then(|| text.to_owned())
}

fn identifier(kind: &str, value: &str, at: DateTime<Utc>) -> wire::ContactIdentifier {
    wire::ContactIdentifier {
        kind: Some(kind.to_owned()),
        value: Some(folded(kind, value)),
        date_created: Some(at.into()),
        ..wire::ContactIdentifier::default()
    }
}

fn add_identifier(contact: &mut wire::ExternalContact, new: wire::ContactIdentifier) -> bool {
    let known = contact.identifiers.iter().any(|one| one.kind == new.kind && one.value == new.value);
    if !known {
        contact.identifiers.push(new);
    }
    !known
}

fn fill(field: &mut Option<String>, value: Option<String>) -> bool {
    let fills = field.is_none() && value.is_some();
    if fills {
        *field = value;
    }
    fills
}

impl World {
    fn new_contact(&mut self, kind: &str, at: DateTime<Utc>) -> (String, wire::ExternalContact) {
        let id = self.id();
        let contact = wire::ExternalContact {
            id: Some(id.clone()),
            division: Some(serde_json::json!({"id": self.rules.division, "name": "Home"})),
            kind: Some(kind.to_owned()),
            create_date: Some(at.into()),
            modify_date: Some(at.into()),
            self_uri: Some(format!("/api/v2/externalcontacts/contacts/{id}")),
            ..wire::ExternalContact::default()
        };
        (id, contact)
    }

    /// The contact of a cookie that was never seen before.
    pub(super) fn new_ephemeral(&mut self, cookie: &str, at: DateTime<Utc>) -> String {
        let (id, mut contact) = self.new_contact("Ephemeral", at);
        add_identifier(&mut contact, identifier("Cookie", cookie, at));
        self.contacts.insert(id.clone(), contact);
        self.index_contact(&id);
        self.tell_contact(&id);
        id
    }

    /// The contact that another system means by (`cookie`, `email`, `phone`, `externalId`; value). An e-mail address or
    /// number that nobody has makes an identified contact.
    pub(super) fn contact_for(&mut self, kind: &str, value: &str, at: DateTime<Utc>) -> Option<String> {
        let kind = match kind.to_lowercase().as_str() {
            "cookie" => "Cookie",
            "email" => "Email",
            "phone" => "Phone",
            "externalid" => "ExternalId",
            _ => return None,
        };
        if let Some(known) = self.recognised(kind, value) {
            return Some(known);
        }
        let mut traits = Traits::default();
        match kind {
            "Email" => traits.email = Some(email(value)?),
            "Phone" => traits.phone = e164(value).map(|_| value.to_owned()).or(None),
            _ => return None,
        }
        if traits.email.is_none() && traits.phone.is_none() {
            return None;
        }
        let (id, mut contact) = self.new_contact("Identified", at);
        take_over(&mut contact, traits, at);
        self.contacts.insert(id.clone(), contact);
        self.index_contact(&id);
        self.tell_contact(&id);
        Some(id)
    }

    /// Learns from the traits of an event. An e-mail address that a contact has, or a number that exactly one contact has,
    /// says that the visitor is that contact: an ephemeral or identified one is merged into it. Else the traits are kept.
    pub(super) fn learn(
        &mut self,
        cookie: &str,
        traits: &BTreeMap<String, wire::CustomEventAttribute>,
        at: DateTime<Utc>,
    ) {
        if traits.is_empty() {
            return;
        }
        let known = Traits::of(traits);
        let Some(visitor) = self.visitors.get(cookie) else { return };
        let own = self.head_of(&visitor.contact);
        let by_email = known.email.as_deref().map(|email| self.all_recognised("Email", email)).unwrap_or_default();
        // A household may share a number: it tells only when there is no choice.
        let by_phone =
            known.phone.as_deref().map(|phone| self.all_recognised("Phone", phone)).filter(|found| found.len() == 1);
        let target = by_email.into_iter().next().or_else(|| by_phone.and_then(|found| found.into_iter().next()));
        let curated = self.contacts.get(&own).is_some_and(|contact| contact.kind.as_deref() == Some("Curated"));
        match target.filter(|target| *target != own && !curated) {
            Some(target) => {
                self.merge(&own, &target, at);
                self.keep(&target, known, at);
            }
            None => self.keep(&own, known, at),
        }
    }

    /// Fills what is not known yet of a contact.
    fn keep(&mut self, contact: &str, traits: Traits, at: DateTime<Utc>) {
        let Some(record) = self.contacts.change(contact) else { return };
        if take_over(record, traits, at) {
            if record.kind.as_deref() == Some("Ephemeral") {
                record.kind = Some("Identified".to_owned());
            }
            record.modify_date = Some(at.into());
            self.index_contact(contact);
            self.tell_contact(contact);
        }
    }

    /// Merges a contact into another, which becomes the head of both merge sets.
    fn merge(&mut self, from: &str, into: &str, at: DateTime<Utc>) {
        let mut set = self.merge_set(into);
        set.extend(self.merge_set(from));
        let references: Vec<_> = set.iter().map(|id| reference("externalcontacts/contacts", id)).collect();
        let head = reference("externalcontacts/contacts", into);
        let identifiers = self.contacts.get(from).map(|contact| contact.identifiers.clone()).unwrap_or_default();
        for member in &set {
            if let Some(record) = self.contacts.change(member) {
                record.canonical_contact = Some(head.clone());
                record.merge_set.clone_from(&references);
            }
        }
        if let Some(record) = self.contacts.change(from) {
            record.merged_to = Some(head);
            record.modify_date = Some(at.into());
        }
        if let Some(record) = self.contacts.change(into) {
            record.merged_from.push(reference("externalcontacts/contacts", from));
            record.modify_date = Some(at.into());
            for identifier in identifiers {
                add_identifier(record, identifier);
            }
        }
        self.index_contact(into);
        self.move_assignments(from, into);
        let talks: Vec<String> = self
            .open_interactions
            .iter()
            .filter(|id| self.interactions.get(id).is_some_and(|one| one.contact.as_deref() == Some(from)))
            .cloned()
            .collect();
        for talk in talks {
            if let Some(interaction) = self.interactions.change(&talk) {
                interaction.contact = Some(into.to_owned());
            }
            self.touch_interaction(&talk);
        }
        self.tell_contact(from);
        self.tell_contact(into);
        // Those who watch either contact learn which sessions came with it.
        let sessions: Vec<String> = self.by_contact.get(from).into_iter().flatten().cloned().collect();
        for session in sessions.iter().rev().take(MOST_TOLD).rev() {
            self.touch(session);
        }
    }

    fn move_assignments(&mut self, from: &str, into: &str) {
        let keys: Vec<String> = self.assignments.below(&format!("{from}/")).map(|(key, _)| key.clone()).collect();
        for key in keys {
            let Some(mut assignment) = self.assignments.remove(&key) else { continue };
            let moved = format!("{into}/{}", assignment.segment);
            into.clone_into(&mut assignment.contact);
            self.due.extend(assignment.until.map(|until| (until, super::state::Due::Assignment(moved.clone()))));
            if !self.assignments.contains(&moved) {
                self.assignments.insert(moved, assignment);
            }
        }
    }
}

/// Most sessions that a merge tells of; the others are found by reading.
const MOST_TOLD: usize = 50;

/// Writes traits into a contact where it has nothing yet; whether anything changed.
fn take_over(contact: &mut wire::ExternalContact, traits: Traits, at: DateTime<Utc>) -> bool {
    let mut changed = fill(&mut contact.first_name, traits.first_name);
    changed |= fill(&mut contact.last_name, traits.last_name);
    if let Some(email) = traits.email {
        changed |= add_identifier(contact, identifier("Email", &email, at));
        changed |= fill(&mut contact.personal_email, Some(email));
    }
    if let Some(phone) = traits.phone {
        changed |= add_identifier(contact, identifier("Phone", &phone, at));
        if contact.cell_phone.is_none() {
            contact.cell_phone = phone_number(&phone);
            changed = true;
        }
    }
    changed
}
