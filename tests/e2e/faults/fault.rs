//! The thirty-two faults: how each strikes, how long it lasts, how it ends.

use std::time::Duration;

use serde_json::json;

use super::view::{EVENTS_PERMISSION, View};
use super::visit::Visit;
use crate::cloud::Cloud;
use crate::freezing::freeze;
use crate::proxy::Upgrades;

/// What breaks (reliability §6, in its order).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Reset,
    Finish,
    Close1000,
    Close1001,
    Close1011,
    Close1013,
    Close4999,
    HalfOpen,
    HeartbeatsStop,
    DataStop,
    Latency,
    Narrow,
    Slices,
    CutMidFrame,
    Kill,
    KillAndForget,
    LoseOne,
    Repeat,
    Reorder,
    Garbage,
    BigFrame,
    Flood,
    ClosingAnnounced,
    ChannelExpired,
    ChannelEvicted,
    TokenRevoked,
    TooManyRequests,
    Unavailable,
    Flaps,
    Frozen,
    TopicsRefused,
    CaptivePortal,
}

impl Fault {
    pub(super) const ALL: [Self; 32] = [
        Self::Reset,
        Self::Finish,
        Self::Close1000,
        Self::Close1001,
        Self::Close1011,
        Self::Close1013,
        Self::Close4999,
        Self::HalfOpen,
        Self::HeartbeatsStop,
        Self::DataStop,
        Self::Latency,
        Self::Narrow,
        Self::Slices,
        Self::CutMidFrame,
        Self::Kill,
        Self::KillAndForget,
        Self::LoseOne,
        Self::Repeat,
        Self::Reorder,
        Self::Garbage,
        Self::BigFrame,
        Self::Flood,
        Self::ClosingAnnounced,
        Self::ChannelExpired,
        Self::ChannelEvicted,
        Self::TokenRevoked,
        Self::TooManyRequests,
        Self::Unavailable,
        Self::Flaps,
        Self::Frozen,
        Self::TopicsRefused,
        Self::CaptivePortal,
    ];

    /// Its number in the list of the reliability goals.
    pub(super) fn number(self) -> usize {
        Self::ALL.iter().position(|one| *one == self).map_or(0, |at| at + 1)
    }

    /// The cloud is there while it lasts, so that the visit can go on.
    pub(super) fn leaves_the_cloud(self) -> bool {
        !matches!(self, Self::Kill | Self::KillAndForget)
    }

    /// The cloud knows nothing of the visit afterwards.
    pub(super) fn forgets(self) -> bool {
        self == Self::KillAndForget
    }

    /// How long it lasts.
    pub(super) fn lasts(self) -> Duration {
        Duration::from_millis(match self {
            Self::HalfOpen => 15_000,
            Self::Latency | Self::Narrow | Self::DataStop | Self::Frozen | Self::TooManyRequests => 4_000,
            Self::Unavailable | Self::CaptivePortal | Self::TopicsRefused | Self::TokenRevoked => 2_000,
            _ => 500,
        })
    }

    /// How long nobody can know of it: silence is told from quiet by asking, and an event that nothing announces is
    /// known with the next one only.
    pub(super) fn unseen(self) -> Duration {
        Duration::from_millis(match self {
            Self::HalfOpen => 14_500,
            // Ten events of the busy phase, two frames each, need so long on a line of two kilobytes a second.
            Self::Narrow => 14_000,
            Self::Latency | Self::Frozen => 9_000,
            Self::DataStop | Self::LoseOne => 6_000,
            Self::Flood | Self::TopicsRefused => 6_000,
            _ => 3_000,
        })
    }

    /// Lets it happen.
    pub(super) async fn strike(self, cloud: &mut Cloud, visit: &mut Visit) {
        let close = |code: u16| {
            cloud.control("/control/sockets/close", &json!({"code": code}));
        };
        match self {
            Self::Reset => cloud.proxy.reset(),
            Self::Finish => cloud.proxy.finish(),
            Self::Close1000 => close(1000),
            Self::Close1001 => close(1001),
            Self::Close1011 => close(1011),
            Self::Close1013 => close(1013),
            Self::Close4999 => close(4999),
            Self::HalfOpen => cloud.proxy.forget(),
            Self::HeartbeatsStop => drop(cloud.control("/control/heartbeats/stop", &json!({}))),
            Self::DataStop => drop(cloud.control("/control/lose", &json!({"topic": "v2.", "times": 100_000}))),
            Self::Latency => cloud.proxy.weather(|weather| weather.latency = Duration::from_secs(2)),
            Self::Narrow => cloud.proxy.weather(|weather| weather.bytes_per_second = Some(2_048)),
            Self::Slices => cloud.proxy.weather(|weather| weather.slice = Some(5)),
            Self::CutMidFrame => cloud.proxy.weather(|weather| weather.cut_after = Some(100)),
            Self::Kill => cloud.kill(),
            Self::KillAndForget => cloud.kill_and_forget(),
            Self::LoseOne => {
                cloud.control("/control/lose", &json!({"topic": "v2.journey.sessions.", "times": 1}));
                visit.page(cloud, "lost on the way");
            }
            Self::Repeat => drop(cloud.control("/control/disorder", &json!({"repeats": 2}))),
            Self::Reorder => {
                cloud.control("/control/disorder", &json!({"window": 12}));
                for _ in 0..5 {
                    visit.page(cloud, "in disorder");
                }
            }
            Self::Garbage => {
                for text in
                    ["", "{", "null", "[1]", "{\"topicName\":7}", "{\"topicName\":\"v9.nobody\",\"eventBody\":{}}"]
                {
                    cloud.control("/control/publish", &json!({"text": text}));
                }
                let topic = format!("v2.journey.sessions.{}.web.events", visit.session);
                cloud.control("/control/publish", &json!({"topic": topic, "body": {"id": [], "webEvent": "x"}}));
            }
            Self::BigFrame => {
                let text = "{\"topicName\":\"v2.users.x\",\"eventBody\":\"";
                cloud.control("/control/publish", &json!({"text": text, "fill": 3_000_000}));
            }
            Self::Flood => visit.flood(cloud, 1_000),
            Self::ClosingAnnounced => drop(cloud.control("/control/sockets/announce", &json!({}))),
            Self::ChannelExpired => drop(cloud.control("/control/channels/expire", &json!({}))),
            Self::ChannelEvicted => drop(cloud.control("/control/channels/evict", &json!({}))),
            Self::TokenRevoked => drop(cloud.control("/control/sign-out", &json!({"agent": crate::stage::ADA}))),
            Self::TooManyRequests => fail(cloud, &json!({"status": 429, "times": 3, "retryAfter": 2})),
            Self::Unavailable => fail(cloud, &json!({"status": 503, "times": 12})),
            Self::Flaps => {
                for _ in 0..10 {
                    cloud.proxy.reset();
                    tokio::time::sleep(Duration::from_millis(500)).await;
                }
            }
            Self::Frozen => freeze(true),
            Self::TopicsRefused => {
                permit(cloud, "remove");
            }
            Self::CaptivePortal => {
                cloud.proxy.weather(|weather| weather.upgrades = Upgrades::Captive);
                cloud.proxy.finish();
            }
        }
    }

    /// Ends it.
    pub(super) async fn end(self, cloud: &mut Cloud, view: &View) -> Result<(), String> {
        match self {
            Self::Kill | Self::KillAndForget => cloud.restart().await,
            Self::Frozen => freeze(false),
            Self::TopicsRefused => {
                // Whatever was held back: the page must ask to be refused.
                cloud.control("/control/release", &json!({}));
                cloud.proxy.reset();
                // A card that is expanded already has asked.
                view.expand().await.ok();
                view.names_what_is_hidden().await?;
                permit(cloud, "add");
                view.again().await;
            }
            _ => {}
        }
        cloud.clear_faults();
        Ok(())
    }
}

/// Refuses what the page reads, and makes it read.
fn fail(cloud: &Cloud, how: &serde_json::Value) {
    for path in ["/api/v2/externalcontacts", "/api/v2/journey/sessions", "/api/v2/notifications", "/api/v2/users"] {
        let mut failure = how.clone();
        failure["path"] = json!(path);
        cloud.control("/control/fail", &failure);
    }
    cloud.proxy.reset();
}

fn permit(cloud: &Cloud, what: &str) {
    cloud.control("/control/permissions", &json!({"agent": crate::stage::ADA, what: [EVENTS_PERMISSION]}));
}
