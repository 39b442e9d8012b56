//! The truth: an append-only log of what happened, and the state it adds up to. Knows no network and no JSON.

use std::collections::BTreeMap;

/// Index of a contact.
pub(crate) type Contact = usize;
/// Index of a session.
pub(crate) type Session = usize;

/// What can happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A person is known.
    Contact,
    /// A visit begins.
    Began { contact: Option<Contact>, created: i64, is_app: bool },
    /// Something happens in a visit; `created` is when, which may be long before it is told.
    Happened { session: Session, created: i64, number: u64, names: bool },
    /// A visit is over.
    Ended { session: Session, at: i64 },
    /// The visitor is known now.
    Identified { session: Session, contact: Contact },
    /// Two records are one person.
    Merged { from: Contact, into: Contact },
    /// A person has another name.
    Renamed { contact: Contact },
    /// The store was restored from an older copy: what was logged from here on never happened.
    Lost { from: usize },
}

/// A person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Person {
    /// The record it was merged into.
    pub(crate) head: Option<Contact>,
    /// How often it was renamed.
    pub(crate) n_names: u32,
}

/// Something that happened in a visit.
#[derive(Clone, Debug)]
pub(crate) struct Happening {
    /// When.
    pub(crate) created: i64,
    /// Its number, unique for ever.
    pub(crate) number: u64,
    /// It tells who the visitor is.
    pub(crate) names: bool,
}

/// A visit.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// Whose.
    pub(crate) contact: Option<Contact>,
    /// When it began.
    pub(crate) created: i64,
    /// Of an app, else of a site.
    pub(crate) is_app: bool,
    /// When it ended.
    pub(crate) ended: Option<i64>,
    /// What happened, in the order in which the cloud learnt it.
    pub(crate) happenings: Vec<Happening>,
    /// Place of the newest happening.
    pub(crate) newest: Option<usize>,
}

impl Visit {
    /// The happenings in the order of their time.
    #[must_use]
    pub(crate) fn sorted(&self) -> Vec<&Happening> {
        let mut all: Vec<&Happening> = self.happenings.iter().collect();
        all.sort_by(|one, other| compare(one, other));
        all
    }
}

/// Order of happenings, as the cloud lists them and as a page must show them.
#[must_use]
pub(crate) fn key(one: &Happening) -> (i64, String) {
    (one.created, event_id(one.number))
}

/// The same order, without making ids where the time decides.
#[must_use]
pub(crate) fn compare(one: &Happening, other: &Happening) -> std::cmp::Ordering {
    one.created.cmp(&other.created).then_with(|| event_id(one.number).cmp(&event_id(other.number)))
}

/// Id of an event: in no order whatever.
#[must_use]
pub(crate) fn event_id(number: u64) -> String {
    format!("{:08x}-e{number}", number.wrapping_mul(0x9E37_79B9) & 0xFFFF_FFFF)
}

/// Log and state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Truth {
    /// All that happened, in order.
    log: Vec<Fact>,
    /// People by index.
    pub(crate) people: Vec<Person>,
    /// Visits by index.
    pub(crate) visits: Vec<Visit>,
    /// Where each event is: visit and place.
    pub(crate) events: BTreeMap<u64, (Session, usize)>,
    n_events: u64,
}

impl Truth {
    /// Notes what happened.
    pub(crate) fn note(&mut self, fact: Fact) {
        if let Fact::Lost { from } = fact {
            let kept: Vec<Fact> =
                self.standing().into_iter().filter(|(at, _)| *at < from).map(|(_, one)| one).collect();
            let log = std::mem::take(&mut self.log);
            *self = Self { n_events: self.n_events, ..Self::default() };
            for fact in &kept {
                self.add_up(fact);
            }
            self.log = log;
        } else {
            self.add_up(&fact);
        }
        self.log.push(fact);
    }

    /// How many entries the log has.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.log.len()
    }

    /// Facts that still stand, with their place in the log.
    fn standing(&self) -> Vec<(usize, Fact)> {
        let mut standing: Vec<(usize, Fact)> = Vec::new();
        for (at, fact) in self.log.iter().enumerate() {
            match fact {
                Fact::Lost { from } => standing.retain(|(at, _)| at < from),
                fact => standing.push((at, fact.clone())),
            }
        }
        standing
    }

    /// A number for the next event.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.n_events += 1;
        self.n_events
    }

    /// The record that stands for this person.
    #[must_use]
    pub(crate) fn head(&self, contact: Contact) -> Contact {
        self.people.get(contact).and_then(|person| person.head).unwrap_or(contact)
    }

    /// All records of the same person.
    #[must_use]
    pub(crate) fn merge_set(&self, contact: Contact) -> Vec<Contact> {
        let head = self.head(contact);
        (0..self.people.len()).filter(|one| self.head(*one) == head).collect()
    }

    /// Visits of a person, newest first.
    #[must_use]
    pub(crate) fn visits_of(&self, contact: Contact) -> Vec<Session> {
        let head = self.head(contact);
        let is_theirs = |visit: &Visit| visit.contact.is_some_and(|own| self.head(own) == head);
        let mut all: Vec<Session> = (0..self.visits.len()).filter(|at| is_theirs(&self.visits[*at])).collect();
        all.sort_by_key(|at| (std::cmp::Reverse(self.visits[*at].created), *at));
        all
    }

    fn add_up(&mut self, fact: &Fact) {
        match *fact {
            Fact::Contact => self.people.push(Person::default()),
            Fact::Began { contact, created, is_app } => {
                self.visits.push(Visit { contact, created, is_app, ended: None, happenings: Vec::new(), newest: None });
            }
            Fact::Happened { session, created, number, names } => {
                let Some(visit) = self.visits.get_mut(session) else { return };
                let at = visit.happenings.len();
                let happening = Happening { created, number, names };
                let is_newest =
                    visit.newest.is_none_or(|newest| compare(&visit.happenings[newest], &happening).is_lt());
                visit.happenings.push(happening);
                if is_newest {
                    visit.newest = Some(at);
                }
                self.events.insert(number, (session, at));
            }
            Fact::Ended { session, at } => {
                if let Some(visit) = self.visits.get_mut(session) {
                    visit.ended = Some(at);
                }
            }
            Fact::Identified { session, contact } => {
                if let Some(visit) = self.visits.get_mut(session) {
                    visit.contact = Some(contact);
                }
            }
            Fact::Merged { from, into } => {
                for person in self.merge_set(from) {
                    self.people[person].head = Some(into);
                }
                self.people[into].head = None;
            }
            Fact::Renamed { contact } => {
                if let Some(person) = self.people.get_mut(contact) {
                    person.n_names += 1;
                }
            }
            Fact::Lost { .. } => {}
        }
    }
}
