//! Requests to the cloud: the address, its query, the body.

use serde_json::Value;
use url::form_urlencoded;

use crate::schema::Use;
use crate::{Contract, Faults};

/// Limits that the documents give in words only: end of the path, parameter, largest number or most items.
const LIMITS: &[(&str, &str, usize)] = &[
    ("/journey/sessions", "pageSize", 200),
    ("/journey/sessions/{sessionId}/events", "pageSize", 200),
    ("/journey/segments", "limit", 500),
    ("/journey/outcomes", "outcomeIds", 20),
    ("/journey/segments", "segmentIds", 100),
    ("/journey/actionmaps", "actionMapIds", 100),
];

impl Contract {
    /// As [`crate::check_request`].
    ///
    /// # Errors
    /// All that the contract does not allow.
    pub fn check_request(&self, method: &str, path_and_query: &str, body: &str) -> Result<(), Faults> {
        let operation = self
            .operation(method, path_and_query)
            .ok_or_else(|| vec![format!("there is no {method} {path_and_query}")])?;
        let described = self.described(operation);
        let query = path_and_query.split_once('?').map_or("", |(_, query)| query);
        let given: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let known: Vec<&Value> =
            described["parameters"].as_array().into_iter().flatten().filter(|one| one["in"] == "query").collect();
        let mut faults = Faults::new();
        for (name, value) in &given {
            match known.iter().find(|one| one["name"] == name.as_str()) {
                None => faults.push(format!("there is no parameter {name}")),
                Some(parameter) => {
                    faults.extend(wrong(&parameter["schema"], value).map(|wrong| format!("{name}: {wrong}")));
                    faults.extend(beyond(&operation.path, name, value));
                }
            }
        }
        for name in known.iter().filter(|one| one["required"] == true).filter_map(|one| one["name"].as_str()) {
            if !given.iter().any(|(own, _)| own == name) {
                faults.push(format!("the parameter {name} is missing"));
            }
        }
        faults.extend(self.wrong_body(described, body));
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    fn wrong_body(&self, described: &Value, body: &str) -> Faults {
        let schema = described.pointer("/requestBody/content/application~1json/schema");
        match (schema, body) {
            (None, "") => Faults::new(),
            (None, _) => vec!["a body that the contract does not know".to_owned()],
            (Some(_), "") if described["requestBody"]["required"] == true => vec!["the body is missing".to_owned()],
            (Some(_), "") => Faults::new(),
            (Some(schema), body) => match serde_json::from_str(body) {
                Err(error) => vec![format!("the body is no JSON: {error}")],
                Ok(value) => self.validate(&self.rest, schema, Use::Request, &value).err().unwrap_or_default(),
            },
        }
    }
}

/// What is wrong with the text of a parameter.
fn wrong(schema: &Value, text: &str) -> Option<String> {
    match schema["type"].as_str() {
        // Clients join lists by commas.
        Some("array") => text.split(',').find_map(|item| wrong(&schema["items"], item)),
        Some("integer") if text.parse::<i32>().is_ok_and(|number| number >= 1) => None,
        Some("integer") => Some(format!("{text:?} is no whole number from 1")),
        Some("boolean") if matches!(text, "true" | "false") => None,
        Some("boolean") => Some(format!("{text:?} is neither true nor false")),
        _ => {
            let values = schema["enum"].as_array()?;
            (!values.iter().any(|value| value == text)).then(|| format!("{text:?} is not one of its values"))
        }
    }
}

fn beyond(path: &str, name: &str, text: &str) -> Option<String> {
    let (_, _, most) = LIMITS.iter().find(|(end, own, _)| path.ends_with(end) && *own == name)?;
    let n_items = text.split(',').count();
    let is_list = name.ends_with("Ids");
    let is_good =
        if is_list { n_items <= *most } else { text.parse().is_ok_and(|number| (1..=*most).contains(&number)) };
    (!is_good).then(|| format!("{name}: {text:?} is not from 1 to {most}"))
}
