//! Page stories: the optimised tab and the local cloud in headless Chromium, as an agent and a customer use them.
//!
//! Things are found by role and name, as a screen reader finds them.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod browser;
mod cloud;
mod customer;
mod facts;
mod faults;
mod freezing;
mod gallery;
mod judging;
mod login_host;
mod meter;
mod pages;
mod proxy;
mod recording;
mod stage;
mod stories;
mod web_host;
