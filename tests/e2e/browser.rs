//! Headless Chromium through ChromeDriver: one driver per story, as many windows as it needs.

use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use fantoccini::elements::{Element, ElementRef};
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};

use crate::cloud::free_port;

/// How long a story waits for what must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// Finds things by role and name. `root` is a CSS selector or null; names match exactly, or by prefix when they end in `…`.
const FIND: &str = r"
const ROLES = {
  button: 'button, [role=button]', article: 'article', region: 'section, [role=region]', list: 'ol, ul, [role=list]',
  status: '[role=status]', dialog: '[role=dialog]', meter: '[role=meter], meter', heading: 'h1, h2, h3',
  searchbox: 'input[type=search], [role=searchbox]', alert: '[role=alert]', main: 'main', link: 'a[href]', listitem: 'li',
  textbox: 'input, textarea', menuitem: '[role^=menuitem]',
};
function text(e) { return (e.textContent || '').replace(/\s+/g, ' ').trim(); }
function name(e) {
  const label = e.getAttribute('aria-label');
  if (label) return label.trim();
  const by = e.getAttribute('aria-labelledby');
  if (by) return by.split(/\s+/).map(id => document.getElementById(id)).filter(Boolean).map(text).join(' ').trim();
  if (e.labels && e.labels.length) return text(e.labels[0]);
  return text(e);
}
function shown(e) { return e.checkVisibility ? e.checkVisibility({ visibilityProperty: true }) : true; }
function all(role, wanted, root) {
  const from = root || document;
  return [...from.querySelectorAll(ROLES[role] || role)].filter(e => {
    if (wanted === null || wanted === undefined) return shown(e);
    const n = name(e);
    const fits = wanted.endsWith('…') ? n.startsWith(wanted.slice(0, -1)) : n === wanted;
    return fits && shown(e);
  });
}
";

/// Runs before any page's own script: keeps what the page's policy refused.
const COLLECT: &str = "window.violations = []; document.addEventListener('securitypolicyviolation', event => \
    window.violations.push(event.violatedDirective + ' ' + event.blockedURI));";

/// A ChromeDriver process.
pub(crate) struct Driver {
    process: Child,
    port: u16,
    profiles: Vec<std::path::PathBuf>,
    sessions: Vec<String>,
}

impl Driver {
    /// Starts ChromeDriver and waits until it answers.
    pub(crate) async fn start() -> Self {
        let mut port = free_port();
        let mut process = drive(port);
        for _ in 0..200 {
            if !matches!(process.try_wait(), Ok(None)) {
                // Somebody else took the port meanwhile.
                port = free_port();
                process = drive(port);
            }
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Self { process, port, profiles: Vec::new(), sessions: Vec::new() }
    }

    /// A new browser with an empty profile.
    pub(crate) async fn browser(&mut self, width: u32, height: u32) -> Browser {
        let profile = std::env::temp_dir().join(format!(
            "journey-profile-{}-{}-{}",
            std::process::id(),
            self.port,
            self.profiles.len()
        ));
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
        ];
        let mut arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
        arguments.push(format!("--user-data-dir={}", profile.display()));
        arguments.push(format!("--window-size={width},{height}"));
        self.profiles.push(profile);
        let capabilities = json!({
            "goog:chromeOptions": {"args": arguments, "binary": "/usr/bin/chromium"},
            "goog:loggingPrefs": {"browser": "ALL"},
        });
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let client = ClientBuilder::new(hyper_util_connector())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{}", self.port))
            .await
            .expect("a browser");
        self.sessions.extend(client.session_id().await.ok().flatten());
        let browser = Browser { client, violations: Arc::default() };
        browser.before_each_page(COLLECT).await;
        browser
    }
}

fn drive(port: u16) -> Child {
    Command::new("chromedriver")
        .args([format!("--port={port}"), "--silent".to_owned()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver starts")
}

/// Plain HTTP: the driver is on loopback.
fn hyper_util_connector() -> hyper_util::client::legacy::connect::HttpConnector {
    hyper_util::client::legacy::connect::HttpConnector::new()
}

impl Drop for Driver {
    fn drop(&mut self) {
        // A story that failed has not closed its browsers, and they outlive their driver.
        for session in &self.sessions {
            drop(ureq::delete(format!("http://127.0.0.1:{}/session/{session}", self.port)).call());
        }
        drop(self.process.kill());
        drop(self.process.wait());
        for profile in &self.profiles {
            drop(std::fs::remove_dir_all(profile));
        }
    }
}

/// A browser window.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) client: Client,
    /// What the policies of its pages refused, as the log had it.
    violations: Arc<Mutex<Vec<String>>>,
}

impl Browser {
    /// Opens a further tab of the same browser and goes on in it.
    pub(crate) async fn new_tab(&self) -> WindowHandle {
        let tab = self.client.new_window(true).await.expect("a tab").handle;
        self.turn_to(&tab).await;
        self.before_each_page(COLLECT).await;
        tab
    }

    /// Goes on in another tab, which comes to the front.
    pub(crate) async fn turn_to(&self, tab: &WindowHandle) {
        self.client.switch_to_window(tab.clone()).await.expect("the tab");
    }

    /// Goes to an address.
    pub(crate) async fn open(&self, address: &str) {
        self.client.goto(address).await.expect("the page opens");
    }

    /// Runs a script with the finders above in scope.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(&format!("{FIND}\n{script}"), arguments).await.expect("the script runs")
    }

    /// The same where the page may be going away: null then.
    pub(crate) async fn look(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(&format!("{FIND}\n{script}"), arguments).await.unwrap_or(Value::Null)
    }

    /// Waits until the script gives something other than null, false, 0 or "".
    pub(crate) async fn wait(&self, what: &str, script: &str, arguments: Vec<Value>) -> Value {
        self.wait_at_most(PATIENCE, what, script, arguments).await
    }

    /// The same with another patience.
    #[expect(clippy::disallowed_methods, reason = "a story has a deadline")]
    pub(crate) async fn wait_at_most(
        &self,
        patience: Duration,
        what: &str,
        script: &str,
        arguments: Vec<Value>,
    ) -> Value {
        let begun = Instant::now();
        loop {
            let answer =
                self.client.execute(&format!("{FIND}\n{script}"), arguments.clone()).await.unwrap_or(Value::Null);
            let empty = answer.is_null() || answer == json!(false) || answer == json!(0) || answer == json!("");
            if !empty {
                return answer;
            }
            if begun.elapsed() > patience {
                let page = self.run("return document.body ? document.body.innerText : ''", vec![]).await;
                let logs = self.logs().await;
                panic!(
                    "waited {patience:?} in vain for {what}; the page reads:\n{}\nlogs: {logs}",
                    page.as_str().unwrap_or_default()
                );
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Waits for the first thing of this role and name.
    pub(crate) async fn find(&self, role: &str, name: &str) -> Element {
        let script = "return all(arguments[0], arguments[1])[0]";
        let value = self.wait(&format!("{role} \"{name}\""), script, vec![json!(role), json!(name)]).await;
        self.element(&value)
    }

    fn element(&self, value: &Value) -> Element {
        let id =
            value.as_object().and_then(|object| object.values().next()).and_then(Value::as_str).unwrap_or_default();
        Element::from_element_id(self.client.clone(), ElementRef::from(id.to_owned()))
    }

    /// Waits for it and clicks it as a person would.
    pub(crate) async fn click(&self, role: &str, name: &str) {
        let element = self.find(role, name).await;
        let script = "arguments[0].scrollIntoView({block: 'center'})";
        let argument = serde_json::to_value(&element).unwrap_or_default();
        drop(self.client.execute(script, vec![argument]).await);
        element.click().await.unwrap_or_else(|error| panic!("{role} \"{name}\" cannot be clicked: {error}"));
    }

    /// How many things of this role and name can be seen now.
    pub(crate) async fn count(&self, role: &str, name: Option<&str>) -> u64 {
        self.run("return all(arguments[0], arguments[1]).length", vec![json!(role), json!(name)])
            .await
            .as_u64()
            .unwrap_or_default()
    }

    /// The text of the first thing of this role and name.
    pub(crate) async fn text(&self, role: &str, name: &str) -> String {
        let script = "const e = all(arguments[0], arguments[1])[0]; return e ? text(e) : null";
        self.run(script, vec![json!(role), json!(name)]).await.as_str().unwrap_or_default().to_owned()
    }

    /// Errors and refusals that the browser logged since the last look.
    pub(crate) async fn logs(&self) -> String {
        #[derive(Debug)]
        struct Log;
        impl fantoccini::wd::WebDriverCompatibleCommand for Log {
            fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
                base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
            }
            fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
                (http::Method::POST, Some(json!({"type": "browser"}).to_string()))
            }
        }
        let entries = self.client.issue_cmd(Log).await.unwrap_or(Value::Null);
        let lines = entries.as_array().into_iter().flatten().filter(|entry| entry["level"] == "SEVERE");
        let lines: Vec<&str> = lines.filter_map(|entry| entry["message"].as_str()).collect();
        let refused =
            lines.iter().filter(|line| line.contains("Content Security Policy")).map(|line| (*line).to_owned());
        self.violations.lock().expect("nobody panicked").extend(refused);
        lines.join("\n")
    }

    /// Runs a script in each page before the page's own.
    pub(crate) async fn before_each_page(&self, script: &str) {
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({"source": script})).await;
    }

    /// Presses and releases a key, as the keyboard does.
    pub(crate) async fn key(&self, key: &str) {
        let code = match key {
            "Tab" => 9,
            "Enter" => 13,
            "Escape" => 27,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowRight" => 39,
            _ => 0,
        };
        let mut event = json!({"type": "keyDown", "key": key, "windowsVirtualKeyCode": code});
        if code == 0 {
            event["text"] = json!(key);
        } else if key == "Enter" {
            event["text"] = json!("\r");
        }
        self.cdp("Input.dispatchKeyEvent", event).await;
        self.cdp("Input.dispatchKeyEvent", json!({"type": "keyUp", "key": key, "windowsVirtualKeyCode": code})).await;
    }

    /// Sends a command of the browser's own protocol.
    pub(crate) async fn cdp(&self, command: &str, parameters: Value) -> Value {
        self.try_cdp(command, parameters).await.expect("the browser obeys")
    }

    /// The same where the page may not live to answer.
    pub(crate) async fn try_cdp(&self, command: &str, parameters: Value) -> Option<Value> {
        #[derive(Debug)]
        struct Cdp(String);
        impl fantoccini::wd::WebDriverCompatibleCommand for Cdp {
            fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
                base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
            }
            fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
                (http::Method::POST, Some(self.0.clone()))
            }
        }
        let body = json!({"cmd": command, "params": parameters}).to_string();
        self.client.issue_cmd(Cdp(body)).await.ok()
    }

    /// Makes the view exactly this wide and high, in light or dark.
    pub(crate) async fn view(&self, width: u32, height: u32, scheme: &str) {
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
        let media = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.cdp("Emulation.setEmulatedMedia", media).await;
    }

    /// A picture of the whole page.
    pub(crate) async fn picture(&self, name: &str) {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pictures");
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        let bytes = self.client.screenshot().await.expect("a picture");
        std::fs::write(folder.join(format!("{name}.png")), bytes).expect("the picture is kept");
    }

    /// Closes the browser. Whatever the story was about: no page did what its policy forbids.
    pub(crate) async fn close(self) {
        self.logs().await;
        let mut violations = self.violations.lock().expect("nobody panicked").clone();
        let found = self.run("return window.violations || []", vec![]).await;
        violations.extend(found.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)));
        drop(self.client.close().await);
        assert_eq!(violations, Vec::<String>::new(), "refused by the policy of a page");
    }
}
