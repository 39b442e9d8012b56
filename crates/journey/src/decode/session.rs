//! Sessions, over REST and in notifications.

use std::collections::BTreeMap;

use super::context::{app, campaign, device, page, place, referrer};
use super::text::{count, id, id_of, joined, moment, size, text, texts};
use crate::model::{
    Achievement, Attribute, Case, Channel, Conversation, Direction, LastEvent, Matched, Session, SessionKind,
};
use crate::order;

/// A session; `None` when it has no id.
pub(super) fn session(from: wire::Session) -> Option<Session> {
    let kind = kind(&from);
    let case = case(&from, &kind);
    let is_conversation = kind == SessionKind::Conversation;
    let (browser, browser_language, view) = from.browser.map_or((None, None, None), |browser| {
        let view = size(browser.view_width, browser.view_height);
        (joined([browser.family, browser.version]), text(browser.lang), view)
    });
    let disposition = from.last_user_disposition.unwrap_or_default();
    let conversation = is_conversation.then(|| Conversation {
        id: id_of(from.conversation),
        channels: from.conversation_channels.into_iter().filter_map(channel).collect(),
        direction: direction(from.originating_direction.as_deref()),
        subject: text(from.conversation_subject),
        queue: id_of(from.last_connected_queue),
        user: id_of(from.last_connected_user),
        wrap_up: id(disposition.code),
        notes: text(disposition.notes),
        disconnect: text(from.last_user_disconnect_type),
        acd_outcome: text(from.last_acd_outcome),
    });
    Some(Session {
        id: id(Some(from.id))?,
        kind,
        contact: id_of(from.external_contact),
        customer: text(from.customer_id),
        customer_id_type: text(from.customer_id_type),
        created: from.created_date.into(),
        ended: moment(from.ended_date),
        idle: moment(from.idle_date),
        away: moment(from.away_date),
        duration_seconds: count(from.duration_in_seconds),
        n_events: count(from.event_count),
        n_pageviews: count(from.pageview_count),
        n_screenviews: count(from.screenview_count),
        last_event: from.last_event.map(|event| LastEvent {
            id: text(event.id),
            name: text(event.event_name),
            created: moment(event.created_date),
        }),
        last_page: from.last_page.and_then(page),
        last_screen: text(from.last_screen),
        page_since: None,
        search_terms: texts(from.search_terms),
        authenticated: from.authenticated.unwrap_or(false),
        segments: matched(from.segment_assignments),
        achievements: achievements(from.outcome_achievements),
        attributes: attributes(from.attributes, from.attribute_lists),
        browser,
        browser_language,
        view,
        device: from.device.and_then(device),
        place: from.geolocation.and_then(place),
        ip: text(from.ip_address),
        ip_organization: text(from.ip_organization),
        referrer: from.referrer.and_then(referrer),
        campaign: from.mkt_campaign.and_then(campaign),
        app: from.app.and_then(app),
        external_id: text(from.external_id),
        external_url: text(from.external_url),
        short_id: text(from.short_id),
        conversation,
        case,
    })
}

/// The kind by its name; a session that names its conversation is one, whatever it calls itself. Without a name, the
/// facts say what it is.
fn kind(from: &wire::Session) -> SessionKind {
    let has_conversation = from.conversation.as_ref().is_some_and(|reference| reference.id.is_some());
    let name = from.kind.as_deref().unwrap_or_default().trim();
    if has_conversation || name.eq_ignore_ascii_case("conversation") {
        SessionKind::Conversation
    } else if name.eq_ignore_ascii_case("web") {
        SessionKind::Web
    } else if name.eq_ignore_ascii_case("app") {
        SessionKind::App
    } else if !name.is_empty() {
        SessionKind::Custom(name.into())
    } else if from.app.is_some() || from.last_screen.is_some() || from.screenview_count.is_some_and(|n| n > 0) {
        SessionKind::App
    } else if from.last_page.is_some() || from.pageview_count.is_some() {
        SessionKind::Web
    } else {
        SessionKind::Custom("session".into())
    }
}

/// Facts of a case; a web session that merely belongs to a case is none.
fn case(from: &wire::Session, kind: &SessionKind) -> Option<Case> {
    let is_case = from.case_entity.is_some()
        || from.case_reference.is_some()
        || from.case_status.is_some()
        || matches!(kind, SessionKind::Custom(name) if name.eq_ignore_ascii_case("case"));
    is_case.then(|| Case {
        reference: text(from.case_reference.clone())
            .or_else(|| from.case_associations.iter().find_map(|association| text(association.case_reference.clone()))),
        status: text(from.case_status.clone()),
    })
}

fn channel(from: wire::ConversationChannel) -> Option<Channel> {
    Some(Channel { kind: text(from.kind)?, message_type: text(from.message_type) })
}

fn direction(from: Option<&str>) -> Direction {
    match from {
        Some(name) if name.eq_ignore_ascii_case("inbound") => Direction::Inbound,
        Some(name) if name.eq_ignore_ascii_case("outbound") => Direction::Outbound,
        _ => Direction::Unknown,
    }
}

fn matched(from: Vec<wire::SessionSegmentAssignment>) -> Vec<Matched> {
    from.into_iter()
        .filter_map(|assignment| {
            Some(Matched {
                segment: id_of(Some(assignment.segment))?,
                at: moment(assignment.assigned_date),
                ended: None,
            })
        })
        .collect()
}

fn achievements(from: Vec<wire::OutcomeAchievement>) -> Vec<Achievement> {
    from.into_iter()
        .filter_map(|one| Some(Achievement { outcome: id_of(Some(one.outcome))?, at: moment(one.achieved_date) }))
        .collect()
}

fn attributes(
    single: BTreeMap<String, wire::CustomEventAttribute>,
    lists: BTreeMap<String, wire::CustomEventAttributeList>,
) -> Vec<Attribute> {
    let single = single.into_iter().map(|(name, attribute)| (name, texts(attribute.value.into_iter().collect())));
    let lists = lists.into_iter().map(|(name, list)| (name, texts(list.values)));
    let mut attributes: Vec<Attribute> = single
        .chain(lists)
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| Attribute { name: name.into(), values })
        .collect();
    order::sort_by(&mut attributes, |one, other| one.name.cmp(&other.name));
    attributes
}
