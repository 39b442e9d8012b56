//! The band above the cards: the digest, outcome predictions and segments of the newest active visit, segments of the
//! customer.

use std::sync::Arc;

use journey::model::{Predictions, Session};
use journey::view::digest::digest;
use journey::view::predictions::predictions;
use journey::view::segments::of_customer;
use leptos::prelude::*;

use super::attention::call_attention;
use super::digest::DigestPart;
use super::follow::follow;
use super::friction::Friction;
use super::memo::Memo;
use super::newest::{newest_visit, session_of};
use super::outcome_predictions::OutcomePredictions;
use super::segments_matched::SegmentsMatched;
use super::sight::Sight;
use crate::desk::Desk;
use crate::live::Live;

/// Absent when there is nothing in it.
#[component]
pub(super) fn Band() -> impl IntoView {
    let live = expect_context::<Live>();
    let sight = expect_context::<Sight>();
    let customer = live.customer();
    let id = newest_visit(&live, &sight, true);
    let session: Signal<Option<Arc<Session>>> = session_of(&live, id);
    let scores: Signal<Option<Arc<Predictions>>> = {
        let live = live.clone();
        Signal::derive(move || id.get().map(|id| live.predictions(&id).get()))
    };
    let bars = {
        let sight = sight.clone();
        Memo::new(move |_| {
            let (session, scores) = (session.get(), scores.get());
            session.map(|session| sight.look(|lens| predictions(&session, scores.as_deref(), lens))).unwrap_or_default()
        })
    };
    let Friction { visit, session: last_visit, signs, .. } = expect_context::<Friction>();
    call_attention(expect_context::<Desk>(), signs);
    let digest = {
        let sight = sight.clone();
        let (ids, list) = (live.ids(), live.list());
        Memo::new(move |_| {
            let ids = ids.get();
            let sessions: Vec<Arc<Session>> = ids.iter().filter_map(|id| Some(live.session(id)?.get())).collect();
            let has_more = list.with(|list| list.more || list.more_problem.is_some());
            let last_visit = last_visit.get();
            signs.with(|signs| {
                bars.with(|bars| {
                    sight.look(|lens| digest(&sessions, has_more, last_visit.as_deref(), signs, bars, lens))
                })
            })
        })
    };
    let chips = Memo::new(move |_| {
        let session = session.get();
        customer.with(|customer| sight.look(|lens| of_customer(customer, session.as_deref(), lens)))
    });
    let has_any = Memo::new(move |_| {
        digest.with(Option::is_some) || bars.with(|bars| !bars.is_empty()) || chips.with(|chips| !chips.is_empty())
    });
    follow(move || {
        has_any.get().then(|| {
            view! {
                <section class="catch-up" aria-label="Catch-up">
                    <DigestPart digest visit/>
                    <OutcomePredictions predictions=bars title_id="" class="band-section"/>
                    <SegmentsMatched chips title_id="" class="band-section"/>
                </section>
            }
            .into_any()
        })
    })
}
