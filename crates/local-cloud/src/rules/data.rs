//! The rules as read from their files.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use super::criteria::Pattern;
use super::scoring::Model;
use crate::world::Agent;

/// Everything that is configured rather than lived.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    pub(crate) agents: Vec<Agent>,
    pub(crate) organization: Value,
    pub(crate) division: String,
    pub(crate) queues: Vec<wire::NamedEntity>,
    pub(crate) wrapup_codes: Vec<wire::NamedEntity>,
    pub(crate) deployments: Vec<wire::WebDeployment>,
    pub(crate) segments: Vec<wire::JourneySegment>,
    pub(crate) outcomes: Vec<wire::Outcome>,
    /// By outcome id; an outcome without a model is not scored.
    pub(crate) models: BTreeMap<String, Model>,
    /// (probability, share of sessions below), ascending.
    pub(crate) quantiles: Vec<(f64, f64)>,
    pub(crate) action_maps: Vec<wire::ActionMap>,
    /// Contents of content offers by template id.
    pub(crate) templates: BTreeMap<String, Value>,
    /// Whole, as the contract has them.
    pub(crate) action_templates: Vec<Value>,
    pub(crate) action_targets: Vec<Value>,
    pub(crate) external_sources: Vec<Value>,
    /// Id of the action target that offers of 2025 named.
    pub(crate) action_target: String,
    pub(crate) timing: OfferTiming,
    /// Name of the queue for accepted messaging offers.
    pub(crate) message_queue: String,
    pub(crate) places: Vec<Place>,
    pub(crate) referrers: Referrers,
    pub(crate) session_types: BTreeMap<String, SessionType>,
    /// Every pattern that is counted as events come in.
    pub(crate) counted: Vec<Counted>,
}

/// When offers are made, in seconds.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OfferTiming {
    pub(crate) between_offers: i64,
    pub(crate) frequency_cap: i64,
    pub(crate) answer_within: i64,
    pub(crate) poll_milliseconds: i64,
}

/// A place a visitor seems to be at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Place {
    pub(crate) country: String,
    pub(crate) country_name: String,
    pub(crate) region: String,
    pub(crate) region_name: String,
    pub(crate) locality: String,
    pub(crate) postal_code: String,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) timezone: String,
    pub(crate) network: String,
}

/// How a referring host is classed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Referrers {
    pub(crate) search: Vec<(String, String)>,
    pub(crate) social: Vec<(String, String)>,
    pub(crate) email: Vec<(String, String)>,
    pub(crate) search_parameters: Vec<String>,
    pub(crate) paid_mediums: Vec<String>,
    /// Parameter, network, and whether it marks a paid link.
    pub(crate) click_ids: Vec<(String, String, bool)>,
}

/// Which event attributes a session of this type keeps.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct SessionType {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// `None`: all that are not lists.
    pub(crate) attributes: Option<Vec<String>>,
    pub(crate) lists: Vec<String>,
    /// Events that end the session.
    pub(crate) ended_by: Vec<String>,
}

/// A pattern whose matching events are counted per session (or per visitor) under `key`.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) key: String,
    /// Counted over all sessions of the visitor instead of one.
    pub(crate) per_customer: bool,
    pub(crate) pattern: Pattern,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Organisation {
    organization: Value,
    division: Value,
    queues: Vec<Value>,
    wrapup_codes: Vec<Value>,
    deployments: Vec<Value>,
    external_sources: Vec<Value>,
}

#[derive(Deserialize)]
struct Outcomes {
    quantiles: Vec<(f64, f64)>,
    outcomes: Vec<ScoredOutcome>,
}

#[derive(Deserialize)]
struct ScoredOutcome {
    outcome: Value,
    model: Option<Model>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ActionMaps {
    timing: OfferTiming,
    message_queue: String,
    action_targets: Vec<Value>,
    templates: Vec<Value>,
    action_maps: Vec<Value>,
}

#[derive(Deserialize)]
struct Places {
    places: Vec<Place>,
}

#[derive(Deserialize)]
struct SessionTypes {
    types: Vec<SessionType>,
}

/// The rules that are built in. A test holds that they can be read.
pub(crate) fn rules() -> &'static Rules {
    static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::read().unwrap_or_default());
    &RULES
}

impl Rules {
    /// Reads the built-in files.
    ///
    /// # Errors
    /// Names the file and what is wrong in it.
    pub(crate) fn read() -> Result<Self, String> {
        let organisation: Organisation = file("organisation", include_str!("../../rules/organisation.json"))?;
        let outcomes: Outcomes = file("outcomes", include_str!("../../rules/outcomes.json"))?;
        let maps: ActionMaps = file("action_maps", include_str!("../../rules/action_maps.json"))?;
        let places: Places = file("places", include_str!("../../rules/places.json"))?;
        let types: SessionTypes = file("session_types", include_str!("../../rules/session_types.json"))?;
        let segments: Vec<Value> = file("segments", include_str!("../../rules/segments.json"))?;
        let mut rules = Self {
            agents: file("agents", include_str!("../../rules/agents.json"))?,
            division: organisation.division.get("id").and_then(Value::as_str).unwrap_or_default().to_owned(),
            organization: organisation.organization,
            queues: records("queues", &organisation.queues)?,
            wrapup_codes: records("wrapupCodes", &organisation.wrapup_codes)?,
            deployments: records("deployments", &organisation.deployments)?,
            segments: records("segments", &segments)?,
            quantiles: outcomes.quantiles,
            action_maps: records("actionMaps", &maps.action_maps)?,
            action_target: id_of(maps.action_targets.first()),
            action_templates: maps.templates.clone(),
            action_targets: maps.action_targets,
            external_sources: organisation.external_sources,
            timing: maps.timing,
            message_queue: maps.message_queue,
            places: places.places,
            referrers: file("referrers", include_str!("../../rules/referrers.json"))?,
            session_types: types.types.into_iter().map(|kind| (kind.kind.clone(), kind)).collect(),
            ..Self::default()
        };
        for template in maps.templates {
            let id = template.get("id").and_then(Value::as_str).ok_or("templates: one has no id")?;
            rules.templates.insert(id.to_owned(), template.get("contentOffer").cloned().unwrap_or_default());
        }
        for scored in outcomes.outcomes {
            let outcome: wire::Outcome = record("outcomes", &scored.outcome)?;
            if let Some(model) = scored.model {
                rules.models.insert(outcome.id.clone(), model);
            }
            rules.outcomes.push(outcome);
        }
        rules.counted = rules.patterns();
        Ok(rules)
    }

    fn patterns(&self) -> Vec<Counted> {
        let mut counted = Vec::new();
        for segment in &self.segments {
            let per_customer = segment.scope.as_deref() == Some("Customer");
            let patterns = segment.journey.iter().flat_map(|journey| &journey.patterns);
            counted.extend(patterns.enumerate().map(|(index, pattern)| Counted {
                key: key(&segment.id, index),
                per_customer,
                pattern: Pattern::of_journey(pattern),
            }));
        }
        for outcome in &self.outcomes {
            let patterns = outcome.journey.iter().flat_map(|journey| &journey.patterns);
            counted.extend(patterns.enumerate().map(|(index, pattern)| Counted {
                key: key(&outcome.id, index),
                per_customer: false,
                pattern: Pattern::of_journey(pattern),
            }));
        }
        for (outcome, model) in &self.models {
            counted.extend(model.features.iter().enumerate().map(|(index, feature)| Counted {
                key: feature_key(outcome, index),
                per_customer: false,
                pattern: feature.pattern(),
            }));
        }
        counted
    }

    /// A queue by id or name, else the first.
    pub(crate) fn queue(&self, id_or_name: &str) -> Option<&wire::NamedEntity> {
        named(&self.queues, id_or_name).or_else(|| self.queues.first())
    }

    /// A wrap-up code by id or name.
    pub(crate) fn wrapup_code(&self, id_or_name: &str) -> Option<&wire::NamedEntity> {
        named(&self.wrapup_codes, id_or_name)
    }

    /// The share of sessions whose best probability lies below `probability`, from the fixed table.
    pub(crate) fn quantile(&self, probability: f64) -> f64 {
        super::scoring::interpolate(&self.quantiles, probability)
    }
}

/// The key under which matches of a rule's pattern are counted.
pub(crate) fn key(rule: &str, index: usize) -> String {
    format!("{rule}/{index}")
}

/// The key under which a model's feature is counted.
pub(crate) fn feature_key(outcome: &str, index: usize) -> String {
    format!("{outcome}/f{index}")
}

fn id_of(entity: Option<&Value>) -> String {
    entity.and_then(|entity| entity.get("id")?.as_str()).unwrap_or_default().to_owned()
}

fn named<'a>(entities: &'a [wire::NamedEntity], id_or_name: &str) -> Option<&'a wire::NamedEntity> {
    entities.iter().find(|entity| entity.id == id_or_name || entity.name.as_deref() == Some(id_or_name))
}

fn file<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("rules/{name}.json: {error}"))
}

fn record<T: wire::Read>(name: &str, value: &Value) -> Result<T, String> {
    T::read(value).ok_or_else(|| format!("rules: one of {name} is not of the contract's shape"))
}

fn records<T: wire::Read>(name: &str, values: &[Value]) -> Result<Vec<T>, String> {
    values.iter().map(|value| record(name, value)).collect()
}
