//! What a page is: whether two views show the same one, and how its address reads.
//!
//! Owns what of an address tells one page from another. Knows nothing of masks and of text that is fit to be shown:
//! `view::place` says what a page is called.

mod address;
mod host;
mod pages;
mod parameters;
mod readable;

pub(crate) use address::{Address, readable_url};
pub use pages::Pages;
pub(crate) use readable::undone;
pub use readable::{is_like, readable};

use crate::model::Page;

/// Whether two pages are the same as far as they tell by themselves: their titles may be those of many pages.
pub(crate) fn is_same(one: &Page, other: &Page) -> bool {
    let (first, second) = (Address::of(one).key(&[]), Address::of(other).key(&[]));
    let title = |page: &Page| page.title.as_deref().map(|title| title.trim().to_owned()).filter(|it| !it.is_empty());
    let has_same_title = || title(one).is_some() && title(one) == title(other);
    match (first, second) {
        (Some(first), Some(second)) => {
            first.is_same_path(&second)
                && (first.parameters == second.parameters || first.naming == second.naming && has_same_title())
        }
        (None, None) => has_same_title() || one == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
