//! The effectful shell around the core: queue, loop, store. Names no browser API.

mod dispatch;
mod now;
pub mod store;

pub use dispatch::Dispatch;
pub use now::Now;
pub use store::Live;
