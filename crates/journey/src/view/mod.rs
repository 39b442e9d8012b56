//! Model to words: plain display structs that components only lay out. The moment and the local time are passed in.
//!
//! Owns every word, number format and icon name that the tab shows about a journey. Must not hold state, ask the time or
//! change the model. Text from visitors passes [`text`] before it is shown; ids without a name are never shown, so that
//! a segment hidden from agents leaves no trace, not even a count. Personal data pass [`mask`].

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::journey::Parts;
use crate::model::Names;
use crate::place::Pages;
use crate::settings::Settings;

pub mod attention;
pub mod card;
mod conversation;
pub mod details;
pub mod digest;
mod error_page;
mod facts;
pub mod find;
pub mod fold;
mod form;
pub mod friction;
pub mod header;
pub mod icon;
pub mod kind;
pub mod map;
pub mod mask;
pub mod page;
mod percent;
mod place;
pub mod predictions;
pub mod searches;
pub mod segments;
mod shipping_page;
pub mod text;
pub mod time;
mod words;

/// What every view needs beside its entity.
#[derive(Clone, Copy)]
pub struct Lens<'a> {
    /// Now.
    pub now: DateTime<Utc>,
    /// Minutes to add to UTC for the agent's local time at that moment.
    pub offset_minutes: fn(DateTime<Utc>) -> i32,
    /// Folds a text for comparison, as the browser can.
    pub fold: fold::Fold,
    /// Names for ids.
    pub names: &'a Names,
    /// Settings.
    pub settings: &'a Arc<Settings>,
    /// Parts that may be shown.
    pub parts: Parts,
    /// The pages of the session that is looked at; `None` where its events are not held.
    pub pages: Option<&'a Pages>,
    /// Personal data stand as dots, and cannot be copied.
    pub is_masked: bool,
}

#[cfg(test)]
mod tests;
