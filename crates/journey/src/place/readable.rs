//! Addresses as people read them: percent-encoding undone where it is text.

/// Signs that mean something in an address: undone they would mean something else, so they stay encoded.
const RESERVED: &[u8] = b"/?#%&=+;";

/// The byte that stands encoded at the beginning of `text`, as `%C3`.
fn encoded(text: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*text.get(at)?).to_digit(16);
    if text.first() != Some(&b'%') {
        return None;
    }
    u8::try_from(digit(1)? * 16 + digit(2)?).ok()
}

/// The text with percent-encoding undone: `/b%C3%BCcher` is `/bücher`. What is not UTF-8 stays as it is, and so do
/// signs that would mean something else.
#[must_use]
pub fn readable(text: &str) -> String {
    undone(text, |c| c.is_control() || u8::try_from(c).is_ok_and(|byte| RESERVED.contains(&byte)))
}

/// The text with percent-encoding undone, but for what is not UTF-8 and for characters that stay encoded.
pub(crate) fn undone(text: &str, stays: fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        let (before, run) = rest.split_at(at);
        out.push_str(before);
        let mut bytes = Vec::new();
        while let Some(byte) = encoded(run.as_bytes().get(bytes.len() * 3..).unwrap_or_default()) {
            bytes.push(byte);
        }
        if bytes.is_empty() {
            out.push('%');
            rest = run.get(1..).unwrap_or_default();
            continue;
        }
        let mut place = 0;
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                let written = run.get(place * 3..(place + c.len_utf8()) * 3).unwrap_or_default();
                if stays(c) {
                    out.push_str(written);
                } else {
                    out.push(c);
                }
                place += c.len_utf8();
            }
            let n_invalid = chunk.invalid().len();
            out.push_str(run.get(place * 3..(place + n_invalid) * 3).unwrap_or_default());
            place += n_invalid;
        }
        rest = run.get(bytes.len() * 3..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Hands the bytes of `text` on, encoded or not in the one form that is compared. With `is_query` a plus is a space.
pub(super) fn each_byte(text: &str, is_query: bool, mut take: impl FnMut(u8)) {
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        match encoded(rest) {
            Some(byte) => {
                if RESERVED.contains(&byte) {
                    // Its digits may be written in either case.
                    [b'%', byte].into_iter().for_each(&mut take);
                } else {
                    take(byte);
                }
                rest = rest.get(3..).unwrap_or_default();
            }
            None => {
                take(if is_query && *first == b'+' { b' ' } else { *first });
                rest = after;
            }
        }
    }
}

/// Whether `text` is like `pattern`, in which `*` stands for any text; the case of letters does not matter.
#[must_use]
pub fn is_like(text: &str, pattern: &str) -> bool {
    let has = |text: &str, part: &str| text.get(..part.len()).is_some_and(|start| start.eq_ignore_ascii_case(part));
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    if !has(text, first) {
        return false;
    }
    let mut rest = text.get(first.len()..).unwrap_or_default();
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let found = rest.char_indices().find_map(|(at, _)| rest.get(at..).filter(|rest| has(rest, part)));
        let Some(found) = found.or_else(|| part.is_empty().then_some(rest)) else { return false };
        rest = found.get(part.len()..).unwrap_or_default();
    }
    let end = rest.len().checked_sub(last.len()).and_then(|at| rest.get(at..));
    end.is_some_and(|end| end.eq_ignore_ascii_case(last))
}
