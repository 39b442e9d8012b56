//! The cloud's JSON, as documented: structs and how they are read and printed, no logic.
//!
//! Where to start: [`record`] says how lenient reading works; then one file per family of the contract. Names are the
//! SDK's own, so use them qualified (`wire::Session`). Shared by the tab and the local cloud, and nothing else is.

#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod record;

mod contact;
mod context;
mod conversation;
mod event;
mod ingestion;
mod lenient;
mod listing;
mod notification;
mod number;
mod organisation;
mod predictive;
mod session;
mod user;

pub use contact::*;
pub use context::*;
pub use conversation::*;
pub use event::*;
pub use ingestion::*;
pub use lenient::{json, whole_json};
pub use listing::*;
pub use notification::*;
pub use organisation::*;
pub use predictive::*;
pub use record::{Extra, Read, Timestamp, from_text};
pub use session::*;
pub use user::*;
