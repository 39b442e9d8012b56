//! One file per story.

mod call;
mod history;
mod limits;
mod live;
mod looks;
mod outage;
mod start;
