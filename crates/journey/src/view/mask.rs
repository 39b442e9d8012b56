//! Personal data behind dots, until the agent wants to see them.
//!
//! Owns what counts as personal in text that may hold anything. Must not know where it stands. Better a word too many
//! behind dots than a number of somebody's in clear; yet dates, times, prices and counts stay.

use std::borrow::Cow;

use super::{Lens, percent, text};
use crate::chars::{self, Sign};

mod address;
mod names;
mod numbers;

/// What stands in the place of something personal: as long for all, so that not even its length is told.
pub const DOTS: &str = "••••••";

/// How often a text is decoded before it is believed: an address in an address in an address.
const ROUNDS: usize = 4;

/// Something that is personal by what it is: a name, a number, an address.
#[must_use]
pub fn personal(value: String, lens: &Lens<'_>) -> String {
    if lens.is_masked { DOTS.to_owned() } else { value }
}

/// Something that may hold personal data among other words. Of an address only what is personal in it is hidden.
#[must_use]
pub fn veiled(value: String, lens: &Lens<'_>) -> String {
    if !lens.is_masked {
        return value;
    }
    if address::is_address(&value) {
        return address::veiled(&value).unwrap_or(value);
    }
    if is_telling(&value) { DOTS.to_owned() } else { value }
}

/// A value with the name that a page gave it. The name alone can make it personal: `phone`, `billingIban`.
#[must_use]
pub fn named(name: &str, value: &str, lens: &Lens<'_>) -> String {
    let is_hidden = lens.is_masked && names::is_personal(name) && !value.trim().is_empty();
    if is_hidden { DOTS.to_owned() } else { veiled(value.to_owned(), lens) }
}

/// Whether nothing of the address would be hidden.
#[must_use]
pub fn is_open(address: &str, lens: &Lens<'_>) -> bool {
    !lens.is_masked || veiled(address.to_owned(), lens) == address
}

/// What is announced, "Form abandoned: Checkout": its kind is no secret.
#[must_use]
pub fn said(words: &str) -> String {
    match words.split_once(": ") {
        Some((kind, about)) if is_telling(about) => format!("{kind}: {DOTS}"),
        None if is_telling(words) => DOTS.to_owned(),
        _ => words.to_owned(),
    }
}

/// The same as [`personal`] for a value that may be missing or blank.
#[must_use]
pub fn some(value: Option<&str>, lens: &Lens<'_>) -> Option<String> {
    text::some(value).map(|value| personal(value, lens))
}

/// Whether a text holds something of a person's: an e-mail address, a number of a telephone, an account or a card, or an
/// address of a page that does.
fn is_telling(value: &str) -> bool {
    may_tell(value)
        && any_reading(value, |reading| {
            let is_word = |word: &str| is_mail(word) || (address::is_address(word) && address::veiled(word).is_some());
            numbers::is_telling(reading) || reading.split_whitespace().any(is_word)
        })
}

/// Whether a text holds a character without which it tells nothing. Asked of every text: it makes none.
fn may_tell(value: &str) -> bool {
    value.contains(|c: char| match c {
        ' '..='~' => c.is_ascii_digit() || "@%&=/".contains(c),
        '\u{FF01}'..='\u{FF5E}' | '﹫' => true,
        c => c.is_numeric(),
    })
}

fn is_mail(word: &str) -> bool {
    word.split_once('@').is_some_and(|(user, host)| {
        let host = host.split(['/', '?', '&', ',', ';']).next().unwrap_or_default();
        !user.is_empty() && host.contains('.')
    })
}

/// Whether the text fits in one of the ways in which it can be read: as it stands, and with its encoding undone once
/// and again.
fn any_reading(value: &str, fits: impl Fn(&str) -> bool) -> bool {
    let mut reading = plain(value);
    for _ in 0..ROUNDS {
        if fits(&reading) {
            return true;
        }
        let next = without_entities(&percent::decoded(&reading)).into_owned();
        if next == reading {
            return false;
        }
        reading = plain(&next);
    }
    fits(&reading)
}

/// Characters of other widths, digits of other scripts and unseen characters as a keyboard would have written them.
fn plain(value: &str) -> String {
    let plain = |c: char| match c {
        ' '..='~' => c,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '﹫' => '@',
        '。' | '｡' | '․' | '﹒' => '.',
        '‐'..='―' | '−' | '﹣' | 'ー' | '·' => '-',
        '⁄' | '∕' => '/',
        '\u{660}'..='\u{669}' => digit(c, 0x660),
        '\u{6F0}'..='\u{6F9}' => digit(c, 0x6F0),
        '\u{966}'..='\u{96F}' => digit(c, 0x966),
        '\u{E50}'..='\u{E59}' => digit(c, 0xE50),
        '\u{1D7CE}'..='\u{1D7FF}' => digit(char::from_u32((u32::from(c) - 0x1D7CE) % 10).unwrap_or(c), 0),
        _ => c,
    };
    let signs = chars::signs(value).filter_map(|sign| match sign {
        Sign::Plain(c) if chars::is_unseen(c) => None,
        Sign::Plain(c) => Some(plain(c)),
        Sign::Space => Some(' '),
        Sign::Control(_) | Sign::Override => None,
    });
    signs.collect()
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c).wrapping_sub(zero), 10).unwrap_or(c)
}

/// `&#64;` and `&#x40;` as the characters that they mean.
fn without_entities(text: &str) -> Cow<'_, str> {
    if !text.contains("&#") {
        return text.into();
    }
    let mut parts = text.split("&#");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let entity = part.split_once(';').and_then(|(number, rest)| {
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            Some((char::from_u32(number.ok()?)?, rest))
        });
        match entity {
            Some((c, rest)) => {
                out.push(c);
                out.push_str(rest);
            }
            None => {
                out.push_str("&#");
                out.push_str(part);
            }
        }
    }
    out.into()
}
