//! Each documented sample is read and printed back: what was in it comes out the same; nothing but empty lists and maps
//! is added.

use serde_json::Value;
use wire::{Listing, Read};

/// The first place where `printed` does not give back `sample`.
fn lost(sample: &Value, printed: &Value, path: &str) -> Option<String> {
    match (sample, printed) {
        (Value::Object(sample), Value::Object(printed)) => {
            let added = printed.iter().find(|(name, value)| {
                let is_empty = value.as_array().is_some_and(Vec::is_empty)
                    || value.as_object().is_some_and(serde_json::Map::is_empty);
                !sample.contains_key(*name) && !is_empty
            });
            if let Some((name, _)) = added {
                return Some(format!("{path}/{name} was added"));
            }
            sample.iter().find_map(|(name, value)| match printed.get(name) {
                Some(printed) => lost(value, printed, &format!("{path}/{name}")),
                None => Some(format!("{path}/{name} is lost")),
            })
        }
        (Value::Array(sample), Value::Array(printed)) if sample.len() == printed.len() => {
            let mut pairs = sample.iter().zip(printed).enumerate();
            pairs.find_map(|(at, (sample, printed))| lost(sample, printed, &format!("{path}/{at}")))
        }
        (sample, printed) => (sample != printed).then(|| format!("{path}: {sample} became {printed}")),
    }
}

macro_rules! samples {
    ($($name:ident: $shape:ty = $file:literal),* $(,)?) => {$(
        #[test]
        fn $name() {
            let sample: Value = serde_json::from_str(include_str!(concat!("samples/", $file))).unwrap();
            let read = <$shape>::read(&sample).unwrap();
            let printed = serde_json::to_value(&read).unwrap();
            assert_eq!(lost(&sample, &printed, ""), None);
            assert_eq!(<$shape>::read(&printed).unwrap(), read, "printing and reading again changes nothing");
        }
    )*};
}

samples! {
    sessions_print_back: Listing<wire::Session> = "session_listing.json",
    events_print_back: Listing<wire::Event> = "event_listing.json",
    segments_print_back: Listing<wire::JourneySegment> = "segment_listing.json",
    segment_assignments_print_back: Listing<wire::SegmentAssignment> = "segment_assignment_listing.json",
    outcomes_print_back: Listing<wire::Outcome> = "outcome_listing.json",
    outcome_scores_print_back: wire::OutcomeScoresResult = "outcome_scores.json",
    a_contact_prints_back: wire::ExternalContact = "external_contact.json",
    a_contact_notice_prints_back: wire::ContactChanged = "contact_changed.json",
    conversations_print_back: Listing<wire::Conversation> = "conversation_listing.json",
    an_association_prints_back: wire::ConversationAssociation = "conversation_association.json",
    a_user_prints_back: wire::UserMe = "user_me.json",
    a_named_entity_prints_back: wire::NamedEntity = "named_entity.json",
    a_refusal_prints_back: wire::ErrorBody = "error_body.json",
    a_channel_prints_back: wire::Channel = "channel.json",
    topics_print_back: Listing<wire::ChannelTopic> = "channel_topics.json",
    a_frame_prints_back: wire::Frame = "frame.json",
    a_socket_command_prints_back: wire::SocketCommand = "socket_command.json",
    a_web_event_request_prints_back: wire::WebEventRequest = "web_event_request.json",
    an_action_event_request_prints_back: wire::ActionEventRequest = "action_event_request.json",
    a_deployment_ping_prints_back: wire::DeploymentPing = "deployment_ping.json",
}

#[test]
fn a_bare_custom_value_is_read_as_a_value_without_type() {
    let read =
        |text: &str| wire::from_text::<wire::CustomEventAttribute>(text).map(|read| (read.data_type, read.value));
    assert_eq!(read(r#""gold""#), Some((None, Some("gold".into()))));
    assert_eq!(read("7.5"), Some((None, Some("7.5".into()))));
    assert_eq!(read("true"), Some((None, Some("true".into()))));
    assert_eq!((read("null"), read("[1]")), (None, None));
    let list = wire::from_text::<wire::CustomEventAttributeList>(r#"["M", 4, null]"#).map(|read| read.values);
    assert_eq!(list, Some(vec!["M".to_owned(), "4".to_owned()]));
}
