//! The band above the cards: outcome predictions and segments of the newest active visit, segments of the customer.

use std::sync::Arc;

use journey::model::{Predictions, Session};
use journey::view::predictions::predictions;
use journey::view::segments::of_customer;
use leptos::prelude::*;

use super::follow::follow;
use super::newest::{newest_visit, session_of};
use super::outcome_predictions::OutcomePredictions;
use super::segments_matched::SegmentsMatched;
use super::sight::Sight;
use crate::live::Live;

/// Absent when there is nothing in it.
#[component]
pub(super) fn Band() -> impl IntoView {
    let live = expect_context::<Live>();
    let sight = expect_context::<Sight>();
    let customer = live.customer();
    let id = newest_visit(&live, &sight, true);
    let session: Signal<Option<Arc<Session>>> = session_of(&live, id);
    let scores: Signal<Option<Arc<Predictions>>> =
        Signal::derive(move || id.get().map(|id| live.predictions(&id).get()));
    let bars = {
        let sight = sight.clone();
        Memo::new(move |_| {
            let (session, scores) = (session.get(), scores.get());
            session.map(|session| sight.look(|lens| predictions(&session, scores.as_deref(), lens))).unwrap_or_default()
        })
    };
    let chips = Memo::new(move |_| {
        let session = session.get();
        customer.with(|customer| sight.look(|lens| of_customer(customer, session.as_deref(), lens)))
    });
    let has_any = Memo::new(move |_| bars.with(|bars| !bars.is_empty()) || chips.with(|chips| !chips.is_empty()));
    follow(move || {
        has_any.get().then(|| {
            view! {
                <div class="catch-up">
                    <OutcomePredictions predictions=bars title_id="" class="band-section"/>
                    <SegmentsMatched chips title_id="" class="band-section"/>
                </div>
            }
            .into_any()
        })
    })
}
