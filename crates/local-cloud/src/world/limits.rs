//! What may come in from a site, an app or another system: names, sizes, times, addresses. Everything is hostile text.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Age, Refusal};

/// How far ahead of the world's clock an event's time may be.
const AHEAD: TimeDelta = TimeDelta::minutes(5);
/// How old an event may be.
const OLDEST: TimeDelta = TimeDelta::hours(1);
const LONGEST_NAME: usize = 100;
const LONGEST_ADDRESS: usize = 2_048;
const LONGEST_TEXT: usize = 1_024;
const LONGEST_VALUE: usize = 2_000;
const MOST_VALUES: usize = 50;
/// Longest message of a chat.
pub(super) const LONGEST_MESSAGE: usize = 4_000;

pub(super) fn bad(field: &str, message: impl Into<String>) -> Refusal {
    Refusal::BadRequest { code: "bad.request", message: message.into(), field: Some(field.to_owned()) }
}

/// A name: letters, digits and underscore.
pub(super) fn name(field: &str, text: &str) -> Result<(), Refusal> {
    let fits = (1..=LONGEST_NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if fits {
        Ok(())
    } else {
        Err(bad(field, format!("{field} must be 1 to {LONGEST_NAME} letters, digits and underscores")))
    }
}

/// The customer's cookie: an opaque word.
pub(super) fn cookie(text: &str) -> Result<(), Refusal> {
    let fits = (1..=LONGEST_NAME).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if fits {
        Ok(())
    } else {
        Err(bad("customerCookieId", "customerCookieId must be a word of at most 100 characters"))
    }
}

/// Any text of moderate length.
pub(super) fn text(field: &str, text: &str) -> Result<(), Refusal> {
    if text.chars().count() <= LONGEST_TEXT {
        Ok(())
    } else {
        Err(bad(field, format!("{field} is longer than {LONGEST_TEXT} characters")))
    }
}

/// The same for a text that may be absent.
pub(super) fn optional(field: &str, value: Option<&String>) -> Result<(), Refusal> {
    value.map_or(Ok(()), |value| text(field, value))
}

/// An address of the web: absolute, http or https.
pub(super) fn address(field: &str, text: &str) -> Result<url::Url, Refusal> {
    if text.len() > LONGEST_ADDRESS {
        return Err(bad(field, format!("{field} is longer than {LONGEST_ADDRESS} bytes")));
    }
    let parsed = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    parsed.ok_or_else(|| bad(field, format!("{field} must be an absolute address with http or https")))
}

/// Custom data: names and values of bounded size and number.
pub(super) fn values(field: &str, values: &BTreeMap<String, wire::CustomEventAttribute>) -> Result<(), Refusal> {
    if values.len() > MOST_VALUES {
        return Err(bad(field, format!("{field} has more than {MOST_VALUES} entries")));
    }
    for (name, value) in values {
        let n_chars = value.value.as_ref().map_or(0, |value| value.chars().count());
        if name.is_empty() || name.len() > LONGEST_NAME || n_chars > LONGEST_VALUE {
            return Err(bad(
                field,
                format!(
                    "an entry of {field} has no name, a name of more than {LONGEST_NAME} bytes or a value of more than {LONGEST_VALUE} characters"
                ),
            ));
        }
    }
    Ok(())
}

/// An event's own time.
pub(super) fn moment(created: DateTime<Utc>, now: DateTime<Utc>, age: Age) -> Result<(), Refusal> {
    if created > now + AHEAD {
        return Err(bad("createdDate", "createdDate lies in the future"));
    }
    // No store of order could hold moments before 1970.
    if (age == Age::Fresh && created < now - OLDEST) || created < DateTime::UNIX_EPOCH {
        return Err(Refusal::TooOld);
    }
    Ok(())
}

pub(super) fn device(device: &wire::Device) -> Result<(), Refusal> {
    let fields = [
        &device.category,
        &device.kind,
        &device.fingerprint,
        &device.os_family,
        &device.os_version,
        &device.manufacturer,
    ];
    fields.into_iter().try_for_each(|field| optional("device", field.as_ref()))
}

pub(super) fn browser(browser: &wire::Browser) -> Result<(), Refusal> {
    let fields = [&browser.family, &browser.version, &browser.lang, &browser.fingerprint];
    fields.into_iter().try_for_each(|field| optional("browser", field.as_ref()))
}

/// A web event; answers the address of its page.
pub(super) fn web_event(request: &wire::WebEventRequest) -> Result<url::Url, Refusal> {
    cookie(&request.customer_cookie_id)?;
    name("eventName", &request.event_name)?;
    let address = address("page.url", request.page.url.as_deref().unwrap_or_default())?;
    for (field, value) in [
        ("page.title", &request.page.title),
        ("page.keywords", &request.page.keywords),
        ("page.lang", &request.page.lang),
        ("userAgentString", &request.user_agent_string),
        ("searchQuery", &request.search_query),
        ("ipAddress", &request.ip_address),
        ("externalId", &request.external_id),
    ] {
        optional(field, value.as_ref())?;
    }
    request.browser.as_ref().map_or(Ok(()), browser)?;
    request.device.as_ref().map_or(Ok(()), device)?;
    values("attributes", &request.attributes)?;
    values("traits", &request.traits)?;
    Ok(address)
}

/// An app event.
pub(super) fn app_event(request: &wire::AppEventRequest) -> Result<(), Refusal> {
    cookie(&request.customer_cookie_id)?;
    name("eventName", &request.event_name)?;
    text("screenName", &request.screen_name)?;
    for (field, value) in [
        ("app.name", &request.app.name),
        ("app.namespace", &request.app.namespace),
        ("app.version", &request.app.version),
        ("app.buildNumber", &request.app.build_number),
        ("searchQuery", &request.search_query),
        ("externalId", &request.external_id),
    ] {
        optional(field, value.as_ref())?;
    }
    device(&request.device)?;
    values("attributes", &request.attributes)?;
    values("traits", &request.traits)
}
