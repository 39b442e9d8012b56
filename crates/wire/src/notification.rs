//! Notifications: channels, topics, frames (genesys-api §2.10, §3).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::record::{Timestamp, records};

records! {
    /// A channel: a secret address that lives 24 hours. Never log `connectUri`.
    Channel {
        connect_uri: Option<String> = "connectUri",
        id: String = "id",
        expires: Option<Timestamp> = "expires",
    }

    /// A topic of a channel; `state` is Permitted or Rejected.
    ChannelTopic {
        id: String = "id",
        state: Option<String> = "state",
        rejection_reason: Option<String> = "rejectionReason",
        missing_permissions: Vec<String> = "missingPermissions",
        self_uri: Option<String> = "selfUri",
    }

    /// A topic one may subscribe to.
    AvailableTopic {
        description: Option<String> = "description",
        id: Option<String> = "id",
        requires_permissions: Vec<String> = "requiresPermissions",
        visibility: Option<String> = "visibility",
        transports: Vec<String> = "transports",
        public_api_template_uri_paths: Vec<String> = "publicApiTemplateUriPaths",
        topic_parameters: Vec<String> = "topicParameters",
    }

    /// One text frame from the server: either an event of a topic, or the answer to a command (`result`).
    Frame {
        topic_name: Option<String> = "topicName",
        version: Option<String> = "version",
        event_body: Option<Value> = "eventBody",
        metadata: BTreeMap<String, String> = "metadata",
        result: Option<String> = "result",
        status: Option<String> = "status",
        message: Option<String> = "message",
        correlation_id: Option<String> = "correlationId",
    }

    /// Body of the system topics.
    SystemMessage {
        channel_id: Option<String> = "channelId",
        system_topic_type: Option<String> = "systemTopicType",
        correlation_id: Option<String> = "correlationId",
        organization_id: Option<String> = "organizationId",
        user_id: Option<String> = "userId",
        oauth_client_id: Option<String> = "oauthClientId",
        reason: Option<String> = "reason",
        message: Option<String> = "message",
        data: Option<Value> = "data",
    }

    /// A contact as its topic announces it: only what the tab needs beyond [`crate::ExternalContact`].
    ContactChanged {
        id: Option<String> = "id",
        kind: Option<String> = "type",
        first_name: Option<String> = "firstName",
        middle_name: Option<String> = "middleName",
        last_name: Option<String> = "lastName",
        merged_to: Option<String> = "mergedTo",
        canonical_contact_id: Option<String> = "canonicalContactId",
    }

    /// What the client sends over the socket.
    SocketCommand {
        message: String = "message",
        topics: Vec<String> = "topics",
        correlation_id: Option<String> = "correlationId",
    }
}
