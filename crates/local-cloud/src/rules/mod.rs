//! Segments, outcomes, action maps, people and places as data (`rules/*.json`): read once, matched by [`criteria`] and
//! [`scoring`]. Decides nothing: the world asks and acts.

pub(crate) mod criteria;
mod data;
pub(crate) mod scoring;
#[cfg(test)]
mod tests;

pub(crate) use data::{Rules, key as rule_key, rules};
