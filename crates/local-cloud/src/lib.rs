//! The local cloud: stands in for the cloud on one machine, with the real one's protocol and limits.
//!
//! Where to start: [`Cloud::open`] and [`Cloud::serve`]; `main` is the command around them. `world` is what happens
//! (pure), `rest`, `notifications` and `sign_in` are how it is spoken about, `guard` says who may speak, `store` keeps it,
//! `serving` and `pages` are what a browser sees, `personas` are customers who act by themselves, `control` and `faults`
//! are for tests. It binds to the loopback only and is no production service.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod answer;
mod backstage;
pub mod clock;
mod cloud;
mod control;
mod faults;
mod guard;
mod notifications;
pub mod pages;
pub mod personas;
mod rest;
pub mod rules;
mod secret;
mod server;
mod serving;
mod shared;
mod sign_in;
mod store;
pub mod world;

pub use clock::Clock;
pub use cloud::{Cloud, Data, OpenError, Options};
pub use server::{ServeError, bind};
pub use sign_in::CLIENT_ID;
pub use store::StoreError;

#[cfg(test)]
mod tests;
