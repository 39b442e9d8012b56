//! What is worked out once for all who read it, and forgets a reader with the reader's end.
//!
//! Leptos tells a memo of its readers and not of their end: one that outlives them keeps something of each for as long as
//! it lives, and goes through all of them whenever it changes. Here a reader takes itself out when it ends or runs again.

use leptos::prelude::{ArcMemo, GetUntracked, Signal, With, WithUntracked, on_cleanup};
use leptos::reactive::graph::{AnySource, Observer, Source, ToAnySource};

/// Leptos' memo, but for that.
pub(super) struct Memo<T: Send + Sync + 'static>(leptos::prelude::Memo<T>);

impl<T: Send + Sync + 'static> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Memo<T> {}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// Worked out when it is read and something that it was worked out from has changed.
    pub(super) fn new(work_out: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        Self(leptos::prelude::Memo::new(work_out))
    }
}

impl<T: Send + Sync + 'static> Memo<T> {
    /// Looks at it; who does so runs again when it changes.
    pub(super) fn with<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        let memo = ArcMemo::from(self.0);
        leave_in_the_end(&memo);
        memo.with(look)
    }

    /// Looks at it, for this once.
    pub(super) fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        self.0.with_untracked(look)
    }
}

impl<T: Clone + Send + Sync + 'static> Memo<T> {
    /// What it is; who asks runs again when it changes.
    pub(super) fn get(&self) -> T {
        self.with(T::clone)
    }

    /// What it is now.
    pub(super) fn get_untracked(&self) -> T {
        self.0.get_untracked()
    }
}

impl<T: Clone + Send + Sync + 'static> From<Memo<T>> for Signal<T> {
    fn from(memo: Memo<T>) -> Self {
        Self::derive(move || memo.get())
    }
}

/// Has whoever reads just now leave `source` when it ends or runs again: for a signal that outlives its readers and is
/// seldom set, which lets all of them go.
pub(super) fn leave_in_the_end(source: &impl ToAnySource) {
    fn leave(source: AnySource) {
        if let Some(reader) = Observer::get() {
            on_cleanup(move || source.remove_subscriber(&reader));
        }
    }
    leave(source.to_any_source());
}
