//! Topics: which ones are wanted, which are confirmed on the channel. Always put as one whole set, one put at a time.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Core;
use crate::access::Permission;
use crate::connection::Reason;
use crate::decode;
use crate::input::Target;
use crate::model::{ContactId, Session, SessionId, SessionKind};
use crate::order;
use crate::problem::{ApiError, Refusal};
use crate::request::Request;
use crate::sorted::SortedMap;

/// Topics of a channel at most (genesys-api §3.1); sessions beyond are not live.
const TOPICS_MAX: usize = 1_000;
/// A topic's length stays below this.
const TOPIC_LEN: usize = 200;
/// How long after it was sent a put that was not answered may still be carried out.
const LATE_MS: i64 = 60_000;
/// How long after its last event a session may still get another one, whatever turns its card gray.
const QUIET_MINUTES: i64 = 60;

/// What is wanted and what is confirmed.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Topics {
    wanted: BTreeSet<Arc<str>>,
    /// Those without which the page is not live.
    essential: BTreeSet<Arc<str>>,
    channel: Option<Arc<str>>,
    /// The set last put.
    sent: BTreeSet<Arc<str>>,
    /// What the channel said to each.
    states: SortedMap<Arc<str>, bool>,
    in_flight: bool,
    has_failed: bool,
    /// The last put failed, and none has done better since: a topic may not be delivered.
    in_doubt: bool,
    /// What was put for another customer must go.
    replace: bool,
    /// A set whose put was not answered, and until when it may still be carried out, by the clock that nobody sets.
    unanswered: Option<(BTreeSet<Arc<str>>, i64)>,
}

impl Topics {
    /// What the channel said to a topic; nothing as soon as a set without it was put, whose answer may be on its way.
    fn state(&self, topic: &str) -> Option<bool> {
        self.states.get(topic).copied().filter(|_| self.sent.contains(topic))
    }

    /// Whether a topic is delivered.
    pub(super) fn is_permitted(&self, topic: &str) -> bool {
        self.state(topic) == Some(true)
    }

    /// Whether a topic is not delivered, and will not be.
    pub(super) fn is_refused(&self, topic: &str) -> bool {
        !self.wanted.contains(topic) || self.state(topic) == Some(false)
    }

    /// Whether an answer to a topic that matters is still to come.
    pub(super) fn is_pending(&self) -> bool {
        self.essential.iter().any(|topic| self.state(topic).is_none())
    }

    /// Another customer: the old one's topics go with the next put.
    pub(super) fn replace_all(&mut self) {
        self.replace = true;
    }

    /// Who is listened to has changed: computed anew.
    pub(super) fn outdate(&mut self) {
        self.wanted.clear();
    }

    /// Whether a put that was not answered could come after the next one, and take some of its topics away.
    fn may_be_overtaken(&mut self, elapsed_ms: i64) -> bool {
        self.unanswered.take_if(|(_, until_ms)| *until_ms <= elapsed_ms);
        self.unanswered.as_ref().is_some_and(|(topics, _)| !self.wanted.is_subset(topics))
    }

    /// A failed put may be tried again.
    pub(super) fn forget_failure(&mut self) {
        self.has_failed = false;
    }

    /// The put to make now, if any.
    fn due(&mut self, channel: Option<&Arc<str>>) -> Option<Request> {
        if self.channel.as_ref() != channel {
            *self = Self {
                wanted: std::mem::take(&mut self.wanted),
                essential: std::mem::take(&mut self.essential),
                channel: channel.cloned(),
                ..Self::default()
            };
        }
        let channel = channel?;
        // What is no longer wanted goes along with what is new: collapsing a card costs no request.
        let is_due = || !self.wanted.is_subset(&self.sent) || (self.replace && self.sent != self.wanted);
        if self.in_flight || self.has_failed || !is_due() {
            return None;
        }
        self.in_flight = true;
        self.replace = false;
        self.sent = self.wanted.clone();
        // From here on the channel may have this set alone, whether or not it says so.
        let sent = &self.sent;
        self.states.retain(|topic, _| sent.contains(topic));
        Some(Request::Subscribe { channel: channel.clone(), topics: self.wanted.iter().cloned().collect() })
    }
}

impl Core {
    /// The same after data: only a session that has become worth listening to changes the set.
    pub(super) fn settle_topics_of_changed(&mut self) {
        if self.changes.sessions.iter().any(|id| self.wants_other_topics(id)) {
            self.settle_topics();
        }
    }

    /// Computes the set that is wanted and puts it when it grew.
    pub(super) fn settle_topics(&mut self) {
        if self.link.is_renewing() && self.calls.waits(|request| matches!(request, Request::Subscribe { .. })) {
            // A channel that has to wait for its topics takes over later: until then those of a card that is opened are put
            // on the one that is heard.
            self.link.channel_lost(self.at);
        }
        let channel = self.link.channel().map(|channel| channel.id.clone());
        let changes = &self.changes;
        // A new channel: what the agent did while there was none has changed the set unseen.
        let is_affected = self.topics.channel != channel
            || changes.order
            || changes.customer
            || changes.interactions
            || changes.page
            || !changes.expanded.is_empty()
            || changes.sessions.iter().any(|id| self.wants_other_topics(id))
            || self.topics.replace
            || self.topics.wanted.is_empty();
        if is_affected {
            self.want_topics();
        }
        // An upkeep that waits while nobody looks; a customer picked up meanwhile does not.
        let may = self.may_look() || self.topics.is_pending();
        let channel = if may && self.topics.channel == channel && self.topics.may_be_overtaken(self.at.elapsed_ms) {
            // Nobody would be told: another channel is not touched by it.
            self.link.channel_lost(self.at);
            self.link.channel().map(|channel| channel.id.clone())
        } else {
            channel
        };
        if self.topics.channel != channel {
            // A put for another channel, or for this one before another took its place, must not come after the next.
            self.calls.cancel(|request| matches!(request, Request::Subscribe { .. }), &mut self.effects);
        }
        if (may || self.topics.channel != channel)
            && let Some(request) = self.topics.due(channel.as_ref())
        {
            self.ask(request);
        }
        self.settle_bar();
        if let Some(channel) = channel {
            // A card that is open is deaf while its topic is put off.
            let is_put_off = self.calls.waits(|request| matches!(request, Request::Subscribe { .. }));
            let confirmed = self.me.is_some() && !self.topics.is_pending() && !self.topics.in_doubt && !is_put_off;
            self.link.set_confirmed(&channel, confirmed, self.at);
        }
    }

    /// Whether the page can be live at all.
    fn settle_bar(&mut self) {
        if self.me.is_none() {
            return;
        }
        if !self.access.allows(Permission::Visit) {
            self.bar(Some(Reason::NoPermission));
            return;
        }
        let (main, permission) = match (&self.subject.contact, &self.subject.session) {
            (Some(contact), _) => (of_sessions(contact), Permission::SessionList),
            (None, Some(session)) => (self.topic_of_id(session), Permission::Event),
            (None, None) => return,
        };
        if !self.access.allows(permission) {
            // A channel that was put earlier may still be confirmed: what it tells may no longer be shown.
            self.bar(Some(Reason::NoPermission));
        } else if self.topics.state(&main).is_some() {
            let is_refused = !self.topics.is_permitted(&main);
            if is_refused && self.subject.list.was_read && !self.link.is_barred() {
                // What may no longer be heard may no longer be read either: the list's own answer tells which permission.
                self.subject.list.make_stale();
            }
            self.bar(is_refused.then_some(Reason::TopicsRefused));
        }
    }

    fn want_topics(&mut self) {
        let mut wanted: Vec<String> = Vec::new();
        let Some(me) = &self.me else {
            // Computed anew as soon as that is known.
            self.topics.outdate();
            return;
        };
        if !matches!(self.target(), None | Some(Target::Contact(_) | Target::Session(_))) {
            wanted.push(format!("v2.users.{}.conversations", me.id));
        }
        let is_live = self.access.allows(Permission::Visit);
        let contacts: Vec<_> = self.subject.contact.iter().chain(&self.subject.merged).cloned().collect();
        for contact in &contacts {
            if is_live && self.access.allows(Permission::SessionList) {
                wanted.push(of_sessions(contact));
            }
        }
        let mut n_essential = wanted.len();
        if contacts.is_empty()
            && let Some(session) = &self.subject.session
            && is_live
            && self.access.allows(Permission::Event)
        {
            wanted.push(format!("v2.journey.sessions.{session}.web.events"));
            wanted.push(format!("v2.journey.sessions.{session}.app.events"));
            n_essential = wanted.len();
        }
        for contact in &contacts {
            if self.access.allows(Permission::Contact) {
                wanted.push(format!("v2.externalcontacts.contacts.{contact}"));
            }
            if is_live
                && self.access.parts(self.journey.settings()).segments
                && self.access.allows(Permission::SegmentAssignment)
            {
                wanted.push(format!("v2.externalcontacts.contacts.{contact}.journey.segments"));
            }
        }
        for id in self.journey.order().iter() {
            if let Some(session) = self.journey.session(id)
                && self.wants_events(session)
            {
                wanted.push(topic_of(session));
            }
        }
        wanted.retain(|topic| topic.len() < TOPIC_LEN);
        wanted.truncate(TOPICS_MAX);
        self.topics.essential = order::set(wanted.iter().take(n_essential).map(|topic| Arc::from(topic.as_str())));
        self.topics.wanted = order::set(wanted.into_iter().map(Arc::from));
    }

    /// Events of a session are listened to while it may go on, and while its card is open.
    fn wants_events(&self, session: &Session) -> bool {
        if !self.access.allows(Permission::Visit) || !self.access.allows(Permission::Event) {
            return false;
        }
        let is_quiet = self.at.now - session.last_activity() > chrono::Duration::minutes(QUIET_MINUTES);
        let may_go_on = session.ended.is_none() && !is_quiet;
        (session.is_visit() && may_go_on) || self.journey.is_expanded(&session.id)
    }

    fn wants_other_topics(&self, id: &SessionId) -> bool {
        self.journey
            .session(id)
            .is_some_and(|session| self.wants_events(session) && !self.topics.wanted.contains(&*topic_of(session)))
    }

    /// The current epoch, when this session's events are heard in it.
    pub(super) fn session_heard(&self, id: &SessionId) -> Option<u64> {
        self.heard(&self.topic_of_id(id))
    }

    pub(super) fn topic_of_id(&self, id: &SessionId) -> String {
        self.journey.session(id).map_or_else(|| format!("v2.journey.sessions.{id}.web.events"), |one| topic_of(one))
    }

    /// The channel said what it thinks of the topics.
    pub(super) fn subscribed(&mut self, channel: &str, sent: &[Arc<str>], result: Result<String, Refusal>) {
        if self.topics.channel.as_deref() != Some(channel) {
            return;
        }
        self.topics.in_flight = false;
        match result {
            Ok(body) => {
                let Some(answers) = decode::topics(&body) else {
                    self.topics_failed(&Refusal::unreadable());
                    return;
                };
                // Without this one nothing is live, and that has a name; what other topics lack is told by the reads.
                let visit = Permission::Visit.name();
                if let Some(name) =
                    answers.iter().flat_map(|answer| &answer.missing).find(|one| one.eq_ignore_ascii_case(visit))
                {
                    self.access.refuse(Permission::Visit, Some(name.clone()));
                }
                let mut states: SortedMap<Arc<str>, bool> =
                    order::map(answers.into_iter().map(|answer| (Arc::from(answer.topic), answer.permitted)));
                // A topic that the answer does not name is not delivered.
                for topic in sent {
                    states.or_insert_with(topic.clone(), || false);
                }
                self.topics.states = states;
                self.topics.in_doubt = false;
            }
            Err(refusal) => self.topics_failed(&refusal),
        }
    }

    fn topics_failed(&mut self, refusal: &Refusal) {
        let sent = std::mem::take(&mut self.topics.sent);
        if refusal.error == ApiError::Network {
            self.topics.unanswered = Some((sent, self.at.elapsed_ms + LATE_MS));
        }
        self.topics.has_failed = true;
        self.topics.in_doubt = true;
        match refusal.error {
            ApiError::NotFound => self.link.channel_lost(self.at),
            _ if refusal.is_final() => self.bar(Some(Reason::TopicsRefused)),
            _ if self.link.is_renewing() => self.link.channel_lost(self.at),
            _ => self.link.snapshot_failed(self.at),
        }
    }
}

/// The topic that tells of a contact's sessions.
pub(super) fn of_sessions(contact: &ContactId) -> String {
    format!("v2.externalcontacts.contacts.{contact}.journey.sessions")
}

/// The topic that carries a session's events, offers and segments among them.
fn topic_of(session: &Session) -> String {
    let kind = if session.kind == SessionKind::App { "app" } else { "web" };
    format!("v2.journey.sessions.{}.{kind}.events", session.id)
}
