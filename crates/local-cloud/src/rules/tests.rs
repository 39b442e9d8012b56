//! The rules can be read, name each other rightly, and their criteria mean what they say.

use std::collections::BTreeSet;

use serde_json::json;

use super::criteria::{Pattern, Seen, meets};
use super::scoring::interpolate;
use super::{Rules, rules};

fn criteria(key: &str, operator: &str, values: &[&str]) -> wire::Criteria {
    wire::Criteria {
        key: key.into(),
        operator: Some(operator.into()),
        values: values.iter().map(ToString::to_string).collect(),
        ..wire::Criteria::default()
    }
}

#[test]
fn the_rules_can_be_read() {
    let rules = Rules::read().unwrap();
    assert!(rules.agents.len() >= 3);
    assert!(rules.outcomes.len() >= 3);
    assert!(rules.outcomes.iter().any(|outcome| outcome.is_positive == Some(false)));
    assert!(rules.segments.iter().any(|segment| segment.should_display_to_agent == Some(false)));
    assert!(rules.segments.iter().any(|segment| segment.scope.as_deref() == Some("Customer")));
    assert!(rules.places.len() > 5);
    assert_eq!(rules.deployments.len(), 1);
    assert!(rules.queues.iter().any(|queue| queue.name.as_deref() == Some(rules.message_queue.as_str())));
}

#[test]
fn what_the_rules_name_exists() {
    let rules = rules();
    let segments: BTreeSet<&str> = rules.segments.iter().map(|segment| segment.id.as_str()).collect();
    assert_eq!(segments.len(), rules.segments.len(), "segment ids are unique");
    for map in &rules.action_maps {
        for segment in &map.trigger_with_segments {
            assert!(segments.contains(segment.as_str()), "{segment}");
        }
        for condition in &map.trigger_with_outcome_probability_conditions {
            let outcome = condition["outcomeId"].as_str().unwrap();
            assert!(rules.models.contains_key(outcome), "{outcome}");
        }
        if let Some(template) = map.action.as_ref().and_then(|action| action["actionTemplate"]["id"].as_str()) {
            assert!(rules.templates.contains_key(template), "{template}");
        }
    }
    for segment in &rules.segments {
        let color = segment.color.as_deref().unwrap();
        assert!(color.len() == 7 && color.starts_with('#'), "{color}");
    }
}

#[test]
fn one_agent_sees_all_one_no_outcomes_and_segments_one_no_journey() {
    let agents = &rules().agents;
    let has =
        |index: usize, start: &str| agents[index].permissions.iter().any(|permission| permission.starts_with(start));
    for start in ["journey:outcomescores:view", "journey:segment:view", "externalContacts:*:*", "journey:visit:view"] {
        assert!(has(0, start), "{start}");
    }
    assert!(has(1, "journey:event:view") && !has(1, "journey:outcome") && !has(1, "journey:segment"));
    assert!(has(2, "externalContacts:contact:view") && !has(2, "journey:") && !has(2, "externalContacts:session"));
}

#[test]
fn operators_mean_what_they_say() {
    let body = json!({"page": {"pathname": "/shop/Checkout/delivery/"}, "n": {"value": "200"}, "list": ["a", "b"]});
    for (key, operator, values, met) in [
        ("page.pathname", "containsAny", &["/checkout/", "x"][..], true),
        ("page.pathname", "containsAll", &["/checkout/", "x"], false),
        ("page.pathname", "startsWith", &["/shop"], true),
        ("page.pathname", "endsWith", &["y/"], true),
        ("page.pathname", "equal", &["/shop/checkout/delivery/"], true),
        ("page.pathname", "notEqual", &["/shop/checkout/delivery/"], false),
        ("page.pathname", "notContainsAny", &["basket"], true),
        ("page.pathname", "notContainsAll", &["shop", "basket"], true),
        ("n.value", "greaterThanOrEqual", &["200"], true),
        ("n.value", "greaterThan", &["200"], false),
        ("n.value", "lessThan", &["1000"], true),
        ("list", "equal", &["b"], true),
        ("absent.key", "equal", &["b"], false),
        ("absent.key", "notEqual", &["b"], true),
        ("page.pathname", "like", &["shop"], false),
    ] {
        assert_eq!(meets(&criteria(key, operator, values), &body), met, "{key} {operator} {values:?}");
    }
}

#[test]
fn a_pattern_asks_for_name_stream_and_criteria() {
    let body = json!({"searchQuery": "Return policy"});
    let seen = Seen { name: "search_performed", stream: "Web", body: &body };
    let mut pattern =
        Pattern { criteria: vec![criteria("searchQuery", "containsAny", &["return"])], ..Pattern::default() };
    assert!(pattern.matches(&seen));
    pattern.stream = Some("App".into());
    assert!(!pattern.matches(&seen));
    pattern.stream = Some("Web".into());
    pattern.event_name = Some("page_viewed".into());
    assert!(!pattern.matches(&seen));
}

#[test]
fn the_quantile_table_is_a_line() {
    let points = [(0.0, 0.0), (0.5, 0.8), (1.0, 1.0)];
    assert!((interpolate(&points, 0.25) - 0.4).abs() < 1e-9);
    assert!((interpolate(&points, 0.0) - 0.0).abs() < 1e-9);
    assert!((interpolate(&points, 1.0) - 1.0).abs() < 1e-9);
    assert!(rules().quantiles.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
}
