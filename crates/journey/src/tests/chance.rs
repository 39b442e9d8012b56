//! Random stories of customers for the property tests, made from one printed seed.

use std::sync::Arc;

use super::build::{page, second, session};
use crate::journey::Origin;
use crate::model::{
    Achievement, Action, AppFacts, Attribute, Body, Conversation, Event, LastEvent, Matched, Named, Session, SessionId,
    SessionKind, TypedValue, WebFacts,
};

/// How many cases a property is tried on: `usual`, or as many as `PROPTEST_CASES` asks for.
pub(super) fn cases(usual: u32) -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual)
}

/// A small generator (SplitMix64): the same seed gives the same story.
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 up to, but not including, `n`.
    pub(super) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % (n.max(1) as u64)).unwrap_or(0)
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn word(&mut self) -> Arc<str> {
        ["alpha", "beta", "gamma", "delta"][self.below(4)].into()
    }

    fn maybe(&mut self) -> Option<Arc<str>> {
        (!self.one_in(3)).then(|| self.word())
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// One thing that the cloud said.
#[derive(Clone, Debug)]
pub(super) enum Said {
    Session(Box<Session>, Origin),
    Event(Event),
    Assignment(SessionId, Matched),
}

/// All that the cloud says about one to three sessions: versions of the sessions and announcements of the events, some
/// poorer, some contradicting each other.
pub(super) fn story(chance: &mut Chance) -> Vec<Said> {
    let mut said = Vec::new();
    for number in 0..=chance.below(3) {
        let id = format!("s{number}");
        let n_events = i64::try_from(chance.below(12)).unwrap();
        for n in 1..=n_events {
            let created = second(n * 10 + i64::try_from(chance.below(12)).unwrap());
            for _ in 0..=chance.below(3) {
                let created = if chance.one_in(8) { second(n * 10) } else { created };
                let body = body(chance);
                said.push(Said::Event(Event {
                    id: format!("{id}-e{n}").into(),
                    session: id.as_str().into(),
                    created,
                    stamp: None,
                    body,
                }));
            }
            if chance.one_in(2) {
                let from = if chance.one_in(2) { Origin::Live } else { Origin::Rest };
                let one = version(chance, &id, n, created);
                if chance.one_in(2) {
                    // As new as the other, and says something else.
                    let twin = Session {
                        n_events: one.n_events,
                        duration_seconds: one.duration_seconds,
                        last_event: one.last_event.clone(),
                        ended: one.ended,
                        ..version(chance, &id, n, created)
                    };
                    said.push(Said::Session(Box::new(twin), from));
                }
                said.push(Said::Session(Box::new(one), from));
            }
        }
        if chance.one_in(4) {
            said.push(Said::Assignment(id.as_str().into(), matched(chance)));
        }
    }
    said
}

fn version(chance: &mut Chance, id: &str, n: i64, last: chrono::DateTime<chrono::Utc>) -> Session {
    let kind = [SessionKind::Web, SessionKind::App, SessionKind::Conversation][chance.below(3)].clone();
    Session {
        conversation: (kind == SessionKind::Conversation).then(|| Conversation {
            queue: chance.maybe().map(|word| (&*word).into()),
            user: chance.maybe().map(|word| (&*word).into()),
            notes: chance.maybe(),
            ..Conversation::default()
        }),
        kind,
        contact: chance.maybe().map(|word| (&*word).into()),
        n_events: (!chance.one_in(5)).then_some(n),
        n_pageviews: (!chance.one_in(5)).then_some(n / 2),
        n_screenviews: chance.one_in(5).then_some(n / 3),
        duration_seconds: (!chance.one_in(3)).then_some(n * 10),
        last_event: (!chance.one_in(5)).then(|| LastEvent {
            id: chance.maybe(),
            name: chance.maybe(),
            created: Some(last),
        }),
        last_page: chance.maybe().map(|word| page(&word)),
        last_screen: chance.maybe(),
        search_terms: (0..chance.below(3)).map(|_| chance.word()).collect(),
        authenticated: chance.one_in(4),
        segments: (0..chance.below(3)).map(|_| matched(chance)).collect(),
        achievements: (0..chance.below(2))
            .map(|_| Achievement { outcome: (&*chance.word()).into(), at: chance.one_in(2).then(|| second(5)) })
            .collect(),
        attributes: (0..chance.below(2))
            .map(|_| Attribute { name: chance.word(), values: vec![chance.word()] })
            .collect(),
        ended: chance.one_in(6).then(|| second(2_000)),
        browser: chance.maybe(),
        ip: chance.maybe(),
        ..session(id, second(i64::try_from(chance.below(2)).unwrap()))
    }
}

fn matched(chance: &mut Chance) -> Matched {
    let at = |chance: &mut Chance| Some(second(i64::try_from(chance.below(100)).unwrap()));
    Matched {
        segment: (&*chance.word()).into(),
        at: if chance.one_in(4) { None } else { at(chance) },
        ended: if chance.one_in(4) { at(chance) } else { None },
    }
}

fn body(chance: &mut Chance) -> Body {
    let named = |chance: &mut Chance| Named {
        name: chance.word(),
        value: TypedValue { data_type: None, value: chance.word() },
    };
    match chance.below(6) {
        0 | 1 => Body::Web(Box::new(WebFacts {
            name: if chance.one_in(2) { "page_viewed".into() } else { chance.word() },
            page: page(&chance.word()),
            search: chance.one_in(3).then(|| chance.word()),
            attributes: {
                let mut all: Vec<Named> = (0..chance.below(3)).map(|_| named(chance)).collect();
                all.sort();
                all.dedup_by(|one, other| one.name == other.name);
                all
            },
            authenticated: chance.one_in(4),
            ..WebFacts::default()
        })),
        2 => Body::App(Box::new(AppFacts {
            name: "screen_viewed".into(),
            screen: chance.maybe(),
            ..AppFacts::default()
        })),
        3 => Body::Action(Box::new(Action { id: chance.maybe(), state: chance.maybe(), ..Action::default() })),
        4 => Body::Outcome { id: (&*chance.word()).into(), name: chance.maybe() },
        _ => Body::Segment {
            id: (&*chance.word()).into(),
            assigned: chance.one_in(2),
            until: chance.one_in(3).then(|| second(900)),
        },
    }
}
