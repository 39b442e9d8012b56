//! Native tests of the whole package: the store's signals, the real client against the local cloud, the house rules.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod client;
mod cloud;
mod driver;
mod goals;
mod museum;
mod neighbours;
mod promises;
mod sdk;
mod services;
mod sharing;
mod sources;
mod store;
mod tables;
mod tidy;
