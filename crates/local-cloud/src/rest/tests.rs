//! The operations as a client meets them: permissions, paging, refusals, shapes.

mod contacts;
mod ingestion;
mod operations;
mod organisations;
mod paging;
mod permissions;
