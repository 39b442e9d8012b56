//! The judge of every step: what must hold at any moment, seen only through what the page shows and asks.
//!
//! Knows the truth and what of it the page was told; knows nothing of how the core works.

mod owed;

use std::collections::BTreeMap;

use journey::changes::Changes;
use journey::connection::ConnectionState;
use journey::effect::{HttpCall, Method};
use journey::input::{Reply, Target};
use journey::journey::Screen;
use journey::model::SessionId;

use crate::cause::Cause;
use crate::cloud::{Session, json};
use crate::time::{MINUTE, SECOND};
use crate::world::World;

/// A frame that was sent and not lost is shown after this, while the page says "Live".
const DELIVERY_MS: i64 = 8 * SECOND;
/// The longest silence under "Live" (L15).
const SILENCE_MS: i64 = 15 * SECOND;

/// Something that must never be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The rule, by its name in the goals.
    pub rule: &'static str,
    /// Steps taken until then.
    pub step: u64,
    /// When, in milliseconds of virtual time.
    pub at: i64,
    /// What should be.
    pub expected: String,
    /// What is.
    pub shown: String,
}

/// What the judge remembers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Oracle {
    /// How many events of each session the page was told of.
    told: BTreeMap<Session, usize>,
    /// How many of them were proved by what it was told: see [`World::tell`].
    proved: BTreeMap<Session, usize>,
    /// The contact whose sessions were listed last, and when the oldest of those began.
    reach: Option<(String, i64)>,
    /// Events and sessions that must be shown from a moment on.
    due_events: Vec<(Session, u64, i64)>,
    due_sessions: Vec<(Session, i64)>,
    due_merges: Vec<(usize, i64)>,
    /// Until then nothing is due: the network or the page is ill in a way that cannot be seen yet.
    ill_until: i64,
    /// Silence is counted from here at the earliest: timers of a hidden page are late.
    pub(crate) silence_from: i64,
    /// Requests that must wait.
    waits: Vec<(String, i64)>,
    /// When this page asked for channels.
    channels: Vec<i64>,
    /// A hidden page may ask until then.
    pub(crate) excused_until: i64,
    /// The truth was cut back: old records may show until the page has read it again.
    pub(crate) is_cut_back: bool,
    /// Nothing is judged.
    pub(crate) is_blind: bool,
    /// Two records that were one may be two again, which the contact itself tells, beside the link (R10).
    apart_until: i64,
    /// How many sessions there were before some were lost.
    pub(crate) n_lost_visits: usize,
}

impl Oracle {
    /// An answer reached the page.
    pub(crate) fn answered(&mut self, now: i64, call: &HttpCall, reply: &Reply) {
        if let Reply::Http { status: 429 | 503, retry_after: Some(seconds), .. } = reply
            && let Ok(seconds) = seconds.parse::<i64>()
        {
            self.waits.retain(|(_, until)| *until > now);
            self.waits.push((part(call), now + seconds * SECOND));
        }
    }

    /// A page of sessions reached the page: those that began before the oldest come with "Load more".
    pub(crate) fn listed(&mut self, call: &HttpCall, oldest: Option<i64>) {
        let path = call.path.split_once("/journey/sessions?").map(|(contact, _)| contact);
        if let (Some(contact), Some(oldest)) = (path, oldest) {
            let held = self
                .reach
                .take()
                .filter(|(own, _)| own == contact && call.path.contains("after="))
                .map_or(i64::MAX, |(_, reach)| reach);
            self.reach = Some((contact.to_owned(), held.min(oldest)));
        }
    }

    /// An event was told and not lost.
    pub(crate) fn event_is_due(&mut self, session: Session, number: u64, now: i64) {
        if self.is_blind {
            return;
        }
        self.due_events.push((session, number, now + DELIVERY_MS));
    }

    /// A session was told and not lost.
    pub(crate) fn session_is_due(&mut self, session: Session, now: i64) {
        self.due_sessions.push((session, now + DELIVERY_MS));
    }

    /// The page was told that a record is now part of another.
    pub(crate) fn merge_is_due(&mut self, from: usize, now: i64) {
        self.due_merges.push((from, now + DELIVERY_MS));
    }

    /// Nothing can be due before then.
    pub(crate) fn impaired(&mut self, until: i64) {
        self.ill_until = self.ill_until.max(until);
    }

    /// The page was loaded anew, or nothing is held any more.
    pub(crate) fn reloaded(&mut self) {
        self.waits.clear();
        self.channels.clear();
        self.left();
    }

    /// The agent left.
    pub(crate) fn left(&mut self) {
        self.told.clear();
        self.proved.clear();
        self.due_events.clear();
        self.due_sessions.clear();
        self.due_merges.clear();
    }

    /// A new token.
    pub(crate) fn signed_in(&mut self) {
        self.excused_until = i64::MAX;
    }

    /// Until when some part of the cloud asked to be left alone.
    pub(crate) fn told_until(&self) -> i64 {
        self.waits.iter().map(|(_, until)| *until).max().unwrap_or(i64::MIN)
    }

    /// The truth was cut back.
    pub(crate) fn cut_back(&mut self) {
        self.left();
        self.is_cut_back = true;
    }
}

/// The part of the cloud that a request asks.
fn part(call: &HttpCall) -> String {
    let path = call.path.split('?').next().unwrap_or_default();
    format!("{} {path}", call.method.name())
}

impl World {
    /// Something that must never be.
    pub(crate) fn fail(&mut self, rule: &'static str, expected: impl Into<String>, shown: impl Into<String>) {
        if self.violation.is_none() {
            let (expected, shown) = (expected.into(), shown.into());
            self.violation = Some(Violation { rule, step: self.tally.n_steps, at: self.now, expected, shown });
        }
    }

    /// What was shown until now must have been true until now.
    pub(crate) fn oracle_before(&mut self) {
        let is_seen = self.page.hidden_since.is_none() && self.page.asleep_until < self.now - SECOND;
        let silence = self.now - self.page.heard.max(self.oracle.silence_from);
        if is_seen && self.page.is_live() && silence > SILENCE_MS {
            self.fail("L15 honest status", "not Live after 15 s of silence", format!("Live after {silence} ms"));
        }
    }

    /// A request is sent.
    pub(crate) fn oracle_call(&mut self, call: &HttpCall, cause: Cause) {
        let now = self.now;
        let asked = part(call);
        if let Some((_, until)) = self.oracle.waits.iter().find(|(part, until)| *part == asked && *until > now) {
            let early = until - now;
            self.fail("R1 Retry-After", format!("no {asked} before the time"), format!("asked {early} ms early"));
        }
        if matches!(self.page.state(), ConnectionState::SignedOut | ConnectionState::NeedsSignIn) {
            self.fail("L19 dead token", "no request without a token", asked.clone());
        }
        if cause == Cause::Agent {
            self.oracle.excused_until = self.oracle.excused_until.max(now + MINUTE);
        }
        let is_long_hidden = self.page.hidden_since.is_some_and(|since| now - since >= MINUTE);
        if is_long_hidden && self.page.was_live && now > self.oracle.excused_until {
            self.fail("R3 quota", "no request while hidden", asked);
        }
        if call.method == Method::Post && call.path.ends_with("/channels") {
            self.oracle.channels.retain(|at| now - at < MINUTE);
            self.oracle.channels.push(now);
            if self.oracle.channels.len() > 2 {
                self.fail("L11 channel hygiene", "two channels a minute at most", "a third was asked for");
            }
        }
    }

    /// What the page shows after a step.
    pub(crate) fn oracle_after(&mut self, changes: &Changes, before: ConnectionState) {
        let is_live = self.page.is_live();
        if is_live && before != ConnectionState::Live {
            self.page.was_live = true;
            self.became_live();
        }
        if self.page.hidden_since.is_none() {
            self.oracle.excused_until = self.oracle.excused_until.min(self.now + MINUTE);
        }
        if self.oracle.is_blind {
            return;
        }
        if !self.oracle.is_cut_back {
            for id in &changes.tracks {
                self.judge_track(id);
            }
            if changes.order || !changes.sessions.is_empty() {
                self.judge_list(changes);
            }
        }
        // A part that may not be seen is not shown, and owes nothing.
        let page = self.page.core.journey().page();
        if is_live && page.parts.events && page.screen == Screen::Customer && self.cloud.lacking.is_empty() {
            self.judge_counts();
            self.judge_due();
        }
    }

    /// Events shown exist, belong to the session, stand in order, once each.
    fn judge_track(&mut self, id: &SessionId) {
        let Some(track) = self.page.core.journey().track(id).cloned() else { return };
        let session = json::session_of(id.as_str());
        let mut last: Option<(i64, bool, String)> = None;
        for event in track.iter() {
            let truth = json::number_of(event.id.as_str()).and_then(|number| self.cloud.truth.events.get(&number));
            let Some(&(own, at)) = truth.filter(|(own, _)| Some(*own) == session) else {
                self.fail("L1 phantom", format!("only events of {id}"), format!("{}", event.id));
                return;
            };
            let created = self.cloud.truth.visits[own].happenings[at].created;
            let here = Some((created, !event.is_view(), event.id.to_string()));
            if here <= last {
                self.fail(
                    "L1 order",
                    "events in the order of time, a view before what happened on it, each once",
                    format!("{last:?} then {here:?}"),
                );
                return;
            }
            last = here;
        }
    }

    /// All that is shown is of the cloud as it is.
    fn judge_all(&mut self) {
        self.oracle.apart_until = self.now + MINUTE;
        let order = self.page.core.journey().order().clone();
        for id in order.iter() {
            // What may not be seen is not shown.
            let journey = self.page.core.journey();
            if journey.is_expanded(id) && journey.page().parts.events {
                self.judge_track(id);
            }
        }
        self.judge_list(&Changes { order: true, ..Changes::default() });
    }

    /// Only sessions of the customer shown.
    fn judge_list(&mut self, changes: &Changes) {
        let order = self.page.core.journey().order().clone();
        let mut seen = std::collections::BTreeSet::new();
        for id in order.iter() {
            if !seen.insert(id.clone()) {
                self.fail("L1 double", "each session once", format!("{id} twice"));
            }
            if (changes.order || changes.sessions.contains(id))
                && self.oracle.apart_until < self.now
                && !json::session_of(id.as_str()).is_some_and(|session| self.is_of_customer(session))
            {
                self.fail("R4 another customer", "only sessions of the customer shown", format!("{id}"));
            }
        }
    }

    /// Whose journey the page is asked to show.
    pub(crate) fn customer(&self) -> Option<usize> {
        match &self.page.target {
            Target::Contact(contact) => json::contact_of(contact.as_str()),
            Target::Session(session) => self.cloud.truth.visits.get(json::session_of(session.as_str())?)?.contact,
            Target::Interactions | Target::Conversation(_) => {
                let shown = self.page.core.journey().shown()?;
                self.cloud.talks.get(shown.as_str().strip_prefix('t')?.parse::<usize>().ok()?).map(|talk| talk.contact)
            }
        }
    }

    /// Whether a session may be shown.
    fn is_of_customer(&self, session: Session) -> bool {
        if let Target::Session(own) = &self.page.target
            && json::session_of(own.as_str()) == Some(session)
        {
            return true;
        }
        let whose = self.cloud.truth.visits.get(session).and_then(|visit| visit.contact);
        match (whose, self.customer()) {
            (Some(one), Some(other)) => self.cloud.truth.head(one) == self.cloud.truth.head(other),
            _ => false,
        }
    }
}
