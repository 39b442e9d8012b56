//! Small text kept by the browser. Access to it can throw (partitioned or sandboxed frames): then nothing is kept.

use super::window;
use crate::live::services::Storage;

/// Which storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrowserStorage {
    /// Of this tab, gone with it.
    Tab,
    /// Of this browser.
    Browser,
}

impl BrowserStorage {
    fn storage(self) -> Option<web_sys::Storage> {
        let window = window()?;
        match self {
            Self::Tab => window.session_storage().ok()?,
            Self::Browser => window.local_storage().ok()?,
        }
    }
}

impl Storage for BrowserStorage {
    fn get(&self, key: &str) -> Option<String> {
        self.storage()?.get_item(key).ok()?
    }

    fn set(&self, key: &str, value: &str) -> bool {
        self.storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
    }

    fn remove(&self, key: &str) {
        if let Some(storage) = self.storage() {
            storage.remove_item(key).ok();
        }
    }

    fn keys(&self) -> Vec<String> {
        let Some(storage) = self.storage() else { return Vec::new() };
        let n = storage.length().unwrap_or(0);
        (0..n).filter_map(|index| storage.key(index).ok()?).collect()
    }
}
