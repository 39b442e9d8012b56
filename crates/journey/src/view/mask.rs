//! Personal data behind dots, until the agent wants to see them.
//!
//! Owns what counts as personal in text that may hold anything. Must not know where it stands.

use super::{Lens, text};

/// What stands in the place of something personal: as long for all, so that not even its length is told.
pub const DOTS: &str = "••••••";

/// Something that is personal by what it is: a name, a number, an address.
#[must_use]
pub fn personal(value: String, lens: &Lens<'_>) -> String {
    if lens.is_masked { DOTS.to_owned() } else { value }
}

/// Something that may hold an address or a number among other words.
#[must_use]
pub fn veiled(value: String, lens: &Lens<'_>) -> String {
    if lens.is_masked && is_telling(&value) { DOTS.to_owned() } else { value }
}

/// Whether a text holds an e-mail address or a telephone number.
pub(super) fn is_telling(value: &str) -> bool {
    let is_mail =
        |word: &str| word.split_once(['@', '＠']).is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    let is_encoded =
        |word: &str| word.split_once("%40").is_some_and(|(user, host)| !user.is_empty() && host.contains('.'));
    let is_number = value.split('+').skip(1).any(|rest| {
        let digits = rest.chars().take_while(|sign| sign.is_ascii_digit() || " ()-./".contains(*sign));
        digits.filter(char::is_ascii_digit).count() >= 7
    });
    is_number || value.split_whitespace().any(|word| is_mail(word) || is_encoded(word))
}

/// The same for a value that may be missing or blank.
#[must_use]
pub fn some(value: Option<&str>, lens: &Lens<'_>) -> Option<String> {
    text::some(value).map(|value| personal(value, lens))
}
