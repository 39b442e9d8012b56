//! The contract's documents: read once, with the validators that were made of them.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use jsonschema::Validator;
use serde_json::Value;

use crate::Faults;
use crate::path::Template;
use crate::schema::{self, Era, Use};

/// One operation: method (upper case) and path with its parameters in braces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operation {
    /// E.g. `GET`.
    pub method: String,
    /// E.g. `/api/v2/journey/sessions/{sessionId}`.
    pub path: String,
}

/// One kind of topic.
#[derive(Clone, Debug)]
pub struct Topic {
    /// The name with `{id}` for its variable parts.
    pub pattern: String,
    /// Whether a client may subscribe to it; the others come by themselves.
    pub subscribe: bool,
    pub(crate) body: String,
}

/// A whole document and where its schemas are.
pub(crate) struct Document {
    pub(crate) root: Value,
    /// Pointer to the object of all schemas, without its leading slash.
    pub(crate) schemas: &'static str,
}

/// The documents, and validators by document, schema and use.
pub struct Contract {
    pub(crate) rest: Document,
    pub(crate) frames: Document,
    pub(crate) operations: Vec<(Operation, Template)>,
    pub(crate) topics: Vec<Topic>,
    era: Era,
    made: Mutex<HashMap<String, Arc<Validator>>>,
}

impl std::fmt::Debug for Contract {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Contract").field("operations", &self.operations.len()).finish_non_exhaustive()
    }
}

const METHODS: [&str; 6] = ["get", "head", "post", "put", "patch", "delete"];

impl Contract {
    /// The contract as it stands.
    pub fn current() -> &'static Self {
        static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract::read(Era::Current));
        &CONTRACT
    }

    /// The same with what releases of 2025 still had (`x-formerly`).
    pub fn formerly() -> &'static Self {
        static CONTRACT: LazyLock<Contract> = LazyLock::new(|| Contract::read(Era::Formerly));
        &CONTRACT
    }

    fn read(era: Era) -> Self {
        let document = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
        let rest = document(include_str!("../../../contract/openapi.json"));
        let frames = document(include_str!("../../../contract/notifications.schema.json"));
        let topics = document(include_str!("../../../contract/topics.json"));
        let mut operations = Vec::new();
        for (path, methods) in rest["paths"].as_object().into_iter().flatten() {
            for method in METHODS.iter().filter(|method| methods.get(**method).is_some()) {
                let operation = Operation { method: method.to_uppercase(), path: path.clone() };
                operations.push((operation, Template::new(path)));
            }
        }
        let text = |topic: &Value, name: &str| topic[name].as_str().unwrap_or_default().to_owned();
        let topics = topics.as_array().into_iter().flatten().map(|topic| Topic {
            pattern: text(topic, "topic"),
            subscribe: topic["subscribe"] == true,
            body: text(topic, "body"),
        });
        Self {
            rest: Document { root: rest, schemas: "components/schemas" },
            frames: Document { root: frames, schemas: "$defs" },
            operations,
            topics: topics.collect(),
            era,
            made: Mutex::default(),
        }
    }

    /// All operations, in the order of their paths.
    #[must_use]
    pub fn operations(&self) -> Vec<Operation> {
        self.operations.iter().map(|(operation, _)| operation.clone()).collect()
    }

    /// All kinds of topics.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The operation that an address means, if there is one.
    #[must_use]
    pub fn operation(&self, method: &str, path: &str) -> Option<&Operation> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let of_method = self.operations.iter().filter(|(operation, _)| operation.method.eq_ignore_ascii_case(method));
        let fitting = of_method.filter(|(_, template)| template.fits(path));
        fitting.max_by_key(|(_, template)| template.n_literal()).map(|(operation, _)| operation)
    }

    /// Which permissions an operation asks for: the mode (`NONE`, `ANY`, `ALL`) and the permissions.
    #[must_use]
    pub fn permissions(&self, operation: &Operation) -> (&str, Vec<&str>) {
        let described = &self.described(operation)["x-permissions"];
        let lists = [&described["anyOf"], &described["allOf"]];
        let named = lists.into_iter().filter_map(Value::as_array).flatten().filter_map(Value::as_str);
        (described["mode"].as_str().unwrap_or_default(), named.collect())
    }

    /// The document's part about an operation.
    pub(crate) fn described(&self, operation: &Operation) -> &Value {
        &self.rest.root["paths"][&operation.path][operation.method.to_lowercase()]
    }

    /// Checks a value against a schema of a document.
    pub(crate) fn validate(&self, document: &Document, schema: &Value, used: Use, value: &Value) -> Result<(), Faults> {
        let key = format!("{} {used:?} {schema}", document.schemas);
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let validator = match made.get(&key) {
            Some(validator) => Arc::clone(validator),
            None => {
                let whole = schema::closed(document, schema, used, self.era);
                let built = jsonschema::options()
                    .should_validate_formats(true)
                    .should_ignore_unknown_formats(true)
                    .build(&whole)
                    .map_err(|error| vec![format!("the contract's schema is broken: {error}")])?;
                let validator = Arc::new(built);
                made.insert(key, Arc::clone(&validator));
                validator
            }
        };
        drop(made);
        let faults: Faults = validator
            .iter_errors(value)
            .map(|error| format!("at {:?}: {error}", error.instance_path().to_string()))
            .collect();
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }
}
