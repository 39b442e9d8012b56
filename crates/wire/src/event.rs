//! An event of a session (genesys-api §2.3), over REST and in the session topics; differences are in the docs.

use std::collections::BTreeMap;

use crate::context::{
    AddressableEntityRef, Browser, CustomEventAttribute, Device, JourneyApp, JourneyCampaign, JourneyGeolocation,
    JourneyPage, NetworkConnectivity, Referrer, SdkLibrary,
};
use crate::record::{Timestamp, records};

records! {
    /// One thing that happened. Over REST `eventType` has the prefix `com.genesys.journey.`, in notifications not.
    Event {
        id: String = "id",
        correlation_id: Option<String> = "correlationId",
        customer_id: Option<String> = "customerId",
        customer_id_type: Option<String> = "customerIdType",
        /// Notifications only.
        external_contact: Option<AddressableEntityRef> = "externalContact",
        session: Option<EventSession> = "session",
        event_type: Option<String> = "eventType",
        outcome_achieved_event: Option<OutcomeAchievedEvent> = "outcomeAchievedEvent",
        segment_assignment_event: Option<SegmentAssignmentEvent> = "segmentAssignmentEvent",
        web_action_event: Option<WebActionEvent> = "webActionEvent",
        web_event: Option<WebEvent> = "webEvent",
        app_event: Option<AppEvent> = "appEvent",
        /// Notifications only.
        blocked_web_action_offer_event: Option<BlockedWebActionOfferEvent> = "blockedWebActionOfferEvent",
        created_date: Timestamp = "createdDate",
    }

    /// The session an event belongs to.
    EventSession {
        id: String = "id",
        kind: Option<String> = "type",
        self_uri: Option<String> = "selfUri",
    }

    /// Something done on a web page.
    WebEvent {
        event_name: Option<String> = "eventName",
        total_event_count: Option<i64> = "totalEventCount",
        total_pageview_count: Option<i64> = "totalPageviewCount",
        page: Option<JourneyPage> = "page",
        user_agent_string: Option<String> = "userAgentString",
        browser: Option<Browser> = "browser",
        device: Option<Device> = "device",
        geolocation: Option<JourneyGeolocation> = "geolocation",
        ip_address: Option<String> = "ipAddress",
        ip_organization: Option<String> = "ipOrganization",
        mkt_campaign: Option<JourneyCampaign> = "mktCampaign",
        referrer: Option<Referrer> = "referrer",
        attributes: BTreeMap<String, CustomEventAttribute> = "attributes",
        traits: BTreeMap<String, CustomEventAttribute> = "traits",
        search_query: Option<String> = "searchQuery",
        authenticated: Option<bool> = "authenticated",
    }

    /// Something done in an app.
    AppEvent {
        event_name: Option<String> = "eventName",
        screen_name: Option<String> = "screenName",
        app: Option<JourneyApp> = "app",
        device: Option<Device> = "device",
        ip_address: Option<String> = "ipAddress",
        ip_organization: Option<String> = "ipOrganization",
        geolocation: Option<JourneyGeolocation> = "geolocation",
        sdk_library: Option<SdkLibrary> = "sdkLibrary",
        network_connectivity: Option<NetworkConnectivity> = "networkConnectivity",
        mkt_campaign: Option<JourneyCampaign> = "mktCampaign",
        search_query: Option<String> = "searchQuery",
        attributes: BTreeMap<String, CustomEventAttribute> = "attributes",
        traits: BTreeMap<String, CustomEventAttribute> = "traits",
    }

    /// A goal reached.
    OutcomeAchievedEvent {
        outcome: AchievedOutcome = "outcome",
        user_agent_string: Option<String> = "userAgentString",
        browser: Option<Browser> = "browser",
        device: Option<Device> = "device",
        geolocation: Option<JourneyGeolocation> = "geolocation",
        ip_address: Option<String> = "ipAddress",
        ip_organization: Option<String> = "ipOrganization",
        mkt_campaign: Option<JourneyCampaign> = "mktCampaign",
        visit_referrer: Option<Referrer> = "visitReferrer",
        visit_created_date: Option<Timestamp> = "visitCreatedDate",
        /// Older notification bodies only.
        associated_value: Option<AssociatedValue> = "associatedValue",
    }

    /// The outcome of an achievement; `version` is a number over REST, text in older notifications.
    AchievedOutcome {
        id: String = "id",
        self_uri: Option<String> = "selfUri",
        display_name: Option<String> = "displayName",
        version: Option<i64> = "version",
    }

    /// What an achievement was worth.
    AssociatedValue {
        data_type: Option<String> = "dataType",
        value: Option<f64> = "value",
    }

    /// A segment assigned to or taken from the customer; state and dates in notifications only.
    SegmentAssignmentEvent {
        segment: AddressableEntityRef = "segment",
        assignment_state: Option<String> = "assignmentState",
        date_assigned: Option<Timestamp> = "dateAssigned",
        date_for_unassignment: Option<Timestamp> = "dateForUnassignment",
    }

    /// A step in the life of an offer.
    WebActionEvent {
        action: EventAction = "action",
        action_map: Option<ActionEventActionMap> = "actionMap",
        time_to_disposition: Option<i64> = "timeToDisposition",
        error_code: Option<String> = "errorCode",
        error_message: Option<String> = "errorMessage",
        user_agent_string: Option<String> = "userAgentString",
        browser: Option<Browser> = "browser",
        device: Option<Device> = "device",
        geolocation: Option<JourneyGeolocation> = "geolocation",
        ip_address: Option<String> = "ipAddress",
        ip_organization: Option<String> = "ipOrganization",
        mkt_campaign: Option<JourneyCampaign> = "mktCampaign",
        visit_referrer: Option<Referrer> = "visitReferrer",
    }

    /// An offer; in `…action.events` nothing but its id is sent.
    EventAction {
        id: Option<String> = "id",
        state: Option<String> = "state",
        media_type: Option<String> = "mediaType",
        prompt: Option<String> = "prompt",
        created_date: Option<Timestamp> = "createdDate",
    }

    /// The action map that made an offer.
    ActionEventActionMap {
        id: Option<String> = "id",
        self_uri: Option<String> = "selfUri",
        version: Option<i64> = "version",
        display_name: Option<String> = "displayName",
    }

    /// An offer that was not made.
    BlockedWebActionOfferEvent {
        action: Option<EventAction> = "action",
        action_map: Option<ActionEventActionMap> = "actionMap",
        blocking_reason: Option<String> = "blockingReason",
    }
}
