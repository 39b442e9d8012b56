//! The ten phases in which a fault can strike: how the page gets there and how it goes on.

use std::time::Duration;

use serde_json::json;

use super::view::View;
use super::visit::Visit;
use crate::cloud::Cloud;
use crate::stage::ADA;

/// Where the page is (reliability §6, in its order).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// The code has been sent, the token is not here.
    BeforeSignInReturns,
    /// The token is here, the channel is not.
    NoChannel,
    /// The channel is here, its socket is not.
    NoSocket,
    /// The socket is open, nothing is subscribed to.
    NotSubscribed,
    /// What there is is being read.
    SnapshotInFlight,
    /// Everything is shown, nothing happens.
    LiveIdle,
    /// Everything is shown, and twenty events a second happen.
    LiveBusy,
    /// The events of an expanded card are being read again after a break.
    EventsInFlight,
    /// The connection is being made again.
    Reconnecting,
    /// The token ended and the next one is on its way.
    SigningInAgain,
}

impl Phase {
    pub(super) const ALL: [Self; 10] = [
        Self::BeforeSignInReturns,
        Self::NoChannel,
        Self::NoSocket,
        Self::NotSubscribed,
        Self::SnapshotInFlight,
        Self::LiveIdle,
        Self::LiveBusy,
        Self::EventsInFlight,
        Self::Reconnecting,
        Self::SigningInAgain,
    ];

    /// Its letter in the reliability goals.
    pub(super) fn letter(self) -> char {
        let at = Self::ALL.iter().position(|one| *one == self).unwrap_or_default();
        char::from(b"ABCDEFGHIJ"[at])
    }

    /// The path whose answers are held back to stay in the phase.
    fn held(self) -> Option<&'static str> {
        match self {
            Self::BeforeSignInReturns | Self::SigningInAgain => Some("/login/oauth/token"),
            Self::NoChannel => Some("/api/v2/notifications/channels"),
            Self::NoSocket | Self::Reconnecting => Some("/channels/"),
            Self::NotSubscribed => Some("/api/v2/notifications/channels/"),
            Self::SnapshotInFlight => Some("/api/v2/externalcontacts/"),
            Self::EventsInFlight => Some("/api/v2/journey/sessions/"),
            Self::LiveIdle | Self::LiveBusy => None,
        }
    }

    /// What the browser asks for when it is there.
    fn asked(self) -> &'static str {
        match self {
            Self::EventsInFlight => "/events",
            Self::NotSubscribed => "/subscriptions",
            _ => self.held().unwrap_or_default(),
        }
    }

    /// Opens the page and brings it to this phase.
    pub(super) async fn reach(
        self,
        cloud: &mut Cloud,
        view: &View,
        address: &str,
        visit: &mut Visit,
    ) -> Result<(), String> {
        let is_later = matches!(
            self,
            Self::LiveIdle | Self::LiveBusy | Self::EventsInFlight | Self::Reconnecting | Self::SigningInAgain
        );
        if let Some(path) = self.held().filter(|_| !is_later) {
            cloud.control("/control/hold", &json!({"path": path}));
        }
        let mut n_before = cloud.proxy.n_asked();
        view.open(address).await;
        view.sign_in(ADA).await;
        if !is_later {
            return cloud.wait_until_asked(self.asked(), n_before).await;
        }
        view.wait_for("Live").await?;
        view.expand().await?;
        view.wait_for_events(visit).await?;
        n_before = cloud.proxy.n_asked();
        if let Some(path) = self.held() {
            cloud.control("/control/hold", &json!({"path": path}));
        }
        match self {
            Self::LiveBusy => visit.burst(cloud, 10),
            Self::EventsInFlight | Self::Reconnecting => cloud.proxy.reset(),
            Self::SigningInAgain => {
                cloud.control("/control/sign-out", &json!({"agent": ADA}));
                view.wait_for("Signed out").await?;
                view.sign_in(ADA).await;
            }
            _ => {}
        }
        if self.held().is_some() { cloud.wait_until_asked(self.asked(), n_before).await } else { Ok(()) }
    }

    /// The fault lasts; in the busy phase the visit goes on.
    pub(super) async fn live_through(self, cloud: &mut Cloud, visit: &mut Visit, lasts: Duration) {
        if self == Self::LiveBusy && cloud.is_running() {
            visit.burst(cloud, 10);
        }
        tokio::time::sleep(lasts).await;
    }

    /// Nothing is held back any more.
    pub(super) fn leave(self, cloud: &Cloud) {
        cloud.control("/control/release", &json!({}));
    }
}
