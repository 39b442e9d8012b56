//! Names for ids, and errors (genesys-api §1.5, §2.11, §5).

use std::collections::BTreeMap;

use crate::record::records;

records! {
    /// A user, queue or wrap-up code: what is needed of it is its name.
    NamedEntity {
        id: String = "id",
        name: Option<String> = "name",
        self_uri: Option<String> = "selfUri",
    }

    /// The body of a refusal.
    ErrorBody {
        message: Option<String> = "message",
        code: Option<String> = "code",
        status: Option<i64> = "status",
        entity_id: Option<String> = "entityId",
        entity_name: Option<String> = "entityName",
        message_with_params: Option<String> = "messageWithParams",
        message_params: BTreeMap<String, String> = "messageParams",
        context_id: Option<String> = "contextId",
        details: Vec<Detail> = "details",
        errors: Vec<ErrorBody> = "errors",
    }

    /// One finding of a refusal.
    Detail {
        error_code: Option<String> = "errorCode",
        field_name: Option<String> = "fieldName",
        entity_id: Option<String> = "entityId",
        entity_name: Option<String> = "entityName",
    }
}
