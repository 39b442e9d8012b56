//! Text written by visitors, made fit to be shown: nothing in it can hide, reorder or break what stands around it.
//!
//! Owns what counts as dangerous in text and in addresses. Must not know what the text is about.

use std::borrow::Cow;

use crate::chars::{self, Sign};

/// At most this many characters of one text are shown; a copy gives the whole.
pub const SHOWN: usize = 2_000;

/// Stands for a character that cannot be seen, or that would move its neighbours.
const MARK: char = '\u{FFFD}';

/// Fit to be shown on one line, at most [`SHOWN`] characters.
#[must_use]
pub fn shown(text: &str) -> String {
    shown_up_to(text, SHOWN)
}

/// Fit to be shown on one line, at most `n_max` characters and an ellipsis.
#[must_use]
pub fn shown_up_to(text: &str, n_max: usize) -> String {
    let mut out = String::with_capacity(text.len().min(n_max));
    let mut n_out = 0;
    for sign in chars::signs(text.trim()) {
        if n_out == n_max {
            out.push('…');
            return out;
        }
        out.push(match sign {
            Sign::Plain(c) => c,
            // What was trimmed may have stood behind something unseen.
            Sign::Space if out.is_empty() => continue,
            Sign::Space => ' ',
            Sign::Control(c) if u32::from(c) < 0x20 => char::from_u32(0x2400 + u32::from(c)).unwrap_or(MARK),
            Sign::Control(_) | Sign::Override => MARK,
        });
        n_out += 1;
    }
    out.truncate(out.trim_end().len());
    out
}

/// The whole text as it may go to the clipboard: one line without hidden characters, and no spreadsheet takes it for a
/// formula. Phone numbers and negative amounts keep their sign.
#[must_use]
pub fn copied(text: &str) -> String {
    let text = chars::plain(text);
    let is_formula = match text.chars().next() {
        Some('=' | '@' | '＝' | '＋' | '－' | '＠') => true,
        Some('+' | '-') => !text.chars().skip(1).all(|c| c.is_ascii_digit() || " ().-,".contains(c)),
        _ => false,
    };
    if is_formula { format!("'{text}") } else { text }
}

/// A text of others as a part of a sentence of ours: one that runs from right to left is isolated, so that it moves
/// nothing beside it ("Searched “…” 2×"). All others stay as they are, byte for byte.
#[must_use]
pub fn isolated(text: &str) -> Cow<'_, str> {
    if text.contains(chars::is_rtl) { format!("\u{2068}{text}\u{2069}").into() } else { text.into() }
}

/// `Some` fit to be shown, `None` when there is nothing to see.
#[must_use]
pub fn some(text: Option<&str>) -> Option<String> {
    text.map(shown).filter(|text| !text.is_empty())
}

/// A technical name in words: `order_completed`, `orderCompleted` → "Order completed". Never empty.
#[must_use]
pub fn humanise(name: &str) -> String {
    let name = name.rsplit('.').find(|part| !part.is_empty()).unwrap_or(name);
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in shown_up_to(name, 200).chars() {
        if !c.is_alphanumeric() && c != MARK {
            match words.last_mut() {
                Some(word) if chars::is_within_word(c) && before != ' ' => word.push(c),
                _ => before = ' ',
            }
            continue;
        }
        let starts = (!before.is_alphanumeric() && before != MARK)
            || ((before.is_lowercase() || before.is_numeric()) && c.is_uppercase());
        match words.last_mut() {
            Some(word) if !starts => word.push(c),
            _ => words.push(c.to_string()),
        }
        before = c;
    }
    let mut out = String::new();
    for (at, word) in words.iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        let is_acronym = word.chars().count() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_numeric());
        let mut chars = word.chars();
        match chars.next() {
            Some(first) if at == 0 => {
                out.extend(first.to_uppercase());
                out.push_str(&if is_acronym { chars.as_str().to_owned() } else { chars.as_str().to_lowercase() });
            }
            _ if is_acronym => out.push_str(word),
            _ => out.push_str(&word.to_lowercase()),
        }
    }
    if out.is_empty() { "Unnamed".to_owned() } else { out }
}

/// The address when it may be a link: http or https, a plain host, no user name, nothing hidden in it.
///
/// A host with letters beyond ASCII is shown as text only, since it may look like another.
#[must_use]
pub fn web_link(address: &str) -> Option<String> {
    let address = address.trim();
    let is_plain = |c: char| {
        let is_seen = c > ' ' && !c.is_control() && !chars::is_space(c) && !chars::is_unseen(c);
        is_seen && c != '\\' && !chars::is_combining(c)
    };
    if address.len() > SHOWN || !address.chars().all(is_plain) {
        return None;
    }
    let (scheme, rest) = address.split_once("://")?;
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#']).next()?;
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (authority, ""),
    };
    let is_name = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    let is_numeric = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .is_some_and(|host| !host.is_empty() && host.bytes().all(|b| b.is_ascii_hexdigit() || b == b':' || b == b'.'));
    let is_port = port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit());
    ((is_name && host.bytes().any(|b| b != b'.') || is_numeric) && is_port).then(|| address.to_owned())
}

/// The host of an address, for display.
#[must_use]
pub fn host(address: &str) -> Option<&str> {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?;
    (!host.is_empty()).then_some(host)
}

/// Whether two names are the same but for case and separators: `formName`, `form_name`.
#[must_use]
pub fn is_same_name(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = u8> {
        text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_lowercase())
    }
    one.is_ascii() && other.is_ascii() && letters(one).eq(letters(other))
}
