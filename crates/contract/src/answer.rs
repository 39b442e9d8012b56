//! Answers of the cloud: status and body of an operation.

use serde_json::Value;

use crate::schema::Use;
use crate::{Contract, Faults};

impl Contract {
    /// As [`crate::check_answer`].
    ///
    /// # Errors
    /// All that the contract does not allow.
    pub fn check_answer(&self, method: &str, path: &str, status: u16, body: &str) -> Result<(), Faults> {
        let operation = self.operation(method, path).ok_or_else(|| vec![format!("there is no {method} {path}")])?;
        let answers = &self.described(operation)["responses"];
        let (exact, range) = (status.to_string(), format!("{}XX", status / 100));
        let mut answer = answers.get(&exact).or_else(|| answers.get(&range));
        if let Some(target) = answer.and_then(|answer| answer["$ref"].as_str()) {
            answer = self.rest.root.pointer(target.trim_start_matches('#'));
        }
        let answer = answer.ok_or_else(|| vec![format!("there is no answer {status}")])?;
        // An answer to HEAD has the head only, whatever it is.
        let schema = answer.pointer("/content/application~1json/schema").filter(|_| operation.method != "HEAD");
        let Some(schema) = schema else {
            return if body.is_empty() {
                Ok(())
            } else {
                Err(vec!["a body that the contract does not know".to_owned()])
            };
        };
        let value: Value = serde_json::from_str(body).map_err(|error| vec![format!("the body is no JSON: {error}")])?;
        self.validate(&self.rest, schema, Use::Answer, &value)?;
        let code = value["code"].as_str();
        let codes = answer["x-error-codes"].as_array();
        match (codes, code) {
            (Some(codes), Some(code)) if !codes.iter().any(|known| known == code) => {
                Err(vec![format!("{code:?} is no error code of a {status}")])
            }
            (Some(_), None) => Err(vec!["the error has no code".to_owned()]),
            _ => Ok(()),
        }
    }
}
