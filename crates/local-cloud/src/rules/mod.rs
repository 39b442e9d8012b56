//! Segments, outcomes, action maps and people as data (`rules/*.json`), read and matched; decides nothing by itself.
