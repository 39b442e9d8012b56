//! Telephone numbers as E.164: `+`, country code, subscriber number.

/// Country code for numbers that are written without one: the shop is British.
const HOME: &str = "+44";

/// The number in E.164 form; `None` when it cannot be one.
pub(super) fn e164(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("tel:").unwrap_or(text);
    let separator = |c: char| matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}');
    let compact: String = text.replace("(0)", "").chars().filter(|c| !separator(*c)).collect();
    let number = if let Some(rest) = compact.strip_prefix('+') {
        rest.to_owned()
    } else if let Some(rest) = compact.strip_prefix("00") {
        rest.to_owned()
    } else {
        format!("{}{}", &HOME[1..], compact.strip_prefix('0')?)
    };
    let fits = (8..=15).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && !number.starts_with('0');
    fits.then(|| format!("+{number}"))
}

/// A telephone number of a contact.
pub(super) fn phone_number(text: &str) -> Option<wire::PhoneNumber> {
    let number = e164(text)?;
    Some(wire::PhoneNumber {
        display: Some(text.trim().to_owned()),
        user_input: Some(text.trim().to_owned()),
        e164: Some(number),
        ..wire::PhoneNumber::default()
    })
}
