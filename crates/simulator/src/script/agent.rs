//! What the agent and the browser do.

use super::{Arc, Command, HOUR, Input, MINUTE, SECOND, SessionId, Target, Wake, json};
use crate::marker::{Fault, Marker};
use crate::world::World;

impl World {
    fn command(&mut self, command: Command) {
        self.step(Input::Command(command));
    }

    pub(super) fn toggle(&mut self) {
        let ids: Arc<[SessionId]> = self.page.core.journey().order().clone();
        let Some(id) = self.chance.pick(&ids).cloned() else { return };
        if self.page.core.journey().is_expanded(&id) {
            if self.page.state() == journey::connection::ConnectionState::CatchingUp {
                self.markers.hit(Marker::CollapsedInHole);
            }
        } else if !self.page.is_live() {
            self.markers.hit(Marker::ExpandedWhileNot);
        }
        self.command(Command::Toggle(id.clone()));
        if self.page.core.journey().is_expanded(&id) {
            self.all_events_are_due(&id, self.now);
        }
    }

    pub(super) fn more(&mut self) {
        if self.page.core.journey().list().more {
            if !self.page.is_live() {
                self.markers.hit(Marker::MoreWhileNot);
            }
            self.command(Command::LoadMore);
        }
    }

    pub(crate) fn retry(&mut self) {
        self.markers.hit(Marker::RetriedByAgent);
        self.command(Command::Retry);
        let journey = self.page.core.journey();
        let failed = journey.order().iter().find(|id| {
            journey.track(id).is_some_and(|track| matches!(track.reading, journey::model::Reading::Failed(_)))
        });
        if let Some(id) = failed.cloned() {
            self.command(Command::RetryTrack(id));
        }
    }

    /// Another customer: another interaction is picked, or the page around shows another contact.
    pub(super) fn switch(&mut self) {
        self.fault(Fault::Switch);
        if self.page.is_live() {
            self.markers.hit(Marker::SwitchedLive);
        }
        if !self.page.calls.is_empty() {
            self.markers.hit(Marker::SwitchedWhileReading);
        }
        if self.page.target == Target::Interactions {
            let ids: Vec<_> = self.page.core.journey().interactions().iter().map(|one| one.id.clone()).collect();
            if let Some(id) = self.chance.pick(&ids).cloned() {
                self.command(Command::Pick(id));
            }
        } else if self.cloud.token_is_good && self.page.core.journey().status().state != SIGNED_OUT {
            let contact = self.chance.below(3);
            self.page.target = Target::Contact(json::contact_id(contact).into());
            self.start(true);
        }
    }

    pub(super) fn load_anew(&mut self) {
        self.fault(Fault::Reload);
        if self.page.state() == journey::connection::ConnectionState::Opening {
            self.markers.hit(Marker::ReloadedWhileOpening);
        }
        self.reload(self.page.target.clone());
    }

    pub(super) fn sign_out(&mut self) {
        self.fault(Fault::SignOut);
        if self.chance.one_in(2) {
            self.command(Command::SignOut);
        }
        self.command(Command::SignIn);
    }

    pub(super) fn go_offline(&mut self) {
        if self.page.is_offline {
            return;
        }
        self.fault(Fault::Offline);
        self.page.is_offline = true;
        if self.chance.one_in(2) {
            self.cut();
        } else {
            for conn in self.open_conns() {
                self.conns[conn].is_black = true;
            }
        }
        self.step(Input::Woke(Wake::Offline));
    }

    pub(super) fn go_online(&mut self) {
        self.page.is_offline = false;
        self.step(Input::Woke(Wake::Online));
    }

    pub(super) fn hide(&mut self) {
        if self.page.hidden_since.is_none() {
            self.fault(Fault::Hidden);
            self.page.hidden_since = Some(self.now);
            self.step(Input::Woke(Wake::Hidden));
        }
    }

    pub(super) fn show(&mut self) {
        // Several events tell it at once.
        for _ in 0..1 + self.chance.below(3) {
            self.seen();
        }
    }

    pub(super) fn fall_asleep(&mut self) {
        self.fault(Fault::Sleep);
        let ms = *self.chance.pick(&[4 * SECOND, 40 * SECOND, 10 * MINUTE, 8 * HOUR]).unwrap_or(&SECOND);
        if ms == 8 * HOUR {
            self.markers.hit(Marker::SleptLong);
        }
        self.sleep(ms);
        match self.chance.below(3) {
            0 => self.cut(),
            1 => {
                for conn in self.open_conns() {
                    self.conns[conn].is_black = true;
                }
            }
            _ => {}
        }
        if ms > MINUTE {
            // Something happens in the world meanwhile.
            let end = self.page.asleep_until;
            self.run_until(end - SECOND);
            self.visit_goes_on(2);
            self.run_until(end);
        }
    }

    pub(super) fn step_clock(&mut self) {
        self.fault(Fault::Clock);
        let ms = *self.chance.pick(&[-HOUR, HOUR, 24 * HOUR, -3 * SECOND, 20 * SECOND]).unwrap_or(&0);
        if ms < 0 {
            self.markers.hit(Marker::ClockBack);
        }
        if ms == 24 * HOUR {
            self.markers.hit(Marker::ClockForward);
        }
        self.page.skew += ms;
    }
}

const SIGNED_OUT: journey::connection::ConnectionState = journey::connection::ConnectionState::SignedOut;
