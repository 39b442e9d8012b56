//! The tab as an agent with a screen reader finds it.

use std::time::Duration;

use serde_json::json;

use crate::browser::{Browser, PATIENCE};

/// The tab in a browser.
pub(crate) struct JourneyPage<'a>(pub(crate) &'a Browser);

impl JourneyPage<'_> {
    /// Waits until the connection reads so.
    pub(crate) async fn wait_for_connection(&self, word: &str) {
        self.wait_for_connection_at_most(PATIENCE, word).await;
    }

    /// The same with another patience.
    pub(crate) async fn wait_for_connection_at_most(&self, patience: Duration, word: &str) {
        let script = "const e = all('status', 'Connection')[0]; return e && text(e) === arguments[0]";
        self.0.wait_at_most(patience, &format!("connection \"{word}\""), script, vec![json!(word)]).await;
    }

    /// Waits for a card whose title begins so; gives its `data-state`.
    pub(crate) async fn card_state(&self, title: &str) -> String {
        let script = "const e = all('article', arguments[0] + '…')[0]; return e ? e.dataset.state : null";
        let value = self.0.wait(&format!("card \"{title}\""), script, vec![json!(title)]).await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the first card of this title has this state.
    pub(crate) async fn wait_for_card_state(&self, patience: Duration, title: &str, state: &str) {
        let script = "const e = all('article', arguments[0] + '…')[0]; return e && e.dataset.state === arguments[1]";
        self.0
            .wait_at_most(patience, &format!("card \"{title}\" {state}"), script, vec![json!(title), json!(state)])
            .await;
    }

    /// Expands the newest card of this title.
    pub(crate) async fn expand(&self, title: &str) {
        let script = "const e = all('article', arguments[0] + '…')[0]; const b = e && e.querySelector('h2 button[aria-expanded]'); if (!b) return false; if (b.getAttribute('aria-expanded') === 'false') b.click(); return b.getAttribute('aria-expanded') === 'true'";
        self.0.wait(&format!("card \"{title}\" expanded"), script, vec![json!(title)]).await;
    }

    /// Waits for an event on a map whose name begins so.
    pub(crate) async fn wait_for_event(&self, patience: Duration, name: &str) {
        let script = "return all('list', 'Journey map').some(list => all('button', arguments[0] + '…', list).length)";
        self.0.wait_at_most(patience, &format!("event \"{name}\""), script, vec![json!(name)]).await;
    }

    /// Names of all events on the first map, in order.
    pub(crate) async fn events(&self) -> Vec<String> {
        let script =
            "const list = all('list', 'Journey map')[0]; return list ? all('button', null, list).map(name) : []";
        let value = self.0.run(script, vec![]).await;
        value.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
    }

    /// The number of cards.
    pub(crate) async fn n_cards(&self) -> u64 {
        let script =
            "const list = all('list', 'Sessions')[0]; return list ? list.querySelectorAll(':scope > li').length : 0";
        self.0.run(script, vec![]).await.as_u64().unwrap_or_default()
    }
}
