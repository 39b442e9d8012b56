//! A local cloud of its own for each story: a process on a free loopback port, with its data in a folder that goes with it,
//! and a proxy before it, through which the browsers speak.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::proxy::Proxy;

/// The token that opens the fault controls in these stories.
const FAULTS: &str = "stories-of-an-agents-day";

/// How long a cloud may take until it answers.
const READY_MS: i64 = 90_000;

/// A running local cloud.
pub(crate) struct Cloud {
    process: Child,
    port: u16,
    pub(crate) proxy: Proxy,
    data: PathBuf,
    site: PathBuf,
    /// Further words of the command line.
    more: Vec<String>,
}

impl Cloud {
    /// Starts a cloud with a history that serves this site, with further words of the command line, and waits until it
    /// answers.
    pub(crate) async fn start_as(site: PathBuf, more: &[&str]) -> Self {
        // Kept until the proxy has a port of its own, which must be another.
        let kept = listener();
        let port = port_of(&kept);
        let proxy = Proxy::start(port);
        drop(kept);
        let data = std::env::temp_dir().join(format!("journey-stories-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&data).expect("a folder for the data");
        let more: Vec<String> = more.iter().map(|word| (*word).to_owned()).collect();
        let process = spawn(port, proxy.port, &data, &site, &more);
        let mut cloud = Self { process, port, proxy, data, site, more };
        cloud.wait_until_ready().await;
        cloud
    }

    /// Ends the process at once, as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("the cloud's process ends");
        self.process.wait().expect("the cloud's process is gone");
    }

    /// The same, and all it had stored is gone.
    pub(crate) fn kill_and_forget(&mut self) {
        self.kill();
        std::fs::remove_dir_all(&self.data).expect("the data go");
        std::fs::create_dir_all(&self.data).expect("a folder for new data");
    }

    /// Whether its process is there.
    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    /// Starts it again on the same port and data.
    pub(crate) async fn restart(&mut self) {
        self.process = spawn(self.port, self.proxy.port, &self.data, &self.site, &self.more);
        self.wait_until_ready().await;
    }

    async fn wait_until_ready(&mut self) {
        // Nobody listens yet: a connection to the port may get the very same port for its own end and so meet itself. It
        // would wait for ever, and keep the port from the cloud.
        let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(1)));
        let agent: ureq::Agent = config.build().into();
        let begun = now_ms();
        while now_ms() - begun < READY_MS {
            if matches!(agent.get(self.direct("/api/v2/date")).call(), Ok(_) | Err(ureq::Error::StatusCode(_))) {
                return;
            }
            if !self.is_running() {
                self.process = spawn(self.port, self.proxy.port, &self.data, &self.site, &self.more);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the local cloud did not answer on port {}", self.port);
    }

    /// An address on this cloud as browsers know it: through the proxy.
    pub(crate) fn address(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.proxy.port)
    }

    /// The same for the story itself, whatever the weather.
    fn direct(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// Posts JSON to a public endpoint, as a page of this cloud does; gives the answer's JSON, or null.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Value {
        self.send(path, body, ("Origin", &self.address("")))
    }

    /// Posts JSON to a control endpoint, which refuses pages.
    pub(crate) fn control(&self, path: &str, body: &Value) -> Value {
        self.send(path, body, ("X-Faults", FAULTS))
    }

    /// Posts JSON to a control endpoint that takes its time; the story goes on meanwhile.
    pub(crate) fn control_beside(&self, path: &str, body: &Value) -> tokio::task::JoinHandle<Value> {
        let (path, body) = (self.direct(path), body.to_string());
        tokio::task::spawn_blocking(move || {
            let request = ureq::post(&path).header("Content-Type", "application/json").header("X-Faults", FAULTS);
            let mut answer = request.send(body).unwrap_or_else(|error| panic!("POST {path}: {error}"));
            serde_json::from_str(&answer.body_mut().read_to_string().unwrap_or_default()).unwrap_or(Value::Null)
        })
    }

    /// Reads JSON from a control endpoint.
    pub(crate) fn control_get(&self, path: &str) -> Value {
        let answer = ureq::get(self.direct(path)).header("X-Faults", FAULTS).call();
        let text = answer.ok().and_then(|mut answer| answer.body_mut().read_to_string().ok()).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("GET {path}: {error}"))
    }

    /// Reads JSON from a public endpoint; null when there is none.
    pub(crate) fn get(&self, path: &str) -> Value {
        let answer = ureq::get(self.direct(path)).header("Origin", &self.address("")).call();
        let text = answer.ok().and_then(|mut answer| answer.body_mut().read_to_string().ok());
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null)
    }

    fn send(&self, path: &str, body: &Value, header: (&str, &str)) -> Value {
        match self.try_send(path, body, header) {
            Ok(mut answer) => {
                let text = answer.body_mut().read_to_string().unwrap_or_default();
                serde_json::from_str(&text).unwrap_or(Value::Null)
            }
            Err(error) => panic!("POST {path}: {error}"),
        }
    }

    fn try_send(
        &self,
        path: &str,
        body: &Value,
        (name, value): (&str, &str),
    ) -> Result<http::Response<ureq::Body>, ureq::Error> {
        let request = ureq::post(self.direct(path)).header("Content-Type", "application/json").header(name, value);
        request.send(body.to_string())
    }

    /// A web event that the cloud may refuse; whether it took it.
    pub(crate) fn try_web_event(&self, cookie: &str, name: &str, page: &str, ago_ms: i64, more: &Value) -> bool {
        let body = self.web_event_body(cookie, name, page, now_ms() - ago_ms, more);
        self.try_send(&self.web_events(), &body, ("Origin", &self.address(""))).is_ok()
    }

    fn web_events(&self) -> String {
        format!("/api/v2/journey/deployments/{}/webevents", self.deployment())
    }

    /// A web event as the tracker sends it, `ago_ms` in the past.
    pub(crate) fn web_event(&self, cookie: &str, name: &str, page: &str, ago_ms: i64, more: &Value) -> Value {
        self.web_event_at(cookie, name, page, now_ms() - ago_ms, more)
    }

    /// The same at a moment, in milliseconds.
    pub(crate) fn web_event_at(&self, cookie: &str, name: &str, page: &str, created: i64, more: &Value) -> Value {
        self.post(&self.web_events(), &self.web_event_body(cookie, name, page, created, more))
    }

    fn web_event_body(&self, cookie: &str, name: &str, page: &str, created: i64, more: &Value) -> Value {
        let mut body = json!({
            "customerCookieId": cookie,
            "eventName": name,
            "page": {"url": self.address(&format!("/shop/{}", page.to_lowercase().replace(' ', "-"))), "title": page},
            "browser": {"family": "Chrome", "version": "131"},
            "device": {"category": "desktop", "type": "Computer", "osFamily": "Linux", "osVersion": "6"},
            "createdDate": iso(created),
        });
        if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
            body.extend(more.clone());
        }
        body
    }

    /// The id of the shop's deployment, as its pages carry it.
    pub(crate) fn deployment(&self) -> String {
        let mut answer = ureq::get(self.direct("/shop/")).call().expect("the shop answers");
        let text = answer.body_mut().read_to_string().unwrap_or_default();
        let rest = text.split_once("data-deployment=\"").map_or("", |(_, rest)| rest);
        rest.split('"').next().unwrap_or_default().to_owned()
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
        drop(std::fs::remove_dir_all(&self.data));
    }
}

fn spawn(port: u16, proxy: u16, data: &std::path::Path, site: &std::path::Path, more: &[String]) -> Child {
    let program = std::env::var("JOURNEY_CLOUD").expect("JOURNEY_CLOUD names the local cloud");
    Command::new(program)
        .args(["--port", &port.to_string(), "--proxy-port", &proxy.to_string(), "--seed", "7", "--faults", FAULTS])
        .arg("--data")
        .arg(data)
        .arg("--site")
        .arg(site)
        .args(more)
        .stdout(Stdio::null())
        .spawn()
        .expect("the local cloud starts")
}

/// A listener on a port of its own.
pub(crate) fn listener() -> TcpListener {
    TcpListener::bind(("127.0.0.1", 0)).expect("a free port")
}

/// Where it listens.
pub(crate) fn port_of(listener: &TcpListener) -> u16 {
    listener.local_addr().expect("an address").port()
}

/// A port that nobody listens on now.
pub(crate) fn free_port() -> u16 {
    port_of(&listener())
}

#[expect(clippy::disallowed_methods, reason = "a story happens now")]
pub(crate) fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock after 1970");
    i64::try_from(since.as_millis()).expect("a clock before the year 292 million")
}

pub(crate) fn iso(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms).expect("a moment").to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

/// What the stories need to know of the personas, from the data that the cloud plays.
impl Cloud {
    fn contacts() -> Vec<Value> {
        serde_json::from_str(include_str!("../../crates/local-cloud/personas/contacts.json")).expect("the contacts")
    }

    /// The id of the contact with this last name.
    pub(crate) fn contact_named(last_name: &str) -> String {
        let contacts = Self::contacts();
        let contact = contacts.iter().find(|contact| contact["lastName"] == last_name && contact["type"] == "Curated");
        contact
            .and_then(|contact| contact["id"].as_str())
            .unwrap_or_else(|| panic!("nobody is named {last_name}"))
            .to_owned()
    }

    /// Numbers with how many contacts have them.
    fn numbers() -> std::collections::BTreeMap<String, Vec<String>> {
        let mut numbers: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
        for contact in Self::contacts() {
            let name = format!(
                "{} {}",
                contact["firstName"].as_str().unwrap_or_default(),
                contact["lastName"].as_str().unwrap_or_default()
            );
            for kind in ["cellPhone", "homePhone", "workPhone", "otherPhone"] {
                if let Some(number) = contact[kind]["e164"].as_str() {
                    numbers.entry(number.to_owned()).or_default().push(name.trim().to_owned());
                }
            }
        }
        numbers
    }

    /// A number that two contacts share.
    pub(crate) fn shared_number() -> String {
        Self::numbers().into_iter().find(|(_, names)| names.len() == 2).expect("a shared number").0
    }

    /// A number of one contact, and the contact's name.
    pub(crate) fn known_number() -> (String, String) {
        let found = Self::numbers().into_iter().find(|(_, names)| names.len() == 1 && names[0].contains("Okafor"));
        let (number, names) = found.expect("a number of one contact");
        (number, names[0].clone())
    }
}
