//! Requests by the clock: what is sent when, to the millisecond, and what is not.

use chrono::{DateTime, Duration};

use super::*;

/// Requests with their clock; effects are kept as lines.
struct Line {
    calls: Calls,
    elapsed_ms: i64,
    jitter: u32,
    effects: Vec<Effect>,
}

/// Jitter that makes each wait as long as it can be.
const LONGEST: u32 = u32::MAX;
/// Jitter that makes each wait half as long as it can be.
const HALF: u32 = 1 << 31;

fn line(jitter: u32) -> Line {
    Line { calls: Calls::new(), elapsed_ms: 0, jitter, effects: Vec::new() }
}

fn queue(id: &str) -> Request {
    Request::Queue(id.into())
}

fn http(status: u16, retry_after: Option<&str>) -> Reply {
    let retry_after = retry_after.map(str::to_owned);
    Reply::Http { status, body: "{}".into(), retry_after, correlation_id: None }
}

/// What an answer for good says.
fn said(answered: Option<Answered>) -> String {
    match answered {
        None => "goes on".into(),
        Some((_, Ok(body))) => format!("ok {body}"),
        Some((_, Err(refusal))) => format!("{:?}", refusal.error),
    }
}

impl Line {
    fn at(&self) -> Moment {
        let now = DateTime::UNIX_EPOCH + Duration::milliseconds(self.elapsed_ms);
        Moment::new(now, self.elapsed_ms, self.jitter)
    }

    fn after(&mut self, ms: i64) -> &mut Self {
        self.elapsed_ms = ms;
        self
    }

    fn send(&mut self, request: Request) -> String {
        let at = self.at();
        self.calls.send(request, at, &mut self.effects);
        self.done()
    }

    fn reply(&mut self, id: u64, reply: Reply) -> String {
        let at = self.at();
        let answered = self.calls.answer(RequestId(id), reply, at, &mut self.effects);
        format!("{}; {}", said(answered), self.done())
    }

    fn fire(&mut self, timer: &Timer) -> String {
        let at = self.at();
        let answered = self.calls.timer(timer, at, &mut self.effects);
        format!("{}; {}", said(answered), self.done())
    }

    fn retry(&mut self, id: u64) -> String {
        self.fire(&Timer::RetryCall(RequestId(id)))
    }

    fn deadline(&mut self, id: u64) -> String {
        self.fire(&Timer::Deadline(RequestId(id)))
    }

    /// The effects since the last look.
    fn done(&mut self) -> String {
        let lines = self.effects.drain(..).map(|effect| match effect {
            Effect::Call(id, call) => format!("call {} {}", id.0, call.path.rsplit('/').next().unwrap_or_default()),
            Effect::Cancel(id) => format!("cancel {}", id.0),
            Effect::StartTimer(Timer::Deadline(id), ms) => format!("deadline {} in {ms}", id.0),
            Effect::StartTimer(Timer::RetryCall(id), ms) => format!("retry {} in {ms}", id.0),
            Effect::StopTimer(Timer::Deadline(id)) => format!("no deadline {}", id.0),
            Effect::StopTimer(Timer::RetryCall(id)) => format!("no retry {}", id.0),
            other => format!("{other:?}"),
        });
        lines.collect::<Vec<_>>().join(", ")
    }
}

#[test]
fn a_request_is_answered_once() {
    let mut line = line(LONGEST);
    assert_eq!(line.send(queue("a")), "call 1 a, deadline 1 in 10000");
    assert_eq!(line.send(queue("b")), "call 2 b, deadline 2 in 10000");
    assert_eq!(line.reply(1, http(200, None)), "ok {}; no deadline 1");
    assert_eq!(line.reply(1, http(200, None)), "goes on; ");
    assert_eq!(line.reply(7, http(200, None)), "goes on; ");
    assert_eq!(line.reply(2, http(299, None)), "ok {}; no deadline 2");
    assert_eq!(line.send(queue("c")), "call 3 c, deadline 3 in 10000");
    assert_eq!(line.reply(3, http(300, None)), "Refused(300); no deadline 3");
}

#[test]
fn what_is_on_its_way_is_counted() {
    let mut line = line(LONGEST);
    let is_queue = |request: &Request| matches!(request, Request::Queue(_));
    assert_eq!((line.calls.count(is_queue), line.calls.has(is_queue), line.calls.waits(is_queue)), (0, false, false));
    line.send(queue("a"));
    line.send(queue("b"));
    line.send(Request::OpenChannel);
    assert_eq!((line.calls.count(is_queue), line.calls.has(is_queue), line.calls.waits(is_queue)), (2, true, false));
    line.reply(1, Reply::Failed);
    assert_eq!((line.calls.count(is_queue), line.calls.waits(is_queue)), (2, true));
    assert!(!line.calls.waits(|request| matches!(request, Request::OpenChannel)));
    line.reply(2, http(200, None));
    assert_eq!(line.calls.count(is_queue), 1);
}

#[test]
fn a_lost_request_is_tried_three_times_within_its_ten_seconds() {
    let mut line = line(LONGEST);
    line.send(queue("a"));
    assert_eq!(line.after(100).reply(1, Reply::Failed), "goes on; retry 1 in 1000");
    assert_eq!(line.after(1_100).retry(1), "goes on; call 1 a, deadline 1 in 8900");
    assert_eq!(line.after(1_200).reply(1, http(503, None)), "goes on; retry 1 in 2000");
    assert_eq!(line.after(3_200).retry(1), "goes on; call 1 a, deadline 1 in 6800");
    assert_eq!(line.after(3_300).reply(1, Reply::Failed), "Network; no deadline 1");
    assert_eq!(line.retry(1), "goes on; ", "it is done with");
}

#[test]
fn while_a_retry_fails_and_nothing_is_answered_no_other_request_is_tried_again() {
    let mut line = line(LONGEST);
    for name in ["a", "b", "c"] {
        line.send(queue(name));
    }
    // Two fail at once; the first one's retry fails before the second one's is due.
    assert_eq!(line.after(100).reply(1, Reply::Failed), "goes on; retry 1 in 1000");
    assert_eq!(line.after(200).reply(2, http(503, None)), "goes on; retry 2 in 1000");
    assert_eq!(line.after(1_100).retry(1), "goes on; call 1 a, deadline 1 in 8900");
    assert_eq!(line.after(1_150).reply(1, Reply::Failed), "goes on; retry 1 in 2000");
    assert_eq!(line.after(1_200).retry(2), "Unavailable { retry_after: None }; no deadline 2", "what it got itself");
    assert_eq!(line.after(1_300).reply(3, Reply::Failed), "Network; no deadline 3");
    // The one that was tried goes on; an answer, whatever it says, is light for all.
    assert_eq!(line.after(3_150).retry(1), "goes on; call 1 a, deadline 1 in 6850");
    assert_eq!(line.after(3_200).reply(1, http(404, None)), "NotFound; no deadline 1");
    line.send(queue("d"));
    assert_eq!(line.after(3_300).reply(4, Reply::Failed), "goes on; retry 4 in 1000");
}

#[test]
fn a_wait_between_tries_is_by_chance() {
    for (jitter, wait) in [(0, 0), (HALF, 500), (LONGEST, 1_000)] {
        let mut line = line(jitter);
        line.send(queue("a"));
        assert_eq!(line.reply(1, Reply::Failed), format!("goes on; retry 1 in {wait}"));
    }
}

#[test]
fn a_try_that_could_not_end_in_time_is_not_made() {
    // Half a second of waiting and a second for the answer must fit into what is left.
    for (ms, outcome) in
        [(8_499, "goes on; retry 1 in 500"), (8_500, "goes on; retry 1 in 500"), (8_501, "Network; no deadline 1")]
    {
        let mut line = line(HALF);
        line.send(queue("a"));
        assert_eq!(line.after(ms).reply(1, Reply::Failed), outcome, "{ms}");
    }
    // By the clock since the first try, whenever that was.
    let mut line = line(HALF);
    line.after(50_000).send(queue("a"));
    assert_eq!(line.after(58_501).reply(1, Reply::Failed), "Network; no deadline 1");
}

#[test]
fn what_makes_something_is_tried_once() {
    let mut line = line(LONGEST);
    line.send(Request::OpenChannel);
    assert_eq!(line.reply(1, Reply::Failed), "Network; no deadline 1");
    line.send(Request::OpenChannel);
    assert_eq!(line.reply(2, http(503, None)), "Unavailable { retry_after: None }; no deadline 2");
}

#[test]
fn what_is_refused_for_good_is_tried_once() {
    for (status, error) in [(400, "Refused(400)"), (401, "SignInNeeded"), (404, "NotFound")] {
        let mut line = line(LONGEST);
        line.send(queue("a"));
        assert_eq!(line.reply(1, http(status, Some("5"))), format!("{error}; no deadline 1"));
        assert_eq!(line.send(queue("a")), "call 2 a, deadline 2 in 10000", "and nobody waits for it");
    }
}

#[test]
fn a_deadline_ends_what_is_on_its_way_and_what_waits() {
    let mut line = line(LONGEST);
    line.send(queue("a"));
    assert_eq!(line.after(10_000).deadline(1), "Network; cancel 1, no deadline 1");
    assert_eq!(line.deadline(1), "goes on; ");
    line.send(queue("b"));
    line.reply(2, Reply::Failed);
    assert_eq!(line.after(20_000).deadline(2), "Network; no retry 2, no deadline 2");
    line.send(queue("c"));
    line.reply(3, http(503, None));
    assert_eq!(line.after(30_000).deadline(3), "Unavailable { retry_after: None }; no retry 3, no deadline 3");
    // Tried again without an answer: that it got one before is not what is wrong now.
    line.send(queue("d"));
    line.reply(4, http(503, None));
    line.after(31_000).retry(4);
    assert_eq!(line.after(40_000).deadline(4), "Network; cancel 4, no deadline 4");
    assert_eq!(line.fire(&Timer::Probe), "goes on; ");
}

#[test]
fn an_answer_to_what_waits_is_dropped() {
    let mut line = line(LONGEST);
    line.send(queue("a"));
    line.reply(1, Reply::Failed);
    assert_eq!(line.reply(1, http(200, None)), "goes on; ");
    assert_eq!(line.after(1_000).retry(1), "goes on; call 1 a, deadline 1 in 9000");
    assert_eq!(line.retry(1), "goes on; ", "the timer of a try that was made already");
}

#[test]
fn a_told_wait_is_a_minimum_and_the_deadline_begins_after_it() {
    let mut line = line(LONGEST);
    line.send(queue("a"));
    assert_eq!(line.after(100).reply(1, http(429, Some("7"))), "goes on; no deadline 1, retry 1 in 8000");
    assert_eq!(line.after(8_100).retry(1), "goes on; call 1 a, deadline 1 in 10000");
    assert_eq!(line.after(8_200).reply(1, http(503, Some("2"))), "goes on; no deadline 1, retry 1 in 4000");
    assert_eq!(line.after(12_200).retry(1), "goes on; call 1 a, deadline 1 in 10000");
    // Not a moment longer than that.
    let mut late = self::line(0);
    late.send(queue("a"));
    assert_eq!(late.after(100).reply(1, http(429, Some("7"))), "goes on; no deadline 1, retry 1 in 7000");
    assert_eq!(late.after(7_100).retry(1), "goes on; call 1 a, deadline 1 in 10000");
    assert_eq!(late.after(16_101).reply(1, Reply::Failed), "Network; no deadline 1");
    // Three tries, and a wait that was not told has its usual length.
    assert!(line.reply(1, http(429, None)).starts_with("TooMany { retry_after: None }"));
    let mut line = self::line(0);
    line.send(queue("a"));
    assert_eq!(line.reply(1, http(429, None)), "goes on; no deadline 1, retry 1 in 5000");
}

#[test]
fn a_part_that_asked_to_wait_is_left_alone_by_all_until_then() {
    let mut line = line(0);
    line.send(queue("a"));
    line.after(1_000).reply(1, http(429, Some("10")));
    // The same part, with any query; not another method, not another part.
    assert_eq!(line.after(2_000).send(queue("a")), "retry 2 in 9000");
    assert_eq!(line.send(queue("b")), "call 3 b, deadline 3 in 10000");
    assert_eq!(line.after(10_999).send(queue("a")), "retry 4 in 1");
    assert_eq!(line.after(11_000).send(queue("a")), "call 5 a, deadline 5 in 10000");
    // What waited is sent with all its time; as a first try, not a second.
    assert_eq!(line.retry(2), "goes on; call 2 a, deadline 2 in 10000");
    assert_eq!(line.reply(2, Reply::Failed), "goes on; retry 2 in 0");
    assert_eq!(line.retry(2), "goes on; call 2 a, deadline 2 in 10000");
    assert_eq!(line.reply(2, Reply::Failed), "goes on; retry 2 in 0");
}

#[test]
fn a_part_is_a_method_and_a_path_without_its_query() {
    let mut line = line(0);
    line.send(Request::Me { with_permissions: true });
    line.reply(1, http(429, Some("10")));
    assert_eq!(line.send(Request::Me { with_permissions: false }), "retry 2 in 10000");
    line.send(Request::Unsubscribe("c".into()));
    line.reply(3, http(429, Some("10")));
    let subscribe = Request::Subscribe { channel: "c".into(), topics: Vec::new() };
    assert_eq!(line.send(subscribe), "call 4 subscriptions?ignoreErrors=true, deadline 4 in 10000", "another method");
    line.send(Request::User("u".into()));
    line.reply(5, http(503, Some("30")));
    assert_eq!(line.send(Request::User("u".into())), "retry 6 in 30000");
    assert_eq!(line.send(Request::User("v".into())), "call 7 v, deadline 7 in 10000");
}

#[test]
fn the_longest_of_several_told_waits_counts() {
    let mut line = line(0);
    line.send(queue("a"));
    line.send(queue("a"));
    line.reply(1, http(429, Some("20")));
    line.reply(2, http(429, Some("5")));
    assert_eq!(line.send(queue("a")), "retry 3 in 20000");
    // Whoever wakes earlier is told again.
    assert_eq!(line.after(5_000).retry(2), "goes on; retry 2 in 15000");
    assert_eq!(line.after(20_000).retry(2), "goes on; call 2 a, deadline 2 in 10000");
    assert_eq!(line.after(29_001).reply(2, Reply::Failed), "Network; no deadline 2", "and no more than its time");
}

#[test]
fn a_wait_of_more_than_a_minute_is_said_and_not_slept() {
    for (seconds, outcome) in
        [("60", "goes on; no deadline 1, retry 1 in 60000"), ("61", "TooMany { retry_after: Some(61) }; no deadline 1")]
    {
        let mut line = line(0);
        line.send(queue("a"));
        assert_eq!(line.reply(1, http(429, Some(seconds))), outcome);
    }
    // Who asks later is told at once how long it is still.
    let mut line = line(0);
    line.send(queue("a"));
    line.reply(1, http(429, Some("100")));
    assert_eq!(line.after(39_999).send(queue("a")), "retry 2 in 0");
    assert_eq!(line.retry(2), "TooMany { retry_after: Some(61) }; no deadline 2");
    // A minute and less is waited for.
    assert_eq!(line.after(40_000).send(queue("a")), "retry 3 in 60000");
    assert_eq!(line.retry(3), "goes on; retry 3 in 60000");
    assert_eq!(line.after(100_000).retry(3), "goes on; call 3 a, deadline 3 in 10000");
}

#[test]
fn who_asks_for_something_that_is_made_is_told_any_wait_at_once() {
    let mut line = line(0);
    line.send(Request::OpenChannel);
    assert_eq!(line.reply(1, http(429, Some("5"))), "TooMany { retry_after: Some(5) }; no deadline 1");
    assert_eq!(line.after(1_000).send(Request::OpenChannel), "retry 2 in 0");
    assert_eq!(line.retry(2), "TooMany { retry_after: Some(5) }; no deadline 2");
    assert_eq!(line.after(4_999).send(Request::OpenChannel), "retry 3 in 0");
    assert_eq!(line.after(5_000).retry(3), "goes on; call 3 channels, deadline 3 in 10000");
}

#[test]
fn what_is_not_wanted_any_more_is_given_up() {
    let mut line = line(LONGEST);
    line.send(queue("a"));
    line.send(queue("b"));
    line.send(Request::OpenChannel);
    line.reply(2, Reply::Failed);
    line.calls.cancel(|request| matches!(request, Request::Queue(_)), &mut line.effects);
    assert_eq!(line.done(), "no deadline 1, cancel 1, no deadline 2, no retry 2");
    assert_eq!(line.reply(1, http(200, None)), "goes on; ");
    assert_eq!(line.reply(3, http(200, None)), "ok {}; no deadline 3");
}

/// How many retries in a row are granted.
fn granted(budget: &mut Budget, elapsed_ms: i64) -> usize {
    (0..1_000).take_while(|_| budget.may_retry(elapsed_ms)).count()
}

#[test]
fn one_retry_in_ten_requests_and_three_on_top() {
    let mut budget = Calls::new().budget;
    assert_eq!(granted(&mut budget, 0), 3);
    for (n_first, n_granted) in [(9, 0), (1, 1), (25, 2), (5, 1)] {
        (0..n_first).for_each(|_| budget.first_try());
        assert_eq!(granted(&mut budget, 0), n_granted, "{n_first}");
    }
    (0..500).for_each(|_| budget.first_try());
    assert_eq!(granted(&mut budget, 0), 10, "what is saved has a bound");
}

#[test]
fn the_three_on_top_come_back_within_a_minute() {
    let mut budget = Calls::new().budget;
    assert_eq!(granted(&mut budget, 5_000), 3);
    // A tenth each two seconds.
    assert_eq!(granted(&mut budget, 24_999), 0);
    assert_eq!(granted(&mut budget, 45_000), 2, "nothing is lost by looking in between");
    let mut budget = Calls::new().budget;
    assert_eq!(granted(&mut budget, 0), 3);
    assert_eq!(granted(&mut budget, 20_000), 1);
    assert_eq!(granted(&mut budget, 600_000), 3, "and no more than three, however long it was");
    // What first tries have brought is not taken away.
    let mut budget = Calls::new().budget;
    assert!(budget.may_retry(0));
    (0..500).for_each(|_| budget.first_try());
    assert_eq!(granted(&mut budget, 600_000), 10);
    assert_eq!(granted(&mut budget, 0), 0, "a clock that stands still or goes back brings nothing");
}
