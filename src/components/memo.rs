//! What is worked out once for all who read it, and forgets a reader with the reader's end.
//!
//! Leptos tells a memo of its readers and not of their end: one that outlives them keeps something of each for as long as
//! it lives, and goes through all of them whenever it changes. Here a reader takes itself out when it ends or runs again.
//!
//! All memos are one of Leptos' own, of a value of any type: each further type would write all of its machinery anew.

use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

use leptos::prelude::{ArcMemo, Signal, With, WithUntracked, on_cleanup};
use leptos::reactive::graph::{AnySource, Observer, Source, ToAnySource};

/// A value of any type, and whether another one of its type is the same.
struct Held {
    value: Arc<dyn Any + Send + Sync>,
    is_same: fn(&Held, &Held) -> bool,
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        (self.is_same)(self, other)
    }
}

impl Held {
    fn new<T: PartialEq + Send + Sync + 'static>(value: T) -> Self {
        Self { value: Arc::new(value), is_same: |one, other| one.of::<T>() == other.of::<T>() }
    }

    /// The value, of the type that it was made of.
    fn of<T: 'static>(&self) -> &T {
        match self.value.downcast_ref() {
            Some(value) => value,
            None => unreachable!("a memo holds values of its own type alone"),
        }
    }
}

/// Works out what a memo holds, from what it held before.
type Work = Box<dyn Fn(Option<&Held>) -> Held + Send + Sync>;

/// Leptos' memo, but for that.
pub(super) struct Memo<T> {
    held: leptos::prelude::Memo<Held>,
    of: PhantomData<fn() -> T>,
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Memo<T> {}

impl<T: PartialEq + Send + Sync + 'static> Memo<T> {
    /// Worked out when it is read and something that it was worked out from has changed.
    pub(super) fn new(work_out: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Self {
        let work: Work = Box::new(move |before| Held::new(work_out(before.map(Held::of))));
        Self { held: leptos::prelude::Memo::new(work), of: PhantomData }
    }
}

/// Looks at what a memo holds; whoever does so runs again when it changes.
fn look(held: leptos::prelude::Memo<Held>, look: &mut dyn FnMut(&Held)) {
    let memo = ArcMemo::from(held);
    leave_in_the_end(&memo);
    memo.with(look);
}

impl<T: Send + Sync + 'static> Memo<T> {
    /// Looks at it; who does so runs again when it changes.
    pub(super) fn with<U>(&self, look_at: impl FnOnce(&T) -> U) -> U {
        let (mut look_at, mut seen) = (Some(look_at), None);
        look(self.held, &mut |held| seen = look_at.take().map(|look_at| look_at(held.of())));
        match seen {
            Some(seen) => seen,
            None => unreachable!("a memo is looked at once"),
        }
    }

    /// Looks at it, for this once.
    pub(super) fn with_untracked<U>(&self, look: impl FnOnce(&T) -> U) -> U {
        self.held.with_untracked(|held| look(held.of()))
    }
}

impl<T: Clone + Send + Sync + 'static> Memo<T> {
    /// What it is; who asks runs again when it changes.
    pub(super) fn get(&self) -> T {
        self.with(T::clone)
    }

    /// What it is now.
    pub(super) fn get_untracked(&self) -> T {
        self.with_untracked(T::clone)
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
