//! The Customer Journey tab: everything that needs a browser or Leptos.
//!
//! Where to start: [`app`] puts the parts together; [`live::driver`] holds the only loop: inputs in, one step of the
//! core, changes out, effects done; [`live::store`] is what the views read. The rules of the journey itself are in the
//! crate `journey`.

#![forbid(unsafe_code)]

pub mod app;
pub mod components;
pub mod live;

pub mod address;
pub mod config;
pub mod desk;
pub mod regions;

pub mod api;
pub mod platform;

pub use app::start;
