//! The one way in: inputs make changes and effects. Cannot fail, wait or call out.

use crate::changes::Changes;
use crate::effect::Effect;
use crate::input::Input;
use crate::journey::Journey;
use crate::moment::Moment;

/// What a step gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What to publish.
    pub changes: Changes,
    /// What to do, in order.
    pub effects: Vec<Effect>,
}

/// The core: the journey, the link and the requests on their way.
#[derive(Debug)]
pub struct Core {
    journey: Journey,
}

impl Core {
    /// The journey to publish from.
    #[must_use]
    pub fn journey(&self) -> &Journey {
        &self.journey
    }

    /// Takes one input in.
    pub fn step(&mut self, input: Input, at: Moment) -> Step {
        let _ = (input, at);
        Step::default()
    }
}
