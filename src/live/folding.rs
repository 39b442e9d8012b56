//! How the page folds texts for comparison.

use journey::view::fold::{Fold, plain_only};
use leptos::prelude::*;

/// Context: the browser's way to fold a text, passed in.
#[derive(Clone, Copy)]
pub struct Folding(pub Fold);

impl Folding {
    /// The page's own; that of plain text where none was passed in.
    #[must_use]
    pub fn of_page() -> Fold {
        use_context::<Self>().map_or(plain_only, |Self(fold)| fold)
    }
}
