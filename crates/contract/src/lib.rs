//! Checks requests, answers and notifications against the cloud's contract (`contract/` at the root). For tests only.
//!
//! Where to start: [`check_answer`], [`check_request`], [`check_frame`]. Strict on purpose: a field that the contract does
//! not know is an error, as is a required one that is missing or `null`; whoever reads is lenient, whoever writes is not.
//! [`Contract`] holds the documents ([`Contract::formerly`] with the shapes of 2025), `schema` makes JSON Schema of them,
//! `path` finds the operation behind an address. Knows nothing of the app or of the local cloud.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod answer;
mod documents;
mod frame;
mod path;
mod request;
mod schema;

#[cfg(test)]
mod tests;

pub use documents::{Contract, Operation, Topic};

/// What is wrong, one sentence each, with the place (a JSON pointer) where there is one.
pub type Faults = Vec<String>;

/// Checks an answer of the cloud; `path` may have a query, `body` is the text as it came.
///
/// # Errors
/// All that the contract does not allow.
pub fn check_answer(method: &str, path: &str, status: u16, body: &str) -> Result<(), Faults> {
    Contract::current().check_answer(method, path, status, body)
}

/// Checks a request to the cloud; an empty body is none.
///
/// # Errors
/// All that the contract does not allow.
pub fn check_request(method: &str, path_and_query: &str, body: &str) -> Result<(), Faults> {
    Contract::current().check_request(method, path_and_query, body)
}

/// Checks a text frame of the cloud: an event of a topic, a system message, a heartbeat, an answer to a command.
///
/// # Errors
/// All that the contract does not allow.
pub fn check_frame(text: &str) -> Result<(), Faults> {
    Contract::current().check_frame(text)
}
