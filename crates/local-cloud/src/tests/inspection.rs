//! Every answer and every frame that a test sees is checked against the contract.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use contract::Contract;
use serde_json::Value;

use crate::world::Organisation;

/// What the local cloud says beyond the contract: operation, field, reason. Everything else is a mistake.
const BEYOND: [(&str, &str, &str); 2] = [
    (
        "/api/v2/journey/deployments/{deploymentId}/actionevent",
        "conversationId",
        "the contract has no body here; ours names the conversation that an accepted offer opened",
    ),
    (
        "/api/v2/journey/deployments/{deploymentId}/customers/{customerCookieId}/ping",
        "conversationId",
        "the vendor's messenger learns of its open conversation by other means",
    ),
];

/// Refusals that the contract knows, of every operation.
pub(crate) const STATUSES: [u64; 11] = [400, 401, 403, 404, 408, 413, 415, 429, 500, 503, 504];

/// Looks at what one cloud says.
#[derive(Clone)]
pub(crate) struct Inspector {
    contract: &'static Contract,
    /// The test has ordered answers or frames that no cloud would give.
    is_told_to_lie: Arc<AtomicBool>,
}

impl Inspector {
    pub(crate) fn of(organisation: Organisation) -> Self {
        let is_of_2025 = organisation == Organisation::Schemas2025;
        let contract = if is_of_2025 { Contract::formerly() } else { Contract::current() };
        Self { contract, is_told_to_lie: Arc::default() }
    }

    /// Takes note of an order to the test controls.
    pub(crate) fn order(&self, path: &str, body: &Value) {
        let known = body.get("status").and_then(Value::as_u64).is_none_or(|status| STATUSES.contains(&status));
        let lies = match path {
            "/control/fail" => body.get("text").is_some() || !known,
            "/control/publish" => true,
            _ => false,
        };
        if lies {
            self.is_told_to_lie.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn answer(&self, method: &str, path: &str, status: u16, text: &str) {
        let Some(operation) = self.contract.operation(method, path) else { return };
        if self.is_told_to_lie.load(Ordering::Relaxed) {
            return;
        }
        // A router without a connection answers HEAD with a body, which the connection leaves out.
        let text = if method == "HEAD" { "" } else { text };
        let beyond = BEYOND.iter().find(|(of, ..)| *of == operation.path).map(|(_, field, _)| *field);
        let text = beyond.map_or_else(|| text.to_owned(), |field| without(text, field));
        if let Err(faults) = self.contract.check_answer(method, path, status, &text) {
            panic!("{method} {} {status} is not of the contract: {faults:#?}\n{text}", operation.path);
        }
    }

    pub(crate) fn frame(&self, text: &str) {
        if self.is_told_to_lie.load(Ordering::Relaxed) {
            return;
        }
        if let Err(faults) = self.contract.check_frame(text) {
            panic!("a frame is not of the contract: {faults:#?}\n{text}");
        }
    }
}

/// The body without a field; nothing when nothing is left.
fn without(text: &str, field: &str) -> String {
    let Ok(Value::Object(mut fields)) = serde_json::from_str(text) else { return text.to_owned() };
    if fields.remove(field).is_none() {
        return text.to_owned();
    }
    if fields.is_empty() { String::new() } else { Value::Object(fields).to_string() }
}
