//! A browser's `BroadcastChannel` and locks, for pages of one test.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use customer_journey::live::services::{Lock, Neighbours};
use tokio::sync::mpsc;

type Told = Box<dyn FnOnce(bool)>;

/// What the pages of one origin share; clones are the same.
#[derive(Clone, Default)]
pub(crate) struct Origin(Rc<RefCell<Shared>>);

#[derive(Default)]
struct Shared {
    members: Vec<(u64, mpsc::UnboundedSender<String>)>,
    locks: Vec<Wanted>,
    n: u64,
    /// All that was ever said.
    said: Vec<String>,
}

#[derive(Default)]
struct Wanted {
    name: String,
    holder: Option<u64>,
    waiting: VecDeque<(u64, Lock, Told)>,
}

/// One page; clones are the same.
#[derive(Clone)]
pub(crate) struct Member {
    origin: Origin,
    /// Another one each time it listens.
    n: Rc<Cell<u64>>,
    is_frozen: Rc<Cell<bool>>,
}

impl Origin {
    pub(crate) fn member(&self) -> Member {
        Member { origin: self.clone(), n: Rc::default(), is_frozen: Rc::default() }
    }

    /// A number that was not given yet.
    pub(crate) fn next(&self) -> u64 {
        let mut shared = self.0.borrow_mut();
        shared.n += 1;
        shared.n
    }

    pub(crate) fn said(&self) -> String {
        self.0.borrow().said.join("\n")
    }

    fn grant(&self) {
        let mut granted = Vec::new();
        for lock in &mut self.0.borrow_mut().locks {
            while lock.holder.is_none()
                && let Some((n, how, told)) = lock.waiting.pop_front()
            {
                lock.holder = (how != Lock::Watch).then_some(n);
                granted.push(told);
            }
        }
        for told in granted {
            tokio::task::spawn_local(async move { told(true) });
        }
    }
}

impl Member {
    /// The page is gone without a word.
    pub(crate) fn crash(&self) {
        self.leave();
    }

    /// It hears nothing for now, but keeps its locks.
    pub(crate) fn freeze(&self) {
        self.is_frozen.set(true);
    }
}

impl Neighbours for Member {
    fn listen(&self, heard: Rc<dyn Fn(String)>) -> bool {
        let (sender, mut texts) = mpsc::unbounded_channel::<String>();
        let mut shared = self.origin.0.borrow_mut();
        shared.n += 1;
        self.n.set(shared.n);
        let n = shared.n;
        shared.members.push((n, sender));
        let is_frozen = Rc::clone(&self.is_frozen);
        tokio::task::spawn_local(async move {
            while let Some(text) = texts.recv().await {
                if !is_frozen.get() {
                    heard(text);
                }
            }
        });
        true
    }

    fn say(&self, text: &str) {
        let mut shared = self.origin.0.borrow_mut();
        // A page that is gone, or frozen, says nothing.
        if self.is_frozen.get() || !shared.members.iter().any(|(n, _)| *n == self.n.get()) {
            return;
        }
        shared.said.push(text.to_owned());
        for (_, sender) in shared.members.iter().filter(|(n, _)| *n != self.n.get()) {
            sender.send(text.to_owned()).ok();
        }
    }

    fn lock(&self, name: &str, how: Lock, told: Told) {
        {
            let mut shared = self.origin.0.borrow_mut();
            if !shared.locks.iter().any(|lock| lock.name == name) {
                shared.locks.push(Wanted { name: name.to_owned(), ..Wanted::default() });
            }
            let lock = shared.locks.iter_mut().find(|lock| lock.name == name).unwrap();
            if how == Lock::Try && (lock.holder.is_some() || !lock.waiting.is_empty()) {
                tokio::task::spawn_local(async move { told(false) });
                return;
            }
            lock.waiting.push_back((self.n.get(), how, told));
        }
        self.origin.grant();
    }

    fn leave(&self) {
        let n = self.n.get();
        {
            let mut shared = self.origin.0.borrow_mut();
            shared.members.retain(|(member, _)| *member != n);
            for lock in &mut shared.locks {
                lock.holder.take_if(|holder| *holder == n);
                lock.waiting.retain(|(member, ..)| *member != n);
            }
        }
        self.origin.grant();
    }
}
