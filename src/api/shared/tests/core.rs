//! A core as the real one behaves where channels are concerned: it asks, puts, opens, and begins again where it must.

use journey::effect::{HttpCall, Method};
use journey::input::Reply;
use serde_json::{Value, json};

use super::super::page::Input;
use crate::live::services::SocketNews;

/// The number of its question whether the channel that it was left still is.
pub(super) const CHECK: u64 = 1_000_000;

/// What it waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    Nothing,
    Creating(u64),
    Putting(u64),
    Opening(u64),
    Open(u64),
    /// Its page is done with.
    Over,
}

/// A core.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) topics: Vec<String>,
    pub(super) doing: Doing,
    /// Id and address.
    pub(super) channel: Option<(String, String)>,
    pub(super) is_confirmed: bool,
    /// Numbers of the frames heard.
    pub(super) heard: Vec<u64>,
    /// It waits for a sign of life.
    pub(super) has_asked: bool,
    n: u64,
}

impl Core {
    pub(super) fn new(topics: &[&str]) -> Self {
        Self {
            topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
            doing: Doing::Nothing,
            channel: None,
            is_confirmed: false,
            heard: Vec::new(),
            has_asked: false,
            n: 0,
        }
    }

    /// The next thing that is missing.
    pub(super) fn act(&mut self) -> Option<Input> {
        if self.doing != Doing::Nothing {
            return None;
        }
        self.n += 1;
        let n = self.n;
        let call = |method, path: &str, body| HttpCall { method, path: path.to_owned(), body };
        Some(match &self.channel {
            None => {
                self.doing = Doing::Creating(n);
                Input::Call(n, call(Method::Post, "/api/v2/notifications/channels", None))
            }
            Some((id, _)) if !self.is_confirmed => {
                self.doing = Doing::Putting(n);
                let path = format!("/api/v2/notifications/channels/{id}/subscriptions?ignoreErrors=true");
                let topics: Vec<Value> = self.topics.iter().map(|topic| json!({"id": topic})).collect();
                Input::Call(n, call(Method::Put, &path, Some(json!(topics).to_string())))
            }
            Some((_, uri)) => {
                self.doing = Doing::Opening(n);
                Input::Open(n, uri.clone())
            }
        })
    }

    /// It wants other topics from now on; what waits is given up.
    pub(super) fn want(&mut self, topics: &[&str]) -> Option<Input> {
        self.topics = topics.iter().map(|topic| (*topic).to_owned()).collect();
        self.is_confirmed = false;
        self.give_up()
    }

    /// What it waits for is no longer wanted.
    pub(super) fn give_up(&mut self) -> Option<Input> {
        self.has_asked = false;
        if self.doing == Doing::Over {
            return None;
        }
        let before = std::mem::replace(&mut self.doing, Doing::Nothing);
        match before {
            Doing::Creating(n) | Doing::Putting(n) => Some(Input::Cancel(n)),
            Doing::Opening(n) | Doing::Open(n) => Some(Input::Close(n)),
            Doing::Nothing | Doing::Over => None,
        }
    }

    /// Asks for a sign of life.
    pub(super) fn ping(&mut self) -> Option<Input> {
        let Doing::Open(n) = self.doing else { return None };
        self.has_asked = true;
        Some(Input::Send(n, r#"{"message":"ping"}"#.to_owned()))
    }

    pub(super) fn answered(&mut self, no: u64, reply: &Reply) {
        let Reply::Http { status, body, .. } = reply else {
            if self.doing == Doing::Creating(no) || self.doing == Doing::Putting(no) {
                self.doing = Doing::Nothing;
            }
            return;
        };
        if no == CHECK && *status == 404 {
            self.channel = None;
            self.is_confirmed = false;
        } else if self.doing == Doing::Creating(no) {
            self.doing = Doing::Nothing;
            if *status == 200 {
                let body: Value = serde_json::from_str(body).unwrap();
                let text = |name: &str| body[name].as_str().unwrap().to_owned();
                self.channel = Some((text("id"), text("connectUri")));
                self.is_confirmed = false;
            }
        } else if self.doing == Doing::Putting(no) {
            self.doing = Doing::Nothing;
            self.is_confirmed = *status == 200;
            if *status == 404 {
                self.channel = None;
            }
        }
    }

    /// Takes news; gives what it does at once.
    pub(super) fn news(&mut self, no: u64, news: &SocketNews) -> Option<Input> {
        if self.doing != Doing::Opening(no) && self.doing != Doing::Open(no) {
            return None;
        }
        match news {
            SocketNews::Opened => self.doing = Doing::Open(no),
            SocketNews::Closed => {
                self.doing = Doing::Nothing;
                self.has_asked = false;
                return Some(Input::Close(no));
            }
            SocketNews::Text(text) => {
                self.has_asked = false;
                let frame: Value = serde_json::from_str(text).unwrap();
                if frame["result"] == "404" || frame["topicName"] == "v2.system.no_longer_subscribed.x" {
                    self.channel = None;
                    return self.give_up();
                }
                assert_eq!(self.doing, Doing::Open(no), "a frame before the socket is open: {text}");
                self.heard.extend(frame["eventBody"]["number"].as_u64());
            }
        }
        None
    }
}
