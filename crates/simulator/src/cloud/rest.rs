//! The REST side of the virtual cloud: paths to answers, with permissions, paging and everything that can go wrong.

use journey::effect::{HttpCall, Method};
use journey::input::Reply;

use super::json;
use super::{Cloud, Session, TOPICS_MAX, Talk, address};
use crate::time::iso;

/// What goes wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Malice {
    /// Another status, with `Retry-After` in seconds.
    Status(u16, Option<u32>),
    /// Cut off in the middle.
    Truncated,
    /// A captive portal's page.
    Html,
    /// No answer ever.
    Silence,
}

/// Something that goes wrong, so many times.
#[derive(Clone, Debug)]
pub(crate) struct RestFault {
    /// Part of the path.
    pub(crate) part: &'static str,
    pub(crate) malice: Malice,
    pub(crate) times: u32,
}

/// What the cloud says to a request.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    /// The answer; `None`: never.
    pub(crate) reply: Option<Reply>,
    /// How many events of a session it says there are.
    pub(crate) told: Vec<(Session, usize)>,
    /// What went wrong on purpose.
    pub(crate) malice: Option<Malice>,
}

fn http(status: u16, body: String, retry_after: Option<u32>) -> Reply {
    Reply::Http { status, body, retry_after: retry_after.map(|s| s.to_string()), correlation_id: None }
}

fn forbidden(permission: &str) -> Reply {
    let body = format!(
        r#"{{"status":403,"code":"missing.permissions","message":"You are missing the following permission(s): {permission}"}}"#
    );
    http(403, body, None)
}

impl Cloud {
    /// Answers a request.
    pub(crate) fn answer(&mut self, now: i64, call: &HttpCall) -> Answered {
        let fault = self.faults.iter_mut().find(|fault| fault.times > 0 && call.path.contains(fault.part));
        let malice = fault.map(|fault| {
            fault.times -= 1;
            fault.malice
        });
        match malice {
            Some(Malice::Silence) => return Answered { malice, ..Answered::default() },
            Some(Malice::Status(status, retry_after)) => {
                let mut reply = http(status, "{}".into(), retry_after);
                if let (Reply::Http { retry_after, .. }, Some(header)) = (&mut reply, &self.retry_after) {
                    *retry_after = Some(header.clone());
                }
                return Answered { reply: Some(reply), malice, told: Vec::new() };
            }
            Some(Malice::Html) => {
                let page = "<!doctype html><title>Sign in to the network</title>".to_owned();
                return Answered { reply: Some(http(200, page, None)), malice, told: Vec::new() };
            }
            Some(Malice::Truncated) | None => {}
        }
        if !self.token_is_good {
            return Answered { reply: Some(http(401, "{}".into(), None)), ..Answered::default() };
        }
        let mut told = Vec::new();
        let mut reply = self.handle(now, call, &mut told);
        if malice.is_some()
            && let Reply::Http { body, .. } = &mut reply
        {
            body.truncate(body.len() / 2);
            told.clear();
        }
        Answered { reply: Some(reply), told, malice }
    }

    fn handle(&mut self, now: i64, call: &HttpCall, told: &mut Vec<(Session, usize)>) -> Reply {
        let (path, query) = call.path.split_once('?').unwrap_or((&call.path, ""));
        let parts: Vec<&str> = path.trim_start_matches("/api/v2/").split('/').collect();
        let value = |name: &str| query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
        let value = |name: &str| value(name).map(|(_, value)| value);
        let body = match (call.method, &parts[..]) {
            (Method::Get, ["date"]) => Some(format!(r#"{{"currentDate":"{}"}}"#, iso(now))),
            (Method::Get, ["users", "me"]) => Some(r#"{"id":"me","name":"Agent Example"}"#.to_owned()),
            (Method::Get, ["conversations"]) => {
                let open = self.talks.iter().enumerate().filter(|(_, talk)| !talk.is_over);
                Some(json::listing(open.map(|(at, talk)| self.talk(at, talk)), None, path))
            }
            (Method::Get, ["conversations", id]) => talk_of(id).and_then(|at| Some(self.talk(at, self.talks.get(at)?))),
            (Method::Get, ["externalcontacts", "contacts", id]) => {
                json::contact_of(id).filter(|at| *at < self.truth.people.len()).map(|at| json::contact(&self.truth, at))
            }
            (Method::Post, ["externalcontacts", "identifierlookup", "contacts"]) => {
                let body = call.body.as_deref().unwrap_or_default();
                let cookie = body.split("cookie-").nth(1).and_then(|rest| rest.split('"').next());
                cookie.and_then(json::contact_of).map(|at| json::contact(&self.truth, at))
            }
            (Method::Get, ["externalcontacts", "contacts", id, "journey", "sessions"]) => {
                if !self.allows("externalContacts:session:view") {
                    return forbidden("externalContacts:session:view");
                }
                json::contact_of(id).map(|at| self.sessions(at, value("pageSize"), value("after"), path, told))
            }
            (Method::Get, ["journey", "sessions", id]) => {
                json::session_of(id).filter(|at| *at < self.truth.visits.len()).map(|at| {
                    told.push((at, self.truth.visits[at].happenings.len()));
                    json::session(&self.truth, at)
                })
            }
            (Method::Get, ["journey", "sessions", id, "events"]) => {
                if !self.allows("journey:event:view") {
                    return forbidden("journey:event:view");
                }
                json::session_of(id)
                    .filter(|at| *at < self.truth.visits.len())
                    .map(|at| self.events(at, value("pageSize"), value("after"), path))
            }
            (Method::Get, ["journey", "sessions", _, "outcomescores"]) => {
                if !self.allows("journey:outcomescores:view") {
                    return forbidden("journey:outcomescores:view");
                }
                Some(r#"{"outcomeScores":[]}"#.to_owned())
            }
            (Method::Post, ["notifications", "channels"]) => {
                let id = self.open_channel(now, true);
                let expires = iso(now + self.channel_life);
                Some(format!(r#"{{"id":"ch{id}","connectUri":"{}","expires":"{expires}"}}"#, address(id)))
            }
            (Method::Head, ["notifications", "channels", id]) => {
                channel_of_id(id).filter(|id| self.channels.contains_key(id)).map(|_| String::new())
            }
            (Method::Put, ["notifications", "channels", id, "subscriptions"]) => {
                let body = call.body.as_deref().unwrap_or_default();
                channel_of_id(id).and_then(|id| self.subscribe(now, id, body))
            }
            _ => None,
        };
        match body {
            Some(body) => http(200, body, None),
            None => http(404, r#"{"status":404,"code":"not.found"}"#.into(), None),
        }
    }

    fn subscribe(&mut self, now: i64, channel: u32, body: &str) -> Option<String> {
        let refused = &self.refused_topics;
        let allows_events = !self.lacking.contains("journey:event:view");
        let channel = self.channels.get_mut(&channel)?;
        channel.used = now;
        channel.topics.clear();
        let mut states = Vec::new();
        for topic in body.split("\"id\":\"").skip(1).filter_map(|rest| rest.split('"').next()).take(TOPICS_MAX) {
            let is_refused =
                refused.iter().any(|part| topic.contains(part)) || (!allows_events && topic.ends_with(".events"));
            if !is_refused {
                channel.topics.insert(topic.to_owned());
            }
            let state = if is_refused { "Rejected" } else { "Permitted" };
            states.push(format!(r#"{{"id":"{topic}","state":"{state}"}}"#));
        }
        Some(json::listing(states.into_iter(), None, "/api/v2/notifications"))
    }

    fn sessions(
        &self,
        contact: usize,
        page_size: Option<&str>,
        after: Option<&str>,
        path: &str,
        told: &mut Vec<(Session, usize)>,
    ) -> String {
        let all = self.truth.visits_of(contact);
        let size = page_size.and_then(|n| n.parse().ok()).unwrap_or(25).clamp(1, 200);
        let start = match after {
            None => 0,
            Some(after) if self.cursors_are_keys => {
                let last = after.parse().ok().and_then(|at: Session| all.iter().position(|one| *one == at));
                last.map_or(all.len(), |at| at + 1)
            }
            Some(after) => after.parse().unwrap_or(all.len()),
        };
        let page: Vec<Session> = all.iter().skip(start).take(size).copied().collect();
        let next = (start + page.len() < all.len()).then(|| {
            let after = if self.cursors_are_keys { page.last().copied().unwrap_or(0) } else { start + page.len() };
            format!("{path}?pageSize={size}&includeMerged=true&after={after}")
        });
        told.extend(page.iter().map(|at| (*at, self.truth.visits[*at].happenings.len())));
        json::listing(page.iter().map(|at| json::session(&self.truth, *at)), next, path)
    }

    fn events(&self, at: Session, page_size: Option<&str>, after: Option<&str>, path: &str) -> String {
        let visit = &self.truth.visits[at];
        let all = visit.sorted();
        let size = page_size.and_then(|n| n.parse().ok()).unwrap_or(25).clamp(1, 200).min(self.events_page.max(1));
        let start = match after {
            None => 0,
            Some(after) if self.cursors_are_keys => {
                let (created, id) = after.split_once('_').unwrap_or((after, ""));
                let last = (created.parse().unwrap_or(i64::MAX), id.to_owned());
                all.iter().position(|one| super::key(one) > last).unwrap_or(all.len())
            }
            Some(after) => after.parse().unwrap_or(all.len()),
        };
        let page: Vec<_> = all.iter().skip(start).take(size).collect();
        let next = (start + page.len() < all.len()).then(|| {
            let last = page.last().map(|one| json::cursor(one)).unwrap_or_default();
            let after = if self.cursors_are_keys { last } else { (start + page.len()).to_string() };
            format!("{path}?pageSize={size}&after={after}")
        });
        json::listing(page.iter().map(|one| json::event(at, visit, one, false)), next, path)
    }

    /// An interaction as it is now.
    pub(crate) fn talk(&self, at: usize, talk: &Talk) -> String {
        let since = iso(talk.since);
        let state = if talk.is_over { "disconnected" } else { "connected" };
        let end = if talk.is_over { format!(r#","endTime":"{since}""#) } else { String::new() };
        let contact = json::contact_id(talk.contact);
        let (named, context) = if talk.names_contact {
            (format!(r#","externalContactId":"{contact}""#), String::new())
        } else {
            let cookie = format!(r#"{{"id":"cookie-{contact}","idType":"cookie"}}"#);
            (String::new(), format!(r#","journeyContext":{{"customer":{cookie}}}"#))
        };
        format!(
            r#"{{"id":"t{at}","startTime":"{since}"{end},"participants":[{{"id":"t{at}-far","purpose":"customer"{named},"messages":[{{"id":"t{at}-leg","state":"{state}","direction":"inbound"{context}}}]}},{{"id":"t{at}-me","purpose":"agent","userId":"me","startTime":"{since}","messages":[{{"id":"t{at}-own","state":"{state}","connectedTime":"{since}"}}]}}]}}"#
        )
    }
}

/// Index of an interaction.
pub(crate) fn talk_of(id: &str) -> Option<usize> {
    id.strip_prefix('t')?.parse().ok()
}

fn channel_of_id(id: &str) -> Option<u32> {
    id.strip_prefix("ch")?.parse().ok()
}
