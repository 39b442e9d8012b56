//! Everything that can be handed to the core, one closed set.

use std::sync::Arc;

use crate::effect::{RequestId, SocketId, Timer};
use crate::model::{ContactId, ConversationId, SessionId};
use crate::settings::Settings;

/// Anything handed to [`crate::core::Core::step`].
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// The page before this one in the same tab left its channel, as [`crate::effect::Effect::HoldChannel`] had it. Sent
    /// before the start with a token, or not at all.
    ChannelLeft(String),
    /// The page has its configuration and knows whether it is signed in. Sent again after a new sign-in.
    Start(Start),
    /// A socket is open.
    SocketOpened(SocketId),
    /// A text frame arrived.
    Frame(SocketId, String),
    /// A socket is closed, by whomever.
    SocketClosed(SocketId),
    /// A request was answered, or could not be.
    Answer(RequestId, Reply),
    /// A timer ran out.
    TimerFired(Timer),
    /// The surroundings changed.
    Woke(Wake),
    /// The token's time is over: as a 401 to any request would say, before one is sent in vain.
    TokenExpired,
    /// The agent did something.
    Command(Command),
    /// The page is done with: what the cloud keeps for it is given back.
    Stopped,
}

/// What the page starts with.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// From `config.json`.
    pub settings: Arc<Settings>,
    /// `ws://…` or `wss://…` of the streaming host: a `connectUri` elsewhere is refused.
    pub streaming_base: Arc<str>,
    /// What to show.
    pub target: Target,
    /// A token is at hand.
    pub signed_in: bool,
    /// Why there is none, when a sign-in was tried.
    pub sign_in_problem: Option<Arc<str>>,
}

/// What to show, from the page's address (interface §2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The list of interactions; a newly picked-up one is selected.
    Interactions,
    /// The customer of one interaction.
    Conversation(ConversationId),
    /// An external contact.
    Contact(ContactId),
    /// One session, and the customer behind it.
    Session(SessionId),
}

/// What the shell got for a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An HTTP answer of any status.
    Http {
        /// Status.
        status: u16,
        /// Body as text.
        body: String,
        /// `Retry-After` as sent.
        retry_after: Option<String>,
        /// `ININ-Correlation-Id` as sent.
        correlation_id: Option<String>,
    },
    /// No answer: network, CORS, abort.
    Failed,
}

/// A change of the surroundings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// The network is there again.
    Online,
    /// The network is gone.
    Offline,
    /// The page can be seen again, or was resumed.
    Visible,
    /// The page is hidden or frozen.
    Hidden,
}

/// What the agent does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Expand or collapse a card.
    Toggle(SessionId),
    /// Show more sessions.
    LoadMore,
    /// Try again what failed on the page.
    Retry,
    /// Try the events of one session again.
    RetryTrack(SessionId),
    /// Show another interaction.
    Pick(ConversationId),
    /// Search contacts.
    SearchContacts(Arc<str>),
    /// This is the customer.
    Verify(ContactId),
    /// It is not.
    CancelVerification,
    /// Sign in (again).
    SignIn,
    /// Sign out.
    SignOut,
}
