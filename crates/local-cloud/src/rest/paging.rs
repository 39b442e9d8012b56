//! The two styles of paging (genesys-api §1.9): by cursor, and by page number.
//!
//! A cursor names the last entity that was given (moment and id), so what is added or removed in between neither doubles
//! nor hides a neighbour. It is opaque to clients and good for one kind of listing only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::Value;
use wire::Listing;

use super::Query;
use crate::answer::Problem;

/// Largest page by cursor.
const PAGE_MAX: usize = 200;
/// Entities on a page by cursor unless asked for more.
const PAGE_DEFAULT: usize = 25;
/// Largest page by number.
const NUMBERED_PAGE_MAX: usize = 200;

/// Where an entity stands in its listing.
pub(super) type Position = (DateTime<Utc>, String);

/// What a request for a page by cursor says.
pub(super) struct Cursor {
    kind: char,
    pub(super) page_size: usize,
    /// The last entity that was given.
    pub(super) after: Option<Position>,
}

impl Cursor {
    /// From `pageSize` and `after`.
    pub(super) fn read(query: &Query, kind: char) -> Result<Self, Problem> {
        let page_size = query.number("pageSize", PAGE_DEFAULT, PAGE_MAX)?;
        let wrong = || Problem::invalid("after", "after is not a cursor of this listing.");
        let after = match query.one("after") {
            None | Some("") => None,
            Some(cursor) => Some(read(kind, cursor).ok_or_else(wrong)?),
        };
        Ok(Self { kind, page_size, after })
    }

    /// The listing of `rest`: what comes after the cursor, in order; more than a page when there is more.
    pub(super) fn page<T>(
        &self,
        query: &Query,
        rest: impl IntoIterator<Item = T>,
        position: impl Fn(&T) -> Position,
    ) -> Listing<T> {
        let mut rest = rest.into_iter();
        let page: Vec<T> = rest.by_ref().take(self.page_size).collect();
        let next = page.last().filter(|_| rest.next().is_some()).map(|last| print(self.kind, &position(last)));
        Listing {
            next_uri: next.map(|cursor| query.address(&[("after", Some(&cursor))])),
            self_uri: Some(query.address(&[])),
            ..whole(page)
        }
    }
}

/// The part of `entities` that `pageSize` and `after` ask for; `entities` stand newest first.
pub(super) fn by_cursor<T>(
    query: &Query,
    kind: char,
    entities: Vec<T>,
    position: impl Fn(&T) -> Position,
) -> Result<Listing<T>, Problem> {
    let cursor = Cursor::read(query, kind)?;
    let is_after = |entity: &T| cursor.after.as_ref().is_none_or(|after| position(entity) < *after);
    let rest = entities.into_iter().filter(is_after);
    Ok(cursor.page(query, rest, &position))
}

/// The page of `entities` that `pageNumber` and `pageSize` ask for.
pub(super) fn by_number<T>(query: &Query, default_size: usize, entities: Vec<T>) -> Result<Listing<T>, Problem> {
    let page_size = query.number("pageSize", default_size, NUMBERED_PAGE_MAX)?;
    let page_number = query.number("pageNumber", 1, 1_000_000)?;
    let total = entities.len();
    let page_count = total.div_ceil(page_size).max(1);
    let page = |number: usize| query.address(&[("pageNumber", Some(&number.to_string()))]);
    let number = |n: usize| i64::try_from(n).ok();
    Ok(Listing {
        entities: entities.into_iter().skip((page_number - 1).saturating_mul(page_size)).take(page_size).collect(),
        first_uri: Some(page(1)),
        last_uri: Some(page(page_count)),
        next_uri: (page_number < page_count).then(|| page(page_number + 1)),
        previous_uri: (page_number > 1).then(|| page((page_number - 1).min(page_count))),
        self_uri: Some(query.address(&[])),
        page_size: number(page_size),
        page_number: number(page_number),
        page_count: number(page_count),
        total: number(total),
        n_rejected: 0,
    })
}

/// A page of entities that are told apart by their ids alone, and the id to go on after.
pub(super) struct PageById {
    pub(super) entities: Vec<Value>,
    pub(super) next: Option<String>,
}

/// The part of `all` that `size_name` and `after_name` (the last id that was given) ask for.
pub(super) fn by_id(query: &Query, size_name: &str, after_name: &str, all: Vec<Value>) -> Result<PageById, Problem> {
    let size = query.number(size_name, PAGE_DEFAULT, PAGE_MAX)?;
    let start = match query.one(after_name).filter(|after| !after.is_empty()) {
        None => 0,
        Some(after) => {
            let last = all.iter().position(|one| one["id"] == after);
            let wrong = || Problem::invalid(after_name, format!("{after_name} is not a cursor of this listing."));
            last.ok_or_else(wrong)? + 1
        }
    };
    let has_more = all.len() > start + size;
    let entities: Vec<Value> = all.into_iter().skip(start).take(size).collect();
    let next = entities.last().filter(|_| has_more).and_then(|last| last["id"].as_str()).map(str::to_owned);
    Ok(PageById { entities, next })
}

/// Everything at once: a listing of chosen ids has no pages.
pub(super) fn whole<T>(entities: Vec<T>) -> Listing<T> {
    Listing {
        entities,
        n_rejected: 0,
        next_uri: None,
        previous_uri: None,
        self_uri: None,
        first_uri: None,
        last_uri: None,
        page_size: None,
        page_number: None,
        page_count: None,
        total: None,
    }
}

/// The same listing of other forms of its entities.
pub(super) fn mapped<T, U>(listing: Listing<T>, form: impl FnMut(T) -> U) -> Listing<U> {
    Listing {
        entities: listing.entities.into_iter().map(form).collect(),
        n_rejected: listing.n_rejected,
        next_uri: listing.next_uri,
        previous_uri: listing.previous_uri,
        self_uri: listing.self_uri,
        first_uri: listing.first_uri,
        last_uri: listing.last_uri,
        page_size: listing.page_size,
        page_number: listing.page_number,
        page_count: listing.page_count,
        total: listing.total,
    }
}

fn print(kind: char, (at, id): &Position) -> String {
    URL_SAFE_NO_PAD.encode(format!("{kind}{} {id}", at.timestamp_micros()))
}

fn read(kind: char, cursor: &str) -> Option<Position> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (at, id) = text.strip_prefix(kind)?.split_once(' ')?;
    Some((DateTime::from_timestamp_micros(at.parse().ok()?)?, id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_printed_and_for_its_kind_only() {
        let position = (DateTime::from_timestamp_micros(1_790_000_000_123_456).unwrap(), "abc def".to_owned());
        let cursor = print('s', &position);
        assert_eq!(read('s', &cursor), Some(position));
        assert_eq!(read('e', &cursor), None);
        for junk in ["", "!", "c2Fs", "czEyMw", &cursor[1..]] {
            assert_eq!(read('s', junk), None, "{junk}");
        }
    }
}
