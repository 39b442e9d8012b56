//! Events, over REST and in the topics of a session.

use super::context::{app, campaign, device, named, network, page, referrer};
use super::text::{count, id, id_of, moment, text};
use crate::model::{Action, AppFacts, Body, Event, SessionId, WebFacts};

/// What over REST stands before the name of a kind.
const PREFIX: &str = "com.genesys.journey.";

/// The state of an offer that was not made.
const BLOCKED: &str = "blocked";

/// An event; `None` without id, or without a session in it or around it.
pub(super) fn event(from: wire::Event, around: Option<&SessionId>) -> Option<Event> {
    let session = from.session.as_ref().and_then(|session| id(Some(session.id.clone()))).or_else(|| around.cloned())?;
    Some(Event {
        id: id(Some(from.id.clone()))?,
        session,
        created: from.created_date.into(),
        stamp: None,
        body: body(from),
    })
}

/// The session that stands in a path or a topic: what follows `sessions/` or `sessions.`.
pub(super) fn session_in(text: &str, separator: char) -> Option<SessionId> {
    let (_, rest) = text.split_once(&format!("sessions{separator}"))?;
    let id = rest.split([separator, '?']).next()?;
    (!id.is_empty()).then(|| id.into())
}

/// A body that is there counts more than what `eventType` says; of several the named one is taken.
fn body(from: wire::Event) -> Body {
    let name = from.event_type.as_deref().unwrap_or_default().trim();
    let name = name.strip_prefix(PREFIX).unwrap_or(name).to_owned();
    let mut bodies: Vec<(&str, Body)> = [
        from.web_event.map(|event| ("WebEvent", web(event))),
        from.app_event.map(|event| ("AppEvent", application(event))),
        from.web_action_event.map(|event| ("WebActionEvent", action(event))),
        from.outcome_achieved_event.and_then(|event| Some(("OutcomeAchievedEvent", outcome(event)?))),
        from.segment_assignment_event.and_then(|event| Some(("SegmentAssignmentEvent", segment(event)?))),
        from.blocked_web_action_offer_event.map(|event| ("BlockedWebActionOfferEvent", blocked(event))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let at = bodies.iter().position(|(kind, _)| *kind == name).unwrap_or(0);
    if bodies.is_empty() {
        return Body::Other(if name.is_empty() { "event".into() } else { name.into() });
    }
    bodies.swap_remove(at).1
}

fn web(from: wire::WebEvent) -> Body {
    Body::Web(Box::new(WebFacts {
        name: text(from.event_name).unwrap_or_default(),
        page: from.page.and_then(page).unwrap_or_default(),
        search: text(from.search_query),
        referrer: from.referrer.and_then(referrer),
        campaign: from.mkt_campaign.and_then(campaign),
        attributes: named(from.attributes),
        traits: named(from.traits),
        n_events_total: count(from.total_event_count),
        n_pageviews_total: count(from.total_pageview_count),
        authenticated: from.authenticated.unwrap_or(false),
    }))
}

fn application(from: wire::AppEvent) -> Body {
    Body::App(Box::new(AppFacts {
        name: text(from.event_name).unwrap_or_default(),
        screen: text(from.screen_name),
        app: from.app.and_then(app),
        device: from.device.and_then(device),
        network: from.network_connectivity.and_then(network),
        search: text(from.search_query),
        attributes: named(from.attributes),
        traits: named(from.traits),
    }))
}

fn action(from: wire::WebActionEvent) -> Body {
    let map = from.action_map.unwrap_or_default();
    Body::Action(Box::new(Action {
        id: text(from.action.id),
        state: text(from.action.state),
        media_type: text(from.action.media_type),
        prompt: text(from.action.prompt),
        map_name: text(map.display_name),
        map_version: count(map.version),
        time_to_disposition_ms: count(from.time_to_disposition),
        error_code: text(from.error_code),
        error_message: text(from.error_message),
    }))
}

/// An offer that was not made: an action in a state of its own, so that views can leave it out.
fn blocked(from: wire::BlockedWebActionOfferEvent) -> Body {
    let action = from.action.unwrap_or_default();
    let map = from.action_map.unwrap_or_default();
    Body::Action(Box::new(Action {
        id: text(action.id),
        state: Some(BLOCKED.into()),
        media_type: text(action.media_type),
        prompt: text(action.prompt),
        map_name: text(map.display_name),
        map_version: count(map.version),
        time_to_disposition_ms: None,
        error_code: text(from.blocking_reason),
        error_message: None,
    }))
}

fn outcome(from: wire::OutcomeAchievedEvent) -> Option<Body> {
    Some(Body::Outcome { id: id(Some(from.outcome.id))?, name: text(from.outcome.display_name) })
}

/// Over REST an assignment has no state: it is one. `Unknown` is read the same way.
fn segment(from: wire::SegmentAssignmentEvent) -> Option<Body> {
    Some(Body::Segment {
        id: id_of(Some(from.segment))?,
        assigned: !is_unassigned(from.assignment_state.as_deref()),
        until: moment(from.date_for_unassignment),
    })
}

/// The state says that the segment was taken away.
pub(super) fn is_unassigned(state: Option<&str>) -> bool {
    state.is_some_and(|state| state.eq_ignore_ascii_case("Unassigned"))
}
