//! The page's own address: what its query asks to show, and how. Never a base, a client or a host that is not configured.
//!
//! Pure: the query as text in, [`Address`] out. Everything in it may have been written by anybody.

use std::sync::Arc;

use journey::input::Target;

use crate::config::Config;
use crate::desk::{Theme, ViewSize};
use crate::regions::Region;

/// What the query asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// What to show.
    pub target: Target,
    /// The size wanted.
    pub view: Option<ViewSize>,
    /// The language tag wanted, lower case.
    pub language: Option<Arc<str>>,
    /// The theme wanted.
    pub theme: Option<Theme>,
    /// The page that says it embeds us.
    pub host_origin: Option<String>,
    /// The name that page has for its region.
    pub target_environment: Option<String>,
    /// Sign in by a pop-up.
    pub popup: bool,
}

impl Address {
    /// Reads a query, with or without `?`. What is not understood is as if it were not there.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let parameters = parameters(query);
        let value = |name: &str| {
            parameters.iter().find(|(key, value)| key == name && is_filled(value)).map(|(_, value)| value.as_str())
        };
        let id = |name: &str| value(name).filter(|id| is_id(id));
        let target = if let Some(id) = id("conversationId") {
            Target::Conversation(id.into())
        } else if let Some(id) = id("contactId") {
            Target::Contact(id.into())
        } else if let Some(id) = id("sessionId") {
            Target::Session(id.into())
        } else {
            Target::Interactions
        };
        Self {
            target,
            view: value("view").and_then(ViewSize::from_name),
            language: value("lang").and_then(language_tag),
            theme: value("theme").and_then(Theme::from_name),
            host_origin: value("hostOrigin").map(str::to_owned),
            target_environment: value("env").map(str::to_owned),
            popup: value("popup").is_some_and(|popup| popup.eq_ignore_ascii_case("true") || popup == "1"),
        }
    }

    /// The origin to speak to while embedded: the one that the address names, only when it is configured; without a
    /// name the single one that is configured. A region's name that contradicts it is refused.
    #[must_use]
    pub fn accepted_host<'a>(&self, config: &'a Config) -> Option<&'a str> {
        let origins = &config.host_origins;
        let host = match &self.host_origin {
            Some(named) => origins.iter().find(|origin| *origin == named),
            None if origins.len() == 1 => origins.first(),
            None => None,
        }?;
        let region = self.target_environment.as_deref().and_then(Region::of_target);
        let contradicts = region.is_some_and(|region| {
            let foreign = host.strip_prefix("https://apps.").and_then(Region::of_domain);
            foreign.is_some_and(|foreign| foreign != region)
        });
        (!contradicts).then_some(host.as_str())
    }
}

/// The pairs of a query, decoded. A fragment behind it is none of them.
pub(crate) fn parameters(query: &str) -> Vec<(String, String)> {
    let query = query.split('#').next().unwrap_or_default();
    let query = query.strip_prefix('?').unwrap_or(query);
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(key, value)| (decode(key), decode(value)))
        .collect()
}

/// Percent-decoding of one part; what is no UTF-8 becomes the replacement character.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = |offset: usize| bytes.get(at + offset).and_then(|digit| char::from(*digit).to_digit(16));
        match (byte, hex(1), hex(2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(u8::try_from(high * 16 + low).unwrap_or_default());
                at += 3;
            }
            (b'+', ..) => {
                decoded.push(b' ');
                at += 1;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

/// Percent-encoding of one part: everything but the unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// A host that does not know a variable leaves `{{name}}` standing.
fn is_filled(value: &str) -> bool {
    !value.is_empty() && !value.starts_with("{{")
}

/// An id goes into paths and topics: nothing in it may end or change one.
fn is_id(text: &str) -> bool {
    text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

fn language_tag(text: &str) -> Option<Arc<str>> {
    let is_tag = text.len() <= 35 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    is_tag.then(|| text.to_ascii_lowercase().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(origins: &[&str]) -> Config {
        let origins = serde_json::json!(origins);
        let file = serde_json::json!({"environment": "mypurecloud.ie", "clientId": "c", "hostOrigins": origins});
        Config::parse(&file.to_string()).unwrap()
    }

    #[test]
    fn the_first_named_thing_is_shown() {
        let target = |query| Address::parse(query).target;
        assert_eq!(target("?sessionId=s&contactId=c&conversationId=v"), Target::Conversation("v".into()));
        assert_eq!(target("?sessionId=s&contactId=c"), Target::Contact("c".into()));
        assert_eq!(target("sessionId=1b-2"), Target::Session("1b-2".into()));
        assert_eq!(target(""), Target::Interactions);
        assert_eq!(target("?contactId=c#contactId=d"), Target::Contact("c".into()));
        assert_eq!(target("#contactId=d"), Target::Interactions);
    }

    #[test]
    fn an_unfilled_or_hostile_id_is_no_id() {
        for query in [
            "?conversationId={{gcConversationId}}",
            "?conversationId=%7B%7BgcConversationId%7D%7D",
            "?conversationId=",
            "?conversationId=../../users/me",
            "?conversationId=a%2Fb",
            "?conversationId=a%3Fb",
            "?conversationId=a%00b",
        ] {
            assert_eq!(Address::parse(query).target, Target::Interactions, "{query}");
        }
    }

    #[test]
    fn choices_are_read_and_nonsense_is_not() {
        let address = Address::parse("?view=full&theme=dark&lang=pt-BR&popup=true");
        assert_eq!((address.view, address.theme), (Some(ViewSize::Full), Some(Theme::Dark)));
        assert_eq!(address.language.as_deref(), Some("pt-br"));
        assert!(address.popup);
        let address = Address::parse("?view=huge&theme=pink&lang=%3Cb%3E&popup=no");
        assert_eq!((address.view, address.theme, address.language, address.popup), (None, None, None, false));
    }

    #[test]
    fn only_a_configured_host_is_spoken_to() {
        let one = config(&["https://apps.mypurecloud.ie"]);
        let host = |query: &str, config: &Config| Address::parse(query).accepted_host(config).map(str::to_owned);
        let listed = Some("https://apps.mypurecloud.ie".to_owned());
        assert_eq!(host("?hostOrigin=https%3A%2F%2Fapps.mypurecloud.ie", &one), listed);
        assert_eq!(host("", &one), listed);
        for other in [
            "https://apps.mypurecloud.ie.evil.example",
            "https://apps.mypurecloud.ie/",
            "http://apps.mypurecloud.ie",
            "https://apps.mypurecloud.ie:8443",
            "https://evil.example",
            "null",
            "*",
        ] {
            assert_eq!(host(&format!("?hostOrigin={}", encode(other)), &one), None, "{other}");
        }
        let two = config(&["https://apps.mypurecloud.ie", "https://apps.mypurecloud.de"]);
        assert_eq!(host("", &two), None);
        assert_eq!(host("?hostOrigin=https://apps.mypurecloud.ie&env=prod-euw1", &two), listed);
        assert_eq!(host("?hostOrigin=https://apps.mypurecloud.ie&env=prod-euc1", &two), None);
    }

    #[test]
    fn decoding_never_fails_and_reverses_encoding() {
        assert_eq!(decode("a%2"), "a%2");
        assert_eq!(decode("%zz+%C3%A9"), "%zz \u{e9}");
        assert_eq!(decode("%ff"), "\u{fffd}");
        let text = "a b&c=d/?#%é\u{202e}";
        assert_eq!(decode(&encode(text)), text);
    }
}
