//! External contacts: who the customer is, and by what they are recognised.

use std::collections::BTreeSet;

use super::text::{id, id_of, json, name, text};
use super::{ContactFacts, ContactNews};
use crate::chars::plain;
use crate::model::{ContactId, ContactKind, Identifier};
use crate::order;
use serde_json::Value;
use wire::Read;

/// One contact.
pub(super) fn contact(body: &str) -> Option<ContactFacts> {
    facts(wire::from_text(body)?)
}

/// A listing of contacts, or the answer of the look-up by number or e-mail.
pub(super) fn contacts(body: &str) -> Option<Vec<ContactFacts>> {
    let value = json(body)?;
    let items = value.get("entities").or_else(|| value.get("contacts"))?.as_array()?;
    let mut seen = BTreeSet::new();
    let found = items.iter().filter_map(|item| facts(wire::ExternalContact::read(item)?));
    Some(found.filter(|facts| seen.insert(facts.id.clone())).collect())
}

/// What the topic of a contact says; ids stand there as plain text.
pub(super) fn news(body: &Value) -> Option<ContactNews> {
    let from = wire::ContactChanged::read(body)?;
    let own: ContactId = id(from.id)?;
    let head: Option<ContactId> = id(from.canonical_contact_id).or_else(|| id(from.merged_to));
    Some(ContactNews {
        canonical: head.filter(|head| *head != own),
        id: own,
        name: name([from.first_name, from.middle_name, from.last_name]),
        kind: text(from.kind).map(|name| kind(Some(&name))),
    })
}

fn kind(from: Option<&str>) -> ContactKind {
    match from {
        Some(name) if name.eq_ignore_ascii_case("Curated") => ContactKind::Curated,
        Some(name) if name.eq_ignore_ascii_case("Identified") => ContactKind::Identified,
        _ => ContactKind::Unknown,
    }
}

fn facts(from: wire::ExternalContact) -> Option<ContactFacts> {
    let own: Option<ContactId> = id(from.id.clone());
    let head =
        id_of(from.canonical_contact.clone()).or_else(|| id_of(from.merged_to.clone())).or_else(|| own.clone())?;
    let others = from.merge_set.iter().chain(&from.merged_from).filter_map(|other| id_of(Some(other.clone())));
    let merged: BTreeSet<ContactId> = order::set(own.into_iter().chain(others).filter(|other| *other != head));
    let found = Found::of(&from);
    let city = from.address.as_ref().and_then(|address| text(address.city.clone()));
    let tells: Vec<&str> =
        [city.as_deref(), found.first("Email"), found.first("Phone")].into_iter().flatten().collect();
    Some(ContactFacts {
        tells_merged: !from.merge_set.is_empty(),
        id: head,
        merged: merged.into_iter().collect(),
        name: name([from.first_name, from.middle_name, from.last_name]).filter(|name| !found.is_cookie(name)),
        kind: kind(from.kind.as_deref()),
        detail: tells.join(" · ").into(),
        identifiers: found.0,
    })
}

/// Identifiers in the order in which they are shown, each value once.
struct Found(Vec<Identifier>);

impl Found {
    fn of(from: &wire::ExternalContact) -> Self {
        let mut found = Self(Vec::new());
        for email in [&from.work_email, &from.personal_email, &from.other_email].into_iter().flatten() {
            found.add("Email", email);
        }
        for phone in [&from.cell_phone, &from.work_phone, &from.home_phone, &from.other_phone].into_iter().flatten() {
            if let Some(number) = [&phone.e164, &phone.display, &phone.user_input].into_iter().flatten().next() {
                found.add("Phone", number);
            }
        }
        for external in &from.external_ids {
            found.add("Customer number", external.value.as_deref().unwrap_or_default());
        }
        for identifier in &from.identifiers {
            let kind = identifier.kind.as_deref().unwrap_or_default();
            found.add(&label(kind), identifier.value.as_deref().unwrap_or_default());
        }
        // A stable sort: within a kind the order of the record stays.
        order::sort_by(&mut found.0, |one, other| rank(&one.label).cmp(&rank(&other.label)));
        found
    }

    fn add(&mut self, label: &str, value: &str) {
        let value = plain(value);
        let is_known = |held: &Identifier| &*held.label == label && held.value.eq_ignore_ascii_case(&value);
        if !value.is_empty() && !self.0.iter().any(is_known) {
            self.0.push(Identifier { label: label.into(), value: value.into() });
        }
    }

    /// Whether a name is nothing but one of the visitor's cookies.
    fn is_cookie(&self, name: &str) -> bool {
        let mut cookies = self.0.iter().filter(|identifier| &*identifier.label == "Cookie");
        cookies.any(|cookie| cookie.value.trim().eq_ignore_ascii_case(name.trim()))
    }

    fn first(&self, label: &str) -> Option<&str> {
        self.0.iter().find(|identifier| &*identifier.label == label).map(|identifier| &*identifier.value)
    }
}

/// The label of the copy button; a kind that is not known keeps its own name.
fn label(kind: &str) -> String {
    let known = match kind {
        "" => "Identifier",
        "ExternalId" => "Customer number",
        "SocialLine" => "LINE",
        "SocialFacebook" => "Facebook",
        "SocialTwitter" => "X",
        "SocialWhatsapp" => "WhatsApp",
        "SocialWhatsappBsuid" => "WhatsApp id",
        "SocialInstagram" => "Instagram",
        "SocialInstagramHandle" => "Instagram handle",
        "AppleOpaqueId" => "Apple id",
        other => other,
    };
    known.to_owned()
}

fn rank(label: &str) -> u8 {
    match label {
        "Email" => 0,
        "Phone" => 1,
        "Customer number" => 2,
        "Cookie" => 4,
        _ => 3,
    }
}
