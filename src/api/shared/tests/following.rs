//! Pages that follow: what becomes of them when the page that leads goes, is silent, or is somebody else's.

use super::super::page::Input;
use super::core::Doing;
use super::world::World;

/// Ends a page in one of the ways in which pages end.
fn end(world: &mut World, at: usize, how: usize) {
    match how {
        0 => world.close(at),
        1 => world.crash(at),
        _ => {
            // The host page stops it: the real core closes its socket first.
            if let Some(input) = world.tabs[at].core.give_up() {
                world.step(at, input);
            }
            world.close(at);
        }
    }
}

#[test]
fn the_page_that_leads_goes_and_the_others_go_on_with_its_channel() {
    for how in 0..3 {
        let mut world = World::live(5);
        for leader in 0..4 {
            end(&mut world, leader, how);
            world.publish("topic.4");
            world.settle();
            world.check();
            world.all_hear();
            assert_eq!((world.n_created, world.n_sockets()), (1, 1), "after {leader}, ended by {how}");
        }
    }
}

#[test]
fn the_page_that_leads_goes_at_any_step_of_another_one_that_comes() {
    for n_steps in 0..60 {
        for how in 0..2 {
            let mut world = World::live(2);
            world.open("ada");
            for _ in 0..n_steps {
                // The newest first: the others only answer.
                let Some(next) = world.possible().last().copied() else { break };
                world.happen(next);
            }
            end(&mut world, 0, how);
            world.settle();
            world.check();
            world.all_hear();
            assert!(world.n_created <= 2, "{n_steps} {how}");
            assert_eq!(world.n_sockets(), 1, "{n_steps} {how}: {}", world.shown());
        }
    }
}

#[test]
fn a_page_that_signs_out_takes_its_channel_along_and_the_others_have_another() {
    let mut world = World::live(4);
    world.step(0, Input::SignedOut);
    world.crash(0);
    world.settle();
    world.all_hear();
    assert_eq!((world.n_created, world.n_sockets()), (2, 1));
}

#[test]
fn a_page_that_is_loaded_anew_follows_with_the_channel_that_it_left() {
    let mut world = World::live(3);
    let again = world.reload(0);
    // It puts its topics while it still asks whether the channel is.
    let put = world.tabs[again].core.act().unwrap();
    world.step(again, put);
    world.settle();
    world.all_hear();
    assert_eq!((world.n_created, world.n_sockets()), (1, 1));
}

#[test]
fn a_page_that_is_loaded_anew_and_not_answered_takes_no_topics_from_the_others() {
    let mut world = World::live(3);
    let again = world.reload(2);
    let put = world.tabs[again].core.act().unwrap();
    world.step(again, put);
    world.tabs[0].is_frozen = true;
    while let Some(next) = world.possible().first().copied() {
        world.happen(next);
    }
    world.late(again);
    world.settle();
    world.tabs[0].is_frozen = false;
    world.publish("topic.1");
    world.settle();
    world.check();
    world.all_hear();
    assert_eq!(world.n_created, 3, "whoever is not answered has its own");
}

#[test]
fn a_page_that_comes_back_while_topics_are_put_without_its_own_is_not_told_that_they_are_heard() {
    let mut world = World::live(2);
    let at = world.open("ada");
    world.settle();
    world.step(1, Input::Leave);
    if let Some(input) = world.tabs[at].core.want(&["topic.2", "more"]) {
        world.step(at, input);
    }
    // The set without the topics of the page that left is put, and the answer is on its way.
    while world.puts.last().is_none_or(|put| put.iter().any(|topic| topic == "topic.1")) {
        let next = world.possible().into_iter().find(|(at, _)| *at != 1).unwrap();
        world.happen(next);
    }
    world.tabs[0].is_frozen = true;
    while let Some(next) = world.possible().first().copied() {
        world.happen(next);
    }
    world.publish("topic.1");
    world.tabs[0].is_frozen = false;
    let answer = world.tabs[0].inbox.pop_front().unwrap();
    while !matches!(world.tabs[1].core.doing, Doing::Open(_)) {
        let Some(next) = world.possible().first().copied() else { break };
        world.happen(next);
    }
    world.publish("topic.1");
    world.step(0, answer);
    world.settle();
    world.check();
    world.all_hear();
}

#[test]
fn a_page_that_is_not_told_whose_it_is_has_its_own_channel_within_a_second() {
    let mut world = World::live(2);
    let at = world.open("ada");
    world.tabs[at].inbox.pop_back();
    world.settle();
    world.all_hear();
    assert_eq!(world.n_created, 2);
}

#[test]
fn a_page_that_comes_back_out_of_the_cache_takes_part_again() {
    let mut world = World::live(3);
    world.step(0, Input::Leave);
    world.settle();
    world.all_hear();
    assert_eq!((world.n_created, world.n_sockets()), (1, 1));
}

#[test]
fn pages_of_another_agent_have_their_own() {
    let mut world = World::live(2);
    world.open("bo");
    world.open("bo");
    world.settle();
    world.all_hear();
    assert_eq!((world.n_created, world.n_sockets()), (3, 3), "each as if it were alone");
    world.close(0);
    world.settle();
    world.all_hear();
    assert_eq!(world.n_created, 3);
}

#[test]
fn who_is_asked_before_it_knows_who_it_is_answers_when_it_does() {
    let mut world = World::default();
    world.open("ada");
    world.open("ada");
    // The first knows that it leads, and not yet for whom.
    let me = world.tabs[0].inbox.pop_back().unwrap();
    while let Some(next) = world.possible().first().copied() {
        world.happen(next);
    }
    world.late(1);
    assert!(matches!(world.tabs[1].core.doing, Doing::Creating(_)), "{:?}", world.tabs[1].core.doing);
    world.step(0, me);
    world.settle();
    world.all_hear();
    assert_eq!(world.n_created, 1);
}

#[test]
fn a_page_whose_agent_is_not_to_be_had_has_its_own_channel() {
    let mut world = World::live(1);
    let at = world.open("ada");
    *world.tabs[at].inbox.back_mut().unwrap() = Input::Me(None);
    world.settle();
    world.all_hear();
    assert_eq!(world.n_created, 2);
}

#[test]
fn a_page_that_leads_and_is_frozen_is_left_alone_within_a_second() {
    let mut world = World::live(3);
    world.tabs[0].is_frozen = true;
    for at in [1, 2] {
        let closed = world.tabs[at].core.give_up().unwrap();
        world.step(at, closed);
    }
    world.settle();
    world.all_hear();
    assert_eq!(world.n_created, 3, "each has its own");
    // It thaws: nobody is worse off.
    world.tabs[0].is_frozen = false;
    world.settle();
    world.all_hear();
    assert_eq!(world.n_created, 3);
}

#[test]
fn a_dead_socket_is_found_by_whoever_asks_and_closed_for_all() {
    for asks in 0..3 {
        let mut world = World::live(3);
        world.deafen();
        world.publish("topic.1");
        let ping = world.tabs[asks].core.ping().unwrap();
        world.step(asks, ping);
        while let Some(next) = world.possible().first().copied() {
            world.happen(next);
        }
        assert!(world.tabs[asks].core.has_asked, "nobody answered");
        let closed = world.tabs[asks].core.give_up().unwrap();
        world.step(asks, closed);
        world.settle();
        world.check();
        world.all_hear();
        assert_eq!((world.n_created, world.n_sockets()), (1, 1));
    }
}

#[test]
fn a_lost_word_of_the_leader_closes_the_socket_that_did_not_hear_it() {
    let mut world = World::live(2);
    let before = world.tabs[1].core.doing;
    world.publish("topic.1");
    world.loses = true;
    world.happen((0, 0));
    world.publish("topic.1");
    world.settle();
    world.check();
    assert_ne!(world.tabs[1].core.doing, before, "it heard the second and not the first");
    world.all_hear();
}

#[test]
fn a_word_said_twice_is_heard_once() {
    let mut world = World::live(2);
    let before = world.tabs[1].core.doing;
    world.publish("topic.1");
    world.repeats = true;
    world.settle();
    assert_eq!((world.tabs[1].core.doing, &world.tabs[1].core.heard[..]), (before, &[1][..]));
}

#[test]
fn a_network_that_resets_every_connection_costs_no_channel() {
    let mut world = World::live(4);
    world.reset();
    world.settle();
    world.all_hear();
    assert_eq!((world.n_created, world.n_sockets()), (1, 1));
}

#[test]
fn a_channel_that_is_no_more_is_followed_by_one_for_all() {
    for last in [
        r#"{"result":"404"}"#,
        r#"{"topicName":"v2.system.no_longer_subscribed.c1","eventBody":{}}"#,
        r#"{"topicName":"v2.system.token_revoked.other","eventBody":{}}"#,
    ] {
        let mut world = World::live(4);
        if last.contains("token") {
            // Made with the token of a page that is gone.
            world.close(0);
            world.settle();
        }
        world.forget_channels(last);
        world.settle();
        world.all_hear();
        assert_eq!((world.n_created, world.n_sockets()), (2, 1), "{last}");
    }
}

#[test]
fn a_put_that_fails_is_told_to_who_wanted_it() {
    let mut world = World::live(2);
    if let Some(input) = world.tabs[1].core.want(&["topic.1", "more"]) {
        world.step(1, input);
    }
    let mut n_failed = 0;
    while let Some(next) = world.possible().into_iter().next() {
        if next.1 == 1 && n_failed == 0 {
            n_failed += 1;
            world.answer(next.0, 0, Some(503));
        } else {
            world.happen(next);
        }
    }
    assert_eq!(n_failed, 1);
    world.settle();
    world.all_hear();
    assert_eq!(world.n_created, 1);
}

#[test]
fn where_nobody_tells_who_leads_a_page_is_alone_within_a_second() {
    for what in 0..2 {
        let mut world = World::live(1);
        let at = world.open("ada");
        for _ in 0..2 + what {
            world.happen((at, 0));
        }
        // The answer to who leads, or the page's own lock, never comes.
        world.tabs[at].inbox.retain(|input| !matches!(input, Input::Leads(_) | Input::Held));
        world.settle();
        world.all_hear();
        assert_eq!(world.n_created, 2);
    }
}
