//! Notes which rare states a run reaches. Changes nothing.

use journey::connection::ConnectionState;
use journey::effect::{HttpCall, Method, Timer};
use journey::input::{Input, Reply};

use crate::cloud::Malice;
use crate::marker::Marker;
use crate::world::World;

/// Parts of the cloud that fail in ways of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Channel,
    Topics,
    List,
    Events,
    Check,
    Other,
}

fn part(call: &HttpCall) -> Part {
    let path = call.path.split('?').next().unwrap_or_default();
    if path.ends_with("/subscriptions") {
        Part::Topics
    } else if path.ends_with("/events") {
        Part::Events
    } else if path.ends_with("/journey/sessions") {
        Part::List
    } else if call.method == Method::Head {
        Part::Check
    } else if path.ends_with("/channels") {
        Part::Channel
    } else {
        Part::Other
    }
}

impl World {
    /// An input is about to be handed to the core.
    pub(crate) fn mark_input(&mut self, input: &Input) {
        let marker = match input {
            Input::TimerFired(timer) => match timer {
                Timer::Reconnect => Marker::ReconnectFired,
                Timer::Probe => Marker::ProbeFired,
                Timer::ProbeDeadline => Marker::ProbeDeadlineFired,
                Timer::OpenDeadline => Marker::OpenDeadlineFired,
                Timer::Rollover => Marker::RolloverFired,
                Timer::Deadline(_) => Marker::DeadlineFired,
                Timer::RetryCall(_) => Marker::RetryFired,
                Timer::Slow => Marker::SlowFired,
                Timer::Scores(_) => Marker::ScoresFired,
                Timer::Hole(_) => Marker::HoleFired,
                Timer::Announce => Marker::AnnounceFired,
                Timer::Again => Marker::AgainFired,
                Timer::Blocked => Marker::BlockedFired,
                Timer::Poll => Marker::PollFired,
            },
            Input::SocketOpened(_) if self.page.hidden_since.is_some() => Marker::OpenedWhileHidden,
            Input::Answer(..) if self.page.is_offline => Marker::AnswerWhileOffline,
            Input::Frame(socket, text) => {
                if self.page.hidden_since.is_some() {
                    self.markers.hit(Marker::FrameWhileHidden);
                }
                if self.page.sockets.len() > 1 {
                    self.markers.hit(Marker::TwoSockets);
                    if self.page.sockets.keys().next() == Some(socket) {
                        self.markers.hit(Marker::LateFrame);
                    }
                }
                let is_read =
                    text.contains(".events\"") && self.page.calls.values().any(|call| part(call) == Part::Events);
                if !is_read {
                    return;
                }
                Marker::FrameWhileReading
            }
            _ => return,
        };
        self.markers.hit(marker);
        if self.page.calls.len() > 10 {
            self.markers.hit(Marker::ElevenRequests);
        }
    }

    /// An answer is about to reach the page.
    pub(crate) fn mark_answer(&mut self, call: &HttpCall, reply: &Reply) {
        let Reply::Http { status, body, retry_after, .. } = reply else { return };
        let part = part(call);
        let marker = match (*status, part) {
            (429, Part::Channel) => Marker::TooManyOnChannel,
            (429, Part::Topics) => Marker::TooManyOnTopics,
            (429, Part::List) => Marker::TooManyOnList,
            (429, Part::Events) => Marker::TooManyOnEvents,
            (503, Part::Channel) => Marker::UnavailableOnChannel,
            (503, Part::Topics) => Marker::UnavailableOnTopics,
            (503, Part::List) => Marker::UnavailableOnList,
            (503, Part::Events) => Marker::UnavailableOnEvents,
            (404, Part::Events) if self.page.hidden_since.is_some() => Marker::GoneEventsHidden,
            (404, Part::Check) => Marker::ChannelCheckedGone,
            (200, Part::Check) => Marker::ChannelCheckedThere,
            (401, _) => Marker::UnauthorizedAnswer,
            (403, Part::Events) => Marker::ForbiddenEvents,
            (403, Part::List) => Marker::ForbiddenList,
            (200, Part::Events) if call.path.contains("after=") => {
                if body.contains("\"entities\":[]") {
                    Marker::EmptyTail
                } else {
                    Marker::SecondPageOfEvents
                }
            }
            _ => return,
        };
        self.markers.hit(marker);
        if retry_after.as_deref().is_some_and(|seconds| seconds.len() > 1 && seconds > "60") {
            self.markers.hit(Marker::ToldLong);
        }
    }

    /// The cloud did something on purpose.
    pub(crate) fn mark_malice(&mut self, malice: Option<Malice>, call: &HttpCall) {
        let marker = match (malice, part(call)) {
            (Some(Malice::Truncated), Part::List) => Marker::TruncatedList,
            (Some(Malice::Truncated), Part::Events) => Marker::TruncatedEvents,
            (Some(Malice::Html), _) => Marker::PortalPage,
            (Some(Malice::Silence), _) => Marker::SilentRequest,
            _ => return,
        };
        self.markers.hit(marker);
    }

    /// The state moved.
    pub(crate) fn mark_state(&mut self, from: ConnectionState, to: ConnectionState) {
        self.markers.moved(from, to);
    }
}
