//! External contacts: reading, looking up, associating, promoting (genesys-api §1.2).

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde_json::{Value, json};
use wire::Listing;

use super::paging::{by_id, by_number, whole};
use super::{Payload, Query};
use crate::answer::Problem;
use crate::guard::Caller;
use crate::shared::App;

const VIEW: &[&str] = &["externalContacts:contact:view"];
const VIEW_OR_RELATE: &[&str] = &["externalContacts:contact:view", "relate:contact:view"];
const EXPANSIONS: &[&str] =
    &["externalOrganization", "externalDataSources", "identifiers", "externalSources", "division"];
/// As [`EXPANSIONS`], for a contact's own record.
const UNRESOLVED_EXPANSIONS: &[&str] = &["externalOrganization", "externalDataSources", "identifiers", "division"];
/// Of a look-up, whose answer holds contacts.
const LOOK_UP_EXPANSIONS: &[&str] = &["contacts.externalOrganization", "externalDataSources", "division"];
const PAGE: usize = 20;
/// What `pageNumber` times `pageSize` may reach.
const N_LISTED_MAX: usize = 1_000;
const N_LOOKED_UP_MAX: usize = 25;
const IDENTIFIER_TYPES: [&str; 12] = [
    "SocialLine",
    "SocialFacebook",
    "SocialTwitter",
    "SocialWhatsapp",
    "SocialInstagram",
    "SocialInstagramHandle",
    "SocialWhatsappBsuid",
    "AppleOpaqueId",
    "Email",
    "Phone",
    "Cookie",
    "ExternalId",
];
const MEDIA_TYPES: [&str; 11] = [
    "CALL",
    "CALLBACK",
    "CHAT",
    "COBROWSE",
    "EMAIL",
    "MESSAGE",
    "INTERNAL_MESSAGE",
    "SCREEN_MONITORING",
    "SOCIAL_EXPRESSION",
    "VIDEO",
    "SCREENSHARE",
];

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v2/externalcontacts/contacts", get(list))
        .route("/api/v2/externalcontacts/contacts/{contactId}", get(contact))
        .route("/api/v2/externalcontacts/contacts/{contactId}/unresolved", get(unresolved))
        .route("/api/v2/externalcontacts/contacts/{contactId}/identifiers", get(identifiers))
        .route("/api/v2/externalcontacts/contacts/{contactId}/promotion", post(promote))
        .route("/api/v2/externalcontacts/externalsources", get(sources))
        .route("/api/v2/externalcontacts/reversewhitepageslookup", get(look_up))
        .route("/api/v2/externalcontacts/identifierlookup", post(by_identifier_deprecated))
        .route("/api/v2/externalcontacts/identifierlookup/contacts", post(by_identifier))
        .route("/api/v2/externalcontacts/conversations/{conversationId}", put(associate))
}

/// A contact with only those parts that were asked for.
fn expanded(contact: &wire::ExternalContact, expand: &[String]) -> Value {
    let mut value = json!(contact);
    if let Some(fields) = value.as_object_mut() {
        for (field, name) in [("identifiers", "identifiers"), ("externalOrganization", "externalOrganization")] {
            if !expand.iter().any(|wanted| wanted.strip_prefix("contacts.").unwrap_or(wanted) == name) {
                fields.remove(field);
            }
        }
    }
    value
}

async fn list(State(app): State<App>, caller: Caller, query: Query) -> Result<Json<Listing<Value>>, Problem> {
    caller.need_any(VIEW_OR_RELATE)?;
    let expand = query.choices("expand", EXPANSIONS)?;
    let (number, size) = (query.number("pageNumber", 1, N_LISTED_MAX)?, query.number("pageSize", PAGE, N_LISTED_MAX)?);
    if number.saturating_mul(size) > N_LISTED_MAX {
        let message = format!("Only the first {N_LISTED_MAX} contacts can be listed: narrow the search.");
        return Err(Problem::invalid("pageNumber", message));
    }
    let mut contacts = app.read(|world| world.contacts_matching(query.one("q").unwrap_or_default()));
    sort(&query, &mut contacts)?;
    let contacts = contacts.iter().map(|contact| expanded(contact, &expand)).collect();
    by_number(&query, PAGE, contacts).map(Json)
}

/// `sortOrder`: a field and a direction, e.g. `firstName:asc`.
fn sort(query: &Query, contacts: &mut [wire::ExternalContact]) -> Result<(), Problem> {
    let Some(order) = query.one("sortOrder").filter(|order| !order.is_empty()) else { return Ok(()) };
    let (field, direction) = order.split_once(':').unwrap_or((order, "asc"));
    let wrong = || Problem::invalid("sortOrder", "sortOrder is firstName or lastName with :asc or :desc.");
    match field {
        "firstName" => contacts.sort_by(|a, b| a.first_name.cmp(&b.first_name)),
        "lastName" => contacts.sort_by(|a, b| a.last_name.cmp(&b.last_name)),
        _ => return Err(wrong()),
    }
    match direction {
        "asc" => {}
        "desc" => contacts.reverse(),
        _ => return Err(wrong()),
    }
    Ok(())
}

async fn contact(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, Problem> {
    caller.need_any(VIEW_OR_RELATE)?;
    let expand = query.choices("expand", EXPANSIONS)?;
    let contact = app.read(|world| world.contact(&id)).ok_or_else(|| Problem::not_found("contact", &id))?;
    Ok(Json(expanded(&contact, &expand)))
}

async fn unresolved(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    query: Query,
) -> Result<Json<Value>, Problem> {
    caller.need_any(VIEW)?;
    let expand = query.choices("expand", UNRESOLVED_EXPANSIONS)?;
    let contact = app.read(|world| world.contact_unresolved(&id)).ok_or_else(|| Problem::not_found("contact", &id))?;
    Ok(Json(expanded(&contact, &expand)))
}

async fn identifiers(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Listing<wire::ContactIdentifier>>, Problem> {
    caller.need_any(VIEW)?;
    let contact = app.read(|world| world.contact(&id)).ok_or_else(|| Problem::not_found("contact", &id))?;
    Ok(Json(whole(contact.identifiers)))
}

async fn look_up(State(app): State<App>, caller: Caller, query: Query) -> Result<Json<Value>, Problem> {
    caller.need_any(VIEW)?;
    let expand = query.choices("expand", LOOK_UP_EXPANSIONS)?;
    let value = query.one("lookupVal").filter(|value| !value.trim().is_empty());
    let value = value.ok_or_else(|| Problem::invalid("lookupVal", "lookupVal is required."))?;
    let contacts = app.read(|world| world.contacts_by_value(value));
    let contacts: Vec<_> = contacts.iter().take(N_LOOKED_UP_MAX).map(|contact| expanded(contact, &expand)).collect();
    Ok(Json(json!({"contacts": contacts})))
}

async fn by_identifier(app: State<App>, caller: Caller, query: Query, body: Payload) -> Result<Json<Value>, Problem> {
    caller.need_any(VIEW)?;
    identified(&app, &query, &body)
}

async fn by_identifier_deprecated(
    app: State<App>,
    caller: Caller,
    query: Query,
    body: Payload,
) -> Result<Json<Value>, Problem> {
    caller.need_any(VIEW_OR_RELATE)?;
    identified(&app, &query, &body)
}

fn identified(app: &App, query: &Query, body: &Payload) -> Result<Json<Value>, Problem> {
    let expand = query.choices("expand", EXPANSIONS)?;
    let identifier: wire::ContactIdentifier = body.record()?;
    let kind = identifier.kind.filter(|kind| IDENTIFIER_TYPES.contains(&kind.as_str()));
    let kind = kind.ok_or_else(|| Problem::invalid("type", "type is an identifier type of the contract."))?;
    let value = identifier.value.filter(|value| !value.is_empty());
    let value = value.ok_or_else(|| Problem::invalid("value", "value is required."))?;
    if kind == "Phone" && !value.starts_with('+') {
        return Err(Problem::invalid("value", "A phone number has its country code and a leading plus."));
    }
    let contact = app.read(|world| world.contact_by_identifier(&kind, &value));
    // What was looked for is personal and stays out of the answer.
    contact.map(|contact| Json(expanded(&contact, &expand))).ok_or_else(Problem::no_such_path)
}

async fn sources(State(app): State<App>, caller: Caller, query: Query) -> Result<Json<Value>, Problem> {
    caller.need_any(&[
        "externalContacts:externalSource:view",
        "externalContacts:contact:view",
        "externalContacts:externalOrganization:view",
    ])?;
    let (name, is_active) = (query.one("name").map(str::to_lowercase), query.flag("active")?);
    let mut all = app.read(|world| world.external_sources().to_vec());
    let holds = |one: &Value, name: &str| one["name"].as_str().is_some_and(|own| own.to_lowercase().contains(name));
    all.retain(|one| name.as_ref().is_none_or(|name| holds(one, name)));
    all.retain(|one| is_active.is_none_or(|is_active| one["active"] == is_active));
    let page = by_id(&query, "limit", "cursor", all)?;
    let mut answer = json!({"entities": page.entities, "selfUri": query.address(&[])});
    if let Some(next) = page.next {
        answer["nextUri"] = query.address(&[("cursor", Some(&next))]).into();
        answer["cursors"] = json!({"after": next});
    }
    Ok(Json(answer))
}

async fn associate(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    body: Payload,
) -> Result<StatusCode, Problem> {
    caller.need_any(&["externalContacts:conversation:associate", "relate:conversation:associate"])?;
    let body: wire::ConversationAssociation = body.record()?;
    if body.conversation_id.as_ref() != Some(&id) {
        return Err(Problem::invalid("conversationId", "conversationId is required and that of the address."));
    }
    if body.communication_id.is_none_or(|id| id.is_empty()) {
        return Err(Problem::invalid("communicationId", "communicationId is required."));
    }
    if !body.media_type.is_some_and(|kind| MEDIA_TYPES.contains(&kind.as_str())) {
        return Err(Problem::invalid("mediaType", "mediaType is a media type of the contract."));
    }
    let contact = body.external_contact_id.filter(|contact| !contact.is_empty());
    app.change(move |world, now| world.associate(&id, contact.as_deref(), now)).await??;
    Ok(StatusCode::ACCEPTED)
}

async fn promote(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<wire::ExternalContact>, Problem> {
    caller.need_any(&["externalContacts:identity:promote"])?;
    Ok(Json(app.change(move |world, now| world.promote(&id, now)).await??))
}
