//! What becomes of pages: one thing after the other until all is quiet, and what must be so then.

use super::super::page::Input;
use super::core::Doing;
use super::world::World;

impl World {
    /// What could happen next: pages that have something to hear, requests that could be answered, cores that could act.
    pub(super) fn possible(&self) -> Vec<(usize, u8)> {
        let mut all = Vec::new();
        for (at, tab) in self.tabs.iter().enumerate().filter(|(_, tab)| !tab.is_frozen && tab.core.doing != Doing::Over)
        {
            all.extend((!tab.inbox.is_empty()).then_some((at, 0)));
            all.extend((!tab.requests.is_empty()).then_some((at, 1)));
            all.extend((tab.core.doing == Doing::Nothing).then_some((at, 2)));
        }
        all
    }

    /// Lets one of these happen.
    pub(super) fn happen(&mut self, (at, what): (usize, u8)) {
        match what {
            0 => {
                if let Some(input) = self.tabs[at].inbox.pop_front() {
                    self.step(at, input);
                }
            }
            1 => self.answer(at, 0, None),
            _ => {
                if let Some(input) = self.tabs[at].core.act() {
                    self.step(at, input);
                }
            }
        }
    }

    /// Patience of a page is over.
    pub(super) fn late(&mut self, at: usize) {
        for n in std::mem::take(&mut self.tabs[at].patience) {
            self.step(at, Input::Late(n));
        }
    }

    /// Lets everything happen, until nothing is left to happen, whoever must be patient was, and each socket was asked for
    /// a sign of life.
    pub(super) fn settle(&mut self) {
        for round in 0..20 {
            let mut n_steps = 0;
            while let Some(next) = self.possible().first().copied() {
                self.happen(next);
                n_steps += 1;
                assert!(n_steps < 20_000, "it goes on for ever: {}", self.shown());
            }
            let mut is_quiet = round > 0;
            for at in 0..self.tabs.len() {
                if self.tabs[at].is_frozen {
                    continue;
                }
                self.late(at);
                let core = &self.tabs[at].core;
                let waits = matches!(core.doing, Doing::Creating(_) | Doing::Putting(_) | Doing::Opening(_));
                if core.has_asked || (waits && self.possible().is_empty()) {
                    is_quiet = false;
                    if let Some(input) = self.tabs[at].core.give_up() {
                        self.step(at, input);
                    }
                } else if round % 2 == 0
                    && let Some(input) = self.tabs[at].core.ping()
                {
                    self.step(at, input);
                }
            }
            if is_quiet && self.possible().is_empty() && round % 2 == 1 {
                return;
            }
        }
    }

    /// Whoever still has the socket that it had when something was said has heard it.
    pub(super) fn check(&self) {
        for (at, no, number) in &self.expected {
            let core = &self.tabs[*at].core;
            let is_same = core.doing == Doing::Open(*no) && !self.tabs[*at].is_frozen;
            assert!(!is_same || core.heard.contains(number), "page {at} missed frame {number}: {}", self.shown());
        }
    }

    /// Everybody is live and hears what is its own, and nothing else.
    pub(super) fn all_hear(&mut self) {
        let before: Vec<usize> = self.tabs.iter().map(|tab| tab.core.heard.len()).collect();
        self.all_hear_their_own();
        for (at, before) in before.into_iter().enumerate() {
            let tab = &self.tabs[at];
            if tab.core.doing != Doing::Over && !tab.is_frozen {
                assert_eq!(tab.core.heard.len(), before + 1, "page {at} heard: {:?}", tab.core.heard);
            }
        }
    }

    /// Everybody is live and hears what is its own, once.
    pub(super) fn all_hear_their_own(&mut self) {
        let first = self.n_frames + 1;
        for at in 0..self.tabs.len() {
            self.publish(&format!("topic.{at}"));
        }
        self.settle();
        self.check();
        for (tab, number) in self.tabs.iter().zip(first..) {
            if tab.core.doing != Doing::Over && !tab.is_frozen {
                assert!(matches!(tab.core.doing, Doing::Open(_)), "{} is not live: {}", tab.id, self.shown());
                let n_times = tab.core.heard.iter().filter(|heard| **heard == number).count();
                assert_eq!(n_times, 1, "{} heard {number} so often: {:?}", tab.id, tab.core.heard);
            }
        }
    }

    /// For a test that fails.
    pub(super) fn shown(&self) -> String {
        let tabs =
            self.tabs.iter().map(|tab| format!("{:?} {:?} {:?}\n{:?}", tab.user, tab.core.doing, tab.inbox, tab.page));
        tabs.collect::<Vec<_>>().join("\n")
    }
}
