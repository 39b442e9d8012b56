//! Words searched for in a session: one line per term, in the order of first use (genesys-domain §7).

use super::Lens;
use crate::model::{Session, Track};

/// One term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// The words, as first typed.
    pub term: String,
    /// How often.
    pub times: usize,
    /// Time of the last use, "14:16", when its event is held.
    pub at: Option<String>,
}

/// The terms of a session.
#[must_use]
pub fn searches(session: &Session, track: Option<&Track>, lens: &Lens<'_>) -> Vec<Search> {
    let _ = (session, track, lens);
    Vec::new()
}
