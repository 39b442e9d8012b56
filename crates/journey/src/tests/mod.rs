//! Tests, one file per feature.

mod build;
mod chance;

mod completeness;
mod convergence;
mod decoding;
mod evolution;
mod flow;
mod forward;
mod holes;
mod hostile;
mod joining;
mod merging;
mod naming;
mod page_time;
mod paging;
mod pasted;
mod raw;
mod set_back;
mod track;
mod visitors;
