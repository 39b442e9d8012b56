//! The way to the cloud: requests, sockets, sign-in. The only part that names gloo-net, and the only one that ever
//! holds the token.

pub mod attempt;
mod frame;
pub mod handover;
#[cfg(test)]
mod memory;
pub mod rest;
pub mod shared;
pub mod sign_in;
pub mod socket;
pub mod token;
