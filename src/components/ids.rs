//! Element ids that no text from the cloud has a part in.

use std::sync::atomic::{AtomicU32, Ordering};

/// An id that no other element of the page has.
pub(super) fn unique_id(what: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{what}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
