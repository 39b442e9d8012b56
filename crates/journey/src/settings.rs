//! What the administrator configured, as far as the core and the views need it (`config.json`, interface §1).

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;

/// Settings of the deployment; the defaults are those of the interface.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// When an active card turns gray, in minutes without activity (1–240).
    pub inactivity_minutes: u32,
    /// Session cards per Load More (1–200).
    pub page_size: u32,
    /// Sessions older than this many days are not asked for.
    pub history_days: u32,
    /// Start with personal data masked.
    pub mask_personal_data: bool,
    /// Friendly names, icons and hidden flags of events, by event name.
    pub event_types: BTreeMap<String, TypeSetting>,
    /// Titles and icons of custom sessions, by session type.
    pub session_types: BTreeMap<String, TypeSetting>,
    /// Parameters of addresses that make no other page, beside the usual ones: `ref`, `campaign_*`.
    pub page_noise: Vec<Arc<str>>,
    /// Pages that are signs of something, beside what the rules know.
    pub signs: SignPages,
    /// Whether the organisation has outcomes.
    pub outcomes: bool,
    /// Whether the organisation has segments.
    pub segments: bool,
}

/// Readable paths of pages that the administrator knows, as patterns: `*` stands for any text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignPages {
    /// Pages of an error: `/oops*`.
    pub errors: Vec<Arc<str>>,
    /// Pages on which goods are sent: `/bestellen/schritt-2`.
    pub shipping: Vec<Arc<str>>,
}

/// How the administrator wants one type shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeSetting {
    /// The name shown instead of the technical one.
    pub label: Option<Arc<str>>,
    /// The name of an icon of the sprite.
    pub icon: Option<Arc<str>>,
    /// Not shown to agents (events only).
    pub hidden: bool,
    /// Names of attributes in the order in which they are shown; the others follow.
    pub attributes: Vec<Arc<str>>,
}

impl TypeSetting {
    /// Things that have the names of attributes, in this order: those that are listed first, and how many they are.
    pub(crate) fn arranged<'a, T>(&self, all: &'a [T], name: fn(&T) -> &str) -> (Vec<&'a T>, usize) {
        let is_listed = |one: &&T| self.attributes.iter().any(|listed| **listed == *name(one));
        let of_name = |listed: &Arc<str>| all.iter().find(|one| *name(one) == **listed);
        let mut arranged: Vec<&T> = self.attributes.iter().filter_map(of_name).collect();
        let n_listed = arranged.len();
        arranged.extend(all.iter().filter(|one| !is_listed(one)));
        (arranged, n_listed)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            inactivity_minutes: 20,
            page_size: 10,
            history_days: 60,
            mask_personal_data: false,
            event_types: BTreeMap::new(),
            session_types: BTreeMap::new(),
            page_noise: Vec::new(),
            signs: SignPages::default(),
            outcomes: true,
            segments: true,
        }
    }
}

impl Settings {
    /// How long a session without activity stays active.
    #[must_use]
    pub fn inactivity(&self) -> Duration {
        Duration::minutes(i64::from(self.inactivity_minutes))
    }
}
