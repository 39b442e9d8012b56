//! A part of the page that follows its signals.
//!
//! Every type that a view or a closure of one has costs the tab a copy of the machinery that draws it (2 KB each). So
//! what comes and goes is an [`AnyView`], and a component that is nothing but a closure hands it to [`follow`].

use std::sync::{Arc, Mutex};

use leptos::prelude::*;

/// Draws `part` again whenever a signal that it reads changes.
pub(crate) fn follow<V: RenderHtml + 'static>(part: impl FnMut() -> V + Send + 'static) -> AnyView {
    let part: Arc<Mutex<dyn FnMut() -> V + Send>> = Arc::new(Mutex::new(part));
    part.into_any()
}
