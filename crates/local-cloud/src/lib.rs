//! The local cloud: a stand-in for the cloud on one machine, speaking its protocol.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod clock;
pub mod rules;
pub mod world;
