//! Spoiling what is delivered, for tests: events lost, said several times, said in the wrong order. Knows no channel.

use serde_json::Value;

/// What is done to events on their way; by default nothing.
#[derive(Debug, Default)]
pub(crate) struct Spoiling {
    /// Beginnings of topics whose next events are lost, and how many.
    losses: Vec<(String, u64)>,
    /// Each event is said once and so many times more.
    n_repeats: usize,
    /// So many events wait for each other and then leave in the opposite order.
    window: usize,
    waiting: Vec<(String, Value)>,
    /// No heartbeats.
    pub(crate) is_heartless: bool,
}

impl Spoiling {
    /// Loses the next `n_times` events whose topics begin with `topic`.
    pub(crate) fn lose(&mut self, topic: &str, n_times: u64) {
        self.losses.push((topic.to_owned(), n_times));
    }

    /// Says each event again, and in windows of so many in the opposite order.
    pub(crate) fn disorder(&mut self, n_repeats: usize, window: usize) {
        (self.n_repeats, self.window) = (n_repeats, window);
    }

    /// Events pass as they come: none is to be lost, repeated or held.
    pub(super) fn is_off(&self) -> bool {
        self.losses.is_empty() && self.n_repeats == 0 && self.window == 0 && self.waiting.is_empty()
    }

    /// What leaves now that this event has come.
    pub(super) fn pass(&mut self, topic: &str, body: &Value) -> Vec<(String, Value)> {
        if let Some((_, n_times)) = self.losses.iter_mut().find(|(lost, n)| *n > 0 && topic.starts_with(lost.as_str()))
        {
            *n_times -= 1;
            return Vec::new();
        }
        self.waiting.extend(std::iter::repeat_n((topic.to_owned(), body.clone()), self.n_repeats + 1));
        if self.waiting.len() < self.window { Vec::new() } else { self.flush() }
    }

    /// What has waited long enough.
    pub(super) fn flush(&mut self) -> Vec<(String, Value)> {
        let mut due = std::mem::take(&mut self.waiting);
        if self.window > 0 {
            due.reverse();
        }
        due
    }

    /// Ends all spoiling; what waits leaves.
    pub(super) fn clear(&mut self) -> Vec<(String, Value)> {
        let due = self.flush();
        *self = Self::default();
        due
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn topics(events: &[(String, Value)]) -> String {
        events.iter().map(|(topic, _)| topic.as_str()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn events_are_lost_repeated_and_turned_around_on_order() {
        let mut spoiling = Spoiling::default();
        let pass = |spoiling: &mut Spoiling, topic: &str| topics(&spoiling.pass(topic, &json!({})));
        assert_eq!(pass(&mut spoiling, "a"), "a");
        spoiling.lose("a", 1);
        assert_eq!([pass(&mut spoiling, "a.b"), pass(&mut spoiling, "a")], ["", "a"]);
        spoiling.disorder(1, 0);
        assert_eq!(pass(&mut spoiling, "a"), "a a");
        spoiling.disorder(0, 3);
        assert_eq!(["a", "b", "c", "d"].map(|topic| pass(&mut spoiling, topic)), ["", "", "c b a", ""]);
        assert_eq!(topics(&spoiling.clear()), "d");
        assert_eq!(pass(&mut spoiling, "e"), "e");
    }
}
