//! Model to words: plain display structs that components only lay out. The moment and the local time are passed in.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::journey::Parts;
use crate::model::Names;
use crate::settings::Settings;

/// What every view needs beside its entity.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    /// Now.
    pub now: DateTime<Utc>,
    /// Minutes to add to UTC for the agent's local time at that moment.
    pub offset_minutes: fn(DateTime<Utc>) -> i32,
    /// Names for ids.
    pub names: &'a Names,
    /// Settings.
    pub settings: &'a Arc<Settings>,
    /// Parts that may be shown.
    pub parts: Parts,
}
