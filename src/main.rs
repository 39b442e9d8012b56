//! Starts the tab.
fn main() {}
