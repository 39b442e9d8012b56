//! What a page or a screen is called, and whether two events happened on the same.
//!
//! Every view that labels or compares pages asks here. What makes a page is known to `crate::place`.

use super::{Lens, mask, text};
use crate::model::{Event, Page};
use crate::place::{Address, Pages};

/// Looks at the pages of the session; without its events at none.
fn with<T>(lens: &Lens<'_>, look: impl FnOnce(&Pages) -> T) -> T {
    match lens.pages {
        Some(pages) => look(pages),
        None => look(&Pages::default()),
    }
}

/// What to call a page: "Returns and refunds", "Shop · /help/returns", "/help/returns".
pub(super) fn name(page: &Page, lens: &Lens<'_>) -> Option<String> {
    let name = with(lens, |pages| pages.name(page, &lens.settings.page_noise));
    text::some(name.as_deref()).map(|name| mask::veiled(name, lens))
}

/// The address of a page as it reads: "fernwell.example/help/returns".
pub(super) fn address(page: &Page, lens: &Lens<'_>) -> Option<String> {
    let address = text::some(Some(&Address::of(page).readable(&lens.settings.page_noise)))?;
    Some(mask::veiled(address, lens))
}

/// A number that is the same for events on the same page or screen; `None` for an event that is on none.
pub(super) fn id(event: &Event, lens: &Lens<'_>) -> Option<u64> {
    with(lens, |pages| pages.id_of(event, &lens.settings.page_noise))
}
