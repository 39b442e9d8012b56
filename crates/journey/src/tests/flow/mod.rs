//! The core as a whole: scripted cloud, clock and chance in, the tab as text out. One file per feature.

mod cloud;
mod print;
mod scene;

mod contact;
mod events;
mod failures;
mod identity;
mod list;
mod live;
mod machine;
mod permissions;
mod requests;
mod revoked;
mod start;
