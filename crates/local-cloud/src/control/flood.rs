//! Very many events of one visitor, at once or at a pace: for long sessions, and for pages that must stay usable.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::needed;
use crate::answer::Problem;
use crate::rest::Payload;
use crate::shared::App;
use crate::world::{Age, World};

/// Events of one order at most.
const N_MAX: u32 = 200_000;
/// At a pace they come in portions of this distance.
const PORTION: Duration = Duration::from_millis(50);

/// `{cookie, n, title, perSecond?}`: makes a visit of `n` page views. Without a pace all at once, a tenth of a second apart, up
/// to now; with one as they come, each at its own moment. Answers `{made, until, milliseconds}`.
pub(super) async fn flood(State(app): State<App>, Payload(body): Payload) -> Result<Json<Value>, Problem> {
    let (cookie, title) = (needed(&body, "cookie")?, needed(&body, "title")?);
    let number = |name: &str| body.get(name).and_then(Value::as_u64).and_then(|n| u32::try_from(n).ok());
    let n = number("n").unwrap_or_default().min(N_MAX);
    let begun = app.clock.steady();
    let visit = Visit { cookie, title };
    let (n_made, until) = match number("perSecond") {
        None => {
            let tenths = move |number: u32| chrono::TimeDelta::milliseconds(100 * i64::from(n - number));
            app.change(move |world, now| (visit.make(world, now, 0..n, |number| now - tenths(number)), now)).await?
        }
        Some(pace) => at_pace(&app, visit, n, pace.max(1)).await?,
    };
    let took = app.clock.steady().saturating_sub(begun);
    Ok(Json(json!({"made": n_made, "until": until.timestamp_millis(), "milliseconds": took.as_millis()})))
}

/// A portion whenever its time has come; a portion that is late is larger, so that the pace is kept.
async fn at_pace(app: &App, visit: Visit, n: u32, pace: u32) -> Result<(usize, DateTime<Utc>), Problem> {
    let mut ticks = tokio::time::interval(PORTION);
    let begun = tokio::time::Instant::now();
    let (mut n_made, mut from, mut until) = (0, 0, app.clock.now());
    while from < n {
        ticks.tick().await;
        let due = (begun.elapsed() + PORTION).as_millis() * u128::from(pace) / 1_000;
        let to = u32::try_from(due).unwrap_or(n).min(n);
        let portion = visit.clone();
        let made = app.change(move |world, now| (portion.make(world, now, from..to, |_| now), now)).await?;
        n_made += made.0;
        (from, until) = (to, made.1);
    }
    Ok((n_made, until))
}

#[derive(Clone)]
struct Visit {
    cookie: String,
    title: String,
}

impl Visit {
    /// Views of the pages of these numbers; how many the world took.
    fn make(
        &self,
        world: &mut World,
        now: DateTime<Utc>,
        numbers: std::ops::Range<u32>,
        created: impl Fn(u32) -> DateTime<Utc>,
    ) -> usize {
        let view = |number: u32| wire::WebEventRequest {
            customer_cookie_id: self.cookie.clone(),
            event_name: "page_viewed".to_owned(),
            page: wire::JourneyPage {
                url: Some(format!("https://shop.example/{number}")),
                title: Some(format!("{} {number}", self.title)),
                ..Default::default()
            },
            created_date: created(number).into(),
            ..Default::default()
        };
        let mut make = |number| world.web_event(crate::personas::DEPLOYMENT, view(number), now, Age::Any).is_ok();
        numbers.filter(|number| make(*number)).count()
    }
}
