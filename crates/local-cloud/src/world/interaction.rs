//! Conversations: what is kept of a call or a message conversation, and its states. Their course is in
//! [`super::course`], their shapes in [`super::forms`].

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::table::stored;
use super::time::millis;

/// An agent who has not wrapped up after this long will not do so any more.
pub(super) const WRAPUP_WITHIN: TimeDelta = TimeDelta::minutes(30);

/// Which kind of conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Medium {
    Call,
    Message,
    Email,
    Callback,
}

impl Medium {
    /// Its word in the contract's paths, topics and lists (there in the plural).
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Message => "message",
            Self::Email => "email",
            Self::Callback => "callback",
        }
    }

    /// Its word as the channel of a session.
    pub(super) fn channel(self) -> &'static str {
        match self {
            Self::Call => "Voice",
            Self::Message => "Message",
            Self::Email => "Email",
            Self::Callback => "Callback",
        }
    }
}

/// A conversation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Interaction {
    pub(super) medium: Medium,
    pub(super) queue: String,
    /// The caller's number in E.164; `None` when it is withheld, for e-mails and for messages from the site.
    pub(super) number: Option<String>,
    /// The sender of an e-mail.
    #[serde(default)]
    pub(super) email: Option<String>,
    /// What an e-mail is about.
    #[serde(default)]
    pub(super) subject: Option<String>,
    /// Which kind of message (`WebMessaging`, `Sms` …).
    #[serde(default)]
    pub(super) message_type: Option<String>,
    /// The visitor, for messages.
    pub(super) cookie: Option<String>,
    /// The web session it began in.
    pub(super) web_session: Option<String>,
    /// The offer it began with.
    pub(super) action: Option<String>,
    pub(super) contact: Option<String>,
    /// Its own session, of type `conversation`.
    pub(super) session: String,
    #[serde(with = "millis")]
    pub(super) started: DateTime<Utc>,
    #[serde(with = "millis::option")]
    pub(super) ended: Option<DateTime<Utc>>,
    pub(super) customer: Leg,
    /// One per stay in the queue.
    pub(super) acd: Vec<Leg>,
    /// One per agent who answered, oldest first.
    pub(super) agents: Vec<Leg>,
    /// The newest messages.
    pub(super) lines: Vec<Line>,
}

stored!(Interaction, "conversations");

/// One participant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Leg {
    pub(super) id: String,
    pub(super) communication: String,
    /// The agent, for an agent's leg.
    pub(super) user: Option<String>,
    #[serde(with = "millis")]
    pub(super) started: DateTime<Utc>,
    #[serde(with = "millis::option")]
    pub(super) ended: Option<DateTime<Utc>>,
    /// Why it ended, in the words of conversations (`peer`, `client`, `system`, `transfer`, `endpoint`).
    pub(super) disconnect: Option<String>,
    /// The agent still has to say how it ended.
    pub(super) wrapup_due: bool,
    pub(super) wrapup: Option<Disposition>,
}

/// How a conversation ended, as the agent recorded it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Disposition {
    pub(super) code: String,
    pub(super) notes: String,
    #[serde(with = "millis")]
    pub(super) at: DateTime<Utc>,
}

/// A message. Its text is kept for the chat, never published.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) by_customer: bool,
    pub(super) text: String,
    #[serde(with = "millis")]
    pub(super) at: DateTime<Utc>,
}

impl Leg {
    pub(super) fn end(&mut self, at: DateTime<Utc>, why: &str) {
        if self.ended.is_none() {
            self.ended = Some(at);
            self.disconnect = Some(why.to_owned());
        }
    }
}

impl Interaction {
    /// The newest step of the conversation. The ids are those of the parts that made it: the same step has one id.
    pub(super) fn last_event(&self) -> wire::SessionLastEvent {
        let wrapped = self.agents.iter().rev().find_map(|leg| Some((leg, leg.wrapup.as_ref()?.at)));
        let (id, name, at) = match (wrapped, self.ended, self.agents.last()) {
            (Some((leg, at)), Some(_), _) => (&leg.communication, "conversation_wrapped_up", at),
            (_, Some(at), _) => (&self.customer.communication, "conversation_ended", at),
            (_, None, Some(leg)) => match leg.ended {
                Some(at) => (&leg.id, "conversation_transferred", at),
                None => (&leg.id, "conversation_answered", leg.started),
            },
            (_, None, None) => (&self.customer.id, "conversation_started", self.started),
        };
        wire::SessionLastEvent {
            id: Some(id.clone()),
            event_name: Some(name.to_owned()),
            created_date: Some(at.into()),
            ..wire::SessionLastEvent::default()
        }
    }

    /// The agent who is in it now.
    pub(super) fn agent_now(&self) -> Option<&Leg> {
        self.agents.last().filter(|leg| leg.ended.is_none())
    }

    pub(super) fn is_waiting(&self) -> bool {
        self.ended.is_none() && self.agent_now().is_none()
    }

    /// Since when it waits in the queue.
    pub(super) fn waits_since(&self) -> Option<DateTime<Utc>> {
        self.is_waiting().then(|| self.acd.last().map_or(self.started, |leg| leg.started))
    }

    pub(super) fn wrapup_is_due(&self) -> bool {
        self.agents.iter().any(|leg| leg.wrapup_due)
    }

    /// Waits, goes on, or lacks its wrap-up.
    pub(super) fn is_open(&self) -> bool {
        self.ended.is_none() || self.wrapup_is_due()
    }

    /// When a wrap-up that is due will be given up.
    pub(super) fn wrapup_due(&self) -> Option<DateTime<Utc>> {
        let ended = self.agents.iter().filter(|leg| leg.wrapup_due).filter_map(|leg| leg.ended).min()?;
        Some(ended + WRAPUP_WITHIN)
    }

    /// Whether this agent still has something to do in it.
    pub(super) fn concerns(&self, user: &str) -> bool {
        let of_user = |leg: &&Leg| leg.user.as_deref() == Some(user);
        self.agents.iter().filter(of_user).any(|leg| leg.wrapup_due || (leg.ended.is_none() && self.ended.is_none()))
    }
}
