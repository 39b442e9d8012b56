//! The one home of time in the local cloud: world time for what is stored and told, steady time for manners on the wire.
//!
//! World time runs `speed` times as fast as the wall clock and can be moved forward by a test; it never goes back, not
//! even over a restart. Steady time runs like the wall clock (and moves forward with a test too): heartbeats and rate
//! limits follow it, since real clients wait in real seconds. Nobody else in this crate may ask the system for the time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, TimeDelta, Utc};

/// A clock that can be shared; clones show the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    source: Source,
    /// World time at `since`.
    base: DateTime<Utc>,
    /// Reading of the source to which `base` belongs.
    since: Duration,
    speed: f64,
    /// By how much a test has moved the clock forward.
    moved: Duration,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    Running(Instant),
    /// Stands still unless it is moved.
    Standing,
}

impl Clock {
    /// The system's time, running `speed` times as fast from now on (1.0 is real time).
    #[must_use]
    pub fn system(speed: f64) -> Self {
        #[expect(clippy::disallowed_methods, reason = "this is the home of the clock")]
        let (now, started) = (SystemTime::now(), Instant::now());
        let since_epoch = now.duration_since(UNIX_EPOCH).unwrap_or_default();
        let base = i64::try_from(since_epoch.as_millis()).ok().and_then(DateTime::from_timestamp_millis);
        Self::new(Source::Running(started), base.unwrap_or(DateTime::UNIX_EPOCH), speed)
    }

    /// A clock that stands at `at` until it is moved.
    #[must_use]
    pub fn standing(at: DateTime<Utc>) -> Self {
        Self::new(Source::Standing, at, 1.0)
    }

    fn new(source: Source, base: DateTime<Utc>, speed: f64) -> Self {
        let speed = if speed.is_finite() && speed > 0.0 { speed } else { 1.0 };
        let state = State { source, base, since: Duration::ZERO, speed, moved: Duration::ZERO };
        Self { state: Arc::new(Mutex::new(state)) }
    }

    /// World time, whole milliseconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        let state = self.lock();
        let passed = state.reading().saturating_sub(state.since).mul_f64(state.speed);
        let passed = TimeDelta::milliseconds(i64::try_from(passed.as_millis()).unwrap_or(i64::MAX));
        state.base.checked_add_signed(passed).unwrap_or(state.base)
    }

    /// Time since the clock was made, at the pace of the wall clock.
    #[must_use]
    pub fn steady(&self) -> Duration {
        let state = self.lock();
        state.reading() + state.moved
    }

    /// Moves both times forward.
    pub fn advance(&self, by: Duration) {
        let mut state = self.lock();
        state.moved = state.moved.saturating_add(by);
        let by = TimeDelta::from_std(by).unwrap_or_default();
        state.base = state.base.checked_add_signed(by).unwrap_or(state.base);
    }

    /// Makes world time at least `at`: what is stored must never lie in the future after a restart.
    pub fn not_before(&self, at: DateTime<Utc>) {
        let behind = at.signed_duration_since(self.now());
        if behind > TimeDelta::zero() {
            let mut state = self.lock();
            state.base = state.base.checked_add_signed(behind).unwrap_or(state.base);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn reading(&self) -> Duration {
        match self.source {
            Source::Running(started) => started.elapsed(),
            Source::Standing => Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_it_is_moved() {
        let clock = Clock::standing(DateTime::UNIX_EPOCH);
        assert_eq!(clock.now(), DateTime::UNIX_EPOCH);
        clock.clone().advance(Duration::from_secs(90));
        assert_eq!(clock.now().timestamp(), 90);
        assert_eq!(clock.steady(), Duration::from_secs(90));
    }

    #[test]
    fn time_never_goes_back_over_a_restart() {
        let clock = Clock::standing(DateTime::UNIX_EPOCH);
        clock.not_before(DateTime::UNIX_EPOCH + TimeDelta::hours(2));
        clock.not_before(DateTime::UNIX_EPOCH + TimeDelta::hours(1));
        assert_eq!(clock.now().timestamp(), 7200);
    }

    #[test]
    fn a_senseless_speed_is_real_time() {
        for speed in [0.0, -3.0, f64::NAN, f64::INFINITY] {
            assert!((Clock::system(speed).lock().speed - 1.0).abs() < f64::EPSILON, "{speed}");
        }
    }
}
