//! How conversations come in: calls, chats, messages, e-mails, callbacks, each with its session.

use chrono::{DateTime, Utc};

use super::interaction::{Interaction, Medium};
use super::limits::{self, cookie as check_cookie};
use super::phone::e164;
use super::state::{Visit, World};
use super::time::whole;
use super::visit::reference;
use super::{Arrival, Refusal};

/// Kinds of message conversations that come from outside the site.
const MESSAGE_TYPES: [&str; 9] =
    ["Sms", "Twitter", "Facebook", "Line", "WhatsApp", "WebMessaging", "Open", "Instagram", "Apple"];

/// What a conversation begins with.
#[derive(Default)]
struct Beginning {
    number: Option<String>,
    email: Option<String>,
    subject: Option<String>,
    message_type: Option<String>,
    cookie: Option<String>,
    web_session: Option<String>,
    action: Option<String>,
    contact: Option<String>,
}

impl World {
    /// A call comes into a queue (id or name); answers the conversation's id. `from` is E.164, `None` is withheld. When
    /// exactly one contact has the number, the call is theirs at once.
    pub fn call_in(&mut self, from: Option<&str>, queue: &str, at: DateTime<Utc>) -> String {
        let at = whole(at);
        self.advance(at);
        let number = from.and_then(e164);
        let contact = number.as_deref().and_then(|number| self.only_one("Phone", number));
        let id = self.begin(Medium::Call, queue, Beginning { number, contact, ..Beginning::default() }, at);
        self.tell();
        id
    }

    /// A conversation of any medium comes in from outside the site; answers its id.
    ///
    /// # Errors
    /// No such medium or message type; an address that is none of its kind; a subject that is too long.
    pub fn come_in(&mut self, arrival: Arrival, at: DateTime<Utc>) -> Result<String, Refusal> {
        let Arrival { medium, from, queue, subject, message_type } = arrival;
        let by_number = || e164(&from).ok_or_else(|| limits::bad("from", "from is no telephone number"));
        limits::optional("subject", subject.as_ref())?;
        let (medium, kind, beginning) = match medium.as_str() {
            "call" => return Ok(self.call_in(Some(&from), &queue, at)),
            "callback" => (Medium::Callback, "Phone", Beginning { number: Some(by_number()?), ..Beginning::default() }),
            "message" => {
                let message_type = message_type.unwrap_or_else(|| "Sms".to_owned());
                if !MESSAGE_TYPES.contains(&message_type.as_str()) {
                    return Err(limits::bad("messageType", "messageType is none of the contract"));
                }
                let beginning =
                    Beginning { number: Some(by_number()?), message_type: Some(message_type), ..Beginning::default() };
                (Medium::Message, "Phone", beginning)
            }
            "email" => {
                limits::text("from", &from)?;
                if !from.contains('@') {
                    return Err(limits::bad("from", "from is no e-mail address"));
                }
                (Medium::Email, "Email", Beginning { email: Some(from), subject, ..Beginning::default() })
            }
            _ => return Err(limits::bad("medium", "medium is call, callback, message or email")),
        };
        let at = whole(at);
        self.advance(at);
        let address = beginning.number.as_ref().or(beginning.email.as_ref());
        let contact = address.and_then(|address| self.only_one(kind, address));
        let id = self.begin(medium, &queue, Beginning { contact, ..beginning }, at);
        self.tell();
        Ok(id)
    }

    /// The contact that alone has this identifier: a shared one says nothing.
    fn only_one(&self, kind: &str, value: &str) -> Option<String> {
        let mut known = self.all_recognised(kind, value).into_iter();
        known.next().filter(|_| known.next().is_none())
    }

    /// The customer asks for a chat without having been offered one; answers the conversation's id. A visitor has one
    /// open conversation at a time: asking again answers that one.
    ///
    /// # Errors
    /// The cookie is none.
    pub fn start_chat(&mut self, cookie: &str, at: DateTime<Utc>) -> Result<String, Refusal> {
        let at = whole(at);
        check_cookie(cookie)?;
        self.advance(at);
        if let Some(open) = self.talks_of_cookie(cookie).into_iter().find(|talk| talk.state != "ended") {
            return Ok(open.id);
        }
        let contact = self.contact_of_cookie(cookie, at);
        let web_session = self.open_web_session(cookie);
        let queue = self.rules.message_queue.clone();
        let beginning =
            Beginning { cookie: Some(cookie.to_owned()), web_session, contact: Some(contact), ..Beginning::default() };
        let id = self.begin(Medium::Message, &queue, beginning, at);
        self.tell();
        Ok(id)
    }

    /// An accepted offer opens a message conversation.
    pub(super) fn open_message(&mut self, action: &str, at: DateTime<Utc>) {
        let Some(offer) = self.actions.get(action).cloned() else { return };
        let contact = self.contact_of_cookie(&offer.cookie, at);
        let queue = self.rules.message_queue.clone();
        let beginning = Beginning {
            cookie: Some(offer.cookie),
            web_session: Some(offer.session),
            action: Some(action.to_owned()),
            contact: Some(contact),
            ..Beginning::default()
        };
        let id = self.begin(Medium::Message, &queue, beginning, at);
        if let Some(offer) = self.actions.change(action) {
            offer.conversation = Some(id);
        }
    }

    fn open_web_session(&self, cookie: &str) -> Option<String> {
        let sessions = &self.visitors.get(cookie)?.sessions;
        let open = |id: &&String| self.visits.get(id).is_some_and(|visit| visit.kind() == "web" && !visit.is_over());
        sessions.iter().rev().find(open).cloned()
    }

    fn begin(&mut self, medium: Medium, queue: &str, beginning: Beginning, at: DateTime<Utc>) -> String {
        let id = self.id();
        let session_id = self.id();
        let queue = self.rules.queue(queue).map(|queue| queue.id.clone()).unwrap_or_default();
        let (customer_id, kind) = match (&beginning.cookie, &beginning.email) {
            (Some(cookie), _) => (Some(cookie.clone()), "cookie"),
            (None, Some(email)) => (Some(email.clone()), "email"),
            (None, None) => (beginning.number.clone(), "phone"),
        };
        let message_type = (medium == Medium::Message)
            .then(|| beginning.message_type.clone().unwrap_or_else(|| "WebMessaging".to_owned()));
        let channel = wire::ConversationChannel {
            kind: Some(medium.channel().to_owned()),
            message_type: message_type.clone(),
            ..wire::ConversationChannel::default()
        };
        let customer = self.leg(None, at);
        let acd = vec![self.leg(None, at)];
        let interaction = Interaction {
            medium,
            queue,
            number: beginning.number,
            email: beginning.email,
            subject: beginning.subject,
            message_type,
            cookie: beginning.cookie,
            web_session: beginning.web_session,
            action: beginning.action,
            contact: beginning.contact,
            session: session_id.clone(),
            started: at,
            ended: None,
            customer,
            acd,
            agents: Vec::new(),
            lines: Vec::new(),
        };
        let session = wire::Session {
            id: session_id.clone(),
            external_contact: interaction
                .contact
                .as_deref()
                .map(|contact| reference("externalcontacts/contacts", contact)),
            customer_id_type: customer_id.as_ref().map(|_| kind.to_owned()),
            customer_id,
            kind: Some("conversation".to_owned()),
            short_id: Some(self.short_id()),
            event_count: Some(0),
            last_event: Some(interaction.last_event()),
            conversation: Some(reference("conversations", &id)),
            conversation_channels: vec![channel],
            conversation_subject: interaction.subject.clone(),
            originating_direction: Some("Inbound".to_owned()),
            authenticated: Some(false),
            division_ids: vec![self.rules.division.clone()],
            self_uri: Some(format!("/api/v2/journey/sessions/{session_id}")),
            created_date: at.into(),
            ..wire::Session::default()
        };
        self.open(Visit::new(session, None));
        self.interactions.insert(id.clone(), interaction);
        self.open_interactions.insert(id.clone());
        self.tell_customer_start(&id);
        self.reflect(&id, at);
        id
    }
}
