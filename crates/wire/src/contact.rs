//! External contacts and identity (genesys-api §2.8); the notification bodies have the same field names where they overlap.

use serde_json::Value;

use crate::context::AddressableEntityRef;
use crate::record::{Timestamp, records};

records! {
    /// A person known to the organisation; `type` is Ephemeral, Identified, Curated (open).
    ExternalContact {
        id: Option<String> = "id",
        division: Option<Value> = "division",
        first_name: Option<String> = "firstName",
        middle_name: Option<String> = "middleName",
        last_name: Option<String> = "lastName",
        salutation: Option<String> = "salutation",
        title: Option<String> = "title",
        work_phone: Option<PhoneNumber> = "workPhone",
        cell_phone: Option<PhoneNumber> = "cellPhone",
        home_phone: Option<PhoneNumber> = "homePhone",
        other_phone: Option<PhoneNumber> = "otherPhone",
        work_email: Option<String> = "workEmail",
        personal_email: Option<String> = "personalEmail",
        other_email: Option<String> = "otherEmail",
        address: Option<ContactAddress> = "address",
        external_ids: Vec<ExternalId> = "externalIds",
        identifiers: Vec<ContactIdentifier> = "identifiers",
        modify_date: Option<Timestamp> = "modifyDate",
        create_date: Option<Timestamp> = "createDate",
        external_organization: Option<Value> = "externalOrganization",
        kind: Option<String> = "type",
        canonical_contact: Option<AddressableEntityRef> = "canonicalContact",
        merge_set: Vec<AddressableEntityRef> = "mergeSet",
        merged_from: Vec<AddressableEntityRef> = "mergedFrom",
        merged_to: Option<AddressableEntityRef> = "mergedTo",
        self_uri: Option<String> = "selfUri",
    }

    /// A phone number.
    PhoneNumber {
        display: Option<String> = "display",
        extension: Option<i64> = "extension",
        accepts_sms: Option<bool> = "acceptsSMS",
        normalization_country_code: Option<String> = "normalizationCountryCode",
        user_input: Option<String> = "userInput",
        e164: Option<String> = "e164",
        country_code: Option<String> = "countryCode",
    }

    /// A postal address.
    ContactAddress {
        address1: Option<String> = "address1",
        address2: Option<String> = "address2",
        city: Option<String> = "city",
        state: Option<String> = "state",
        postal_code: Option<String> = "postalCode",
        country_code: Option<String> = "countryCode",
    }

    /// An id in another system.
    ExternalId {
        external_source: Option<AddressableEntityRef> = "externalSource",
        value: Option<String> = "value",
    }

    /// What a contact is recognised by; `type` is Cookie, Email, Phone, ExternalId, Social… (open).
    ContactIdentifier {
        division: Option<Value> = "division",
        kind: Option<String> = "type",
        value: Option<String> = "value",
        date_created: Option<Timestamp> = "dateCreated",
        external_source: Option<AddressableEntityRef> = "externalSource",
    }

    /// Answer of the look-up by e-mail or number, 25 contacts at most.
    ReverseWhitepagesLookupResult {
        contacts: Vec<ExternalContact> = "contacts",
    }

    /// Body that attaches a conversation to a contact; without `externalContactId` it detaches.
    ConversationAssociation {
        external_contact_id: Option<String> = "externalContactId",
        conversation_id: Option<String> = "conversationId",
        communication_id: Option<String> = "communicationId",
        media_type: Option<String> = "mediaType",
    }
}
