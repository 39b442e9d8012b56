//! Facts of a visit and of any session: only those that exist (genesys-domain §3.3).

use super::card::{self, Fact};
use super::{Lens, mask, text};
use crate::model::{Attribute, Campaign, DeviceFacts, Place, Referrer, Session, SessionKind};
use crate::place::readable_url;

/// At most this many attributes stand on a custom session's card; the rest are in its body.
const ATTRIBUTES_CUSTOM: usize = 12;

/// At most this many stand on any other card.
const ATTRIBUTES: usize = 4;

/// At most this many are shown at all.
const ATTRIBUTES_ALL: usize = 100;

impl Fact {
    /// A fact; the value must be fit to be shown.
    pub(super) fn new(label: &str, value: impl Into<String>, icon: Option<&'static str>) -> Self {
        Self { label: label.to_owned(), value: value.into(), icon }
    }
}

/// Facts of a web or app visit.
pub(super) fn visit(session: &Session, lens: &Lens<'_>, facts: &mut Vec<Fact>, details: &mut Vec<Fact>) {
    let mut add = |label: &str, icon: &'static str, value: Option<String>| {
        facts.extend(value.map(|value| Fact::new(label, value, Some(icon))));
    };
    let veiled = |value: Option<String>| value.map(|value| mask::veiled(value, lens));
    add("Campaign", "megaphone", veiled(session.campaign.as_ref().and_then(campaign)));
    add("Referrer", referrer_icon(session.referrer.as_ref()), veiled(session.referrer.as_ref().and_then(referrer)));
    add("Pages", "file-text", session.n_pageviews.and_then(|n| counted(n, "page")));
    add("Screens", "layers", session.n_screenviews.and_then(|n| counted(n, "screen")));
    let n_events = card::n_visible_events(session, lens.parts, lens.names);
    add("Events", "route", n_events.and_then(|n| counted(n, "event")));
    if let Some((device, icon)) = session.device.as_ref().and_then(device) {
        add("Device", icon, Some(device));
    }
    add("Location", "map-pin", session.place.as_ref().and_then(place));
    add("App", "tag", text::some(session.app.as_deref()));

    let mut add = |label: &str, value: Option<String>| details.extend(value.map(|value| Fact::new(label, value, None)));
    let os = session.device.as_ref().and_then(|device| text::some(device.os.as_deref()));
    add("Browser", joined([text::some(session.browser.as_deref()), os], ", "));
    add("Device model", session.device.as_ref().and_then(model));
    let screen = session.view.or_else(|| session.device.as_ref().and_then(|device| device.screen));
    add("Screen", screen.filter(|(width, height)| *width > 0 && *height > 0).map(|(w, h)| format!("{w} × {h}")));
    let network = [text::some(session.ip_organization.as_deref()), mask::some(session.ip.as_deref(), lens)];
    add("Network", joined(network, " · "));
    add("Language", text::some(session.browser_language.as_deref()));
    add("Time zone", session.place.as_ref().and_then(|place| text::some(place.timezone.as_deref())));
    if let Some(referrer) = &session.referrer {
        add("Referrer address", veiled(text::some(referrer.url.as_deref().map(readable_url).as_deref())));
        add("Searched for there", veiled(text::some(referrer.keywords.as_deref())));
    }
    if let Some(campaign) = &session.campaign {
        add("Campaign term", veiled(text::some(campaign.term.as_deref())));
        add("Campaign content", veiled(text::some(campaign.content.as_deref())));
        add("Click id", veiled(text::some(campaign.click_id.as_deref())));
    }
}

/// Facts of a case.
pub(super) fn case(session: &Session, facts: &mut Vec<Fact>) {
    let reference = session.case.as_ref().and_then(|case| text::some(case.reference.as_deref()));
    facts.extend(reference.map(|reference| Fact::new("Case", reference, Some("id-card"))));
}

/// Facts that any session may have: signed in, attributes, references.
pub(super) fn common(session: &Session, lens: &Lens<'_>, facts: &mut Vec<Fact>, details: &mut Vec<Fact>) {
    if session.authenticated {
        facts.push(Fact::new("Signed in", "Signed in", Some("lock-keyhole")));
    }
    let is_custom = session.conversation.is_none() && matches!(session.kind, SessionKind::Custom(_));
    let lead = if is_custom { status_attribute(session).map(|attribute| &attribute.name) } else { None };
    let n_facts = if is_custom { ATTRIBUTES_CUSTOM } else { ATTRIBUTES };
    let setting = match &session.kind {
        SessionKind::Custom(name) => lens.settings.session_types.get(&**name).filter(|_| lens.parts.session_types),
        _ => None,
    };
    // What the administrator lists stands on the card, in that order; the rest is in its body.
    let is_lead = |attribute: &&Attribute| Some(&attribute.name) == lead;
    let (attributes, n_facts) = match setting.filter(|setting| !setting.attributes.is_empty()) {
        Some(setting) => {
            let (all, n_listed) = setting.arranged(&session.attributes, |attribute| &attribute.name);
            let n_lead = all.iter().take(n_listed).copied().filter(is_lead).count();
            (all, n_listed - n_lead)
        }
        None => (session.attributes.iter().collect(), n_facts),
    };
    let attributes = attributes.into_iter().filter(|attribute| !is_lead(attribute));
    let attributes = attributes.filter_map(|attribute| {
        let value = values(attribute)?;
        Some(Fact::new(&text::humanise(&attribute.name), mask::named(&attribute.name, &value, lens), None))
    });
    for (at, fact) in attributes.take(ATTRIBUTES_ALL).enumerate() {
        if at < n_facts { facts.push(fact) } else { details.push(fact) }
    }
    if is_custom {
        let n_events = card::n_visible_events(session, lens.parts, lens.names).and_then(|n| counted(n, "event"));
        facts.extend(n_events.map(|value| Fact::new("Events", value, Some("route"))));
    }
    if let Some(id) = text::some(session.short_id.as_deref()) {
        let fact =
            Fact::new(if session.conversation.is_some() { "Reference" } else { "Session" }, format!("#{id}"), None);
        if is_custom || session.conversation.is_some() {
            facts.push(Fact { icon: Some("id-card"), ..fact });
        } else {
            details.push(fact);
        }
    }
    let external = text::some(session.external_id.as_deref());
    details.extend(external.map(|id| Fact::new("External id", mask::veiled(id, lens), None)));
}

/// The status that a custom session carries as an attribute.
pub(super) fn status_of(session: &Session) -> Option<String> {
    status_attribute(session).and_then(values)
}

fn status_attribute(session: &Session) -> Option<&Attribute> {
    if session.case.as_ref().is_some_and(|case| case.status.is_some()) {
        return None;
    }
    session
        .attributes
        .iter()
        .find(|attribute| text::is_same_name(&attribute.name, "status") && values(attribute).is_some())
}

/// The values of an attribute in one line.
fn values(attribute: &Attribute) -> Option<String> {
    let values: Vec<String> = attribute.values.iter().filter_map(|value| text::some(Some(value))).take(20).collect();
    let line = joined(values.iter().cloned().map(Some), ", ")?;
    // Too long: what is cut off may hold the end of what was isolated.
    Some(if line.len() > text::SHOWN { text::shown(&line) } else { line })
}

/// "1 page", "12 pages"; nothing for none.
fn counted(n: i64, word: &str) -> Option<String> {
    match n {
        ..=0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{n} {word}s")),
    }
}

/// "Desktop" and its icon.
fn device(device: &DeviceFacts) -> Option<(String, &'static str)> {
    let category = device.category.as_deref().map(str::trim).filter(|category| !category.is_empty())?;
    Some(match category.to_ascii_lowercase().as_str() {
        "desktop" => ("Desktop".to_owned(), "monitor"),
        "mobile" => ("Phone".to_owned(), "smartphone"),
        "tablet" => ("Tablet".to_owned(), "tablet"),
        "other" => (model(device).unwrap_or_else(|| "Other device".to_owned()), "monitor"),
        _ => (text::humanise(category), "monitor"),
    })
}

/// Maker and model.
pub(super) fn model(device: &DeviceFacts) -> Option<String> {
    joined([text::some(device.manufacturer.as_deref()), text::some(device.kind.as_deref())], " ")
}

/// "Galway, Ireland".
pub(super) fn place(place: &Place) -> Option<String> {
    let town = text::some(place.locality.as_deref()).or_else(|| text::some(place.region.as_deref()));
    let country = text::some(place.country.as_deref()).or_else(|| text::some(place.country_code.as_deref()));
    joined([town, country], ", ")
}

/// "Google (search)".
pub(super) fn referrer(referrer: &Referrer) -> Option<String> {
    let host = referrer.url.as_deref().and_then(text::host);
    let name = text::some(referrer.name.as_deref())
        .or_else(|| text::some(referrer.domain.as_deref()))
        .or_else(|| text::some(host));
    let medium = text::some(referrer.medium.as_deref()).filter(|medium| !medium.eq_ignore_ascii_case("unknown"));
    match (name, medium) {
        (Some(name), Some(medium)) => {
            Some(format!("{} ({})", text::isolated(&name), text::isolated(&medium.to_lowercase())))
        }
        (Some(name), None) => Some(name),
        (None, Some(medium)) => Some(text::humanise(&medium)),
        (None, None) => None,
    }
}

pub(super) fn referrer_icon(referrer: Option<&Referrer>) -> &'static str {
    match referrer.and_then(|referrer| referrer.medium.as_deref()).unwrap_or_default().to_ascii_lowercase().as_str() {
        "email" => "mail",
        "search" => "search",
        "paid" => "megaphone",
        _ => "link",
    }
}

/// "winter sale (google, cpc)"; only with a name or a source.
pub(super) fn campaign(campaign: &Campaign) -> Option<String> {
    let [name, source, medium, network] =
        [&campaign.name, &campaign.source, &campaign.medium, &campaign.network].map(|part| text::some(part.as_deref()));
    let (head, source) = match (name, source) {
        (Some(name), source) => (name, source),
        (None, Some(source)) => (source, None),
        (None, None) => return None,
    };
    match joined([source.or(network), medium], ", ") {
        Some(rest) => Some(format!("{} ({rest})", text::isolated(&head))),
        None => Some(head),
    }
}

/// The parts that exist, joined; where there are several, none moves another.
pub(super) fn joined(parts: impl IntoIterator<Item = Option<String>>, between: &str) -> Option<String> {
    let mut parts: Vec<String> = parts.into_iter().flatten().collect();
    if let [one] = parts.as_mut_slice() {
        return Some(std::mem::take(one));
    }
    let parts: Vec<_> = parts.iter().map(|part| text::isolated(part)).collect();
    (!parts.is_empty()).then(|| parts.join(between))
}
