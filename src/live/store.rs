//! `Live`: what the views read. One signal per entity, so that a change to one card runs nothing of another.
//!
//! Signals are private and only their read sides are handed out: no view can write live data. Only the driver publishes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use journey::changes::Changes;
use journey::connection::Status;
use journey::journey::{Announcement, Journey, ListState, PageState};
use journey::model::{
    ContactFlow, ConversationId, Customer, Interaction, Names, Predictions, Session, SessionId, Track,
};
use journey::settings::Settings;
use journey::sorted::SortedMap;
use leptos::prelude::*;
use leptos::reactive::graph::{AnySource, ReactiveNode, ToAnySource};

/// Context: the journey as the views read it. Cheap to clone.
///
/// Signals of the whole page are `ReadSignal`s (`Copy`, owned by the owner that made the `Live`); those of one session
/// are reference-counted, so that they end with the session and the card that shows it.
#[derive(Clone)]
pub struct Live {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Arc<Settings>,
    sessions: Mutex<SortedMap<SessionId, Entry>>,
    ids: RwSignal<Arc<[SessionId]>>,
    names: RwSignal<Arc<Names>>,
    customer: RwSignal<Arc<Customer>>,
    contact: RwSignal<ContactFlow>,
    list: RwSignal<ListState>,
    page: RwSignal<PageState>,
    status: RwSignal<Status>,
    interactions: RwSignal<Arc<[Arc<Interaction>]>>,
    shown: RwSignal<Option<ConversationId>>,
    announcement: RwSignal<Announcement>,
}

/// The signals of one session.
#[derive(Default)]
struct Entry {
    session: Option<ArcRwSignal<Arc<Session>>>,
    track: ArcRwSignal<Arc<Track>>,
    predictions: ArcRwSignal<Arc<Predictions>>,
    expanded: ArcRwSignal<bool>,
}

impl Live {
    /// Nothing yet: the page is starting.
    #[must_use]
    pub fn new(settings: Arc<Settings>) -> Self {
        Self {
            shared: Arc::new(Shared {
                settings,
                sessions: Mutex::default(),
                ids: RwSignal::new(Arc::from([])),
                names: RwSignal::default(),
                customer: RwSignal::default(),
                contact: RwSignal::default(),
                list: RwSignal::default(),
                page: RwSignal::default(),
                status: RwSignal::default(),
                interactions: RwSignal::new(Arc::from([])),
                shown: RwSignal::default(),
                announcement: RwSignal::default(),
            }),
        }
    }

    /// Ids of the sessions, newest first. Changes only when the order or the set does.
    #[must_use]
    pub fn ids(&self) -> ReadSignal<Arc<[SessionId]>> {
        self.shared.ids.read_only()
    }

    /// A session, when it is held.
    #[must_use]
    pub fn session(&self, id: &SessionId) -> Option<ArcReadSignal<Arc<Session>>> {
        self.entries().get(id)?.session.as_ref().map(ArcRwSignal::read_only)
    }

    /// A session's events; empty until they are read.
    #[must_use]
    pub fn track(&self, id: &SessionId) -> ArcReadSignal<Arc<Track>> {
        self.entries().or_default(id.clone()).track.read_only()
    }

    /// A session's predictions; empty until they are read.
    #[must_use]
    pub fn predictions(&self, id: &SessionId) -> ArcReadSignal<Arc<Predictions>> {
        self.entries().or_default(id.clone()).predictions.read_only()
    }

    /// Whether a card is expanded.
    #[must_use]
    pub fn expanded(&self, id: &SessionId) -> ArcReadSignal<bool> {
        self.entries().or_default(id.clone()).expanded.read_only()
    }

    /// Names for ids.
    #[must_use]
    pub fn names(&self) -> ReadSignal<Arc<Names>> {
        self.shared.names.read_only()
    }

    /// The header.
    #[must_use]
    pub fn customer(&self) -> ReadSignal<Arc<Customer>> {
        self.shared.customer.read_only()
    }

    /// The contact flow.
    #[must_use]
    pub fn contact(&self) -> ReadSignal<ContactFlow> {
        self.shared.contact.read_only()
    }

    /// State of the list of sessions.
    #[must_use]
    pub fn list(&self) -> ReadSignal<ListState> {
        self.shared.list.read_only()
    }

    /// Screen and hidden parts.
    #[must_use]
    pub fn page(&self) -> ReadSignal<PageState> {
        self.shared.page.read_only()
    }

    /// The link to the cloud.
    #[must_use]
    pub fn status(&self) -> ReadSignal<Status> {
        self.shared.status.read_only()
    }

    /// The agent's interactions, newest first; empty unless the page is standalone.
    #[must_use]
    pub fn interactions(&self) -> ReadSignal<Arc<[Arc<Interaction>]>> {
        self.shared.interactions.read_only()
    }

    /// The interaction shown.
    #[must_use]
    pub fn shown(&self) -> ReadSignal<Option<ConversationId>> {
        self.shared.shown.read_only()
    }

    /// What the core last announced.
    #[must_use]
    pub fn announcement(&self) -> ReadSignal<Announcement> {
        self.shared.announcement.read_only()
    }

    /// The deployment's settings; they do not change while the page lives.
    #[must_use]
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.shared.settings)
    }

    /// Shows what changed. For the driver only; publishing twice is harmless.
    pub fn publish(&self, journey: &Journey, changes: &Changes) {
        // Signals are set after the lock is gone: nothing that a signal runs may meet it.
        let mut sets = Vec::new();
        {
            let mut entries = self.entries();
            for id in &changes.removed {
                // Gone and back within one turn is an update: a card that stays must keep its signal.
                if journey.session(id).is_none() {
                    entries.remove(id);
                }
            }
            for id in &changes.sessions {
                let Some(session) = journey.session(id) else { continue };
                let entry = entries.or_default(id.clone());
                match &entry.session {
                    Some(signal) => sets.push(Fresh::Session(signal.clone(), Arc::clone(session))),
                    None => entry.session = Some(ArcRwSignal::new(Arc::clone(session))),
                }
            }
            for id in changes.tracks.iter().filter(|id| journey.session(id).is_some()) {
                let entry = entries.or_default(id.clone());
                sets.push(Fresh::Track(entry.track.clone(), journey.track(id).cloned().unwrap_or_default()));
            }
            for id in changes.predictions.iter().filter(|id| journey.session(id).is_some()) {
                let entry = entries.or_default(id.clone());
                let predictions = journey.predictions(id).cloned().unwrap_or_default();
                sets.push(Fresh::Predictions(entry.predictions.clone(), predictions));
            }
            for id in changes.expanded.iter().filter(|id| journey.session(id).is_some()) {
                let entry = entries.or_default(id.clone());
                sets.push(Fresh::Expanded(entry.expanded.clone(), journey.is_expanded(id)));
            }
        }
        for set in sets {
            set.run();
        }
        self.publish_page(journey, changes);
        if !changes.removed.is_empty() {
            self.forget_readers();
        }
    }

    /// Cards have gone; what read the page's own signals in them is let go. Whatever is still there reads them again.
    fn forget_readers(&self) {
        let shared = &self.shared;
        let sources = [
            shared.ids.to_any_source(),
            shared.names.to_any_source(),
            shared.customer.to_any_source(),
            shared.contact.to_any_source(),
            shared.list.to_any_source(),
            shared.page.to_any_source(),
            shared.status.to_any_source(),
            shared.interactions.to_any_source(),
            shared.shown.to_any_source(),
            shared.announcement.to_any_source(),
        ];
        for source in &sources {
            tell(source);
        }
    }

    fn publish_page(&self, journey: &Journey, changes: &Changes) {
        let shared = &self.shared;
        if changes.names {
            set_shared(shared.names, journey.names());
        }
        if changes.customer {
            set_if_new(shared.customer, journey.customer());
        }
        if changes.contact {
            set_if_new(shared.contact, journey.contact());
        }
        if changes.interactions {
            set_if_new(shared.interactions, journey.interactions());
            set_if_new(shared.shown, &journey.shown().cloned());
        }
        if changes.list {
            set_if_new(shared.list, journey.list());
        }
        if changes.page {
            set_if_new(shared.page, journey.page());
        }
        if changes.status {
            set_if_new(shared.status, journey.status());
        }
        if changes.announcement {
            set_if_new(shared.announcement, journey.announcement());
        }
        // The order comes last: a row that it makes finds its session.
        if changes.order {
            set_if_new(shared.ids, journey.order());
        }
    }

    fn entries(&self) -> MutexGuard<'_, SortedMap<SessionId, Entry>> {
        self.shared.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One signal to set.
enum Fresh {
    Session(ArcRwSignal<Arc<Session>>, Arc<Session>),
    Track(ArcRwSignal<Arc<Track>>, Arc<Track>),
    Predictions(ArcRwSignal<Arc<Predictions>>, Arc<Predictions>),
    Expanded(ArcRwSignal<bool>, bool),
}

impl Fresh {
    fn run(self) {
        match self {
            Self::Session(signal, value) => set_arc(&signal, value),
            Self::Track(signal, value) => set_arc(&signal, value),
            Self::Predictions(signal, value) => set_arc(&signal, value),
            Self::Expanded(signal, value) => {
                if *signal.read_untracked() != value {
                    signal.update_untracked(|held| *held = value);
                    tell(&signal.to_any_source());
                }
            }
        }
    }
}

/// Tells all who read a signal that it has changed, and forgets them: they read it again when they run. Who is gone does
/// not, and would otherwise be remembered for as long as the signal lives: Leptos tells a signal of its readers and not
/// of their end.
fn tell(signal: &AnySource) {
    signal.mark_dirty();
}

/// Sets a shared value unless it is the very same: comparing 50,000 events would cost more than drawing them.
fn set_arc<T: Send + Sync + 'static>(signal: &ArcRwSignal<Arc<T>>, value: Arc<T>) {
    if !Arc::ptr_eq(&signal.read_untracked(), &value) {
        signal.update_untracked(|held| *held = value);
        tell(&signal.to_any_source());
    }
}

fn set_shared<T: Send + Sync + 'static>(signal: RwSignal<Arc<T>>, value: &Arc<T>) {
    if !Arc::ptr_eq(&signal.read_untracked(), value) {
        set(signal, Arc::clone(value));
    }
}

/// Sets a signal of the whole page, and lets go of readers that are gone.
pub fn set<T: Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    signal.update_untracked(|held| *held = value);
    tell(&signal.to_any_source());
}

fn set_if_new<T: Clone + PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: &T) {
    if *signal.read_untracked() != *value {
        set(signal, value.clone());
    }
}
