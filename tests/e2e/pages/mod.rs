//! Page objects: what an agent can see and do, in words.

mod journey_page;

pub(crate) use journey_page::JourneyPage;
