//! What is personal within the address of a page: parameters by name or by look, and what opens a door, as the token of a
//! password's reset does.
//!
//! Owns how an address is taken apart. The rest of it stays, so that it still says where the customer was.

use super::{DOTS, any_reading, is_mail, is_telling, may_tell, names, numbers, plain};
use crate::view::percent;

/// Whether a text is an address or a part of one: a URL, a path, a query.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    let is_one = !text.is_empty() && !text.contains(char::is_whitespace);
    is_one
        && (text.starts_with(['/', '?', '#'])
            || text.starts_with("www.")
            || text.contains("://")
            || text.contains(['=', '&']))
}

/// The address with dots in the place of what is personal; `None` when nothing is.
pub(super) fn veiled(address: &str) -> Option<String> {
    let mut out = String::with_capacity(address.len());
    let mut is_veiled = false;
    let mut rest = address;
    // Scheme and host are nobody's, but for a user's name before the host.
    if let Some(at) = rest.find("://") {
        let host = rest.get(at + 3..).unwrap_or_default();
        let end = at + 3 + host.find(['/', '?', '#']).unwrap_or(host.len());
        let head = rest.get(..end).unwrap_or_default();
        match head.rsplit_once('@') {
            Some((_, host)) => {
                out.push_str(&format!("{}{DOTS}@{host}", rest.get(..at + 3).unwrap_or_default()));
                is_veiled = true;
            }
            None => out.push_str(head),
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    let mut before = "";
    while !rest.is_empty() {
        let end = rest.find(['/', '?', '#', '&', ';']).unwrap_or(rest.len());
        let part = rest.get(..end).unwrap_or_default();
        match part.split_once('=') {
            Some((name, value)) if is_closed(name, value) => {
                out.push_str(&format!("{name}={DOTS}"));
                is_veiled = true;
            }
            None if is_closed_part(before, part) => {
                out.push_str(DOTS);
                is_veiled = true;
            }
            _ => out.push_str(part),
        }
        before = part;
        let sign = rest.get(end..).and_then(|rest| rest.chars().next());
        out.extend(sign);
        rest = rest.get(end + sign.map_or(0, char::len_utf8)..).unwrap_or_default();
    }
    // What was cut through, such as a number over two parts of a path.
    if out.contains(['@', '%', '&', '＠'])
        && any_reading(&out.replace(DOTS, " "), |reading| reading.split_whitespace().any(is_mail))
    {
        return Some(DOTS.to_owned());
    }
    is_veiled.then_some(out)
}

/// Whether a parameter's value is to be hidden.
fn is_closed(name: &str, value: &str) -> bool {
    let is_said = any_reading(name, names::is_personal);
    let is_door = any_reading(name, names::is_closed) && value.len() >= 4;
    // A blank is a plus in a query.
    !value.is_empty()
        && (is_said || is_door || is_key(value) || is_telling(value) || is_telling(&value.replace('+', " ")))
}

/// Whether a part without a name is to be hidden.
fn is_closed_part(before: &str, part: &str) -> bool {
    if !may_tell(part) && part.len() < 16 {
        return false;
    }
    let own = plain(&percent::decoded(part));
    let has_digit = own.contains(|c: char| c.is_ascii_digit());
    let is_door = ((has_digit && own.len() >= 5) || own.len() >= 20) && names::leads_to_door(before);
    is_door || is_key(&own) || any_reading(part, |part| numbers::is_telling(part) || is_mail(part))
}

/// Whether a text looks as if a machine had drawn it by lot: a token, a hash, a UUID. Words, however many, do not.
fn is_key(text: &str) -> bool {
    let text = plain(&percent::decoded(text));
    if !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~=+".contains(&b)) {
        return false;
    }
    let is_hex = |c: char| c.is_ascii_hexdigit() || c == '-';
    let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
    let n_hex = text.bytes().filter(u8::is_ascii_hexdigit).count();
    if text.chars().all(is_hex) && n_hex >= 24 && n_digits >= 4 && n_digits < n_hex {
        return true;
    }
    let longest = text.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|run| run.len()).unwrap_or_default();
    let n = longest.len();
    // Changes between capitals, small letters and digits; a capital before a small letter begins a word.
    let kind = |b: u8| {
        if b.is_ascii_digit() {
            0
        } else if b.is_ascii_uppercase() {
            1
        } else {
            2
        }
    };
    let pairs = longest.bytes().zip(longest.bytes().skip(1));
    let n_changes =
        pairs.filter(|(one, next)| kind(*one) != kind(*next) && (kind(*one), kind(*next)) != (1, 2)).count();
    match n {
        ..16 => false,
        16..24 => n_changes * 100 >= n * 36,
        _ => n_changes * 100 >= n * 25,
    }
}
