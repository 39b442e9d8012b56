//! PKCE and state: known values, single use, nothing accepted that is not ours.

use super::*;
use crate::api::memory::Memory;

/// A browser that refuses storage.
struct Refused;

impl Storage for Refused {
    fn get(&self, _: &str) -> Option<String> {
        None
    }

    fn set(&self, _: &str, _: &str) -> bool {
        false
    }

    fn remove(&self, _: &str) {}

    fn keys(&self) -> Vec<String> {
        Vec::new()
    }
}

fn attempt() -> Attempt {
    Attempt::new([7; 16], [9; 32], "?conversationId=c1&theme=dark")
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
}

#[test]
fn base64_is_that_of_the_standard() {
    // RFC 4648 §10 and RFC 7636 appendix A.
    for (bytes, text) in
        [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("foobar", "Zm9vYmFy")]
    {
        assert_eq!(base64::encode(bytes.as_bytes()), text);
    }
    assert_eq!(base64::encode(&[3, 236, 255, 224, 193]), "A-z_4ME");
}

#[test]
fn state_and_verifier_carry_all_their_bits() {
    let attempt = attempt();
    assert_eq!((attempt.state.len(), attempt.verifier.len()), (22, 43));
}

#[test]
fn addresses_carry_everything_encoded() {
    let address = attempt().authorize_address("https://login.example", "c&d", "https://tab.example/journey/", &[1; 32]);
    assert_eq!(
        address,
        "https://login.example/oauth/authorize?response_type=code&client_id=c%26d\
         &redirect_uri=https%3A%2F%2Ftab.example%2Fjourney%2F&state=BwcHBwcHBwcHBwcHBwcHBw\
         &code_challenge=AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE&code_challenge_method=S256"
    );
    let form = attempt().token_form("a+b", "c", "https://tab.example/");
    assert!(form.starts_with("grant_type=authorization_code&code=a%2Bb&code_verifier=CQkJ"), "{form}");
}

#[test]
fn an_attempt_is_taken_once_and_leaves_nothing_behind() {
    let storage = Memory::default();
    assert!(attempt().keep(&storage, at(0)));
    let state = attempt().state;
    let taken = Attempt::take(&storage, &state).ok().unwrap();
    assert!(taken == attempt());
    assert_eq!(taken.query(), "?conversationId=c1&theme=dark");
    assert!(Attempt::take(&storage, &state).is_err());
    assert_eq!(storage.keys(), Vec::<String>::new());
}

#[test]
fn a_wrong_state_takes_nothing_and_ends_the_attempt() {
    for wrong in ["", "BwcHBwcHBwcHBwcHBwcHBx", "bwchbwchbwchbwchbwchbw", "BwcHBwcHBwcHBwcHBwcHBw "] {
        let storage = Memory::default();
        assert!(attempt().keep(&storage, at(0)));
        // What the page was there for is not lost with it.
        assert_eq!(Attempt::take(&storage, wrong).err().as_deref(), Some("?conversationId=c1&theme=dark"), "{wrong:?}");
        assert!(Attempt::take(&storage, &attempt().state).is_err(), "single use also when guessed wrong: {wrong:?}");
    }
}

#[test]
fn frames_of_one_tab_sign_in_side_by_side() {
    let storage = Memory::default();
    let other = || Attempt::new([8; 16], [1; 32], "?conversationId=c2#note");
    assert!(attempt().keep(&storage, at(0)) && other().keep(&storage, at(1)));
    assert!(Attempt::take(&storage, &attempt().state).is_ok());
    assert_eq!(Attempt::take(&storage, &other().state).ok().unwrap().query(), "?conversationId=c2#note");

    // An answer to nobody does not show the one what the other is there for.
    assert!(attempt().keep(&storage, at(0)) && other().keep(&storage, at(1)));
    assert_eq!(Attempt::take(&storage, "wrong").err().as_deref(), Some(""));
}

#[test]
fn a_newer_attempt_of_a_page_replaces_the_older() {
    let storage = Memory::default();
    assert!(attempt().keep(&storage, at(0)));
    assert!(Attempt::new([8; 16], [1; 32], attempt().query()).keep(&storage, at(1)));
    assert!(Attempt::take(&storage, &attempt().state).is_err());
    // One that was left for a window is over with the window's success.
    assert!(attempt().keep(&storage, at(2)));
    succeeded(&storage, attempt().query());
    assert_eq!(storage.keys(), Vec::<String>::new());
}

#[test]
fn an_attempt_that_had_no_answer_for_long_is_forgotten_with_the_next() {
    for later in [900, 100_000, -1] {
        let storage = Memory::default();
        assert!(attempt().keep(&storage, at(0)));
        assert!(Attempt::new([8; 16], [1; 32], "").keep(&storage, at(later)));
        assert!(Attempt::take(&storage, &attempt().state).is_err(), "{later}");
    }
}

#[test]
fn an_answer_with_another_state_is_to_no_attempt() {
    let answer = |state: &str| Answer { state: state.to_owned(), outcome: Ok("c".to_owned()) };
    assert!(attempt().is_answered_by(&answer("BwcHBwcHBwcHBwcHBwcHBw")));
    for other in ["", "BwcHBwcHBwcHBwcHBwcHBx", "BwcHBwcHBwcHBwcHBwcHBw=", "BwcH", "bwchbwchbwchbwchbwchbw"] {
        assert!(!attempt().is_answered_by(&answer(other)), "{other:?}");
    }
}

#[test]
fn an_answer_is_read_only_when_it_is_plain() {
    let answer = |query| Answer::parse(query).map(|answer| (answer.state, answer.outcome));
    assert_eq!(answer("?code=c&state=s"), Some(("s".to_owned(), Ok("c".to_owned()))));
    assert_eq!(answer("?view=full&code=c&state=s#top"), Some(("s".to_owned(), Ok("c".to_owned()))));
    assert_eq!(answer("?error=access_denied&state=s"), Some(("s".to_owned(), Err("access_denied".to_owned()))));
    for not in [
        "",
        "?code=c",
        "?state=s",
        "?code=c&error=e&state=s",
        "?code=a&code=b&state=s",
        "?code=c&state=s&state=t",
        "#code=c&state=s",
    ] {
        assert_eq!(answer(not), None, "{not}");
    }
}

#[test]
fn a_token_answer_is_checked() {
    let good = r#"{"access_token": "t0k", "token_type": "Bearer", "expires_in": 86399}"#;
    assert_eq!(token_of(good), Some(("t0k".to_owned(), Some(86399))));
    let odd = r#"{"access_token": "t0k", "odd": "\ud83d", "limit": 1e999, "expires_in": 86399}"#;
    assert_eq!(token_of(odd), Some(("t0k".to_owned(), Some(86399))), "what nobody reads costs no sign-in");
    for bad in [
        "",
        "{}",
        r#"{"access_token": ""}"#,
        r#"{"access_token": "a b", "token_type": "bearer"}"#,
        r#"{"access_token": "a\nb", "token_type": "bearer"}"#,
        r#"{"access_token": "a", "token_type": "mac"}"#,
        r#"{"access_token": 5}"#,
    ] {
        assert_eq!(token_of(bad), None, "{bad}");
    }
}

#[test]
fn the_page_goes_by_itself_at_most_twice_a_minute() {
    let storage = Memory::default();
    let outcomes: Vec<bool> = [0, 5, 10, 59, 60, 61, 65].map(|second| may_redirect(&storage, "", at(second))).to_vec();
    assert_eq!(outcomes, [true, true, false, false, true, false, true]);
}

#[test]
fn a_page_that_was_signed_in_each_time_goes_as_often_as_it_is_loaded() {
    let storage = Memory::default();
    for second in 0..10 {
        assert!(may_redirect(&storage, "?contactId=c", at(second)), "{second}");
        assert!(went_in_vain(&storage, "?contactId=c") && !went_in_vain(&storage, "?contactId=d"));
        succeeded(&storage, "?contactId=c");
        assert!(!went_in_vain(&storage, "?contactId=c"));
    }
    assert_eq!(storage.keys(), Vec::<String>::new());
    // What fails after that is counted from there.
    let outcomes: Vec<bool> = [20, 21, 22].map(|second| may_redirect(&storage, "?contactId=c", at(second))).to_vec();
    assert_eq!(outcomes, [true, true, false]);
}

#[test]
fn ten_frames_of_one_tab_go_each_for_itself() {
    let storage = Memory::default();
    for n in 0..10 {
        let query = format!("?conversationId=c{n}");
        let outcomes: Vec<bool> = [0, 1, 2].map(|second| may_redirect(&storage, &query, at(second))).to_vec();
        assert_eq!(outcomes, [true, true, false], "{query}");
    }
}

#[test]
fn without_memory_or_after_a_sign_out_the_page_stays() {
    assert!(!may_redirect(&Refused, "", at(0)));
    let storage = Memory::default();
    remember_sign_out(&storage);
    assert!(!may_redirect(&storage, "", at(0)));
    forget_sign_out(&storage);
    assert!(may_redirect(&storage, "", at(0)));
}
