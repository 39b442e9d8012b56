//! Storage for tests, held in memory; clones are the same storage.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::live::services::Storage;

/// Keeps all, refuses nothing.
#[derive(Clone, Default)]
pub(super) struct Memory(Rc<RefCell<BTreeMap<String, String>>>);

impl Storage for Memory {
    fn get(&self, key: &str) -> Option<String> {
        self.0.borrow().get(key).cloned()
    }

    fn set(&self, key: &str, value: &str) -> bool {
        self.0.borrow_mut().insert(key.to_owned(), value.to_owned());
        true
    }

    fn remove(&self, key: &str) {
        self.0.borrow_mut().remove(key);
    }

    fn keys(&self) -> Vec<String> {
        self.0.borrow().keys().cloned().collect()
    }
}
