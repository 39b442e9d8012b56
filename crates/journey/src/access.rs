//! What the agent may see: permissions granted, permissions found missing by a refusal, parts the organisation lacks.
//!
//! Decides which parts are shown and which permissions are named as missing. Asks nobody; must not know requests.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::journey::Parts;
use crate::settings::Settings;
use crate::sorted::SortedMap;

/// Permissions the tab depends on, in the order in which missing ones are named (genesys-api §1.4, genesys-domain §12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Permission {
    /// List of a contact's sessions; also a single session.
    SessionList,
    /// A single session.
    Session,
    /// Events: the journey map.
    Event,
    /// Live tracking.
    Visit,
    /// Outcomes.
    Outcome,
    /// Likelihoods of outcomes.
    OutcomeScores,
    /// Segments.
    Segment,
    /// Friendly names of events.
    EventType,
    /// Titles of custom sessions.
    SessionType,
    /// Name and data of a known customer.
    Customer,
    /// The external contact behind it: name, look-up, search.
    Contact,
    /// Customer-level segments, live.
    SegmentAssignment,
    /// Associating a contact with an interaction.
    Associate,
    /// Reading an interaction in its general form.
    Communication,
    /// Names of queues.
    Queue,
    /// Names of wrap-up codes.
    WrapUp,
    /// Names of agents.
    User,
}

impl Permission {
    /// `domain:entity:action`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SessionList => "externalContacts:session:view",
            Self::Session => "journey:session:view",
            Self::Event => "journey:event:view",
            Self::Visit => "journey:visit:view",
            Self::Outcome => "journey:outcome:view",
            Self::OutcomeScores => "journey:outcomescores:view",
            Self::Segment => "journey:segment:view",
            Self::EventType => "journey:eventtype:view",
            Self::SessionType => "journey:sessiontype:view",
            Self::Customer => "journey:customer:view",
            Self::Contact => "externalContacts:contact:view",
            Self::SegmentAssignment => "externalContacts:segmentAssignment:view",
            Self::Associate => "externalContacts:conversation:associate",
            Self::Communication => "conversation:communication:view",
            Self::Queue => "routing:queue:view",
            Self::WrapUp => "routing:wrapupCode:view",
            Self::User => "directory:user:view",
        }
    }
}

/// A part that the organisation may simply not have: it disappears without being named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Optional {
    /// Outcomes and everything made of them.
    Outcomes,
    /// Likelihoods.
    Scores,
    /// Segments.
    Segments,
}

/// What is granted, refused and absent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Access {
    /// Lower-case `domain:entity:action` patterns; `None`: not known, so everything is assumed until refused.
    granted: Option<Vec<String>>,
    /// Refused with 403: the name that the refusal gave, and whether that was in this sign-in.
    refused: SortedMap<Permission, (Arc<str>, bool)>,
    /// Gone: 404 or 410 where a list was expected.
    absent: BTreeSet<Optional>,
}

impl Access {
    /// The agent signs in: what was refused before may be granted now, once the agent's own list is here.
    pub(crate) fn sign_in(&mut self) {
        self.refused.values_mut().for_each(|(_, is_of_now)| *is_of_now = false);
    }

    /// Takes the agent's own list of permissions; `None` when the cloud did not give one.
    ///
    /// What was refused meanwhile stays refused: the list comes after some of what is asked beside it.
    pub(crate) fn grant(&mut self, permissions: Option<&[String]>) {
        self.granted = permissions.map(|all| all.iter().map(|one| one.trim().to_lowercase()).collect());
        self.refused.retain(|_, (_, is_of_now)| *is_of_now);
    }

    /// A 403; `missing` is the permission that the answer names.
    pub(crate) fn refuse(&mut self, permission: Permission, missing: Option<Arc<str>>) {
        let name = missing.unwrap_or_else(|| permission.name().into());
        self.refused.insert(permission, (name, true));
    }

    /// The organisation has no such thing.
    pub(crate) fn remove(&mut self, part: Optional) {
        self.absent.insert(part);
    }

    /// Whether asking is worth it.
    pub(crate) fn allows(&self, permission: Permission) -> bool {
        if self.refused.contains_key(&permission) {
            return false;
        }
        let Some(granted) = &self.granted else { return true };
        let wanted = permission.name().to_lowercase();
        granted.iter().any(|pattern| matches(pattern, &wanted))
    }

    /// A single session may be read: either permission suffices.
    pub(crate) fn allows_session(&self) -> bool {
        self.allows(Permission::Session) || self.allows(Permission::SessionList)
    }

    /// Names and data of customers may be shown.
    pub(crate) fn allows_customer(&self) -> bool {
        self.allows(Permission::Customer) && self.allows(Permission::Contact)
    }

    /// Parts that may be shown.
    pub(crate) fn parts(&self, settings: &Settings) -> Parts {
        let has = |part| !self.absent.contains(&part);
        let outcomes = settings.outcomes && has(Optional::Outcomes) && self.allows(Permission::Outcome);
        Parts {
            events: self.allows(Permission::Event),
            segments: settings.segments && has(Optional::Segments) && self.allows(Permission::Segment),
            outcomes,
            scores: outcomes && has(Optional::Scores) && self.allows(Permission::OutcomeScores),
            event_types: self.allows(Permission::EventType),
            session_types: self.allows(Permission::SessionType),
        }
    }

    /// Names of the permissions whose absence hides something, in fixed order, each once.
    ///
    /// `needed`: permissions outside the usual ones whose absence was felt (a queue without a name, nobody to verify).
    pub(crate) fn hidden(&self, settings: &Settings, needed: &BTreeSet<Permission>) -> Vec<Arc<str>> {
        let mut missing = BTreeSet::new();
        let mut ask = |permission: Permission, applies: bool| {
            if applies && !self.allows(permission) {
                missing.insert(permission);
            }
        };
        // One of the two shows a single session; the list needs its own.
        ask(Permission::SessionList, true);
        ask(Permission::Session, !self.allows(Permission::SessionList));
        ask(Permission::Event, true);
        ask(Permission::Visit, true);
        ask(Permission::Outcome, settings.outcomes && !self.absent.contains(&Optional::Outcomes));
        ask(
            Permission::OutcomeScores,
            settings.outcomes && !self.absent.contains(&Optional::Outcomes) && !self.absent.contains(&Optional::Scores),
        );
        ask(Permission::Segment, settings.segments && !self.absent.contains(&Optional::Segments));
        ask(Permission::EventType, true);
        ask(Permission::SessionType, true);
        ask(Permission::Customer, true);
        ask(Permission::Contact, true);
        for permission in needed {
            ask(*permission, true);
        }
        let mut names: Vec<Arc<str>> = Vec::new();
        for permission in missing {
            let refused = self.refused.get(&permission).map(|(name, _)| name.clone());
            let name = refused.unwrap_or_else(|| permission.name().into());
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// Both sides in lower case; `*` in a part of the pattern stands for anything, a pattern of fewer parts for all below it.
fn matches(pattern: &str, wanted: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let mut parts = pattern.split(':');
    wanted.split(':').all(|part| parts.next().is_some_and(|mine| mine == "*" || mine == part)) && parts.next().is_none()
}
