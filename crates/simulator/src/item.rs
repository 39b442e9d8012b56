//! What is on its way between the page and the cloud. Data only.

use journey::effect::{HttpCall, RequestId, Timer};
use journey::input::Reply;

use crate::cloud::Session;

/// Something on its way.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    /// A request reaches the cloud.
    Arrive { generation: u32, id: RequestId, call: HttpCall },
    /// Its answer reaches the page.
    Answer { generation: u32, id: RequestId, call: HttpCall, reply: Reply, told: Vec<(Session, usize)> },
    /// A socket's opening reaches the cloud.
    Handshake { conn: usize },
    /// The page learns that it is open.
    Opened { conn: usize },
    /// A frame reaches the page.
    Down { conn: usize, text: String, told: Option<(Session, usize)> },
    /// A frame reaches the cloud.
    Up { conn: usize },
    /// The page learns that a socket is closed.
    Closed { conn: usize },
    /// The cloud closes a socket.
    Shut { conn: usize },
    /// The service hands a notice to whoever listens.
    Notice { topic: String, body: String, told: Option<(Session, usize)>, resumed: bool },
    /// The cloud beats.
    Beat { conn: usize },
    /// A timer of the page.
    Timer { generation: u32, timer: Timer, number: u64 },
    /// The agent came back from the sign-in page.
    SignedIn { generation: u32 },
    /// The page wakes up.
    Awake,
}

impl Item {
    /// What it tells is not owed.
    pub(crate) fn forget_told(&mut self) {
        match self {
            Self::Answer { told, .. } => told.clear(),
            Self::Down { told, .. } => *told = None,
            _ => {}
        }
    }
}
