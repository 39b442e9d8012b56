//! Networks that let requests through and no socket: said within seconds, read now and then, left as soon as one opens.

use super::scene::Scene;
use crate::input::{Target, Wake};

/// How sockets fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// They are answered, and not with a socket.
    Refused,
    /// They are never answered.
    Hanging,
}

const BOTH: [Way; 2] = [Way::Refused, Way::Hanging];

/// Lets time pass in such a network; gives the second after which the word was first said, and when requests were made.
fn pass(scene: &mut Scene, way: Way, seconds: i64, word: &str) -> (Option<i64>, Vec<i64>) {
    let (mut first, mut asked) = (None, Vec::new());
    let n_before = scene.cloud.asked.len();
    let mut n_asked = n_before;
    for second in 0..seconds {
        for _ in 0..4 {
            scene.pass(250);
            if way == Way::Refused {
                scene.open_one(1);
            }
        }
        asked.extend(std::iter::repeat_n(second, scene.cloud.asked.len() - n_asked));
        n_asked = scene.cloud.asked.len();
        if first.is_none() && scene.word() == word {
            first = Some(second + 1);
        }
    }
    (first, asked)
}

/// The most requests within any minute.
fn per_minute(asked: &[i64]) -> usize {
    asked.iter().map(|from| asked.iter().filter(|at| (*from..from + 60).contains(*at)).count()).max().unwrap_or(0)
}

/// Ada's page, the card of the running visit expanded, in a network that has just begun to block sockets.
fn blocked(was_live: bool) -> Scene {
    let mut scene = Scene::with_contact();
    scene.sockets_blocked = !was_live;
    let mut scene = scene.open(Target::Contact("ada".into()));
    scene.toggle("s2");
    if was_live {
        assert_eq!(scene.word(), "Live");
        scene.sockets_blocked = true;
        scene.cut();
    }
    scene
}

#[test]
fn a_network_without_sockets_is_said_within_ten_seconds_and_read_all_the_same() {
    for (way, was_live) in BOTH.into_iter().flat_map(|way| [(way, false), (way, true)]) {
        let mut scene = blocked(was_live);
        let (said, _) = pass(&mut scene, way, 10, "Not live");
        assert!(said.is_some(), "{way:?}, live before: {was_live}: {}", scene.word());
        // The visitor goes on; each page is read within half a minute, with all that goes along.
        let mut asked = Vec::new();
        for minute in 0..10 {
            let title = format!("Aisle {minute}");
            scene.cloud.page("s2", &title, scene.now);
            let (_, seconds) = pass(&mut scene, way, 45, "Not live");
            assert!(scene.text().contains(&title), "{way:?}, live before: {was_live}: {}", scene.text());
            asked.extend(seconds.into_iter().map(|second| minute * 60 + second));
            asked.extend(pass(&mut scene, way, 15, "Not live").1.into_iter().map(|second| minute * 60 + 45 + second));
            assert_eq!(scene.word(), "Not live");
        }
        let most = per_minute(&asked);
        assert!(most <= 6, "{way:?}, live before: {was_live}: {most} requests within a minute");
        // By itself back to "Live", with whatever was missed.
        scene.cloud.page("s2", "Checkout", scene.now);
        scene.sockets_blocked = false;
        scene.pass(41_000);
        assert_eq!(scene.word(), "Live", "{way:?}, live before: {was_live}");
        assert!(scene.text().contains("Checkout"), "{}", scene.text());
        scene.asked();
        scene.pass(600_000);
        assert_eq!(scene.asked(), "", "nothing is read any more");
    }
}

#[test]
fn nothing_is_read_in_such_a_network_while_nobody_looks() {
    for way in BOTH {
        let mut scene = blocked(true);
        pass(&mut scene, way, 10, "");
        assert_eq!(scene.word(), "Not live");
        scene.wake(Wake::Hidden);
        scene.asked();
        let (_, asked) = pass(&mut scene, way, 1_800, "");
        assert_eq!(asked, Vec::<i64>::new(), "{way:?}: {}", scene.asked());
        scene.cloud.page("s2", "Seen late", scene.now);
        scene.wake(Wake::Visible);
        pass(&mut scene, way, 10, "");
        assert_eq!(scene.word(), "Not live", "{way:?}");
        assert!(scene.text().contains("Seen late"), "{way:?}: {}", scene.text());
    }
}

#[test]
fn a_page_that_was_hidden_when_it_began_finds_out_when_it_is_seen() {
    let mut scene = blocked(true);
    scene.wake(Wake::Hidden);
    pass(&mut scene, Way::Refused, 600, "");
    assert_ne!(scene.word(), "Live");
    scene.wake(Wake::Visible);
    let (said, _) = pass(&mut scene, Way::Refused, 10, "Not live");
    assert!(said.is_some(), "{}", scene.word());
}

#[test]
fn a_cloud_that_is_gone_altogether_is_no_network_without_sockets() {
    for way in BOTH {
        let mut scene = blocked(true);
        scene.cloud.fail("", 0, u32::MAX);
        let (said, _) = pass(&mut scene, way, 120, "Not live");
        assert_eq!(said, None, "{way:?}");
        assert_eq!(scene.word(), "Reconnecting");
        // Requests get through again, sockets do not.
        scene.cloud.faults.clear();
        let (said, _) = pass(&mut scene, way, 45, "Not live");
        assert!(said.is_some(), "{way:?}: {}", scene.word());
        // And the other way round.
        scene.cloud.fail("", 0, u32::MAX);
        let (said, _) = pass(&mut scene, way, 60, "Reconnecting");
        assert!(said.is_some(), "{way:?}: {}", scene.word());
    }
}
