//! Requests on their way: numbers, deadlines, retries with full jitter, `Retry-After`, the retry budget.
//!
//! A request leaves only once it is answered for good: callers see one answer, whatever it took. An answer to a number
//! that is not on its way is dropped. Must not know what answers mean.

use std::sync::Arc;

use crate::connection::scale;
use crate::decode;
use crate::effect::{Effect, Method, RequestId, Timer};
use crate::input::Reply;
use crate::moment::Moment;
use crate::problem::{ApiError, Refusal};
use crate::request::Request;
use crate::sorted::SortedMap;

/// A request is answered for good after this, unless the cloud itself asked to wait.
const DEADLINE_MS: u32 = 10_000;
/// Tries in all.
const TRIES_MAX: u32 = 3;
/// First step of the wait between tries; doubles.
const RETRY_FIRST_MS: u32 = 500;
/// A longer `Retry-After` is shown, not slept.
const TOLD_MAX_S: u32 = 60;
/// What is waited after a 429 that does not say how long.
const TOLD_DEFAULT_S: u32 = 5;
/// So many of the latest requests are remembered: five a minute are what a page without a socket allows itself.
const LATEST: usize = 5;
const MINUTE_MS: i64 = 60_000;

/// A request on its way.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
struct Call {
    request: Request,
    n_tries: u32,
    /// By the clock that nobody sets.
    since_ms: i64,
    waiting: bool,
    /// Why it is tried again.
    refused: Option<Refusal>,
}

impl Call {
    /// What is said when it is not tried again: what it got itself, or that nothing was answered.
    fn reason(&self) -> Refusal {
        self.refused.clone().filter(|_| self.waiting).unwrap_or_else(Refusal::network)
    }
}

/// A part of the cloud that asked to wait: no request of this method and path is sent before.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
struct Told {
    method: Method,
    path: Arc<str>,
    until_ms: i64,
}

/// Retries cost ten, first tries bring one: one retry in ten requests, and a few on top now and then.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
struct Budget {
    tenths: u32,
    filled_ms: Option<i64>,
}

impl Budget {
    const BURST: u32 = 30;
    const MAX: u32 = 100;
    const FILL_MS: i64 = 2_000;

    fn first_try(&mut self) {
        self.tenths = (self.tenths + 1).min(Self::MAX);
    }

    fn may_retry(&mut self, elapsed_ms: i64) -> bool {
        // The burst comes back within a minute.
        let filled_ms = *self.filled_ms.get_or_insert(elapsed_ms);
        let n_steps = ((elapsed_ms - filled_ms) / Self::FILL_MS).max(0);
        if n_steps > 0 {
            self.filled_ms = Some(filled_ms + n_steps * Self::FILL_MS);
            let room = Self::BURST.saturating_sub(self.tenths);
            self.tenths += u32::try_from(n_steps).unwrap_or(u32::MAX).min(room);
        }
        if self.tenths < 10 {
            return false;
        }
        self.tenths -= 10;
        true
    }
}

/// An answer for good.
pub(super) type Answered = (Request, Result<String, Refusal>);

/// All requests on their way.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Calls {
    n: u64,
    /// When the latest were sent, by the clock that nobody sets; at most [`LATEST`].
    latest_ms: Vec<i64>,
    calls: SortedMap<RequestId, Call>,
    budget: Budget,
    /// A retry failed and nothing was answered since: it is no use to try others again.
    is_dark: bool,
    told: Vec<Told>,
}

impl Calls {
    /// None on its way.
    pub(super) fn new() -> Self {
        Self {
            n: 0,
            latest_ms: Vec::new(),
            calls: SortedMap::new(),
            budget: Budget { tenths: Budget::BURST, filled_ms: None },
            is_dark: false,
            told: Vec::new(),
        }
    }

    /// Sends a request.
    pub(super) fn send(&mut self, request: Request, at: Moment, effects: &mut Vec<Effect>) {
        self.n += 1;
        let id = RequestId(self.n);
        let call = request.call();
        let rest_ms = self.rest_ms(call.method, &call.path, at);
        let mut own = Call { request, n_tries: 1, since_ms: at.elapsed_ms, waiting: false, refused: None };
        if rest_ms > 0 {
            own.n_tries = 0;
            own.waiting = true;
            effects.push(Effect::StartTimer(Timer::RetryCall(id), told_delay(&own.request, rest_ms)));
        } else {
            self.budget.first_try();
            self.note_sent(at);
            effects.push(Effect::Call(id, call));
            effects.push(Effect::StartTimer(Timer::Deadline(id), DEADLINE_MS));
        }
        self.calls.insert(id, own);
    }

    /// How long this part of the cloud still wants to be left alone, in milliseconds.
    fn rest_ms(&mut self, method: Method, path: &str, at: Moment) -> i64 {
        self.told.retain(|told| told.until_ms > at.elapsed_ms);
        let path = part(path);
        let told = self.told.iter().filter(|told| told.method == method && *told.path == *path);
        told.map(|told| told.until_ms - at.elapsed_ms).max().unwrap_or(0)
    }

    /// How long until fewer than [`LATEST`] were sent within a minute, tries again among them, in milliseconds.
    pub(super) fn rest_of_minute_ms(&self, at: Moment) -> i64 {
        self.latest_ms
            .first()
            .filter(|_| self.latest_ms.len() == LATEST)
            .map_or(0, |first_ms| (first_ms + MINUTE_MS - at.elapsed_ms).max(0))
    }

    /// A minute begins in which nothing was sent yet.
    pub(super) fn begin_minute(&mut self) {
        self.latest_ms.clear();
    }

    fn note_sent(&mut self, at: Moment) {
        if self.latest_ms.len() == LATEST {
            self.latest_ms.remove(0);
        }
        self.latest_ms.push(at.elapsed_ms);
    }

    /// Whether one is on its way.
    pub(super) fn has(&self, wanted: impl Fn(&Request) -> bool) -> bool {
        self.calls.values().any(|call| wanted(&call.request))
    }

    /// Whether one waits to be tried again.
    pub(super) fn waits(&self, wanted: impl Fn(&Request) -> bool) -> bool {
        self.calls.values().any(|call| call.waiting && wanted(&call.request))
    }

    /// How many are on their way.
    pub(super) fn count(&self, wanted: impl Fn(&Request) -> bool) -> usize {
        self.calls.values().filter(|call| wanted(&call.request)).count()
    }

    /// Gives up those that are not wanted any more.
    pub(super) fn cancel(&mut self, unwanted: impl Fn(&Request) -> bool, effects: &mut Vec<Effect>) {
        self.calls.retain(|id, call| {
            let gone = unwanted(&call.request);
            if gone {
                effects.push(Effect::StopTimer(Timer::Deadline(*id)));
                if call.waiting {
                    effects.push(Effect::StopTimer(Timer::RetryCall(*id)));
                } else {
                    effects.push(Effect::Cancel(*id));
                }
            }
            !gone
        });
    }

    /// Takes a reply; gives the answer when it is one for good.
    pub(super) fn answer(
        &mut self,
        id: RequestId,
        reply: Reply,
        at: Moment,
        effects: &mut Vec<Effect>,
    ) -> Option<Answered> {
        if self.calls.get(&id).is_none_or(|call| call.waiting) {
            return None;
        }
        self.is_dark &= !matches!(reply, Reply::Http { status: 0..=428 | 430..=499, .. });
        match reply {
            Reply::Http { status: 200..=299, body, .. } => self.finish(id, Ok(body), effects),
            Reply::Http { status, body, retry_after, correlation_id } => {
                let (error, correlation_id) =
                    decode::refusal(status, &body, retry_after.as_deref(), correlation_id.as_deref());
                self.failed(id, Refusal { error, correlation_id }, at, effects)
            }
            Reply::Failed => self.failed(id, Refusal::network(), at, effects),
        }
    }

    /// A timer of a request ran out.
    pub(super) fn timer(&mut self, timer: &Timer, at: Moment, effects: &mut Vec<Effect>) -> Option<Answered> {
        match timer {
            Timer::Deadline(id) => {
                let call = self.calls.get(id)?;
                effects.push(if call.waiting { Effect::StopTimer(Timer::RetryCall(*id)) } else { Effect::Cancel(*id) });
                let reason = call.reason();
                self.finish(*id, Err(reason), effects)
            }
            Timer::RetryCall(id) => {
                let request = &self.calls.get(id).filter(|call| call.waiting)?.request;
                let (http, is_patient) = (request.call(), request.is_repeatable());
                let rest_ms = self.rest_ms(http.method, &http.path, at);
                if rest_ms > i64::from(TOLD_MAX_S) * 1_000 || (rest_ms > 0 && !is_patient) {
                    // Too long to keep the agent waiting: said, not slept.
                    let retry_after = u32::try_from(rest_ms.div_euclid(1_000) + 1).ok();
                    let refusal = Refusal { error: ApiError::TooMany { retry_after }, correlation_id: None };
                    return self.finish(*id, Err(refusal), effects);
                }
                if rest_ms > 0 {
                    // Told again meanwhile, by an answer to another request; all its time is still to come.
                    if let Some(call) = self.calls.get_mut(id) {
                        call.since_ms = at.elapsed_ms + rest_ms;
                    }
                    let delay = u32::try_from(rest_ms).unwrap_or(0);
                    effects.push(Effect::StartTimer(Timer::RetryCall(*id), delay));
                    return None;
                }
                let call = self.calls.get_mut(id)?;
                let was_told = call.since_ms >= at.elapsed_ms;
                if call.n_tries == 1 && self.is_dark && !was_told {
                    // Another was tried again meanwhile, in vain.
                    let reason = call.reason();
                    self.budget.tenths += 10;
                    return self.finish(*id, Err(reason), effects);
                }
                if call.n_tries == 0 {
                    call.since_ms = at.elapsed_ms;
                    self.budget.first_try();
                }
                call.waiting = false;
                call.n_tries += 1;
                effects.push(Effect::Call(*id, http));
                let spent = u32::try_from((at.elapsed_ms - call.since_ms).max(0)).unwrap_or(0);
                self.note_sent(at);
                effects.push(Effect::StartTimer(Timer::Deadline(*id), DEADLINE_MS.saturating_sub(spent).max(1)));
                None
            }
            _ => None,
        }
    }

    fn failed(&mut self, id: RequestId, refusal: Refusal, at: Moment, effects: &mut Vec<Effect>) -> Option<Answered> {
        let told = match &refusal.error {
            ApiError::TooMany { retry_after } => Some(retry_after.unwrap_or(TOLD_DEFAULT_S)),
            ApiError::Unavailable { retry_after } => *retry_after,
            ApiError::Network => None,
            _ => return self.finish(id, Err(refusal), effects),
        };
        if let Some(seconds) = told {
            let http = self.calls.get(&id)?.request.call();
            let until_ms = at.elapsed_ms + i64::from(seconds) * 1_000;
            self.told.push(Told { method: http.method, path: part(&http.path).into(), until_ms });
        }
        let call = self.calls.get_mut(&id)?;
        let is_first = call.n_tries <= 1;
        self.is_dark |= !is_first && told.is_none();
        let is_hopeless = is_first && told.is_none() && self.is_dark;
        let left_ms = i64::from(DEADLINE_MS) - (at.elapsed_ms - call.since_ms);
        let cap = RETRY_FIRST_MS.saturating_mul(1 << call.n_tries.min(5));
        let mut delay = scale(at.jitter, cap);
        if let Some(seconds) = told {
            // A told wait is a minimum, and the deadline begins anew after it.
            delay = delay.saturating_add(seconds.saturating_mul(1_000));
            call.since_ms = at.elapsed_ms + i64::from(delay);
        } else if i64::from(delay) + 1_000 > left_ms {
            return self.finish(id, Err(refusal), effects);
        }
        let may = call.request.is_repeatable()
            && call.n_tries < TRIES_MAX
            && !is_hopeless
            && told.is_none_or(|seconds| seconds <= TOLD_MAX_S)
            && self.budget.may_retry(at.elapsed_ms);
        if !may {
            return self.finish(id, Err(refusal), effects);
        }
        if let Some(call) = self.calls.get_mut(&id) {
            call.waiting = true;
            call.refused = Some(refusal);
        }
        if told.is_some() {
            effects.push(Effect::StopTimer(Timer::Deadline(id)));
        }
        effects.push(Effect::StartTimer(Timer::RetryCall(id), delay));
        None
    }

    fn finish(
        &mut self,
        id: RequestId,
        result: Result<String, Refusal>,
        effects: &mut Vec<Effect>,
    ) -> Option<Answered> {
        let call = self.calls.remove(&id)?;
        effects.push(Effect::StopTimer(Timer::Deadline(id)));
        Some((call.request, result))
    }
}

/// The part of the cloud that a path asks: without its query.
fn part(path: &str) -> &str {
    path.split('?').next().unwrap_or(path)
}

/// How long to wait for a rest. A longer one than is waited for is said at once; so is any to who asked for something
/// that is made only once: it has its own reasons to wait.
fn told_delay(request: &Request, rest_ms: i64) -> u32 {
    let is_waited_for = rest_ms <= i64::from(TOLD_MAX_S) * 1_000 && request.is_repeatable();
    if is_waited_for { u32::try_from(rest_ms).unwrap_or(0) } else { 0 }
}

#[cfg(test)]
mod tests;
