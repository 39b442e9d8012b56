//! Who am I, what may I do, whose token is this, what time is it (genesys-api §1.4).

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};
use wire::Listing;

use super::Query;
use super::paging::by_number;
use crate::answer::Problem;
use crate::guard::Caller;
use crate::rules::rules;
use crate::shared::App;
use crate::sign_in;
use crate::world::Agent;

const DIVISION_NAME: &str = "Home";
const EXPANSIONS: &[&str] = &[
    "routingStatus",
    "presence",
    "integrationPresence",
    "conversationSummary",
    "outOfOffice",
    "geolocation",
    "station",
    "authorization",
    "lasttokenissued",
    "authorization.unusedRoles",
    "team",
    "workPlanBidRanks",
    "externalContactsSettings",
    "groups",
    "customAttributes",
    "profileSkills",
    "certifications",
    "locations",
    "skills",
    "languages",
    "languagePreference",
    "employerInfo",
    "biography",
    "dateLastLogin",
    "dateWelcomeSent",
    "date",
    "geolocationsettings",
    "organization",
    "presencedefinitions",
    "divisionedpresencedefinitions",
    "locationdefinitions",
    "orgauthorization",
    "orgproducts",
    "favorites",
    "superiors",
    "directreports",
    "adjacents",
    "routingskills",
    "routinglanguages",
    "fieldconfigs",
    "token",
    "trustors",
    "logCapture",
    "autoanswersettings",
];

/// Id and name of the organisation in which everything happens.
fn organisation_ref() -> Value {
    rules().organization.clone()
}

fn organisation_text(name: &str) -> String {
    rules().organization.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The organisation's only division.
fn division_ref() -> Value {
    json!({"id": rules().division, "name": DIVISION_NAME, "description": "The whole shop", "homeDivision": true})
}

pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/api/v2/users/me", get(me))
        .route("/api/v2/authorization/subjects/me", get(subject))
        .route("/api/v2/authorization/divisionspermitted/paged/me", get(divisions))
        .route("/api/v2/tokens/me", get(token).head(token_is_valid).delete(end_token))
        .route("/api/v2/organizations/me", get(organisation))
        .route("/api/v2/date", get(date))
}

async fn me(State(app): State<App>, caller: Caller, query: Query) -> Result<Json<wire::UserMe>, Problem> {
    let expand = query.choices("expand", EXPANSIONS)?;
    let wants = |name: &str| expand.iter().any(|wanted| wanted == name);
    let mut user = user(&caller.agent);
    user.authorization = wants("authorization").then(|| wire::UserAuthorization {
        roles: vec![role(&caller.agent)],
        permissions: caller.agent.permissions.clone(),
        ..Default::default()
    });
    user.language_preference = wants("languagePreference").then(|| "en-GB".to_owned());
    if wants("organization") {
        user.extra.insert("organization".to_owned(), organisation_full());
    }
    if wants("date") {
        user.extra.insert("date".to_owned(), json!(now(&app)));
    }
    if wants("token") {
        user.extra.insert("token".to_owned(), token_info(&app, &caller));
    }
    Ok(Json(user))
}

/// A user in short form.
pub(super) fn user(agent: &Agent) -> wire::UserMe {
    wire::UserMe {
        id: agent.id.clone(),
        name: Some(agent.name.clone()),
        division: Some(json!({"id": rules().division, "name": DIVISION_NAME})),
        email: Some(agent.email.clone()),
        username: Some(agent.email.clone()),
        state: Some("active".to_owned()),
        version: Some(1),
        self_uri: Some(format!("/api/v2/users/{}", agent.id)),
        ..Default::default()
    }
}

/// Each agent has one role, their own.
fn role(agent: &Agent) -> wire::AddressableEntityRef {
    let mut role = wire::AddressableEntityRef { id: Some(format!("role-{}", agent.id)), ..Default::default() };
    role.extra.insert("name".to_owned(), json!(format!("Role of {}", agent.name)));
    role
}

async fn subject(caller: Caller) -> Json<wire::AuthzSubject> {
    let agent = &caller.agent;
    let mut actions: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for permission in &agent.permissions {
        if let [domain, entity, action] = permission.split(':').collect::<Vec<_>>()[..] {
            actions.entry((domain, entity)).or_default().push(action.to_owned());
        }
    }
    let policies = actions.into_iter().map(|((domain, entity), actions)| wire::AuthzGrantPolicy {
        actions,
        domain: Some(domain.to_owned()),
        entity_name: Some(entity.to_owned()),
        ..Default::default()
    });
    let grant = wire::AuthzGrant {
        subject_id: Some(agent.id.clone()),
        division: Some(division_ref()),
        role: Some(wire::AuthzGrantRole {
            id: role(agent).id,
            name: Some(format!("Role of {}", agent.name)),
            policies: policies.collect(),
            default: Some(false),
            ..Default::default()
        }),
        ..Default::default()
    };
    Json(wire::AuthzSubject {
        id: Some(agent.id.clone()),
        name: Some(agent.name.clone()),
        grants: vec![grant],
        version: Some(1),
        self_uri: Some("/api/v2/authorization/subjects/me".to_owned()),
        ..Default::default()
    })
}

async fn divisions(caller: Caller, query: Query) -> Result<Json<Listing<Value>>, Problem> {
    let permission = query.one("permission").filter(|permission| !permission.is_empty());
    let permission = permission.ok_or_else(|| Problem::invalid("permission", "permission is required."))?;
    let held = if caller.holds(permission) { vec![division_ref()] } else { Vec::new() };
    by_number(&query, 25, held).map(Json)
}

async fn token(State(app): State<App>, caller: Caller) -> Json<Value> {
    Json(token_info(&app, &caller))
}

fn token_info(app: &App, caller: &Caller) -> Value {
    let organisation = organisation_ref();
    let idles = app.desk.token(&caller.token).map(|token| wire::Timestamp(token.expires));
    json!({
        "organization": organisation,
        "homeOrganization": organisation,
        "authorizedScope": ["journey:readonly", "external-contacts", "conversations:readonly", "notifications",
            "user-basic-info", "users:readonly", "routing:readonly", "authorization:readonly", "organization:readonly"],
        "dateTokenIdles": idles,
        "OAuthClient": {
            "id": caller.client, "name": "Customer Journey", "authorizedGrantType": "CODE", "state": "active",
            "organization": organisation,
        },
    })
}

async fn token_is_valid(_: Caller) -> StatusCode {
    StatusCode::OK
}

async fn end_token(State(app): State<App>, caller: Caller) -> Result<StatusCode, Problem> {
    sign_in::end(&app, caller.token).await?;
    Ok(StatusCode::OK)
}

async fn organisation(_: Caller) -> Json<Value> {
    Json(organisation_full())
}

fn organisation_full() -> Value {
    json!({
        "id": organisation_text("id"), "name": organisation_text("name"), "defaultLanguage": "en-GB",
        "defaultCountryCode": "GB", "domain": "fernwell", "version": 1, "state": "active",
        "productPlatform": "GenesysCloud", "selfUri": "/api/v2/organizations/me",
    })
}

fn now(app: &App) -> wire::ServerDate {
    wire::ServerDate { current_date: Some(app.clock.now().into()), ..Default::default() }
}

async fn date(State(app): State<App>, _: Caller) -> Json<wire::ServerDate> {
    Json(now(&app))
}
