//! One file per story.

mod back;
mod blocked;
mod call;
mod clock;
mod during;
mod embedding;
mod endpoints;
mod find;
mod flood;
mod gallery;
mod history;
mod hostile;
mod keyboard;
mod limits;
mod live;
mod looks;
mod organisations;
mod outage;
mod permissions;
mod reload;
mod shift;
mod sleep;
mod start;
mod tabs;
mod token;
