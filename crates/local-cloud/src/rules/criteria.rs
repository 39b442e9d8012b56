//! Does an event, or a visit, meet the contract's criteria?
//!
//! A key is a path into the JSON of the event's body or of the session (`page.pathname`, `attributes.price.value`,
//! `device.category`). A key that leads nowhere meets only the negative operators. The criteria of one pattern must all
//! be met; of a context's patterns one suffices; of a journey's patterns each must be met `count` times.

use serde_json::Value;

/// A pattern of events.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pattern {
    pub(crate) criteria: Vec<wire::Criteria>,
    pub(crate) event_name: Option<String>,
    /// `Web`, `App`, `Custom`; `None` is any.
    pub(crate) stream: Option<String>,
}

/// An event as patterns see it.
#[derive(Clone, Debug)]
pub(crate) struct Seen<'a> {
    pub(crate) name: &'a str,
    pub(crate) stream: &'a str,
    /// The body of the event as JSON.
    pub(crate) body: &'a Value,
}

impl Pattern {
    pub(crate) fn of_journey(pattern: &wire::JourneyPattern) -> Self {
        Self {
            criteria: pattern.criteria.clone(),
            event_name: pattern.event_name.clone(),
            stream: pattern.stream_type.clone(),
        }
    }

    /// Whether the event is one of this pattern.
    pub(crate) fn matches(&self, event: &Seen<'_>) -> bool {
        self.event_name.as_deref().is_none_or(|name| name == event.name)
            && self.stream.as_deref().is_none_or(|stream| stream == event.stream)
            && self.criteria.iter().all(|criteria| meets(criteria, event.body))
    }
}

/// Whether a visit meets one of the patterns; no pattern at all is met by every visit.
pub(crate) fn context_met(context: Option<&wire::Context>, visit: &Value) -> bool {
    let patterns = context.map_or(&[][..], |context| &context.patterns);
    patterns.is_empty() || patterns.iter().any(|pattern| pattern.criteria.iter().all(|criteria| meets(criteria, visit)))
}

/// Whether a rule says nothing at all (then it must never apply).
pub(crate) fn says_nothing(context: Option<&wire::Context>, journey: Option<&wire::Journey>) -> bool {
    context.is_none_or(|context| context.patterns.is_empty())
        && journey.is_none_or(|journey| journey.patterns.is_empty())
}

/// Whether the value at the criteria's key meets them.
pub(crate) fn meets(criteria: &wire::Criteria, body: &Value) -> bool {
    let found = texts(at(body, &criteria.key));
    compare(criteria.operator.as_deref(), &found, &criteria.values, criteria.should_ignore_case.unwrap_or(true))
}

/// Whether an address meets a condition on addresses.
pub(crate) fn address_meets(operator: Option<&str>, values: &[String], address: &str) -> bool {
    compare(operator, &[address.to_owned()], values, true)
}

fn at<'a>(body: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(body, |value, part| value.get(part))
}

fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => items.iter().flat_map(|item| texts(Some(item))).collect(),
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Bool(flag)) => vec![flag.to_string()],
        _ => Vec::new(),
    }
}

fn compare(operator: Option<&str>, found: &[String], wanted: &[String], ignore_case: bool) -> bool {
    let fold = |text: &String| if ignore_case { text.to_lowercase() } else { text.clone() };
    let found: Vec<String> = found.iter().map(fold).collect();
    let wanted: Vec<String> = wanted.iter().map(fold).collect();
    let any = |test: fn(&str, &str) -> bool| found.iter().any(|have| wanted.iter().any(|want| test(have, want)));
    let all_contained = || wanted.iter().all(|want| found.iter().any(|have| have.contains(want.as_str())));
    match operator {
        Some("equal") | None => any(|have, want| have == want),
        Some("notEqual") => !any(|have, want| have == want),
        Some("containsAny") => any(|have, want| have.contains(want)),
        Some("notContainsAny") => !any(|have, want| have.contains(want)),
        Some("containsAll") => !found.is_empty() && all_contained(),
        Some("notContainsAll") => found.is_empty() || !all_contained(),
        Some("startsWith") => any(|have, want| have.starts_with(want)),
        Some("endsWith") => any(|have, want| have.ends_with(want)),
        Some("greaterThan") => any(|have, want| numbers(have, want).is_some_and(|(have, want)| have > want)),
        Some("greaterThanOrEqual") => any(|have, want| numbers(have, want).is_some_and(|(have, want)| have >= want)),
        Some("lessThan") => any(|have, want| numbers(have, want).is_some_and(|(have, want)| have < want)),
        Some("lessThanOrEqual") => any(|have, want| numbers(have, want).is_some_and(|(have, want)| have <= want)),
        // An operator nobody knows cannot be met.
        Some(_) => false,
    }
}

fn numbers(have: &str, want: &str) -> Option<(f64, f64)> {
    Some((have.trim().parse().ok()?, want.trim().parse().ok()?))
}
