//! What single characters do to the line that they stand on: seen, blank, harmless and unseen, or a danger to their
//! neighbours.
//!
//! Owns the sets of characters, each once in the program (`inline(never)`: a copy at each use costs the download), and
//! which unseen ones a script needs. Must not know what a text is about.

use std::str::Chars;

/// At most this many marks on one letter: more of them reach over the lines above and below.
const MARKS: usize = 4;

/// A character as it stands on a line; what is harmless and not needed there has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Seen, or needed by the script around it.
    Plain(char),
    /// A blank of any width, or the end of a line.
    Space,
    /// A control character.
    Control(char),
    /// Turns the order of what follows around: "safe", then U+202E, then "gpj.exe" would read as "safeexe.jpg".
    Override,
}

/// The characters of a text as they stand on a line.
pub(crate) fn signs(text: &str) -> Signs<'_> {
    Signs { chars: text.chars(), before: None, n_marks: 0, n_tags: 0, is_rtl: text.contains(is_rtl) }
}

/// A value that is compared, asked for or dialled, without what cannot be seen in it: `U+202A +353… U+202C`, as it is
/// pasted from a list of contacts, is the number alone.
pub(crate) fn plain(value: &str) -> String {
    let plain: String = signs(value)
        .filter_map(|sign| match sign {
            Sign::Plain(c) => Some(c),
            Sign::Space => Some(' '),
            Sign::Control(_) | Sign::Override => None,
        })
        .collect();
    plain.trim().to_owned()
}

/// See [`signs`].
#[derive(Clone)]
pub(crate) struct Signs<'a> {
    chars: Chars<'a>,
    /// The last character of the text that stayed.
    before: Option<char>,
    /// Marks on the letter before.
    n_marks: usize,
    /// Tags that still belong to a flag.
    n_tags: usize,
    /// The text holds letters that run from right to left.
    is_rtl: bool,
}

impl Iterator for Signs<'_> {
    type Item = Sign;

    fn next(&mut self) -> Option<Sign> {
        loop {
            let c = self.chars.next()?;
            let sign = match c {
                '!'..='~' => Sign::Plain(c),
                _ if c == ' ' || is_space(c) => Sign::Space,
                _ if c.is_control() => Sign::Control(c),
                '\u{202E}' => Sign::Override,
                _ if is_unseen(c) && !self.is_needed(c) => continue,
                _ if self.is_too_many(c) => continue,
                '\u{1F3F4}' => {
                    self.n_tags = flag(self.chars.as_str());
                    Sign::Plain(c)
                }
                _ => Sign::Plain(c),
            };
            if !is_stacked(c) {
                self.n_marks = 0;
            }
            self.before = Some(c);
            return Some(sign);
        }
    }
}

impl Signs<'_> {
    /// Whether the script, the emoji or the name before needs the unseen character.
    fn is_needed(&mut self, c: char) -> bool {
        let follows = |fits: fn(char) -> bool| self.before.is_some_and(fits);
        match c {
            // Emoji and the scripts of Persia and India need joiners between two of their own characters.
            '\u{200C}' | '\u{200D}' => follows(joins) && self.chars.clone().next().is_some_and(joins),
            // Which way a full stop or a bracket goes, beside letters that run from right to left.
            '\u{200E}' | '\u{200F}' | '\u{61C}' => self.is_rtl,
            '\u{180B}'..='\u{180F}' => follows(|c| matches!(c, '\u{1820}'..='\u{18AA}')),
            // One form of one character: an emoji, a sign, a letter of mathematics.
            '\u{FE00}'..='\u{FE0F}' => follows(|c| !is_space(c) && c != ' ' && !is_unseen(c)),
            // One form of one character of a Japanese name.
            '\u{E0100}'..='\u{E01EF}' => {
                follows(|c| matches!(c, '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'))
            }
            '\u{E0020}'..='\u{E007F}' if self.n_tags > 0 => {
                self.n_tags -= 1;
                true
            }
            _ => false,
        }
    }

    /// Whether it is one mark too many on its letter.
    fn is_too_many(&mut self, c: char) -> bool {
        is_stacked(c) && {
            self.n_marks += 1;
            self.n_marks > MARKS
        }
    }
}

/// How many tags make a flag, such as that of Scotland, of the black flag that they follow; none when they make none.
fn flag(rest: &str) -> usize {
    let n = rest.chars().take_while(|c| matches!(c, '\u{E0030}'..='\u{E0039}' | '\u{E0061}'..='\u{E007A}')).count();
    let is_flag = (3..=6).contains(&n) && rest.chars().nth(n) == Some('\u{E007F}');
    if is_flag { n + 1 } else { 0 }
}

/// Ends of lines, blanks of all widths, and letters that look like a blank.
#[inline(never)]
pub(crate) fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}'
                | '\u{2028}'
                | '\u{2029}'
                | '\u{202F}'
                | '\u{205F}'
                | '\u{2800}'
                | '\u{3000}'
                | '\u{3164}'
                | '\u{FFA0}'
                | '\u{FFFA}'
    )
}

/// Characters that cannot be seen and are no blanks: soft hyphen, grapheme joiner, fillers, characters of no width,
/// marks of direction, selectors of a form, invisible operators, annotations, tags.
#[inline(never)]
pub(crate) fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{AD}'
            | '\u{34F}'
            | '\u{61C}'
            | '\u{115F}'
            | '\u{1160}'
            | '\u{17B4}'
            | '\u{17B5}'
            | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}'
            | '\u{FFF0}'..='\u{FFFC}'
            | '\u{1BCA0}'..='\u{1BCA3}'
            | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Letters that run from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their kin.
#[inline(never)]
pub(crate) fn is_rtl(c: char) -> bool {
    matches!(c, '\u{5BE}' | '\u{5C0}' | '\u{5C3}' | '\u{5C6}' | '\u{5D0}'..='\u{5F4}' | '\u{608}' | '\u{60B}' | '\u{60D}'
        | '\u{61B}' | '\u{61E}'..='\u{64A}' | '\u{66D}'..='\u{66F}' | '\u{671}'..='\u{6D5}' | '\u{6E5}' | '\u{6E6}'
        | '\u{6EE}' | '\u{6EF}' | '\u{6FA}'..='\u{8C9}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
}

/// Marks of European scripts, which pile up on the letter before.
#[inline(never)]
pub(crate) fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Marks of any script that grow upwards or downwards.
fn is_stacked(c: char) -> bool {
    is_combining(c)
        || matches!(c, '\u{591}'..='\u{5BD}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{E31}'
            | '\u{E34}'..='\u{E3A}' | '\u{E47}'..='\u{E4E}')
}

/// Whether a character that is neither letter nor digit belongs to the word around it: marks of all scripts, joiners.
#[inline(never)]
pub(crate) fn is_within_word(c: char) -> bool {
    is_combining(c)
        || matches!(c, '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{6ED}'
        | '\u{93A}'..='\u{963}' | '\u{981}'..='\u{DDF}' | '\u{E31}'..='\u{E4E}' | '\u{EB1}'..='\u{ECE}' | '\u{F35}'..='\u{F87}'
        | '\u{102B}'..='\u{103E}' | '\u{17B4}'..='\u{17D3}' | '\u{200C}' | '\u{200D}' | '\u{3099}' | '\u{309A}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Characters that a joiner may stand between.
fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{DFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{2190}'..='\u{2BFF}'
        | '\u{FE0E}' | '\u{FE0F}' | '\u{FB50}'..='\u{FEFC}' | '\u{1F000}'..='\u{1FAFF}')
}
