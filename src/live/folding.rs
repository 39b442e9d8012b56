//! How the page folds texts for comparison.

use journey::view::fold::{Fold, case_only};
use leptos::prelude::*;

/// Context: the browser's way to fold a text, passed in.
#[derive(Clone, Copy)]
pub struct Folding(pub Fold);

impl Folding {
    /// The page's own; by case alone where none was passed in.
    #[must_use]
    pub fn of_page() -> Fold {
        use_context::<Self>().map_or(case_only, |Self(fold)| fold)
    }
}
