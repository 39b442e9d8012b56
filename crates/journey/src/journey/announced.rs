//! What the cloud announced of one session, joined from all versions seen, whatever their order.
//!
//! Each field is a register: the newest version that says something about it wins (by time of the last event, then
//! number of events, then length so far), so a notification that leaves a field out does not blank it, and an old
//! version that arrives late changes nothing. Counters only grow; segments and achievements are unions. Joining is
//! commutative, associative and idempotent: the property tests hold it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Origin;
use crate::model::{Case, Conversation, Direction, Matched, OutcomeId, Page, SegmentId, Session, SessionKind, is_view};
use crate::place;
use crate::sorted::SortedMap;

/// How new a version of a session is. At the end stands what decides between versions of the same moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stamp {
    last_event: Option<DateTime<Utc>>,
    n_events: Option<i64>,
    duration_seconds: Option<i64>,
    is_ended: bool,
    from: Origin,
}

impl Stamp {
    fn of(session: &Session, from: Origin) -> Self {
        Self {
            last_event: session.last_event.as_ref().and_then(|event| event.created),
            n_events: session.n_events,
            duration_seconds: session.duration_seconds,
            is_ended: session.ended.is_some(),
            from,
        }
    }
}

/// Whether a field says something.
trait Said {
    fn is_said(&self) -> bool;
}

impl<T> Said for Option<T> {
    fn is_said(&self) -> bool {
        self.is_some()
    }
}

impl<T> Said for Vec<T> {
    fn is_said(&self) -> bool {
        !self.is_empty()
    }
}

impl Said for DateTime<Utc> {
    fn is_said(&self) -> bool {
        true
    }
}

impl Said for SessionKind {
    fn is_said(&self) -> bool {
        true
    }
}

impl Said for Direction {
    fn is_said(&self) -> bool {
        *self != Self::Unknown
    }
}

/// Declares the registers of a record: their stamps, and how another version is joined.
macro_rules! registers {
    ($stamps:ident of $record:ident { $($field:ident),* $(,)? } counters { $($counter:ident),* $(,)? }) => {
        /// The stamp of each field's value; of a counter, the newest stamp that had it.
        #[derive(Clone, Debug, Default, PartialEq)]
        struct $stamps {
            $($field: Option<Stamp>,)*
            $($counter: Option<Stamp>,)*
        }

        impl $stamps {
            /// The stamps of a first version.
            fn of(first: &$record, stamp: Stamp) -> Self {
                Self {
                    $($field: first.$field.is_said().then_some(stamp),)*
                    $($counter: first.$counter.is_said().then_some(stamp),)*
                }
            }

            fn join(&mut self, held: &mut $record, new: $record, stamp: Stamp) {
                $(if new.$field.is_said() && (Some(stamp), &new.$field) > (self.$field, &held.$field) {
                    held.$field = new.$field;
                    self.$field = Some(stamp);
                })*
                $(if new.$counter.is_said() {
                    held.$counter = held.$counter.max(new.$counter);
                    self.$counter = self.$counter.max(Some(stamp));
                })*
            }
        }
    };
}

registers! {
    SessionStamps of Session {
        kind, contact, customer, customer_id_type, created, ended, idle, away, last_event, last_page, last_screen,
        search_terms, attributes, browser, browser_language, view, device, place, ip, ip_organization, referrer, campaign,
        app, external_id, external_url, short_id,
    } counters { duration_seconds, n_events, n_pageviews, n_screenviews }
}

registers! {
    ConversationStamps of Conversation {
        id, channels, direction, subject, queue, user, wrap_up, notes, disconnect, acd_outcome,
    } counters {}
}

registers! {
    CaseStamps of Case { reference, status } counters {}
}

/// When a segment was assigned first and last, and when it was taken away last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SegmentTimes {
    first: Option<DateTime<Utc>>,
    last: Option<DateTime<Utc>>,
    ended: Option<DateTime<Utc>>,
}

impl SegmentTimes {
    /// An assignment.
    pub(super) fn assigned(at: Option<DateTime<Utc>>) -> Self {
        Self { first: at, last: at, ended: None }
    }

    /// A removal: it must have been assigned at that time at the latest.
    pub(super) fn ended(at: DateTime<Utc>) -> Self {
        Self { first: Some(at), last: None, ended: Some(at) }
    }

    /// From what a session or a topic lists.
    pub(super) fn of(matched: &Matched) -> Self {
        Self { ended: matched.ended, ..Self::assigned(matched.at) }
    }

    /// Both together.
    pub(super) fn join(self, other: Self) -> Self {
        Self {
            first: earlier(self.first, other.first),
            last: self.last.max(other.last),
            ended: self.ended.max(other.ended),
        }
    }

    /// As it is shown: first date; ended unless it was assigned again.
    pub(super) fn matched(self, segment: SegmentId) -> Matched {
        Matched { segment, at: self.first, ended: self.ended.filter(|ended| Some(*ended) >= self.last) }
    }
}

/// The earlier of two moments that may be unknown.
pub(super) fn earlier(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// A view of a page or a screen that was a session's last event once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LastView {
    /// When.
    pub(super) at: DateTime<Utc>,
    /// Views in all by then: while no more are announced, it is the newest.
    n_views: Option<i64>,
    page: Option<Page>,
    screen: Option<Arc<str>>,
}

impl LastView {
    fn of(session: &Session) -> Option<Self> {
        let last = session.last_event.as_ref().filter(|event| event.name.as_deref().is_some_and(is_view))?;
        let (page, screen) = (session.last_page.clone(), session.last_screen.clone());
        Some(Self { at: last.created?, n_views: n_views(session), page, screen })
    }

    /// It showed what the session shows now.
    pub(super) fn is_of_page(&self, session: &Session) -> bool {
        (self.page.is_some() || self.screen.is_some())
            && self.screen == session.last_screen
            && match (&self.page, &session.last_page) {
                (Some(page), Some(last)) => place::is_same(page, last),
                (page, last) => page == last,
            }
    }
}

/// Views of pages and screens in all.
fn n_views(session: &Session) -> Option<i64> {
    let (pages, screens) = (session.n_pageviews, session.n_screenviews);
    pages.or(screens).map(|_| pages.unwrap_or(0).saturating_add(screens.unwrap_or(0)))
}

/// Joined announcements of one session.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Announced {
    /// The registers' values; its lists of segments and achievements are not used.
    pub(super) session: Session,
    /// Segments by id.
    pub(super) segments: SortedMap<SegmentId, SegmentTimes>,
    /// Outcomes by id.
    pub(super) achievements: SortedMap<OutcomeId, Option<DateTime<Utc>>>,
    last_view: Option<LastView>,
    stamps: SessionStamps,
    conversation_stamps: ConversationStamps,
    case_stamps: CaseStamps,
}

impl Announced {
    /// From the first version.
    pub(super) fn new(mut session: Session, from: Origin) -> Self {
        let stamp = Stamp::of(&session, from);
        let mut announced = Self {
            segments: SortedMap::new(),
            achievements: SortedMap::new(),
            last_view: None,
            stamps: SessionStamps::of(&session, stamp),
            conversation_stamps: ConversationStamps::default(),
            case_stamps: CaseStamps::default(),
            session: Session { conversation: None, case: None, ..session.clone() },
        };
        announced.join_unions(&mut session, stamp);
        announced
    }

    /// Takes another version in.
    pub(super) fn join(&mut self, mut session: Session, from: Origin) {
        let stamp = Stamp::of(&session, from);
        self.join_unions(&mut session, stamp);
        self.stamps.join(&mut self.session, session, stamp);
    }

    fn join_unions(&mut self, new: &mut Session, stamp: Stamp) {
        self.session.authenticated |= new.authenticated;
        self.last_view = self.last_view.take().max(LastView::of(new));
        for matched in std::mem::take(&mut new.segments) {
            let times = SegmentTimes::of(&matched);
            let held = self.segments.or_default(matched.segment);
            *held = held.join(times);
        }
        for one in std::mem::take(&mut new.achievements) {
            let held = self.achievements.or_default(one.outcome);
            *held = earlier(*held, one.at);
        }
        match (&mut self.session.conversation, new.conversation.take()) {
            (Some(held), Some(new)) => self.conversation_stamps.join(held, new, stamp),
            (held @ None, Some(new)) => {
                self.conversation_stamps = ConversationStamps::of(&new, stamp);
                *held = Some(new);
            }
            (_, None) => {}
        }
        match (&mut self.session.case, new.case.take()) {
            (Some(held), Some(new)) => self.case_stamps.join(held, new, stamp),
            (held @ None, Some(new)) => {
                self.case_stamps = CaseStamps::of(&new, stamp);
                *held = Some(new);
            }
            (_, None) => {}
        }
        self.session.segments.clear();
        self.session.achievements.clear();
    }

    /// The newest view, when it is among the announced last events and no later one was announced.
    pub(super) fn last_view(&self) -> Option<&LastView> {
        let last = self.session.last_event.as_ref().and_then(|event| event.created);
        self.last_view.as_ref().filter(|view| match view.n_views {
            Some(n) => n_views(&self.session) <= Some(n),
            None => last == Some(view.at),
        })
    }

    /// Up to when all events are counted in `n_events`; `None` when that is not known.
    pub(super) fn events_until(&self) -> Option<DateTime<Utc>> {
        self.stamps.n_events?.last_event
    }

    /// Up to when all page views are counted.
    pub(super) fn pageviews_until(&self) -> Option<DateTime<Utc>> {
        self.stamps.n_pageviews?.last_event
    }

    /// Up to when all screen views are counted.
    pub(super) fn screenviews_until(&self) -> Option<DateTime<Utc>> {
        self.stamps.n_screenviews?.last_event
    }

    /// From when the last page is.
    pub(super) fn page_of(&self) -> Option<DateTime<Utc>> {
        self.stamps.last_page?.last_event
    }

    /// From when the last screen is.
    pub(super) fn screen_of(&self) -> Option<DateTime<Utc>> {
        self.stamps.last_screen?.last_event
    }

    /// Up to when the list of search terms is complete.
    pub(super) fn terms_until(&self) -> Option<DateTime<Utc>> {
        self.stamps.search_terms?.last_event
    }
}
