//! One act of a persona, and how it is performed on the world.

use chrono::{DateTime, Utc};

use super::script::{Call, Course, EndedBy};
use super::{DEPLOYMENT, plan};
use crate::world::{Age, CustomEvent, Party, Refusal, World};

/// Something a persona does at a moment.
#[derive(Clone, Debug)]
pub struct Act {
    at: DateTime<Utc>,
    deed: Deed,
}

/// What is done. Whatever the persona holds (cookie, number) is in it; what the world holds is looked up when it is done.
#[derive(Clone, Debug)]
pub(super) enum Deed {
    Web(Box<wire::WebEventRequest>),
    App(Box<wire::AppEventRequest>),
    Custom(CustomEvent),
    /// Asks what is offered to the visitor and answers with this state; `timedout` lets it pass.
    Offer {
        cookie: String,
        answer: String,
    },
    Say {
        cookie: String,
        text: String,
    },
    HangUp {
        cookie: String,
        by: EndedBy,
    },
    Call {
        from: Option<String>,
        queue: String,
        course: Course,
        agent: usize,
    },
    Chat {
        cookie: String,
        lines: Vec<(f64, String)>,
        course: Course,
        agent: usize,
    },
}

impl Act {
    pub(super) fn new(at: DateTime<Utc>, deed: Deed) -> Self {
        Self { at, deed }
    }

    /// A whole telephone call; `agent` chooses who answers.
    pub(super) fn call(call: &Call, at: DateTime<Utc>, agent: u16) -> Self {
        let Call { from, queue, course } = call.clone();
        Self::new(at, Deed::Call { from, queue, course, agent: usize::from(agent) })
    }

    /// When it is due.
    #[must_use]
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    #[cfg(test)]
    pub(super) fn deed(&self) -> &Deed {
        &self.deed
    }

    /// What kind of act it is, for a log; holds nothing of what a person says.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match &self.deed {
            Deed::Web(_) => "web event",
            Deed::App(_) => "app event",
            Deed::Custom(_) => "custom event",
            Deed::Offer { .. } => "answer to an offer",
            Deed::Say { .. } => "message",
            Deed::HangUp { .. } => "end of a chat",
            Deed::Call { .. } => "call",
            Deed::Chat { .. } => "chat",
        }
    }

    /// Performs the act now.
    ///
    /// # Errors
    /// What the world refuses; nothing has changed then.
    pub fn perform(&self, world: &mut World, now: DateTime<Utc>) -> Result<(), Refusal> {
        self.play(world, now, Age::Fresh)
    }

    /// Performs the act; events keep their own time.
    pub(super) fn play(&self, world: &mut World, at: DateTime<Utc>, age: Age) -> Result<(), Refusal> {
        // Where sites are not tracked, visitors leave no trace but their talks.
        if !world.organisation().has_tracking() && matches!(self.deed, Deed::Web(_) | Deed::App(_) | Deed::Offer { .. })
        {
            return Ok(());
        }
        match &self.deed {
            Deed::Web(request) => world.web_event(DEPLOYMENT, (**request).clone(), at, age).map(drop),
            Deed::App(request) => world.app_event(DEPLOYMENT, (**request).clone(), at, age).map(drop),
            Deed::Custom(event) => world.custom_event(event.clone(), at).map(drop),
            Deed::Offer { cookie, answer } => answer_offers(world, cookie, answer, at),
            Deed::Say { cookie, text } => match open_talk(world, cookie) {
                Some(talk) => world.customer_message(&talk, text, at),
                None => Ok(()),
            },
            Deed::HangUp { cookie, by } => match open_talk(world, cookie) {
                Some(talk) => world.hang_up(&talk, (*by).into(), at),
                None => Ok(()),
            },
            Deed::Call { from, queue, course, agent } => {
                let call = world.call_in(from.as_deref(), queue, at);
                converse(world, &call, &[], course, *agent, at)
            }
            Deed::Chat { cookie, lines, course, agent } => {
                let talk = world.start_chat(cookie, at)?;
                converse(world, &talk, lines, course, *agent, at)
            }
        }
    }
}

/// Whatever is offered gets the same answer; a page that shows nothing has nothing to answer.
fn answer_offers(world: &mut World, cookie: &str, answer: &str, at: DateTime<Utc>) -> Result<(), Refusal> {
    let offers = world.ping(DEPLOYMENT, cookie, at)?.actions;
    if answer == "timedout" {
        return Ok(());
    }
    for offer in offers {
        let Some(session_id) = offer.session_id else { continue };
        let request = wire::ActionEventRequest {
            session_id,
            action_id: offer.id,
            action_state: answer.to_owned(),
            ..Default::default()
        };
        world.action_event(DEPLOYMENT, request, at)?;
    }
    Ok(())
}

fn open_talk(world: &World, cookie: &str) -> Option<String> {
    world.talks_of_cookie(cookie).into_iter().find(|talk| talk.state != "ended").map(|talk| talk.id)
}

/// The course of a conversation of the past: waiting, talking, its end, its wrap-up.
fn converse(
    world: &mut World,
    id: &str,
    lines: &[(f64, String)],
    course: &Course,
    agent: usize,
    at: DateTime<Utc>,
) -> Result<(), Refusal> {
    let answered = at + plan::seconds(course.waited);
    let agents = world.agents();
    let agent = agents.get(agent.checked_rem(agents.len()).unwrap_or(0)).map(|agent| agent.id.clone());
    let agent = agent.filter(|_| course.agent);
    let mut lines = lines.iter().map(|(after, text)| (at + plan::seconds(*after), text)).peekable();
    while let Some((said, text)) = lines.next_if(|(said, _)| *said < answered) {
        world.customer_message(id, text, said)?;
    }
    if let Some(agent) = &agent {
        world.answer(id, agent, answered)?;
    }
    let end = answered + plan::seconds(course.talked);
    for (said, text) in lines {
        world.customer_message(id, text, said.min(end))?;
    }
    world.hang_up(id, course.ended_by.into(), end)?;
    if let (Some(agent), Some(code)) = (&agent, &course.code) {
        world.wrap_up(id, agent, code, &course.notes, end + plan::seconds(20.0))?;
    }
    Ok(())
}

impl From<EndedBy> for Party {
    fn from(by: EndedBy) -> Self {
        match by {
            EndedBy::Customer => Self::Customer,
            EndedBy::Agent => Self::Agent,
        }
    }
}
