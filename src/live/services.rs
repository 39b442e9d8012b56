//! What the driver needs of the world, as traits: the browser implements them in `api` and `platform`, tests otherwise.
//!
//! Nothing here knows an endpoint or a topic.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};

use chrono::{DateTime, Utc};
use journey::effect::HttpCall;
use journey::input::Reply;

/// Something under way. Dropping it stops it.
pub type Task<T> = Pin<Box<dyn Future<Output = T>>>;

/// Everything the driver needs, bundled.
#[derive(Clone)]
pub struct Services {
    /// Requests.
    pub cloud: Rc<dyn CloudApi>,
    /// Sockets.
    pub sockets: Rc<dyn Sockets>,
    /// Time and chance.
    pub clock: Rc<dyn Clock>,
    /// Signing in and out.
    pub access: Rc<dyn Access>,
    /// From page to page of a tab.
    pub handover: Rc<dyn Handover>,
}

/// Requests to the cloud's API, with the token.
pub trait CloudApi {
    /// Sends a request to the one configured base; the token goes nowhere else. Dropping the task aborts it.
    fn call(&self, call: HttpCall) -> Task<Reply>;
}

/// Opens sockets.
pub trait Sockets {
    /// Opens a socket. A failure to open is news of a closed socket. The address is a secret.
    fn open(&self, address: &str) -> Box<dyn Socket>;
}

/// A WebSocket: text in, text out. Dropping it closes it.
pub trait Socket {
    /// The next news, in order. After [`SocketNews::Closed`] there is none.
    fn poll_news(&mut self, context: &mut Context<'_>) -> Poll<SocketNews>;
    /// Sends a text frame; lost when the socket is not open.
    fn send(&mut self, text: String);
}

/// What happens to a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketNews {
    /// It is open.
    Opened,
    /// A text frame arrived.
    Text(String),
    /// It is closed, by whomever; also when it never opened.
    Closed,
}

/// Time and chance.
pub trait Clock {
    /// The time of day, UTC.
    fn now(&self) -> DateTime<Utc>;
    /// Milliseconds of a clock that never jumps, from any start: for measuring.
    fn elapsed_ms(&self) -> f64;
    /// A random number, uniform over all of `u32`.
    fn jitter(&self) -> u32;
    /// Ends after so many milliseconds. Dropping it stops the timer.
    fn sleep(&self, duration_ms: u32) -> Task<()>;
    /// Ends as soon as the browser has had its chance to draw and to take input.
    fn pause(&self) -> Task<()>;
}

/// Small text kept by the browser. Any of it may be refused (privacy settings, sandboxed frames): then nothing is kept.
pub trait Storage {
    /// The text of a key.
    fn get(&self, key: &str) -> Option<String>;
    /// Keeps a text; false when refused.
    fn set(&self, key: &str, value: &str) -> bool;
    /// Forgets a key.
    fn remove(&self, key: &str);
    /// All keys.
    fn keys(&self) -> Vec<String>;
}

/// What a page leaves to the page after it in the same tab: its channel, so that a reload needs no other one.
pub trait Handover {
    /// What was left, once: while it is in use nobody else must find it.
    fn take(&self) -> Option<String>;
    /// What to leave from now on.
    fn hold(&self, channel: Option<String>);
}

/// How a lock is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Held until the page leaves, if nobody holds it.
    Try,
    /// Held until the page leaves, as soon as nobody else does.
    Wait,
    /// Told when nobody else holds it, and not kept.
    Watch,
}

/// The other pages of this origin in this browser.
pub trait Neighbours {
    /// Hears them from now on, until [`Neighbours::leave`]. False: they cannot be heard.
    fn listen(&self, heard: Rc<dyn Fn(String)>) -> bool;
    /// Says something to all that listen.
    fn say(&self, text: &str);
    /// Tells whether a lock is held; never, when the page has left before.
    fn lock(&self, name: &str, how: Lock, told: Box<dyn FnOnce(bool)>);
    /// Gives up all locks, and hears nobody.
    fn leave(&self);
}

/// Signing in and out. The token itself never leaves `api`.
pub trait Access {
    /// Signs in, after a click: leaves the page, or opens a pop-up.
    fn sign_in(&self) -> Task<SignIn>;
    /// Forgets the token, then tells the cloud that it is no longer valid.
    fn sign_out(&self) -> Task<()>;
    /// When the token at hand ends.
    fn expires_at(&self) -> Option<DateTime<Utc>>;
    /// Forgets the token.
    fn forget(&self);
}

/// How a sign-in went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignIn {
    /// The browser is on its way to the sign-in page: this page ends.
    Leaving,
    /// A token is at hand.
    Done,
    /// No token, and why, in a plain sentence.
    Failed(Arc<str>),
}
