//! Addresses as people read them: percent-encoding undone.
//!
//! Owns the decoding. Must not decide where an address leads: what is shown or compared is decoded, never what is opened.

use std::borrow::Cow;

use crate::place::undone;

/// The text with its percent-encoded characters written out. What is no UTF-8 stays as it is, and so do control
/// characters.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    undone(text, char::is_control).into()
}
