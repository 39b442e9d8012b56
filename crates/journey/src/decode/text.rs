//! Small readings shared by all: text that may be empty, addresses of next pages, listings with their losses.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;
use wire::{AddressableEntityRef, Read, Timestamp};

use super::ListPage;

/// Text that says something: empty and blank text is no text. Nothing is trimmed: it is shown as it came.
pub(super) fn text(from: Option<String>) -> Option<Arc<str>> {
    from.filter(|text| !text.trim().is_empty()).map(Arc::from)
}

/// The same for a list.
pub(super) fn texts(from: Vec<String>) -> Vec<Arc<str>> {
    from.into_iter().filter_map(|one| text(Some(one))).collect()
}

/// An id that says something.
pub(super) fn id<T: From<String>>(from: Option<String>) -> Option<T> {
    from.filter(|text| !text.trim().is_empty()).map(T::from)
}

/// The id of a reference.
pub(super) fn id_of<T: From<String>>(from: Option<AddressableEntityRef>) -> Option<T> {
    id(from.and_then(|reference| reference.id))
}

/// A moment.
pub(super) fn moment(from: Option<Timestamp>) -> Option<DateTime<Utc>> {
    from.map(DateTime::from)
}

/// A count: never negative.
pub(super) fn count(from: Option<i64>) -> Option<i64> {
    from.filter(|number| *number >= 0)
}

/// Width and height, when both are there.
pub(super) fn size(width: Option<i64>, height: Option<i64>) -> Option<(i64, i64)> {
    Some((width.filter(|side| *side > 0)?, height.filter(|side| *side > 0)?))
}

/// Parts joined with a blank; `None` when there is none.
pub(super) fn joined(parts: impl IntoIterator<Item = Option<String>>) -> Option<Arc<str>> {
    let parts: Vec<String> = parts.into_iter().flatten().filter(|part| !part.trim().is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(" ").into())
}

/// Whether a text is an identifier that a machine made, such as a UUID or a cookie, and so the name of nobody: one long
/// word of ASCII that is hexadecimal, or mostly digits, or in which letters and digits change over and over.
pub(super) fn is_identifier(text: &str) -> bool {
    let text = text.trim();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:~=+/|{}".contains(&byte);
    // A telephone number has at most fifteen digits.
    if text.len() < 16 || text.len() > 200 || text.starts_with('+') || !text.bytes().all(is_word) {
        return false;
    }
    let signs: Vec<u8> = text.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let n_digits = signs.iter().filter(|sign| sign.is_ascii_digit()).count();
    let is_hex = n_digits > 0 && signs.len() >= 16 && signs.iter().all(u8::is_ascii_hexdigit);
    let n_changes = signs
        .iter()
        .zip(signs.iter().skip(1))
        .filter(|(one, next)| one.is_ascii_digit() != next.is_ascii_digit())
        .count();
    is_hex || n_digits >= 10 || n_changes >= 5
}

/// Parts of a name joined with a blank; `None` when there is none, or nothing but an identifier.
pub(super) fn name(parts: impl IntoIterator<Item = Option<String>>) -> Option<Arc<str>> {
    joined(parts).filter(|name| !is_identifier(name))
}

/// Reads JSON text: a record that cannot be read is null, text that is broken as a whole or cut short is `None`.
pub(super) fn json(body: &str) -> Option<Value> {
    wire::json(body)
}

/// Reads a listing of any style: each record that is not of the shape, or that `model` refuses, is counted.
pub(super) fn listing<W: Read, T>(body: &str, mut model: impl FnMut(W, &Value) -> Option<T>) -> Option<ListPage<T>> {
    let value = json(body)?;
    let entities = value.get("entities")?.as_array()?;
    let items: Vec<T> = entities.iter().filter_map(|entity| model(W::read(entity)?, &value)).collect();
    let n_unread = entities.len() - items.len();
    let next_uri = value.get("nextUri").and_then(String::read).filter(|uri| !uri.is_empty());
    let next = next_uri.as_deref().and_then(next_page);
    // A next page that must not be asked for is a loss that the agent should hear of.
    let n_refused = usize::from(next_uri.is_some() && next.is_none());
    Some(ListPage { items, n_rejected: n_unread + n_refused, next })
}

/// Path and query of a next page. The host that an answer names is never asked: only its path is used, and only one of
/// the API.
fn next_page(uri: &str) -> Option<String> {
    let path = match uri.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http") => {
            rest.find('/').map(|at| &rest[at..])?
        }
        Some(_) if !uri.starts_with('/') => return None,
        _ => uri,
    };
    let path = path.split('#').next().unwrap_or_default();
    let is_clean = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (path.starts_with("/api/") && is_clean).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::next_page;

    #[test]
    fn only_paths_of_the_api_are_followed() {
        for (uri, path) in [
            ("/api/v2/journey/sessions/1/events?after=x", Some("/api/v2/journey/sessions/1/events?after=x")),
            ("https://api.example.com/api/v2/a?after=x#y", Some("/api/v2/a?after=x")),
            ("https://evil.example/api/v2/a", Some("/api/v2/a")),
            ("/api/v2/a?back=https://x/y", Some("/api/v2/a?back=https://x/y")),
            ("https://evil.example", None),
            ("https://evil.example/other", None),
            ("//evil.example/api/v2/a", None),
            ("@evil.example/api/v2/a", None),
            (".evil.example/api/", None),
            ("javascript:alert(1)//api/", None),
            ("/api/v2/a\r\nHost: x", None),
            ("/api/v2/a b", None),
            ("/api\\v2", None),
            ("/next?after=x", None),
            ("", None),
        ] {
            assert_eq!(next_page(uri).as_deref(), path, "{uri}");
        }
    }
}
