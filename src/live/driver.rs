//! The only loop and the only place that spawns: inputs in, [`Core::step`], changes out, effects done.
//!
//! It knows no endpoint, no topic and no browser API. What is under way (requests, timers, sockets) lives in it and
//! ends with it.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::{AbortHandle, Abortable};
use futures_util::stream::{FuturesUnordered, Stream};
use journey::changes::Changes;
use journey::core::Core;
use journey::effect::{Effect, HttpCall, RequestId, SocketId, Timer};
use journey::input::{Command, Input, Reply, Start, Wake};
use journey::moment::Moment;
use journey::sorted::SortedMap;
use leptos::prelude::*;

use super::pace::{self, Pace};
use super::queue::{Queue, Ready, Waiting};
use super::services::{Services, SignIn, Socket, SocketNews, Task};
use super::store::{self, Live};

/// How long one turn may take before the browser gets its chance to draw, in milliseconds.
const TURN_MS: f64 = 8.0;

/// How long the last request may take, in milliseconds.
const LEAVE_MS: u32 = 1_500;

/// The views' clock is set at once when it is off by this or more.
const NOTICED: TimeDelta = TimeDelta::seconds(1);

/// Runs a future in this page. The only place that does.
#[expect(clippy::disallowed_methods, reason = "the driver spawns, and nothing else")]
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    leptos::task::spawn_local(future);
}

/// The loop around the core.
pub struct Driver {
    core: Core,
    live: Live,
    services: Services,
    queue: Queue,
    /// What the page started with: told again after a sign-in.
    start: Start,
    /// The views' clock, in the cloud's time.
    now: RwSignal<DateTime<Utc>>,
    /// The end of the token as it was told, and by the clock that nobody sets.
    token_end: Option<(DateTime<Utc>, f64)>,
    tasks: FuturesUnordered<Abortable<Task<Done>>>,
    calls: SortedMap<RequestId, AbortHandle>,
    timers: SortedMap<Timer, (u64, AbortHandle)>,
    n_timers: u64,
    sockets: SortedMap<SocketId, Box<dyn Socket>>,
    signing_in: Option<AbortHandle>,
    /// What is not published yet, how often it may be, and the timer that runs meanwhile.
    unpublished: Changes,
    pace: Pace,
    publishing: Option<Task<()>>,
    /// Runs while the page can be seen.
    tick: Option<Task<()>>,
    is_hidden: bool,
}

/// How a task ended.
enum Done {
    Input(Input),
    Timer(Timer, u64),
    SignIn(SignIn),
    Nothing,
}

/// Hands inputs to a driver; clones are the same way in.
#[derive(Clone)]
pub struct Inputs(Queue);

impl Inputs {
    /// The agent did something.
    pub fn command(&self, command: Command) {
        self.0.push(Input::Command(command));
    }

    /// The surroundings changed.
    pub fn wake(&self, wake: Wake) {
        self.0.push(Input::Woke(wake));
    }

    /// Ends the driver: sockets are closed, requests aborted, subscriptions deleted.
    pub fn stop(&self) {
        self.0.close();
    }
}

impl Driver {
    /// A driver that has not started; [`Driver::run`] does. Publishes to `live`, and the time to `now`.
    #[must_use]
    pub fn new(live: Live, now: RwSignal<DateTime<Utc>>, services: Services, start: Start) -> Self {
        Self {
            core: Core::new(),
            live,
            services,
            queue: Queue::default(),
            start,
            now,
            token_end: None,
            tasks: FuturesUnordered::new(),
            calls: SortedMap::new(),
            timers: SortedMap::new(),
            n_timers: 0,
            sockets: SortedMap::new(),
            signing_in: None,
            unpublished: Changes::default(),
            pace: Pace::default(),
            publishing: None,
            tick: None,
            is_hidden: false,
        }
    }

    /// The way in.
    #[must_use]
    pub fn inputs(&self) -> Inputs {
        Inputs(self.queue.clone())
    }

    /// Runs until it is stopped.
    pub async fn run(mut self) {
        self.tell_start(self.start.signed_in, self.start.sign_in_problem.clone());
        self.begin_tick();
        loop {
            if poll_fn(|context| self.poll_world(context)).await == Ready::Closed {
                return self.leave().await;
            }
            self.turn();
            if !self.queue.is_empty() {
                self.services.clock.pause().await;
            }
        }
    }

    /// Moves everything that is under way on, and is ready when the core has something to do.
    fn poll_world(&mut self, context: &mut Context<'_>) -> Poll<Ready> {
        while let Poll::Ready(Some(ended)) = Pin::new(&mut self.tasks).poll_next(context) {
            match ended {
                Ok(Done::Input(input)) => self.queue.push(input),
                Ok(Done::Timer(timer, number)) => self.queue.push_timer(timer, number),
                Ok(Done::SignIn(outcome)) => self.signed_in(outcome),
                Ok(Done::Nothing) | Err(_) => {}
            }
        }
        for (id, socket) in &mut self.sockets {
            while let Poll::Ready(news) = socket.poll_news(context) {
                match news {
                    SocketNews::Opened => self.queue.push(Input::SocketOpened(*id)),
                    SocketNews::Text(text) => self.queue.push(Input::Frame(*id, text)),
                    SocketNews::Closed => {
                        self.queue.push(Input::SocketClosed(*id));
                        break;
                    }
                }
            }
        }
        self.poll_tick(context);
        if self.publishing.as_mut().is_some_and(|wait| wait.as_mut().poll(context).is_ready()) {
            self.publish();
        }
        self.queue.poll_ready(context)
    }

    /// Gives back what the cloud keeps for this page. Whoever removes the page waits for it, so it may not take long.
    async fn leave(&mut self) {
        self.step(Input::Stopped);
        let mut patience = self.services.clock.sleep(LEAVE_MS);
        poll_fn(|context| {
            while let Poll::Ready(Some(ended)) = Pin::new(&mut self.tasks).poll_next(context) {
                if let Ok(Done::Input(Input::Answer(request, _))) = ended {
                    self.calls.remove(&request);
                }
            }
            if self.calls.is_empty() { Poll::Ready(()) } else { patience.as_mut().poll(context) }
        })
        .await;
    }

    /// Takes what waits, for a few milliseconds, and publishes once; in a flood what was said waits for more.
    fn turn(&mut self) {
        let begun_ms = self.services.clock.elapsed_ms();
        let mut changes = std::mem::take(&mut self.unpublished);
        let (mut n_said, mut is_urgent, mut is_answered) = (0, false, false);
        // Before anything that waits: what it would ask for would be asked in vain.
        if self.token_expires() {
            changes.merge(self.step(Input::TokenExpired));
        }
        while let Some(waiting) = self.queue.pop() {
            if let Some(input) = self.wanted(waiting) {
                if matches!(input, Input::Woke(Wake::Visible)) && self.token_expires() {
                    changes.merge(self.step(Input::TokenExpired));
                }
                match &input {
                    Input::Frame(..) => n_said += 1,
                    Input::Answer(_, Reply::Http { body, .. }) => {
                        n_said += pace::weight(body.len());
                        is_answered = true;
                    }
                    _ => is_urgent = true,
                }
                changes.merge(self.step(input));
            }
            if self.services.clock.elapsed_ms() - begun_ms > TURN_MS {
                break;
            }
        }
        self.unpublished = changes;
        let now_ms = self.services.clock.elapsed_ms();
        self.pace.took(n_said, now_ms);
        // The last of many answers ends the waiting for more.
        is_urgent |= is_answered && self.calls.is_empty();
        if self.unpublished.is_empty() {
            return;
        }
        match self.pace.wait_ms(now_ms).filter(|_| !is_urgent) {
            None => self.publish(),
            Some(_) if self.publishing.is_some() => {}
            Some(wait_ms) => self.publishing = Some(self.services.clock.sleep(wait_ms)),
        }
    }

    fn publish(&mut self) {
        self.publishing = None;
        self.live.publish(self.core.journey(), &std::mem::take(&mut self.unpublished));
        self.pace.published(self.services.clock.elapsed_ms());
    }

    /// What the core still wants to hear of. It drops what it no longer knows itself; this keeps late callbacks away.
    fn wanted(&mut self, waiting: Waiting) -> Option<Input> {
        match waiting {
            Waiting::Timer(timer, number) => {
                // A timer that was stopped or replaced after it fired is not heard of.
                (self.timers.get(&timer)?.0 == number).then(|| {
                    self.timers.remove(&timer);
                    Input::TimerFired(timer)
                })
            }
            Waiting::Input(input) => match input {
                Input::Frame(socket, _) | Input::SocketOpened(socket) => {
                    self.sockets.contains_key(&socket).then_some(input)
                }
                Input::SocketClosed(socket) => self.sockets.remove(&socket).map(|_| input),
                Input::Answer(request, _) => self.calls.remove(&request).map(|_| input),
                Input::Woke(wake) => {
                    self.woke(wake);
                    Some(input)
                }
                Input::ChannelLeft(_)
                | Input::Start(_)
                | Input::TimerFired(_)
                | Input::TokenExpired
                | Input::Command(_)
                | Input::Stopped => Some(input),
            },
        }
    }

    fn step(&mut self, input: Input) -> Changes {
        let before = self.moment();
        let thought = self.core.cloud_time(before);
        let step = self.core.step(input, before);
        // The cloud has just said its time: what is shown must not go on for a second by another.
        if (self.core.cloud_time(before) - thought).abs() >= NOTICED && self.tick.is_some() {
            self.begin_tick();
        }
        for effect in step.effects {
            self.execute(effect);
        }
        step.changes
    }

    /// This moment, as the shell's clocks have it.
    fn moment(&self) -> Moment {
        let clock = &self.services.clock;
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds of one page fit")]
        let elapsed_ms = clock.elapsed_ms() as i64;
        Moment::new(clock.now(), elapsed_ms, clock.jitter())
    }

    fn execute(&mut self, effect: Effect) {
        match effect {
            Effect::Call(id, call) => self.call(id, call),
            Effect::Cancel(id) => {
                if let Some(handle) = self.calls.remove(&id) {
                    handle.abort();
                }
            }
            Effect::OpenSocket(id, address) => {
                self.sockets.insert(id, self.services.sockets.open(&address));
            }
            Effect::Send(id, text) => {
                if let Some(socket) = self.sockets.get_mut(&id) {
                    socket.send(text);
                }
            }
            Effect::CloseSocket(id) => {
                self.sockets.remove(&id);
            }
            Effect::StartTimer(timer, duration_ms) => self.start_timer(timer, duration_ms),
            Effect::StopTimer(timer) => {
                if let Some((_, handle)) = self.timers.remove(&timer) {
                    handle.abort();
                }
            }
            Effect::HoldChannel(channel) => self.services.handover.hold(channel),
            Effect::SignIn => {
                let attempt = self.services.access.sign_in();
                let handle = self.spawn(async move { Done::SignIn(attempt.await) });
                if let Some(older) = self.signing_in.replace(handle) {
                    older.abort();
                }
            }
            Effect::SignOut => {
                let ending = self.services.access.sign_out();
                self.spawn(async move {
                    ending.await;
                    Done::Nothing
                });
            }
        }
    }

    fn call(&mut self, id: RequestId, call: HttpCall) {
        let answer = self.services.cloud.call(call);
        let handle = self.spawn(async move { Done::Input(Input::Answer(id, answer.await)) });
        self.calls.insert(id, handle);
    }

    fn start_timer(&mut self, timer: Timer, duration_ms: u32) {
        self.n_timers += 1;
        let (number, sleep) = (self.n_timers, self.services.clock.sleep(duration_ms));
        let named = timer.clone();
        let handle = self.spawn(async move {
            sleep.await;
            Done::Timer(named, number)
        });
        if let Some((_, older)) = self.timers.insert(timer, (number, handle)) {
            older.abort();
        }
    }

    fn spawn(&mut self, task: impl Future<Output = Done> + 'static) -> AbortHandle {
        let (handle, registration) = AbortHandle::new_pair();
        self.tasks.push(Abortable::new(Box::pin(task), registration));
        handle
    }

    fn signed_in(&mut self, outcome: SignIn) {
        let problem = match outcome {
            SignIn::Leaving => return,
            SignIn::Done => None,
            SignIn::Failed(reason) => Some(reason),
        };
        self.tell_start(problem.is_none(), problem);
    }

    fn tell_start(&mut self, signed_in: bool, sign_in_problem: Option<Arc<str>>) {
        if signed_in && let Some(channel) = self.services.handover.take() {
            self.queue.push(Input::ChannelLeft(channel));
        }
        self.queue.push(Input::Start(Start { signed_in, sign_in_problem, ..self.start.clone() }));
    }

    /// True once, when the token's time is over; it is forgotten then.
    ///
    /// The computer's clock is looked at when a token is new and when the page is seen again, for the machine may have
    /// slept; and no more: somebody may set it in the middle of a session.
    fn token_expires(&mut self) -> bool {
        let clock = &self.services.clock;
        let Some(told) = self.services.access.expires_at() else { return false };
        let elapsed_ms = clock.elapsed_ms();
        let end_ms = match self.token_end {
            Some((same, end_ms)) if same == told => end_ms,
            _ => {
                #[expect(clippy::cast_precision_loss, reason = "a lifetime in milliseconds is far smaller")]
                let end_ms = elapsed_ms + (told - clock.now()).num_milliseconds() as f64;
                self.token_end = Some((told, end_ms));
                end_ms
            }
        };
        let is_over = end_ms <= elapsed_ms;
        if is_over {
            self.services.access.forget();
        }
        is_over
    }

    fn woke(&mut self, wake: Wake) {
        match wake {
            Wake::Hidden => {
                self.is_hidden = true;
                self.tick = None;
            }
            Wake::Visible => {
                self.is_hidden = false;
                self.token_end = None;
                self.begin_tick();
            }
            Wake::Online | Wake::Offline => {}
        }
    }

    /// The views' clock starts, at the full second.
    fn begin_tick(&mut self) {
        if self.is_hidden {
            return;
        }
        let now = self.core.cloud_time(self.moment());
        store::set(self.now, now);
        self.tick = Some(self.services.clock.sleep(1000_u32.saturating_sub(now.timestamp_subsec_millis())));
    }

    fn poll_tick(&mut self, context: &mut Context<'_>) {
        while let Some(tick) = &mut self.tick {
            if tick.as_mut().poll(context).is_pending() {
                return;
            }
            if self.token_expires() {
                self.queue.push(Input::TokenExpired);
            }
            self.begin_tick();
        }
    }
}
