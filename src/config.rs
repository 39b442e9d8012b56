//! `config.json`: what the administrator decides. Read once; a mistake names its key and stops the start.
//!
//! Pure: text in, [`Config`] out. Nothing in the page's address can change what is said here.

use std::collections::BTreeMap;
use std::sync::Arc;

use journey::place::readable;
use journey::settings::{Settings, SignPages, TypeSetting};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::regions::Region;

/// Everything `config.json` says, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The OAuth client.
    pub client_id: String,
    /// Base of the REST API, without a slash at the end: the only receiver of the token.
    pub api_base: String,
    /// Base of the sign-in, without a slash at the end.
    pub login_base: String,
    /// Base of the notification sockets, without a slash at the end.
    pub streaming_base: String,
    /// Origins of pages that may embed the tab and speak to it.
    pub host_origins: Vec<String>,
    /// What core and views need.
    pub settings: Settings,
    /// Keys that mean nothing, for the console.
    pub unknown: Vec<String>,
}

/// What is wrong with it, as the page says it.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("config.json: {0}")]
pub struct ConfigProblem(String);

impl ConfigProblem {
    /// The file could not be had at all.
    #[must_use]
    pub fn unreachable(status: Option<u16>) -> Self {
        Self(match status {
            Some(status) => format!("the server answered with status {status} instead of the file"),
            None => "the file could not be read from the server".to_owned(),
        })
    }

    fn must(key: &str, what: &str) -> Self {
        Self(format!("{key} must be {what}"))
    }
}

/// All keys.
const KEYS: &[&str] = &[
    "environment",
    "clientId",
    "apiBase",
    "loginBase",
    "streamingBase",
    "hostOrigins",
    "inactivityMinutes",
    "pageSize",
    "historyDays",
    "maskPersonalData",
    "eventTypes",
    "sessionTypes",
    "pageNoise",
    "signs",
    "outcomes",
    "segments",
];

/// Ten years: a typing mistake beyond it would overflow nothing, but mean nothing either.
const HISTORY_DAYS_MAX: u32 = 3650;

impl Config {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// The first key that is missing or has a wrong value.
    pub fn parse(text: &str) -> Result<Self, ConfigProblem> {
        let value: Value = serde_json::from_str(text).map_err(|error| {
            ConfigProblem(format!("not valid JSON at line {} column {}", error.line(), error.column()))
        })?;
        let Value::Object(file) = value else {
            return Err(ConfigProblem("the file must be a JSON object".to_owned()));
        };
        let region = environment(&file)?;
        let default = Settings::default();
        Ok(Self {
            client_id: required_text(&file, "clientId", "an OAuth client's id")?,
            api_base: base(&file, "apiBase", region, "https://api.", &["https", "http"])?,
            login_base: base(&file, "loginBase", region, "https://login.", &["https", "http"])?,
            streaming_base: base(&file, "streamingBase", region, "wss://streaming.", &["wss", "ws"])?,
            host_origins: host_origins(&file, region)?,
            settings: Settings {
                inactivity_minutes: whole(&file, "inactivityMinutes", 240, default.inactivity_minutes)?,
                page_size: whole(&file, "pageSize", 200, default.page_size)?,
                history_days: whole(&file, "historyDays", HISTORY_DAYS_MAX, default.history_days)?,
                mask_personal_data: truth(&file, "maskPersonalData", default.mask_personal_data)?,
                event_types: types(&file, "eventTypes", true)?,
                session_types: types(&file, "sessionTypes", false)?,
                page_noise: names(file.get("pageNoise"), "pageNoise", "a list of names of parameters")?,
                signs: signs(&file)?,
                outcomes: truth(&file, "outcomes", default.outcomes)?,
                segments: truth(&file, "segments", default.segments)?,
            },
            unknown: unknown(&file),
        })
    }
}

/// The region; `None` for `local`.
fn environment(file: &Map<String, Value>) -> Result<Option<&'static Region>, ConfigProblem> {
    const WHAT: &str = "a region's domain such as mypurecloud.ie, or local";
    let name = required_text(file, "environment", WHAT)?;
    if name == "local" {
        return Ok(None);
    }
    Region::of_domain(&name).map(Some).ok_or_else(|| ConfigProblem::must("environment", WHAT))
}

fn required_text(file: &Map<String, Value>, key: &str, what: &str) -> Result<String, ConfigProblem> {
    match file.get(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        None => Err(ConfigProblem(format!("{key} is missing; it must be {what}"))),
        Some(_) => Err(ConfigProblem::must(key, what)),
    }
}

/// An address that requests are built on.
fn base(
    file: &Map<String, Value>,
    key: &str,
    region: Option<&Region>,
    prefix: &str,
    [secure, plain]: &[&str; 2],
) -> Result<String, ConfigProblem> {
    let what = format!("an address that begins with {secure}:// (or {plain}:// on this machine)");
    match (file.get(key), region) {
        (None, Some(region)) => Ok(format!("{prefix}{}", region.domain)),
        (None, None) => Err(ConfigProblem(format!("{key} is missing; with environment local it must be {what}"))),
        (Some(Value::String(text)), _) => {
            let text = text.trim().trim_end_matches('/');
            let address = Address::parse(text).filter(|address| address.is_allowed(secure, plain));
            address.map(|_| text.to_owned()).ok_or_else(|| ConfigProblem::must(key, &what))
        }
        (Some(_), _) => Err(ConfigProblem::must(key, &what)),
    }
}

fn host_origins(file: &Map<String, Value>, region: Option<&Region>) -> Result<Vec<String>, ConfigProblem> {
    const WHAT: &str = "a list of origins such as https://apps.mypurecloud.ie";
    let Some(value) = file.get("hostOrigins") else {
        return Ok(region.map(|region| format!("https://apps.{}", region.domain)).into_iter().collect());
    };
    let origins = value.as_array().ok_or_else(|| ConfigProblem::must("hostOrigins", WHAT))?;
    origins
        .iter()
        .map(|origin| {
            // Compared character by character with what the browser says, so it must be in the browser's form.
            let text = origin.as_str().unwrap_or_default();
            Address::parse(text)
                .filter(|address| address.path.is_empty() && address.is_allowed("https", "http"))
                .filter(|address| address.port != Some(if address.scheme == "https" { 443 } else { 80 }))
                .map(|_| text.to_owned())
                .ok_or_else(|| ConfigProblem::must("hostOrigins", WHAT))
        })
        .collect()
}

/// A whole number from 1 on.
fn whole(file: &Map<String, Value>, key: &str, max: u32, default: u32) -> Result<u32, ConfigProblem> {
    let Some(value) = file.get(key) else { return Ok(default) };
    value
        .as_u64()
        .and_then(|number| u32::try_from(number).ok())
        .filter(|number| (1..=max).contains(number))
        .ok_or_else(|| ConfigProblem::must(key, &format!("a whole number from 1 to {max}")))
}

fn truth(file: &Map<String, Value>, key: &str, default: bool) -> Result<bool, ConfigProblem> {
    match file.get(key) {
        None => Ok(default),
        Some(value) => value.as_bool().ok_or_else(|| ConfigProblem::must(key, "true or false")),
    }
}

fn types(file: &Map<String, Value>, key: &str, can_hide: bool) -> Result<BTreeMap<String, TypeSetting>, ConfigProblem> {
    let Some(value) = file.get(key) else { return Ok(BTreeMap::new()) };
    let entries = value.as_object().ok_or_else(|| ConfigProblem::must(key, "an object: one entry per type"))?;
    let read = |(name, entry): (&String, &Value)| {
        let path = format!("{key}.{name}");
        let entry = entry.as_object().ok_or_else(|| ConfigProblem::must(&path, "an object with a label"))?;
        let text = |field: &str| match entry.get(field) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(Arc::from(text.as_str()))),
            Some(_) => Err(ConfigProblem::must(&format!("{path}.{field}"), "a text")),
        };
        let hidden = match entry.get("hidden") {
            None => false,
            Some(Value::Bool(hidden)) if can_hide => *hidden,
            Some(_) if can_hide => return Err(ConfigProblem::must(&format!("{path}.hidden"), "true or false")),
            Some(_) => false,
        };
        let attributes =
            names(entry.get("attributes"), &format!("{path}.attributes"), "a list of names of attributes")?;
        let setting = TypeSetting { label: text("label")?, icon: text("icon")?, hidden, attributes };
        if setting.label.is_none() && !hidden {
            return Err(ConfigProblem::must(&format!("{path}.label"), "a text"));
        }
        Ok((name.clone(), setting))
    };
    // One by one: `collect` into a map brings a sorting of its own.
    let mut types = BTreeMap::new();
    for entry in entries {
        let (name, setting) = read(entry)?;
        types.insert(name, setting);
    }
    Ok(types)
}

/// The keys that are ignored: "pagesize", "signs.errorpages".
fn unknown(file: &Map<String, Value>) -> Vec<String> {
    let mut unknown: Vec<String> = file.keys().filter(|key| !KEYS.contains(&key.as_str())).cloned().collect();
    let signs = file.get("signs").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let is_known = |key: &&String| key.as_str() == "errorPages" || key.as_str() == "shippingPages";
    unknown.extend(signs.filter(|key| !is_known(key)).map(|key| format!("signs.{key}")));
    unknown
}

/// Pages that the administrator calls signs: patterns over readable paths.
fn signs(file: &Map<String, Value>) -> Result<SignPages, ConfigProblem> {
    let Some(value) = file.get("signs") else { return Ok(SignPages::default()) };
    let entries =
        value.as_object().ok_or_else(|| ConfigProblem::must("signs", "an object with errorPages and shippingPages"))?;
    let patterns = |key: &str| -> Result<Vec<Arc<str>>, ConfigProblem> {
        let what = "a list of paths such as /error/*";
        let all = names(entries.get(key), &format!("signs.{key}"), what)?;
        // Written as in an address or as it reads, it is the same.
        Ok(all.iter().map(|pattern| readable(pattern).into()).collect())
    };
    Ok(SignPages { errors: patterns("errorPages")?, shipping: patterns("shippingPages")? })
}

/// A list of names, if there is one; `what` says what it must be.
fn names(value: Option<&Value>, path: &str, what: &str) -> Result<Vec<Arc<str>>, ConfigProblem> {
    let must = || ConfigProblem::must(path, what);
    let Some(value) = value else { return Ok(Vec::new()) };
    let all = value.as_array().ok_or_else(must)?;
    all.iter().map(|name| name.as_str().map(Arc::from).ok_or_else(must)).collect()
}

/// The parts of an address that matter here.
struct Address<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
    path: &'a str,
}

impl<'a> Address<'a> {
    /// `scheme://host[:port][/path]`, in lower case, with nothing else: no user, no query, no fragment.
    fn parse(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
        let (host, port) = if authority.ends_with(']') {
            (authority, None)
        } else {
            match authority.rsplit_once(':') {
                Some((host, port)) => (host, Some(port.parse().ok()?)),
                None => (authority, None),
            }
        };
        let is_name = !host.is_empty()
            && !host.starts_with(['.', '-'])
            && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte));
        let is_path = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte));
        let climbs = path.split('/').any(|part| part == "." || part == "..");
        ((is_name || host == "[::1]") && is_path && !climbs).then_some(Self { scheme, host, port, path })
    }

    /// Without encryption only this machine may be spoken to.
    fn is_allowed(&self, secure: &str, plain: &str) -> bool {
        let is_loopback = ["127.0.0.1", "localhost", "[::1]"].contains(&self.host);
        self.scheme == secure || (self.scheme == plain && is_loopback)
    }
}

#[cfg(test)]
mod tests;
