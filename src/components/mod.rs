//! Views: they lay out what the core says, and send what the agent does.
//!
//! They read `Live`, `Now` and `Desk`, and write through `Dispatch`; they fetch nothing, wait for nothing and know no
//! clock. Text closures and attributes are leaves; structure is built only where a memo changed. In page order:

#![allow(unreachable_pub, reason = "the component macro writes `pub` for the props of private components")]

mod journey_tab;

mod announcements;
mod attention;
mod signed_out;
mod stale_banner;
mod states;

mod connection_status;
mod contact_panel;
mod header;
mod interactions;
mod more_menu;
mod shortcuts;

mod band;
mod card_badges;
mod card_body;
mod card_facts;
mod current_card;
mod digest;
mod event_details;
mod finder;
mod journey_map;
mod map_item;
mod map_keys;
mod marked;
mod outcome_bar;
mod outcome_predictions;
mod searches_performed;
mod segments_matched;
mod session_card;
mod session_list;

mod copy_button;
mod follow;
mod friction;
mod icon;
mod icon_paths;
mod ids;
mod memo;
mod newest;
mod rows;
mod sight;

pub(crate) use follow::follow;
pub use journey_tab::JourneyTab;
