//! The calls others make on the world, one place to read them.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{Age, Agent, CustomEvent, Notice, Party, Record, Refusal, Talk};

/// The whole state. See the module docs for what it may do.
#[derive(Debug, Default)]
pub struct World {
    seed: u64,
    agents: Vec<Agent>,
}

fn not_found(entity: &'static str, id: &str) -> Refusal {
    Refusal::NotFound { entity, id: id.to_owned() }
}

impl World {
    /// An empty world: agents, queues, rules from data, no customers.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, ..Self::default() }
    }

    /// The world as it was stored.
    ///
    /// # Errors
    /// A record that cannot be read, named by table and key.
    pub fn restore(seed: u64, records: impl Iterator<Item = (String, String, Value)>) -> Result<Self, String> {
        drop(records);
        Ok(Self::new(seed))
    }

    /// What changed since the last call.
    pub fn take_records(&mut self) -> Vec<Record> {
        Vec::new()
    }

    /// What is to be published, in order.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        Vec::new()
    }

    /// No customer was ever seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        true
    }

    /// A web event of the tracker. `at` is now; `request.created_date` may be earlier.
    ///
    /// # Errors
    /// [`Refusal`] says why it was not taken.
    pub fn web_event(
        &mut self,
        deployment: &str,
        request: wire::WebEventRequest,
        at: DateTime<Utc>,
        age: Age,
    ) -> Result<wire::WebEventResponse, Refusal> {
        let _ = (request, at, age);
        Err(not_found("deployment", deployment))
    }

    /// An event of a tracked app.
    ///
    /// # Errors
    /// [`Refusal`] says why it was not taken.
    pub fn app_event(
        &mut self,
        deployment: &str,
        request: wire::AppEventRequest,
        at: DateTime<Utc>,
        age: Age,
    ) -> Result<wire::AppEventResponse, Refusal> {
        let _ = (request, at, age);
        Err(not_found("deployment", deployment))
    }

    /// What the page did with an offer. An accepted messaging offer answers the conversation it opened.
    ///
    /// # Errors
    /// Unknown session or action; a state that does not follow.
    pub fn action_event(
        &mut self,
        deployment: &str,
        request: wire::ActionEventRequest,
        at: DateTime<Utc>,
    ) -> Result<Option<String>, Refusal> {
        let _ = (request, at);
        Err(not_found("deployment", deployment))
    }

    /// Which offers to show a visitor now.
    ///
    /// # Errors
    /// Unknown deployment.
    pub fn ping(&mut self, deployment: &str, cookie: &str, at: DateTime<Utc>) -> Result<wire::DeploymentPing, Refusal> {
        let _ = (cookie, at);
        Err(not_found("deployment", deployment))
    }

    /// An event of a custom session; answers the session's id.
    ///
    /// # Errors
    /// A name or address that breaks the rules.
    pub fn custom_event(&mut self, event: CustomEvent, at: DateTime<Utc>) -> Result<String, Refusal> {
        let _ = (event, at);
        Err(not_found("session type", ""))
    }

    /// A call comes into a queue (id or name); answers the conversation's id. `from` is E.164, `None` is withheld.
    pub fn call_in(&mut self, from: Option<&str>, queue: &str, at: DateTime<Utc>) -> String {
        let _ = (from, queue, at);
        String::new()
    }

    /// The customer asks for a chat without having been offered one; answers the conversation's id.
    ///
    /// # Errors
    /// The cookie was never seen.
    pub fn start_chat(&mut self, cookie: &str, at: DateTime<Utc>) -> Result<String, Refusal> {
        let _ = at;
        Err(not_found("customer", cookie))
    }

    /// The agent answers a waiting conversation.
    ///
    /// # Errors
    /// Unknown conversation or agent; nothing waits.
    pub fn answer(&mut self, conversation: &str, agent: &str, at: DateTime<Utc>) -> Result<(), Refusal> {
        let _ = (agent, at);
        Err(not_found("conversation", conversation))
    }

    /// A side ends the conversation.
    ///
    /// # Errors
    /// Unknown or already ended.
    pub fn hang_up(&mut self, conversation: &str, by: Party, at: DateTime<Utc>) -> Result<(), Refusal> {
        let _ = (by, at);
        Err(not_found("conversation", conversation))
    }

    /// The agent records how it ended. `code` is the id or the name of a wrap-up code.
    ///
    /// # Errors
    /// Unknown conversation, agent or code; the agent had no part in it.
    pub fn wrap_up(
        &mut self,
        conversation: &str,
        agent: &str,
        code: &str,
        notes: &str,
        at: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let _ = (agent, code, notes, at);
        Err(not_found("conversation", conversation))
    }

    /// The customer writes.
    ///
    /// # Errors
    /// Unknown, not a message conversation, or ended.
    pub fn customer_message(&mut self, conversation: &str, text: &str, at: DateTime<Utc>) -> Result<(), Refusal> {
        let _ = (text, at);
        Err(not_found("conversation", conversation))
    }

    /// Time passes: idle sessions close, offers run out, waiting conversations reach an agent of `available`.
    pub fn tick(&mut self, now: DateTime<Utc>, available: &[String]) {
        let _ = (now, available);
    }

    /// Puts a contact in as it is (from a persona); answers its id.
    pub fn seed_contact(&mut self, contact: wire::ExternalContact) -> String {
        contact.id.unwrap_or_default()
    }

    /// Attaches a conversation to a contact; `None` detaches it.
    ///
    /// # Errors
    /// Unknown conversation or contact.
    pub fn associate(&mut self, conversation: &str, contact: Option<&str>, at: DateTime<Utc>) -> Result<(), Refusal> {
        let _ = (contact, at);
        Err(not_found("conversation", conversation))
    }

    /// Makes an ephemeral or identified contact a curated one.
    ///
    /// # Errors
    /// Unknown contact.
    pub fn promote(&mut self, contact: &str, at: DateTime<Utc>) -> Result<wire::ExternalContact, Refusal> {
        let _ = at;
        Err(not_found("contact", contact))
    }

    /// The person with this user id.
    #[must_use]
    pub fn agent(&self, user_id: &str) -> Option<&Agent> {
        self.agents.iter().find(|agent| agent.id == user_id)
    }

    /// Everybody who may sign in.
    #[must_use]
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// A session by id.
    #[must_use]
    pub fn session(&self, id: &str) -> Option<wire::Session> {
        let _ = id;
        None
    }

    /// Sessions of a contact, newest first; with `include_merged` those of its whole merge set. `None`: no such contact.
    #[must_use]
    pub fn sessions_of_contact(&self, contact: &str, include_merged: bool) -> Option<Vec<wire::Session>> {
        let _ = (contact, include_merged);
        None
    }

    /// Events of a session in REST form, oldest first. `None`: no such session.
    #[must_use]
    pub fn events_of(&self, session: &str) -> Option<Vec<wire::Event>> {
        let _ = session;
        None
    }

    /// The scores of a session. `None`: no such session.
    #[must_use]
    pub fn scores_of(&self, session: &str) -> Option<wire::OutcomeScoresResult> {
        let _ = session;
        None
    }

    /// Segments that a contact is in now; `None`: no such contact.
    #[must_use]
    pub fn segment_assignments_of(&self, contact: &str, include_merged: bool) -> Option<Vec<wire::SegmentAssignment>> {
        let _ = (contact, include_merged);
        None
    }

    /// All outcomes.
    #[must_use]
    pub fn outcomes(&self) -> &[wire::Outcome] {
        &[]
    }

    /// All segments, those hidden from agents too: the flag is for the client to obey.
    #[must_use]
    pub fn segments(&self) -> &[wire::JourneySegment] {
        &[]
    }

    /// All action maps.
    #[must_use]
    pub fn action_maps(&self) -> &[wire::ActionMap] {
        &[]
    }

    /// A contact; for a merged one the head of its merge set.
    #[must_use]
    pub fn contact(&self, id: &str) -> Option<wire::ExternalContact> {
        let _ = id;
        None
    }

    /// A contact's own record, merged or not.
    #[must_use]
    pub fn contact_unresolved(&self, id: &str) -> Option<wire::ExternalContact> {
        let _ = id;
        None
    }

    /// Contacts whose names, addresses or numbers hold every word of `q`; by name.
    #[must_use]
    pub fn contacts_matching(&self, q: &str) -> Vec<wire::ExternalContact> {
        let _ = q;
        Vec::new()
    }

    /// Contacts with exactly this e-mail address or telephone number, oldest first.
    #[must_use]
    pub fn contacts_by_value(&self, email_or_phone: &str) -> Vec<wire::ExternalContact> {
        let _ = email_or_phone;
        Vec::new()
    }

    /// The contact that is recognised by this identifier (`Cookie`, `Email`, `Phone`, `ExternalId`).
    #[must_use]
    pub fn contact_by_identifier(&self, kind: &str, value: &str) -> Option<wire::ExternalContact> {
        let _ = (kind, value);
        None
    }

    /// A conversation in the general form.
    #[must_use]
    pub fn conversation(&self, id: &str) -> Option<wire::Conversation> {
        let _ = id;
        None
    }

    /// A conversation in its per-media form with the medium (`call` or `message`).
    #[must_use]
    pub fn media_conversation(&self, id: &str) -> Option<(&'static str, wire::Conversation)> {
        let _ = id;
        None
    }

    /// The active conversations of an agent, oldest first, in the general form.
    #[must_use]
    pub fn conversations_of_agent(&self, user: &str) -> Vec<wire::Conversation> {
        let _ = user;
        Vec::new()
    }

    /// The message conversations of a visitor as the shop shows them, newest first.
    #[must_use]
    pub fn talks_of_cookie(&self, cookie: &str) -> Vec<Talk> {
        let _ = cookie;
        Vec::new()
    }

    /// A conversation as the customer's side sees it.
    #[must_use]
    pub fn talk(&self, conversation: &str) -> Option<Talk> {
        let _ = conversation;
        None
    }

    /// A queue by id.
    #[must_use]
    pub fn queue(&self, id: &str) -> Option<wire::NamedEntity> {
        let _ = id;
        None
    }

    /// All queues.
    #[must_use]
    pub fn queues(&self) -> &[wire::NamedEntity] {
        &[]
    }

    /// A wrap-up code by id.
    #[must_use]
    pub fn wrapup_code(&self, id: &str) -> Option<wire::NamedEntity> {
        let _ = id;
        None
    }

    /// All wrap-up codes.
    #[must_use]
    pub fn wrapup_codes(&self) -> &[wire::NamedEntity] {
        &[]
    }

    /// A tracked site's registration by id.
    #[must_use]
    pub fn deployment(&self, id: &str) -> Option<wire::WebDeployment> {
        let _ = id;
        None
    }

    /// Counts and ids, for tests.
    #[must_use]
    pub fn truth(&self) -> Value {
        json!({"seed": self.seed})
    }
}
