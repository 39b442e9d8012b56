//! What the page owes while it says "Live": what it was told, as far as that proves something, within a while.
//!
//! Knows the truth and what of it the page was told; knows nothing of how the core works.

use journey::model::{ContactId, Reading, SessionId};

use super::DELIVERY_MS;
use crate::cloud::{Session, compare, json};
use crate::time::date;
use crate::world::World;

impl World {
    /// Everything held before is due at once: what happened while nobody listened was read again.
    pub(super) fn became_live(&mut self) {
        if self.oracle.is_cut_back && !self.is_ill() {
            // A cloud that came back with less: nothing of what it no longer knows is left, once the page can know.
            self.oracle.is_cut_back = false;
            self.judge_all();
        }
        // The contact's own facts are read beside the link (R10): a merge that fell into a gap is not owed at once.
        self.oracle.due_merges.clear();
        let now = self.now;
        let journey = self.page.core.journey();
        let ids: Vec<SessionId> = journey.order().iter().filter(|id| journey.is_expanded(id)).cloned().collect();
        for id in ids {
            self.all_events_are_due(&id, now);
        }
    }

    /// The page is about to be told how many events there are, and which is the last.
    ///
    /// An event that never came itself is owed only when this proves that it exists: when more are counted than are
    /// held up to the last one, or when the last one is not held. A count alone proves nothing while an event that came
    /// early, and is not counted yet, stands in for the one that was lost: no other number of the cloud tells the two
    /// apart (an event's own totals are of all visits of a visitor, and apps have none). Such a loss shows with the
    /// next count, or when the agent returns; that it does is judged at the end.
    pub(crate) fn tell(&mut self, told: impl IntoIterator<Item = (Session, usize)>) {
        if self.oracle.is_blind {
            return;
        }
        for (session, n) in told {
            let most = self.oracle.told.entry(session).or_default();
            *most = (*most).max(n);
            let Some(visit) = self.cloud.truth.visits.get(session) else { continue };
            let counted = visit.happenings.get(..n).unwrap_or(&visit.happenings);
            let Some(last) = counted.iter().max_by(|one, other| compare(one, other)) else { continue };
            let track = self.page.core.journey().track(&json::session_id(session).into());
            let until = date(last.created);
            let n_held = track.map_or(0, |track| track.iter().filter(|event| event.created <= until).count());
            if n > n_held {
                let proved = self.oracle.proved.entry(session).or_default();
                *proved = (*proved).max(n);
                let due = self.now + DELIVERY_MS;
                self.oracle.due_events.extend(counted.iter().map(|one| (session, one.number, due)));
            } else {
                self.oracle.event_is_due(session, last.number, self.now);
            }
        }
    }

    /// The events of a card that is expanded are due.
    pub(crate) fn all_events_are_due(&mut self, id: &SessionId, now: i64) {
        let Some(session) = json::session_of(id.as_str()) else { return };
        let proved = self.oracle.proved.get(&session).copied().unwrap_or(0);
        if let Some(visit) = self.cloud.truth.visits.get(session) {
            for happening in visit.happenings.iter().take(proved) {
                self.oracle.due_events.push((session, happening.number, now + DELIVERY_MS));
            }
        }
    }

    /// Whether the page hears a topic of a session. While it is "Live" it must hear those of all expanded cards, as soon
    /// as it had the time to ask for them.
    pub(crate) fn is_heard(&mut self, session: Session, topic: &str) -> bool {
        let is_heard = self.cloud.listeners(topic).iter().any(|channel| self.serving.contains_key(channel));
        let journey = self.page.core.journey();
        let id = SessionId::from(json::session_id(session));
        let is_shown =
            journey.is_expanded(&id) && journey.track(&id).is_some_and(|track| track.reading == Reading::Complete);
        let is_asking = self.page.calls.values().any(|call| call.path.contains("/subscriptions"));
        let is_seen = self.page.hidden_since.is_none() && self.page.asleep_until < self.now;
        if !is_heard && is_shown && is_seen && self.page.is_live() && !is_asking && !self.is_ill() {
            self.fail("L15 honest status", format!("not Live without hearing {topic}"), "Live");
        }
        is_heard
    }

    /// "Live": no expanded card holds fewer events than the page was told of.
    pub(super) fn judge_counts(&mut self) {
        let journey = self.page.core.journey();
        let mut missing = None;
        for id in journey.order().iter().filter(|id| journey.is_expanded(id)) {
            let Some(track) = journey.track(id).filter(|track| track.reading == Reading::Complete) else { continue };
            let told = json::session_of(id.as_str()).and_then(|session| self.oracle.told.get(&session)).copied();
            if let Some(told) = told.filter(|told| track.len() < *told) {
                missing = Some((id.clone(), told, track.len()));
            }
        }
        if let Some((id, told, held)) = missing {
            self.fail("L15 honest status", format!("not Live with {held} of {told} events of {id}"), "Live");
        }
    }

    /// "Live": what was told and not lost is shown.
    pub(super) fn judge_due(&mut self) {
        let now = self.now;
        if self.page.hidden_since.is_some() || self.oracle.ill_until > now || self.is_ill() {
            return;
        }
        if !self.oracle.due_events.iter().any(|(_, _, due)| *due <= now)
            && !self.oracle.due_sessions.iter().chain(&self.oracle.due_merges).any(|(_, due)| *due <= now)
        {
            return;
        }
        let journey = self.page.core.journey();
        let mut missing = None;
        self.oracle.due_events.retain(|(session, number, due)| {
            if *due > now {
                return true;
            }
            let id = SessionId::from(json::session_id(*session));
            let is_complete = journey.track(&id).is_some_and(|track| track.reading == Reading::Complete);
            if journey.is_expanded(&id) && is_complete {
                let event = crate::cloud::event_id(*number);
                let is_shown = journey.track(&id).is_some_and(|track| track.iter().any(|one| one.id.as_str() == event));
                if !is_shown {
                    missing = Some(format!("event {event} of {id}"));
                }
            }
            false
        });
        let due: Vec<Session> =
            self.oracle.due_sessions.iter().filter(|(_, due)| *due <= now).map(|(session, _)| *session).collect();
        self.oracle.due_sessions.retain(|(_, due)| *due > now);
        for session in due {
            let id = SessionId::from(json::session_id(session));
            let is_listed = journey.list().first.loaded().is_some() && journey.customer().contact.is_some();
            // What is older than all that is shown comes with "Load more".
            let created = self.cloud.truth.visits[session].created;
            let is_in_reach =
                !journey.list().more || self.oracle.reach.as_ref().is_some_and(|(_, oldest)| created > *oldest);
            // A session of another record comes with that record, once the page knows that both are one person.
            let own = self.cloud.truth.visits[session].contact.map(json::contact_id);
            let is_listed = is_listed && own.as_deref() == journey.customer().contact.as_ref().map(ContactId::as_str);
            if is_listed && is_in_reach && journey.session(&id).is_none() && self.is_of_customer(session) {
                missing = Some(format!("session {id}"));
            }
        }
        let shown = journey.customer().contact.as_ref().and_then(|id| json::contact_of(id.as_str()));
        let is_stale = |(from, due): &(usize, i64)| *due <= now && shown == Some(*from);
        if let Some((from, _)) = self.oracle.due_merges.iter().find(|one| is_stale(one)) {
            missing = Some(format!("the record that c{from} is a part of"));
        }
        self.oracle.due_merges.retain(|(_, due)| *due > now);
        if let Some(missing) = missing {
            self.fail("L15 honest status", format!("not Live without {missing}"), "Live");
        }
    }

    /// A connection of the page is ill in a way that it cannot see yet.
    fn is_ill(&self) -> bool {
        self.page.sockets.values().any(|conn| {
            let conn = &self.conns[*conn];
            conn.is_black || !conn.is_served || conn.stalled_until > self.now - DELIVERY_MS
        })
    }
}
