//! How often what the cloud said is published: at once while it comes singly, a few times a second in a flood.
//!
//! Pure arithmetic over the driver's clock. What an agent does is always published at once.

/// From publication to publication in a flood, in which each draws most of the map anew: five a second leave room for what
/// an agent does meanwhile, and no word of the connection is later than a quarter of a second.
const DISTANCE_MS: f64 = 200.0;
/// An answer counts as one frame for so many bytes: a page of events is a flood, a list is none.
const ANSWER_BYTES: usize = 16 * 1024;
/// So many frames that wait together are a flood.
const N_TOGETHER: usize = 8;
/// So many frames within [`SPAN_MS`] are one, sixty a second: a browser may hand them over one by one, each as soon as the one
/// before is published, so that on a slow machine no more ever come than can be published singly.
const N_SPAN: usize = 15;
const SPAN_MS: f64 = 250.0;

/// Keeps count.
#[derive(Debug)]
pub(crate) struct Pace {
    /// When what was a flood was last published: what an agent did just now makes nothing wait.
    last_ms: f64,
    n_waiting: usize,
    span_began_ms: f64,
    n_in_span: usize,
    n_in_span_before: usize,
}

/// How many frames an answer of so many bytes counts for.
pub(crate) fn weight(n_bytes: usize) -> usize {
    n_bytes / ANSWER_BYTES
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            last_ms: f64::NEG_INFINITY,
            n_waiting: 0,
            span_began_ms: f64::NEG_INFINITY,
            n_in_span: 0,
            n_in_span_before: 0,
        }
    }
}

impl Pace {
    /// So many frames were taken in.
    pub(crate) fn took(&mut self, n_frames: usize, now_ms: f64) {
        let spans = (now_ms - self.span_began_ms) / SPAN_MS;
        if spans >= 1.0 {
            self.n_in_span_before = if spans < 2.0 { self.n_in_span } else { 0 };
            (self.n_in_span, self.span_began_ms) = (0, now_ms);
        }
        self.n_in_span += n_frames;
        self.n_waiting += n_frames;
    }

    /// How long what was taken in should wait for more, in milliseconds; `None`: it should not.
    pub(crate) fn wait_ms(&self, now_ms: f64) -> Option<u32> {
        let rest_ms = self.last_ms + DISTANCE_MS - now_ms;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "above 0 and at most 200")]
        (self.is_flood() && rest_ms > 0.0).then(|| rest_ms.min(DISTANCE_MS).ceil() as u32)
    }

    /// All that was taken in was published.
    pub(crate) fn published(&mut self, now_ms: f64) {
        if self.is_flood() {
            self.last_ms = now_ms;
        }
        self.n_waiting = 0;
    }

    fn is_flood(&self) -> bool {
        self.n_waiting >= N_TOGETHER || self.n_in_span.max(self.n_in_span_before) >= N_SPAN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Publications within a second when so many frames come every so often, and publishing takes its time.
    fn publications(n_frames: usize, every_ms: f64, cost_ms: f64) -> usize {
        let (mut pace, mut now_ms, mut n_waiting, mut n) = (Pace::default(), 10_000.0, 0.0, 0);
        let (begun_ms, mut due_ms) = (now_ms, now_ms);
        while now_ms < begun_ms + 2_000.0 {
            if now_ms >= due_ms {
                n_waiting += 1.0;
                due_ms += every_ms;
                continue;
            }
            if n_waiting > 0.0 {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small count")]
                pace.took(n_frames * n_waiting as usize, now_ms);
                n_waiting = 0.0;
            }
            if pace.n_waiting > 0 && pace.wait_ms(now_ms).is_none() {
                pace.published(now_ms);
                n += usize::from(now_ms >= begun_ms + 1_000.0);
                now_ms += cost_ms;
            } else {
                now_ms += 0.1;
            }
        }
        n
    }

    #[test]
    fn a_flood_is_published_five_times_a_second_whatever_that_costs() {
        for (n_frames, every_ms) in [(1, 0.5), (1, 10.0), (100, 50.0), (1_000, 500.0)] {
            for cost_ms in [0.1, 2.0, 20.0] {
                let n = publications(n_frames, every_ms, cost_ms);
                assert!((2..=6).contains(&n), "{n_frames} frames every {every_ms} ms, {cost_ms} ms each: {n}");
            }
        }
    }

    #[test]
    fn what_comes_singly_is_published_at_once() {
        assert_eq!(publications(1, 100.0, 2.0), 10);
        assert!(publications(1, 20.0, 2.0) >= 49);
    }
}
