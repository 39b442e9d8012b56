//! The core as a whole: scripted cloud, clock and chance in, the tab as text out. One file per feature.

pub(super) mod cloud;
pub(super) mod print;
pub(super) mod scene;

mod blocked;
mod characters;
mod clock;
mod contact;
mod conversation;
mod events;
mod failures;
mod first_look;
mod found;
mod handover;
mod honest;
mod identity;
mod list;
mod live;
mod machine;
mod missing;
mod museum;
mod permissions;
mod requests;
mod restarted;
mod revoked;
mod segments;
mod shift;
mod start;
mod table;
