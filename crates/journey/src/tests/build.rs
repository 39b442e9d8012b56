//! Small builders and a canonical text of a journey, for tests that feed the journey directly.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};

use crate::decode;
use crate::journey::Journey;
use crate::model::{AppFacts, Body, Event, LastEvent, Page, Session, SessionId, WebFacts};
use crate::settings::Settings;

/// A moment of the test day: `at("14:02:00")`.
pub(super) fn at(time: &str) -> DateTime<Utc> {
    format!("2026-11-20T{time}Z").parse().expect("a time of day")
}

/// Seconds after 14:00:00.
pub(super) fn second(n: i64) -> DateTime<Utc> {
    at("14:00:00") + Duration::seconds(n)
}

pub(super) fn journey() -> Journey {
    Journey::new(Arc::new(Settings::default()))
}

/// A web session without facts.
pub(super) fn session(id: &str, created: DateTime<Utc>) -> Session {
    let created = created.to_rfc3339();
    decode::session(&format!(r#"{{"id":"{id}","type":"web","createdDate":"{created}"}}"#)).expect("a session")
}

/// The same with what was announced last.
pub(super) fn announced(id: &str, n_events: i64, last: &str, last_at: DateTime<Utc>) -> Session {
    Session {
        n_events: Some(n_events),
        last_event: Some(LastEvent { id: Some(last.into()), name: Some("page_viewed".into()), created: Some(last_at) }),
        ..session(id, at("14:00:00"))
    }
}

/// A page view.
pub(super) fn view(session: &str, id: &str, created: DateTime<Utc>) -> Event {
    web(session, id, created, WebFacts { name: "page_viewed".into(), page: page(id), ..WebFacts::default() })
}

pub(super) fn page(title: &str) -> Page {
    Page { title: Some(title.into()), path: Some(format!("/{title}").into()), ..Page::default() }
}

pub(super) fn web(session: &str, id: &str, created: DateTime<Utc>, facts: WebFacts) -> Event {
    Event { id: id.into(), session: session.into(), created, stamp: None, body: Body::Web(Box::new(facts)) }
}

/// Something done in an app.
pub(super) fn app(session: &str, id: &str, created: DateTime<Utc>, facts: AppFacts) -> Event {
    Event { id: id.into(), session: session.into(), created, stamp: None, body: Body::App(Box::new(facts)) }
}

/// The session of the tests that need but one.
pub(super) fn id() -> SessionId {
    "s".into()
}

/// It, as it is shown.
pub(super) fn held(journey: &Journey) -> &Session {
    journey.session(&id()).expect("the session")
}

/// Ids of a track in its order.
pub(super) fn ids(journey: &Journey, session: &str) -> Vec<String> {
    let track = journey.track(&SessionId::from(session));
    track.map(|track| track.iter().map(|event| event.id.to_string()).collect()).unwrap_or_default()
}

/// Everything that a journey says about its customer, in one text.
pub(super) fn canonical(journey: &Journey) -> String {
    let mut text = String::new();
    for id in journey.order().iter() {
        writeln!(text, "{:#?}", journey.session(id)).expect("text");
        writeln!(text, "hole: {:?}", journey.hole(id)).expect("text");
    }
    for (id, track) in &journey.tracks {
        writeln!(text, "{id}: {:?}", track.reading).expect("text");
        for event in track.iter() {
            writeln!(text, "{event:?}").expect("text");
        }
    }
    writeln!(text, "{:?}", journey.expanded).expect("text");
    text
}
