//! A local cloud inside the test, on a free port, and what a customer or a test does to it.

use local_cloud::{Cloud, Options, bind};
use serde_json::{Value, json};
use tokio::sync::oneshot;

const FAULTS: &str = "native-tests";

/// A running local cloud; it ends with this.
pub(crate) struct LocalCloud {
    pub(crate) base: String,
    _stop: oneshot::Sender<()>,
}

impl LocalCloud {
    /// With or without the personas' past.
    pub(crate) async fn start(personas: bool) -> Self {
        let options = Options { personas, faults: Some(FAULTS.to_owned()), quiet: true, seed: 7, ..Options::default() };
        let listeners = bind(&options).await.unwrap();
        let port = listeners.first().unwrap().local_addr().unwrap().port();
        // Playing the past keeps a thread busy for a moment.
        let cloud = tokio::task::spawn_blocking(move || Cloud::open(options).unwrap()).await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(cloud.serve(listeners, async move { drop(stopped.await) }));
        Self { base: format!("http://127.0.0.1:{port}"), _stop: stop }
    }

    /// A socket's base.
    pub(crate) fn streaming(&self) -> String {
        self.base.replace("http", "ws")
    }

    /// A test control.
    pub(crate) async fn control(&self, path: &str, body: Value) -> Value {
        request(format!("{}/control/{path}", self.base), Some(body)).await
    }

    /// What is really so.
    pub(crate) async fn truth(&self) -> Value {
        let address = format!("{}/control/truth", self.base);
        let told = tokio::task::spawn_blocking(move || {
            ureq::get(&address).header("X-Faults", FAULTS).call().unwrap().body_mut().read_to_string().unwrap()
        });
        serde_json::from_str(&told.await.unwrap()).unwrap()
    }

    /// A token of an agent.
    pub(crate) async fn token(&self, agent: &str) -> String {
        let answer = self.control("sign-in", json!({"agent": agent})).await;
        answer["access_token"].as_str().unwrap().to_owned()
    }

    /// How many channels the owner of a token has, by whatever token.
    pub(crate) async fn n_channels(&self, token: String) -> usize {
        let address = format!("{}/api/v2/notifications/channels?includechannels=oauthclient", self.base);
        let listed = tokio::task::spawn_blocking(move || {
            let mut answer = ureq::get(&address).header("Authorization", format!("Bearer {token}")).call().unwrap();
            answer.body_mut().read_to_string().unwrap()
        });
        let listing: Value = serde_json::from_str(&listed.await.unwrap()).unwrap();
        listing["entities"].as_array().unwrap().len()
    }

    /// A page view by the visitor with this cookie; gives the session's id.
    pub(crate) async fn page_view(&self, cookie: &str, title: &str) -> String {
        self.web_event(cookie, json!({"eventName": "page_viewed", "page": self.page(title)})).await
    }

    /// A search by the same.
    pub(crate) async fn search(&self, cookie: &str, words: &str) {
        let page = self.page("Search");
        self.web_event(cookie, json!({"eventName": "search_performed", "searchQuery": words, "page": page})).await;
    }

    fn page(&self, title: &str) -> Value {
        json!({"url": format!("{}/shop/{}", self.base, title.to_lowercase()), "title": title})
    }

    async fn web_event(&self, cookie: &str, mut event: Value) -> String {
        event["customerCookieId"] = json!(cookie);
        event["createdDate"] = json!(now());
        let address = format!("{}/api/v2/journey/deployments/{}/webevents", self.base, self.deployment().await);
        let answer = request(address, Some(event)).await;
        answer["session"]["id"].as_str().unwrap_or_else(|| panic!("no session in {answer}")).to_owned()
    }

    /// The shop's deployment, as its pages carry it.
    async fn deployment(&self) -> String {
        let page = text(format!("{}/shop/", self.base), None).await;
        let (_, rest) = page.split_once("data-deployment=\"").expect("the shop names its deployment");
        rest.split('"').next().unwrap().to_owned()
    }
}

#[expect(clippy::disallowed_methods, reason = "the customer clicks now")]
fn now() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = chrono::DateTime::from_timestamp_millis(i64::try_from(since.as_millis()).unwrap()).unwrap();
    now.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

async fn request(address: String, body: Option<Value>) -> Value {
    serde_json::from_str(&text(address, body).await).unwrap_or(Value::Null)
}

async fn text(address: String, body: Option<Value>) -> String {
    tokio::task::spawn_blocking(move || {
        let mut answer = match body {
            Some(body) => ureq::post(&address)
                .header("Content-Type", "application/json")
                .header("X-Faults", FAULTS)
                .send(body.to_string()),
            None => ureq::get(&address).call(),
        }
        .unwrap_or_else(|error| panic!("{address}: {error}"));
        answer.body_mut().read_to_string().unwrap()
    })
    .await
    .unwrap()
}
