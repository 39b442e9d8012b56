//! The plain facts of the page: list, names, customer, contact flow, interactions, link, screen. Each setter says what it
//! changed by comparing with what was there; setting the same again changes nothing.

use std::sync::Arc;

use super::{Announcement, Journey, ListState, PageState};
use crate::changes::Changes;
use crate::connection::Status;
use crate::model::{
    ContactFlow, ConversationId, Customer, Interaction, OutcomeFacts, OutcomeId, QueueId, SegmentFacts, SegmentId,
    SessionId, UserId, WrapUpId,
};
use crate::order;

impl Journey {
    /// Sets the state of the list.
    pub(crate) fn set_list(&mut self, list: ListState) -> Changes {
        let changed = self.list != list;
        self.list = list;
        Changes { list: changed, ..Changes::default() }
    }

    /// Sets the header.
    pub(crate) fn set_customer(&mut self, customer: Customer) -> Changes {
        let changed = *self.customer != customer;
        if changed {
            self.want_segments(customer.segments.iter().map(|one| &one.matched.segment));
            self.customer = Arc::new(customer);
        }
        Changes { customer: changed, ..Changes::default() }
    }

    /// Sets the contact flow.
    pub(crate) fn set_contact(&mut self, contact: ContactFlow) -> Changes {
        let changed = self.contact != contact;
        self.contact = contact;
        Changes { contact: changed, ..Changes::default() }
    }

    /// Sets the agent's interactions; they are put in order, newest first.
    pub(crate) fn set_interactions(&mut self, mut interactions: Vec<Interaction>) -> Changes {
        order::sort_by(&mut interactions, |one, other| (other.since, &one.id).cmp(&(one.since, &other.id)));
        interactions.dedup_by(|one, other| one.id == other.id);
        let changed = !self.interactions.iter().map(AsRef::as_ref).eq(interactions.iter());
        if changed {
            self.interactions = interactions.into_iter().map(Arc::new).collect();
        }
        Changes { interactions: changed, ..Changes::default() }
    }

    /// Says which interaction is shown.
    pub(crate) fn set_shown(&mut self, shown: Option<ConversationId>) -> Changes {
        let changed = self.shown != shown;
        self.shown = shown;
        Changes { interactions: changed, ..Changes::default() }
    }

    /// Sets the link.
    pub(crate) fn set_status(&mut self, status: Status) -> Changes {
        let changed = self.status != status;
        self.status = status;
        Changes { status: changed, ..Changes::default() }
    }

    /// Sets the screen and its hidden parts.
    pub(crate) fn set_page(&mut self, page: PageState) -> Changes {
        let changed = self.page != page;
        self.page = page;
        Changes { page: changed, ..Changes::default() }
    }

    /// Says something; the same text again is said again.
    pub(crate) fn announce(&mut self, text: Arc<str>) -> Changes {
        self.announcement = Announcement { number: self.announcement.number.wrapping_add(1), text };
        Changes { announcement: true, ..Changes::default() }
    }

    /// Expands or collapses a card.
    pub(crate) fn set_expanded(&mut self, id: &SessionId, expanded: bool) -> Changes {
        let changed = if expanded { self.expanded.insert(id.clone()) } else { self.expanded.remove(id) };
        let mut changes = Changes::default();
        if changed {
            changes.expanded.insert(id.clone());
        }
        changes
    }

    /// Says who the agent is.
    pub(crate) fn set_me(&mut self, me: Option<UserId>) -> Changes {
        self.edit_names(|names| names.me = me)
    }

    /// Learns segments; `None` hides one for good.
    pub(crate) fn merge_segments(&mut self, segments: Vec<(SegmentId, Option<SegmentFacts>)>) -> Changes {
        self.edit_names(|names| {
            for (id, facts) in segments {
                match facts {
                    Some(facts) => names.segments.insert(id, facts),
                    None => names.segments.remove(&id),
                };
            }
        })
    }

    /// Learns outcomes.
    pub(crate) fn merge_outcomes(&mut self, outcomes: Vec<(OutcomeId, OutcomeFacts)>) -> Changes {
        self.edit_names(|names| names.outcomes.extend(outcomes))
    }

    /// Learns a queue's name.
    pub(crate) fn name_queue(&mut self, id: QueueId, name: Arc<str>) -> Changes {
        self.edit_names(|names| {
            names.queues.insert(id, name);
        })
    }

    /// Learns an agent's name.
    pub(crate) fn name_user(&mut self, id: UserId, name: Arc<str>) -> Changes {
        self.edit_names(|names| {
            names.users.insert(id, name);
        })
    }

    /// Learns a wrap-up code's name.
    pub(crate) fn name_wrap_up(&mut self, id: WrapUpId, name: Arc<str>) -> Changes {
        self.edit_names(|names| {
            names.wrap_ups.insert(id, name);
        })
    }

    fn edit_names(&mut self, edit: impl FnOnce(&mut crate::model::Names)) -> Changes {
        let mut names = (*self.names).clone();
        edit(&mut names);
        let changed = names != *self.names;
        if changed {
            self.names = Arc::new(names);
        }
        Changes { names: changed, ..Changes::default() }
    }
}
