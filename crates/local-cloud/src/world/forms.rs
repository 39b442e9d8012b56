//! Conversations in the contract's shapes: the general form, the per-media form, and the customer's view.

use super::interaction::{Interaction, Leg, Medium};
use super::state::World;
use super::time::seconds;
use super::{OpenTalk, Talk};

/// The number the shop is called at: of the range kept for fiction.
const SHOP_NUMBER: &str = "+441134960100";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    General,
    PerMedia,
}

impl World {
    /// A conversation in the general form.
    #[must_use]
    pub fn conversation(&self, id: &str) -> Option<wire::Conversation> {
        Some(self.shape(id, self.interactions.get(id)?, Form::General))
    }

    /// A conversation in its per-media form, with its medium (`call`, `message`, `email` or `callback`).
    #[must_use]
    pub fn media_conversation(&self, id: &str) -> Option<(&'static str, wire::Conversation)> {
        let interaction = self.interactions.get(id)?;
        Some((interaction.medium.word(), self.shape(id, interaction, Form::PerMedia)))
    }

    /// The conversations in which an agent still has something to do, oldest first, in the general form.
    #[must_use]
    pub fn conversations_of_agent(&self, user: &str) -> Vec<wire::Conversation> {
        let mut found: Vec<(&String, &Interaction)> = self
            .open_interactions
            .iter()
            .filter_map(|id| Some((id, self.interactions.get(id)?)))
            .filter(|(_, one)| one.concerns(user))
            .collect();
        found.sort_by_key(|(id, interaction)| (interaction.started, (*id).clone()));
        found.into_iter().map(|(id, interaction)| self.shape(id, interaction, Form::General)).collect()
    }

    /// The message conversations of a visitor as the shop shows them, newest first.
    #[must_use]
    pub fn talks_of_cookie(&self, cookie: &str) -> Vec<Talk> {
        let mine = self.interactions.iter().filter(|(_, interaction)| interaction.cookie.as_deref() == Some(cookie));
        let mut found: Vec<(&String, &Interaction)> = mine.collect();
        found.sort_by_key(|(id, interaction)| (std::cmp::Reverse(interaction.started), (*id).clone()));
        found.into_iter().map(|(id, interaction)| self.talk_of(id, interaction)).collect()
    }

    /// The message conversations of a visitor that have not ended.
    #[must_use]
    pub fn open_talks_of(&self, cookie: &str) -> Vec<OpenTalk> {
        let open = self.open_interactions.iter().filter_map(|id| Some((id, self.interactions.get(id)?)));
        let mine = open.filter(|(_, one)| one.cookie.as_deref() == Some(cookie) && one.ended.is_none());
        mine.map(|(id, one)| OpenTalk {
            id: id.clone(),
            since: one.started,
            agent: one.agent_now().and_then(|leg| leg.user.clone()),
        })
        .collect()
    }

    /// A conversation as the customer's side sees it.
    #[must_use]
    pub fn talk(&self, conversation: &str) -> Option<Talk> {
        Some(self.talk_of(conversation, self.interactions.get(conversation)?))
    }

    /// Whether a conversation belongs to this visitor.
    #[must_use]
    pub fn is_talk_of(&self, conversation: &str, cookie: &str) -> bool {
        self.interactions.get(conversation).is_some_and(|interaction| interaction.cookie.as_deref() == Some(cookie))
    }

    /// The messages of a conversation, oldest first: (by the customer, text).
    #[must_use]
    pub fn lines_of(&self, conversation: &str) -> Vec<(bool, String)> {
        let lines = self.interactions.get(conversation).map_or(&[][..], |interaction| &interaction.lines);
        lines.iter().map(|line| (line.by_customer, line.text.clone())).collect()
    }

    fn talk_of(&self, id: &str, interaction: &Interaction) -> Talk {
        let state = match (interaction.ended, interaction.agent_now()) {
            (Some(_), _) => "ended",
            (None, Some(_)) => "connected",
            (None, None) => "waiting",
        };
        let agent =
            interaction.agent_now().and_then(|leg| self.agent(leg.user.as_deref()?)).map(|agent| agent.name.clone());
        Talk { id: id.to_owned(), state, agent }
    }

    fn shape(&self, id: &str, interaction: &Interaction, form: Form) -> wire::Conversation {
        let mut participants = vec![self.customer(interaction, form)];
        participants.extend(interaction.acd.iter().map(|leg| self.participant(interaction, leg, "acd", form)));
        participants.extend(interaction.agents.iter().map(|leg| self.participant(interaction, leg, "agent", form)));
        // Participants stand in the order in which they came.
        participants.sort_by_key(|participant| participant.start_time);
        let path = match form {
            Form::General => String::new(),
            Form::PerMedia => format!("{}s/", interaction.medium.word()),
        };
        let general = form == Form::General;
        let recording = match (form, interaction.medium) {
            (Form::General, _) => Some("NONE"),
            (Form::PerMedia, Medium::Call) => Some("none"),
            (Form::PerMedia, _) => None,
        };
        wire::Conversation {
            id: id.to_owned(),
            start_time: general.then(|| interaction.started.into()),
            end_time: interaction.ended.filter(|_| general).map(Into::into),
            address: address_of(interaction).filter(|_| general && interaction.cookie.is_none()),
            participants,
            recording_state: recording.map(str::to_owned),
            divisions: vec![serde_json::json!({"division": {"id": self.rules.division}, "entities": []})],
            self_uri: Some(format!("/api/v2/conversations/{path}{id}")),
            ..wire::Conversation::default()
        }
    }

    fn customer(&self, interaction: &Interaction, form: Form) -> wire::Participant {
        let mut participant = self.participant(interaction, &interaction.customer, "customer", form);
        let name = interaction.contact.as_deref().and_then(|contact| self.name_of(contact));
        participant.name = name.or_else(|| interaction.number.clone()).or_else(|| interaction.email.clone());
        match form {
            Form::General => {
                participant.external_contact_id.clone_from(&interaction.contact);
                participant.ani = interaction.number.as_deref().map(|number| format!("tel:{number}"));
                participant.dnis = (interaction.medium == Medium::Call).then(|| format!("tel:{SHOP_NUMBER}"));
            }
            Form::PerMedia => {
                let reference = |id: &String| super::visit::reference("externalcontacts/contacts", id);
                participant.external_contact = interaction.contact.as_ref().map(reference);
                participant.ani = address_of(interaction).filter(|_| interaction.medium == Medium::Call);
                participant.journey_context = self.journey_context(interaction);
            }
        }
        let context = self.journey_context(interaction);
        for message in &mut participant.messages {
            message.journey_context.clone_from(&context);
        }
        participant.address = address_of(interaction);
        participant
    }

    fn participant(&self, interaction: &Interaction, leg: &Leg, purpose: &str, form: Form) -> wire::Participant {
        let queue_name = self.queue(&interaction.queue).and_then(|queue| queue.name);
        let agent = leg.user.as_deref().and_then(|user| self.agent(user));
        let mut participant = wire::Participant {
            id: Some(leg.id.clone()),
            start_time: Some(leg.started.into()),
            connected_time: Some(leg.started.into()),
            end_time: leg.ended.map(Into::into),
            name: agent.map(|agent| agent.name.clone()).or_else(|| queue_name.clone().filter(|_| purpose == "acd")),
            purpose: Some(purpose.to_owned()),
            wrapup_required: Some(leg.wrapup_due),
            wrapup: self.wrapup(leg),
            ..wire::Participant::default()
        };
        let communication = self.communication(interaction, leg);
        match form {
            Form::General => {
                let side = if purpose == "agent" { "Internal" } else { "External" };
                participant.participant_type = Some(side.to_owned());
                participant.user_id.clone_from(&leg.user);
                participant.queue_id = Some(interaction.queue.clone());
                participant.queue_name = queue_name;
                match interaction.medium {
                    Medium::Call => participant.calls.push(communication),
                    Medium::Message => participant.messages.push(communication),
                    Medium::Email => participant.emails.push(communication),
                    Medium::Callback => participant.callbacks.push(communication),
                }
            }
            Form::PerMedia => {
                // What the general form says of the communication stands beside the participant's state here.
                for (name, said) in [("type", communication.kind), ("provider", communication.provider)] {
                    participant.extra.extend(said.map(|said| (name.to_owned(), said.into())));
                }
                participant.state = communication.state;
                participant.direction = communication.direction;
                participant.disconnect_type = communication.disconnect_type;
                participant.extra.extend(communication.extra);
                if let Some(subject) = communication.subject {
                    participant.extra.insert("subject".to_owned(), subject.into());
                }
                participant.user = leg.user.as_deref().map(|user| super::visit::reference("users", user));
                participant.queue = Some(super::visit::reference("routing/queues", &interaction.queue));
            }
        }
        participant
    }

    fn communication(&self, interaction: &Interaction, leg: &Leg) -> wire::Communication {
        let state = if leg.ended.is_some() { "disconnected" } else { "connected" };
        let is_message = interaction.medium == Medium::Message;
        let from_customer = leg.id == interaction.customer.id;
        let lines = interaction
            .lines
            .iter()
            .filter(|line| is_message && from_customer == line.by_customer && leg.started <= line.at);
        let messages = lines.map(|line| {
            serde_json::json!({"messageId": line.id, "messageTime": wire::Timestamp(line.at), "messageStatus": "received", "messageSegmentCount": 1})
        });
        wire::Communication {
            id: Some(leg.communication.clone()),
            state: Some(state.to_owned()),
            initial_state: Some("connected".to_owned()),
            direction: Some("inbound".to_owned()),
            kind: interaction.message_type.as_deref().filter(|_| is_message).map(str::to_lowercase),
            subject: interaction.subject.clone(),
            held: Some(false),
            disconnect_type: leg.disconnect.clone(),
            connected_time: Some(leg.started.into()),
            disconnected_time: leg.ended.map(Into::into),
            provider: Some(provider(interaction.medium).to_owned()),
            peer_id: (!from_customer).then(|| interaction.customer.communication.clone()),
            messages: messages.collect(),
            wrapup: self.wrapup(leg),
            extra: callback_numbers(interaction),
            ..wire::Communication::default()
        }
    }

    fn wrapup(&self, leg: &Leg) -> Option<wire::Wrapup> {
        let wrapup = leg.wrapup.as_ref()?;
        Some(wire::Wrapup {
            code: Some(wrapup.code.clone()),
            name: self.rules.wrapup_code(&wrapup.code).and_then(|code| code.name.clone()),
            notes: Some(wrapup.notes.clone()),
            duration_seconds: Some(seconds(leg.ended.unwrap_or(wrapup.at), wrapup.at)),
            end_time: Some(wrapup.at.into()),
            ..wire::Wrapup::default()
        })
    }

    /// What ties a message conversation to the visit it came from.
    fn journey_context(&self, interaction: &Interaction) -> Option<wire::JourneyContext> {
        let cookie = interaction.cookie.as_ref().filter(|_| self.organisation.has_tracking())?;
        let action = interaction.action.as_deref().and_then(|id| Some((id, self.actions.get(id)?)));
        Some(wire::JourneyContext {
            customer: Some(wire::JourneyCustomer {
                id: cookie.clone(),
                id_type: Some("cookie".to_owned()),
                ..wire::JourneyCustomer::default()
            }),
            customer_session: interaction.web_session.as_ref().map(|session| wire::JourneyCustomerSession {
                id: session.clone(),
                kind: Some("web".to_owned()),
                ..wire::JourneyCustomerSession::default()
            }),
            triggering_action: action.map(|(id, action)| wire::JourneyAction {
                id: Some(id.to_owned()),
                action_map: Some(wire::JourneyActionMap {
                    id: Some(action.map.clone()),
                    version: self.action_map(&action.map).and_then(|map| map.version),
                    ..wire::JourneyActionMap::default()
                }),
                ..wire::JourneyAction::default()
            }),
            ..wire::JourneyContext::default()
        })
    }

    fn name_of(&self, contact: &str) -> Option<String> {
        let contact = self.contact(contact)?;
        let parts: Vec<String> = [contact.first_name, contact.last_name].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// Where the customer writes or calls from.
fn address_of(interaction: &Interaction) -> Option<String> {
    let number = interaction.number.as_deref().map(|number| format!("tel:{number}"));
    interaction.cookie.clone().or(number).or_else(|| interaction.email.clone())
}

pub(super) fn provider(medium: Medium) -> &'static str {
    match medium {
        Medium::Call => "PureCloud Voice",
        Medium::Message => "PureCloud Messaging",
        Medium::Email => "PureCloud Email",
        Medium::Callback => "PureCloud Callback",
    }
}

fn callback_numbers(interaction: &Interaction) -> wire::Extra {
    let number = interaction.number.clone().filter(|_| interaction.medium == Medium::Callback);
    number.map(|number| ("callbackNumbers".to_owned(), serde_json::json!([number]))).into_iter().collect()
}
