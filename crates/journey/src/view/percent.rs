//! Addresses as people read them: percent-encoding undone.
//!
//! Owns the decoding. Must not decide where an address leads: what is shown or compared is decoded, never what is opened.

use std::borrow::Cow;

/// The text with its percent-encoded characters written out. What is no UTF-8 stays as it is, and so do control
/// characters.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('%') {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let run = run(rest.as_bytes());
        for part in run.utf8_chunks() {
            for c in part.valid().chars() {
                let raw = rest.get(..3 * c.len_utf8()).unwrap_or_default();
                if c.is_control() {
                    out.push_str(raw);
                } else {
                    out.push(c);
                }
                rest = rest.get(raw.len()..).unwrap_or_default();
            }
            let raw = rest.get(..3 * part.invalid().len()).unwrap_or_default();
            out.push_str(raw);
            rest = rest.get(raw.len()..).unwrap_or_default();
        }
        if run.is_empty() {
            out.push('%');
            rest = rest.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out.into()
}

/// The bytes that the text begins with in percent-encoding.
fn run(text: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let parts = text.chunks_exact(3).map_while(|part| match part {
        [b'%', high, low] => u8::try_from(digit(*high)? * 16 + digit(*low)?).ok(),
        _ => None,
    });
    parts.collect()
}
