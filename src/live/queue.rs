//! The bounded queue before the core: whatever happens is put here, and the driver takes it out on its own turn.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use journey::effect::{SocketId, Timer};
use journey::input::Input;

/// How many frames may wait. Beyond it a socket counts as lost: what it said is read anew rather than half known.
pub(crate) const N_FRAMES_MAX: usize = 20_000;

/// One thing that waits for the core.
#[derive(Debug, PartialEq)]
pub(crate) enum Waiting {
    /// An input.
    Input(Input),
    /// A timer of this number ran out; it may have been replaced since.
    Timer(Timer, u64),
}

/// The queue; clones are the same queue.
#[derive(Clone, Default)]
pub(crate) struct Queue {
    inner: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    waiting: VecDeque<Waiting>,
    n_frames: usize,
    is_closed: bool,
    waker: Option<Waker>,
}

/// What the driver wakes up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ready {
    /// Something waits.
    Work,
    /// The page is done with: nothing comes any more.
    Closed,
}

impl Queue {
    /// Puts an input at the end. A frame too many empties the queue of its socket's frames and closes the socket.
    ///
    /// Everything but frames is bounded by its source: one answer per request, one firing per timer, and acts of a person.
    pub(crate) fn push(&self, input: Input) {
        let mut inner = self.lock();
        if inner.is_closed {
            return;
        }
        if let Input::Frame(socket, _) = &input {
            let socket = *socket;
            if inner.n_frames >= N_FRAMES_MAX {
                inner.waiting.retain(|waiting| !is_frame_of(waiting, socket));
                inner.n_frames = inner.waiting.iter().filter(|waiting| is_frame(waiting)).count();
                inner.add(Waiting::Input(Input::SocketClosed(socket)));
                return;
            }
            inner.n_frames += 1;
        }
        inner.add(Waiting::Input(input));
    }

    /// Puts the firing of a timer at the end.
    pub(crate) fn push_timer(&self, timer: Timer, number: u64) {
        let mut inner = self.lock();
        if !inner.is_closed {
            inner.add(Waiting::Timer(timer, number));
        }
    }

    /// Takes the oldest.
    pub(crate) fn pop(&self) -> Option<Waiting> {
        let mut inner = self.lock();
        let waiting = inner.waiting.pop_front()?;
        if is_frame(&waiting) {
            inner.n_frames -= 1;
        }
        Some(waiting)
    }

    /// Nothing more is taken or given.
    pub(crate) fn close(&self) {
        let mut inner = self.lock();
        inner.is_closed = true;
        inner.waiting.clear();
        inner.n_frames = 0;
        inner.wake();
    }

    /// True when nothing waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.lock().waiting.is_empty()
    }

    /// Ready when something waits or the queue is closed.
    pub(crate) fn poll_ready(&self, context: &mut Context<'_>) -> Poll<Ready> {
        let mut inner = self.lock();
        if inner.is_closed {
            Poll::Ready(Ready::Closed)
        } else if inner.waiting.is_empty() {
            inner.waker = Some(context.waker().clone());
            Poll::Pending
        } else {
            Poll::Ready(Ready::Work)
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn add(&mut self, waiting: Waiting) {
        self.waiting.push_back(waiting);
        self.wake();
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

fn is_frame(waiting: &Waiting) -> bool {
    matches!(waiting, Waiting::Input(Input::Frame(..)))
}

fn is_frame_of(waiting: &Waiting, socket: SocketId) -> bool {
    matches!(waiting, Waiting::Input(Input::Frame(of, _)) if *of == socket)
}

#[cfg(test)]
mod tests {
    use super::*;
    use journey::input::{Command, Wake};

    #[test]
    fn a_flood_closes_its_socket_instead_of_losing_single_frames() {
        let queue = Queue::default();
        queue.push(Input::Woke(Wake::Online));
        queue.push(Input::Frame(SocketId(2), "other".to_owned()));
        for _ in 0..N_FRAMES_MAX {
            queue.push(Input::Frame(SocketId(1), String::new()));
        }
        queue.push(Input::Command(Command::LoadMore));
        let left: Vec<_> = std::iter::from_fn(|| queue.pop()).collect();
        let input = Waiting::Input;
        assert_eq!(
            left,
            [
                input(Input::Woke(Wake::Online)),
                input(Input::Frame(SocketId(2), "other".to_owned())),
                input(Input::SocketClosed(SocketId(1))),
                input(Input::Command(Command::LoadMore)),
            ]
        );
    }

    #[test]
    fn a_closed_queue_takes_and_gives_nothing() {
        let queue = Queue::default();
        queue.push(Input::Woke(Wake::Online));
        queue.close();
        queue.push(Input::Woke(Wake::Visible));
        queue.push_timer(Timer::Probe, 1);
        assert_eq!(queue.pop(), None);
    }
}
