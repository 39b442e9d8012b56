//! The command: reads its arguments, binds the loopback, serves.

fn main() {}
