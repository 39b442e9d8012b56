//! Views: they lay out what the core says, and send what the agent does.
//!
//! They read `Live`, `Now` and `Desk`, and write through `Dispatch`; they fetch nothing, wait for nothing and know no
//! clock. Text closures and attributes are leaves; structure is built only where a memo changed. In page order:

mod journey_tab;

mod announcements;
mod signed_out;
mod states;
mod stale_banner;

mod interactions;
mod header;
mod connection_status;
mod more_menu;
mod shortcuts;
mod contact_panel;

mod band;
mod session_list;
mod session_card;
mod card_facts;
mod card_body;
mod journey_map;
mod map_item;
mod map_keys;
mod event_details;
mod searches_performed;
mod outcome_predictions;
mod outcome_bar;
mod segments_matched;

mod copy_button;
mod icon;
mod icon_paths;
mod ids;
mod newest;
mod sight;

pub use journey_tab::JourneyTab;
