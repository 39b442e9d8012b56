//! Conversations in the general and in the per-media form, over REST and in `v2.users.{id}.conversations…`
//! (genesys-api §1.3, §2.7). The forms are read by one struct: what a form does not have is absent.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::context::AddressableEntityRef;
use crate::record::{Timestamp, records};

records! {
    /// An interaction.
    Conversation {
        id: String = "id",
        name: Option<String> = "name",
        external_tag: Option<String> = "externalTag",
        start_time: Option<Timestamp> = "startTime",
        end_time: Option<Timestamp> = "endTime",
        address: Option<String> = "address",
        participants: Vec<Participant> = "participants",
        recording_state: Option<String> = "recordingState",
        state: Option<String> = "state",
        divisions: Vec<Value> = "divisions",
        self_uri: Option<String> = "selfUri",
    }

    /// One side of an interaction. `purpose` is customer or external for the far end, agent or user for a person here.
    Participant {
        id: Option<String> = "id",
        start_time: Option<Timestamp> = "startTime",
        end_time: Option<Timestamp> = "endTime",
        connected_time: Option<Timestamp> = "connectedTime",
        name: Option<String> = "name",
        user_id: Option<String> = "userId",
        external_contact_id: Option<String> = "externalContactId",
        external_contact_initial_division_id: Option<String> = "externalContactInitialDivisionId",
        external_organization_id: Option<String> = "externalOrganizationId",
        queue_id: Option<String> = "queueId",
        queue_name: Option<String> = "queueName",
        purpose: Option<String> = "purpose",
        participant_type: Option<String> = "participantType",
        address: Option<String> = "address",
        ani: Option<String> = "ani",
        ani_name: Option<String> = "aniName",
        dnis: Option<String> = "dnis",
        locale: Option<String> = "locale",
        attributes: BTreeMap<String, String> = "attributes",
        calls: Vec<Communication> = "calls",
        callbacks: Vec<Communication> = "callbacks",
        chats: Vec<Communication> = "chats",
        emails: Vec<Communication> = "emails",
        messages: Vec<Communication> = "messages",
        wrapup: Option<Wrapup> = "wrapup",
        wrapup_required: Option<bool> = "wrapupRequired",
        /// Per-media form only.
        state: Option<String> = "state",
        direction: Option<String> = "direction",
        disconnect_type: Option<String> = "disconnectType",
        user: Option<AddressableEntityRef> = "user",
        queue: Option<AddressableEntityRef> = "queue",
        external_contact: Option<AddressableEntityRef> = "externalContact",
        journey_context: Option<JourneyContext> = "journeyContext",
    }

    /// A call, chat, message, e-mail or callback inside a participant.
    Communication {
        id: Option<String> = "id",
        state: Option<String> = "state",
        initial_state: Option<String> = "initialState",
        direction: Option<String> = "direction",
        kind: Option<String> = "type",
        held: Option<bool> = "held",
        authenticated: Option<bool> = "authenticated",
        disconnect_type: Option<String> = "disconnectType",
        connected_time: Option<Timestamp> = "connectedTime",
        disconnected_time: Option<Timestamp> = "disconnectedTime",
        subject: Option<String> = "subject",
        provider: Option<String> = "provider",
        peer_id: Option<String> = "peerId",
        to_address: Option<Value> = "toAddress",
        from_address: Option<Value> = "fromAddress",
        messages: Vec<Value> = "messages",
        journey_context: Option<JourneyContext> = "journeyContext",
        wrapup: Option<Wrapup> = "wrapup",
    }

    /// What an agent recorded at the end.
    Wrapup {
        code: Option<String> = "code",
        name: Option<String> = "name",
        notes: Option<String> = "notes",
        tags: Vec<String> = "tags",
        duration_seconds: Option<i64> = "durationSeconds",
        end_time: Option<Timestamp> = "endTime",
    }

    /// What ties an interaction to a journey.
    JourneyContext {
        customer: Option<JourneyCustomer> = "customer",
        customer_session: Option<JourneyCustomerSession> = "customerSession",
        triggering_action: Option<JourneyAction> = "triggeringAction",
    }

    /// The visitor, by cookie in general.
    JourneyCustomer {
        id: String = "id",
        id_type: Option<String> = "idType",
    }

    /// The session in which the interaction began.
    JourneyCustomerSession {
        id: String = "id",
        kind: Option<String> = "type",
    }

    /// The offer that was accepted.
    JourneyAction {
        id: Option<String> = "id",
        action_map: Option<JourneyActionMap> = "actionMap",
    }

    /// The action map of that offer.
    JourneyActionMap {
        id: Option<String> = "id",
        version: Option<i64> = "version",
    }
}
