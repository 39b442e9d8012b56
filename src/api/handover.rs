//! The channel on its way from a page to the page after it in the same tab.
//!
//! It is in storage only while no page uses it: a tab that is duplicated meanwhile copies nothing, and a page that comes
//! back out of the browser's cache takes its own away again. Knows nothing of what is kept but that it is one line or
//! more of text without a token.

use std::cell::RefCell;

use crate::live::services::{Handover, Storage};

/// Prefix of the keys; the channel's own first line follows. Several pages of one tab (frames) leave one each.
const CHANNEL: &str = "journey.channel.";

/// Over the storage of a tab.
pub struct TabHandover {
    storage: Box<dyn Storage>,
    held: RefCell<Option<String>>,
}

impl TabHandover {
    /// Nothing is held yet.
    #[must_use]
    pub fn new(storage: Box<dyn Storage>) -> Self {
        Self { storage, held: RefCell::default() }
    }

    /// The page is left: what it holds is put where the next one finds it.
    pub fn leave(&self) {
        if let Some(text) = &*self.held.borrow() {
            self.storage.set(&key(text), text);
        }
    }

    /// The page was left and is back: what it holds is in use again.
    pub fn come_back(&self) {
        if let Some(text) = &*self.held.borrow() {
            self.storage.remove(&key(text));
        }
    }
}

impl Handover for TabHandover {
    fn take(&self) -> Option<String> {
        let key = self.storage.keys().into_iter().find(|key| key.starts_with(CHANNEL))?;
        let text = self.storage.get(&key);
        self.storage.remove(&key);
        text
    }

    fn hold(&self, channel: Option<String>) {
        *self.held.borrow_mut() = channel;
    }
}

fn key(text: &str) -> String {
    format!("{CHANNEL}{}", text.lines().next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::memory::Memory;

    /// A page that uses this channel.
    fn page(tab: &Memory, channel: &str) -> TabHandover {
        let page = TabHandover::new(Box::new(tab.clone()));
        page.hold(Some(channel.to_owned()));
        page
    }

    #[test]
    fn a_channel_goes_from_page_to_page_and_is_nowhere_while_it_is_used() {
        let tab = Memory::default();
        tab.set("journey.view", "full");
        let first = page(&tab, "c1\nwss://s/c1\n9");
        assert_eq!(tab.keys(), ["journey.view"]);
        first.leave();
        assert_eq!(tab.keys(), ["journey.channel.c1", "journey.view"]);
        let second = TabHandover::new(Box::new(tab.clone()));
        assert_eq!(second.take().as_deref(), Some("c1\nwss://s/c1\n9"));
        assert_eq!(second.take(), None);
        assert_eq!(tab.keys(), ["journey.view"]);
    }

    #[test]
    fn a_page_that_comes_back_has_its_channel_for_itself_again() {
        let tab = Memory::default();
        let first = page(&tab, "c1");
        first.leave();
        first.come_back();
        assert_eq!(TabHandover::new(Box::new(tab)).take(), None);
    }

    #[test]
    fn frames_of_one_tab_leave_one_each() {
        let tab = Memory::default();
        let frames = [page(&tab, "c1"), page(&tab, "c2")];
        frames.iter().for_each(TabHandover::leave);
        let next = TabHandover::new(Box::new(tab));
        assert_eq!([next.take(), next.take(), next.take()], [Some("c1".to_owned()), Some("c2".to_owned()), None]);
    }

    #[test]
    fn what_is_not_held_is_not_left() {
        let tab = Memory::default();
        let page = page(&tab, "c1");
        page.hold(None);
        page.leave();
        page.come_back();
        assert_eq!(tab.keys(), Vec::<String>::new());
    }
}
