//! Ids: newtypes over shared text, cheap to copy, impossible to mix up.

use std::fmt;
use std::sync::Arc;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The id as the cloud writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&*self.0, formatter)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A journey session.
    SessionId,
    /// An event of a session.
    EventId,
    /// An external contact.
    ContactId,
    /// A segment.
    SegmentId,
    /// An outcome.
    OutcomeId,
    /// An interaction.
    ConversationId,
    /// A queue.
    QueueId,
    /// A user of the organisation.
    UserId,
    /// A wrap-up code.
    WrapUpId,
}
