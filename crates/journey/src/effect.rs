//! Everything the core can ask of the shell, one closed set. The shell does it and knows no endpoint.

use crate::model::SessionId;

/// A request's number; an answer to one that is no longer current is dropped by the core.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub u64);

/// A socket's number: a late callback of an old socket is ignored by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SocketId(pub u64);

/// What the shell must do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a request to `apiBase` with the token.
    Call(RequestId, HttpCall),
    /// Abort it; no answer is wanted.
    Cancel(RequestId),
    /// Open a socket. The address is a secret.
    OpenSocket(SocketId, String),
    /// Send a text frame.
    Send(SocketId, String),
    /// Close a socket; late frames of it are not wanted.
    CloseSocket(SocketId),
    /// Start a timer, replacing the one of the same name.
    StartTimer(Timer, u32),
    /// Stop it.
    StopTimer(Timer),
    /// Hold this for the page after this one in the same tab, instead of what was held: the channel, which holds a secret
    /// address; no token, nothing of a person.
    HoldChannel(Option<String>),
    /// Go to the sign-in page.
    SignIn,
    /// Forget the token, tell the cloud.
    SignOut,
}

/// An HTTP request without its host and its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpCall {
    /// Method.
    pub method: Method,
    /// Path and query, `/api/v2/…`.
    pub path: String,
    /// JSON body.
    pub body: Option<String>,
}

/// Methods used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// HEAD.
    Head,
    /// POST.
    Post,
    /// PUT.
    Put,
    /// DELETE.
    Delete,
}

impl Method {
    /// The method's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

/// Timers by what they are for. Durations are in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Timer {
    /// Time to connect again.
    Reconnect,
    /// Time to ask whether the socket is alive.
    Probe,
    /// The answer to that did not come.
    ProbeDeadline,
    /// The socket did not open, or the channel was not confirmed.
    OpenDeadline,
    /// No socket has opened for so long that something may stand between.
    Blocked,
    /// What no socket tells may be read again.
    Poll,
    /// The channel must be renewed.
    Rollover,
    /// A request took too long.
    Deadline(RequestId),
    /// A request may be tried again.
    RetryCall(RequestId),
    /// Loading has become slow.
    Slow,
    /// Time to read the scores of a session again.
    Scores(SessionId),
    /// Announced events have not arrived: read them.
    Hole(SessionId),
    /// What failed beside the link and the list may be tried again.
    Again,
    /// The next announcement may be made.
    Announce,
}
