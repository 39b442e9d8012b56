//! The course of conversations: waiting, answered, ended, wrapped up, and what their session says of it. How they come in
//! is in [`super::arrivals`].

use chrono::{DateTime, Utc};

use super::interaction::{Disposition, Interaction, Leg, Line, Medium};
use super::limits::{LONGEST_MESSAGE, bad};
use super::state::{Due, World};
use super::time::{seconds, whole};
use super::visit::reference;
use super::{Party, Refusal};

/// Most messages kept of one conversation; the oldest go.
const MOST_LINES: usize = 200;
/// Longest notes of a wrap-up.
const LONGEST_NOTES: usize = 2_000;

fn unknown(id: &str) -> Refusal {
    Refusal::NotFound { entity: "conversation", id: id.to_owned() }
}

impl World {
    pub(super) fn leg(&mut self, user: Option<&str>, at: DateTime<Utc>) -> Leg {
        Leg {
            id: self.id(),
            communication: self.id(),
            user: user.map(str::to_owned),
            started: at,
            ended: None,
            disconnect: None,
            wrapup_due: false,
            wrapup: None,
        }
    }

    /// Writes what has become of a conversation into its session, and tells of both.
    pub(super) fn reflect(&mut self, id: &str, at: DateTime<Utc>) {
        let Some(interaction) = self.interactions.get(id).cloned() else { return };
        let Some(visit) = self.visits.change(&interaction.session) else { return };
        let session = &mut visit.session;
        session.last_event = Some(interaction.last_event());
        let until = interaction.ended.unwrap_or(at);
        session.duration_in_seconds = Some(seconds(interaction.started, until));
        session.last_connected_queue = Some(reference("routing/queues", &interaction.queue));
        session.ended_date = interaction.ended.map(Into::into);
        visit.last_activity = until;
        if let Some(last) = interaction.agents.last() {
            session.last_acd_outcome = Some("Answered".to_owned());
            session.last_connected_user = last.user.as_deref().map(|user| reference("users", user));
            session.last_user_disconnect_type = last.disconnect.as_deref().map(capitalised);
        } else if interaction.ended.is_some() {
            session.last_acd_outcome = Some("Abandon".to_owned());
        }
        if let Some((user, wrapup)) =
            interaction.agents.iter().rev().find_map(|leg| Some((leg.user.as_deref()?, leg.wrapup.as_ref()?)))
        {
            session.last_user_disposition = Some(wire::ConversationUserDisposition {
                code: Some(wrapup.code.clone()),
                notes: Some(wrapup.notes.clone()).filter(|notes| !notes.is_empty()),
                user: Some(reference("users", user)),
                ..wire::ConversationUserDisposition::default()
            });
        }
        if !interaction.is_open() {
            self.open_interactions.remove(id);
        }
        self.touch(&interaction.session);
        self.touch_interaction(id);
    }

    /// The agent answers a waiting conversation.
    ///
    /// # Errors
    /// Unknown conversation or agent; nothing waits.
    pub fn answer(&mut self, conversation: &str, agent: &str, at: DateTime<Utc>) -> Result<(), Refusal> {
        let at = whole(at);
        if self.agent(agent).is_none() {
            return Err(Refusal::NotFound { entity: "user", id: agent.to_owned() });
        }
        if !self.interactions.get(conversation).ok_or_else(|| unknown(conversation))?.is_waiting() {
            return Err(Refusal::Conflict("the conversation is not waiting".to_owned()));
        }
        self.advance(at);
        self.connect(conversation, agent, at);
        self.tell();
        Ok(())
    }

    pub(super) fn connect(&mut self, conversation: &str, agent: &str, at: DateTime<Utc>) {
        let leg = self.leg(Some(agent), at);
        let Some(interaction) = self.interactions.change(conversation) else { return };
        if let Some(acd) = interaction.acd.last_mut() {
            acd.end(at, "transfer");
        }
        interaction.agents.push(leg);
        let action = interaction.action.clone();
        if let Some(action) = action {
            self.dispose(&action, "engaged", at, None, None);
        }
        self.reflect(conversation, at);
    }

    /// A side ends the conversation. A transfer ends the agent's part only: the conversation waits for another agent.
    ///
    /// # Errors
    /// Unknown or already ended; a transfer of something that nobody has answered.
    pub fn hang_up(&mut self, conversation: &str, by: Party, at: DateTime<Utc>) -> Result<(), Refusal> {
        let at = whole(at);
        let current = self.interactions.get(conversation).ok_or_else(|| unknown(conversation))?;
        if current.ended.is_some() {
            return Err(Refusal::Conflict("the conversation has ended".to_owned()));
        }
        if current.agent_now().is_none() && matches!(by, Party::Agent | Party::Transfer) {
            return Err(Refusal::Conflict("no agent has answered the conversation".to_owned()));
        }
        self.advance(at);
        let next = (by == Party::Transfer).then(|| self.leg(None, at));
        let Some(interaction) = self.interactions.change(conversation) else { return Ok(()) };
        let was_answered = !interaction.agents.is_empty();
        let (agent_side, customer_side) = match by {
            Party::Customer => ("peer", "endpoint"),
            Party::Agent => ("client", "peer"),
            Party::System => ("system", "system"),
            Party::Transfer => ("transfer", ""),
        };
        if let Some(leg) = interaction.agents.last_mut().filter(|leg| leg.ended.is_none()) {
            leg.end(at, agent_side);
            leg.wrapup_due = true;
        }
        match next {
            Some(leg) => interaction.acd.push(leg),
            None => {
                interaction.customer.end(at, customer_side);
                if let Some(acd) = interaction.acd.last_mut() {
                    acd.end(at, "peer");
                }
                interaction.ended = Some(at);
            }
        }
        let due = interaction.wrapup_due();
        let action = interaction.action.clone().filter(|_| by != Party::Transfer);
        self.due.extend(due.map(|due| (due, Due::Wrapup(conversation.to_owned()))));
        if let Some(action) = action {
            self.dispose(&action, if was_answered { "completed" } else { "abandoned" }, at, None, None);
        }
        self.reflect(conversation, at);
        self.tell();
        Ok(())
    }

    /// The agent records how it ended. `code` is the id or the name of a wrap-up code.
    ///
    /// # Errors
    /// Unknown conversation or code; the agent had no part in it, or their part goes on.
    pub fn wrap_up(
        &mut self,
        conversation: &str,
        agent: &str,
        code: &str,
        notes: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let at = whole(at);
        let code = self
            .rules
            .wrapup_code(code)
            .ok_or_else(|| Refusal::NotFound { entity: "wrapupCode", id: code.to_owned() })?
            .id
            .clone();
        if notes.chars().count() > LONGEST_NOTES {
            return Err(bad("notes", format!("notes are longer than {LONGEST_NOTES} characters")));
        }
        let current = self.interactions.get(conversation).ok_or_else(|| unknown(conversation))?;
        let part = current.agents.iter().rposition(|leg| leg.user.as_deref() == Some(agent) && leg.ended.is_some());
        let part =
            part.ok_or_else(|| Refusal::Conflict("the agent has no ended part in this conversation".to_owned()))?;
        self.advance(at);
        if let Some(leg) =
            self.interactions.change(conversation).and_then(|interaction| interaction.agents.get_mut(part))
        {
            leg.wrapup_due = false;
            leg.wrapup = Some(Disposition { code, notes: notes.to_owned(), at });
        }
        self.reflect(conversation, at);
        self.tell();
        Ok(())
    }

    /// Nobody will wrap this conversation up any more.
    pub(super) fn give_up_wrapup(&mut self, conversation: &str, now: DateTime<Utc>) {
        if self.interactions.get(conversation).and_then(Interaction::wrapup_due).is_none_or(|due| due > now) {
            return;
        }
        if let Some(interaction) = self.interactions.change(conversation) {
            for leg in &mut interaction.agents {
                leg.wrapup_due = false;
            }
        }
        self.reflect(conversation, now);
    }

    /// The customer writes.
    ///
    /// # Errors
    /// Unknown, not a message conversation, or ended; no text or too much.
    pub fn customer_message(&mut self, conversation: &str, text: &str, at: DateTime<Utc>) -> Result<(), Refusal> {
        self.write(conversation, text, None, at)
    }

    /// The agent writes.
    ///
    /// # Errors
    /// As for the customer, and when this agent is not in the conversation.
    pub fn agent_message(
        &mut self,
        conversation: &str,
        agent: &str,
        text: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        self.write(conversation, text, Some(agent), at)
    }

    fn write(&mut self, conversation: &str, text: &str, agent: Option<&str>, at: DateTime<Utc>) -> Result<(), Refusal> {
        let at = whole(at);
        let current = self.interactions.get(conversation).ok_or_else(|| unknown(conversation))?;
        if current.medium != Medium::Message || current.ended.is_some() {
            return Err(Refusal::Conflict("the conversation takes no messages".to_owned()));
        }
        let here = |agent: &str| current.agent_now().is_some_and(|leg| leg.user.as_deref() == Some(agent));
        if agent.is_some_and(|agent| !here(agent)) {
            return Err(Refusal::Conflict("the agent is not in this conversation".to_owned()));
        }
        if !(1..=LONGEST_MESSAGE).contains(&text.trim().chars().count()) {
            return Err(bad("text", format!("a message has 1 to {LONGEST_MESSAGE} characters")));
        }
        self.advance(at);
        let id = self.id();
        if let Some(interaction) = self.interactions.change(conversation) {
            interaction.lines.push(Line { id, by_customer: agent.is_none(), text: text.trim().to_owned(), at });
            let surplus = interaction.lines.len().saturating_sub(MOST_LINES);
            interaction.lines.drain(..surplus);
        }
        self.reflect(conversation, at);
        self.tell();
        Ok(())
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
