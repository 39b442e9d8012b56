//! The pure core of the tab: everything that can be wrong, and nothing that waits, fails or asks the time.
//!
//! Where to start: [`core::Core::step`] is the only way in; [`journey::Journey`] is what it changes; [`changes::Changes`]
//! says what changed; [`effect::Effect`] says what the shell must do; [`view`] turns the model into words.
//! `decode` is the only part that names `wire`.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod model;

pub mod changes;
pub mod connection;
pub mod core;
pub mod effect;
pub mod input;
pub mod journey;
pub mod moment;
pub mod place;
pub mod problem;
pub mod settings;
pub mod sorted;
pub mod told;
pub mod view;

mod access;
mod chars;
mod decode;
mod order;
mod request;

#[cfg(test)]
mod tests;
