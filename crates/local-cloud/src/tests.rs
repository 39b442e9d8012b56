//! What the tests of this crate have in common: a cloud on a bench, asked through its router or over real sockets.

pub(crate) mod inspection;

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::{DateTime, Utc};
use futures_util::{SinkExt as _, StreamExt as _};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};
use tower::ServiceExt as _;

use self::inspection::Inspector;
use crate::personas::DEPLOYMENT;
use crate::{Clock, Cloud, Data, Options};

pub(crate) const FAULTS: &str = "a token for the tests";
pub(crate) const PORT: u16 = 8787;
/// Longest wait for something that must come.
const PATIENCE: Duration = Duration::from_secs(10);

/// Nine in the morning of a Tuesday.
pub(crate) fn morning() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_510_800, 0).unwrap()
}

/// Options for a test: a standing clock, no personas, controls on.
pub(crate) fn options() -> Options {
    Options {
        port: PORT,
        personas: false,
        faults: Some(FAULTS.to_owned()),
        clock: Clock::standing(morning()),
        quiet: true,
        ..Options::default()
    }
}

/// A cloud that is asked through its router.
pub(crate) struct Bench {
    pub(crate) cloud: Cloud,
    pub(crate) router: Router,
    inspector: Inspector,
}

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    pub(crate) fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The body, after a look at the status.
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{self:?}");
        self.json()
    }

    /// Status and code of an error body, whose other parts are checked.
    pub(crate) fn refusal(&self) -> (u16, String) {
        let body = self.json();
        assert_eq!(body["status"], json!(self.status.as_u16()), "{self:?}");
        assert_eq!(body["contextId"], json!(self.header("inin-correlation-id")), "{self:?}");
        assert!(!body["message"].as_str().unwrap().is_empty());
        assert!(body["details"].is_array() && body["errors"].is_array());
        (self.status.as_u16(), body["code"].as_str().unwrap().to_owned())
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(options())
    }

    pub(crate) fn with(options: Options) -> Self {
        let inspector = Inspector::of(options.organisation);
        let cloud = Cloud::open(options).unwrap();
        let router = cloud.router();
        Self { cloud, router, inspector }
    }

    /// With the personas' past.
    pub(crate) fn with_past() -> Self {
        Self::with(Options { personas: true, ..options() })
    }

    /// Sends a request as it is; Host is added when it has none.
    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        let host = format!("127.0.0.1:{PORT}").parse().unwrap();
        request.headers_mut().entry(header::HOST).or_insert(host);
        let (method, path) = (request.method().clone(), request.uri().to_string());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        self.inspector.answer(method.as_str(), &path, parts.status.as_u16(), &text);
        Answer { status: parts.status, headers: parts.headers, text }
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str, token: &str) -> Answer {
        self.ask(Method::GET, path, Some(token), None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, None, Some(body)).await
    }

    /// Asks the test controls.
    pub(crate) async fn control(&self, path: &str, body: &Value) -> Answer {
        self.inspector.order(path, body);
        let request = Request::post(path).header("x-faults", FAULTS).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// A token of the agent with this name.
    pub(crate) async fn token(&self, agent: &str) -> String {
        let answer = self.control("/control/sign-in", &json!({"agent": agent})).await.ok();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// Sends a page view of `cookie` and answers its session's id.
    pub(crate) async fn view(&self, cookie: &str, page: &str) -> String {
        let at = self.cloud.clock().now();
        let answer = self.post(&events_path(), page_view(cookie, page, at)).await.ok();
        answer["session"]["id"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn events_path() -> String {
    format!("/api/v2/journey/deployments/{DEPLOYMENT}/webevents")
}

pub(crate) fn page_view(cookie: &str, page: &str, at: DateTime<Utc>) -> Value {
    json!({
        "customerCookieId": cookie,
        "eventName": "page_viewed",
        "page": {"url": format!("http://127.0.0.1:8787/shop/{page}"), "title": page},
        "createdDate": wire::Timestamp(at),
    })
}

/// A cloud that listens on a port of its own, and ends when it is dropped, without being told to (as by a kill).
pub(crate) struct Running {
    pub(crate) port: u16,
    pub(crate) clock: Clock,
    task: JoinHandle<()>,
    runtime: Option<tokio::runtime::Runtime>,
    inspector: Inspector,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Running {
    pub(crate) async fn start(options: Options) -> Self {
        // A runtime of its own: when it goes, all its tasks go, as in a process that is killed.
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let clock = options.clock.clone();
        let inspector = Inspector::of(options.organisation);
        let (tell, told) = tokio::sync::oneshot::channel();
        let task = runtime.spawn(async move {
            let listeners = crate::bind(&options).await.unwrap();
            tell.send(listeners[0].local_addr().unwrap().port()).unwrap();
            let cloud = Cloud::open(options).unwrap();
            cloud.serve(listeners, std::future::pending()).await.unwrap();
        });
        let port = told.await.unwrap();
        Self { port, clock, task, runtime: Some(runtime), inspector }
    }

    pub(crate) async fn in_memory() -> Self {
        Self::start(Options { port: 0, ..options() }).await
    }

    pub(crate) async fn in_folder(folder: &std::path::Path, port: u16, clock: Clock) -> Self {
        let data = Data::Folder { path: folder.to_owned(), fresh: false };
        Self::start(Options { port, data, clock, ..options() }).await
    }

    /// Stops as a kill does: no farewell, nothing put in order; what is at the disk ends first.
    pub(crate) async fn kill(mut self) {
        self.task.abort();
        let runtime = self.runtime.take().unwrap();
        // Waits for what is at the disk, so that the folder is free for the next one.
        tokio::task::spawn_blocking(move || runtime.shutdown_timeout(PATIENCE)).await.unwrap();
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// One request over its own connection.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> (u16, Value) {
        let body = body.map(ToString::to_string).unwrap_or_default();
        let mut text = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n", self.port);
        for (name, value) in headers {
            text += &format!("{name}: {value}\r\n");
        }
        text += &format!("Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        let answer = timeout(PATIENCE, exchange(self.port, text.as_bytes())).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {answer:?}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        self.inspector.answer(method, path, status, body);
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    pub(crate) async fn api(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> (u16, Value) {
        self.ask(method, path, &[("Authorization", &format!("Bearer {token}"))], body).await
    }

    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        self.inspector.order(path, &body);
        let (status, answer) = self.ask("POST", path, &[("X-Faults", FAULTS)], Some(&body)).await;
        assert!((200..300).contains(&status), "{path}: {status} {answer}");
        answer
    }

    pub(crate) async fn token(&self, agent: &str) -> String {
        self.control("/control/sign-in", json!({"agent": agent})).await["access_token"].as_str().unwrap().to_owned()
    }

    /// A new channel with these topics; answers its id.
    pub(crate) async fn channel(&self, token: &str, topics: &[&str]) -> String {
        let (status, channel) = self.api("POST", "/api/v2/notifications/channels", token, None).await;
        assert_eq!(status, 200, "{channel}");
        let id = channel["id"].as_str().unwrap().to_owned();
        assert_eq!(channel["connectUri"], json!(format!("ws://127.0.0.1:{}/channels/{id}", self.port)));
        let body = topics.iter().map(|topic| json!({"id": topic})).collect();
        let path = format!("/api/v2/notifications/channels/{id}/subscriptions");
        let (status, answer) = self.api("PUT", &path, token, Some(&body)).await;
        assert_eq!(status, 200, "{answer}");
        id
    }

    /// Connects to a channel as our own page does.
    pub(crate) async fn connect(&self, channel: &str) -> Ear {
        self.try_connect(channel, Some(&self.origin())).await.unwrap()
    }

    pub(crate) async fn try_connect(&self, channel: &str, origin: Option<&str>) -> Result<Ear, tungstenite::Error> {
        let address = format!("ws://127.0.0.1:{}/channels/{channel}", self.port);
        let mut request = address.into_client_request()?;
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().unwrap());
        }
        let (socket, _) = timeout(PATIENCE, tokio_tungstenite::connect_async(request)).await.unwrap()?;
        Ok(Ear(socket, self.inspector.clone()))
    }
}

/// Sends bytes, answers everything that comes back until the other side closes.
pub(crate) async fn exchange(port: u16, bytes: &[u8]) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    // Who is refused early may find the door closed before everything is said.
    let _refused_early = stream.write_all(bytes).await.is_err();
    let mut answer = Vec::new();
    let _cut_off = stream.read_to_end(&mut answer).await.is_err();
    String::from_utf8_lossy(&answer).into_owned()
}

/// The listening end of a socket.
pub(crate) struct Ear(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>, Inspector);

impl Ear {
    pub(crate) async fn say(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    /// The next text frame; `None` when the socket has ended.
    pub(crate) async fn hear(&mut self) -> Option<Value> {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("nothing was heard") {
                Some(Ok(Message::Text(text))) => {
                    self.1.frame(text.as_str());
                    return Some(serde_json::from_str(&text).unwrap_or_else(|_| json!(text.as_str())));
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(_) | Err(_)) | None => return None,
            }
        }
    }

    /// The body of the next event of `topic`; others are passed over.
    pub(crate) async fn hear_topic(&mut self, topic: &str) -> Value {
        loop {
            let frame = self.hear().await.expect("the socket has ended");
            if frame["topicName"] == topic {
                return frame["eventBody"].clone();
            }
        }
    }

    /// The next frame of `topic`; others are passed over.
    pub(crate) async fn hear_of(&mut self, topic: &str) -> Value {
        loop {
            let frame = self.hear().await.expect("the socket has ended");
            if frame["topicName"] == topic {
                return frame;
            }
        }
    }

    /// Waits for the end of the socket; answers what was heard until then.
    pub(crate) async fn rest(&mut self) -> Vec<Value> {
        let mut heard = Vec::new();
        while let Some(frame) = self.hear().await {
            heard.push(frame);
        }
        heard
    }
}
