//! The journey: owns every entity; what changes it goes through [`crate::core::Core::step`] alone.

mod announced;
mod apply;
mod arrivals;
mod events;
mod join;
mod known;
mod sessions;
mod wanted;

#[cfg(test)]
pub(crate) use events::Hole;
pub(crate) use sessions::{Origin, Told};
pub(crate) use wanted::Unnamed;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::connection::Status;
use crate::model::{
    ContactFlow, ConversationId, Customer, Interaction, Linked, Names, Predictions, Session, SessionId, Track,
};
use crate::problem::{Problem, Remote};
use crate::settings::Settings;
use crate::sorted::SortedMap;
use crate::view::card::is_expandable;

/// A visit of more events than two pages is read when its card is expanded.
const WATCHED_EVENTS: i64 = 400;

/// All that is known and shown. Entities are `Arc`s: publishing is a pointer copy.
#[derive(Clone, Debug)]
pub struct Journey {
    pub(crate) settings: Arc<Settings>,
    pub(crate) sessions: SortedMap<SessionId, Arc<Session>>,
    pub(crate) order: Arc<[SessionId]>,
    pub(crate) tracks: SortedMap<SessionId, Arc<Track>>,
    pub(crate) predictions: SortedMap<SessionId, Arc<Predictions>>,
    pub(crate) expanded: BTreeSet<SessionId>,
    pub(crate) list: ListState,
    pub(crate) names: Arc<Names>,
    pub(crate) customer: Arc<Customer>,
    pub(crate) contact: ContactFlow,
    pub(crate) interactions: Arc<[Arc<Interaction>]>,
    pub(crate) shown: Option<ConversationId>,
    pub(crate) status: Status,
    pub(crate) page: PageState,
    pub(crate) announcement: Announcement,
    /// What the cloud announced of each session; `sessions` are made of it and of the events.
    announced: SortedMap<SessionId, announced::Announced>,
    /// What the events of each session told beside their track.
    known: SortedMap<SessionId, known::Known>,
    /// What has a stamp that lies in the future, and where it stands instead.
    pub(crate) arrivals: arrivals::Arrivals,
    wanted: Unnamed,
    asked: Unnamed,
}

/// State of the list of sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListState {
    /// The first page; `Loaded` also when empty.
    pub first: Remote<()>,
    /// Further pages can be loaded.
    pub more: bool,
    /// A further page is on its way.
    pub loading_more: bool,
    /// Why a further page could not be loaded.
    pub more_problem: Option<Problem>,
    /// Records and frames that could not be read and are not shown.
    pub n_unreadable: u64,
}

impl Default for ListState {
    fn default() -> Self {
        Self { first: Remote::Loading, more: false, loading_more: false, more_problem: None, n_unreadable: 0 }
    }
}

/// Which screen is shown, and what is hidden on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageState {
    /// The screen.
    pub screen: Screen,
    /// Permissions whose absence hides a part, as `domain:entity:action`, in a fixed order, each once.
    pub hidden: Vec<Arc<str>>,
    /// What of the customer could not be read, and why, while that is so.
    pub missing: Option<Problem>,
    /// The conversation session of the interaction shown, else the visit it came out of: marked as "This conversation".
    pub current_session: Option<SessionId>,
    /// Whether interaction and journey session are linked to the contact alike.
    pub linked: Linked,
    /// Parts that may be shown.
    pub parts: Parts,
    /// How many milliseconds the computer's clock is ahead of the cloud's, below 0 when it is behind; `None` while it is
    /// right to within a minute.
    pub clock_off_ms: Option<i64>,
}

/// Screens that exclude each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Screen {
    /// Waiting for the first answers.
    #[default]
    Starting,
    /// Signed out, with what went wrong, if anything.
    SignedOut(Option<Arc<str>>),
    /// Signed in, standalone, no interaction to show.
    NoInteraction,
    /// A customer, known or to be verified.
    Customer,
    /// Nothing of the customer can be shown.
    Failed(Problem),
    /// Sessions may not be seen at all; the permissions that would help.
    NotPermitted(Vec<Arc<str>>),
}

/// Parts that permissions and the organisation allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Journey maps.
    pub events: bool,
    /// Segments.
    pub segments: bool,
    /// Outcomes achieved.
    pub outcomes: bool,
    /// Likelihoods.
    pub scores: bool,
    /// Friendly event names from the configuration.
    pub event_types: bool,
    /// Titles of custom sessions from the configuration.
    pub session_types: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Self { events: true, segments: true, outcomes: true, scores: true, event_types: true, session_types: true }
    }
}

/// The last announcement; the number makes a repeat audible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announcement {
    /// Counts up.
    pub number: u64,
    /// What to say.
    pub text: Arc<str>,
}

impl Journey {
    /// Nothing known yet.
    pub(crate) fn new(settings: Arc<Settings>) -> Self {
        Self {
            settings,
            sessions: SortedMap::new(),
            order: Arc::from([]),
            tracks: SortedMap::new(),
            predictions: SortedMap::new(),
            expanded: BTreeSet::new(),
            list: ListState::default(),
            names: Arc::default(),
            customer: Arc::default(),
            contact: ContactFlow::default(),
            interactions: Arc::from([]),
            shown: None,
            status: Status::default(),
            page: PageState::default(),
            announcement: Announcement::default(),
            announced: SortedMap::new(),
            known: SortedMap::new(),
            arrivals: arrivals::Arrivals::default(),
            wanted: Unnamed::default(),
            asked: Unnamed::default(),
        }
    }

    /// The deployment's settings.
    #[must_use]
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// Ids of the sessions, newest first: by `created` descending, then last activity descending, then id.
    #[must_use]
    pub fn order(&self) -> &Arc<[SessionId]> {
        &self.order
    }

    /// A session.
    #[must_use]
    pub fn session(&self, id: &SessionId) -> Option<&Arc<Session>> {
        self.sessions.get(id)
    }

    /// A session's events.
    #[must_use]
    pub fn track(&self, id: &SessionId) -> Option<&Arc<Track>> {
        self.tracks.get(id)
    }

    /// A session's predictions.
    #[must_use]
    pub fn predictions(&self, id: &SessionId) -> Option<&Arc<Predictions>> {
        self.predictions.get(id)
    }

    /// Whether a card is expanded.
    #[must_use]
    pub fn is_expanded(&self, id: &SessionId) -> bool {
        self.expanded.contains(id)
    }

    /// Sessions whose events are read: those of expanded cards, and the newest visit when it is of a size to be read at
    /// once, because the page says where the customer got stuck in it before its card is expanded.
    pub(crate) fn watched(&self) -> Vec<SessionId> {
        let newest = self.order.iter().filter_map(|id| self.sessions.get(id)).find(|session| session.is_visit());
        let newest = newest.filter(|session| {
            !self.expanded.contains(&session.id)
                && session.n_events.is_none_or(|n| n <= WATCHED_EVENTS)
                && is_expandable(session, self.page.parts, &self.names)
        });
        newest.map(|session| session.id.clone()).into_iter().chain(self.expanded.iter().cloned()).collect()
    }

    /// State of the list.
    #[must_use]
    pub fn list(&self) -> &ListState {
        &self.list
    }

    /// Names for ids.
    #[must_use]
    pub fn names(&self) -> &Arc<Names> {
        &self.names
    }

    /// The header.
    #[must_use]
    pub fn customer(&self) -> &Arc<Customer> {
        &self.customer
    }

    /// The contact flow.
    #[must_use]
    pub fn contact(&self) -> &ContactFlow {
        &self.contact
    }

    /// The agent's interactions, newest first; empty unless the page is standalone.
    #[must_use]
    pub fn interactions(&self) -> &Arc<[Arc<Interaction>]> {
        &self.interactions
    }

    /// The interaction shown.
    #[must_use]
    pub fn shown(&self) -> Option<&ConversationId> {
        self.shown.as_ref()
    }

    /// The link.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// Screen and hidden parts.
    #[must_use]
    pub fn page(&self) -> &PageState {
        &self.page
    }

    /// The last announcement.
    #[must_use]
    pub fn announcement(&self) -> &Announcement {
        &self.announcement
    }

    /// The moment before which sessions are not asked for.
    #[must_use]
    pub fn history_start(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let length = chrono::Duration::days(i64::from(self.settings.history_days));
        now.checked_sub_signed(length).unwrap_or(DateTime::<Utc>::MIN_UTC)
    }
}
