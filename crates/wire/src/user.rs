//! Who am I, what may I do (genesys-api §2.9).

use serde_json::Value;

use crate::context::AddressableEntityRef;
use crate::record::{Timestamp, records};

records! {
    /// The signed-in user, or another one in short form.
    UserMe {
        id: String = "id",
        name: Option<String> = "name",
        division: Option<Value> = "division",
        department: Option<String> = "department",
        email: Option<String> = "email",
        state: Option<String> = "state",
        title: Option<String> = "title",
        username: Option<String> = "username",
        version: Option<i64> = "version",
        preferred_name: Option<String> = "preferredName",
        authorization: Option<UserAuthorization> = "authorization",
        language_preference: Option<String> = "languagePreference",
        organization: Option<AddressableEntityRef> = "organization",
        self_uri: Option<String> = "selfUri",
    }

    /// Permissions as flat strings `domain:entity:action`, `*` allowed in each part.
    UserAuthorization {
        roles: Vec<AddressableEntityRef> = "roles",
        unused_roles: Vec<AddressableEntityRef> = "unusedRoles",
        permissions: Vec<String> = "permissions",
    }

    /// Grants per role and division.
    AuthzSubject {
        id: Option<String> = "id",
        name: Option<String> = "name",
        grants: Vec<AuthzGrant> = "grants",
        version: Option<i64> = "version",
        self_uri: Option<String> = "selfUri",
    }

    /// One grant.
    AuthzGrant {
        subject_id: Option<String> = "subjectId",
        division: Option<Value> = "division",
        role: Option<AuthzGrantRole> = "role",
        grant_made_at: Option<Timestamp> = "grantMadeAt",
    }

    /// A role with its policies.
    AuthzGrantRole {
        id: Option<String> = "id",
        name: Option<String> = "name",
        description: Option<String> = "description",
        policies: Vec<AuthzGrantPolicy> = "policies",
        default: Option<bool> = "default",
        self_uri: Option<String> = "selfUri",
    }

    /// A policy of a role.
    AuthzGrantPolicy {
        actions: Vec<String> = "actions",
        condition: Option<String> = "condition",
        domain: Option<String> = "domain",
        entity_name: Option<String> = "entityName",
    }

    /// The answer of the token endpoint.
    TokenAnswer {
        access_token: String = "access_token",
        token_type: Option<String> = "token_type",
        expires_in: Option<i64> = "expires_in",
        error: Option<String> = "error",
    }

    /// The server's time.
    ServerDate {
        current_date: Option<Timestamp> = "currentDate",
    }
}
