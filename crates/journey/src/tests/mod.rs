//! Tests, one file per feature.

mod flow;
