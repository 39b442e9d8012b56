//! The scripts as they are written in `personas/*.json`: what a persona did and does. No times but relative ones.

use std::collections::BTreeMap;

use serde::Deserialize;

/// All there is to know about one persona.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    /// The visitor's cookie; `None`: somebody new at every visit.
    pub(super) cookie: Option<String>,
    /// For readers of the file; the visits hand it over themselves where a person would.
    #[serde(default)]
    #[expect(dead_code, reason = "says whose script it is")]
    pub(super) email: Option<String>,
    /// The usual browser and device, by name in `clients.json`.
    pub(super) client: String,
    /// Ways into the shop by name.
    #[serde(default)]
    pub(super) arrivals: BTreeMap<String, Arrival>,
    #[serde(default)]
    pub(super) visits: Vec<Past<Visit>>,
    #[serde(default)]
    pub(super) habits: Vec<Habit>,
    #[serde(default)]
    pub(super) calls: Vec<Past<Call>>,
    #[serde(default)]
    pub(super) chats: Vec<Past<Chat>>,
    #[serde(default)]
    pub(super) customs: Vec<Past<Custom>>,
    #[serde(default)]
    pub(super) live: Option<Live>,
    #[serde(default)]
    pub(super) standing: Option<Talk>,
}

/// Something at a time of day, some days ago.
#[derive(Debug, Deserialize)]
pub(super) struct Past<T> {
    #[serde(rename = "daysAgo")]
    pub(super) days_ago: i64,
    /// `HH:MM`, UTC.
    pub(super) at: String,
    #[serde(flatten)]
    pub(super) what: T,
}

/// How somebody comes into the shop.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Arrival {
    /// Query string of the first page, without the question mark.
    #[serde(default)]
    pub(super) query: Option<String>,
    #[serde(default)]
    pub(super) referrer: Option<String>,
}

/// One visit of the shop, or of its app.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Visit {
    #[serde(default)]
    pub(super) app: bool,
    /// Name of an arrival.
    #[serde(default)]
    pub(super) from: Option<String>,
    #[serde(default)]
    pub(super) client: Option<String>,
    pub(super) steps: Vec<Step>,
}

/// Many visits of one kind, spread evenly over days, at chance hours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Habit {
    /// The first visit, days ago.
    pub(super) from: i64,
    /// The last visit, days ago.
    pub(super) to: i64,
    pub(super) count: i64,
    /// Earliest and latest hour.
    pub(super) hours: [i64; 2],
    #[serde(default)]
    pub(super) arrivals: Vec<String>,
    pub(super) clients: Vec<String>,
    #[serde(default)]
    pub(super) app: bool,
    pub(super) steps: Vec<Step>,
}

/// One deed and how long the persona then stays, in seconds (a quarter more or less).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Step {
    #[serde(flatten)]
    pub(super) deed: Deed,
    #[serde(default)]
    pub(super) stay: f64,
}

/// What a persona can do in a visit.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Deed {
    /// Opens a page, by its path below `/shop/`.
    View(String),
    /// Opens a screen of the app.
    Screen(String),
    Search(String),
    /// Puts a product into the basket, by slug.
    Add(String),
    Remove(String),
    Buy(Purchase),
    Submit(Form),
    Abandon(Form),
    Custom(Named),
    /// Looks what is offered and answers: `accepted`, `rejected`, `ignored` or `timedout` (lets it pass).
    Offer(String),
    /// Writes into the open conversation, if there is one.
    Say(String),
    /// Somebody ends the open conversation.
    HangUp(EndedBy),
    /// Looks around by chance.
    Wander(Wander),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Purchase {
    /// The order's number; `FW-9` alone is completed by chance.
    pub(super) order: String,
    pub(super) items: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub(super) form: String,
    #[serde(default, rename = "lastField")]
    pub(super) last_field: Option<String>,
    #[serde(default)]
    pub(super) traits: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    pub(super) name: String,
    #[serde(default)]
    pub(super) attributes: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wander {
    pub(super) pages: u32,
    /// Seconds on a page.
    pub(super) stay: f64,
    /// Categories by slug.
    pub(super) among: Vec<String>,
    pub(super) terms: Vec<String>,
    /// How often a product's page ends with the product in the basket, 0 to 1.
    pub(super) carts: f64,
}

/// A telephone call from beginning to end.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Call {
    /// E.164; `None` is withheld.
    #[serde(default)]
    pub(super) from: Option<String>,
    pub(super) queue: String,
    #[serde(flatten)]
    pub(super) course: Course,
}

/// A chat that the customer asked for, from beginning to end.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Chat {
    /// Name of an arrival.
    #[serde(default)]
    pub(super) from: Option<String>,
    /// The page it was asked for on.
    pub(super) page: String,
    /// Seconds after the beginning, and what the customer writes.
    #[serde(default)]
    pub(super) lines: Vec<(f64, String)>,
    #[serde(flatten)]
    pub(super) course: Course,
}

/// How a conversation went.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Course {
    /// Seconds in the queue.
    pub(super) waited: f64,
    /// Whether an agent answered.
    #[serde(default)]
    pub(super) agent: bool,
    /// Seconds with the agent.
    #[serde(default)]
    pub(super) talked: f64,
    #[serde(rename = "endedBy")]
    pub(super) ended_by: EndedBy,
    /// Name of the wrap-up code.
    #[serde(default)]
    pub(super) code: Option<String>,
    #[serde(default)]
    pub(super) notes: String,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum EndedBy {
    Customer,
    Agent,
}

/// A session of another system.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Custom {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) url: String,
    /// Kind and value of an identifier.
    pub(super) customer: (String, String),
    /// Attributes of every event.
    pub(super) attributes: BTreeMap<String, String>,
    /// Seconds after the beginning, name, attributes.
    pub(super) events: Vec<(f64, String, BTreeMap<String, String>)>,
}

/// What a persona keeps doing, in turn.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Live {
    /// Seconds between two visits, from and to.
    pub(super) pause: [f64; 2],
    /// Seconds until the first visit.
    pub(super) first: f64,
    #[serde(default)]
    pub(super) visits: Vec<Visit>,
    #[serde(default)]
    pub(super) customs: Vec<Custom>,
}

/// A conversation that the persona may be found in at any time: see `standing`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Talk {
    /// The visit out of which the persona asks for the chat, in the minutes before it.
    pub(super) before: Visit,
    /// The first words.
    pub(super) hello: String,
    /// What the persona does on the site meanwhile, again and again.
    pub(super) during: Visit,
}

/// A browser on a device.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Client {
    #[serde(rename = "userAgent")]
    pub(super) user_agent: String,
    pub(super) browser: serde_json::Value,
    pub(super) device: serde_json::Value,
}

const SCRIPTS: &[(&str, &str)] = &[
    ("maren", include_str!("../../personas/maren.json")),
    ("wanderer", include_str!("../../personas/wanderer.json")),
    ("shopper", include_str!("../../personas/shopper.json")),
    ("priya", include_str!("../../personas/priya.json")),
    ("brandts", include_str!("../../personas/brandts.json")),
    ("sean", include_str!("../../personas/sean.json")),
    ("noor", include_str!("../../personas/noor.json")),
];
const CLIENTS: &str = include_str!("../../personas/clients.json");
const CONTACTS: &str = include_str!("../../personas/contacts.json");

/// Every persona's script by name; a broken one is left out, which a test rules out.
pub(super) fn scripts() -> Vec<Script> {
    SCRIPTS.iter().filter_map(|(_, text)| serde_json::from_str(text).ok()).collect()
}

/// Browsers and devices by name.
pub(super) fn clients() -> BTreeMap<String, Client> {
    serde_json::from_str(CLIENTS).unwrap_or_default()
}

/// The people of the organisation's address book.
pub(super) fn contacts() -> Vec<wire::ExternalContact> {
    wire::from_text::<Listed>(CONTACTS).map(|listed| listed.0).unwrap_or_default()
}

struct Listed(Vec<wire::ExternalContact>);

impl wire::Read for Listed {
    fn read(value: &serde_json::Value) -> Option<Self> {
        Some(Self(value.as_array()?.iter().filter_map(wire::Read::read).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_script_can_be_read() {
        for (name, text) in SCRIPTS {
            let script: Result<Script, _> = serde_json::from_str(text);
            assert!(script.is_ok(), "{name}: {:?}", script.err());
        }
        assert_eq!(scripts().len(), SCRIPTS.len());
        let clients: Result<BTreeMap<String, Client>, _> = serde_json::from_str(CLIENTS);
        assert!(clients.is_ok(), "{:?}", clients.err());
        assert_eq!(contacts().len(), 6);
    }

    #[test]
    fn every_script_file_is_played() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/personas");
        let data = ["clients", "contacts", "callers"];
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
            .filter(|name| !data.contains(&name.as_str()))
            .collect();
        files.sort();
        let mut known: Vec<&str> = SCRIPTS.iter().map(|(name, _)| *name).collect();
        known.sort_unstable();
        assert_eq!(files, known);
    }
}
