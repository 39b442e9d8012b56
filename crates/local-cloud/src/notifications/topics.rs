//! The topics one may subscribe to, and who may: the same permission as the REST read of the same thing.

use crate::guard::{Caller, holds};
use crate::world::Agent;

/// Names of this length and more are refused.
pub(super) const NAME_BYTES_END: usize = 200;
/// Most topics of one channel.
pub(super) const N_TOPICS_MAX: usize = 1_000;

/// A kind of topic; `{id}` stands for one part of the name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) pattern: &'static str,
    pub(crate) description: &'static str,
    /// One of these is needed.
    pub(crate) any_of: &'static [&'static str],
    /// The id must be the subscriber's own user id.
    pub(crate) own: bool,
    /// The REST operations that read the same thing.
    pub(crate) paths: &'static [&'static str],
}

const SESSION: &[&str] = &["externalContacts:session:view"];
const EVENT: &[&str] = &["journey:event:view"];
const CONTACT: &[&str] = &["externalContacts:contact:view"];
const EVENTS_PATH: &[&str] = &["/api/v2/journey/sessions/{sessionId}/events"];
const OWN_PATH: &[&str] = &["/api/v2/conversations"];

const fn kind(
    pattern: &'static str,
    description: &'static str,
    any_of: &'static [&'static str],
    own: bool,
    paths: &'static [&'static str],
) -> Kind {
    Kind { pattern, description, any_of, own, paths }
}

/// Everything there is.
pub(crate) const KINDS: &[Kind] = &[
    kind(
        "v2.externalcontacts.contacts.{id}.journey.sessions",
        "New and changed sessions of a contact",
        SESSION,
        false,
        &["/api/v2/externalcontacts/contacts/{contactId}/journey/sessions"],
    ),
    kind(
        "v2.externalcontacts.contacts.{id}.journey.segments",
        "Segments assigned to a contact or taken away",
        &["externalContacts:segmentAssignment:view"],
        false,
        &["/api/v2/externalcontacts/contacts/{contactId}/journey/segments"],
    ),
    kind(
        "v2.externalcontacts.contacts.{id}",
        "Changes of a contact",
        CONTACT,
        false,
        &["/api/v2/externalcontacts/contacts/{contactId}"],
    ),
    kind(
        "v2.externalcontacts.contacts.{id}.unresolved",
        "Changes of a contact's own record, merged or not",
        CONTACT,
        false,
        &["/api/v2/externalcontacts/contacts/{contactId}/unresolved"],
    ),
    kind("v2.journey.sessions.{id}.web.events", "Events of a web session", EVENT, false, EVENTS_PATH),
    kind("v2.journey.sessions.{id}.app.events", "Events of an app session", EVENT, false, EVENTS_PATH),
    kind("v2.journey.sessions.{id}.action.events", "Web action events of a session", EVENT, false, EVENTS_PATH),
    kind("v2.journey.sessions.{id}.outcome.events", "Outcome events of a session", EVENT, false, EVENTS_PATH),
    kind("v2.users.{id}.conversations", "The user's own conversations", &[], true, OWN_PATH),
    kind("v2.users.{id}.conversations.messages", "The user's own message conversations", &[], true, OWN_PATH),
    kind("v2.users.{id}.conversations.calls", "The user's own calls", &[], true, OWN_PATH),
    kind("v2.users.{id}.conversations.callbacks", "The user's own callbacks", &[], true, OWN_PATH),
    kind("v2.users.{id}.conversations.emails", "The user's own e-mail conversations", &[], true, OWN_PATH),
    kind("v2.users.{id}.tokens", "Tokens issued for the user", &[], true, &["/api/v2/tokens/me"]),
    kind(
        "v2.detail.events.conversation.{id}.customer.start",
        "A customer joined a conversation",
        &["conversation:communication:view"],
        false,
        &["/api/v2/conversations/{conversationId}"],
    ),
];

/// Why a subscription is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum No {
    /// No such topic, or no proper name.
    Invalid(&'static str),
    /// One of these permissions is needed.
    Missing(Vec<&'static str>),
    /// Somebody else's topic.
    NotOwn,
}

/// The plain topics behind a name: `prefix?a&b` bundles `prefix.a` and `prefix.b`.
pub(crate) fn plain(name: &str) -> Vec<String> {
    match name.split_once('?') {
        None => vec![name.to_owned()],
        Some((prefix, lasts)) => lasts.split('&').map(|last| format!("{prefix}.{last}")).collect(),
    }
}

/// Whether `agent` may subscribe to `name`; a bundle stands or falls as a whole.
pub(crate) fn judge(name: &str, agent: &Agent) -> Result<(), No> {
    if name.len() >= NAME_BYTES_END {
        return Err(No::Invalid("The topic's name is too long."));
    }
    plain(name).iter().try_for_each(|topic| judge_plain(topic, agent))
}

fn judge_plain(topic: &str, agent: &Agent) -> Result<(), No> {
    let (kind, id) = KINDS
        .iter()
        .find_map(|kind| Some((kind, id_in(kind.pattern, topic)?)))
        .ok_or(No::Invalid("There is no such topic."))?;
    if kind.own && id != agent.id {
        return Err(No::NotOwn);
    }
    if kind.any_of.is_empty() || kind.any_of.iter().any(|permission| holds(agent, permission)) {
        return Ok(());
    }
    Err(No::Missing(kind.any_of.to_vec()))
}

/// The id in `topic` when it is of this pattern.
fn id_in<'a>(pattern: &str, topic: &'a str) -> Option<&'a str> {
    let (head, tail) = pattern.split_once("{id}")?;
    let id = topic.strip_prefix(head)?.strip_suffix(tail)?;
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (!id.is_empty() && id.bytes().all(letter)).then_some(id)
}

impl Caller {
    /// As [`judge`] for the one who calls.
    pub(crate) fn may_subscribe(&self, name: &str) -> Result<(), No> {
        judge(name, &self.agent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(permissions: &[&str]) -> Agent {
        let permissions = permissions.iter().map(|&permission| permission.to_owned()).collect();
        Agent { id: "me".into(), name: String::new(), email: String::new(), permissions, blurb: String::new() }
    }

    #[test]
    fn a_topic_asks_for_the_permission_of_its_rest_read() {
        let events = "v2.journey.sessions.abc-1.web.events";
        assert_eq!(judge(events, &agent(&["journey:*:view"])), Ok(()));
        assert_eq!(judge(events, &agent(&["*:*:*"])), Ok(()));
        assert_eq!(judge(events, &agent(&["journey:session:view"])), Err(No::Missing(EVENT.to_vec())));
    }

    #[test]
    fn user_topics_are_for_their_user_only() {
        assert_eq!(judge("v2.users.me.conversations", &agent(&[])), Ok(()));
        assert_eq!(judge("v2.users.me.conversations?messages&calls", &agent(&[])), Ok(()));
        assert_eq!(judge("v2.users.you.conversations", &agent(&["*:*:*"])), Err(No::NotOwn));
    }

    #[test]
    fn other_names_are_no_topics() {
        let all = agent(&["*:*:*"]);
        let long = format!("v2.journey.sessions.{}.web.events", "x".repeat(200));
        for name in [
            "",
            "channel.metadata",
            "v2.system.socket_closing",
            "v2.journey.sessions..web.events",
            "v2.journey.sessions.a.b.web.events",
            "v2.users.me.conversations?messages&",
            "v2.users.me.conversations?messages&fax",
            "V2.users.me.conversations",
            &long,
        ] {
            assert!(matches!(judge(name, &all), Err(No::Invalid(_))), "{name}");
        }
    }
}
