//! A part of the page that follows its signals.
//!
//! Every type that a view or a closure of one has costs the tab a copy of the machinery that draws it (2 KB each). So
//! what comes and goes is an [`AnyView`], and a component that is nothing but a closure hands it to [`follow`].

use std::sync::{Arc, Mutex};

use leptos::prelude::*;

/// A closure of a view, of a type that only tells what it gives. In `view!` a closure written in place becomes one by
/// itself; this is for those that have a name.
pub(super) type Following<V> = Arc<Mutex<dyn FnMut() -> V + Send>>;

/// Makes such a closure.
pub(super) fn following<V>(part: impl FnMut() -> V + Send + 'static) -> Following<V> {
    Arc::new(Mutex::new(part))
}

/// Draws `part` again whenever a signal that it reads changes.
pub(crate) fn follow<V: RenderHtml + 'static>(part: impl FnMut() -> V + Send + 'static) -> AnyView {
    following(part).into_any()
}
