//! Peace, and what must be true in it: on a good network the view equals the truth within a bounded time.
//!
//! The agent does what an agent does: looks at the page, expands every card, loads all sessions, tries again what failed.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use journey::connection::ConnectionState;
use journey::input::{Command, Input, Target, Wake};
use journey::journey::Screen;
use journey::model::{Reading, SessionId};
use journey::problem::Remote;
use journey::view::Lens;
use journey::view::map::{Window, map};

use crate::cloud::json;
use crate::net::Net;
use crate::time::{MINUTE, SECOND, date};
use crate::world::World;

/// "Live" must be reached within this: the longest wait asked for, a minute between channels, and the tries between.
const LIVE_MS: i64 = 4 * MINUTE;

fn utc(_: DateTime<Utc>) -> i32 {
    0
}

impl World {
    /// Everything gets well, and stays so.
    pub(crate) fn peace(&mut self) {
        self.run_until(self.now.max(self.page.asleep_until));
        let was_refused = !self.cloud.refused_topics.is_empty() || !self.cloud.lacking.is_empty();
        if was_refused {
            // What was refused is asked for again only after a new sign-in.
            self.step(Input::Command(Command::SignOut));
        }
        self.cloud.faults.clear();
        self.cloud.refused_topics.clear();
        self.cloud.lacking.clear();
        self.net = Net::good();
        if self.page.is_offline {
            self.page.is_offline = false;
            self.step(Input::Woke(Wake::Online));
        }
        self.seen();
        if !self.is_signed_in() || was_refused {
            self.step(Input::Command(Command::SignIn));
        }
        self.come_alive();
    }

    fn is_signed_in(&self) -> bool {
        self.cloud.token_is_good
            && !matches!(self.page.state(), ConnectionState::SignedOut | ConnectionState::NeedsSignIn)
    }

    /// Waits for "Live"; tries again what failed as an agent would.
    pub(crate) fn come_alive(&mut self) {
        // What the cloud asked to wait for is waited for, and the spread after it.
        let told = (self.oracle.told_until() + 5 * SECOND).min(self.now + 2 * MINUTE);
        if told > self.now {
            self.run_until(told);
        }
        let end = self.now + LIVE_MS;
        while self.violation.is_none() && self.now < end {
            self.run_until(self.now + 5 * SECOND);
            if self.is_quiet() {
                return;
            }
            if matches!(self.page.state(), ConnectionState::SignedOut | ConnectionState::NeedsSignIn) {
                self.step(Input::Command(Command::SignIn));
            }
            self.retry_failed();
        }
        let status = *self.page.core.journey().status();
        self.fail(
            "L1 convergence",
            "Live on a good network",
            format!("{:?} because {:?}", status.state, status.reason),
        );
    }

    /// The session that the page was opened for was lost by the cloud.
    fn is_target_gone(&self) -> bool {
        let Target::Session(id) = &self.page.target else { return false };
        json::session_of(id.as_str()).is_none_or(|at| at >= self.cloud.truth.visits.len())
    }

    /// "Live", and nothing asked for is missing.
    fn is_quiet(&self) -> bool {
        let journey = self.page.core.journey();
        if self.is_target_gone() {
            return matches!(journey.page().screen, Screen::Failed(_));
        }
        let is_listed =
            matches!(journey.list().first, Remote::Loaded(())) || journey.page().screen == Screen::NoInteraction;
        let is_read = |id: &SessionId| {
            let track = journey.track(id).filter(|_| journey.is_expanded(id));
            track.is_none_or(|track| matches!(track.reading, Reading::Complete | Reading::Failed(_)))
        };
        let is_quiet = self.page.calls.is_empty() && journey.order().iter().all(is_read);
        self.page.is_live() && is_quiet && is_listed && !self.has_failed()
    }

    fn has_failed(&self) -> bool {
        let journey = self.page.core.journey();
        matches!(journey.page().screen, Screen::Failed(_))
            || matches!(journey.list().first, Remote::Failed(_))
            || journey.list().more_problem.is_some()
            || self.failed_track().is_some()
    }

    fn failed_track(&self) -> Option<SessionId> {
        let journey = self.page.core.journey();
        let has_failed = |id: &&SessionId| {
            journey.track(id).is_some_and(|track| matches!(track.reading, Reading::Failed(_)))
                && journey.is_expanded(id)
        };
        journey.order().iter().find(has_failed).cloned()
    }

    fn retry_failed(&mut self) {
        if self.has_failed() {
            self.step(Input::Command(Command::Retry));
        }
        if let Some(id) = self.failed_track() {
            self.step(Input::Command(Command::RetryTrack(id)));
        }
    }

    /// The agent was away and comes back: what was lost without a trace is found now.
    pub(crate) fn come_back(&mut self) {
        self.page.hidden_since = Some(self.now);
        self.step(Input::Woke(Wake::Hidden));
        self.run_until(self.now + MINUTE + SECOND);
        self.seen();
        self.come_alive();
    }

    /// All sessions are loaded and all cards expanded.
    pub(crate) fn open_all(&mut self) {
        for _ in 0..60 {
            if !self.page.core.journey().list().more || self.violation.is_some() {
                break;
            }
            self.step(Input::Command(Command::LoadMore));
            self.run_until(self.now + SECOND);
        }
        let ids: Arc<[SessionId]> = self.page.core.journey().order().clone();
        for id in ids.iter() {
            if !self.page.core.journey().is_expanded(id) {
                self.step(Input::Command(Command::Toggle(id.clone())));
            }
        }
        self.come_alive();
    }

    /// What is shown is what happened.
    pub(crate) fn compare(&mut self) {
        if self.violation.is_some() {
            return;
        }
        if let Err((expected, shown)) = self.differences() {
            self.fail("L1 convergence", expected, shown);
        }
    }

    fn differences(&self) -> Result<(), (String, String)> {
        let journey = self.page.core.journey();
        let differ = |what: &str, expected: String, shown: String| Err((format!("{what}: {expected}"), shown));
        if self.page.target == Target::Interactions {
            let expected: Vec<String> = (0..self.cloud.talks.len())
                .filter(|at| !self.cloud.talks[*at].is_over)
                .map(|at| format!("t{at}"))
                .collect();
            let mut shown: Vec<String> = journey.interactions().iter().map(|one| one.id.to_string()).collect();
            shown.sort();
            if expected != shown {
                return differ("interactions", format!("{expected:?}"), format!("{shown:?}"));
            }
        }
        let truth = &self.cloud.truth;
        let expected: Vec<String> = match (self.customer(), &self.page.target) {
            (Some(contact), _) => truth.visits_of(contact).into_iter().map(json::session_id).collect(),
            (None, Target::Session(session)) if !self.is_target_gone() => vec![session.to_string()],
            (None, _) => Vec::new(),
        };
        let mut sorted = expected.clone();
        let mut shown: Vec<String> = journey.order().iter().map(ToString::to_string).collect();
        // Sessions that began in the same moment are ordered by what happened last: as it is published.
        let created = |id: &String| json::session_of(id).map(|at| std::cmp::Reverse(truth.visits[at].created));
        if !shown.is_sorted_by_key(created) {
            return differ("sessions", "newest first".into(), format!("{shown:?}"));
        }
        sorted.sort();
        shown.sort();
        if sorted != shown {
            return differ("sessions", format!("{sorted:?}"), format!("{shown:?}"));
        }
        if let Some(contact) = self.customer() {
            let name = json::name(truth, truth.head(contact));
            if journey.customer().name.as_deref() != Some(name.as_str()) {
                return differ("name", name, format!("{:?}", journey.customer().name));
            }
        }
        expected.iter().try_for_each(|id| self.session_differs(id))
    }

    fn session_differs(&self, id: &str) -> Result<(), (String, String)> {
        let journey = self.page.core.journey();
        let differ = |what: &str, expected: String, shown: String| Err((format!("{what} of {id}: {expected}"), shown));
        let Some(visit) = json::session_of(id).and_then(|at| self.cloud.truth.visits.get(at)) else { return Ok(()) };
        let id = SessionId::from(id);
        let Some(session) = journey.session(&id) else { return Ok(()) };
        if session.n_events.unwrap_or(0) != i64::try_from(visit.happenings.len()).unwrap_or(0) {
            return differ("number of events", visit.happenings.len().to_string(), format!("{:?}", session.n_events));
        }
        if session.created != date(visit.created) || session.ended != visit.ended.map(date) {
            return differ("times", format!("{:?}", visit.ended.map(date)), format!("{:?}", session.ended));
        }
        let happenings = visit.sorted();
        let newest = happenings.last().map(|one| date(one.created));
        if session.last_event.as_ref().and_then(|event| event.created) != newest {
            return differ("last event", format!("{newest:?}"), format!("{:?}", session.last_event));
        }
        let Some(track) = journey.track(&id).filter(|track| track.reading == Reading::Complete) else {
            return differ(
                "events",
                "all read".into(),
                format!("{:?}", journey.track(&id).map(|track| &track.reading)),
            );
        };
        let expected: Vec<String> = happenings.iter().map(|one| crate::cloud::event_id(one.number)).collect();
        let shown: Vec<String> = track.iter().map(|event| event.id.to_string()).collect();
        if expected != shown {
            return differ("events", format!("{expected:?}"), format!("{shown:?}"));
        }
        let lens = Lens {
            now: date(self.now),
            offset_minutes: utc,
            fold: journey::view::fold::plain_only,
            names: journey.names(),
            settings: journey.settings(),
            parts: journey.page().parts,
            pages: None,
            is_masked: false,
        };
        let view = map(track, session, &Window::newest(), &lens);
        let titles: Vec<String> = happenings.iter().map(|one| json::title(one.number)).collect();
        let shown: Vec<String> =
            view.items.iter().filter(|item| item.is_station).map(|item| item.subject.clone()).collect();
        if view.before == 0 && !shown.iter().eq(titles.iter()) {
            return differ("map", format!("{titles:?}"), format!("{shown:?}"));
        }
        Ok(())
    }
}
