//! Lists whose rows keep their elements, focus and state while the list around them changes.
//!
//! All lists go through one type of row: a list of its own type costs the tab the whole comparison of lists (5 KB each).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use leptos::tachys::view::keyed::keyed;

/// A row before it is drawn.
struct Row {
    /// Sum over the row's key. Two keys of one list having the same sum of 64 bits is not to be expected.
    sum: u64,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// One row per item: `view` is called once for each `key`, and again when the key was gone in between.
pub(super) fn rows<T, I, K>(
    items: impl Fn() -> I + Send + 'static,
    key: fn(&T) -> K,
    view: impl Fn(T) -> AnyView + Send + Sync + 'static,
) -> AnyView
where
    T: Send + 'static,
    I: IntoIterator<Item = T>,
    K: Hash + 'static,
{
    let view = Arc::new(view);
    list(Box::new(move || {
        let row = |item: T| {
            let mut hasher = DefaultHasher::new();
            key(&item).hash(&mut hasher);
            let view = Arc::clone(&view);
            Row { sum: hasher.finish(), draw: Box::new(move || view(item)) }
        };
        items().into_iter().map(row).collect()
    }))
}

/// What Leptos' `<For>` is, but for the owners of the rows.
fn list(rows: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    let (list, free) = (Owner::current().unwrap_or_default(), Free::default());
    let draw = move |_, row: Row| {
        let place = Place::take(&list, &free);
        let owner = place.owner.with(Owner::new);
        let view = owner.with(row.draw);
        // Held by the row until it goes; where it moves to does not matter.
        let moved = move |_| {
            let _ = &place;
        };
        (moved, OwnedView::new_with_owner(view, owner))
    };
    (move || keyed(rows(), |row| row.sum, draw.clone())).into_any()
}

/// Places that no row has any more.
type Free = Arc<Mutex<Vec<Owner>>>;

/// An owner of rows, one after the other. An owner remembers every child that it ever had, so a list in which rows come
/// and go for hours may not make one of its own for each.
struct Place {
    owner: Owner,
    free: Free,
}

impl Place {
    /// A place of the list that is free, or a new one.
    fn take(list: &Owner, free: &Free) -> Self {
        let owner = free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let owner = owner.unwrap_or_else(|| list.with(Owner::new));
        // The row before is gone; what is left of it goes too.
        owner.cleanup();
        Self { owner, free: Arc::clone(free) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(self.owner.clone());
    }
}
