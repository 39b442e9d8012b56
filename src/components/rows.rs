//! Lists whose rows keep their elements, focus and state while the list around them changes.
//!
//! All lists go through one type of row: a list of its own type costs the tab the whole comparison of lists (5 KB each).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use leptos::prelude::*;

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

fn list(rows: Box<dyn Fn() -> Vec<Row> + Send>) -> AnyView {
    view! { <For each=rows key=|row| row.sum children=|row| (row.draw)()/> }.into_any()
}
