//! One channel and one socket for all pages of an agent in a browser: around the services, so that core and driver know
//! nothing of it.
//!
//! One page leads: it speaks with the cloud for all, with its own token. To those that follow it is the cloud's notification
//! service. Requests about anything else go straight through. What is decided is decided in [`page`], a state machine; here
//! it is only done. A page that is alone, or that cannot speak to others, does what it would do without all this.

mod following;
mod hub;
mod message;
mod page;
mod sockets;
#[cfg(test)]
mod tests;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use chrono::{DateTime, Utc};
use futures_channel::{mpsc, oneshot};
use futures_util::Stream;
use futures_util::future::{AbortHandle, Abortable, poll_fn};
use journey::effect::{HttpCall, Method};
use journey::input::Reply;
use journey::sorted::SortedMap;

use self::page::{Input, Output, Page};
use crate::live::driver::spawn;
use crate::live::services::{
    Access, CloudApi, Handover, Lock, Neighbours, Services, SignIn, Socket, SocketNews, Sockets, Task,
};

/// How long a page waits for the one that leads.
const PATIENCE_MS: u32 = 1_000;

/// A socket of this page, in use by the task that hears it and by whoever says something.
type Line = Rc<RefCell<Box<dyn Socket>>>;

/// The services of a page among its neighbours; clones are the same.
#[derive(Clone)]
pub struct Shared(Rc<Inner>);

struct Inner {
    services: Services,
    neighbours: Box<dyn Neighbours>,
    /// Of the lock that leads.
    name: String,
    id: String,
    page: RefCell<Page>,
    inputs: RefCell<VecDeque<Input>>,
    is_stepping: Cell<bool>,
    /// Numbers of the core's requests and sockets.
    n: Cell<u64>,
    replies: RefCell<SortedMap<u64, oneshot::Sender<Option<Reply>>>>,
    ears: RefCell<SortedMap<u64, mpsc::UnboundedSender<SocketNews>>>,
    /// This page's own requests and sockets.
    running: RefCell<SortedMap<u64, AbortHandle>>,
    sockets: RefCell<SortedMap<u64, Line>>,
}

impl Shared {
    /// Around these services. `name` is the same for all pages that could share, `id` this page's own.
    #[must_use]
    pub fn new(services: Services, neighbours: Box<dyn Neighbours>, name: String, id: String) -> Self {
        let page = RefCell::new(Page::new(&id));
        Self(Rc::new(Inner {
            services,
            neighbours,
            name,
            id,
            page,
            inputs: RefCell::default(),
            is_stepping: Cell::new(false),
            n: Cell::new(0),
            replies: RefCell::new(SortedMap::new()),
            ears: RefCell::new(SortedMap::new()),
            running: RefCell::new(SortedMap::new()),
            sockets: RefCell::new(SortedMap::new()),
        }))
    }

    /// The services that a driver is given.
    #[must_use]
    pub fn services(&self) -> Services {
        Services {
            cloud: Rc::new(self.clone()),
            sockets: Rc::new(self.clone()),
            clock: Rc::clone(&self.0.services.clock),
            access: Rc::new(self.clone()),
            handover: Rc::new(self.clone()),
        }
    }

    /// The page is left, or done with: others go on with what it had. It may come back.
    pub fn leave(&self) {
        self.0.step(Input::Leave);
    }
}

impl Inner {
    fn next(&self) -> u64 {
        self.n.set(self.n.get() + 1);
        self.n.get()
    }

    /// One after the other: what is done about one may bring the next.
    fn step(self: &Rc<Self>, input: Input) {
        self.inputs.borrow_mut().push_back(input);
        if self.is_stepping.replace(true) {
            return;
        }
        loop {
            let Some(input) = self.inputs.borrow_mut().pop_front() else { break };
            let outputs = self.page.borrow_mut().step(input);
            for output in outputs {
                self.execute(output);
            }
        }
        self.is_stepping.set(false);
    }

    fn execute(self: &Rc<Self>, output: Output) {
        match output {
            Output::TryToLead => {
                let own = Rc::clone(self);
                if self.neighbours.listen(Rc::new(move |text| own.step(Input::Heard(text)))) {
                    self.lock(&self.name, Lock::Try, Input::Leads);
                } else {
                    self.step(Input::Leads(true));
                }
            }
            Output::Follow => {
                self.lock(&self.name, Lock::Wait, Input::Leads);
                self.lock(&self.life_of(&self.id), Lock::Wait, |_| Input::Held);
            }
            Output::Watch(tab) => self.lock(&self.life_of(&tab), Lock::Watch, move |_| Input::Gone(tab)),
            Output::LetGo => self.neighbours.leave(),
            Output::Say(text) => self.neighbours.say(&text),
            Output::Patience(n) => {
                let (own, sleep) = (Rc::clone(self), self.services.clock.sleep(PATIENCE_MS));
                spawn(async move {
                    sleep.await;
                    own.step(Input::Late(n));
                });
            }
            Output::Call(n, call) => {
                let (own, answer) = (Rc::clone(self), self.services.cloud.call(call));
                self.run(n, async move {
                    let reply = answer.await;
                    own.running.borrow_mut().remove(&n);
                    own.step(Input::Answered(n, reply));
                });
            }
            Output::OpenSocket(n, uri) => {
                let socket = Rc::new(RefCell::new(self.services.sockets.open(&uri)));
                self.sockets.borrow_mut().insert(n, Rc::clone(&socket));
                let own = Rc::clone(self);
                self.run(n, async move {
                    loop {
                        let news = poll_fn(|context| socket.borrow_mut().poll_news(context)).await;
                        let is_over = news == SocketNews::Closed;
                        own.step(Input::News(n, news));
                        if is_over {
                            own.end(n);
                            return;
                        }
                    }
                });
            }
            Output::Send(n, text) => {
                let socket = self.sockets.borrow().get(&n).cloned();
                if let Some(socket) = socket {
                    socket.borrow_mut().send(text);
                }
            }
            Output::Abort(n) | Output::CloseSocket(n) => self.end(n),
            Output::Reply(no, reply) => {
                if let Some(sender) = self.replies.borrow_mut().remove(&no) {
                    sender.send(reply).ok();
                }
            }
            Output::Tell(no, news) => {
                if let Some(ear) = self.ears.borrow().get(&no) {
                    ear.unbounded_send(news).ok();
                }
            }
        }
    }

    /// The lock that a page holds while it follows.
    fn life_of(&self, id: &str) -> String {
        format!("{} {id}", self.name)
    }

    fn lock(self: &Rc<Self>, name: &str, how: Lock, input: impl FnOnce(bool) -> Input + 'static) {
        let own = Rc::clone(self);
        self.neighbours.lock(name, how, Box::new(move |is_held| own.step(input(is_held))));
    }

    fn run(&self, n: u64, task: impl Future<Output = ()> + 'static) {
        let (handle, registration) = AbortHandle::new_pair();
        self.running.borrow_mut().insert(n, handle);
        spawn(async move {
            Abortable::new(task, registration).await.ok();
        });
    }

    fn end(&self, n: u64) {
        if let Some(handle) = self.running.borrow_mut().remove(&n) {
            handle.abort();
        }
        let socket = self.sockets.borrow_mut().remove(&n);
        drop(socket);
    }

    /// What any answer tells: that the token is no more, or whose it is.
    fn saw(self: &Rc<Self>, is_me: bool, reply: &Reply) {
        if message::status_of(reply) == Some(401) {
            self.step(Input::SignedOut);
        } else if is_me {
            self.step(Input::Me(message::user_of(reply)));
        }
    }
}

impl CloudApi for Shared {
    fn call(&self, call: HttpCall) -> Task<Reply> {
        let inner = Rc::clone(&self.0);
        if message::Ask::of(&call).is_none() {
            let is_me = call.method == Method::Get && call.path.split('?').next() == Some("/api/v2/users/me");
            if is_me {
                inner.step(Input::Begin);
            }
            let answer = inner.services.cloud.call(call);
            return Box::pin(async move {
                let reply = answer.await;
                inner.saw(is_me, &reply);
                reply
            });
        }
        let no = inner.next();
        let (sender, answer) = oneshot::channel();
        inner.replies.borrow_mut().insert(no, sender);
        inner.step(Input::Call(no, call.clone()));
        let wanted = Wanted(Rc::clone(&inner), no);
        Box::pin(async move {
            let answer = answer.await;
            drop(wanted);
            match answer {
                Ok(Some(reply)) => reply,
                Ok(None) | Err(_) => {
                    let reply = inner.services.cloud.call(call).await;
                    inner.saw(false, &reply);
                    reply
                }
            }
        })
    }
}

/// A request that the core waits for; once dropped it does not.
struct Wanted(Rc<Inner>, u64);

impl Drop for Wanted {
    fn drop(&mut self) {
        self.0.replies.borrow_mut().remove(&self.1);
        self.0.step(Input::Cancel(self.1));
    }
}

impl Sockets for Shared {
    fn open(&self, address: &str) -> Box<dyn Socket> {
        let no = self.0.next();
        let (ear, news) = mpsc::unbounded();
        self.0.ears.borrow_mut().insert(no, ear);
        self.0.step(Input::Open(no, address.to_owned()));
        Box::new(SharedSocket { inner: Rc::clone(&self.0), no, news })
    }
}

/// A socket of the core's, whoever has the real one.
struct SharedSocket {
    inner: Rc<Inner>,
    no: u64,
    news: mpsc::UnboundedReceiver<SocketNews>,
}

impl Socket for SharedSocket {
    fn poll_news(&mut self, context: &mut Context<'_>) -> Poll<SocketNews> {
        match Pin::new(&mut self.news).poll_next(context) {
            Poll::Ready(Some(news)) => Poll::Ready(news),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    fn send(&mut self, text: String) {
        self.inner.step(Input::Send(self.no, text));
    }
}

impl Drop for SharedSocket {
    fn drop(&mut self) {
        self.inner.ears.borrow_mut().remove(&self.no);
        self.inner.step(Input::Close(self.no));
    }
}

impl Access for Shared {
    fn sign_in(&self) -> Task<SignIn> {
        self.0.services.access.sign_in()
    }

    fn sign_out(&self) -> Task<()> {
        self.0.step(Input::SignedOut);
        self.0.services.access.sign_out()
    }

    fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.services.access.expires_at()
    }

    fn forget(&self) {
        self.0.step(Input::SignedOut);
        self.0.services.access.forget();
    }
}

impl Handover for Shared {
    fn take(&self) -> Option<String> {
        let left = self.0.services.handover.take();
        if let Some(text) = &left {
            self.0.step(Input::Left(text.clone()));
        }
        left
    }

    fn hold(&self, channel: Option<String>) {
        self.0.services.handover.hold(channel);
    }
}
