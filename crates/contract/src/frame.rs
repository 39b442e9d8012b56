//! Frames of the notifications socket.

use serde_json::{Value, json};

use crate::path::is_topic;
use crate::schema::Use;
use crate::{Contract, Faults, Topic};

impl Contract {
    /// The kind of a topic's name; a fixed part goes before a variable one.
    #[must_use]
    pub fn topic(&self, name: &str) -> Option<&Topic> {
        let fitting = self.topics.iter().filter(|topic| is_topic(&topic.pattern, name));
        fitting.min_by_key(|topic| topic.pattern.matches("{id}").count())
    }

    /// As [`crate::check_frame`].
    ///
    /// # Errors
    /// All that the contract does not allow.
    pub fn check_frame(&self, text: &str) -> Result<(), Faults> {
        let frame: Value =
            serde_json::from_str(text).map_err(|error| vec![format!("the frame is no JSON: {error}")])?;
        let of = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
        let Some(name) = frame.get("topicName") else {
            return self.validate(&self.frames, &of("SocketResult"), Use::Answer, &frame);
        };
        let name = name.as_str().ok_or_else(|| vec!["topicName is no text".to_owned()])?;
        let topic = self.topic(name).ok_or_else(|| vec![format!("there is no topic {name}")])?;
        self.validate(&self.frames, &of("Envelope"), Use::Answer, &frame)?;
        self.validate(&self.frames, &of(&topic.body), Use::Answer, &frame["eventBody"])
            .map_err(|faults| faults.into_iter().map(|fault| format!("{} {fault}", topic.pattern)).collect())
    }
}
