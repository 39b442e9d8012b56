//! Component tests in a real browser: the page is found by role and name, as its users find it.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::needless_pass_by_value,
    reason = "helpers of one test program"
)]

mod cards;
mod contact;
mod current;
mod expanding;
mod find;
mod keyboard;
mod labels;
mod live;
mod map;
mod messages;
mod page;
mod places;
mod policy;
mod problems;
mod records;
mod shift;
mod sockets;
mod translated;
mod watch;
mod world;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Counts the bytes that the program holds.
#[global_allocator]
static HELD: cap::Cap<std::alloc::System> = cap::Cap::new(std::alloc::System, usize::MAX);
