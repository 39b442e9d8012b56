//! Time and chance of the browser.

use chrono::{DateTime, Utc};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Date, Math, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use wasm_bindgen_futures::JsFuture;

use super::window;
use crate::live::services::{Clock, Task};

/// The browser's clock.
pub struct BrowserClock;

/// The time of day.
#[must_use]
pub fn now() -> DateTime<Utc> {
    from_ms(Date::now())
}

/// Minutes to add to UTC for the agent's local time at that moment.
#[must_use]
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "dates and offsets are far smaller")]
pub fn local_offset(at: DateTime<Utc>) -> i32 {
    let minutes = Date::new(&JsValue::from_f64(at.timestamp_millis() as f64)).get_timezone_offset();
    if minutes.is_finite() { -(minutes as i32) } else { 0 }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
fn from_ms(ms: f64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms as i64).unwrap_or_default()
}

impl Clock for BrowserClock {
    fn now(&self) -> DateTime<Utc> {
        now()
    }

    fn elapsed_ms(&self) -> f64 {
        window().and_then(|window| window.performance()).map_or_else(Date::now, |performance| performance.now())
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 2^32 - 1 by construction")]
    fn jitter(&self) -> u32 {
        (Math::random() * 4_294_967_296.0) as u32
    }

    fn sleep(&self, duration_ms: u32) -> Task<()> {
        Box::pin(TimeoutFuture::new(duration_ms))
    }

    fn pause(&self) -> Task<()> {
        Box::pin(async {
            // A message to oneself: unlike a timer of 0 ms it is neither clamped to 4 ms nor throttled while hidden.
            let Ok(channel) = web_sys::MessageChannel::new() else { return TimeoutFuture::new(0).await };
            let (there, here) = (channel.port1(), channel.port2());
            let mut heard = |resolve: js_sys::Function, _reject: js_sys::Function| {
                let closure = Closure::once_into_js(move || {
                    resolve.call0(&JsValue::UNDEFINED).ok();
                });
                here.set_onmessage(Some(closure.unchecked_ref()));
            };
            let promise = Promise::new(&mut heard);
            there.post_message(&JsValue::NULL).unwrap_throw();
            JsFuture::from(promise).await.ok();
            channel.port1().close();
        })
    }
}
