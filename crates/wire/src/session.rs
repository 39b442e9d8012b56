//! A journey session (genesys-api §2.1), the same over REST and in `…journey.sessions` notifications.

use std::collections::BTreeMap;

use crate::context::{
    AddressableEntityRef, Browser, CustomEventAttribute, CustomEventAttributeList, Device, JourneyApp, JourneyCampaign,
    JourneyGeolocation, JourneyPage, NetworkConnectivity, Referrer, SdkLibrary,
};
use crate::record::{Timestamp, records};

records! {
    /// One period of activity of one customer.
    Session {
        id: String = "id",
        external_contact: Option<AddressableEntityRef> = "externalContact",
        customer_id: Option<String> = "customerId",
        customer_id_type: Option<String> = "customerIdType",
        kind: Option<String> = "type",
        external_id: Option<String> = "externalId",
        external_url: Option<String> = "externalUrl",
        short_id: Option<String> = "shortId",
        outcome_achievements: Vec<OutcomeAchievement> = "outcomeAchievements",
        segment_assignments: Vec<SessionSegmentAssignment> = "segmentAssignments",
        attributes: BTreeMap<String, CustomEventAttribute> = "attributes",
        attribute_lists: BTreeMap<String, CustomEventAttributeList> = "attributeLists",
        browser: Option<Browser> = "browser",
        device: Option<Device> = "device",
        geolocation: Option<JourneyGeolocation> = "geolocation",
        ip_address: Option<String> = "ipAddress",
        ip_organization: Option<String> = "ipOrganization",
        last_page: Option<JourneyPage> = "lastPage",
        mkt_campaign: Option<JourneyCampaign> = "mktCampaign",
        referrer: Option<Referrer> = "referrer",
        app: Option<JourneyApp> = "app",
        sdk_library: Option<SdkLibrary> = "sdkLibrary",
        network_connectivity: Option<NetworkConnectivity> = "networkConnectivity",
        search_terms: Vec<String> = "searchTerms",
        user_agent_string: Option<String> = "userAgentString",
        duration_in_seconds: Option<i64> = "durationInSeconds",
        event_count: Option<i64> = "eventCount",
        pageview_count: Option<i64> = "pageviewCount",
        screenview_count: Option<i64> = "screenviewCount",
        last_event: Option<SessionLastEvent> = "lastEvent",
        conversation: Option<AddressableEntityRef> = "conversation",
        last_connected_queue: Option<AddressableEntityRef> = "lastConnectedQueue",
        last_connected_user: Option<AddressableEntityRef> = "lastConnectedUser",
        last_user_disposition: Option<ConversationUserDisposition> = "lastUserDisposition",
        conversation_channels: Vec<ConversationChannel> = "conversationChannels",
        originating_direction: Option<String> = "originatingDirection",
        conversation_subject: Option<String> = "conversationSubject",
        last_user_disconnect_type: Option<String> = "lastUserDisconnectType",
        last_acd_outcome: Option<String> = "lastAcdOutcome",
        authenticated: Option<bool> = "authenticated",
        division_ids: Vec<String> = "divisionIds",
        last_screen: Option<String> = "lastScreen",
        case_associations: Vec<JourneyCaseAssociation> = "caseAssociations",
        case_entity: Option<AddressableEntityRef> = "caseEntity",
        case_reference: Option<String> = "caseReference",
        case_status: Option<String> = "caseStatus",
        self_uri: Option<String> = "selfUri",
        created_date: Timestamp = "createdDate",
        ended_date: Option<Timestamp> = "endedDate",
        away_date: Option<Timestamp> = "awayDate",
        idle_date: Option<Timestamp> = "idleDate",
    }

    /// The newest event of a session in short form.
    SessionLastEvent {
        id: Option<String> = "id",
        event_name: Option<String> = "eventName",
        created_date: Option<Timestamp> = "createdDate",
    }

    /// An outcome reached in a session.
    OutcomeAchievement {
        outcome: AddressableEntityRef = "outcome",
        achieved_date: Option<Timestamp> = "achievedDate",
    }

    /// A segment matched in a session; names and colours come from the segments endpoint.
    SessionSegmentAssignment {
        segment: AddressableEntityRef = "segment",
        assigned_date: Option<Timestamp> = "assignedDate",
    }

    /// The wrap-up an agent gave.
    ConversationUserDisposition {
        code: Option<String> = "code",
        notes: Option<String> = "notes",
        user: Option<AddressableEntityRef> = "user",
    }

    /// A channel of a conversation session.
    ConversationChannel {
        kind: Option<String> = "type",
        message_type: Option<String> = "messageType",
        platform: Option<String> = "platform",
    }

    /// A case that belongs to a session.
    JourneyCaseAssociation {
        id: Option<String> = "id",
        associated_case: Option<AddressableEntityRef> = "associatedCase",
        case_id: Option<String> = "caseId",
        case_reference: Option<String> = "caseReference",
        date_associated: Option<Timestamp> = "dateAssociated",
        self_uri: Option<String> = "selfUri",
    }
}
