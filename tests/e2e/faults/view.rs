//! What the agent sees: read from the page itself, and sampled every 100 ms.

use std::time::Duration;

use serde_json::{Value, json};

use super::visit::Visit;
use crate::browser::Browser;
use crate::cloud::{Cloud, now_ms};
use crate::stage::ADA;

/// The permission that the matrix takes away and gives back.
pub(super) const EVENTS_PERMISSION: &str = "journey:event:view";

/// The page of the agent.
pub(super) struct View(pub(super) Browser);

/// Names on the map and how many events stand behind "n more events".
const EVENTS: &str = r"
const list = all('list', 'Journey map')[0];
const names = list ? all('button', null, list).map(name) : null;
const more = n => /^[0-9,]+ more events?$/.test(n);
const word = (e => e ? text(e) : '')(all('status', 'Connection')[0]);
const own = n => /^(Page viewed|Search performed): /.test(n);
const segments = all('region', 'Segments matched…', document.querySelector('article'))[0];
const seen = names && {
  names: names.filter(own),
  others: names.filter(n => !own(n) && !more(n)).length,
  hidden: names.filter(more).reduce((sum, n) => sum + Number(n.replace(/[^0-9]/g, '')), 0),
  loading: list ? /Loading (more )?events/.test(list.closest('article').textContent) : false,
  segments: segments ? segments.querySelectorAll('li').length : 0,
};
";

/// Keeps a record of what the page says, over reloads of its own too.
const SAMPLER: &str = r"
if (!window.samples) {
  window.samples = [];
  setInterval(() => { EVENTS; window.samples.push([Date.now(), word, seen && !seen.loading ? seen.names.length + seen.hidden : null]); }, 100);
}
return true;
";

impl View {
    /// Goes to an address, with an empty page between: nothing of the last cell stays.
    pub(super) async fn open(&self, address: &str) {
        self.0.open("about:blank").await;
        self.0.open(address).await;
    }

    /// Chooses the agent on the sign-in page, by way of the button on the page where there is one.
    pub(super) async fn sign_in(&self, agent: &str) {
        let press = "const b = all('button', arguments[0] + '…')[0] || all('button', 'Sign in')[0]; if (!b) return null; const n = name(b); b.click(); return n";
        // First on the page itself, where it asks, then on the sign-in page.
        for _ in 0..300 {
            let pressed = self.0.look(press, vec![json!(agent)]).await;
            if pressed.as_str().is_some_and(|name| name.starts_with(agent)) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        self.watch().await;
    }

    async fn watch(&self) {
        let sampler = SAMPLER.replace("EVENTS;", EVENTS);
        let script = format!("if (!all('main', 'Customer journey').length) return false; {sampler}");
        for _ in 0..300 {
            if self.0.look(&script, vec![]).await == json!(true) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for a word of the connection.
    pub(super) async fn wait_for(&self, word: &str) -> Result<(), String> {
        self.until(Duration::from_secs(20), &format!("the connection says {word}"), |seen| seen["word"] == word).await
    }

    /// Expands the card of the visit when it is not; signs in again where it must.
    pub(super) async fn expand(&self) -> Result<(), String> {
        let script = "const b = document.querySelector('article h2 button[aria-expanded]'); if (!b) return false; if (b.getAttribute('aria-expanded') === 'false') b.click(); return true";
        for _ in 0..200 {
            if self.0.look(script, vec![]).await == json!(true) {
                return Ok(());
            }
            // A sign-in whose connection was reset has failed.
            if self.must_sign_in(&self.seen().await, ADA).await {
                self.sign_in(ADA).await;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(format!("there is no card to expand: {}", self.text().await))
    }

    /// Waits until the map shows the visit.
    pub(super) async fn wait_for_events(&self, visit: &Visit) -> Result<(), String> {
        self.until(Duration::from_secs(20), "the map shows the visit", |seen| difference(seen, visit).is_none()).await
    }

    /// The page shows exactly the visit, and is live, before long; signs in again where it must.
    pub(super) async fn shows(&self, visit: &Visit, agent: &str, patience: Duration) -> Result<(), String> {
        let deadline = now_ms() + i64::try_from(patience.as_millis()).unwrap_or(i64::MAX);
        let mut last = String::new();
        while now_ms() < deadline {
            let seen = self.seen().await;
            if self.must_sign_in(&seen, agent).await {
                self.sign_in(agent).await;
                continue;
            }
            if seen["seen"].is_null() {
                let retry = "const b = all('button', 'Try again')[0]; if (b) b.click(); const e = document.querySelector('article h2 button[aria-expanded=false]'); if (e) e.click(); return true";
                self.0.look(retry, vec![]).await;
            }
            last = match difference(&seen, visit) {
                None if seen["word"] == "Live" => return Ok(()),
                None => format!("everything is shown, but the connection says {}", seen["word"]),
                Some(difference) => difference,
            };
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(format!("{last}; the page reads: {}", self.text().await))
    }

    /// After a loss of data the page says that the session is not there, and shows nothing of it.
    pub(super) async fn says_that_the_session_is_gone(&self, agent: &str, patience: Duration) -> Result<(), String> {
        let deadline = now_ms() + i64::try_from(patience.as_millis()).unwrap_or(i64::MAX);
        while now_ms() < deadline {
            let seen = self.seen().await;
            if self.must_sign_in(&seen, agent).await {
                self.sign_in(agent).await;
            } else if self.0.count("alert", None).await > 0 && self.0.count("article", None).await == 0 {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Err(format!("the page goes on as if nothing had been lost: {}", self.text().await))
    }

    /// Never did the page say "Live" while an event was missing that could be known for `unseen`. Where it says that it is
    /// still loading events it does not claim to show them all.
    pub(super) async fn was_honest(&self, visit: &Visit, unseen: Duration) -> Result<(), String> {
        let samples = self.0.look("return window.samples || []", vec![]).await;
        let unseen = i64::try_from(unseen.as_millis()).unwrap_or(i64::MAX);
        let samples = samples.as_array().cloned().unwrap_or_default();
        for sample in &samples {
            let (at, word, shown) = (sample[0].as_i64().unwrap_or_default(), &sample[1], sample[2].as_u64());
            let Some(shown) = shown.filter(|_| word == "Live") else { continue };
            let known = visit.n_taken_by(at - unseen);
            if usize::try_from(shown).unwrap_or(usize::MAX) < known {
                return Err(format!(
                    "it said Live with {shown} of {known} events, {unseen} ms after the last was taken"
                ));
            }
        }
        if samples.is_empty() { Err("nothing was sampled".to_owned()) } else { Ok(()) }
    }

    /// One line says what is hidden.
    pub(super) async fn names_what_is_hidden(&self) -> Result<(), String> {
        self.until(Duration::from_secs(15), "the page names what is hidden", |seen| seen["hides"] == true).await
    }

    async fn must_sign_in(&self, seen: &Value, agent: &str) -> bool {
        let on_sign_in_page = "return all('button', arguments[0] + '…').length > 0";
        seen["word"] == "Signed out" || self.0.look(on_sign_in_page, vec![json!(agent)]).await == json!(true)
    }

    /// Loads the page again.
    pub(super) async fn again(&self) {
        drop(self.0.client.refresh().await);
    }

    async fn until(&self, patience: Duration, what: &str, is_so: impl Fn(&Value) -> bool) -> Result<(), String> {
        let deadline = now_ms() + i64::try_from(patience.as_millis()).unwrap_or(i64::MAX);
        while now_ms() < deadline {
            if is_so(&self.seen().await) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("waited in vain until {what}; the page reads: {}", self.text().await))
    }

    async fn seen(&self) -> Value {
        let script = format!(
            "{EVENTS} return {{word, seen, hides: /Some data is hidden/.test(document.body ? document.body.innerText : '')}}"
        );
        self.0.look(&script, vec![]).await
    }

    async fn text(&self) -> String {
        let text = self.0.look("return document.body ? document.body.innerText : ''", vec![]).await;
        text.as_str().unwrap_or_default().replace('\n', " | ").chars().take(1_500).collect()
    }
}

/// Whether a request's path begins or ends so.
fn is_part(target: &str, part: &str) -> bool {
    let path = target.split('?').next().unwrap_or_default();
    path.starts_with(part) || path.ends_with(part)
}

/// How the map differs from the visit; `None` when it does not.
fn difference(seen: &Value, visit: &Visit) -> Option<String> {
    let Some(names) = seen["seen"]["names"].as_array() else { return Some("there is no map".to_owned()) };
    let number = |name: &str| seen["seen"][name].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(0);
    let truth = visit.in_order();
    // What the cloud made of the visit stands between its events: behind a cluster it is counted with them.
    let n_hidden = (number("hidden") + number("others")).saturating_sub(number("segments"));
    let n_hidden = if number("hidden") == 0 { 0 } else { n_hidden };
    if names.len() + n_hidden != truth.len() {
        return Some(format!("{} events shown and {n_hidden} behind, {} happened", names.len(), truth.len()));
    }
    let drawn = truth.iter().skip(n_hidden);
    drawn.zip(names).find_map(|(happened, name)| {
        let name = name.as_str().unwrap_or_default();
        let is_it = name.strip_prefix(&happened.name).is_some_and(|rest| rest.starts_with(','));
        (!is_it).then(|| format!("{name:?} stands where {:?} happened", happened.name))
    })
}

/// What only the matrix asks of the cloud.
impl Cloud {
    /// Everything is as it should be again.
    pub(super) fn clear_faults(&self) {
        self.proxy.clear();
        self.control("/control/permissions", &json!({"agent": ADA, "add": [EVENTS_PERMISSION]}));
        self.control("/control/clear", &json!({}));
        self.control("/control/rates/reset", &json!({}));
    }

    /// Waits until the browser has asked for something, after its first `n` requests.
    pub(super) async fn wait_until_asked(&self, part: &str, n: usize) -> Result<(), String> {
        for _ in 0..300 {
            if self.proxy.asked_after(n).iter().flatten().any(|one| is_part(&one.target, part)) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let asked: Vec<String> = self.proxy.asked_after(n).into_iter().flatten().map(|one| one.target).collect();
        Err(format!("{part} was never asked for; these were: {}", asked.join(" ")))
    }
}
