//! Tests, one file per feature.

mod build;
mod chance;

mod completeness;
mod convergence;
mod decoding;
mod evolution;
mod flow;
mod hostile;
mod merging;
mod page_time;
mod paging;
mod track;
