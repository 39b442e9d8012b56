//! The truth: a visit that the matrix makes itself, and remembers.

use serde_json::json;

use crate::cloud::{Cloud, now_ms};

/// An event that the cloud has taken.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    /// As the map names it, without its time of day.
    pub(super) name: String,
    /// When it was taken, ms.
    pub(super) taken: i64,
    /// When it happened, ms.
    created: i64,
}

/// One visit.
pub(super) struct Visit {
    cookie: String,
    pub(super) session: String,
    happened: Vec<Happened>,
    last_ms: i64,
}

impl Visit {
    /// Somebody came a minute ago and searched, so that the card can be expanded.
    pub(super) fn begin(cloud: &Cloud, cookie: &str) -> Self {
        let cookie = format!("{cookie}-{}", now_ms());
        let mut visit = Self { cookie, session: String::new(), happened: Vec::new(), last_ms: now_ms() - 60_000 };
        let answer = visit.say(cloud, "search_performed", "search", &json!({"searchQuery": "ropes"}));
        visit.session = answer["session"]["id"].as_str().expect("a session").to_owned();
        visit.page(cloud, "before");
        visit.last_ms = now_ms() - 1_000;
        visit
    }

    /// A page is viewed now.
    pub(super) fn page(&mut self, cloud: &Cloud, what: &str) {
        self.last_ms = self.last_ms.max(now_ms() - 500);
        self.say(cloud, "page_viewed", what, &json!({}));
    }

    /// As many pages as a busy half second has.
    pub(super) fn burst(&mut self, cloud: &Cloud, n: usize) {
        for _ in 0..n {
            self.page(cloud, "busy");
        }
    }

    /// Very many at once, by the cloud itself.
    pub(super) fn flood(&mut self, cloud: &Cloud, n: usize) {
        let begun = now_ms();
        let title = format!("flood {begun}");
        let answer = cloud.control("/control/flood", &json!({"cookie": self.cookie, "n": n, "title": title}));
        let (taken, until) = (now_ms(), answer["until"].as_i64().expect("the moment of the last"));
        let made = (0..n).map(|at| Happened {
            name: format!("Page viewed: {title} {at}"),
            taken,
            created: until - 100 * i64::try_from(n - at).unwrap_or_default(),
        });
        self.happened.extend(made);
    }

    fn say(&mut self, cloud: &Cloud, kind: &str, what: &str, more: &serde_json::Value) -> serde_json::Value {
        // Moments differ: equal ones have no order that a person could know.
        self.last_ms += 1;
        let title = format!("{what} {}", self.happened.len());
        let created = self.last_ms;
        let answer = cloud.web_event_at(&self.cookie, kind, &title, created, more);
        let name = match more["searchQuery"].as_str() {
            Some(words) => format!("Search performed: {words}"),
            None => format!("Page viewed: {title}"),
        };
        self.happened.push(Happened { name, taken: now_ms(), created });
        answer
    }

    /// All that happened, in its order.
    pub(super) fn in_order(&self) -> Vec<&Happened> {
        let mut all: Vec<&Happened> = self.happened.iter().collect();
        all.sort_by_key(|one| one.created);
        all
    }

    /// How many events the cloud had taken by a moment.
    pub(super) fn n_taken_by(&self, ms: i64) -> usize {
        self.happened.iter().filter(|one| one.taken <= ms).count()
    }
}
