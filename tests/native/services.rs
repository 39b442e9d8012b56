//! The driver's services over real HTTP and WebSocket, for a test on this machine.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use customer_journey::live::services::{
    Access, Clock, CloudApi, Handover, Services, SignIn, Socket, SocketNews, Sockets, Task,
};
use futures_util::{SinkExt, StreamExt};
use journey::effect::{HttpCall, Method};
use journey::input::Reply;
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

/// Services that speak to one base with one token.
pub(crate) fn services(base: &str, token: Rc<RefCell<Option<String>>>) -> Services {
    Services {
        cloud: Rc::new(Http { base: base.to_owned(), token: Rc::clone(&token) }),
        sockets: Rc::new(WebSockets { origin: base.to_owned() }),
        clock: Rc::new(SystemClock { begun: tokio::time::Instant::now(), jitter: Cell::new(1) }),
        access: Rc::new(Given(token)),
        handover: Rc::new(Nothing),
    }
}

struct Http {
    base: String,
    token: Rc<RefCell<Option<String>>>,
}

impl CloudApi for Http {
    fn call(&self, call: HttpCall) -> Task<Reply> {
        let (address, token) = (format!("{}{}", self.base, call.path), self.token.borrow().clone());
        Box::pin(async move {
            let sent = tokio::task::spawn_blocking(move || send(&call, &address, &token.unwrap_or_default()));
            sent.await.ok().flatten().unwrap_or(Reply::Failed)
        })
    }
}

fn send(call: &HttpCall, address: &str, token: &str) -> Option<Reply> {
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).build().into();
    let authorization = format!("Bearer {token}");
    let with_body = |request: ureq::RequestBuilder<ureq::typestate::WithBody>| {
        let request = request.header("Authorization", &authorization);
        match &call.body {
            Some(body) => request.header("Content-Type", "application/json").send(body.as_str()),
            None => request.send_empty(),
        }
    };
    let without_body = |request: ureq::RequestBuilder<ureq::typestate::WithoutBody>| {
        request.header("Authorization", &authorization).call()
    };
    let mut answer = match call.method {
        Method::Get => without_body(agent.get(address)),
        Method::Head => without_body(agent.head(address)),
        Method::Delete => without_body(agent.delete(address)),
        Method::Post => with_body(agent.post(address)),
        Method::Put => with_body(agent.put(address)),
    }
    .ok()?;
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (retry_after, correlation_id) = (header("retry-after"), header("inin-correlation-id"));
    let status = answer.status().as_u16();
    Some(Reply::Http { status, body: answer.body_mut().read_to_string().ok()?, retry_after, correlation_id })
}

struct WebSockets {
    origin: String,
}

impl Sockets for WebSockets {
    fn open(&self, address: &str) -> Box<dyn Socket> {
        let (news_in, news) = mpsc::unbounded_channel();
        let (texts, texts_out) = mpsc::unbounded_channel();
        let task = tokio::task::spawn_local(converse(address.to_owned(), self.origin.clone(), news_in, texts_out));
        Box::new(OpenSocket { news, texts, task })
    }
}

struct OpenSocket {
    news: mpsc::UnboundedReceiver<SocketNews>,
    texts: mpsc::UnboundedSender<String>,
    task: tokio::task::JoinHandle<()>,
}

impl Socket for OpenSocket {
    fn poll_news(&mut self, context: &mut Context<'_>) -> Poll<SocketNews> {
        match self.news.poll_recv(context) {
            Poll::Ready(Some(news)) => Poll::Ready(news),
            Poll::Ready(None) | Poll::Pending => Poll::Pending,
        }
    }

    fn send(&mut self, text: String) {
        self.texts.send(text).ok();
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn converse(
    address: String,
    origin: String,
    news: mpsc::UnboundedSender<SocketNews>,
    mut texts: mpsc::UnboundedReceiver<String>,
) {
    use tokio_tungstenite::tungstenite::client::IntoClientRequest;
    let mut request = address.into_client_request().unwrap();
    request.headers_mut().insert("Origin", origin.parse().unwrap());
    if let Ok((mut socket, _)) = tokio_tungstenite::connect_async(request).await {
        news.send(SocketNews::Opened).ok();
        loop {
            tokio::select! {
                frame = socket.next() => match frame {
                    Some(Ok(Message::Text(text))) => drop(news.send(SocketNews::Text(text.to_string()))),
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                    Some(Ok(_)) => {}
                },
                text = texts.recv() => {
                    let Some(text) = text else { break };
                    if socket.send(Message::text(text)).await.is_err() {
                        break;
                    }
                }
            }
        }
    }
    news.send(SocketNews::Closed).ok();
}

struct SystemClock {
    begun: tokio::time::Instant,
    jitter: Cell<u32>,
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the local cloud runs on the same clock")]
    fn now(&self) -> DateTime<Utc> {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        DateTime::from_timestamp_millis(i64::try_from(since.as_millis()).unwrap()).unwrap()
    }

    fn elapsed_ms(&self) -> f64 {
        self.begun.elapsed().as_secs_f64() * 1000.0
    }

    /// A fixed sequence: a failure can be seen again.
    fn jitter(&self) -> u32 {
        self.jitter.set(self.jitter.get().wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        self.jitter.get()
    }

    fn sleep(&self, duration_ms: u32) -> Task<()> {
        Box::pin(tokio::time::sleep(Duration::from_millis(duration_ms.into())))
    }

    fn pause(&self) -> Task<()> {
        Box::pin(tokio::task::yield_now())
    }
}

/// No page came before and none comes after.
pub(crate) struct Nothing;

impl Handover for Nothing {
    fn take(&self) -> Option<String> {
        None
    }

    fn hold(&self, _: Option<String>) {}
}

/// A token that was got elsewhere.
struct Given(Rc<RefCell<Option<String>>>);

impl Access for Given {
    fn sign_in(&self) -> Task<SignIn> {
        Box::pin(async { SignIn::Leaving })
    }

    fn sign_out(&self) -> Task<()> {
        self.forget();
        Box::pin(async {})
    }

    fn expires_at(&self) -> Option<DateTime<Utc>> {
        None
    }

    fn forget(&self) {
        *self.0.borrow_mut() = None;
    }
}
