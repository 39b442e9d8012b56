//! The one way in: inputs make changes and effects. Cannot fail, wait or call out.
//!
//! Every step does two things: it takes the input in (`start`, `answers`, `frames`, `contact` …), then it *settles*:
//! what is wanted is computed from what is known, and what is missing is asked for. So a reconnect, a merge of
//! contacts, a permission lost or a card expanded need no script of their own: each only makes something stale.

mod announce;
mod answers;
mod calls;
mod cloud_clock;
mod compared;
mod contact;
mod frames;
mod fresh;
mod interactions;
mod list;
mod missing;
mod names;
mod polling;
mod scores;
mod segments;
mod start;
mod subject;
mod topics;
mod tracks;
mod unreadable;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::access::{Access, Permission};
use crate::changes::Changes;
use crate::connection::{Act, Channel, Link};
use crate::decode::Me;
use crate::effect::{Effect, Timer};
use crate::input::{Command, Input, Start, Wake};
use crate::journey::{Journey, Unnamed};
use crate::model::SessionId;
use crate::moment::Moment;
use crate::problem::Problem;
use crate::request::Request;
use crate::settings::Settings;
use crate::sorted::SortedMap;

use announce::Announcer;
use calls::Calls;
use cloud_clock::CloudClock;
use fresh::Fresh;
use missing::Missing;
use polling::Polling;
use subject::Subject;
use topics::Topics;
use tracks::Book;

/// How much a step stirs up: with thousands of frames a second, what cannot have changed is not computed anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stir {
    /// A sign of life.
    Nothing,
    /// Sessions and events of the customer shown.
    Data,
    /// Anything.
    All,
}

/// What a step gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What to publish.
    pub changes: Changes,
    /// What to do, in order.
    pub effects: Vec<Effect>,
}

/// The core: the journey, the link and the requests on their way.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub struct Core {
    journey: Journey,
    start: Option<Start>,
    /// Who is signed in, once known.
    me: Option<Me>,
    /// Nothing can be shown, for this reason.
    failure: Option<Problem>,
    access: Access,
    clock: CloudClock,
    /// Permissions beyond the usual ones whose absence was felt.
    felt: BTreeSet<Permission>,
    link: Link,
    /// What the page before this one left.
    left: Option<String>,
    /// The channel that the shell holds for the page after this one.
    held: Option<Arc<str>>,
    calls: Calls,
    topics: Topics,
    subject: Subject,
    /// The list of the agent's interactions.
    interactions: Fresh,
    /// How far each session's events and scores were read.
    books: SortedMap<SessionId, Book>,
    /// Names still to be asked for.
    unnamed: Unnamed,
    missing: Missing,
    announcer: Announcer,
    polling: Polling,
    /// How often in a row what failed beside the list was tried again by itself.
    n_again: u32,
    /// The timer of that runs.
    again_timer: bool,
    /// The link's stretch in which the last gap was seen to.
    gap: u64,
    /// Channels lost until then.
    identity: u64,
    /// Sessions whose events are held from before that, and that were not compared with the cloud since.
    unchecked: BTreeSet<SessionId>,
    /// The customer was begun anew in this step: something else is wanted now than what was just asked for.
    is_begun_anew: bool,
    /// Since when the page is hidden, by the computer's clock: the other may stand still while the machine sleeps.
    hidden_since: Option<DateTime<Utc>>,
    /// This step's reach, moment, changes and effects.
    stir: Stir,
    at: Moment,
    changes: Changes,
    effects: Vec<Effect>,
}

impl Default for Core {
    fn default() -> Self {
        Self::new()
    }
}

impl Core {
    /// A core that waits for [`Input::Start`].
    #[must_use]
    pub fn new() -> Self {
        Self {
            journey: Journey::new(Arc::new(Settings::default())),
            start: None,
            me: None,
            failure: None,
            access: Access::default(),
            clock: CloudClock::default(),
            felt: BTreeSet::new(),
            link: Link::default(),
            left: None,
            held: None,
            calls: Calls::new(),
            topics: Topics::default(),
            subject: Subject::default(),
            interactions: Fresh::default(),
            books: SortedMap::new(),
            unnamed: Unnamed::default(),
            missing: Missing::default(),
            announcer: Announcer::default(),
            polling: Polling::default(),
            n_again: 0,
            again_timer: false,
            gap: 0,
            identity: 0,
            unchecked: BTreeSet::new(),
            is_begun_anew: false,
            hidden_since: None,
            stir: Stir::All,
            at: Moment::new(DateTime::default(), 0, 0),
            changes: Changes::default(),
            effects: Vec::new(),
        }
    }

    /// The journey to publish from.
    #[must_use]
    pub fn journey(&self) -> &Journey {
        &self.journey
    }

    /// Takes one input in.
    pub fn step(&mut self, input: Input, at: Moment) -> Step {
        let at = self.clock.read(at);
        self.at = at;
        self.journey.arrivals.set_time(at.now, self.clock.latest_stamp(at));
        self.stir = Stir::All;
        match input {
            Input::ChannelLeft(text) => self.left = Some(text),
            Input::Start(start) => self.take_start(start),
            Input::SocketOpened(id) => self.link.socket_opened(id, at),
            Input::SocketClosed(id) => self.link.socket_closed(id, at),
            Input::Frame(id, text) => {
                if self.link.heard(id, at) {
                    self.take_frame(id, &text);
                } else {
                    self.stir = Stir::Nothing;
                }
            }
            Input::Answer(id, reply) => {
                if let Some((request, result)) = self.calls.answer(id, reply, at, &mut self.effects) {
                    self.take_answer(request, result);
                }
            }
            Input::TimerFired(timer) => self.take_timer(&timer),
            Input::TokenExpired => self.token_refused(),
            Input::Woke(wake) => self.take_wake(wake),
            Input::Command(command) => self.take_command(command),
            Input::Stopped => self.take_stop(),
        }
        self.note_future();
        self.settle();
        Step { changes: std::mem::take(&mut self.changes), effects: std::mem::take(&mut self.effects) }
    }

    fn take_timer(&mut self, timer: &Timer) {
        let at = self.at;
        match timer {
            Timer::Reconnect => {
                self.link.timer(timer, at);
                self.forget_failures();
            }
            // What nobody looks at is not tried again: it is asked for anew when the page is seen.
            Timer::RetryCall(id) if self.journey.status().was_live && !self.link.is_visible() => {
                self.take_timer(&Timer::Deadline(*id));
            }
            Timer::Deadline(_) | Timer::RetryCall(_) => {
                if let Some((request, result)) = self.calls.timer(timer, at, &mut self.effects) {
                    self.take_answer(request, result);
                }
            }
            Timer::Slow => self.list_is_slow(),
            Timer::Scores(session) => self.scores_are_due(session),
            Timer::Hole(session) => self.hole_is_due(session),
            Timer::Announce => self.announce_due(),
            Timer::Again => self.again_is_due(),
            Timer::Poll => self.poll_is_due(),
            Timer::Probe | Timer::ProbeDeadline | Timer::OpenDeadline | Timer::Rollover | Timer::Blocked => {
                self.link.timer(timer, at);
            }
        }
    }

    fn take_wake(&mut self, wake: Wake) {
        match wake {
            Wake::Hidden => {
                self.hidden_since.get_or_insert(self.at.computer);
            }
            Wake::Visible => {
                if let Some(head) = self.subject.head.take() {
                    self.show_contact(head);
                }
                // One look at the truth after a longer absence: a lost last event is proved by nothing else.
                let was_away = self.is_long_hidden();
                self.hidden_since = None;
                if was_away {
                    self.clock.make_due();
                    self.subject.list.make_stale();
                    self.subject.contact_fresh.make_stale();
                    self.subject.interaction_fresh.make_stale();
                    self.interactions.make_stale();
                    if self.subject.contact.is_none() {
                        self.subject.session_fresh.make_stale();
                    }
                }
            }
            Wake::Online | Wake::Offline => {}
        }
        self.link.wake(wake, self.at);
        if matches!(wake, Wake::Visible | Wake::Online) {
            self.forget_failures();
        }
    }

    /// Nobody has looked at the page for a minute.
    fn is_long_hidden(&self) -> bool {
        self.hidden_since.is_some_and(|since| (self.at.computer - since).abs() >= chrono::Duration::seconds(60))
    }

    fn take_command(&mut self, command: Command) {
        let needs_token = !matches!(command, Command::Toggle(_) | Command::Retry | Command::SignIn | Command::SignOut);
        if needs_token && !self.link.is_signed_in() {
            // What is on the screen stays; nothing can be asked before the agent signs in again.
            return;
        }
        match command {
            Command::Toggle(session) => self.toggle(&session),
            Command::LoadMore => self.load_more(),
            Command::Retry => self.retry(),
            Command::RetryTrack(session) => self.retry_track(&session),
            Command::Pick(conversation) => self.pick(&conversation),
            Command::SearchContacts(words) => self.search_contacts(&words),
            Command::Verify(contact) => self.verify(contact),
            Command::CancelVerification => self.cancel_verification(),
            Command::SignIn => self.effects.push(Effect::SignIn),
            Command::SignOut => self.sign_out(),
        }
    }

    /// Computes what is wanted from what is known, asks for what is missing, publishes what follows.
    fn settle(&mut self) {
        self.settle_wants();
        if std::mem::take(&mut self.is_begun_anew) {
            self.settle_wants();
        }
        self.obey_link();
        let status = self.link.status(self.at);
        let changes = self.journey.set_status(status);
        self.changed(changes);
        if self.stir == Stir::All {
            self.publish_page();
        }
        self.publish_missing();
    }

    fn settle_wants(&mut self) {
        if self.link.is_signed_in() {
            self.settle_clock();
            match self.stir {
                Stir::Nothing => {}
                Stir::Data if self.unchecked.is_empty() => {
                    self.settle_topics_of_changed();
                    self.settle_scores();
                    self.settle_names();
                    self.settle_holes();
                    self.publish_linked();
                }
                Stir::Data | Stir::All => {
                    self.settle_gap();
                    self.settle_polling();
                    self.settle_subject();
                    self.settle_tracks();
                    self.settle_topics();
                    self.settle_list();
                    self.settle_segments();
                    self.settle_scores();
                    self.settle_names();
                    self.settle_snapshot();
                    self.settle_again();
                    self.settle_holes();
                }
            }
        }
    }

    /// Does what the link decided.
    fn obey_link(&mut self) {
        if !self.link.has_acts() {
            return;
        }
        for act in self.link.take_acts() {
            match act {
                Act::OpenChannel => self.ask(Request::OpenChannel),
                Act::Knock => self.ask(Request::Knock),
                // It can wait until there is room for it in the minute: so long the channel is taken to be there.
                Act::CheckChannel(_) if !self.may_spend() => {
                    self.link.channel_checked(None, self.at);
                    self.obey_link();
                }
                Act::CheckChannel(id) => self.ask(Request::CheckChannel(id)),
                Act::Effect(effect) => self.effects.push(effect),
            }
        }
        let own = self.link.own_channel();
        if own.map(|channel| &channel.id) != self.held.as_ref() {
            self.held = own.map(|channel| channel.id.clone());
            let text = own.map(Channel::handed_over);
            self.effects.push(Effect::HoldChannel(text));
        }
    }

    fn ask(&mut self, request: Request) {
        self.calls.send(request, self.at, &mut self.effects);
    }

    fn changed(&mut self, changes: Changes) {
        self.changes.merge(changes);
    }

    /// What it waits for, for a failing test.
    #[cfg(test)]
    pub(crate) fn explain(&self) -> String {
        format!(
            "{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:#?}\n{:?}",
            self.link, self.calls, self.topics, self.subject, self.books, self.failure
        )
    }

    fn settings(&self) -> Arc<Settings> {
        self.journey.settings().clone()
    }
}
