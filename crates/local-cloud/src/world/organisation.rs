//! Kinds of organisation: what each has, and how its older or poorer shapes differ from the contract's.
//!
//! The vendor's product differs from organisation to organisation and from year to year; a client has to be right in all
//! of them. A kind is chosen when the world begins and stays: data of one kind make no sense in another.

use serde_json::Value;

use super::table::json;

/// Session fields that releases of 2025 did not have yet.
const LATER_THAN_2025: &[&str] =
    &["divisionIds", "lastScreen", "caseAssociations", "caseEntity", "caseReference", "caseStatus"];

/// Which kind of organisation the world is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Organisation {
    /// Everything that the contract describes.
    #[default]
    Full,
    /// Without Predictive Engagement: sites and apps are not tracked, there are no segments, outcomes and offers.
    /// Conversations have sessions all the same.
    NoPredictiveEngagement,
    /// After the vendor's withdrawal of outcomes: their addresses are gone, and so is every trace of them.
    NoOutcomes,
    /// With the shapes of 2025: `webchat` offers with their target, achieved outcomes in notifications, fewer fields in
    /// sessions (the contract's `x-formerly` marks).
    Schemas2025,
}

impl Organisation {
    /// Every kind with its name on the command line.
    pub const ALL: [(&'static str, Self); 4] = [
        ("full", Self::Full),
        ("no-predictive-engagement", Self::NoPredictiveEngagement),
        ("no-outcomes", Self::NoOutcomes),
        ("schemas-2025", Self::Schemas2025),
    ];

    /// The kind with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(own, _)| *own == name).map(|(_, kind)| *kind)
    }

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("full", |(name, _)| name)
    }

    /// Whether sites and apps are tracked and rules applied to what comes in.
    pub(crate) fn has_tracking(self) -> bool {
        self != Self::NoPredictiveEngagement
    }

    /// Whether outcomes are scored and achieved.
    pub(crate) fn has_outcomes(self) -> bool {
        matches!(self, Self::Full | Self::Schemas2025)
    }

    /// Whether the addresses of outcomes answer at all; without Predictive Engagement they do, with nothing.
    pub(crate) fn answers_for_outcomes(self) -> bool {
        self != Self::NoOutcomes
    }

    pub(crate) fn is_of_2025(self) -> bool {
        self == Self::Schemas2025
    }

    /// A session as this organisation shows it.
    pub(crate) fn session_form(self, session: &wire::Session) -> Value {
        let mut form = json(session);
        if let Some(fields) = form.as_object_mut() {
            if self == Self::NoOutcomes {
                fields.remove("outcomeAchievements");
            }
            if self.is_of_2025() {
                fields.retain(|name, _| !LATER_THAN_2025.contains(&name.as_str()));
            }
        }
        form
    }

    /// The media type of an offer as this organisation calls it: before web messaging took its place, an invitation to
    /// talk was a `webchat`.
    pub(crate) fn media_type(self, kind: String) -> String {
        if self.is_of_2025() && kind == "webMessagingOffer" { "webchat".to_owned() } else { kind }
    }

    /// An action map as this organisation shows it.
    pub(crate) fn action_map_form(self, map: &wire::ActionMap) -> wire::ActionMap {
        let mut form = map.clone();
        if let Some(kind) = form.action.as_mut().and_then(|action| action.get_mut("mediaType"))
            && let Some(word) = kind.as_str()
        {
            *kind = self.media_type(word.to_owned()).into();
        }
        form
    }
}
