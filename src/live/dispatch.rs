//! The way of an agent's act into the core.

use journey::input::Command;
use leptos::prelude::*;

/// Context: sends commands. Copy it into any callback.
#[derive(Clone, Copy)]
pub struct Dispatch(Callback<Command>);

impl Dispatch {
    /// Wraps whatever takes the commands: the driver's queue, or a list in a test.
    #[must_use]
    pub fn new(sink: impl Fn(Command) + Send + Sync + 'static) -> Self {
        Self(Callback::new(sink))
    }

    /// Hands a command to the core. It is done in the driver's next turn.
    pub fn send(&self, command: Command) {
        self.0.run(command);
    }
}
