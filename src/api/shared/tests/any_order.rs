//! Whatever happens, in whatever order: every page hears every word of its topics while it believes that its socket is open,
//! or its socket is closed; and when all is quiet everybody is live.

use super::super::page::Input;
use super::core::Doing;
use super::world::World;

/// Repeats itself for the same seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

/// How often it is played.
const N_SEEDS: u64 = 1_000;

/// What may go wrong.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ill {
    /// Nothing but pages that come and go, and a network that breaks.
    Little,
    /// Words are lost, patience ends early, requests fail.
    Much,
}

fn play(seed: u64, ill: Ill) -> World {
    eprintln!("seed {seed}");
    let mut chance = Chance(seed);
    let mut world = World::of(3);
    for _ in 0..400 {
        let possible = world.possible();
        let at = chance.below(world.tabs.len());
        match chance.below(100) {
            0 => world.crash(at),
            1 => world.close(at),
            23 if world.tabs.len() < 9 && world.tabs[at].core.doing != Doing::Over => drop(world.reload(at)),
            2 if world.tabs.len() < 9 => drop(world.open("ada")),
            3 => world.reset(),
            4 => world.deafen(),
            5 if ill == Ill::Much => world.step(at, Input::Leave),
            6 => {
                if let Some(input) = world.tabs[at].core.ping() {
                    world.step(at, input);
                }
            }
            7 => {
                let topics = [format!("topic.{at}"), format!("more.{}", chance.below(3))];
                if world.tabs[at].core.doing != Doing::Over
                    && let Some(input) = world.tabs[at].core.want(&[&topics[0], &topics[1]])
                {
                    world.step(at, input);
                }
            }
            8 => {
                if let Some(input) = world.tabs[at].core.has_asked.then(|| world.tabs[at].core.give_up()).flatten() {
                    world.step(at, input);
                }
            }
            9..=16 => world.publish(&format!("topic.{at}")),
            17 if ill == Ill::Much => world.loses = true,
            18 if ill == Ill::Much => world.repeats = true,
            19 if ill == Ill::Much => world.late(at),
            20 if ill == Ill::Much => world.forget_channels(r#"{"result":"404"}"#),
            21 if ill == Ill::Much && !world.tabs[at].requests.is_empty() => world.answer(at, 0, Some(503)),
            22 if ill == Ill::Much => world.tabs[at].is_frozen = chance.below(3) == 0,
            _ if possible.is_empty() => {}
            _ => world.happen(possible[chance.below(possible.len())]),
        }
    }
    (world.loses, world.repeats) = (false, false);
    world.tabs.iter_mut().for_each(|tab| tab.is_frozen = false);
    world.settle();
    world.check();
    world.all_hear_their_own();
    world
}

#[test]
fn in_any_order_a_page_hears_all_of_its_topics_or_knows_that_it_does_not() {
    for seed in 0..N_SEEDS {
        play(seed, Ill::Much);
    }
}

#[test]
fn in_any_order_pages_that_come_and_go_keep_to_one_socket() {
    let mut n_two = 0;
    for seed in 0..N_SEEDS {
        let world = play(seed, Ill::Little);
        let n_alive = world.tabs.iter().filter(|tab| tab.core.doing != Doing::Over).count();
        // One that had no channel yet when it began to lead may have one beside the others'.
        let n_sockets = world.n_sockets();
        assert!(n_sockets == n_alive.min(1) || n_sockets == 2, "{n_sockets} sockets: {}", world.shown());
        n_two += u64::from(n_sockets > 1);
    }
    assert!(n_two * 100 <= N_SEEDS, "{n_two} of {N_SEEDS}");
}
