//! On whose account something is asked: what is forbidden to the page by itself may be allowed on the agent's word.

use journey::effect::Timer;
use journey::input::Input;

/// What made the page ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The agent, or the start.
    Agent,
    /// The core tries a request again.
    Retry,
    /// Anything else.
    World,
}

impl Cause {
    pub(crate) fn of(input: &Input) -> Self {
        match input {
            Input::Command(_) | Input::Start(_) => Self::Agent,
            Input::TimerFired(Timer::RetryCall(_)) => Self::Retry,
            _ => Self::World,
        }
    }
}
