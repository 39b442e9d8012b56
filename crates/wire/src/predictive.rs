//! Predictive engagement: outcomes and scores (being withdrawn by the vendor), segments, action maps (genesys-api §2.4–2.6).

use serde_json::Value;

use crate::context::AddressableEntityRef;
use crate::record::{Timestamp, records};

records! {
    /// The scores of one session.
    OutcomeScoresResult {
        outcome_scores: Vec<OutcomeScore> = "outcomeScores",
        modified_date: Option<Timestamp> = "modifiedDate",
    }

    /// How likely an outcome is, 0..1; the name comes from the outcomes endpoint.
    OutcomeScore {
        outcome: AddressableEntityRef = "outcome",
        session_max_probability: Option<f64> = "sessionMaxProbability",
        probability: Option<f64> = "probability",
        percentile: Option<i64> = "percentile",
        session_max_percentile: Option<i64> = "sessionMaxPercentile",
        quantile: Option<f64> = "quantile",
        session_max_quantile: Option<f64> = "sessionMaxQuantile",
    }

    /// A goal (or, with `isPositive` false, a risk).
    Outcome {
        id: String = "id",
        is_active: Option<bool> = "isActive",
        display_name: Option<String> = "displayName",
        version: Option<i64> = "version",
        description: Option<String> = "description",
        is_positive: Option<bool> = "isPositive",
        context: Option<Context> = "context",
        journey: Option<Journey> = "journey",
        associated_value_field: Option<Value> = "associatedValueField",
        self_uri: Option<String> = "selfUri",
        created_date: Option<Timestamp> = "createdDate",
        modified_date: Option<Timestamp> = "modifiedDate",
    }

    /// A segment; `color` is hex with #.
    JourneySegment {
        id: String = "id",
        is_active: Option<bool> = "isActive",
        display_name: Option<String> = "displayName",
        version: Option<i64> = "version",
        description: Option<String> = "description",
        color: Option<String> = "color",
        scope: Option<String> = "scope",
        should_display_to_agent: Option<bool> = "shouldDisplayToAgent",
        context: Option<Context> = "context",
        journey: Option<Journey> = "journey",
        external_segment: Option<ExternalSegment> = "externalSegment",
        assignment_expiration_days: Option<i64> = "assignmentExpirationDays",
        self_uri: Option<String> = "selfUri",
        created_date: Option<Timestamp> = "createdDate",
        modified_date: Option<Timestamp> = "modifiedDate",
    }

    /// A segment that another system owns.
    ExternalSegment {
        id: Option<String> = "id",
        name: Option<String> = "name",
        source: Option<String> = "source",
    }

    /// A rule on visit data.
    Context {
        patterns: Vec<ContextPattern> = "patterns",
    }

    /// One pattern of a rule on visit data.
    ContextPattern {
        criteria: Vec<Criteria> = "criteria",
    }

    /// A rule on events.
    Journey {
        patterns: Vec<JourneyPattern> = "patterns",
    }

    /// One pattern of a rule on events.
    JourneyPattern {
        criteria: Vec<Criteria> = "criteria",
        count: Option<i64> = "count",
        stream_type: Option<String> = "streamType",
        session_type: Option<String> = "sessionType",
        event_name: Option<String> = "eventName",
    }

    /// One comparison; `entityType` in context patterns only.
    Criteria {
        key: String = "key",
        values: Vec<String> = "values",
        should_ignore_case: Option<bool> = "shouldIgnoreCase",
        operator: Option<String> = "operator",
        entity_type: Option<String> = "entityType",
    }

    /// A segment assigned to a contact.
    SegmentAssignment {
        date_assigned: Option<Timestamp> = "dateAssigned",
        date_for_unassignment: Option<Timestamp> = "dateForUnassignment",
        segment: AddressableEntityRef = "segment",
        external_contact: Option<AddressableEntityRef> = "externalContact",
        session: Option<SegmentAssignmentSession> = "session",
        /// Notifications only.
        assignment_state: Option<String> = "assignmentState",
    }

    /// The session in which a segment was assigned.
    SegmentAssignmentSession {
        id: String = "id",
        kind: Option<String> = "type",
        self_uri: Option<String> = "selfUri",
    }

    /// Who is offered what, and when.
    ActionMap {
        id: Option<String> = "id",
        version: Option<i64> = "version",
        is_active: Option<bool> = "isActive",
        display_name: Option<String> = "displayName",
        trigger_with_segments: Vec<String> = "triggerWithSegments",
        trigger_with_event_conditions: Vec<Value> = "triggerWithEventConditions",
        trigger_with_outcome_probability_conditions: Vec<Value> = "triggerWithOutcomeProbabilityConditions",
        page_url_conditions: Vec<Value> = "pageUrlConditions",
        activation: Option<Value> = "activation",
        weight: Option<i64> = "weight",
        action: Option<Value> = "action",
        ignore_frequency_cap: Option<bool> = "ignoreFrequencyCap",
        self_uri: Option<String> = "selfUri",
        created_date: Option<Timestamp> = "createdDate",
        modified_date: Option<Timestamp> = "modifiedDate",
        start_date: Option<Timestamp> = "startDate",
        end_date: Option<Timestamp> = "endDate",
    }
}
