//! Several pages, the locks between them and a cloud that is told what to do: what each core hears, and what is asked of
//! the cloud for it.

mod any_order;
mod core;
mod following;
mod leading;
mod quiet;
mod shapes;
mod world;
