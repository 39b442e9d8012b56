//! Signs of friction in the newest visit: worked out once, for the digest, the map and the host page.

use std::sync::Arc;

use journey::model::{Session, SessionId, Track};
use journey::view::friction::{Sign, signs};
use leptos::prelude::*;

use super::memo::Memo;
use super::newest::{newest_visit, session_of};
use super::sight::Sight;
use crate::live::Live;

/// Context: the newest visit and its signs. Cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Friction {
    /// The visit.
    pub(super) visit: Memo<Option<SessionId>>,
    /// The same, as it is.
    pub(super) session: Signal<Option<Arc<Session>>>,
    /// Its signs, the latest last.
    pub(super) signs: Memo<Vec<Sign>>,
    /// What is seen of it.
    sight: StoredValue<Sight>,
}

impl Friction {
    /// Follows the newest visit.
    pub(super) fn new(live: &Live, sight: &Sight) -> Self {
        let visit = newest_visit(live, sight, false);
        let session = session_of(live, visit);
        let live = live.clone();
        let track: Signal<Option<Arc<Track>>> = Signal::derive(move || visit.get().map(|id| live.track(&id).get()));
        let own = sight.with_pages(move || track.get());
        let sight = StoredValue::new(own.clone());
        let signs = Memo::new(move |_| {
            let Some(session) = session.get() else { return Vec::new() };
            own.still(|lens| signs(&session, track.get().as_deref(), lens))
        });
        Self { visit, session, signs, sight }
    }

    /// What is seen of the visit.
    pub(super) fn sight(&self) -> Sight {
        self.sight.get_value()
    }
}
