//! The effectful shell around the core: queue, loop, store. Names no browser API.

mod dispatch;
pub mod driver;
mod folding;
mod now;
mod pace;
mod queue;
pub mod services;
pub mod store;

pub use dispatch::Dispatch;
pub use folding::Folding;
pub use now::Now;
pub use store::Live;
