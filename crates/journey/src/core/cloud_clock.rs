//! What time it is in the cloud: learnt at the start, after each wake-up, and when an answer contradicts it.
//!
//! Everything that the cloud stamps (sessions, events, the ends of interactions) is compared with the cloud's time. The
//! computer's clock can be wrong from the start and can be set in the middle of a session; the clock that nobody sets
//! (`elapsed_ms`) can stand still while the machine sleeps. So the cloud is asked once and the clock that nobody sets
//! goes on from its answer. Where the two clocks of the computer disagree about how much time has passed, one was set
//! or the other stood still: only the cloud can tell which, and it is asked again.
//!
//! Example: the computer says 12:25:00, the cloud 12:00:00 and the clock that nobody sets 3,000 ms. From then on the
//! cloud's time at 4,000 ms is 12:00:01, whatever the computer says.

use chrono::{DateTime, Duration, Utc};

use super::Core;
use crate::decode;
use crate::journey::PageState;
use crate::moment::Moment;
use crate::problem::Refusal;
use crate::request::Request;

/// The two clocks of a computer agree about how much time has passed to within this, in milliseconds.
const AGREE_MS: i64 = 2_000;
/// The cloud is not asked again for so long, in milliseconds, whatever a visitor writes and an unsteady clock says.
const REST_MS: i64 = 60_000;
/// A stamp of the cloud may be ahead of what is known of its time by so much, in milliseconds.
const AHEAD_MS: i64 = 5_000;
/// While the cloud's time is not known, a stamp may be ahead of the computer's clock by so much, in milliseconds: that
/// clock may be a day off.
const AHEAD_UNKNOWN_MS: i64 = 36 * 3_600_000;
/// An answer that took longer, in milliseconds, tells too little: the machine may have slept meanwhile.
const TOOK_MAX_MS: i64 = 10_000;
/// A clock that is off by no more than this, in milliseconds, is right.
const RIGHT_MS: i64 = 60_000;

/// The cloud's time, as far as it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct CloudClock {
    /// The cloud's time when `elapsed_ms` was 0, in milliseconds since 1970; `None` until the cloud said it.
    zero_ms: Option<i64>,
    /// The computer's time when `elapsed_ms` was 0, as it followed from the last step.
    computer_zero_ms: Option<i64>,
    /// How far the computer's clock has run away from the clock that nobody sets since the cloud was asked.
    unexplained_ms: i64,
    /// The cloud should be asked.
    is_due: bool,
    /// `elapsed_ms` when the question on its way was asked; `None` also where the clocks disagreed since: the machine may
    /// have slept over the answer.
    asked_ms: Option<i64>,
    /// `elapsed_ms` when the cloud was asked last; `None` where it may be asked at once.
    last_asked_ms: Option<i64>,
    /// The latest stamp that was ahead of the cloud's time when it arrived.
    contradicted_by: Option<DateTime<Utc>>,
}

impl CloudClock {
    /// The moment with the cloud's time in it, and not the computer's; looks whether the computer's clocks agree.
    pub(super) fn read(&mut self, at: Moment) -> Moment {
        let computer_zero_ms = at.computer.timestamp_millis() - at.elapsed_ms;
        let ran_ms = self.computer_zero_ms.map_or(0, |before| computer_zero_ms - before);
        self.computer_zero_ms = Some(computer_zero_ms);
        if ran_ms.abs() >= AGREE_MS {
            self.unexplained_ms += ran_ms;
            self.is_due = true;
            self.asked_ms = None;
            if ran_ms.abs() >= RIGHT_MS {
                // By the clock that stood still no time has passed since the cloud was asked.
                self.last_asked_ms = None;
            }
        }
        self.at(at)
    }

    /// The moment with the cloud's time in it.
    pub(super) fn at(&self, at: Moment) -> Moment {
        let known = self.zero_ms.and_then(|zero_ms| DateTime::from_timestamp_millis(zero_ms + at.elapsed_ms));
        Moment { now: known.unwrap_or(at.computer), ..at }
    }

    /// The latest stamp that is not in the future. While the machine may have slept, as much time as that may have passed.
    pub(super) fn latest_stamp(&self, at: Moment) -> DateTime<Utc> {
        let ahead_ms = match self.zero_ms {
            Some(_) => AHEAD_MS + self.unexplained_ms.max(0),
            None => AHEAD_UNKNOWN_MS,
        };
        at.now.checked_add_signed(Duration::milliseconds(ahead_ms)).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// How many milliseconds the computer's clock is ahead of the cloud's, below 0 when it is behind; `None` while it is
    /// right to within a minute, or while that is not known.
    pub(super) fn off_ms(&self) -> Option<i64> {
        let off_ms = self.computer_zero_ms? - self.unexplained_ms - self.zero_ms?;
        (off_ms.abs() > RIGHT_MS).then_some(off_ms)
    }

    /// The cloud should be asked as soon as there is occasion: the page starts, or was away.
    pub(super) fn make_due(&mut self) {
        (self.is_due, self.last_asked_ms) = (true, None);
    }

    /// Something has a stamp that lies ahead of the cloud's time: perhaps what is known of that is wrong.
    fn contradicted(&mut self, stamp: DateTime<Utc>, at: Moment) {
        let is_rested = self.last_asked_ms.is_none_or(|asked_ms| at.elapsed_ms - asked_ms >= REST_MS);
        if self.zero_ms.is_some() && is_rested && self.contradicted_by.is_none_or(|before| stamp > before) {
            self.contradicted_by = Some(stamp);
            self.is_due = true;
        }
    }

    fn wants_to_ask(&self, at: Moment) -> bool {
        self.is_due && self.last_asked_ms.is_none_or(|asked_ms| !(0..REST_MS).contains(&(at.elapsed_ms - asked_ms)))
    }

    fn asks(&mut self, at: Moment) {
        self.is_due = false;
        (self.asked_ms, self.last_asked_ms) = (Some(at.elapsed_ms), Some(at.elapsed_ms));
    }

    /// The cloud said its time. It was so somewhere between question and answer: halfway, as far as anybody knows. What is
    /// known stays when the answer does not contradict it, so that no age on the page jumps for nothing.
    fn learn(&mut self, cloud: DateTime<Utc>, at: Moment) {
        let Some(took_ms) = self.asked_ms.take().map(|asked_ms| at.elapsed_ms - asked_ms).filter(is_telling) else {
            self.make_due();
            return;
        };
        let zero_ms = cloud.timestamp_millis() - (at.elapsed_ms - took_ms / 2);
        // Whole seconds may be all that the cloud says.
        let is_known = self.zero_ms.is_some_and(|known_ms| (known_ms - zero_ms).abs() <= took_ms / 2 + 1_000);
        if !is_known {
            self.zero_ms = Some(zero_ms);
        }
        self.unexplained_ms = 0;
    }

    /// The cloud did not say it. A computer's clock that has run ahead is likelier to tell of a sleep than to have been
    /// set: what is shown must not look younger than it is.
    fn fail(&mut self) {
        self.asked_ms = None;
        if let Some(zero_ms) = &mut self.zero_ms {
            *zero_ms += self.unexplained_ms.max(0);
        }
        self.unexplained_ms = 0;
    }
}

/// Whether an answer that took so many milliseconds tells the time well enough.
fn is_telling(took_ms: &i64) -> bool {
    (0..=TOOK_MAX_MS).contains(took_ms)
}

impl Core {
    /// The cloud's time at a moment that the shell read off its clocks: for whoever shows it between two steps.
    #[must_use]
    pub fn cloud_time(&self, at: Moment) -> DateTime<Utc> {
        self.clock.at(at).now
    }

    /// Asks for the cloud's time when that is due.
    pub(super) fn settle_clock(&mut self) {
        let is_asked = || self.calls.has(|request| matches!(request, Request::Date));
        if self.clock.wants_to_ask(self.at) && self.may_look() && self.may_spend() && !is_asked() {
            self.clock.asks(self.at);
            self.ask(Request::Date);
        }
    }

    /// The cloud's time is here, or is not to be had.
    pub(super) fn take_date(&mut self, result: Result<String, Refusal>) {
        let before = self.at.now;
        let was_known = self.clock.zero_ms.is_some();
        match result.ok().and_then(|body| decode::date(&body)) {
            Some(cloud) => self.clock.learn(cloud, self.at),
            None => self.clock.fail(),
        }
        self.at = self.clock.at(self.at);
        self.journey.arrivals.set_time(self.at.now, self.clock.latest_stamp(self.at));
        let off_ms = self.clock.off_ms();
        if self.journey.page().clock_off_ms != off_ms {
            let changes = self.journey.set_page(PageState { clock_off_ms: off_ms, ..self.journey.page().clone() });
            self.changed(changes);
        }
        let moved_ms = (self.at.now - before).num_milliseconds();
        if !was_known && moved_ms.abs() > RIGHT_MS && self.subject.has_begun() {
            // What has been read was judged by a wrong clock: how far back the history goes, what lies in the future.
            self.start_over();
        }
    }

    /// Puts what lies in the future where it arrived, and asks for the cloud's time when that may be what is wrong.
    pub(super) fn note_future(&mut self) {
        if let Some(stamp) = self.journey.arrivals.take_latest() {
            self.clock.contradicted(stamp, self.at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Noon of a day, so many milliseconds on.
    fn noon(ms: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_796_126_400_000 + ms).unwrap()
    }

    fn at(computer_ms: i64, elapsed_ms: i64) -> Moment {
        Moment::new(noon(computer_ms), elapsed_ms, 0)
    }

    /// A clock on a computer that is so far ahead, asked at 1,000 ms and answered at 1,200 ms.
    fn learnt(ahead_ms: i64) -> CloudClock {
        let mut clock = CloudClock::default();
        clock.asks(clock.clone().read(at(ahead_ms + 1_000, 1_000)));
        let answered = clock.read(at(ahead_ms + 1_200, 1_200));
        clock.learn(noon(1_100), answered);
        clock
    }

    #[test]
    fn until_the_cloud_has_said_its_time_the_computers_counts() {
        let mut clock = CloudClock::default();
        assert_eq!(clock.read(at(5_000, 0)).now, noon(5_000));
        assert_eq!(clock.read(at(90_000_000, 1_000)).now, noon(90_000_000));
        assert_eq!(clock.off_ms(), None);
    }

    #[test]
    fn the_cloud_is_taken_to_have_answered_halfway() {
        for ahead_ms in [0, 25 * 60_000, -10 * 60_000, 70 * 86_400_000] {
            let mut clock = learnt(ahead_ms);
            assert_eq!(clock.read(at(ahead_ms + 5_000, 5_000)).now, noon(5_000));
            assert_eq!(clock.off_ms(), Some(ahead_ms).filter(|ms| *ms != 0));
        }
    }

    #[test]
    fn a_computers_clock_that_is_set_changes_nothing_and_is_asked_about() {
        for step_ms in [25 * 60_000, -3_600_000, 70 * 86_400_000] {
            let mut clock = learnt(0);
            assert!(!clock.wants_to_ask(at(60_000, 60_000)));
            let set = clock.read(at(60_000 + step_ms, 60_000));
            assert_eq!(set.now, noon(60_000));
            assert!(clock.wants_to_ask(set));
            assert_eq!(clock.off_ms(), None, "not before the cloud has said so");
            clock.asks(set);
            let answered = clock.read(at(60_100 + step_ms, 60_100));
            clock.learn(noon(60_050), answered);
            assert_eq!(clock.at(answered).now, noon(60_100));
            assert_eq!(clock.off_ms(), Some(step_ms));
        }
    }

    #[test]
    fn a_sleep_in_which_the_other_clock_stood_still_is_told_by_the_cloud() {
        let mut clock = learnt(0);
        let woke = clock.read(at(8 * 3_600_000, 2_000));
        assert!(clock.wants_to_ask(Moment { elapsed_ms: 20_000, ..woke }));
        assert!(clock.latest_stamp(woke) > noon(8 * 3_600_000), "what arrives meanwhile is not in the future");
        clock.asks(woke);
        let answered = clock.read(at(8 * 3_600_000 + 100, 2_100));
        clock.learn(noon(8 * 3_600_000 + 50), answered);
        assert_eq!(clock.at(answered).now, noon(8 * 3_600_000 + 100));
        assert_eq!(clock.off_ms(), None);
    }

    #[test]
    fn without_an_answer_a_clock_that_ran_ahead_tells_of_a_sleep_and_one_that_was_put_back_of_nothing() {
        let mut slept = learnt(0);
        let woke = slept.read(at(3_600_000, 2_000));
        slept.fail();
        assert_eq!(slept.at(woke).now, noon(3_600_000));
        let mut put_back = learnt(0);
        let step = put_back.read(at(-3_600_000, 2_000));
        put_back.fail();
        assert_eq!(put_back.at(step).now, noon(2_000));
    }

    #[test]
    fn an_answer_that_was_slept_over_says_nothing() {
        let mut clock = CloudClock::default();
        clock.asks(clock.clone().read(at(0, 0)));
        let woke = clock.read(at(8 * 3_600_000, 8 * 3_600_000));
        clock.learn(noon(50), woke);
        assert_eq!(clock.at(woke).now, noon(8 * 3_600_000));
        assert!(clock.wants_to_ask(woke));

        // The same where the clock that nobody sets stood still: the answer seems to have come at once.
        let mut clock = learnt(0);
        clock.asks(clock.clone().read(at(20_000, 20_000)));
        let woke = clock.read(at(8 * 3_600_000, 20_100));
        clock.learn(noon(20_050), woke);
        assert!(clock.wants_to_ask(woke));
        clock.asks(woke);
        let answered = clock.read(at(8 * 3_600_000 + 100, 20_200));
        clock.learn(noon(8 * 3_600_000 + 50), answered);
        assert_eq!(clock.at(answered).now, noon(8 * 3_600_000 + 100));
    }

    #[test]
    fn an_answer_that_agrees_moves_nothing() {
        let mut clock = learnt(0);
        clock.asks(clock.clone().read(at(60_000, 60_000)));
        let answered = clock.read(at(60_400, 60_400));
        clock.learn(noon(61_000), answered);
        assert_eq!(clock.at(answered).now, noon(60_400));
    }

    #[test]
    fn a_visitors_stamp_makes_the_page_ask_once_a_minute_at_most() {
        let mut clock = learnt(0);
        for second in 2..600 {
            let now = clock.read(at(second * 1_000, second * 1_000));
            clock.contradicted(noon(86_400_000 + second), now);
            if clock.wants_to_ask(now) {
                assert!(now.elapsed_ms - clock.last_asked_ms.unwrap() >= REST_MS);
                clock.asks(now);
                clock.learn(now.now, now);
            }
        }
        let now = clock.read(at(700_000, 700_000));
        clock.contradicted(noon(86_400_000), now);
        assert!(!clock.wants_to_ask(now), "the same stamp again says nothing new");
    }
}
