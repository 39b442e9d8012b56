//! What a tracked site or app sends, and what it is told (genesys-api §1.7, §2.12).

use std::collections::BTreeMap;

use serde_json::Value;

use crate::context::{
    AddressableEntityRef, Browser, CustomEventAttribute, Device, JourneyApp, JourneyCampaign, JourneyGeolocation,
    JourneyPage, NetworkConnectivity, Referrer, SdkLibrary,
};
use crate::record::{Timestamp, records};

records! {
    /// A web event as the tracker sends it.
    WebEventRequest {
        customer_cookie_id: String = "customerCookieId",
        event_name: String = "eventName",
        page: JourneyPage = "page",
        user_agent_string: Option<String> = "userAgentString",
        browser: Option<Browser> = "browser",
        device: Option<Device> = "device",
        search_query: Option<String> = "searchQuery",
        ip_address: Option<String> = "ipAddress",
        referrer_url: Option<String> = "referrerUrl",
        attributes: BTreeMap<String, CustomEventAttribute> = "attributes",
        traits: BTreeMap<String, CustomEventAttribute> = "traits",
        external_id: Option<String> = "externalId",
        created_date: Timestamp = "createdDate",
    }

    /// The answer to a web event.
    WebEventResponse {
        customer_id: Option<String> = "customerId",
        event_name: Option<String> = "eventName",
        customer_id_type: Option<String> = "customerIdType",
        page: Option<JourneyPage> = "page",
        user_agent_string: Option<String> = "userAgentString",
        browser: Option<Browser> = "browser",
        device: Option<Device> = "device",
        search_query: Option<String> = "searchQuery",
        ip_organization: Option<String> = "ipOrganization",
        geolocation: Option<JourneyGeolocation> = "geolocation",
        mkt_campaign: Option<JourneyCampaign> = "mktCampaign",
        session: Option<IngestedSession> = "session",
        referrer: Option<Referrer> = "referrer",
        attributes: BTreeMap<String, CustomEventAttribute> = "attributes",
        traits: BTreeMap<String, CustomEventAttribute> = "traits",
        authenticated: Option<bool> = "authenticated",
        external_id: Option<String> = "externalId",
        created_date: Option<Timestamp> = "createdDate",
    }

    /// The session that took an event in.
    IngestedSession {
        id: Option<String> = "id",
        duration_in_seconds: Option<i64> = "durationInSeconds",
        event_count: Option<i64> = "eventCount",
        pageview_count: Option<i64> = "pageviewCount",
        screenview_count: Option<i64> = "screenviewCount",
        referrer: Option<Referrer> = "referrer",
        self_uri: Option<String> = "selfUri",
        created_date: Option<Timestamp> = "createdDate",
    }

    /// An app event as the app's library sends it.
    AppEventRequest {
        event_name: String = "eventName",
        screen_name: String = "screenName",
        app: JourneyApp = "app",
        device: Device = "device",
        sdk_library: Option<SdkLibrary> = "sdkLibrary",
        network_connectivity: Option<NetworkConnectivity> = "networkConnectivity",
        referrer_url: Option<String> = "referrerUrl",
        search_query: Option<String> = "searchQuery",
        attributes: BTreeMap<String, CustomEventAttribute> = "attributes",
        traits: BTreeMap<String, CustomEventAttribute> = "traits",
        external_id: Option<String> = "externalId",
        customer_cookie_id: String = "customerCookieId",
        created_date: Timestamp = "createdDate",
    }

    /// The answer to an app event.
    AppEventResponse {
        id: Option<String> = "id",
        customer_id: Option<String> = "customerId",
        customer_id_type: Option<String> = "customerIdType",
        event_name: Option<String> = "eventName",
        screen_name: Option<String> = "screenName",
        app: Option<JourneyApp> = "app",
        device: Option<Device> = "device",
        ip_organization: Option<String> = "ipOrganization",
        geolocation: Option<JourneyGeolocation> = "geolocation",
        sdk_library: Option<SdkLibrary> = "sdkLibrary",
        network_connectivity: Option<NetworkConnectivity> = "networkConnectivity",
        mkt_campaign: Option<JourneyCampaign> = "mktCampaign",
        session: Option<IngestedSession> = "session",
        search_query: Option<String> = "searchQuery",
        attributes: BTreeMap<String, CustomEventAttribute> = "attributes",
        traits: BTreeMap<String, CustomEventAttribute> = "traits",
        external_id: Option<String> = "externalId",
        created_date: Option<Timestamp> = "createdDate",
    }

    /// What the page did with an offer.
    ActionEventRequest {
        id: Option<String> = "id",
        session_id: String = "sessionId",
        action_id: String = "actionId",
        action_state: String = "actionState",
        error_code: Option<String> = "errorCode",
        error_message: Option<String> = "errorMessage",
        self_uri: Option<String> = "selfUri",
    }

    /// Offers to show now, and when to ask again (-1: never).
    DeploymentPing {
        actions: Vec<DeploymentWebAction> = "actions",
        poll_interval_milliseconds: Option<i64> = "pollIntervalMilliseconds",
    }

    /// One offer to show.
    DeploymentWebAction {
        id: String = "id",
        media_type: Option<String> = "mediaType",
        customer_id: Option<String> = "customerId",
        customer_id_type: Option<String> = "customerIdType",
        action_map_id: Option<String> = "actionMapId",
        action_map_version: Option<i64> = "actionMapVersion",
        session_id: Option<String> = "sessionId",
        web_messaging_offer_properties: Option<Value> = "webMessagingOfferProperties",
        content_offer_properties: Option<Value> = "contentOfferProperties",
        open_action_properties: Option<Value> = "openActionProperties",
    }

    /// A tracked site's registration.
    WebDeployment {
        id: String = "id",
        name: Option<String> = "name",
        description: Option<String> = "description",
        allow_all_domains: Option<bool> = "allowAllDomains",
        allowed_domains: Vec<String> = "allowedDomains",
        status: Option<String> = "status",
        configuration: Option<AddressableEntityRef> = "configuration",
        self_uri: Option<String> = "selfUri",
    }
}
