//! An interaction of the signed-in agent.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::ids::{ContactId, ConversationId, SessionId};

/// One current interaction.
#[derive(Clone, Debug, PartialEq)]
pub struct Interaction {
    /// Its id.
    pub id: ConversationId,
    /// How the customer reaches us.
    pub medium: Medium,
    /// Since when it is with this agent.
    pub since: DateTime<Utc>,
    /// Name, number or address of the far end; `None` where only an identifier is given.
    pub far_end: Option<Arc<str>>,
    /// Identifier of a far end of whom nothing else is known: a cookie, or an address that a machine made.
    pub visitor: Option<Arc<str>>,
    /// Number of the far end in E.164, for the look-up.
    pub phone: Option<Arc<str>>,
    /// E-mail address of the far end.
    pub email: Option<Arc<str>>,
    /// Queue's name.
    pub queue: Option<Arc<str>>,
    /// The contact associated.
    pub contact: Option<ContactId>,
    /// The session that the interaction came out of.
    pub session: Option<SessionId>,
    /// The visitor's cookie.
    pub cookie: Option<Arc<str>>,
    /// The communication to associate, and its media type in capitals.
    pub communication: Option<(Arc<str>, &'static str)>,
    /// The agent is connected; otherwise it alerts or is in wrap-up.
    pub connected: bool,
}

/// How the customer reaches us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// A call, inbound or outbound.
    Call {
        /// Begun by us.
        outbound: bool,
    },
    /// Web chat.
    Chat,
    /// Any messaging.
    Message,
    /// E-mail.
    Email,
    /// Callback.
    Callback,
    /// Something else.
    Other,
}
