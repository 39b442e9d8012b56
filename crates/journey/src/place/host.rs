//! Hosts: with or without `www.`, in either spelling of other scripts.
//!
//! A name in another script is shown in it where it cannot be taken for another name; else as the wire has it (`xn--`).

/// What begins a label that is spelt in ASCII and meant in another script.
const PREFIX: &str = "xn--";

/// The host without user, port, `www.` and a dot at its end.
pub(super) fn bare(authority: &str) -> &str {
    let host = authority.rsplit('@').next().unwrap_or_default().trim();
    let host = match host.rsplit_once(':') {
        Some((host, "" | "80" | "443")) => host,
        _ => host,
    };
    let host = host.strip_suffix('.').unwrap_or(host);
    let has_www = host.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("www."));
    // "www.example" is a name of its own.
    host.get(4..).filter(|rest| has_www && rest.contains('.')).unwrap_or(host)
}

/// Hands the letters of a bare host on, in the one form that is compared.
pub(super) fn each_letter(host: &str, mut take: impl FnMut(char)) {
    for label in host.split('.') {
        take('.');
        match decoded(label) {
            Some(label) => label.chars().flat_map(char::to_lowercase).for_each(&mut take),
            None => label.chars().flat_map(char::to_lowercase).for_each(&mut take),
        }
    }
}

/// The bare host as it may be shown: "münchen.example", "xn--pple-43d.example".
pub(super) fn shown(host: &str) -> String {
    // Under a name in its own script nobody takes it for a Latin one.
    let top = host.rsplit('.').next().unwrap_or_default();
    let is_at_home = !top.is_ascii() || decoded(top).is_some();
    let is_safe = |label: &str| is_of_one_script(label) && (is_at_home || !is_look_alike(label));
    let labels = host.split('.').map(|label| {
        let label = label.to_lowercase();
        match decoded(&label) {
            Some(meant) if is_safe(&meant) => meant,
            None if !label.is_ascii() && !is_safe(&label) => {
                encoded(&label).map_or(label, |label| format!("{PREFIX}{label}"))
            }
            _ => label,
        }
    });
    labels.collect::<Vec<_>>().join(".")
}

/// What a label spelt in ASCII means; `None` for any other.
fn decoded(label: &str) -> Option<String> {
    let has_prefix = label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(PREFIX));
    let rest = label.get(4..).filter(|_| has_prefix && label.len() <= 63)?;
    decode(rest)
}

/// Cyrillic letters that look like Latin ones: a name of nothing else may pass for another.
const LOOK_ALIKES: &str = "асԁеһіјӏорԛѕԝхуъьҽпгѵѡ";

/// Whether a label is written in one script, Japanese and Korean with their several.
fn is_of_one_script(label: &str) -> bool {
    let scripts = label.chars().filter(|c| !matches!(c, '0'..='9' | '-')).map(script);
    let mut all = 0_u16;
    for script in scripts {
        let Some(script) = script else { return false };
        all |= script;
    }
    all.count_ones() <= 1 || [JAPANESE | HAN | LATIN, KOREAN | HAN | LATIN].iter().any(|set| all & !set == 0)
}

/// Whether a label is written in letters that look like Latin ones alone.
fn is_look_alike(label: &str) -> bool {
    label.chars().all(|c| LOOK_ALIKES.contains(c) || matches!(c, '0'..='9' | '-'))
}

const LATIN: u16 = 1;
const HAN: u16 = 1 << 3;
const JAPANESE: u16 = 1 << 4;
const KOREAN: u16 = 1 << 5;

/// A sign for the script of a letter of names; `None` for what no name needs.
fn script(c: char) -> Option<u16> {
    Some(match c {
        'a'..='z' | 'ß'..='ö' | 'ø'..='ɏ' | 'ḁ'..='ỿ' => LATIN,
        'ͱ'..='Ͽ' | 'ἀ'..='ῼ' => 1 << 1,
        'а'..='ԯ' => 1 << 2,
        '々' | '一'..='鿿' | '㐀'..='䶿' => HAN,
        'ぁ'..='ゖ' | 'ァ'..='ー' => JAPANESE,
        '가'..='힣' => KOREAN,
        'א'..='ת' => 1 << 6,
        'ء'..='ۿ' => 1 << 7,
        '\u{900}'..='\u{DFF}' => 1 << (8 + (u32::from(c) - 0x900) / 0x80 % 6),
        '\u{E01}'..='\u{E4E}' => 1 << 14,
        'ა'..='ჿ' | 'ա'..='և' => 1 << 15,
        _ => return None,
    })
}

/// Numbers of RFC 3492, section 5.
const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;
const SKEW: u32 = 38;
const DAMP: u32 = 700;
const FIRST: u32 = 128;

fn adapted(delta: u32, n_points: u32, is_first: bool) -> u32 {
    let mut delta = if is_first { delta / DAMP } else { delta / 2 };
    delta += delta / n_points.max(1);
    let mut k = 0;
    while delta > (BASE - T_MIN) * T_MAX / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE - T_MIN + 1) * delta / (delta + SKEW)
}

fn threshold(k: u32, bias: u32) -> u32 {
    k.saturating_sub(bias).clamp(T_MIN, T_MAX)
}

/// RFC 3492, section 6.2; `None` for what is no such text.
fn decode(text: &str) -> Option<String> {
    let (plain, rest) = text.rsplit_once('-').unwrap_or(("", text));
    let mut out: Vec<char> = plain.chars().collect();
    let (mut n, mut i, mut bias) = (FIRST, 0_u32, 72);
    let mut digits = rest.bytes().peekable();
    while digits.peek().is_some() {
        let (before, mut weight, mut k) = (i, 1_u32, BASE);
        loop {
            let digit = match digits.next()? {
                letter @ (b'a'..=b'z' | b'A'..=b'Z') => u32::from(letter.to_ascii_lowercase() - b'a'),
                digit @ b'0'..=b'9' => u32::from(digit - b'0') + 26,
                _ => return None,
            };
            i = i.checked_add(digit.checked_mul(weight)?)?;
            let limit = threshold(k, bias);
            if digit < limit {
                break;
            }
            weight = weight.checked_mul(BASE - limit)?;
            k += BASE;
        }
        let n_points = u32::try_from(out.len()).ok()? + 1;
        bias = adapted(i - before, n_points, before == 0);
        n = n.checked_add(i / n_points)?;
        i %= n_points;
        out.insert(usize::try_from(i).ok()?, char::from_u32(n)?);
        i += 1;
    }
    (out.len() > plain.len()).then(|| out.into_iter().collect())
}

/// RFC 3492, section 6.3; `None` where the numbers do not reach.
fn encode(text: &str) -> Option<String> {
    let mut out: String = text.chars().filter(char::is_ascii).collect();
    let n_plain = u32::try_from(out.len()).ok()?;
    if n_plain > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut done) = (FIRST, 0_u32, 72, n_plain);
    while let Some(next) = text.chars().map(u32::from).filter(|point| *point >= n).min() {
        delta = delta.checked_add((next - n).checked_mul(done + 1)?)?;
        n = next;
        for point in text.chars().map(u32::from) {
            if point < n {
                delta = delta.checked_add(1)?;
            } else if point == n {
                let (mut left, mut k) = (delta, BASE);
                loop {
                    let limit = threshold(k, bias);
                    let is_last = left < limit;
                    let digit = if is_last { left } else { limit + (left - limit) % (BASE - limit) };
                    out.push(char::from(u8::try_from(if digit < 26 { digit + 97 } else { digit + 22 }).ok()?));
                    if is_last {
                        break;
                    }
                    left = (left - limit) / (BASE - limit);
                    k += BASE;
                }
                bias = adapted(delta, done + 1, done == n_plain);
                delta = 0;
                done += 1;
            }
        }
        delta = delta.checked_add(1)?;
        n += 1;
    }
    Some(out)
}

/// A label in ASCII, without the prefix.
fn encoded(label: &str) -> Option<String> {
    // The time it takes grows with the square of its length; names are short.
    if label.len() > 252 { None } else { encode(label) }
}
