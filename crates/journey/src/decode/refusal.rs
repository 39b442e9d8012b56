//! Refusals: what an answer other than success means (genesys-api §5).

use std::sync::Arc;

use wire::ErrorBody;

use super::text::json;
use crate::problem::ApiError;
use wire::Read;

/// How deep nested errors are looked through.
const DEPTH: usize = 4;

/// What it means, and the cloud's correlation id.
pub(super) fn refusal(
    status: u16,
    body: &str,
    retry_after: Option<&str>,
    correlation: Option<&str>,
) -> (ApiError, Option<Arc<str>>) {
    let body = json(body).as_ref().and_then(ErrorBody::read).unwrap_or_default();
    let wait = retry_after.and_then(seconds);
    let error = match status {
        401 => ApiError::SignInNeeded,
        403 => ApiError::Forbidden { missing: permission_in(&body, DEPTH) },
        404 | 410 => ApiError::NotFound,
        429 => ApiError::TooMany { retry_after: wait.or_else(|| seconds_in(&body)) },
        408 | 500..=599 => ApiError::Unavailable { retry_after: wait },
        other => ApiError::Refused(other),
    };
    (error, correlation.and_then(correlation_id).or_else(|| body.context_id.as_deref().and_then(correlation_id)))
}

/// Whole seconds. A date is one when it comes here (`told`), or counts as not said.
fn seconds(text: &str) -> Option<u32> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

/// The message of a 429 holds the seconds in brackets.
fn seconds_in(body: &ErrorBody) -> Option<u32> {
    let texts = [body.message.as_deref(), body.message_with_params.as_deref()];
    texts
        .into_iter()
        .flatten()
        .flat_map(|text| text.split('[').skip(1))
        .find_map(|rest| seconds(rest.split(']').next()?))
}

/// Shown to the agent and read out to support: nothing but an id.
fn correlation_id(text: &str) -> Option<Arc<str>> {
    let text = text.trim();
    let is_id = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    (is_id && (1..=100).contains(&text.len())).then(|| text.into())
}

/// The first `domain:entity:action` in the texts of a refusal; sentences change, this form does not.
fn permission_in(body: &ErrorBody, depth: usize) -> Option<Arc<str>> {
    let params = body.message_params.values().map(String::as_str);
    let details = body.details.iter().flat_map(|detail| [detail.field_name.as_deref(), detail.entity_name.as_deref()]);
    let own = [body.message.as_deref(), body.message_with_params.as_deref()].into_iter().chain(details).flatten();
    own.chain(params).find_map(permission).or_else(|| {
        let inner = depth.checked_sub(1)?;
        body.errors.iter().find_map(|error| permission_in(error, inner))
    })
}

fn permission(text: &str) -> Option<Arc<str>> {
    let is_inside = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '*' | ':');
    text.split(|sign| !is_inside(sign)).find_map(|word| {
        let word = word.trim_matches(':');
        let parts: Vec<&str> = word.split(':').collect();
        let begins_well = |part: &&str| part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '*');
        let is_name = parts.len() == 3 && parts.iter().all(begins_well) && !word.starts_with('*') && word.len() <= 100;
        is_name.then(|| word.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_missing_permission_is_found_in_any_sentence() {
        for body in [
            r#"{"message":"Unable to perform the requested action. You must have at least one of the following permissions assigned: [journey:event:view]"}"#,
            r#"{"message":"at 14:02:10 https://x:1:y refused","messageParams":{"permissions":"journey:event:view"}}"#,
            r#"{"errors":[{"errors":[{"messageWithParams":"needs journey:event:view."}]}]}"#,
            r#"{"message":4,"details":[{"fieldName":"journey:event:view"}]}"#,
        ] {
            let (error, _) = refusal(403, body, None, None);
            assert_eq!(error, ApiError::Forbidden { missing: Some("journey:event:view".into()) }, "{body}");
        }
        for body in ["", "<html>", "{}", "[]", r#"{"message":"a:b"}"#, r#"{"message":"::: a:b:c:d 1:2:3"}"#] {
            assert_eq!(refusal(403, body, None, None).0, ApiError::Forbidden { missing: None }, "{body}");
        }
    }

    #[test]
    fn the_time_to_wait_is_read_from_header_or_message() {
        let message = r#"{"message":"Rate limit exceeded the maximum. Retry the request in [12] seconds"}"#;
        for (header, body, wait) in [
            (Some("7"), message, Some(7)),
            (None, message, Some(12)),
            (Some(" 1000000000 "), "", Some(1_000_000_000)),
            (Some("99999999999999"), "", Some(u32::MAX)),
            (Some("-1"), "", None),
            (Some("Wed, 21 Oct 2026 07:28:00 GMT"), "", None),
            (Some(""), "{\"message\":\"[x] []\"}", None),
        ] {
            assert_eq!(
                refusal(429, body, header, None).0,
                ApiError::TooMany { retry_after: wait },
                "{header:?} {body}"
            );
        }
    }

    #[test]
    fn a_correlation_id_is_nothing_but_an_id() {
        let id = |header, body: &str| refusal(500, body, header, None).1;
        assert_eq!(id(None, r#"{"contextId":"ab-1"}"#).as_deref(), Some("ab-1"));
        assert_eq!(refusal(500, "", None, Some("x y")).1, None);
        assert_eq!(refusal(500, r#"{"contextId":"b"}"#, None, Some("a")).1.as_deref(), Some("a"));
        assert_eq!(id(None, r#"{"contextId":"<script>"}"#), None);
    }

    #[test]
    fn each_status_has_its_meaning() {
        let error = |status| refusal(status, "", None, None).0;
        assert_eq!(error(401), ApiError::SignInNeeded);
        assert_eq!((error(404), error(410)), (ApiError::NotFound, ApiError::NotFound));
        assert_eq!(error(408), ApiError::Unavailable { retry_after: None });
        assert_eq!(error(503), ApiError::Unavailable { retry_after: None });
        assert_eq!(
            (error(400), error(302), error(0)),
            (ApiError::Refused(400), ApiError::Refused(302), ApiError::Refused(0))
        );
    }
}
