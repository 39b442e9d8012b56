//! The state of the world and how it is kept: tables, what is looked up in them, what is due, what is to be told.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::chance::Chance;
use super::interaction::Interaction;
use super::organisation::Organisation;
use super::table::{Stored, Table, as_wire, stored};
use super::time::millis;
use super::{Notice, Record};
use crate::rules::{Rules, rules};

/// The one row of the chance table.
const STREAM: &str = "stream";

/// The whole state. See the module docs for what it may do.
#[derive(Debug)]
pub struct World {
    pub(super) rules: &'static Rules,
    pub(super) organisation: Organisation,
    chance: Table<Chance>,
    pub(super) visits: Table<Visit>,
    /// Under [`event_key`], so that a session's events lie together and in order.
    pub(super) events: Table<wire::Event>,
    /// By cookie.
    pub(super) visitors: Table<Visitor>,
    pub(super) contacts: Table<wire::ExternalContact>,
    pub(super) actions: Table<Action>,
    /// Customer-scope segments, by `{contact}/{segment}`.
    pub(super) assignments: Table<Assignment>,
    pub(super) interactions: Table<Interaction>,
    /// (kind, folded value) to the contacts that are recognised by it. Follows from `contacts`.
    pub(super) by_identifier: BTreeMap<(String, String), BTreeSet<String>>,
    /// Contact to its own sessions. Follows from `visits`.
    pub(super) by_contact: BTreeMap<String, BTreeSet<String>>,
    /// (type, external id) to the custom session. Follows from `visits`.
    pub(super) by_external_id: BTreeMap<(String, String), String>,
    /// Interactions that wait, go on, or still lack their wrap-up. Follows from `interactions`.
    pub(super) open_interactions: BTreeSet<String>,
    /// What happens by itself, and when. Entries may be stale: whoever handles one looks again.
    pub(super) due: BTreeSet<(DateTime<Utc>, Due)>,
    pub(super) notices: Vec<Notice>,
    /// Sessions and interactions that changed during this call, each told once at its end.
    pub(super) touched_sessions: Vec<String>,
    pub(super) touched_interactions: Vec<String>,
}

/// Something that happens by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// A session may have been idle for too long.
    Session(String),
    /// An offer may have waited for too long.
    Offer(String),
    /// A customer's segment may lapse.
    Assignment(String),
    /// An agent may have left a wrap-up open for too long.
    Wrapup(String),
    /// A session may be old enough to be forgotten.
    Forget(String),
}

/// A session and what is remembered beside it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Visit {
    #[serde(with = "as_wire")]
    pub(super) session: wire::Session,
    /// The visitor, for web and app sessions.
    pub(super) cookie: Option<String>,
    /// Moment of the newest event the customer made.
    #[serde(with = "millis")]
    pub(super) last_activity: DateTime<Utc>,
    /// Matches of the rules' patterns.
    pub(super) counts: BTreeMap<String, i64>,
    /// By outcome id.
    pub(super) scores: BTreeMap<String, Score>,
    #[serde(with = "millis::option")]
    pub(super) scored_at: Option<DateTime<Utc>>,
    /// The sender's ids to the ids of the events they became, so that a repeated request changes nothing.
    pub(super) external_ids: BTreeMap<String, String>,
    /// Action maps that made an offer in this session.
    pub(super) offered: BTreeSet<String>,
    /// `{action map}/{reason}` of offers that were not made, each told once.
    pub(super) blocked: BTreeSet<String>,
}

stored!(Visit, "sessions");

/// A probability now and at its best.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Score {
    pub(super) now: f64,
    pub(super) best: f64,
}

/// What is known of a cookie beyond its contact.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Visitor {
    /// The contact that the cookie came with; it may have been merged since.
    pub(super) contact: String,
    /// Oldest first.
    pub(super) sessions: Vec<String>,
    pub(super) total_events: i64,
    pub(super) total_pageviews: i64,
    /// Matches of patterns that are counted over all sessions.
    pub(super) counts: BTreeMap<String, i64>,
    #[serde(with = "millis::option")]
    pub(super) last_offer: Option<DateTime<Utc>>,
    /// Action map to the moment (milliseconds) it last made an offer.
    pub(super) offered: BTreeMap<String, i64>,
    /// The offer that is qualified or shown and not yet answered.
    pub(super) open_action: Option<String>,
}

stored!(Visitor, "visitors");

/// An offer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Action {
    pub(super) map: String,
    pub(super) session: String,
    pub(super) cookie: String,
    pub(super) state: String,
    #[serde(with = "millis")]
    pub(super) created: DateTime<Utc>,
    #[serde(with = "millis::option")]
    pub(super) offered: Option<DateTime<Utc>>,
    pub(super) correlation: String,
    /// The conversation that its acceptance opened.
    pub(super) conversation: Option<String>,
}

stored!(Action, "actions");

/// A customer-scope segment of a contact.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Assignment {
    pub(super) contact: String,
    pub(super) segment: String,
    pub(super) session: String,
    pub(super) session_kind: String,
    #[serde(with = "millis")]
    pub(super) since: DateTime<Utc>,
    #[serde(with = "millis::option")]
    pub(super) until: Option<DateTime<Utc>>,
}

stored!(Assignment, "segment_assignments");

/// The key of an event: session, then moment, then id, which is the order of events.
pub(super) fn event_key(session: &str, created: DateTime<Utc>, id: &str) -> String {
    format!("{session}/{:016}/{id}", created.timestamp_millis().max(0))
}

impl World {
    /// An empty world: agents, queues and rules from data, no customers.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let mut world = Self {
            rules: rules(),
            organisation: Organisation::default(),
            chance: Table::default(),
            visits: Table::default(),
            events: Table::default(),
            visitors: Table::default(),
            contacts: Table::default(),
            actions: Table::default(),
            assignments: Table::default(),
            interactions: Table::default(),
            by_identifier: BTreeMap::new(),
            by_contact: BTreeMap::new(),
            by_external_id: BTreeMap::new(),
            open_interactions: BTreeSet::new(),
            due: BTreeSet::new(),
            notices: Vec::new(),
            touched_sessions: Vec::new(),
            touched_interactions: Vec::new(),
        };
        world.chance.insert(STREAM.to_owned(), Chance::new(seed));
        world
    }

    /// The same in an organisation of this kind.
    #[must_use]
    pub fn in_organisation(self, organisation: Organisation) -> Self {
        Self { organisation, ..self }
    }

    /// Which kind of organisation this is.
    #[must_use]
    pub fn organisation(&self) -> Organisation {
        self.organisation
    }

    /// The world as it was stored. The seed counts only when nothing was stored.
    ///
    /// # Errors
    /// A record that cannot be read, named by table and key.
    pub fn restore(seed: u64, records: impl Iterator<Item = (String, String, Value)>) -> Result<Self, String> {
        let mut world = Self::new(seed);
        let mut stored = false;
        for (table, key, value) in records {
            stored = true;
            match table.as_str() {
                Chance::TABLE => world.chance.restore(key, &value)?,
                Visit::TABLE => world.visits.restore(key, &value)?,
                wire::Event::TABLE => world.events.restore(key, &value)?,
                Visitor::TABLE => world.visitors.restore(key, &value)?,
                wire::ExternalContact::TABLE => world.contacts.restore(key, &value)?,
                Action::TABLE => world.actions.restore(key, &value)?,
                Assignment::TABLE => world.assignments.restore(key, &value)?,
                Interaction::TABLE => world.interactions.restore(key, &value)?,
                other => return Err(format!("there is no table {other}")),
            }
        }
        if stored {
            // Nothing of the fresh world waits to be written.
            world.chance.take(&mut Vec::new());
        }
        world.look_up_again();
        Ok(world)
    }

    /// Rebuilds what follows from the tables.
    fn look_up_again(&mut self) {
        let contacts: Vec<String> = self.contacts.iter().map(|(id, _)| id.clone()).collect();
        for id in contacts {
            self.index_contact(&id);
        }
        let mut due = Vec::new();
        for (id, visit) in self.visits.iter() {
            if let Some(contact) = visit.contact() {
                self.by_contact.entry(contact.to_owned()).or_default().insert(id.clone());
            }
            if let Some(key) = visit.external_key() {
                self.by_external_id.insert(key, id.clone());
            }
            due.extend(visit.due().map(|at| (at, Due::Session(id.clone()))));
            due.push((visit.forgotten_at(), Due::Forget(id.clone())));
        }
        due.extend(
            self.actions.iter().filter_map(|(id, action)| Some((self.offer_due(action)?, Due::Offer(id.clone())))),
        );
        due.extend(self.assignments.iter().filter_map(|(id, one)| Some((one.until?, Due::Assignment(id.clone())))));
        for (id, interaction) in self.interactions.iter() {
            if interaction.is_open() {
                self.open_interactions.insert(id.clone());
            }
            due.extend(interaction.wrapup_due().map(|at| (at, Due::Wrapup(id.clone()))));
        }
        self.due.extend(due);
    }

    /// What changed since the last call.
    pub fn take_records(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        self.chance.take(&mut records);
        self.contacts.take(&mut records);
        self.visitors.take(&mut records);
        self.visits.take(&mut records);
        self.events.take(&mut records);
        self.actions.take(&mut records);
        self.assignments.take(&mut records);
        self.interactions.take(&mut records);
        records
    }

    /// What is to be published, in order.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        // A refused request may have let time pass, too.
        self.tell();
        std::mem::take(&mut self.notices)
    }

    /// No customer was ever seen: the history is still to be played.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.contacts.len() == 0 && self.visits.len() == 0 && self.interactions.len() == 0
    }

    /// A new id.
    pub(super) fn id(&mut self) -> String {
        self.chance.change(STREAM).map(Chance::id).unwrap_or_default()
    }

    pub(super) fn short_id(&mut self) -> String {
        self.chance.change(STREAM).map(Chance::short_id).unwrap_or_default()
    }

    /// Lets everything happen that is due at `now`, each at its own moment.
    pub(super) fn advance(&mut self, now: DateTime<Utc>) {
        while self.due.first().is_some_and(|(at, _)| *at <= now) {
            let Some((at, due)) = self.due.pop_first() else { return };
            match due {
                Due::Session(id) => self.close_if_idle(&id, at),
                Due::Offer(id) => self.withdraw_if_unanswered(&id, at),
                Due::Assignment(id) => self.lapse(&id, at),
                Due::Wrapup(id) => self.give_up_wrapup(&id, at),
                Due::Forget(id) => self.forget_if_old(&id, at),
            }
        }
    }
}
