//! The connection as a table: what each input does in each state, and why. Every pair is tried; the table is a file.

use std::fmt::Write as _;

use expect_test::expect_file;
use serde_json::json;

use super::scene::Scene;
use crate::effect::{SocketId, Timer};
use crate::input::{Command, Input, Target, Wake};

const STATES: [&str; 10] = [
    "SignedOut",
    "Opening",
    "Subscribing",
    "Snapshotting",
    "Live",
    "CatchingUp",
    "Waiting",
    "Paused",
    "Degraded",
    "NeedsSignIn",
];

const INPUTS: [&str; 21] = [
    "sign-in",
    "sign-out",
    "token's time is over",
    "socket opened",
    "socket closed",
    "frame: heartbeat",
    "frame: closing announced",
    "frame: channel gone",
    "frame: token revoked",
    "all requests answered",
    "timer: reconnect",
    "timer: probe",
    "timer: probe deadline",
    "timer: open deadline",
    "timer: rollover",
    "timer: hole",
    "offline",
    "online",
    "hidden",
    "visible",
    "try again",
];

/// A page in a state.
fn scene(state: &str) -> Scene {
    let mut scene = Scene::with_contact();
    let target = Target::Contact("ada".into());
    match state {
        "Opening" => scene.hold("/api/"),
        "Subscribing" => scene.hold("/subscriptions"),
        "Snapshotting" => scene.hold("contacts/ada/journey/sessions"),
        "Degraded" => scene.cloud.refused_topics.push("journey.sessions".into()),
        _ => {}
    }
    let mut scene = scene.open(target);
    match state {
        "SignedOut" => scene.command(Command::SignOut),
        "CatchingUp" => {
            scene.toggle("s2");
            scene.hold("/events");
            scene.cloud.page("s2", "Lost", scene.now);
            scene.tell_session("s2");
        }
        "Waiting" => {
            scene.sockets_blocked = true;
            scene.cut();
        }
        "Paused" => scene.wake(Wake::Offline),
        "NeedsSignIn" => scene.step(Input::TokenExpired),
        _ => {}
    }
    scene
}

fn give(scene: &mut Scene, input: &str) {
    let socket = scene.sockets.keys().last().copied().unwrap_or(SocketId(99));
    let frame = |topic: &str| json!({ "topicName": topic, "eventBody": {} });
    match input {
        "sign-in" => scene.start(Target::Contact("ada".into())),
        "sign-out" => scene.step(Input::Command(Command::SignOut)),
        "token's time is over" => scene.step(Input::TokenExpired),
        "socket opened" => scene.step(Input::SocketOpened(socket)),
        "socket closed" => scene.step(Input::SocketClosed(socket)),
        "frame: heartbeat" => scene.frame(socket, &frame("channel.metadata")),
        "frame: closing announced" => scene.frame(socket, &frame("v2.system.socket_closing")),
        "frame: channel gone" => scene.frame(socket, &json!({ "result": "404" })),
        "frame: token revoked" => scene.frame(socket, &frame("v2.system.token_revoked")),
        "all requests answered" => scene.release(),
        "timer: reconnect" => scene.step(Input::TimerFired(Timer::Reconnect)),
        "timer: probe" => scene.step(Input::TimerFired(Timer::Probe)),
        "timer: probe deadline" => scene.step(Input::TimerFired(Timer::ProbeDeadline)),
        "timer: open deadline" => scene.step(Input::TimerFired(Timer::OpenDeadline)),
        "timer: rollover" => scene.step(Input::TimerFired(Timer::Rollover)),
        "timer: hole" => scene.step(Input::TimerFired(Timer::Hole("s2".into()))),
        "offline" => scene.step(Input::Woke(Wake::Offline)),
        "online" => scene.step(Input::Woke(Wake::Online)),
        "hidden" => scene.step(Input::Woke(Wake::Hidden)),
        "visible" => scene.step(Input::Woke(Wake::Visible)),
        _ => scene.step(Input::Command(Command::Retry)),
    }
}

#[test]
fn every_input_in_every_state_has_its_move_and_its_reason() {
    let mut table = String::from(
        "# What each input does in each state of the connection\n\n\
         Written by the test of the same name (`UPDATE_EXPECT=1 cargo test -p journey every_input_in_every_state`).\n\
         A dot: the state stays. Else the state after it, and the reason the core gives for it.\n",
    );
    for state in STATES {
        write!(table, "\n## {state}\n\n| input | moves to | because |\n| --- | --- | --- |\n").expect("text");
        for input in INPUTS {
            let mut scene = scene(state);
            let before = *scene.core.journey().status();
            assert_eq!(format!("{:?}", before.state), state, "the stage for {state}");
            give(&mut scene, input);
            let after = *scene.core.journey().status();
            let (to, why) = if after.state == before.state {
                ("·".to_owned(), "·".to_owned())
            } else {
                (format!("{:?}", after.state), format!("{:?}", after.reason))
            };
            writeln!(table, "| {input} | {to} | {why} |").expect("text");
        }
    }
    expect_file!["../../connection/TABLE.md"].assert_eq(&table);
}
