//! Which session the page speaks of above the cards.

use std::sync::Arc;

use journey::model::{Session, SessionId};
use journey::view::card::{CardState, state};
use leptos::prelude::*;

use super::memo::Memo;
use super::sight::Sight;
use crate::live::Live;

/// The newest web or app session; with `is_active` the newest one that is active.
///
/// It follows the sessions down to the one that is found and no further.
pub(super) fn newest_visit(live: &Live, sight: &Sight, is_active: bool) -> Memo<Option<SessionId>> {
    let (live, sight) = (live.clone(), sight.clone());
    let ids = live.ids();
    Memo::new(move |_| {
        let fits = |session: &Session| {
            session.is_visit()
                && (!is_active
                    || (session.ended.is_none() && sight.look(|lens| state(session, lens)) == CardState::Active))
        };
        ids.get()
            .iter()
            .find(|id| live.session(id).is_some_and(|session| session.with(|session| fits(session))))
            .cloned()
    })
}

/// The session of this id, followed.
pub(super) fn session_of(live: &Live, id: Memo<Option<SessionId>>) -> Signal<Option<Arc<Session>>> {
    let live = live.clone();
    Signal::derive(move || id.get().and_then(|id| live.session(&id)).map(|session| session.get()))
}
