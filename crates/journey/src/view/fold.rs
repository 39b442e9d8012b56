//! Texts as a person compares them: whatever their case, accents, width and unseen characters.
//!
//! Owns what of a folded text the browser does not know. The decomposition itself is passed in (`Lens::fold`), because
//! every browser holds its tables and the program has no room for them. Must not know what is looked for.

use crate::chars;

/// Decomposes by compatibility (NFKD), leaves out all marks, then makes lower case and after it upper case: so
/// "ς" and "σ", "ß" and "SS", "ı" and "I" are alike.
pub type Fold = fn(&str) -> String;

/// Parts the folded texts of several: no text holds it after [`as_entry`].
const ENTRY: char = '\u{1E}';

/// Folds for comparison. Plain text is folded here and crosses no boundary.
#[must_use]
pub fn folded(text: &str, fold: Fold) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in fold(text).chars() {
        match c {
            // Letters that decompose into nothing, as people type who do not have them.
            'Ø' => out.push('O'),
            'Đ' | 'Ð' => out.push('D'),
            'Ł' => out.push('L'),
            'Ħ' => out.push('H'),
            'Æ' => out.push_str("AE"),
            'Œ' => out.push_str("OE"),
            'Þ' => out.push_str("TH"),
            // Signs that a keyboard writes in one way and a typesetter in another.
            '‘' | '’' | 'ʼ' => out.push('\''),
            '“' | '”' | '„' => out.push('"'),
            '‐' | '–' | '—' | '−' => out.push('-'),
            // Stretches an Arabic word.
            '\u{640}' => {}
            c if chars::is_unseen(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Folds nothing beyond plain text: for who compares nothing.
#[must_use]
pub fn plain_only(text: &str) -> String {
    text.to_owned()
}

/// Folds each of several texts with one call.
pub(super) fn each(texts: impl Iterator<Item = char>, fold: Fold) -> Vec<String> {
    let mut all = String::new();
    for c in texts {
        all.push(as_entry(c));
        all.push(ENTRY);
    }
    folded(&all, fold).split_terminator(ENTRY).map(str::to_owned).collect()
}

/// A character of a text that stands among others.
fn as_entry(c: char) -> char {
    if c == ENTRY { ' ' } else { c }
}

/// Texts of many entries, folded in one go: plain text at once, the rest by one call for all entries.
#[derive(Default)]
pub(super) struct Hay {
    plain: String,
    /// Where each entry ends in `plain`.
    ends: Vec<usize>,
    other: String,
    has_other: bool,
}

impl Hay {
    /// Adds a text to the entry that is open.
    pub(super) fn add(&mut self, text: &str) {
        if text.is_ascii() {
            self.plain.push_str(text);
            self.plain.push('\n');
        } else {
            self.other.extend(text.chars().map(as_entry));
            self.other.push('\n');
            self.has_other = true;
        }
    }

    /// Ends the entry, and begins the next.
    pub(super) fn close(&mut self) {
        self.ends.push(self.plain.len());
        self.other.push(ENTRY);
    }

    /// Entries that are closed.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether each entry fits, given what of it is plain and what is not, both folded. Leaves nothing behind.
    pub(super) fn sift(&mut self, fits: impl Fn(&str, &str) -> bool, fold: Fold) -> Vec<bool> {
        self.plain.make_ascii_uppercase();
        let other = if self.has_other { folded(&self.other, fold) } else { String::new() };
        let mut others = other.split(ENTRY);
        let mut start = 0;
        let mut found = Vec::with_capacity(self.ends.len());
        for end in &self.ends {
            let plain = self.plain.get(start..*end).unwrap_or_default();
            found.push(fits(plain, others.next().unwrap_or_default()));
            start = *end;
        }
        self.plain.clear();
        self.other.clear();
        self.ends.clear();
        self.has_other = false;
        found
    }
}
