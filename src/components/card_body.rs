//! The body of an expanded card: journey map, searches, outcome predictions, segments, session details.

use std::sync::Arc;

use journey::model::{Predictions, Session, SessionId, Track};
use journey::view::card::CardView;
use journey::view::predictions::predictions;
use journey::view::searches::searches;
use journey::view::segments::segments;
use leptos::prelude::*;

use super::card_facts::Facts;
use super::follow::follow;
use super::icon::icon;
use super::ids::unique_id;
use super::journey_map::JourneyMap;
use super::memo::Memo;
use super::outcome_predictions::OutcomePredictions;
use super::searches_performed::SearchesPerformed;
use super::segments_matched::SegmentsMatched;
use super::sight::Sight;
use crate::live::Live;

/// One sheet; its sections are parted by hairlines. A section with nothing to show is absent.
#[component]
pub(super) fn CardBody(
    /// The session.
    id: SessionId,
    /// Id of the element.
    body_id: String,
    /// Id of the card's heading: it completes the names of the sections.
    title_id: String,
    /// The session.
    session: Signal<Arc<Session>>,
    /// What is seen of it.
    sight: Sight,
    /// The card.
    view: Memo<CardView>,
) -> impl IntoView {
    let live = expect_context::<Live>();
    let track: Signal<Arc<Track>> = live.track(&id).into();
    let scores: Signal<Arc<Predictions>> = live.predictions(&id).into();
    let found = {
        let sight = sight.clone();
        Memo::new(move |_| {
            session.with(|session| track.with(|track| sight.look(|lens| searches(session, Some(track), lens))))
        })
    };
    let predicted = {
        let sight = sight.clone();
        Memo::new(move |_| {
            session.with(|session| scores.with(|scores| sight.look(|lens| predictions(session, Some(scores), lens))))
        })
    };
    let chips = {
        let sight = sight.clone();
        Memo::new(move |_| session.with(|session| sight.look(|lens| segments(session, lens))))
    };
    let can_see_events = {
        let sight = sight.clone();
        Memo::new(move |_| sight.names_and_parts(|_, parts| parts.events))
    };
    let title = StoredValue::new(title_id);
    view! {
        <div class="card-body" id=body_id>
            {move || {
                can_see_events
                    .get()
                    .then(|| {
                        view! {
                            <div class="panel">
                                <JourneyMap id=id.clone() session track sight=sight.clone()/>
                            </div>
                        }.into_any()
                    })
            }}
            <div class="panels">
                <SearchesPerformed searches=found title_id=title.get_value()/>
                <OutcomePredictions predictions=predicted title_id=title.get_value() class="panel"/>
                <SegmentsMatched chips title_id=title.get_value() class="panel"/>
            </div>
            <SessionDetails view title_id=title.get_value()/>
        </div>
    }
}

/// Facts that are too many for the collapsed card.
#[component]
fn SessionDetails(
    /// The card.
    view: Memo<CardView>,
    /// Id of the card's heading.
    title_id: String,
) -> impl IntoView {
    let has_details = Memo::new(move |_| view.with(|view| !view.details.is_empty() || view.link.is_some()));
    let link = Memo::new(move |_| view.with(|view| view.link.clone()));
    let heading_id = unique_id("details");
    follow(move || {
        let heading_id = heading_id.clone();
        let labelled_by = format!("{heading_id} {title_id}");
        has_details.get().then(|| {
            view! {
                <section class="panel session-details" aria-labelledby=labelled_by>
                    <h3 id=heading_id>"Session details"</h3>
                    <Facts
                        facts=Memo::new(move |_| view.with(|view| view.details.clone()))
                        class="details-strip"
                    />
                    {move || {
                        link.get()
                            .map(|href| {
                                view! {
                                    <a class="source-link" href=href target="_blank" rel="noopener noreferrer">
                                        {icon("external-link")}
                                        "Open in source system"
                                    </a>
                                }.into_any()
                            })
                    }}
                </section>
            }
            .into_any()
        })
    })
}
