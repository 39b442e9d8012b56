//! From the contract's schemas to JSON Schema that refuses what is not described.
//!
//! What the documents leave open and is closed here: objects with named properties take no others, 32-bit numbers stay in
//! their range, `readOnly` fields are not required of a request. The documents do not say what may be `null`: nothing may.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::documents::Document;

/// Which shapes are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Era {
    Current,
    /// With the values and fields of 2025.
    Formerly,
}

/// Who wrote the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Request,
    Answer,
}

/// `schema` with all that it refers to, closed.
pub(crate) fn closed(document: &Document, schema: &Value, used: Use, era: Era) -> Value {
    let prefix = format!("#/{}/", document.schemas);
    let all = document.root.pointer(&format!("/{}", document.schemas)).unwrap_or(&Value::Null);
    let mut whole = convert(schema, &prefix, used, era);
    let (mut definitions, mut waiting) = (Map::new(), BTreeSet::new());
    references(schema, &prefix, &mut waiting);
    while let Some(name) = waiting.pop_first() {
        if !definitions.contains_key(&name) {
            references(&all[&name], &prefix, &mut waiting);
            definitions.insert(name.clone(), convert(&all[&name], &prefix, used, era));
        }
    }
    whole["$defs"] = Value::Object(definitions);
    whole
}

/// Names of the schemas that are referred to directly.
fn references(schema: &Value, prefix: &str, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            let name = fields.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix(prefix));
            found.extend(name.map(str::to_owned));
            fields.values().for_each(|value| references(value, prefix, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, prefix, found)),
        _ => {}
    }
}

fn convert(schema: &Value, prefix: &str, used: Use, era: Era) -> Value {
    let Some(fields) = schema.as_object() else { return schema.clone() };
    if let Some(name) = fields.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix(prefix)) {
        return json!({"$ref": format!("#/$defs/{name}")});
    }
    let again = |value: &Value| convert(value, prefix, used, era);
    let mut made = Map::new();
    for name in ["type", "enum", "format", "minimum", "maximum", "minItems", "pattern"] {
        if let Some(value) = fields.get(name) {
            made.insert(name.to_owned(), value.clone());
        }
    }
    if fields.get("format").is_some_and(|format| format == "int32") {
        made.insert("minimum".to_owned(), i32::MIN.into());
        made.insert("maximum".to_owned(), i32::MAX.into());
    }
    if era == Era::Formerly
        && let Some(values) = made.get_mut("enum").and_then(Value::as_array_mut)
    {
        values.extend(fields.get("x-formerly").and_then(Value::as_array).into_iter().flatten().cloned());
    }
    if let Some(items) = fields.get("items") {
        made.insert("items".to_owned(), again(items));
    }
    if let Some(others) = fields.get("additionalProperties") {
        made.insert("additionalProperties".to_owned(), again(others));
    }
    if let Some(properties) = fields.get("properties").and_then(Value::as_object) {
        let mut own: Map<String, Value> = properties.iter().map(|(name, value)| (name.clone(), again(value))).collect();
        if era == Era::Formerly {
            let former = fields.get("x-formerly-properties").and_then(Value::as_array);
            own.extend(former.into_iter().flatten().filter_map(|name| Some((name.as_str()?.to_owned(), json!({})))));
        }
        made.insert("properties".to_owned(), Value::Object(own));
        made.entry("additionalProperties").or_insert(Value::Bool(false));
        let is_given = |name: &&Value| {
            let is_read_only = name.as_str().is_some_and(|name| properties[name]["readOnly"] == true);
            used == Use::Answer || !is_read_only
        };
        let required: Vec<Value> =
            fields.get("required").and_then(Value::as_array).into_iter().flatten().filter(is_given).cloned().collect();
        if !required.is_empty() {
            made.insert("required".to_owned(), required.into());
        }
    }
    Value::Object(made)
}
