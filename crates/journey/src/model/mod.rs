//! The journey as plain data: what the cloud's records mean, with invariants held by constructors.
//!
//! No serialisation here; [`crate::journey::Journey`] owns the entities, `decode` makes them.

mod contact;
mod event;
mod ids;
mod interaction;
mod names;
mod session;
mod track;

pub use contact::{ContactCard, ContactFlow, ContactKind, Customer, CustomerSegment, Identifier, Linked, Results};
pub use event::{Action, AppFacts, Body, Event, Named, Page, Place, Referrer, TypedValue, WebFacts, is_view};
pub use ids::{ContactId, ConversationId, EventId, OutcomeId, QueueId, SegmentId, SessionId, UserId, WrapUpId};
pub use interaction::{Interaction, Medium};
pub use names::{Names, OutcomeFacts, SegmentFacts};
pub use session::{
    Achievement, Attribute, Campaign, Case, Channel, Conversation, DeviceFacts, Direction, LastEvent, Matched, Session,
    SessionKind,
};
pub use track::{Predictions, Reading, Score, Track};
