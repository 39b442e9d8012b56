//! JSON as it comes: one bad character costs no more than it must. Owns how text becomes a [`Value`]; must not know what
//! the values mean.
//!
//! Text of visitors reaches the cloud by way of half a dozen programs, and not each of them writes JSON that the next one
//! takes: half an emoji as `\ud83d`, numbers that no float holds, raw line breaks, a byte order mark. Nearly every body is
//! plain JSON and is read by `serde_json` alone; what that refuses is read once more by the small reader below:
//!
//! - Half of a surrogate pair becomes U+FFFD; a raw control character in a text stands for itself.
//! - A number that is too large, or that is written as JSON does not write numbers (`007`), is kept as its text, so that it
//!   can still be an id; `NaN` and the infinities are null. (A whole number over 64 bits is a float, as in the browser.)
//! - Of a key that stands twice in an object the last one counts, as in the browser.
//! - What cannot be read at all (a broken escape, a word that is no value, over 127 levels) costs its record, which is then
//!   null: an element of the body's own list or of a list directly in the body's object, or an object there.
//! - A body whose brackets or quotes are not closed was cut short, and is none.

use serde_json::{Map, Value};

/// So many levels of lists and objects are read; `serde_json` has the same limit, as each level costs stack.
const DEPTH_MAX: usize = 127;

/// Reads a body, record by record where it must: each that cannot be read is null. `None`: it is no JSON, or cut short.
#[must_use]
pub fn json(text: &str) -> Option<Value> {
    read(text, true)
}

/// Reads a body of which nothing may be missing: `None` where [`json`] would leave a record out.
#[must_use]
pub fn whole_json(text: &str) -> Option<Value> {
    read(text, false)
}

fn read(text: &str, by_record: bool) -> Option<Value> {
    let text = text.trim_start_matches('\u{feff}');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mut reader = Reader { text, at: 0, by_record };
    let value = reader.value(0)?;
    reader.sign();
    (reader.at == text.len()).then_some(value)
}

struct Reader<'a> {
    text: &'a str,
    /// Bytes that were read.
    at: usize,
    by_record: bool,
}

impl<'a> Reader<'a> {
    /// The next byte that is no blank; zero at the end.
    fn sign(&mut self) -> u8 {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(sign) => return *sign,
                None => return 0,
            }
        }
    }

    /// Takes this byte, if it is next.
    fn takes(&mut self, sign: u8) -> bool {
        let is_next = self.sign() == sign;
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        match self.sign() {
            b'{' if depth < DEPTH_MAX => self.object(depth).map(Value::Object),
            b'[' if depth < DEPTH_MAX => self.list(depth).map(Value::Array),
            b'"' => self.string().map(Value::String),
            _ => self.word(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Map<String, Value>> {
        let mut object = Map::new();
        self.at += 1;
        if self.takes(b'}') {
            return Some(object);
        }
        loop {
            if self.sign() != b'"' {
                return None;
            }
            let name = self.string()?;
            if !self.takes(b':') {
                return None;
            }
            let is_record = depth == 0 && matches!(self.sign(), b'{' | b'[');
            object.insert(name, self.part(depth, is_record)?);
            if !self.takes(b',') {
                return self.takes(b'}').then_some(object);
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Value>> {
        let mut list = Vec::new();
        self.at += 1;
        if self.takes(b']') {
            return Some(list);
        }
        loop {
            list.push(self.part(depth, depth < 2)?);
            if !self.takes(b',') {
                return self.takes(b']').then_some(list);
            }
        }
    }

    /// One value of a list or object, up to the sign that ends it. A record that cannot be read is passed over.
    fn part(&mut self, depth: usize, is_record: bool) -> Option<Value> {
        let from = self.at;
        let value = self.value(depth + 1);
        if value.is_some() && matches!(self.sign(), b',' | b']' | b'}') {
            return value;
        }
        if !(is_record && self.by_record) {
            return None;
        }
        self.at = from;
        self.pass_over()?;
        Some(Value::Null)
    }

    /// Moves to the sign that ends the value which begins here; `None` where the text ends before it.
    fn pass_over(&mut self) -> Option<()> {
        let mut n_open = 0_usize;
        loop {
            match self.text.as_bytes().get(self.at)? {
                b'"' => {
                    self.quoted()?;
                    continue;
                }
                b'{' | b'[' => n_open += 1,
                b'}' | b']' | b',' if n_open == 0 => return Some(()),
                b'}' | b']' => n_open -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// What stands between the quotes that begin here.
    fn quoted(&mut self) -> Option<&'a str> {
        let from = self.at + 1;
        self.at = from;
        loop {
            match self.text.as_bytes().get(self.at)? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        self.text.get(from..self.at - 1)
    }

    fn string(&mut self) -> Option<String> {
        let mut rest = self.quoted()?;
        let mut text = String::with_capacity(rest.len());
        while let Some((before, escape)) = rest.split_once('\\') {
            text.push_str(before);
            let (sign, after) = unescaped(escape)?;
            text.push(sign);
            rest = after;
        }
        text.push_str(rest);
        Some(text)
    }

    /// A number, a truth value, null.
    fn word(&mut self) -> Option<Value> {
        let rest = self.text.get(self.at..)?;
        let ends = |sign: char| matches!(sign, ',' | ':' | '{' | '}' | '[' | ']' | '"') || sign.is_ascii_whitespace();
        let word = rest.split(ends).next()?;
        self.at += word.len();
        if let Ok(value) = serde_json::from_str(word) {
            return Some(value);
        }
        let is_number = word.bytes().all(|sign| sign.is_ascii_digit() || b"+-.eE".contains(&sign));
        match word {
            "NaN" | "Infinity" | "-Infinity" => Some(Value::Null),
            number if is_number && number.bytes().any(|sign| sign.is_ascii_digit()) => {
                Some(Value::String(word.to_owned()))
            }
            _ => None,
        }
    }
}

/// The sign that an escape stands for, and what follows; the backslash is already gone.
fn unescaped(escape: &str) -> Option<(char, &str)> {
    let mut signs = escape.chars();
    let sign = match signs.next()? {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        sign @ ('"' | '\\' | '/') => sign,
        'u' => return unit_or_pair(signs.as_str()),
        _ => return None,
    };
    Some((sign, signs.as_str()))
}

/// One or two UTF-16 units; half of a pair is U+FFFD.
fn unit_or_pair(text: &str) -> Option<(char, &str)> {
    let (unit, after) = hex(text)?;
    let second = after.strip_prefix("\\u").and_then(hex).filter(|(second, _)| (0xdc00..0xe000).contains(second));
    match second {
        Some((second, after)) if (0xd800..0xdc00).contains(&unit) => {
            Some((char::from_u32(0x1_0000 + ((unit & 0x3ff) << 10 | (second & 0x3ff)))?, after))
        }
        _ => Some((char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), after)),
    }
}

fn hex(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    let unit = digits.chars().try_fold(0, |unit, digit| Some(unit * 16 + digit.to_digit(16)?))?;
    Some((unit, rest))
}

#[cfg(test)]
mod tests;
