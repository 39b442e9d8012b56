//! Text written by visitors, made fit to be shown: nothing in it can hide, reorder or break what stands around it.
//!
//! Owns what counts as dangerous in text and in addresses. Must not know what the text is about.

/// At most this many characters of one text are shown; a copy gives the whole.
pub const SHOWN: usize = 2_000;

/// At most this many combining marks on one letter.
const MARKS: usize = 4;

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
    let mut n_marks = 0;
    let mut before = None;
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        if n_out == n_max {
            out.push('…');
            break;
        }
        n_marks = if is_combining(c) { n_marks + 1 } else { 0 };
        let visible = match class(c) {
            Class::Plain if n_marks > MARKS => MARK,
            Class::Plain => c,
            Class::Space => ' ',
            // Emoji and the scripts of Persia and India need joiners between two of their own characters.
            Class::Joiner if before.is_some_and(joins) && chars.peek().copied().is_some_and(joins) => c,
            Class::Control if u32::from(c) < 0x20 => char::from_u32(0x2400 + u32::from(c)).unwrap_or(MARK),
            Class::Joiner | Class::Control | Class::Hidden => MARK,
        };
        before = Some(c);
        out.push(visible);
        n_out += 1;
    }
    out
}

/// The whole text as it may go to the clipboard: one line without hidden characters, and no spreadsheet takes it for a
/// formula. Phone numbers and negative amounts keep their sign.
#[must_use]
pub fn copied(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = None;
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match class(c) {
            Class::Plain => out.push(c),
            Class::Space => out.push(' '),
            Class::Joiner if before.is_some_and(joins) && chars.peek().copied().is_some_and(joins) => out.push(c),
            Class::Joiner | Class::Control | Class::Hidden => {}
        }
        before = Some(c);
    }
    let text = out.trim();
    let is_formula = match text.chars().next() {
        Some('=' | '@' | '＝' | '＋' | '－' | '＠') => true,
        Some('+' | '-') => !text.chars().skip(1).all(|c| c.is_ascii_digit() || " ().-,".contains(c)),
        _ => false,
    };
    if is_formula { format!("'{text}") } else { text.to_owned() }
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
            before = ' ';
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
    let is_plain = |c: char| c > ' ' && c != '\\' && !is_combining(c) && matches!(class(c), Class::Plain);
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

/// What a character does to its line.
enum Class {
    Plain,
    Space,
    Joiner,
    Control,
    Hidden,
}

fn class(c: char) -> Class {
    match c {
        ' '..='~' => Class::Plain,
        '\t' | '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::Space,
        '\u{200C}' | '\u{200D}' => Class::Joiner,
        c if c.is_control() => Class::Control,
        // Soft hyphen, grapheme joiner, Arabic letter mark, fillers, zero-width and directional characters, invisible
        // operators, annotations, tags, and variation selectors beyond those of emoji.
        '\u{AD}'
        | '\u{34F}'
        | '\u{61C}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{FE00}'..='\u{FE0D}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}' => Class::Hidden,
        // Blanks of other widths look like nothing or like a gap: an ordinary space.
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => Class::Space,
        _ => Class::Plain,
    }
}

/// Marks that pile up on the letter before.
fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// Characters that a joiner may stand between.
fn joins(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{DFF}' | '\u{2190}'..='\u{2BFF}' | '\u{FE0E}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}
